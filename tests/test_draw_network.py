"""The network on a sheet: vis-network's shapes, and the words where the network has them."""

from collections import Counter

import pytest
from matplotlib.colors import to_hex

from lib.charts import matrix, network
from lib.export.canvas import Box, Sheet
from lib.export.draw_network import draw, draw_links, draw_matrix, scale
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View
from tests.sheets import covering, outside, written

PAGE = theme.LIGHT.page


def texts(sheet):
    return [text for text, _ in written(sheet)]


@pytest.mark.parametrize(
    ("layer", "size"), [("says", (1300, 900)), ("claimed", (700, 420)), ("says", (1100, 480))]
)
def test_names_and_numbers_stand_where_the_picture_has_them_and_are_legible(real, layer, size):
    data = network.of_screen(screen(real, View(level="speakers", layer=layer)), size, weeks=False)
    sheet = Sheet(1400, 1000, "#ffffff")
    draw(sheet, data, theme.LIGHT, "", Box(50, 40, *size))
    assert covering(sheet) == []
    assert outside(sheet, 49, 39, 51 + size[0], 41 + size[1]) == []
    assert scale(data, *size) > 0.8
    lines = [line for node in data["nodes"] for line in node["lines"]]
    assert Counter(lines) <= Counter(texts(sheet))
    # A number stands on a ground of its own, so that its ribbon does not strike it.
    patches = sheet.figure.axes[0].patches
    grounds = [p.get_path().get_extents() for p in patches if to_hex(p.get_facecolor()) == PAGE]
    for text, (left, top, right, bottom) in written(sheet):
        over = [g for g in grounds if g.y0 < (top + bottom) / 2 < g.y1]
        assert not text.isdecimal() or any(g.x0 < left and right < g.x1 for g in over), text


@pytest.mark.parametrize("look", [theme.LIGHT, theme.PRINT], ids=lambda t: t.name)
def test_links_stand_below_their_legend_and_after_the_day_have_no_number(real, look):
    numbers = []
    for until in ("", "2022-08-01"):
        sheet = Sheet(960, 540, "#ffffff")
        shown = screen(real, View(level="states", until=until), look)
        draw_links(sheet, shown, Box(30, 45, 900, 465), 12)
        assert covering(sheet) == []
        assert outside(sheet, 29, 44, 932, 513) == []
        assert {"Accuses", "United States"} <= set(texts(sheet))
        numbers.append([text for text in texts(sheet) if text.isdigit()])
    assert len(numbers[0]) > 5
    assert numbers[1] == []


@pytest.mark.parametrize("level", ["speakers", "states"])
def test_a_matrix_fits_its_room_and_no_word_covers_another(real, level):
    shown, unit = screen(real, View(level=level)), 12 / matrix.LETTER
    data = matrix.of_screen(shown, 900 / unit, 465 / unit)
    sheet = Sheet(960, 540, "#ffffff")
    assert draw_matrix(sheet, data, theme.LIGHT, Box(30, 45, 900, 465)) >= 11.9
    assert covering(sheet) == []
    assert outside(sheet, 29, 44, 932, 512) == []
