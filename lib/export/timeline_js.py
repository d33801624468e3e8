"""The events in view as a table for TimelineJS."""

from functools import cache
from typing import Any

import pandas as pd
from markupsafe import Markup

from lib.analysis import rows
from lib.dataset import codebook, dates
from lib.export import statement
from lib.export.accounts import Account, accounts, attributed
from lib.export.statement import Statement
from lib.export.templates import render
from lib.view.screen import Screen

# The names, and their order, that TimelineJS looks for in a spreadsheet's first row:
# https://timeline.knightlab.com/docs/using-spreadsheets.html
COLUMNS = (
    *("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time"),
    *("Display Date", "Headline", "Text", "Media", "Media Credit", "Media Caption"),
    *("Media Thumbnail", "Type", "Group", "Background"),
)


def timelinejs(screen: Screen, said: Statement) -> bytes:
    """A CSV file with TimelineJS's columns: a title slide with the statement, then the events.

    `Headline` and `Text` are HTML there. An uncertain date is a span from the first to the last
    day it may mean, with the date in words; where one end is open, the slide stands at the other.
    """
    named = cache(lambda source_id: statement.publication(screen, source_id))
    slides = [{"Headline": _html(said.title), "Text": _text(said=said), "Type": "title"}]
    for event in accounts(screen.seen):
        quotes = [(" ".join(p.exact.split()), named(p.source_id)) for p in event.passages]
        by = f"{event.event_id}. {attributed(screen.tables, event)}"
        slides.append(
            _days(event)
            | {
                "Display Date": _html(dates.in_words(event.date)),
                "Headline": _html(event.title),
                "Text": _text(summary=event.summary, passages=quotes, attributed=by),
                "Group": codebook.label(event.claim_type),
            }
        )
    filled = {name: [slide.get(name, "") for slide in slides] for name in COLUMNS}
    return rows.as_csv(pd.DataFrame(filled, dtype=str))


def _html(words: str) -> str:
    return str(Markup("{}").format(words))


def _text(**values: Any) -> str:
    return render("timeline_js.html", **({"said": None} | values))


def _days(event: Account) -> dict[str, str]:
    # Without the day that “about” adds at either end: TimelineJS shows these days as exact.
    span = dates.parse(event.date.translate(str.maketrans("", "", "?~%")))
    start, end = span.earliest or span.latest, span.latest
    days = {"": start, "End ": None if end == start else end}
    return {
        f"{prefix}{name}": str(getattr(day, name.lower()))
        for prefix, day in days.items()
        for name in ("Year", "Month", "Day")
        if day
    }
