"""EDTF dates (ISO 8601-2, levels 0 and 1, to the day) as spans of days and as words."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import pandas as pd
from dateutil.relativedelta import relativedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}

_MONTHS_OF = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 12), "XX": (1, 12)}
_DAY, _MONTH = relativedelta(days=1), relativedelta(months=1)

_CALENDAR = r"(?:\d{4}|\d{3}X|\d{2}XX)(?:-(?:0[1-9]|1[0-2]|XX)(?:-(?:\d{2}|XX))?)?"
_POINT = rf"(?:\d{{4}}-2[1-4]|{_CALENDAR})[?~%]?"
_EDTF = re.compile(rf"{_POINT}|(?:{_POINT}|\.\.)/{_POINT}|{_POINT}/\.\.", re.ASCII)

# What sliders and axes can hold: Streamlit's slider counts microseconds, pandas nanoseconds.
FIRST_YEAR, LAST_YEAR = 1700, 2249


class DateError(ValueError):
    """A text that is not an EDTF date of levels 0 or 1."""


@dataclass(frozen=True)
class Span:
    """The days a date may mean: both ends included, `None` where the date is open."""

    earliest: date | None
    latest: date | None
    approximate: bool = False


def parse(text: str) -> Span:
    """The span of days that an EDTF date may mean; DateError for any other text.

    `?`, `~` and `%` widen each qualified end by one unit of its own precision (a day, a month,
    a year): the padding that python-edtf documents for approximate dates.

    >>> parse("2022-11")
    Span(earliest=datetime.date(2022, 11, 1), latest=datetime.date(2022, 11, 30), approximate=False)
    >>> parse("2023-05-15~").latest
    datetime.date(2023, 5, 16)
    >>> parse("../2023-06-10").earliest is None
    True
    """
    if not _EDTF.fullmatch(text):
        raise DateError(f"{text!r} is not an EDTF date")
    start, _, end = text.partition("/")
    earliest = None if start == ".." else _bounds(start)[0]
    latest = None if end == ".." else _bounds(end or start)[1]
    if earliest and latest and earliest > latest:
        raise DateError(f"{text!r} ends before it begins")
    if any(d and not FIRST_YEAR <= d.year <= LAST_YEAR for d in (earliest, latest)):
        raise DateError(f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return Span(earliest, latest, bool(re.search(r"[?~%]", text)))


def printed(text: str) -> Span:
    """The days that an EDTF date names, without the margin of `?`, `~` and `%`.

    >>> printed("2024~").earliest
    datetime.date(2024, 1, 1)
    """
    with suppress(DateError):  # two ends may be in order only by their margins
        return parse(re.sub(r"[?~%]", "", text))
    return parse(text)


@lru_cache(maxsize=65_536)
def _bounds(point: str) -> tuple[date, date]:
    """The first and the last day of a point of time."""
    plain = point.rstrip("?~%")
    year, month, day = [*plain.split("-"), "XX", "XX"][:3]
    months = _MONTHS_OF.get(month) or (int(month), int(month))
    try:
        first = date(int(year.replace("X", "0")), months[0], 1 if day == "XX" else int(day))
        last = date(int(year.replace("X", "9")), months[1], first.day)
        if day == "XX":
            last += _MONTH - _DAY
        if plain == point:
            return first, last
        unit = (12 * _MONTH, _MONTH, _DAY)[plain.count("-")]
        # From the day after the last, so that a month's end stays a month's end.
        return first - unit, last + _DAY + unit - _DAY
    except (ValueError, OverflowError) as error:
        raise DateError(f"{point!r} is not a day, month or year of the calendar") from error


def spans(texts: pd.Series, meaning: Callable[[str], Span] = parse) -> pd.DataFrame:
    """A frame with `earliest`, `latest` (NaT where open) and `approximate`, indexed as `texts`."""
    parsed = {text: meaning(text) for text in texts.unique()}
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


# Day, month and year in other notations, once everything between them is a space. The first of a
# month given by name may be Excel's way to write the month.
_NOTATIONS = {
    "%Y-%m": ("1 %b %y", "%b %y", "%b %Y", "%B %Y", "%m %Y", "%Y %m"),
    "%Y-%m-%d": (
        *("%Y %m %d", "%Y%m%d", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d %b %y"),
        *("%d %m %Y", "%d %m %y", "%m %d %Y", "%m %d %y"),
    ),
}
# What stands beside them: a weekday, a time, the ends of 1st and Sept.
_BESIDE = re.compile(
    r"\b(the|of|[a-z]+day)\b|[T ]\d+:.*|(?<=\d)(st|nd|rd|th)\b|(?<=sep)t\b", re.I | re.ASCII
)


def remedy(text: str) -> str:
    """What to write in place of a text that is not a date, for a reader who meant one.

    >>> remedy("18/02/2023")
    'Write 2023-02-18'
    >>> remedy("03/04/2023")
    'Write 2023-04-03 (3 April 2023) or 2023-03-04 (4 March 2023), whichever is meant.'
    """
    found = meant(text)
    if len(found) == 1:
        return f"Write {found[0]}"  # no full stop, which could be taken for part of the date
    if found:
        both = " or ".join(f"{one} ({in_words(one)})" for one in found)
        return f"Write {both}, whichever is meant."
    if _EDTF.fullmatch(text):
        years = map(int, re.findall(r"\b\d{4}", text))
        if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
            return f"Write a year from {FIRST_YEAR} to {LAST_YEAR}."
        for month, day in re.findall(r"(\d{4}-\d\d)-(\d\d)", text):
            if wrong(f"{month}-{day}"):
                last = f"its last day is {parse(month).latest}."
                return f"There is no {int(day)} {in_words(month)}: {last}"
    return "Write 2022-12-09, 2022-11, 2023-05-15~, 2023-02-21/2023-02-28 or ../2023-06-10."


def meant(text: str) -> tuple[str, ...]:
    """The EDTF dates that a date in another notation may mean, the likelier first; often none.

    Day and month are told apart where one of them is above twelve or a full stop stands between
    them, as in the notations that put the day first; otherwise both readings come back.

    >>> meant("Feb. 18, 2023"), meant("18.02.2023"), meant("05/06/2023"), meant("soon")
    (('2023-02-18',), ('2023-02-18',), ('2023-06-05', '2023-05-06'), ())
    """
    plain = re.sub(r"[‐‑‒–—−]", "-", unicodedata.normalize("NFKC", text)).strip().rstrip(".,;")
    words = " ".join(re.findall("[0-9]+|[a-z]+|[?~%]", _BESIDE.sub(" ", plain), re.I))
    found = [plain, "/".join(reversed(plain.split("/")))]
    for form, notations in _NOTATIONS.items():
        for notation in notations:
            if not (notation.startswith("%m %d") and re.match(r"\d+\.", plain)):
                with suppress(ValueError):
                    found.append(f"{datetime.strptime(words, notation):{form}}")
    return tuple(dict.fromkeys(one for one in found if not wrong(one)))[:2]


def wrong(text: str) -> str:
    """Why a text is not a date, as the rest of a sentence; empty for a date."""
    try:
        parse(text)
    except DateError as error:
        return f"{str(error).removeprefix(repr(text)).strip()}."
    return ""
