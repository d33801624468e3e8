"""Dates as an article prints them, resolved against the day on which it was published."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from lib.dataset import dates

_MONTHS = "|".join(dates.MONTHS) + r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\."
_DAYS = "|".join(calendar.day_name)
_NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PART = r"(?:(?P<part>early|mid|late|earlier|later|the beginning of|the end of)[\s-]+(?:in\s+)?)?"
_AHEAD = re.compile(
    r"\b(will|would|plan\w*|expect\w*|aims?|(?:is|are|to) (?:be|to)|by|until|going to|due)\b"
)
_COUNTED = "|".join(_NUMBERS[1:])
_PARTS = {"early": 0, "the beginning of": 0, "mid": 1, "late": 2, "the end of": 2}


@dataclass(frozen=True)
class When:
    """A date in EDTF, its basis, the printed words, and how it follows from them."""

    date: str
    basis: str
    words: str
    note: str


def dates_in(sentence: str, published: str) -> list[When]:
    """The dates that a sentence prints, in its order, for an article published on an EDTF date.

    A day or month without a year is the last one before the article; the next one where the
    sentence looks ahead. Parts of a month are thirds of ten days, parts of a year four months.

    >>> [w.date for w in dates_in("He said on Thursday it began in late February.", "2023-05-15")]
    ['2023-05-11', '2023-02-21/2023-02-28']
    """
    span = dates.parse(published)
    exact = re.fullmatch(r"\d{4}-\d\d-\d\d[?~%]?", published)
    day = span.latest or span.earliest
    if day is None:
        return []
    if exact:
        day = date.fromisoformat(published[:10])
    about = published[-1] if published[-1] in "~?%" else ""
    found: dict[tuple[int, int], When] = {}
    taken: list[tuple[int, int]] = []
    for pattern, resolve, printed in _RULES:
        for match in re.finditer(pattern, sentence, re.I if not printed else 0):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            ahead = bool(_AHEAD.search(sentence[max(0, start - 60) : start]))
            made = resolve(match, day, ahead)
            whole = printed and re.search(r"\d{4}", match.group())
            if not made or (not exact and not whole and _needs_day(match)):
                continue
            if about and not whole and re.fullmatch(r"\d{4}-\d\d-\d\d", made):
                made += about if _needs_day(match) else ""
            basis = "stated" if whole and "/" not in made else "inferred"
            found[start, end] = When(
                made, basis, match.group(), _note(match.group(), made, published)
            )
    return [found[place] for place in sorted(found)]


def _needs_day(match: re.Match[str]) -> bool:
    """Whether the day of the article must be known for it."""
    return bool(re.search(rf"{_DAYS}|day\b|week", match.group(), re.I))


def _note(words: str, made: str, published: str) -> str:
    return f"“{words}”: {dates.in_words(made)}, as the article is of {dates.in_words(published)}."


def _printed(match: re.Match[str], day: date, ahead: bool) -> str:
    """A day or a month, with or without its year."""
    part = match.groupdict()
    name = part["month"][:3].title()
    month = next(n for n, m in enumerate(dates.MONTHS, 1) if m.startswith(name))
    number = int(part.get("day") or 0)
    year = int(part.get("year") or 0)
    if not year:
        after = (month, number or 1) > (day.month, day.day if number else 1)
        year = day.year - 1 if after and not ahead else day.year
        if ahead and (month, number or 31) < (day.month, day.day):
            year += 1
    if number:
        return _valid(f"{year}-{month:02d}-{number:02d}")
    return _third_of_month(year, month, part.get("part") or "")


def _third_of_month(year: int, month: int, part: str) -> str:
    last = calendar.monthrange(year, month)[1]
    days = ((1, 10), (11, 20), (21, last))
    if (third := _PARTS.get(part.lower())) is None:
        return f"{year}-{month:02d}"
    first, end = days[third]
    return f"{year}-{month:02d}-{first:02d}/{year}-{month:02d}-{end:02d}"


def _valid(text: str) -> str:
    try:
        dates.parse(text)
    except dates.DateError:
        return ""
    return text


def _weekday(match: re.Match[str], day: date, ahead: bool) -> str:
    wanted = list(calendar.day_name).index(match["weekday"].title())
    which = (match["which"] or "").lower().strip()
    if which == "next" or (ahead and which != "last"):
        return (day + timedelta((wanted - day.weekday() - 1) % 7 + 1)).isoformat()
    back = (day.weekday() - wanted) % 7
    return (day - timedelta(back or (7 if which == "last" else 0))).isoformat()


def _near(match: re.Match[str], day: date, ahead: bool) -> str:
    del ahead
    steps = {"yesterday": -1, "tomorrow": 1}
    return (day + timedelta(steps.get(match.group().lower(), 0))).isoformat()


def _unit(match: re.Match[str], day: date, ahead: bool) -> str:
    """A week, month or year by “this”, “last” or “next”, or a part of it."""
    del ahead
    step = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
    part = (match["part"] or "").lower()
    if match["unit"].lower() == "week":
        monday = day - timedelta(day.weekday()) + timedelta(7 * step)
        first, last = monday, monday + timedelta(6)
    elif match["unit"].lower() == "month":
        then = day + relativedelta(months=step)
        if part in _PARTS:
            return _third_of_month(then.year, then.month, part)
        first = then.replace(day=1)
        last = first + relativedelta(months=1, days=-1)
    else:
        year = day.year + step
        if part in _PARTS:
            start = 4 * _PARTS[part] + 1
            return f"{year}-{start:02d}/{year}-{start + 3:02d}"
        first, last = date(year, 1, 1), date(year, 12, 31)
    if part == "earlier":
        return f"{first}/{day}"
    if part == "later":
        return f"{day}/{last}"
    if match["unit"].lower() == "week":
        return f"{first}/{last if step else max(first, min(day, last))}"
    return f"{first:%Y-%m}" if match["unit"].lower() == "month" else f"{first:%Y}"


def _ago(match: re.Match[str], day: date, ahead: bool) -> str:
    del ahead
    word = match["number"].lower()
    number = (
        int(word) if word.isdigit() else max(1, _NUMBERS.index({"an": "a"}.get(word, word)) + 1)
    )
    unit = match["unit"].lower()
    if unit == "day":
        return (day - timedelta(number)).isoformat()
    if unit == "week":
        return f"{day - timedelta(7 * number)}~"
    if unit == "month":
        return f"{day - relativedelta(months=number):%Y-%m}"
    return str(day.year - number)


def _since(match: re.Match[str], day: date, ahead: bool) -> str:
    then = _printed(match, day, False)
    return f"{then}/.." if match["side"].lower() in ("since", "from") else ""


def _until(match: re.Match[str], day: date, ahead: bool) -> str:
    then = _printed(match, day, True)
    return f"../{then}" if "/" not in then else ""


def _year(match: re.Match[str], day: date, ahead: bool) -> str:
    del day, ahead
    third = _PARTS.get((match["part"] or "").lower())
    start = 0 if third is None else 4 * third + 1
    year = match["year"]
    return f"{year}-{start:02d}/{year}-{start + 3:02d}" if start else _valid(year)


def _before(match: re.Match[str], day: date, ahead: bool) -> str:
    del match, ahead
    return f"../{day}"


_MONTH = rf"(?P<month>{_MONTHS})(?!\w)"
# The longer readings first; the flag tells those that print a calendar's date.
_RULES: tuple[tuple[str, Callable[[re.Match[str], date, bool], str], bool], ...] = (
    (rf"\b(?P<side>[Ss]ince|[Ff]rom) {_MONTH}(?: (?P<year>\d{{4}}))?(?! \d)", _since, True),
    (rf"\b(?:[Uu]ntil|[Bb]y) {_MONTH}(?: (?P<year>\d{{4}}))?(?! \d)", _until, True),
    (rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?", _printed, True),
    (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? (?P<year>\d{{4}}))?",
        _printed,
        True,
    ),
    (rf"\b{_PART}{_MONTH}(?: (?:of )?(?P<year>\d{{4}}))?", _printed, True),
    (rf"\b{_PART}(?P<which>this|last|next) (?P<unit>week|month|year)\b", _unit, False),
    (rf"\b(?:(?P<which>last|next|this) )?(?P<weekday>{_DAYS})\b", _weekday, False),
    (r"\b(?:today|yesterday|tomorrow)\b", _near, False),
    (
        rf"\b(?P<number>\d{{1,2}}|an?|{_COUNTED}) (?P<unit>day|week|month|year)s? ago\b",
        _ago,
        False,
    ),
    (rf"\b(?:in|since|during|of) {_PART}(?P<year>(?:19|20)\d\d)\b(?!-)", _year, True),
    (
        r"\b(?:previously|repeatedly|for (?:weeks|months|years)|in recent (?:days|weeks|months))\b",
        _before,
        False,
    ),
)
