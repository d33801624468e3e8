import pytest

from lib.analysis import links
from lib.analysis.filters import Filters
from lib.charts import network
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View

NOTHING = Filters(q="no such words")


def built(tables, box=network.BOX, colours=theme.LIGHT, **view):
    return network.of_screen(
        screen(tables, View(level=view.pop("level", "speakers"), **view), colours), box
    )


def test_nodes_have_the_colour_of_their_side_and_the_shape_of_their_kind(small):
    nodes = {n["id"]: n for n in built(small)["nodes"]}
    assert nodes["iran"]["color"]["background"] == theme.LIGHT.side["Iran"]
    shapes = [nodes[a]["shape"] for a in ("iran", "kirby", "two-outlet")]
    assert shapes == ["hexagon", "dot", "star"]
    assert nodes["russia"]["size"] > nodes["kirby"]["size"]


def test_a_denied_relation_is_dashed_and_a_planned_one_dotted(small):
    edges = {e["id"]: e for e in built(small, layer="claimed")["edges"]}
    assert {i.split("~")[-1]: e["dashes"] for i, e in edges.items()} == {
        "solid": False,
        "denied": network.DASHES["denied"],
        "planned": network.DASHES["planned"],
    }
    assert edges["iran~russia~supplies~denied"]["said"] == "Iran → Russia\nSupplies (denied)"


@pytest.mark.parametrize(
    ("view", "bright", "edges"),
    [
        ({"node": "kirby"}, {"kirby", "iran", "russia"}, 2),
        ({"node": "kirby", "steps": "2"}, {"kirby", "iran", "russia", "us", "two-outlet"}, 4),
        ({"node": "kirby", "level": "states"}, {"us", "iran", "russia"}, 3),
        ({"edge": "kirby~iran"}, {"kirby", "iran"}, 1),
        ({"edge": "iran~us~denial~solid"}, {"iran", "us"}, 1),
        ({"span": "2023-01-20/2023-01-31"}, {"iran", "us"}, 1),
    ],
)
def test_what_is_not_near_what_is_picked_fades_but_stays(small, view, bright, edges):
    found = built(small, **view)
    assert {n["id"] for n in found["nodes"] if n["opacity"] == 1} == bright
    assert sum(e["bright"] for e in found["edges"]) == edges
    assert {e["color"]["opacity"] for e in found["edges"] if not e["bright"]} <= {network.FAINT}
    assert len(found["edges"]) == 4
    assert {w["id"] for w in found["words"] if w["kind"] == "name"} == bright


def test_an_edge_knows_since_when_it_may_have_been_there(small):
    found = built(small, layer="claimed")
    assert {e["id"]: e["grown"] for e in found["edges"]} == {
        "iran~russia~supplies~solid": [("2023-01-05", 1, 1.2)],
        "iran~russia~supplies~denied": [("2023-01-01", 1, 1.2)],
        "iran~russia~supplies~planned": [("2023-01-10", 1, 1.2)],
    }
    edge = next(e for e in found["edges"] if e["id"].endswith("solid"))
    assert network.as_of(found, edge) == (1, 1.2)
    assert network.as_of(found, edge, "2023-01-04") == (0, network.ABSENT)


def test_the_legend_names_only_what_is_shown_with_letters_in_print(small):
    groups = built(small, layer="claimed", colours=theme.PRINT)["legend"]
    assert {g["name"]: [i["words"] for i in g["items"]] for g in groups} == {
        "Relation": ["Supplies"],
        "Line": ["asserted or admitted", "denied", "planned or possible"],
        "Side": ["Iran", "Russia"],
        "Kind": ["State"],
    }
    assert groups[0]["items"][0]["code"] == "a"
    assert built(small, layer="claimed")["legend"][0]["items"][0]["code"] is None


def test_the_text_alternative_names_the_busiest(small):
    assert network.in_words(screen(small, View(level="states"))) == (
        "Network “Who says what about whom”: 4 actors, 4 links. "
        "Most events: Iran (2), Russia (2), Weekly Two (2)."
    )
    nothing = screen(small, View(NOTHING))
    assert network.in_words(nothing) == "Network: no actor under these filters."
    found = network.of_screen(nothing)
    assert (found["nodes"], found["edges"], found["words"]) == ([], [], [])


def test_what_a_state_says_of_its_own_is_said_not_to_be_drawn(real):
    assert built(real)["note"] == ""
    assert "within one state" in built(real, level="states")["note"]


def covering(found):
    """Pairs of words, marks and tools that cover each other in the whole picture."""
    words = [network.network_labels.Word(**w) for w in found["words"]]
    boxes = [(w.id, w.box()) for w in words if w.zoom == 1]
    for n in found["nodes"]:
        reach = n["size"] * 0.9
        boxes.append((n["id"], (n["x"] - reach, n["y"] - reach, n["x"] + reach, n["y"] + reach)))
    return [
        (a, b)
        for i, (a, one) in enumerate(boxes)
        for b, other in boxes[i + 1 :]
        if one[0] < other[2] - 1 and other[0] < one[2] - 1
        if one[1] < other[3] - 1 and other[1] < one[3] - 1
    ]


@pytest.mark.parametrize("layer", links.LAYERS)
@pytest.mark.parametrize("level", links.LEVELS)
@pytest.mark.parametrize("box", [network.BOX, (420, 260)])
def test_no_name_or_number_covers_another_or_an_actor_and_all_stay_inside(real, layer, level, box):
    found = built(real, box, layer=layer, level=level)
    marks = {n["id"] for n in found["nodes"]}
    assert [pair for pair in covering(found) if not set(pair) <= marks] == []
    named = [w for w in found["words"] if w["kind"] == "name" and w["zoom"] == 1]
    assert len(named) == len(found["nodes"]) - found["unnamed"]
    for word in found["words"]:
        left, top, right, bottom = network.network_labels.Word(**word).box(word["zoom"])
        assert -box[0] / 2 <= left < right <= box[0] / 2
        assert -box[1] / 2 <= top < bottom <= box[1] / 2
    if box == network.BOX:
        assert covering(found) == [] and found["unnamed"] == 0


def test_who_has_no_room_is_named_when_a_reader_zooms_in(real):
    found = built(real, (420, 260))
    zooms = {w["id"]: w["zoom"] for w in found["words"] if w["kind"] == "name"}
    assert found["unnamed"] > 0
    assert set(zooms.values()) > {1}
    assert set(zooms) > {i for i, zoom in zooms.items() if zoom == 1}


def test_of_many_actors_the_busiest_are_drawn_and_the_rest_is_said(many):
    on = screen(many, View(level="speakers"))
    found = network.of_screen(on)
    actors = links.actors(on.seen, "says", "speakers")
    assert {n["id"] for n in found["nodes"]} == set(list(actors)[: network.BUSIEST])
    assert len(found["edges"]) <= network.MOST_EDGES
    in_view = links.count(on.seen, "says", "speakers")
    assert found["note"].startswith(
        f"Showing {network.BUSIEST} of {len(actors):,} actors, those with most events, and "
        f"{len(found['edges'])} of {in_view:,} links"
    )
    assert found["hint"]
    assert f"(the {network.BUSIEST} with most events drawn)" in network.in_words(on)
    assert max(n["size"] for n in found["nodes"]) <= 30
    assert max(e["grown"][-1][2] for e in found["edges"]) <= 8.3


def test_of_a_large_table_all_are_drawn_where_a_filter_leaves_few_enough(many):
    chosen = Filters(storyline=(str(many.storylines.index[0]),), claim_type=("denial",))
    on = screen(many, View(chosen, level="speakers"))
    in_view = links.actors(on.seen, "says", "speakers")
    assert network.BUSIEST < len(in_view) <= network.MOST_ACTORS
    assert {n["id"] for n in network.of_screen(on)["nodes"]} == set(in_view)
    assert "drawn" not in network.in_words(on)
    assert network.of_screen(screen(many, View(NOTHING, level="speakers")))["nodes"] == []


def test_an_actor_picked_is_drawn_with_those_it_has_most_events_with(many):
    seen = many.store.select()
    actors = links.actors(seen, "says", "speakers")
    weak = [a for a, n in actors.items() if n >= 2][-1]
    assert weak not in {n["id"] for n in built(many)["nodes"]}
    found = built(many, node=weak)
    near = {weak, *links.neighbours(seen, "says", "speakers", weak)[: network.NEIGHBOURS]}
    assert {n["id"] for n in found["nodes"] if n["opacity"] == 1} == near
    assert len(found["nodes"]) == network.BUSIEST
