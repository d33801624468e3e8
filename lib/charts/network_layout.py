"""How links bend: vis-network's curves, and for each link one that keeps clear of other actors."""

import math
from collections.abc import Collection, Mapping
from functools import lru_cache

import numpy as np

MARGIN = 3.0  # between a link and a box that is not its end
PLAIN = 0.2  # the roundness of a link that has an answer
BENDS = np.arange(-40, 41) * 0.02
POINTS = 97
EACH = 9  # of these points, which are looked at for crossings
OVER, CROSSING = 20.0, 0.3  # what a box and a link in the way cost, as roundness
ROUNDS, MANY = 2, 80
MOVES, NEAR = 12, 20  # how often a node is moved that links run over, and how far at least
_STEPS = np.stack(np.meshgrid(*[np.arange(-320, 321, 20)] * 2), axis=-1).reshape(-1, 2)
SPOTS = _STEPS[np.argsort((_STEPS**2).sum(axis=1), kind="stable")]  # the nearest first

Boxes = tuple[tuple[float, float, float, float], ...]
Links = tuple[tuple[int, int], ...]


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
def chosen(
    boxes: Boxes, links: Links, wide: tuple[float, ...], box: tuple[float, float]
) -> tuple[float, ...]:
    """For each link, a pair of places among the boxes, the roundness of its curve.

    A box is its middle, half its width and half its height; `wide` is half the width of each link.
    A link is straight, or bends to the other side than its answer, unless a bend within `box`
    around the origin runs over fewer boxes that are not its ends, or crosses fewer links. Of many
    links crossings are not tried.
    """
    room = _Room(boxes, box)
    wanted = [PLAIN if (b, a) in links else 0.0 for a, b in links]
    plain = zip(links, wide, wanted, strict=True)
    found = [room.best(*link, half, bent) for link, half, bent in plain]
    for _ in range(ROUNDS if len(links) <= MANY else 0):
        bent = zip(links, found, strict=True)
        curves = np.array([room.curves(*link, np.array([by]))[0] for link, by in bent])
        for n, (a, b) in enumerate(links):
            others = np.delete(curves, n, axis=0)
            answer = -found[links.index((b, a))] if (b, a) in links else math.inf
            close = abs(found[n] - answer) < PLAIN / 2
            if not close and not room.crossed(a, b, curves[[n]], others).any():
                continue
            found[n] = room.best(a, b, wide[n], wanted[n], found[n], others, answer)
            curves[n] = room.curves(a, b, np.array([found[n]]))[0]
    return tuple(round(bent, 3) for bent in found)


def clear(
    places: dict[str, tuple[int, int]],
    halves: Mapping[str, tuple[float, float]],
    links: Mapping[tuple[str, str], float],
    pins: Collection[str],
    box: tuple[float, float],
) -> dict[tuple[str, str], float]:
    """The roundness of each link, a pair of nodes with half its width.

    A node that no bend keeps clear of the links of others is moved, in `places`, to the nearest
    spot that fewest run over, unless it is in `pins`.
    """
    number = {node: n for n, node in enumerate(places)}
    ends = tuple((number[a], number[b]) for a, b in links)
    wide, half = tuple(links.values()), np.array([halves[i] for i in places]).reshape(-1, 2)
    best: tuple[int, dict[str, tuple[int, int]], tuple[float, ...]] | None = None
    tried: dict[str, list[tuple[int, int]]] = {}
    for _ in range(MOVES if len(links) <= MANY else 1):
        boxes = tuple((*places[i], *halves[i]) for i in places)
        bends = chosen(boxes, ends, wide, box)
        room = _Room(boxes, box)
        curves = [room.curves(*e, np.array([b]))[0] for e, b in zip(ends, bends, strict=True)]

        def over(node: str, spots: np.ndarray, gap: float = 0) -> np.ndarray:
            """How many ribbons of others run over the node at each of the spots."""
            n = number[node]
            each = zip(curves, wide, ends, strict=True)  # noqa: B023
            some = [_over(c, half[n] + by + gap, spots) for c, by, link in each if n not in link]
            return np.asarray(np.sum([np.zeros(len(spots), dtype=int), *some], axis=0))

        struck = {node: int(over(node, np.array([at]))[0]) for node, at in places.items()}
        if best is None or sum(struck.values()) < best[0]:
            best = sum(struck.values()), dict(places), bends
        free = [node for node in struck if struck[node] and node not in pins]
        if not best[0] or not free:
            break
        node = max(free, key=lambda node: (struck[node], -len(tried.get(node, ()))))
        n = number[node]
        tried.setdefault(node, []).append(places[node])
        spots = np.array(places[node]) + SPOTS
        others = np.array([places[i] for i in places if i != node])
        taken = half[n] + np.delete(half, n, axis=0) + MARGIN
        fits = (np.abs(spots) <= np.array(box) / 2 - half[n]).all(axis=1)
        fits &= ~(np.abs(spots[:, None] - others) < taken).all(axis=2).any(axis=1)
        near = np.abs(spots[:, None] - np.array(tried[node])).max(axis=2).min(axis=1) < NEAR
        x, y = spots[(over(node, spots, MARGIN) + 99 * (~fits | near)).argmin()]
        places[node] = (int(x), int(y))
    assert best is not None
    places.update(best[1])
    return dict(zip(links, best[2], strict=True))


def _over(curve: np.ndarray, half: np.ndarray, spots: np.ndarray) -> np.ndarray:
    """Whether a curve runs over a box of this half width and height at each of the spots."""
    return np.asarray((np.abs(curve[::2] - spots[:, None]) < half).all(axis=2).any(axis=1))


def curve(
    start: tuple[float, float], end: tuple[float, float], bent: float, points: int = 129
) -> np.ndarray:
    """Points along a link from the middle of one node to that of the other, one a row."""
    first, last = np.array(start, dtype=float), np.array(end, dtype=float)
    via = bend(first, last, bent)
    return on_curve(np.linspace(0, 1, points), first, via, last)


class _Room:
    """The boxes that links have to keep clear of."""

    def __init__(self, boxes: Boxes, box: tuple[float, float]) -> None:
        self._xy, self._half = np.split(np.array(boxes, dtype=float).reshape(-1, 4), 2, axis=1)
        self._edge = np.array(box) / 2

    def curves(self, a: int, b: int, bends: np.ndarray) -> np.ndarray:
        """Points along the link from a to b for each bend: bends, points, x and y."""
        via = bend(self._xy[a], self._xy[b], bends[:, None, None])
        return on_curve(np.linspace(0, 1, POINTS), self._xy[a], via, self._xy[b])

    def best(
        self,
        a: int,
        b: int,
        wide: float,
        wanted: float,
        now: float = 0,
        others: np.ndarray | None = None,
        answer: float = math.inf,
    ) -> float:
        """The bend that runs over fewest boxes, then crosses fewest links and is least bent.

        It keeps off `answer`, the bend with which it would lie upon the link the other way.
        """
        bends = BENDS if others is None else np.append(BENDS[::4], [wanted, now])
        curves = self.curves(a, b, bends)
        cost = np.abs(bends - wanted) + 10 * (np.abs(curves) > self._edge).any(axis=(1, 2))
        rest = np.setdiff1d(np.arange(len(self._xy)), [a, b])
        away = np.abs(curves[:, :, None] - self._xy[rest]) - self._half[rest]
        cost += OVER * (away < wide + MARGIN).all(axis=3).any(axis=1).sum(axis=1)
        cost += OVER / 4 * (np.abs(bends - answer) < PLAIN / 2)
        if others is not None:
            cost += CROSSING * self.crossed(a, b, curves, others)
        return float(bends[np.argmin(cost)])

    def crossed(self, a: int, b: int, curves: np.ndarray, others: np.ndarray) -> np.ndarray:
        """How many other links each curve from a to b crosses outside the boxes of its ends."""
        low, high = curves.min(axis=(0, 1)), curves.max(axis=(0, 1))
        near = ((others.min(axis=1) < high) & (others.max(axis=1) > low)).all(axis=1)
        curves, others = curves[:, ::EACH], others[near, ::EACH]
        ends = self._xy[[a, b]], self._half[[a, b]]
        outside = (np.abs(curves[:, :, None] - ends[0]) > ends[1]).any(axis=3).all(axis=2)
        return crossings(curves, others, outside)


def crossings(curves: np.ndarray, others: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """How often each curve crosses others; only its pieces that begin at points `counted`.

    `curves` and `others` are curves, points, x and y; `counted` curves and points.
    """
    a, b = curves[:, :-1, None, None], curves[:, 1:, None, None]
    c, d = others[None, None, :, :-1], others[None, None, :, 1:]
    hit = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
    return np.asarray((hit & counted[:, :-1, None, None]).any(axis=(1, 3)).sum(axis=1))


def _side(a: np.ndarray, b: np.ndarray, at: np.ndarray) -> np.ndarray:
    """On which side of the line from a to b a point lies, as the sign of what comes back."""
    along, to = b - a, at - a
    return np.asarray(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0])
