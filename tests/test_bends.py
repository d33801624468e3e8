"""Curves as vis-network draws them, and bends that keep links clear of actors they do not join."""

import math
from itertools import pairwise

import numpy as np
import pytest

from lib.analysis.links import LAYERS, LEVELS
from lib.charts import network, network_layout
from lib.view import theme

BOX = (1000, 600)


def as_vis_network_has_it(start, end, kind, roundness):
    """`_getViaCoordinates` of vis-network 9.1 for the two kinds of curve."""
    dx, dy = end[0] - start[0], start[1] - end[1]
    side = 1 if kind == "curvedCW" else -1
    reach = (roundness * 0.5 + 0.5) * math.hypot(dx, dy)
    angle = (math.atan2(dy, dx) + (side * roundness * 0.5 + 0.5) * math.pi) % (2 * math.pi)
    return start[0] + reach * math.sin(angle), start[1] + reach * math.cos(angle)


@pytest.mark.parametrize("roundness", [0.0, 0.17, 0.5, -0.28, -0.8])
@pytest.mark.parametrize("end", [(100, 0), (-40, 70), (0, -55)])
def test_a_curve_bends_as_vis_network_bends_it(end, roundness):
    told = network_layout.smooth(roundness)
    via = network_layout.bend(np.array([10.0, 20.0]), np.array(end, dtype=float), roundness)
    expected = as_vis_network_has_it((10, 20), end, told["type"], told["roundness"])
    assert via == pytest.approx(expected, abs=1e-9)


def test_a_curve_runs_from_end_to_end_around_its_control_point():
    start, via, end = np.array([0.0, 0.0]), np.array([50.0, -60.0]), np.array([100.0, 0.0])
    points = network_layout.on_curve(np.array([0, 0.5, 1]), start, via, end)
    assert points.tolist() == [[0, 0], [50, -30], [100, 0]]


def test_links_with_nothing_in_their_way_fan_out():
    marks = ((-300.0, 0.0, 10.0), (300.0, 0.0, 10.0))
    assert network_layout.chosen(marks, ((0, 1), (0, 1), (1, 0)), BOX) == (0.17, 0.28, 0.17)
    assert network_layout.chosen(marks, (), BOX) == ()


def test_a_link_goes_round_an_actor_in_its_way_and_apart_from_its_like():
    marks = ((-300.0, 0.0, 10.0), (300.0, 0.0, 10.0), (0.0, -40.0, 12.0))
    first, second, answer = network_layout.chosen(marks, ((0, 1), (0, 1), (1, 0)), BOX)
    assert first != 0.17
    assert (second, answer) == (0.28, 0.17)
    seen = (first, second, -answer)
    assert min(abs(a - b) for a in seen for b in seen if a is not b) > 0.02
    assert under(marks, (0, 1), first) == []


def test_a_link_stays_in_the_box():
    marks = ((-300.0, -280.0, 10.0), (300.0, -280.0, 10.0), (0.0, -290.0, 12.0))
    (bent,) = network_layout.chosen(marks, ((0, 1),), BOX)
    assert bent < 0


def under(marks, link, bent):
    """Which marks that are not its ends a link touches."""
    start, end = (np.array(marks[i][:2], dtype=float) for i in link)
    curve = network_layout.on_curve(
        np.linspace(0, 1, 201), start, network_layout.bend(start, end, bent), end
    )
    return [
        i
        for i, (x, y, radius) in enumerate(marks)
        if i not in link and np.hypot(*(curve - (x, y)).T).min() < radius + 1
    ]


def marks_of(found, by=(1, 1)):
    return [
        (n["x"] * by[0], n["y"] * by[1], n["size"] * network.CORNERS.get(n["shape"], 1))
        for n in found["nodes"]
    ]


def passing(found, nth):
    """The links that pass under others at one of the stretches, and under whom."""
    at = {n["id"]: i for i, n in enumerate(found["nodes"])}
    marks = marks_of(found, network.STRETCHES[nth])
    passed = {
        e["id"]: under(marks, (at[e["from"]], at[e["to"]]), e["bends"][nth]) for e in found["edges"]
    }
    return {e: [found["nodes"][i]["id"] for i in those] for e, those in passed.items() if those}


@pytest.mark.parametrize("box", [network.BOX, (640, 520)])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("layer", LAYERS)
def test_no_link_of_the_real_table_passes_under_a_third_actor(real, everything, layer, level, box):
    places = network.places(real, level, box)
    found = network.build(real, everything(real), layer, level, places, theme.LIGHT)
    assert all(network_layout.roundness(e["smooth"]) == e["bends"][0] for e in found["edges"])
    assert passing(found, 0) == {}


@pytest.mark.parametrize("nth", range(1, len(network.STRETCHES)))
@pytest.mark.parametrize("layer", LAYERS)
def test_nor_when_the_network_is_drawn_wider_or_higher(real, everything, layer, nth):
    for level in LEVELS:
        places = network.places(real, level)
        found = network.build(real, everything(real), layer, level, places, theme.LIGHT)
        assert passing(found, nth) == {}


def test_a_curve_is_stretched_with_the_places():
    marks, links = ((-300.0, 0.0, 10.0), (300.0, 0.0, 10.0)), ((0, 1), (1, 0))
    (there, back) = network_layout.stretched(marks, links, BOX, (0.2, 0.3), (1.0, 1.5))
    for before, after in ((0.2, there), (0.3, back)):
        flat, high = (
            network_layout.bend(np.zeros(2), np.array([100.0, 0.0]), r) for r in (before, after)
        )
        assert high[1] == pytest.approx(1.5 * flat[1], rel=0.01)
    assert network_layout.stretched(marks, (), BOX, (), (1.0, 1.5)) == ()


def test_of_too_many_links_none_is_bent_anew():
    marks = tuple((float(i), 0.0, 5.0) for i in range(400))
    links = tuple((0, i) for i in range(1, 300))
    assert set(network_layout.chosen(marks, links, BOX)) == {0.17}


@pytest.mark.parametrize("layer", LAYERS)
def test_no_two_links_between_the_same_two_share_a_curve(real, everything, layer):
    places = network.places(real, "speakers")
    found = network.build(real, everything(real), layer, "speakers", places, theme.LIGHT)
    seen = {}
    for edge in found["edges"]:
        ends = (edge["from"], edge["to"])
        side = 1 if ends[0] < ends[1] else -1
        seen.setdefault(frozenset(ends), []).append(side * network_layout.roundness(edge["smooth"]))
    for of_pair in seen.values():
        assert all(b - a > 0.015 for a, b in pairwise(sorted(of_pair)))


def test_of_very_many_links_fewer_pass_under_others_than_in_the_plain_fan(many, everything):
    places = network.places(many, "speakers")
    found = network.build(many, everything(many), "says", "speakers", places, theme.LIGHT)
    at = {n["id"]: i for i, n in enumerate(found["nodes"])}
    marks = marks_of(found)
    plain = [under(marks, (at[e["from"]], at[e["to"]]), 0.17) for e in found["edges"]]
    assert len(passing(found, 0)) < 0.6 * sum(map(bool, plain))
