"""The tables as a reader sees and downloads them, under the same filters."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.analysis.filters import source_label
from lib.dataset import codebook, positions
from lib.dataset import text as texts
from lib.dataset.spreadsheets import changed, harmless, read_back
from lib.dataset.tables import Tables
from lib.dataset.text import folded, folded_texts

SHOWN = ("events", "relationships", "actors", "sources", "tensions", "evidence", "storylines")


CELL = 1_000
FOUND = {"evidence": "Found in the article", "sources": "Article read"}
PAGE = 200  # rows made readable and sent to the browser at once
CHUNK = 50_000  # rows a search makes readable at once
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
    rows = places(tables, keep, table)
    return getattr(tables, table)[codebook.columns(table)].iloc[rows].reset_index(drop=True)


def places(tables: Tables, keep: pd.Series, table: str) -> np.ndarray:
    """The rows that `in_view` gives, as their places in the table. Raises KeyError as it does."""
    if table not in SHOWN:
        raise KeyError(table)
    at, kept = tables.positions, positions.kept(keep)
    match table:
        case "events":
            shown = keep.to_numpy()
        case "relationships":
            shown = kept[at.held_event]
        case "evidence":
            shown = kept[at.passage_event]
        case "sources":
            shown = _named(at.passage_source[kept[at.passage_event]], len(tables.sources))
        case "storylines":
            shown = _named(at.storyline[keep.to_numpy()], len(tables.storylines))
        case "tensions":
            shown = kept[at.tension_a] | kept[at.tension_b]
        case _:
            shown = _involved(tables, kept)
    return np.flatnonzero(shown)


def _named(codes: np.ndarray, many: int) -> np.ndarray:
    named = np.zeros(many + 1, dtype=bool)
    named[codes] = True
    return named[:many]


def _involved(tables: Tables, kept: np.ndarray) -> np.ndarray:
    at, actors = tables.positions, tables.actors
    held = kept[at.held_event]
    codes = (at.part_actor[kept[at.part_event]], at.held_subject[held], at.held_object[held])
    involved = np.logical_or.reduce([_named(c, len(actors)) for c in codes])
    parent = positions.places(actors["part_of"], actors.index)
    while True:
        wider = involved | _named(parent[involved], len(actors))
        if (wider == involved).all():
            return np.asarray(involved)
        involved = wider


@dataclass(frozen=True)
class Page:
    """One page of a table as a reader sees it: `rows` as in the table, `shown` made readable.

    `number` counts from 1 to `pages`; `total` is how many rows all pages have.
    """

    rows: pd.DataFrame
    shown: pd.DataFrame
    number: int
    pages: int
    total: int


def page(
    tables: Tables,
    keep: pd.Series,
    table: str,
    number: int = 1,
    words: str = "",
    by: str = "",
    descending: bool = False,
) -> Page:
    """One page of the rows in view that have these words, all rows sorted by a column.

    Only the rows of the page are made readable, so that it costs the same in a large table; only a
    search reads every row, in the words of `readable`. `by` is a column's name, or empty for the
    table's own order; a number out of range gives the nearest page.
    """
    found = tables.recently(
        ("found", table, folded(words)), keep, lambda: _found(tables, keep, table, words)
    )
    ordered = tables.recently(
        ("ordered", table, folded(words), by, descending),
        keep,
        lambda: _ordered(tables, found, table, by, descending),
    )
    pages = max(1, -(-len(ordered) // PAGE))
    number = min(max(number, 1), pages)
    rows = getattr(tables, table)[codebook.columns(table)]
    rows = rows.iloc[ordered[(number - 1) * PAGE : number * PAGE]].reset_index(drop=True)
    return Page(rows, readable(tables, rows, table), number, pages, len(ordered))


def whole(tables: Tables, keep: pd.Series, table: str, words: str = "") -> pd.DataFrame:
    """All the rows that the pages of a table show, in the table's order."""
    found = _found(tables, keep, table, words)
    return getattr(tables, table)[codebook.columns(table)].iloc[found].reset_index(drop=True)


def _found(tables: Tables, keep: pd.Series, table: str, words: str) -> np.ndarray:
    rows = places(tables, keep, table)
    for start in range(0, len(rows), CHUNK) if folded(words) else ():
        chunk = getattr(tables, table)[codebook.columns(table)].iloc[rows[start : start + CHUNK]]
        shown = readable(tables, chunk.reset_index(drop=True), table)
        left = searched(shown, words).index.to_numpy()
        rows[start : start + CHUNK] = np.where(
            np.isin(np.arange(len(shown)), left), rows[start : start + CHUNK], -1
        )
    return rows[rows >= 0]


def _ordered(tables: Tables, rows: np.ndarray, table: str, by: str, descending: bool) -> np.ndarray:
    if not by:
        return rows
    column = getattr(tables, table)[by]
    if isinstance(column.dtype, pd.CategoricalDtype):
        order = np.argsort(column.cat.codes.to_numpy()[rows], kind="stable")
    else:
        texts = positions.texts(column).take(pa.array(rows))
        # As a reader sorts, and equal texts in the table's order.
        keyed = pa.table({"text": pc.utf8_lower(texts), "row": pa.array(rows)})
        order = pc.sort_indices(
            keyed, [("text", "ascending"), ("row", "descending" if descending else "ascending")]
        ).to_numpy()
    return np.asarray(rows[order[::-1] if descending else order])


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
                lambda c: ", ".join(names.get(a, a) for a in c.split(codebook.SEPARATOR))
            )
        elif not first and column == "storyline_id":
            cells = cells.map(titles)
        elif not first and column == "source_id":
            cells = cells.map(lambda s: source_label(tables, s))
        elif codebook.vocabulary(table, column) and column != "side":
            cells = cells.map(codebook.label)
        shown[codebook.heading(table, column)] = cells
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
    cells = [positions.texts(rows[column].astype("str")) for column in rows.columns]
    text = folded_texts(pc.binary_join_element_wise(*cells, pa.scalar(" ", pa.large_string())))
    keep = np.ones(len(rows), dtype=bool)
    for word in folded(words).split():
        keep &= pc.match_substring(text, word).to_numpy(zero_copy_only=False)
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
