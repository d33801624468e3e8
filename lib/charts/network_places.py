"""Where the nodes of a network stand: once for a table, so that each keeps its place."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

SEED = 8
GAP = (8.0, 14.0)  # around each node, across and down
FULL = 0.7  # the most of the box that nodes may take
STARTS, KICKS, KICKED, ROUNDS = 5, 20, 5, 10
MANY = 40  # nodes, of which more get two starts and two kicks
SPARE = 1.6  # places for each node
FILL = (0.44, 0.46)  # how far the outermost places are from the middle, as shares
SHAPE = 0.7  # columns of places to rows: names are wide
CELL = (130.0, 76.0)  # of the grid of places, in units of the box
# What a crossing costs, two links from a node that hardly part, a link that runs over a
# node, a length of ten cells, and as far a way from the middle, for each link of a node.
CROSSING, NARROW, OVER, LENGTH, ASIDE = 1.0, 0.7, 3.0, 0.6, 0.5
PART = 0.97  # the cosine of the angle below which links hardly part
Xy = dict[str, tuple[float, float]]
Pairs = Sequence[tuple[str, str, int]]  # two nodes and the events between them


def arranged(nodes: Sequence[str], layers: Sequence[Pairs]) -> Xy:
    """A place for each node as shares of the box, 0 in its middle; the same input, the same place.

    Each layer's links, pairs of nodes, are drawn alone. Nodes stand on the places of a grid; from
    several random starts each moves to where links cross least, run over fewest nodes and are
    short, until none gains by a move or by changing places with another.
    """
    if not nodes:
        return {}
    grid = _Grid(len(nodes))
    number = {node: n for n, node in enumerate(nodes)}
    links = [_Links(pairs, number) for pairs in layers]
    links = [of for of in links if len(of.ends)]
    rng = np.random.default_rng(SEED)
    best, least = np.zeros(0, dtype=int), math.inf
    starts, kicks = (STARTS, KICKS) if len(nodes) <= MANY else (2, 2)
    for start in range(starts + kicks):
        at = rng.permutation(len(grid.xy))[: len(nodes)]
        if start >= starts:  # the best so far, with some nodes elsewhere
            free = np.setdiff1d(at, best)
            some = rng.permutation(len(nodes))[: min(KICKED, len(free))]
            at = best.copy()
            at[some] = free[: len(some)]
        cost = _settled(grid, links, at)
        if cost < least:
            best, least = at.copy(), cost
    _settled(grid, links, best, swaps=True)
    shares = grid.shares[best]
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, shares, strict=True)}


class _Links:
    """The links of a layer: the numbers of their nodes, and how much their length weighs.

    `around` has for each node its own links, the other ends of these, and all other nodes.
    """

    def __init__(self, pairs: Pairs, number: Mapping[str, int]) -> None:
        found: Counter[tuple[int, int]] = Counter()
        for a, b, count in pairs:
            if a != b:  # both directions are one
                found[min(number[a], number[b]), max(number[a], number[b])] += count
        self.ends = np.array(sorted(found), dtype=int).reshape(-1, 2)
        self.weight = np.sqrt([found[int(a), int(b)] for a, b in self.ends])
        self.nodes = np.unique(self.ends)
        own = {int(n): (self.ends == n).any(axis=1) for n in self.nodes}
        self.around = {
            n: (links, self.ends[links].sum(axis=1) - n, self.nodes[self.nodes != n])
            for n, links in own.items()
        }


class _Grid:
    """Places in rows, every other row half a place to the side, and what is between any two."""

    def __init__(self, nodes: int) -> None:
        columns = max(math.ceil(math.sqrt(nodes * SPARE * SHAPE)), 2)
        rows = max(math.ceil(nodes * SPARE / columns), 2)
        found = [
            ((i + (0.25 if j % 2 else 0.75)) / (columns + 0.0), (j + 0.5) / rows)
            for j in range(rows)
            for i in range(columns - (j % 2 == 0))
        ]
        self.shares = np.array(found) - 0.5
        self.shares *= FILL / np.abs(self.shares).max(axis=0)
        self.xy = self.shares * np.array([columns * CELL[0], rows * CELL[1]])
        size = len(self.xy)
        first, second = np.triu_indices(size, 1)
        self.line = np.zeros((size, size), dtype=int)
        self.line[first, second] = self.line[second, first] = np.arange(len(first))
        self.aside = np.hypot(*self.xy.T) / CELL[0] / 10
        self.length = np.hypot(*(self.xy[first] - self.xy[second]).T) / CELL[0] / 10
        self.crosses = self._crossings(first, second)
        self.over = self._over(first, second)

    def _crossings(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """What two lines between places cost together: as they cross, or hardly part."""
        xy = self.xy
        # On which side of each line each place lies.
        (ax, ay), (bx, by) = xy[first].T, xy[second].T
        side = np.sign(
            np.round((bx - ax)[:, None] * (xy[:, 1] - ay[:, None]), 6)
            - np.round((by - ay)[:, None] * (xy[:, 0] - ax[:, None]), 6)
        ).astype(np.int8)
        apart = side[:, first] * side[:, second] < 0  # the ends of one on both sides of the other
        cost = CROSSING * (apart & apart.T).astype(np.float32)
        way = (xy[second] - xy[first]) / np.hypot(*(xy[second] - xy[first]).T)[:, None]
        turn = way @ way.T
        for one, other, same in ((first, first, 1), (second, second, 1), (first, second, -1)):
            narrow = (one[:, None] == other) & (same * turn > PART)
            cost += NARROW * (narrow | (narrow.T & (same < 0)))
        np.fill_diagonal(cost, 0)
        return np.asarray(cost)

    def _over(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Whether a line runs over the node at a place that is not its end."""
        steps = np.linspace(0, 1, 40)[:, None, None]
        points = self.xy[first] * (1 - steps) + self.xy[second] * steps
        found = np.zeros((len(first), len(self.xy)), dtype=bool)
        for place, (x, y) in enumerate(self.xy):
            wide = np.abs(points[..., 0] - x) < 0.42 * CELL[0]
            high = np.abs(points[..., 1] - y) < 0.4 * CELL[1]
            found[:, place] = (wide & high).any(axis=0)
        every = np.arange(len(first))
        found[every, first] = found[every, second] = False
        return found


def _cost(grid: _Grid, links: Sequence[_Links], at: np.ndarray) -> float:
    cost = 0.0
    for of in links:
        lines = grid.line[at[of.ends[:, 0]], at[of.ends[:, 1]]]
        shown = at[of.nodes]
        cost += grid.crosses[np.ix_(lines, lines)].sum() / 2
        cost += ASIDE * grid.aside[at[of.ends]].sum()
        cost += OVER * (grid.over[np.ix_(lines, shown)].sum(axis=1) * of.weight).sum()
        cost += LENGTH * (grid.length[lines] * of.weight).sum()
    return cost


def _at_each(grid: _Grid, links: Sequence[_Links], at: np.ndarray, node: int) -> np.ndarray:
    """What a node and its links cost at each place, with all others where they are."""
    cost = np.zeros(len(grid.xy))
    for of in links:
        if node not in of.around:
            continue
        own, ends, shown = of.around[node]
        others = grid.line[at[of.ends[~own, 0]], at[of.ends[~own, 1]]]
        lines = grid.line[:, at[ends]]  # places, links
        cost += grid.crosses[lines[..., None], others].sum(axis=(1, 2))
        cost += grid.crosses[lines[..., None], lines[:, None]].sum(axis=(1, 2)) / 2
        cost += ASIDE * len(ends) * grid.aside
        cost += OVER * grid.over[lines[..., None], at[shown]].sum(axis=2) @ of.weight[own]
        cost += OVER * of.weight[~own] @ grid.over[others]
        cost += LENGTH * grid.length[lines] @ of.weight[own]
    return cost


def _settled(grid: _Grid, links: Sequence[_Links], at: np.ndarray, swaps: bool = False) -> float:
    """Move nodes, in place, as long as it pays; return what is left of the cost."""
    cost = _cost(grid, links, at)
    for _ in range(ROUNDS):
        before = cost
        for node in range(len(at)):
            costs = _at_each(grid, links, at, node)
            now = costs[at[node]]
            costs[at] = math.inf
            if costs.min() < now - 1e-9:
                at[node] = costs.argmin()
        cost = _cost(grid, links, at)
        for one, other in zip(*np.triu_indices(len(at), 1), strict=True) if swaps else ():
            at[[one, other]] = at[[other, one]]
            now = _cost(grid, links, at)
            if now < cost - 1e-9:
                cost = now
            else:
                at[[one, other]] = at[[other, one]]
        if cost >= before - 1e-9:
            break
    return cost


def beside(shares: Xy, shown: Mapping[str, str]) -> Xy:
    """The same places, and one for each party that is drawn out of its group: around that."""
    found = dict(shares)
    for group in dict.fromkeys(shown.values()):
        own = [party for party, of in shown.items() if of == group]
        x, y = shares.get(group, (0.0, 0.0))
        for n, party in enumerate(own):
            turn = 2 * math.pi * n / len(own) + 0.5
            far = 0.09 if len(own) > 1 else 0.06
            found[party] = (x + far * math.cos(turn), y + far * 1.6 * math.sin(turn))
    return found


def spread(shares: Xy) -> Xy:
    """The same places, moved apart until they fill the box."""
    at = np.array([*shares.values()]).reshape(-1, 2)
    at -= (at.min(axis=0, initial=1) + at.max(axis=0, initial=-1)) / 2
    if len(at) == 2:  # side by side
        at = at[:, [0]] * (1, 0) if at[0, 0] != at[1, 0] else np.array([[-1.0, 0], [1, 0]])
    at *= np.array(FILL) * min(1, len(at) / 4) / np.maximum(np.abs(at).max(axis=0, initial=0), 1e-9)
    return {i: (float(x), float(y)) for i, (x, y) in zip(shares, at, strict=True)}


def apart(
    shares: Xy,
    pins: Collection[str],
    halves: Mapping[str, tuple[float, float]],
    box: tuple[int, int],
) -> dict[str, tuple[int, int]]:
    """Places in a box, moved as little as possible until no node covers another; `pins` stay.

    `halves` are half the width and the height of each. Where all together have no room, nodes keep
    clear of the middles of others alone.
    """
    ids = list(shares)
    half = np.array([halves[i] for i in ids]).reshape(-1, 2) + GAP
    if 4 * half.prod(axis=1).sum() > FULL * box[0] * box[1]:
        half = half * math.sqrt(FULL * box[0] * box[1] / (4 * half.prod(axis=1).sum()))
    centre = np.array([shares[i] for i in ids]).reshape(-1, 2) * box
    pinned = [i in pins for i in ids]
    limit = np.maximum(np.array(box) / 2 - half, 0)
    free = ~np.array(pinned, dtype=bool)[:, None]
    for _ in range(600):
        centre = np.where(free, np.clip(centre, -limit, limit), centre)
        gap = centre[:, None] - centre[None]
        overlap = half[:, None] + half[None] - np.abs(gap)
        touching = np.asarray((overlap > 0).all(axis=2))
        np.fill_diagonal(touching, False)
        if not touching.any():
            break
        # Along the lesser overlap; two at the very same place part by their order.
        order = np.sign(np.subtract.outer(np.arange(len(half)), np.arange(len(half))))[..., None]
        shift = 0.3 * overlap * np.where(gap == 0, order, np.sign(gap)) * touching[..., None]
        along_x = overlap[..., 0] < overlap[..., 1]
        shift *= np.stack([along_x, ~along_x], axis=-1)
        centre = centre + np.where(free, shift.sum(axis=1), 0.0)
    centre = _freed(centre, half, limit, free[:, 0])
    return {i: (round(float(x)), round(float(y))) for i, (x, y) in zip(ids, centre, strict=True)}


def _freed(centre: np.ndarray, half: np.ndarray, limit: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Boxes that pushing could not free, each put on the nearest free spot of a grid, if any."""

    def covers(at: np.ndarray, own: Any) -> bool:
        touching = (np.abs(centre - at) < half + half[own]).all(axis=1)
        touching[own] = False
        return bool(touching.any())

    for i in np.flatnonzero(free):
        if covers(centre[i], i):
            x, y = (np.arange(-edge, edge + 1, 8) for edge in limit[i])
            spots = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
            spots = spots[np.lexsort((*spots.T, ((spots - centre[i]) ** 2).sum(axis=1)))]
            centre[i] = next((spot for spot in spots if not covers(spot, i)), centre[i])
    return centre
