"""The process's memory: that what sessions leave behind goes back to the machine.

Every session's script runs in a thread of its own. Left to itself the GNU C library keeps up to
eight heaps for each processor, and in them what has been freed: some 30 % of the whole after fifty
sessions have come and gone, though Python holds no object of theirs.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys

EVERY = 30  # seconds
_ARENA_MAX = -8  # as malloc.h of the GNU C library numbers it


def _library() -> ctypes.CDLL | None:
    """The C library, where it is one that can be told."""
    library = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def keep_few_heaps() -> bool:
    """Have all threads share two heaps; whether this C library can be told to.

    Two are enough, as Python runs one thread at a time. Only threads yet to start are affected.
    """
    library = _library()
    return library is not None and bool(library.mallopt(_ARENA_MAX, 2))


def give_back() -> bool:
    """Give freed memory back to the machine; whether this C library can be told to.

    Takes some milliseconds, during which other threads may go on.
    """
    library = _library()
    if library is not None:
        library.malloc_trim(0)
    return library is not None


async def keep_giving_back() -> None:
    """Give freed memory back again and again, until cancelled."""
    while await asyncio.to_thread(give_back):
        await asyncio.sleep(EVERY)
