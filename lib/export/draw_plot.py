"""A timeline or a board drawn on a sheet: the marks of its Plotly figure at the same places.

It draws what `lib.charts.pieces` makes (spans, marks, letters, bars, bands, an axis of days, words
above, two legends) and raises UndrawableError for anything else, so that a card never lacks what
the screen shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from matplotlib.path import Path as Outline

from lib.charts import pieces
from lib.export.canvas import LINE, Sheet, measure, polygon, wrap
from lib.view.theme import Theme

SIZE = 13
SMALL = 12
ROW = 19
_GAP = 18
_SWATCH = 16
_RIGHT = 14
LEGENDS = ("legend", "legend2")


_Scale = Callable[[Any], np.ndarray]


class UndrawableError(ValueError):
    """A figure holds something that cannot be drawn on a sheet."""


def _ring(corners: int, inner: float = 1) -> list[tuple[float, float]]:
    """Corners around the middle, every second `inner` as far out."""
    around = [(i, 2 * math.pi * i / corners) for i in range(corners)]
    return [
        (math.sin(a) * (inner if i % 2 else 1), -math.cos(a) * (inner if i % 2 else 1))
        for i, a in around
    ]


_THIRD, _ARM = 2 / math.sqrt(3), 0.8 / math.sqrt(2)
# Corners for a mark that is two units wide.
POINTS: dict[str, list[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
    "triangle-up": [(-_THIRD, 0.5), (_THIRD, 0.5), (0, -1)],
    "triangle-down": [(-_THIRD, -0.5), (_THIRD, -0.5), (0, 1)],
    "triangle-left": [(0.5, -_THIRD), (0.5, _THIRD), (-1, 0)],
    "triangle-right": [(-0.5, -_THIRD), (-0.5, _THIRD), (1, 0)],
    "x": [
        *((0, _ARM), (_ARM, 2 * _ARM), (2 * _ARM, _ARM), (_ARM, 0), (2 * _ARM, -_ARM)),
        *((_ARM, -2 * _ARM), (0, -_ARM), (-_ARM, -2 * _ARM), (-2 * _ARM, -_ARM), (-_ARM, 0)),
        *((-2 * _ARM, _ARM), (-_ARM, 2 * _ARM)),
    ],
    "cross": [
        *((1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4)),
        *((-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4)),
    ],
    "pentagon": _ring(5),
    "hexagon": _ring(6),
    "star": [(1.4 * x, 1.4 * y) for x, y in _ring(10, 0.382)],
}


def marker(symbol: str, x: float, y: float, size: float) -> Outline:
    """The outline of one of Plotly's marker symbols, `-open` or not, as plotly.js draws it.

    Raises UndrawableError for a symbol that this project does not use.
    """
    name = symbol.removesuffix("-open")
    if name == "circle":
        return Outline.circle((x, y), size / 2)
    if name not in POINTS:
        raise UndrawableError(f"marker symbol {symbol!r}")
    return polygon([(x + dx * size / 2, y + dy * size / 2) for dx, dy in POINTS[name]])


class Plot:
    """A figure laid out for `width` of its own pixels; `height` follows. Raises UndrawableError."""

    def __init__(self, figure: go.Figure, width: float, theme: Theme) -> None:
        self.figure, self.width, self.theme = figure, width, theme
        layout = figure.layout
        unknown = {t.type for t in figure.data} - {"scatter", "bar"}
        if unknown or layout.annotations:
            raise UndrawableError(", ".join(sorted(unknown)) or "annotations")
        self._labels: tuple[pieces.Label, ...] = layout.yaxis.ticktext or ()
        self._left = 14 + max(
            (measure(line, SIZE) for label in self._labels for line in _lines(label)), default=-14
        )
        self._rows = {legend: self._legend_rows(legend) for legend in LEGENDS}
        self._plot = layout.height - layout.margin.t - layout.margin.b
        said = layout.title.text
        self._said = wrap(" ".join(said.lines), width, SMALL) if said else []
        self._head = ROW * len(self._said)
        self._top = 8 + self._head + ROW * len(self._rows["legend"])
        self.height = self._top + self._plot + 44 + ROW * len(self._rows["legend2"])

    def draw(self, sheet: Sheet, left: float, top: float, scale: float) -> None:
        """Draw the figure with its upper left corner there, each of its pixels `scale` wide."""
        sheet = sheet.within(left, top, scale)
        layout, theme = self.figure.layout, self.theme
        x0, x1 = self._left, self.width - _RIGHT
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
        if layout.yaxis.zeroline:
            level = down([0, 0])
            sheet.lines([x0, x1], level, layout.yaxis.zerolinecolor, layout.yaxis.zerolinewidth)
        for trace in self.figure.data:
            if not trace.showlegend:
                self._trace(sheet, trace, across, down)
        for label, at in zip(self._labels, down(layout.yaxis.tickvals or ()), strict=True):
            self._label(sheet, label, x0 - 8, at)
        for i, line in enumerate(self._said):
            sheet.text(0, 4 + i * ROW + SMALL, line, SMALL, theme.quiet)
        self._legend(sheet, "legend", 4 + self._head)
        self._legend(sheet, "legend2", self._top + self._plot + 40)

    def _trace(self, sheet: Sheet, trace: Any, across: _Scale, down: _Scale) -> None:
        if trace.type == "bar":
            self._bars(sheet, trace, across, down)
            return
        x, y = across(trace.x), down(trace.y)
        match trace.mode:
            case "lines":
                sheet.lines(x, y, trace.line.color, trace.line.width, trace.opacity)
            case "text":
                self._letters(sheet, trace, x, y)
            case "markers":
                self._markers(sheet, trace.marker, x, y)
            case other:
                raise UndrawableError(f"mode {other!r}")

    def _bars(self, sheet: Sheet, bars: Any, across: _Scale, down: _Scale) -> None:
        if bars.orientation == "h":
            start = _times(bars.base)
            end = start + pd.to_timedelta(list(bars.x), unit="ms")
            low = np.asarray(bars.y, dtype=float) - bars.width / 2
            high = low + bars.width
        else:
            start = _times(bars.x) - pd.to_timedelta(bars.width, unit="ms") / 2
            end = start + pd.to_timedelta(bars.width, unit="ms")
            low = np.asarray(bars.base, dtype=float)
            high = low + np.asarray(bars.y, dtype=float)
        sides = across(start), across(end), down(low), down(high)
        for left, right, one, other, colour in zip(*sides, bars.marker.color, strict=True):
            size = (right - left, other - one)
            sheet.rectangle(left, one, *size, colour, bars.marker.opacity)

    def _markers(self, sheet: Sheet, style: Any, x: np.ndarray, y: np.ndarray) -> None:
        styles = (style.symbol, style.size, style.color, style.opacity, style.line.color)
        of_each = (_many(value, len(x)) for value in (*styles, style.line.width))
        for at_x, at_y, symbol, size, colour, shade, edge, width in zip(
            x, y, *of_each, strict=True
        ):
            # Outlines of the screen's width would swallow a small mark.
            thin = (1 if width is None else width) * min(1, size / pieces.MARK)
            outlined = edge or self.theme.page
            _draw_mark(sheet, symbol, (at_x, at_y), size, colour, outlined, thin, shade)

    def _letters(self, sheet: Sheet, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
        size, beside = trace.textfont.size, trace.textposition.endswith("right")
        align, halo = ("left", self.theme.page) if beside else ("center", "")
        of_each = zip(x, y, trace.text, _many(trace.textfont.color, len(x)), strict=True)
        for at_x, at_y, text, ink in of_each:
            sheet.text(at_x, at_y + size * 0.34, unescape(text), size, ink, align=align, halo=halo)

    def _days_axis(
        self, sheet: Sheet, days: list[pd.Timestamp], across: _Scale, y0: float, y1: float
    ) -> None:
        """Grid lines and labels as `lib.charts.pieces.days_axis` asks Plotly for them."""
        right, quiet = self.width - _RIGHT, self.theme.quiet
        ticks, form = pieces.ticks(days[0], days[1], (self.width - self._left) / 62)
        places = across(ticks)
        # A month is named in its middle, whatever the step.
        named = across([t + pd.offsets.MonthBegin() for t in ticks]) if form == "%b" else places
        for place in places:
            if self._left <= place <= right:
                sheet.lines([place, place], [y0, y1], self.theme.line, 1)
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
        y = middle - len(label.lines) * SIZE * LINE / 2 + SIZE
        for line, text in zip(_lines(label), label.lines, strict=True):
            x = right - measure(line, SIZE)
            sheet.text(x, y, text, SIZE, self.theme.text)
            y += SIZE * LINE
        x = right - measure(label.number, SIZE)
        sheet.text(x, y - SIZE * LINE, label.number, SIZE, self.theme.quiet)

    def _legend_rows(self, legend: str) -> list[list[Any]]:
        """The entries of a legend in lines that fit the width, its title first."""
        rows: list[list[Any]] = []
        room = 0.0
        for entry in self.figure.data:
            if entry.showlegend and entry.legend == legend:
                width = _SWATCH + measure(unescape(entry.name), SMALL) + _GAP
                if width > room:
                    rows.append([])
                    room = self.width - self._title_width(legend)
                rows[-1].append(entry)
                room -= width
        return rows

    def _title_width(self, legend: str) -> float:
        return measure(self.figure.layout[legend].title.text, SMALL, "semibold") + _GAP

    def _legend(self, sheet: Sheet, legend: str, top: float) -> None:
        quiet, y = self.theme.quiet, top + SMALL
        for i, row in enumerate(self._rows[legend]):
            if not i:
                title = self.figure.layout[legend].title.text
                sheet.text(0, y, title, SMALL, quiet, face="semibold")
            x = self._title_width(legend)
            for entry in row:
                name, style = unescape(entry.name), entry.marker
                width = 1.5 if style.symbol.endswith("-open") else 0
                place = (x + 6, y - 4)
                _draw_mark(
                    sheet, style.symbol, place, style.size * 0.9, style.color, style.color, width
                )
                sheet.text(x + _SWATCH, y, name, SMALL, quiet)
                x += _SWATCH + measure(name, SMALL) + _GAP
            y += ROW


def _draw_mark(
    sheet: Sheet,
    symbol: str,
    place: tuple[float, float],
    size: float,
    colour: str,
    edge: str,
    width: float,
    opacity: float | None = None,
) -> None:
    hollow = symbol.endswith("-open")
    fill, outlined = ("none", colour) if hollow else (colour, edge)
    sheet.outline(marker(symbol, *place, size), fill, outlined, width, opacity)


def _times(values: Any) -> pd.Series:
    return pd.to_datetime(pd.Series(list(values), dtype=object))


def _lines(label: pieces.Label) -> list[str]:
    """The lines of a label with its count behind the last."""
    return [*label.lines[:-1], f"{label.lines[-1]} {label.number}"]


def _many(value: Any, count: int) -> list[Any]:
    """One value for each mark, where a trace gives one for all."""
    single = isinstance(value, str) or np.ndim(value) == 0
    return [value] * count if single else list(value)
