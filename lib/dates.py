"""EDTF dates (ISO 8601-2, levels 0 and 1, to the day) as spans of days and as words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import edtf
import pandas as pd

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}

_POINT = r"(?:\d{4}|\d{3}X|\d{2}XX)(?:-(?:0[1-9]|1[0-2]|2[1-4]|XX)(?:-(?:\d{2}|XX))?)?[?~%]?"
_EDTF = re.compile(rf"{_POINT}|{_POINT}/{_POINT}|\.\./{_POINT}|{_POINT}/\.\.")


class DateError(ValueError):
    """A text that is not an EDTF date of levels 0 or 1."""


@dataclass(frozen=True)
class Span:
    """The days a date may mean: both ends included, `None` where the date is open."""

    earliest: date | None
    latest: date | None
    approximate: bool = False


def parse(text: str) -> Span:
    """The span of days that an EDTF date may mean.

    `?`, `~` and `%` widen each qualified end by one unit of its own precision (a day, a month,
    a year): the padding that python-edtf documents for approximate dates.

    Raises DateError for anything that is not EDTF level 0 or 1 to the day.

    >>> parse("2022-11")
    Span(earliest=datetime.date(2022, 11, 1), latest=datetime.date(2022, 11, 30), approximate=False)
    >>> parse("2023-05-15~").latest
    datetime.date(2023, 5, 16)
    >>> parse("../2023-06-10").earliest is None
    True
    """
    if not _EDTF.fullmatch(text):
        raise DateError(
            f"{text!r} is not an EDTF date such as 2022-12-09, 2022-11 or ../2023-06-10"
        )
    start, _, end = text.partition("/")
    earliest = None if start == ".." else _bounds(start)[0]
    latest = None if end == ".." else _bounds(end or start)[1]
    if earliest and latest and earliest > latest:
        raise DateError(f"{text!r} ends before it begins")
    return Span(earliest, latest, bool(re.search(r"[?~%]", text)))


@lru_cache(maxsize=65_536)  # python-edtf takes some ten milliseconds a date
def _bounds(point: str) -> tuple[date, date]:
    plain = point.rstrip("?~%")
    try:
        parsed: Any = edtf.parse_edtf(plain)
        first, last = (date(*bound()[:3]) for bound in (parsed.lower_strict, parsed.upper_strict))
    except (edtf.EDTFParseException, ValueError) as error:
        raise DateError(f"{point!r} is not a day, month or year of the calendar") from error
    if plain == point:
        return first, last
    unit = pd.DateOffset(**{("years", "months", "days")[plain.count("-")]: 1})
    day = timedelta(days=1)
    # From the day after the last, so that a month's end stays a month's end.
    return (pd.Timestamp(first) - unit).date(), (pd.Timestamp(last) + day + unit - day).date()


def spans(texts: pd.Series) -> pd.DataFrame:
    """A frame with `earliest`, `latest` (days as Timestamps, NaT where open) and `approximate`.

    Same index as `texts`. Each distinct text is parsed once. Raises DateError at the first text
    that is not a date; `lib.check` finds them all beforehand.
    """
    parsed = {text: parse(text) for text in texts.unique()}
    columns = {
        "earliest": pd.to_datetime(texts.map({t: s.earliest for t, s in parsed.items()})),
        "latest": pd.to_datetime(texts.map({t: s.latest for t, s in parsed.items()})),
        "approximate": texts.map({t: s.approximate for t, s in parsed.items()}).astype(bool),
    }
    return pd.DataFrame(columns, index=texts.index)


def in_words(text: str) -> str:
    """The date as a reader would say it.

    >>> [in_words(t) for t in ("2022-12-09", "2022-11", "2023-05-15~", "../2023-06-10")]
    ['9 December 2022', 'November 2022', 'about 15 May 2023', 'up to 10 June 2023']
    >>> in_words("2023-02-21/2023-02-28"), in_words("2023-06-05/2023-07-09")
    ('21–28 February 2023', '5 June – 9 July 2023')
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _point_in_words(start)
    if start == "..":
        return f"up to {_point_in_words(end)}"
    if end == "..":
        return f"from {_point_in_words(start)} on"
    first, last = _point_in_words(start), _point_in_words(end)
    if start.count("-") == end.count("-") == 2 and start[:7] == end[:7]:
        return f"{first.split()[0]}–{last}" if first[0].isdigit() else f"{first} – {last}"
    if start[:4] == end[:4] and "-" in start and first.endswith(start[:4]):
        first = first[:-5]
    return f"{first} – {last}"


def _point_in_words(point: str) -> str:
    year, _, rest = point.rstrip("?~%").partition("-")
    month, _, day = rest.partition("-")
    words = [year]
    if month.isdigit():
        words.insert(0, SEASONS.get(month) or MONTHS[int(month) - 1])
    if day.isdigit():
        words.insert(0, str(int(day)))
    doubt = {"~": "about ", "?": "possibly ", "%": "possibly about "}.get(point[-1], "")
    return doubt + " ".join(words)


def days_in_words(earliest: date | None, latest: date | None) -> str:
    """A range of days as words, open where an end is `None`.

    >>> days_in_words(date(2022, 12, 1), None)
    'from 1 December 2022 on'
    """
    ends = [d.isoformat() if d else ".." for d in (earliest, latest)]
    if ends == ["..", ".."]:
        return "any date"
    return in_words(ends[0] if ends[0] == ends[1] else "/".join(ends))
