import itertools

import numpy as np
import pandas as pd
import pytest

from lib.analysis import chronology, questions
from lib.charts import board, pieces, tooltips
from lib.view.screen import screen
from lib.view.theme import DARK, LIGHT
from lib.view.view import View


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
        {"E001": 2.85, "E008": 1.85, "E005": 0.85, "E006": -3.2, "E002": -0.85, "E007": -1.85}
    )


def test_a_mark_has_the_colour_and_sign_of_its_family_and_the_name_of_its_speaker(made):
    day = {"stance": "partly", "date": "2023-01-20", "responds_to": ""}
    tables = made(more=[day | {"actors": "iran;russia", "claim_type": "admission"}])
    figure = board.of_screen(screen(tables, View(), DARK), "drones")
    events, named_by = (named(figure, name) for name in ("events", "titles"))
    looks = zip(events.customdata, events.marker.color, events.marker.symbol, strict=True)
    assert {event_id: look for event_id, *look in looks} == {
        event_id: [DARK.family[family], DARK.sign[family]]
        for event_id, family in (("E001", "accuses"), ("E002", "denies"), ("E005", "admits"))
    }
    names = {"E001": "John Kirby", "E002": "Iran", "E005": "Iran, Russia"}
    assert dict(zip(named_by.customdata, named_by.text, strict=True)) == names
    told = tooltips.of_events(tables, tables.store.select())
    assert dict(zip(events.customdata, events.text, strict=True)) == {e: told[e] for e in names}
    axis = figure.layout.yaxis
    assert axis.ticktext == tuple(
        pieces.counted(words, count, DARK)
        for words, count in (("affirm 1\nin part", 1), ("deny or doubt", 1))
    )
    legend = [words for line in figure.layout.meta["legend"] for _, _, words in line]
    assert legend == ["Accuses", "Denies, sees no evidence", "Admits"]


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


def test_boards_share_the_dates_keep_within_their_heights_and_hide_no_mark(real, made):
    crowded = made(more=[{"date": "2023-01-05", "responds_to": ""}] * 60)
    axes = set()
    for tables, most in ((real, 330), (crowded, 2_000)):
        for storyline_id in tables.storylines.index:
            figure = board.of_screen(screen(tables, View(), LIGHT), storyline_id)
            (first, last), (low, high) = figure.layout.xaxis.range, figure.layout.yaxis.range
            axes.add((first, last))
            margin, height = figure.layout.margin, figure.layout.height
            assert 150 <= height <= most
            pixel = (pd.Timestamp(last) - pd.Timestamp(first)) / (640 - margin.l - margin.r)
            down = (height - margin.t - margin.b) / (high - low)
            size = named(figure, "events").marker.size
            found = placed(tables, tables.store.select(), storyline_id)
            for a, b in itertools.combinations(found.itertuples(), 2):
                apart = abs(a.y - b.y) * down >= size
                beside = abs(a.at - b.at) >= size * pixel and (a.end < b.start or b.end < a.start)
                assert apart or beside, (storyline_id, a.event_id, b.event_id)
    assert len(axes) == 2


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


def test_bars_stand_on_their_side_of_the_line(many):
    figure = board.of_screen(screen(many, View(), LIGHT), biggest(many), 1040)
    found = [
        (text.split(":")[0], base + height / 2)  # in pixels downward from the line
        for t in marked(figure)
        for text, base, height in zip(t.hovertext, t.base, t.y, strict=True)
    ]
    sides = {"affirms": -1, "partly": -1, "denies": 1, "doubts": 1}
    assert all(np.sign(at) == sides.get(stance, np.sign(at)) for stance, at in found)


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


@pytest.mark.parametrize(("stance", "where"), [("affirms", -1), ("none", 1), ("denies", 1)])
def test_the_picked_event_has_a_ring_among_the_counts_of_its_own_board(many, whole, stance, where):
    sql = "SELECT min(event_id) FROM events WHERE storyline_id {} $line AND stance = $stance"
    for same, rings in (("=", [where]), ("<>", [])):
        picked = many.store.value(sql.format(same), line=biggest(many), stance=stance)
        figure = board.of_screen(screen(many, View(event=picked), LIGHT), biggest(many), 160)
        assert [np.sign(t.y[0]) for t in figure.data if t.name == "picked"] == rings
