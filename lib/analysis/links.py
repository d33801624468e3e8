"""Who says what about whom, and what is claimed to hold between whom, counted over events.

`network.sql` makes the tables asked here. An arrow is one event, from the node of those who speak
to the node of those spoken about, so that each is drawn once. A node is an actor (`iran.`), several
who are named together (`iran.russia`, or all of some sides: `=Iran+Russia`) or a group of those
seldom named (`*media`). The matrix has the same nodes as its columns.
"""

from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from lib.dataset import codebook
from lib.dataset.store import Selection, Store
from lib.dataset.tables import Tables, once

LAYERS = {"says": "Who says what about whom", "claimed": "What is claimed"}
LEVELS = {"states": "States", "speakers": "Speakers"}
STYLES = ("solid", "denied", "planned", "not_seen", "open")
STYLE_WORDS = {
    "denied": "denied",
    "planned": "planned or possible",
    "not_seen": "no sign seen",
    "open": "not as certain",
}
GROUP = "*"  # in the id of a node that stands for several parties
DOT = "."  # between the actors of a party, after an actor alone
SIDES = "="  # before the sides of those named together
PAIR = "~"  # between the parts of an edge's id: subject, object and perhaps kind and style


def said(kind: str, style: str) -> str:
    """A link in words: its kind and, unless it is simply asserted, its style.

    >>> said("supplies", "denied"), said("accusation", "solid")
    ('Supplies (denied)', 'Accusation')
    """
    return codebook.label(kind) + (f" ({STYLE_WORDS[style]})" if style in STYLE_WORDS else "")


def state_of(store: Store, actor_id: str) -> str:
    """The actor at the top of the `part_of` chain, who may be the actor itself."""
    return str(store.value("SELECT state FROM actors WHERE actor_id = $actor", actor=actor_id))


def drawn_as(store: Store, level: str, picked: str) -> str:
    """A node or edge as the network draws it: at the level of states, actors become their state."""
    if level == "speakers" or not picked:
        return picked
    ends, kind = picked.split(PAIR)[:2], picked.split(PAIR)[2:]
    whole = [bool(set(end) & {DOT, GROUP, SIDES}) or not end for end in ends]
    states = (e if w else state_of(store, e) for e, w in zip(ends, whole, strict=True))
    return PAIR.join([*states, *kind])


def _condition(store: Store, level: str, picked: str) -> tuple[str, dict[str, Any]]:
    """Which arrows an actor, a node or a link stands for: a condition and the values bound in it.

    An actor stands for all in which it is named, alone or with others; the id of a node for those
    drawn there, sides for those spoken about. A link of two has perhaps a kind and style, and an
    empty end for nobody.
    """
    if not picked:
        return "true", {}
    names = drawn_as(store, level, picked).split(PAIR)
    asked: dict[str, Any] = dict(zip(("a", "b", "kind", "style"), names, strict=False))
    ends = [
        f"""{end} IN (
            SELECT party FROM parties WHERE level = $level
            AND (${name} IN ({ids}) OR list_contains(members, ${name}))
        )"""
        for end, ids, name in (
            ("source", "id, node", "a"),
            ("target", "id, node, sides", "b" if len(names) > 1 else "a"),
        )
    ]
    if names[1:2] == [""]:
        ends[1] = "target IS NULL AND $b = ''"
    kind = " AND kind::VARCHAR = $kind AND style::VARCHAR = $style" if len(names) > 2 else ""
    return f"({(' AND ' if len(names) > 1 else ' OR ').join(ends)}){kind}", asked


def behind(seen: Selection, layer: str, level: str, picked: str) -> Selection:
    """The events in view behind an actor, a node, or a link between two of them joined by PAIR."""
    condition, asked = _condition(seen.store, level, picked)
    found = f"SELECT event FROM arrows WHERE layer = $layer AND level = $level AND {condition}"
    return seen.where(f"no IN ({found})", layer=layer, level=level, **asked)


def first_behind(seen: Selection, layer: str, level: str, edge: str) -> str:
    """The earliest event in view behind a link."""
    first = """SELECT event_id FROM {found} JOIN events USING (no)
        ORDER BY coalesce(earliest, latest), no LIMIT 1"""
    return str(seen.store.value(first, found=behind(seen, layer, level, edge)))


def cells(seen: Selection, layer: str, level: str, each: bool) -> pd.DataFrame:
    """What a matrix draws: who speaks (`source`), the node of the `target`, kind, style and count.

    `target` is empty where nobody is named; `side` and `sides` are those of the source. With `each`
    a row is an event, in date order, and `open` says that its speaker is not certain.
    """
    own = "event_id, title, 1 AS count, coalesce(commitment::VARCHAR <> 'certain', false) AS open"
    sql = f"""
        SELECT s.id AS source, s.side, s.sides, coalesce(target_node::VARCHAR, '') AS target,
            kind::VARCHAR AS kind, style::VARCHAR AS style,
            {own if each else "count(*)::INTEGER AS count"}
        FROM arrows JOIN {{seen}} ON event = no JOIN events USING (no)
        JOIN parties AS s ON s.party = source
        WHERE layer = $layer AND arrows.level = $level
        {"" if each else "GROUP BY ALL"}
        ORDER BY {"coalesce(earliest, latest), no, " if each else ""}1, 4, 5, 6
    """
    return seen.store.frame(sql, seen=seen, layer=layer, level=level)


def counted(
    seen: Selection,
    layer: str,
    level: str,
    shown: tuple[str, ...] = (),
    picked: str = "",
    every: int = 0,
) -> pd.DataFrame:
    """The arrows in view counted by their nodes, kind and style; an empty target is nobody.

    `shown` are parties drawn by themselves rather than in their group. With `picked`, only the
    arrows behind that. With `every`, counted for each first `day` on which events may have
    happened, or for the last of so many days, from the first day of the table on.
    """
    condition, asked = _condition(seen.store, level, picked)
    day = "stop::VARCHAR AS day, " if every else ""
    dated = """JOIN (
            SELECT no, coalesce(earliest, latest) - first AS days,
                first + (ceil(days / $every) * $every)::INTEGER AS stop
            FROM events, (SELECT least(min(earliest), min(latest)) AS first FROM events)
        ) USING (no)"""
    sql = f"""
        WITH own AS MATERIALIZED (
            SELECT party, id FROM parties WHERE level = $level AND list_contains($shown, id)
        )
        SELECT coalesce(s, source_node::VARCHAR) AS source,
            coalesce(t, target_node::VARCHAR, '') AS target,
            kind::VARCHAR AS kind, style::VARCHAR AS style, {day}n AS count
        FROM (
            SELECT s.id AS s, t.id AS t, source_node, target_node, kind, style,
                {"stop, " if every else ""}count(*)::INTEGER AS n
            FROM arrows JOIN {{seen}} ON event = no {dated if every else ""}
            LEFT JOIN own AS s ON s.party = source LEFT JOIN own AS t ON t.party = target
            WHERE layer = $layer AND level = $level AND {condition} GROUP BY ALL
        ) ORDER BY source, target, kind, style{", day" if every else ""}
    """
    asked |= {"every": every} if every else {}
    return seen.store.frame(sql, seen=seen, layer=layer, level=level, shown=shown, **asked)


def folded(store: Store, level: str, groups: tuple[str, ...], most: int) -> dict[str, str]:
    """The parties in some groups, at most so many of each, the busiest first, with their group."""
    sql = """
        SELECT id, node FROM parties WHERE level = $level AND list_contains($groups, node)
        QUALIFY row_number() OVER (PARTITION BY node ORDER BY n DESC, id) <= $most
        ORDER BY node, n DESC, id
    """
    return dict(store.rows(sql, level=level, groups=groups, most=most))


def group_of(store: Store, level: str, actor_id: str) -> str:
    """The node in which an actor is drawn alone, if at all."""
    sql = "SELECT node FROM parties WHERE level = $level AND id = $party"
    return "".join(store.column(sql, level=level, party=actor_id + DOT))


def in_groups(seen: Selection, layer: str, level: str) -> dict[str, list[str]]:
    """For each group in view: how many parties it stands for, and the first of them."""
    sql = """
        SELECT node, id FROM (
            SELECT source AS party FROM arrows JOIN {seen} ON event = no
            WHERE layer = $layer AND level = $level
            UNION SELECT target FROM arrows JOIN {seen} ON event = no
            WHERE layer = $layer AND level = $level
        ) JOIN parties USING (party) WHERE contains(node, $group) ORDER BY node, n DESC, id
    """
    rows = seen.store.rows(sql, seen=seen, layer=layer, level=level, group=GROUP)
    return {node: [i for _, i in some] for node, some in groupby(rows, itemgetter(0))}


def is_node(tables: Tables, node: str) -> bool:
    """Whether this is the id of a party or a node at some level; nobody is one too."""
    text = node.encode(errors="replace").decode()  # half a surrogate pair is no text for DuckDB
    sql = "SELECT 1 FROM parties WHERE $node IN (id, node, sides) LIMIT 1"
    return not text or bool(tables.store.rows(sql, node=text))


def members(node: str) -> list[str]:
    """The actors that the id of a node names: none for a group or all of some sides.

    >>> members("iran.russia*"), members("kirby."), members("*media")
    (['iran', 'russia'], ['kirby'], [])
    """
    return (
        [] if node.startswith((GROUP, SIDES)) else [i for i in node.rstrip(GROUP).split(DOT) if i]
    )


def actor(node: str) -> str:
    """The actor that a node stands for alone, or the empty text."""
    return node.removesuffix(DOT) if node.endswith(DOT) and not node.startswith(SIDES) else ""


@once
def named(tables: Tables, node: str) -> str:
    """The name of an actor or a node: of those named together, of a group, of sides, of nobody."""
    if not node or node in tables.actors.index:
        return tables.name(node) if node else "Nobody named"
    if node.startswith(SIDES):
        sides = sorted(node.removeprefix(SIDES).split("+"), key="Other".__eq__)
        names = ["Others" if sides == ["Other"] else "others" if s == "Other" else s for s in sides]
    else:
        names = [tables.name(i) for i in sorted(members(node), key=tables.actors.index.get_loc)]
    if node.endswith(GROUP) and names:
        return f"{' and '.join(names)} with others"
    if names:
        return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    side = node.removeprefix(GROUP)
    whole = {"": "Other actors", "Other": "Other actors", "media": "News outlets"}
    return whole.get(side, f"{side}: other actors")
