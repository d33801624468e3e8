"""The process's memory: that what sessions leave behind goes back to the machine."""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa

_ARENA_MAX, _TRIM_THRESHOLD = -8, -1  # as malloc.h of the GNU C library numbers them


def give_back() -> bool:
    """Have freed memory given back to the machine; whether this C library can be told to.

    Every session's script runs in a thread of its own. Left to itself the GNU C library keeps up
    to eight heaps for each processor, and what is freed in them it keeps, too: some 30 % of the
    whole after fifty sessions have come and gone, though Python holds no object of theirs. Two
    heaps are enough, as Python runs one thread at a time.
    """
    if not sys.platform.startswith("linux"):
        return False
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is None:
        return False
    return bool(tell(_ARENA_MAX, 2) and tell(_TRIM_THRESHOLD, 128 * 1024))


def trim() -> bool:
    """Give back what is free inside the heaps, Arrow's included; whether there was any.

    The limits set by `give_back` hold for the end of a heap only. Takes some milliseconds.
    """
    pa.default_memory_pool().release_unused()
    if not sys.platform.startswith("linux"):
        return False
    give = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return bool(give and give(0))
