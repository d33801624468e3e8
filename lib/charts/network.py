"""The actor network: who says what about whom, and what is claimed to hold between them."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from pyvis.network import Network

from lib.analysis.actors import state_of
from lib.analysis.filters import taking_part as taking_part_in
from lib.analysis.links import LAYERS, PAIR, STYLES
from lib.charts import network_layout
from lib.dataset import codebook, positions
from lib.dataset import text as texts
from lib.dataset.tables import Tables
from lib.view import theme as palette

SEED = 2231
BOX = (1060, 570)
LABEL_WIDTHS = (17, 13)  # in characters: in a wide box, in a narrow one
LABEL_LINES = 5
NARROW = 700
TOOLS = (124, 48)  # the zoom buttons in the upper right corner, where no actor may stand
CHARACTER, LINE = 6.5, 15.0
MOST_ACTORS, MOST_EDGES, NEIGHBOURS = 150, 240, 30
LARGEST = 30  # the radius of the busiest of many actors
ROOMY = 16  # how many of many actors have room for their names wherever they stand
# How much wider or higher than its box a network is drawn where there is room, its marks as large.
STRETCHES = ((1.0, 1.0), (1.25, 1.0), (1.5, 1.0), (1.0, 1.25), (1.0, 1.5), (1.0, 1.75))
POLARITIES = ("", *codebook.vocabulary("relationships", "polarity"))

SHAPES = {
    "state": "hexagon",
    "agency": "square",
    "person": "dot",
    "company": "diamond",
    "military": "triangle",
    "media": "star",
    "organisation": "triangleDown",
    "population": "dot",
    "unnamed": "dot",
}
# How far the corners of a shape reach, in its sizes.
CORNERS = {"square": 1.42, "triangle": 1.33, "triangleDown": 1.33, "star": 1.07}
HOLLOW = ("population", "unnamed")
DASHES: dict[str, list[int] | bool] = {
    "asserted": False,
    "admitted": False,
    "denied": [10, 7],
    "planned": [2, 5],
    "possible": [2, 5],
    "not_seen": [10, 5, 2, 5],
}


@dataclass(frozen=True)
class Places:
    """Where actors stand: `xy` by actor_id in canvas units, centred, within `box`."""

    xy: dict[str, tuple[int, int]]
    box: tuple[int, int] = BOX


# Where the kinds of links stand, by layer.
KINDS = {"says": ("events", "claim_type"), "claimed": ("relationships", "relation")}


@dataclass(frozen=True)
class Statements:
    """Every statement of the whole table in a layer, and the edges they merge to, as integers.

    For each statement the place of its event, its `edge`, its `polarity` (a place in POLARITIES)
    and whether it is the `first` of its event on its edge. `within` are the places of events whose
    statement an actor makes of itself, or at the level of states of the same state. For each edge
    the places of `subject` and `object` among the actors, of `kind` in `kinds`, of `style` in
    STYLES; edges are in the order of their texts.
    """

    event: np.ndarray
    edge: np.ndarray
    polarity: np.ndarray
    first: np.ndarray
    subject: np.ndarray
    object: np.ndarray
    kind: np.ndarray
    style: np.ndarray
    kinds: tuple[str, ...]
    within: np.ndarray


def statements(tables: Tables, layer: str, level: str) -> Statements:
    """The statements of the whole table in a layer, with actors at a level."""
    return tables.once(("statements", layer, level), lambda: _found(tables, layer, level))


def _found(tables: Tables, layer: str, level: str) -> Statements:
    at = tables.positions
    kinds = codebook.vocabulary(*KINDS[layer])
    if layer == "says":
        spoken = np.flatnonzero(at.part_speaks & (at.part_event >= 0))
        targets = np.where(at.part_speaks, -1, at.part_event)
        of_event = positions.grouped(targets, len(tables.events))
        first = of_event.starts[at.part_event[spoken]]
        length = of_event.starts[at.part_event[spoken] + 1] - first
        speaker = np.repeat(spoken, length)
        event, subject = at.part_event[speaker], at.part_actor[speaker]
        object_ = at.part_actor[of_event.order[positions.ranges(first, length)]]
        kind = at.claim_type[event]
        polarity = np.zeros(len(event), dtype=np.int8)
    else:
        held = tables.relationships
        there = np.flatnonzero(at.held_event >= 0)
        event, subject, object_ = (
            codes[there] for codes in (at.held_event, at.held_subject, at.held_object)
        )
        kind = held["relation"].cat.codes.to_numpy()[there]
        # After the empty polarity of what is only said.
        polarity = held["polarity"].cat.codes.to_numpy()[there] + np.int8(1)
    if level == "states":
        subject, object_ = at.state[subject], at.state[object_]
    style = np.array([STYLES.index(_style_of(p)) for p in POLARITIES], dtype=np.int8)[polarity]
    other = subject != object_
    within = np.unique(event[~other])
    event, subject, object_, kind, polarity, style = (
        column[other] for column in (event, subject, object_, kind, polarity, style)
    )
    # Edges are numbered in the order of the texts they would have in a table.
    rank, actor_of = _ranks(tables.actors.index)
    kind_rank, kind_of = _ranks(pd.Index(kinds))
    style_rank, style_of = _ranks(pd.Index(STYLES))
    key = (rank[subject].astype(np.int64) * len(rank) + rank[object_]) * len(kinds)
    key = (key + kind_rank[kind]) * len(STYLES) + style_rank[style]
    edges, edge = np.unique(key, return_inverse=True)
    pair, of_pair = np.divmod(edges, len(kinds) * len(STYLES))
    first_of = positions.first_of_each(edge.astype(np.int64) * len(tables.events) + event)
    alike = edge.astype(np.int64) * len(POLARITIES) + polarity
    once = positions.first_of_each(alike * len(tables.events) + event)
    return Statements(
        event=event[once],
        edge=edge[once].astype(np.int32),
        polarity=polarity[once],
        first=first_of[once],
        subject=actor_of[pair // len(rank)],
        object=actor_of[pair % len(rank)],
        kind=kind_of[of_pair // len(STYLES)].astype(np.int8),
        style=style_of[of_pair % len(STYLES)].astype(np.int8),
        kinds=kinds,
        within=within,
    )


def _ranks(texts: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """The place of each text in the order of texts, and which text stands at each such place."""
    order = np.asarray(texts.argsort()).astype(np.int32)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order))
    return rank, order


def links(tables: Tables, keep: pd.Series, layer: str, level: str) -> pd.DataFrame:
    """Every single statement that the network draws, one a row, before any are merged.

    Columns: subject, object (actor_ids, at level `states` those of the states they speak for),
    kind (a claim type or a relation), polarity (empty in the layer `says`), event_id. What a
    state says about itself through its own people is no link between two actors and is left out.
    """
    found = statements(tables, layer, level)
    shown = np.flatnonzero(keep.to_numpy()[found.event])
    edge = found.edge[shown]
    return pd.DataFrame(
        {
            "subject": tables.actors.index[found.subject[edge]],
            "object": tables.actors.index[found.object[edge]],
            "kind": pd.Index(found.kinds)[found.kind[edge]],
            "polarity": pd.Index(POLARITIES)[found.polarity[shown]],
            "event_id": tables.events.index[found.event[shown]],
        }
    )


def edges(tables: Tables, keep: pd.Series, layer: str, level: str) -> pd.DataFrame:
    """Parallel links merged: one row for each subject, object, kind and line style.

    Columns: subject, object, kind, style (`solid`, `denied`, `not_seen`, `planned`; always `solid`
    in the layer `says`), count (of events), ordered so that the same links draw the same edges.
    """
    counts = _counts(tables, keep, layer, level)
    return _as_edges(tables, statements(tables, layer, level), counts, np.flatnonzero(counts))


def strongest(tables: Tables, keep: pd.Series, layer: str, level: str, most: int) -> pd.DataFrame:
    """At most `most` of the `edges`, those with most events first."""
    counts = _counts(tables, keep, layer, level)
    there = np.flatnonzero(counts)
    which = there[np.argsort(-counts[there], kind="stable")][:most]
    return _as_edges(tables, statements(tables, layer, level), counts, which)


def _as_edges(
    tables: Tables, found: Statements, counts: np.ndarray, which: np.ndarray
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject": tables.actors.index[found.subject[which]],
            "object": tables.actors.index[found.object[which]],
            "kind": pd.Index(found.kinds)[found.kind[which]],
            "style": pd.Index(STYLES)[found.style[which]],
            "count": counts[which],
        }
    )


def _counts(tables: Tables, keep: pd.Series, layer: str, level: str) -> np.ndarray:
    """For each edge of the whole table the number of events in view behind it."""

    def counts() -> np.ndarray:
        found = statements(tables, layer, level)
        shown = keep.to_numpy()[found.event] & found.first
        return np.bincount(found.edge[shown], minlength=len(found.subject))

    return tables.recently(("edges", layer, level), keep, counts)


def _style_of(polarity: str) -> str:
    alike = {"": "solid", "asserted": "solid", "admitted": "solid", "possible": "planned"}
    return alike.get(polarity, polarity)


def taking_part(tables: Tables, keep: pd.Series, layer: str, level: str) -> pd.Series:
    """The number of events in view behind each actor drawn, by actor_id.

    In the layer `says` speakers without a target are drawn too, alone.
    """
    counts = _events_of_actors(tables, keep, layer, level)
    which = np.flatnonzero(counts)
    found = pd.Series(counts[which], tables.actors.index[which].rename("actor_id"), name="events")
    return found.sort_index()


def involved(tables: Tables, layer: str, level: str) -> tuple[np.ndarray, np.ndarray]:
    """The places of events and of the actors behind whom they stand, each pair once."""

    def pairs() -> tuple[np.ndarray, np.ndarray]:
        if layer == "says":
            event, actor = taking_part_in(tables)
            if level == "speakers":
                return event, actor
            actor = tables.positions.state[actor]
        else:
            found = statements(tables, layer, level)
            event = np.tile(found.event, 2)
            actor = np.concatenate([found.subject[found.edge], found.object[found.edge]])
        once = positions.first_of_each(event.astype(np.int64) * len(tables.actors) + actor)
        return event[once], actor[once]

    return tables.once(("involved", layer, level), pairs)


def _events_of_actors(tables: Tables, keep: pd.Series, layer: str, level: str) -> np.ndarray:
    """For each actor the number of events in view behind it."""

    def counts() -> np.ndarray:
        event, actor = involved(tables, layer, level)
        return np.bincount(actor[keep.to_numpy()[event]], minlength=len(tables.actors))

    return tables.recently(("actors", layer, level), keep, counts)


def event_ids(tables: Tables, keep: pd.Series, layer: str, level: str, picked: str) -> list[str]:
    """The events in view behind a node (an actor_id) or an edge (two joined by PAIR), in order.

    With a kind and a style joined to them an edge stands for the links of that kind alone.
    At the level of states a person picked stands for the state.
    """
    return sorted(tables.events.index[behind(tables, keep, layer, level, picked)])


def behind(tables: Tables, keep: pd.Series, layer: str, level: str, picked: str) -> np.ndarray:
    """The places of the events that `event_ids` names, in the order of the table."""
    ends = tables.actors.index.get_indexer(picked.split(PAIR)[:2])
    if level == "states":
        ends = np.where(ends < 0, -1, tables.positions.state[ends])
    if PAIR not in picked and layer == "says":
        event, actor = involved(tables, layer, level)
        found = event[actor == ends[0]]
    else:
        all_found = statements(tables, layer, level)
        if PAIR in picked:
            wanted = (all_found.subject == ends[0]) & (all_found.object == ends[1])
            if kind := picked.split(PAIR)[2:]:
                wanted &= all_found.kind == _place(all_found.kinds, kind[0])
                wanted &= all_found.style == _place(STYLES, kind[1])
        else:
            wanted = (all_found.subject == ends[0]) | (all_found.object == ends[0])
        found = all_found.event[wanted[all_found.edge]]
    found = np.unique(found)
    return np.asarray(found[keep.to_numpy()[found]])


def _place(values: tuple[str, ...], value: str) -> int:
    return values.index(value) if value in values else -1


def places(tables: Tables, level: str, box: tuple[int, int] = BOX) -> Places:
    """A place for every actor of the whole table in a box of `box` pixels: no filter moves one.

    The two actors with most kinds of link between them stand left and right, so that their
    parallel links have room; the next two busiest stand above and below. The others are placed by
    seeded force-directed placement (networkx `spring_layout`, after Fruchterman and Reingold 1991)
    over both layers, drawn towards the state they belong to, and then moved apart until no actor
    with its label covers another. Rounded, so that the same table gives the same picture.

    Of more than MOST_ACTORS actors only the strongest of the whole table have a place of their
    own, whatever is filtered; `build` seats others in places that are free.
    """
    return tables.once(("places", level, box), lambda: _placed(tables, level, box))


def _placed(tables: Tables, level: str, box: tuple[int, int]) -> Places:
    everything = pd.Series(True, index=tables.events.index)
    parts = []
    events = pd.Series(dtype=int)
    for layer in LAYERS:
        taking = taking_part(tables, everything, layer, level)
        events = events.combine(taking, max, fill_value=0).astype(int)
    many = len(tables.actors) > MOST_ACTORS
    if len(events) > MOST_ACTORS:
        events = events.sort_values(ascending=False, kind="stable")[:MOST_ACTORS]
    ids = sorted(events.index)
    if not ids:
        return Places({}, box)
    actors = tables.actors.index.get_indexer(ids)
    for layer in LAYERS:
        found, counts = statements(tables, layer, level), _counts(tables, everything, layer, level)
        which, _ = drawn_edges(tables, everything, layer, level, actors)
        parts.append(_as_edges(tables, found, counts, which))
    graph = _weighted(tables, ids, pd.concat(parts), many)
    fixed = _hubs(graph, events, box)
    rng = np.random.default_rng(SEED)
    start = {i: fixed.get(i, tuple(rng.uniform(-0.4, 0.4, 2) * box)) for i in ids}
    found = nx.spring_layout(
        graph,
        pos=start,
        fixed=list(fixed) or None,
        seed=SEED,
        weight="weight",
        iterations=120,
        k=math.sqrt(box[0] * box[1] / len(ids)) * 0.9,
        scale=None,
    )
    xy = np.array([found[i] for i in ids], dtype=float)
    most = int(events.max()) if many else 0
    # Of many, the busiest have room for their names and the others for their marks.
    roomy = set(events.nlargest(ROOMY).index) if many else set(ids)
    names = {i: tables.name(i) if i in roomy else "" for i in ids}
    boxes = np.array([footprint(names[i], int(events[i]), box, most) for i in ids])
    pinned = np.array([i in fixed for i in ids])
    corner = (box[0] / 2 - TOOLS[0] / 2, TOOLS[1] / 2 - box[1] / 2)
    xy = _apart(
        np.vstack([xy, corner]),
        np.vstack([boxes, (TOOLS[0] / 2, TOOLS[1] / 2, TOOLS[1] / 2)]),
        np.append(pinned, True),
        box,
        # Marks without names need little room; what is left of overlap is settled spot by spot.
        150 if many else 900,
    )[:-1]
    return Places(
        {i: (round(float(x)), round(float(y))) for i, (x, y) in zip(ids, xy, strict=True)}, box
    )


def _weighted(tables: Tables, ids: list[str], drawn: pd.DataFrame, many: bool) -> nx.Graph:
    """The undirected graph that is laid out: nodes and edges in sorted order, weights damped.

    Of `many` actors only some links are drawn, so that events tell who stands out, not kinds.
    """
    pairs = drawn.assign(
        a=np.minimum(drawn["subject"], drawn["object"]),
        b=np.maximum(drawn["subject"], drawn["object"]),
    )
    grouped = pairs.groupby(["a", "b"])["count"].agg(["size", "sum"])
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    for (a, b), row in grouped.iterrows():
        graph.add_edge(
            a, b, kinds=int(row["sum" if many else "size"]), weight=0.3 * math.log1p(row["sum"])
        )
    for actor_id, parent in tables.actors.loc[ids, "part_of"].items():
        if parent and actor_id in graph and parent in graph:
            graph.add_edge(actor_id, parent, weight=2.0)
    return graph


def _hubs(
    graph: nx.Graph, events: pd.Series, box: tuple[int, int]
) -> dict[str, tuple[float, float]]:
    """Fixed places: the most linked pair left and right, the two next busiest above and below."""
    linked = [(k, u, v) for u, v, k in graph.edges(data="kinds") if k]
    if len(graph) < 5 or not linked:
        return {}
    _, left, right = max(linked, key=lambda e: (e[0], e[1], e[2]))
    left, right = max(left, right), min(left, right)
    others = [i for i in sorted(graph, key=lambda i: (-events[i], i)) if i not in (left, right)]
    spots = ((-0.28, 0.02), (0.28, 0.02), (0.0, -0.38), (0.0, 0.38))
    return {
        i: (x * box[0], y * box[1])
        for i, (x, y) in zip((left, right, *others[:2]), spots, strict=True)
    }


def _radius(events: int, most: int = 0) -> float:
    """The radius of an actor; with `most`, the events of the busiest of many, on a fixed scale."""
    if most:
        return 4 + (LARGEST - 4) * math.sqrt(events / max(most, events))
    return 6 + 2.4 * math.sqrt(events)


def label(name: str, box: tuple[int, int]) -> str:
    """The name in lines that fit a network of this size."""
    width = LABEL_WIDTHS[box[0] < NARROW]
    return textwrap.fill(name, width, max_lines=LABEL_LINES, placeholder=" …")


def footprint(
    name: str, events: int, box: tuple[int, int], most: int = 0
) -> tuple[float, float, float]:
    """Half the width, the height above and the height below the centre that an actor needs.

    Without a name that is what its mark needs; `most` is for `_radius`.
    """
    radius = _radius(events, most)
    if not name:
        return radius + 3, radius + 3, radius + 3
    lines = label(name, box).splitlines()
    half = max(radius, max(map(len, lines)) * CHARACTER / 2) + 6
    return half, radius + 5, radius + len(lines) * LINE + 11


def _apart(
    xy: np.ndarray,
    boxes: np.ndarray,
    pinned: np.ndarray,
    box: tuple[int, int],
    rounds: int = 900,
) -> np.ndarray:
    """Places moved along their lesser overlap until no footprint covers another, within `box`."""
    half = np.column_stack([boxes[:, 0], (boxes[:, 1] + boxes[:, 2]) / 2])
    offset = np.column_stack([np.zeros(len(xy)), (boxes[:, 2] - boxes[:, 1]) / 2])
    centre = xy + offset
    limit = np.array(box) / 2 - half
    for _ in range(rounds):
        free = ~pinned[:, None]
        centre = np.where(free, np.clip(centre, -limit, limit), centre)
        gap = centre[:, None] - centre[None]
        overlap = half[:, None] + half[None] - np.abs(gap)
        touching = (overlap > 0).all(axis=2)
        np.fill_diagonal(touching, False)
        if not touching.any():
            break
        along_x = overlap[..., 0] < overlap[..., 1]
        sign = np.sign(gap)
        # Two at the very same place part by their order.
        order = np.sign(np.arange(len(xy))[:, None] - np.arange(len(xy))[None])[..., None]
        sign = np.where(sign == 0, order, sign)
        shift = np.where(touching[..., None], 0.3 * overlap * sign, 0.0)
        shift[..., 0] *= along_x
        shift[..., 1] *= ~along_x
        centre = centre + np.where(free, shift.sum(axis=1), 0.0)
    return np.asarray(_settled(centre, half, pinned, limit) - offset)


def _settled(
    centre: np.ndarray, half: np.ndarray, pinned: np.ndarray, limit: np.ndarray, step: float = 8
) -> np.ndarray:
    """Boxes that pushing could not free, each put on the nearest free spot of a grid, if any."""
    centre = centre.copy()
    for i in np.flatnonzero(~pinned):
        others = np.arange(len(centre)) != i
        if not _covers(centre[i], half[i], centre[others], half[others]).any():
            continue
        x, y = (np.arange(-edge, edge + 1, step) for edge in np.maximum(limit[i], 0))
        spots = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        spots = spots[np.lexsort((*spots.T, ((spots - centre[i]) ** 2).sum(axis=1)))]
        free = (
            spot for spot in spots if not _covers(spot, half[i], centre[others], half[others]).any()
        )
        centre[i] = next(free, centre[i])
    return centre


def _covers(
    centre: np.ndarray, half: np.ndarray, centres: np.ndarray, halves: np.ndarray
) -> np.ndarray:
    return np.asarray((np.abs(centres - centre) < halves + half).all(axis=1))


def drawn_actors(
    tables: Tables, keep: pd.Series, layer: str, level: str, picked: str = ""
) -> tuple[np.ndarray, int]:
    """The places of the actors that are drawn, and how many there are in view.

    All of them up to MOST_ACTORS; of more those with most events in view. A `picked` actor is
    drawn in any case, or both ends of an edge, and of those not among the strongest the
    NEIGHBOURS it has most events with take the places of the weakest.
    """
    counts = _events_of_actors(tables, keep, layer, level)
    there = np.flatnonzero(counts)
    if len(there) <= MOST_ACTORS:
        return there, len(there)
    ranked = there[np.argsort(-counts[there], kind="stable")]
    asked = tables.actors.index.get_indexer(picked.split(PAIR)[:2]) if picked else np.array([])
    asked = asked[asked >= 0].astype(np.int64)
    if level == "states":
        asked = tables.positions.state[asked].astype(np.int64)
    strongest = ranked[:MOST_ACTORS]
    wanted = [asked]
    for actor in asked[~np.isin(asked, strongest)]:
        found = statements(tables, layer, level)
        by_edge = _counts(tables, keep, layer, level)
        touching = np.flatnonzero(
            ((found.subject == actor) | (found.object == actor)) & (by_edge > 0)
        )
        other = np.where(
            found.subject[touching] == actor, found.object[touching], found.subject[touching]
        )
        weight = np.bincount(other, by_edge[touching], minlength=len(counts))
        near = np.flatnonzero(weight)
        wanted.append(near[np.argsort(-weight[near], kind="stable")][:NEIGHBOURS])
    order = np.concatenate([*wanted, strongest])
    _, first = np.unique(order, return_index=True)
    return order[np.sort(first)][:MOST_ACTORS], len(there)


def drawn_edges(
    tables: Tables, keep: pd.Series, layer: str, level: str, actors: np.ndarray, picked: str = ""
) -> tuple[np.ndarray, int]:
    """The edges in view between these actors, and how many there are in view.

    Places among the edges of the whole table, in their order. In a table of more than MOST_ACTORS
    actors, where all of them would be a tangle, at most MOST_EDGES and one for each two actors in
    each direction: those of a `picked` actor, then the strongest of each actor, then the strongest.
    """
    found, counts = statements(tables, layer, level), _counts(tables, keep, layer, level)
    among = np.zeros(len(tables.actors), dtype=bool)
    among[actors] = True
    which = np.flatnonzero((counts > 0) & among[found.subject] & among[found.object])
    in_view = int((counts > 0).sum())
    if len(tables.actors) <= MOST_ACTORS:
        return which, in_view
    which = which[np.argsort(-counts[which], kind="stable")]
    asked = np.zeros(len(which), dtype=bool)
    if picked:
        ends = tables.actors.index.get_indexer(picked.split(PAIR)[:2])
        if level == "states":
            ends = np.where(ends < 0, -1, tables.positions.state[ends])
        asked = np.isin(found.subject[which], ends) | np.isin(found.object[which], ends)
    pair = found.subject[which].astype(np.int64) * len(tables.actors) + found.object[which]
    which, asked = (c[asked | positions.first_of_each(pair)] for c in (which, asked))
    ends = np.column_stack([found.subject[which], found.object[which]])
    own = positions.first_of_each(ends.ravel()).reshape(-1, 2).any(axis=1)
    order = np.lexsort((np.arange(len(which)), ~own, ~asked))
    return np.sort(which[order[:MOST_EDGES]]), in_view


def build(
    tables: Tables,
    keep: pd.Series,
    layer: str,
    level: str,
    where: Places,
    theme: palette.Theme,
    picked: str = "",
    steps: int = 1,
    lit: pd.Series | None = None,
    weeks: bool = True,
) -> dict[str, Any]:
    """What vis-network draws: `nodes` and `edges` as pyvis builds them, and the `box` they fill.

    Node ids are actor_ids, edge ids subject and object joined by PAIR with kind and style behind;
    each edge has `days`, the first day that each of its events may have happened, from which the
    browser works out its count, width and words up to a day, `bright`, and `bends`: its roundness
    at each of the `stretches`. Faded is what lies more than `steps` links from `picked` (a node, or
    an edge by its pair), and what no event of `lit`, a boolean Series like `keep`, stands behind.

    In a table of more than MOST_ACTORS actors only `drawn_actors` and `drawn_edges` are drawn,
    labels only where they cover nothing (`name` is there in any case), and an edge has `total`, or
    `growth` if `weeks` matter: how many events each week adds; `thickest` is the most events behind
    any. `note` says what is left out, and `reach` how a reader of the dashboard gets to it; they
    are empty where nothing is.
    """
    found = statements(tables, layer, level)
    events = _events_of_actors(tables, keep, layer, level)
    many = len(tables.actors) > MOST_ACTORS
    actors, in_view = drawn_actors(tables, keep, layer, level, picked)
    which, links_in_view = drawn_edges(tables, keep, layer, level, actors, picked)
    drawn = _as_edges(tables, found, _counts(tables, keep, layer, level), which)
    bright = keep if lit is None else keep & lit
    drawn["bright"] = _counts(tables, bright, layer, level)[which] > 0
    shining = _events_of_actors(tables, bright, layer, level)
    near = {str(tables.actors.index[a]) for a in actors if shining[a]}
    if picked:
        if level == "states":
            ends, kind = picked.split(PAIR)[:2], picked.split(PAIR)[2:]
            picked = PAIR.join([*states(tables)[ends], *kind])
        reached, inside = _neighbourhood(drawn[drawn["bright"]], picked, steps)
        near &= reached
        drawn["bright"] &= inside.reindex(drawn.index, fill_value=False)
    people = tables.actors.iloc[actors].sort_index()
    counts = pd.Series(events[actors], tables.actors.index[actors]).sort_index()
    names = people["name"].to_dict()
    most, xy, labelled = 0, where.xy, set(names)
    if many:
        most = int(_whole(tables, layer, level).max(initial=1))
        xy = _seated(people.index, drawn, where)
        labelled = _legible(names, counts, xy, where.box, most, near)
    net = Network(directed=True)
    for actor in people.to_dict("records"):
        actor_id = actor["actor_id"]
        net.add_node(
            actor_id,
            **_node(
                actor,
                int(counts[actor_id]),
                xy[actor_id],
                where.box,
                theme,
                faded=actor_id not in near,
                named=actor_id in labelled,
                most=most,
            ),
        )
    colours = theme.claim_type if layer == "says" else theme.relation
    bent = _bent(net.nodes, drawn, where.box)
    grown: list[dict[str, Any]]
    if not many:
        grown = [{"days": days} for days in _days(tables, keep, found, which)]
    elif weeks:
        grown = [{"growth": growth} for growth in _growth(tables, keep, found, which)]
    else:
        grown = [{"total": int(count)} for count in drawn["count"]]
    for row, rounded, growth in zip(drawn.itertuples(), bent, grown, strict=True):
        net.add_edge(
            row.subject,
            row.object,
            id=PAIR.join((row.subject, row.object, row.kind, row.style)),
            said=f"{names[row.subject]} → {names[row.object]}\n{said(row.kind, row.style)}",
            color={"color": colours[row.kind], "opacity": 0.8 if row.bright else 0.12},
            dashes=DASHES["asserted" if row.style == "solid" else row.style],
            bright=bool(row.bright),
            smooth=network_layout.smooth(rounded[0]),
            bends=rounded,
            **growth,
        )
    nodes, vis_edges, *_ = net.get_network_data()
    built: dict[str, Any] = {"nodes": nodes, "edges": vis_edges, "box": list(where.box)}
    built |= {"stretches": STRETCHES, "picked": picked, "note": "", "reach": ""}
    notes = [_left_out(len(actors), in_view, len(which), links_in_view)] if many else []
    if many:
        built["start"] = _first_day(tables).astype(str)
        built["thickest"] = int(drawn["count"].max()) if len(drawn) else 1
        if len(drawn):
            # Among so many links a number on each would be a second tangle.
            notes.append(f"The thickest link stands for {texts.count(built['thickest'])}.")
        built["reach"] = _REACH if len(actors) < in_view else ""
    if level == "states" and (inside_one := int(keep.to_numpy()[found.within].sum())):
        says = "says" if inside_one == 1 else "say"
        notes.append(f"Not drawn: what {texts.count(inside_one)} {says} within one state.")
    built["note"] = " ".join(filter(None, notes))
    return built


def _bent(
    nodes: list[dict[str, Any]], drawn: pd.DataFrame, box: tuple[int, int]
) -> list[tuple[float, ...]]:
    """For each edge its roundness at each of STRETCHES, clear of actors it does not join."""
    marks = tuple((n["x"], n["y"], n["size"] * CORNERS.get(n["shape"], 1.0)) for n in nodes)
    place = {n["id"]: i for i, n in enumerate(nodes)}
    ends = zip(drawn["subject"].map(place), drawn["object"].map(place), strict=True)
    links = tuple((int(a), int(b)) for a, b in ends)
    bent = network_layout.chosen(marks, links, box)
    more = [network_layout.stretched(marks, links, box, bent, by) for by in STRETCHES[1:]]
    return list(zip(bent, *more, strict=True))


_REACH = (
    "Any other actor is drawn with those it has most events with when it is picked: filter by it, "
    "then open “About …”."
)


def _left_out(actors: int, actors_in_view: int, links: int, links_in_view: int) -> str:
    """What is drawn of how much; empty where all of it is drawn."""
    if actors < actors_in_view:
        return (
            f"Showing {actors:,} of {actors_in_view:,} actors, those with most events, and "
            f"{links:,} of {links_in_view:,} links: the strongest of each actor and of all."
        )
    if links < links_in_view:
        return (
            f"Showing {links:,} of {links_in_view:,} links: the strongest of each actor and of all."
        )
    return ""


def states(tables: Tables) -> pd.Series:
    """For each actor_id the actor_id at the top of its `part_of` chain, as `actors.state_of`."""
    return tables.once("states", lambda: state_of(tables.actors))


def _whole(tables: Tables, layer: str, level: str) -> np.ndarray:
    """For each actor the number of events of the whole table behind it."""

    def counts() -> np.ndarray:
        _, actor = involved(tables, layer, level)
        return np.bincount(actor, minlength=len(tables.actors))

    return tables.once(("whole", layer, level), counts)


def _seated(actor_ids: pd.Index, drawn: pd.DataFrame, where: Places) -> dict[str, tuple[int, int]]:
    """A place for each actor: its own, or one that is free and near those it is linked with.

    Whoever has no place of its own takes, the strongest first, one that somebody who is not drawn
    leaves free.
    """
    xy = {a: where.xy[a] for a in actor_ids if a in where.xy}
    free = np.array([place for a, place in where.xy.items() if a not in xy], dtype=float)
    free = free.reshape(-1, 2)
    taken = np.zeros(len(free), dtype=bool)
    ends = pd.concat(
        [
            drawn[["subject", "object", "count"]].set_axis(["a", "b", "count"], axis=1),
            drawn[["object", "subject", "count"]].set_axis(["a", "b", "count"], axis=1),
        ]
    )
    linked = dict(list(ends[~ends["a"].isin(xy)].groupby("a")))
    others = [a for a in actor_ids if a not in xy]
    others.sort(key=lambda a: (-int(linked[a]["count"].sum()) if a in linked else 0, a))
    for actor_id in others:
        near = [
            (xy[b], count)
            for b, count in (
                linked[actor_id][["b", "count"]].to_numpy() if actor_id in linked else ()
            )
            if b in xy
        ]
        goal = np.average([p for p, _ in near], axis=0, weights=[c for _, c in near]) if near else 0
        distance = ((free - goal) ** 2).sum(axis=1) + taken * 1e12
        place = int(distance.argmin())
        taken[place] = True
        xy[actor_id] = (round(free[place, 0]), round(free[place, 1]))
    return xy


def _legible(
    names: dict[str, str],
    counts: pd.Series,
    xy: dict[str, tuple[int, int]],
    box: tuple[int, int],
    most: int,
    near: set[str],
) -> set[str]:
    """The actors whose names are written, as long as a name covers no name or mark.

    Those `near` what is picked come first, and among them those with most events.
    """
    order = counts.sort_values(ascending=False, kind="stable")
    order = order.iloc[np.argsort(~order.index.isin(near), kind="stable")]
    marks = np.array([[*xy[a], _radius(int(n), most)] for a, n in order.items()], dtype=float)
    written: list[tuple[float, float, float, float]] = []
    named = set()
    for (actor_id, _), (x, y, radius) in zip(order.items(), marks, strict=True):
        lines = label(names[str(actor_id)], box).splitlines()
        half = max(map(len, lines)) * CHARACTER / 2
        top, bottom = y + radius + 2, y + radius + 8 + len(lines) * LINE
        placed = np.array(written).reshape(-1, 4)
        clear = not (
            (placed[:, 0] < x + half)
            & (placed[:, 1] > x - half)
            & (placed[:, 2] < bottom)
            & (placed[:, 3] > top)
        ).any()
        others = marks[(marks[:, 0] != x) | (marks[:, 1] != y)]
        clear &= not (
            (np.abs(others[:, 0] - x) < half + others[:, 2])
            & (others[:, 1] + others[:, 2] > top)
            & (others[:, 1] - others[:, 2] < bottom)
        ).any()
        inside = abs(x) + half <= box[0] / 2 and bottom <= box[1] / 2
        if clear and inside:
            written.append((x - half, x + half, top, bottom))
            named.add(str(actor_id))
    return named


def _days(tables: Tables, keep: pd.Series, found: Statements, which: np.ndarray) -> list[list[str]]:
    """For each edge the first day that each of its events may have happened, as ISO texts."""
    edge, day = _first_days(tables, keep, found, which)
    order = np.lexsort((day, edge))
    texts = np.datetime_as_string(day[order])
    ends = np.searchsorted(edge[order], np.arange(len(which) + 1))
    return [texts[first:last].tolist() for first, last in pairwise(ends)]


def _growth(
    tables: Tables, keep: pd.Series, found: Statements, which: np.ndarray
) -> list[list[int]]:
    """For each edge how many of its events come with each week of the table, up to its last.

    A week ends with the day on which the browser's slider stops: the table's first day, and every
    seventh day after it.
    """
    edge, day = _first_days(tables, keep, found, which)
    week = -(-(day - _first_day(tables)).astype(np.int64) // 7)
    weeks = int(week.max(initial=0)) + 1
    counts = np.bincount(edge * weeks + week, minlength=len(which) * weeks)
    grid = counts.reshape(len(which), weeks)
    last = weeks - (grid[:, ::-1] > 0).argmax(axis=1)
    return [row[:end].tolist() for row, end in zip(grid, last, strict=True)]


def _first_day(tables: Tables) -> np.datetime64:
    """The first day that any event of the table is dated to, where weeks are counted from."""
    days = (tables.events[c].min() for c in ("earliest", "latest"))
    return np.datetime64(min(day for day in days if not pd.isna(day)).date(), "D")


def so_far(edge: dict[str, Any], until: str = "9999", start: str = "") -> int:
    """How many events a built edge stands for up to a day, as network.js has it.

    `start` is what `build` gives under that name, where weeks are counted from.

    >>> so_far({"growth": [2, 0, 1]}, "2022-01-08", "2022-01-01")
    2
    """
    if "days" in edge:
        return sum(day <= until for day in edge["days"])
    if "growth" not in edge:
        return int(edge["total"])
    weeks = None
    if until != "9999":
        weeks = max((date.fromisoformat(until) - date.fromisoformat(start)).days // 7 + 1, 0)
    return sum(edge["growth"][:weeks])


def width(count: int, thickest: int = 0) -> float:
    """How wide an edge is drawn, in pixels, as network.js has it; `thickest` where there are many.

    >>> width(0), width(1), width(50, 50)
    (0.4, 1.2, 5.6)
    """
    if not count:
        return 0.4
    return 0.6 + 5 * math.sqrt(count / thickest) if thickest else 1.2 + 1.1 * math.sqrt(count - 1)


def _first_days(
    tables: Tables, keep: pd.Series, found: Statements, which: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For every event behind these edges the number of its edge among them, and its first day."""
    nth = np.full(len(found.subject), -1, dtype=np.int64)
    nth[which] = np.arange(len(which))
    shown = np.flatnonzero(keep.to_numpy()[found.event] & found.first & (nth[found.edge] >= 0))
    event = found.event[shown]
    earliest, latest = (tables.events[c].to_numpy()[event] for c in ("earliest", "latest"))
    return nth[found.edge[shown]], np.where(np.isnat(earliest), latest, earliest).astype("M8[D]")


def said(kind: str, style: str) -> str:
    """A link in words: its kind and, where it is not simply asserted, how it is put.

    >>> said("supplies", "denied"), said("accusation", "solid")
    ('Supplies (denied)', 'Accusation')
    """
    how = "" if style == "solid" else f" ({STYLE_WORDS[style]})"
    return codebook.label(kind) + how


def _neighbourhood(drawn: pd.DataFrame, picked: str, steps: int) -> tuple[set[str], pd.Series]:
    """The actors within so many links of what is picked, and which edges lead to them."""
    if PAIR in picked:
        subject, object_, *kind = picked.split(PAIR)
        inside = (drawn["subject"] == subject) & (drawn["object"] == object_)
        if kind:
            inside &= (drawn["kind"] == kind[0]) & (drawn["style"] == kind[1])
        return {subject, object_}, inside
    reached = {picked}
    inside = pd.Series(False, index=drawn.index)
    for _ in range(steps):
        inside = drawn["subject"].isin(reached) | drawn["object"].isin(reached)
        reached = reached | set(drawn.loc[inside, "subject"]) | set(drawn.loc[inside, "object"])
    return reached, inside


STYLE_WORDS = {"denied": "denied", "planned": "planned or possible", "not_seen": "no sign seen"}


def _node(
    actor: dict[str, Any],
    events: int,
    place: tuple[int, int],
    box: tuple[int, int],
    theme: palette.Theme,
    faded: bool,
    named: bool,
    most: int,
) -> dict[str, Any]:
    colour = theme.side[actor["side"]]
    hollow = actor["kind"] in HOLLOW
    about = f"{codebook.label(actor['kind'])}, {actor['side']}"
    name = " " if faded else label(texts.fenced(actor["name"]), box)
    return {
        "label": name if named else " ",
        "name": name,
        "title": f"{texts.brief(actor['name'])}\n{texts.brief(actor['role']) or about}\n"
        f"{texts.count(events)}",
        "x": place[0],
        "y": place[1],
        "shape": SHAPES[actor["kind"]],
        "size": _radius(events, most),
        "color": {
            "background": theme.page if hollow else colour,
            "border": colour if hollow else theme.page,
        },
        "borderWidth": 2.5 if hollow else 1,
        "shapeProperties": {"borderDashes": [4, 3] if actor["kind"] == "unnamed" else False},
        "opacity": 0.18 if faded else 1,
    }


def in_words(tables: Tables, keep: pd.Series, layer: str, level: str) -> str:
    """A text alternative: how many actors and links, and the busiest of them."""
    links = int((_counts(tables, keep, layer, level) > 0).sum())
    counts = taking_part(tables, keep, layer, level)
    if counts.empty:
        return "Network: no actor under these filters."
    busiest = ", ".join(
        f"{tables.name(str(a))} ({n:,})" for a, n in counts.sort_values(ascending=False)[:3].items()
    )
    drawn = f" (the {MOST_ACTORS} with most events drawn)" if len(counts) > MOST_ACTORS else ""
    return (
        f"Network “{LAYERS[layer]}”: {len(counts):,} actors{drawn}, {links:,} links. "
        f"Most events: {busiest}."
    )


def legend(
    tables: Tables, keep: pd.Series, layer: str, level: str, theme: palette.Theme
) -> list[dict[str, Any]]:
    """What colours, shapes and lines mean: groups of items, only what the network in view shows.

    An item has `words`, `colour`, and either `shape` (as vis-network names it) with `hollow` and
    `dashed`, or `dashes`, the pattern of a line (empty where it is solid).
    """
    found = statements(tables, layer, level)
    actors, _ = drawn_actors(tables, keep, layer, level)
    which, _ = drawn_edges(tables, keep, layer, level, actors)
    drawn_kinds = {found.kinds[k] for k in np.unique(found.kind[which])}
    drawn_styles = {STYLES[k] for k in np.unique(found.style[which])}
    seen = tables.actors.iloc[actors]
    colours = theme.claim_type if layer == "says" else theme.relation
    lines = [
        {"words": codebook.label(k), "colour": colours[k], "dashes": []}
        for k in codebook.vocabulary(*KINDS[layer])
        if k in drawn_kinds
    ]
    styles = [
        {"words": words, "colour": theme.text, "dashes": DASHES.get(style) or []}
        for style, words in {"solid": "asserted or admitted", **STYLE_WORDS}.items()
        if layer == "claimed" and style in drawn_styles
    ]
    sides = [
        {"words": s, "colour": theme.side[s], "shape": "dot"}
        for s in tables.sides
        if s in set(seen["side"])
    ]
    kinds = [
        {
            "words": codebook.label(k),
            "colour": theme.quiet,
            "shape": SHAPES[k],
            "hollow": k in HOLLOW,
            "dashed": k == "unnamed",
        }
        for k in codebook.vocabulary("actors", "kind")
        if k in set(seen["kind"])
    ]
    groups = {
        "Claim" if layer == "says" else "Relation": lines,
        "Line": styles,
        "Side": sides,
        "Kind": kinds,
    }
    return [{"name": name, "items": items} for name, items in groups.items() if items]
