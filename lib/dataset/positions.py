"""Rows of one table as places in another, in arrays of integers: what keeps large tables quick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.analysis.actors import state_of
from lib.dataset import codebook

if TYPE_CHECKING:
    from lib.dataset.tables import Tables

Array = np.ndarray


@dataclass(frozen=True)
class Groups:
    """Rows by the group they belong to: `of` answers without looking at the other rows."""

    order: Array
    starts: Array

    def of(self, groups: int | Array) -> Array:
        """The rows of one group, or of several, in the order of their table."""
        first, last = self.starts[groups], self.starts[np.asarray(groups) + 1]
        if np.ndim(first) == 0:
            return self.order[first:last]
        return np.sort(self.order[ranges(first, last - first)])

    def of_each(self, groups: Array) -> list[Array]:
        """The rows of each of several groups by themselves."""
        return [self.of(int(group)) for group in groups]

    def count(self, group: int) -> int:
        """How many rows a group has."""
        return int(self.starts[group + 1] - self.starts[group])


def of_each(frame: pd.DataFrame, rows: list[Array]) -> Iterator[list[Any]]:
    """The rows of a frame at each of these arrays of places, as named tuples.

    All of them are taken at once: to take few rows costs as much as to take hundreds.
    """
    taken = frame.iloc[np.concatenate([*rows, np.empty(0, np.int64)])].itertuples()
    return (list(islice(taken, len(some))) for some in rows)


def ranges(first: Array, length: Array) -> Array:
    """Runs of so many numbers, each from its first number up, one run behind the other.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    before = np.cumsum(length) - length
    return np.repeat(first - before, length) + np.arange(int(length.sum()))


def grouped(codes: Array, many: int) -> Groups:
    """The rows of each of so many groups; a row whose code is negative belongs to none."""
    order = np.argsort(codes, kind="stable").astype(np.int32)
    counts = np.bincount(codes[codes >= 0], minlength=many)
    none = len(codes) - int(counts.sum())
    starts = none + np.concatenate([[0], np.cumsum(counts)])
    return Groups(order, starts.astype(np.int64))


def distinct(group: Array, value: Array, groups: int, values: int) -> Array:
    """How many distinct values each group has.

    >>> distinct(np.array([0, 0, 2]), np.array([1, 1, 0]), 3, 2).tolist()
    [1, 0, 1]
    """
    keys = group.astype(np.int64) * values + value
    if groups * values > 50_000_000:
        return np.asarray(np.bincount(np.unique(keys) // values, minlength=groups))
    seen = np.zeros(groups * values, dtype=bool)
    seen[keys] = True
    return np.asarray(seen.reshape(groups, values).sum(axis=1))


def pairs(one: Array, other: Array, others: int) -> tuple[Array, Array]:
    """Each different pair of places once, in order, without those of which one is negative.

    Quick where `one` is in order already; the second are below `others`.

    >>> [part.tolist() for part in pairs(np.array([0, 1, 1, 1]), np.array([2, 0, 0, -1]), 3)]
    [[0, 1], [2, 0]]
    """
    known = (one >= 0) & (other >= 0)
    keys = np.sort(one[known].astype(np.int64) * max(others, 1) + other[known], kind="stable")
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    return (keys // max(others, 1)).astype(np.int32), (keys % max(others, 1)).astype(np.int32)


def first_of_each(keys: Array) -> Array:
    """Whether each key is the first of its kind, as a boolean array."""
    first = np.zeros(len(keys), dtype=bool)
    first[np.unique(keys, return_index=True)[1]] = True
    return first


def kept(keep: pd.Series) -> Array:
    """A selection that may be asked by place: the place -1 is not in it."""
    return np.append(keep.to_numpy(dtype=bool), False)


@dataclass(frozen=True)
class Positions:
    """Where the rows of each table stand in the others, -1 where they name what is not there.

    For each event its `claim_type`, `attribution` and `stance` in their vocabularies and its
    `storyline`; for each actor its `state`, the top of its `part_of` chain. For the rows of parts
    (`part_…`), evidence (`passage_…`), relationships (`held_…`) and tensions (`tension_…`) the
    events, actors and sources they name. `reply_event` answers `reply_to`, in the order of events.
    """

    claim_type: Array
    attribution: Array
    stance: Array
    storyline: Array
    state: Array
    part_event: Array
    part_actor: Array
    part_speaks: Array
    passage_event: Array
    passage_source: Array
    held_event: Array
    held_subject: Array
    held_object: Array
    tension_a: Array
    tension_b: Array
    reply_event: Array
    reply_to: Array


def find(tables: Tables) -> Positions:
    """The positions of these tables."""
    events, actors = tables.events, tables.actors
    replies = codebook.listed(events["responds_to"].reset_index(drop=True))
    return Positions(
        **{c: events[c].cat.codes.to_numpy() for c in ("claim_type", "attribution", "stance")},
        storyline=places(events["storyline_id"], tables.storylines.index),
        state=places(state_of(actors), actors.index),
        part_event=places(tables.parts["event_id"], events.index),
        part_actor=places(tables.parts["actor_id"], actors.index),
        part_speaks=(tables.parts["part"] == "speaker").to_numpy(dtype=bool),
        passage_event=places(tables.evidence["event_id"], events.index),
        passage_source=places(tables.evidence["source_id"], tables.sources.index),
        held_event=places(tables.relationships["event_id"], events.index),
        held_subject=places(tables.relationships["subject_id"], actors.index),
        held_object=places(tables.relationships["object_id"], actors.index),
        tension_a=places(tables.tensions["event_a"], events.index),
        tension_b=places(tables.tensions["event_b"], events.index),
        reply_event=replies.index.to_numpy(dtype=np.int32),
        reply_to=places(replies, events.index),
    )


def places(ids: pd.Series, among: pd.Index) -> Array:
    """The place of each id in an index of ids, -1 where it is not there."""
    found = pc.index_in(texts(ids), value_set=texts(among))
    return np.asarray(found.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int32)


def texts(column: pd.Series | pd.Index) -> pa.Array:
    """A column of text as one Arrow array, without a copy where pandas holds it so."""
    found = pa.array(column, pa.large_string(), from_pandas=True)
    if isinstance(found, pa.ChunkedArray):
        found = found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()
    return found
