"""The tables as a reader sees and downloads them, under the same filters."""

import csv
from typing import Any, NamedTuple

import pandas as pd

from lib.analysis.filters import source_label
from lib.dataset import codebook
from lib.dataset import text as texts
from lib.dataset.spreadsheets import changed, harmless
from lib.dataset.store import Selection, Store
from lib.dataset.tables import Tables
from lib.dataset.text import folded

SHOWN = (
    *("events", "relationships", "actors", "sources", "tensions", "evidence", "storylines"),
    *("items", "quantities", "places", "stories"),
)
CELL = 1_000
FOUND = {"evidence": "Found in the article", "sources": "Article read"}
PAGE = 200  # rows on one page of a table
ARTICLES = "Articles"  # a column of events that the codebook has not
READ_FIRST = {
    "events": ("event_id", "date", ARTICLES, "title", "claim_type", "actors", "targets", "stance"),
    "evidence": ("event_id", "exact", "hedge", "source_id"),
    "sources": ("source_id", "publisher", "published", "title", "note"),
}
_OF_EVENTS = ("relationships", "evidence", "quantities", "places")
# Where the codebook's columns of each table are: `no` is the row.
_ROWS = {name: name for name in SHOWN} | {
    name: f"(SELECT t.*, event_id FROM {name} AS t JOIN events ON events.no = event)"
    for name in _OF_EVENTS
}
_ROWS["events"] = "(SELECT * REPLACE (if(has_stance, stance::VARCHAR, '') AS stance) FROM events)"
_ROWS["tensions"] = """(
    SELECT t.* REPLACE (a.event_id AS event_a, b.event_id AS event_b) FROM tensions AS t
    JOIN events AS a ON a.no = t.event_a JOIN events AS b ON b.no = t.event_b
)"""
# The `no` of the rows that belong to the events selected.
_IN_VIEW = {
    "events": "FROM {seen}",
    **{
        name: f"SELECT t.no FROM {name} AS t JOIN {{seen}} ON event = {{seen}}.no"
        for name in _OF_EVENTS
    },
    "tensions": """SELECT t.no FROM tensions AS t JOIN {seen} ON event_a = {seen}.no
        UNION SELECT t.no FROM tensions AS t JOIN {seen} ON event_b = {seen}.no""",
    "items": """SELECT DISTINCT items.no FROM items JOIN (
            SELECT item FROM things JOIN {seen} ON event = no
            UNION SELECT item FROM relationships JOIN {seen} ON event = {seen}.no
        ) ON item = item_id""",
    "stories": "SELECT no FROM stories",
    "sources": """SELECT DISTINCT sources.no FROM sources JOIN tellings USING (source_id)
        JOIN {seen} ON event = {seen}.no""",
    "storylines": """SELECT DISTINCT storylines.no FROM storylines
        JOIN events USING (storyline_id) JOIN {seen} ON events.no = {seen}.no""",
    "actors": """SELECT DISTINCT actors.no FROM actors JOIN belongs ON above = actors.actor_id
        JOIN (
            SELECT actor_id FROM voices JOIN {seen} ON event = no
            UNION SELECT unnest([subject_id, object_id]) FROM relationships AS t
            JOIN {seen} ON event = {seen}.no
            UNION SELECT actor_id FROM relays JOIN evidence AS t ON t.no = evidence
            JOIN {seen} ON event = {seen}.no
        ) AS involved ON involved.actor_id = belongs.actor_id""",
}


def in_view(seen: Selection, table: str) -> pd.DataFrame:
    """The rows of a table that belong to the events selected: the codebook's columns, as text.

    Actors are those who take part, pass it on or are tied by a relationship, with whoever they
    belong to; a tension belongs to either of its events.
    """
    return whole(seen.store.keep(_IN_VIEW[table], seen=seen), table)


def complete(store: Store, table: str) -> pd.DataFrame:
    """All rows of a table, in its order, with their columns as text."""
    return whole(store.keep(f"SELECT no FROM {table}"), table)


def whole(found: Selection, table: str) -> pd.DataFrame:
    """The rows found, in the table's order, with their columns as text."""
    store = found.store
    return store.frame(
        f"SELECT {_cells(store, table)} FROM {_rows(store, table)} JOIN {{found}} USING (no) "
        "ORDER BY no",
        found=found,
    )


def _rows(store: Store, table: str) -> str:
    """The SQL of a table, named `r`, with the columns that the set adds to it."""
    more = f" LEFT JOIN extra_{table} USING (no)" if store.extra(table) else ""
    return f"(SELECT * FROM {_ROWS[table]}{more}) AS r"


def _cells(store: Store, table: str) -> str:
    columns = [*codebook.columns(table), *store.extra(table)]
    return ", ".join(f'coalesce(r."{name}"::VARCHAR, \'\') AS "{name}"' for name in columns)


class Page(NamedTuple):
    """A page of a table, counted from 1: `rows` as in the table, `shown` made readable."""

    rows: pd.DataFrame
    shown: pd.DataFrame
    number: int


def found(tables: Tables, seen: Selection, table: str, words: str = "") -> Selection:
    """The rows of a table, by `no`, that belong to the events selected and have all these words.

    Words are looked for in the cells as a page shows them; case and accents do not matter.
    """
    rows = seen.store.keep(_IN_VIEW[table], seen=seen)
    wanted = {f"word{i}": word for i, word in enumerate(folded(words).split())}
    if not wanted:
        return rows
    cells, values = _readable(tables, table)
    conditions = " AND ".join(f"contains(cells, ${name})" for name in wanted)
    return seen.store.keep(
        f"""SELECT no FROM (
            SELECT no, folded(concat_ws(' ', {", ".join(cells.values())})) AS cells
            FROM {_rows(seen.store, table)} JOIN {{rows}} USING (no)
        ) WHERE {conditions}""",
        rows=rows,
        **wanted,
        **values,
    )


def pages(found: Selection) -> int:
    """How many pages these rows have, at least one."""
    return max(1, -(-len(found) // PAGE))


def page(
    tables: Tables,
    found: Selection,
    table: str,
    number: int = 1,
    by: str = "",
    descending: bool = False,
) -> Page:
    """One page of the rows found, all of them sorted by a column or as the table is.

    A number out of range gives the nearest page. Raises KeyError for an unknown column.
    """
    columns = [*codebook.columns(table), *found.store.extra(table)]
    if by and by not in columns:
        raise KeyError(by)
    number = min(max(number, 1), pages(found))
    cells, values = _readable(tables, table)
    down = "DESC NULLS FIRST" if descending else ""
    order = f"lower(coalesce(r.\"{by}\"::VARCHAR, '')) {down}, r.no" if by else "r.no"
    # A vocabulary has its own order.
    if by in codebook.columns(table) and (ranks := tables.about.vocabulary(table, by)):
        order = f"list_position($ranks, r.{by}::VARCHAR) {down}, r.no {down}"
        values["ranks"] = ranks
    on_page = found.store.frame(
        f"""SELECT {_cells(found.store, table)}, {", ".join(cells.values())}
        FROM {_rows(found.store, table)} JOIN {{found}} USING (no)
        ORDER BY {order} LIMIT {PAGE} OFFSET $before""",
        found=found,
        before=(number - 1) * PAGE,
        **values,
    ).set_axis([*columns, *cells], axis=1)
    return Page(on_page.iloc[:, : len(columns)], on_page.iloc[:, len(columns) :], number)


_NAME = "(SELECT name FROM actors WHERE actors.actor_id = r.{})"
_NAMES = """(
    SELECT string_agg(name, ', ' ORDER BY nth) FROM voices JOIN actors USING (actor_id)
    WHERE event = r.no AND part = '{}'
)"""
_DATES = {"date", "about_date", "published"}
_READABLE = (
    {column: _NAME.format(column) for column in ("subject_id", "object_id", "part_of")}
    | {
        "actors": _NAMES.format("speaker"),
        "targets": _NAMES.format("target"),
        "storyline_id": "(SELECT title FROM storylines AS s WHERE s.storyline_id = r.storyline_id)",
        "source_id": "$labels[enum_code(r.source_id) + 1]",
        ARTICLES: """(
        SELECT string_agg($labels[enum_code(source_id) + 1], '; ' ORDER BY source_id)
        FROM tellings WHERE event = r.no
    )""",
    }
    | {column: f"(SELECT words FROM dated WHERE dated.date = r.{column})" for column in _DATES}
)


def _readable(tables: Tables, table: str) -> tuple[dict[str, str], dict[str, Any]]:
    """The SQL of each cell of a row `r` as a reader sees it, by its heading, and what it binds."""
    columns = codebook.columns(table)
    first_columns = READ_FIRST.get(table, ())
    cells = {}
    for column in [*first_columns, *(c for c in columns if c not in first_columns)]:
        cell = f"r.{column}::VARCHAR"
        if column != columns[0] and column in _READABLE:
            cell = _READABLE[column]
        elif codebook.vocabulary(table, column) and column != "side":
            cell = f"label({cell})"
        heading = column if column == ARTICLES else codebook.heading(table, column)
        cells[heading] = f"coalesce({cell}, '')"
    # In words, dates do not sort; so they are there as coded, too.
    for column in (column for column in columns if column in _DATES):
        cells[f"{codebook.heading(table, column)} (EDTF)"] = f"r.{column}"
    for name in tables.about.extra.get(table, ()):
        cells[name] = f"coalesce(r.\"{name}\", '')"
    values: dict[str, Any] = {}
    if table in ("events", "evidence"):
        values["labels"] = [source_label(tables, str(s)) for s in tables.sources.index]
    if table in FOUND and len(tables.articles) < len(tables.sources):
        here = "list_contains($here, r.source_id::VARCHAR)"
        cells["Checked here"] = f"if({here}, '{FOUND[table]}', 'Not checkable here')"
        values["here"] = list(tables.articles)
    return cells, values


def cut(rows: pd.DataFrame, most: int = CELL) -> tuple[pd.DataFrame, int]:
    """The rows with every longer cell cut after `most` characters, and how many cells that is."""
    long = rows.map(lambda cell: len(str(cell)) > most)
    shown = rows.where(~long, rows.map(lambda cell: texts.cut(str(cell), most)))
    return shown, int(long.to_numpy().sum())


def as_csv(rows: pd.DataFrame) -> bytes:
    """The rows as a CSV file in UTF-8 for spreadsheets: no cell begins a formula (`harmless`).

    Where no cell needed an apostrophe it is byte for byte the file that `data/` holds.
    """
    return _csv(changed(rows, harmless))


def as_stored(rows: pd.DataFrame) -> bytes:
    """The rows as a CSV file in UTF-8 for programs: every cell exact, formulas too.

    Only a text that begins with an apostrophe and a formula's sign behind it gets one apostrophe
    more, else `read_back` would take its own.
    """
    return _csv(changed(rows, lambda cell: harmless(cell) if cell[:1] == "'" else cell))


def _csv(rows: pd.DataFrame) -> bytes:
    # Python 3.11 leaves a lone carriage return without quotes, and readers end the row there.
    returns = any(rows[c].astype(str).str.contains("\r", regex=False).any() for c in rows.columns)
    quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    text: str = rows.to_csv(index=False, lineterminator="\n", quoting=quoting)
    return text.encode("utf-8")
