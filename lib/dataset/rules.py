"""The rules between tables, each an SQL query whose answer is the wrong rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa
from duckdb.func import PythonUDFType

from lib.dataset import codebook, dates, store
from lib.dataset.problems import MOST, Problem, row_of


class Rule(NamedTuple):
    """A rule: `query` gives row and value of each wrong row, and what fills `{}` in `reason`.

    The first table of the query has the `column`. A rule that `stops` makes a problem: what the
    row says cannot be shown. One that does not makes a remark: the row says more than the article.
    """

    code: str
    column: str
    stops: bool
    reason: str
    remedy: str
    query: str


# Besides the tables there are the days of events (`dated`) and of articles (`published`);
# `articles`, the texts that are here; `said`, the words of each event in each article, in lower
# case; `forms`, what each actor is called: `whole` unless it is the last name of a person;
# `named`, the places; `quoted`, the words that notes on dates quote; and `alike`, the `known` value
# that each code is or is like. `flat` (lib.dataset.text) is Python, so it is asked of each text
# once, before a join.
_HELPERS = {
    ("said", "evidence"): """SELECT event_id, source_id, exact,
        concat(' ', lower(exact), ' ', lower(speaker_words), ' ') AS words FROM evidence""",
    ("dated", "events"): "SELECT row, earliest, latest FROM events JOIN spans USING (date)",
    ("published", "sources"): """SELECT source_id, latest FROM sources
        JOIN spans ON date = published""",
    ("forms", "actors"): """SELECT * FROM (
            SELECT row, actor_id, flat(form) AS form, whole FROM (
                SELECT row, actor_id, true AS whole,
                    unnest(string_split(name || ';' || aliases, ';')) AS form FROM actors
                UNION ALL
                SELECT row, actor_id, false, split_part(name, ' ', -1) FROM actors
                WHERE kind IN (SELECT value FROM alike WHERE known = 'person')
            )
        ) WHERE form <> '  '""",
    ("named", "places"): "SELECT row, event_id, flat(name) AS words FROM places",
    ("quoted", "events"): r"""SELECT * FROM (
            SELECT date_note, flat(quote) AS words FROM (
                SELECT date_note, unnest(regexp_extract_all(
                    regexp_replace(date_note, '…|\.\.\.', '” “', 'g'), '[“"]([^”"]+)[”"]', 1
                )) AS quote FROM (SELECT DISTINCT date_note FROM events)
            )
        ) WHERE words <> '  '""",
}
_HERE = """event_id IN (SELECT event_id FROM said)
    AND event_id NOT IN (SELECT event_id FROM said ANTI JOIN articles USING (source_id))"""
_SPEAKERS = """SELECT row, event_id, trim(unnest(string_split(actors, ';'))) AS actor_id
    FROM events WHERE attribution NOT IN (SELECT value FROM alike WHERE known = 'article-voice')"""
_SANCTIONED = """SELECT row, event_id, object_id AS actor_id FROM relationships
    WHERE relation IN (SELECT value FROM alike WHERE known = 'sanctions')"""
# Most names stand between spaces; the words around the others are made flat.
_UNNAMED = """WITH who AS ({}), near AS (
    SELECT DISTINCT event_id, actor_id FROM who JOIN said USING (event_id)
    JOIN forms USING (actor_id) WHERE contains(words, form)
), rest AS MATERIALIZED (
    FROM who ANTI JOIN near USING (event_id, actor_id) WHERE event_id IN (SELECT event_id FROM said)
), spelled AS (SELECT event_id, flat(words) AS words FROM said SEMI JOIN rest USING (event_id))
SELECT row, actor_id, event_id FROM rest ANTI JOIN (
    SELECT DISTINCT event_id, actor_id FROM rest JOIN spelled USING (event_id)
    JOIN forms USING (actor_id) WHERE contains(words, form)
) USING (event_id, actor_id)"""
_UNCITED = r"NOT regexp_matches({}, '\d{{4}}|https?://')"
_CITE = "Say where it is known from: an address, or who reported it and when."

RULES = (
    Rule(
        *("no-evidence", "event_id", True, "has no evidence."),
        "Add the passage it rests on to evidence.csv, or delete the event.",
        "SELECT row, event_id FROM events ANTI JOIN evidence USING (event_id) WHERE event_id <> ''",
    ),
    Rule(
        *("date-note", "date_note", True),
        "is empty, though the date is not stated in the article.",
        "Give the printed words and how the date follows from them.",
        "SELECT row, '' FROM events WHERE date_basis NOT IN ('stated', '') AND date_note = ''",
    ),
    Rule(
        *("own-reply", "responds_to", True, "answers itself.", "Name the event that it answers."),
        "SELECT row, event_id FROM events "
        "WHERE event_id <> '' AND list_contains(string_split(responds_to, ';'), event_id)",
    ),
    Rule(
        *("own-tension", "event_b", True, "is set against itself."),
        "A tension is between two events.",
        "SELECT row, event_b FROM tensions WHERE event_a = event_b AND event_a <> ''",
    ),
    Rule(
        *("quantity-words", "exact", True, "is in no passage of {}."),
        "Copy the number from a passage, letter by letter.",
        """SELECT row, exact, event_id FROM quantities SEMI JOIN events USING (event_id)
        WHERE exact <> '' AND row NOT IN (SELECT q.row FROM quantities AS q
            JOIN said USING (event_id) WHERE contains(said.exact, q.exact))""",
    ),
    Rule(
        *("place-name", "name", True, "is in no article that tells {}."),
        "Copy the name as it is printed.",
        f"""SELECT row, name, event_id FROM places WHERE {_HERE} AND row NOT IN (
            SELECT named.row FROM named JOIN said USING (event_id)
            JOIN articles USING (source_id) WHERE contains(text, named.words))""",
    ),
    Rule(
        *("item-forms", "forms", True, "is in no article."),
        "Copy the form as it is printed, or delete it.",
        """SELECT row, form FROM (
            SELECT row, form, flat(form) AS words FROM (
                SELECT row, trim(unnest(string_split(forms, ';'))) AS form FROM items
            ) WHERE form <> ''
        ) WHERE NOT EXISTS (FROM sources ANTI JOIN articles USING (source_id))
        AND NOT EXISTS (FROM articles WHERE contains(text, words))""",
    ),
    Rule(
        *("after-article", "date", False, "is later than the article {}, which tells the event."),
        "Correct it, or the article's date in sources.csv.",
        """SELECT DISTINCT events.row, events.date, source_id FROM events JOIN dated USING (row)
        JOIN evidence USING (event_id) JOIN published USING (source_id)
        WHERE dated.earliest > published.latest""",
    ),
    Rule(
        *("early-reply", "responds_to", False, "is answered before it was said."),
        "Correct one of the dates, or say in the note how that can be.",
        """SELECT e.row, answered FROM (
            SELECT row, trim(unnest(string_split(responds_to, ';'))) AS answered
            FROM events WHERE note = ''
        ) AS e JOIN dated AS reply USING (row) JOIN events AS a ON a.event_id = answered
        JOIN dated ON dated.row = a.row WHERE reply.latest < dated.earliest""",
    ),
    Rule(
        *("date-words", "date_note", False, "quotes no words of an article that tells the event."),
        "Quote the printed words in quote marks. If there are none, the basis is `external` "
        "(known from elsewhere) or `publication` (bounded by the article's date).",
        f"""SELECT row, date_note FROM events
        WHERE date_basis = 'inferred' AND date_note <> '' AND {_HERE} AND row NOT IN (
            SELECT row FROM events JOIN said USING (event_id) JOIN (
                SELECT DISTINCT date_note, source_id FROM (
                    SELECT DISTINCT date_note, source_id FROM events JOIN said USING (event_id)
                ) JOIN quoted USING (date_note) JOIN articles USING (source_id)
                WHERE contains(text, words)
            ) USING (date_note, source_id))""",
    ),
    Rule(
        *("no-citation", "date_note", False, "does not say where the date is known from.", _CITE),
        "SELECT row, date_note FROM events "
        f"WHERE date_basis = 'external' AND date_note <> '' AND {_UNCITED.format('date_note')}",
    ),
    Rule(
        *("no-citation", "note", False, "does not say where publisher or date are known from."),
        _CITE,
        "SELECT row, note FROM sources "
        f"WHERE 'external' IN (publisher_basis, published_basis) AND {_UNCITED.format('note')}",
    ),
    Rule(
        *("speaker-unnamed", "actors", False, "is named in no words of the event."),
        "Give the article's words that name the speaker as speaker_words, or code the speaker "
        "that it prints; every printed form is an alias in actors.csv.",
        _UNNAMED.format(_SPEAKERS),
    ),
    Rule(
        *("certain-hedged", "commitment", False, "is not what the hedge {} says."),
        "Choose how far the speaker commits to it, or say in the note whose doubt it is.",
        """SELECT DISTINCT events.row, commitment, hedge FROM events JOIN evidence USING (event_id)
        WHERE commitment = 'certain' AND hedge <> '' AND events.note = ''""",
    ),
    Rule(
        *("polarity", "polarity", False, "says more than {}, which is only {}."),
        "Use `possible` or `planned`, as its event does.",
        """SELECT relationships.row, polarity, event_id, commitment FROM relationships
        JOIN events USING (event_id) WHERE polarity IN ('asserted', 'admitted')
        AND commitment IN ('possible', 'planned', 'conditional')""",
    ),
    Rule(
        *("sanctioned-unnamed", "object_id", False, "is named in no words of {}."),
        "A measure without a named object has no relationship: delete the row.",
        _UNNAMED.format(_SANCTIONED),
    ),
    Rule(
        *("stance", "stance", False, "is toward no question.", "Name the storyline, or leave it."),
        "SELECT row, stance FROM events WHERE storyline_id = '' AND stance NOT IN ('', 'none')",
    ),
    Rule(
        *("twin", "actor_id", False, "has a name of {} too: {}."),
        "Make one actor of the two, or give each the names that are its own.",
        """SELECT DISTINCT actors.row, actors.actor_id, a.actor_id, trim(b.form) FROM actors
        JOIN forms AS b ON b.row = actors.row JOIN forms AS a
        ON list_sort(string_split(a.form, ' ')) = list_sort(string_split(b.form, ' '))
        WHERE a.row < b.row AND a.whole AND b.whole""",
    ),
    Rule(
        *("unused", "actor_id", False, "is named by no event, relationship or other actor."),
        "Delete the row, or name the actor where it belongs.",
        """SELECT row, actor_id FROM actors WHERE actor_id NOT IN (
            SELECT trim(unnest(string_split(actors || ';' || targets, ';'))) FROM events
            UNION SELECT trim(unnest(string_split(via, ';'))) FROM evidence
            UNION SELECT unnest([subject_id, object_id]) FROM relationships
            UNION SELECT part_of FROM actors)""",
    ),
)


def broken(
    tables: Mapping[str, pd.DataFrame], articles: Mapping[str, str], about: codebook.About
) -> Iterator[tuple[Rule, Problem]]:
    """Every wrong row and the rule that it breaks; rules whose tables are not there are left out.

    `articles` are the texts that are here, by source_id.
    """
    with database(tables) as asked:
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
        there = {*tables, "articles", "alike"}
        known = {*codebook.resources(), *there, *(made for made, _ in _HELPERS)}
        for (made, table), query in _HELPERS.items():
            if table in tables:
                asked.execute(f"CREATE TABLE {made} AS {query}")
                there.add(made)
        for rule in RULES:
            named = [t for t in re.findall(r"(?:FROM|JOIN) (\w+)", rule.query) if t in known]
            if not there.issuperset(named):
                continue
            for row, value, *more in asked.execute(rule.query).fetchmany(MOST):
                place = (f"{named[0]}.csv", row, rule.column, value)
                reason = rule.reason.format(*more)
                yield rule, Problem(rule.code, *place, reason, rule.remedy)


def database(tables: Mapping[str, pd.DataFrame]) -> duckdb.DuckDBPyConnection:
    """The tables as they stand, each with `row`, the row that an editor shows."""
    made = duckdb.connect(config=store.SETTINGS)
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
