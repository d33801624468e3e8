import itertools
from dataclasses import replace

import pandas as pd
import pytest

from lib.analysis import chronology, profiles
from lib.charts import profile as chart
from lib.view.theme import DARK, LIGHT
from tests.conftest import only

BUSY = ("us", "iran", "russia", "ukraine", "kirby", "peskov", "china")


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
            "It is asserted that Iran supplies Russia: drones (1 event)",
            "It is denied that Iran supplies Russia: drones (1 event)",
            "It is said to be planned that Iran supplies Russia: drones (1 event)",
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


def test_a_person_leads_up_to_body_and_state(small, whole):
    found = profiles.profile(small, whole(small), "kirby")
    assert found.belongs_to == ("National Security Council", "United States")
    assert found.introduction == "John Kirby (National Security Council; United States)"


def test_what_is_not_in_view_is_not_told(small):
    found = profiles.profile(small, only(small, "E002", "E003"), "iran")
    assert told(found) == {"says": ["E002"]}
    assert found.claimed == (
        "It is denied that Iran supplies Russia: drones (1 event)",
        "It is said to be planned that Iran supplies Russia: drones (1 event)",
    )


def test_an_answer_to_its_own_people_is_no_answer_to_others(made, whole):
    tables = made({"E004": {"responds_to": "E003"}})
    found = profiles.profile(tables, whole(tables), "two-outlet")
    assert told(found) == {"says": ["E003", "E004"]}


@pytest.mark.parametrize(
    ("changes", "claimed"),
    [
        ({}, ["It is denied that Iran supplies Russia: drones (3 events)"]),
        (
            {"R001": {"item": ""}, "R002": {"item": ""}, "R003": {"item": ""}},
            ["It is denied that Iran supplies Russia (3 events)"],
        ),
        (
            {"R001": {"item": "drones;tanks"}, "R003": {"item": ""}},
            ["It is denied that Iran supplies Russia (3 events): drones (2), tanks (1)"],
        ),
        (
            {"R001": {"item": "a;b;c;d;e"}, "R002": {"item": "f"}},
            [
                "It is denied that Iran supplies Russia (3 events): a (1), b (1), c (1), d (1) "
                "and 3 more"
            ],
        ),
        (
            {"R002": {"polarity": "not_seen"}},
            [
                "It is denied that Iran supplies Russia: drones (2 events)",
                "No sign is seen that Iran supplies Russia: drones (1 event)",
            ],
        ),
        (
            {"R002": {"event_id": "E001", "item": "tanks"}, "R003": {"polarity": "planned"}},
            [
                "It is denied that Iran supplies Russia: drones, tanks (1 event)",
                "It is said to be planned that Iran supplies Russia: drones (1 event)",
            ],
        ),
    ],
)
def test_the_same_claim_is_one_sentence(made, whole, changes, claimed):
    denied = {f"R00{n}": {"polarity": "denied"} for n in (1, 2, 3)}
    tables = made({r: cells | changes.get(r, {}) for r, cells in denied.items()})
    assert list(profiles.profile(tables, whole(tables), "russia").claimed) == claimed


def test_only_so_many_claims_are_written(small, whole, monkeypatch):
    monkeypatch.setattr(profiles, "MOST_CLAIMS", 1)
    found = profiles.profile(small, whole(small), "iran")
    assert (len(found.claimed), found.claims_in_all) == (1, 3)


def test_an_unknown_actor_is_an_error(small, whole):
    with pytest.raises(KeyError):
        profiles.profile(small, whole(small), "nobody")


def test_every_actor_of_the_real_table_has_a_profile(real, whole):
    for actor_id in real.actors.index:
        found = profiles.profile(real, whole(real), actor_id)
        assert sum(found.claim_types.values()) == len(found.says)
        assert not {*found.answers.ids(), *found.answered_by.ids()} & set(found.says.ids())
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
def test_a_profile_is_said_in_words(small, whole, actor_id, said):
    assert profiles.in_words(profiles.profile(small, whole(small), actor_id)) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"denial": 1, "accusation": 3}, ": accusations (3) and denials (1)"),
        ({"denial": 4, "accusation": 2, "position": 1}, ", mostly denials (4)"),
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
def test_mostly_is_said_only_of_more_than_half(small, whole, counts, said):
    found = replace(profiles.profile(small, whole(small), "iran"), claim_types=counts)
    assert profiles.in_words(found)[0] == (
        f"Speaks in 1 event told by 1 article{said}; is spoken of in 1."
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_figure_has_each_event_once_in_its_lane_in_the_colour_of_its_type(real, whole, theme):
    found = profiles.profile(real, whole(real), "russia")
    dots = trace(chart.figure(real, found, theme), "events")
    lanes = list(zip(dots.y, dots.customdata, strict=True))
    middle = len(found.says)
    assert sorted(e for _, e in lanes[:middle]) == found.says.ids()
    assert sorted(e for _, e in lanes[middle:]) == found.spoken_of.ids()
    assert max(y for y, _ in lanes[:middle]) < min(y for y, _ in lanes[middle:])
    types = dict(real.store.rows("SELECT event_id, claim_type FROM events"))
    assert list(dots.marker.color) == [theme.claim_type[types[e]] for e in dots.customdata]


@pytest.mark.parametrize("width", [330, 700])
def test_no_mark_hides_another_and_the_figure_stays_small(real, whole, width):
    sizes = {}
    for actor_id in BUSY:
        figure = chart.figure(real, profiles.profile(real, whole(real), actor_id), LIGHT, width)
        dots, layout = trace(figure, "events"), figure.layout
        first, last = map(pd.Timestamp, layout.xaxis.range)
        pixel = (last - first) / (width - layout.margin.l - layout.margin.r)
        down = (layout.height - layout.margin.t - layout.margin.b) / layout.yaxis.range[0]
        marks = [
            ((pd.Timestamp(x) - first) / pixel, y * down)
            for x, y in zip(dots.x, dots.y, strict=True)
        ]
        size = sizes[actor_id] = max(dots.marker.size, default=0)
        for (x, y), (other_x, other_y) in itertools.combinations(marks, 2):
            assert abs(x - other_x) >= size or abs(y - other_y) >= size
        assert 90 <= layout.height <= 240
    assert sizes["peskov"] > sizes["russia"]


def test_an_uncertain_date_is_a_bar_and_an_approximate_one_a_hollow_dot(small, whole):
    found = profiles.profile(small, whole(small), "two-outlet")
    figure = chart.figure(small, found, LIGHT)
    dots, spans = trace(figure, "events"), trace(figure, "spans")
    assert dict(zip(dots.customdata, dots.marker.symbol, strict=True)) == {
        "E003": "circle",
        "E004": "circle-open",
    }
    first = pd.Timestamp(figure.layout.xaxis.range[0])
    assert first < chronology.extent(small)[0]
    assert pd.Timestamp(spans.base[0]) == first
    assert first + pd.Timedelta(milliseconds=spans.x[0]) == pd.Timestamp(2023, 1, 10)
    assert [pd.Timestamp(x) for x in trace(figure, "open ends").x] == [first]


def test_lanes_are_named_with_their_numbers_even_when_empty(small):
    figure = chart.figure(small, profiles.profile(small, only(small), "iran"), LIGHT)
    assert [a.text for a in figure.layout.annotations] == [
        f"{lane} <span style='color:{LIGHT.quiet}'>0</span>" for lane in ("says", "is spoken of")
    ]
    assert figure.layout.height == 106
    assert len(trace(figure, "events").x) == 0
