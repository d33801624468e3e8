"""Where names and numbers are written in the network: none covers another, or an actor."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.charts.letters import width

LETTERS, LEADING, NUMBER = 15.0, 17.3, 13.8  # heights in the units of the box
WIDTHS = (17, 13)  # of a line in characters: in a wide box, in a narrow one
LINES = 5
NARROW = 600
TOOLS = (130, 50)  # the zoom buttons in the upper right corner
ZOOMS = (1, 2, 4)  # a name without room is tried again where the reader has zoomed in
CLEAR = 4.0  # between a name that is not below its mark and anything else
ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)
LEFT, CENTRE, RIGHT = "left", "center", "right"
SIDES = {LEFT: 0.0, CENTRE: 0.5, RIGHT: 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
# Of a name: the side of its box that is placed, how far across, and its upper or lower edge.
PLACES = (
    *((CENTRE, across, "top") for across in (0, -0.5, 0.5)),
    *((CENTRE, 0, "bottom"), (LEFT, 1, "middle"), (RIGHT, -1, "middle")),
    *((CENTRE, across, "bottom") for across in (-0.5, 0.5)),
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Word:
    """A name or a number; x and y are the point of its box that `align` and `base` name.

    Letters keep their size when a reader zooms in; `zoom` is how far it takes to show the word.
    """

    id: str
    kind: str
    lines: tuple[str, ...]
    x: float
    y: float
    align: str = CENTRE
    base: str = "middle"
    zoom: int = 1

    def box(self, zoom: float = 1) -> Box:
        """Left, top, right and bottom of what it covers at that zoom."""
        size, leading = (LETTERS, LEADING) if self.kind == "name" else (NUMBER, NUMBER)
        wide = max(map(width, self.lines)) * size / zoom
        high = len(self.lines) * leading / zoom
        left, top = self.x - SIDES[self.align] * wide, self.y - SIDES[self.base] * high
        return left, top, left + wide, top + high


def lines(name: str, box: tuple[int, int]) -> tuple[str, ...]:
    """The lines of a name in a box of this size."""
    wide = WIDTHS[box[0] < NARROW]
    return tuple(textwrap.wrap(name, wide, max_lines=LINES, placeholder=" …"))


def placed(
    nodes: list[dict[str, Any]],
    numbers: list[tuple[str, str]],
    curves: dict[str, np.ndarray],
    ends: dict[str, tuple[str, str]],
    box: tuple[int, int],
) -> list[Word]:
    """The names of nodes and the numbers of edges that have room, the first in order first.

    `nodes` are those to be named and those only to keep clear of, which have no `lines`. `numbers`
    are edge ids and texts; `curves` are points along each edge that is not faded, by id.
    """
    found: list[Word] = []
    corner = (box[0] / 2 - TOOLS[0], -box[1] / 2, box[0] / 2, TOOLS[1] - box[1] / 2)
    marks = {n["id"]: around(n["x"], n["y"], n["size"] + 1) for n in nodes}
    for zoom in ZOOMS:
        taken = {**marks, "": corner, **{(w.id, w.kind): w.box(zoom) for w in found}}
        room = _Room(taken, box, zoom, curves)
        for node in nodes:
            if node["lines"] and (node["id"], "name") not in taken:
                found += room.first(_beside(node, zoom), node["id"])
        for edge, text in numbers:
            if (edge, "number") not in taken:
                found += room.number(edge, text, ends[edge], marks)
    return found


def around(x: float, y: float, reach: float) -> Box:
    """The square that a circle stands in."""
    return x - reach, y - reach, x + reach, y + reach


def _beside(node: dict[str, Any], zoom: int) -> Iterator[Word]:
    """The places a name may take: below its mark, above it, or beside it."""
    x, y, radius = node["x"], node["y"], node["size"]
    half = max(map(width, node["lines"])) * LETTERS / zoom / 2
    for align, across, base in PLACES:
        left = x + across * (half if align == CENTRE else radius + 5)
        top = y + {"top": 1, "middle": 0, "bottom": -1}[base] * (radius + 3)
        yield Word(node["id"], "name", node["lines"], left, top, align, base, zoom)


class _Room:
    """What is taken already, and what is still free, at one zoom."""

    def __init__(
        self, taken: dict[Any, Box], box: tuple[int, int], zoom: int, curves: dict[str, np.ndarray]
    ) -> None:
        self._taken, self._zoom, self._curves = taken, zoom, curves
        self._points = np.array([*curves.values()]) if curves else np.zeros((0, 1, 2))
        self._low, self._high = self._points.min(axis=1), self._points.max(axis=1)
        self._limit = (-box[0] / 2, -box[1] / 2, box[0] / 2, box[1] / 2)

    def _free(self, box: Box, gap: float = 0, own: str | None = None) -> bool:
        left, top, right, bottom = box
        limit = self._limit
        if left < limit[0] or top < limit[1] or right > limit[2] or bottom > limit[3]:
            return False
        return not any(
            left - gap < r and x < right + gap and top - gap < b and t < bottom + gap
            for i, (x, t, r, b) in self._taken.items()
            if i != own
        )

    def first(self, words: Iterable[Word], own: str) -> list[Word]:
        """The first of these places that is free, if any, now taken."""
        for n, word in enumerate(words):
            # Anywhere but below its mark a name might be taken for that of another.
            if self._free(box := word.box(self._zoom), CLEAR / self._zoom if n else 0, own):
                self._taken[word.id, word.kind] = box
                return [word]
        return []

    def number(
        self, edge: str, text: str, ends: tuple[str, str], marks: dict[Any, Box]
    ) -> list[Word]:
        """The free place along an edge where its number covers fewest others, if any, now taken."""
        curve = self._curves[edge]
        for end in ends:
            left, top, right, bottom = marks[end]
            middle, radius = ((left + right) / 2, (top + bottom) / 2), (right - left) / 2
            curve = curve[np.hypot(*(curve - middle).T) > radius + 7]
        best, fewest = None, len(self._curves) + 1
        for share in ALONG if len(curve) else ():
            x, y = curve[round(share * (len(curve) - 1))].tolist()
            word = Word(edge, "number", (text,), x, y, zoom=self._zoom)
            if not self._free(word.box(self._zoom), 2 / self._zoom):
                continue
            crossed = self._crossed(word.box(self._zoom)) - 1  # one is its own
            if crossed < fewest:
                best, fewest = word, crossed
            if not crossed:
                break
        if best is None:
            return []
        self._taken[edge, "number"] = best.box(self._zoom)
        return [best]

    def _crossed(self, box: Box) -> int:
        """How many edges run through a box."""
        low, high = np.array(box[:2]) - 1, np.array(box[2:]) + 1
        near = ((self._low < high) & (self._high > low)).all(axis=1)
        points = self._points[near]
        return int(((points > low) & (points < high)).all(axis=2).any(axis=1).sum())
