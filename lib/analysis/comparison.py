"""Two selections of the same table, A and B: what only one of them has, what both have."""

from typing import NamedTuple

import pandas as pd

from lib.analysis import filters as filtering
from lib.analysis.events import POLARITY_WORDS, relation_in_words
from lib.analysis.filters import Filters
from lib.analysis.summary import listed
from lib.dataset import text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

ALL = "All events"


class Difference(NamedTuple):
    """What A and B have of one kind, as labels: those with most events first, then by alphabet."""

    what: str
    only_a: list[str]
    only_b: list[str]
    both: list[str]


# Where an event is: in A alone (1), in B alone (2), in both (3).
_PLACED = """WITH placed AS (
    SELECT no AS event, bit_or(place) AS place FROM (
        SELECT no, 1 AS place FROM {a} UNION ALL SELECT no, 2 FROM {b}
    ) GROUP BY no
)"""
_PART = "SELECT event, name AS label FROM voices JOIN actors USING (actor_id) WHERE part ="
# What there is to compare: the event and the label of each.
_KINDS = {
    "Claim types": "SELECT no AS event, label(claim_type::VARCHAR) AS label FROM events",
    "Storylines": """SELECT events.no AS event, storylines.title AS label
        FROM events JOIN storylines USING (storyline_id)""",
    "Speakers": f"{_PART} 'speaker'",
    "Actors spoken about": f"{_PART} 'target'",
    "Sources": "SELECT event, $sources[enum_code(source_id) + 1] AS label FROM tellings",
    "Items": "SELECT DISTINCT event, name AS label FROM things",
    "Relations claimed": """SELECT DISTINCT event, format(
            '{{}} {{}} {{}} ({{}})', a.name, $relations[relation::VARCHAR], b.name,
            $polarities[polarity::VARCHAR]
        ) AS label
        FROM relationships JOIN actors AS a ON a.actor_id = subject_id
        JOIN actors AS b ON b.actor_id = object_id""",
}


def name(tables: Tables, filters: Filters) -> str:
    """The filters as one line for a heading, `Actor: Iran; Claim type: Denial`."""
    return "; ".join(filtering.in_words(tables, filters)) or ALL


def busiest(tables: Tables) -> list[str]:
    """The two states that speak in most events, themselves or through others."""
    return tables.store.column(
        """SELECT voices.state::VARCHAR FROM voices JOIN actors ON actors.actor_id = voices.state
        WHERE part = 'speaker' AND kind = 'state'
        GROUP BY voices.state ORDER BY count(DISTINCT event) DESC, voices.state LIMIT 2"""
    )


def overlap(a: Selection, b: Selection) -> dict[str, int]:
    """How many events are in A alone (`only_a`), in `both`, and in B alone (`only_b`)."""
    both = len(a.among(b))
    return {"only_a": len(a) - both, "both": both, "only_b": len(b) - both}


def differences(tables: Tables, a: Selection, b: Selection) -> list[Difference]:
    """What A and B have of each kind; a kind of which neither has anything is left out.

    An event in both selections puts all it has into `both`.
    """
    verbs = {r: relation_in_words(r) for r in tables.about.vocabulary("relationships", "relation")}
    kinds = " UNION ALL ".join(
        f"SELECT '{what}' AS what, * FROM ({_KINDS[what]})" for what in _KINDS
    )
    rows = a.store.rows(
        f"""{_PLACED} SELECT what, label, bit_or(place) AS place FROM placed JOIN ({kinds})
        USING (event) GROUP BY what, label ORDER BY count(*) DESC, label""",
        a=a,
        b=b,
        sources=[filtering.source_label(tables, str(s)) for s in tables.sources.index],
        relations={"key": list(verbs), "value": list(verbs.values())},
        polarities={"key": list(POLARITY_WORDS), "value": list(POLARITY_WORDS.values())},
    )
    found = []
    for what in _KINDS:
        own = [(text.fenced(text.brief(row.label)), row.place) for row in rows if row.what == what]
        parts = ([label for label, place in own if place == wanted] for wanted in (1, 2, 3))
        found += [Difference(what, *parts)] if own else []
    return found


def in_words(difference: Difference, most: int = 6) -> list[str]:
    """The difference as sentences, each naming at most `most`; what is empty is not said.

    >>> in_words(Difference("Items", ["drones", "tanks", "jets"], [], ["missiles"]), most=1)
    ['Only in A: drones and 2 more.', 'In both: missiles.']
    """
    said = zip(("Only in A", "Only in B", "In both"), difference[1:], strict=True)
    return [f"{where}: {listed(labels, most)}." for where, labels in said if labels]


def claim_types(a: Selection, b: Selection) -> pd.DataFrame:
    """Count the events of A and B by claim type, in the vocabulary's order, without those of none.

    Columns: `a` and `b`.
    """
    found = a.store.rows(
        f"""{_PLACED} SELECT claim_type::VARCHAR, count(*) FILTER (place <> 2),
            count(*) FILTER (place <> 1)
        FROM placed JOIN events ON event = no GROUP BY claim_type ORDER BY claim_type""",
        a=a,
        b=b,
    )
    return pd.DataFrame(found, columns=["claim_type", "a", "b"]).set_index("claim_type")
