import pandas as pd
import pytest

from lib.charts import frame, pieces
from lib.view.theme import LIGHT

DAY = pd.Timestamp(2023, 1, 5)
BEFORE = DAY - pd.Timedelta(days=9)
SHOWN = pd.DataFrame(
    {
        "event_id": ["E001", "E002"],
        "at": [DAY, DAY],
        "y": [0.5, 1.5],
        "start": [DAY, BEFORE],
        "end": [DAY, DAY],
        "claim_type": ["denial", "position"],
        "hedged": [False, True],
        "open_start": [False, True],
        "open_end": [False, False],
        "lit": [True, False],
    }
)


def test_marks_are_open_where_not_certain_and_faded_where_not_lit():
    trace = pieces.marks(SHOWN, LIGHT, 9, {"E002": "two", "E001": "one"})
    style = trace["marker"]
    assert (style["symbol"], style["opacity"]) == (["triangle-down", "diamond"], [1, pieces.FADED])
    assert style["color"] == [LIGHT.family["denies"], LIGHT.page]
    assert style["line"]["color"] == [LIGHT.page, LIGHT.family["acts"]]
    assert trace["text"] == ["one", "two"]
    assert trace["x"] == ["2023-01-05T00:00:00"] * 2


def test_a_span_reaches_from_its_first_day_to_its_last():
    span = pieces.spans(SHOWN[1:], ["#222222"], 0.5)
    assert (span["base"], span["x"]) == (["2022-12-27T00:00:00"], [9 * 86_400_000])
    assert (span["marker"]["color"], span["width"]) == (["#22222252"], [0.5])


@pytest.mark.parametrize(("room", "lines"), [(1000, [3]), (200, [2, 1]), (10, [1, 1, 1])])
def test_a_legend_takes_as_many_lines_as_its_entries_need(room, lines):
    entries = [("circle", "#123456", "wordword")] * 3
    assert [len(line) for line in frame.legend_lines(entries, room)] == lines


@pytest.mark.parametrize(
    ("days", "most", "form", "first"),
    [
        (5, 10, "%-d %b", "2023-01-05"),
        (60, 10, "%-d %b", "2023-01-05"),
        (365, 20, "%b", "2023-01-01"),
        (365, 5, "%b", "2023-01-01"),
        (3650, 12, "%Y", "2023-01-01"),
    ],
)
def test_ticks_without_plotly_are_as_many_as_there_is_room_for(days, most, form, first):
    ticks, found = pieces.ticks(DAY, DAY + pd.Timedelta(days=days), most)
    assert (found, str(ticks[0].date())) == (form, first)
    assert len(ticks) <= most + 1


@pytest.mark.parametrize(
    ("last", "step"),
    [("2022-08-20", 2 * 86_400_000), ("2023-12-01", "M1"), ("2024-09-01", "M3"), ("2090", "M60")],
)
def test_an_axis_has_the_same_ticks_wherever_it_stands(last, step):
    days = pd.Timestamp("2022-08-01"), pd.Timestamp(last)
    assert pieces.days_axis(days, LIGHT)["dtick"] == step


def test_a_label_is_markup_for_plotly_and_plain_text_for_others():
    label = pieces.counted("A & B\nand C", 1200, LIGHT)
    assert label == f"A &amp; B<br>and C <span style='color:{LIGHT.quiet}'>1,200</span> "
    assert (label.lines, label.number) == (("A & B", "and C"), "1,200")
