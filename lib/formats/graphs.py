"""The network as GEXF and GraphML: both layers in one graph, an edge for each statement."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pandas as pd

from lib import dates, network, package
from lib.address import LAYERS, PAIR
from lib.briefing import Statement
from lib.formats import claimed
from lib.screen import Screen

NODE = ("kind", "side", "part_of", "role")
EDGE = (
    *("layer", "kind", "polarity", "event_id", "title", "said_by", "attribution"),
    *("date", "date_in_words", "passage"),
)

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def gexf(screen: Screen, said: Statement) -> bytes:
    """The network in view as GEXF 1.3 (https://gexf.net), for Gephi and Gephi Lite.

    Actors at the level of the view, speakers or states. Each edge is one statement of one event,
    parallel edges are not merged: `layer` tells who says what about whom (`says`) from what is
    claimed to hold (`claimed`), and there `polarity` how it is put. `start` and `end` are the first
    and last day that the event may have happened, both included, left out where the end is open.
    The statement is the description.
    """
    root = ElementTree.Element("gexf", {"xmlns": "http://gexf.net/1.3", "version": "1.3"})
    meta = ElementTree.SubElement(root, "meta", {"lastmodifieddate": said.made.isoformat()})
    ElementTree.SubElement(meta, "description").text = _xml(claimed.statement(said))
    how = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"}
    graph = ElementTree.SubElement(root, "graph", {"defaultedgetype": "directed", **how})
    for kind, names in (("node", NODE), ("edge", EDGE)):
        declared = ElementTree.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
        for name in names:
            attribute = {"id": name, "title": name, "type": "string"}
            ElementTree.SubElement(declared, "attribute", attribute)
    nodes = ElementTree.SubElement(graph, "nodes")
    for node in _nodes(screen):
        element = ElementTree.SubElement(nodes, "node", _attributes(node, "id", "label"))
        _values(element, node, NODE)
    edges = ElementTree.SubElement(graph, "edges")
    for edge in _edges(screen):
        attributes = _attributes(edge, "id", "source", "target", "label", "start", "end")
        element = ElementTree.SubElement(edges, "edge", attributes)
        _values(element, edge, EDGE)
    return _written(root)


def graphml(screen: Screen, said: Statement) -> bytes:
    """The network in view as GraphML (http://graphml.graphdrawing.org), for yEd, Gephi, igraph, R.

    The same nodes and edges as `gexf`; GraphML knows no time, so `start` and `end` are plain
    attributes, left out where the end is open. The graph's `statement` is the statement.
    """
    root = ElementTree.Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    of_node, of_edge = ("label", *NODE), ("label", *EDGE, "start", "end")
    for kind, names in (("graph", ("statement",)), ("node", of_node), ("edge", of_edge)):
        for name in names:
            key = {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": "string"}
            ElementTree.SubElement(root, "key", key)
    graph = ElementTree.SubElement(root, "graph", {"id": "claims", "edgedefault": "directed"})
    _data(graph, "graph", {"statement": claimed.statement(said)}, ("statement",))
    for node in _nodes(screen):
        element = ElementTree.SubElement(graph, "node", _attributes(node, "id"))
        _data(element, "node", node, of_node)
    for edge in _edges(screen):
        element = ElementTree.SubElement(graph, "edge", _attributes(edge, "id", "source", "target"))
        _data(element, "edge", edge, of_edge)
    return _written(root)


def _nodes(screen: Screen) -> list[dict[str, str]]:
    tables = screen.tables
    drawn = [
        network.taking_part(tables, screen.keep, layer, screen.level).index for layer in LAYERS
    ]
    actors = tables.actors[tables.actors["actor_id"].isin(drawn[0].union(drawn[1]))]
    shown = actors.rename(columns={"actor_id": "id", "name": "label"})[["id", "label", *NODE]]
    return _rows(shown)


def _edges(screen: Screen) -> list[dict[str, str]]:
    """The links of both layers, each with its event's words; `start` and `end` empty where open."""
    tables, events = screen.tables, screen.tables.events
    found = pd.concat(
        [
            network.links(tables, screen.keep, layer, screen.level).assign(layer=layer)
            for layer in LAYERS
        ],
        ignore_index=True,
    )
    ends = ["layer", "subject", "object", "kind", "polarity", "event_id"]
    found = found.sort_values(ends, ignore_index=True)
    event_id = found["event_id"]
    by = event_id.map(claimed.speakers(tables))
    return _rows(
        found.rename(columns={"subject": "source", "object": "target"}).assign(
            id=found[ends].agg(PAIR.join, axis=1) if len(found) else "",
            label=[
                claimed.relation(kind, polarity, who)
                if layer == "claimed"
                else f"{package.label(kind)}, by {who}"
                for layer, kind, polarity, who in zip(
                    found["layer"], found["kind"], found["polarity"], by, strict=True
                )
            ],
            said_by=by,
            title=event_id.map(events["title"]),
            attribution=event_id.map(events["attribution"].astype(str)),
            date=event_id.map(events["date"]),
            date_in_words=event_id.map(events["date"].map(dates.in_words)),
            start=event_id.map(events["earliest"].dt.strftime("%Y-%m-%d")),
            end=event_id.map(events["latest"].dt.strftime("%Y-%m-%d")),
            passage=event_id.map(claimed.passages(screen)),
        )
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    texts = frame.astype(object).where(frame.notna(), "").astype(str)
    rows: list[dict[str, str]] = texts.to_dict("records")
    return rows


def _attributes(row: dict[str, str], *names: str) -> dict[str, str]:
    return {name: _xml(row[name]) for name in names if row[name]}


def _values(element: ElementTree.Element, row: dict[str, str], names: tuple[str, ...]) -> None:
    values = ElementTree.SubElement(element, "attvalues")
    for name in names:
        if row[name]:
            ElementTree.SubElement(values, "attvalue", {"for": name, "value": _xml(row[name])})


def _data(element: ElementTree.Element, kind: str, row: Any, names: tuple[str, ...]) -> None:
    for name in names:
        if row[name]:
            ElementTree.SubElement(element, "data", {"key": f"{kind}_{name}"}).text = _xml(
                row[name]
            )


def _xml(text: str) -> str:
    """The text with what no XML file may contain, such as a form feed, marked as missing."""
    return _NOT_XML.sub("\ufffd", text)


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
