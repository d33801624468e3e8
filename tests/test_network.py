import pandas as pd
import pytest

from lib.analysis import filters
from lib.analysis.filters import Filters
from lib.analysis.links import LAYERS, LEVELS
from lib.charts import network
from lib.view import theme


def rows(frame):
    return [tuple(row) for row in frame.to_numpy()]


def test_speakers_point_at_whom_they_speak_about(small, everything):
    assert rows(network.edges(small, everything(small), "says", "speakers")) == [
        ("iran", "us", "denial", "solid", 1),
        ("kirby", "iran", "accusation", "solid", 1),
        ("kirby", "russia", "accusation", "solid", 1),
        ("two-outlet", "russia", "media-report", "solid", 1),
    ]


def test_at_the_level_of_states_a_person_speaks_as_the_state(small, everything):
    edges = network.edges(small, everything(small), "says", "states")
    assert ("us", "iran", "accusation", "solid", 1) in rows(edges)
    assert "kirby" not in set(edges["subject"])


def test_claimed_relations_are_merged_by_line_style_and_counted(small, everything):
    extra = small.relationships.loc["R001"].copy()
    extra["event_id"], extra["polarity"] = "E004", "admitted"
    small.relationships.loc["R004"] = extra
    assert rows(network.edges(small, everything(small), "claimed", "speakers")) == [
        ("iran", "russia", "supplies", "denied", 1),
        ("iran", "russia", "supplies", "planned", 1),
        ("iran", "russia", "supplies", "solid", 2),
    ]


def test_a_speaker_without_a_target_is_drawn_alone(small, everything):
    counts = network.taking_part(small, everything(small), "says", "speakers")
    assert counts.to_dict() == {"iran": 2, "kirby": 1, "russia": 2, "two-outlet": 2, "us": 1}


@pytest.mark.parametrize(
    ("layer", "level", "picked", "ids"),
    [
        ("says", "speakers", "kirby", ["E001"]),
        ("says", "states", "us", ["E001", "E002"]),
        ("says", "speakers", "kirby~iran", ["E001"]),
        ("says", "states", "us~iran", ["E001"]),
        ("says", "speakers", "iran~kirby", []),
        ("claimed", "speakers", "iran~russia", ["E001", "E002", "E003"]),
        ("claimed", "speakers", "iran~russia~supplies~denied", ["E002"]),
        ("says", "states", "kirby~iran~accusation~solid", ["E001"]),
        ("says", "states", "kirby~iran~denial~solid", []),
        ("claimed", "speakers", "russia", ["E001", "E002", "E003"]),
        ("claimed", "speakers", "kirby", []),
    ],
)
def test_a_node_or_an_edge_leads_to_its_events(small, everything, layer, level, picked, ids):
    assert network.event_ids(small, everything(small), layer, level, picked) == ids


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("level", LEVELS)
def test_every_edge_counts_the_events_behind_it(real, everything, layer, level):
    keep = everything(real)
    edges = network.edges(real, keep, layer, level)
    for pair, of_pair in edges.groupby(["subject", "object"]):
        ids = network.event_ids(real, keep, layer, level, "~".join(pair))
        assert of_pair["count"].max() <= len(ids) <= of_pair["count"].sum()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("box", [network.BOX, (530, 510)])
def test_actors_keep_their_places_whatever_is_filtered(real, everything, level, box):
    places = network.places(real, level, box)
    assert places == network.places(real, level, box)
    some = filters.match(real, Filters(actor=("peskov",)))
    for layer in LAYERS:
        whole = network.build(real, everything(real), layer, level, places, theme.LIGHT)
        part = network.build(real, some, layer, level, places, theme.LIGHT)
        at = {n["id"]: (n["x"], n["y"]) for n in whole["nodes"]}
        assert all(at[n["id"]] == (n["x"], n["y"]) for n in part["nodes"])


@pytest.mark.parametrize(("level", "box"), [("speakers", network.BOX), ("states", (530, 510))])
def test_no_label_covers_another_actor(real, everything, level, box):
    places = network.places(real, level, box)
    counts = network.taking_part(real, everything(real), "says", level)
    boxes = []
    for actor_id, events in counts.items():
        (x, y), (half, above, below) = (
            places.xy[actor_id],
            network.footprint(real.name(actor_id), int(events), box),
        )
        boxes.append((actor_id, x - half, x + half, y - above, y + below))
    overlapping = [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[1] + 2 < b[2] and b[1] + 2 < a[2] and a[3] + 2 < b[4] and b[3] + 2 < a[4]
    ]
    assert overlapping == []


def test_what_a_state_says_of_its_own_is_said_not_to_be_drawn(real, everything):
    shown = {
        level: network.build(
            real, everything(real), "says", level, network.places(real, level), theme.LIGHT
        )
        for level in LEVELS
    }
    assert shown["speakers"]["note"] == ""
    within = {
        event_id
        for event_id in real.events.index
        for a in real.events.at[event_id, "actors"].split(";")
        for b in real.events.at[event_id, "targets"].split(";")
        if b and network.states(real)[a] == network.states(real)[b]
    }
    assert len(within) > 1
    assert f"what {len(within)} events say within one state" in shown["states"]["note"]


def built(tables, keep, layer="says", picked=""):
    places = network.places(tables, "speakers")
    return network.build(tables, keep, layer, "speakers", places, theme.LIGHT, picked)


def test_nodes_have_the_colour_of_their_side_and_the_shape_of_their_kind(small, everything):
    nodes = {n["id"]: n for n in built(small, everything(small))["nodes"]}
    assert nodes["iran"]["color"]["background"] == theme.LIGHT.side["Iran"]
    assert [nodes[a]["shape"] for a in ("iran", "kirby", "two-outlet")] == [
        "hexagon",
        "dot",
        "star",
    ]
    assert nodes["russia"]["size"] > nodes["kirby"]["size"]


def test_a_denied_relation_is_dashed_and_a_planned_one_dotted(small, everything):
    edges = {e["id"]: e for e in built(small, everything(small), "claimed")["edges"]}
    assert edges["iran~russia~supplies~solid"]["dashes"] is False
    assert edges["iran~russia~supplies~denied"]["dashes"] == network.DASHES["denied"]
    assert edges["iran~russia~supplies~planned"]["dashes"] == network.DASHES["planned"]
    assert edges["iran~russia~supplies~denied"]["said"] == "Iran → Russia\nSupplies (denied)"


def test_what_does_not_touch_the_picked_actor_fades_but_stays(small, everything):
    found = built(small, everything(small), picked="kirby")
    opacity = {n["id"]: n["opacity"] for n in found["nodes"]}
    assert opacity == {"iran": 1, "kirby": 1, "russia": 1, "two-outlet": 0.18, "us": 0.18}
    assert len(found["edges"]) == 4


def test_two_steps_reach_further_than_one(small, everything):
    places = network.places(small, "speakers")
    lit = {}
    for steps in (1, 2):
        found = network.build(
            small, everything(small), "says", "speakers", places, theme.LIGHT, "kirby", steps
        )
        lit[steps] = {n["id"] for n in found["nodes"] if n["opacity"] == 1}
    assert lit == {
        1: {"kirby", "iran", "russia"},
        2: {"kirby", "iran", "russia", "us", "two-outlet"},
    }


def test_at_the_level_of_states_a_person_picked_stands_for_the_state(small, everything):
    places = network.places(small, "states")
    found = network.build(small, everything(small), "says", "states", places, theme.LIGHT, "kirby")
    assert {n["id"] for n in found["nodes"] if n["opacity"] == 1} == {"us", "iran", "russia"}
    ids = network.event_ids(small, everything(small), "says", "states", "kirby")
    assert ids == ["E001", "E002"]


def test_what_no_lit_event_stands_behind_fades(small, everything):
    lit = small.events["event_id"] == "E002"
    places = network.places(small, "speakers")
    found = network.build(
        small, everything(small), "says", "speakers", places, theme.LIGHT, lit=lit
    )
    assert {n["id"] for n in found["nodes"] if n["opacity"] == 1} == {"iran", "us"}
    bright = [e["id"] for e in found["edges"] if e["color"]["opacity"] == 0.8]
    assert bright == ["iran~us~denial~solid"]


def test_an_edge_knows_since_when_it_may_have_been_there(small, everything):
    days = {e["id"]: e["days"] for e in built(small, everything(small), "claimed")["edges"]}
    assert days == {
        "iran~russia~supplies~solid": ["2023-01-05"],
        "iran~russia~supplies~denied": ["2023-01-01"],
        "iran~russia~supplies~planned": ["2023-01-10"],
    }


def test_the_legend_names_only_what_is_shown(small, everything):
    groups = {
        g["name"]: [i["words"] for i in g["items"]]
        for g in network.legend(small, everything(small), "claimed", "speakers", theme.LIGHT)
    }
    assert groups == {
        "Relation": ["Supplies"],
        "Line": ["asserted or admitted", "denied", "planned or possible"],
        "Side": ["Iran", "Russia"],
        "Kind": ["State"],
    }


def test_the_text_alternative_names_the_busiest(small, everything):
    assert network.in_words(small, everything(small), "says", "states") == (
        "Network “Who says what about whom”: 4 actors, 4 links. "
        "Most events: Iran (2), Russia (2), Weekly Two (2)."
    )
    assert network.in_words(small, ~everything(small), "claimed", "states") == (
        "Network: no actor under these filters."
    )


def test_an_empty_view_draws_nothing(real, everything):
    found = built(real, ~everything(real))
    assert (found["nodes"], found["edges"]) == ([], [])


def drawn(tables, keep, layer="says", level="speakers", picked="", weeks=True):
    places = network.places(tables, level)
    return network.build(tables, keep, layer, level, places, theme.LIGHT, picked, 1, None, weeks)


def test_of_many_actors_the_strongest_are_drawn_and_the_rest_is_said(many, everything):
    keep = everything(many)
    found = drawn(many, keep)
    counts = network.taking_part(many, keep, "says", "speakers")
    nodes = {n["id"] for n in found["nodes"]}
    weakest = counts[list(nodes)].min()
    assert len(nodes) == network.MOST_ACTORS
    assert counts.drop(list(nodes)).max() <= weakest
    edges = network.edges(many, keep, "says", "speakers")
    assert found["note"].startswith(
        f"Showing 150 of {len(counts):,} actors, those with most events, and "
        f"{len(found['edges'])} of {len(edges):,} links"
    )


@pytest.mark.parametrize(
    ("level", "box"),
    [("speakers", network.BOX), ("states", network.BOX), ("states", (530, 510))],
)
def test_of_many_actors_the_busiest_are_named(many, everything, level, box):
    keep = everything(many)
    found = network.build(many, keep, "says", level, network.places(many, level, box), theme.LIGHT)
    named = {n["id"] for n in found["nodes"] if n["label"].strip()}
    busiest = network.taking_part(many, keep, "says", level).nlargest(12).index
    assert set(busiest) <= named
    assert len(named) < len(found["nodes"])


def test_of_many_links_each_actor_has_its_strongest(many, everything):
    keep = everything(many)
    found = drawn(many, keep, weeks=False)
    assert len(found["edges"]) <= network.MOST_EDGES
    nodes = {n["id"] for n in found["nodes"]}
    edges = network.edges(many, keep, "says", "speakers")
    edges = edges[edges["subject"].isin(nodes) & edges["object"].isin(nodes)]
    totals = {e["id"].rpartition("~")[0].rpartition("~")[0]: e["total"] for e in found["edges"]}
    best = edges.groupby(["subject", "object"])["count"].max()
    assert totals == {pair: best[tuple(pair.split("~"))] for pair in totals}
    for actor_id in nodes & ({*edges["subject"]} | {*edges["object"]}):
        own = edges[(edges["subject"] == actor_id) | (edges["object"] == actor_id)]
        drawn_here = [n for pair, n in totals.items() if actor_id in pair.split("~")]
        assert max(drawn_here) == own["count"].max()


def test_an_actor_picked_is_drawn_with_those_it_has_most_to_do_with(many, everything):
    keep = everything(many)
    counts = network.taking_part(many, keep, "says", "speakers")
    weak = counts[counts >= 2].sort_values(kind="stable").index[0]
    assert weak not in {n["id"] for n in drawn(many, keep)["nodes"]}
    found = drawn(many, keep, picked=weak)
    nodes = {n["id"] for n in found["nodes"]}
    edges = network.edges(many, keep, "says", "speakers")
    near = {*edges.loc[edges["subject"] == weak, "object"]}
    near |= {*edges.loc[edges["object"] == weak, "subject"]}
    assert near | {weak} <= nodes
    assert len(nodes) == network.MOST_ACTORS
    assert {n["id"] for n in found["nodes"] if n["opacity"] == 1} == near | {weak}


def test_of_many_actors_those_with_a_place_keep_it_and_no_two_share_one(many, everything):
    places = network.places(many, "speakers")
    some = filters.match(many, Filters(claim_type=("denial",)))
    for keep in (everything(many), some):
        at = {n["id"]: (n["x"], n["y"]) for n in drawn(many, keep)["nodes"]}
        assert len(set(at.values())) == len(at)
        assert all(at[i] == places.xy[i] for i in at if i in places.xy)
        assert set(at.values()) <= set(places.xy.values())


def test_what_each_week_adds_sums_to_what_a_link_stands_for(many, everything):
    keep = everything(many)
    grown, summed = (drawn(many, keep, weeks=weeks)["edges"] for weeks in (True, False))
    assert {e["id"]: sum(e["growth"]) for e in grown} == {e["id"]: e["total"] for e in summed}


def test_links_grow_by_the_week_as_by_the_day(many, everything, monkeypatch):
    keep = everything(many)
    by_week = drawn(many, keep)
    monkeypatch.setattr(network, "MOST_ACTORS", len(many.actors))
    anywhere = network.Places(dict.fromkeys(many.actors.index, (0, 0)))
    built = network.build(many, keep, "says", "speakers", anywhere, theme.LIGHT)
    by_day = {e["id"]: e["days"] for e in built["edges"]}
    start = pd.Timestamp(by_week["start"])
    for edge in by_week["edges"][:40]:
        for week in (0, 50, 200):
            until = (start + pd.Timedelta(weeks=week)).date().isoformat()
            expected = sum(day <= until for day in by_day[edge["id"]])
            assert network.so_far(edge, until, by_week["start"]) == expected


def test_a_list_of_links_has_the_strongest_first(many, everything):
    edges = network.edges(many, everything(many), "claimed", "states")
    found = network.strongest(many, everything(many), "claimed", "states", 20)
    assert found["count"].tolist() == sorted(edges["count"], reverse=True)[:20]


def test_behind_a_link_are_the_events_it_counts(many, everything):
    keep = everything(many)
    for row in network.strongest(many, keep, "says", "states", 10).itertuples():
        picked = "~".join((row.subject, row.object, row.kind, row.style))
        assert len(network.behind(many, keep, "says", "states", picked)) == row[5]
