"""The events in view as a table for TimelineJS."""

from __future__ import annotations

from html import escape

import pandas as pd

from lib import briefing, dates, package, records
from lib.briefing import Statement
from lib.formats import claimed
from lib.screen import Screen

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
    meant for a spreadsheet (`lib.records.as_csv`). TimelineJS reads the first thousand rows of a
    Google Sheet.
    """
    slides = [_title(said), *_events(screen)]
    return records.as_csv(pd.DataFrame(slides, columns=list(COLUMNS), dtype=str).fillna(""))


def _title(said: Statement) -> dict[str, str]:
    lines = "<br>".join(f"<b>{escape(h)}</b>: {escape(w)}" for h, w in said.lines().items())
    note = f"<p>{escape(said.note)}</p>" if said.note else ""
    return {"Headline": escape(said.title), "Text": f"{note}<p>{lines}</p>", "Type": "title"}


def _events(screen: Screen) -> list[dict[str, str]]:
    tables = screen.tables
    kept = tables.events[screen.keep.to_numpy()]
    by, quotes = claimed.speakers(tables), _quotes(screen)
    slides = []
    for event in kept.itertuples():
        event_id = str(event.event_id)
        rests_on = package.label(str(event.attribution)).lower()
        kind = package.label(str(event.claim_type))
        slides.append(
            _days(event.earliest, event.latest)
            | {
                "Display Date": escape(dates.in_words(str(event.date))),
                "Headline": escape(str(event.title)),
                "Text": f"<p>{escape(str(event.summary))}</p>{quotes[event_id]}"
                f"<p><small>{event_id}. {kind}, by {escape(by[event_id])}; "
                f"rests on: {rests_on}. {briefing.CAUTION}</small></p>",
                "Group": kind,
            }
        )
    return slides


def _quotes(screen: Screen) -> pd.Series:
    """The passages of each event as HTML, by event_id."""
    tables = screen.tables
    kept = tables.evidence[
        tables.evidence["event_id"].isin(tables.events.index[screen.keep.to_numpy()])
    ]
    sources = {s: briefing.publication(screen, s) for s in kept["source_id"].unique()}
    html = [
        f"<blockquote>“{escape(' '.join(exact.split()))}”<br>"
        f"<cite>{escape(sources[source_id])}</cite></blockquote>"
        for exact, source_id in zip(kept["exact"], kept["source_id"], strict=True)
    ]
    return pd.Series(html, index=kept.index, dtype=str).groupby(kept["event_id"]).agg("".join)


def _days(earliest: pd.Timestamp, latest: pd.Timestamp) -> dict[str, str]:
    start = latest if pd.isna(earliest) else earliest
    found = {"Year": str(start.year), "Month": str(start.month), "Day": str(start.day)}
    if pd.notna(latest) and latest != start:
        ends = {"End Year": latest.year, "End Month": latest.month, "End Day": latest.day}
        found |= {name: str(part) for name, part in ends.items()}
    return found
