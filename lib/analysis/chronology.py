"""When events happened or were reported, and in which lanes of a timeline they stand."""

from datetime import date

import pandas as pd

from lib.analysis.filters import source_label
from lib.dataset import codebook, dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables, once

LANES = {"claim_type": "Claim type", "storyline": "Storyline", "side": "Side", "source": "Source"}
CLOCKS = {
    "said": "When said or done",
    "published": "When published",
    "about": "When it is said to happen",
    "both": "Said → happens",
}
# The clocks by which an event stands at its own date, which filters ask for.
OWN = ("said", "both")
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
# The days of each event, of each article that tells it, or of what it is about.
_SAID = "SELECT no AS event, NULL::source AS source_id, earliest, latest, printed FROM events"
_CLOCKS = {
    "said": _SAID,
    "published": """
        SELECT event, source_id, earliest, latest, coalesce(earliest, latest) AS printed
        FROM tellings JOIN sources USING (source_id)
    """,
    "about": """
        SELECT no AS event, NULL::source AS source_id, about_earliest AS earliest,
            about_latest AS latest, coalesce(about_earliest, about_latest) AS printed
        FROM events WHERE about_date <> ''
    """,
    "both": f"{_SAID} WHERE about_date <> ''",
}
# What may extend the axis of all events, so that the clocks can be compared.
_BEYOND = {
    "said": "",
    "published": "UNION ALL SELECT earliest, latest FROM sources",
    "about": "UNION ALL SELECT about_earliest, about_latest FROM events WHERE about_date <> ''",
}
_BEYOND["both"] = _BEYOND["about"]


def placements(lanes: str, clock: str) -> str:
    """SQL for every mark of a timeline: event, lane, source_id, earliest, latest, printed.

    An event has a mark in each lane it belongs to and, by the clock `published`, for each article
    that tells it; by `about` and `both`, none where nothing says when it happens. `lane` is an
    ENUM, which sorts as lanes are drawn. Raises KeyError for unknown lanes or an unknown clock.
    """
    # In the lane of an article stands what this article reported.
    own = " WHERE source_id = lane" if (lanes, clock) == ("source", "published") else ""
    return f"SELECT * FROM ({_CLOCKS[clock]}) JOIN ({_LANES[lanes]}) USING (event){own}"


def lane_labels(tables: Tables, lanes: str) -> dict[str, str]:
    """The label of each lane by its code, in the order they are drawn, empty lanes included."""
    match lanes:
        case "claim_type":
            return {c: codebook.label(c) for c in tables.about.vocabulary("events", "claim_type")}
        case "storyline":
            titles = {str(k): text.fenced(v) for k, v in tables.storylines["title"].items()}
            return titles | ({"": "No question"} if tables.unasked else {})
        case "side":
            return {s: s for s in tables.about.sides}
        case "source":
            return {str(s): source_label(tables, str(s)) for s in tables.sources.index}
    raise KeyError(lanes)


def lane_counts(seen: Selection, lanes: str, clock: str = "said") -> dict[str, int]:
    """How many events each lane has by a clock; lanes without any are left out."""
    sql = f"""
        SELECT lane::VARCHAR, count(DISTINCT event) FROM ({placements(lanes, clock)})
        JOIN {{seen}} ON event = no GROUP BY lane ORDER BY lane
    """
    return dict(seen.store.rows(sql, seen=seen))


@once
def extent(tables: Tables, clock: str = "said") -> Days:
    """The first and last known day of all events, and of whatever else the clock goes by."""
    return _ends(
        tables.store.rows(f"{_ENDS} (SELECT earliest, latest FROM events {_BEYOND[clock]})")
    )


_ENDS = "SELECT least(min(earliest), min(latest)), greatest(max(earliest), max(latest)) FROM"


def _ends(rows: list[tuple[date, date]]) -> Days:
    first, last = rows[0]
    return pd.Timestamp(first), pd.Timestamp(last)


def in_order(seen: Selection, clock: str = "said") -> pd.DataFrame:
    """The `event_id` of each event that a clock places, in order, with its `first` and `last` day.

    A day that is not known is the other one. `printed` is the day that orders them: the first that
    the date names, without the margin of an approximate one.
    """
    sql = f"""
        SELECT event_id, min(coalesce(c.earliest, c.latest)) AS first,
            max(coalesce(c.latest, c.earliest)) AS last, min(c.printed) AS printed
        FROM ({_CLOCKS[clock]}) AS c JOIN {{seen}} AS s ON c.event = s.no
        JOIN events ON events.no = c.event
        GROUP BY event_id ORDER BY min(c.printed), last, event_id
    """
    return seen.store.frame(sql, seen=seen)


def days_drawn(
    tables: Tables, seen: Selection, asked: tuple[date | None, date | None], clock: str = "said"
) -> Days:
    """The first and last day of the axis: the range `asked` for, else those of all events.

    The range asked for is about the events' own dates. By another clock the axis is extended to
    all that is drawn of the events in view.
    """
    whole = extent(tables, clock)
    start, end = (pd.Timestamp(day or known) for day, known in zip(asked, whole, strict=True))
    if any(asked):
        for by in {"said": (), "both": ("said", "about")}.get(clock, (clock,)):
            sql = f"{_ENDS} ({_CLOCKS[by]}) JOIN {{seen}} ON event = no"
            first, last = _ends(seen.store.rows(sql, seen=seen))
            # Comparing with NaT, where nothing is drawn, changes nothing.
            start, end = first if first < start else start, last if last > end else end
    return start, max(end, start + pd.Timedelta(days=1))


def dated_in_words(seen: Selection, clock: str = "said") -> str:
    """The range of days of the events by a clock, in words.

    It says how many have no known start or end: `8–10 January 2022 (1 with no known start)`.
    """
    whose = f"({_CLOCKS[clock]}) JOIN {{seen}} ON event = no"
    if clock == "published":
        told = "SELECT source_id FROM tellings JOIN {seen} ON event = no"
        whose = f"sources WHERE source_id IN ({told})"
    sql = f"""SELECT min(earliest), max(latest),
        count(*) FILTER (earliest IS NULL), count(*) FILTER (latest IS NULL) FROM {whose}"""
    first, last, *unknown = seen.store.rows(sql, seen=seen)[0]
    ends = zip(("start", "end"), unknown, strict=True)
    said = [f"{number:,} with no known {end}" for end, number in ends if number]
    days = dates.days_in_words(first, last)
    return f"{days} ({', '.join(said)})" if said else days


def in_words(tables: Tables, seen: Selection, lanes: str, clock: str = "said") -> str:
    """The text alternative of a timeline: how many events, when, and how many in each lane."""
    if not seen:
        return "Timeline: no event under these filters."
    counts, labels = lane_counts(seen, lanes, clock), lane_labels(tables, lanes)
    most = sorted(counts, key=lambda lane: -counts[lane])[:MOST_LANES]
    parts = [f"{labels[lane]} {count:,}" for lane, count in counts.items() if lane in most]
    if len(counts) > MOST_LANES:
        parts.append(f"and those with fewer, {len(counts):,} in all")
    by = ""
    if clock == "published":
        sql = "SELECT count(*) FROM tellings JOIN {seen} ON event = no"
        told = text.count(seen.store.value(sql, seen=seen), "time")
        by = f", told {told} and placed each time at the article’s date"
    elif clock in ("about", "both"):
        timed = len(seen.where("about_date <> ''"))
        by = f", of which {timed:,} say when it happened or is to happen"
    return (
        f"Timeline of {text.count(len(seen))}{by}, {dated_in_words(seen, clock)}, "
        f"by {LANES[lanes].lower()}: {', '.join(parts)}."
    )
