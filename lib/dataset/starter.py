"""An empty set of tables to begin with, and a small one worked from first to last beside it."""

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any

from jinja2 import Template

from lib.dataset import check_file, codebook, csv_file, files
from lib.dataset.problems import Problem, TablesError

_TEMPLATE = Path(__file__).with_name("starter.md")
EXAMPLE = Path(__file__).with_name("example")
PACKS = Path(__file__).with_name("packs.json")
TITLE = "Untitled: who says what"
DESCRIPTION = "Who says what in this matter, coded from news articles."


def packs() -> dict[str, Any]:
    """Sides and values to begin with, by subject."""
    found: dict[str, Any] = json.loads(PACKS.read_text(encoding="utf-8"))
    return found


def begin(folder: Path, today: str = "", pack: str = "") -> None:
    """Write an empty set into a folder that is new or empty, with a worked one in `example/`.

    `today`, ISO text, is its date, by default the day; `pack` is one of `packs`. Raises TablesError
    for a folder that has something in it or cannot be written.
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
        plain = {"description": DESCRIPTION, "sides": ["Other"]}
        chosen: dict[str, Any] = packs()[pack] if pack else plain
        values = chosen.get("values", {}).items()
        own = {(t, c): v for (t, c), v in ((place.split("."), v) for place, v in values)}
        about = codebook.About(TITLE, chosen["description"], today, tuple(chosen["sides"]), own)
        _describe(folder, about)
        (folder / "README.md").write_text(readme(about), encoding="utf-8")
        example = folder / files.EXAMPLE
        shutil.copytree(EXAMPLE, example)
        title, sides = "Example: two towns and a river", ("Northbank", "Southbank", "Other")
        description = "An invented article, coded to show how the tables are filled."
        _describe(example, codebook.About(title, description, today, sides))
    except OSError as error:
        reason, remedy = f"cannot be written ({error.strerror}).", "Name another folder."
        raise TablesError([Problem("folder", str(folder), 0, "", "", reason, remedy)]) from error


def readme(about: codebook.About) -> str:
    """How to fill the tables, as Markdown: its columns and values are those of the datapackage."""
    tables = codebook.resources()
    files = {name: (EXAMPLE / resource["path"]).read_bytes() for name, resource in tables.items()}
    worked = {name: csv_file.parse(data).iloc[0] for name, data in files.items()}
    template = Template(
        _TEMPLATE.read_text(encoding="utf-8"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return str(template.render(about=about, tables=tables, worked=worked, slug=check_file.SLUG))


def _describe(folder: Path, about: codebook.About) -> None:
    """Write the codebook's datapackage with what this set says of itself."""
    said = codebook.descriptor() | {
        "name": "claims",
        "title": about.title,
        "description": about.description,
        "version": "0.1.0",
        "created": f"{about.created}T00:00:00Z",
        "retired": {},
        "resources": about.described(),
    }
    text = json.dumps(said, ensure_ascii=False, indent=2)
    (folder / codebook.DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")


def main(*names: str) -> int:
    """Write an empty set into the folder named; exit code 1 if that fails, 2 if none is named."""
    folder, pack = Path((names or ("",))[0]).expanduser(), "".join(names[1:2])
    if not names or len(names) > 2 or names[0].startswith("-") or pack not in ("", *packs()):
        print(
            "Usage: python -m lib.dataset.starter FOLDER [SUBJECT]\n"
            f"FOLDER is new or empty, SUBJECT one of {', '.join(packs())}, or none of them."
        )
        return 2
    try:
        begin(folder, pack=pack)
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
