"""Places, curves as vis-network draws them, and bends that keep clear of other actors."""

import math
from itertools import pairwise

import numpy as np
import pytest

from lib.analysis.filters import Filters
from lib.analysis.links import LAYERS, LEVELS
from lib.charts import network, network_layout
from lib.view.screen import screen
from lib.view.view import View

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
    via = network_layout.bend(start, end, bent)
    curve = network_layout.on_curve(np.linspace(0, 1, 201), start, via, end)
    return [
        i
        for i, (x, y, radius) in enumerate(marks)
        if i not in link and np.hypot(*(curve - (x, y)).T).min() < radius + 1
    ]


@pytest.mark.parametrize("box", [network.BOX, (530, 510)])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("layer", LAYERS)
def test_links_of_the_real_table_pass_under_no_third_actor_and_none_shares_a_curve(
    real, layer, level, box
):
    found = network.of_screen(screen(real, View(layer=layer, level=level)), box, weeks=False)
    at = {n["id"]: i for i, n in enumerate(found["nodes"])}
    marks = [
        (n["x"], n["y"], n["size"] * network.CORNERS.get(n["shape"], 1)) for n in found["nodes"]
    ]
    seen, passing = {}, []
    for edge in found["edges"]:
        bent = network_layout.roundness(edge["smooth"])
        passing += under(marks, (at[edge["from"]], at[edge["to"]]), bent)
        side = 1 if edge["from"] < edge["to"] else -1
        seen.setdefault(frozenset((edge["from"], edge["to"])), []).append(side * bent)
    assert len(passing) <= len(found["edges"]) * (0 if box == network.BOX else 0.03)
    for of_pair in seen.values():
        assert all(b - a > 0.015 for a, b in pairwise(sorted(of_pair)))


@pytest.mark.parametrize(("level", "box"), [("states", network.BOX), ("speakers", (530, 510))])
def test_actors_keep_their_places_whatever_is_filtered_or_picked(real, level, box):
    def places(**view):
        built = network.of_screen(screen(real, View(level=level, **view)), box, weeks=False)
        return {n["id"]: (n["x"], n["y"]) for n in built["nodes"]}

    at = places() | places(layer="claimed")
    some = [
        places(filters=Filters(actor=("peskov",))),
        places(node="iran"),
        places(layer="claimed", span="2023-01"),
    ]
    real.made.clear()
    assert places() | places(layer="claimed") == at
    assert all(at[i] == place for found in some for i, place in found.items())
