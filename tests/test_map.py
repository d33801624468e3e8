"""The map: each event once at its place, nothing over another, shapes cut at its edges."""

from itertools import combinations

import pytest

from lib.analysis.filters import Filters
from lib.charts import map as maps
from lib.charts.world import north, overlap, shapes
from lib.dataset.tables import load
from lib.view.screen import screen
from lib.view.theme import LIGHT
from lib.view.view import View

SIZE = (1000, 600)
BOX = (20.0, 60.0, north(30), north(62))
PLACES = """event_id,name,role,lat,lon,precision_km,coordinates_from
E001,Iran,struck,50.45,30.52,20,GeoNames
E002,Iran,struck,50.45,30.52,20,GeoNames
E003,drones,plant,55.82,52.05,5,GeoNames
E003,Russia,struck,50.5,30.6,100,GeoNames
E004,May,event,46.2,6.15,10,GeoNames
E004,2024,route,,,,
"""


@pytest.fixture
def placed(made, tmp_path):
    """The small tables with places."""
    assert maps.of_screen(screen(made(), View()), SIZE).spots == []
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    return load(tmp_path, tmp_path)


def test_each_event_has_one_mark_at_each_of_its_places(placed):
    drawn = maps.of_screen(screen(placed, View()), SIZE)
    assert {spot.name: [s.event_id for s in spot.squares] for spot in drawn.spots} == {
        "Iran": ["E002", "E001"],
        "drones": ["E003"],
        "Russia": ["E003"],
    }
    assert maps.summed(screen(placed, View())) == (
        "3 events on this map, with 4 marks; 2 mentions elsewhere: May (1), 2024 (1)."
    )
    events = maps.figure(drawn, LIGHT, SIZE).data[-1]
    assert dict(zip(events.customdata, events.marker.color, strict=True)) == {
        "E001": LIGHT.family["accuses"],
        "E002": LIGHT.family["denies"],
        "E003": LIGHT.family["reports"],
    }


def test_no_name_covers_another_or_a_point(placed):
    drawn = maps.of_screen(screen(placed, View()), SIZE)
    blocks = [(spot.name, block) for spot in drawn.spots for block in spot.blocks]
    over_one_another = [
        (a, b) for (a, one), (b, other) in combinations(blocks, 2) if a != b and overlap(one, other)
    ]
    # The other two are closer than their points are wide.
    assert [pair for pair in over_one_another if "drones" in pair] == []


def test_a_filter_keeps_the_map_where_it_is_and_fades_nothing(placed):
    whole = maps.of_screen(screen(placed, View()), SIZE)
    one = maps.of_screen(screen(placed, View(Filters(claim_type=("denial",)))), SIZE)
    assert one.box == whole.box
    assert [(s.event_id, s.lit) for spot in one.spots for s in spot.squares] == [("E002", True)]
    picked = maps.of_screen(screen(placed, View(node="kirby")), SIZE)
    lit = {s.event_id: s.lit for spot in picked.spots for s in spot.squares}
    assert lit == {"E001": True, "E002": False, "E003": False}


def test_countries_are_named_inside_the_box():
    _, _, names = shapes(BOX, 25, 13, [])
    assert {"Ukraine", "Russia", "Iran", "Kazakhstan"} <= {name for name, *_ in names}
    assert all(BOX[0] < x < BOX[1] and BOX[2] < y < BOX[3] for _, x, y in names)


def test_crimea_is_drawn_as_the_united_nations_show_it():
    """No border crosses the isthmus of Perekop, at 46.1 degrees north."""
    isthmus = (33.3, 34.2, north(45.6), north(46.4))
    _, borders, _ = shapes(isthmus, 100, 13, [])
    points = [point for line in borders for point in line]
    assert not [p for p in points if 33 < p[0] < 35 and isthmus[2] < p[1] < isthmus[3]]
    assert north(0) == 0
