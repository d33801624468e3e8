"""The network on a sheet: vis-network's shapes, and the words where the network has them."""

from collections import Counter

import pytest

from lib.charts import matrix, network
from lib.export.canvas import Box, Sheet
from lib.export.draw_network import draw, draw_links, draw_matrix, scale
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View
from tests.sheets import covering, outside, written


def built(tables, box, colours=theme.LIGHT, **view):
    return network.of_screen(screen(tables, View(**view), colours), box, weeks=False)


def drawn(data, size, colours=theme.LIGHT, until=""):
    sheet = Sheet(1400, 1000, "#ffffff")
    draw(sheet, data, colours, until, Box(50, 40, *size))
    return sheet


def texts(sheet):
    return [text for text, _ in written(sheet)]


@pytest.mark.parametrize(
    ("layer", "size"), [("says", (1300, 900)), ("claimed", (700, 420)), ("says", (1100, 480))]
)
def test_names_and_numbers_stand_where_the_picture_has_them_and_are_legible(real, layer, size):
    data = built(real, size, layer=layer)
    sheet = drawn(data, size)
    assert covering(sheet) == []
    assert outside(sheet, 49, 39, 51 + size[0], 41 + size[1]) == []
    assert scale(data, *size) > 0.8
    lines = [line for node in data["nodes"] for line in node["lines"]]
    assert Counter(lines) <= Counter(texts(sheet))


def test_links_after_the_day_have_no_number(real):
    shown = screen(real, View())
    data = network.of_screen(shown, network.BOX)
    now, then = (drawn(data, (1300, 900), until=day) for day in ("", "2022-08-01"))
    numbers = [[text for text in texts(sheet) if text.isdigit()] for sheet in (now, then)]
    assert len(numbers[0]) > 5
    assert numbers[1] == []


def test_links_stand_below_their_legend_and_above_what_is_not_drawn(real):
    sheet = Sheet(1280, 720, "#ffffff")
    draw_links(sheet, screen(real, View(level="states"), theme.PRINT), Box(40, 60, 1200, 620), 16)
    assert covering(sheet) == []
    assert outside(sheet, 39, 59, 1242, 684) == []
    assert {"Accuses", "Iran and Russia"} <= {*texts(sheet), " ".join(texts(sheet)[-40:])} | set(
        texts(sheet)
    )


@pytest.mark.parametrize("level", ["speakers", "states"])
@pytest.mark.parametrize("colours", [theme.LIGHT, theme.PRINT])
def test_a_matrix_fits_its_room_and_no_word_covers_another(real, level, colours):
    shown = screen(real, View(level=level), colours)
    unit = 17 / matrix.LETTER
    data = matrix.of_screen(shown, 1200 / unit, 620 / unit - 2)
    sheet = Sheet(1280, 720, "#ffffff")
    assert draw_matrix(sheet, data, colours, Box(40, 60, 1200, 620)) >= 16
    assert covering(sheet) == []
    assert outside(sheet, 39, 59, 1242, 682) == []
