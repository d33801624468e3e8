"""What is written in the network: names in boxes, numbers on links where nothing else is."""

import textwrap
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from lib.charts.letters import width

LETTERS, LEADING, NUMBER = 15.0, 17.3, 15.0  # heights in the units of the box
WIDTHS = (17, 12)  # of a line in characters: in a wide box, in a narrow one
LINES = 5
NARROW = 700
MARGIN = (7.0, 4.0)  # between a name and the edges of its box, across and down
# Shares of the way along a link, from its middle to its ends.
ALONG = sorted(np.linspace(0.06, 0.94, 45).tolist(), key=lambda share: abs(share - 0.5))

Box = tuple[float, float, float, float]


def lines(name: str, box: tuple[int, int]) -> tuple[str, ...]:
    """The lines of a name in a picture of this size."""
    # A word of up to 17 letters is not broken.
    wide = max(WIDTHS[box[0] < NARROW], *(len(w) for w in name.split() if len(w) <= WIDTHS[0]), 0)
    return tuple(textwrap.wrap(name, wide, max_lines=LINES, placeholder=" …"))


def halves(name: tuple[str, ...]) -> tuple[float, float]:
    """Half the width and half the height of the box around a name."""
    wide = max(map(width, name)) * LETTERS / 2 + MARGIN[0]
    return round(wide, 1), round(len(name) * LEADING / 2 + MARGIN[1], 1)


def extent(number: str, x: float, y: float) -> Box:
    """Left, top, right and bottom of a number around a place."""
    wide = width(number) * NUMBER / 2 + 2.5
    return x - wide, y - NUMBER / 2, x + wide, y + NUMBER / 2


def numbered(
    counts: Mapping[str, int],
    curves: Mapping[str, np.ndarray],
    wide: Mapping[str, float],
    boxes: list[Box],
) -> list[dict[str, Any]]:
    """A place for the number of each link on it or beside it, where nothing else is, if any.

    Each has the `id` of its link, and `x` and `y`, the middle of its place.

    `curves` are points along each link and `wide` half its width, by its id; `boxes` are taken.
    """
    found: list[dict[str, Any]] = []
    taken = list(boxes)
    points = np.array([*curves.values()]) if curves else np.zeros((0, 1, 2))
    margin = np.array([wide[i] + 1 for i in curves]).reshape(-1, 1, 1)
    for nth, (edge, count) in enumerate(counts.items()):
        others, around = np.delete(points, nth, axis=0), np.delete(margin, nth, axis=0)
        free = np.array([not _inside(tuple(at), boxes) for at in curves[edge]])
        way = np.gradient(curves[edge], axis=0)
        aside = way[:, ::-1] * (-1, 1) / np.maximum(np.hypot(*way.T), 1e-9)[:, None]
        far = wide[edge] + NUMBER / 2 + 3  # outside a ribbon on which there is no room
        beside = (0, far, -far, 1.6 * far, -1.6 * far, 2.4 * far, -2.4 * far)
        rows = [curves[edge][free] + aside[free] * by for by in beside]
        for spots, share in product(rows, ALONG) if free.any() and count > 1 else ():
            x, y = spots[round(share * (len(spots) - 1))].tolist()
            own = extent(f"{count:,}", x, y)
            if any(_meet(own, other) for other in taken):
                continue
            near = (others > np.array(own[:2]) - around) & (others < np.array(own[2:]) + around)
            if not near.all(axis=2).any():
                found.append({"id": edge, "x": round(x, 1), "y": round(y, 1)})
                taken.append(own)
                break
    return found


def _inside(at: tuple[float, float], boxes: list[Box]) -> bool:
    return any(b[0] < at[0] < b[2] and b[1] < at[1] < b[3] for b in boxes)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
