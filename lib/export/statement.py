"""What leaves the dashboard says of itself: what is shown, on what it rests, how to check it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from lib.analysis import chronology, events, filters, questions, rows
from lib.charts import network
from lib.dataset import dates, text
from lib.view import url as address
from lib.view.screen import Screen
from lib.view.view import PARTS, View

CAUTION = "Claims are reported, not established."
OWN_DATES = "by the events’ own dates"
BASE = "http://127.0.0.1:8501/"
DEFAULT_PARTS = ("timeline", "says")
NAMED_SOURCES = 12
# How many events a file for reading writes out, in date order: two thousand are some 800 pages in
# Word, and as much HTML as a browser opens at once; nobody reads on in the notes of one slide.
MOST_WRITTEN, MOST_NOTED = 2_000, 200
# The pages whose picture is a part; the network's are its layers.
PICTURED = ("timeline", "network", "questions")


class DayError(ValueError):
    """SOURCE_DATE_EPOCH is set to what is not a day."""


@dataclass(frozen=True)
class Statement:
    """What every picture, slide, document and dataset carries so that a sceptic can check it.

    `shown` is `37 of 102 events`; `filters` and `sources` are phrases, `sources` by source_id;
    `made` is the day of making; `address` reproduces the view.
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
        """What stands below a picture: headings and words, in the order they are read."""
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
    """What a briefing of this screen says of itself; `made` is by default `day_of_making()`."""
    tables, view = screen.tables, screen.view
    shown = f"{len(screen.seen):,} of {text.count(tables.total)}"
    if view.span:
        picked = dates.days_in_words(*view.days)
        own = f" {OWN_DATES}" if view.clock == "reported" else ""
        count = len(screen.in_span)
        shown += f", {count:,} of them in the span picked, {picked}{own}"
    return Statement(
        title=view.title or tables.about.title,
        note=view.note,
        shown=shown,
        filters=tuple(filters.in_words(tables, view.filters)),
        sources={
            source_id: publication(screen, source_id)
            for source_id in rows.in_view(screen.seen, "sources")["source_id"]
        },
        data=data_version(screen),
        made=made or day_of_making(),
        address=_address(view),
    )


def publication(screen: Screen, source_id: str) -> str:
    """An article's publisher and date in words, as a source is named in a footnote."""
    sources = screen.tables.sources
    publisher, published = (sources.at[source_id, c] for c in ("publisher", "published"))
    here = "" if source_id in screen.tables.articles else f", {events.UNCHECKED}"
    return f"{publisher or 'Unnamed outlet'}, {dates.in_words(published)}{here}"


def first_in_words(count: int, most: int) -> str:
    """A sentence on what a file for reading holds of so many events; empty where it holds all.

    >>> first_in_words(100_000, 2_000)
    'The first 2,000 of 100,000 events by date: for the others narrow the filters, or take the CSV.'
    >>> first_in_words(2_000, 2_000)
    ''
    """
    if count <= most:
        return ""
    return (
        f"The first {most:,} of {text.count(count)} by date: for the others narrow the "
        "filters, or take the CSV."
    )


def limits_in_words(screen: Screen) -> str:
    """Which formats write out only the first of the events in view; empty where all write all."""
    count = len(screen.seen)
    ways = (("HTML, DOCX and Markdown", MOST_WRITTEN), ("the notes of PPTX", MOST_NOTED))
    limited = [f"the first {most:,} in {words}" for words, most in ways if count > most]
    if not limited:
        return ""
    return (
        f"Of {text.count(count)} by date only {' and '.join(limited)} are written out: for "
        "the others narrow the filters, or take the CSV."
    )


def data_version(screen: Screen) -> str:
    """The date of the tables, where they give one, and their short hash."""
    about = screen.tables.about
    dated = f"of {dates.in_words(about.created)}, " if about.created else ""
    return f"Tables {dated}version {screen.tables.version}"


def day_of_making() -> date:
    """Today, or the day that SOURCE_DATE_EPOCH sets (seconds, UTC), for pictures made again.

    Raises DayError for a SOURCE_DATE_EPOCH that is not a number of seconds.
    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise DayError(f"SOURCE_DATE_EPOCH={epoch!r} is not a number of seconds") from error


def parts(screen: Screen) -> tuple[str, ...]:
    """The parts chosen, or those a briefing has by default; an event only where one is open."""
    chosen = tuple(p for p in screen.view.parts if p != "event" or screen.view.event)
    return chosen or DEFAULT_PARTS


def chosen(view: View, page: str = "") -> View:
    """The view as a briefing shows it: with what `page` shows, where it names no parts itself.

    `page` is a page's name as in its address; other pages, and none, give the parts by default.
    """
    shown = dict(zip(PICTURED, (("timeline",), (view.layer,), ("question",)), strict=True))
    parts = view.parts or shown.get(page, ())
    level = view.level or ("speakers" if page == "network" else "states")
    return replace(view, parts=parts, level=level)


def heading(screen: Screen, part: str) -> str:
    """What stands above a part: for a question board the question, for an event its title.

    Of a timeline also that it goes by the articles' dates, where it does.
    """
    if part == "question":
        return str(screen.tables.storylines.loc[screen.question, "question"])
    if part == "event":
        return events.tie(screen.tables, screen.view.event).title
    if part == "timeline" and screen.view.clock == "reported":
        return f"{PARTS[part]} by the dates of the articles"
    return PARTS[part]


def alternative(screen: Screen, part: str) -> str:
    """A part in words, for those who cannot see the picture. Raises KeyError for another part."""
    tables, keep, view = screen.tables, screen.keep, screen.view
    match part:
        case "timeline":
            return chronology.in_words(tables, screen.seen, view.lanes, view.clock)
        case "says" | "claimed":
            return network.in_words(tables, keep, part, screen.level)
        case "question":
            return questions.text_alternative(tables, screen.seen, screen.question)
        case "events":
            return f"List of {text.count(len(screen.seen))}."
        case "event":
            return events.dossier(tables, view.event).summary
    raise KeyError(part)


def in_words(screen: Screen, said: Statement) -> str:
    """Everything on a card as text, for those who cannot see it."""
    shown = [f"{heading(screen, part)}. {alternative(screen, part)}" for part in parts(screen)]
    lines = [f"{name}: {words}" for name, words in said.lines().items()]
    return "\n".join(filter(None, [said.note, *shown, *lines]))


def _address(view: View) -> str:
    """The page that shows the view again; its title and note stand on the picture itself."""
    query = address.write(replace(view, title="", note=""))
    return f"{BASE}briefing" + (f"?{urlencode(query, doseq=True)}" if query else "")
