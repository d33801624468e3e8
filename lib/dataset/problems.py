"""A problem of the tables: where it is, what is wrong, what to do, and what was probably meant."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

SHOWN = 120
# A column with more distinct wrong values than this has one cause.
GUESSED = 100
MOST = 1_000  # problems of one rule in one column; beyond that they have one cause
_LONGEST_NAME = 100
_DIGIT = re.compile(r"\d")
_PLAIN = ("", ".csv", ".txt", ".text", ".md")


@dataclass(frozen=True)
class Problem:
    """One thing wrong: `row` as an editor shows it (the header is row 1), 0 for the whole file.

    `code` names the rule that is broken; programs go by it, never by the words.
    """

    code: str
    file: str
    row: int
    column: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        """The problem as one line."""
        place = self.file + (f", row {self.row}" if self.row else "")
        place += f", column {self.column}" if self.column else ""
        value = f": {shortened(self.value)!r}" if self.value else ""
        return f"{place}{value} {self.reason} {self.remedy}"


def first_of(problems: Iterator[Problem]) -> list[Problem]:
    """The first `MOST` problems of a rule, and one that says that there are more."""
    found = list(islice(problems, MOST + 1))
    if len(found) > MOST:
        reason = f"has more than {MOST:,} such problems; the first are listed."
        remedy = "Correct their cause and check again."
        found[-1] = Problem("more", found[-1].file, 0, found[-1].column, "", reason, remedy)
    return found


class TablesError(Exception):
    """The tables cannot be shown: `problems` has every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def as_table(problems: list[Problem]) -> pd.DataFrame:
    """The problems as a frame with the columns file, row, column, value, reason, remedy."""
    return pd.DataFrame(problems, columns=list(Problem.__annotations__)).drop(columns="code")


def shortened(text: str, width: int = SHOWN) -> str:
    """The text, cut after `width` characters with an ellipsis."""
    return text if len(text) <= width else text[: width - 1] + "…"


def row_of(index: int) -> int:
    """The row, as an editor shows it, of a place in a frame: the header is row 1."""
    return index + 2


def nearest(value: str, known: Iterable[str]) -> str:
    """The one of `known` that was probably meant, or nothing; see `guesses`.

    >>> nearest("acusation", ["accusation", "denial"]), nearest(" Media report", ["media-report"])
    ('accusation', 'media-report')
    """
    return guesses([value], {one: one for one in known}).get(value, "")


def guesses(values: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """What each value was probably meant to be: the value of the key of `known` that is like it.

    Case, surrounding spaces and the choice between space, hyphen and underscore do not count. One
    typing slip is forgiven in a name of four letters or more, two from ten letters on, but none in
    a digit, and only where one key alone is that near. At most GUESSED values with slips are
    compared; a value without a guess is left out.
    """
    by_form = {_form(name): meant for name, meant in known.items()}
    found = {}
    left = GUESSED
    for value in dict.fromkeys(values):
        form = _form(value[: _LONGEST_NAME + 1])
        if form in by_form:
            found[value] = by_form[form]
        elif 4 <= len(form) <= _LONGEST_NAME and left:
            left -= 1
            slips = 1 if len(form) < 10 else 2
            near = [
                (distance, by_form[name])
                for name, distance, _ in process.extract(
                    form, list(by_form), scorer=OSA.distance, score_cutoff=slips, limit=None
                )
                if _DIGIT.findall(name) == _DIGIT.findall(form)
            ]
            meant = {one for distance, one in near if distance == min(near)[0]}
            if len(meant) == 1:
                found[value] = meant.pop()
    return found


def _form(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())


def like_file(wanted: str, there: Iterable[str], form: str) -> str:
    """What to do with the file that is probably the wanted one under another name; else nothing.

    Another kind of file is to be saved in `form`.

    >>> like_file("events.csv", ["Event.CSV"], "CSV"), like_file("a.txt", ["b.txt"], "plain text")
    ('Rename Event.CSV to events.csv.', '')
    >>> like_file("a.txt", ["a.docx"], "plain text")
    'Open a.docx and save it as plain text, named a.txt.'
    """
    found = guesses([_stem(wanted)], {_stem(name): name for name in sorted(there)})
    name = found.get(_stem(wanted), "")
    if not name:
        return ""
    if PurePath(name).suffix.lower() in _PLAIN:
        return f"Rename {name} to {wanted}."
    return f"Open {name} and save it as {form}, named {wanted}."


def _stem(name: str) -> str:
    return re.sub(r"(\.[A-Za-z]{2,5})+$", "", name)
