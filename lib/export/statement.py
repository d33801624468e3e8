"""The statement on every export: what is shown, what it rests on, how to check it."""

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from lib.analysis import chronology, events, filters
from lib.dataset import dates, text
from lib.view import url
from lib.view.screen import Screen
from lib.view.view import View

CAUTION = "Claims are reported, not established."
OWN_DATES = "by the events’ own dates"
NAMED_SOURCES = 12
# Events that the web page and the other formats write out.
MOST_WRITTEN, MOST_NOTED = 2_000, 200
# Events that data formats hold: hardly any tool opens a larger file.
MOST_DATA = 100_000


class DayError(ValueError):
    """SOURCE_DATE_EPOCH is not a number of seconds."""


@dataclass(frozen=True)
class Statement:
    """What every picture, slide, document and dataset carries so that a sceptic can check it.

    `shown` is `37 of 102 events`; `filters` and `sources` (by source_id) are phrases; `made` is
    the day of making; `address` is the part of the URL from `?` on that shows the view again.
    """

    title: str
    note: str
    shown: str
    filters: tuple[str, ...]
    sources: dict[str, str]
    data: str
    made: date
    address: str
    caution: str = CAUTION

    def lines(self) -> dict[str, str]:
        """The lines below a picture by their headings, in reading order."""
        named = list(self.sources.values())
        more = len(named) - NAMED_SOURCES
        listed = "; ".join(named[:NAMED_SOURCES]) + (f"; and {more} more" if more > 0 else "")
        return {
            "Shown": self.shown,
            "Filters": "; ".join(self.filters) or "none",
            "Sources": listed or "none",
            "Caution": self.caution,
            "Data": self.data,
            "Made": dates.days_in_words(self.made, self.made),
            "Address": self.address or "the dashboard as it opens",
        }

    @property
    def text(self) -> str:
        """All of it as lines of text, for the description of a data file."""
        lines = [f"{heading}: {words}" for heading, words in self.lines().items()]
        return "\n".join(filter(None, [self.title, self.note, *lines]))


def statement(screen: Screen, made: date | None = None) -> Statement:
    """The statement of a screen; `made` is by default `day_of_making()`."""
    tables, view, seen = screen.tables, screen.view, screen.seen
    shown = f"{len(seen):,} of {text.count(tables.total)}"
    if view.span:
        picked = dates.days_in_words(*view.days)
        own = f" {OWN_DATES}" if view.clock not in chronology.OWN else ""
        shown += f", {len(screen.in_span):,} of them in the span picked, {picked}{own}"
    told = seen.store.column("SELECT source_id FROM tellings JOIN {seen} ON event = no", seen=seen)
    return Statement(
        title=view.title or tables.about.title,
        note=view.note,
        shown=shown,
        filters=tuple(filters.in_words(tables, view.filters)),
        sources=cited(screen, told),
        data=data_version(screen),
        made=made or day_of_making(),
        address=address(view),
    )


def address(view: View) -> str:
    """The part of the URL from `?` on that shows a view; empty as the dashboard opens."""
    query = urlencode(url.write(view), doseq=True)
    return f"?{query}" if query else ""


def cited(
    screen: Screen, told: Collection[str], said: Callable[[str], str] = dates.in_words
) -> dict[str, str]:
    """These articles in words by source_id, the earliest first; `said` writes a date."""
    told = set(told)
    return {source: publication(screen, source, said) for source in order(screen) if source in told}


def order(screen: Screen) -> dict[str, int]:
    """The numbers of all articles by source_id, the earliest first."""
    ids = screen.tables.store.column(
        "SELECT source_id FROM sources ORDER BY coalesce(earliest, latest) NULLS LAST, no"
    )
    return {source: n for n, source in enumerate(ids, 1)}


def publication(screen: Screen, source_id: str, said: Callable[[str], str] = dates.in_words) -> str:
    """An article's publisher and date in words, as a source is named in a footnote."""
    sources = screen.tables.sources
    publisher, published = (sources.at[source_id, c] for c in ("publisher", "published"))
    here = "" if source_id in screen.tables.articles else f", {events.UNCHECKED}"
    return f"{publisher or 'Unnamed outlet'}, {said(published)}{here}"


def left_out(count: int, most: int) -> str:
    """A sentence on the events that a document is too short for; empty for none.

    >>> left_out(3_234, 2_000)
    '1,234 more events are in view and left out here; the dataset has them all.'
    """
    more = count - most
    if more <= 0:
        return ""
    held = "; the dataset has " + ("it" if more == 1 else "them all") if count <= MOST_DATA else ""
    are = "is" if more == 1 else "are"
    return f"{text.count(more, 'more event')} {are} in view and left out here{held}."


def limits_in_words(screen: Screen) -> str:
    """Which formats write out only some of the events; empty where all write out all."""
    count = len(screen.seen)
    ways = (("HTML", MOST_WRITTEN), ("the other formats", MOST_NOTED))
    limited = [f"{most:,} in {words}" for words, most in ways if count > most]
    if not limited:
        return ""
    or_csv = ", or take the CSV" if count <= MOST_DATA else ""
    only = f"Of {text.count(count)} only {' and '.join(limited)} are written out"
    return f"{only}: for the others narrow the filters{or_csv}."


def data_version(screen: Screen) -> str:
    """The date of the tables, where they give one, and their short hash."""
    about = screen.tables.about
    dated = f"of {dates.in_words(about.created)}, " if about.created else ""
    return f"Tables {dated}version {screen.tables.version}"


def day_of_making() -> date:
    """Today, or the day that SOURCE_DATE_EPOCH sets, in seconds UTC.

    Raises DayError for a SOURCE_DATE_EPOCH that is not a number of seconds.
    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if epoch is None:
            return datetime.now(UTC).date()
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise DayError(f"SOURCE_DATE_EPOCH={epoch!r} is not a number of seconds") from error
