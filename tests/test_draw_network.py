"""The network on a sheet: vis-network's shapes, and the words where the network has them."""

import pytest

from lib.charts import matrix, network
from lib.export.canvas import Sheet, Size
from lib.export.draw_network import draw, draw_matrix, lay, scale, shape
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View
from tests.sheets import covering, outside, written


def built(tables, box, colours=theme.LIGHT, **view):
    return network.of_screen(screen(tables, View(**view), colours), box)


def drawn(data, size, colours=theme.LIGHT, until=""):
    sheet = Sheet(Size(1400, 1000, 100), "#ffffff")
    draw(sheet, data, colours, until, (50, 40, *size))
    return sheet


def texts(sheet):
    return [text for text, _ in written(sheet)]


@pytest.mark.parametrize("name", sorted({*network.SHAPES.values()}))
def test_every_shape_of_a_node_has_an_outline_around_its_place(name):
    box = shape(name, 50, 60, 10).get_extents()
    assert box.x0 < 50 < box.x1
    assert box.y0 < 60 < box.y1
    assert 14 <= box.width <= 26


@pytest.mark.parametrize(
    ("layer", "size"), [("says", (1300, 900)), ("claimed", (700, 420)), ("says", (420, 260))]
)
def test_no_word_covers_another_all_stay_inside_and_are_legible(real, layer, size):
    data = built(real, network.box_for(*size), layer=layer)
    sheet = drawn(data, size)
    assert covering(sheet) == []
    assert outside(sheet, 49, 39, 51 + size[0], 41 + size[1]) == []
    assert scale(data, *size) > 0.9


def test_what_has_no_room_is_counted(real):
    data = built(real, network.box_for(400, 240))
    assert data["unnamed"] > 0 and data["unnumbered"] > 0
    lines = sum(len(w["lines"]) for w in data["words"] if w["zoom"] == 1)
    assert len(texts(drawn(data, (400, 240)))) == lines


def test_letters_name_kinds_in_print_where_colour_cannot(real):
    data = built(real, (900, 700), theme.PRINT, layer="claimed", level="states")
    assert any(text.startswith("a ") for text in texts(drawn(data, (900, 700), theme.PRINT)))


def test_links_after_the_day_have_no_number(real):
    data = built(real, network.BOX)
    now, then = (drawn(data, (1300, 900), until=day) for day in ("", "2022-09-30"))
    numbers = [[text for text in texts(sheet) if text.isdigit()] for sheet in (now, then)]
    assert len(numbers[0]) > 10
    assert numbers[1] == []


@pytest.mark.parametrize("width", [0, 500])
def test_a_legend_takes_the_room_it_says(real, width):
    legend = lay(built(real, network.BOX, theme.PRINT)["legend"], 16, width)
    sheet = Sheet(Size(1400, 1000, 100), "#ffffff")
    legend.draw(sheet, 10, 10, theme.PRINT)
    assert legend.width <= (width or 400)
    assert outside(sheet, 10, 10, 11 + legend.width, 10 + legend.height) == []
    assert covering(sheet) == []
    assert "c Denial" in texts(sheet)


@pytest.mark.parametrize("level", ["speakers", "states"])
@pytest.mark.parametrize("colours", [theme.LIGHT, theme.PRINT])
def test_a_matrix_fits_its_room_and_no_word_covers_another(real, level, colours):
    shown = screen(real, View(level=level), colours)
    unit = 17 / matrix.LETTER
    data = matrix.of_screen(shown, 1200 / unit, 620 / unit - 2)
    sheet = Sheet(Size(1280, 720, 96), "#ffffff")
    assert draw_matrix(sheet, data, colours, (40, 60, 1200, 620)) >= 16
    assert covering(sheet) == []
    assert outside(sheet, 39, 59, 1242, 682) == []
