"""What stands beside a claim in every format: who makes it, in which words, and who says so."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from lib import briefing, package
from lib.briefing import Statement
from lib.claims import RELATION_WORDS
from lib.screen import Screen
from lib.tables import Tables


def speakers(tables: Tables) -> pd.Series:
    """The names of those who claim or act, by event_id: `John Kirby and Iran`."""
    parts = tables.parts[tables.parts["part"] == "speaker"]
    names = parts["actor_id"].map(tables.actors["name"])
    return names.groupby(parts["event_id"]).agg(" and ".join)


def passages(screen: Screen) -> pd.Series:
    """The words that each event in view rests on, with their articles, by event_id."""
    tables = screen.tables
    kept = tables.evidence[
        tables.evidence["event_id"].isin(tables.events.index[screen.keep.to_numpy()])
    ]
    articles = {s: briefing.publication(screen, s) for s in kept["source_id"].unique()}
    words = "“" + kept["exact"] + "” (" + kept["source_id"].map(articles) + ")"
    return words.groupby(kept["event_id"]).agg(" … ".join)


def relation(kind: str, polarity: str, by: str) -> str:
    """A relation as what it is, somebody's claim.

    >>> relation("supplies", "denied", "Iran")
    'claimed: supplies (denied), by Iran'
    """
    return f"claimed: {RELATION_WORDS[kind]} ({package.label(polarity).lower()}), by {by}"


def statement(said: Statement) -> str:
    """What the export says of itself, as lines of text; the caution and the address among them."""
    lines = [f"{heading}: {words}" for heading, words in said.lines().items()]
    return "\n".join(line for line in (said.title, said.note, *lines) if line)


def urn(*names: str) -> str:
    """An identifier that is the same wherever the same names are given."""
    return uuid5(NAMESPACE_URL, "/".join(names)).urn
