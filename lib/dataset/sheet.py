"""Files that are edited: only the rows that change are written anew, every other byte stays."""

import csv
import io
import re
from collections.abc import Iterator
from copy import copy
from typing import Literal, Self

from lib.dataset import codebook
from lib.dataset.csv_file import delimiter_of
from lib.dataset.spreadsheets import harmless, read_back

Cells = dict[str, str]

# The section of README.md whose table lists the sentences that report nothing.
LEFT_OUT = "## Sentences left out"
LEFT_OUT_COLUMNS = ("source_id", "sentence", "reason")
# The folder of the readings of other coders, each a file of its own.
READINGS = "readings"
READING_COLUMNS = (
    *("exact", "prefix", "suffix", "claim_type", "attribution", "actors", "targets", "date"),
    *("date_basis", "about_date", "storyline_id", "stance", "commitment", "items"),
    *("relationships", "date_note", "speaker_words", "via", "hedge"),
)
_CELL = r" ((?:[^|\\\n]|\\.)+?) \|"
_ROW = re.compile(rf"^\|{_CELL * 3}$", re.MULTILINE)


class Sheet:
    """A CSV file as it is written: order, quoting, line ends, extra columns and blank lines.

    `lines` has the text of each row with its cells; None for a line that is no row.
    """

    def __init__(self, table: str, data: bytes) -> None:
        own = table.startswith(READINGS)
        columns = [*READING_COLUMNS] if own else codebook.columns(table)
        if not data.strip(b"\xef\xbb\xbf \t\r\n"):
            data = f"{','.join(columns)}\n".encode()
        self.bom = data.startswith(b"\xef\xbb\xbf")
        text = data.decode("utf-8-sig")
        self.delimiter = delimiter_of(data, columns)
        (self.header, self.labels), *rows = _records(text, self.delimiter)
        self.end = re.search(r"\r\n|\n|\r|$", self.header[-2:]).group() or "\n"  # type: ignore[union-attr]
        plain = self.header.strip().split(self.delimiter)
        self.quoting: Literal[0, 1] = (
            csv.QUOTE_ALL if plain[0].startswith('"') else csv.QUOTE_MINIMAL
        )
        self.lines = [(raw, self._named(cells) if cells else None) for raw, cells in rows]

    def _named(self, cells: list[str]) -> Cells:
        cells = [read_back(re.sub("\r\n?", "\n", cell)) for cell in cells]
        cells += [""] * (len(self.labels) - len(cells))
        return dict(zip(self.labels, cells, strict=False))

    def copy(self) -> Self:
        """The same file, to be changed on its own."""
        made = copy(self)
        made.lines = list(self.lines)
        return made

    @property
    def rows(self) -> list[Cells]:
        """The cells of each row, in order."""
        return [cells for _, cells in self.lines if cells is not None]

    def change(self, before: Cells | None, after: Cells | None, at: int | None = None) -> None:
        """Put `after` in the place of the row `before`; without one, at row `at` or at the end."""
        filled = {c for c, value in (after or {}).items() if value} - set(self.labels)
        if filled:
            self._widen([c for c in after or {} if c in filled])
        new = [(self._written(after), dict.fromkeys(self.labels, "") | after)] if after else []
        if before is None:
            places = [n for n, (_, cells) in enumerate(self.lines) if cells is not None]
            last = places[-1] + 1 if places else 0
            place = places[at] if at is not None and at < len(places) else last
            self._end_line(place)
            self.lines[place:place] = new
        else:
            place = next(n for n, (_, cells) in enumerate(self.lines) if cells == before)
            self.lines[place : place + 1] = new

    def _end_line(self, place: int) -> None:
        """A file whose last line has no end gets one before a row is added."""
        text, cells = self.lines[place - 1] if place else (self.header, None)
        if text.endswith(("\n", "\r")):
            return
        if place:
            self.lines[place - 1] = text + self.end, cells
        else:
            self.header += self.end

    def _widen(self, columns: list[str]) -> None:
        """Add columns that the file left out, as it may those that can be empty."""
        self.labels = [*self.labels, *columns]
        self.header = self._row(self.labels)
        wide = dict.fromkeys(columns, "")
        self.lines = [
            (text, None) if cells is None else (self._written(cells), cells | wide)
            for text, cells in self.lines
        ]

    def _written(self, cells: Cells) -> str:
        values = [cells.get(label, "") for label in self.labels]
        return self._row([v if read_back(v) == v else harmless(v) for v in values])

    def _row(self, values: list[str]) -> str:
        out = io.StringIO(newline="")
        csv.writer(
            out, delimiter=self.delimiter, quoting=self.quoting, lineterminator=self.end
        ).writerow(values)
        return out.getvalue()

    def data(self) -> bytes:
        """The file."""
        text = self.header + "".join(text for text, _ in self.lines)
        return (b"\xef\xbb\xbf" if self.bom else b"") + text.encode()


def _records(text: str, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """The text of each record with its cells; none for a blank line."""
    lines = list(io.StringIO(text, newline=""))
    reader, start = csv.reader(lines, delimiter=delimiter), 0
    for cells in reader:
        yield "".join(lines[start : reader.line_num]), cells
        start = reader.line_num


class LeftOut:
    """README.md, with a row for each sentence that is left out of the coding."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode("utf-8")

    def copy(self) -> Self:
        """The same file, to be changed on its own."""
        return copy(self)

    def _table(self) -> tuple[int, int]:
        start = self.text.find(LEFT_OUT)
        end = self.text.find("\n## ", start + 1)
        return start, len(self.text) if end < 0 else end

    @property
    def rows(self) -> list[Cells]:
        """The rows of the table, in order."""
        start, end = self._table()
        found = _ROW.finditer(self.text, start, end) if start >= 0 else ()
        cells = ([re.sub(r"\\(.)", r"\1", cell) for cell in match.groups()] for match in found)
        return [dict(zip(LEFT_OUT_COLUMNS, row, strict=True)) for row in cells][1:]

    def change(self, before: Cells | None, after: Cells | None, at: int | None = None) -> None:
        """Put `after` in the place of the row `before`; without one, at the end of the table."""
        del at
        written = f"{_markdown(after)}\n" if after else ""
        if before:
            self.text = self.text.replace(f"{_markdown(before)}\n", written, 1)
            return
        if self._table()[0] < 0:
            head = "| source | sentence | reason |\n|---|---|---|\n"
            self.text = f"{self.text.rstrip()}\n\n{LEFT_OUT}\n\n{head}".lstrip()
        start, end = self._table()
        body = self.text[start:end].rstrip() + "\n"
        self.text = self.text[:start] + body + written + self.text[end:]

    def data(self) -> bytes:
        """The file."""
        return self.text.encode()


def _markdown(cells: Cells) -> str:
    escaped = (re.sub(r"([\\|])", r"\\\1", cells[c].strip()) for c in LEFT_OUT_COLUMNS)
    return "".join(f"| {cell} " for cell in escaped) + "|"
