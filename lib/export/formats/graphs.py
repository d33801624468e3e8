"""The network as GEXF and GraphML: both layers in one graph, an edge for each statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from lib.analysis.links import LAYERS, PAIR
from lib.charts import network
from lib.dataset import codebook, dates
from lib.export.formats import claimed, written
from lib.export.statement import Statement
from lib.view.screen import Screen

NODE = ("kind", "side", "part_of", "role")
EDGE = (
    *("layer", "kind", "polarity", "event_id", "title", "said_by", "attribution"),
    *("date", "date_in_words", "passage"),
)

_IN_QUOTES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
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
    return _written(root, edges, map(_gexf_edge, _edges(screen)), depth=3)


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
    return _written(root, graph, (_graphml_edge(e, of_edge) for e in _edges(screen)), depth=2)


def _nodes(screen: Screen) -> list[dict[str, str]]:
    tables = screen.tables
    drawn = [
        network.taking_part(tables, screen.keep, layer, screen.level).index for layer in LAYERS
    ]
    actors = tables.actors[tables.actors["actor_id"].isin(drawn[0].union(drawn[1]))]
    shown = actors.rename(columns={"actor_id": "id", "name": "label"})[["id", "label", *NODE]]
    return _rows(shown)


def _edges(screen: Screen) -> Iterator[dict[str, str]]:
    """The links of both layers, each with its event's words; `start` and `end` empty where open.

    In the order of layer, ends, kind, polarity and event.
    """
    kept = np.flatnonzero(screen.keep)
    events = np.zeros(len(screen.keep), dtype=np.int32)
    events[kept] = _ranks(screen.tables.events.index[kept])
    actors = _ranks(screen.tables.actors.index)
    for layer in sorted(LAYERS):
        found = network.statements(screen.tables, layer, screen.level)
        shown = np.flatnonzero(screen.keep.to_numpy()[found.event])
        edge = found.edge[shown]
        by = (
            events[found.event[shown]],
            _ranks(pd.Index(network.POLARITIES))[found.polarity[shown]],
            _ranks(pd.Index(found.kinds))[found.kind[edge]],
            actors[found.object[edge]],
            actors[found.subject[edge]],
        )
        for some in written.in_turn(shown[np.lexsort(by)]):
            yield from _links(screen, layer, found, some)


def _ranks(texts: pd.Index) -> np.ndarray:
    """The place of each text in the order of texts."""
    rank = np.empty(len(texts), dtype=np.int32)
    rank[np.asarray(texts.argsort())] = np.arange(len(texts))
    return rank


def _links(
    screen: Screen, layer: str, found: network.Statements, some: np.ndarray
) -> Iterator[dict[str, str]]:
    """Some of the links of a layer; the words of their events are gathered for all at once."""
    places, of_event = np.unique(found.event[some], return_inverse=True)
    events = _events(screen, places)
    ids, edge = screen.tables.actors.index, found.edge[some]
    ends = (ids[found.subject[edge]], ids[found.object[edge]])
    for subject, other, k, p, e in zip(
        *ends, found.kind[edge], found.polarity[some], of_event, strict=True
    ):
        event, kind, polarity = events[e], found.kinds[k], network.POLARITIES[p]
        by = event["said_by"]
        yield event | {
            "id": PAIR.join((layer, subject, other, kind, polarity, event["event_id"])),
            "source": subject,
            "target": other,
            "layer": layer,
            "kind": kind,
            "polarity": polarity,
            "label": claimed.relation(kind, polarity, by)
            if layer == "claimed"
            else f"{codebook.label(kind)}, by {by}",
        }


def _events(screen: Screen, places: np.ndarray) -> list[dict[str, str]]:
    tables = screen.tables
    return [
        {
            "event_id": event.event_id,
            "title": event.title,
            "said_by": by,
            "attribution": event.attribution,
            "date": event.date,
            "date_in_words": dates.in_words(event.date),
            "passage": passage,
            "start": "" if pd.isna(event.earliest) else event.earliest.date().isoformat(),
            "end": "" if pd.isna(event.latest) else event.latest.date().isoformat(),
        }
        for event, by, passage in zip(
            tables.events.iloc[places].itertuples(),
            claimed.speakers(tables, places),
            claimed.passages(screen, places),
            strict=True,
        )
    ]


def _gexf_edge(edge: dict[str, str]) -> str:
    attributes = _pairs(edge, "id", "source", "target", "label", "start", "end")
    values = "".join(
        f'          <attvalue for="{name}" value="{_quoted(edge[name])}" />\n'
        for name in EDGE
        if edge[name]
    )
    return f"<edge{attributes}>\n        <attvalues>\n{values}        </attvalues>\n      </edge>"


def _graphml_edge(edge: dict[str, str], names: tuple[str, ...]) -> str:
    values = "".join(
        f'      <data key="edge_{name}">{escape(_xml(edge[name]))}</data>\n'
        for name in names
        if edge[name]
    )
    return f"<edge{_pairs(edge, 'id', 'source', 'target')}>\n{values}    </edge>"


def _pairs(row: dict[str, str], *names: str) -> str:
    return "".join(f' {name}="{_quoted(row[name])}"' for name in names if row[name])


def _quoted(text: str) -> str:
    return escape(_xml(text), _IN_QUOTES)


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


def _written(
    root: ElementTree.Element, parent: ElementTree.Element, edges: Iterator[str], depth: int
) -> bytes:
    """The file with these edges as the last elements of `parent`, themselves `depth` deep.

    They are written as text one by one: as elements they would take ten times the room.
    """
    first = next(edges, None)
    if first is not None:
        ElementTree.SubElement(parent, "edge")
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    if first is None:
        return text
    # No text holds such a tag: there it would be escaped.
    head, _, tail = text.partition(b"<edge />")
    rest = (f"\n{'  ' * depth}{edge}".encode() for edge in edges)
    return written.joined(chain((head, first.encode()), rest, (tail,)))
