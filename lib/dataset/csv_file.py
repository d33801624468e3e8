"""A CSV file as text, however it was saved: its encoding, its delimiter, its rows."""

import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from lib.dataset import codebook
from lib.dataset.problems import Problem, TablesError, like_file, shortened
from lib.dataset.spreadsheets import changed, read_back

AS_UTF8 = (
    "Save the file as UTF-8: in Excel “CSV UTF-8 (Comma delimited)”, in LibreOffice the character "
    "set “Unicode (UTF-8)”."
)
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
WITH_COMMAS = (
    "Save it with commas: in LibreOffice “Save As”, “Edit filter settings”, field delimiter “,”. "
    "Excel takes the list separator of the system: change that, or save from LibreOffice. Do not "
    "replace the delimiters by hand: semicolons inside a cell must stay."
)
_WIDEST = 200  # columns; a header with more is another table's, or none
_NOT_TEXT = {
    b"PK\x03\x04": "is a spreadsheet (or another zip archive), not a CSV file.",
    b"\xd0\xcf\x11\xe0": "is a spreadsheet in Excel's old format, not a CSV file.",
}
_FLAWED_QUOTES = (
    "has a quote mark that is never closed, or that is alone inside a quoted cell.",
    "Close the quote mark where its cell ends; write a quote mark inside a quoted cell twice.",
)

# A cell may hold a long passage; the csv module's own limit is 131,072 characters.
LONGEST = 1_000_000
_FLAWED = 1_000  # rows of a wrong width, of which more are not told


@dataclass(frozen=True)
class CsvFile:
    """The rows under the header `labels`, short ones filled up and long ones cut.

    `widths` has the number of cells of each row whose number differs from the header's.
    """

    labels: list[str]
    delimiter: str
    rows: pd.DataFrame
    widths: dict[int, int]


def read(folder: Path, file: str, columns: list[str]) -> tuple[CsvFile, list[Problem]]:
    """The file of a table that should have these columns, and what is wrong with how it was saved.

    Raises TablesError where it cannot be read as a table.
    """
    data = with_line_feeds(_bytes(folder, file, columns))
    problems: list[Problem] = []
    delimiter = delimiter_of(data, columns)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(_not_utf8(file, data, error.start, delimiter))
        text = data.decode("utf-8-sig", "replace")
    if delimiter != ",":
        reason = f"has {DELIMITERS[delimiter]} between its columns."
        problems.append(Problem("delimiter", file, 0, "", "", reason, WITH_COMMAS))
    labels: list[str] = []
    widths: dict[int, int] = {}
    row, begun, reader = -2, 0, _rows(text, delimiter)  # the header is row -1 of the frame
    try:
        for row, cells in enumerate(reader, -1):
            begun = reader.line_num
            if row == -1:
                labels = cells
                with suppress(csv.Error):  # mostly all rows are sound; then none is looked at
                    if len({*map(len, _rows(text, delimiter))}) == 1:
                        break
            if len(cells) != len(labels):
                widths[row] = len(cells)
            if len(widths) > _FLAWED:
                reason = f"has more than {_FLAWED:,} rows with too few or too many cells."
                remedy = "Save it with a comma between all cells, empty ones too."
                raise TablesError([*problems, Problem("file", file, 0, "", "", reason, remedy)])
    except csv.Error as error:
        if "field limit" in str(error):
            reason = f"has a cell of more than {LONGEST:,} characters."
            remedy = "Close the quote mark where the cell ends, or shorten the cell."
            raise TablesError(
                [*problems, Problem("cell-long", file, row + 3, "", "", reason, remedy)]
            ) from error
        start = shortened(text.split("\n")[begun])
        problems.append(Problem("quotes", file, row + 3, "", start, *_FLAWED_QUOTES))
        raise TablesError(problems) from error
    if len(labels) > _WIDEST:
        reason = f"has {len(labels)} columns instead of {len(columns)}."
        header = f"The header is {','.join(columns)}"
        raise TablesError([*problems, Problem("header", file, 1, "", "", reason, header)])
    sound = not widths and not problems
    frame = parse(data) if sound else _frame(list(_rows(text, delimiter)))
    return CsvFile(labels, delimiter, frame, widths), problems


def _rows(text: str, delimiter: str) -> Any:
    """The rows of a CSV file; an error where its quote marks are flawed or a cell is too long."""
    csv.field_size_limit(LONGEST)  # of the whole process: another package may have changed it
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)


def parse(data: bytes) -> pd.DataFrame:
    """The bytes of a sound CSV file as a frame of text, every line break a line feed.

    The apostrophe that a file for spreadsheets has before the sign of a formula is taken away.
    """
    data = with_line_feeds(data)
    data += b"" if data.endswith(b"\n") else b"\n"  # a header alone needs its line break
    labels = next(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="\n")))
    names = [str(place) for place in range(len(labels))]  # as two columns may have one label
    table = pyarrow.csv.read_csv(
        pa.py_buffer(data),
        pyarrow.csv.ReadOptions(
            column_names=names, skip_rows_after_names=1, block_size=len(data) + 1
        ),
        pyarrow.csv.ParseOptions(newlines_in_values=True),
        pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
    )
    return _labelled(table.to_pandas(), labels)


def _frame(rows: list[list[str]]) -> pd.DataFrame:
    """The rows under the first one, short ones filled up and long ones cut."""
    labels, columns = rows[0], zip_longest(*rows, fillvalue="")
    cells = {place: column[1:] for place, column in zip(range(len(labels)), columns, strict=False)}
    return _labelled(pd.DataFrame(cells, dtype="str"), labels)


def _labelled(cells: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    return changed(cells, read_back).set_axis(pd.Index(labels, dtype="str"), axis=1)


def with_line_feeds(data: bytes) -> bytes:
    r"""The bytes of a text with `\n` for each of its line breaks."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _bytes(folder: Path, file: str, columns: list[str]) -> bytes:
    """The content of a file that may be text. Raises TablesError where it cannot be."""
    path = folder / file
    code, row, remedy = "file", 0, AS_UTF8
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        known = {resource["path"] for resource in codebook.resources().values()}
        there = {path.name for path in folder.iterdir()} - known if folder.is_dir() else set()
        reason, remedy = "is missing.", like_file(file, there, "CSV (UTF-8)")
        code = "misnamed" if remedy else "missing"
        remedy = remedy or f"Put {file} beside the others."
    except OSError as error:
        reason, remedy = f"cannot be opened ({error.strerror}).", f"Put a readable {file} here."
    else:
        head = data[:400]
        if not data.strip(b"\xef\xbb\xbf \t\r\n"):
            reason, remedy = "is empty.", f"Write at least the header: {','.join(columns)}"
        elif found := [reason for start, reason in _NOT_TEXT.items() if data.startswith(start)]:
            reason = found[0]
        elif data.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 4:
            row, reason = 1, "is not UTF-8 but UTF-16, from the first row on."
        else:
            return data
    raise TablesError([Problem(code, file, row, "", "", reason, remedy)])


def delimiter_of(data: bytes, columns: list[str]) -> str:
    """The delimiter by which most columns of the header are known."""
    header = data[: data.find(b"\n") + 1 or len(data)].decode("utf-8-sig", "replace")

    def known(delimiter: str) -> int:
        labels = next(csv.reader([header], delimiter=delimiter), [])
        return len({label.strip().casefold() for label in labels} & set(columns))

    return max(DELIMITERS, key=known)


def _not_utf8(file: str, data: bytes, at: int, delimiter: str) -> Problem:
    """The problem of a byte that is not UTF-8: its row and column, and the word around it."""
    before = data[:at].decode("utf-8-sig", "replace") + "x"
    rows = list(csv.reader(io.StringIO(before, newline="\n"), delimiter=delimiter))
    column = dict(enumerate(rows[0])).get(len(rows[-1]) - 1, "") if len(rows) > 1 else ""
    start = re.split(rb'[\s,;|"]', data[max(0, at - 30) : at])[-1]
    end = re.split(rb'[\s,;|"]', data[at : at + 30])[0]
    word = (start + end).decode("cp1252", "replace")
    reason = f"has a byte that is not UTF-8 (0x{data[at]:02X})."
    return Problem("encoding", file, len(rows), column, word, reason, AS_UTF8)
