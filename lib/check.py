"""Everything that is wrong with a set of tables, all at once, each with what to do about it."""

from __future__ import annotations

import copy
import csv
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
from frictionless import Dialect, Error, Resource
from frictionless import errors as found
from frictionless.formats import CsvControl

from lib import dates, evidence, package

SHOWN = 120
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Problem:
    """One thing wrong: `row` as an editor shows it (the header is row 1), 0 for the whole file."""

    file: str
    row: int
    column: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        """The problem as one line of plain words."""
        place = self.file + (f", row {self.row}" if self.row else "")
        place += f", column {self.column}" if self.column else ""
        value = f": {shortened(self.value)!r}" if self.value else ""
        return f"{place}{value} {self.reason} {self.remedy}"


def check(folder: Path = package.DATA, articles: Path = package.SEEDS) -> list[Problem]:
    """All problems of the tables in `folder` against the article files in `articles`.

    Empty means sound. A table that cannot be read as a table is reported once, and the rules that
    need it are left out, so that one broken file does not bury the rest.
    """
    problems: list[Problem] = []
    tables: dict[str, pd.DataFrame] = {}
    for name in package.resources():
        of_table, table = _structure(folder, name)
        problems += of_table
        if table is not None:
            tables[name] = table
    for rule in (_characters, _keys, _loops, _dates, _responses, _tensions):
        problems += rule(tables)
    problems += _passages(tables, articles)
    order = list(package.resources())
    return sorted(set(problems), key=lambda p: (order.index(Path(p.file).stem), astuple(p)[1:]))


def as_table(problems: list[Problem]) -> pd.DataFrame:
    """The problems as a frame with the columns file, row, column, value, reason, remedy."""
    return pd.DataFrame(problems, columns=["file", "row", "column", "value", "reason", "remedy"])


def shortened(text: str, width: int = SHOWN) -> str:
    """The text, cut after `width` characters with an ellipsis."""
    return text if len(text) <= width else text[: width - 1] + "…"


def _structure(folder: Path, table: str) -> tuple[list[Problem], pd.DataFrame | None]:
    """What Table Schema covers, and the table as text if its header can be trusted."""
    file = f"{table}.csv"
    if not (folder / file).is_file():
        return [Problem(file, 0, "", "", "is missing.", f"Put {file} beside the others.")], None
    if sign := _other_delimiter(folder / file, package.columns(table)):
        return [Problem(file, 0, "", "", f"has {sign} between its columns.", "Use commas.")], None
    descriptor = copy.deepcopy(package.resources()[table])
    # Keys between tables are checked by _keys: frictionless neither splits list cells nor goes on
    # when the other table is broken.
    descriptor["schema"].pop("foreignKeys", None)
    resource = Resource.from_descriptor(descriptor, basepath=str(folder))
    # Left to itself frictionless guesses which row is the header.
    resource.dialect = Dialect(header_rows=[1], controls=[CsvControl(delimiter=",")])
    resource.encoding = "utf-8-sig"
    # A cell may hold a long passage; the csv module's own limit is 131,072 characters.
    csv.field_size_limit(sys.maxsize)
    report = resource.validate(limit_errors=sys.maxsize)
    of_table = [error for task in report.tasks for error in task.errors]
    problems = [p for error in of_table if (p := _from_frictionless(file, table, error))]
    if not all(isinstance(error, found.CellError | found.RowError) for error in of_table):
        return problems, None
    if any(isinstance(error, found.ExtraCellError | found.MissingCellError) for error in of_table):
        return problems, _read_ragged(folder / file, package.columns(table))
    return problems, package.read(folder, table)


def _read_ragged(path: Path, columns: list[str]) -> pd.DataFrame:
    """The table with long rows cut and short ones filled, so that their cells are checked too."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    filled = [(row + [""] * len(columns))[: len(columns)] for row in rows]
    return pd.DataFrame(filled, columns=columns, dtype=str)


def _other_delimiter(path: Path, columns: list[str]) -> str:
    """The name of the sign that separates the columns where it is not the comma, or nothing."""
    header = path.read_bytes().partition(b"\n")[0].decode("utf-8-sig", "replace").strip()
    found = (n for sign, n in ((";", "semicolons"), ("\t", "tabs")) if header == sign.join(columns))
    return next(found, "")


def _from_frictionless(file: str, table: str, error: Error) -> Problem | None:
    row = int(getattr(error, "row_number", 0) or 0)
    column = str(getattr(error, "field_name", "") or "")
    value = str(getattr(error, "cell", "") or "")
    match error:
        case found.ConstraintError():
            return _constraint(file, row, table, column, value, error.note)
        case found.UniqueError():
            return Problem(
                file, row, column, value, f"occurs already ({error.note}).", "Ids are used once."
            )
        case found.PrimaryKeyError():
            columns = package.resources()[table]["schema"]["primaryKey"]
            if isinstance(columns, str):
                return None  # the column's own `unique` or `required` says it better
            return Problem(
                file,
                row,
                ", ".join(columns),
                "",
                "repeats a row above.",
                "Delete one of the two.",
            )
        case found.BlankRowError():
            return Problem(file, row, "", "", "is empty.", "Delete the empty row.")
        case found.ExtraCellError():
            reason = "has more cells than the header has columns."
            return Problem(file, row, "", value, reason, "Put a cell that has a comma in quotes.")
        case found.MissingCellError():
            reason = "has fewer cells than the header has columns."
            return Problem(file, row, column, "", reason, "Write every comma, empty cells too.")
        case found.MissingLabelError() | found.IncorrectLabelError() | found.HeaderError():
            label = str(getattr(error, "label", "") or "")
            expected = ",".join(package.columns(table))
            reason = "is not the column that belongs here." if label else "is not in the header."
            return Problem(file, 1, column, label, reason, f"The header is {expected}")
        case found.EncodingError():
            reason = f"is not UTF-8 ({error.note})."
            return Problem(file, 0, "", "", reason, "Save it as “CSV UTF-8”.")
        case _:
            reason = f"cannot be read as a table: {error.note}."
            return Problem(file, 0, "", value, reason, "Compare it with data/README.md.")


def _constraint(file: str, row: int, table: str, column: str, value: str, note: str) -> Problem:
    name = note.split('"')[1]
    field = next(f for f in package.fields(table) if f["name"] == column)
    bound = field["constraints"][name]
    reason, remedy = {
        "required": ("is empty.", f"Fill it: {field['description']}"),
        "unique": ("occurs twice.", "Ids are used once."),
        "enum": (
            "is not in the vocabulary.",
            _suggestion(value, package.vocabulary(table, column)),
        ),
        "maxLength": (
            f"has {len(value)} characters, more than {bound}.",
            f"Shorten it to {bound} characters.",
        ),
        "pattern": (
            "does not have the form of this column.",
            f"{field['description']} Form: {bound}",
        ),
    }[name]
    if column in ("date", "published") and name == "pattern":
        reason, remedy = _DATE_FORM
    return Problem(file, row, column, value, reason, remedy)


_DATE_FORM = (
    "is not an EDTF date.",
    "Write 2022-12-09, 2022-11, 2023-05-15~, 2023-02-21/2023-02-28 or ../2023-06-10.",
)


def _suggestion(value: str, known: tuple[str, ...] | list[str]) -> str:
    near = get_close_matches(value, known, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Use one of: {', '.join(known)}." if len(known) <= 12 else "Use an id that exists."


def _row(index: int) -> int:
    return index + 2


def _characters(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Characters that no text is made of, and that no document can hold."""
    for name, table in tables.items():
        for column in table.columns:
            cells = table[column].astype(str)
            for index, cell in cells[cells.str.contains(_CONTROL)].items():
                found = _CONTROL.search(cell)
                sign = f"U+{ord(found.group()):04X}" if found else ""
                reason = f"has a control character ({sign}), which is not text."
                yield Problem(f"{name}.csv", _row(index), column, cell, reason, "Delete it.")


def _keys(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    for key in package.references():
        if key.table not in tables or key.other_table not in tables:
            continue
        cells = tables[key.table][key.column]
        entries = package.listed(cells) if key.many else cells[cells != ""]
        known = tables[key.other_table][key.other_column]
        file, other = f"{key.table}.csv", f"{key.other_table}.csv"
        for index, value in entries[~entries.isin(known)].items():
            remedy = f"{_suggestion(value, known.tolist())} Or add a row for it to {other}."
            yield Problem(file, _row(index), key.column, value, f"is not in {other}.", remedy)
        if key.many:
            twice = pd.DataFrame({"row": entries.index, "value": entries.to_numpy()})
            for index, value in twice[twice.duplicated()].itertuples(index=False):
                reason = "stands twice in one cell."
                yield Problem(file, _row(index), key.column, value, reason, "Name it once.")
    if "events" in tables and "evidence" in tables:
        events = tables["events"]["event_id"]
        bare = events[(events != "") & ~events.isin(tables["evidence"]["event_id"])]
        for index, event_id in bare.items():
            remedy = "Add the passage it rests on to evidence.csv, or delete the event."
            yield Problem(
                "events.csv", _row(index), "event_id", event_id, "has no evidence.", remedy
            )


def _loops(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    if "actors" not in tables:
        return
    actors = tables["actors"].drop_duplicates("actor_id")
    parent = dict(zip(actors["actor_id"], actors["part_of"], strict=True))
    for index, actor_id in actors["actor_id"].items():
        chain = [actor_id]
        while (above := parent.get(chain[-1], "")) and above not in chain:
            chain.append(above)
        if above == actor_id:
            path = " → ".join([*chain, actor_id])
            yield Problem(
                "actors.csv",
                _row(index),
                "part_of",
                parent[actor_id],
                f"leads back to itself: {path}.",
                "An actor belongs to a larger one; let one of these stand alone.",
            )


def _dates(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    for table, column in (("sources", "published"), ("events", "date")):
        if table not in tables:
            continue
        form = next(f for f in package.fields(table) if f["name"] == column)["constraints"][
            "pattern"
        ]
        for index, text in tables[table][column].items():
            if not re.fullmatch(form, text):
                continue  # reported by _structure
            try:
                dates.parse(text)
            except dates.DateError as error:
                reason = f"{str(error).removeprefix(repr(text)).strip()}."
                yield Problem(f"{table}.csv", _row(index), column, text, reason, _DATE_FORM[1])
    if "events" in tables:
        events = tables["events"]
        unsaid = events[~events["date_basis"].isin(["stated", ""]) & (events["date_note"] == "")]
        for index, basis in unsaid["date_basis"].items():
            yield Problem(
                "events.csv",
                _row(index),
                "date_note",
                "",
                f"is empty, though the date is not stated but {basis!r}.",
                "Give the printed words and how the date follows from them.",
            )


def _responses(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    if "events" not in tables:
        return
    events = tables["events"]
    answered = package.listed(events["responds_to"])
    own = events["event_id"].reindex(answered.index)
    for index, event_id in answered[answered == own].items():
        reason, remedy = "answers itself.", "Name the event that it answers."
        yield Problem("events.csv", _row(index), "responds_to", event_id, reason, remedy)


def _tensions(tables: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    if "tensions" not in tables:
        return
    tensions = tables["tensions"]
    for index, event_id in tensions.loc[
        (tensions["event_a"] == tensions["event_b"]) & (tensions["event_a"] != ""), "event_b"
    ].items():
        reason, remedy = "is set against itself.", "A tension is between two events."
        yield Problem("tensions.csv", _row(index), "event_b", event_id, reason, remedy)


def _passages(tables: dict[str, pd.DataFrame], articles: Path) -> Iterator[Problem]:
    if "sources" not in tables:
        return
    texts: dict[str, str] = {}
    for index, row in tables["sources"].iterrows():
        path = articles / row["file"]
        if not row["file"] or not path.is_file():
            reason, remedy = "is not among the articles.", "Put the article's file under seeds/."
            yield Problem("sources.csv", _row(index), "file", row["file"], reason, remedy)
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            yield Problem(
                "sources.csv",
                _row(index),
                "sha256",
                row["sha256"],
                f"is not the hash of {row['file']}: the article has changed since it was coded.",
                "Restore the article, or check its passages anew and enter the new hash.",
            )
        try:
            texts[row["source_id"]] = package.read_article(articles, row["file"])
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8 ({error})."
            yield Problem(
                "sources.csv",
                _row(index),
                "file",
                row["file"],
                reason,
                "Save the article as UTF-8.",
            )
    if "evidence" in tables:
        known = tables["evidence"][tables["evidence"]["source_id"].isin(texts)]
        for index, row in known.iterrows():
            yield from _passage(_row(index), row, texts[row["source_id"]])


def _passage(row: int, cells: pd.Series, text: str) -> Iterator[Problem]:
    exact = cells["exact"]
    places = evidence.find(text, exact, cells["prefix"], cells["suffix"])
    if not places and exact:
        near = evidence.nearest(text, exact)
        remedy = "Copy it from the article, letter by letter."
        if evidence.find(text, exact):
            column = "prefix" if cells["prefix"] else "suffix"
            reason = f"does not stand beside the passage in {cells['source_id']!r}."
            yield Problem("evidence.csv", row, column, cells[column], reason, remedy)
            return
        reason = f"is not in the article {cells['source_id']!r}."
        remedy += f" The nearest words there: {near!r}" if near else ""
        yield Problem("evidence.csv", row, "exact", exact, reason, remedy)
    if len(places) > 1:
        yield Problem(
            "evidence.csv",
            row,
            "exact",
            exact,
            f"occurs {len(places)} times in the article {cells['source_id']!r}.",
            "Give the words just before it as prefix, or just after it as suffix.",
        )
    if cells["hedge"] and len(places) == 1:
        around = evidence.enclosing(text, places[0])
        sentence = text[around.start : around.end].casefold()
        for hedge in cells["hedge"].split(package.SEPARATOR):
            if hedge.strip().casefold() not in sentence:
                reason = "is not in the sentence of the passage."
                remedy = "Copy the article's own words of doubt, or leave the cell empty."
                yield Problem("evidence.csv", row, "hedge", hedge, reason, remedy)


def main() -> int:
    """Print every problem of `data/`; exit code 1 if there is any."""
    problems = check()
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem(s) in data/.")
        return 1
    counts = [f"{len(package.read(package.DATA, t))} {t}" for t in package.resources()]
    print(f"data/ is sound: {', '.join(counts)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
