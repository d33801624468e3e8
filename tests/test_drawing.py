import pandas as pd
import pytest

from lib.charts import pieces
from lib.charts.theme import LIGHT

DAY = pd.Timestamp(2023, 1, 5)
SHOWN = pd.DataFrame(
    {
        "event_id": ["E001", "E002"],
        "at": [DAY, DAY],
        "y": [0.5, 1.5],
        "start": [DAY, DAY - pd.Timedelta(days=9)],
        "end": [DAY, DAY],
        "symbol": ["circle", "star"],
        "approximate": [False, True],
        "open_start": [False, True],
        "open_end": [False, False],
    }
)
TEXTS = pd.Series({"E001": "one", "E002": "two"})


def test_marks_are_hollow_where_the_date_is_approximate():
    trace = pieces.dots(SHOWN, "#123456", LIGHT, "type", 9, TEXTS)
    assert list(trace.marker.symbol) == ["circle", "star-open"]
    assert list(trace.marker.line.color) == [LIGHT.page, "#123456"]
    assert list(trace.text) == ["one", "two"]


def test_marks_fade_only_where_something_else_is_lit():
    plain = pieces.dots(SHOWN, "#123456", LIGHT, "type", 9, TEXTS)
    lit = pieces.dots(SHOWN.assign(lit=[True, False]), "#123456", LIGHT, "type", 9, TEXTS)
    assert [list(t.marker.opacity) for t in (plain, lit)] == [[1, 1], [1, pieces.FADED]]


def test_only_a_span_of_more_than_a_day_has_a_bar():
    trace = pieces.bars(SHOWN, "#123456", 6)
    assert [pd.Timestamp(x) for x in trace.x[:2]] == [DAY - pd.Timedelta(days=9), DAY]
    assert list(trace.y) == [1.5, 1.5, 1.5]


def test_an_open_end_points_out_of_the_plot():
    axis = (DAY - pd.Timedelta(days=9), DAY)
    colours = pd.Series(["#111111", "#222222"])
    trace = pieces.ends(SHOWN, axis, colours, 9)
    assert (list(trace.marker.symbol), list(trace.marker.color)) == (
        ["triangle-left"],
        ["#222222"],
    )


@pytest.mark.parametrize(("room", "height"), [(1000, 29), (200, 48), (60, 67)])
def test_a_legend_takes_as_many_lines_as_its_widest_entry_allows(room, height):
    swatches = [pieces.swatch("word" * 2, "circle", "#123456", "legend") for _ in range(3)]
    assert pieces.legend_height(swatches, room) == height


def test_no_legend_takes_no_room():
    assert pieces.legend_height([], 500) == 0


def test_months_are_the_ticks_of_a_year_but_not_of_ten():
    assert pieces.days_axis((DAY, DAY + pd.Timedelta(days=365)), LIGHT)["dtick"] == "M1"
    assert pieces.days_axis((DAY, DAY + pd.Timedelta(days=3650)), LIGHT)["dtick"] is None


def test_an_axis_of_days_keeps_clear_of_what_grows_below_it():
    assert pieces.days_axis((DAY, DAY + pd.Timedelta(days=365)), LIGHT)["automargin"] == "height"
