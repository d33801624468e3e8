"""The shapes of the world on a Mercator map: land, borders and the names of countries.

`world.json` holds Natural Earth's countries at 1:50m (5.1.2, public domain), simplified to 0.05
degrees, with the boundaries that the United Nations recognise. Map coordinates are in degrees of
longitude.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

_SHAPES = Path(__file__).with_name("world.json")
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, right, bottom, top


def north(lat: float) -> float:
    """The height of a latitude on a Mercator map, in degrees of longitude.

    >>> round(north(60), 2)
    75.46
    """
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


@cache
def _world() -> tuple[dict[str, list[list[Point]]], list[list[Point]]]:
    """The rings of each country, and the borders between them, on a Mercator map."""
    read = json.loads(_SHAPES.read_text(encoding="utf-8"))

    def line(flat: list[float]) -> list[Point]:
        return [(x, north(y)) for x, y in zip(flat[::2], flat[1::2], strict=True)]

    countries = {name: list(map(line, rings)) for name, rings in read["countries"].items()}
    return countries, list(map(line, read["borders"]))


def shapes(
    box: Box, scale: float, size: float, taken: list[Box], around: float
) -> tuple[list[list[Point]], list[list[Point]], list[tuple[str, float, float]]]:
    """The land and the borders in the box and `around` it, and names of countries in the box.

    `scale` is pixels for a degree, `size` the pixels of a name, `taken` where no name may stand,
    `around` a share of the box.
    """
    countries, borders = _world()
    across, up = (box[1] - box[0]) * around, (box[3] - box[2]) * around
    wider = (box[0] - across, box[1] + across, box[2] - up, box[3] + up)
    land: list[list[Point]] = []
    names = []
    for name, rings in countries.items():
        land += [ring for ring in (clipped(ring, wider) for ring in rings) if ring]
        seen = [ring for ring in (clipped(ring, box) for ring in rings) if ring]
        if at := _widest(seen, box, (len(name) * size * 0.62 / scale, size * 1.3 / scale), taken):
            names.append((name, *at))
    return land, [run for line in borders for run in _runs(line, wider)], names


def _widest(rings: list[list[Point]], box: Box, size: Point, taken: list[Box]) -> Point | None:
    """The middle of the widest stretch of a country that has room for a label of this size."""
    best, found = size[0], None
    for share in range(1, 16):
        y = box[2] + (box[3] - box[2]) * share / 16
        crossed = sorted(
            a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
            for ring in rings
            for a, b in pairwise([*ring, ring[0]])
            if (a[1] <= y) != (b[1] <= y)
        )
        for left, right in zip(crossed[::2], crossed[1::2], strict=False):
            middle = (left + right) / 2
            label = (middle - size[0] / 2, middle + size[0] / 2, y - size[1] / 2, y + size[1] / 2)
            if right - left > best and not any(overlap(label, block) for block in taken):
                best, found = right - left, (middle, y)
    return found


def overlap(a: Box, b: Box) -> float:
    """The area in which two boxes overlap."""
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[2], b[2]))


def clipped(ring: list[Point], box: Box) -> list[Point]:
    """A ring cut at a box (Sutherland and Hodgman 1974)."""
    for axis, limit, sign in ((0, box[0], 1), (0, box[1], -1), (1, box[2], 1), (1, box[3], -1)):
        kept: list[Point] = []
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            inside = (a[axis] - limit) * sign >= 0
            if inside:
                kept.append(a)
            if inside != ((b[axis] - limit) * sign >= 0):
                share = (limit - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
        ring = kept
        if not ring:
            break
    return ring


def _runs(line: list[Point], box: Box) -> Iterator[list[Point]]:
    """The stretches of a line inside the box."""
    run: list[Point] = []
    for a, b in pairwise(line):
        # Liang and Barsky 1984: the part of the segment between both shares is inside.
        enter, leave = 0.0, 1.0
        for axis in (0, 1):
            low, high = box[2 * axis] - a[axis], box[2 * axis + 1] - a[axis]
            step = b[axis] - a[axis]
            if step:
                enter = max(enter, min(low / step, high / step))
                leave = min(leave, max(low / step, high / step))
            elif low > 0 or high < 0:
                enter = 2.0
        if enter <= leave:
            ends = [
                (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
                for share in (enter, leave)
            ]
            run = run if run and enter == 0 else [ends[0]]
            run.append(ends[1])
        if run and (enter > leave or leave < 1):
            yield run
            run = []
    if run:
        yield run
