import itertools

import numpy as np
import pandas as pd
import pytest

from lib.analysis import chronology, filters, questions
from lib.analysis.filters import Filters
from lib.charts import board, grounds, pieces, timeline
from lib.charts.board import SEVERAL_SIDES
from lib.dataset import codebook
from lib.export import draw_plot
from lib.export.canvas import Sheet, Size
from lib.view import theme as themes
from lib.view.theme import DARK, LIGHT, PRINT
from tests.test_theme import contrast


def marked(figure):
    return [t for t in figure.data if t.customdata is not None]


def named(figure, name):
    return next((t for t in figure.data if t.name == name), None)


def placed(tables, seen, storyline_id, width=640, beside=0):
    axis = pieces.padded(*chronology.extent(tables))
    return board.marks(tables, questions.of_storyline(seen, storyline_id), axis, width, beside)


def test_affirming_is_above_the_line_and_each_other_stance_has_its_place(made, whole):
    day = {"date": "2023-01-05", "responds_to": ""}
    more = [day | {"stance": s} for s in ("partly", "none", "doubts", "affirms")]
    tables = made({"E002": {"date": "2023-01-05"}}, more)
    found = placed(tables, whole(tables), "drones").set_index("event_id")
    assert found["y"].to_dict() == pytest.approx(
        {"E008": 2.35, "E001": 1.35, "E006": 0, "E005": -1.35, "E002": -2.35, "E007": -3.35}
    )


@pytest.mark.parametrize("width", [400, 640])
def test_no_two_marks_of_a_board_overlap(real, whole, width):
    for storyline_id in real.storylines.index:
        figure = board.figure(real, whole(real), storyline_id, LIGHT, "", width)
        (first, last), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
        margin = figure.layout.margin
        pixel = (pd.Timestamp(last) - pd.Timestamp(first)) / (width - margin.l - margin.r)
        down = (figure.layout.height - margin.t - margin.b) / (high - low)
        size = max(max(t.marker.size) for t in marked(figure))
        found = placed(real, whole(real), storyline_id, width)
        for a, b in itertools.combinations(found.itertuples(), 2):
            apart = abs(a.y - b.y) * down >= size
            beside = abs(a.at - b.at) >= size * pixel and (a.end < b.start or b.end < a.start)
            assert apart or beside, (storyline_id, a.event_id, b.event_id)


def test_a_mark_has_the_colour_of_the_side_and_the_symbol_of_the_stance(made, whole):
    more = [
        {"stance": s, "date": "2023-01-20~", "responds_to": "", "actors": who}
        for s, who in (("partly", "iran"), ("doubts", "iran;russia"), ("none", "russia"))
    ]
    tables = made(more=more)
    events = named(board.figure(tables, whole(tables), "drones", DARK), "events")
    assert {
        event_id: mark
        for event_id, *mark in zip(
            *(events.customdata, events.marker.color, events.marker.symbol, events.text),
            strict=True,
        )
    } == {
        event_id: [colour, symbol, timeline.hover(whole(tables))[event_id]]
        for event_id, colour, symbol in (
            ("E001", DARK.side["United States"], "triangle-up"),
            ("E002", DARK.side["Iran"], "triangle-down"),
            ("E005", DARK.side["Iran"], "diamond-open"),
            ("E006", DARK.text, "square-open"),
            ("E007", DARK.side["Russia"], "circle-open"),
        )
    }


def test_a_reply_is_joined_to_what_it_answers_within_the_board(made, whole):
    more = [{"date": "2023-01-20", "responds_to": "E001;E002"}]
    tables = made({"E003": {"responds_to": "E001"}}, more)
    replies = named(board.figure(tables, whole(tables), "drones", LIGHT), "replies")
    spot = placed(tables, whole(tables), "drones").set_index("event_id")[["at", "y"]]
    ends = list(zip(map(pd.Timestamp, replies.x), replies.y, strict=True))
    assert [ends[i : i + 2] for i in range(0, len(ends), 3)] == [
        [tuple(spot.loc[reply]), tuple(spot.loc[answered])]
        for reply, answered in (("E002", "E001"), ("E005", "E001"), ("E005", "E002"))
    ]
    assert [replies.x[i] for i in (2, 5, 8)] == [None] * 3


def test_uncertain_dates_open_starts_and_the_picked_event_are_drawn_as_on_the_timeline(
    small, whole
):
    figure = board.figure(small, whole(small), "drones", LIGHT, picked="E002")
    spans = named(figure, "spans")
    assert pd.Timestamp(spans.base[0]) == pd.Timestamp(2023, 1, 1)
    assert [x / 86_400_000 for x in spans.x] == [30, 0]
    assert [pd.Timestamp(x) for x in named(figure, "picked").x] == [pd.Timestamp(2023, 1, 16)]
    other = board.figure(small, whole(small), "plant", LIGHT, picked="E002")
    assert named(other, "picked") is None
    heads = named(other, "open ends")
    assert heads.marker.symbol == ("triangle-left",)
    assert heads.x == (other.layout.xaxis.range[0],)


def test_all_boards_share_the_dates_and_keep_within_their_heights(real, whole):
    none = real.store.select("false")
    boards = [
        board.figure(real, seen, s, LIGHT)
        for s in real.storylines.index
        for seen in (whole(real), none)
    ]
    assert len({tuple(b.layout.xaxis.range) for b in boards}) == 1
    assert all(150 <= b.layout.height <= 330 for b in boards)
    assert {b.layout.margin.l for b in boards} == {142}


def test_labels_and_swatches_name_what_is_there_with_its_count(made, whole):
    tables = made(more=[{"stance": "partly", "responds_to": ""}, {"stance": "none"}])
    figure = board.figure(tables, whole(tables), "drones", LIGHT)
    axis = figure.layout.yaxis
    assert axis.ticktext == tuple(
        pieces.counted(words, count, LIGHT)
        for words, count in (("affirm", 1), ("deny, doubt or limit", 2), ("no stance", 1))
    )
    assert axis.tickvals[0] > axis.tickvals[2] == 0 > axis.tickvals[1]
    assert {t.name: (t.marker.symbol, t.marker.color) for t in figure.data if t.showlegend} == {
        "Iran": ("circle", LIGHT.side["Iran"]),
        "United States": ("circle", LIGHT.side["United States"]),
        "affirms": ("triangle-up", LIGHT.quiet),
        "denies": ("triangle-down", LIGHT.quiet),
        "partly": ("diamond", LIGHT.quiet),
        "no stance": ("circle", LIGHT.quiet),
    }


def test_in_greys_letters_say_which_side_a_mark_is_of(real, whole):
    figure = board.figure(real, whole(real), "drone-transfers", PRINT)
    sides = placed(real, whole(real), "drone-transfers")["side"]
    letters = themes.letters(real.sides) | {SEVERAL_SIDES: "+"}
    assert sorted(named(figure, "letters").text) == sorted(sides.map(letters))
    assert all(named(figure, f"{letters[s]} = {s}") for s in set(sides))
    assert not named(board.figure(real, whole(real), "drone-transfers", LIGHT), "letters")


@pytest.mark.parametrize("width", [400, 900])
def test_no_letter_stands_on_another_mark_of_its_row(real, whole, width):
    shown = placed(real, whole(real), "drone-transfers", width, beside=15)
    first, last = pieces.padded(*chronology.extent(real))
    pixel = (last - first) / (width - board.LABELS)
    reach = pixel * pieces.MARK * 0.75
    for _, row in shown.sort_values("at").groupby("y"):
        for one, other in itertools.pairwise(row.itertuples()):
            assert max(one.end, one.at + reach + pixel * 15) < min(other.start, other.at - reach)


def test_many_events_of_one_day_make_the_board_higher_rather_than_hide_one(made, whole):
    tables = made(more=[{"date": "2023-01-05", "responds_to": ""}] * 60)
    figure = board.figure(tables, whole(tables), "drones", LIGHT)
    low, high = figure.layout.yaxis.range
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert figure.layout.height > 330
    assert plot / (high - low) > max(max(t.marker.size) for t in marked(figure))


@pytest.fixture
def biggest(many, whole):
    """The storyline with most events."""
    return questions.ranked(questions.counts(whole(many)), "events")[0]


@pytest.fixture
def counting(many, whole, biggest):
    """Draws the board of that storyline in a theme, with an event picked."""
    return lambda theme=LIGHT, picked="": board.figure(
        many, whole(many), biggest, theme, picked, 1040
    )


def bars(figure):
    """What each bar counts, the side and stance it is of, its days, and its ends from above."""
    return [
        (text, days, *sorted((float(base), float(base + height))))
        for t in marked(figure)
        for text, days, base, height in zip(t.hovertext, t.customdata, t.base, t.y, strict=True)
    ]


def test_a_board_of_many_events_is_counted_and_says_so(many, whole, biggest, counting):
    events = len(questions.of_storyline(whole(many), biggest))
    figure = counting()
    assert figure.layout.title.text.replace("<br>", " ") == (
        f"{events:,} events are too many to draw one by one: bars count them by month. Of "
        "100 events or fewer each is drawn."
    )
    counted = board.bins(
        questions.of_storyline(whole(many), biggest), many.sides, chronology.extent(many)
    )
    assert counted["count"].sum() == events
    assert named(
        figure,
        f"tallest stack: {tallest(counted):,} events; "
        f"{counted['beyond'].sum():,} in all may lie before or after their bar",
    )
    assert figure.layout.height < 450
    # On a card it looks the same.
    plot = draw_plot.Plot(figure, 1040, LIGHT)
    plot.draw(Sheet(Size(1100, 600, 96), LIGHT.page), 0, 0, 1.0)
    assert 300 < plot.height < 600


def tallest(counted):
    return counted.groupby(["group", "start"])["count"].sum().max()


def test_the_counts_of_a_board_are_those_of_its_marks(many, whole, biggest):
    on_it = questions.of_storyline(whole(many), biggest)
    counted = board.bins(on_it, many.sides, chronology.extent(many))
    shown = placed(many, whole(many), biggest, 1040)
    for column in ("stance", "side"):
        assert counted.groupby(column)["count"].sum().to_dict() == (
            shown[column].value_counts().to_dict()
        )


def test_bars_stand_on_their_side_of_the_line_and_none_hides_another(counting):
    figure = counting()
    found = bars(figure)
    above = [bar for bar in found if "affirms" in bar[0]]
    below = [bar for bar in found if any(s in bar[0] for s in ("denies", "partly", "doubts"))]
    # Pixels downward from the line.
    assert max(high for *_, high in above) < 0 < min(low for *_, low, _ in below)
    bottom, top = figure.layout.yaxis.range
    assert top <= min(low for *_, low, _ in found)
    assert max(high for *_, high in found) <= bottom
    found.sort(key=lambda bar: bar[1:])
    for _, of_days in itertools.groupby(found, key=lambda bar: bar[1]):
        assert all(b[2] >= a[3] - 0.01 for a, b in itertools.pairwise(of_days))
    pixels = {high - low for text, _, low, high in found if text.endswith(": 1")}
    assert max(pixels) - min(pixels) < 0.001
    pale = next(t for t in marked(figure) if t.marker.opacity < 1)
    assert {text.split(", ")[1].split(":")[0] for text in pale.hovertext} == {"partly", "doubts"}
    assert named(figure, "paler: partly or doubts")


def test_a_bars_days_lead_to_its_events_and_the_axis_follows(many, biggest, counting):
    first, last = (pd.Timestamp(day).date() for day in bars(counting())[0][1].split("/"))
    days = board.days_drawn(many, biggest, (first, last))
    assert days == (pd.Timestamp(first), pd.Timestamp(last))
    narrowed = filters.select(many, Filters(date=(first, last)))
    drawn = board.figure(many, narrowed, biggest, LIGHT, "", 1040, days)
    assert sorted(e for t in marked(drawn) for e in t.customdata) == (
        questions.of_storyline(narrowed, biggest).ids()
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("2019-02-01", "2019-02-01"), ("2019-02-01", "2019-02-02")),
        ((None, "2019-02-01"), ("first", "2019-02-01")),
        (("0001-01-01", "9999-12-31"), ("first", "last")),
    ],
)
def test_the_axis_of_a_large_board_stays_within_the_tables_days(many, biggest, asked, expected):
    ends = dict(zip(("first", "last"), chronology.extent(many), strict=True))
    days = tuple(pd.Timestamp(d).date() if d else None for d in asked)
    wanted = tuple(ends[d] if d in ends else pd.Timestamp(d) for d in expected)
    assert board.days_drawn(many, biggest, days) == wanted


def test_a_small_board_keeps_the_axis_of_the_whole_table(small):
    asked = (pd.Timestamp(2023, 1, 1).date(), None)
    assert board.days_drawn(small, "drones", asked) == chronology.extent(small)


def test_the_picked_event_has_a_ring_among_the_counts_of_its_own_board(many, biggest, counting):
    for stance, where in (("affirms", -1), ("none", 0), ("denies", 1)):
        picked = many.store.value(
            "SELECT min(event_id) FROM events WHERE storyline_id = $line AND stance = $stance",
            line=biggest,
            stance=stance,
        )
        (y,) = named(counting(picked=picked), "picked").y
        assert np.sign(y) == where
    elsewhere = many.store.value(
        "SELECT min(event_id) FROM events WHERE storyline_id <> $line", line=biggest
    )
    assert not named(counting(picked=elsewhere), "picked")


def test_in_greys_letters_stand_on_the_bars_that_have_room(many, counting):
    figure = counting(PRINT)
    letters = named(figure, "letters")
    colours = {letter: PRINT.side[side] for side, letter in themes.letters(many.sides).items()}
    found = [
        (pd.Timestamp(x), colour, low, high)
        for t in marked(figure)
        for x, colour, base, height in zip(t.x, t.marker.color, t.base, t.y, strict=True)
        for low, high in [sorted((base, base + height))]
    ]
    assert len(letters.text) > 10
    for letter, x, y in zip(letters.text, letters.x, letters.y, strict=True):
        there = [bar for bar in found if abs(bar[0] - pd.Timestamp(x)) < pd.Timedelta(days=1)]
        assert [colour for _, colour, low, high in there if low <= y <= high] == [
            colours.get(letter, PRINT.text)
        ]


def test_a_board_on_which_no_bar_has_room_for_a_letter_is_drawn_in_greys(many, biggest, whole):
    assert not len(named(board.figure(many, whole(many), biggest, PRINT, "", 160), "letters").x)


def test_a_piece_too_narrow_for_its_name_is_named_below_the_bar(small, whole):
    wide, narrow = (grounds.figure(whole(small), "drones", LIGHT, w) for w in (640, 200))
    assert [b.name for b in wide.data] == ["affirm", "deny, doubt or limit"]
    assert [b.text for b in wide.data] == [("Named official 1",), ("Institution 1",)]
    assert len(wide.layout.annotations) == 0
    assert [b.text for b in narrow.data] == [("1",), ("1",)]
    assert [a.text for a in narrow.layout.annotations] == ["1 named official", "1 institution"]
    nobody_denies = grounds.figure(whole(small), "plant", LIGHT)
    assert [a.text for a in nobody_denies.layout.annotations] == ["no event"]


def test_grounds_are_drawn_side_by_side_on_one_scale(real, whole):
    figure = grounds.figure(whole(real), "drone-transfers", LIGHT)
    for bar, counts in zip(
        figure.data, questions.grounds(whole(real), "drone-transfers").values(), strict=True
    ):
        assert dict(zip(bar.customdata, bar.x, strict=True)) == counts
        assert list(bar.base) == [sum(bar.x[:i]) for i in range(len(bar.x))]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_a_shade_is_legible_and_the_same_for_an_attribution_everywhere(real, whole, theme):
    shades, pairs = {}, []
    for storyline_id in real.storylines.index:
        for bar in grounds.figure(whole(real), storyline_id, theme).data:
            for code, shade in zip(bar.customdata, bar.marker.color, strict=True):
                assert shades.setdefault(code, shade) == shade
            pairs += zip(bar.marker.color, bar.textfont.color, strict=True)
    assert set(shades) == set(codebook.vocabulary("events", "attribution"))
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def test_a_large_count_has_room_for_its_label():
    assert [board.label_margin(n) for n in (9, 999, 1_000, 20_000)] == [142, 142, 158, 166]
