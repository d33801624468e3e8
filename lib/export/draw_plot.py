"""A timeline drawn on a sheet: the marks of its Plotly figure at the same places.

It draws what `lib.charts.pieces` makes (spans, marks, titles, bars, bands, an axis of days) and
the words and the legend of `lib.charts.frame`.
"""

import math
from collections.abc import Callable
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from matplotlib.path import Path as Outline

from lib.charts import frame, letters, pieces
from lib.export.canvas import LINE, Sheet, measure, polygon
from lib.view.theme import Theme

SIZE = 13
SMALL = 12
ROW = 19

_Scale = Callable[[Any], np.ndarray]
_THIRD = 2 / math.sqrt(3)
# Corners for a mark that is two units wide.
POINTS: dict[str, list[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
    "triangle-up": [(-_THIRD, 0.5), (_THIRD, 0.5), (0, -1)],
    "triangle-down": [(-_THIRD, -0.5), (_THIRD, -0.5), (0, 1)],
    "triangle-left": [(0.5, -_THIRD), (0.5, _THIRD), (-1, 0)],
    "triangle-right": [(-0.5, -_THIRD), (-0.5, _THIRD), (1, 0)],
    "cross": [
        *((1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4)),
        *((-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4)),
    ],
}


def marker(symbol: str, x: float, y: float, size: float) -> Outline:
    """The outline of one of Plotly's marker symbols, `-open` or not, as plotly.js draws it."""
    name = symbol.removesuffix("-open")
    if name == "circle":
        return Outline.circle((x, y), size / 2)
    return polygon([(x + dx * size / 2, y + dy * size / 2) for dx, dy in POINTS[name]])


class Plot:
    """A timeline's figure laid out for `width` of its own pixels; `height` follows."""

    def __init__(self, figure: go.Figure, width: float, theme: Theme) -> None:
        self.figure, self.width, self.theme = figure, width, theme
        layout = figure.layout
        self._labels: tuple[pieces.Label, ...] = layout.yaxis.ticktext or ()
        self._left = layout.margin.l
        self._said, self._under = (
            letters.wrapped(" ".join(layout.meta[name]), width, SMALL, 4)
            for name in ("said", "under")
        )
        entries = [entry for line in layout.meta["legend"] for entry in line]
        self._legend = frame.legend_lines(entries, width, SMALL)
        self._plot = layout.height - layout.margin.t - layout.margin.b
        self._top = 8 + ROW * (len(self._said) + len(self._legend))
        self.height = self._top + self._plot + 44 + ROW * len(self._under)

    @property
    def around(self) -> float:
        """The pixels above and below the plot."""
        return float(self.height - self._plot)

    def draw(self, sheet: Sheet, left: float, top: float, scale: float) -> None:
        """Draw the figure with its upper left corner there, each of its pixels `scale` wide."""
        sheet = sheet.within(left, top, scale)
        layout, theme = self.figure.layout, self.theme
        x0, x1 = self._left, self.width - layout.margin.r
        y0, y1 = float(self._top), self._top + self._plot
        days = [pd.Timestamp(d) for d in layout.xaxis.range]
        ends = layout.yaxis.range

        def across(times: Any) -> np.ndarray:
            since = _times(times) - days[0]
            return np.asarray(x0 + since / (days[1] - days[0]) * (x1 - x0), dtype=float)

        def down(values: Any) -> np.ndarray:
            share = (np.asarray(values, dtype=float) - ends[0]) / (ends[1] - ends[0])
            return np.asarray(y1 - share * (y1 - y0))

        for shape in layout.shapes:
            first, last = sorted(down([shape.y0, shape.y1]))
            sheet.rectangle(x0, first, x1 - x0, last - first, shape.fillcolor)
        self._days_axis(sheet, days, across, y0, y1)
        for trace in self.figure.data:
            if trace.type == "bar":
                self._bars(sheet, trace, across, down)
            elif trace.mode == "text":
                self._titles(sheet, trace, across(trace.x), down(trace.y))
            else:
                self._markers(sheet, trace, across(trace.x), down(trace.y))
        for label, at in zip(self._labels, down(layout.yaxis.tickvals or ()), strict=True):
            self._label(sheet, label, x0 - 8, at)
        sheet.paragraph(0, 4 + SMALL, self._said, ROW, SMALL, theme.quiet)
        draw_legend(sheet, self._legend, 0, 4 + len(self._said) * ROW, theme)
        sheet.paragraph(0, y1 + 44 + SMALL, self._under, ROW, SMALL, theme.quiet)

    def _bars(self, sheet: Sheet, bars: Any, across: _Scale, down: _Scale) -> None:
        wide = np.asarray(bars.width, dtype=float)
        if bars.orientation == "h":
            start, long = _times(bars.base), np.asarray(bars.x, dtype=float)
            low, tall = np.asarray(bars.y, dtype=float) - wide / 2, wide
        else:
            start, long = _times(bars.x) - pd.to_timedelta(wide / 2, unit="ms"), wide
            low, tall = np.asarray(bars.base, dtype=float), np.asarray(bars.y, dtype=float)
        end = start + pd.to_timedelta(long, unit="ms")
        sides = across(start), across(end), down(low), down(low + tall)
        for left, right, one, other, colour in zip(*sides, bars.marker.color, strict=True):
            sheet.rectangle(left, one, right - left, other - one, colour, bars.marker.opacity)

    def _markers(self, sheet: Sheet, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
        style, ids = trace.marker, trace.customdata if trace.name == "events" else ""
        symbols = style.symbol
        if style.standoff:  # arrowheads beside marks
            turned = np.asarray(style.angle, dtype=float)
            x = x - np.sign(turned) * style.standoff
            symbols = tuple("triangle-left" if t > 0 else "triangle-right" for t in turned)
        styles = (symbols, style.size, style.color, style.opacity, style.line.color)
        of_each = (_many(value, len(x)) for value in (*styles, style.line.width, ids))
        for at, symbol, size, colour, shade, edge, width, event in zip(
            zip(x, y, strict=True), *of_each, strict=True
        ):
            hollow = symbol.endswith("-open")
            fill, outlined = ("none", colour) if hollow else (colour, edge or self.theme.page)
            # Outlines of the screen's width would swallow a small mark.
            thin = (1 if width is None else width) * min(1, size / pieces.MARK)
            shape = marker(symbol, at[0], at[1], size)
            sheet.outline(shape, fill, outlined, thin, opacity=shade, event=event)

    def _titles(self, sheet: Sheet, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
        size = trace.textfont.size
        inks, places = (_many(v, len(x)) for v in (trace.textfont.color, trace.textposition))
        for at_x, at_y, words, ink, place in zip(x, y, trace.text, inks, places, strict=True):
            lines = [unescape(line) for line in words.split("<br>")]
            align = {"middle right": "left", "middle left": "right"}[place]
            first = at_y - (len(lines) - 1) * size * LINE / 2 + size * 0.34
            sheet.paragraph(at_x, first, lines, size * LINE, size, ink, align=align)

    def _days_axis(
        self, sheet: Sheet, days: list[pd.Timestamp], across: _Scale, y0: float, y1: float
    ) -> None:
        """Grid lines and labels as `lib.charts.pieces.days_axis` asks Plotly for them."""
        right, quiet = self.width - self.figure.layout.margin.r, self.theme.quiet
        ticks, form = pieces.ticks(days[0], days[1], (self.width - self._left) / 62)
        places = across(ticks)
        # A month is named in its middle, whatever the step.
        named = across([t + pd.offsets.MonthBegin() for t in ticks]) if form == "%b" else places
        for place in places:
            if self._left <= place <= right:
                sheet.lines([(place, y0), (place, y1)], self.theme.line, 1)
        year = None
        for tick, at in zip(ticks, (places + named) / 2, strict=True):
            if not self._left <= at <= right:
                continue
            said = f"{tick.day} {tick:%b}" if form == "%-d %b" else f"{tick:{form}}"
            sheet.text(at, y1 + 17, said, SIZE, quiet, align="center")
            if form != "%Y" and tick.year != year:
                sheet.text(at, y1 + 34, str(tick.year), SIZE, quiet, align="center")
            year = tick.year

    def _label(self, sheet: Sheet, label: pieces.Label, right: float, middle: float) -> None:
        """The lines of a label, right-aligned, the count behind the last."""
        *above, last = label.lines
        y = middle - len(label.lines) * SIZE * LINE / 2 + SIZE
        sheet.paragraph(right, y, above, SIZE * LINE, SIZE, self.theme.text, align="right")
        y += len(above) * SIZE * LINE
        sheet.text(right, y, label.number, SIZE, self.theme.quiet, align="right")
        right -= measure(f"{label.number} ", SIZE) if label.number else 0
        sheet.text(right, y, last, SIZE, self.theme.text, align="right")


def draw_legend(
    sheet: Sheet, lines: list[list[frame.Entry]], left: float, top: float, theme: Theme
) -> None:
    """Draw the lines of a legend."""
    for nth, entries in enumerate(lines):
        x, baseline = left, top + nth * ROW + SMALL
        for symbol, colour, words in entries:
            hollow = symbol.endswith("-open")
            shape = marker(symbol, x + 5, baseline - 4, 9.5)
            sheet.outline(shape, "none" if hollow else colour, colour, 1.5 * hollow)
            sheet.text(x + 15, baseline, words, SMALL, theme.quiet)
            x += frame.entry_width((symbol, colour, words), SMALL)


def _times(values: Any) -> pd.Series:
    return pd.to_datetime(pd.Series(list(values), dtype=object))


def _many(value: Any, count: int) -> list[Any]:
    """One value for each mark, where a trace gives one for all."""
    return list(value) if isinstance(value, tuple) else [value] * count
