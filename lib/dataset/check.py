"""Everything that is wrong with a set of tables, all at once, each with what to do about it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc

from lib.dataset import check_file, codebook, dates
from lib.dataset import passages as evidence
from lib.dataset import text as texts
from lib.dataset.problems import Problem as Problem
from lib.dataset.problems import TablesError, guesses, instead, nearest, row_of
from lib.dataset.problems import as_table as as_table
from lib.dataset.problems import shortened as shortened

# What json says, in words for those who write none.
_JSON = {
    "Expecting ',' delimiter": "A comma is missing before it, or a quote mark too many.",
    "Expecting ':' delimiter": "A colon is missing before it.",
    "Expecting property name enclosed in double quotes": (
        "A name in straight double quotes must stand there, or a comma before it is too many."
    ),
    "Illegal trailing comma before end of object": "This comma is too many.",
    "Illegal trailing comma before end of array": "This comma is too many.",
    "Expecting value": "A value must stand there: a text in straight double quotes, say.",
    "Extra data": "The set ends before it.",
    "Unterminated string starting": "The quote mark there is never closed.",
    "Invalid control character": "A line break or tab stands within a text in quote marks.",
    "Invalid \\escape": "A backslash is written twice.",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Examined:
    """What a look at the files gives.

    `problems` stop the tables from being shown, `notices` do not. `tables` are those that can be
    read at all, as text. `articles` has the text of each article that is here, by its source_id.
    `places` has `start` and `end` of each passage, -1 where it is not found exactly once; it is
    aligned with the evidence.
    """

    problems: list[Problem]
    notices: list[Problem]
    tables: dict[str, pd.DataFrame]
    articles: dict[str, str]
    places: pd.DataFrame
    about: codebook.About


@dataclass(frozen=True)
class _Articles:
    """The article files that are here: text and hash by source_id, and what is to be said."""

    texts: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    absent: list[Problem] = field(default_factory=list)


QUOTE = ["exact", "prefix", "suffix"]
NO_EVENT = Problem(
    *("events.csv", 0, "", "", "has no event yet."),
    "Add the first: README.md beside it says how.",
)


def check(folder: Path | None = None, articles: Path | None = None) -> list[Problem]:
    """What stops the tables in `folder` from being shown with the article files in `articles`.

    Empty means sound. A table that cannot be read as a table is reported once, and the rules that
    need it are left out, so that one broken file does not bury the rest.
    """
    return examine(folder, articles).problems


def notices(folder: Path | None = None, articles: Path | None = None) -> list[Problem]:
    """What a reader of the tables should know though it does not stop them from being shown.

    An article that is not here, so that its passages cannot be checked; an article that has
    changed since it was coded, if all its passages still stand in it; that there is no event yet,
    which leaves nothing to show.
    """
    return examine(folder, articles).notices


def examine(folder: Path | None = None, articles: Path | None = None) -> Examined:
    """Problems and notices of the tables in `folder`, and what was read on the way.

    Where no folders are given they are those that `package.data_folders` names.
    """
    if folder is None or articles is None:
        usual = codebook.data_folders()
        folder, articles = folder or usual[0], articles or usual[1]
    about, problems = _about(folder)
    tables: dict[str, pd.DataFrame] = {}
    for name in codebook.resources():
        of_table, table = check_file.read(folder, name, about.sides)
        problems += of_table
        if table is not None:
            tables[name] = table
    if not about.sides and "actors" in tables:
        found = tables["actors"]["side"]
        about = replace(about, sides=tuple(found[found != ""].unique()))
    for rule in (_characters, _keys, _loops, _dates, _responses, _tensions):
        problems += rule(tables)
    here = _articles(tables, articles)
    problems = [_with_hash(problem, tables, here.hashes) for problem in problems]
    problems = _with_ids(problems, tables)
    places, of_passages = _passages(tables, here.texts)
    kept, lost = _changed(tables, here.hashes, of_passages)
    return Examined(
        problems=_in_order(
            check_file.ragged_alone([*problems, *here.problems, *of_passages, *lost])
        ),
        notices=_in_order([*here.absent, *kept, *_no_event(tables)]),
        tables=tables,
        articles=here.texts,
        places=places,
        about=about,
    )


def _no_event(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    return [NO_EVENT] if "events" in tables and tables["events"].empty else []


def _about(folder: Path) -> tuple[codebook.About, list[Problem]]:
    """What the datapackage says of the tables, or why it cannot be used."""
    file, mend = codebook.DESCRIPTOR, "Mend it, or take it away: it is not required."
    try:
        return codebook.about(folder), []
    except json.JSONDecodeError as error:
        said = _JSON.get(error.msg.removesuffix(" at"), f"{error.msg}.")
        reason = f"cannot be used: line {error.lineno}, column {error.colno} is not JSON. {said}"
        problem = Problem(file, 0, "", "", reason, mend)
    except UnicodeDecodeError:
        reason = "cannot be used: it is not UTF-8."
        problem = Problem(file, 0, "", "", reason, "Save it as UTF-8.")
    except (ValueError, OSError, RecursionError) as error:
        reason = f"cannot be used: {str(error).rstrip('.')}."
        problem = Problem(file, 0, "", "", reason, mend)
    return codebook.About("", "", ""), [problem]


def _in_order(problems: list[Problem]) -> list[Problem]:
    order = {name: place for place, name in enumerate(codebook.resources())}
    return sorted(set(problems), key=lambda p: (order.get(Path(p.file).stem, -1), astuple(p)[1:]))


def _characters(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Characters that no text is made of, and that no document can hold."""
    for name, table in tables.items():
        for column in table.columns:
            found_in = pc.match_substring_regex(codebook.in_arrow(table[column]), _CONTROL.pattern)
            for index, cell in table[column][found_in.to_numpy(zero_copy_only=False)].items():
                found = _CONTROL.search(cell)
                sign = f"U+{ord(found.group()):04X}" if found else ""
                reason = f"has a control character ({sign}), which is not text."
                yield Problem(f"{name}.csv", row_of(index), column, cell, reason, "Delete it.")


def _keys(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    for key in codebook.references():
        if key.table not in tables or key.other_table not in tables:
            continue
        cells = tables[key.table][key.column]
        ids = _ids(tables[key.other_table], key)
        file, other = f"{key.table}.csv", f"{key.other_table}.csv"
        if key.many:
            cells = cells[check_file.well_formed(key.table, key.column, cells)]
            entries = codebook.listed(cells)
        else:
            entries = cells[cells != ""]
        strange = entries[~codebook.among(entries, ids)]
        if not strange.empty:
            meant = _ids_meant(strange, key, tables[key.other_table])
            otherwise = f"Use an id that exists. Or add a row for it to {other}."
            for index, value in strange.items():
                reason, remedy = meant.get(value, (f"is not in {other}.", otherwise))
                yield Problem(file, row_of(index), key.column, value, reason, remedy)
        if key.many:
            twice = pd.DataFrame({"row": entries.index, "value": entries.to_numpy()})
            for index, value in twice[twice.duplicated()].itertuples(index=False):
                reason = "stands twice in one cell."
                yield Problem(file, row_of(index), key.column, value, reason, "Name it once.")
    if "events" in tables and "evidence" in tables:
        events = tables["events"]["event_id"]
        events = events[(events != "") & check_file.well_formed("events", "event_id", events)]
        cited = tables["evidence"]["event_id"]
        bare = events[~codebook.among(events, cited)]
        if len(bare):
            bare = bare[~codebook.among(bare, _events_meant(cited, tables["events"]))]
        for index, event_id in bare.items():
            remedy = "Add the passage it rests on to evidence.csv, or delete the event."
            yield Problem(
                "events.csv", row_of(index), "event_id", event_id, "has no evidence.", remedy
            )


def _events_meant(cited: pd.Series, events: pd.DataFrame) -> list[str]:
    """The events that are most probably meant by ids that none has."""
    strange = cited[~codebook.among(cited, events["event_id"])]
    key = next(k for k in codebook.references() if (k.table, k.column) == ("evidence", "event_id"))
    return list(_meant(strange, key, events).values())


def _ids(other: pd.DataFrame, key: codebook.Key) -> pd.Series:
    """The ids of another table: those that are misspelt there as they are and as they are meant.

    So one slip where an id is given does not become a problem wherever it is used.
    """
    ids = other[key.other_column]
    pattern = codebook.constraints(key.other_table, key.other_column)["pattern"]
    wrong = ids[~check_file.well_formed(key.other_table, key.other_column, ids)]
    meant = [check_file.id_like(text, pattern) for text in wrong]
    return pd.concat([ids, pd.Series(meant, dtype="str")]) if meant else ids


def _ids_meant(
    strange: pd.Series, key: codebook.Key, other: pd.DataFrame
) -> dict[str, tuple[str, str]]:
    """Reason and remedy for each unknown id that was meant to be one that is known."""
    add = f"Or add a row for it to {key.other_table}.csv."
    return {
        text: ("has spaces around it.", f"Write {one!r}.")
        if text.strip() == one
        else (f"is not in {key.other_table}.csv.", f"Did you mean {one!r}? {add}")
        for text, one in _meant(strange, key, other).items()
    }


def _meant(strange: pd.Series, key: codebook.Key, other: pd.DataFrame) -> dict[str, str]:
    """The known id that each unknown one was meant to be, where there is one.

    A name or title is understood where an id belongs. Numbers are only written anew, never
    compared: E104 is as near to E105 as to any other.
    """
    ids = other[key.other_column]
    pattern = codebook.constraints(key.other_table, key.other_column).get("pattern", "")
    distinct = strange.drop_duplicates()
    if check_file.numbered_like("1", pattern):
        anew = {text: check_file.numbered_like(text, pattern) for text in distinct}
        known = set(ids)
        return {text: one for text, one in anew.items() if one in known}
    columns = [c for c in ("title", "name", key.other_column) if c in other]
    named = {n: i for c in columns for n, i in zip(other[c], ids, strict=True) if n and i}
    return guesses(distinct, named)


def _loops(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    if "actors" not in tables:
        return
    actors = tables["actors"].drop_duplicates("actor_id")
    above = dict(zip(actors["actor_id"], actors["part_of"], strict=True))
    rows = dict(zip(actors["actor_id"], actors.index, strict=True))
    for loop in _circles(above):
        for place, actor_id in enumerate(loop):
            around = [*loop[place:], *loop[:place], actor_id]
            path = " → ".join(around if len(around) <= 8 else [*around[:6], "…", actor_id])
            yield Problem(
                "actors.csv",
                row_of(rows[actor_id]),
                "part_of",
                above[actor_id],
                f"leads back to itself: {path}.",
                "An actor belongs to a larger one; let one of these stand alone.",
            )


def _circles(above: Mapping[str, str]) -> Iterator[list[str]]:
    """Each circle in which ids lead back to themselves, once, in the order of going up."""
    done: set[str] = set()
    for start in above:
        chain: dict[str, int] = {}
        here = start
        while here in above and above[here] and here not in done:
            done.add(here)
            chain[here] = len(chain)
            here = above[here]
        if here in chain:
            yield list(chain)[chain[here] :]


def _dates(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    for table, column in codebook.DATES.items():
        if table not in tables:
            continue
        cells = tables[table][column]
        cells = cells[(cells != "") & check_file.well_formed(table, column, cells)]
        wrong = _no_dates(cells.unique())
        for index, text in cells[codebook.among(cells, wrong)].items():
            remedy = dates.remedy(text)
            yield Problem(f"{table}.csv", row_of(index), column, text, wrong[text], remedy)
    if "events" in tables:
        events = tables["events"]
        unsaid = events[~events["date_basis"].isin(["stated", ""]) & (events["date_note"] == "")]
        for index, basis in unsaid["date_basis"].items():
            yield Problem(
                "events.csv",
                row_of(index),
                "date_note",
                "",
                f"is empty, though the date is not stated but {basis!r}.",
                "Give the printed words and how the date follows from them.",
            )


def _no_dates(texts: Iterable[str]) -> dict[str, str]:
    """Why a text that has the form of a date is none, for those that are none."""
    reasons = {}
    for text in texts:
        try:
            dates.parse(text)
        except dates.DateError as error:
            reasons[text] = f"{str(error).removeprefix(repr(text)).strip()}."
    return reasons


def _responses(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    if "events" not in tables:
        return
    events = tables["events"]
    answered = codebook.listed(events["responds_to"])
    own = events["event_id"].reindex(answered.index)
    for index, event_id in answered[answered == own].items():
        reason, remedy = "answers itself.", "Name the event that it answers."
        yield Problem("events.csv", row_of(index), "responds_to", event_id, reason, remedy)


def _tensions(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    if "tensions" not in tables:
        return
    tensions = tables["tensions"]
    for index, event_id in tensions.loc[
        (tensions["event_a"] == tensions["event_b"]) & (tensions["event_a"] != ""), "event_b"
    ].items():
        reason, remedy = "is set against itself.", "A tension is between two events."
        yield Problem("tensions.csv", row_of(index), "event_b", event_id, reason, remedy)


def _articles(tables: dict[str, pd.DataFrame], folder: Path) -> _Articles:
    seen = _Articles()
    if "sources" not in tables:
        return seen
    counts, named = _counts(tables), set(tables["sources"]["file"])
    # By its listing, so that no cell, however odd, names a file elsewhere.
    here = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for index, source_id, file in tables["sources"][["source_id", "file"]].itertuples():
        row, data = row_of(index), None
        file = re.split(r"[/\\]", file)[-1]  # that it stands in a folder is told already
        if file in here:
            with suppress(OSError):  # a folder, say: no article either
                data = (folder / file).read_bytes()
        if data is None:
            if file:
                count = texts.count(counts.get(source_id, 0), "passage")
                reason = f"is not here; its {count} cannot be checked here."
                like = nearest(file, here - named)
                remedy = "Put its file among the articles."
                if like:
                    remedy = instead(like, file, "plain text (UTF-8)")
                seen.absent.append(Problem("sources.csv", row, "file", file, reason, remedy))
            continue
        try:
            seen.texts[source_id] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            byte = data[error.start]
            reason = f"is not UTF-8: line {line} of the article has the byte 0x{byte:02X}."
            remedy = "Save the article as UTF-8 and enter its new hash."
            seen.problems.append(Problem("sources.csv", row, "file", file, reason, remedy))
            continue
        seen.hashes[source_id] = hashlib.sha256(data).hexdigest()
    return seen


def _counts(tables: dict[str, pd.DataFrame]) -> dict[str, int]:
    """How many passages each article has."""
    if "evidence" not in tables:
        return {}
    counts: dict[str, int] = tables["evidence"]["source_id"].value_counts().to_dict()
    return counts


def _with_hash(
    problem: Problem, tables: dict[str, pd.DataFrame], hashes: dict[str, str]
) -> Problem:
    """The problem; where a hash is not filled in, with that of the article to fill it with."""
    if (problem.file, problem.column, problem.value) != ("sources.csv", "sha256", ""):
        return problem
    if "sources" not in tables or problem.row < row_of(0):
        return problem
    found = hashes.get(tables["sources"].at[problem.row - row_of(0), "source_id"])
    return replace(problem, remedy=f"The article's is {found}") if found else problem


def _with_ids(problems: list[Problem], tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """The problems; where a list has names in place of ids, with the ids of these names."""
    for key in codebook.references():
        place = (f"{key.table}.csv", key.column, check_file.IDS_OF)
        named = [p for p in problems if (p.file, p.column, p.remedy[: len(place[2])]) == place]
        if not key.many or key.other_table not in tables or not named:
            continue
        lists = {p.value: check_file.entries(p.value) for p in named}
        every = pd.Series([e for one in lists.values() for e in one], dtype="str")
        ids = dict(zip(every, every, strict=True)) | _meant(every, key, tables[key.other_table])
        written = {v: codebook.SEPARATOR.join(ids[e] for e in one) for v, one in lists.items()}
        sound = pd.Series(written, dtype="str")
        sound = sound[check_file.well_formed(key.table, key.column, sound) & (sound != "")]
        remedies = {value: f"Did you mean {cell!r}?" for value, cell in sound.items()}
        told = set(named)
        problems = [
            replace(p, remedy=remedies.get(p.value, p.remedy)) if p in told else p for p in problems
        ]
    return problems


def _changed(
    tables: dict[str, pd.DataFrame], hashes: dict[str, str], of_passages: list[Problem]
) -> tuple[list[Problem], list[Problem]]:
    """The articles that have changed: those that kept all their passages, those that lost some."""
    kept: list[Problem] = []
    lost: list[Problem] = []
    if not hashes:
        return kept, lost
    sources, counts = tables["sources"], _counts(tables)
    then = sources["sha256"]
    changed = (
        codebook.among(sources["source_id"], hashes)
        & (sources["source_id"].map(hashes) != then)
        & check_file.well_formed("sources", "sha256", then)
        & (then != "")
    )
    rows = {problem.row - row_of(0) for problem in of_passages}
    missed = tables["evidence"]["source_id"].loc[list(rows)].value_counts() if rows else {}
    for index, source_id, file, sha256 in sources.loc[
        changed, ["source_id", "file", "sha256"]
    ].itertuples():
        count, gone = counts.get(source_id, 0), int(missed.get(source_id, 0))
        reason = (
            f"is not the hash of {file}, which is {hashes[source_id]}: the article has changed "
            "since it was coded. "
        )
        if gone:
            fits = "fits" if gone == 1 else "fit"
            reason += f"Of its {texts.count(count, 'passage')} {gone} no longer {fits} it."
        else:
            reason += f"All {texts.count(count, 'passage')} from it still stand there."
        remedy = "Restore the article, or read it anew, mend the rows and enter the new hash."
        told = Problem("sources.csv", row_of(index), "sha256", sha256, reason, remedy)
        (lost if gone else kept).append(told)
    return kept, lost


def _passages(
    tables: dict[str, pd.DataFrame], texts: dict[str, str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """The places of all passages, and what is wrong with those whose article is here."""
    if "evidence" not in tables:
        return pd.DataFrame({"start": [], "end": []}, dtype="int64"), []
    passages = tables["evidence"]
    places = evidence.locate(passages, texts)
    whole = passages[codebook.among(passages["source_id"], texts) & (passages["exact"] != "")]
    nowhere = places.loc[whole.index, "start"] < 0
    problems: list[Problem] = []
    lost = whole.loc[nowhere, ["source_id", *QUOTE]].sort_values("source_id", kind="stable")
    for index, *cells in lost.itertuples():
        problems += _not_once(row_of(index), texts[cells[0]], *cells)
    hedged = whole.loc[~nowhere & (whole["hedge"] != ""), ["source_id", "hedge"]]
    # Article by article, so that each is parted into sentences once.
    in_turn = hedged.join(places).sort_values("source_id", kind="stable").itertuples()
    for index, source_id, hedge, start, end in in_turn:
        around = evidence.enclosing(texts[source_id], evidence.Passage(start, end))
        sentence = texts[source_id][around.start : around.end]
        problems += _hedges(row_of(index), sentence, hedge)
    return places, problems


def _not_once(
    row: int, text: str, source_id: str, exact: str, prefix: str, suffix: str
) -> Iterator[Problem]:
    """What is wrong with a passage that does not stand in its article exactly once."""
    if places := evidence.find(text, exact, prefix, suffix):
        reason = f"occurs {len(places)} times in the article {source_id!r}."
        remedy = "Give the words just before it as prefix, or just after it as suffix."
        yield Problem("evidence.csv", row, "exact", exact, reason, remedy)
    elif places := evidence.find(text, exact):
        wrong = not (prefix and evidence.find(text, exact, prefix))
        column, value = ("prefix", prefix) if prefix and wrong else ("suffix", suffix)
        reason = f"does not stand beside the passage in {source_id!r}."
        remedy = "Copy it from the article, letter by letter."
        if len(places) == 1:
            remedy = "Leave prefix and suffix empty: the passage occurs only once."
        yield Problem("evidence.csv", row, column, value, reason, remedy)
    elif exact.strip() != exact and evidence.find(text, exact.strip()):
        remedy = f"Write {exact.strip()!r}."
        yield Problem("evidence.csv", row, "exact", exact, "has spaces around it.", remedy)
    elif alike := evidence.alike(text, exact):
        there = text[alike.passage.start : alike.passage.end]
        kinds = " and ".join(filter(None, (", ".join(alike.differs[:-1]), alike.differs[-1])))
        reason = f"is not in the article {source_id!r}, but would be with other {kinds}."
        remedy = f"Copy the article's own words: {there}"
        yield Problem("evidence.csv", row, "exact", exact, reason, remedy)
    else:
        near = evidence.nearest(text, exact)
        reason = f"is not in the article {source_id!r}."
        remedy = "Copy it from the article, letter by letter."
        remedy += f" The nearest words there: {near!r}" if near else ""
        yield Problem("evidence.csv", row, "exact", exact, reason, remedy)


def _hedges(row: int, sentence: str, hedge: str) -> Iterator[Problem]:
    plain = sentence.casefold()
    for words in hedge.split(codebook.SEPARATOR):
        if words.strip().casefold() in plain:
            continue
        remedy = "Copy the article's own words of doubt, or leave the cell empty."
        if alike := evidence.alike(sentence, words):
            there = sentence[alike.passage.start : alike.passage.end]
            remedy = f"Copy the article's own words: {there}"
        reason = "is not in the sentence of the passage."
        yield Problem("evidence.csv", row, "hedge", words, reason, remedy)


def main(elsewhere: str = "") -> int:
    """Print every problem and notice; exit code 1 where the tables cannot be shown as they are.

    The tables are those of the folder or zip `elsewhere` where one is given, else those that
    CLAIMS_DATA names, else the project's. For the project's own a notice counts as much as a
    problem, as its articles are all here.
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
    for notice in found.notices:
        print(f"To know: {notice}")
    if count := len(found.problems) + len(found.notices) * (folder == codebook.DATA):
        print(f"{texts.count(count, 'problem')} in {where}.")
        return 1
    counts = [f"{len(table)} {name}" for name, table in found.tables.items()]
    print(f"{where} is sound: {', '.join(counts)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
