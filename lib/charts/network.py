"""The actor network as data: who says what about whom, and what is claimed to hold between them.

Places, sizes, widths, bends, names and numbers are worked out here, in units of a box; network.js
paints them in the browser, lib/export/draw_network.py on a card.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from pyvis.network import Network

from lib.analysis import links
from lib.analysis.links import LAYERS, PAIR
from lib.charts import letters, network_labels, network_layout, network_places
from lib.charts.network_legend import DASHES, HOLLOW, SHAPES, codes, legend
from lib.dataset import codebook, text
from lib.dataset.tables import Tables
from lib.view.screen import Screen
from lib.view.theme import Theme

BOX = (1060, 570)
MOST_ACTORS = 150  # all are drawn, each at a place of its own
BUSIEST, NEIGHBOURS = 60, 30  # of more actors
MOST_EDGES = 240
FAINT = 0.12  # the opacity of an edge that is faded, or has no event yet
ABSENT = 0.4  # the width of an edge without an event yet

# How far the corners of a shape reach, in its sizes.
CORNERS = {"square": 1.42, "triangle": 1.33, "triangleDown": 1.33, "star": 1.07}
HINT = (
    "Any other actor is drawn with those it has most events with when it is picked: filter by it, "
    "then open “About …”."
)


def box_for(width: float, height: float) -> tuple[int, int]:
    """A box of the shape of a room of so many pixels, in which letters are legible there."""
    scale = min(max(1.0, math.sqrt(width * height / (BOX[0] * BOX[1]))), 1.75)
    return round(width / scale), round(height / scale)


@dataclass(frozen=True)
class _Whole:
    """What the whole table fixes at a level, so that a filter changes no meaning.

    `busiest` and `thickest` are the most events of an actor and of an edge; `places`, as shares of
    a box, are empty above MOST_ACTORS actors.
    """

    busiest: int
    thickest: int
    events: Mapping[str, int]
    places: network_places.Xy

    def radius(self, events: int) -> float:
        """The radius of an actor, at most 30."""
        return 6 + min(2.4, 24 / math.sqrt(self.busiest)) * math.sqrt(events)

    def width(self, events: int) -> float:
        """The width of an edge, at most about 8."""
        step = min(1.1, 7 / math.sqrt(self.thickest))
        return round(1.2 + step * math.sqrt(events - 1), 2) if events else ABSENT


def _whole(tables: Tables, level: str) -> _Whole:
    def found() -> _Whole:
        seen = tables.store.select()
        events: dict[str, int] = {}
        for layer in LAYERS:
            for actor, count in links.actors(seen, layer, level).items():
                events[actor] = max(count, events.get(actor, 0))
        many = len(events) > MOST_ACTORS
        edges = pd.concat([links.edges(seen, a, level, most=1 if many else None) for a in LAYERS])
        places = {} if many else network_places.arranged(tables, edges, events, BOX)
        busiest = max(events.values(), default=1)
        return _Whole(busiest, int(max(edges["count"], default=1)), events, places)

    return tables.once(("network", level), found)


def _places(
    tables: Tables, level: str, drawn: _Drawn, box: tuple[int, int]
) -> dict[str, tuple[int, int]]:
    """A place for each actor drawn, in a box around 0, 0."""
    whole = _whole(tables, level)
    if not drawn.actors:
        return {}

    def fitted(shares: network_places.Xy, events: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        radius = {i: whole.radius(events[i]) for i in shares}
        needs = {i: _footprint(tables.name(i), radius[i], box) for i in shares}
        return network_places.apart(shares, needs, radius, box, network_labels.TOOLS)

    if whole.places:
        return tables.once(("places", level, box), lambda: fitted(whole.places, whole.events))
    return fitted(network_places.arranged(tables, drawn.edges, drawn.actors, BOX), drawn.actors)


def _footprint(name: str, radius: float, box: tuple[int, int]) -> tuple[float, float, float]:
    """Half the width, the height above and the height below that an actor takes with its name."""
    lines = network_labels.lines(name, box)
    half = max([radius, *(letters.width(n) * network_labels.LETTERS / 2 for n in lines)])
    return half + 4, radius + 4, radius + 7 + len(lines) * network_labels.LEADING


@dataclass(frozen=True)
class _Drawn:
    """The actors with their events and the edges to draw, and how many of each are in view."""

    actors: dict[str, int]
    edges: pd.DataFrame
    actors_in_view: int
    edges_in_view: int


def _drawn(screen: Screen, picked: str) -> _Drawn:
    """All in view; above MOST_ACTORS the busiest, and those picked with their neighbours."""
    asked = (screen.seen, screen.view.layer, screen.level)
    actors, in_view = links.actors(*asked), links.count(*asked)
    ends = [end for end in picked.split(PAIR)[:2] if end in actors]
    chosen: tuple[str, ...] = ()
    if len(actors) > MOST_ACTORS:
        near = [other for end in ends for other in links.neighbours(*asked, end)[:NEIGHBOURS]]
        chosen = tuple(dict.fromkeys([*ends, *near, *actors]))[:BUSIEST]
    most = MOST_EDGES if in_view > MOST_EDGES or chosen else None
    edges = links.edges(*asked, most=most, among=chosen, first=tuple(ends))
    return _Drawn({i: actors[i] for i in chosen or actors}, edges, len(actors), in_view)


def of_screen(screen: Screen, box: tuple[int, int] = BOX, weeks: bool = True) -> dict[str, Any]:
    """What vis-network draws: `nodes` and `edges` as pyvis builds them, in a `box` around 0, 0.

    Node ids are actor_ids. An edge has `grown`, its events and width from a day on (only the last
    of them without `weeks`), and is `bright` unless it is faded. Faded is what lies further from
    what is picked than the steps asked for, and what has no event in the span picked. `words` are
    the names and numbers with their places, `bounds` the corners of all that is drawn; `unnamed`
    and `unnumbered` say how many have no room. `note` says what is left out, and `hint` how to see
    it; `legend` has what `legend` gives.
    """
    tables, theme, level = screen.tables, screen.theme, screen.level
    picked = links.drawn_as(tables.store, level, screen.view.picked)
    drawn = _drawn(screen, picked)
    near, bright = _bright(screen, drawn, picked)
    whole = _whole(tables, level)
    places = _places(tables, level, drawn, box)
    people = tables.actors.loc[sorted(drawn.actors)].astype(object)
    net = Network(directed=True)
    for actor in people.to_dict("records"):
        actor_id = actor["actor_id"]
        events = drawn.actors[actor_id]
        net.add_node(
            actor_id,
            **_node(actor, events, theme, faded=actor_id not in near),
            **dict(zip("xy", places[actor_id], strict=True)),
            size=whole.radius(events),
        )
    colours = theme.claim_type if screen.view.layer == "says" else theme.relation
    letters = codes(screen, drawn.edges)
    bends = _bends(net.nodes, drawn.edges, box)
    grown = _grown(screen, drawn.edges, whole, weeks)
    for row, bend in zip(drawn.edges.itertuples(), bends, strict=True):
        ends = f"{tables.name(row.subject)} → {tables.name(row.object)}"
        shown = row.edge in bright
        net.add_edge(
            row.subject,
            row.object,
            id=links.edge_id(row.subject, row.object, row.kind, row.style),
            said=f"{ends}\n{links.said(row.kind, row.style)}",
            code=letters.get(row.kind, ""),
            color={"color": colours[row.kind], "opacity": 0.8 if shown else FAINT},
            dashes=DASHES[row.style] or False,
            bright=shown,
            smooth=network_layout.smooth(bend),
            grown=grown[row.edge],
        )
    nodes, edges, *_ = net.get_network_data()
    return {
        "nodes": nodes,
        "edges": edges,
        "box": box,
        "faint": {"width": ABSENT, "opacity": FAINT},
        **_words(tables, nodes, edges, box, picked.split(PAIR)[:2]),
        "note": _note(screen, drawn),
        "hint": HINT if len(drawn.actors) < drawn.actors_in_view else "",
        "legend": legend(screen, people, drawn.edges, letters),
    }


def _bright(screen: Screen, drawn: _Drawn, picked: str) -> tuple[set[str], set[int]]:
    """The actors and the edges (by number) that are not faded."""
    near, shown = set(drawn.actors), drawn.edges
    if screen.view.span:
        asked = (screen.in_span, screen.view.layer, screen.level)
        near &= set(links.actors(*asked))
        shown = shown[shown["edge"].isin(links.edges(*asked)["edge"])]
    if PAIR in picked:
        for name, value in zip(
            ("subject", "object", "kind", "style"), picked.split(PAIR), strict=False
        ):
            shown = shown[shown[name] == value]
        near &= set(picked.split(PAIR)[:2])
    elif picked:
        reached, around = {picked}, shown[:0]
        for _ in range(int(screen.view.steps)):
            around = shown[shown["subject"].isin(reached) | shown["object"].isin(reached)]
            reached |= {*around["subject"], *around["object"]}
        near, shown = near & reached, around
    return near, set(shown["edge"])


def _node(actor: Mapping[str, Any], events: int, theme: Theme, faded: bool) -> dict[str, Any]:
    colour, hollow = theme.side[actor["side"]], actor["kind"] in HOLLOW
    about = text.brief(actor["role"]) or f"{codebook.label(actor['kind'])}, {actor['side']}"
    return {
        "label": " ",  # written as one of the `words`
        "title": f"{text.brief(actor['name'])}\n{about}\n{text.count(events)}",
        "shape": SHAPES[actor["kind"]],
        "color": {
            "background": theme.page if hollow else colour,
            "border": colour if hollow else theme.page,
        },
        "borderWidth": 2.5 if hollow else 1,
        "shapeProperties": {"borderDashes": [4, 3] if actor["kind"] == "unnamed" else False},
        "opacity": 0.18 if faded else 1,
    }


def _bends(
    nodes: list[dict[str, Any]], edges: pd.DataFrame, box: tuple[int, int]
) -> tuple[float, ...]:
    """The roundness of each edge, clear of actors it does not join."""
    marks = tuple((n["x"], n["y"], n["size"] * CORNERS.get(n["shape"], 1.0)) for n in nodes)
    place = {n["id"]: i for i, n in enumerate(nodes)}
    ends = zip(edges["subject"].map(place), edges["object"].map(place), strict=True)
    return network_layout.chosen(marks, tuple((int(a), int(b)) for a, b in ends), box)


def _grown(
    screen: Screen, edges: pd.DataFrame, whole: _Whole, weeks: bool
) -> dict[int, list[tuple[str, int, float]]]:
    """For each edge (by number) from which day on it has how many events, and its width then."""
    if not weeks:
        counts = zip(edges["edge"], edges["count"], strict=True)
        return {edge: [("", int(n), whole.width(n))] for edge, n in counts}
    every = 1 if whole.places else 7
    found = links.growth(screen.seen, edges["edge"].tolist(), every)
    return {edge: [(day, n, whole.width(n)) for day, n in steps] for edge, steps in found.items()}


def as_of(built: Mapping[str, Any], edge: Mapping[str, Any], day: str = "") -> tuple[int, float]:
    """The events of an edge up to a day, by default to the last, and its width, as in network.js.

    >>> edge = {"grown": [("2023-01-05", 1, 1.2), ("2023-02-01", 3, 2.76)]}
    >>> as_of({}, edge), as_of({}, edge, "2023-01-31")
    ((3, 2.76), (1, 1.2))
    """
    steps = [step for step in edge["grown"] if not day or step[0] <= day]
    return (steps[-1][1], steps[-1][2]) if steps else (0, built["faint"]["width"])


def _words(
    tables: Tables,
    nodes: list[dict[str, Any]],
    edges: list[dict[str, Any]],
    box: tuple[int, int],
    picked: list[str],
) -> dict[str, Any]:
    """Names and numbers with their places, what has none, and the bounds of the whole picture."""
    marks = {n["id"]: n for n in nodes}
    curves = {e["id"]: network_layout.curve(marks[e["from"]], marks[e["to"]], e) for e in edges}
    first = sorted(nodes, key=lambda n: (n["id"] not in picked, -n["size"], n["id"]))
    named = [
        {
            **{key: node[key] for key in ("id", "x", "y", "size")},
            "lines": network_labels.lines(tables.name(node["id"]), box)
            if node["opacity"] == 1
            else (),
        }
        for node in first
    ]
    numbered = {e["id"]: said for e in edges if e["bright"] and (said := numbered_as(e))}
    order = {e["id"]: ({e["from"], e["to"]}.isdisjoint(picked), -e["grown"][-1][1]) for e in edges}
    words = network_labels.placed(
        named,
        sorted(numbered.items(), key=lambda item: order[item[0]]),
        {e["id"]: curves[e["id"]] for e in edges if e["bright"]},
        {e["id"]: (e["from"], e["to"]) for e in edges},
        box,
    )
    shown = [word for word in words if word.zoom == 1]
    corners = [word.box() for word in shown]
    corners += [network_labels.around(n["x"], n["y"], n["size"]) for n in nodes]
    corners += [(*curve.min(axis=0), *curve.max(axis=0)) for curve in curves.values()]
    ends = np.array(corners).reshape(-1, 4)
    bounds = [*ends[:, :2].min(axis=0, initial=0), *ends[:, 2:].max(axis=0, initial=0)]
    kinds = [word.kind for word in shown]
    return {
        "words": [asdict(word) for word in words],
        "bounds": [round(float(x), 1) for x in bounds],
        "unnamed": sum(1 for n in named if n["lines"]) - kinds.count("name"),
        "unnumbered": len(numbered) - kinds.count("number"),
    }


def numbered_as(edge: Mapping[str, Any], count: int | None = None) -> str:
    """What is written on an edge: its letter, if kinds have letters, and its events if several."""
    count = edge["grown"][-1][1] if count is None else count
    return f"{edge['code'] if count else ''} {count if count > 1 else ''}".strip()


def _note(screen: Screen, drawn: _Drawn) -> str:
    """What is not drawn; empty where all is."""
    notes = []
    if len(drawn.edges) < drawn.edges_in_view:
        notes.append(
            f"Showing {len(drawn.actors):,} of {drawn.actors_in_view:,} actors, those with most "
            f"events, and {len(drawn.edges):,} of {drawn.edges_in_view:,} links, the strongest."
        )
    if screen.level == "states":
        within = links.within(screen.seen, screen.view.layer, screen.level)
        says = "says" if within == 1 else "say"
        if within:
            notes.append(f"Not drawn: what {text.count(within)} {says} within one state.")
    return " ".join(notes)


def in_words(screen: Screen) -> str:
    """A text alternative: how many actors and links, and the busiest of them."""
    asked = (screen.seen, screen.view.layer, screen.level)
    actors = links.actors(*asked)
    if not actors:
        return "Network: no actor under these filters."
    first = sorted(actors.items(), key=lambda item: (-item[1], item[0]))[:3]
    busiest = ", ".join(f"{screen.tables.name(i)} ({n:,})" for i, n in first)
    drawn = f" (the {BUSIEST} with most events drawn)" if len(actors) > MOST_ACTORS else ""
    return (
        f"Network “{LAYERS[screen.view.layer]}”: {len(actors):,} actors{drawn}, "
        f"{links.count(*asked):,} links. Most events: {busiest}."
    )
