"""An empty set of tables to begin with, and a small one worked from first to last beside it."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from lib.dataset import check_file, codebook, csv_file, files
from lib.dataset.problems import Problem, TablesError

_TEMPLATE = Path(__file__).with_name("starter.md")
EXAMPLE = Path(__file__).with_name("example")
TITLE = "Untitled: who says what"


def begin(folder: Path, today: str = "") -> None:
    """Write an empty set into a folder that is new or empty, with a worked one in `example/`.

    `today`, ISO text, is its date, by default the day. Raises TablesError for a folder that has
    something in it or cannot be written.
    """
    today = today or datetime.now(UTC).date().isoformat()
    try:
        if folder.is_dir() and any(folder.iterdir()):
            reason, remedy = "is not empty.", "Name a folder that is new or empty."
            raise TablesError([Problem("folder", str(folder), 0, "", "", reason, remedy)])
        (folder / files.ARTICLES[0]).mkdir(parents=True)
        for name, resource in codebook.resources().items():
            header = f"{','.join(codebook.columns(name))}\n"
            (folder / resource["path"]).write_text(header, encoding="utf-8", newline="")
        description = "Who says what in this matter, coded from news articles."
        _describe(folder, TITLE, description, today)
        (folder / "README.md").write_text(readme(), encoding="utf-8")
        example = folder / files.EXAMPLE
        shutil.copytree(EXAMPLE, example)
        title, sides = "Example: two towns and a river", ("Northbank", "Southbank", "Other")
        description = "An invented article, coded to show how the tables are filled."
        _describe(example, title, description, today, sides)
    except OSError as error:
        reason, remedy = f"cannot be written ({error.strerror}).", "Name another folder."
        raise TablesError([Problem("folder", str(folder), 0, "", "", reason, remedy)]) from error


def readme() -> str:
    """How to fill the tables, as Markdown: its columns and values are those of the datapackage."""
    tables = "\n".join(_columns(name) for name in codebook.resources())
    return _TEMPLATE.read_text(encoding="utf-8").replace("{tables}\n", tables)


def _columns(table: str) -> str:
    """A table's columns: what each of them holds, and what the worked row has there."""
    resource = codebook.resources()[table]
    worked = csv_file.parse((EXAMPLE / resource["path"]).read_bytes()).iloc[0]
    rows = [f"### {resource['path']}: {resource['description']}\n"]
    rows.append("| column | what stands there | worked row |\n|---|---|---|")
    for field in codebook.fields(table):
        constraints = field.get("constraints", {})
        said = field["description"]
        if field["name"] == "sha256":
            said += " Leave it empty at first: the check tells it."
        elif constraints.get("required"):
            said += " Never empty."
        if longest := constraints.get("maxLength"):
            said += f" At most {longest} characters."
        if constraints.get("pattern") == check_file.SLUG:
            said += " Lower case letters, digits and hyphens."
        if "enum" in constraints and field["name"] != "side":
            said += " One of " + ", ".join(f"`{v}`" for v in constraints["enum"]) + "."
        if field["name"] == "side":
            said += " One of those in your `datapackage.json`."
        rows.append(f"| `{field['name']}` | {said} | {worked[field['name']]} |")
    return "\n".join(rows) + "\n"


def _describe(
    folder: Path, title: str, description: str, today: str, sides: tuple[str, ...] = ("Other",)
) -> None:
    """Write the codebook's datapackage under another title and with other sides."""
    said = codebook.descriptor() | {
        "name": "claims",
        "title": title,
        "description": description,
        "version": "0.1.0",
        "created": f"{today}T00:00:00Z",
        "resources": codebook.described(sides),
    }
    text = json.dumps(said, ensure_ascii=False, indent=2)
    (folder / codebook.DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")


def main(*names: str) -> int:
    """Write an empty set into the folder named; exit code 1 if that fails, 2 if none is named."""
    if len(names) != 1 or names[0].startswith("-"):
        print("Usage: python -m lib.dataset.starter FOLDER (one that is new or empty)")
        return 2
    folder = Path(names[0]).expanduser()
    try:
        begin(folder)
    except TablesError as error:
        print(error)
        return 1
    print(
        f"{folder} holds empty tables, and README.md, which says how to fill them.\n"
        f"See a worked example: make run DATA={quote(str(folder / 'example'))}\n"
        f"Check your own:       make check DATA={quote(str(folder))}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
