"""The words, the legend and the axis around a plot of events in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import plotly.graph_objects as go

from lib.analysis.chronology import Days
from lib.charts import letters, pieces
from lib.charts.pieces import Trace
from lib.view.theme import Theme

TOOLS = 26  # pixels above a plot for Plotly's own buttons, so that they cover no mark
AXIS_HEIGHT = 42
TALL = 500  # pixels: a plot so high has its months above as well as below
LINE = 17  # of the words around a chart
SMALL = 12  # their letters
OPEN = "Open: not claimed as certain"  # a mark in a legend
SIGNS = {
    "circle": "●",
    "circle-open": "○",
    "diamond": "◆",
    "diamond-open": "◇",
    "square": "■",
    "square-open": "□",
    "cross": "✚",
    "cross-open": "✛",
    "triangle-down": "▼",
    "triangle-down-open": "▽",
    "triangle-up": "▲",
    "triangle-up-open": "△",
}
_APART = 18  # pixels between two entries of a legend
Entry = tuple[str, str, str]  # of a legend: symbol, colour and words


def legend_lines(entries: Iterable[Entry], room: float, size: float = SMALL) -> list[list[Entry]]:
    """The entries of a legend in lines no wider than `room`."""
    lines: list[list[Entry]] = []
    free = 0.0
    for entry in entries:
        wide = entry_width(entry, size)
        if wide > free:
            lines.append([])
            free = room
        lines[-1].append(entry)
        free -= wide
    return lines


def entry_width(entry: Entry, size: float = SMALL) -> float:
    """The pixels that an entry takes in a line, with the gap behind it."""
    return letters.width(f"M {entry[2]}") * size + _APART


@dataclass(frozen=True)
class Frame:
    """The words around a plot; `room` is their width in pixels.

    `said` and the legend stand above, `under` below the axis. They take `least` pixels above at
    least, and there are `gap` pixels between them and the plot.
    """

    said: str
    legend: Sequence[Entry]
    room: float
    theme: Theme
    under: str = ""
    least: int = TOOLS
    gap: int = 0
    left: int = field(default=8, kw_only=True)

    @cached_property
    def _lines(self) -> tuple[tuple[str, ...], list[list[Entry]], tuple[str, ...]]:
        # Plotly's own buttons stand at the right of the first line.
        said, under = (
            letters.wrapped(words, room, SMALL, 4)
            for words, room in ((self.said, self.room - 130), (self.under, self.room))
        )
        return said, legend_lines(self.legend, self.room), under

    @property
    def over(self) -> int:
        """Pixels above the plot."""
        lines = len(self._lines[0]) + len(self._lines[1])
        return max(self.least, 8 + LINE * lines if lines else 0) + self.gap

    @property
    def below(self) -> int:
        """Pixels below the plot."""
        return AXIS_HEIGHT + LINE * len(self._lines[2]) + 4 * bool(self.under)

    def around(
        self,
        traces: Sequence[Trace],
        plot: float,
        axis: Days,
        yaxis: dict[str, Any],
        bands: Iterable[tuple[float, float]],
    ) -> go.Figure:
        """The figure of a plot `plot` pixels high on an axis of days.

        Its `meta` has the words as data, for other painters: `said`, `legend` and `under`.
        """
        xaxis = pieces.days_axis(axis, self.theme)
        above_it = {}
        if plot > TALL:
            # Plotly draws an axis only with a trace on it.
            traces = [pieces.points("months above", [], [], xaxis="x2"), *traces]
            above_it = {"xaxis2": {**xaxis, "overlaying": "x", "side": "top", "matches": "x"}}
        over = self.over + AXIS_HEIGHT * bool(above_it)
        said, legend, under = self._lines
        place: dict[str, Any] = dict.fromkeys(("xref", "yref"), "paper")
        place |= {"xanchor": "left", "align": "left", "xshift": 2 - self.left}
        place |= {"font": {"size": SMALL, "color": self.theme.quiet}}
        above = "<br>".join([*map(escape, said), *map(markup, legend)])
        below = "<br>".join(map(escape, under))
        notes = [
            pieces.note(above, (0, 1.0), place | {"yanchor": "top", "yshift": over - 2}),
            pieces.note(below, (0, 0.0), place | {"yanchor": "bottom", "yshift": -self.below}),
        ]
        layout = {
            **pieces.look(self.theme),
            "height": round(plot + over + self.below),
            "margin": {"l": self.left, "r": 8, "t": over, "b": self.below},
            "barmode": "overlay",
            "dragmode": "select",
            "selectdirection": "h",
            "newselection": {"line": {"color": self.theme.text, "width": 1, "dash": "dot"}},
            "annotations": [words for words in notes if words["text"]],
            "meta": {"said": said, "legend": legend, "under": under},
            "shapes": [pieces.band(top, foot, self.theme) for top, foot in bands],
            "xaxis": xaxis,
            **above_it,
            "yaxis": yaxis,
        }
        return pieces.figure(traces, layout)


def markup(entries: Iterable[Entry]) -> str:
    """A line of a legend as Plotly's markup."""
    return "    ".join(
        f"<span style='color:{colour};font-size:17px'>{SIGNS[symbol]}</span> {escape(words)}"
        for symbol, colour, words in entries
    )
