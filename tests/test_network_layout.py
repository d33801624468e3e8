"""Places, curves as vis-network draws them, and bends that keep clear of other actors."""

import math

import numpy as np
import pytest

from lib.charts import network_layout

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


FIRST, LAST, BETWEEN = (-300.0, 0, 40, 12), (300.0, 0, 40, 12), (0.0, 0, 60, 20)


def test_a_link_with_nothing_in_its_way_is_straight_and_parts_from_its_answer():
    assert network_layout.chosen((FIRST, LAST), ((0, 1),), (1,), BOX) == (0,)
    both = network_layout.chosen((FIRST, LAST), ((0, 1), (1, 0)), (1, 1), BOX)
    assert both == (network_layout.PLAIN, network_layout.PLAIN)
    assert network_layout.chosen((), (), (), BOX) == ()


def test_a_link_goes_round_a_box_in_its_way_and_stays_inside():
    boxes = (FIRST, LAST, BETWEEN)
    (bent,) = network_layout.chosen(boxes, ((0, 1),), (8,), BOX)
    curve = network_layout.curve(FIRST[:2], LAST[:2], bent)
    assert (np.abs(curve - BETWEEN[:2]) > BETWEEN[2:]).any(axis=1).all()
    low = tuple((x, -270, *half) for x, _, *half in boxes)
    (bent,) = network_layout.chosen(low, ((0, 1),), (8,), BOX)
    assert network_layout.curve(low[0][:2], low[1][:2], bent)[:, 1].min() > -BOX[1] / 2


def test_a_box_that_no_bend_keeps_clear_of_a_link_is_moved():
    places = {"a": (-300, 0), "b": (300, 0), "wall": (0, 0)}
    halves = {"a": (40, 12), "b": (40, 12), "wall": (60, 100)}
    low = (1000, 210)  # no bend gets past the wall within it
    bent = network_layout.clear(places, halves, {("a", "b"): 6}, ("a", "b", "wall"), low)
    assert places["wall"] == (0, 0)
    halves["wall"] = (60, 40)
    bent = network_layout.clear(places, halves, {("a", "b"): 6}, ("a", "b"), (1000, 170))
    curve = network_layout.curve(places["a"], places["b"], bent["a", "b"])
    assert (np.abs(curve - places["wall"]) > (60 + 6, 40 + 6)).any(axis=1).all()


def test_links_cross_no_more_than_they_must():
    boxes = ((-300.0, 0, 40, 12), (300.0, 0, 40, 12), (0.0, -90, 40, 12), (0.0, 6, 40, 12))
    one, other = network_layout.chosen(boxes, ((0, 1), (2, 3)), (1, 1), BOX)
    curves = [
        network_layout.curve(boxes[a][:2], boxes[b][:2], bent, 49)[None]
        for a, b, bent in ((0, 1, one), (2, 3, other))
    ]
    assert network_layout.crossings(*curves, np.ones((1, 49), dtype=bool))[0] == 0
