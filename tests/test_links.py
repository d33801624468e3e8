import pytest

from lib.analysis import filters, links
from lib.analysis.filters import Filters
from lib.dataset.tables import load
from tests.conftest import SMALL, write


def rows(frame):
    return [tuple(row) for row in frame.drop(columns="edge").to_numpy()]


@pytest.mark.parametrize(("level", "who"), [("speakers", "kirby"), ("states", "us")])
def test_speakers_or_their_states_point_at_whom_they_speak_about(small, whole, level, who):
    expected = [
        ("iran", "us", "denial", "solid", 1),
        (who, "iran", "accusation", "solid", 1),
        (who, "russia", "accusation", "solid", 1),
        ("two-outlet", "russia", "media-report", "solid", 1),
    ]
    assert rows(links.edges(whole(small), "says", level)) == sorted(expected)
    assert links.count(whole(small), "says", level) == 4


def test_claimed_relations_are_merged_by_line_style_and_counted(tmp_path):
    admitted = SMALL["relationships"][0] | {
        "relationship_id": "R004",
        "event_id": "E004",
        "polarity": "admitted",
    }
    write(tmp_path, SMALL | {"relationships": [*SMALL["relationships"], admitted]})
    seen = load(tmp_path, tmp_path).store.select()
    assert rows(links.edges(seen, "claimed", "speakers")) == [
        ("iran", "russia", "supplies", "denied", 1),
        ("iran", "russia", "supplies", "planned", 1),
        ("iran", "russia", "supplies", "solid", 2),
    ]
    assert rows(links.edges(seen, "claimed", "speakers", most=1))[0][-1] == 2


def test_a_speaker_without_a_target_is_counted_too(small, whole):
    counts = {"iran": 2, "russia": 2, "two-outlet": 2, "us": 1, "kirby": 1}
    found = links.actors(whole(small), "says", "speakers")
    assert list(found.items()) == list(counts.items())


@pytest.mark.parametrize(
    ("layer", "level", "picked", "ids"),
    [
        ("says", "speakers", "kirby", ["E001"]),
        ("says", "states", "us", ["E001", "E002"]),
        ("says", "states", "kirby", ["E001", "E002"]),
        ("says", "speakers", "kirby~iran", ["E001"]),
        ("says", "states", "us~iran", ["E001"]),
        ("claimed", "speakers", "iran~russia", ["E001", "E002", "E003"]),
        ("claimed", "speakers", "iran~russia~supplies~denied", ["E002"]),
        ("says", "states", "kirby~iran~accusation~solid", ["E001"]),
        ("claimed", "speakers", "russia", ["E001", "E002", "E003"]),
        ("claimed", "speakers", "kirby", []),
    ],
)
def test_a_node_or_an_edge_leads_to_its_events(small, whole, layer, level, picked, ids):
    assert links.behind(whole(small), layer, level, picked).ids() == ids


@pytest.mark.parametrize("layer", links.LAYERS)
@pytest.mark.parametrize("level", links.LEVELS)
def test_every_count_is_that_of_the_events_behind(real, layer, level):
    seen = filters.select(real, Filters(claim_type=("accusation", "denial")))
    found = links.event_ids(seen, layer, level)
    counts = links.actors(seen, layer, level)
    grown = links.edges(seen, layer, level)
    for row in grown.itertuples():
        counts[links.edge_id(row.subject, row.object, row.kind, row.style)] = row.count
    assert {i: len(ids) for i, ids in found.items()} == counts
    for every in (1, 7):
        steps = links.growth(seen, grown["edge"].tolist(), every)
        assert [s[-1][1] for s in steps.values()] == grown["count"].tolist()


def test_edges_grow_on_the_first_day_that_an_event_may_have_happened(small, whole):
    edges = links.edges(whole(small), "claimed", "speakers")
    grown = links.growth(whole(small), edges["edge"].tolist())
    assert list(grown.values()) == [[("2023-01-01", 1)], [("2023-01-10", 1)], [("2023-01-05", 1)]]
    weeks = links.growth(whole(small), edges["edge"].tolist(), every=7)
    assert list(weeks.values()) == [[("2023-01-01", 1)], [("2023-01-15", 1)], [("2023-01-08", 1)]]
