"""Two selections of the same table, A and B: what only one of them has, what both have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from lib.analysis import filters as filtering
from lib.analysis.events import POLARITY_WORDS, relation_in_words
from lib.analysis.filters import Filters
from lib.analysis.summary import listed
from lib.dataset import codebook, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

ALL = "All events"


@dataclass(frozen=True)
class Difference:
    """What A and B have of one kind, as labels: those with most events first, then by alphabet."""

    what: str
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    both: tuple[str, ...]


# Where an event is: in A alone (1), in B alone (2), in both (3).
_PLACED = """WITH placed AS (
    SELECT no AS event, bit_or(place) AS place FROM (
        SELECT no, 1 AS place FROM {a} UNION ALL SELECT no, 2 FROM {b}
    ) GROUP BY no
)"""
_PART = "SELECT event, actor_id::VARCHAR AS code FROM voices WHERE part ="
# What there is to compare: the event and the code of each.
_KINDS = {
    "Claim types": "SELECT no AS event, claim_type::VARCHAR AS code FROM events",
    "Storylines": """SELECT no AS event, storyline_id::VARCHAR AS code FROM events
        WHERE storyline_id <> ''""",
    "Speakers": f"{_PART} 'speaker'",
    "Actors spoken about": f"{_PART} 'target'",
    "Sources": "SELECT event, source_id::VARCHAR AS code FROM tellings",
    "Items": "SELECT DISTINCT event, name AS code FROM things",
    "Relations claimed": """SELECT DISTINCT event,
        concat_ws(' ', subject_id, relation, object_id, polarity) AS code FROM relationships""",
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
    label_of = _labels(tables)
    found = []
    for what, kind in _KINDS.items():
        counted = a.store.rows(
            f"""{_PLACED} SELECT code, bit_or(place), count(*)
            FROM placed JOIN ({kind}) USING (event) GROUP BY code""",
            a=a,
            b=b,
        )
        labels = sorted((-events, label_of[what](code), place) for code, place, events in counted)
        if labels:
            only_a, only_b, both = (
                tuple(label for _, label, place in labels if place == wanted)
                for wanted in (1, 2, 3)
            )
            found.append(Difference(what, only_a, only_b, both))
    return found


def _labels(tables: Tables) -> dict[str, Callable[[str], str]]:
    """For each kind how its codes are written."""
    names = tables.actors["name"].to_dict()

    def relation(code: str) -> str:
        subject_id, relation, object_id, polarity = code.split()
        claim = f"{names[subject_id]} {relation_in_words(relation)} {names[object_id]}"
        return f"{claim} ({POLARITY_WORDS[polarity]})"

    return {
        "Claim types": codebook.label,
        "Storylines": lambda code: text.fenced(str(tables.storylines.at[code, "title"])),
        "Speakers": lambda code: text.fenced(names[code]),
        "Actors spoken about": lambda code: text.fenced(names[code]),
        "Sources": lambda code: filtering.source_label(tables, code),
        "Items": str,
        "Relations claimed": relation,
    }


def in_words(difference: Difference, most: int = 6) -> list[str]:
    """The difference as sentences, each naming at most `most`; what is empty is not said.

    >>> in_words(Difference("Items", ("drones", "tanks", "jets"), (), ("missiles",)), most=1)
    ['Only in A: drones and 2 more.', 'In both: missiles.']
    """
    parts = (difference.only_a, difference.only_b, difference.both)
    said = dict(zip(("Only in A", "Only in B", "In both"), parts, strict=True))
    return [f"{where}: {listed(labels, most)}." for where, labels in said.items() if labels]


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
