"""Many events as counts in bins of time: by the day, the week or the month."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from lib.analysis import chronology
from lib.analysis.chronology import Days
from lib.dataset.store import Selection, Store

# Above so many events they are counted: a browser takes a third of a second to draw a thousand.
MOST_MARKS = 2000
# The longest axis, in days, on which bars count days or weeks; beyond it, months.
BY_DAY, BY_WEEK = 62, 800
# How a tooltip names the days of a bar; the bar stands in their middle.
WHEN = {"day": "%{x|%-d %B %Y}", "week": "week about %{x|%-d %B %Y}", "month": "%{x|%B %Y}"}
PALE = 0.45  # opacity of what is not certain to lie in the bin


def unit(days: Days) -> str:
    """The bins that suit a range of days: `day`, `week` (from Monday) or `month`."""
    length = (days[1] - days[0]).days
    return "day" if length <= BY_DAY else "week" if length <= BY_WEEK else "month"


def counts(store: Store, rows: str, by: Sequence[str], days: Days, **values: Any) -> pd.DataFrame:
    """Count rows by some of their columns and by bin of time; one row where there are any.

    `rows` is SQL, asked with `values`, that gives the columns named in `by`, `earliest`, `latest`
    and the boolean `lit`. A row counts in the bin in which its mark would stand. Columns: those of
    `by`; `start` and `end`, the bin's first and last day within `days`; `count`; `beyond`, how
    many of them may have happened outside the bin; `bright`, how many are lit.
    """
    listed = ", ".join(by)
    sql = f"""
        WITH spans AS (
            SELECT {listed}, lit, earliest, latest, count(*) AS n FROM ({rows}) GROUP BY ALL
        ), cut AS (
            SELECT *, least(greatest(coalesce(earliest, $first), $first), $last) AS head,
                least(greatest(coalesce(latest, $last), $first), $last) AS tail
            FROM spans
        ), placed AS (
            SELECT *, date_trunc($unit, CASE
                    WHEN (earliest IS NULL) <> (latest IS NULL)
                    THEN if(earliest IS NULL, tail, head)
                    ELSE head + ((tail - head) // 2)::INTEGER
                END)::DATE AS bin,
                earliest IS NULL OR latest IS NULL
                    OR date_trunc($unit, head) <> date_trunc($unit, tail) AS reaches
            FROM cut
        )
        SELECT {listed}, greatest(bin, $first) AS start,
            least(CASE $unit WHEN 'day' THEN bin WHEN 'week' THEN bin + 6 ELSE last_day(bin) END,
                $last) AS "end",
            sum(n)::INTEGER AS count, coalesce(sum(n) FILTER (reaches), 0)::INTEGER AS beyond,
            coalesce(sum(n) FILTER (lit), 0)::INTEGER AS bright
        FROM placed GROUP BY {listed}, bin ORDER BY {listed}, bin
    """
    first, last = (day.date() for day in days)
    return store.frame(sql, first=first, last=last, unit=unit(days), **values)


def bins(
    seen: Selection, lanes: str, days: Days, clock: str = "said", lit: Selection | None = None
) -> pd.DataFrame:
    """The `counts` of events by lane and claim_type, in each lane; without `lit` all are lit."""
    among = {"lit": lit} if lit is not None else {}
    rows = f"""
        SELECT lane, claim_type, placed.earliest, placed.latest,
            {"events.no IN (FROM {lit})" if among else "true"} AS lit
        FROM ({chronology.placements(lanes, clock)}) AS placed
        JOIN {{seen}} AS seen ON event = seen.no JOIN events ON event = events.no
    """
    found = counts(seen.store, rows, ("lane", "claim_type"), days, seen=seen, **among)
    return found.astype({"lane": str, "claim_type": str})


def bar_texts(names: pd.Series, shown: pd.DataFrame) -> list[str]:
    """What each bar counts, in words: its name and its numbers."""
    bars = zip(names, shown["count"], shown["beyond"], strict=True)
    return [
        f"{name}: {count:,}" + (f", {beyond:,} perhaps before or after" if beyond else "")
        for name, count, beyond in bars
    ]


def announced(count: int, unit: str) -> str:
    """What a chart says above itself when it counts events instead of drawing each."""
    return f"{count:,} events are too many to draw one by one here: bars count them by {unit}."
