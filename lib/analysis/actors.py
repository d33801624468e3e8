"""Actors: who belongs to whom."""

from __future__ import annotations

import pandas as pd


def lineage(actors: pd.DataFrame, actor_id: str) -> list[str]:
    """The actor_ids from the actor up to the body or state it belongs to, itself first.

    `actors` are indexed by actor_id, as in Tables: no index is made for each question.
    """
    parent = actors["part_of"]
    chain = [actor_id]
    while above := parent.get(chain[-1], ""):
        chain.append(above)
    return chain
