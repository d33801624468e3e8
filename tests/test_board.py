import itertools

import numpy as np
import pandas as pd
import pytest

from lib.analysis import chronology, questions
from lib.charts import board, grounds, pieces, tooltips
from lib.dataset import codebook
from lib.view.screen import screen
from lib.view.theme import DARK, LIGHT
from lib.view.view import View
from tests.test_theme import contrast


def marked(figure):
    return [t for t in figure.data if t.customdata is not None]


def named(figure, name):
    return next((t for t in figure.data if t.name == name), None)


def placed(tables, seen, storyline_id, width=640):
    axis = pieces.padded(*chronology.extent(tables))
    return board.marks(tables, questions.of_storyline(seen, storyline_id), axis, width)


def test_affirming_is_above_the_line_and_each_other_stance_has_its_place(made, whole):
    day = {"date": "2023-01-05", "responds_to": ""}
    more = [day | {"stance": s} for s in ("partly", "none", "doubts", "affirms")]
    tables = made({"E002": {"date": "2023-01-05"}}, more)
    found = placed(tables, whole(tables), "drones").set_index("event_id")
    assert found["y"].to_dict() == pytest.approx(
        {"E001": 3.35, "E008": 2.35, "E005": 1.35, "E006": 0, "E002": -1.35, "E007": -2.35}
    )


def test_a_mark_has_the_colour_and_sign_of_its_family_and_the_name_of_its_speaker(made, whole):
    more = [
        {"stance": s, "date": "2023-01-20", "responds_to": "", "actors": who, "claim_type": kind}
        for s, who, kind in (
            ("partly", "iran", "admission"),
            ("doubts", "iran;russia", "no-evidence"),
        )
    ]
    tables = made(more=more)
    figure = board.of_screen(screen(tables, View(), DARK), "drones")
    events, named_by = (named(figure, name) for name in ("events", "titles"))
    texts = tooltips.of_events(tables, whole(tables))
    assert {
        event_id: mark
        for event_id, *mark in zip(
            *(events.customdata, events.marker.color, events.marker.symbol, events.text),
            strict=True,
        )
    } == {
        event_id: [DARK.family[family], DARK.sign[family], texts[event_id]]
        for event_id, family in (
            ("E001", "accuses"),
            ("E002", "denies"),
            ("E005", "admits"),
            ("E006", "denies"),
        )
    }
    assert dict(zip(named_by.customdata, named_by.text, strict=True)) == {
        "E001": "John Kirby",
        "E002": "Iran",
        "E005": "Iran",
        "E006": "Iran, Russia",
    }


def test_a_reply_is_joined_to_what_it_answers_before_it_on_the_board(made, whole):
    more = [{"date": "2023-01-20", "responds_to": "E001;E002"}]
    more.append({"date": "2022-12-20", "responds_to": "E001"})  # it says so before
    tables = made({"E003": {"responds_to": "E001"}}, more)
    replies = named(board.of_screen(screen(tables, View(), LIGHT), "drones"), "replies")
    spot = placed(tables, whole(tables), "drones").set_index("event_id")[["at", "y"]]
    ends = list(zip(map(pd.Timestamp, replies.x), replies.y, strict=True))
    assert [ends[i : i + 2] for i in range(0, len(ends), 3)] == [
        [tuple(spot.loc[reply]), tuple(spot.loc[answered])]
        for reply, answered in (("E002", "E001"), ("E005", "E001"), ("E005", "E002"))
    ]
    assert [replies.x[i] for i in (2, 5, 8)] == [None] * 3


def test_labels_and_legend_name_what_is_there_with_its_count(made, whole):
    tables = made(more=[{"stance": "partly", "responds_to": ""}, {"stance": "none"}])
    figure = board.of_screen(screen(tables, View(), LIGHT), "drones")
    axis = figure.layout.yaxis
    assert axis.ticktext == tuple(
        pieces.counted(words, count, LIGHT)
        for words, count in (("affirm 1\nin part", 1), ("deny or doubt", 1), ("no stance", 1))
    )
    assert axis.tickvals[0] > axis.tickvals[2] == 0 > axis.tickvals[1]
    legend = [words for line in figure.layout.meta["legend"] for _, _, words in line]
    assert legend == ["Accuses", "Denies, sees no evidence"]


def test_many_events_of_one_day_make_the_board_higher_rather_than_hide_one(made, whole):
    tables = made(more=[{"date": "2023-01-05", "responds_to": ""}] * 60)
    figure = board.of_screen(screen(tables, View(), LIGHT), "drones")
    low, high = figure.layout.yaxis.range
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert figure.layout.height > 330
    assert plot / (high - low) > named(figure, "events").marker.size


def test_boards_share_the_dates_keep_within_their_heights_and_hide_no_mark(real, whole):
    axes = set()
    for storyline_id in real.storylines.index:
        figure = board.of_screen(screen(real, View(), LIGHT), storyline_id)
        (first, last), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
        axes.add((first, last))
        margin, height = figure.layout.margin, figure.layout.height
        assert 150 <= height <= 330
        pixel = (pd.Timestamp(last) - pd.Timestamp(first)) / (640 - margin.l - margin.r)
        down = (height - margin.t - margin.b) / (high - low)
        size = named(figure, "events").marker.size
        found = placed(real, whole(real), storyline_id)
        for a, b in itertools.combinations(found.itertuples(), 2):
            apart = abs(a.y - b.y) * down >= size
            beside = abs(a.at - b.at) >= size * pixel and (a.end < b.start or b.end < a.start)
            assert apart or beside, (storyline_id, a.event_id, b.event_id)
    assert len(axes) == 1


def biggest(tables):
    """The storyline with most events."""
    return questions.ranked(questions.counts(tables.store.select()), "events")[0]


def test_a_board_of_many_events_counts_them_as_its_marks_and_says_so(many, whole):
    on_it = questions.of_storyline(whole(many), biggest(many))
    figure = board.of_screen(screen(many, View(), LIGHT), biggest(many), 1040)
    assert figure.layout.height < 450
    counted = board.bins(on_it, chronology.extent(many))
    tallest = counted.groupby(["group", "start"])["count"].sum().max()
    assert " ".join(figure.layout.meta["said"]) == (
        f"{len(on_it):,} events are too many to draw one by one here: bars count them by "
        f"month. Tallest stack: {tallest:,} events. "
        f"{counted['beyond'].sum():,} in all may lie before or after their bar."
    )
    shown = placed(many, whole(many), biggest(many), 1040)
    for column in ("stance", "claim_type"):
        assert counted.groupby(column)["count"].sum().to_dict() == (
            shown[column].value_counts().to_dict()
        )


def test_bars_stand_on_their_side_of_the_line_and_none_hides_another(many, whole):
    figure = board.of_screen(screen(many, View(), LIGHT), biggest(many), 1040)
    found = sorted(
        (days, *sorted((float(base), float(base + height))), text.split(":")[0])
        for t in marked(figure)
        for text, days, base, height in zip(t.hovertext, t.customdata, t.base, t.y, strict=True)
    )
    # Pixels downward from the line.
    assert all(bottom < 0 for _, _, bottom, stance in found if stance in ("affirms", "partly"))
    below = [bar for bar in found if bar[-1] in ("denies", "doubts")]
    assert all(top > 0 for _, top, _, _ in below)
    for _, of_days in itertools.groupby(found, key=lambda bar: bar[0]):
        assert all(b[1] >= a[2] - 0.01 for a, b in itertools.pairwise(of_days))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("2019-02-01", "2019-02-01"), ("2019-02-01", "2019-02-02")),
        ((None, "2019-02-01"), ("first", "2019-02-01")),
        (("0001-01-01", "9999-12-31"), ("first", "last")),
    ],
)
def test_the_axis_of_a_large_board_stays_within_the_tables_days(many, small, asked, expected):
    ends = dict(zip(("first", "last"), chronology.extent(many), strict=True))
    days = tuple(pd.Timestamp(d).date() if d else None for d in asked)
    wanted = tuple(ends[d] if d in ends else pd.Timestamp(d) for d in expected)
    assert board.days_drawn(many, biggest(many), days) == wanted
    assert board.days_drawn(small, "drones", days) == chronology.extent(small)


@pytest.mark.parametrize(("stance", "where"), [("affirms", -1), ("none", 0), ("denies", 1)])
def test_the_picked_event_has_a_ring_among_the_counts_of_its_own_board(many, whole, stance, where):
    sql = "SELECT min(event_id) FROM events WHERE storyline_id {} $line AND stance = $stance"
    for same, rings in (("=", [where]), ("<>", [])):
        picked = many.store.value(sql.format(same), line=biggest(many), stance=stance)
        figure = board.of_screen(screen(many, View(event=picked), LIGHT), biggest(many), 160)
        assert [np.sign(t.y[0]) for t in figure.data if t.name == "picked"] == rings


def test_a_piece_too_narrow_for_its_name_is_named_below_the_bar(small, whole):
    wide, narrow = (grounds.figure(whole(small), "drones", LIGHT, w) for w in (640, 200))
    assert [(b.name, b.x, b.text) for b in wide.data] == [
        ("affirm", (1,), ("Named official 1",)),
        ("deny or doubt", (1,), ("Institution 1",)),
    ]
    assert len(wide.layout.annotations) == 0
    assert [b.text for b in narrow.data] == [("1",), ("1",)]
    assert [a.text for a in narrow.layout.annotations] == ["1 named official", "1 institution"]
    nobody_denies = grounds.figure(whole(small), "plant", LIGHT)
    assert [a.text for a in nobody_denies.layout.annotations] == ["no event"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_a_shade_is_legible_and_the_same_for_an_attribution_everywhere(real, whole, theme):
    shades, pairs = set(), []
    for storyline_id in real.storylines.index:
        for bar in grounds.figure(whole(real), storyline_id, theme).data:
            shades |= set(zip(bar.customdata, bar.marker.color, strict=True))
            pairs += zip(bar.marker.color, bar.textfont.color, strict=True)
    assert {code for code, _ in shades} <= set(codebook.vocabulary("events", "attribution"))
    assert min(contrast(*pair) for pair in pairs) >= 4.5
