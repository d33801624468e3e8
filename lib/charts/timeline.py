"""The timeline: events in lanes, uncertain dates as spans, nothing hidden behind anything."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.analysis import chronology
from lib.analysis.chronology import Days
from lib.analysis.filters import source_label
from lib.charts import histogram, packing, pieces
from lib.charts.frame import Frame
from lib.charts.pieces import Trace
from lib.dataset import codebook, dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.view import theme as themes
from lib.view.screen import Screen

ROWS = (12.5, 19)  # pixels, the least and the most a row of marks is high
LANE = 26  # pixels, the least a lane of bars is high
_LANE_GAP = 0.6
_LABEL = 70  # characters of a lane's label
_BAR = 0.86  # of its lane, the height of the tallest stack
_HEAD = 60  # pixels above bars, about

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
    tables: Tables, seen: Selection, lanes: str, days: Days, width: int, clock: str = "happened"
) -> pd.DataFrame:
    """One row for each mark: an event in a lane, or in several where it belongs to several.

    `lanes` "none" puts all events into one lane. By the `clock` `reported` an event stands at the
    date of each article that tells it.

    Columns: event_id, claim_type, lane; `start` and `end` of the span drawn, cut at `days`;
    `open_start`, `open_end`, `approximate`; `at`, where the symbol stands: the middle of a closed
    span, the known end of an open one; `symbol`; `row` as `packed` has it.
    """
    sql = _MARKS.format(placements=chronology.placements(lanes, clock))
    first, last = (day.to_pydatetime() for day in days)
    values = {"first": first, "last": last, "several": themes.SEVERAL}
    shown = seen.store.frame(sql, seen=seen, **values)
    shown["symbol"] = shown["symbol"].map(themes.symbols(list(tables.sources.index)))
    return packed(shown.astype({"lane": str}), days, width)


def packed(shown: pd.DataFrame, days: Days, width: int, beside: float = 0) -> pd.DataFrame:
    """The marks with `row`, their place in their lane from 0 up.

    No two marks of a lane overlap on a plot `width` pixels wide, each with `beside` more pixels at
    its right.
    """
    pixel = (days[1] - days[0]) / max(width, 1)
    reach = pieces.MARK * 0.75
    left = np.minimum(shown["start"], shown["at"] - pixel * reach)
    right = np.maximum(shown["end"], shown["at"] + pixel * (reach + beside))
    row = packing.rows(shown["lane"].to_numpy(), left.to_numpy(), right.to_numpy())
    return shown.assign(row=row)


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
        SELECT event_id, title, speakers, date,
            regexp_extract(date_note, '“([^”]+)”', 1) AS printed, quote
        FROM events JOIN {seen} USING (no)
        JOIN quotes ON quotes.event = no JOIN speakers ON speakers.event = no
        ORDER BY no
    """
    rows = seen.store.rows(sql, seen=seen)
    said = {date: dates.in_words(date) for date in {row.date for row in rows}}

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


@dataclass(frozen=True)
class _Lanes:
    """What is drawn in lanes of these `heights`, in units of `unit` pixels downward from 0.

    `above` and `below` are the entries of the legends, `said` the sentences above the chart.
    """

    traces: list[Trace]
    heights: list[float]
    unit: float
    above: list[Trace]
    below: list[Trace]
    below_title: str
    said: list[str]


def of_screen(
    screen: Screen,
    size: tuple[int, int] = (860, 600),
    beside: Selection | None = None,
    rows: tuple[float, float] = ROWS,
) -> go.Figure:
    """The timeline of the events in view, for a plot of about `size` pixels.

    Colour is the claim type, the symbol the article. A translucent bar is the span of days that an
    uncertain date may mean, an arrowhead an end that is not known, a hollow symbol a date known
    only approximately. The axis is the days asked for, else those of the whole table. A mark's
    customdata is its event_id. More than histogram.MOST_MARKS events are drawn as bars; a bar's
    customdata is its range of days as `start/end`. `rows` are the least and the greatest height
    of a row.

    `beside` are the events of two timelines that stand side by side: both get lanes high enough for
    all of them and the axis of the whole table.
    """
    view, seen = screen.view, screen.seen
    together = seen if beside is None else beside
    asked = view.filters.date if beside is None else (None, None)
    days = chronology.days_drawn(screen.tables, seen, asked, view.clock)
    labels = chronology.lanes_drawn(screen.tables, together, view.lanes)
    if counted(seen) or counted(together):
        lanes = _bars(screen, together, list(labels), days, size)
    else:
        lanes = _marks(screen, beside, list(labels), days, size, rows)
    left_out = len(chronology.lane_labels(screen.tables, view.lanes)) - len(labels)
    if left_out:
        of_all = f"{len(labels)} of {len(labels) + left_out:,}"
        lanes.said.append(f"Showing the {of_all} lanes with most events.")
    counts = chronology.lane_counts(seen, view.lanes)
    named = [
        pieces.counted(
            "\n".join(textwrap.wrap(text.brief(label, _LABEL), 24)), counts.get(k, 0), screen.theme
        )
        for k, label in labels.items()
    ]
    titles = ("Claim type", lanes.below_title)
    said = " ".join(lanes.said)
    frame = Frame(said, lanes.above, lanes.below, titles, size[0], screen.theme)
    edges = np.cumsum([0.0, *lanes.heights]).tolist()
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    yaxis = pieces.named_axis(dict(zip(middles, named, strict=True)), (edges[-1], 0))
    yaxis["automargin"] = True
    bands = zip(edges[::2], edges[1::2], strict=False)
    return frame.around(lanes.traces, edges[-1] * lanes.unit, pieces.padded(*days), yaxis, bands)


def counted(seen: Selection) -> bool:
    """Whether so many events are in view that they are counted instead of drawn one by one."""
    return len(seen) > histogram.MOST_MARKS


def _marks(
    screen: Screen,
    beside: Selection | None,
    lanes: list[str],
    days: Days,
    size: tuple[int, int],
    rows: tuple[float, float],
) -> _Lanes:
    view, theme, seen = screen.view, screen.theme, screen.seen
    axis = pieces.padded(*days)

    def placed(some: Selection) -> pd.DataFrame:
        found = marks(screen.tables, some, view.lanes, axis, size[0], view.clock)
        return found[found["lane"].isin(lanes)].reset_index(drop=True)

    shown = placed(seen)
    taken = pd.concat([shown, *([placed(beside)] if beside is not None else [])])
    high = (taken.groupby("lane")["row"].max() + 1).reindex(lanes).fillna(1.0) + _LANE_GAP
    foot = shown["lane"].map(high.cumsum()).astype(float)
    shown["y"] = foot - _LANE_GAP / 2 - shown["row"] - 0.5
    unit = min(max(size[1] / high.sum(), rows[0]), rows[1])
    mark = min(pieces.MARK, unit - 3.5)
    shown["lit"] = screen.lit is None or shown["event_id"].isin(seen.among(screen.lit).ids())
    colours = shown["claim_type"].map(theme.claim_type)
    wide = shown[shown["end"] > shown["start"]]
    faded = np.where(wide["lit"], pieces.SPAN, pieces.SPAN * pieces.FADED).tolist()
    traces = [
        pieces.spans(wide, colours[wide.index], mark * 0.62 / unit, faded),
        pieces.ends(shown, axis, colours, mark),
        pieces.marks(shown, colours, theme, mark, hover(seen)),
    ]
    if view.event in set(shown["event_id"]):
        traces.append(pieces.ring(shown[shown["event_id"] == view.event], theme))
    said = []
    if view.clock == "reported" and (len(shown) or beside is not None):
        numbers = f": {text.count(len(shown), 'mark')} for {text.count(len(seen))}"
        # Two that stand side by side say the same, so that they are of one height.
        said.append(_by_article(view.lanes, "Placed", numbers if beside is None else ""))
    above = _type_swatches(view.lanes, shown, "circle", theme)
    below = _article_swatches(screen.tables, shown, theme)
    return _Lanes(traces, high.tolist(), unit, above, below, "Article", said)


def _bars(
    screen: Screen, together: Selection, lanes: list[str], days: Days, size: tuple[int, int]
) -> _Lanes:
    tables, view, theme, seen = screen.tables, screen.view, screen.theme, screen.seen
    unit = histogram.unit(days)
    shown = histogram.bins(seen, view.lanes, days, view.clock, screen.lit)
    shown = shown[shown["lane"].isin(lanes)].reset_index(drop=True)
    totals = histogram.bins(together, view.lanes, days, view.clock)
    totals = totals[totals["lane"].isin(lanes)]
    tallest = int(totals.groupby(["lane", "start"])["count"].sum().max() if len(totals) else 1)
    floors = {lane: i + 1.0 for i, lane in enumerate(lanes)}
    shown["floor"] = shown["lane"].map(floors).astype(float)
    shown["below"] = shown.groupby(["lane", "start"])["count"].cumsum() - shown["count"]
    shown["colour"] = shown["claim_type"].map(theme.claim_type)
    shown["text"] = histogram.bar_texts(shown["claim_type"].map(codebook.label), shown)
    lit = screen.lit is not None
    # In stacks of several colours, two shades of each would be too much to read.
    split = lit or view.lanes == "claim_type"
    paler = pieces.FADED if lit else histogram.PALE
    pale = shown["count"] - shown["bright"] if lit else shown["beyond"] * split
    parts = ((shown["count"] - pale, 0, 1.0), (pale, shown["count"] - pale, paler))
    traces = [
        pieces.stacks(
            shown.assign(count=part, below=shown["below"] + below)[part > 0],
            opacity,
            _BAR / max(tallest, 1),
            histogram.WHEN[unit],
        )
        for part, below, opacity in parts
        if (part > 0).any()
    ]
    if view.event in seen:
        opened = seen.where("event_id = $event", event=view.event)
        placed = marks(tables, opened, view.lanes, pieces.padded(*days), size[0], view.clock)
        placed = placed[placed["lane"].isin(lanes)]
        traces.append(pieces.ring(placed.assign(y=placed["lane"].map(floors) - 0.5), theme))
    said = [histogram.announced(len(seen), unit)]
    if view.clock == "reported":
        said.append(_by_article(view.lanes, "Counted"))
    below = [pieces.swatch(f"tallest stack: {tallest:,} events", "square", theme.quiet, "legend2")]
    if split:
        meant = "outside what is picked" if lit else f"date not certain to the {unit}"
        colour = pieces.mixed(theme.page, theme.quiet, paler)
        below.append(pieces.swatch(f"paler: {meant}", "square", colour, "legend2"))
    above = _type_swatches(view.lanes, shown, "square", theme)
    high = max((size[1] - _HEAD) / len(lanes), LANE)
    return _Lanes(traces, [1.0] * len(lanes), high, above, below, f"Counts by {unit}", said)


def _by_article(lanes: str, done: str, numbers: str = "") -> str:
    """What a chart says of itself by the clock `reported`."""
    each = " and each side that speaks" if lanes == "side" else ""
    return (
        f"{done} by the dates of the articles, each event once for every article that tells "
        f"it{each}{numbers}."
    )


def _type_swatches(
    lanes: str, shown: pd.DataFrame, symbol: str, theme: themes.Theme
) -> list[Trace]:
    """The colours of the claim types, unless the lanes name them."""
    return [
        pieces.swatch(codebook.label(code), symbol, theme.claim_type[code], "legend")
        for code in codebook.vocabulary("events", "claim_type")
        if lanes != "claim_type" and code in set(shown["claim_type"])
    ]


def _article_swatches(tables: Tables, shown: pd.DataFrame, theme: themes.Theme) -> list[Trace]:
    """The symbols of the articles; beyond eight they repeat and name no article any more."""
    repeated = len(tables.sources) > themes.DISTINCT
    named = {
        "several articles"
        if source == themes.SEVERAL
        else text.brief(source_label(tables, source), 50): symbol
        for source, symbol in themes.symbols(list(tables.sources.index)).items()
        if symbol in set(shown["symbol"]) and (source == themes.SEVERAL or not repeated)
    }
    if shown["approximate"].any():
        named["hollow: date approximate"] = "circle-open"
    return [pieces.swatch(name, symbol, theme.quiet, "legend2") for name, symbol in named.items()]
