"""The actor network: who says what about whom, and what is claimed to hold between them."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from pyvis.network import Network

from lib import package, palette, texts
from lib.actors import state_of
from lib.address import LAYERS, PAIR
from lib.tables import Tables

SEED = 2231
BOX = (1060, 570)
LABEL_WIDTHS = (17, 13)  # in characters: in a wide box, in a narrow one
LABEL_LINES = 5
NARROW = 700
TOOLS = (124, 48)  # the zoom buttons in the upper right corner, where no actor may stand
CHARACTER, LINE = 6.5, 15.0

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


def links(tables: Tables, keep: pd.Series, layer: str, level: str) -> pd.DataFrame:
    """Every single statement that the network draws, one a row, before any are merged.

    Columns: subject, object (actor_ids, at level `states` those of the states they speak for),
    kind (a claim type or a relation), polarity (empty in the layer `says`), event_id. What a
    state says about itself through its own people is no link between two actors and is left out.
    """
    if layer == "says":
        kept = tables.parts[tables.parts["event_id"].isin(tables.events.index[keep.to_numpy()])]
        sides = {part: rows.drop(columns="part") for part, rows in kept.groupby("part")}
        none = kept.iloc[:0].drop(columns="part")
        found = sides.get("speaker", none).merge(
            sides.get("target", none), on="event_id", suffixes=("_s", "_o")
        )
        found = found.rename(columns={"actor_id_s": "subject", "actor_id_o": "object"})
        found["kind"] = found["event_id"].map(tables.events["claim_type"].astype(str))
        found["polarity"] = ""
    else:
        held = tables.relationships
        held = held[held["event_id"].isin(tables.events.index[keep.to_numpy()])]
        found = held.rename(
            columns={"subject_id": "subject", "object_id": "object", "relation": "kind"}
        ).reset_index(drop=True)
        found["kind"], found["polarity"] = found["kind"].astype(str), found["polarity"].astype(str)
    found = found[["subject", "object", "kind", "polarity", "event_id"]]
    if level == "states":
        top = state_of(tables.actors)
        found = found.assign(subject=found["subject"].map(top), object=found["object"].map(top))
    return found[found["subject"] != found["object"]].drop_duplicates(ignore_index=True)


def edges(tables: Tables, keep: pd.Series, layer: str, level: str) -> pd.DataFrame:
    """Parallel links merged: one row for each subject, object, kind and line style.

    Columns: subject, object, kind, style (`solid`, `denied`, `not_seen`, `planned`; always `solid`
    in the layer `says`), count (of events), ordered so that the same links draw the same edges.
    """
    found = links(tables, keep, layer, level)
    found["style"] = _style(found["polarity"])
    grouped = found.groupby(["subject", "object", "kind", "style"], sort=True)["event_id"]
    return grouped.nunique().rename("count").reset_index()


def _style(polarity: pd.Series) -> pd.Series:
    alike = {"": "solid", "asserted": "solid", "admitted": "solid", "possible": "planned"}
    return polarity.map(alike).fillna(polarity)


def taking_part(tables: Tables, keep: pd.Series, layer: str, level: str) -> pd.Series:
    """The number of events in view behind each actor drawn, by actor_id.

    In the layer `says` speakers without a target are drawn too, alone.
    """
    if layer == "says":
        involved = tables.parts[["event_id", "actor_id"]]
        involved = involved[involved["event_id"].isin(tables.events.index[keep.to_numpy()])]
        if level == "states":
            involved = involved.assign(actor_id=involved["actor_id"].map(state_of(tables.actors)))
    else:
        found = links(tables, keep, layer, level)
        involved = pd.concat(
            [
                found[["event_id", end]].rename(columns={end: "actor_id"})
                for end in ("subject", "object")
            ]
        )
    return involved.drop_duplicates().groupby("actor_id").size().rename("events").sort_index()


def event_ids(tables: Tables, keep: pd.Series, layer: str, level: str, picked: str) -> list[str]:
    """The events in view behind a node (an actor_id) or an edge (two joined by PAIR), in order.

    With a kind and a style joined to them an edge stands for the links of that kind alone.
    At the level of states a person picked stands for the state.
    """
    if PAIR in picked:
        subject, object_, *kind = picked.split(PAIR)
        if level == "states":
            subject, object_ = state_of(tables.actors)[[subject, object_]]
        found = links(tables, keep, layer, level)
        between = (found["subject"] == subject) & (found["object"] == object_)
        if kind:
            between &= (found["kind"] == kind[0]) & (_style(found["polarity"]) == kind[1])
        ids = found.loc[between, "event_id"]
    elif layer == "says":
        parts = tables.parts[tables.parts["event_id"].isin(tables.events.index[keep.to_numpy()])]
        who = parts["actor_id"]
        if level == "states":
            who = who.map(state_of(tables.actors))
            picked = state_of(tables.actors)[picked]
        ids = parts.loc[who == picked, "event_id"]
    else:
        found = links(tables, keep, layer, level)
        if level == "states":
            picked = state_of(tables.actors)[picked]
        ids = found[(found["subject"] == picked) | (found["object"] == picked)]["event_id"]
    return sorted(set(ids))


def places(tables: Tables, level: str, box: tuple[int, int] = BOX) -> Places:
    """A place for every actor of the whole table in a box of `box` pixels: no filter moves one.

    The two actors with most kinds of link between them stand left and right, so that their
    parallel links have room; the next two busiest stand above and below. The others are placed by
    seeded force-directed placement (networkx `spring_layout`, after Fruchterman and Reingold 1991)
    over both layers, drawn towards the state they belong to, and then moved apart until no actor
    with its label covers another. Rounded, so that the same table gives the same picture.
    """
    everything = pd.Series(True, index=tables.events.index)
    parts = []
    events = pd.Series(dtype=int)
    for layer in LAYERS:
        parts.append(edges(tables, everything, layer, level))
        taking = taking_part(tables, everything, layer, level)
        events = events.combine(taking, max, fill_value=0).astype(int)
    ids = sorted(events.index)
    if not ids:
        return Places({}, box)
    graph = _weighted(tables, ids, pd.concat(parts))
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
    boxes = np.array([footprint(tables.name(i), int(events[i]), box) for i in ids])
    pinned = np.array([i in fixed for i in ids])
    corner = (box[0] / 2 - TOOLS[0] / 2, TOOLS[1] / 2 - box[1] / 2)
    xy = _apart(
        np.vstack([xy, corner]),
        np.vstack([boxes, (TOOLS[0] / 2, TOOLS[1] / 2, TOOLS[1] / 2)]),
        np.append(pinned, True),
        box,
    )[:-1]
    return Places(
        {i: (round(float(x)), round(float(y))) for i, (x, y) in zip(ids, xy, strict=True)}, box
    )


def _weighted(tables: Tables, ids: list[str], drawn: pd.DataFrame) -> nx.Graph:
    """The undirected graph that is laid out: nodes and edges in sorted order, weights damped."""
    pairs = drawn.assign(
        a=np.minimum(drawn["subject"], drawn["object"]),
        b=np.maximum(drawn["subject"], drawn["object"]),
    )
    grouped = pairs.groupby(["a", "b"])["count"].agg(["size", "sum"])
    graph = nx.Graph()
    graph.add_nodes_from(ids)
    for (a, b), row in grouped.iterrows():
        graph.add_edge(a, b, kinds=int(row["size"]), weight=0.3 * math.log1p(row["sum"]))
    for actor_id, parent in sorted(tables.actors["part_of"].items()):
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


def _radius(events: int) -> float:
    return 6 + 2.4 * math.sqrt(events)


def label(name: str, box: tuple[int, int]) -> str:
    """The name in lines that fit a network of this size."""
    width = LABEL_WIDTHS[box[0] < NARROW]
    return textwrap.fill(name, width, max_lines=LABEL_LINES, placeholder=" …")


def footprint(name: str, events: int, box: tuple[int, int]) -> tuple[float, float, float]:
    """Half the width, the height above and the height below the centre that an actor needs."""
    lines = label(name, box).splitlines()
    radius = _radius(events)
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
) -> dict[str, Any]:
    """What vis-network draws: `nodes` and `edges` as pyvis builds them, and the `box` they fill.

    Node ids are actor_ids, edge ids subject and object joined by PAIR with kind and style behind;
    each edge has `days`, the first day that each of its events may have happened, from which the
    browser works out its count, width and words up to a day, and `bright`. Faded is what
    lies more than `steps` links from `picked` (a node, or an edge by its pair), and what no event
    of `lit`, a boolean Series like `keep`, stands behind.
    """
    counts = taking_part(tables, keep, layer, level)
    drawn = edges(tables, keep, layer, level)
    drawn["days"] = _days(tables, keep, layer, level, drawn)
    bright = keep if lit is None else keep & lit
    shining = edges(tables, bright, layer, level)
    key = ["subject", "object", "kind", "style"]
    drawn["bright"] = pd.MultiIndex.from_frame(drawn[key]).isin(
        pd.MultiIndex.from_frame(shining[key])
    )
    near = set(taking_part(tables, bright, layer, level).index)
    if picked:
        if level == "states":
            ends, kind = picked.split(PAIR)[:2], picked.split(PAIR)[2:]
            picked = PAIR.join([*state_of(tables.actors)[ends], *kind])
        reached, inside = _neighbourhood(drawn[drawn["bright"]], picked, steps)
        near &= reached
        drawn["bright"] &= inside.reindex(drawn.index, fill_value=False)
    net = Network(directed=True)
    for actor_id, events in counts.items():
        actor = tables.actors.loc[actor_id]
        net.add_node(
            actor_id, **_node(actor, int(events), where, theme, faded=actor_id not in near)
        )
    colours = theme.claim_type if layer == "says" else theme.relation
    parallel = drawn.groupby(["subject", "object"])["kind"]
    nth, of = parallel.cumcount() + 1, parallel.transform("size")
    # Parallel links fan out on one side of the straight line, the answers on the other.
    fan = 0.06 + 0.44 * nth / np.maximum(of, 4)
    for row, roundness in zip(drawn.itertuples(), fan, strict=True):
        net.add_edge(
            row.subject,
            row.object,
            id=PAIR.join((row.subject, row.object, row.kind, row.style)),
            said=f"{tables.name(row.subject)} → {tables.name(row.object)}\n"
            f"{said(row.kind, row.style)}",
            color={"color": colours[row.kind], "opacity": 0.8 if row.bright else 0.12},
            dashes=DASHES["asserted" if row.style == "solid" else row.style],
            bright=bool(row.bright),
            smooth={"enabled": True, "type": "curvedCW", "roundness": round(roundness, 3)},
            days=row.days,
        )
    nodes, vis_edges, *_ = net.get_network_data()
    return {"nodes": nodes, "edges": vis_edges, "box": list(where.box)}


def _days(
    tables: Tables, keep: pd.Series, layer: str, level: str, drawn: pd.DataFrame
) -> pd.Series:
    """For each edge the first day that each of its events may have happened, as ISO texts."""
    found = links(tables, keep, layer, level)
    found["style"] = _style(found["polarity"])
    key = ["subject", "object", "kind", "style"]
    found = found.drop_duplicates([*key, "event_id"])
    days = tables.events["earliest"].fillna(tables.events["latest"]).dt.strftime("%Y-%m-%d")
    listed = found["event_id"].map(days).groupby([found[k] for k in key]).agg(sorted)
    return pd.Series(listed.reindex(pd.MultiIndex.from_frame(drawn[key])).to_numpy(), drawn.index)


def said(kind: str, style: str) -> str:
    """A link in words: its kind and, where it is not simply asserted, how it is put.

    >>> said("supplies", "denied"), said("accusation", "solid")
    ('Supplies (denied)', 'Accusation')
    """
    how = "" if style == "solid" else f" ({STYLE_WORDS[style]})"
    return package.label(kind) + how


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


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def _node(
    actor: pd.Series, events: int, where: Places, theme: palette.Theme, faded: bool
) -> dict[str, Any]:
    place, box = where.xy[actor["actor_id"]], where.box
    colour = theme.side[actor["side"]]
    hollow = actor["kind"] in HOLLOW
    about = f"{package.label(actor['kind'])}, {actor['side']}"
    return {
        "label": " " if faded else label(texts.fenced(actor["name"]), box),
        "title": f"{texts.brief(actor['name'])}\n{texts.brief(actor['role']) or about}\n"
        f"{_events(events)}",
        "x": place[0],
        "y": place[1],
        "shape": SHAPES[actor["kind"]],
        "size": _radius(events),
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
    drawn = edges(tables, keep, layer, level)
    counts = taking_part(tables, keep, layer, level)
    if counts.empty:
        return "Network: no actor under these filters."
    busiest = ", ".join(
        f"{tables.name(str(a))} ({n})" for a, n in counts.sort_values(ascending=False)[:3].items()
    )
    return (
        f"Network “{LAYERS[layer]}”: {len(counts)} actors, {len(drawn)} links. "
        f"Most events: {busiest}."
    )


def legend(
    tables: Tables, keep: pd.Series, layer: str, level: str, theme: palette.Theme
) -> list[dict[str, Any]]:
    """What colours, shapes and lines mean: groups of items, only what the network in view shows.

    An item has `words`, `colour`, and either `shape` (as vis-network names it) with `hollow` and
    `dashed`, or `dashes`, the pattern of a line (empty where it is solid).
    """
    drawn = edges(tables, keep, layer, level)
    seen = tables.actors.loc[taking_part(tables, keep, layer, level).index]
    column = ("events", "claim_type") if layer == "says" else ("relationships", "relation")
    colours = theme.claim_type if layer == "says" else theme.relation
    lines = [
        {"words": package.label(k), "colour": colours[k], "dashes": []}
        for k in package.vocabulary(*column)
        if k in set(drawn["kind"])
    ]
    styles = [
        {"words": words, "colour": theme.text, "dashes": DASHES.get(style) or []}
        for style, words in {"solid": "asserted or admitted", **STYLE_WORDS}.items()
        if layer == "claimed" and style in set(drawn["style"])
    ]
    sides = [
        {"words": s, "colour": theme.side[s], "shape": "dot"}
        for s in tables.sides
        if s in set(seen["side"])
    ]
    kinds = [
        {
            "words": package.label(k),
            "colour": theme.quiet,
            "shape": SHAPES[k],
            "hollow": k in HOLLOW,
            "dashed": k == "unnamed",
        }
        for k in package.vocabulary("actors", "kind")
        if k in set(seen["kind"])
    ]
    groups = {
        "Claim" if layer == "says" else "Relation": lines,
        "Line": styles,
        "Side": sides,
        "Kind": kinds,
    }
    return [{"name": name, "items": items} for name, items in groups.items() if items]
