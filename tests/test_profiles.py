from dataclasses import replace

import pytest

from lib.analysis import profiles
from lib.charts import profile as chart
from lib.view.theme import LIGHT
from tests.conftest import only


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def told(profile):
    """The events of a profile by the list they stand in."""
    lists = ("says", "spoken_of", "answers", "answered_by")
    return {name: ids for name in lists if (ids := getattr(profile, name).ids())}


def test_a_profile_has_everything_there_is_to_read_about_an_actor(made, whole):
    tables = made({"iran": {"aliases": "Tehran;Islamic Republic"}})
    found = profiles.profile(tables, whole(tables), "iran")
    assert told(found) == {"says": ["E002"], "spoken_of": ["E001"], "answers": ["E001"]}
    lists = dict.fromkeys(("says", "spoken_of", "answers", "answered_by"))
    assert replace(found, **lists) == profiles.Profile(
        name="Iran",
        introduction="Iran",
        aliases=("Tehran", "Islamic Republic"),
        belongs_to=(),
        members=(),
        claimed=(
            "Iran supplies Russia: drones (claimed in 1 event)",
            "Iran supplies Russia: drones (denied in 1 event)",
            "Iran supplies Russia: drones (said to be planned in 1 event)",
        ),
        claims_in_all=3,
        claim_types={"denial": 1},
        articles=1,
        **lists,
    )


def test_a_state_includes_those_who_speak_for_it(small, whole):
    found = profiles.profile(small, whole(small), "us")
    assert found.members == (("nsc", "National Security Council"), ("kirby", "John Kirby"))
    assert told(found) == {"says": ["E001"], "spoken_of": ["E002"], "answered_by": ["E002"]}
    assert found.articles == 2
    kirby = profiles.profile(small, only(small, "E002"), "kirby")
    assert kirby.belongs_to == ("National Security Council", "United States")
    assert told(kirby) == {}


def test_an_answer_to_its_own_people_is_no_answer_to_others(made, whole):
    tables = made({"E004": {"responds_to": "E003"}})
    found = profiles.profile(tables, whole(tables), "two-outlet")
    assert told(found) == {"says": ["E003", "E004"]}


@pytest.mark.parametrize(
    ("changes", "claimed"),
    [
        (
            {"R001": {"item": "tanks"}},
            [
                "Iran supplies Russia: drones (denied in 2 events)",
                "Iran supplies Russia: tanks (denied in 1 event)",
            ],
        ),
        (
            {"R001": {"item": ""}, "R002": {"item": ""}, "R003": {"polarity": "planned"}},
            [
                "Iran supplies Russia (denied in 2 events)",
                "Iran supplies Russia: drones (said to be planned in 1 event)",
            ],
        ),
    ],
)
def test_the_same_claim_is_one_sentence(made, whole, changes, claimed):
    denied = {f"R00{n}": {"polarity": "denied"} for n in (1, 2, 3)}
    tables = made({r: cells | changes.get(r, {}) for r, cells in denied.items()})
    assert list(profiles.profile(tables, whole(tables), "russia").claimed) == claimed


@pytest.mark.parametrize(
    ("actor_id", "said"),
    [
        (
            "us",
            [
                "Speaks in 1 event told by 2 articles: accusations (1); "
                "others speak about it in 1.",
                "1 event of others answers it.",
                "Includes 2 actors, listed below.",
            ],
        ),
        (
            "russia",
            [
                "Speaks in no event in view; others speak about it in 2.",
            ],
        ),
    ],
)
def test_a_profile_is_said_in_words(small, whole, actor_id, said):
    assert profiles.in_words(small, profiles.profile(small, whole(small), actor_id)) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"denial": 1, "accusation": 3}, ": accusations (3) and denials (1)"),
        (
            {"denial": 1, "accusation": 3, "position": 2},
            ", most often accusations (3) and positions (2)",
        ),
    ],
)
def test_the_two_claim_types_with_most_events_are_named(small, whole, counts, said):
    found = replace(profiles.profile(small, whole(small), "iran"), claim_types=counts)
    assert profiles.in_words(small, found)[0] == (
        f"Speaks in 1 event told by 1 article{said}; others speak about it in 1."
    )


def test_the_figure_has_each_event_once_in_its_lane_in_the_colour_of_its_type(real, whole):
    found = profiles.profile(real, whole(real), "russia")
    dots = trace(chart.figure(real, found, LIGHT), "events")
    lanes = list(zip(dots.y, dots.customdata, strict=True))
    middle = len(found.says)
    assert sorted(e for _, e in lanes[:middle]) == found.says.ids()
    assert sorted(e for _, e in lanes[middle:]) == found.spoken_of.ids()
    assert max(y for y, _ in lanes[:middle]) < min(y for y, _ in lanes[middle:])
    types = dict(real.store.rows("SELECT event_id, claim_type FROM events"))
    for colour, line, event_id in zip(
        dots.marker.color, dots.marker.line.color, dots.customdata, strict=True
    ):
        assert LIGHT.claim_type[types[event_id]] in (colour, line)


def test_the_figure_names_its_lanes_and_marks_uncertain_dates(small, whole):
    empty = chart.figure(small, profiles.profile(small, only(small), "iran"), LIGHT)
    assert [a.text for a in empty.layout.annotations] == [
        f"{lane} <span style='color:{LIGHT.quiet}'>0</span>"
        for lane in ("speaks", "others about it")
    ]
    figure = chart.figure(small, profiles.profile(small, whole(small), "two-outlet"), LIGHT)
    dots, first = trace(figure, "events"), figure.layout.xaxis.range[0]
    spans = trace(figure, "spans")
    assert len(dots.x) == len(spans.x) == 2
    assert [trace(figure, "spans").base[0], *trace(figure, "open ends").x] == [first, first]
