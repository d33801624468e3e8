"""The pieces that pictures of events in time are made of, so that all of them look alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.charts.theme import Theme

FONT = "Source Sans, Source Sans Pro, sans-serif"
MARK = 11
FADED = 0.18
SPAN = 0.32
TOOLS = 26  # pixels above a plot for Plotly's own buttons, so that they cover no mark
# Room for the arrowheads between the labels and the plot.
LABEL_GAP = {"ticks": "outside", "ticklen": 6, "tickcolor": "rgba(0,0,0,0)"}


def look(theme: Theme) -> dict[str, Any]:
    """The layout every picture shares: page, font and hover label."""
    font = {"family": FONT, "size": 13, "color": theme.text}
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
        "modebar": {
            "bgcolor": "rgba(0,0,0,0)",
            "color": theme.quiet,
            "activecolor": theme.text,
        },
    }


def padded(
    first: pd.Timestamp, last: pd.Timestamp, share: float = 0.025
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """An axis a little longer than its days, and never beyond the years that a date can have."""
    pad = max((last - first) * share, pd.Timedelta(days=1))
    return max(first - pad, pd.Timestamp(date.min)), min(last + pad, pd.Timestamp(date.max))


def days_axis(axis: tuple[pd.Timestamp, pd.Timestamp], theme: Theme) -> dict[str, Any]:
    """An x axis of days: ticks by the month up to some two years, by the day below two months."""
    days = (axis[1] - axis[0]).days
    by_month = {"dtick": "M1" if days < 580 else None, "tickformat": "%b\n%Y"}
    # Left to itself Plotly parts days into hours, and each part bears the name of its day.
    by_day = {"dtick": 86_400_000 if days < 10 else None, "tickformat": "%-d %b\n%Y", "nticks": 10}
    return {
        "type": "date",
        "range": list(axis),
        "gridcolor": theme.line,
        "tickfont": {"color": theme.quiet},
        "ticklabelmode": "period" if days >= 62 else "instant",
        **(by_month if days >= 62 else by_day),
        "zeroline": False,
        # A legend below takes as many lines as the browser's width asks for; the axis stays clear.
        "automargin": "height",
    }


def ticks(first: pd.Timestamp, last: pd.Timestamp, most: float) -> tuple[list[pd.Timestamp], str]:
    """Where a drawing that is not Plotly's puts the ticks of such an axis, and their strftime form.

    At most about `most` of them: months as `days_axis` has them, else the shortest step of days,
    months or years that is few enough.
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


def dots(
    shown: pd.DataFrame,
    colour: str,
    theme: Theme,
    name: str,
    size: float | Sequence[float],
    texts: pd.Series,
) -> go.Scatter:
    """The marks themselves, hollow where the date is approximate, faded where not `lit`.

    `shown` has event_id, at, y, symbol, approximate and, where some are to fade, lit; `texts` is
    indexed by event_id. A mark's customdata is its event_id.
    """
    hollow = shown["approximate"]
    lit = shown["lit"] if "lit" in shown else np.ones(len(shown), dtype=bool)
    return go.Scatter(
        x=shown["at"],
        y=shown["y"],
        mode="markers",
        name=name,
        customdata=shown["event_id"],
        text=texts.reindex(shown["event_id"]),
        hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": shown["symbol"] + np.where(hollow, "-open", "").astype(object),
            "size": size,
            "color": colour,
            "opacity": np.where(lit, 1, FADED).tolist(),
            "line": {
                "color": np.where(hollow, colour, theme.page).tolist(),
                "width": np.where(hollow, 2, 1).tolist(),
            },
        },
        # Streamlit answers a click; Plotly's own fading would say something else.
        selected={"marker": {}},
        unselected={"marker": {}},
        showlegend=False,
    )


def bars(shown: pd.DataFrame, colour: str, thickness: float, opacity: float = SPAN) -> go.Scatter:
    """The spans of uncertain dates as one trace, broken between spans."""
    wide = shown[shown["end"] > shown["start"]]
    blank = pd.Series(pd.NaT, index=wide.index)
    return go.Scatter(
        x=pd.concat([wide["start"], wide["end"], blank], axis=1).to_numpy().ravel(),
        y=wide["y"].repeat(3),
        mode="lines",
        line={"color": colour, "width": thickness},
        opacity=opacity,
        hoverinfo="skip",
        showlegend=False,
    )


def ends(
    shown: pd.DataFrame,
    axis: tuple[pd.Timestamp, pd.Timestamp],
    colour: str | pd.Series,
    size: float,
) -> go.Scatter:
    """Arrowheads at the edge of the plot where a span has no known end.

    `colour` is one for all, or a Series with the index of `shown`.
    """
    left, right = shown[shown["open_start"]], shown[shown["open_end"]]
    both = pd.concat([left, right])
    return go.Scatter(
        x=[axis[0]] * len(left) + [axis[1]] * len(right),
        y=both["y"],
        mode="markers",
        name="open ends",
        marker={
            "symbol": ["triangle-left"] * len(left) + ["triangle-right"] * len(right),
            "size": size,
            "color": colour if isinstance(colour, str) else colour.loc[both.index].tolist(),
        },
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def letters(shown: pd.DataFrame, size: float, position: str) -> go.Scatter:
    """Letters where colours cannot be told apart, one for each row of `shown`.

    `shown` has at, y, letter and `ink`, its colour; `position` is Plotly's, `middle right` of the
    point or `middle center` on it.
    """
    return go.Scatter(
        x=shown["at"],
        y=shown["y"],
        mode="text",
        name="letters",
        text=shown["letter"].map(escape),
        textposition=position,
        textfont={"size": size, "color": shown["ink"].tolist()},
        hoverinfo="skip",
        showlegend=False,
    )


def stacks(shown: pd.DataFrame, opacity: float, scale: float, when: str) -> go.Bar:
    """Counts as bars that rise from a lane's floor, one for each row of `shown`.

    `shown` has start and end (days, both included), count, colour, floor (in the figure's units,
    which run downward), below (how many events stand under it) and text; `scale` is units for an
    event, `when` how Plotly writes the days. A bar's customdata is its range as `start/end`.
    """
    start, end = (shown[c].to_numpy().astype("M8[ms]").astype(np.int64) for c in ("start", "end"))
    width = end - start + 86_400_000
    first, last = (np.datetime_as_string(shown[c].to_numpy(), unit="D") for c in ("start", "end"))
    return go.Bar(
        # Hours are what the middle of a bin needs; texts keep every library's hands off them.
        x=np.datetime_as_string((start + width // 2).astype("M8[ms]"), unit="h").tolist(),
        y=(-shown["count"].to_numpy() * scale).astype("float32"),
        base=(shown["floor"].to_numpy() - shown["below"].to_numpy() * scale).astype("float32"),
        width=width * 0.92,
        customdata=[f"{a}/{b}" for a, b in zip(first, last, strict=True)],
        hovertext=shown["text"].tolist(),
        hovertemplate=f"%{{hovertext}}<br>{when}<extra></extra>",
        marker={"color": shown["colour"].tolist(), "opacity": opacity, "line": {"width": 0}},
        # Streamlit answers a click; Plotly's own fading would say something else.
        selected={"marker": {"opacity": opacity}},
        unselected={"marker": {"opacity": opacity}},
        showlegend=False,
    )


def mixed(page: str, colour: str, share: float) -> str:
    """A colour as it looks where that share of it covers the page.

    >>> mixed("#ffffff", "#000000", 0.5)
    '#808080'
    """
    pairs = [(int(page[i : i + 2], 16), int(colour[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(p + (c - p) * share):02x}" for p, c in pairs)


def ring(shown: pd.DataFrame, theme: Theme) -> go.Scatter:
    """A ring around each of these marks."""
    return go.Scatter(
        x=shown["at"],
        y=shown["y"],
        mode="markers",
        name="picked",
        marker={
            "symbol": "circle-open",
            "size": MARK + 11,
            "color": theme.text,
            "line": {"width": 2.5},
        },
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def swatch(name: str, symbol: str, colour: str, legend: str) -> go.Scatter:
    """An entry of a legend, which carries no data; Plotly would read markup in its name."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=escape(name),
        legend=legend,
        marker={"symbol": symbol, "color": colour, "size": MARK, "line": {"width": 1.5}},
        showlegend=True,
        hoverinfo="skip",
    )


def legend_box(theme: Theme, anchor: str, title: str) -> dict[str, Any]:
    """A legend that answers no click, along the `top` or the `bottom` of the whole figure."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.0 if anchor == "top" else 0.0,
        # Of the container: in units of the plot a legend would push the margins it stands in.
        "yref": "container",
        "yanchor": anchor,
        "title": {"text": title, "font": {"color": theme.quiet, "size": 12}},
        "font": {"color": theme.quiet, "size": 12},
        # Closer to its symbol, so that two stand side by side sooner.
        "indentation": -10,
        "itemclick": False,
        "itemdoubleclick": False,
        "bgcolor": "rgba(0,0,0,0)",
    }


def legend_height(swatches: Sequence[go.Scatter], room: float) -> int:
    """What a legend takes in pixels: past one line, all its entries are as wide as the widest."""
    if not swatches:
        return 0
    lengths = [len(s.name) * 5.6 + 38 for s in swatches]
    fit = max(1, int(room // max(lengths)))
    in_a_line = len(swatches) if sum(lengths) <= room else fit
    return 10 + 19 * -(-len(swatches) // in_a_line)


def counted(label: str, count: int, theme: Theme) -> str:
    """A label with its count behind it, quieter, as Plotly's own markup; `label` is trusted."""
    return f"{label} <span style='color:{theme.quiet}'>{count:,}</span> "
