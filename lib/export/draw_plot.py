"""A timeline or a board drawn on a sheet: the marks of its Plotly figure at the same places.

It draws what `lib.charts.pieces` makes (spans, marks, letters, bars, bands, an axis of days, words
above, two legends) and raises UndrawableError for anything else, so that a card never lacks what
the screen shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from matplotlib.path import Path as Outline

from lib.charts import pieces
from lib.export.canvas import LINE, Sheet, measure, wrap
from lib.view.theme import Theme

SIZE = 13
SMALL = 12
ROW = 19
_GAP = 18
_SWATCH = 16
_RIGHT = 14
LEGENDS = ("legend", "legend2")


class UndrawableError(ValueError):
    """A figure holds something that cannot be drawn on a sheet."""


def marker(symbol: str, x: float, y: float, size: float) -> Outline:
    """The outline of one of Plotly's marker symbols, `-open` or not, as plotly.js draws it.

    Raises UndrawableError for a symbol that this project does not use.
    """
    r = size / 2
    name = symbol.removesuffix("-open")
    if name == "circle":
        return Outline.circle((x, y), r)
    third, half = r * 2 / math.sqrt(3), r / 2
    x_arm, plus, bar = r * 0.8 / math.sqrt(2), r * 1.2, r * 0.4
    points: dict[str, list[tuple[float, float]]] = {
        "square": [(-r, -r), (r, -r), (r, r), (-r, r)],
        "diamond": [(0, -r * 1.3), (r * 1.3, 0), (0, r * 1.3), (-r * 1.3, 0)],
        "triangle-up": [(-third, half), (third, half), (0, -r)],
        "triangle-down": [(-third, -half), (third, -half), (0, r)],
        "triangle-left": [(half, -third), (half, third), (-r, 0)],
        "triangle-right": [(-half, -third), (-half, third), (r, 0)],
        "x": [
            *((0, x_arm), (x_arm, 2 * x_arm), (2 * x_arm, x_arm), (x_arm, 0)),
            *((2 * x_arm, -x_arm), (x_arm, -2 * x_arm), (0, -x_arm), (-x_arm, -2 * x_arm)),
            *((-2 * x_arm, -x_arm), (-x_arm, 0), (-2 * x_arm, x_arm), (-x_arm, 2 * x_arm)),
        ],
        "cross": [
            *((plus, bar), (bar, bar), (bar, plus), (-bar, plus), (-bar, bar), (-plus, bar)),
            *((-plus, -bar), (-bar, -bar), (-bar, -plus), (bar, -plus), (bar, -bar), (plus, -bar)),
        ],
        "pentagon": _ring(5, r),
        "hexagon": _ring(6, r),
        "star": _star(r * 1.4),
    }
    if name not in points:
        raise UndrawableError(f"marker symbol {symbol!r}")
    return polygon([(x + dx, y + dy) for dx, dy in points[name]])


def polygon(points: Iterable[tuple[float, float]]) -> Outline:
    """The outline through these points and back to the first."""
    corners = list(points)
    return Outline([*corners, corners[0]], closed=True)


def _ring(corners: int, r: float) -> list[tuple[float, float]]:
    angles = [2 * math.pi * i / corners for i in range(corners)]
    return [(r * math.sin(a), -r * math.cos(a)) for a in angles]


def _star(r: float) -> list[tuple[float, float]]:
    angles = [math.pi * i / 5 for i in range(10)]
    radii = [r if i % 2 == 0 else r * 0.382 for i in range(10)]
    return [(q * math.sin(a), -q * math.cos(a)) for a, q in zip(angles, radii, strict=True)]


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
        pen = _Pen(sheet, left, top, scale)
        layout, theme = self.figure.layout, self.theme
        x0, x1 = self._left, self.width - _RIGHT
        y0, y1 = float(self._top), self._top + self._plot
        days = [pd.Timestamp(d) for d in layout.xaxis.range]
        ends = layout.yaxis.range

        def across(times: Any) -> np.ndarray:
            since = pd.to_datetime(pd.Series(list(times), dtype=object)) - days[0]
            return np.asarray(x0 + since / (days[1] - days[0]) * (x1 - x0), dtype=float)

        def down(values: Any) -> np.ndarray:
            share = (np.asarray(values, dtype=float) - ends[0]) / (ends[1] - ends[0])
            return np.asarray(y1 - share * (y1 - y0))

        for shape in layout.shapes:
            first, last = sorted(down([shape.y0, shape.y1]))
            pen.rectangle(x0, first, x1 - x0, last - first, shape.fillcolor)
        self._days_axis(pen, days, across, y0, y1)
        if layout.yaxis.zeroline:
            level = down([0, 0])
            pen.lines([x0, x1], level, layout.yaxis.zerolinecolor, layout.yaxis.zerolinewidth)
        for trace in self.figure.data:
            if not trace.showlegend:
                self._trace(pen, trace, across, down)
        for label, at in zip(self._labels, down(layout.yaxis.tickvals or ()), strict=True):
            self._label(pen, label, x0 - 8, at)
        for i, line in enumerate(self._said):
            pen.text(0, 4 + i * ROW + SMALL, line, SMALL, theme.quiet)
        self._legend(pen, "legend", 4 + self._head)
        self._legend(pen, "legend2", self._top + self._plot + 40)

    def _trace(self, pen: _Pen, trace: Any, across: _Scale, down: _Scale) -> None:
        match trace.type, trace.type == "scatter" and trace.mode:
            case "bar", _ if trace.orientation == "h":
                start = pd.to_datetime(pd.Series(list(trace.base), dtype=object))
                end = start + pd.to_timedelta(list(trace.x), unit="ms")
                y, half = np.asarray(trace.y, dtype=float), trace.width / 2
                colours = list(trace.marker.color)
                shades = [int(colour[7:], 16) / 255 for colour in colours]
                plain = [colour[:7] for colour in colours]
                pen.boxes(across(start), across(end), down(y - half), down(y + half), plain, shades)
            case "bar", _:
                half = pd.to_timedelta(trace.width, unit="ms") / 2
                middle = pd.to_datetime(pd.Series(list(trace.x), dtype=object))
                base = np.asarray(trace.base, dtype=float)
                tip = base + np.asarray(trace.y, dtype=float)
                sides = across(middle - half), across(middle + half), down(base), down(tip)
                pen.boxes(*sides, trace.marker.color, [trace.marker.opacity] * len(middle))
            case _, "lines":
                style = trace.line
                opacity = 1.0 if trace.opacity is None else trace.opacity
                pen.lines(across(trace.x), down(trace.y), style.color, style.width, opacity)
            case _, "text":
                self._letters(pen, trace, across(trace.x), down(trace.y))
            case _, "markers":
                self._markers(pen, trace.marker, across(trace.x), down(trace.y))
            case _:
                raise UndrawableError(f"mode {trace.mode!r}")

    def _markers(self, pen: _Pen, style: Any, x: np.ndarray, y: np.ndarray) -> None:
        count, page = len(x), self.theme.page
        styles = (style.symbol, style.size, style.color, style.opacity, style.line.color)
        of_each = (_many(value, count) for value in (*styles, style.line.width))
        for at_x, at_y, symbol, size, colour, shade, edge, width in zip(
            x, y, *of_each, strict=True
        ):
            hollow = symbol.endswith("-open")
            pen.outline(
                marker(symbol, at_x, at_y, size),
                "none" if hollow else colour,
                colour if hollow else edge or page,
                # Outlines of the screen's width would swallow a small mark.
                (1 if width is None else width) * min(1, size / pieces.MARK),
                1 if shade is None else shade,
            )

    def _letters(self, pen: _Pen, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
        size, beside = trace.textfont.size, trace.textposition.endswith("right")
        align, halo = ("left", self.theme.page) if beside else ("center", "")
        of_each = zip(x, y, trace.text, _many(trace.textfont.color, len(x)), strict=True)
        for at_x, at_y, text, ink in of_each:
            pen.text(at_x, at_y + size * 0.34, unescape(text), size, ink, align, halo=halo)

    def _days_axis(
        self, pen: _Pen, days: list[pd.Timestamp], across: _Scale, y0: float, y1: float
    ) -> None:
        """Grid lines and labels as `lib.charts.pieces.days_axis` asks Plotly for them."""
        right, quiet = self.width - _RIGHT, self.theme.quiet
        ticks, form = pieces.ticks(days[0], days[1], (self.width - self._left) / 62)
        places = across(ticks)
        # A month is named in its middle, whatever the step.
        named = across([t + pd.offsets.MonthBegin() for t in ticks]) if form == "%b" else places
        for place in places:
            if self._left <= place <= right:
                pen.lines([place, place], [y0, y1], self.theme.line, 1)
        year = None
        for tick, at in zip(ticks, (places + named) / 2, strict=True):
            if not self._left <= at <= right:
                continue
            said = f"{tick.day} {tick:%b}" if form == "%-d %b" else f"{tick:{form}}"
            pen.text(at, y1 + 17, said, SIZE, quiet, "center")
            if form != "%Y" and tick.year != year:
                pen.text(at, y1 + 34, str(tick.year), SIZE, quiet, "center")
            year = tick.year

    def _label(self, pen: _Pen, label: pieces.Label, right: float, middle: float) -> None:
        """The lines of a label, right-aligned, the count behind the last."""
        y = middle - len(label.lines) * SIZE * LINE / 2 + SIZE
        for line, text in zip(_lines(label), label.lines, strict=True):
            x = right - measure(line, SIZE)
            pen.text(x, y, text, SIZE, self.theme.text)
            y += SIZE * LINE
        x = right - measure(label.number, SIZE)
        pen.text(x, y - SIZE * LINE, label.number, SIZE, self.theme.quiet)

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

    def _legend(self, pen: _Pen, legend: str, top: float) -> None:
        quiet, y = self.theme.quiet, top + SMALL
        for i, row in enumerate(self._rows[legend]):
            if not i:
                title = self.figure.layout[legend].title.text
                pen.text(0, y, title, SMALL, quiet, face="semibold")
            x = self._title_width(legend)
            for entry in row:
                name, style = unescape(entry.name), entry.marker
                hollow = style.symbol.endswith("-open")
                pen.outline(
                    marker(style.symbol, x + 6, y - 4, style.size * 0.9),
                    "none" if hollow else style.color,
                    style.color,
                    1.5 if hollow else 0,
                    1,
                )
                pen.text(x + _SWATCH, y, name, SMALL, quiet)
                x += _SWATCH + measure(name, SMALL) + _GAP
            y += ROW


_Scale = Callable[[Any], np.ndarray]


def _lines(label: pieces.Label) -> list[str]:
    """The lines of a label with its count behind the last."""
    return [*label.lines[:-1], f"{label.lines[-1]} {label.number}"]


@dataclass(frozen=True)
class _Pen:
    """A sheet on which a figure's own pixels count, `scale` of the sheet's each."""

    sheet: Sheet
    left: float
    top: float
    scale: float

    def x(self, values: Any) -> Any:
        return self.left + np.asarray(values, dtype=float) * self.scale

    def y(self, values: Any) -> Any:
        return self.top + np.asarray(values, dtype=float) * self.scale

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        align: str = "left",
        face: str = "regular",
        halo: str = "",
    ) -> None:
        at = (self.x(x), self.y(y))
        self.sheet.text(*at, text, size * self.scale, colour, face, align, halo)

    def lines(self, x: Any, y: Any, colour: str, width: float, opacity: float = 1) -> None:
        self.sheet.lines(self.x(x), self.y(y), colour, width * self.scale, opacity)

    def rectangle(
        self, x: float, y: float, width: float, height: float, colour: str, opacity: float = 1
    ) -> None:
        size = (width * self.scale, height * self.scale)
        self.sheet.rectangle(float(self.x(x)), float(self.y(y)), *size, colour, opacity)

    def boxes(
        self, x0: Any, x1: Any, y0: Any, y1: Any, colours: Iterable[str], shades: Iterable[float]
    ) -> None:
        for left, right, one, other, *ink in zip(x0, x1, y0, y1, colours, shades, strict=True):
            self.rectangle(left, min(one, other), right - left, abs(other - one), *ink)

    def outline(self, path: Outline, fill: str, edge: str, width: float, opacity: float) -> None:
        points = np.asarray(path.vertices, dtype=float) * self.scale + (self.left, self.top)
        moved = Outline(points, path.codes)
        self.sheet.outline(moved, fill, edge, width * self.scale, opacity)


def _many(value: Any, count: int) -> list[Any]:
    """One value for each mark, where a trace gives one for all."""
    single = isinstance(value, str) or np.ndim(value) == 0
    return [value] * count if single else list(value)
