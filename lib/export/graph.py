"""The network as GEXF and GraphML: both layers in one graph, one edge for each link of an event."""

import io
import re
from functools import cache, partial
from typing import Any
from xml.etree.ElementTree import SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from lib.analysis.links import PAIR
from lib.dataset import codebook, dates
from lib.export.accounts import accounts, claimed, speakers
from lib.export.statement import Statement, publication
from lib.view.screen import Screen

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NODES = """
SELECT actor_id, name AS label, kind, side, part_of, role
FROM actors WHERE actor_id IN (
    SELECT actor_id FROM involved JOIN {seen} ON event = no WHERE level = $level
) ORDER BY no
"""
_EDGES = """
SELECT layer::VARCHAR, subject::VARCHAR, object::VARCHAR, kind, coalesce(polarity::VARCHAR, ''),
    event_id
FROM links JOIN {seen} ON event = no JOIN events USING (no)
WHERE level = $level AND subject <> object ORDER BY ALL
"""


def gexf(screen: Screen, said: Statement) -> bytes:
    """The graph as GEXF (https://gexf.net), for Gephi and Gephi Lite.

    An edge lasts from `start` to `end`, the first and last day on which the event may have
    happened; an open end is left out. The statement is the description.
    """
    graph = _graph(screen)
    nx.set_edge_attributes(graph, {edge: edge[2] for edge in graph.edges}, "id")
    writer = GEXFWriter(graph)
    meta = writer.xml.find("meta")
    meta.set("lastmodifieddate", said.made.isoformat())  # networkx writes today's date
    SubElement(meta, "description").text = _xml(said.text)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def graphml(screen: Screen, said: Statement) -> bytes:
    """The graph as GraphML (http://graphml.graphdrawing.org), for yEd, Cytoscape, igraph and R.

    `start` and `end` are plain attributes here; the statement is an attribute of the graph.
    """
    graph = _graph(screen)
    graph.graph |= {"id": "claims", "statement": _xml(said.text)}
    file = io.BytesIO()
    nx.write_graphml(graph, file)
    return file.getvalue()


def _graph(screen: Screen) -> nx.MultiDiGraph:
    """Actors at the level of the view, and each link with the words of its event."""
    tables, asked = screen.tables, {"seen": screen.seen, "level": screen.level}
    published = cache(partial(publication, screen))
    told: dict[str, dict[str, Any]] = {}
    for account in accounts(screen.seen):
        quotes = (f"“{p.exact}” ({published(p.source_id)})" for p in account.passages)
        plain = ("event_id", "title", "attribution", "date")
        told[account.event_id] = {
            **{name: getattr(account, name) for name in plain},
            "said_by": speakers(tables, account),
            "date_in_words": dates.in_words(account.date),
            "passage": " … ".join(quotes),
            "start": account.earliest,
            "end": account.latest,
        }
    graph = nx.MultiDiGraph()
    for actor in tables.store.rows(_NODES, **asked):
        values = actor._asdict()
        graph.add_node(values.pop("actor_id"), **_known(values))
    for layer, subject, object_, kind, polarity, event_id in tables.store.rows(_EDGES, **asked):
        event, by = told[event_id], told[event_id]["said_by"]
        label = claimed(kind, polarity, by) if polarity else f"{codebook.label(kind)}, by {by}"
        edge = {"label": label, "layer": layer, "kind": kind, "polarity": polarity}
        key = PAIR.join((layer, subject, object_, kind, polarity, event_id))
        graph.add_edge(subject, object_, key, **_known(edge | event))
    return graph


def _known(values: dict[str, Any]) -> dict[str, str]:
    return {name: _xml(str(value)) for name, value in values.items() if value}


def _xml(text: str) -> str:
    """The text with a replacement for each character that XML cannot contain."""
    return _NOT_XML.sub("\ufffd", text)
