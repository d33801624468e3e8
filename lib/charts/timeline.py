"""The timeline: events in lanes, uncertain dates as spans, nothing hidden behind anything."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, pairwise, repeat
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.analysis import chronology
from lib.analysis.chronology import Days
from lib.charts import histogram, packing, pieces, titles, tooltips
from lib.charts.frame import OPEN, Entry, Frame
from lib.charts.pieces import Columns, Trace
from lib.dataset import text
from lib.dataset.store import Selection
from lib.view import theme as themes
from lib.view.screen import Screen

ROWS = (16, 22)  # pixels, the least and the most a row of marks is high
TITLED = 14  # pixels, the least height of a row with titles
_NARROW, _LOW = 560, 11  # pixels: less wide, rows are so low and have no titles
LANE = 26  # pixels, the least a lane of bars is high
LABEL_GAP, RIGHT = 18, 8  # pixels between the labels and the plot, and at its right
_LANE_GAP = 0.6
_LABEL = 70  # characters of a lane's label
_BAR = 0.86  # of its lane, the height of the tallest stack
_HEAD = 60  # pixels above bars, about

_KNOWN = """CASE WHEN {2} = {3}
    THEN make_timestamp(epoch_us({0}) + (epoch_us({1}) - epoch_us({0})) // 2)
    WHEN {2} THEN {1} ELSE {0} END"""
_COLUMNS = (
    *("event_id", "claim_type", "lane", "title", "told", "hedged", "start", "end", "open_start"),
    *("open_end", "about", "about_start", "about_end", "about_open", "about_ahead"),
    *("at", "about_at", "printed"),
)
_MARKS = """
WITH placed AS (
    SELECT * FROM ({placements}) JOIN {{seen}} AS seen ON event = seen.no
), told AS (
    SELECT event, count(*) AS told FROM tellings JOIN {{seen}} ON event = no GROUP BY event
), cut AS (
    SELECT event_id, claim_type::VARCHAR AS claim_type, lane, title, told, placed.source_id,
        coalesce(commitment <> 'certain', false) AS hedged,
        greatest(coalesce(placed.earliest, $first), $first)::TIMESTAMP AS start,
        least(coalesce(placed.latest, $last), $last)::TIMESTAMP AS "end",
        placed.earliest IS NULL AS open_start, placed.latest IS NULL AS open_end,
        coalesce(placed.printed, $last::DATE) AS printed,
        greatest(coalesce(about_earliest, $first), $first)::TIMESTAMP AS about_start,
        least(coalesce(about_latest, $last), $last)::TIMESTAMP AS about_end,
        about_date <> '' AS about, about_earliest IS NULL AS about_open,
        about_latest IS NULL AS about_ahead
    FROM placed JOIN told USING (event) JOIN events ON placed.event = events.no
)
SELECT event_id, claim_type, lane::VARCHAR AS lane, title, told, hedged,
    -- No length is drawn where an end is not known.
    if(open_start, "at", start) AS start, if(open_end, "at", "end") AS "end", open_start, open_end,
    about, if(about_open, about_at, about_start) AS about_start,
    if(about_ahead, about_at, about_end) AS about_end, about_open, about_ahead, "at", about_at,
    printed
FROM (SELECT *, {at} AS at, {about_at} AS about_at FROM cut) AS cut
ORDER BY cut.lane, cut.start, cut."end", event_id, source_id
"""


def marks(seen: Selection, lanes: str, days: Days, clock: str = "said") -> dict[str, list[Any]]:
    """One value for each mark: an event in a lane, or in several where it belongs to several.

    `lanes` "none" puts all events into one lane. By the `clock` `published` an event stands at the
    date of each article that tells it; by `about`, when it is said to happen, if anybody says so.

    Columns: event_id, claim_type, lane, title; `told`, by how many articles; `hedged`, whether the
    speaker is not certain; `start` and `end` of the span drawn, cut at `days`, none where
    `open_start` or `open_end`; `at`, where the symbol stands: the middle of a closed span, the
    known end of an open one; where `about`, the same of what it is about: `about_start`,
    `about_end`, `about_open`, `about_ahead` and `about_at`.
    """
    sql = _MARKS.format(
        placements=chronology.placements(lanes, clock),
        at=_KNOWN.format("start", '"end"', "open_start", "open_end"),
        about_at=_KNOWN.format("about_start", "about_end", "about_open", "about_ahead"),
    )
    first, last = (day.to_pydatetime() for day in days)
    found = seen.store.rows(sql, seen=seen, first=first, last=last)
    return {name: [getattr(row, name) for row in found] for name in _COLUMNS}


@dataclass(frozen=True)
class _Lanes:
    """What is drawn in lanes of these `heights`, in units of `unit` pixels downward from 0.

    `said` are sentences above the chart, `under` one below it.
    """

    traces: list[Trace]
    heights: list[float]
    unit: float
    legend: list[Entry]
    said: list[str]
    under: str = ""


def of_screen(
    screen: Screen,
    size: tuple[int, int] = (720, 520),
    beside: Selection | None = None,
    numbers: int = 0,
    row: float = ROWS[0],
    few: int = titles.ALL,
    most: int = histogram.MOST_MARKS,
) -> go.Figure:
    """The timeline of the events in view, `size[0]` pixels wide, its plot about `size[1]` high.

    Colour and sign are the family of the claim; an open mark is a claim of which the speaker is
    not certain. A translucent bar is the span of days that an uncertain date may mean, an
    arrowhead an end that is not known. Marks have their titles as `titles.placed` finds room, with
    `numbers` the others are numbered from there on. The axis is the days asked for, else those of
    the whole table. A mark's customdata is its event_id. More than `most` events are drawn as bars;
    a bar's customdata is its range of days as `start/end`. Rows are at least `row` pixels high;
    lower ones than TITLED have no room for titles. Up to `few` events have whole titles.

    `beside` are the events of two timelines that stand side by side: in both, an event stands where
    it would if all of them were drawn, on the axis of the whole table.
    """
    view, seen = screen.view, screen.seen
    together = seen if beside is None else beside
    asked = view.filters.date if beside is None else (None, None)
    days = chronology.days_drawn(screen.tables, seen, asked, view.clock)
    if size[0] < _NARROW and len(together) > titles.ALL:
        row = min(row, _LOW)
    labels = _in_order(chronology.lane_labels(screen.tables, view.lanes), screen.theme)
    counts = chronology.lane_counts(together, view.lanes, view.clock)
    lanes, said = _lanes_drawn(labels, counts)
    names = [_name(labels[lane], counts[lane], screen.theme) for lane in lanes]
    left = LABEL_GAP + max((pieces.label_width(name) for name in names), default=0)
    if beside is not None:
        own = chronology.lane_counts(seen, view.lanes, view.clock)
        names = [_name(labels[lane], own.get(lane, 0), screen.theme) for lane in lanes]
    plot = (round(size[0] - left - RIGHT), size[1])
    if counted(together, most):
        drawn = _bars(screen, together, lanes, days, plot, row)
    else:
        options = {"numbers": numbers, "few": few}
        least = [len(name.lines) * pieces.LABEL * 1.3 / row for name in names]
        high = dict(zip(lanes, least, strict=True))
        drawn = _marks(screen, together, high, days, plot, row, options)
    said = [*_clock_said(screen, beside is not None), *drawn.said, *said]
    if screen.whole is not seen:
        counts = chronology.lane_counts(screen.whole, view.lanes, view.clock)
    # What a filter leaves out is not missing.
    asked_for = getattr(view.filters, view.lanes, ()) or labels
    empty = [text.brief(labels[lane]) for lane in labels if lane in {*asked_for} - {*counts}]
    under = [drawn.under, f"No event: {', '.join(empty)}." if empty and lanes else ""]
    words, below = (" ".join(filter(None, some)) for some in (said, under))
    frame = Frame(words, drawn.legend, size[0], screen.theme, below, left=round(left))
    edges = [0.0, *accumulate(drawn.heights)]
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    yaxis = pieces.named_axis(dict(zip(middles, names, strict=False)), (edges[-1], 0))
    bands = zip(edges[::2], edges[1::2], strict=False)
    return frame.around(drawn.traces, edges[-1] * drawn.unit, pieces.padded(*days), yaxis, bands)


def _lanes_drawn(
    labels: Mapping[str, str], counts: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """The lanes with events, at most MOST_LANES of them, in order; what is said if some are not."""
    used = [lane for lane in labels if lane in counts]
    most = sorted(used, key=lambda lane: -counts[lane])[: chronology.MOST_LANES]
    said = f"Showing the {len(most)} of {len(used):,} lanes with most events."
    return [lane for lane in used if lane in most], [said] * (len(most) < len(used))


def _name(label: str, count: int, theme: themes.Theme) -> pieces.Label:
    lines = "\n".join(textwrap.wrap(text.brief(label, _LABEL), 24))
    return pieces.counted(lines, count, theme)


def counted(seen: Selection, most: int = histogram.MOST_MARKS) -> bool:
    """Whether so many events are in view that they are counted instead of drawn one by one."""
    return len(seen) > most


def _in_order(labels: dict[str, str], theme: themes.Theme) -> dict[str, str]:
    """The lanes as they are drawn: claim types of one family stand together."""
    order = list(themes.FAMILIES)
    if not set(labels) <= set(theme.families):
        return labels
    return dict(sorted(labels.items(), key=lambda lane: order.index(theme.families[lane[0]])))


def _marks(
    screen: Screen,
    together: Selection,
    lanes: Mapping[str, float],
    days: Days,
    size: tuple[int, int],
    row: float,
    options: dict[str, Any],
) -> _Lanes:
    """The marks of these lanes, each as many rows high at least as its label needs."""
    view, theme, seen = screen.view, screen.theme, screen.seen
    axis = pieces.padded(*days)
    shown = marks(together, view.lanes, axis, view.clock)
    shown = _some(shown, [lane in lanes for lane in shown["lane"]])
    shown["title"] = [text.fenced(title) for title in shown["title"]]
    told, nth = shown["told"], {at: nth for nth, at in enumerate(sorted({*shown["at"]}), 1)}
    shown["rank"] = [nth[at] / (len(told) + 1) - n for at, n in zip(shown["at"], told, strict=True)]
    shown |= packing.in_pixels(shown, axis, size[0], view.clock == "both")
    rows = size[1] / row if row >= TITLED else 0
    shown |= titles.placed(shown, size[0], rows, len(lanes), **options)
    legend = legend_of(shown, theme)
    taken = dict.fromkeys(lanes, 0)
    for lane, own, high in zip(shown["lane"], shown["row"], shown["high"], strict=True):
        taken[lane] = max(taken[lane], own + high)
    heights = {lane: max(taken[lane] + _LANE_GAP, least) for lane, least in lanes.items()}
    feet = dict(zip(heights, accumulate(heights.values()), strict=True))
    if together is not seen:
        own_ids = {*seen.ids()}
        shown = _some(shown, [event_id in own_ids for event_id in shown["event_id"]])
    shown["y"], shown["words_y"] = [], []
    placed = (shown[name] for name in ("lane", "row", "high", "over"))
    for lane, own, high, over in zip(*placed, strict=True):
        # The rows stand in the middle of their lane, counted from its foot.
        foot = feet[lane] - (heights[lane] - taken[lane]) / 2 - own
        middle = foot - high / 2
        shown["y"].append(foot - 0.5 if over else middle)
        shown["words_y"].append(middle - 0.5 * over)
    unit = min(max(size[1] / max(sum(heights.values()), 1), row), ROWS[1])
    lit = None if screen.lit is None else {*screen.lit.ids()}
    shown["lit"] = [lit is None or event_id in lit for event_id in shown["event_id"]]
    shown["beside"] = [axis[0] + x / size[0] * (axis[1] - axis[0]) for x in shown["x0"]]
    mark = min(pieces.MARK, max(unit - 2, unit * 0.82))
    texts = tooltips.of_events(screen.tables, seen)
    shown["colour"] = [theme.claim_type[code] for code in shown["claim_type"]]
    wide = _some(shown, [a < b for a, b in zip(shown["start"], shown["end"], strict=True)])
    faded = [pieces.SPAN * (1 if is_lit else pieces.FADED) for is_lit in wide["lit"]]
    traces = [
        pieces.spans(wide, wide["colour"], mark * 0.62 / unit, faded),
        *(_joined(shown, axis, unit, mark) if view.clock == "both" else ()),
        pieces.ends(shown, shown["colour"], mark),
        pieces.marks(shown, theme, mark, texts),
    ]
    order = [i for i, number in enumerate(shown["numbered"]) if number]
    order.sort(key=lambda i: int(shown["words"][i][0]))
    numbered = {name: [values[i] for i in order] for name, values in shown.items()}
    named = zip(shown["words"], shown["numbered"], strict=True)
    titled = _some(shown, [bool(words) and not number for words, number in named])
    for name, some in (("titles", titled), ("numbers", numbered)):
        if some["words"]:
            traces.append(pieces.titles(name, some, theme, texts))
    if view.event in shown["event_id"]:
        opened = _some(shown, [event_id == view.event for event_id in shown["event_id"]])
        traces.append(pieces.ring(opened, theme))
    ends = ["open_start", "open_end", *["about_open", "about_ahead"] * (view.clock == "both")]
    is_open = any(any(shown[end]) for end in ends)
    under = [
        "A bar is the span of an uncertain date." * bool(wide["at"]),
        "An arrowhead is a start or end that is not known." * is_open,
    ]
    heights_or_one = [*heights.values()] or [1.0]
    return _Lanes(traces, heights_or_one, unit, legend, [], " ".join(filter(None, under)))


def _some(shown: Mapping[str, list[Any]], which: Sequence[bool]) -> dict[str, list[Any]]:
    """The columns of those marks alone."""
    return {name: [*compress(values, which)] for name, values in shown.items()}


def _joined(shown: Mapping[str, list[Any]], axis: Days, unit: float, mark: float) -> list[Trace]:
    """A line from each mark to the time it is about, a stroke as long as that is."""
    least = (axis[1] - axis[0]) * 0.002
    ends = ("at", "about_start", "about_end", "about_at")
    lines: dict[str, Any] = {"y": shown["y"], "start": [], "end": []}
    times: dict[str, Any] = {"y": shown["y"], "start": [], "end": []}
    for at, about_start, about_end, about_at in zip(*(shown[name] for name in ends), strict=True):
        start, end = min(about_start, about_at - least), max(about_end, about_at + least)
        near = min(max(at, start), end)
        lines["start"].append(min(at, near))
        lines["end"].append(max(at, near))
        times["start"].append(start)
        times["end"].append(end)
    times["open_start"], times["open_end"] = shown["about_open"], shown["about_ahead"]
    colours = shown["colour"]
    return [
        pieces.spans(lines, colours, 1.5 / unit, repeat(0.8)),
        pieces.spans(times, colours, 7 / unit, repeat(0.55)),
        pieces.ends(times, colours, mark),
    ]


def legend_of(shown: Columns, theme: themes.Theme) -> list[Entry]:
    """The families of these events, and what an open mark is where there is one."""
    entries = theme.legend(shown["claim_type"])
    if any(shown["hedged"]):
        entries.append(("circle-open", theme.text, OPEN))
    return entries


def bars_legend(shown: pd.DataFrame, theme: themes.Theme) -> list[Entry]:
    """The families that bars count."""
    told = set(shown["family"])
    return [("square", theme.family[f], w) for f, w in themes.FAMILIES.items() if f in told]


def by_family(found: pd.DataFrame, by: list[str], theme: themes.Theme) -> pd.DataFrame:
    """Counts by claim type, added up for each family; its `colour` beside it."""
    family = pd.Categorical(found["claim_type"].map(theme.families), list(themes.FAMILIES))
    summed = found.assign(family=family).groupby([*by, "family"], observed=True, sort=False)
    shown = summed[["count", "beyond", "bright"]].sum().reset_index().astype({"family": str})
    return shown.assign(colour=shown["family"].map(theme.family))


def _bars(
    screen: Screen,
    together: Selection,
    lanes: list[str],
    days: Days,
    size: tuple[int, int],
    row: float,
) -> _Lanes:
    view, theme, seen = screen.view, screen.theme, screen.seen
    unit = histogram.unit(days)
    shown, totals = (
        by_family(
            histogram.bins(some, view.lanes, days, view.clock, lit), ["lane", "start", "end"], theme
        )
        for some, lit in ((seen, screen.lit), (together, None))
    )
    shown, totals = (some[some["lane"].isin(lanes)] for some in (shown, totals))
    tallest = int(totals.groupby(["lane", "start"])["count"].sum().max() if len(totals) else 1)
    floors = {lane: i + 1.0 for i, lane in enumerate(lanes)}
    shown["floor"] = shown["lane"].map(floors).astype(float)
    shown["below"] = shown.groupby(["lane", "start"])["count"].cumsum() - shown["count"]
    shown["text"] = histogram.bar_texts(shown["family"].map(themes.FAMILIES), shown)
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
        placed = marks(opened, view.lanes, pieces.padded(*days), view.clock)
        placed = _some(placed, [lane in lanes for lane in placed["lane"]])
        placed["y"] = [floors[lane] - 0.5 for lane in placed["lane"]]
        traces.append(pieces.ring(placed, theme))
    legend = bars_legend(shown, theme)
    if split:
        meant = "outside the days picked" if lit else f"date not certain to the {unit}"
        legend.append(("square", pieces.mixed(theme.page, theme.quiet, paler), f"Paler: {meant}"))
    said = [histogram.announced(len(seen), unit), f"Tallest stack: {tallest:,} events."]
    room, least = (size[1] - _HEAD, LANE) if row >= ROWS[0] else (size[1], pieces.LABEL * 1.3)
    high = max(room / max(len(lanes), 1), least)
    return _Lanes(traces, [1.0] * max(len(lanes), 1), high, legend, said)


def _clock_said(screen: Screen, aside: bool) -> list[str]:
    """What a chart says of the dates by which its events stand, unless they are their own.

    Two that stand `aside` each other say the same, so that they are of one height.
    """
    view, seen = screen.view, screen.seen
    match view.clock:
        case "published":
            each = " and each side that speaks" if view.lanes == "side" else ""
            return [f"Each event stands at the date of every article that tells it{each}."]
        case "about" | "both" if not aside:
            timed = seen.where("about_date <> ''")
            if not timed:
                return ["No event in view says when it happened or is to happen."]
            say = "say" if len(timed) > 1 else "says"
            return [
                f"{len(timed):,} of {text.count(len(seen))} {say} when it happened or is to happen"
                + (": a line leads there from when it was said." * (view.clock == "both") or ".")
            ]
    return []
