"""One table's file against the datapackage: its header, its rows and its cells."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.dataset import codebook, csv_file, dates
from lib.dataset.csv_file import DELIMITERS, CsvFile
from lib.dataset.problems import (
    MOST,
    Problem,
    TablesError,
    first_of,
    guesses,
    nearest,
    row_of,
    shortened,
)

_NUMBERED = re.compile(r"([A-Z])\\d\{(\d+),\}")
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
_FORMS = {
    SLUG: "lower case letters, digits and hyphens, such as john-kirby.",
    "[0-9a-f]{64}": "64 digits and letters from a to f.",
    codebook.SIDE.pattern: f"{codebook.SIDE_IN_WORDS}.",
}
_FILE = r"[^/\\]+"
_BETWEEN = re.compile(r"\s*[;,|/]\s*|\s+and\s+")
# In the syntax that Python and Arrow share.
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"

_NAME = re.compile(r"(?!no\Z)\w[\w -]{0,59}")
Read = tuple[list[Problem], pd.DataFrame | None]


def read(folder: Path, table: str, about: codebook.About | None = None) -> Read:
    """What is wrong with the file of a table by itself, and the table as text.

    The frame has the codebook's columns in their order, then any others; it is `None` if its
    columns cannot be identified. `about` has the vocabularies, where they are not the codebook's.
    """
    file, columns = codebook.resources()[table]["path"], codebook.columns(table)
    try:
        found, problems = csv_file.read(folder, file, columns)
    except TablesError as error:
        if codebook.optional(table) and [p.code for p in error.problems] == ["missing"]:
            return [], pd.DataFrame(columns=columns, dtype="str")
        return error.problems, None
    described = about.fields(table) if about else codebook.fields(table)
    of_header, places = _header(file, found.labels, described)
    problems += of_header
    if places is None:
        return problems, None
    absent = {column: "" for column in columns if column not in places}
    rows = found.rows.iloc[:, list(places.values())].set_axis(pd.Index(places, dtype="str"), axis=1)
    rows = rows.assign(**absent)[[*columns, *(name for name in places if name not in columns)]]
    blank = _blank(rows, found)
    last = len(rows)
    while last - 1 in blank:  # spreadsheets leave empty rows at the end
        last -= 1
        blank.remove(last)
    rows = rows.iloc[:last]
    problems += first_of(_ragged(file, rows, blank, found))
    fields = {field["name"]: field for field in described}
    for name, place in places.items():
        short = {index for index, width in found.widths.items() if width <= place}
        cells = _cells(file, fields.get(name, {"name": name}), rows[name], blank | short)
        problems += first_of(cells)
    key = codebook.resources()[table]["schema"]["primaryKey"]
    if not isinstance(key, str):  # else its column is `unique`
        problems += first_of(_repeated(file, key, rows, blank))
    return problems, rows


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


def entries(cell: str) -> list[str]:
    """The entries of a list cell, whatever separates them.

    >>> entries("Piet Vos, Ola Brandt and union")
    ['Piet Vos', 'Ola Brandt', 'union']
    """
    return [entry.strip() for entry in _BETWEEN.split(cell) if entry.strip()]


def _header(
    file: str, labels: list[str], fields: list[dict[str, Any]]
) -> tuple[list[Problem], dict[str, int] | None]:
    """What is wrong with a header, and the place of each column in it; `None` if one is missing.

    Columns may stand in any order; one that may be empty may be left out, and others may be added.
    A label that is only misspelt counts as its column, so that the cells below it are checked too.
    """
    columns = [field["name"] for field in fields]
    required = {f["name"] for f in fields if f.get("constraints", {}).get("required")}
    header = f"The header is {','.join(columns)}"
    problems: list[Problem] = []

    def tell(column: str, value: str, reason: str, remedy: str) -> None:
        problems.append(Problem("header", file, 1, column, value, reason, remedy))

    if not any(nearest(label, columns) for label in labels):
        tell("", shortened(",".join(labels)), "is not the header.", header)
        return problems, None
    places: dict[str, int] = {}
    firsts: dict[str, int] = {}
    twice = False
    for place, label in enumerate(labels):
        column = "" if label in columns else nearest(label, set(columns) - set(labels))
        name = column or label
        if not name.strip():
            reason = "has no name in the header."
            tell("", f"column {place + 1}", reason, "Name it, or delete it.")
        elif name not in columns and not _NAME.fullmatch(name):
            reason = "is no name for a column."
            tell("", name, reason, "Use at most 60 letters, digits, spaces, - and _.")
        elif (first := firsts.setdefault(name.casefold(), place)) != place:
            twice = True
            reason = f"is in the header twice, as columns {first + 1} and {place + 1}."
            tell(name, label, reason, "Keep one of the two.")
        else:
            places[name] = place
            if column:
                remedy = f"Did you mean {column!r}?"
                tell(column, label, f"is not a column of {file}.", remedy)
    for column in columns:
        if column in required and column not in places:
            tell(column, "", "is not in the header.", header)
    return problems, None if twice or required - set(places) else places


def _blank(rows: pd.DataFrame, found: CsvFile) -> set[int]:
    """The places of the empty rows; every table's first column is required."""
    blank = rows[rows.iloc[:, 0] == ""].eq("").all(axis=1)
    most = len(found.labels)
    return {int(index) for index in blank.index[blank] if found.widths.get(index, 0) <= most}


def _ragged(file: str, rows: pd.DataFrame, blank: set[int], found: CsvFile) -> Iterator[Problem]:
    """The rows that are empty, and those with more or fewer cells than the header."""
    for first in sorted(index for index in blank if index - 1 not in blank):
        last = next(index for index in count(first) if index + 1 not in blank)
        reason, remedy = "is empty.", "Delete the empty row."
        if last > first:
            reason = f"is empty, and so are the rows up to {row_of(last)}."
            remedy = "Delete the empty rows."
        yield Problem("blank-row", file, row_of(first), "", "", reason, remedy)
    sign, most = DELIMITERS[found.delimiter].removesuffix("s"), len(found.labels)
    for index, width in found.widths.items():
        if index in blank or index >= len(rows):
            continue
        more, column = "more", ""
        remedy = f"Put a cell that has a {sign} in quotes, or delete the {sign}s at the end."
        if width < most:
            more, remedy = "fewer", f"Write every {sign}, empty cells too."
            column = nearest(found.labels[width], list(rows.columns))
        reason = f"has {more} cells than the header has columns: it has {width}, the header {most}."
        yield Problem("ragged", file, row_of(index), column, "", reason, remedy)


def _cells(
    file: str, field: dict[str, Any], cells: pd.Series, exempt: set[int]
) -> Iterator[Problem]:
    """What is wrong with the cells of a column; empty ones in `exempt` are reported elsewhere."""
    column, constraints = field["name"], field.get("constraints", {})
    vocabulary, pattern = constraints.get("enum"), constraints.get("pattern", "")

    def tell(code: str, index: int, value: str, reason: str, remedy: str) -> Problem:
        return Problem(code, file, row_of(index), column, value, reason, remedy)

    filled = cells[cells != ""]
    if constraints.get("required"):
        remedy = f"Fill it: {field['description']}{_one_of(vocabulary, field)}"
        # In other columns, spaces alone do not have the form.
        empty = (cells if vocabulary or pattern else cells.str.strip()) == ""
        for index in cells.index[empty].difference(list(exempt)):
            yield tell("required", index, "", "is empty.", remedy)
    if vocabulary:
        outside = filled[~filled.isin(vocabulary)].head(MOST + 1)
        also = {w: v for v, e in field.get("values", {}).items() for w in e.get("also", ())}
        meant = guesses(outside, also | {value: value for value in vocabulary})
        for index, value in outside.items():
            reason, remedy = "has spaces around it.", f"Write {value.strip()!r}."
            if value.strip() not in vocabulary:
                guess = f"Did you mean {meant[value]!r}?" if value in meant else ""
                reason = "is not in the vocabulary."
                remedy = f"{guess}{_one_of(vocabulary, field)}".strip()
            yield tell("vocabulary", index, value, reason, remedy)
    if longest := constraints.get("maxLength"):
        for index, value in filled[filled.str.len() > longest].items():
            reason = f"has {len(value)} characters, more than {longest}."
            yield tell("length", index, value, reason, f"Shorten it to {longest} characters.")
    if (file.removesuffix(".csv"), column) in codebook.DATES:
        wrong = {text: reason for text in filled.unique() if (reason := dates.wrong(text))}
        for index, value in filled[filled.isin(list(wrong))].items():
            yield tell("date", index, value, wrong[value], dates.remedy(value))
    elif pattern:
        without_form = filled[~_matches(filled, rf"\A(?:{pattern})\z")].head(MOST + 1)
        said = {value: _form_of(value, field, pattern) for value in without_form.unique()}
        for index, value in without_form.items():
            reason = "does not have the form of this column."
            yield tell(said[value][0], index, value, reason, said[value][1])
    if field.get("type") == "number":
        low, high = constraints.get("minimum", -1e15), constraints.get("maximum", 1e15)
        numbers = filled[_matches(filled, r"\A-?\d{1,15}(\.\d{1,9})?\z")].astype(float)
        for index, value in filled[~filled.index.isin(numbers.index)].items():
            remedy = "Write digits, with a full stop before decimals: 1250.5"
            yield tell("number", index, value, "is not a number.", remedy)
        for index in numbers.index[(numbers < low) | (numbers > high)]:
            remedy = f"Write a number from {low:g} to {high:g}."
            yield tell("number", index, filled[index], "is out of range.", remedy)
    if constraints.get("unique"):
        again = filled[filled.duplicated(keep=False)]
        first = again.drop_duplicates()
        rows = dict(zip(first, first.index, strict=True))
        free = _next_free(filled, pattern) if rows else ""
        remedy = f"Use every {field['title'].lower()} once. {free}"
        for index, value in again.drop(first.index).items():
            reason = f"is already used in row {row_of(rows[value])}."
            yield tell("unique", index, value, reason, remedy)
    for index, value in filled[_matches(filled, _CONTROL)].items():
        sign = next(character for character in value if re.match(_CONTROL, character))
        reason = f"has a control character (U+{ord(sign):04X}), which is not text."
        yield tell("control", index, value, reason, "Delete it.")


def _next_free(ids: pd.Series, pattern: str) -> str:
    """What to do about an id used twice: take the one after the highest, if they are numbered."""
    used = [int(i[1:]) for i in ids if re.fullmatch(r"[A-Z]\d{1,9}", i, re.ASCII)]
    free = numbered_like(str(max(used, default=0) + 1), pattern)
    return f"The next free one is {free}." if free else "Rename or delete one of the two."


def _matches(cells: pd.Series, pattern: str) -> pd.Series:
    """True for each text in which a pattern, in RE2's syntax, matches."""
    found = pc.match_substring_regex(pa.array(cells, pa.large_string()), pattern)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=cells.index, dtype=bool)


def _one_of(vocabulary: list[str] | None, field: dict[str, Any]) -> str:
    if not vocabulary:
        return ""
    own = "name sides of your own" if field["name"] == "side" else "add a value with its `like`"
    may = field["name"] == "side" or field.get("extensible")
    own = f" Or {own} in {codebook.DESCRIPTOR}." if may else ""
    return f" Use one of: {', '.join(vocabulary)}.{own}"


def _form_of(value: str, field: dict[str, Any], pattern: str) -> tuple[str, str]:
    """Code and remedy of a value that does not have the form of its column."""
    many = "references" in field
    general = f"{field['description']} Form: {_form_in_words(pattern)}"
    if many:
        file = f"{field['references']['resource']}.csv"
        general = f"Use ids of {file} with semicolons between them."
    if len(value) > 1_000:
        return "form", general
    if pattern == _FILE and (name := re.split(r"[/\\]", value)[-1]):
        return "form", f"Write the name of the file alone: {name}"
    found = entries(value) if many else [value.strip()]
    for parts in (found, [id_like(entry, pattern) for entry in found]):
        if re.fullmatch(pattern, codebook.SEPARATOR.join(parts), re.ASCII):
            return "form", f"Write {codebook.SEPARATOR.join(parts)!r}."
    return "names" if many else "form", general


def _form_in_words(pattern: str) -> str:
    r"""A pattern in words, with an example.

    >>> _form_in_words(r"E\d{3,}")
    'E and 3 digits or more, such as E001.'
    """
    if numbered := _NUMBERED.fullmatch(pattern):
        example = numbered_like("1", pattern)
        return f"{numbered[1]} and {numbered[2]} digits or more, such as {example}."
    return _FORMS.get(pattern, pattern)


def _repeated(file: str, key: list[str], rows: pd.DataFrame, blank: set[int]) -> Iterator[Problem]:
    """Rows that repeat the key of a row above, where the key has several columns."""
    same = rows.loc[rows.duplicated(key, keep=False), key]
    for _, group in same.groupby(key, sort=False):
        for index in group.index[1:].difference(list(blank)):
            reason, remedy = f"repeats row {row_of(group.index[0])}.", "Delete one of the two."
            yield Problem("repeated", file, row_of(index), ", ".join(key), "", reason, remedy)
