"""Actors: who belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def belonging_to(actors: pd.DataFrame, ids: Iterable[str]) -> set[str]:
    """The actors named and all who belong to them through `part_of`, at any depth."""
    members = set(ids)
    while True:
        more = set(actors.loc[actors["part_of"].isin(members), "actor_id"]) - members
        if not more:
            return members
        members |= more


def state_of(actors: pd.DataFrame) -> pd.Series:
    """For each actor_id the actor_id at the top of its `part_of` chain: mostly a state.

    An actor that belongs to nobody stands for itself.
    """
    parent = actors.set_index("actor_id")["part_of"]
    top = pd.Series(parent.index, index=parent.index, dtype=object)
    while True:
        above = top.map(parent)
        if not (above != "").any():
            return top.astype(str)
        top = above.where(above != "", top)


def lineage(actors: pd.DataFrame, actor_id: str) -> list[str]:
    """The actor_ids from the actor up to the body or state it belongs to, itself first.

    `actors` are indexed by actor_id, as in Tables: no index is made for each question.
    """
    parent = actors["part_of"]
    chain = [actor_id]
    while above := parent.get(chain[-1], ""):
        chain.append(above)
    return chain
