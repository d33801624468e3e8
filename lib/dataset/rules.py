"""The rules between tables: their words; `rules.sql` finds the wrong rows."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa
from duckdb.func import PythonUDFType

from lib.dataset import codebook, dates, store
from lib.dataset.problems import MOST, Problem, row_of


class Rule(NamedTuple):
    """A rule: the view `table`_`code` gives row and value of each wrong row, and fills `reason`.

    A rule that `stops` makes a problem: what the row says cannot be shown. One that does not makes
    a remark: the row says more than the article.
    """

    table: str
    code: str
    column: str
    stops: bool
    reason: str
    remedy: str


_CITE = "Say where it is known from: an address, or who reported it and when."

RULES = (
    Rule(
        *("events", "no-evidence", "event_id", True, "has no evidence."),
        "Add the passage it rests on to evidence.csv, or delete the event.",
    ),
    Rule(
        *("events", "date-note", "date_note", True),
        "is empty, though the date is not stated in the article.",
        "Give the printed words and how the date follows from them.",
    ),
    Rule(
        *("events", "own-reply", "responds_to", True, "answers itself."),
        "Name the event that it answers.",
    ),
    Rule(
        *("tensions", "own-tension", "event_b", True, "is set against itself."),
        "A tension is between two events.",
    ),
    Rule(
        *("quantities", "quantity-words", "exact", True, "is in no passage of {}."),
        "Copy the number from a passage, letter by letter.",
    ),
    Rule(
        *("places", "place-name", "name", True, "is in no article that tells {}."),
        "Copy the name as it is printed.",
    ),
    Rule(
        *("items", "item-forms", "forms", True, "is in no article."),
        "Copy the form as it is printed, or delete it.",
    ),
    Rule(
        *("events", "after-article", "date", False),
        "is later than the article {}, which tells the event.",
        "Correct it, or the article's date in sources.csv.",
    ),
    Rule(
        *("events", "early-reply", "responds_to", False, "is answered before it was said."),
        "Correct one of the dates, or say in the note how that can be.",
    ),
    Rule(
        *("events", "date-words", "date_note", False),
        "quotes no words of an article that tells the event.",
        "Quote the printed words in quote marks. If there are none, the basis is `external` "
        "(known from elsewhere) or `publication` (bounded by the article's date).",
    ),
    Rule(
        *("events", "no-citation", "date_note", False),
        "does not say where the date is known from.",
        _CITE,
    ),
    Rule(
        *("sources", "no-citation", "note", False),
        "does not say where publisher or date are known from.",
        _CITE,
    ),
    Rule(
        *("events", "speaker-unnamed", "actors", False, "is named in no words of the event."),
        "Give the article's words that name the speaker as speaker_words, or code the speaker "
        "that it prints; every printed form is an alias in actors.csv.",
    ),
    Rule(
        *("events", "certain-hedged", "commitment", False, "is not what the hedge {} says."),
        "Choose how far the speaker commits to it, or say in the note whose doubt it is.",
    ),
    Rule(
        *("relationships", "polarity", "polarity", False, "says more than {}, which is only {}."),
        "Use `possible` or `planned`, as its event does.",
    ),
    Rule(
        *("relationships", "sanctioned-unnamed", "object_id", False, "is named in no words of {}."),
        "A measure without a named object has no relationship: delete the row.",
    ),
    Rule(
        *("events", "stance", "stance", False, "is toward no question."),
        "Name the storyline, or leave it.",
    ),
    Rule(
        *("actors", "twin", "actor_id", False, "has a name of {} too: {}."),
        "Make one actor of the two, or give each the names that are its own.",
    ),
    Rule(
        *("actors", "unused", "actor_id", False),
        "is named by no event, relationship or other actor.",
        "Delete the row, or name the actor where it belongs.",
    ),
)
_SQL = Path(__file__).with_suffix(".sql")


def broken(
    asked: duckdb.DuckDBPyConnection,
    tables: Mapping[str, pd.DataFrame],
    articles: Mapping[str, str],
    about: codebook.About,
) -> Iterator[tuple[Rule, Problem]]:
    """Every wrong row and the rule that it breaks; rules whose tables are not there are left out.

    `asked` is their `database`; `articles` are the texts that are here, by source_id.
    """
    columns = (pa.array(c, pa.string()) for c in (articles.keys(), articles.values()))
    asked.register("texts", pa.table([*columns], ["source_id", "text"]))
    asked.register("spans", _spans(tables))
    alike = [
        {"value": value, "known": about.built_in(*place, value)}
        for place in codebook.extensible()
        for value in about.vocabulary(*place)
    ]
    asked.register("alike", pa.Table.from_pylist(alike))
    asked.execute("CREATE TABLE articles AS SELECT source_id, flat(text) AS text FROM texts")
    there = {*tables, "articles", "alike", "spans"}
    statements = asked.extract_statements(_SQL.read_text(encoding="utf-8"))
    made = [re.findall(r"^CREATE \w+ (\w+)", s.query, re.MULTILINE)[0] for s in statements]
    known = {*codebook.resources(), *there, *made}
    for statement, name in zip(statements, made, strict=True):
        asks = known.intersection(re.findall(r"(?:FROM|JOIN) (\w+)", statement.query))
        if asks <= there:
            asked.execute(statement)
            there.add(name)
    for rule in RULES:
        view = f"{rule.table}_{rule.code.replace('-', '_')}"
        for row, value, *more in asked.view(view).fetchmany(MOST) if view in there else ():
            place = (f"{rule.table}.csv", row, rule.column, value)
            reason = rule.reason.format(*more)
            yield rule, Problem(rule.code, *place, reason, rule.remedy)


def database(tables: Mapping[str, pd.DataFrame]) -> duckdb.DuckDBPyConnection:
    """The tables as they stand, each with `row`, the row that an editor shows."""
    few = sum(map(len, tables.values())) < 20_000  # sharing so few costs more than it saves
    made = duckdb.connect(config=store.SETTINGS | ({"threads": 1} if few else {}))
    made.execute("SET enable_progress_bar = false")
    made.create_function(*store.FLAT, type=PythonUDFType.ARROW)
    for name, table in tables.items():
        rows = pa.array(range(row_of(0), row_of(len(table))), pa.int64())
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        made.register(name, arrow.append_column("row", rows))
    return made


def _spans(tables: Mapping[str, pd.DataFrame]) -> pa.Table:
    """The days that each date of the tables may mean; texts that are no dates are left out."""
    texts = {text for t, c in codebook.DATES if t in tables for text in tables[t][c].unique()}
    found = []
    for text in sorted(texts):
        with suppress(dates.DateError):
            found.append({"date": text, **vars(dates.parse(text))})
    day = pa.date32()
    return pa.Table.from_pylist(
        found, pa.schema({"date": pa.string(), "earliest": day, "latest": day})
    )
