"""How links bend: vis-network's curves, and for each link one that keeps clear of other actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

MARGIN = 6.0  # between a link and the mark of an actor that is not its end
APART = 6.5  # between parallel links, at the middle
WIDE, WIDEST = 0.5, 0.8  # beyond WIDE a bend is lopsided and a last resort
STEP = 0.02
POINTS = 48
ROUGH_STEP, ROUGH_POINTS = 0.1, 24
MANY = 10_000  # links times marks, beyond which few bends are tried
AROUND = 0.1  # what going round on the other side costs, as roundness

Marks = tuple[tuple[float, float, float], ...]
Links = tuple[tuple[int, int], ...]
Box = tuple[float, float]


def bend(start: np.ndarray, end: np.ndarray, roundness: float | np.ndarray) -> np.ndarray:
    """The control point of a `curvedCW` link as vis-network 9.1 places it.

    With a negative roundness that of a `curvedCCW` link, which is its mirror image.
    """
    along = end - start
    across = along[..., ::-1] * (1, -1)
    share = 0.5 + 0.5 * np.abs(roundness)
    point = start + share * np.sin(share * np.pi) * along
    return np.asarray(point + np.copysign(-share * np.cos(share * np.pi), roundness) * across)


def on_curve(t: np.ndarray, start: np.ndarray, via: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Points of a quadratic Bézier curve at the parameters `t`, one a row."""
    t = t[:, None]
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * via + t**2 * end)


def smooth(roundness: float) -> dict[str, bool | str | float]:
    """What vis-network is told of a roundness, negative where it bends to the other side."""
    side = "curvedCCW" if roundness < 0 else "curvedCW"
    return {"enabled": True, "type": side, "roundness": round(abs(roundness), 3)}


def roundness(told: dict[str, bool | str | float]) -> float:
    """The roundness behind what `smooth` gives.

    >>> roundness(smooth(0.25)), roundness(smooth(-0.25))
    (0.25, -0.25)
    """
    return float(told["roundness"]) * (-1 if told["type"] == "curvedCCW" else 1)


@lru_cache(maxsize=64)
def chosen(marks: Marks, links: Links, box: Box) -> tuple[float, ...]:
    """For each link, a pair of places among the marks, the roundness of its curve.

    `marks` have x, y and a radius. Parallel links fan out on one side of the straight line and
    the answers on the other, as long as they pass clear of every mark that is not their end.
    Those that do not take the nearest bend that does, within `box` around the origin and apart
    from links between the same two; where there is none, the one that covers least. Of MANY fewer
    bends are tried.
    """
    found = _fanned(links)
    room = _Room(marks, box, len(links) * len(marks) > MANY)
    parallel: dict[tuple[int, int], list[int]] = {}
    for n, (a, b) in enumerate(links):
        parallel.setdefault((min(a, b), max(a, b)), []).append(n)
    for together in parallel.values():
        stuck = [n for n in together if not room.clear(*links[n], found[n])]
        taken = [_seen(links[n], found[n]) for n in together if n not in stuck]
        for n in stuck:
            found[n] = room.free(*links[n], found[n], taken, len(together))
            taken.append(_seen(links[n], found[n]))
    return tuple(round(bent, 3) for bent in found)


def curve(
    start: Mapping[str, Any], end: Mapping[str, Any], edge: Mapping[str, Any], points: int = 65
) -> np.ndarray:
    """Points along an edge from the middle of one node to that of the other, one a row."""
    first, last = (np.array([node["x"], node["y"]], dtype=float) for node in (start, end))
    via = bend(first, last, roundness(edge["smooth"]))
    return on_curve(np.linspace(0, 1, points), first, via, last)


def _fanned(links: Links) -> list[float]:
    """The roundness of each link in the fan of those from the same actor to the same other."""
    of = Counter(links)
    nth = dict.fromkeys(of, 0)
    found = []
    for pair in links:
        nth[pair] += 1
        found.append(0.06 + 0.44 * nth[pair] / max(of[pair], 4))
    return found


def _seen(link: tuple[int, int], bent: float) -> float:
    """A roundness as it looks from the lesser end, so that links and answers compare."""
    return bent if link[0] < link[1] else -bent


class _Room:
    """The marks that links have to keep clear of."""

    def __init__(self, marks: Marks, box: Box, rough: bool = False) -> None:
        self._xy, self._radius = np.split(np.array(marks, dtype=float).reshape(-1, 3), [2], axis=1)
        self._edge = np.array(box) / 2
        self._t = np.linspace(0, 1, ROUGH_POINTS if rough else POINTS)
        step = ROUGH_STEP if rough else STEP
        self._bends = np.arange(-WIDEST, WIDEST + step / 2, step)

    def clear(self, a: int, b: int, bent: float) -> bool:
        """Whether a link from a to b stays inside and away from other marks."""
        outside, covered = self._wrong(a, b, np.array([bent]))
        return not outside[0] and not covered[0]

    def free(self, a: int, b: int, wanted: float, taken: list[float], of: int) -> float:
        """The bend nearest to the one `wanted` that is clear, and apart from those `taken`."""
        length = max(float(np.linalg.norm(self._xy[b] - self._xy[a])), 1.0)
        gap = min(APART / (0.39 * length), 0.44 / max(of, 4))
        seen = self._bends if a < b else -self._bends
        apart = np.abs(seen[:, None] - np.array(taken)).min(axis=1, initial=1.0) >= gap
        bends = self._bends[apart] if apart.any() else self._bends
        outside, covered = self._wrong(a, b, bends)
        far = np.abs(bends - wanted) + AROUND * (bends < 0)
        far += np.maximum(np.abs(bends) - WIDE, 0)
        return float(bends[np.lexsort((far, covered, outside))[0]])

    def _wrong(self, a: int, b: int, bends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each bend whether it leaves the box, and how far it reaches into marks, in all."""
        start, end = self._xy[a], self._xy[b]
        via = bend(start, end, bends[:, None, None])
        curves = on_curve(self._t, start, via, end)  # bends, points, x and y
        low, high = curves.min(axis=(0, 1)), curves.max(axis=(0, 1))
        reach = self._radius + MARGIN
        near = ((self._xy + reach > low) & (self._xy - reach < high)).all(axis=1)
        near[[a, b]] = False
        gap = np.linalg.norm(curves[:, :, None] - self._xy[near], axis=3).min(axis=1)
        outside = (np.abs(curves) > self._edge).any(axis=(1, 2))
        return outside, np.maximum(reach[near, 0] - gap, 0).sum(axis=1)
