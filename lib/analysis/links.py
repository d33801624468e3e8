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

LAYERS = {"says": "Who says what about whom", "claimed": "What is claimed"}
LEVELS = {"states": "States", "speakers": "Speakers"}
# Table and column of the vocabulary that each layer's kinds come from.
KINDS = {"says": ("events", "claim_type"), "claimed": ("relationships", "relation")}
STYLES = ("solid", "denied", "planned", "not_seen")
STYLE_WORDS = {"denied": "denied", "planned": "planned or possible", "not_seen": "no sign seen"}
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
    return PAIR.join([*(state_of(store, end) for end in ends), *kind])


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
    """The events in view behind a node (an actor_id) or an edge (two joined by PAIR).

    Without a kind and style, an edge stands for all links from the one actor to the other.
    """
    names = drawn_as(seen.store, level, picked).split(PAIR)
    where = "layer = $layer AND level = $level"
    if len(names) == 1:
        found = f"SELECT event FROM involved WHERE {where} AND actor_id = $actor"
        return seen.where(f"no IN ({found})", layer=layer, level=level, actor=names[0])
    asked = dict(zip(("subject", "object", "kind", "style"), names, strict=False))
    where += "".join(f" AND {name} = ${name}" for name in asked)
    edge = f"SELECT edge FROM edges WHERE {where}"
    found = f"SELECT event FROM behind WHERE edge IN ({edge})"
    return seen.where(f"no IN ({found})", layer=layer, level=level, **asked)


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


def within(seen: Selection, layer: str, level: str) -> int:
    """The number of events in view in which an actor speaks about, or is linked to, itself."""
    sql = """
        SELECT count(DISTINCT event) FROM links JOIN {seen} ON event = no
        WHERE layer = $layer AND level = $level AND subject = object
    """
    return int(seen.store.value(sql, seen=seen, layer=layer, level=level))
