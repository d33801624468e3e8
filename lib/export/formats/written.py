"""Files of very many entries, written piece by piece: only the file itself is held whole."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import orjson

AT_ONCE = 2_000  # rows read, and entries made, at a time


def in_turn(places: np.ndarray) -> Iterator[np.ndarray]:
    """The places AT_ONCE at a time: what is made of them need not be held together.

    >>> [len(some) for some in in_turn(np.arange(4_500))]
    [2000, 2000, 500]
    """
    for start in range(0, len(places), AT_ONCE):
        yield places[start : start + AT_ONCE]


def joined(pieces: Iterable[bytes]) -> bytes:
    """The pieces as one file, each let go of when it is written."""
    file = io.BytesIO()
    file.writelines(pieces)
    return file.getvalue()


def as_json(frame: Any, items: Iterable[Any], depth: int) -> bytes:
    r"""`frame` as JSON, its only list of one None filled with `items`, which stand `depth` deep.

    Keys in order; of the items each on a line of its own.

    >>> as_json({"b": [None], "a": "x"}, [{"d": 1, "c": []}, 2], depth=2)
    b'{\n "a": "x",\n "b": [\n  {"c":[],"d":1},\n  2\n ]\n}\n'
    >>> as_json({"b": [None]}, [], depth=2)
    b'{\n "b": [\n ]\n}\n'
    """
    text = json.dumps(frame, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    # A line break inside a text is written as \n: this line is no part of one.
    head, _, tail = text.partition(b" " * depth + b"null\n")
    lines = (b" " * depth + orjson.dumps(item, option=orjson.OPT_SORT_KEYS) for item in items)
    first = next(lines, b"")
    rest = (b",\n" + line for line in lines)
    return joined(chain((head, first), rest, (b"\n" if first else b"", tail)))
