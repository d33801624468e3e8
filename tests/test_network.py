"""The network as data: ribbons, nodes and their words, from the geometry that is drawn."""

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest

from lib.analysis import links
from lib.analysis.filters import Filters
from lib.analysis.links import PAIR
from lib.charts import matrix, matrix_rows, network, network_labels, network_layout, strands
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View
from tests.test_matrix import answering

NOTHING = Filters(q="no such words")
BESIDE = (640, 570)  # as beside the open panel
CARD = (1067, 432)  # as on a slide


def built(tables, box=network.BOX, colours=theme.LIGHT, **view):
    shown = screen(tables, View(level=view.pop("level", "speakers"), **view), colours)
    return network.of_screen(shown, box, weeks=False)


def curve(found, edge):
    at = {n["id"]: (n["x"], n["y"]) for n in found["nodes"]}
    bent = network_layout.roundness(edge["smooth"])
    return network_layout.curve(at[edge["from"]], at[edge["to"]], bent, 97)


def boxes(found):
    """The boxes of names and of numbers: their ids, left, top, right and bottom."""
    names = [(n["id"], np.array([n["x"], n["y"]]), np.array(n["half"])) for n in found["nodes"]]
    made = [(i, *(at - half), *(at + half)) for i, at, half in names]
    totals = {e["id"]: strands.total(e) for e in found["edges"]}
    for n in found["numbers"]:
        made.append((n["id"], *network_labels.extent(f"{totals[n['id']]:,}", n["x"], n["y"])))
    return made


def crossing(found):
    """The pairs of links whose curves cross outside the boxes they share."""
    curves = {e["id"]: curve(found, e) for e in found["edges"]}
    inside = {n["id"]: n for n in found["nodes"]}
    pairs = []
    for one, other in combinations(found["edges"], 2):
        points = curves[one["id"]]
        shared = [inside[i] for i in {one["from"], one["to"]} & {other["from"], other["to"]}]
        outside = np.ones(len(points), dtype=bool)
        for n in shared:
            outside &= (np.abs(points - (n["x"], n["y"])) > n["half"]).any(axis=1)
        hit = network_layout.crossings(points[None], curves[other["id"]][None], outside[None])
        if hit[0]:
            pairs.append((one["id"], other["id"]))
    return pairs


def struck(found):
    """The names and numbers that a link runs through which is not their own."""
    pairs = []
    for edge in found["edges"]:
        half = max(abs(at) + wide / 2 for _, at, wide in strands.laid(found, edge))
        x, y = curve(found, edge).T
        for i, left, top, right, bottom in boxes(found):
            if i not in (edge["id"], edge["from"], edge["to"]):
                across = (x > left - half) & (x < right + half)
                if (across & (y > top - half) & (y < bottom + half)).any():
                    pairs.append((i, edge["id"]))
    return pairs


@pytest.mark.parametrize(
    ("level", "layer", "box"),
    [
        ("speakers", "says", network.BOX),
        ("speakers", "says", BESIDE),
        ("speakers", "says", CARD),
        ("speakers", "claimed", network.BOX),
        ("states", "says", (530, 510)),
        ("states", "claimed", CARD),
    ],
)
def test_few_links_cross_and_every_actor_is_named(frozen, real, level, layer, box):
    assert len(crossing(built(frozen, box, level=level, layer=layer))) <= 40
    found = built(real, box, level=level, layer=layer)
    assert struck(found) == []
    several = {e["id"] for e in found["edges"] if strands.total(e) > 1}
    assert {n["id"] for n in found["numbers"]} == several
    for (a, *one), (b, *other) in combinations(boxes(found), 2):
        apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
        assert apart, (a, b)
    seen = real.store.select()
    sql = "SELECT DISTINCT unnest(members) FROM arrows JOIN parties ON party IN (source, target)"
    sql += " WHERE arrows.layer = $layer AND arrows.level = $level"
    actors = set(real.store.column(sql, layer=layer, level=level))
    named = {i for n in found["nodes"] for i in links.members(n["id"])}
    sql = "SELECT DISTINCT unnest(members) FROM parties WHERE level = $level"
    joint = tuple(n["id"] for n in found["nodes"] if n["id"].startswith(links.SIDES))
    sql += " AND list_contains($joint, node)"
    named |= set(real.store.column(sql, level=level, joint=joint))
    inside = links.in_groups(seen, layer, level)
    grouped = {i for n in found["nodes"] for p in inside.get(n["id"], []) for i in links.members(p)}
    assert actors == named | grouped
    if (layer, level) == ("says", "speakers"):
        assert {f"{actor}." for actor in answering(real)} <= {n["id"] for n in found["nodes"]}
    assert all(n["lines"] and "…" not in n["lines"][-1] for n in found["nodes"])
    assert len(found["legend"]) <= 7


@pytest.mark.parametrize("view", [{}, {"filters": Filters(claim_type=("denial", "accusation"))}])
@pytest.mark.parametrize(("layer", "level"), [*product(links.LAYERS, links.LEVELS)])
def test_links_and_matrix_sum_alike(frozen, layer, level, view):
    shown = screen(frozen, View(layer=layer, level=level, **view))
    nodes = "SELECT id, node FROM parties WHERE level = $level"
    node = dict(frozen.store.rows(nodes, level=level))
    arrows = shown.arrows.groupby(["source", "target"])["count"].sum().to_dict()
    into, out = Counter(), Counter()
    for (source, target), n in arrows.items():
        into[target] += n
        out[source] += n
    squares = matrix.of_screen(shown, 300)
    columns = {c.node: c.count for c in squares.columns}
    rest = columns.pop(matrix_rows.REST, 0)
    assert {i: into[i] for i in columns} == columns
    assert sum(into.values()) == sum(columns.values()) + rest
    rows = Counter()
    for row in squares.rows:
        rows[node[row.node]] += row.count
    assert rows == out
    drawn = {e["id"]: strands.total(e) for e in network.of_screen(shown)["edges"]}
    assert drawn == {PAIR.join(p): n for p, n in arrows.items() if p[1] not in ("", p[0])}


def test_one_ribbon_for_each_pair_and_direction_with_a_stripe_for_each_family(real):
    found = built(real)
    assert max(Counter(e["id"] for e in found["edges"]).values()) == 1
    seen = real.store.select()
    for edge in found["edges"]:
        assert strands.total(edge) == len(links.behind(seen, "says", "speakers", edge["id"]))
        stripes = strands.laid(found, edge)
        wide = [max(found["least"], strands.as_of(s) * found["unit"]) for s, *_ in stripes]
        assert [w for *_, w in stripes] == wide
        assert sum(wide) == pytest.approx(2 * max(abs(at) + w / 2 for _, at, w in stripes))
    drawn = sum(strands.total(e) for e in found["edges"])
    alone = len(seen) - drawn  # about nobody, or within one node
    assert 0 <= alone < len(seen) / 4


def test_a_click_unfolds_a_ribbon_into_kinds(small):
    edge = built(small, edge="kirby.~iran.russia")["edges"]
    picked = next(e for e in edge if e["id"] == "kirby.~iran.russia")
    assert [s["words"] for s in picked["stripes"]] == ["Accusation"]
    assert picked["spread"] > 0
    assert {e["spread"] for e in edge if e is not picked} == {0}


def test_a_denied_relation_looks_different_from_an_asserted_one_and_from_a_planned_one(small):
    (edge,) = built(small, layer="claimed")["edges"]
    looks = {s["key"]: (s["colour"], s["sign"], s["dashes"]) for s in edge["stripes"]}
    assert list(looks) == ["solid", "planned", "denied"]
    assert len(set(looks.values())) == 3


def test_without_colour_families_have_signs_and_what_is_open_is_striped(real):
    known = strands.of(theme.PRINT, "says")
    assert len({s.sign for s in known.values()}) == len(known)
    found = built(real, colours=theme.PRINT)
    for edge in found["edges"]:
        ids = links.behind(real.store.select(), "says", "speakers", edge["id"])
        unsure = ids.where("commitment::VARCHAR <> 'certain'")
        opened = [s for s in edge["stripes"] if s["dashes"]]
        assert sum(map(strands.as_of, opened)) == len(unsure)
        assert all(s["sign"] == known[s["key"].split()[0]].sign for s in edge["stripes"])
    assert [s["words"] for s in found["legend"]][-1].startswith("Open")
    claimed = strands.on_links(theme.LIGHT, "claimed")
    assert claimed["denied"].sign != claimed["not_seen"].sign
    assert not claimed["denied"].dashes and claimed["not_seen"].dashes


@pytest.mark.parametrize(
    ("view", "bright", "edges"),
    [
        ({"node": "kirby"}, {"kirby.", "iran.russia"}, 1),
        ({"node": "russia"}, {"kirby.", "iran.russia", "two-outlet.", "russia."}, 2),
        ({"node": "kirby", "level": "states"}, {"us.", "iran.", "iran.russia"}, 2),
        ({"edge": "kirby~iran"}, {"kirby.", "iran.russia"}, 1),
        ({"edge": "iran~us~denial~solid"}, {"iran.", "us."}, 1),
        ({"span": "2023-01-20/2023-01-31"}, {"iran.", "us."}, 1),
    ],
)
def test_what_is_not_near_what_is_picked_fades_but_stays(small, view, bright, edges):
    found = built(small, **view)
    assert {n["id"] for n in found["nodes"] if n["opacity"] == 1} == bright
    assert sum(e["bright"] for e in found["edges"]) == edges
    assert len(found["edges"]) == 3


@pytest.mark.parametrize(
    ("view", "nodes", "shared"),
    [
        ({"node": "kirby"}, {"kirby.", "iran.russia"}, ""),
        ({"node": "russia"}, {"two-outlet.", "russia."}, "1 more event"),
        ({"node": "kirby", "level": "states"}, {"us.", "iran.", "iran.russia"}, ""),
        ({"edge": "kirby~iran"}, {"kirby.", "iran.russia"}, ""),
    ],
)
def test_alone_an_actor_has_only_its_own_links(small, view, nodes, shared):
    alone = built(small, steps="ego", **view)
    assert {n["id"] for n in alone["nodes"]} == nodes
    assert all("opacity" in n and n["opacity"] == 1 for n in alone["nodes"])
    assert shared in alone["note"]


def test_few_actors_are_drawn_larger_and_fill_their_box(real):
    found = built(real, node="iran", steps="ego")
    assert len(found["nodes"]) < 10 < len(built(real)["nodes"])
    left, top, right, bottom = found["bounds"]
    wide, high = network.BOX
    zoom = min(wide / (right - left), high / (bottom - top), network.LARGEST)
    assert zoom > 1
    assert zoom * (right - left) > 0.8 * wide
    assert struck(found) == []


def test_actors_keep_their_places_whatever_is_filtered_or_picked(real):
    def places(**view):
        return {
            n["id"]: (n["x"], n["y"])
            for n in built(real, (530, 510), level="states", **view)["nodes"]
        }

    at = places()
    some = [places(filters=Filters(actor=("russia",))), places(edge="us~iran"), places(span="2023")]
    assert all(at[i] == place for found in some for i, place in found.items())
    real.made.clear()
    assert at == places()


def test_a_node_moved_by_hand_stands_where_it_was_dropped_and_a_group_opens(real):
    plain = {n["id"] for n in built(real)["nodes"]}
    found = {n["id"]: (n["x"], n["y"]) for n in built(real, pins=("iran.@-300,250",))["nodes"]}
    assert found["iran."] == (round(-0.3 * network.BOX[0]), round(0.25 * network.BOX[1]))
    assert set(found) == plain
    opened = {n["id"] for n in built(real, unfold=("*media",))["nodes"]}
    inside = list(links.folded(real.store, "speakers", ("*media",), 50))
    assert "*media" in plain - opened
    assert len(opened & set(inside)) > 1
    # An actor picked stands outside its group.
    alone = built(real, node=links.actor(inside[0]))
    assert {inside[0], "*media"} <= {n["id"] for n in alone["nodes"]}


def test_of_many_events_the_strongest_links_are_drawn_and_the_rest_is_said(many):
    found = built(many)
    assert len(found["nodes"]) < 60 and len(found["edges"]) <= network.MOST
    assert f"The {len(found['edges'])} strongest of" in found["note"]


def test_the_text_alternative_and_the_list_name_the_busiest(small):
    assert network.in_words(screen(small, View(level="states"))) == (
        "Network “Who says what about whom”: 5 actors or groups, 3 links. "
        "Most arrows from: Weekly Two (2), Iran (1), United States (1). "
        "Most to: Iran and Russia (1), Russia (1), United States (1)."
    )
    first, *_ = network.strongest(screen(small, View()), 5)
    assert first == (PAIR.join(("iran.", "us.")), "Iran → United States", 1)
    nothing = screen(small, View(NOTHING))
    assert network.in_words(nothing) == "Network: no actor under these filters."
    found = network.of_screen(nothing)
    assert (found["nodes"], found["edges"], found["numbers"]) == ([], [], [])
