"""When events happened or were reported, and in which lanes of a timeline they stand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from lib.analysis.filters import source_label
from lib.dataset import codebook, dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

LANES = {"claim_type": "Claim type", "storyline": "Storyline", "side": "Side", "source": "Source"}
CLOCKS = {"happened": "Happened or was said", "reported": "Was reported by the article"}
MOST_LANES = 24

Days = tuple[pd.Timestamp, pd.Timestamp]  # the first and the last

# The lanes of each event; with "none" all events stand in one.
_LANES = {
    "none": "SELECT no AS event, 0 AS lane FROM events",
    "claim_type": "SELECT no AS event, claim_type AS lane FROM events",
    "storyline": "SELECT no AS event, storyline_id AS lane FROM events",
    "side": "SELECT event, side AS lane FROM sides",
    "source": "SELECT event, source_id AS lane FROM tellings",
}
# The days of each event, or of each article that tells it.
_CLOCKS = {
    "happened": """
        SELECT no AS event, NULL::source AS source_id, earliest, latest, approximate FROM events
    """,
    "reported": """
        SELECT event, source_id, earliest, latest, approximate
        FROM tellings JOIN sources USING (source_id)
    """,
}


def placements(lanes: str, clock: str) -> str:
    """SQL for every mark of a timeline: event, lane, source_id, earliest, latest, approximate.

    An event has a mark in each lane it belongs to and, by the clock `reported`, for each article
    that tells it. `lane` is an ENUM, which sorts as lanes are drawn. Raises KeyError for unknown
    lanes or an unknown clock.
    """
    # In the lane of an article stands what this article reported.
    own = " WHERE source_id = lane" if (lanes, clock) == ("source", "reported") else ""
    return f"SELECT * FROM ({_CLOCKS[clock]}) JOIN ({_LANES[lanes]}) USING (event){own}"


def lane_labels(tables: Tables, lanes: str) -> dict[str, str]:
    """The label of each lane by its code, in the order they are drawn, empty lanes included."""
    match lanes:
        case "claim_type":
            return {c: codebook.label(c) for c in codebook.vocabulary("events", "claim_type")}
        case "storyline":
            titles = {str(k): text.fenced(v) for k, v in tables.storylines["title"].items()}
            return titles | ({"": "No question"} if tables.unasked else {})
        case "side":
            return {s: s for s in tables.sides}
        case "source":
            return {str(s): source_label(tables, str(s)) for s in tables.sources.index}
    raise KeyError(lanes)


def lane_counts(seen: Selection, lanes: str) -> dict[str, int]:
    """How many events each lane has; lanes without any are left out."""
    sql = f"""
        SELECT lane::VARCHAR, count(*) FROM ({_LANES[lanes]}) JOIN {{seen}} ON event = no
        GROUP BY lane ORDER BY lane
    """
    return dict(seen.store.rows(sql, seen=seen))


def lanes_drawn(tables: Tables, seen: Selection, lanes: str) -> dict[str, str]:
    """The labels of the lanes that are drawn: all, or the MOST_LANES with most events."""
    labels = lane_labels(tables, lanes)
    if len(labels) <= MOST_LANES:
        return labels
    counts = lane_counts(seen, lanes)
    most = sorted(labels, key=lambda lane: -counts.get(lane, 0))[:MOST_LANES]
    return {lane: label for lane, label in labels.items() if lane in most}


def extent(tables: Tables, clock: str = "happened") -> Days:
    """The first and last known day of all events; by the clock `reported` of all articles, too."""
    articles = "UNION ALL SELECT earliest, latest FROM sources" if clock == "reported" else ""
    return _ends(tables.store.rows(f"{_ENDS} (SELECT earliest, latest FROM events {articles})"))


_ENDS = """
SELECT least(min(earliest), min(latest)), greatest(max(earliest), max(latest)) FROM
"""


def _ends(rows: list[tuple[date, date]]) -> Days:
    first, last = rows[0]
    return pd.Timestamp(first), pd.Timestamp(last)


def days_drawn(
    tables: Tables, seen: Selection, asked: tuple[date | None, date | None], clock: str = "happened"
) -> Days:
    """The first and last day of the axis: the range `asked` for, else those of all events.

    The range asked for is about the events' own dates. By the clock `reported` the axis is
    extended to every article that tells an event in view.
    """
    whole = extent(tables, clock)
    start, end = (pd.Timestamp(day or known) for day, known in zip(asked, whole, strict=True))
    if clock == "reported" and any(asked):
        sql = f"{_ENDS} ({_CLOCKS[clock]}) JOIN {{seen}} ON event = no"
        first, last = _ends(seen.store.rows(sql, seen=seen))
        # Comparing with NaT, where nothing is in view, changes nothing.
        start, end = first if first < start else start, last if last > end else end
    return start, max(end, start + pd.Timedelta(days=1))


def dated_in_words(seen: Selection, clock: str = "happened") -> str:
    """The range of days of the events, or of the articles that tell them, in words.

    It says how many have no known start or end: `8–10 January 2022 (1 with no known start)`.
    """
    whose = {
        "happened": "SELECT earliest, latest FROM events JOIN {seen} USING (no)",
        "reported": """
            SELECT earliest, latest FROM sources WHERE source_id IN
                (SELECT source_id FROM tellings JOIN {seen} ON event = no)
        """,
    }
    sql = f"""
        SELECT min(earliest), max(latest),
            count(*) FILTER (earliest IS NULL), count(*) FILTER (latest IS NULL)
        FROM ({whose[clock]})
    """
    first, last, *unknown = seen.store.rows(sql, seen=seen)[0]
    said = [
        f"{count:,} with no known {name}"
        for name, count in zip(("start", "end"), unknown, strict=True)
        if count
    ]
    days = dates.days_in_words(first, last)
    return f"{days} ({', '.join(said)})" if said else days


def in_words(tables: Tables, seen: Selection, lanes: str, clock: str = "happened") -> str:
    """The text alternative of a timeline: how many events, when, and how many in each lane."""
    if not seen:
        return "Timeline: no event under these filters."
    counts, labels = lane_counts(seen, lanes), lane_labels(tables, lanes)
    drawn = lanes_drawn(tables, seen, lanes)
    parts = [f"{drawn[lane]} {count:,}" for lane, count in counts.items() if lane in drawn]
    if len(counts) > MOST_LANES:
        parts.append(f"and those with fewer, {len(labels):,} in all")
    by = ""
    if clock == "reported":
        sql = "SELECT count(*) FROM tellings JOIN {seen} ON event = no"
        told = text.count(seen.store.value(sql, seen=seen), "time")
        by = f", told {told} and placed each time at the article’s date"
    return (
        f"Timeline of {text.count(len(seen))}{by}, {dated_in_words(seen, clock)}, "
        f"by {LANES[lanes].lower()}: {', '.join(parts)}."
    )
