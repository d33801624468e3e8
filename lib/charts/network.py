"""The network as data: ribbons from those who speak to those they speak about, as wide as events.

Places, sizes, widths, bends, names and numbers are worked out here, in units of a box; network.js
paints them in the browser, lib/export/draw_network.py on a card. What a filter leaves stands where
it stands in the whole table.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from pyvis.network import Network

from lib.analysis import chronology, links
from lib.analysis.links import DOT, GROUP, LAYERS, PAIR
from lib.charts import network_labels, network_layout, network_places, strands
from lib.dataset import text
from lib.dataset.tables import Tables, once
from lib.view.screen import Screen

BOX = (1060, 570)
MOST = 120  # links drawn, the strongest first
OPENED = 24  # parties of a group that is opened
STEPS = 40  # in which the links of a long time grow
LARGE = 5_000  # events, above which they do
WIDEST, NARROWEST = 15.0, 1.6  # of a ribbon, and of a stripe in it
SPREAD = 3.0  # between the stripes of the link picked
FEW, LARGEST = 9, 1.75  # nodes that are drawn larger, and how much larger at most
FAINT = 0.1  # the opacity of links that are faded
GROUPED = 88  # a number as wide as that of any group's members


@dataclass(frozen=True)
class _Plan:
    """What the whole table fixes for a layer in a box: places, boxes, bends and numbers.

    `links` have the bend of each pair of nodes. A filter leaves some of all this; what it leaves of
    few nodes has a plan of its own, in a smaller `box`.
    """

    box: tuple[int, int]
    places: Mapping[str, tuple[int, int]]
    halves: Mapping[str, tuple[float, float]]
    links: Mapping[tuple[str, str], float]
    numbers: list[dict[str, Any]]
    unit: float


def _events(found: pd.DataFrame) -> dict[str, int]:
    """The arrows at each node, the busiest first."""
    counts: Counter[str] = Counter()
    for source, target, n in _rows(found):
        counts.update({source: n, target: n})
    pairs = ((i, n) for i, n in counts.items() if i)
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _ribbons(found: pd.DataFrame) -> pd.DataFrame:
    """Source, target and count of each pair that is linked, the strongest first."""
    counts: Counter[tuple[str, str]] = Counter()
    for source, target, n in _rows(found):
        if target not in ("", source):
            counts[source, target] += n
    ordered = sorted((-n, *pair) for pair, n in counts.items())
    rows = [(source, target, -n) for n, source, target in ordered]
    return pd.DataFrame(rows, columns=["source", "target", "count"])


def _rows(found: pd.DataFrame) -> Iterable[tuple[str, str, int]]:
    return zip(*(found[name].tolist() for name in ("source", "target", "count")), strict=True)


@once
def _shares(tables: Tables, level: str) -> network_places.Xy:
    """Where the nodes of the whole table stand, the same in both layers."""
    seen = tables.store.select()
    each = [links.counted(seen, layer, level) for layer in LAYERS]
    nodes = sorted({i for some in each for i in _events(some)})
    pairs = [_ribbons(some).head(MOST) for some in each]
    return network_places.arranged(nodes, [list(p.itertuples(index=False)) for p in pairs])


def _shown(screen: Screen) -> dict[str, str]:
    """The parties drawn by themselves rather than in their group, with their group."""
    store, level = screen.tables.store, screen.level
    found = links.folded(store, level, screen.view.unfold, OPENED) if screen.view.unfold else {}
    actor = links.drawn_as(store, level, screen.view.node)
    if actor and GROUP in (group := links.group_of(store, level, actor)):
        found[actor + DOT] = group
    return found


def _plan(
    screen: Screen, shown: Mapping[str, str], box: tuple[int, int], drawn: pd.DataFrame
) -> _Plan:
    """The plan for the arrows drawn: that of the whole table, or their own if nodes are few."""
    tables, layer, level, pins = screen.tables, screen.view.layer, screen.level, screen.view.pinned
    few = len(_events(drawn)) <= FEW

    def found() -> _Plan:
        room, whole = box, drawn
        if not few:
            whole = links.counted(tables.store.select(), layer, level, tuple(shown))
        events = _events(whole)
        ribbons = _ribbons(whole).head(MOST)
        shares = network_places.beside(_shares(tables, level), shown)
        shares = {i: shares[i] for i in sorted(shares) if i in events}
        if few:
            shrunk = max(1 / LARGEST, math.sqrt(len(events) / FEW))
            room = round(box[0] * shrunk), round(box[1] * shrunk)
            pairs = [*ribbons.itertuples(index=False)]
            shares = network_places.spread(network_places.arranged(sorted(shares), [pairs]))
        shares |= {i: at for i, at in pins.items() if i in events}
        halves = {
            i: network_labels.halves(network_labels.lines(named(tables, i, GROUPED), box))
            for i in shares
        }
        places = network_places.apart(shares, pins, halves, room)
        unit = min(1.1, WIDEST / max(ribbons["count"].max(), 1)) if len(ribbons) else 1.0
        wide = _half_widths(screen, whole, unit)
        across = {pair: wide[pair] for pair in _pairs(ribbons)}
        bent = network_layout.clear(places, halves, across, pins, room)
        curves = {
            PAIR.join((a, b)): network_layout.curve(places[a], places[b], bent[a, b])
            for a, b in across
        }
        counts = dict(zip(curves, map(int, ribbons["count"]), strict=True))
        boxes = [_box(places[i], halves[i]) for i in places]
        halved = dict(zip(curves, across.values(), strict=True))
        numbers = network_labels.numbered(counts, curves, halved, boxes)
        return _Plan(room, places, halves, bent, numbers, unit)

    key = ("plan", layer, level, box, tuple(shown), tuple(pins.items()))
    return tables.once(key, found) if not (shown or pins or few) else found()


def _half_widths(screen: Screen, found: pd.DataFrame, unit: float) -> dict[tuple[str, str], float]:
    """Half the width of each ribbon: of its stripes together."""
    ends = zip(found["kind"], found["style"], strict=True)
    found = found.assign(key=[strands.stripe(screen.theme, *end) for end in ends])
    stripes = found.groupby(["source", "target", "key"])["count"].sum() * unit
    ribbons = stripes.clip(lower=NARROWEST).groupby(level=["source", "target"]).sum() / 2
    return {(str(a), str(b)): float(half) for (a, b), half in ribbons.items()}


def _box(at: tuple[float, float], half: tuple[float, float]) -> network_labels.Box:
    return at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1]


def named(tables: Tables, node: str, actors: int = 0) -> str:
    """The name of a node, with how many actors it stands for if it is a group: 11 news outlets."""
    name = links.named(tables, node)
    if not actors or not node.startswith(GROUP):
        return name
    side, colon, others = name.rpartition(": ")
    return f"{side}{colon}{actors:,}\u00a0{others[:1].lower()}{others[1:]}"  # kept in one line


def of_screen(screen: Screen, box: tuple[int, int] = BOX, weeks: bool = True) -> dict[str, Any]:
    """What vis-network draws: `nodes` and `edges` as pyvis builds them, in a `box` around 0, 0.

    An edge is a ribbon with its `stripes`: each has the colour, dashes and sign of a family and
    `grown`, its events from a day on (only the last of them without `weeks`). It is `bright` unless
    it is faded: what is picked, or happened in the span picked, is not. A node has its name in
    `lines`, within `half` its width and height. `numbers` are those of links with their places,
    `bounds` the corners of all that is drawn. `note` says what is not drawn, `legend` what the
    stripes mean.
    """
    layer, level, tables = screen.view.layer, screen.level, screen.tables
    shown = _shown(screen)
    alone = _alone(screen)
    found = screen.arrows
    if shown or alone:
        found = links.counted(screen.seen, layer, level, tuple(shown), alone)
    near, bright = _bright(screen, found, tuple(shown))
    events, ribbons = _events(found), _ribbons(found)
    plan = _plan(screen, shown, box, found)
    first = [p not in bright or len(bright) == len(ribbons) for p in _pairs(ribbons)]
    drawn = ribbons.iloc[np.argsort(first, kind="stable")].head(MOST)
    groups = links.in_groups(screen.seen, layer, level) if any(GROUP in i for i in events) else {}
    net = Network(directed=True)
    for node in sorted(events):
        parties = [i for i in groups.get(node, []) if i not in shown]
        only = parties[0] if len(parties) == 1 else node  # a group of one has its name
        actors = {actor for party in parties for actor in links.members(party)}
        lines = network_labels.lines(named(tables, only, len(actors)), box)
        net.add_node(
            node,
            **strands.node(screen, node, parties, events[node], node not in near),
            **dict(zip("xy", plan.places[node], strict=True)),
            half=plan.halves[node] if only == node else network_labels.halves(lines),
            lines=lines,
        )
    stripes = _stripes(screen, found, tuple(shown), drawn, weeks)
    for a, b in sorted(_pairs(drawn)):
        bend = plan.links.get((a, b), 0.0)
        net.add_edge(
            a,
            b,
            id=PAIR.join((a, b)),
            said=_between(tables, a, b),
            color={"color": screen.theme.quiet, "opacity": 0},
            bright=(a, b) in bright,
            smooth=network_layout.smooth(bend),
            stripes=stripes[a, b],
            spread=SPREAD if screen.view.edge.startswith(PAIR.join((a, b))) else 0,
        )
    nodes, edges, *_ = net.get_network_data()
    keys = {s["key"] for e in edges for s in e["stripes"]}
    return {
        "nodes": nodes,
        "edges": edges,
        "box": plan.box,
        "unit": plan.unit,
        "largest": LARGEST,
        "least": NARROWEST,
        "faint": FAINT,
        **_numbers(plan, nodes, edges),
        "note": _note(screen, found, ribbons, drawn),
        "legend": [asdict(s) for s in strands.legend(screen.theme, layer, keys)],
    }


def _pairs(ribbons: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(ribbons["source"], ribbons["target"], strict=True))


def _bright(
    screen: Screen, found: pd.DataFrame, shown: tuple[str, ...]
) -> tuple[set[str], set[tuple[str, str]]]:
    """The nodes and the ribbons that are not faded."""
    view, near = screen.view, found
    if view.picked or view.span:
        picked = (view.layer, screen.level, shown, view.picked)
        near = links.counted(screen.in_span, *picked)
    pairs = set(_pairs(_ribbons(near)))
    if view.node and view.steps == "2":
        ends = {end for pair in pairs for end in pair}
        within = links.counted(screen.in_span, view.layer, screen.level, shown)
        pairs = {pair for pair in _pairs(_ribbons(within)) if ends & set(pair)}
    nodes = {end for pair in pairs for end in pair} | set(_events(near))
    return nodes, pairs


def _alone(screen: Screen) -> str:
    """What the network draws alone, if anything: the node of the actor picked, or the link."""
    view = screen.view
    if view.steps != "ego" or not view.node:
        return view.edge if view.steps == "ego" else ""
    return links.drawn_as(screen.tables.store, screen.level, view.node) + DOT


def _stripes(
    screen: Screen,
    found: pd.DataFrame,
    shown: tuple[str, ...],
    drawn: pd.DataFrame,
    weeks: bool,
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The stripes of each ribbon: of families, or of kinds where it is picked."""
    layer, known = screen.view.layer, strands.on_links(screen.theme, screen.view.layer)
    if weeks:
        every = 1
        if len(screen.seen) > LARGE:
            first, last = chronology.extent(screen.tables)
            every = max((last - first).days // STEPS, 1)
        found = links.counted(screen.seen, layer, screen.level, shown, every=every)
    else:
        found = found.assign(day="")
    pairs = set(_pairs(drawn))
    made: dict[tuple[str, str], dict[tuple[str, str], list[tuple[str, int]]]] = {}
    for row in found.itertuples():
        if (pair := (row.source, row.target)) in pairs:
            key = strands.stripe(screen.theme, row.kind, row.style)
            spread = screen.view.edge.startswith(PAIR.join(pair))
            kind = links.said(row.kind, row.style) if spread else known[key].words
            made.setdefault(pair, {}).setdefault((key, kind), []).append((row.day, row.count))
    order = list(known)
    return {
        pair: [
            {**asdict(known[key]), "words": words, "grown": _grown(days)}
            for (key, words), days in sorted(
                stripes.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
            )
        ]
        for pair, stripes in made.items()
    }


def _grown(days: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """How many there are up to each day on which there are more."""
    totals = np.cumsum([count for _, count in sorted(days)]).tolist()
    return list(dict(zip(sorted(day for day, _ in days), totals, strict=True)).items())


def _numbers(
    plan: _Plan, nodes: list[dict[str, Any]], edges: list[dict[str, Any]]
) -> dict[str, Any]:
    """The numbers at the places that the plan has for them, and the bounds of all."""
    counts = {e["id"]: strands.total(e) for e in edges if e["bright"]}
    numbers = [n for n in plan.numbers if counts.get(n["id"], 0) > 1]
    marks = {n["id"]: (n["x"], n["y"]) for n in nodes}
    corners = [_box(marks[n["id"]], n["half"]) for n in nodes]
    for edge in edges:
        bend = network_layout.roundness(edge["smooth"])
        curve = network_layout.curve(marks[edge["from"]], marks[edge["to"]], bend)
        corners.append((*curve.min(axis=0), *curve.max(axis=0)))
    ends = np.array(corners).reshape(-1, 4)
    bounds = [*ends[:, :2].min(axis=0, initial=0), *ends[:, 2:].max(axis=0, initial=0)]
    return {"numbers": numbers, "bounds": [round(float(x), 1) for x in bounds]}


def _note(screen: Screen, found: pd.DataFrame, ribbons: pd.DataFrame, drawn: pd.DataFrame) -> str:
    """What is not drawn; empty where all is."""
    notes = []
    if len(drawn) < len(ribbons):
        notes.append(f"The {len(drawn):,} strongest of {len(ribbons):,} links are drawn.")
    missing = {
        "about no one named": found["target"] == "",
        "with speaker and subject in one box": found["source"] == found["target"],
    }
    left = {why: int(found.loc[which, "count"].sum()) for why, which in missing.items()}
    if any(left.values()):
        said = (f"{text.count(count)} {why}" for why, count in left.items() if count)
        notes.append(f"Not drawn: {' and '.join(said)}.")
    if screen.view.node and (node := _alone(screen)):
        drawn_alone = links.behind(screen.in_span, screen.view.layer, screen.level, node)
        if screen.lit is not None and (shared := len(screen.lit) - len(drawn_alone)):
            notes.append(f"“1 step” draws {text.count(shared, 'more event')}, told with others.")
    return " ".join(notes)


def in_words(screen: Screen) -> str:
    """A text alternative: how many nodes and links, and the busiest of them."""
    found = screen.arrows
    if not (events := _events(found)):
        return "Network: no actor under these filters."

    def most(end: str) -> str:
        counts = found[found[end] != ""].groupby(end)["count"].sum()
        some = counts.sort_values(ascending=False, kind="stable").head(3).items()
        return ", ".join(f"{links.named(screen.tables, str(i))} ({n:,})" for i, n in some)

    return (
        f"Network “{LAYERS[screen.view.layer]}”: {len(events):,} actors or groups, "
        f"{text.count(len(_ribbons(found)), 'link')}. "
        f"Most arrows from: {most('source')}. Most to: {most('target') or 'nobody'}."
    )


def strongest(screen: Screen, most: int) -> list[tuple[str, str, int]]:
    """The links in view with most events: id, names and number."""
    return [
        (PAIR.join((a, b)), _between(screen.tables, a, b), int(n))
        for a, b, n in _ribbons(screen.arrows).head(most).itertuples(index=False)
    ]


def _between(tables: Tables, source: str, target: str) -> str:
    return f"{links.named(tables, source)} → {links.named(tables, target)}"
