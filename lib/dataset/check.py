"""Everything that is wrong with a set of tables, all at once, each with what to do about it."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb
import networkx as nx
import pandas as pd

from lib.dataset import check_articles, check_file, codebook, rules
from lib.dataset.problems import Problem, TablesError, first_of, guesses, row_of
from lib.dataset.text import count

NO_EVENT = Problem(
    *("no-event", "events.csv", 0, "", "", "has no event yet."),
    "Add the first: README.md beside it says how.",
)


class Examined(NamedTuple):
    """The result of a check: only `problems` stop the tables from being shown.

    `notices` are about articles, `remarks` about rows that say more than their articles do.
    `tables` are those that can be read at all; `places` are those of the passages.
    """

    problems: list[Problem]
    notices: list[Problem]
    remarks: list[Problem]
    tables: dict[str, pd.DataFrame]
    articles: dict[str, str]
    places: pd.DataFrame
    about: codebook.About


def examine(
    folder: Path | None = None,
    articles: Path | None = None,
    read: Callable[..., check_file.Read] = check_file.read,
) -> Examined:
    """Check the tables in `folder` and the articles in `articles`, else those shown.

    A file that cannot be read is one problem, and the rules that need it are left out.
    """
    folder, articles = codebook.folders(folder, articles)
    about, problems = _about(folder)
    tables: dict[str, pd.DataFrame] = {}
    for name in codebook.resources():
        of_table, table = read(folder, name, about)
        problems += of_table
        if table is not None:
            tables[name] = table
    if not about.sides and "actors" in tables:
        found = tables["actors"]["side"]
        about = replace(about, sides=tuple(found[found != ""].unique()))
    extra = {n: tuple(t.columns.drop(codebook.columns(n))) for n, t in tables.items()}
    about = replace(about, extra={name: more for name, more in extra.items() if more})
    here = check_articles.read(tables, articles)
    places, of_passages = check_articles.locate(tables, here.texts)
    changed = list(check_articles.changed(tables, here.hashes, of_passages))
    across = [*_reused(about, tables), *here.problems, *of_passages]
    across += [p for p in changed if p.code == "passages-lost"]
    remarks = list(_said_of_articles(about, tables))
    # Where a rule is broken a thousand times, the rest would follow from it.
    if all(problem.code != "more" for problem in problems):
        wrong, said = _across(tables, here.texts, about)
        across += [*wrong, *first_of(_loops(tables))]
        remarks += said
    # A cell is told once, and the cells of a ragged row are in the wrong columns.
    told = {(p.file, p.row, p.column) for p in problems}
    problems = [_with_remedy(problem, tables, here.hashes) for problem in problems]
    problems += [p for p in across if (p.file, p.row, p.column) not in told]
    kept = [p for p in changed if p.code == "changed" and (p.file, p.row, p.column) not in told]
    empty = [NO_EVENT] if "events" in tables and tables["events"].empty else []
    ragged = {(p.file, p.row) for p in problems if p.code == "ragged"}
    return Examined(
        _in_order(p for p in problems if p.code == "ragged" or (p.file, p.row) not in ragged),
        _in_order([*here.absent, *kept, *empty]),
        _in_order(remarks),
        tables,
        here.texts,
        places,
        about,
    )


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _said_of_articles(about: codebook.About, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """A description that names another number of articles than there are."""
    said = re.search(r"(\w+)(?: news)? articles?\b", about.description)
    word, there = said[1].casefold() if said else "", len(tables.get("sources", ()))
    number = _NUMBERS.index(word) + 1 if word in _NUMBERS else int(word) if word.isdecimal() else 0
    if said and there and number not in (0, there):
        place = (codebook.DESCRIPTOR, 0, "", said[0])
        reason = f"in the description is not the number of articles, which is {there}."
        yield Problem("article-count", *place, reason, f"Write {there}.")


def _reused(about: codebook.About, tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Retired ids that are in use."""
    for name, retired in about.retired.items():
        if name not in tables:
            continue
        ids = tables[name].iloc[:, 0]
        place = f"{name}.csv"
        for index, used in ids[ids.isin(list(retired))].items():
            reason, remedy = "is retired.", "Never use a retired id again: take the next free one."
            yield Problem("retired", place, row_of(index), ids.name, used, reason, remedy)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    order = [resource["path"] for resource in codebook.resources().values()]

    def key(p: Problem) -> tuple[int, int, str, str, str]:
        return p.file in order and order.index(p.file) + 1, p.row, p.column, p.value, p.reason

    return sorted(set(problems), key=key)


def _about(folder: Path) -> tuple[codebook.About, list[Problem]]:
    """What the datapackage says of the tables, or why it cannot be used."""
    remedy = "Correct it, or delete it: it is not required."
    try:
        return codebook.about(folder), []
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, column {error.colno} is not JSON: {error.msg}"
    except UnicodeDecodeError:
        reason, remedy = "it is not UTF-8", "Save it as UTF-8."
    except (ValueError, OSError, RecursionError) as error:
        reason = str(error).rstrip(".")
    said = f"cannot be used: {reason}."
    problem = Problem("datapackage", codebook.DESCRIPTOR, 0, "", "", said, remedy)
    return codebook.About("", "", ""), [problem]


def _across(
    tables: dict[str, pd.DataFrame], articles: dict[str, str], about: codebook.About
) -> tuple[list[Problem], list[Problem]]:
    """Problems and remarks between the tables, found in SQL: only wrong rows reach Python."""
    cited: dict[str, str] = {}
    problems: list[Problem] = []
    remarks: list[Problem] = []
    with rules.database(tables) as database:
        for key in codebook.references():
            known = tables.get(key.other_table)
            free = codebook.optional(key.other_table) and known is not None and known.empty
            if key.table in tables and known is not None and not free:
                problems += first_of(_references(database, key, known, cited))
        for rule, problem in rules.broken(database, tables, articles, about):
            # An event whose id is only misspelt in the evidence has evidence.
            if rule.code != "no-evidence" or problem.value not in cited.values():
                (problems if rule.stops else remarks).append(problem)
    return problems, remarks


def _references(
    database: duckdb.DuckDBPyConnection,
    key: codebook.Key,
    other: pd.DataFrame,
    cited: dict[str, str],
) -> Iterator[Problem]:
    """Ids that the other table does not have, and ids listed twice in one cell.

    The ids that unknown ones in the evidence probably mean are added to `cited`.
    """
    # The names of tables and columns are the codebook's.
    entry = f"trim(unnest(string_split({key.column}, ';')))" if key.many else key.column
    entries = f"(SELECT row, {entry} AS id FROM {key.table} WHERE {key.column} <> '')"
    strange = database.execute(
        f"SELECT row, id FROM {entries} ANTI JOIN {key.other_table} ON {key.other_column} = id "
        "WHERE id <> ''"
    ).fetchall()
    file, other_file = f"{key.table}.csv", f"{key.other_table}.csv"
    pattern = codebook.constraints(key.other_table, key.other_column)["pattern"]
    # An id misspelt in its own table is one problem, not one wherever it is used.
    ids = set(other[key.other_column]) if strange else set()
    slips = {check_file.id_like(text, pattern) for text in ids} - ids
    meant = _meant([text for _, text in strange], key, other)
    if (key.table, key.column) == ("evidence", "event_id"):
        cited |= meant
    for row, value in strange:
        reason = f"is not in {other_file}."
        remedy = f"Use an id that exists, or add a row to {other_file}."
        if meant.get(value) == value.strip():
            reason, remedy = "has spaces around it.", f"Write {value.strip()!r}."
        elif value in meant:
            remedy = f"Did you mean {meant[value]!r}? Or add a row for it to {other_file}."
        if value not in slips:
            yield Problem("unknown-id", file, row, key.column, value, reason, remedy)
    if key.many:
        for row, value in database.execute(
            f"SELECT row, id FROM {entries} WHERE id <> '' GROUP BY ALL HAVING count(*) > 1"
        ).fetchall():
            reason, remedy = "is listed twice in this cell.", "Name it once."
            yield Problem("listed-twice", file, row, key.column, value, reason, remedy)


def _meant(texts: Iterable[str], key: codebook.Key, other: pd.DataFrame) -> dict[str, str]:
    """The known id that each unknown one was probably meant to be, where there is one.

    A name or title is understood in place of an id. Numbered ids are only rewritten (`e1` as
    `E001`), never compared: E104 is as near to E105 as to any other.
    """
    ids = other[key.other_column]
    pattern = codebook.constraints(key.other_table, key.other_column)["pattern"]
    if check_file.numbered_like("1", pattern):
        rewritten = {text: check_file.numbered_like(text, pattern) for text in texts}
        known = set(ids)
        return {text: one for text, one in rewritten.items() if one in known}
    columns = [c for c in ("title", "name", key.other_column) if c in other]
    named = {n: i for c in columns for n, i in zip(other[c], ids, strict=True) if n and i}
    return guesses(texts, named)


def _loops(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Actors whose `part_of` leads back to themselves."""
    if "actors" not in tables:
        return
    actors = tables["actors"].drop_duplicates("actor_id")
    actors = actors[actors["part_of"] != ""]
    rows = dict(zip(actors["actor_id"], actors.index, strict=True))
    graph = nx.DiGraph(actors[["actor_id", "part_of"]].itertuples(index=False, name=None))
    for loop in nx.simple_cycles(graph):
        for place, actor_id in enumerate(loop):
            around = [*loop[place:], *loop[:place], actor_id]
            path = " → ".join(around if len(around) <= 8 else [*around[:6], "…", actor_id])
            yield Problem(
                *("loop", "actors.csv", row_of(rows[actor_id]), "part_of", around[1]),
                f"leads back to itself: {path}.",
                "Leave part_of empty for one of these actors.",
            )


def _with_remedy(
    problem: Problem, tables: dict[str, pd.DataFrame], hashes: dict[str, str]
) -> Problem:
    """The problem; with the hash of the article where it is missing, with ids where names stand."""
    table = problem.file.removesuffix(".csv")
    if problem.code == "required" and problem.column == "sha256":
        found = hashes.get(tables[table].at[problem.row - row_of(0), "source_id"])
        return replace(problem, remedy=f"The article's is {found}") if found else problem
    keys = [k for k in codebook.references() if (k.table, k.column) == (table, problem.column)]
    if problem.code == "names" and keys[0].other_table in tables:
        other, entries = tables[keys[0].other_table], check_file.entries(problem.value)
        ids = _meant(entries, keys[0], other) | {i: i for i in other[keys[0].other_column]}
        if entries and all(entry in ids for entry in entries):
            meant = codebook.SEPARATOR.join(ids[entry] for entry in entries)
            return replace(problem, remedy=f"Did you mean {meant!r}?")
    return problem


def main(elsewhere: str = "") -> int:
    """Print every problem and notice; exit code 1 where the tables cannot be shown as they are.

    In the project's own tables a notice is as bad as a problem: their articles are all here.
    """
    where = elsewhere or os.environ.get(codebook.ELSEWHERE) or "data/"
    try:
        folder, articles = codebook.data_folders(elsewhere)
    except TablesError as error:
        print(error)
        return 1
    found = examine(folder, articles)
    for problem in found.problems:
        print(problem)
    for notice in (*found.notices, *found.remarks):
        print(f"Note: {notice}")
    notes = len(found.notices) + len(found.remarks)
    if wrong := len(found.problems) + notes * (folder == codebook.DATA):
        print(f"{count(wrong, 'problem')} in {where}.")
        return 1
    counts = [f"{len(table)} {name}" for name, table in found.tables.items()]
    print(f"{where} is sound: {', '.join(counts)}.")
    return 0
