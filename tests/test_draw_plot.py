"""A figure on a sheet: the marks of the screen at the places of the screen."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from matplotlib.colors import to_hex
from matplotlib.transforms import Bbox

from lib.analysis.filters import Filters
from lib.charts import timeline
from lib.export.canvas import Box, Sheet
from lib.export.draw_plot import Plot
from lib.export.draw_timeline import draw_timeline
from lib.view import theme
from lib.view.screen import screen
from lib.view.theme import LIGHT
from lib.view.view import View
from tests.sheets import written


def drawn(figure: go.Figure, colours: theme.Theme = LIGHT) -> Sheet:
    sheet = Sheet(1000, 800, "#ffffff")
    Plot(figure, 900, colours).draw(sheet, 50, 20, 1)
    return sheet


def shapes(sheet: Sheet) -> Iterator[tuple[str, float, Bbox]]:
    """The colour, the opacity and the box of each shape, filled or hollow."""
    for shape in sheet.figure.axes[0].patches:
        ink = shape.get_facecolor() if shape.get_facecolor()[3] else shape.get_edgecolor()
        yield to_hex(ink), round(float(ink[3]), 2), shape.get_path().get_extents()


def boxes(sheet: Sheet, colour: str) -> list[Bbox]:
    return [box for found, _, box in shapes(sheet) if found == colour]


def test_every_mark_of_the_timeline_stands_where_the_axes_put_it(small):
    figure = timeline.of_screen(screen(small, View()))
    sheet = drawn(figure)
    bands = boxes(sheet, LIGHT.band)
    left, right, top = bands[0].x0, bands[0].x1, min(b.y0 for b in bands)
    unit = bands[0].height / (figure.layout.shapes[0].y1 - figure.layout.shapes[0].y0)
    days = [pd.Timestamp(d) for d in figure.layout.xaxis.range]
    dots = next(t for t in figure.data if t.name == "events")
    assert len(dots.x) == 4
    for x, y, colour in zip(dots.x, dots.y, dots.marker.color, strict=True):
        share = (pd.Timestamp(x) - days[0]) / (days[1] - days[0])
        at = (left + share * (right - left), top + y * unit)
        middles = [((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2) for b in boxes(sheet, colour)]
        assert any(np.allclose(at, one, atol=2) for one in middles), x


def test_spans_are_as_long_as_their_days_and_what_is_faded_on_the_screen_is_faded(small):
    figure = timeline.of_screen(screen(small, View(span="2023-01-05")))
    found = list(shapes(drawn(figure)))
    spans = next(t for t in figure.data if t.name == "spans")
    lengths = np.array([box.width for _, opacity, box in found if opacity in (0.32, 0.06)])
    assert lengths / lengths[0] == pytest.approx(np.array(spans.x) / spans.x[0])
    shades = {(colour, opacity) for colour, opacity, _ in found}
    assert {(LIGHT.claim_type["assessment"], 0.18), (LIGHT.claim_type["denial"], 1)} <= shades


def test_labels_titles_legend_and_the_words_around_are_written_out(small):
    view = View(Filters(claim_type=("denial", "position")), lanes="storyline", clock="published")
    sheet = drawn(timeline.of_screen(screen(small, view), (900, 300)))
    places = dict(written(sheet))
    said = "Each event stands at the date of every article that tells it."
    for words in (said, "Drones", "Iran denies it", "Denies, sees no evidence", "No event: Plant."):
        assert words in places
    assert places[said][1] < places["Denies, sees no evidence"][1] < places["Iran denies it"][1]
    assert places["Iran denies it"][1] < places["No event: Plant."][1]


@pytest.mark.parametrize("look", [LIGHT, theme.PRINT], ids=lambda t: t.name)
@pytest.mark.parametrize("events", ["", "E001", "none"])
def test_no_letters_of_a_timeline_on_a_slide_are_smaller_than_twelve_points(real, events, look):
    asked = {"": Filters(), "E001": Filters(claim_type=("denial",)), "none": Filters(q="nowhere")}
    sheet = Sheet(960, 540, look.page)
    box = Box(30, 75, 900, 390)
    draw_timeline(sheet, screen(real, View(asked[events]), look), box)
    assert all(text.get_fontsize() >= 11.99 for text in sheet.figure.axes[0].texts)
    extents = [shape.get_path().get_extents() for shape in sheet.figure.axes[0].patches]
    assert max(e.y1 for e in extents) <= box.top + box.height
    assert max(e.x1 for e in extents) <= box.left + box.width + 1


def test_marks_without_room_for_a_title_are_numbered_only_where_they_are_listed(frozen):
    asked = Filters(claim_type=("sanction", "denial", "admission"))
    found = []
    for high in (200, 350):
        sheet = Sheet(960, 540, LIGHT.page)
        draw_timeline(sheet, screen(frozen, View(asked)), Box(30, 75, 900, high))
        texts = [text for text, _ in written(sheet)]
        lines = [text for text in texts if re.match(r"\d+ · ", text)]
        found.append((len(lines), sum(text.isdecimal() for text in texts)))
    counts = min(numbers for _, numbers in found)  # of the lanes, and the years
    assert any(listed for listed, _ in found)
    assert all(numbers == counts + listed for listed, numbers in found)


def test_upright_bars_stand_on_their_base(many):
    figure = timeline.of_screen(screen(many, View()))
    bars = next(t for t in figure.data if t.type == "bar")
    ink = bars.marker.color[0]
    high = np.array([y for y, c in zip(bars.y, bars.marker.color, strict=True) if c == ink])
    heights = np.array([box.height for box in boxes(drawn(figure), ink)[: len(high)]])
    assert heights / heights[0] == pytest.approx(high / high[0], rel=1e-3)
