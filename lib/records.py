"""The tables as a reader sees and downloads them, under the same filters."""

from __future__ import annotations

import csv
import io

import pandas as pd

from lib import package, texts
from lib.filters import source_label
from lib.spreadsheets import changed, harmless, read_back
from lib.tables import Tables, folded

SHOWN = ("events", "relationships", "actors", "sources", "tensions", "evidence", "storylines")


CELL = 1_000
FOUND = {"evidence": "Found in the article", "sources": "Article read"}
READ_FIRST = {
    "events": ("event_id", "date", "title", "claim_type", "actors", "targets", "stance"),
    "evidence": ("event_id", "exact", "hedge", "source_id"),
    "sources": ("source_id", "publisher", "published", "title", "note"),
}


def in_view(tables: Tables, keep: pd.Series, table: str) -> pd.DataFrame:
    """The rows of a table that belong to the events in view, with the codebook's columns only.

    Actors are those who take part or are tied by a relationship, with whoever they belong to;
    sources those that tell an event; a tension belongs to either of its events. Raises KeyError
    for a table that is not one of SHOWN.
    """
    if table not in SHOWN:
        raise KeyError(table)
    ids = tables.events.index[keep.to_numpy()]
    frame: pd.DataFrame = getattr(tables, table)
    match table:
        case "events" | "relationships" | "evidence":
            rows = frame["event_id"].isin(ids)
        case "sources":
            told = tables.evidence[tables.evidence["event_id"].isin(ids)]["source_id"]
            rows = frame["source_id"].isin(told)
        case "storylines":
            rows = frame["storyline_id"].isin(tables.events.loc[ids, "storyline_id"])
        case "tensions":
            rows = frame["event_a"].isin(ids) | frame["event_b"].isin(ids)
        case _:
            rows = frame["actor_id"].isin(_involved(tables, ids))
    return frame.loc[rows, package.columns(table)].reset_index(drop=True)


def _involved(tables: Tables, ids: pd.Index) -> set[str]:
    parts = tables.parts[tables.parts["event_id"].isin(ids)]
    held = tables.relationships[tables.relationships["event_id"].isin(ids)]
    involved = {*parts["actor_id"], *held["subject_id"], *held["object_id"]}
    parent = tables.actors["part_of"]
    while more := {p for a in involved if (p := parent[a])} - involved:
        involved |= more
    return involved


def readable(tables: Tables, rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """The rows with ids written out as names and codes as words, under the package's headings.

    The first column keeps the id, so that a row can be followed. Same order of rows; the columns
    of READ_FIRST come first. Where some article is not here, a last column says what could be
    checked.
    """
    names = tables.actors["name"].to_dict()
    titles = tables.storylines["title"].to_dict()
    shown = pd.DataFrame(index=rows.index)
    first_columns = READ_FIRST.get(table, ())
    for column in [*first_columns, *(c for c in rows.columns if c not in first_columns)]:
        cells = rows[column].astype(str)
        first = column == rows.columns[0]
        if not first and column in ("subject_id", "object_id", "part_of", "actors", "targets"):
            cells = cells.map(
                lambda c: ", ".join(names.get(a, a) for a in c.split(package.SEPARATOR))
            )
        elif not first and column == "storyline_id":
            cells = cells.map(titles)
        elif not first and column == "source_id":
            cells = cells.map(lambda s: source_label(tables, s))
        elif package.vocabulary(table, column) and column != "side":
            cells = cells.map(package.label)
        shown[package.heading(table, column)] = cells
    if table in ("evidence", "sources"):
        here = rows["source_id"].isin(list(tables.articles))
        if not here.all():
            words = FOUND[table]
            shown["Checked here"] = here.map({True: words, False: "Not checkable here"})
    return shown


def cut(rows: pd.DataFrame, most: int = CELL) -> tuple[pd.DataFrame, int]:
    """The rows with every longer cell cut after `most` characters, and how many cells that is."""
    long = pd.DataFrame({c: rows[c].astype(str).str.len() > most for c in rows.columns})
    number = int(long.to_numpy().sum())
    if not number:
        return rows, 0
    shown = rows.copy()
    for column in long.columns[long.any()]:
        shown[column] = rows[column].astype(str).map(lambda cell: texts.cut(cell, most))
    return shown, number


def searched(rows: pd.DataFrame, words: str) -> pd.DataFrame:
    """The rows in which every word occurs in some cell; case and accents do not matter."""
    text = pd.Series("", index=rows.index)
    for column in rows.columns:
        text = text + " " + rows[column].astype(str)
    text = text.map(folded)
    keep = pd.Series(True, index=rows.index)
    for word in folded(words).split():
        keep &= text.str.contains(word, regex=False)
    return rows[keep]


def as_csv(rows: pd.DataFrame) -> bytes:
    """The rows as a CSV file in UTF-8 for spreadsheets: no cell begins a formula (`harmless`).

    `opened` gives the same rows. Where no cell needed an apostrophe it is byte for byte the file
    that `data/` holds.
    """
    return _csv(changed(rows, harmless))


def as_stored(rows: pd.DataFrame) -> bytes:
    """The rows as a CSV file in UTF-8 for programs: every cell exact, formulas too.

    Only a text that begins with an apostrophe and a formula's sign behind it gets one apostrophe
    more, else `read_back` would take its own.
    """
    return _csv(changed(rows, lambda cell: harmless(cell) if cell[:1] == "'" else cell))


def opened(file: bytes) -> pd.DataFrame:
    """The rows of a CSV file that `as_csv` or `as_stored` wrote, as they were: every cell text."""
    rows = pd.read_csv(io.BytesIO(file), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return changed(rows, read_back)


def _csv(rows: pd.DataFrame) -> bytes:
    # Python 3.11 leaves a lone carriage return without quotes, and readers end the row there.
    returns = any(rows[c].astype(str).str.contains("\r", regex=False).any() for c in rows.columns)
    quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    text: str = rows.to_csv(index=False, lineterminator="\n", quoting=quoting)
    return text.encode("utf-8")
