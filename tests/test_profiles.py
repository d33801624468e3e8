import itertools
from dataclasses import replace

import pandas as pd
import pytest

from lib.analysis import profiles
from lib.analysis.events import Tie
from lib.analysis.profiles import Profile
from lib.charts import theme as palette
from lib.charts import timeline_old as timeline

THEMES = pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=lambda t: t.name)
BUSY = ("us", "iran", "russia", "ukraine", "kirby", "peskov", "china")
ACCUSED = Tie("E001", "Kirby accuses Iran", "5 January 2023")
DENIED = Tie("E002", "Iran denies it", "January 2023")
AGREED = Tie("E003", "Russia is said to agree", "up to 10 January 2023")


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def ids(ties):
    return [t.event_id for t in ties]


def drawn(tables, profile, theme=palette.LIGHT, width=330):
    """The marks of the figure: event_id, x in pixels, y in pixels, size."""
    figure = profiles.figure(tables, profile, theme, width)
    events, layout = trace(figure, "events"), figure.layout
    first, last = map(pd.Timestamp, layout.xaxis.range)
    across = width - layout.margin.l - layout.margin.r
    down = layout.height - layout.margin.t - layout.margin.b
    per_unit = down / layout.yaxis.range[0]
    return [
        (e, (pd.Timestamp(x) - first) / (last - first) * across, y * per_unit, s)
        for e, x, y, s in zip(
            events.customdata, events.x, events.y, events.marker.size, strict=True
        )
    ]


def test_a_profile_has_everything_there_is_to_read_about_an_actor(small, everything):
    small.actors.loc["iran", "aliases"] = "Tehran;Islamic Republic"
    assert profiles.profile(small, everything(small), "iran") == Profile(
        actor_id="iran",
        name="Iran",
        introduction="Iran",
        kind="state",
        side="Iran",
        aliases=("Tehran", "Islamic Republic"),
        belongs_to=(),
        members=(),
        says=(DENIED,),
        spoken_of=(ACCUSED,),
        answers=(ACCUSED,),
        answered_by=(),
        claimed=(
            "It is asserted that Iran supplies Russia: drones (1 event)",
            "It is denied that Iran supplies Russia: drones (1 event)",
            "It is said to be planned that Iran supplies Russia: drones (1 event)",
        ),
        claim_types={"denial": 1},
        articles=("one",),
        with_members=True,
    )


def test_a_state_includes_those_who_speak_for_it(small, everything):
    found = profiles.profile(small, everything(small), "us")
    assert found.members == (("nsc", "National Security Council"), ("kirby", "John Kirby"))
    assert (found.says, found.answered_by, found.articles) == (
        (ACCUSED,),
        (DENIED,),
        ("one", "two"),
    )


def test_an_actor_alone_leaves_its_members_their_own_events(small, everything):
    found = profiles.profile(small, everything(small), "us", with_members=False)
    assert (found.says, found.spoken_of, found.answered_by) == ((), (DENIED,), ())
    assert [m for m, _ in found.members] == ["nsc", "kirby"]


def test_a_person_leads_up_to_body_and_state(small, everything):
    found = profiles.profile(small, everything(small), "kirby")
    assert found.belongs_to == ("National Security Council", "United States")
    assert found.introduction == "John Kirby (National Security Council; United States)"


def test_what_is_not_in_view_is_not_told(small, everything):
    keep = everything(small)
    keep["E001"] = False
    found = profiles.profile(small, keep, "iran")
    assert (found.says, found.spoken_of, found.answers) == ((DENIED,), (), ())
    assert found.claimed == (
        "It is denied that Iran supplies Russia: drones (1 event)",
        "It is said to be planned that Iran supplies Russia: drones (1 event)",
    )


def test_events_stand_in_date_order(small, everything):
    found = profiles.profile(small, everything(small), "russia")
    assert found.spoken_of == (ACCUSED, AGREED)
    assert ids(profiles.profile(small, everything(small), "two-outlet").says) == ["E003", "E004"]


def test_an_answer_to_its_own_people_is_no_answer_to_others(small, everything):
    small.events.loc["E004", "responds_to"] = "E003"
    found = profiles.profile(small, everything(small), "two-outlet")
    assert (found.answers, found.answered_by) == ((), ())


@pytest.mark.parametrize(
    ("changes", "claimed"),
    [
        ({}, ["It is denied that Iran supplies Russia: drones (3 events)"]),
        ({"R001": {"item": ""}, "R002": {"item": ""}, "R003": {"item": ""}},)
        + (["It is denied that Iran supplies Russia (3 events)"],),
        ({"R001": {"item": "drones;tanks"}, "R003": {"item": ""}},)
        + (["It is denied that Iran supplies Russia (3 events): drones (2), tanks (1)"],),
        (
            {"R001": {"item": "a;b;c;d;e"}, "R002": {"item": "f"}},
            ["It is denied that Iran supplies Russia (3 events): a (1), b (1), c (1), d (1)"]
            + [" and 3 more"],
        ),
        (
            {"R002": {"polarity": "not_seen"}},
            ["It is denied that Iran supplies Russia: drones (2 events)\n"]
            + ["No sign is seen that Iran supplies Russia: drones (1 event)"],
        ),
    ],
)
def test_the_same_claim_is_one_sentence(small, everything, changes, claimed):
    small.relationships["polarity"] = small.relationships["polarity"].astype(str)
    small.relationships["polarity"] = "denied"
    for relationship_id, cells in changes.items():
        for column, value in cells.items():
            small.relationships.loc[relationship_id, column] = value
    found = profiles.profile(small, everything(small), "russia").claimed
    assert "\n".join(found) == "".join(claimed)


def test_an_event_that_repeats_a_claim_counts_once(small, everything):
    small.relationships.loc["R002", ["event_id", "polarity"]] = ["E001", "asserted"]
    assert profiles.profile(small, everything(small), "iran").claimed[0] == (
        "It is asserted that Iran supplies Russia: drones (1 event)"
    )


def test_an_unknown_actor_is_an_error(small, everything):
    with pytest.raises(KeyError):
        profiles.profile(small, everything(small), "nobody")


@pytest.mark.parametrize("with_members", [True, False])
def test_every_actor_of_the_real_table_has_a_profile(real, everything, with_members):
    for actor_id in real.actors.index:
        found = profiles.profile(real, everything(real), actor_id, with_members)
        assert sum(found.claim_types.values()) == len(found.says)
        assert not {*ids(found.answers), *ids(found.answered_by)} & set(ids(found.says))
        assert len(profiles.in_words(found)) in (2, 3)


@pytest.mark.parametrize(
    ("actor_id", "said"),
    [
        (
            "us",
            [
                "Speaks in 1 event told by 2 articles: accusations (1); is spoken of in 1.",
                "Answers no event of others; is answered by 1 event.",
                "With it are counted 2 actors, listed below.",
            ],
        ),
        (
            "russia",
            [
                "Speaks in no event in view; is spoken of in 2.",
                "Answers no event of others; nobody answers it.",
            ],
        ),
        (
            "two-outlet",
            [
                "Speaks in 2 events told by 2 articles: media reports (1) and assessments (1); "
                "is spoken of in none.",
                "Answers no event of others; nobody answers it.",
            ],
        ),
    ],
)
def test_a_profile_is_said_in_words(small, everything, actor_id, said):
    assert profiles.in_words(profiles.profile(small, everything(small), actor_id)) == said


def test_an_actor_taken_alone_is_not_said_to_include_its_members(small, everything):
    found = profiles.profile(small, everything(small), "us", with_members=False)
    assert len(profiles.in_words(found)) == 2


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"denial": 1, "accusation": 3}, ": accusations (3) and denials (1)"),
        (
            {"denial": 1, "accusation": 3, "position": 2},
            ", mostly accusations (3) and positions (2)",
        ),
        (
            {"denial": 1, "accusation": 2, "position": 1, "incident": 1, "sanction": 1},
            ", most often accusations (2) and denials (1)",
        ),
    ],
)
def test_mostly_is_said_only_of_more_than_half(small, everything, counts, said):
    found = profiles.profile(small, everything(small), "iran")
    assert profiles.in_words(replace(found, claim_types=counts))[0] == (
        f"Speaks in 1 event told by 1 article{said}; is spoken of in 1."
    )


@THEMES
def test_the_figure_has_each_event_once_in_its_lane_in_the_colour_of_its_type(
    real, everything, theme
):
    found = profiles.profile(real, everything(real), "russia")
    events = trace(profiles.figure(real, found, theme), "events")
    assert list(events.customdata) != []
    assert sorted(events.customdata) == sorted(ids(found.says + found.spoken_of))
    assert list(events.marker.color) == [
        theme.claim_type[c] for c in real.events.loc[list(events.customdata), "claim_type"]
    ]
    lanes = dict(zip(events.customdata[: len(found.says)], events.y, strict=False))
    assert set(lanes) == set(ids(found.says))
    assert max(lanes.values()) < min(events.y[len(found.says) :])


@pytest.mark.parametrize("width", [330, 700])
def test_no_mark_hides_another(real, everything, width):
    for actor_id in BUSY:
        found = profiles.profile(real, everything(real), actor_id)
        marks = drawn(real, found, width=width)
        for (_, x, y, s), (_, other_x, other_y, other_s) in itertools.combinations(marks, 2):
            reach = (s + other_s) / 2
            assert abs(x - other_x) >= reach or abs(y - other_y) >= reach


def test_the_figure_stays_small_and_shrinks_its_marks_where_they_crowd(real, everything):
    sizes = {}
    for actor_id in BUSY:
        found = profiles.profile(real, everything(real), actor_id)
        figure = profiles.figure(real, found, palette.LIGHT)
        assert 90 <= figure.layout.height <= 240
        sizes[actor_id] = max(trace(figure, "events").marker.size, default=0)
    assert sizes["peskov"] > sizes["russia"]


def test_an_uncertain_date_is_a_bar_and_an_approximate_one_a_hollow_dot(small, everything):
    found = profiles.profile(small, everything(small), "two-outlet")
    figure = profiles.figure(small, found, palette.LIGHT)
    first = pd.Timestamp(figure.layout.xaxis.range[0])
    events, spans = trace(figure, "events"), trace(figure, "spans")
    assert list(events.customdata) == ["E003", "E004"]
    assert list(events.marker.symbol) == ["circle", "circle-open"]
    start, end = pd.Timestamp(spans.base[0]), pd.Timestamp(2023, 1, 10)
    assert (start, end - start) == (first, pd.Timedelta(milliseconds=spans.x[0]))
    assert [pd.Timestamp(x) for x in trace(figure, "open ends").x] == [first]


def test_the_axis_is_that_of_the_whole_table_whatever_the_actor(real, everything):
    ranges = {
        profiles.figure(
            real, profiles.profile(real, everything(real), actor_id), palette.LIGHT
        ).layout.xaxis.range
        for actor_id in ("kirby", "china", "iran")
    }
    assert len(ranges) == 1
    first, last = map(pd.Timestamp, ranges.pop())
    assert (first < timeline.extent(real)[0], last > timeline.extent(real)[1]) == (True, True)


def test_lanes_are_named_with_their_numbers_even_when_empty(small, everything):
    found = profiles.profile(small, ~everything(small), "iran")
    figure = profiles.figure(small, found, palette.LIGHT)
    assert [a.text.split(" <")[0] for a in figure.layout.annotations] == ["says", "is spoken of"]
    assert [a.text.split(">")[1] for a in figure.layout.annotations] == ["0</span", "0</span"]
    assert figure.layout.height >= 90
    assert len(trace(figure, "events").x) == 0


def test_mostly_names_one_type_where_it_is_more_than_half_by_itself(real, everything):
    found = profiles.profile(real, everything(real), "iran")
    assert "mostly denials (4);" in profiles.in_words(found)[0]
