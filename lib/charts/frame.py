"""The words and legends around a plot of events in time."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import plotly.graph_objects as go

from lib.analysis.chronology import Days
from lib.charts import pieces
from lib.charts.pieces import Trace
from lib.view.theme import Theme

TOOLS = 26  # pixels above a plot for Plotly's own buttons, so that they cover no mark
AXIS_HEIGHT = 42
LINE = 16  # of the words above a chart


def legend_box(theme: Theme, anchor: str, title: str) -> dict[str, Any]:
    """A legend along the `top` or the `bottom` of the whole figure; clicks change nothing."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.0 if anchor == "top" else 0.0,
        # In units of the plot a legend would push the margins it stands in.
        "yref": "container",
        "yanchor": anchor,
        "title": {"text": title, "font": {"color": theme.quiet, "size": 12}},
        "font": {"color": theme.quiet, "size": 12},
        # Closer to the symbol, so that more entries fit a line.
        "indentation": -10,
        "itemclick": False,
        "itemdoubleclick": False,
        "bgcolor": "rgba(0,0,0,0)",
    }


def legend_height(swatches: Sequence[Trace], room: float) -> int:
    """The height of a legend in pixels; beyond one line, all entries are as wide as the widest."""
    if not swatches:
        return 0
    lengths = [len(swatch["name"]) * 5.6 + 38 for swatch in swatches]
    fit = max(1, int(room // max(lengths)))
    in_a_line = len(swatches) if sum(lengths) <= room else fit
    return 10 + 19 * -(-len(swatches) // in_a_line)


def _heading(said: str, width: float, theme: Theme) -> tuple[dict[str, Any], int]:
    """Words above a chart about `width` pixels wide, as Plotly's title, and their height in pixels.

    They leave room at the right for narrower browsers and for Plotly's own buttons.
    """
    lines = textwrap.wrap(said, max(24, round(width * 0.62 / 6.1)))
    words = pieces.Label("<br>".join(map(escape, lines)))
    words.lines = tuple(lines)
    title = {
        "text": words or None,
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "yref": "container",
        "y": 1,
        "yanchor": "top",
        # Plotly places the top of a single line there, but the foot of the first of several.
        "pad": {"l": 8, "t": 9 if len(lines) == 1 else LINE + 1},
        "font": {"size": 12, "color": theme.quiet, "weight": 400},
    }
    return title, 8 + LINE * len(lines) if lines else 0


@dataclass(frozen=True)
class Frame:
    """The words and legends around a plot; `room` is the width of the legends in pixels.

    `titles` are those of the legends. The words take `least` pixels at least, and there are `gap`
    pixels between the legend and the plot.
    """

    said: str
    above: list[Trace]
    below: list[Trace]
    titles: tuple[str, str]
    room: float
    theme: Theme
    least: int = TOOLS
    gap: int = 0

    @cached_property
    def _title(self) -> tuple[dict[str, Any], int]:
        title, height = _heading(self.said, self.room + 110, self.theme)
        return title, max(self.least, height)

    @property
    def over(self) -> int:
        """Pixels above the plot."""
        return self._title[1] + legend_height(self.above, self.room) + self.gap

    @property
    def under(self) -> int:
        """Pixels below the plot."""
        return AXIS_HEIGHT + legend_height(self.below, self.room)

    def around(
        self,
        traces: Sequence[Trace],
        plot: float,
        axis: Days,
        yaxis: dict[str, Any],
        bands: Iterable[tuple[float, float]],
        left: int = 8,
    ) -> go.Figure:
        """The figure of a plot `plot` pixels high on an axis of days."""
        title, said = self._title
        height = round(plot + self.over + self.under)
        layout = {
            **pieces.look(self.theme),
            "height": height,
            "margin": {"l": left, "r": 8, "t": self.over, "b": self.under},
            "barmode": "overlay",
            # Streamlit passes clicks on only while a drag does not select.
            "dragmode": "zoom",
            "selectdirection": "h",
            "newselection": {"line": {"color": self.theme.text, "width": 1, "dash": "dot"}},
            "title": title,
            "legend": legend_box(self.theme, "top", self.titles[0]) | {"y": 1 - said / height},
            "legend2": legend_box(self.theme, "bottom", self.titles[1]),
            "shapes": [pieces.band(top, foot, self.theme) for top, foot in bands],
            "xaxis": pieces.days_axis(axis, self.theme),
            "yaxis": yaxis,
        }
        return pieces.figure([*traces, *self.above, *self.below], layout)
