"""The timeline: events in lanes, uncertain dates as spans, nothing hidden behind anything."""

from __future__ import annotations

import textwrap
from html import escape

import numpy as np
import pandas as pd

from lib.analysis import chronology
from lib.charts import packing, pieces
from lib.charts import theme as themes
from lib.dataset import dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

Days = tuple[pd.Timestamp, pd.Timestamp]

_MARKS = """
WITH placed AS (
    SELECT * FROM ({placements}) JOIN {{seen}} AS seen ON event = seen.no
), articles AS (
    SELECT event, count(*) AS number, any_value(source_id) AS source_id
    FROM tellings JOIN {{seen}} ON event = no GROUP BY event
), cut AS (
    SELECT event_id, claim_type::VARCHAR AS claim_type, lane, placed.source_id,
        greatest(coalesce(placed.earliest, $first), $first)::TIMESTAMP AS start,
        least(coalesce(placed.latest, $last), $last)::TIMESTAMP AS "end",
        placed.earliest IS NULL AS open_start, placed.latest IS NULL AS open_end,
        coalesce(placed.approximate, false) AS approximate,
        coalesce(placed.source_id::VARCHAR,
            if(number = 1, articles.source_id::VARCHAR, $several)) AS symbol
    FROM placed JOIN articles USING (event) JOIN events ON placed.event = events.no
)
SELECT event_id, claim_type, lane, start, "end", open_start, open_end, approximate,
    CASE WHEN open_start = open_end
        THEN make_timestamp(epoch_us(start) + (epoch_us("end") - epoch_us(start)) // 2)
        WHEN open_start THEN "end" ELSE start
    END AS at,
    symbol
FROM cut ORDER BY cut.lane, start, "end", event_id, source_id
"""


def marks(
    tables: Tables,
    seen: Selection,
    lanes: str,
    days: Days,
    width: int,
    clock: str = "happened",
    beside: float = 0,
) -> pd.DataFrame:
    """One row for each mark: an event in a lane, or in several where it belongs to several.

    `lanes` "none" puts all events into one lane. By the `clock` `reported` an event stands at the
    date of each article that tells it.

    Columns: event_id, claim_type, lane; `start` and `end` of the span drawn, cut at `days`;
    `open_start`, `open_end`, `approximate`; `at`, where the symbol stands: the middle of a closed
    span, the known end of an open one; `symbol`; `row`, its place in the lane from 0 up, so that
    no two marks of a lane overlap on a plot `width` pixels wide, each with `beside` more pixels at
    its right.
    """
    sql = _MARKS.format(placements=chronology.placements(lanes, clock))
    first, last = (day.to_pydatetime() for day in days)
    values = {"first": first, "last": last, "several": themes.SEVERAL}
    shown = seen.store.frame(sql, seen=seen, **values)
    shown["symbol"] = shown["symbol"].map(themes.symbols(list(tables.sources.index)))
    pixel = (days[1] - days[0]) / max(width, 1)
    reach = pieces.MARK * 0.75
    left = np.minimum(shown["start"], shown["at"] - pixel * reach)
    right = np.maximum(shown["end"], shown["at"] + pixel * (reach + beside))
    shown["row"] = packing.rows(
        shown["lane"].astype(str).to_numpy(), left.to_numpy(), right.to_numpy()
    )
    return shown.astype({"lane": str})


def hover(seen: Selection) -> pd.Series:
    """The tooltip of each event, as Plotly's markup with everything escaped, by event_id.

    Title, speakers, the date in words and as printed, and the first words of the first passage.
    The printed words are those that the coder's note on the date quotes first.
    """
    sql = """
        WITH quotes AS (
            SELECT event, arg_min(exact, evidence.no) AS quote
            FROM evidence JOIN {seen} AS seen ON event = seen.no GROUP BY event
        ), speakers AS (
            SELECT event, string_agg(name, ', ' ORDER BY nth) AS speakers
            FROM voices JOIN {seen} AS seen ON event = seen.no JOIN actors USING (actor_id)
            WHERE part = 'speaker' GROUP BY event
        )
        SELECT event_id, title, speakers, date, regexp_extract(date_note, '“([^”]+)”', 1), quote
        FROM events JOIN {seen} USING (no)
        JOIN quotes ON quotes.event = no JOIN speakers ON speakers.event = no
        ORDER BY no
    """
    rows = seen.store.rows(sql, seen=seen)
    said = {date: dates.in_words(date) for date in {row[3] for row in rows}}

    def words(title: str, speakers: str, date: str, printed: str, quote: str) -> str:
        as_printed = f" (printed: “{text.fenced(text.brief(printed, 60))}”)" if printed else ""
        quoted = f"“{text.fenced(text.brief(quote, 110))}”"
        lines = [
            *(f"<b>{escape(line)}</b>" for line in textwrap.wrap(text.fenced(title), 56)),
            escape(text.fenced(text.brief(speakers, 70))),
            escape(said[date] + as_printed),
            *(f"<i>{escape(line)}</i>" for line in textwrap.wrap(quoted, 62)),
        ]
        return "<br>".join(lines)

    return pd.Series({event_id: words(*row) for event_id, *row in rows}, dtype=object)
