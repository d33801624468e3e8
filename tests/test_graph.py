"""GEXF and GraphML, read back by networkx."""

import io
from xml.etree import ElementTree

import networkx as nx
import pytest
from conftest import stated

from lib.analysis import links
from lib.analysis.filters import Filters
from lib.export import graph

DENIALS = Filters(claim_type=("denial",))
both = pytest.mark.parametrize("name", ["gexf", "graphml"])


def read(name, tables, filters=None, level=""):
    made = getattr(graph, name)(*stated(tables, filters=filters or Filters(), level=level))
    file = io.BytesIO(made)
    return nx.read_gexf(file) if name == "gexf" else nx.read_graphml(file, force_multigraph=True)


@both
def test_networkx_reads_the_actors_and_both_layers_with_open_dates_left_out(small, name):
    found = read(name, small)
    assert found.is_directed() and found.is_multigraph()
    keys = ("layer", "kind", "polarity", "event_id", "start", "end")
    edges = [(u, v, *(d.get(k) for k in keys)) for u, v, d in found.edges(data=True)]
    assert sorted(edges, key=str) == [
        ("iran", "russia", "claimed", "supplies", "asserted", "E001", "2023-01-05", "2023-01-05"),
        ("iran", "russia", "claimed", "supplies", "denied", "E002", "2023-01-01", "2023-01-31"),
        ("iran", "russia", "claimed", "supplies", "planned", "E003", None, "2023-01-10"),
        ("iran", "us", "says", "denial", None, "E002", "2023-01-01", "2023-01-31"),
        ("kirby", "iran", "says", "accusation", None, "E001", "2023-01-05", "2023-01-05"),
        ("kirby", "russia", "says", "accusation", None, "E001", "2023-01-05", "2023-01-05"),
        ("two-outlet", "russia", "says", "media-report", None, "E003", None, "2023-01-10"),
    ]
    assert set(found) == {"us", "kirby", "iran", "russia", "two-outlet"}
    assert found.nodes["kirby"] == {
        **{"label": "John Kirby", "kind": "person", "side": "United States", "part_of": "nsc"}
    }


@both
def test_an_edge_says_who_claims_it_and_in_which_words(small, name):
    found = {d["layer"]: d for _, _, d in read(name, small, DENIALS).edges(data=True)}
    assert {layer: d["label"] for layer, d in found.items()} == {
        "claimed": "claimed: supplies (denied), by Iran",
        "says": "Denial, by Iran",
    }
    keys = ("title", "said_by", "attribution", "date", "date_in_words", "passage")
    assert [found["claimed"][k] for k in keys] == [
        *("Iran denies it", "Iran", "institution", "2023-01", "January 2023"),
        "“Iran denied it” (Daily One, 10 January 2023)",
    ]


@both
@pytest.mark.parametrize("level", links.LEVELS)
def test_every_event_behind_a_link_is_an_edge(real, whole, name, level):
    edges = read(name, real, level=level).edges(data=True)
    known = whole(real).store.rows(
        """SELECT DISTINCT layer, subject, object, kind FROM links
        WHERE level = $level AND subject <> object""",
        level=level,
    )
    assert {(d["layer"], u, v, d["kind"]) for u, v, d in edges} == {tuple(row) for row in known}


def test_gexf_says_on_which_day_it_was_made_and_that_it_has_dates(small):
    root = ElementTree.fromstring(graph.gexf(*stated(small)))
    assert root.find("{*}meta").get("lastmodifieddate") == "2026-11-20"
    assert root.find("{*}graph").get("timeformat") == "date"
