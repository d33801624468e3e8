"""The events in view as a table for TimelineJS."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape

import numpy as np
import pandas as pd

from lib.analysis import rows as records
from lib.dataset import codebook, dates, positions
from lib.export import statement
from lib.export.formats import claimed, written
from lib.export.statement import Statement
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

    `Headline` and `Text` are HTML there, and everything of ours in them is escaped. An uncertain
    date is a span from the first to the last day it may mean, with the date in words; where one
    end is open the slide stands at the other. Rows are in the order of the table. The file is
    meant for a spreadsheet (`lib.analysis.rows.as_csv`). TimelineJS reads the first thousand rows of a
    Google Sheet.
    """
    slides = [_title(said), *_events(screen)]
    filled = {name: [slide.get(name, "") for slide in slides] for name in COLUMNS}
    return records.as_csv(pd.DataFrame(filled, dtype=str))


def _title(said: Statement) -> dict[str, str]:
    lines = "<br>".join(f"<b>{escape(h)}</b>: {escape(w)}" for h, w in said.lines().items())
    note = f"<p>{escape(said.note)}</p>" if said.note else ""
    return {"Headline": escape(said.title), "Text": f"{note}<p>{lines}</p>", "Type": "title"}


def _events(screen: Screen) -> Iterator[dict[str, str]]:
    tables = screen.tables
    named = cache(lambda source_id: escape(statement.publication(screen, source_id)))
    for places in written.in_turn(np.flatnonzero(screen.keep)):
        rows = tables.groups("passage_event").of_each(places)
        told = zip(
            tables.events.iloc[places].itertuples(),
            claimed.speakers(tables, places),
            positions.of_each(tables.evidence[["exact", "source_id"]], rows),
            strict=True,
        )
        for event, by, passages in told:
            rests_on = codebook.label(str(event.attribution)).lower()
            kind = codebook.label(str(event.claim_type))
            quotes = "".join(
                f"<blockquote>“{escape(' '.join(passage.exact.split()))}”<br>"
                f"<cite>{named(passage.source_id)}</cite></blockquote>"
                for passage in passages
            )
            yield _days(event.earliest, event.latest) | {
                "Display Date": escape(dates.in_words(str(event.date))),
                "Headline": escape(str(event.title)),
                "Text": f"<p>{escape(str(event.summary))}</p>{quotes}"
                f"<p><small>{event.event_id}. {kind}, by {escape(by)}; "
                f"rests on: {rests_on}. {statement.CAUTION}</small></p>",
                "Group": kind,
            }


def _days(earliest: pd.Timestamp, latest: pd.Timestamp) -> dict[str, str]:
    start = latest if pd.isna(earliest) else earliest
    found = {"Year": str(start.year), "Month": str(start.month), "Day": str(start.day)}
    if pd.notna(latest) and latest != start:
        ends = {"End Year": latest.year, "End Month": latest.month, "End Day": latest.day}
        found |= {name: str(part) for name, part in ends.items()}
    return found
