"""The network on a sheet: vis-network's shapes and curves, names that never cover one another."""

import pytest

from lib.charts import network
from lib.export.canvas import Sheet, Size, measure
from lib.export.draw_network import Legend, Picture, shape
from lib.view import theme
from lib.view.screen import of_layer, screen
from lib.view.view import View


class Recorder(Sheet):
    """A sheet that also remembers what was written on it, and where."""

    def __init__(self):
        super().__init__(Size(1400, 1000, 100), "#ffffff")
        self.boxes = []
        self.polygons = []

    def text(self, x, y, text, size, colour, face="regular", align="left", halo="", link=""):
        half = measure(text, size, face) / 2
        middle = x if align == "center" else x + half
        self.boxes.append((middle - half, y - size * 0.7, middle + half, y + size * 0.2, text))
        super().text(x, y, text, size, colour, face, align, halo, link)

    def outline(self, path, fill, *rest, **more):
        self.polygons.append((path.get_extents(), fill))
        super().outline(path, fill, *rest, **more)


def built(tables, layer="says", level="speakers", box=network.BOX):
    shown = of_layer(screen(tables, View(level=level)), layer)
    return shown.network(network.places(tables, level, box))


def overlapping(boxes):
    return [
        (a[4], b[4])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1
    ]


@pytest.mark.parametrize("name", sorted({*network.SHAPES.values()}))
def test_every_shape_of_a_node_has_an_outline_around_its_place(name):
    box = shape(name, 50, 60, 10).get_extents()
    assert box.x0 < 50 < box.x1
    assert box.y0 < 60 < box.y1
    assert 14 <= box.width <= 26


@pytest.mark.parametrize("layer", ["says", "claimed"])
@pytest.mark.parametrize("size", [(1300, 900), (700, 420), (420, 260)])
def test_no_word_covers_another_and_all_stay_inside(real, layer, size):
    sheet = Recorder()
    picture = Picture(built(real, layer), theme.LIGHT)
    picture.draw(sheet, 50, 40, *size)
    assert overlapping(sheet.boxes) == []
    for left, top, right, bottom, text in sheet.boxes:
        assert left >= 49, text
        assert right <= 51 + size[0], text
        assert top >= 39, text
        assert bottom <= 41 + size[1], text


def test_where_thickness_counts_events_no_numbers_stand_on_links(many):
    data = built(many)
    assert f"The thickest link stands for {data['thickest']} events." in data["note"]
    sheet = Recorder()
    Picture(data, theme.LIGHT).draw(sheet, 50, 40, 1300, 900)
    names = {line for node in data["nodes"] for line in node["label"].splitlines()}
    assert sheet.boxes
    assert {text for *_, text in sheet.boxes} <= names


def test_what_has_no_room_is_counted(real):
    data = built(real)
    sheet = Recorder()
    words, names = Picture(data, theme.LIGHT).draw(sheet, 0, 0, 400, 240)
    assert words > 0
    assert names > 0
    lines = " ".join(box[4] for box in sheet.boxes)
    named = [n for n in data["nodes"] if all(part in lines for part in n["label"].split("\n"))]
    assert len(named) >= len(data["nodes"]) - names


def test_names_stay_legible_in_a_small_box(real):
    sheet = Recorder()
    Picture(built(real), theme.LIGHT).draw(sheet, 0, 0, 400, 240)
    heights = [bottom - top for _, top, _, bottom, _ in sheet.boxes]
    assert min(heights) > 9.8


def test_nodes_keep_their_places_to_one_another(real):
    data = built(real)
    sheet = Recorder()
    picture = Picture(data, theme.LIGHT)
    picture.draw(sheet, 0, 0, 1300, 900)
    scale = picture.scale(1300, 900)
    at = {}
    for node in data["nodes"]:
        fill = node["color"]["background"]
        wide = node["size"] * scale
        at[node["id"]] = [
            ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2)
            for b, f in sheet.polygons
            if f == fill and b.width == pytest.approx(2 * wide, rel=0.3)
        ]
    russia, iran = (next(n for n in data["nodes"] if n["id"] == i) for i in ("russia", "iran"))
    apart = (iran["x"] - russia["x"]) * scale
    found = [i[0] - r[0] for r in at["russia"] for i in at["iran"]]
    assert any(gap == pytest.approx(apart, abs=0.5) for gap in found)


def test_letters_name_kinds_where_colour_cannot(real):
    sheet = Recorder()
    data = built(real, "claimed", "states", (640, 520))
    Picture(data, theme.PRINT, codes={"supplies": "a"}).draw(sheet, 0, 0, 900, 700)
    assert any(text.startswith("a ") for *_, text in sheet.boxes)


def test_links_after_the_day_are_pale_and_unnamed(real):
    data = built(real)
    now, then = Recorder(), Recorder()
    Picture(data, theme.LIGHT).draw(now, 0, 0, 1300, 900)
    Picture(data, theme.LIGHT, until="2022-09-30").draw(then, 0, 0, 1300, 900)
    numbers = [[b[4] for b in s.boxes if b[4].isdigit()] for s in (now, then)]
    assert len(numbers[0]) > 10
    assert numbers[1] == []


def test_nothing_in_view_is_drawn_as_nothing(real):
    sheet = Recorder()
    data = {"nodes": [], "edges": [], "box": [640, 520]}
    assert Picture(data, theme.LIGHT).draw(sheet, 0, 0, 400, 300) == (0, 0)
    assert sheet.boxes == []


def test_a_legend_takes_the_height_it_says(real, everything):
    groups = network.legend(real, everything(real), "says", "speakers", theme.LIGHT)
    legend = Legend(groups, theme.LIGHT, {"Denial": "c"})
    for width in (0, 500):
        sheet = Recorder()
        legend.draw(sheet, 10, 10, 16, width)
        assert max(box[3] for box in sheet.boxes) <= 10 + legend.height(16, width)
        assert overlapping(sheet.boxes) == []
        assert any(box[4] == "c Denial" for box in sheet.boxes)
        if width:
            assert max(box[2] for box in sheet.boxes) <= 10 + width
        else:
            assert max(box[2] for box in sheet.boxes) <= 10 + legend.width(16) + 1
