"""The datapackage: which tables, columns, vocabularies and keys there are; the files as text."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from lib.dataset import files
from lib.dataset.problems import Problem, TablesError

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SEEDS = ROOT / "seeds"
SEPARATOR = ";"
ELSEWHERE = "CLAIMS_DATA"
DESCRIPTOR = files.DESCRIPTOR
LONGEST_TITLE = 200
DATES = (
    *(("sources", "published"), ("sources", "retrieved")),
    *(("events", "date"), ("events", "about_date")),
)


@dataclass(frozen=True)
class About:
    """What a set of tables says of itself.

    `created` is the day it was last changed, as ISO text or empty; `sides` are the sides its actors
    may be on, in their order: where it does not say, none here, and those that its actors are on.
    """

    title: str
    description: str
    created: str
    sides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """A column whose values are ids of another table; `many` where a cell holds a list of them."""

    table: str
    column: str
    other_table: str
    other_column: str
    many: bool


def data_folders(elsewhere: str = "") -> tuple[Path, Path]:
    """The folder of the tables that are to be shown, and the folder of their articles.

    Those of this project, unless `elsewhere` or the environment variable CLAIMS_DATA names another
    folder, or a zip of one. Raises TablesError where nothing can be found under that name.
    """
    if not (elsewhere := elsewhere or os.environ.get(ELSEWHERE, "")):
        return DATA, SEEDS
    place = Path(elsewhere).expanduser().resolve()
    if not place.exists():
        reason, remedy = "is not there.", "Give a folder with the tables, or a zip of one."
        raise TablesError([Problem("missing", elsewhere, 0, "", "", reason, remedy)])
    return files.tables_and_articles(files.opened(place) if place.is_file() else place)


@cache
def descriptor() -> dict[str, Any]:
    """The Frictionless descriptor, `data/datapackage.json`, as a dictionary."""
    parsed: dict[str, Any] = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    return parsed


def about(folder: Path = DATA) -> About:
    """What the datapackage of `folder` says of the tables there; without one, what holds for all.

    Only its title, its description, its date and the vocabulary of `side` count: the rest is the
    codebook's. Raises ValueError, with the reason, for one that is not as it must be.
    """
    path = folder / DESCRIPTOR
    said = json.loads(path.read_bytes().decode("utf-8-sig")) if path.is_file() else {}
    if not isinstance(said, dict):
        raise ValueError("it is not a JSON object")
    texts = {name: said.get(name) or "" for name in ("title", "description", "created")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(f"its {name} is not a text")
    if len(texts["title"]) > LONGEST_TITLE:
        raise ValueError(f"its title has more than {LONGEST_TITLE} characters")
    created = re.match(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", texts["created"])
    return About(
        " ".join(texts["title"].split()) or "Claims, events and relationships",
        texts["description"].strip(),
        created[0] if created else "",
        _sides(said),
    )


# Their names stand in legends and sentences.
SIDE = re.compile(r"[^\s<>&;](?:[^\n<>&;]{0,38}[^\s<>&;])?")
SIDE_IN_WORDS = "a name of at most 40 characters without <, >, & and ;"


def _sides(said: dict[str, Any]) -> tuple[str, ...]:
    try:
        table = next(r for r in said["resources"] if r["name"] == "actors")
        field = next(f for f in table["schema"]["fields"] if f["name"] == "side")
        named = field["constraints"]["enum"]
    except (StopIteration, LookupError, TypeError):
        return ()
    if not isinstance(named, list) or not 0 < len(named) == len(set(map(str, named))):
        raise ValueError("the enum of `side` is not a list of different names")
    for side in named:
        if not isinstance(side, str) or not SIDE.fullmatch(side):
            raise ValueError(f"the side {side!r} is not {SIDE_IN_WORDS}")
    return tuple(named)


@cache
def resources() -> dict[str, dict[str, Any]]:
    """The descriptor of each table by its name, in order."""
    return {resource["name"]: resource for resource in descriptor()["resources"]}


def fields(table: str, sides: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
    """The field descriptors of a table, in column order.

    Actors are on the codebook's sides, or on other `sides` where given; on any where none is.
    """
    found: list[dict[str, Any]] = resources()[table]["schema"]["fields"]
    if sides is None or table != "actors":
        return found
    among = {"enum": list(sides)} if sides else {"pattern": SIDE.pattern}
    return [
        field | {"constraints": {"required": True} | among} if field["name"] == "side" else field
        for field in found
    ]


def described(sides: tuple[str, ...]) -> list[dict[str, Any]]:
    """The descriptors of all tables, for actors on these sides."""
    return [
        resource | {"schema": resource["schema"] | {"fields": fields(name, sides)}}
        for name, resource in resources().items()
    ]


def optional(table: str) -> bool:
    """Whether the file of a table may be missing; it is then read as an empty table."""
    return bool(resources()[table].get("optional"))


def columns(table: str) -> list[str]:
    """The column names of a table, in order."""
    return [field["name"] for field in fields(table)]


def _field(table: str, column: str) -> dict[str, Any]:
    return next(field for field in fields(table) if field["name"] == column)


def constraints(table: str, column: str) -> dict[str, Any]:
    """What the datapackage asks of each cell of a column: required, unique, enum, pattern, …"""
    return dict(_field(table, column).get("constraints", {}))


def heading(table: str, column: str) -> str:
    """What a reader sees above a column.

    >>> heading("events", "claim_type")
    'Claim type'
    """
    return str(_field(table, column)["title"])


@cache
def vocabulary(table: str, column: str) -> tuple[str, ...]:
    """The values a column may take, in the codebook's order; empty where any text may stand.

    >>> vocabulary("events", "stance")
    ('affirms', 'denies', 'partly', 'doubts', 'none')
    """
    return tuple(constraints(table, column).get("enum", ()))


def label(code: str) -> str:
    """A vocabulary's code as a reader sees it.

    >>> label("no-evidence"), label("uses_against")
    ('No evidence', 'Uses against')
    """
    words = code.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


@cache
def references() -> tuple[Key, ...]:
    """Every reference from one table to another, single cells and lists alike."""
    found = []
    for table, resource in resources().items():
        for key in resource["schema"].get("foreignKeys", []):
            other = key["reference"]
            of = other["resource"] or table
            found.append(Key(table, key["fields"], of, other["fields"], many=False))
        for field in fields(table):
            if other := field.get("references"):
                many = "separator" in other
                found.append(Key(table, field["name"], other["resource"], other["field"], many))
    return tuple(found)


def listed(cells: pd.Series) -> pd.Series:
    """The entries of list cells, one a row, under the index of the cell; empty cells give none."""
    entries = cells.str.split(SEPARATOR).explode().str.strip()
    return entries[entries != ""]
