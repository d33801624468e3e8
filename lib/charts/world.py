"""The shapes of the world on a Mercator map: land, borders and the names of countries.

`world.json` holds Natural Earth's countries at 1:50m (5.1.2, public domain), simplified to 0.05
degrees, with the boundaries that the United Nations recognise. Map coordinates are in degrees of
longitude.
"""

import json
import math
from functools import cache
from itertools import pairwise
from pathlib import Path

_SHAPES = Path(__file__).with_name("world.json")
_AROUND = 0.6  # of the box, how far shapes go beyond it, for a browser of another shape
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
        return [(x, round(north(y), 3)) for x, y in zip(flat[::2], flat[1::2], strict=True)]

    countries = {name: list(map(line, rings)) for name, rings in read["countries"].items()}
    return countries, list(map(line, read["borders"]))


def shapes(
    box: Box, scale: float, size: float, taken: list[Box]
) -> tuple[list[list[Point]], list[list[Point]], list[tuple[str, float, float]]]:
    """The land and the borders in the box and around it, and names of countries in the box.

    `scale` is pixels for a degree, `size` the pixels of a name, `taken` where no name may stand.
    """
    countries, borders = _world()
    across, up = (box[1] - box[0]) * _AROUND, (box[3] - box[2]) * _AROUND
    wider = (box[0] - across, box[1] + across, box[2] - up, box[3] + up)
    names = []
    for name, rings in countries.items():
        if at := _widest(rings, box, (len(name) * size * 0.62 / scale, size * 1.3 / scale), taken):
            names.append((name, *at))
    land = [ring for rings in countries.values() for ring in rings if _meet(ring, wider)]
    return land, [line for line in borders if _meet(line, wider)], names


def bounds(name: str) -> Box | None:
    """The box around a country; None for a name of none."""
    points = [point for ring in _world()[0].get(name, ()) for point in ring]
    if not points:
        return None
    x, y = zip(*points, strict=True)
    return min(x), max(x), min(y), max(y)


def _meet(line: list[Point], box: Box) -> bool:
    """Whether the bounds of a line meet a box."""
    x, y = zip(*line, strict=True)
    return bool(min(x) <= box[1] and max(x) >= box[0] and min(y) <= box[3] and max(y) >= box[2])


def _widest(rings: list[list[Point]], box: Box, size: Point, taken: list[Box]) -> Point | None:
    """The middle of the widest stretch of a country that has room for a label of this size."""
    rings = [ring for ring in rings if _meet(ring, box)]
    best, found = size[0], None
    for share in range(1, 16):
        y = box[2] + (box[3] - box[2]) * share / 16
        crossed = sorted(
            min(max(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]), box[0]), box[1])
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
