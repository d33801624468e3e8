"""Rows within a lane, so that no mark hides another."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np


def rows(lane: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The row of each span within its lane, from 0 up; spans of one row do not touch.

    Greedy interval partitioning in the order of left ends, which uses as few rows as possible
    (Kleinberg and Tardos, Algorithm Design, 4.1): n log n steps.

    >>> rows(np.array([0, 0, 0, 1]), np.array([1, 2, 5, 2]), np.array([4, 3, 6, 3])).tolist()
    [0, 1, 0, 0]
    """
    found = np.zeros(len(lane), dtype=int)
    taken: list[tuple[int, int]] = []  # right end and row
    free: list[int] = []
    height, of = 0, None
    for i in np.lexsort((right, left, lane)):
        if lane[i] != of:
            taken, free, height, of = [], [], 0, lane[i]
        while taken and taken[0][0] < left[i]:
            heappush(free, heappop(taken)[1])
        if not free:
            free.append(height)
            height += 1
        found[i] = heappop(free)
        heappush(taken, (right[i], found[i]))
    return found
