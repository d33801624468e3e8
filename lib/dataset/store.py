"""The tables in a DuckDB database: built once, asked in SQL, one cursor for each session."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
from duckdb.func import PythonUDFType

from lib.dataset import codebook, dates
from lib.dataset.text import flat, folded

MODEL = [Path(__file__).with_name(name) for name in ("model.sql", "network.sql")]
# Nothing is downloaded, and after the tables are in, no file is read or written.
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
MEMORY = "384MB"  # of a file in the cache that may be in memory
VOCABULARIES = {
    **{name: ("events", name) for name in ("claim_type", "attribution", "stance", "commitment")},
    **{name: ("relationships", name) for name in ("relation", "polarity")},
    **{"verdict": ("tensions", "verdict"), "side": ("actors", "side")},
}
_LOCK = "SET enable_external_access = false; SET lock_configuration = true"


@lru_cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)


@dataclass(frozen=True, eq=False)
class Store:
    """The database of one set of tables, as one reader sees it.

    A DuckDB connection serves one thread at a time, so each script run takes a `session` of its
    own; the tables are shared, selections belong to the session and go with it.
    """

    connection: duckdb.DuckDBPyConnection
    _names: Iterator[int] = field(default_factory=count, repr=False)

    def session(self) -> Store:
        """The same tables for another thread, with selections of its own."""
        return Store(self.connection.cursor())

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """The answer to a question as named tuples.

        `$name` in the SQL is bound to a value; `{name}` is the table of a Selection.
        """
        asked = self._asked(sql, values)
        row = _row(tuple(column[0] for column in asked.description))
        return [row._make(values) for values in asked.fetchall()]

    def value(self, sql: str, **values: Any) -> Any:
        """The first cell of the answer, for a question that has one; asked as in `rows`."""
        return self.rows(sql, **values)[0][0]

    def column(self, sql: str, **values: Any) -> list[Any]:
        """The first column of the answer; asked as in `rows`."""
        return [row[0] for row in self.rows(sql, **values)]

    def frame(self, sql: str, **values: Any) -> pd.DataFrame:
        """The answer as a DataFrame, asked as in `rows`; ENUM columns come as Categoricals."""
        return self._asked(sql, values).df()

    def extra(self, table: str) -> list[str]:
        """The columns that the set adds to a table; they are in the table extra_<table>."""
        return self.column(
            """SELECT column_name FROM duckdb_columns()
            WHERE table_name = $name AND column_name <> 'no' ORDER BY column_index""",
            name=f"extra_{table}",
        )

    def select(self, where: str = "true", **values: Any) -> Selection:
        """The events for which a condition on the table `events` holds; asked as in `rows`."""
        return self.keep(f"SELECT no FROM events WHERE {where} ORDER BY no", **values)

    def keep(self, query: str, **values: Any) -> Selection:
        """The answer to a question with the one column `no`, as a temporary table."""
        name = f"selection_{next(self._names)}"
        self._asked(f"CREATE TEMP TABLE {name} AS {query}", values)
        return Selection(self, name, self.value(f"SELECT count(*) FROM {name}"))

    def _asked(self, sql: str, values: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        tables = {k: v.name for k, v in values.items() if isinstance(v, Selection)}
        bound = {
            k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if k not in tables
        }
        return self.connection.execute(sql.format(**tables) if tables else sql, bound or None)


@dataclass(frozen=True, eq=False)
class Selection:
    """Some of the events: a temporary table `name` of the session with their `no`.

    `len` is how many they are; it is true if there are any.
    """

    store: Store
    name: str
    events: int

    def __len__(self) -> int:
        """How many events are selected."""
        return self.events

    def __contains__(self, event_id: str) -> bool:
        """Whether an event is selected."""
        found = "SELECT no FROM {seen} JOIN events USING (no) WHERE event_id = $event_id"
        return bool(self.store.rows(found, seen=self, event_id=event_id))

    def where(self, condition: str, **values: Any) -> Selection:
        """Those of the selected events for which a condition on `events` holds."""
        return self.store.select(f"no IN (FROM {self.name}) AND ({condition})", **values)

    def among(self, other: Selection) -> Selection:
        """The events that are in both selections."""
        return self.where("no IN (FROM {other})", other=other)

    def either(self, other: Selection) -> Selection:
        """The events that are in one of the selections, or in both."""
        return self.store.select("no IN (FROM {a} UNION FROM {b})", a=self, b=other)

    def ids(self) -> list[str]:
        """The event_id of each event selected, in the order of the table."""
        found = "SELECT event_id FROM events JOIN {seen} USING (no) ORDER BY no"
        return self.store.column(found, seen=self)


def build(
    tables: Mapping[str, pd.DataFrame],
    positions: pd.DataFrame,
    about: codebook.About,
    path: str = ":memory:",
) -> Store:
    """The database of checked tables of text; `positions` has `start` and `end` of each passage.

    `path` is the file to write it to, which must not exist; by default it is kept in memory.
    """
    connection = duckdb.connect(path, config=SETTINGS)
    connection.create_function(*FOLDED, type=PythonUDFType.ARROW)
    for name, table in tables.items():
        connection.register(f"csv_{name}", _numbered(table[codebook.columns(name)]))
        if more := about.extra.get(name):
            connection.register("more", _numbered(table[[*more]]))
            connection.execute(f"CREATE TABLE extra_{name} AS FROM more")
    connection.register("positions", _numbered(positions))
    connection.register("spans", _spans(tables))
    for name, place in VOCABULARIES.items():
        # A type takes no bound values.
        listed = ", ".join("'" + v.replace("'", "''") + "'" for v in about.vocabulary(*place))
        connection.execute(f"CREATE TYPE {name} AS ENUM ({listed})")
    for script in MODEL:
        connection.execute(script.read_text(encoding="utf-8"))
    for name in (*(f"csv_{table}" for table in tables), "positions", "spans"):
        connection.unregister(name)
    connection.execute(_LOCK)
    return Store(connection)


def opened(path: Path) -> Store:
    """The database that `build` wrote to this file, for reading only."""
    config = SETTINGS | {"memory_limit": MEMORY}
    connection = duckdb.connect(str(path), read_only=True, config=config)
    with suppress(duckdb.CatalogException):  # the file is open in this process: all is set
        connection.create_function(*FOLDED, type=PythonUDFType.ARROW)
        connection.execute(_LOCK)
    return Store(connection)


def _numbered(table: pd.DataFrame) -> pa.Table:
    """The table with `no`, the number of each row from 0, in front."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    return arrow.add_column(0, "no", pa.array(range(len(table)), pa.int32()))


def _of_text(change: Callable[[str], str]) -> Any:
    """A function on text as one that DuckDB calls with a column at a time."""

    def changed(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
        return pa.array(map(change, texts.to_pylist()), pa.string())

    return change.__name__, changed, ["VARCHAR"], "VARCHAR"


FOLDED, FLAT = _of_text(folded), _of_text(flat)


def _spans(tables: Mapping[str, pd.DataFrame]) -> pa.Table:
    """The first and last day that each distinct date of the tables may mean, and its words.

    `first` and `last` are the days that it names, without the margin of an approximate date.
    """
    cells = [tables[table][column] for table, column in codebook.DATES]
    found = pd.concat(cells, ignore_index=True).drop_duplicates()
    found = found[found != ""]
    named = dates.spans(found, dates.printed)
    spans = dates.spans(found).assign(date=found, words=found.map(dates.in_words))
    spans = spans.assign(first=named["earliest"], last=named["latest"])
    table = pa.Table.from_pandas(spans, preserve_index=False)
    for end in ("earliest", "latest", "first", "last"):
        place = table.column_names.index(end)
        table = table.set_column(place, end, table[end].cast(pa.date32()))
    return table
