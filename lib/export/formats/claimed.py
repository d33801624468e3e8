"""What stands beside a claim in every format: who makes it, in which words, and who says so."""

from __future__ import annotations

from functools import cache, partial
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from lib.analysis.events import RELATION_WORDS
from lib.dataset import codebook, positions
from lib.dataset.tables import Tables
from lib.export import statement as briefing
from lib.export.statement import Statement
from lib.view.screen import Screen


def speakers(tables: Tables, places: np.ndarray) -> list[str]:
    """The names of those who claim or act in the events at these places: `John Kirby and Iran`."""
    at, names = tables.positions, tables.actors["name"].tolist()
    return [
        " and ".join([names[actor] for actor in at.part_actor[rows[at.part_speaks[rows]]]])
        for rows in tables.groups("part_event").of_each(places)
    ]


def passages(screen: Screen, places: np.ndarray) -> list[str]:
    """The words that each event at these places rests on, with their articles."""
    tables = screen.tables
    rows = tables.groups("passage_event").of_each(places)
    named = cache(partial(briefing.publication, screen))
    return [
        " … ".join(f"“{passage.exact}” ({named(passage.source_id)})" for passage in some)
        for some in positions.of_each(tables.evidence[["exact", "source_id"]], rows)
    ]


def relation(kind: str, polarity: str, by: str) -> str:
    """A relation as what it is, somebody's claim.

    >>> relation("supplies", "denied", "Iran")
    'claimed: supplies (denied), by Iran'
    """
    return f"claimed: {RELATION_WORDS[kind]} ({codebook.label(polarity).lower()}), by {by}"


def statement(said: Statement) -> str:
    """What the export says of itself, as lines of text; the caution and the address among them."""
    lines = [f"{heading}: {words}" for heading, words in said.lines().items()]
    return "\n".join(line for line in (said.title, said.note, *lines) if line)


def urn(*names: str) -> str:
    """An identifier that is the same wherever the same names are given."""
    return uuid5(NAMESPACE_URL, "/".join(names)).urn
