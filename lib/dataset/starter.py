"""An empty set of tables to begin with, and a small one worked from first to last beside it."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any

from lib.dataset import check_file, codebook, files
from lib.dataset.problems import Problem, TablesError

_TEMPLATE = Path(__file__).with_name("starter.md")
_ARTICLES = files.ARTICLES[0]

TITLE = "Untitled: who says what"
ARTICLE = """Northbank accuses Southbank over the river

Valley Courier, 12 May 2024

The mayor of Northbank, Ada Reyes, said on Friday that Southbank was letting its quarry pour waste \
into the river. “The water has been grey since April,” she said.

Southbank’s council rejected the claim the same day as “a fairy tale”.

The regional water board said it stood behind Northbank.
"""
EXAMPLE: dict[str, list[dict[str, str]]] = {
    "sources": [
        {
            "source_id": "2024-05-courier",
            "file": "courier.txt",
            "title": "Northbank accuses Southbank over the river",
            "publisher": "Valley Courier",
            "publisher_basis": "stated",
            "published": "2024-05-12",
            "published_basis": "stated",
            "note": "Invented, to show how a table is filled.",
            "sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
        }
    ],
    "actors": [
        {
            "actor_id": "reyes",
            "name": "Ada Reyes",
            "kind": "person",
            "side": "Northbank",
            "role": "mayor of Northbank",
            "part_of": "northbank",
        },
        {"actor_id": "northbank", "name": "Northbank", "kind": "agency", "side": "Northbank"},
        {
            "actor_id": "southbank",
            "name": "Southbank",
            "kind": "agency",
            "side": "Southbank",
            "aliases": "Southbank’s council",
        },
        {
            "actor_id": "water-board",
            "name": "Regional water board",
            "kind": "agency",
            "side": "Other",
        },
    ],
    "storylines": [
        {
            "storyline_id": "river",
            "title": "The river",
            "question": "Does waste from Southbank’s quarry get into the river?",
        }
    ],
    "events": [
        {
            "event_id": "E001",
            "title": "Mayor Reyes accuses Southbank of polluting the river",
            "summary": "Reyes said that Southbank was letting its quarry pour waste into the river "
            "and that the water had been grey since April.",
            "date": "2024-05-10",
            "date_basis": "inferred",
            "date_note": "“on Friday”: the Friday before the article of Sunday, 12 May 2024.",
            "claim_type": "accusation",
            "attribution": "named-official",
            "actors": "reyes",
            "targets": "southbank",
            "storyline_id": "river",
            "stance": "affirms",
            "items": "quarry waste",
        },
        {
            "event_id": "E002",
            "title": "Southbank's council rejects the claim",
            "summary": "The council called the mayor's claim a fairy tale.",
            "date": "2024-05-10",
            "date_basis": "inferred",
            "date_note": "“the same day” as the claim.",
            "claim_type": "denial",
            "attribution": "institution",
            "actors": "southbank",
            "targets": "reyes",
            "storyline_id": "river",
            "stance": "denies",
            "items": "quarry waste",
            "responds_to": "E001",
        },
        {
            "event_id": "E003",
            "title": "The regional water board sides with Northbank",
            "summary": "The board said it stood behind Northbank.",
            "date": "2024-05-12",
            "date_basis": "publication",
            "date_note": "Undated; it carries the article's date.",
            "claim_type": "position",
            "attribution": "institution",
            "actors": "water-board",
            "targets": "northbank",
            "storyline_id": "river",
            "stance": "none",
        },
    ],
    "evidence": [
        {
            "event_id": event_id,
            "source_id": "2024-05-courier",
            "exact": exact,
        }
        for event_id, exact in (
            ("E001", "Northbank accuses Southbank over the river"),
            ("E001", "Southbank was letting its quarry pour waste into the river"),
            ("E001", "The water has been grey since April"),
            ("E002", "Southbank’s council rejected the claim the same day as “a fairy tale”"),
            ("E003", "The regional water board said it stood behind Northbank"),
        )
    ],
    "relationships": [
        {
            "relationship_id": "R001",
            "subject_id": "water-board",
            "relation": "supports",
            "object_id": "northbank",
            "event_id": "E003",
            "polarity": "asserted",
        }
    ],
    "tensions": [
        {
            "tension_id": "T01",
            "event_a": "E001",
            "event_b": "E002",
            "kind": "denial",
            "note": "The mayor asserts what the council rejects.",
        }
    ],
}
_LEFT_OUT = "| 2024-05-courier | Valley Courier, 12 May 2024 | name of the paper and date |\n"


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
        description = "Who says what in this matter, coded from news articles."
        _write(folder, {}, _descriptor(TITLE, description, today, ["Other"]), readme())
        (folder / _ARTICLES).mkdir()
        description = "An invented article, coded to show how the tables are filled."
        _write(
            folder / files.EXAMPLE,
            EXAMPLE,
            _descriptor(
                "Example: two towns and a river",
                description,
                today,
                ["Northbank", "Southbank", "Other"],
            ),
            f"# An example\n\n{description}\n\n{_section('Sentences left out')}{_LEFT_OUT}",
        )
        articles = folder / files.EXAMPLE / _ARTICLES
        articles.mkdir()
        articles.joinpath(EXAMPLE["sources"][0]["file"]).write_bytes(ARTICLE.encode())
    except OSError as error:
        reason, remedy = f"cannot be written ({error.strerror}).", "Name another folder."
        raise TablesError([Problem("folder", str(folder), 0, "", "", reason, remedy)]) from error


def readme() -> str:
    """How to fill the tables, as Markdown: its columns and values are those of the datapackage."""
    tables = "\n".join(_columns(name) for name in codebook.resources())
    return _TEMPLATE.read_text(encoding="utf-8").replace("{tables}\n", tables)


def _section(heading: str) -> str:
    text = _TEMPLATE.read_text(encoding="utf-8")
    return f"## {heading}{text.partition(f'## {heading}')[2]}"


def _columns(table: str) -> str:
    """A table's columns, each with what stands there and what stands there in the worked row."""
    resource, worked = codebook.resources()[table], EXAMPLE[table][0]
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
        rows.append(f"| `{field['name']}` | {said} | {worked.get(field['name'], '')} |")
    return "\n".join(rows) + "\n"


def _descriptor(title: str, description: str, today: str, sides: list[str]) -> dict[str, Any]:
    """The codebook's datapackage under another title and with other sides."""
    own = {
        "name": "claims",
        "title": title,
        "description": description,
        "version": "0.1.0",
        "created": f"{today}T00:00:00Z",
    }
    return codebook.descriptor() | own | {"resources": codebook.described(tuple(sides))}


def _write(
    folder: Path, rows: dict[str, list[dict[str, str]]], descriptor: dict[str, Any], readme: str
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, resource in codebook.resources().items():
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, codebook.columns(name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(name, []))
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
    (folder / "README.md").write_text(readme, encoding="utf-8")


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
        f"{folder} holds seven empty tables, and README.md, which says how to fill them.\n"
        f"See a worked example: make run DATA={quote(str(folder / 'example'))}\n"
        f"Check your own:       make check DATA={quote(str(folder))}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
