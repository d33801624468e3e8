"""The process's memory: that what sessions leave behind goes back to the machine."""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa

_ARENA_MAX, _TRIM_THRESHOLD = -8, -1  # as malloc.h of the GNU C library numbers them


def keep_few_heaps() -> bool:
    """Have all threads share two heaps, and their ends given back; whether that can be told.

    Every session's script runs in a thread of its own. Left to itself the GNU C library keeps up
    to eight heaps for each processor, and what is freed in them it keeps, too: some 30 % of the
    whole after fifty sessions have come and gone, though Python holds no object of theirs. Two
    heaps are enough, as Python runs one thread at a time.
    """
    return _told("mallopt", _ARENA_MAX, 2) and _told("mallopt", _TRIM_THRESHOLD, 128 * 1024)


def give_back() -> bool:
    """Give back what is free inside the heaps, Arrow's included; whether there was any.

    Takes some milliseconds, during which other threads may go on.
    """
    pa.default_memory_pool().release_unused()
    return _told("malloc_trim", 0)


def _told(function: str, *arguments: int) -> bool:
    """What the C library's function says; False where it has none of that name."""
    library = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    return hasattr(library, function) and bool(getattr(library, function)(*arguments))
