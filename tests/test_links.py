from itertools import product

import pytest

from lib.analysis import filters, links
from lib.analysis.filters import Filters
from lib.dataset.tables import load
from tests.conftest import SMALL, write


def rows(frame):
    return [tuple(row) for row in frame.to_numpy()]


@pytest.mark.parametrize(("level", "who"), [("speakers", "kirby."), ("states", "us.")])
def test_each_event_is_one_arrow_and_those_named_together_are_one_end(small, whole, level, who):
    assert rows(links.counted(whole(small), "says", level)) == sorted(
        [
            ("iran.", "us.", "denial", "solid", 1),
            (who, "iran.russia", "accusation", "solid", 1),
            ("two-outlet.", "", "assessment", "solid", 1),
            ("two-outlet.", "russia.", "media-report", "solid", 1),
        ]
    )


def test_claimed_relations_are_merged_by_line_style_and_counted(tmp_path):
    admitted = SMALL["relationships"][0] | {
        "relationship_id": "R004",
        "event_id": "E004",
        "polarity": "admitted",
    }
    write(tmp_path, SMALL | {"relationships": [*SMALL["relationships"], admitted]})
    seen = load(tmp_path, tmp_path).store.select()
    assert rows(links.counted(seen, "claimed", "speakers")) == [
        ("iran.", "russia.", "supplies", "denied", 1),
        ("iran.", "russia.", "supplies", "planned", 1),
        ("iran.", "russia.", "supplies", "solid", 2),
    ]


@pytest.mark.parametrize("level", links.LEVELS)
def test_who_is_seldom_named_is_drawn_in_a_group_until_it_is_opened(real, level):
    seen = real.store.select()
    nodes = {n for n, *_ in rows(links.counted(seen, "says", level))}
    groups = tuple(n for n in nodes if links.GROUP in n)
    assert groups
    inside = links.folded(real.store, level, groups, 50)
    assert set(inside.values()) == set(groups)
    opened = links.counted(seen, "says", level, tuple(inside))
    drawn = {*opened["source"], *opened["target"]}
    assert drawn & set(inside) and not drawn & set(groups)
    assert opened["count"].sum() == links.counted(seen, "says", level)["count"].sum()
    for group, parties in links.in_groups(seen, "says", level).items():
        assert {inside[i] for i in parties if i in inside} <= {group}


@pytest.mark.parametrize(
    ("layer", "level", "picked", "ids"),
    [
        ("says", "speakers", "kirby", ["E001"]),
        ("says", "states", "us", ["E001", "E002"]),
        ("says", "states", "us~iran", ["E001"]),
        ("claimed", "speakers", "iran~russia~supplies~denied", ["E002"]),
        ("claimed", "speakers", "russia", ["E001", "E002", "E003"]),
        # An actor stands for all in which it is named, a node for what is drawn there.
        ("says", "speakers", "russia", ["E001", "E003"]),
        ("says", "speakers", "russia.", ["E003"]),
        ("says", "speakers", "iran.russia", ["E001"]),
        ("says", "speakers", "kirby.~iran.russia", ["E001"]),
        ("says", "speakers", "kirby.~iran.", []),
        ("says", "speakers", "two-outlet.~", ["E004"]),
    ],
)
def test_a_node_or_an_edge_leads_to_its_events(small, whole, layer, level, picked, ids):
    assert links.behind(whole(small), layer, level, picked).ids() == ids


@pytest.mark.parametrize(("layer", "level"), [*product(links.LAYERS, links.LEVELS)])
def test_every_count_is_that_of_the_events_behind(real, layer, level):
    seen = filters.select(real, Filters(claim_type=("accusation", "denial")))
    counted = links.counted(seen, layer, level)
    for row in counted.itertuples():
        edge = links.PAIR.join((row.source, row.target, row.kind, row.style))
        assert len(links.behind(seen, layer, level, edge)) == row.count
    by = ["source", "target", "kind", "style"]
    grown = links.counted(seen, layer, level, every=7).groupby(by)["count"].sum()
    assert grown.to_dict() == counted.set_index(by)["count"].to_dict()


def test_an_event_counts_from_the_first_day_on_which_it_may_have_happened(small, whole):
    grown = links.counted(whole(small), "claimed", "speakers", every=1)
    assert {(r.style, r.day) for r in grown.itertuples()} == {
        ("solid", "2023-01-05"),
        ("denied", "2023-01-01"),
        ("planned", "2023-01-10"),
    }


def test_a_node_is_named_after_those_it_stands_for(real):
    names = {
        **{"iran.": "Iran", "iran.russia": "Iran and Russia", "*media": "News outlets"},
        **{"*": "Other actors", "": "Nobody named", "*Russia": "Russia: other actors"},
        **{"iran.*": "Iran with others", "=Iran+Russia": "Iran and Russia"},
    }
    assert {node: links.named(real, node) for node in names} == names
