"""One table's file against the datapackage: its bytes, its header, its rows and its cells."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from lib.dataset import codebook, dates
from lib.dataset.problems import Problem, guesses, instead, nearest, row_of, shortened

AS_UTF8 = (
    "Save the file as UTF-8: in Excel “CSV UTF-8 (Comma delimited)”, in LibreOffice the character "
    "set “Unicode (UTF-8)”."
)
_SIGNS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
WITH_COMMAS = (
    "Save it with commas: in LibreOffice “Save As”, “Edit filter settings”, field delimiter “,”. "
    "Excel takes the list separator of the system: change that, or save from LibreOffice. Do not "
    "replace the signs one by one, as semicolons inside a cell stay."
)
_FOR_EXCEL = re.compile(rb"(?:\xef\xbb\xbf)?\"?sep=(.)\"?\n", re.I)
_NOT_TEXT = {
    b"PK\x03\x04": "is a spreadsheet (or another zip archive), not a CSV file.",
    b"\xd0\xcf\x11\xe0": "is a spreadsheet in Excel's old format, not a CSV file.",
}
_WIDEST = 200  # a header with more columns is some other table's, or none
_NUMBERED = re.compile(r"([A-Z])\\d\{(\d+),\}")
_DIGITS = {"2": "two", "3": "three"}
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
_SHA256 = "[0-9a-f]{64}"
_FILE = r"[^/\\]+"
_SEPARATED = re.compile(r"\s*[,|/]\s*|\s+and\s+")
IDS_OF = "Use ids of"
_CELLS = "cells than the header has columns:"
_FLAWED_QUOTES = (
    "has a quote mark that is never closed, or that stands alone inside a quoted cell.",
    "Close the quote mark where its cell ends; a quote mark inside a quoted cell is written twice.",
)

# A cell may hold a long passage; the csv module's own limit is 131,072 characters.
csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class _Rows:
    """The rows under a header: `widths` has the number of cells of each row that is not whole."""

    table: pd.DataFrame
    widths: dict[int, int]


class _Unreadable(Exception):
    """The file is no table: `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(
    folder: Path, table: str, sides: tuple[str, ...] | None = None
) -> tuple[list[Problem], pd.DataFrame | None]:
    """What the file of a table does not have of its schema, and the table as text.

    The frame is `None` where its columns cannot be told apart. What Table Schema asks of a file
    by itself is all judged here, column by column; keys to other tables are `lib.dataset.check`'s. `sides`
    are the sides that actors may be on, where they are not the codebook's: any if there is none.
    """
    file = codebook.resources()[table]["path"]
    problems: list[Problem] = []
    try:
        data, sign = _bytes(folder, file, codebook.columns(table), problems)
        labels = next(_records(data, file), [])
        of_header, order = _header(file, labels, codebook.columns(table))
        problems += of_header
        if order is None:
            return problems, None
        rows = _rows(data, file, len(labels))
    except _Unreadable as error:
        return [*problems, error.problem], None
    rows.table.columns = pd.Index(labels, dtype="str")
    rows = _Rows(rows.table.iloc[:, order], rows.widths)
    rows.table.columns = pd.Index(codebook.columns(table), dtype="str")
    rows, blank = _without_end(rows, _blank(rows, len(labels)))
    problems += _ragged(file, rows, blank, labels, sign)
    for place, field in zip(order, codebook.fields(table, sides), strict=True):
        short = {index for index, width in rows.widths.items() if width <= place}
        problems += _cells(file, field, rows.table[field["name"]], blank | short)
    problems += _repeated(file, table, rows.table, blank)
    return problems, rows.table


def well_formed(table: str, column: str, cells: pd.Series) -> pd.Series:
    """True for each cell that has the form of its column; any text has where there is none."""
    wrong = _without_form(cells, codebook.constraints(table, column).get("pattern", ""))
    return ~codebook.among(cells, wrong) if wrong else pd.Series(True, index=cells.index)


def _without_form(cells: pd.Series, pattern: str) -> list[str]:
    """The distinct texts that are neither empty nor of the form of a pattern."""
    if not pattern:
        return []
    texts = pc.unique(codebook.in_arrow(cells))
    sound = pc.match_substring_regex(texts, rf"\A(?:{pattern})?\z")
    return list(texts.filter(pc.invert(sound)).to_pylist())


def id_like(text: str, pattern: str) -> str:
    """A text as its column writes ids. One of several words is a name and stays as it is.

    >>> id_like(" Two_outlet", "[a-z0-9]+(-[a-z0-9]+)*"), id_like("John Kirby", "[a-z]+")
    ('two-outlet', 'john kirby')
    """
    return numbered_like(text, pattern) or text.strip().lower().replace("_", "-")


def numbered_like(text: str, pattern: str) -> str:
    r"""An id as its column numbers them, `e1` as `E001`; empty where its ids are not numbered.

    >>> numbered_like("e-12", r"E\d{3,}"), numbered_like("iran", "[a-z]+")
    ('E012', '')
    """
    form = _NUMBERED.match(pattern)
    number = re.fullmatch(r"\s*[A-Za-z]?[\s#-]*0*(\d{1,9})\s*", text, re.ASCII)
    return f"{form[1]}{int(number[1]):0{int(form[2])}d}" if form and number else ""


def _bytes(
    folder: Path, file: str, columns: list[str], problems: list[Problem]
) -> tuple[bytes, str]:
    """The file as UTF-8 with commas between its columns, and the sign that stands there in fact.

    What has to be changed for that is added to the problems.
    """
    path = folder / file
    if not path.exists():
        there = [p.name for p in folder.iterdir()] if folder.is_dir() else []
        like = nearest(file, [name for name in there if name not in package_files()])
        remedy = instead(like, file, "CSV (UTF-8)") if like else f"Put {file} beside the others."
        raise _Unreadable(Problem(file, 0, "", "", "is missing.", remedy))
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"cannot be opened ({error.strerror})."
        raise _Unreadable(
            Problem(file, 0, "", "", reason, f"Put a readable {file} here.")
        ) from error
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        header = ",".join(columns)
        remedy = f"Write at least the header: {header}"
        raise _Unreadable(Problem(file, 0, "", "", "is empty.", remedy))
    for start, reason in _NOT_TEXT.items():
        if data.startswith(start):
            raise _Unreadable(Problem(file, 0, "", "", reason, AS_UTF8))
    head = data[:400]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 4:
        raise _Unreadable(
            Problem(file, 1, "", "", "is not UTF-8 but UTF-16, from the first row on.", AS_UTF8)
        )
    data = codebook.with_line_feeds(data)
    if line := _FOR_EXCEL.match(data):
        value = line.group().removeprefix(b"\xef\xbb\xbf").strip().decode("cp1252", "replace")
        reason, remedy = "is a line for Excel alone.", "Delete it: the header is row 1."
        problems.append(Problem(file, 1, "", value, reason, remedy))
        data = data[line.end() :]
    sign = _delimiter(data, columns)
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(_not_utf8(file, data, sign))
        data = data.decode("utf-8-sig", "windows-1252").encode()
    if (at := data.find(b"\0")) >= 0:
        row, column, _ = _place(data, at, sign)
        reason = "holds a NUL byte (0x00), which no text has."
        remedy = "Delete it, or export the table anew."
        raise _Unreadable(Problem(file, row, column, "", reason, remedy))
    if sign == ",":
        return data, sign
    reason = f"has {_SIGNS[sign]} between its columns."
    problems.append(Problem(file, 0, "", "", reason, WITH_COMMAS))
    return _with_commas(data, file, sign), sign


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252", _from_windows)


def _delimiter(data: bytes, columns: list[str]) -> str:
    """The sign between the labels of the header, by which most columns are known."""
    header = data[: data.find(b"\n") + 1 or len(data)].decode("utf-8-sig", "replace")

    def known(sign: str) -> int:
        labels = next(csv.reader([header], delimiter=sign), [])
        return len({label.strip().casefold() for label in labels} & set(columns))

    return max((",", *_SIGNS), key=known)


def _with_commas(data: bytes, file: str, sign: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(_records(data, file, sign))
    return text.getvalue().encode()


def package_files() -> set[str]:
    """The names of the files that the datapackage speaks of."""
    return {str(resource["path"]) for resource in codebook.resources().values()}


def _not_utf8(file: str, data: bytes, sign: str) -> Problem:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    row, column, word = _place(data, at, sign)
    reason = f"has a byte that is not UTF-8 (0x{data[at]:02X}), here read as Windows-1252."
    return Problem(file, row, column, word, reason, AS_UTF8)


def _place(data: bytes, at: int, sign: str) -> tuple[int, str, str]:
    """The row and column in which a byte stands, and the word around it as Windows-1252."""
    before = data[:at].decode("utf-8-sig", "replace").replace("\0", " ") + "x"
    row, cells, header = 0, [""], [""]
    for row, cells in enumerate(csv.reader(io.StringIO(before, newline="\n"), delimiter=sign), 1):
        header = cells if row == 1 else header
    column = header[len(cells) - 1] if row > 1 and len(cells) <= len(header) else ""
    start = re.search(rb'[^\s,;|"]*$', data[max(0, at - 30) : at])
    end = re.match(rb'[^\s,;|"]*', data[at : at + 30])
    word = (start.group() if start else b"") + (end.group() if end else b"")
    return row, column, word.decode("cp1252", "replace")


def _records(data: bytes, file: str, sign: str = ",") -> Iterator[list[str]]:
    """The rows of a CSV file, header first, each as its cells."""
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="\n")
    rows = csv.reader(lines, delimiter=sign, strict=True)
    row = 0
    try:
        for row, cells in enumerate(rows, 1):  # noqa: B007, the row is told when the next fails
            yield cells
    except csv.Error as error:
        reason, remedy = _FLAWED_QUOTES
        start = _start_of(data, row + 1, sign)
        raise _Unreadable(Problem(file, row + 1, "", start, reason, remedy)) from error


def _start_of(data: bytes, row: int, sign: str) -> str:
    """The first line of a row."""
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="\n")
    rows = csv.reader(lines, delimiter=sign)
    for _ in range(row - 1):
        next(rows)
    return shortened(lines.readline().rstrip("\n"))


def _header(
    file: str, labels: list[str], columns: list[str]
) -> tuple[list[Problem], list[int] | None]:
    """What is wrong with a header, and where each column stands in it; `None` if one is not there.

    A label that is only misspelt counts as its column, so that the cells below it are checked too.
    """
    header = f"The header is {','.join(columns)}"
    if len(labels) > _WIDEST:
        reason = f"has {len(labels)} columns instead of {len(columns)}."
        return [Problem(file, 1, "", "", reason, header)], None
    for sign, name in _SIGNS.items():
        parts = [part for label in labels for part in label.split(sign)]
        if len(set(parts) & set(columns)) > len(set(labels) & set(columns)):
            reason = f"has {name} between its columns."
            return [Problem(file, 0, "", "", reason, WITH_COMMAS)], None
    if not set(labels) & set(columns) and not any(nearest(x, columns) for x in labels):
        start = shortened(",".join(labels))
        return [Problem(file, 1, "", start, "is not the header.", header)], None
    problems = []
    places: dict[str, int] = {}
    strange: list[int] = []
    twice = False
    for place, label in enumerate(labels):
        if label in places:
            twice = True
            reason = f"stands twice in the header, as columns {places[label] + 1} and {place + 1}."
            problems.append(Problem(file, 1, label, label, reason, "Keep one of the two."))
        elif label in columns:
            places[label] = place
        else:
            strange.append(place)
    for place in strange:
        label = labels[place]
        missing = [column for column in columns if column not in places]
        if meant := nearest(label, missing):
            places[meant] = place
            reason = f"is not a column of {file}."
            problems.append(Problem(file, 1, meant, label, reason, f"Did you mean {meant!r}?"))
        elif place < len(columns) and columns[place] in missing and label:
            reason = "is not the column that belongs here."
            problems.append(Problem(file, 1, columns[place], label, reason, header))
        elif label:
            reason = f"is not a column of {file}."
            problems.append(Problem(file, 1, "", label, reason, f"Delete it. {header}"))
        else:
            reason = f"has a column without a name, column {place + 1}."
            remedy = "Delete it, with its comma in every row."
            problems.append(Problem(file, 1, "", "", reason, remedy))
    told = {problem.column for problem in problems}
    for column in columns:
        if column not in places and column not in told:
            problems.append(Problem(file, 1, column, "", "is not in the header.", header))
    order = [places[column] for column in columns if column in places]
    if order != sorted(order) and len(order) == len(columns):
        first = next(c for i, c in enumerate(columns) if places[c] != sorted(order)[i])
        reason = f"stands as column {places[first] + 1}, not as column {columns.index(first) + 1}."
        problems.append(
            Problem(
                file,
                1,
                first,
                labels[places[first]],
                reason,
                f"Make it column {columns.index(first) + 1}. {header}",
            )
        )
    return problems, None if twice or len(order) < len(columns) else order


def _rows(data: bytes, file: str, width: int) -> _Rows:
    """The rows under the header as text, short ones filled and long ones cut."""
    widths = {}
    for index, cells in enumerate(_records(data, file), -1):
        if len(cells) != width:
            widths[index] = len(cells)
    if not widths:
        return _Rows(codebook.parse(data), {})
    records = _records(data, file)
    next(records)
    filled = [(cells + [""] * (width - len(cells)))[:width] for cells in records]
    return _Rows(pd.DataFrame(filled, columns=range(width), dtype="str"), widths)


def _blank(rows: _Rows, width: int) -> set[int]:
    """The places of the rows in which nothing stands."""
    empty = pd.Series(True, index=rows.table.index)
    for column in rows.table.columns:
        empty &= rows.table[column] == ""
        if not empty.any():
            return set()
    return {int(index) for index in empty.index[empty] if rows.widths.get(index, 0) <= width}


def _without_end(rows: _Rows, blank: set[int]) -> tuple[_Rows, set[int]]:
    """The rows up to the last in which something stands, and the blank ones among them."""
    end = len(rows.table)
    while end - 1 in blank:
        end -= 1
    if end == len(rows.table):
        return rows, blank
    widths = {index: width for index, width in rows.widths.items() if index < end}
    return _Rows(rows.table.iloc[:end], widths), {index for index in blank if index < end}


def _ragged(
    file: str, rows: _Rows, blank: set[int], labels: list[str], sign: str
) -> Iterator[Problem]:
    for first in sorted(index for index in blank if index - 1 not in blank):
        last = next(index for index in itertools.count(first) if index + 1 not in blank)
        reason, remedy = "is empty.", "Delete the empty row."
        if last > first:
            reason = f"is empty, as all are up to row {row_of(last)}."
            remedy = "Delete the empty rows."
        yield Problem(file, row_of(first), "", "", reason, remedy)
    name = _SIGNS.get(sign, "commas").removesuffix("s")
    for index, width in rows.widths.items():
        if index in blank:
            continue
        counted = f"it has {width}, the header {len(labels)}."
        if width > len(labels):
            reason = f"has more {_CELLS} {counted}"
            remedy = f"Put a cell that has a {name} in quotes, or delete the {name}s at the end."
            yield Problem(file, row_of(index), "", "", reason, remedy)
        else:
            reason = f"has fewer {_CELLS} {counted}"
            remedy = f"Write every {name}, empty cells too."
            missing = nearest(labels[width], list(rows.table.columns))
            yield Problem(file, row_of(index), missing, "", reason, remedy)


def ragged_alone(problems: list[Problem]) -> list[Problem]:
    """The problems; of a row that has too many cells or too few, in whatever file, only that one.

    Its other cells are not where they belong, and what would be said of them would mislead.
    """
    ragged = {(p.file, p.row) for p in problems if _CELLS in p.reason}
    return [p for p in problems if _CELLS in p.reason or (p.file, p.row) not in ragged]


def _cells(
    file: str, field: dict[str, Any], cells: pd.Series, exempt: set[int]
) -> Iterator[Problem]:
    """What the constraints of a column find in its cells; empty ones in `exempt` are told of."""
    column, constraints = field["name"], field.get("constraints", {})
    if not constraints:
        return
    filled = cells[cells != ""]
    if constraints.get("required"):
        remedy = f"Fill it: {field['description']}" + _one_of(constraints.get("enum"), column)
        for index in cells.index[cells == ""]:
            if index not in exempt:
                yield Problem(file, row_of(index), column, "", "is empty.", remedy)
        spaces = filled.str.isspace() & ("enum" not in constraints) & ("pattern" not in constraints)
        for index, value in filled[spaces].items():
            yield Problem(file, row_of(index), column, value, "holds only spaces.", remedy)
    if vocabulary := constraints.get("enum"):
        yield from _outside(file, column, filled[~codebook.among(filled, vocabulary)], vocabulary)
    if longest := constraints.get("maxLength"):
        for index, value in filled[filled.str.len() > longest].items():
            reason = f"has {len(value)} characters, more than {longest}."
            remedy = f"Shorten it to {longest} characters."
            yield Problem(file, row_of(index), column, value, reason, remedy)
    pattern = constraints.get("pattern", "")
    if wrong := _without_form(filled, pattern):
        form = re.compile(pattern, re.ASCII)
        yield from _misshapen(file, field, filled[codebook.among(filled, wrong)], form)
    if constraints.get("unique"):
        yield from _twice(file, field, filled)


def _outside(file: str, column: str, cells: pd.Series, vocabulary: list[str]) -> Iterator[Problem]:
    meant = guesses(cells, dict(zip(vocabulary, vocabulary, strict=True)))
    for index, value in cells.items():
        reason = "is not in the vocabulary."
        if value.strip() in vocabulary:
            reason, remedy = "has spaces around it.", f"Write {value.strip()!r}."
        else:
            guess = f"Did you mean {meant[value]!r}?" if value in meant else ""
            remedy = f"{guess}{_one_of(vocabulary, column)}".strip()
        yield Problem(file, row_of(index), column, value, reason, remedy)


def _one_of(vocabulary: list[str] | None, column: str) -> str:
    if not vocabulary:
        return ""
    own = f" Or name sides of your own in {codebook.DESCRIPTOR}." if column == "side" else ""
    return f" Use one of: {', '.join(vocabulary)}.{own}"


def _misshapen(
    file: str, field: dict[str, Any], cells: pd.Series, form: re.Pattern[str]
) -> Iterator[Problem]:
    told: dict[str, tuple[str, str]] = {}
    for index, value in cells.items():
        if value not in told:
            told[value] = _form_of(value, field, form)
        yield Problem(file, row_of(index), field["name"], value, *told[value])


def _form_of(value: str, field: dict[str, Any], form: re.Pattern[str]) -> tuple[str, str]:
    """Why a value does not have the form of its column, and what to write instead."""
    if field["name"] in codebook.DATES.values():
        return dates.NOT_EDTF, dates.remedy(value)
    many = "references" in field
    general = f"{field['description']} Form: {_form_in_words(value, form.pattern)}"
    if many:
        general = f"{IDS_OF} {field['references']['resource']}.csv with semicolons between them."
    if len(value) > 1_000:
        return "does not have the form of this column.", general
    if form.pattern == _FILE and (name := re.split(r"[/\\]", value)[-1]):
        return "is not the name of a file alone.", f"Write {name}, without folders."
    apart = _SEPARATED.sub(codebook.SEPARATOR, value) if many else value
    entries = [entry.strip() for entry in apart.split(codebook.SEPARATOR)] if many else [apart]
    neat = codebook.SEPARATOR.join(filter(None, entries)) if many else value.strip()
    meant = codebook.SEPARATOR.join(id_like(e, form.pattern) for e in filter(None, entries))
    if form.fullmatch(neat):
        meant = neat
        if apart != value:
            reason = "has something other than semicolons between its entries."
        elif value.strip() == neat:
            reason = "has spaces around it."
        else:
            reason = "has a space or a semicolon too many."
    else:
        reason = "does not have the form of this column."
    return reason, f"Write {meant!r}." if form.fullmatch(meant) else general


def entries(cell: str) -> list[str]:
    """The entries of a list cell, whatever stands between them.

    >>> entries("Piet Vos, Ola Brandt and union")
    ['Piet Vos', 'Ola Brandt', 'union']
    """
    apart = _SEPARATED.sub(codebook.SEPARATOR, cell).split(codebook.SEPARATOR)
    return [entry.strip() for entry in apart if entry.strip()]


def _form_in_words(value: str, pattern: str) -> str:
    r"""A pattern in words, with an example: for a slug the value itself.

    >>> _form_in_words("first", r"E\d{3,}")
    'E and three digits or more, such as E001.'
    >>> _form_in_words("Piet Vos", SLUG)
    'lower case letters, digits and hyphens, such as piet-vos.'
    """
    if numbered := _NUMBERED.fullmatch(pattern):
        example = f"{numbered[1]}{1:0{int(numbered[2])}d}"
        return f"{numbered[1]} and {_DIGITS[numbered[2]]} digits or more, such as {example}."
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall("[a-z0-9]+", plain)) or "john-kirby"
    known = {
        SLUG: f"lower case letters, digits and hyphens, such as {shortened(slug, 40)}.",
        _SHA256: "64 digits and letters from a to f.",
        codebook.SIDE.pattern: f"{codebook.SIDE_IN_WORDS}.",
    }
    return known.get(pattern, pattern)


def _twice(file: str, field: dict[str, Any], filled: pd.Series) -> Iterator[Problem]:
    again = filled[filled.duplicated()]
    if again.empty:
        return
    known = filled[codebook.among(filled, again.tolist())].drop_duplicates()
    first = dict(zip(known, known.index, strict=True))
    free = _next_free(filled, field.get("constraints", {}).get("pattern", ""))
    remedy = f"Every {field['title'].lower()} is used once." + (
        f" The next free one is {free}." if free else " Rename or delete one of the two."
    )
    for index, value in again.items():
        reason = f"stands already in row {row_of(first[value])}."
        yield Problem(file, row_of(index), field["name"], value, reason, remedy)


def _next_free(ids: pd.Series, pattern: str) -> str:
    numbered = _NUMBERED.match(pattern)
    if not numbered:
        return ""
    used = [int(i[1:]) for i in ids if re.fullmatch(rf"{numbered[1]}\d{{1,12}}", i, re.ASCII)]
    return f"{numbered[1]}{max(used, default=0) + 1:0{int(numbered[2])}d}"


def _repeated(file: str, table: str, rows: pd.DataFrame, blank: set[int]) -> Iterator[Problem]:
    """Rows that repeat the key of a row above, where the key has several columns."""
    key = codebook.resources()[table]["schema"]["primaryKey"]
    if isinstance(key, str):
        return  # the column's own `unique` says it
    again = rows.index[rows.duplicated(key)]
    if again.empty:
        return
    first: dict[tuple[str, ...], int] = {}
    for index, *cells in rows.loc[rows.duplicated(key, keep=False), key].itertuples():
        first.setdefault(tuple(cells), index)
    for index in again:
        if index not in blank:
            above = first[tuple(rows.loc[index, key])]
            reason = f"repeats row {row_of(above)}."
            yield Problem(file, row_of(index), ", ".join(key), "", reason, "Delete one of the two.")
