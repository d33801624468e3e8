"""A Plotly figure of this project drawn on a sheet: the same marks at the same places.

It knows what `lib.charts.pieces` makes figures of (lines, markers, letters, bars, bands, an axis of days,
words above them, two legends) and raises UndrawableError for anything else, so that a card never
lacks what the screen shows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from matplotlib.path import Path as Outline

from lib.charts import pieces as drawing
from lib.export.canvas import LINE, Sheet, measure, wrap
from lib.view.theme import Theme

SIZE = 13
SMALL = 12
ROW = 19
_GAP = 18
_SWATCH = 16


class UndrawableError(ValueError):
    """A figure holds something that cannot be drawn on a sheet."""


@dataclass(frozen=True)
class Piece:
    """A run of text in one colour."""

    text: str
    colour: str


def pieces(markup: str, colour: str) -> list[list[Piece]]:
    """Plotly's markup as lines of pieces: `<br>` ends a line, a span may colour a piece.

    >>> pieces("Denial <span style='color:#555'>7</span> ", "#000")
    [[Piece(text='Denial ', colour='#000'), Piece(text='7', colour='#555')]]
    """
    found = []
    for line in markup.split("<br>"):
        runs = re.split(r"(<span style='color:[^']*'>.*?</span>)", line)
        of_line = []
        for run in filter(None, runs):
            span = re.fullmatch(r"<span style='color:([^']*)'>(.*?)</span>", run)
            text = unescape(re.sub(r"<[^>]+>", "", span[2] if span else run))
            if text.strip():
                of_line.append(Piece(text, span[1] if span else colour))
        found.append(of_line)
    return found


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
        texts = layout.yaxis.ticktext or ()
        self._labels = [pieces(text, theme.text) for text in texts]
        widest = max((self._width(line) for label in self._labels for line in label), default=0)
        self._left = max(widest + 14, 0)
        self._right = 14.0
        self._above = self._legend_rows("legend")
        self._below = self._legend_rows("legend2")
        margin = layout.margin
        self._plot = layout.height - margin.t - margin.b
        said = unescape((layout.title.text or "").replace("<br>", " "))
        self._said = wrap(said, width, SMALL) if said else []
        self._head = ROW * len(self._said)
        self._top = 8 + self._head + ROW * len(self._above)
        self.height = self._top + self._plot + 40 + ROW * len(self._below) + 4

    def draw(self, sheet: Sheet, left: float, top: float, scale: float) -> None:
        """Draw the figure with its upper left corner there, each of its pixels `scale` wide."""
        pen = _Pen(sheet, left, top, scale)
        x0, x1 = self._left, self.width - self._right
        y0, y1 = float(self._top), self._top + self._plot
        days = [pd.Timestamp(d) for d in self.figure.layout.xaxis.range]
        ends = self.figure.layout.yaxis.range
        whole = (days[1] - days[0]) / pd.Timedelta(days=1)

        def across(values: Any) -> np.ndarray:
            since = pd.to_datetime(pd.Series(list(values), dtype=object)) - days[0]
            share = np.asarray(since / pd.Timedelta(days=1), dtype=float) / whole
            return np.asarray(x0 + share * (x1 - x0))

        def down(values: Any) -> np.ndarray:
            share = (np.asarray(values, dtype=float) - ends[0]) / (ends[1] - ends[0])
            return np.asarray(y1 - share * (y1 - y0))

        for shape in self.figure.layout.shapes:
            first, last = sorted(down([shape.y0, shape.y1]))
            pen.rectangle(x0, first, x1 - x0, last - first, shape.fillcolor)
        self._days_axis(pen, days, across, y0, y1)
        axis = self.figure.layout.yaxis
        if axis.zeroline:
            level = float(down([0])[0])
            pen.lines([x0, x1], [level, level], axis.zerolinecolor, axis.zerolinewidth)
        for trace in self.figure.data:
            if not trace.showlegend:
                self._trace(pen, trace, across, down)
        for label, at in zip(self._labels, axis.tickvals or (), strict=True):
            self._label(pen, label, x0 - 8, float(down([at])[0]))
        for i, line in enumerate(self._said):
            pen.text(0, 4 + i * ROW + SMALL, line, SMALL, self.theme.quiet, "left")
        self._legend(pen, "legend", self._above, 4 + self._head)
        self._legend(pen, "legend2", self._below, self._top + self._plot + 40)

    def _trace(self, pen: _Pen, trace: Any, across: Any, down: Any) -> None:
        opacity = 1.0 if trace.opacity is None else float(trace.opacity)
        if trace.type == "bar":
            self._bars(pen, trace, across, down, opacity)
        elif trace.mode == "lines":
            pen.lines(
                across(trace.x), down(trace.y), trace.line.color, trace.line.width or 2, opacity
            )
        elif trace.mode == "text":
            self._letters(pen, trace, across(trace.x), down(trace.y))
        elif trace.mode == "markers":
            self._markers(pen, trace, across(trace.x), down(trace.y), opacity)
        else:
            raise UndrawableError(f"mode {trace.mode!r}")

    def _bars(self, pen: _Pen, trace: Any, across: Any, down: Any, opacity: float) -> None:
        """Spans of days, or upright bars of counts with `width` in milliseconds."""
        count = len(trace.x)
        if trace.orientation == "h":
            left = pd.to_datetime(pd.Series(list(trace.base), dtype=object))
            right = across(left + pd.to_timedelta(list(trace.x), unit="ms"))
            y, half = np.asarray(trace.y, dtype=float), trace.width / 2
            low, high, left = down(y - half), down(y + half), across(left)
            for i, colour in enumerate(trace.marker.color):
                box = (left[i], min(low[i], high[i]), right[i] - left[i], abs(high[i] - low[i]))
                pen.rectangle(*box, colour[:7], opacity * int(colour[7:], 16) / 255)
            return
        half = pd.to_timedelta(_many(trace.width, count), unit="ms") / 2
        middle = pd.to_datetime(pd.Series(list(trace.x), dtype=object))
        base = np.asarray(_many(0 if trace.base is None else trace.base, count), dtype=float)
        left, right = across(middle - half), across(middle + half)
        low, high = down(base), down(base + np.asarray(trace.y, dtype=float))
        colours = _many(trace.marker.color, count)
        shades = _many(1 if trace.marker.opacity is None else trace.marker.opacity, count)
        for i in range(count):
            box = (left[i], min(low[i], high[i]), right[i] - left[i], abs(high[i] - low[i]))
            pen.rectangle(*box, colours[i], opacity * float(shades[i]))

    def _markers(self, pen: _Pen, trace: Any, x: np.ndarray, y: np.ndarray, opacity: float) -> None:
        style, count = trace.marker, len(x)
        symbols = _many("circle" if style.symbol is None else style.symbol, count)
        sizes, colours = _many(style.size, count), _many(style.color, count)
        edges = _many(self.theme.page if style.line.color is None else style.line.color, count)
        widths = _many(1 if style.line.width is None else style.line.width, count)
        shades = _many(1 if style.opacity is None else style.opacity, count)
        for i in range(count):
            hollow, size = symbols[i].endswith("-open"), float(sizes[i])
            pen.outline(
                marker(symbols[i], x[i], y[i], size),
                "none" if hollow else colours[i],
                colours[i] if hollow else edges[i],
                # Outlines of the screen's width would swallow a small mark.
                float(widths[i]) * min(1, size / drawing.MARK),
                opacity * float(shades[i]),
            )

    def _letters(self, pen: _Pen, trace: Any, x: np.ndarray, y: np.ndarray) -> None:
        size, count = float(trace.textfont.size), len(x)
        beside = trace.textposition.endswith("right")
        align, halo = ("left", self.theme.page) if beside else ("center", "")
        inks = _many(trace.textfont.color, count)
        for i, text in enumerate(trace.text if count else ()):
            pen.text(x[i], y[i] + size * 0.34, unescape(text), size, inks[i], align, halo=halo)

    def _days_axis(self, pen: _Pen, days: list[Any], across: Any, y0: float, y1: float) -> None:
        """Grid lines and labels as `lib.charts.pieces.days_axis` asks Plotly for them."""
        ticks, form = drawing.ticks(days[0], days[1], (self.width - self._left) / 62)
        places = across(ticks)
        # A month is named in its middle, whatever the step.
        named = across([t + pd.offsets.MonthBegin() for t in ticks]) if form == "%b" else places
        for place in places:
            if self._left <= place <= self.width - self._right:
                pen.lines([place, place], [y0, y1], self.theme.line, 1)
        year = None
        for tick, at in zip(ticks, (places + named) / 2, strict=True):
            if not self._left <= at <= self.width - self._right:
                continue
            said = f"{tick.day} {tick:%b}" if form == "%-d %b" else f"{tick:{form}}"
            pen.text(at, y1 + 17, said, SIZE, self.theme.quiet, "center")
            if form != "%Y" and tick.year != year:
                pen.text(at, y1 + 34, str(tick.year), SIZE, self.theme.quiet, "center")
            year = tick.year

    def _label(self, pen: _Pen, lines: list[list[Piece]], right: float, middle: float) -> None:
        y = middle - len(lines) * SIZE * LINE / 2
        for line in lines:
            x = right - self._width(line)
            for piece in line:
                pen.text(x, y + SIZE, piece.text, SIZE, piece.colour, "left")
                x += measure(piece.text, SIZE)
            y += SIZE * LINE

    def _width(self, line: list[Piece]) -> float:
        return sum(measure(piece.text, SIZE) for piece in line)

    def _legend_rows(self, legend: str) -> list[list[Any]]:
        """The entries of a legend in lines that fit the width, its title first."""
        entries = [t for t in self.figure.data if t.showlegend and t.legend == legend]
        if not entries:
            return []
        rows: list[list[Any]] = [[]]
        room = self.width - self._title_width(legend)
        for entry in entries:
            width = _SWATCH + measure(unescape(entry.name), SMALL) + _GAP
            if width > room and rows[-1]:
                rows.append([])
                room = self.width - self._title_width(legend)
            rows[-1].append(entry)
            room -= width
        return rows

    def _title(self, legend: str) -> str:
        return str(self.figure.layout[legend].title.text or "")

    def _title_width(self, legend: str) -> float:
        return measure(self._title(legend), SMALL, "semibold") + _GAP

    def _legend(self, pen: _Pen, legend: str, rows: list[list[Any]], top: float) -> None:
        if not rows:
            return
        pen.text(
            0, top + SMALL, self._title(legend), SMALL, self.theme.quiet, "left", face="semibold"
        )
        for i, row in enumerate(rows):
            x, y = self._title_width(legend), top + i * ROW
            for entry in row:
                style = entry.marker
                hollow = style.symbol.endswith("-open")
                pen.outline(
                    marker(style.symbol, x + 6, y + SMALL - 4, style.size * 0.9),
                    "none" if hollow else style.color,
                    style.color,
                    1.5 if hollow else 0,
                    1,
                )
                pen.text(
                    x + _SWATCH, y + SMALL, unescape(entry.name), SMALL, self.theme.quiet, "left"
                )
                x += _SWATCH + measure(unescape(entry.name), SMALL) + _GAP


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
        align: str,
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

    def outline(self, path: Outline, fill: str, edge: str, width: float, opacity: float) -> None:
        points = np.asarray(path.vertices, dtype=float) * self.scale + (self.left, self.top)
        moved = Outline(points, path.codes)
        self.sheet.outline(moved, fill, edge, width * self.scale, opacity)


def _many(value: Any, count: int) -> list[Any]:
    """One value for each mark, where a trace gives one for all."""
    single = isinstance(value, str) or np.ndim(value) == 0
    return [value] * count if single else list(value)
