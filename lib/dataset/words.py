"""An index of words: which events have a text in which something occurs, without reading texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.dataset.positions import ranges, texts


@dataclass(frozen=True)
class Words:
    """Every word of some texts once, and the places of the texts that have it.

    A word is what stands between spaces; the places of word i are `places[starts[i]:starts[i+1]]`.
    """

    words: pa.Array
    starts: np.ndarray
    places: np.ndarray


def index(searchable: pd.Series) -> Words:
    """The index of folded texts."""
    lists = pc.split_pattern(texts(searchable), " ")
    of_text = pc.list_parent_indices(lists).to_numpy().astype(np.int32)
    encoded = pc.list_flatten(lists).dictionary_encode()
    codes = encoded.indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    codes, of_text = codes[order], of_text[order]
    first = np.ones(len(codes), dtype=bool)
    first[1:] = (codes[1:] != codes[:-1]) | (of_text[1:] != of_text[:-1])
    counts = np.bincount(codes[first], minlength=len(encoded.dictionary))
    return Words(encoded.dictionary, np.concatenate([[0], np.cumsum(counts)]), of_text[first])


def containing(index: Words, searchable: pd.Series, phrase: str) -> np.ndarray:
    """Which texts contain the phrase, as a boolean array; just what reading them all would find.

    Only texts that have each of its words are read, and none for a phrase of one word.
    """
    among = np.ones(len(searchable), dtype=bool)
    pieces = phrase.split(" ")
    for i, piece in enumerate(pieces):
        # Inside the phrase a word is whole; at its ends it may go on.
        if len(pieces) == 1:
            hit = pc.match_substring(index.words, piece)
        elif i == 0:
            hit = pc.ends_with(index.words, piece)
        elif i == len(pieces) - 1:
            hit = pc.starts_with(index.words, piece)
        else:
            hit = pc.equal(index.words, piece)
        there = np.zeros(len(searchable), dtype=bool)
        found = np.flatnonzero(hit.to_numpy(zero_copy_only=False))
        first = index.starts[found]
        there[index.places[ranges(first, index.starts[found + 1] - first)]] = True
        among &= there
    if len(pieces) > 1:
        places = np.flatnonzero(among)
        read = texts(searchable.iloc[places])
        among[places] = pc.match_substring(read, phrase).to_numpy(zero_copy_only=False)
    return among
