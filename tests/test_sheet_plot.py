"""A figure on a sheet: the marks of the screen at the places of the screen."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from lib.analysis import questions
from lib.charts import theme as palette
from lib.charts import timeline_old as timeline
from lib.export.canvas import Sheet, Size
from lib.export.draw_plot import Piece, Plot, UndrawableError, marker, pieces


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


def test_every_mark_of_the_timeline_stands_where_the_axes_put_it(small, everything):
    figure = timeline.figure(small, everything(small), palette.LIGHT)
    _, sheet = drawn(figure)
    bands = [p.get_extents() for p, fill, *_ in sheet.outlines if fill == palette.LIGHT.band]
    left, right, top = bands[0].x0, bands[0].x1, min(b.y0 for b in bands)
    shapes = sorted(figure.layout.shapes, key=lambda s: s.y0)
    unit = (bands[0].y1 - bands[0].y0) / (shapes[0].y1 - shapes[0].y0)
    days = [pd.Timestamp(d) for d in figure.layout.xaxis.range]
    dots = [t for t in figure.data if t.mode == "markers" and t.customdata is not None]
    assert sum(len(t.x) for t in dots) == 4
    for trace in dots:
        share = (pd.Timestamp(trace.x[0]) - days[0]) / (days[1] - days[0])
        at = (left + share * (right - left), top + trace.y[0] * unit)
        found = middles(sheet, trace.marker.color)
        assert any(np.allclose(at, one, atol=2) for one in found), trace.name


def test_no_mark_is_lost(real, everything):
    figure = timeline.figure(real, everything(real), palette.LIGHT)
    _, sheet = drawn(figure)
    for trace in figure.data:
        if trace.mode == "markers" and trace.customdata is not None:
            colour = trace.marker.color
            marks = [p for p, fill, edge, _ in sheet.outlines if colour in (fill, edge)]
            assert len(marks) >= len(trace.customdata), trace.name


def test_what_is_faded_on_the_screen_is_faded_on_the_sheet(small, everything):
    lit = pd.Series([True, False, False, False], index=small.events.index)
    _, sheet = drawn(timeline.figure(small, everything(small), palette.LIGHT, lit=lit))
    shades = {
        opacity
        for _, fill, edge, opacity in sheet.outlines
        if palette.LIGHT.claim_type["denial"] in (fill, edge)
    }
    assert 0.18 in shades


def test_lane_labels_and_legends_are_written_out(small, everything):
    _, sheet = drawn(timeline.figure(small, everything(small), palette.LIGHT, "storyline"))
    written = " ".join(text for _, _, text in sheet.texts)
    for words in ("Drones", "Plant", "Claim type", "Article", "Denial", "Daily One, January 2023"):
        assert words in written


def test_what_stands_above_a_chart_is_written_above_its_legend(small, everything):
    figure = timeline.figure(small, everything(small), palette.LIGHT, "storyline", clock="reported")
    _, sheet = drawn(figure)
    said = [(y, text) for _, y, text in sheet.texts if "5 marks for 4 events" in text]
    legend = [y for _, y, text in sheet.texts if text == "Claim type"]
    assert len(said) == 1
    assert said[0][0] < legend[0]


def test_a_board_can_be_drawn(real, everything):
    figure = questions.figure(real, everything(real), "drone-transfers", palette.LIGHT)
    _, sheet = drawn(figure)
    assert {"affirm ", "deny, doubt or limit "} <= {text for _, _, text in sheet.texts}


def test_the_letters_of_a_board_stand_beside_its_marks(real, everything):
    figure = questions.figure(real, everything(real), "drone-transfers", palette.PRINT)
    _, sheet = drawn(figure, palette.PRINT)
    letters = next(t for t in figure.data if t.mode == "text")
    written = [text for _, _, text in sheet.texts]
    for letter in set(letters.text):
        assert written.count(letter) == list(letters.text).count(letter)
    assert "US = United States" in written


def test_upright_bars_stand_on_their_base():
    figure = go.Figure(
        go.Bar(
            x=pd.to_datetime(["2023-01-10", "2023-01-20"]),
            y=[-1.0, -2.0],
            base=[2.0, 4.0],
            width=[5 * 86_400_000] * 2,
            marker={"color": ["#111111", "#222222"]},
            showlegend=False,
        )
    )
    figure.update_layout(
        height=300,
        margin={"t": 0, "b": 0},
        xaxis={"range": ["2023-01-01", "2023-01-31"]},
        yaxis={"range": [5, 0]},
    )
    _, sheet = drawn(figure)
    first, second = (
        next(p for p, fill, *_ in sheet.outlines if fill == c).get_extents()
        for c in ("#111111", "#222222")
    )
    assert second.height == pytest.approx(2 * first.height)
    assert first.width == pytest.approx(second.width)


@pytest.mark.parametrize(
    "trace", [go.Heatmap(z=[[1]]), go.Scatter(x=[1], y=[1], mode="lines+text")]
)
def test_what_it_does_not_know_is_refused_and_not_left_out(trace):
    figure = go.Figure(trace)
    figure.update_layout(
        height=200, margin={"t": 0, "b": 0}, xaxis={"range": ["2023-01-01", "2023-02-01"]}
    )
    figure.update_traces(showlegend=False, selector={"type": "scatter"})
    figure.layout.yaxis.range = [0, 1]
    with pytest.raises(UndrawableError):
        Plot(figure, 900, palette.LIGHT).draw(Recorder(), 0, 0, 1)


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


def test_markup_is_read_and_never_shown():
    assert pieces("A &amp; B<br><i>two</i>", "#000") == [
        [Piece("A & B", "#000")],
        [Piece("two", "#000")],
    ]
