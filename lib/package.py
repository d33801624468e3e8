"""The datapackage: which tables, columns, vocabularies and keys there are; the files as text."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
SEEDS = ROOT / "seeds"
SEPARATOR = ";"
ELSEWHERE = "CLAIMS_DATA"


@dataclass(frozen=True)
class About:
    """What a set of tables says of itself: `created` is the day it was last changed, ISO text."""

    title: str
    description: str
    created: str


@dataclass(frozen=True)
class Key:
    """A column whose values are ids of another table; `many` where a cell holds a list of them."""

    table: str
    column: str
    other_table: str
    other_column: str
    many: bool


def data_folders() -> tuple[Path, Path]:
    """The folder of the tables that are to be shown, and the folder of their articles.

    Those of this project, unless the environment variable CLAIMS_DATA names another folder; its
    articles are in `articles/` or `seeds/` inside it or beside it, or among the tables.
    """
    if not (elsewhere := os.environ.get(ELSEWHERE)):
        return DATA, SEEDS
    folder = Path(elsewhere).expanduser().resolve()
    near = (near / name for near in (folder, folder.parent) for name in ("articles", "seeds"))
    return folder, next((articles for articles in near if articles.is_dir()), folder)


@cache
def descriptor() -> dict[str, Any]:
    """The Frictionless descriptor, `data/datapackage.json`, as a dictionary."""
    parsed: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    return parsed


def about(folder: Path = DATA) -> About:
    """What the datapackage of `folder` says of the tables there; without one only their title.

    Raises ValueError for a datapackage that is not a JSON object in UTF-8.
    """
    path = folder / "datapackage.json"
    said = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if not isinstance(said, dict):
        raise ValueError(f"{path.name} is not a JSON object")
    title = str(said.get("title") or "Claims, events and relationships")
    return About(title, str(said.get("description") or ""), str(said.get("created") or "")[:10])


@cache
def resources() -> dict[str, dict[str, Any]]:
    """The descriptor of each table by its name, in the codebook's order."""
    return {resource["name"]: resource for resource in descriptor()["resources"]}


def fields(table: str) -> list[dict[str, Any]]:
    """The field descriptors of a table, in column order."""
    found: list[dict[str, Any]] = resources()[table]["schema"]["fields"]
    return found


def columns(table: str) -> list[str]:
    """The column names of a table, in order."""
    return [field["name"] for field in fields(table)]


def heading(table: str, column: str) -> str:
    """What a reader sees above a column.

    >>> heading("events", "claim_type")
    'Claim type'
    """
    return str(next(f for f in fields(table) if f["name"] == column)["title"])


@cache
def vocabulary(table: str, column: str) -> tuple[str, ...]:
    """The values a column may take, in the codebook's order; empty where any text may stand.

    >>> vocabulary("events", "stance")
    ('affirms', 'denies', 'partly', 'doubts', 'none')
    """
    field = next(f for f in fields(table) if f["name"] == column)
    return tuple(field.get("constraints", {}).get("enum", ()))


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
            found.append(
                Key(table, key["fields"], other["resource"] or table, other["fields"], False)
            )
        for field in fields(table):
            if other := field.get("references"):
                found.append(Key(table, field["name"], other["resource"], other["field"], True))
    return tuple(found)


def read(folder: Path, table: str) -> pd.DataFrame:
    """A table as it stands in its file: every cell text, an empty cell the empty text.

    Raises what pandas raises for a file that is not a table; `lib.check` says why in words.
    """
    return pd.read_csv(
        folder / resources()[table]["path"],
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
        skip_blank_lines=False,  # a row keeps the number that an editor shows
    )


def read_article(folder: Path, file: str) -> str:
    """An article's text, its line breaks as they stand in the file."""
    return (folder / file).read_bytes().decode("utf-8")


def listed(cells: pd.Series) -> pd.Series:
    """The entries of list cells, one a row, under the index of the cell; empty cells give none."""
    texts = pa.chunked_array(pa.array(cells, pa.large_string(), from_pandas=True)).combine_chunks()
    lists = pc.split_pattern(texts.fill_null(""), SEPARATOR)
    entries = pc.utf8_trim_whitespace(pc.list_flatten(lists))
    there = pc.not_equal(entries, "")
    of_cell = pc.list_parent_indices(lists).filter(there).to_numpy()
    found = pd.array(entries.filter(there), dtype="str")
    return pd.Series(found, index=cells.index[of_cell], name=cells.name)
