"""Who about whom as a matrix: rows speak, columns are spoken about, a square is an event.

Lengths are in units of a square; y runs down. `figure` is the page's picture of it, and
lib/export/draw_network.py paints the card's.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.analysis import links
from lib.analysis.links import PAIR
from lib.charts import letters, pieces, strands
from lib.charts.frame import OPEN, SIGNS
from lib.charts.matrix_rows import ANSWERS, MUCH, OTHER, OUTLETS, REST, SELDOM, folded, picks
from lib.charts.strands import Strand
from lib.dataset import text
from lib.view.screen import Screen
from lib.view.theme import Theme

MOST = 600  # events drawn one by one; of more, bars are as long as their numbers
ROWS, COLUMNS, FEWEST = 36, 12, 4  # rows and columns, at most and in little room
NARROW = 0.7  # the most of the room that columns as narrow as their names may take
TOGETHER = "Together"  # the side of those who speak together, of several sides
JOINT = f"What several sides say together stands under “{TOGETHER}”, and counts for each of them."
LETTER, LINE = 1.05, 1.3  # the height of letters, and from one line of a name to the next
SIDE, NAME, COUNT = 9.0, 13.0, 2.6  # across, before the squares
SQUARE, PITCH = 0.84, 1.1  # a square, and from one line of squares to the next
BOLD = 1.05  # how much wider bold letters are
NUMBER = 2.4  # across, for the number after the squares of a cell
ROOM = 0.06  # below each row
LEAST = 0.15  # the length of a bar that would be too short to see
SWATCH, APART = 1.5, 1.2  # in the legend: before words and after them, in heights of letters
UNIT = 12.4  # pixels on the page, where letters are 13 pixels high


@dataclass(frozen=True)
class Square:
    """An event, or a bar of several; x and y are its upper left corner, SQUARE is its height.

    `event_id` is empty for a bar; `edge` is the cell it stands in. What is not claimed as certain
    is `hollow`.
    """

    x: float
    y: float
    width: float
    strand: Strand
    said: str
    edge: str
    event_id: str = ""
    hollow: bool = False


@dataclass(frozen=True)
class Line:
    """A row or a column with the lines of its name; it begins at `start` and is `size` across."""

    node: str
    names: tuple[str, ...]
    side: str
    count: int
    start: float
    size: float


@dataclass(frozen=True)
class Number:
    """The number of a cell's events, to the right of its squares; `edge` is the cell."""

    x: float
    y: float
    count: int
    edge: str


@dataclass(frozen=True)
class Matrix:
    """Rows, columns, squares and numbers; `head` is the height of the columns' names.

    Rows of one side follow each other; it is named with the number of its events. A `node` or
    `edge` is an id as the view picks it.
    """

    rows: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    squares: tuple[Square, ...] = ()
    numbers: tuple[Number, ...] = ()
    legend: tuple[Strand, ...] = ()
    width: float = 0.0
    height: float = 0.0
    head: float = 0.0
    note: str = ""

    @property
    def whole(self) -> float:
        """The height with the legend above and the note below."""
        return self.height + self.lines * 1.6 * LETTER + 0.32 + LINE * bool(self.note)

    @property
    def lines(self) -> int:
        """How many lines the legend has, as wide as the matrix."""
        lines, x = 1, 0.0
        for strand in self.legend:
            wide = (SWATCH + letters.width(strand.words)) * LETTER
            if x and x + wide > self.width:
                lines, x = lines + 1, 0.0
            x += wide + APART * LETTER
        return lines


def of_screen(screen: Screen, width: float = 85.0, height: float = 0.0) -> Matrix:
    """The matrix of the events in view, about `width` units wide and, if given, `height` high.

    The height is that of the whole, with the legend. Where there is too little room for all, the
    rows and columns with the least are drawn together.
    """
    each = len(screen.seen) <= MOST
    found = links.cells(screen.seen, screen.view.layer, screen.level, each)
    if found.empty:
        return Matrix()
    strand = strands.of(screen.theme, screen.view.layer)
    keys = [strands.key(screen.theme, r.kind, r.style) for r in found.itertuples()]
    found["strand"] = pd.Categorical(keys, list(strand))
    room = width - SIDE - NAME - COUNT
    for columns in range(COLUMNS, FEWEST - 1, -1):
        layout = _Layout(screen, folded(found, ROWS, columns, each), strand, room)
        if layout.roomy:
            break
    built = layout.matrix()
    if not height or built.whole <= height:
        return built

    def lower(rows: int, seldom: float) -> Matrix:
        some = folded(found, rows, columns, each, seldom)
        return _Layout(screen, some, strand, room).matrix()

    answer = found.loc[found["strand"].isin(ANSWERS), "source"].nunique()
    much = MUCH * found["count"].sum()
    for least, seldom in ((answer, SELDOM), (answer, much), (FEWEST + 1, much)):
        most = range(min(ROWS, len(built.rows) - 1), least - 1, -1)
        fit = bisect_left(most, True, key=lambda rows: lower(rows, seldom).whole <= height)
        if fit < len(most):
            break
    return lower(most[min(fit, len(most) - 1)], seldom) if most else built


class _Layout:
    """The matrix of events, or of counts, that each have a source, a target and a strand."""

    def __init__(
        self, screen: Screen, found: pd.DataFrame, strand: dict[str, Strand], room: float
    ) -> None:
        self._screen, self._found, self._strand = screen, found, strand
        self._each = "event_id" in found
        self._sides = dict(zip(found["source"], found["side"], strict=True))
        self._totals: Counter[str] = Counter()  # of sides, each with what is said jointly
        for side, sides, count in found[["side", "sides", "count"]].itertuples(index=False):
            joint = sides.removeprefix(links.SIDES).split("+") if side == TOGETHER else []
            self._totals.update(dict.fromkeys((side, *joint), count))
        cells = found.groupby(["source", "target"])["count"].sum()
        self._longest = cells.groupby("target").max().to_dict()
        least = {node: self._least(node) for node in self._longest}
        self.roomy = sum(least.values()) <= NARROW * room
        self._wide = self._widths(room, least)
        scale = min((self._wide[c] - NUMBER) / n for c, n in self._longest.items())
        self._length = 1.0 if self._each else scale

    def matrix(self) -> Matrix:
        """The whole picture."""
        found, at = self._found, SIDE + NAME + COUNT
        columns = []
        totals = found.groupby("target")["count"].sum()
        for node in self._order("target"):
            names = letters.wrapped(self._name(node), self._wide[node] - 0.6, LETTER, 4)
            columns.append(Line(node, names, "", int(totals[node]), at, self._wide[node]))
            at += self._wide[node]
        head = (max(len(c.names) for c in columns) + 1) * LINE + 0.3
        rows, y = [], head
        squares: list[Square] = []
        numbers: list[Number] = []
        cells = {key: list(some.itertuples()) for key, some in found.groupby(["source", "target"])}
        for node in self._order("source"):
            names = letters.wrapped(self._name(node), NAME - 0.6, LETTER, 3)
            foot, total = y + len(names) * LINE, 0
            for column in columns:
                if (node, column.node) in cells:
                    cell = self._cell(cells[node, column.node], column, y + 0.35)
                    squares += cell[0]
                    numbers += cell[1]
                    total += sum(row.count for row in cells[node, column.node])
                    foot = max(foot, cell[0][-1].y + SQUARE + 0.1)
            side = self._sides[node]
            heading = letters.cut(side, SIDE - 2, LETTER) + f" {self._totals[side]:,}"
            rows.append(Line(node, names, heading, total, y, foot + ROOM - y))
            y = foot + ROOM
        told = tuple(s for s in self._strand.values() if s in {q.strand for q in squares})
        if any(s.hollow and not s.strand.hollow for s in squares):
            told += (Strand("open", OPEN, self._screen.theme.text, "circle", hollow=True),)
        return Matrix(
            *(tuple(rows), tuple(columns), tuple(squares), tuple(numbers), told),
            *(round(at, 2), round(y, 2), round(head, 2)),
            JOINT * (TOGETHER in self._totals),
        )

    def _cell(self, cell: list[Any], column: Line, top: float) -> tuple[list[Square], list[Number]]:
        """The squares of a cell, as many in a line as the column is wide, and their number."""
        fit = max(int(column.size - NUMBER), 1) if self._each else len(cell)
        squares: list[Square] = []
        x = column.start
        for nth, row in enumerate(cell):
            x = column.start if nth % fit == 0 else x
            long = max(row.count * self._length, LEAST)
            edge = "" if REST in row.source + row.target else PAIR.join((row.source, row.target))
            strand = self._strand[row.strand]
            said = row.title if self._each else f"{strand.words}: {text.count(row.count)}"
            hollow = strand.hollow or (self._each and row.open)
            wide = long - (1 - SQUARE) if self._each else long
            y = top + nth // fit * PITCH
            event_id = row.event_id if self._each else ""
            place = (round(x, 2), round(y, 2), wide)
            squares.append(Square(*place, strand, said, edge, event_id, hollow))
            x += long
        count = sum(row.count for row in cell)
        if count == 1:
            return squares, []
        return squares, [Number(round(x + 0.25, 2), squares[-1].y, count, squares[-1].edge)]

    def _least(self, node: str) -> float:
        """The width that a column needs for its name in two lines, if its words are that many."""
        name, bold = self._name(node), LETTER * BOLD
        wide = max(letters.width(word) for word in name.split()) * bold
        while letters.wrapped(name, wide + 0.1, bold, 2)[-1].endswith(letters.ELLIPSIS):
            wide += 0.5
        return max(wide + 0.7, NUMBER + 1)

    def _widths(self, room: float, least: dict[str, float]) -> dict[str, float]:
        """The width of each column: all its squares in a line where there is room for them."""
        nodes, need = [*least], np.array([*least.values()])
        squares = np.array([self._longest[node] + NUMBER for node in nodes])
        across = np.maximum(need, squares if self._each else room / len(nodes))
        counts = self._found.pivot_table("count", "source", "target", "sum", fill_value=0)[nodes]
        spare = across - need
        while across.sum() > room and (spare > 0).any():
            # Narrow the column that makes the rows least higher, then the one with most to spare.
            tried = np.maximum(across - np.eye(len(nodes)), across - spare)
            lines = np.ceil(counts.to_numpy() / np.maximum(tried - NUMBER, 1).astype(int)[:, None])
            high = np.where(spare > 0, lines.max(axis=2).sum(axis=1), np.inf)
            n = np.lexsort((-spare, high))[0]
            spare[n], across[n] = spare[n] - (across[n] - tried[n, n]), tried[n, n]
        return dict(zip(nodes, across.tolist(), strict=True))

    def _order(self, end: str) -> list[str]:
        """Rows or columns: by the events of their side, then by their own; the rest comes last."""
        totals = self._found.groupby(end)["count"].sum().to_dict()

        def rank(node: str) -> tuple[bool, int, str, bool, int, str]:
            side = self._sides[node] if end == "source" else ""
            rest = node.startswith(REST)
            return node == "", -self._totals[side], side, rest, -totals[node], node

        return sorted(totals, key=rank)

    def _name(self, node: str) -> str:
        if node.startswith(REST):
            side = node.removeprefix(REST)
            whole = {"": "All others", OTHER: "All others", OUTLETS: "Other news outlets"}
            return whole.get(side, f"{side}: other actors")
        return links.named(self._screen.tables, node)


def figure(screen: Screen, width: int) -> tuple[go.Figure, str]:
    """The matrix as a picture about `width` pixels wide, and a note to stand below it.

    The customdata of what can be clicked is what it picks: `event:E001`, `node:iran` for an actor,
    `edge:` for a cell, and for a row or column of several.
    """
    built, theme = of_screen(screen, width / UNIT), screen.theme
    shapes = [
        {
            "type": "line",
            **{"x0": 0, "x1": built.width, "y0": row.start, "y1": row.start},
            "line": {"color": theme.line, "width": 1},
        }
        for side, row in zip(("", *(r.side for r in built.rows)), built.rows, strict=False)
        if row.side != side
    ]
    font, above = {"size": 13, "color": theme.text}, 16 + 20 * built.lines
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": font}
    layout = {
        **pieces.look(theme),
        "height": round(built.height * UNIT) + above + 8,
        "margin": {"l": 0, "r": 0, "t": above, "b": 8},
        "barmode": "overlay",
        "shapes": shapes,
        "xaxis": {"range": [0, max(built.width, width / UNIT)], "visible": False, **pieces.STILL},
        "yaxis": {"range": [built.height, 0], "visible": False, **pieces.STILL},
        "legend": legend | {"itemclick": False, "itemdoubleclick": False},
    }
    traces = [_bars(built, theme), *_signs(built, theme), _texts(built, theme), *_swatches(built)]
    return pieces.figure(traces, layout), built.note


def _bars(built: Matrix, theme: Theme) -> pieces.Trace:
    """All squares; those not claimed as certain are hollow."""
    squares = built.squares
    return {
        "type": "bar",
        "orientation": "h",
        "showlegend": False,
        "base": [s.x for s in squares],
        "x": [s.width for s in squares],
        "y": [s.y + SQUARE / 2 for s in squares],
        "width": SQUARE,
        "marker": {
            "color": [theme.page if s.hollow else s.strand.colour for s in squares],
            "line": {
                "color": [s.strand.colour for s in squares],
                "width": [1.5 if s.hollow else 0 for s in squares],
            },
        },
        "hovertext": [escape(s.said) for s in squares],
        "hoverinfo": "text",
        "customdata": [f"event:{s.event_id}" if s.event_id else f"edge:{s.edge}" for s in squares],
        **pieces.CALM,
    }


def _signs(built: Matrix, theme: Theme) -> list[pieces.Trace]:
    """The signs on the squares of events whose strand has one of its own."""
    signed = [s for s in built.squares if s.event_id and s.strand.sign != "circle"]
    marker = {
        "symbol": [s.strand.sign for s in signed],
        "size": 7,
        "color": [s.strand.colour if s.hollow else theme.page for s in signed],
    }
    x, y = ([s.x + s.width / 2 for s in signed], [s.y + SQUARE / 2 for s in signed])
    return [pieces.points("", x, y, marker=marker)] if signed else []


def _texts(built: Matrix, theme: Theme) -> pieces.Trace:
    """Names and numbers, which pick what they name."""
    words: list[tuple[float, float, str, str, str]] = []  # x, y, text, position, what it picks
    above = ""
    for row in built.rows:
        y, foot = row.start + 0.2 + LINE / 2, row.start + 0.2 + len(row.names) * LINE / 2
        if row.side != above:
            words.append((0, y, f"<b>{escape(row.side)}</b>", "middle right", ""))
        above = row.side
        name = "<br>".join(map(escape, row.names))
        words.append((SIDE, foot, name, "middle right", picks(row.node)))
        count = f"{row.count:,}"
        words.append((SIDE + NAME + COUNT - 0.8, y, count, "middle left", picks(row.node)))
    for column in built.columns:
        name = f"<b>{'<br>'.join(map(escape, column.names))}</b><br>{column.count:,}"
        y = built.head - 0.4
        words.append((column.start - 0.3, y, name, "top right", picks(column.node)))
    for number in built.numbers:
        edge = f"edge:{number.edge}" if number.edge else ""
        y = number.y + SQUARE / 2
        words.append((number.x, y, f"{number.count:,}", "middle right", edge))
    x, y_, said, position, data = (list(part) for part in zip(*words, strict=True))
    return {
        **pieces.points("", x, y_),
        "mode": "text",
        "text": said,
        "textposition": position,
        "textfont": {"size": 13, "color": theme.text},
        "customdata": data,
        "hoverinfo": "none",
        "selected": {"textfont": {"color": theme.text}},
        "unselected": {"textfont": {"color": theme.text}},
    }


def _swatches(built: Matrix) -> list[pieces.Trace]:
    """The legend's entries: one for each strand drawn."""
    traces = []
    for strand in built.legend:
        symbol = "square-open" if strand.hollow else "square"
        marker = {"symbol": symbol, "size": 12, "color": strand.colour}
        sign = SIGNS[strand.sign] + " " if strand.sign != "circle" else ""
        traces.append(
            pieces.points(sign + strand.words, [None], [None], showlegend=True, marker=marker)
        )
    return traces
