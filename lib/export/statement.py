"""The statement on every export: what is shown, what it rests on, how to check it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from lib.analysis import chronology, events, filters, questions
from lib.charts import network
from lib.dataset import dates, text
from lib.view import url
from lib.view.screen import Screen, of_layer
from lib.view.view import PARTS, View

CAUTION = "Claims are reported, not established."
OWN_DATES = "by the events’ own dates"
BASE = "http://127.0.0.1:8501/"
DEFAULT_PARTS = ("timeline", "says")
NAMED_SOURCES = 12
# Events that documents and the notes of a slide write out: two thousand are 800 pages in Word.
MOST_WRITTEN, MOST_NOTED = 2_000, 200
# Events that data formats hold: hardly any tool opens a larger file.
MOST_DATA = 100_000
# The pages whose picture is a part of a briefing; on the network's page the layer is the part.
PICTURED = ("timeline", "network", "questions")


class DayError(ValueError):
    """SOURCE_DATE_EPOCH is not a number of seconds."""


@dataclass(frozen=True)
class Statement:
    """What every picture, slide, document and dataset carries so that a sceptic can check it.

    `shown` is `37 of 102 events`; `filters` and `sources` (by source_id) are phrases; `made` is
    the day of making; `address` is the URL that shows the view again.
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
            "Address": self.address,
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
    told = seen.store.column(
        """SELECT DISTINCT source_id FROM tellings JOIN {seen} ON event = no
        ORDER BY source_id""",
        seen=seen,
    )
    query = url.write(replace(view, title="", note=""))  # which stand on the picture itself
    return Statement(
        title=view.title or tables.about.title,
        note=view.note,
        shown=shown,
        filters=tuple(filters.in_words(tables, view.filters)),
        sources={source: publication(screen, source) for source in told},
        data=data_version(screen),
        made=made or day_of_making(),
        address=f"{BASE}briefing" + (f"?{urlencode(query, doseq=True)}" if query else ""),
    )


def publication(screen: Screen, source_id: str) -> str:
    """An article's publisher and date in words, as a source is named in a footnote."""
    sources = screen.tables.sources
    publisher, published = (sources.at[source_id, c] for c in ("publisher", "published"))
    here = "" if source_id in screen.tables.articles else f", {events.UNCHECKED}"
    return f"{publisher or 'Unnamed outlet'}, {dates.in_words(published)}{here}"


def first_in_words(count: int, most: int) -> str:
    """A sentence on how many events a document writes out; empty where it writes out all.

    >>> first_in_words(100_000, 2_000)
    'The first 2,000 of 100,000 events by date: for the others narrow the filters, or take the CSV.'
    >>> first_in_words(100_001, 2_000)
    'The first 2,000 of 100,001 events by date: for the others narrow the filters.'
    >>> first_in_words(2_000, 2_000)
    ''
    """
    if count <= most:
        return ""
    return f"The first {most:,} of {text.count(count)} by date: {_others(count)}"


def _others(count: int) -> str:
    return f"for the others narrow the filters{', or take the CSV' if count <= MOST_DATA else ''}."


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
    """Which formats write out only the first events; empty where all write out all."""
    count = len(screen.seen)
    ways = (("HTML, DOCX and Markdown", MOST_WRITTEN), ("the notes of PPTX", MOST_NOTED))
    limited = [f"the first {most:,} in {words}" for words, most in ways if count > most]
    if not limited:
        return ""
    only = " and ".join(limited)
    return f"Of {text.count(count)} by date only {only} are written out: {_others(count)}"


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


def parts(screen: Screen) -> tuple[str, ...]:
    """The parts chosen, or those a briefing has by default; an event only where one is open."""
    chosen = tuple(p for p in screen.view.parts if p != "event" or screen.view.event)
    return chosen or DEFAULT_PARTS


def chosen(view: View, page: str = "") -> View:
    """The view as a briefing shows it: with the picture of `page` unless it names parts itself.

    A page that is not in PICTURED gives the default parts.
    """
    shown = dict(zip(PICTURED, (("timeline",), (view.layer,), ("question",)), strict=True))
    parts = view.parts or shown.get(page, ())
    level = view.level or ("speakers" if page == "network" else "states")
    return replace(view, parts=parts, level=level)


def heading(screen: Screen, part: str) -> str:
    """The heading of a part: of a question board the question, of an event its title."""
    if part == "question":
        return str(screen.tables.storylines.loc[screen.question, "question"])
    if part == "event":
        return events.tie(screen.tables, screen.view.event).title
    if part == "timeline" and screen.view.clock == "published":
        return f"{PARTS[part]} by the dates of the articles"
    return PARTS[part]


def alternative(screen: Screen, part: str) -> str:
    """The text alternative of a part. Raises KeyError for an unknown part."""
    tables, view = screen.tables, screen.view
    match part:
        case "timeline":
            return chronology.in_words(tables, screen.seen, view.lanes, view.clock)
        case "says" | "claimed":
            return network.in_words(of_layer(screen, part))
        case "question":
            return questions.text_alternative(tables, screen.seen, screen.question)
        case "events":
            return f"List of {text.count(len(screen.seen))}."
        case "event":
            return events.dossier(tables, view.event).summary
    raise KeyError(part)


def in_words(screen: Screen, said: Statement) -> str:
    """The text alternative of a card: everything on it."""
    shown = [f"{heading(screen, part)}. {alternative(screen, part)}" for part in parts(screen)]
    lines = [f"{name}: {words}" for name, words in said.lines().items()]
    return "\n".join(filter(None, [said.note, *shown, *lines]))
