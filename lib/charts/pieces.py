"""Traces, axes and legends that charts of events in time share."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.analysis.chronology import Days
from lib.charts import letters
from lib.view.theme import Theme

FONT = "Source Sans, Source Sans Pro, sans-serif"
MARK = 11
TYPE = 12  # the least size of letters
LABEL = 13  # letters of labels and axes
FADED = 0.18
SPAN = 0.32
ARROW = MARK * 1.3  # from the middle of a mark to the tip of an arrowhead beside it
Trace = dict[str, Any]
Columns = Mapping[str, Any]  # of marks, in a frame or in lists, one value for each
# Streamlit answers a click; Plotly's own fading of what is not selected would say something else.
CALM = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
_MUTE = {"hoverinfo": "skip", "showlegend": False}
STILL = {"showgrid": False, "zeroline": False, "fixedrange": True}


def figure(traces: Sequence[Trace], layout: dict[str, Any]) -> go.Figure:
    """The figure of these traces, without Plotly's validation, which takes most of the time."""
    return go.Figure({"data": traces, "layout": {"template": {}, **layout}}, _validate=False)


def iso(times: Sequence[Any] | pd.Series) -> list[str]:
    """Times as ISO text, which every reader of a figure understands alike."""
    return list(np.datetime_as_string(np.asarray(times, "M8[s]")).tolist())


def look(theme: Theme) -> dict[str, Any]:
    """The layout every picture shares: page, font and hover label."""
    font = {"family": FONT, "size": LABEL, "color": theme.text}
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": font,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.page,
            "bordercolor": theme.line,
            "font": font,
            "align": "left",
        },
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": theme.quiet, "activecolor": theme.text},
    }


def points(name: str, x: Iterable[Any], y: Iterable[Any], **style: Any) -> Trace:
    """Points without a tooltip or an entry in the legend."""
    found = {"type": "scatter", "mode": "markers", "name": name, "x": list(x), "y": list(y)}
    return {**found, **_MUTE, **style}


def note(text: str, at: tuple[float, float], place: dict[str, Any]) -> dict[str, Any]:
    """A text without an arrow at a point of the figure, placed and styled as Plotly names it."""
    return {"text": text, "x": at[0], "y": at[1], "showarrow": False, **place}


def named_axis(named: Mapping[float, str], ends: Sequence[float]) -> dict[str, Any]:
    """A y axis from one end to the other that has names at some heights."""
    # Measuring whether names overflow would take a third of the time of drawing; they do not.
    # The ticks nobody sees leave room for arrowheads between the names and the plot.
    gap = {"ticks": "outside", "ticklen": 6, "tickcolor": "rgba(0,0,0,0)"}
    ticks = {"tickvals": list(named), "ticktext": list(named.values())}
    return {"range": list(ends), **ticks, **gap, **STILL, "ticklabeloverflow": "allow"}


def band(top: float, bottom: float, theme: Theme) -> dict[str, Any]:
    """A band behind every other lane, between two heights."""
    return {
        "type": "rect",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "y0": top,
        "y1": bottom,
        "fillcolor": theme.band,
        "line": {"width": 0},
        "layer": "below",
    }


def padded(first: pd.Timestamp, last: pd.Timestamp, share: float = 0.025) -> Days:
    """The days with a little room on either side, within the years that a date can have."""
    pad = max((last - first) * share, pd.Timedelta(days=1))
    return max(first - pad, pd.Timestamp(date.min)), min(last + pad, pd.Timestamp(date.max))


_MONTHS = (1, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 250, 500, 1000)))


def days_axis(axis: Days, theme: Theme) -> dict[str, Any]:
    """An x axis of days: ticks by the day below two months, else by months or years."""
    days = (axis[1] - axis[0]).days
    # Named, as Plotly would choose others for the same days above the chart than below it.
    step = next(n for n in _MONTHS if days < 580 * n)
    by_month = {"dtick": f"M{step}", "tickformat": "%Y" if step > 6 else "%b\n%Y"}
    each = next((n for n in (1, 2, 7) if days <= 10 * n), 7)
    by_day = {"dtick": 86_400_000 * each, "tickformat": "%-d %b\n%Y"}
    return {
        "type": "date",
        "range": [day.isoformat() for day in axis],
        "gridcolor": theme.line,
        "tickfont": {"color": theme.quiet},
        "ticklabelmode": "period" if days >= 62 else "instant",
        **(by_month if days >= 62 else by_day),
        "zeroline": False,
        "ticklabeloverflow": "allow",
    }


def ticks(first: pd.Timestamp, last: pd.Timestamp, most: float) -> tuple[list[pd.Timestamp], str]:
    """The ticks of such an axis without Plotly, about `most` at most, and their strftime format.

    The shortest step of days, months or years that gives few enough.
    """
    days = (last - first).days
    if days < 62:
        step = next((n for n in (1, 2, 7, 14) if days / n <= min(most, 10)), 31)
        starts = pd.date_range(first.normalize(), last, freq=f"{step}D")
        return [t for t in starts if first <= t <= last], "%-d %b"
    months = days / 30.4
    step = next((n for n in (1, 2, 3, 6) if months / n <= most), 0)
    if step:
        starts = pd.date_range(first.normalize().replace(day=1), last, freq="MS")
        return [t for t in starts if (t.month - 1) % step == 0], "%b"
    years = last.year - first.year + 1
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 10_000) if years / n <= most)
    every = [y for y in range(first.year, last.year + 1) if y % step == 0]
    return [pd.Timestamp(year=y, month=1, day=1) for y in every], "%Y"


def spans(
    shown: Columns, colours: Iterable[str], thickness: float, opacity: Iterable[float] = ()
) -> Trace:
    """Uncertain dates as translucent bars from `start` to `end`; `thickness` in units of y."""
    opacity = opacity or repeat(SPAN)
    start, end = (np.asarray(shown[column], "M8[us]") for column in ("start", "end"))
    return {
        "type": "bar",
        "orientation": "h",
        "name": "spans",
        "base": iso(shown["start"]),
        "x": ((end - start) / np.timedelta64(1, "ms")).tolist(),
        "y": list(shown["y"]),
        "width": [thickness] * len(start),
        # Opacity within the colour, as Plotly changes that of marks when one is selected.
        "marker": {
            "color": [f"{c}{round(o * 255):02x}" for c, o in zip(colours, opacity, strict=False)],
            "line": {"width": 0},
        },
        **CALM,
        **_MUTE,
    }


def marks(
    shown: Columns,
    theme: Theme,
    size: float | Sequence[float],
    texts: Mapping[str, str],
) -> Trace:
    """The marks themselves, open where the speaker is not certain, faded where not `lit`.

    `shown` has event_id, claim_type, at, y, hedged and, where some are to fade, lit; `texts` are
    tooltips by event_id. A mark's customdata is its event_id.
    """
    hollow = list(shown["hedged"])
    lit = shown["lit"] if "lit" in shown else repeat(True, len(hollow))
    colours = [theme.claim_type[code] for code in shown["claim_type"]]
    signs = [theme.sign[theme.families[code]] for code in shown["claim_type"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "events",
        "x": iso(shown["at"]),
        "y": list(shown["y"]),
        "customdata": list(shown["event_id"]),
        "text": [texts[event_id] for event_id in shown["event_id"]],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": signs,
            "size": size,
            # An open mark is filled with the page, so that no span is seen through it.
            "color": [theme.page if h else c for c, h in zip(colours, hollow, strict=True)],
            "opacity": [1 if is_lit else FADED for is_lit in lit],
            "line": {
                "color": [c if h else theme.page for c, h in zip(colours, hollow, strict=True)],
                "width": [2 if h else 1 for h in hollow],
            },
        },
        "selected": {"marker": {}},
        "unselected": {"marker": {}},
        "showlegend": False,
    }


def titles(name: str, shown: Columns, theme: Theme, texts: Mapping[str, str]) -> Trace:
    """Words beside marks, one text for each row of `shown`.

    `shown` has event_id, `words` (lines), `beside` and `words_y` (where they begin or end),
    `side` (`left` or `right` of that) and, where some are to fade, lit.
    """
    lit = shown["lit"] if "lit" in shown else repeat(True, len(shown["words"]))
    faded = mixed(theme.page, theme.text, 0.4)
    return {
        **points(name, iso(shown["beside"]), shown["words_y"], mode="text"),
        "text": ["<br>".join(map(escape, lines)) for lines in shown["words"]],
        "textposition": [f"middle {side}" for side in shown["side"]],
        "textfont": {"size": TYPE, "color": [theme.text if is_lit else faded for is_lit in lit]},
        "customdata": list(shown["event_id"]),
        "hovertext": [texts[event_id] for event_id in shown["event_id"]],
        "hoverinfo": "text",
    }


def ends(shown: Columns, colours: str | Iterable[str], size: float) -> Trace:
    """Arrowheads beside marks of `size` where an end is not known, as near at any scale of time."""
    each = repeat(colours) if isinstance(colours, str) else colours
    rows = list(zip(shown["y"], each, strict=False))
    left, right = (
        [
            (x, *row)
            for is_open, x, row in zip(shown[of], iso(shown[at]), rows, strict=True)
            if is_open
        ]
        for of, at in (("open_start", "start"), ("open_end", "end"))
    )
    marker = {
        # Downward, then turned: Plotly moves a sign the way that is down before it is turned.
        "symbol": "triangle-down",
        "angle": [90] * len(left) + [-90] * len(right),
        "standoff": size * 0.85,
        "size": size * 0.75,
        "color": [colour for _, _, colour in left + right],
    }
    x, y = ([row[nth] for row in left + right] for nth in (0, 1))
    return points("open ends", x, y, marker=marker, cliponaxis=False)


def stacks(shown: pd.DataFrame, opacity: float, scale: float, when: str) -> Trace:
    """Counts as bars that rise from a lane's floor, one for each row of `shown`.

    `shown` has start and end (days, both included), count, colour, floor (in the figure's units,
    which run downward), below (how many events stand under it) and text; `scale` is units for an
    event, `when` how Plotly writes the days. A bar's customdata is its range as `start/end`.
    """
    length = (shown["end"] - shown["start"]) / pd.Timedelta(milliseconds=1) + 86_400_000
    middle = shown["start"] + pd.to_timedelta(length / 2, unit="ms")
    days = (np.datetime_as_string(shown[c].to_numpy(), unit="D") for c in ("start", "end"))
    return {
        "type": "bar",
        "x": iso(middle),
        "y": (shown["count"] * -scale).round(5).tolist(),
        "base": (shown["floor"] - shown["below"] * scale).round(5).tolist(),
        "width": (length * 0.92).tolist(),
        "customdata": [f"{first}/{last}" for first, last in zip(*days, strict=True)],
        "hovertext": shown["text"].tolist(),
        "hovertemplate": f"%{{hovertext}}<br>{when}<extra></extra>",
        "marker": {"color": shown["colour"].tolist(), "opacity": opacity, "line": {"width": 0}},
        "selected": {"marker": {"opacity": opacity}},
        "unselected": {"marker": {"opacity": opacity}},
        "showlegend": False,
    }


def mixed(page: str, colour: str, share: float) -> str:
    """A colour as it looks where that share of it covers the page.

    >>> mixed("#ffffff", "#000000", 0.5)
    '#808080'
    """
    pairs = [(int(page[i : i + 2], 16), int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(p + (c - p) * share):02x}" for p, c in pairs)


def ring(shown: Columns, theme: Theme) -> Trace:
    """A ring around each of these marks."""
    marker = {"symbol": "circle-open", "size": MARK + 11, "color": theme.text}
    marker["line"] = {"width": 2.5}
    return points("picked", iso(shown["at"]), shown["y"], marker=marker, cliponaxis=False)


class Label(str):
    """Plotly's markup for a text; other painters take its `lines` and the `number` behind."""

    lines: tuple[str, ...] = ()
    number: str = ""


def label_width(label: Label) -> float:
    """The pixels that a label takes, its count behind the last line."""
    lines = [*label.lines[:-1], f"{label.lines[-1]} {label.number} "]
    return max(letters.width(line) for line in lines) * LABEL


def counted(label: str, count: int, theme: Theme) -> Label:
    """A label, perhaps of several lines, with its count behind it, quieter."""
    lines, number = tuple(label.split("\n")), f"{count:,}"
    text = "<br>".join(map(escape, lines))
    found = Label(f"{text} <span style='color:{theme.quiet}'>{number}</span> ")
    found.lines, found.number = lines, number
    return found
