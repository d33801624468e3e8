"""A figure on a sheet: the marks of the screen at the places of the screen."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.charts import board, pieces, timeline
from lib.export.canvas import Sheet, Size
from lib.export.draw_plot import Plot, UndrawableError, marker
from lib.view import theme as palette
from lib.view.screen import screen
from lib.view.view import View


@dataclass
class Recorder(Sheet):
    """A sheet that also remembers what was drawn on it."""

    texts: list[tuple[float, float, str]] = field(default_factory=list)
    outlines: list[tuple[Any, str, str, float]] = field(default_factory=list)

    def __init__(self) -> None:
        super().__init__(Size(1000, 800, 100), "#ffffff")
        self.texts, self.outlines = [], []

    def text(self, x, y, text, size, colour, face="regular", align="left", halo="", link=""):
        self.texts.append((float(x), float(y), text))
        super().text(x, y, text, size, colour, face, align, halo, link)

    def outline(self, path, fill, edge="none", width=0, opacity=1, dashes=()):
        self.outlines.append((path, fill, edge, opacity))
        super().outline(path, fill, edge, width, opacity, dashes)


def drawn(figure: go.Figure, theme: palette.Theme = palette.LIGHT) -> tuple[Plot, Recorder]:
    sheet = Recorder()
    plot = Plot(figure, 900, theme)
    plot.draw(sheet, 50, 20, 1)
    return plot, sheet


def middles(sheet: Recorder, colour: str) -> list[tuple[float, float]]:
    """The middle of each mark of a colour, filled or hollow, legend entries aside."""
    boxes = [p.get_extents() for p, fill, edge, _ in sheet.outlines if colour in (fill, edge)]
    return [((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2) for b in boxes]


def test_every_mark_of_the_timeline_stands_where_the_axes_put_it(small):
    figure = timeline.of_screen(screen(small, View()))
    _, sheet = drawn(figure)
    bands = [p.get_extents() for p, fill, *_ in sheet.outlines if fill == palette.LIGHT.band]
    left, right, top = bands[0].x0, bands[0].x1, min(b.y0 for b in bands)
    unit = bands[0].height / (figure.layout.shapes[0].y1 - figure.layout.shapes[0].y0)
    days = [pd.Timestamp(d) for d in figure.layout.xaxis.range]
    dots = next(t for t in figure.data if t.name == "events")
    assert len(dots.x) == 4
    for x, y, colour in zip(dots.x, dots.y, dots.marker.color, strict=True):
        share = (pd.Timestamp(x) - days[0]) / (days[1] - days[0])
        at = (left + share * (right - left), top + y * unit)
        assert any(np.allclose(at, one, atol=2) for one in middles(sheet, colour)), x


def test_spans_are_as_long_as_their_days_and_translucent(small):
    figure = timeline.of_screen(screen(small, View()))
    _, sheet = drawn(figure)
    spans = next(t for t in figure.data if t.name == "spans")
    found = [p.get_extents() for p, _, _, o in sheet.outlines if o == pytest.approx(0.32, abs=0.01)]
    lengths = np.array([box.width for box in found])
    assert lengths / lengths[0] == pytest.approx(np.array(spans.x) / spans.x[0])


def test_what_is_faded_on_the_screen_is_faded_on_the_sheet(small):
    _, sheet = drawn(timeline.of_screen(screen(small, View(span="2023-01-05"))))
    denial = palette.LIGHT.claim_type["denial"]
    shades = {
        o
        for _, fill, edge, o in sheet.outlines
        if palette.LIGHT.claim_type["assessment"] in (fill, edge)
    }
    assert 0.18 in shades
    assert 1 in {o for _, fill, edge, o in sheet.outlines if denial in (fill, edge)}


def test_labels_legends_and_the_words_above_are_written_out(small):
    _, sheet = drawn(timeline.of_screen(screen(small, View(lanes="storyline", clock="reported"))))
    written = " ".join(text for _, _, text in sheet.texts)
    for words in ("Drones", "Plant", "Claim type", "Article", "Denial", "Daily One, January 2023"):
        assert words in written
    said = next(y for _, y, text in sheet.texts if "5 marks for 4 events" in text)
    assert said < next(y for _, y, text in sheet.texts if text == "Claim type")


def test_a_board_is_drawn_and_in_print_letters_stand_beside_its_marks(real, whole):
    figure = board.figure(real, whole(real), "drone-transfers", palette.PRINT)
    _, sheet = drawn(figure, palette.PRINT)
    letters = next(t for t in figure.data if t.name == "letters")
    written = [text for _, _, text in sheet.texts]
    for letter in set(letters.text):
        assert written.count(letter) == list(letters.text).count(letter)
    assert {"affirm", "deny, doubt or limit", "US = United States"} <= set(written)


def drawn_alone(trace: pieces.Trace) -> Recorder:
    layout = {
        "height": 300,
        "margin": {"t": 0, "b": 0},
        "xaxis": {"range": ["2023-01-01", "2023-01-31"]},
        "yaxis": {"range": [5, 0]},
    }
    return drawn(pieces.figure([trace], layout))[1]


def test_upright_bars_stand_on_their_base():
    days = pd.to_datetime(["2023-01-10", "2023-01-20"])
    shown = pd.DataFrame(
        {
            **{"start": days, "end": days, "count": [1, 2], "floor": [2.0, 4.0], "below": 0},
            **{"colour": ["#111111", "#222222"], "text": ""},
        }
    )
    sheet = drawn_alone(pieces.stacks(shown, 1.0, 1.0, ""))
    first, second = (
        next(p for p, fill, *_ in sheet.outlines if fill == c).get_extents()
        for c in ("#111111", "#222222")
    )
    assert second.height == pytest.approx(2 * first.height)
    assert first.width == pytest.approx(second.width)


@pytest.mark.parametrize("trace", [{"type": "heatmap"}, {"type": "scatter", "mode": "lines+text"}])
def test_what_it_does_not_know_is_refused_and_not_left_out(trace):
    with pytest.raises(UndrawableError):
        drawn_alone(trace)


@pytest.mark.parametrize("symbol", [*palette.symbols(list("abcdefgh")).values()])
def test_every_symbol_of_the_palette_has_an_outline_of_about_its_size(symbol):
    box = marker(symbol, 100, 100, 20).get_extents()
    assert 14 <= max(box.width, box.height) <= 29
    assert np.allclose([box.x0 + box.x1], [200], atol=1)
    hollow = marker(f"{symbol}-open", 100, 100, 20)
    assert (hollow.vertices == marker(symbol, 100, 100, 20).vertices).all()


def test_a_symbol_nobody_uses_is_refused():
    with pytest.raises(UndrawableError):
        marker("hourglass", 0, 0, 10)
