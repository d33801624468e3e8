"""The timeline: events in lanes, uncertain dates as spans, nothing hidden behind anything."""

from __future__ import annotations

import textwrap
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib import dates, drawing, package, palette, texts
from lib.address import LANES
from lib.filters import source_label
from lib.tables import Tables

ROWS = (12.5, 19)
LANE_GAP = 0.6
AXIS_HEIGHT = 42
LANE = 70  # characters of a lane's label


def lane_labels(tables: Tables, lanes: str) -> dict[str, str]:
    """The label of every lane by its code, in the order it is drawn, whether it has events or not.

    Raises KeyError for lanes that LANES does not name.
    """
    match lanes:
        case "claim_type":
            return {c: package.label(c) for c in package.vocabulary("events", "claim_type")}
        case "storyline":
            return {str(k): texts.fenced(v) for k, v in tables.storylines["title"].items()}
        case "side":
            return {s: s for s in tables.sides}
        case "source":
            return {str(s): source_label(tables, str(s)) for s in tables.sources.index}
    raise KeyError(lanes)


def extent(tables: Tables) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and last day that any event of the whole table is dated to, open ends aside."""
    days = pd.concat([tables.events["earliest"], tables.events["latest"]]).dropna()
    return days.min(), days.max()


def marks(
    tables: Tables,
    keep: pd.Series,
    lanes: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    width: int,
    clock: str = "happened",
) -> pd.DataFrame:
    """One row for each mark: an event in a lane, or in several where it belongs to several.

    By the `clock` `reported` an event stands at the date of each article that tells it.

    Columns: event_id, claim_type, lane, `start` and `end` of the drawn span (Timestamps, cut at
    `days`), `open_start`, `open_end`, `approximate`, `at` (where the symbol stands: the middle of
    a closed span, the known end of an open one), `symbol`, and `row`, its place in the lane from
    0 up, so that no two marks of a lane overlap on a plot `width` pixels wide.
    """
    events = _dated(tables, keep, clock)
    symbol_of = palette.symbols(list(tables.sources.index))
    marks = pd.DataFrame(
        {
            "event_id": events["event_id"],
            "claim_type": events["claim_type"].astype(str),
            "start": events["earliest"].clip(lower=days[0]).fillna(days[0]),
            "end": events["latest"].clip(upper=days[1]).fillna(days[1]),
            "open_start": events["earliest"].isna(),
            "open_end": events["latest"].isna(),
            "approximate": events["approximate"],
            "symbol": events["source"].map(symbol_of),
            "source_id": events["source"],
        }
    )
    middle = marks["start"] + (marks["end"] - marks["start"]) / 2
    known_end = marks["end"].where(marks["open_start"], marks["start"])
    marks["at"] = known_end.where(marks["open_start"] ^ marks["open_end"], middle)
    by_source = lanes == "source" and clock == "reported"
    lane_of = _lanes_of(tables, lanes)
    if by_source:
        lane_of["source_id"] = lane_of["lane"]
    marks = marks.merge(lane_of, on=["event_id", "source_id"] if by_source else "event_id")
    order = {lane: i for i, lane in enumerate(lane_labels(tables, lanes))}
    marks["order"] = marks["lane"].map(order)
    marks = marks.sort_values(["order", "start", "end", "event_id"], ignore_index=True)
    per_pixel = (days[1] - days[0]) / max(width, 1)
    left = np.minimum(marks["start"], marks["at"] - per_pixel * drawing.MARK * 0.75)
    right = np.maximum(marks["end"], marks["at"] + per_pixel * drawing.MARK * 0.75)
    marks["row"] = _pack(marks["order"].to_numpy(), left.to_numpy(), right.to_numpy())
    return marks.drop(columns=["order", "source_id"])


def _dated(tables: Tables, keep: pd.Series, clock: str) -> pd.DataFrame:
    """The events kept with the span they are drawn at, and `source`, the article or SEVERAL.

    By the clock `reported` a row for each article that tells the event, at the article's date.
    """
    events = tables.events[keep.to_numpy()].reset_index(drop=True)
    told = tables.evidence[["event_id", "source_id"]].drop_duplicates()
    if clock == "reported":
        span = ["earliest", "latest", "approximate"]
        articles = tables.sources[["source_id", *span]]
        found = events.drop(columns=span).merge(told, on="event_id").merge(articles, on="source_id")
        return found.rename(columns={"source_id": "source"})
    sole = told.groupby("event_id")["source_id"].agg(["first", "size"])
    source = sole["first"].where(sole["size"] == 1, palette.SEVERAL)
    return events.assign(source=source.reindex(events["event_id"]).to_numpy())


def _lanes_of(tables: Tables, lanes: str) -> pd.DataFrame:
    """The lanes of each event: columns event_id, lane."""
    match lanes:
        case "claim_type":
            lane = tables.events["claim_type"].astype(str)
        case "storyline":
            lane = tables.events["storyline_id"]
        case "source":
            pairs = tables.evidence[["event_id", "source_id"]].drop_duplicates()
            return pairs.rename(columns={"source_id": "lane"})
        case "side":
            speakers = tables.parts[tables.parts["part"] == "speaker"]
            sides = speakers["actor_id"].map(tables.actors["side"].astype(str))
            return speakers[["event_id"]].assign(lane=sides).drop_duplicates()
        case _:
            raise KeyError(lanes)
    return pd.DataFrame({"event_id": tables.events["event_id"].to_numpy(), "lane": lane.to_numpy()})


def _pack(lane: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The lowest free row of its lane for each span, spans sorted by lane and left end.

    Greedy interval partitioning, which uses as few rows as any packing can (Kleinberg and Tardos,
    Algorithm Design, 4.1).
    """
    rows = np.zeros(len(lane), dtype=int)
    ends: list[object] = []
    for i in range(len(lane)):
        if i == 0 or lane[i] != lane[i - 1]:
            ends = []
        free = next((r for r, end in enumerate(ends) if end < left[i]), len(ends))
        ends[free : free + 1] = [right[i]]
        rows[i] = free
    return rows


def hover(tables: Tables, event_ids: pd.Series) -> pd.Series:
    """What a mark says under the pointer, as Plotly's own markup with everything escaped.

    Title, speaker, date in words and as printed, and the first words of the first passage. The
    printed words are those that the coder's note on the date quotes first. Indexed by event_id.
    """
    events = tables.events.loc[event_ids.unique()]
    first = tables.evidence.drop_duplicates("event_id").set_index("event_id")["exact"]
    names = tables.parts[tables.parts["part"] == "speaker"]
    speakers = names.assign(name=names["actor_id"].map(tables.actors["name"]))
    speakers = speakers.groupby("event_id")["name"].agg(", ".join)
    said = {d: dates.in_words(d) for d in events["date"].unique()}
    printed = events["date_note"].str.extract("“([^”]+)”", expand=False)

    def brief(printed: str) -> str:
        return texts.fenced(texts.brief(printed, 60))

    def words(event_id: str, title: str, date: str, printed: str) -> str:
        quote = texts.fenced(texts.brief(first[event_id], 110))
        lines = [
            *(f"<b>{escape(line)}</b>" for line in textwrap.wrap(texts.fenced(title), 56)),
            escape(texts.fenced(texts.brief(speakers[event_id], 70))),
            escape(
                said[date] + (f" (printed: “{brief(printed)}”)" if isinstance(printed, str) else "")
            ),
            *(f"<i>{escape(line)}</i>" for line in textwrap.wrap(f"“{quote}”", 62)),
        ]
        return "<br>".join(lines)

    said_of = [
        words(*row)
        for row in zip(events.index, events["title"], events["date"], printed, strict=True)
    ]
    return pd.Series(said_of, index=events.index, dtype=object)


def figure(
    tables: Tables,
    keep: pd.Series,
    theme: palette.Theme,
    lanes: str = "claim_type",
    days: tuple[pd.Timestamp, pd.Timestamp] | None = None,
    picked: str = "",
    size: tuple[int, int] = (860, 600),
    clock: str = "happened",
    lit: pd.Series | None = None,
    beside: pd.Series | None = None,
    rows: tuple[float, float] = ROWS,
) -> go.Figure:
    """The timeline of the events kept, drawn for a plot of about `size` pixels.

    Colour is the claim type, the symbol the article; a translucent bar is the span of days that
    an uncertain date may mean, an arrowhead an end that is not known, a hollow symbol a date known
    only approximately. `days` is the range of the axis, by default that of the whole table, so
    that a filter does not change the scale. A mark's customdata is its event_id; `picked` gets a
    ring; events outside `lit`, a boolean Series like `keep`, fade. Rows are as high as the height
    asked for allows, within `rows`, so that few events do not sprawl and many stay apart. Lanes are
    high enough for the events of `beside`, too, so that two timelines can stand side by side.
    """
    axis = drawing.padded(*(days or extent(tables)))
    shown = marks(tables, keep, lanes, axis, size[0], clock)
    shown["lit"] = True if lit is None else lit.reindex(shown["event_id"]).to_numpy()
    labels = lane_labels(tables, lanes)
    gap = LANE_GAP
    heights = _rows(shown, labels)
    if beside is not None:
        others = marks(tables, beside, lanes, axis, size[0], clock)
        heights = np.maximum(heights, _rows(others, labels))
    tops = (heights + gap).cumsum()
    shown["y"] = tops.reindex(shown["lane"]).to_numpy() - gap / 2 - shown["row"] - 0.5
    total = float(tops.iloc[-1])
    row = min(max(size[1] / total, rows[0]), rows[1])
    mark = min(drawing.MARK, row - 3.5)
    fig = go.Figure()
    hovers = hover(tables, shown["event_id"])
    for code in package.vocabulary("events", "claim_type"):
        of_type = shown[shown["claim_type"] == code]
        if of_type.empty:
            continue
        colour = theme.claim_type[code]
        for is_lit, part in of_type.groupby("lit"):
            opacity = drawing.SPAN if is_lit else drawing.SPAN * drawing.FADED
            fig.add_trace(drawing.bars(part, colour, mark * 0.62, opacity))
        fig.add_trace(drawing.ends(of_type, axis, colour, mark))
        fig.add_trace(drawing.dots(of_type, colour, theme, package.label(code), mark, hovers))
    ring = shown[shown["event_id"] == picked]
    if not ring.empty:
        fig.add_trace(drawing.ring(ring, theme))
    above, below = _legend(tables, shown, theme, lanes)
    for swatch in (*above, *below):
        fig.add_trace(swatch)
    top = 10 + drawing.legend_height(above, size[0])
    bottom = AXIS_HEIGHT + drawing.legend_height(below, size[0])
    counts = shown["lane"].value_counts()
    middles = tops - gap / 2 - heights / 2
    for i, lane in enumerate(labels):
        if i % 2 == 0:
            fig.add_hrect(
                y0=tops[lane] - heights[lane] - gap,
                y1=tops[lane],
                fillcolor=theme.band,
                line_width=0,
                layer="below",
            )
    fig.update_layout(
        height=round(total * row + top + bottom),
        margin={"l": 8, "r": 8, "t": top, "b": bottom},
        **drawing.look(theme),
        # Streamlit passes clicks on only while a drag does not select.
        dragmode="zoom",
        selectdirection="h",
        newselection={"line": {"color": theme.text, "width": 1, "dash": "dot"}},
        legend=drawing.legend_box(theme, "top", "Claim type"),
        legend2=drawing.legend_box(theme, "bottom", "Article"),
        xaxis=drawing.days_axis(axis, theme),
        yaxis={
            "range": [total, 0],
            "tickvals": [middles[lane] for lane in labels],
            "ticktext": [_lane_text(labels[k], int(counts.get(k, 0)), theme) for k in labels],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    return fig


def _rows(shown: pd.DataFrame, labels: dict[str, str]) -> pd.Series:
    """How many rows each lane takes, an empty one too."""
    return (shown.groupby("lane")["row"].max() + 1).reindex(list(labels)).fillna(1)


def _lane_text(label: str, count: int, theme: palette.Theme) -> str:
    return drawing.counted(
        "<br>".join(map(escape, textwrap.wrap(texts.brief(label, LANE), 24))), count, theme
    )


def _legend(
    tables: Tables, shown: pd.DataFrame, theme: palette.Theme, lanes: str
) -> tuple[list[go.Scatter], list[go.Scatter]]:
    """Swatches that carry no data: above, colours unless the lanes say them; below, symbols."""
    symbol_of = palette.symbols(list(tables.sources.index))
    above = [
        drawing.swatch(package.label(c), "circle", theme.claim_type[c], "legend")
        for c in package.vocabulary("events", "claim_type")
        if lanes != "claim_type" and c in set(shown["claim_type"])
    ]
    names = {s: source_label(tables, str(s)) for s in tables.sources.index}
    names[palette.SEVERAL] = "several articles"
    below = [
        drawing.swatch(escape(texts.brief(names[source], 50)), symbol, theme.quiet, "legend2")
        for source, symbol in symbol_of.items()
        if symbol in set(shown["symbol"])
    ]
    if shown["approximate"].any():
        below.append(
            drawing.swatch("hollow: date approximate", "circle-open", theme.quiet, "legend2")
        )
    return above, below


def in_words(tables: Tables, keep: pd.Series, lanes: str, clock: str = "happened") -> str:
    """A text alternative: how many events, when, and how many in each lane."""
    shown = _dated(tables, keep, clock)
    if shown.empty:
        return "Timeline: no event under these filters."
    counts = marks(tables, keep, lanes, extent(tables), 900, clock)["lane"].value_counts()
    parts = [
        f"{label} {counts[lane]}"
        for lane, label in lane_labels(tables, lanes).items()
        if lane in counts
    ]
    first, last = shown["earliest"].min(), shown["latest"].max()
    when = dates.days_in_words(
        None if pd.isna(first) else first.date(), None if pd.isna(last) else last.date()
    )
    count = shown["event_id"].nunique()
    events = "1 event" if count == 1 else f"{count} events"
    by = "" if clock == "happened" else ", each once for every article that tells it"
    return f"Timeline of {events}{by}, {when}, by {LANES[lanes].lower()}: {', '.join(parts)}."
