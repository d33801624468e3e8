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
    tables = made({"iran": {"aliases": "Tehran;Islamic Republic"}, "E004": {"responds_to": "E003"}})
    found = profiles.profile(tables, whole(tables), "iran")
    assert told(found) == {"says": ["E002"], "spoken_of": ["E001"], "answers": ["E001"]}
    assert (found.name, found.introduction, found.aliases) == (
        *("Iran", "Iran"),
        ("Tehran", "Islamic Republic"),
    )
    assert (found.claimed, found.claims_in_all) == (
        (
            "Iran supplies Russia: drones (claimed in 1 event)",
            "Iran supplies Russia: drones (denied in 1 event)",
            "Iran supplies Russia: drones (said to be planned in 1 event)",
        ),
        3,
    )
    assert (found.claim_types, found.articles) == ({"denial": 1}, 1)
    # An answer to its own people is no answer to others.
    outlet = profiles.profile(tables, whole(tables), "two-outlet")
    assert told(outlet) == {"says": ["E003", "E004"]}


def test_a_state_includes_those_who_speak_for_it(small, whole):
    found = profiles.profile(small, whole(small), "us")
    assert found.members == (("nsc", "National Security Council"), ("kirby", "John Kirby"))
    assert told(found) == {"says": ["E001"], "spoken_of": ["E002"], "answered_by": ["E002"]}
    assert found.articles == 2
    kirby = profiles.profile(small, only(small, "E002"), "kirby")
    assert kirby.belongs_to == ("National Security Council", "United States")
    assert told(kirby) == {}


def test_the_same_claim_is_one_sentence(made, whole):
    denied = {f"R00{n}": {"polarity": "denied"} for n in (1, 2, 3)}
    denied["R001"]["item"] = "tanks"
    tables = made(denied)
    assert list(profiles.profile(tables, whole(tables), "russia").claimed) == [
        "Iran supplies Russia: drones (denied in 2 events)",
        "Iran supplies Russia: tanks (denied in 1 event)",
    ]


def test_a_profile_is_said_in_words(small, whole):
    us, russia = (profiles.profile(small, whole(small), who) for who in ("us", "russia"))
    many = us._replace(claim_types={"denial": 1, "accusation": 3, "position": 2}, members=())
    heard = "others speak about it in 1."
    assert profiles.in_words(small, us) == [
        f"Speaks in 1 event told by 2 articles: accusations (1); {heard}",
        "1 event of others answers it.",
        "Includes 2 actors, listed below.",
    ]
    assert profiles.in_words(small, many)[0] == (
        "Speaks in 1 event told by 2 articles, most often accusations (3) and positions (2); "
        + heard
    )
    assert profiles.in_words(small, russia) == [
        "Speaks in no event in view; others speak about it in 2."
    ]


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
    assert trace(figure, "open ends").x == (spans.base[0],)
    assert spans.base[0] >= first
