"""Files of very many entries, written piece by piece: only the file itself is held whole."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import numpy as np
import orjson

AT_ONCE = 2_000  # rows read, and entries made, at a time
_DEEPEST = 12  # levels that an entry may have


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

    What `json.dumps` gives with `indent=1` and `sort_keys`, and a line feed behind it; with an
    indent that is too slow for very many items.

    >>> as_json({"b": [None], "a": "x"}, [1, 2], depth=2)
    b'{\n "a": "x",\n "b": [\n  1,\n  2\n ]\n}\n'
    >>> as_json({"b": [None]}, [], depth=2)
    b'{\n "b": []\n}\n'
    """
    text = json.dumps(frame, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    # A line break inside a text is written as \n: this line is no part of one.
    head, _, tail = text.partition(b"\n" + b" " * depth + b"null\n")
    pieces = _pieces(iter(items), b"\n" + b" " * depth)
    if not (first := next(pieces, b"")):
        return head + tail.lstrip(b" ")
    return joined(chain((head, first[1:]), pieces, (b"\n", tail)))


def _pieces(items: Iterator[Any], before: bytes) -> Iterator[bytes]:
    """The items as JSON, a comma and `before` in front of each."""
    how = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    while some := list(islice(items, AT_ONCE)):
        listed = orjson.dumps(some, option=how)
        # From two spaces a level to one, the deepest lines first and marked, so that no line is
        # taken twice; a NUL itself never stands in JSON.
        for level in range(_DEEPEST, 0, -1):
            listed = listed.replace(b"\n" + b"  " * level, b"\n" + b"\0" * level)
        # Without the brackets of this list; its items are one level deep in it.
        lines = listed[1:-2].replace(b"\0", b" ").replace(b"\n ", before)
        yield b"," + lines
