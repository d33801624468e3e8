"""The network on a sheet: vis-network's shapes, and the words where the network has them."""

import pytest

from lib.charts import network
from lib.export.canvas import Sheet, Size, measure
from lib.export.draw_network import Legend, draw, scale, shape
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View


class Recorder(Sheet):
    """A sheet that also remembers what was written on it, and where."""

    def __init__(self):
        super().__init__(Size(1400, 1000, 100), "#ffffff")
        self.boxes = []

    def text(self, x, y, text, size, colour, face="regular", align="left", halo="", link=""):
        half = measure(text, size, face) / 2
        middle = x if align == "center" else x + half
        self.boxes.append((middle - half, y - size * 0.7, middle + half, y + size * 0.2, text))
        super().text(x, y, text, size, colour, face, align, halo, link)


def built(tables, box, colours=theme.LIGHT, **view):
    return network.of_screen(screen(tables, View(**view), colours), box)


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
def test_no_word_covers_another_all_stay_inside_and_are_legible(real, layer, size):
    sheet = Recorder()
    data = built(real, network.box_for(*size), layer=layer)
    draw(sheet, data, theme.LIGHT, "", (50, 40, *size))
    assert overlapping(sheet.boxes) == []
    assert scale(data, *size) > 0.9
    for left, top, right, bottom, text in sheet.boxes:
        assert left >= 49, text
        assert right <= 51 + size[0], text
        assert top >= 39, text
        assert bottom <= 41 + size[1], text


def test_what_has_no_room_is_counted(real):
    data = built(real, network.box_for(400, 240))
    sheet = Recorder()
    draw(sheet, data, theme.LIGHT, "", (0, 0, 400, 240))
    assert data["unnamed"] > 0 and data["unnumbered"] > 0
    lines = sum(len(w["lines"]) for w in data["words"] if w["zoom"] == 1)
    assert len(sheet.boxes) == lines


def test_letters_name_kinds_in_print_where_colour_cannot(real):
    sheet = Recorder()
    data = built(real, (900, 700), theme.PRINT, layer="claimed", level="states")
    draw(sheet, data, theme.PRINT, "", (0, 0, 900, 700))
    assert any(text.startswith("a ") for *_, text in sheet.boxes)


def test_links_after_the_day_have_no_number(real):
    data = built(real, network.BOX)
    now, then = Recorder(), Recorder()
    draw(now, data, theme.LIGHT, "", (0, 0, 1300, 900))
    draw(then, data, theme.LIGHT, "2022-09-30", (0, 0, 1300, 900))
    numbers = [[b[4] for b in s.boxes if b[4].isdigit()] for s in (now, then)]
    assert len(numbers[0]) > 10
    assert numbers[1] == []


def test_a_legend_takes_the_height_it_says(real):
    legend = Legend(built(real, network.BOX, theme.PRINT)["legend"], theme.PRINT)
    for width in (0, 500):
        sheet = Recorder()
        legend.draw(sheet, 10, 10, 16, width)
        assert max(box[3] for box in sheet.boxes) <= 10 + legend.height(16, width)
        assert overlapping(sheet.boxes) == []
        assert any(box[4] == "c Denial" for box in sheet.boxes)
        assert max(box[2] for box in sheet.boxes) <= 11 + (width or legend.width(16))
