"""Links between actors: who says what about whom, and what is claimed to hold, with counts.

A link stands for one event; an edge stands for all links of the same layer, subject, object, kind
and style. `model.sql` makes both from the tables; here they are counted over a selection of events.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import pandas as pd

from lib.dataset import codebook
from lib.dataset.store import Selection, Store
from lib.dataset.tables import Tables

LAYERS = {"says": "Who says what about whom", "claimed": "What is claimed"}
LEVELS = {"states": "States", "speakers": "Speakers"}
# Table and column of the vocabulary that each layer's kinds come from.
KINDS = {"says": ("events", "claim_type"), "claimed": ("relationships", "relation")}
STYLES = ("solid", "denied", "planned", "not_seen")
STYLE_WORDS = {"denied": "denied", "planned": "planned or possible", "not_seen": "no sign seen"}
GROUP = "*"  # in the id of a node that stands for several parties
DOT = "."  # between the actors of a party, after an actor alone
PAIR = "~"  # between the parts of an edge's id: subject, object and perhaps kind and style


def said(kind: str, style: str) -> str:
    """A link in words: its kind and, unless it is simply asserted, its style.

    >>> said("supplies", "denied"), said("accusation", "solid")
    ('Supplies (denied)', 'Accusation')
    """
    return codebook.label(kind) + (f" ({STYLE_WORDS[style]})" if style in STYLE_WORDS else "")


def edge_id(subject: str, object_: str, kind: str, style: str) -> str:
    """The id of an edge in the network and in the URL."""
    return PAIR.join((subject, object_, kind, style))


def state_of(store: Store, actor_id: str) -> str:
    """The actor at the top of the `part_of` chain, who may be the actor itself."""
    return str(store.value("SELECT state FROM actors WHERE actor_id = $actor", actor=actor_id))


def drawn_as(store: Store, level: str, picked: str) -> str:
    """A node or edge as the network draws it: at the level of states, actors become their state."""
    if level == "speakers" or not picked:
        return picked
    ends, kind = picked.split(PAIR)[:2], picked.split(PAIR)[2:]
    states = (
        end if not end or DOT in end or GROUP in end else state_of(store, end) for end in ends
    )
    return PAIR.join([*states, *kind])


def edges(
    seen: Selection,
    layer: str,
    level: str,
    most: int | None = None,
    among: tuple[str, ...] = (),
    first: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The edges in view: number, subject, object, kind, style and count of events.

    They are ordered by their ids. With `most`, only that many edges: those of the actors in
    `first`, then those with most events. With `among`, only edges between these actors.
    """
    sql = """
        SELECT edge, subject::VARCHAR AS subject, object::VARCHAR AS object, kind,
            style::VARCHAR AS style, n AS count
        FROM edges JOIN (
            SELECT edge, count(*) AS n FROM behind JOIN {seen} ON event = no
            WHERE layer = $layer AND level = $level GROUP BY edge
        ) USING (edge)
        WHERE len($among) = 0
            OR (list_contains($among, subject::VARCHAR) AND list_contains($among, object::VARCHAR))
        ORDER BY $most IS NOT NULL AND (
                list_contains($first, subject::VARCHAR) OR list_contains($first, object::VARCHAR)
            ) DESC, if($most IS NULL, 0, n) DESC, edge
        LIMIT $most
    """
    asked = {"seen": seen, "layer": layer, "level": level}
    return seen.store.frame(sql, **asked, most=most, among=among, first=first)


def count(seen: Selection, layer: str, level: str) -> int:
    """The number of edges in view."""
    sql = """
        SELECT count(DISTINCT edge) FROM behind JOIN {seen} ON event = no
        WHERE layer = $layer AND level = $level
    """
    return int(seen.store.value(sql, seen=seen, layer=layer, level=level))


def neighbours(seen: Selection, layer: str, level: str, actor_id: str) -> list[str]:
    """The actors that one actor has links with, those with most events first."""
    sql = """
        SELECT if(subject = $actor, object, subject) AS other
        FROM behind JOIN {seen} ON event = no JOIN edges USING (edge)
        WHERE edges.layer = $layer AND edges.level = $level
            AND (subject = $actor OR object = $actor)
        GROUP BY other ORDER BY count(*) DESC, other
    """
    return seen.store.column(sql, seen=seen, layer=layer, level=level, actor=actor_id)


def actors(seen: Selection, layer: str, level: str) -> dict[str, int]:
    """The number of events in view that involve each actor, the busiest first.

    The layer `says` includes speakers who speak about nobody.
    """
    sql = """
        SELECT actor_id, count(*) AS n FROM involved JOIN {seen} ON event = no
        WHERE layer = $layer AND level = $level GROUP BY actor_id ORDER BY n DESC, actor_id
    """
    return dict(seen.store.rows(sql, seen=seen, layer=layer, level=level))


def behind(seen: Selection, layer: str, level: str, picked: str) -> Selection:
    """The events in view behind an actor, a node, or a link between two of them joined by PAIR.

    An actor stands for all events in which it is named, alone or with others; the id of a node for
    those drawn there. Without a kind and style, a link stands for all from the one to the other;
    with an empty end for what is about nobody.
    """
    names = drawn_as(seen.store, level, picked).split(PAIR)
    asked = dict(zip(("a", "b", "kind", "style"), names, strict=False))
    ends = {
        end: f"""{end} IN (
            SELECT party FROM parties WHERE level = $level
            AND (${name} IN (id, node) OR list_contains(members, ${name}))
        )"""
        for end, name in (("source", "a"), ("target", "b" if len(names) > 1 else "a"))
    }
    if names[1:2] == [""]:
        ends["target"] = "target IS NULL AND $b = ''"
    both = (" AND " if len(names) > 1 else " OR ").join(ends.values())
    kind = "AND kind::VARCHAR = $kind AND style::VARCHAR = $style" if len(names) > 2 else ""
    found = f"SELECT event FROM arrows WHERE layer = $layer AND level = $level AND ({both}) {kind}"
    return seen.where(f"no IN ({found})", layer=layer, level=level, **asked)


def is_node(tables: Tables, node: str) -> bool:
    """Whether this is the id of a party or a node at some level; nobody is one too."""
    text = node.encode(errors="replace").decode()
    sql = "SELECT 1 FROM parties WHERE $node IN (id, node) LIMIT 1"
    return not text or bool(tables.store.rows(sql, node=text))


def event_ids(seen: Selection, layer: str, level: str) -> dict[str, list[str]]:
    """The events in view behind every actor and every edge, by actor_id and by edge id."""
    nodes = """
        SELECT actor_id, event_id
        FROM involved JOIN {seen} ON event = no JOIN events USING (no)
        WHERE layer = $layer AND level = $level ORDER BY actor_id, no
    """
    links = """
        SELECT concat_ws($pair, subject, object, kind, style), event_id
        FROM behind JOIN edges USING (edge) JOIN {seen} ON event = no JOIN events USING (no)
        WHERE edges.layer = $layer AND edges.level = $level ORDER BY edge, no
    """
    asked = {"seen": seen, "layer": layer, "level": level}
    rows = seen.store.rows(nodes, **asked) + seen.store.rows(links, **asked, pair=PAIR)
    return {i: [event for _, event in some] for i, some in groupby(rows, itemgetter(0))}


def growth(seen: Selection, edges: list[int], every: int = 1) -> dict[int, list[tuple[str, int]]]:
    """How edges grow, by their numbers: a day, and the number of events in view up to that day.

    An event counts from the first day on which it may have happened. With `every`, from the last
    of so many days, counted from the first day of the table.
    """
    sql = """
        WITH dated AS (SELECT no, coalesce(earliest, latest) AS day FROM events),
        days AS (SELECT least(min(earliest), min(latest)) AS first FROM events),
        counted AS (
            SELECT edge, count(*) AS n,
                first + (ceil((day - first) / $every) * $every)::INTEGER AS stop
            FROM behind JOIN {seen} ON event = no JOIN dated USING (no) CROSS JOIN days
            WHERE edge IN (SELECT unnest($edges)) GROUP BY edge, stop
        )
        SELECT edge, stop::VARCHAR, (sum(n) OVER (PARTITION BY edge ORDER BY stop))::INTEGER
        FROM counted ORDER BY edge, stop
    """
    rows = seen.store.rows(sql, seen=seen, edges=edges, every=every) if edges else []
    return {edge: [(day, n) for _, day, n in some] for edge, some in groupby(rows, itemgetter(0))}


def one_by_one(seen: Selection, layer: str, level: str) -> pd.DataFrame:
    """What is drawn for the events in view, an arrow a row: its nodes, kind, style and event.

    `target` is empty where nobody is named, `count` is 1, and `open` says that the event is not
    claimed as certain. The rows are in date order.
    """
    sql = """
        SELECT source_node::VARCHAR AS source, coalesce(target_node::VARCHAR, '') AS target,
            kind::VARCHAR AS kind, style::VARCHAR AS style, event_id, title, 1 AS count,
            false AS open
        FROM arrows JOIN {seen} ON event = no JOIN events USING (no)
        WHERE layer = $layer AND level = $level
        ORDER BY coalesce(earliest, latest), no, source, target, kind, style
    """
    return seen.store.frame(sql, seen=seen, layer=layer, level=level)


def counted(seen: Selection, layer: str, level: str) -> pd.DataFrame:
    """The arrows in view counted by their nodes, kind and style; an empty target is nobody."""
    sql = """
        SELECT source_node::VARCHAR AS source, coalesce(target_node::VARCHAR, '') AS target,
            kind::VARCHAR AS kind, style::VARCHAR AS style, n AS count
        FROM (
            SELECT source_node, target_node, kind, style, count(*)::INTEGER AS n
            FROM arrows JOIN {seen} ON event = no WHERE layer = $layer AND level = $level
            GROUP BY source_node, target_node, kind, style
        ) ORDER BY source, target, kind, style
    """
    return seen.store.frame(sql, seen=seen, layer=layer, level=level)


def members(node: str) -> list[str]:
    """The actors that the id of a node names: none for a group of a side or of news outlets.

    >>> members("iran.russia*"), members("kirby."), members("*media")
    (['iran', 'russia'], ['kirby'], [])
    """
    return [] if node.startswith(GROUP) else [i for i in node.rstrip(GROUP).split(DOT) if i]


def actor(node: str) -> str:
    """The actor that a node stands for alone, or the empty text."""
    return node.removesuffix(DOT) if node.endswith(DOT) else ""


def named(tables: Tables, node: str) -> str:
    """The name of an actor or a node: of those named together, of a group, of nobody."""
    if not node or node in tables.actors.index:
        return tables.name(node) if node else "Nobody named"
    names = [tables.name(i) for i in sorted(members(node), key=tables.actors.index.get_loc)]
    if node.endswith(GROUP) and names:
        names.append("others")
    if names:
        return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    side = node.removeprefix(GROUP)
    return {"": "Others", "Other": "Others", "media": "News outlets"}.get(side, f"{side}: others")


def side_of(tables: Tables, node: str) -> str:
    """The side of a node; of those on several sides, and of news outlets, what they have in common.

    It heads the rows of a matrix.
    """
    people = tables.actors.loc[members(node)]
    if node == f"{GROUP}media" or (len(people) and (people["kind"] == "media").all()):
        return "News outlets"
    if people.empty:
        return node.removeprefix(GROUP) or "Other"
    sides = people["side"].astype(str).unique()
    return str(sides[0]) if len(sides) == 1 else "Together"


def within(seen: Selection, layer: str, level: str) -> int:
    """The number of events in view in which an actor speaks about, or is linked to, itself."""
    sql = """
        SELECT count(DISTINCT event) FROM links JOIN {seen} ON event = no
        WHERE layer = $layer AND level = $level AND subject = object
    """
    return int(seen.store.value(sql, seen=seen, layer=layer, level=level))
