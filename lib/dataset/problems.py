"""A problem of the tables: where it is, what is wrong, what to do, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePath

import pandas as pd

SHOWN = 120
# A column with more distinct wrong values than this has one cause; guessing at each would take
# minutes in a large table. So would a guess among more ids than a coder can know.
GUESSED = 100
COMPARED = 50_000

_LONGEST_NAME = 100


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


class TablesError(Exception):
    """The tables cannot be shown: `problems` says why, all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def as_table(problems: list[Problem]) -> pd.DataFrame:
    """The problems as a frame with the columns file, row, column, value, reason, remedy."""
    return pd.DataFrame(problems, columns=["file", "row", "column", "value", "reason", "remedy"])


def shortened(text: str, width: int = SHOWN) -> str:
    """The text, cut after `width` characters with an ellipsis."""
    return text if len(text) <= width else text[: width - 1] + "…"


_PLAIN = ("", ".csv", ".txt", ".text", ".md")


def instead(there: str, wanted: str, form: str) -> str:
    """What to do with a file whose name is near the wanted one: another kind is saved in `form`.

    >>> instead("Event.CSV", "events.csv", "CSV"), instead("a.docx", "a.txt", "plain text")
    ('Rename Event.CSV to events.csv.', 'Open a.docx and save it as plain text, named a.txt.')
    """
    if PurePath(there).suffix.lower() in _PLAIN:
        return f"Rename {there} to {wanted}."
    return f"Open {there} and save it as {form}, named {wanted}."


def row_of(index: int) -> int:
    """The row, as an editor shows it, of a place in a frame: the header is row 1."""
    return index + 2


def nearest(value: str, known: Iterable[str]) -> str:
    """The one of `known` that was most probably meant, or nothing.

    Case, surrounding spaces and the choice between space, hyphen and underscore do not count.

    >>> nearest("acusation", ["accusation", "denial"]), nearest(" Media report", ["media-report"])
    ('accusation', 'media-report')
    """
    return guesses([value], {one: one for one in known}).get(value, "")


def guesses(values: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """What distinct values were probably meant to be: the value of the nearest key of `known`.

    Only for those values for which there is a guess. At most GUESSED that differ in more than case
    and spaces are guessed at, fewer where there is much to compare them with.
    """
    by_form = {_form(name): meant for name, meant in known.items()}
    found = {}
    left = min(GUESSED, COMPARED // max(1, len(by_form)))
    for value in dict.fromkeys(values):
        form = _form(value[: _LONGEST_NAME + 1])
        if form in by_form:
            found[value] = by_form[form]
        elif len(value) <= _LONGEST_NAME and left:
            left -= 1
            for close in get_close_matches(form, by_form, n=1, cutoff=0.6):
                found[value] = by_form[close]
    return found


def _form(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())
