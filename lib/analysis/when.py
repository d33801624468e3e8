"""Dates as an article prints them, resolved against the day on which it was published."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from lib.dataset import dates

_MONTHS = "|".join(dates.MONTHS) + r"|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\."
_DAYS = "|".join(calendar.day_name)
_PART = r"(?:(?P<part>early|mid|late|earlier|later|the beginning of|the end of)[\s-]+(?:in\s+)?)?"
_AHEAD = re.compile(
    r"\b(will|would|plan\w*|expect\w*|aims?|(?:is|are|to) (?:be|to)|by|until|going to|due)\b"
)
_SEASONS = {name: number for number, name in dates.SEASONS.items()}
_COUNTED = "two|three|four|five|six|seven|eight|nine|ten"
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
            (start, end), words = match.span(), match.group()
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            made = resolve(match, day, bool(_AHEAD.search(sentence[max(0, start - 60) : start])))
            whole = printed and re.search(r"\d{4}", words)
            by_day = re.search(rf"{_DAYS}|day\b|week", words, re.I)
            if not made or (by_day and not exact and not whole):
                continue  # the day of the article must be known for it
            if (
                about
                and not whole
                and (
                    made.endswith(f"/{day}") or (by_day and re.fullmatch(r"\d{4}-\d\d-\d\d", made))
                )
            ):
                made += about
            basis = "stated" if whole and "/" not in made else "inferred"
            told = f"“{words}”: {dates.in_words(made)}"
            note = f"{told}, as the article is of {dates.in_words(published)}."
            found[start, end] = When(made, basis, words, note)
    return [found[place] for place in sorted(found)]


def can_meet(one: str, two: str, slack: int) -> bool:
    """Whether two dates in EDTF can be the same, or lie so many days apart."""
    try:
        spans = dates.parse(one), dates.parse(two)
    except dates.DateError:
        return False
    first, last = date.max, date.min
    starts, ends = ([s.earliest or last for s in spans], [s.latest or first for s in spans])
    return (max(starts) - min(ends)).days <= slack


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
        year += ahead and (month, number or 31) < (day.month, day.day)
    if number:
        return _valid(f"{year}-{month:02d}-{number:02d}")
    return _third(year, month, part.get("part") or "")


def _third(year: int, month: int, part: str) -> str:
    """The early, middle or late third of a month, or of a year where `month` is 0."""
    third = _PARTS.get(part.lower())
    if not month:
        start = 4 * (third or 0) + 1
        whole = _valid(f"{year}")
        return whole if third is None else f"{year}-{start:02d}/{year}-{start + 3:02d}"
    if third is None:
        return f"{year}-{month:02d}"
    first, end = ((1, 10), (11, 20), (21, calendar.monthrange(year, month)[1]))[third]
    return f"{year}-{month:02d}-{first:02d}/{year}-{month:02d}-{end:02d}"


def _valid(text: str) -> str:
    try:
        dates.parse(text)
    except dates.DateError:
        return ""
    return text


def _weekday(match: re.Match[str], day: date, ahead: bool) -> str:
    wanted = list(calendar.day_name).index(match["weekday"].title())
    which = (match["which"] or "").lower()
    if which == "next" or (ahead and which != "last"):
        return (day + timedelta((wanted - day.weekday() - 1) % 7 + 1)).isoformat()
    back = (day.weekday() - wanted) % 7
    return (day - timedelta(back or (7 if which == "last" else 0))).isoformat()


def _unit(match: re.Match[str], day: date, _: bool) -> str:
    """A week, month or year by “this”, “last” or “next”, or a part of it."""
    unit, part = match["unit"].lower(), (match["part"] or "").lower()
    step = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
    then = day + _so_many(step, unit)
    if part in _PARTS and unit != "week":
        return _third(then.year, then.month if unit == "month" else 0, part)
    monday = then - timedelta(then.weekday())
    first = {"week": monday, "month": then.replace(day=1), "year": date(then.year, 1, 1)}[unit]
    last = first + _so_many(1, unit) - timedelta(1)
    if part in ("earlier", "later"):
        return f"{first}/{day}" if part == "earlier" else f"{day}/{last}"
    if unit == "week":
        return f"{first}/{last if step else max(first, min(day, last))}"
    return f"{first:%Y-%m}" if unit == "month" else f"{first:%Y}"


def _so_many(number: int, unit: str) -> relativedelta:
    if unit in ("day", "week"):
        return relativedelta(days=number * (7 if unit == "week" else 1))
    return relativedelta(months=number * (12 if unit == "year" else 1))


def _ago(match: re.Match[str], day: date, _: bool) -> str:
    word, unit = match["number"].lower(), match["unit"].lower()
    counted = ("a", *_COUNTED.split("|"))
    number = int(word) if word.isdigit() else counted.index("a" if word == "an" else word) + 1
    then: date = day - _so_many(number, unit)
    form = {"day": "%Y-%m-%d", "week": "%Y-%m-%d~", "month": "%Y-%m", "year": "%Y"}[unit]
    return then.strftime(form)


_MONTH = rf"(?P<month>{_MONTHS})(?!\w)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
# The longer readings first; the flag tells those that print a calendar's date.
_RULES: tuple[tuple[str, Callable[[re.Match[str], date, bool], str], bool], ...] = (
    (
        rf"\b(?:[Ss]ince|[Ff]rom) {_MONTH}(?: {_YEAR})?(?! \d)",
        lambda match, day, _: f"{_printed(match, day, False)}/..",
        True,
    ),
    (
        rf"\b(?:[Uu]ntil|[Bb]y|[Bb]efore) {_MONTH}(?: {_YEAR})?(?! \d)",
        lambda match, day, _: f"../{_printed(match, day, True)}",
        True,
    ),
    (
        rf"\b(?P<season>{'|'.join(_SEASONS)})(?: of)? {_YEAR}\b",
        lambda match, *_: f"{match['year']}-{_SEASONS[match['season']]}",
        True,
    ),
    (rf"\b{_MONTH} {_DAY}\b(?:,? {_YEAR})?", _printed, True),
    (rf"\b{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?", _printed, True),
    (rf"\b{_PART}{_MONTH}(?: (?:of )?{_YEAR})?", _printed, True),
    (rf"\b{_PART}(?P<which>this|last|next) (?P<unit>week|month|year)\b", _unit, False),
    (rf"\b(?:(?P<which>last|next|this) )?(?P<weekday>{_DAYS})\b", _weekday, False),
    (r"\btoday\b", lambda _, day, __: f"{day}", False),
    (r"\byesterday\b", lambda _, day, __: f"{day - timedelta(1)}", False),
    (r"\btomorrow\b", lambda _, day, __: f"{day + timedelta(1)}", False),
    (rf"\b(?P<number>\d{{1,2}}|an?|{_COUNTED}) (?P<unit>day|week|month|year)s? ago\b", _ago, False),
    (
        rf"\b(?:in|since|during|of) {_PART}(?P<year>(?:19|20)\d\d)\b(?!-)",
        lambda match, *_: _third(int(match["year"]), 0, match["part"] or ""),
        True,
    ),
    (
        r"\b(?:previously|repeatedly|long(?= (?:denied|rejected|claimed|said))|"
        r"for (?:weeks|months|years)|in recent (?:days|weeks|months))\b",
        lambda _, day, __: f"../{day}",
        False,
    ),
)
