"""Where actors stand in the network: each keeps its place whatever is filtered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from lib.dataset.tables import Tables

SEED = 2231
BARE = 3.0  # around the mark of an actor without a name
FULL = 0.85  # names get no room of their own where they would take more of the box
# The most linked pair stands left and right, the two next busiest above and below: nothing moves
# them.
HUBS = ((-0.28, 0.02), (0.28, 0.02), (0.0, -0.38), (0.0, 0.38))
Xy = dict[str, tuple[float, float]]


def arranged(
    tables: Tables, edges: pd.DataFrame, events: Mapping[str, int], box: tuple[int, int]
) -> Xy:
    """A place for each actor as shares of the box, 0 in its middle; the same input, the same place.

    The two actors with most edges between them stand left and right, so that parallel edges have
    room; the next two busiest stand above and below. The others are placed by networkx's
    `spring_layout` (Fruchterman and Reingold 1991), drawn towards the state they belong to.
    `edges` has subject, object and count.
    """
    ids = sorted(events)
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    ends = np.sort(edges[["subject", "object"]].to_numpy(dtype=str), axis=1)
    pairs = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "count": edges["count"].to_numpy()})
    for (a, b), row in pairs.groupby(["a", "b"])["count"].agg(["size", "sum"]).iterrows():
        graph.add_edge(a, b, kinds=int(row["size"]), weight=0.3 * math.log1p(row["sum"]))
    for actor_id, above in tables.actors.loc[ids, "part_of"].items():
        if above in graph:
            graph.add_edge(actor_id, above, weight=2.0)
    fixed = _hubs(graph, events)
    rng = np.random.default_rng(SEED)
    scale = np.array(box)
    start = {i: np.array(fixed.get(i, tuple(rng.uniform(-0.4, 0.4, 2)))) * scale for i in ids}
    found = nx.spring_layout(
        graph,
        pos=start,
        fixed=list(fixed) or None,
        seed=SEED,
        iterations=120,
        k=math.sqrt(box[0] * box[1] / max(len(ids), 1)) * 0.9,
        scale=None,
    )
    return {i: fixed.get(i, tuple((found[i] / scale).tolist())) for i in ids}


def _hubs(graph: nx.Graph, events: Mapping[str, int]) -> Xy:
    """The actors who take the places of HUBS."""
    linked = [(k, u, v) for u, v, k in graph.edges(data="kinds") if k]
    if len(graph) < 5 or not linked:
        return {}
    _, a, b = max(linked)
    others = [i for i in sorted(graph, key=lambda i: (-events[i], i)) if i not in (a, b)]
    return dict(zip((max(a, b), min(a, b), *others[:2]), HUBS, strict=True))


def apart(
    shares: Xy,
    needs: Mapping[str, tuple[float, float, float]],
    bare: Mapping[str, float],
    box: tuple[int, int],
    corner: tuple[float, float],
) -> dict[str, tuple[int, int]]:
    """Places in a box, moved as little as possible until no actor covers another or its name.

    `needs` are half the width, the height above and the height below that an actor takes with its
    name, `bare` the radius without; `corner` is what the tools take at the upper right.
    """
    ids = list(shares)
    room = np.array([needs[i] for i in ids])
    if (2 * room[:, 0] * (room[:, 1] + room[:, 2])).sum() > FULL * box[0] * box[1]:
        room = np.repeat([[bare[i] + BARE] for i in ids], 3, axis=1)
    half = np.column_stack([room[:, 0], (room[:, 1] + room[:, 2]) / 2])
    offset = np.column_stack([np.zeros(len(ids)), (room[:, 2] - room[:, 1]) / 2])
    tools = np.array(corner) / 2
    half = np.vstack([half, tools])
    centre = np.array([shares[i] for i in ids]) * box + offset
    pinned = [shares[i] in HUBS for i in ids] + [True]
    centre = np.vstack([centre, np.array([1, -1]) * (np.array(box) / 2 - tools)])
    limit = np.maximum(np.array(box) / 2 - half, 0)
    free = ~np.array(pinned)[:, None]
    for _ in range(600):
        centre = np.where(free, np.clip(centre, -limit, limit), centre)
        gap = centre[:, None] - centre[None]
        overlap = half[:, None] + half[None] - np.abs(gap)
        touching = (overlap > 0).all(axis=2)
        np.fill_diagonal(touching, False)
        if not touching.any():
            break
        # Along the lesser overlap; two at the very same place part by their order.
        order = np.sign(np.subtract.outer(np.arange(len(half)), np.arange(len(half))))[..., None]
        shift = 0.3 * overlap * np.where(gap == 0, order, np.sign(gap)) * touching[..., None]
        along_x = overlap[..., 0] < overlap[..., 1]
        shift *= np.stack([along_x, ~along_x], axis=-1)
        centre = centre + np.where(free, shift.sum(axis=1), 0.0)
    centre = _settled(centre, half, limit, free[:, 0])[:-1] - offset
    return {i: (round(float(x)), round(float(y))) for i, (x, y) in zip(ids, centre, strict=True)}


def _settled(
    centre: np.ndarray, half: np.ndarray, limit: np.ndarray, free: np.ndarray
) -> np.ndarray:
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
