"""Places across and rows within a lane, so that no mark hides another."""

from collections.abc import Sequence
from itertools import count

import numpy as np

from lib.analysis.chronology import Days
from lib.charts.pieces import ARROW, MARK, Columns


def rows(
    lane: Sequence[object],
    left: Sequence[float],
    right: Sequence[float],
    high: Sequence[int] | None = None,
) -> list[int]:
    """The lowest row of each box within its lane, from 0 up; boxes of one row do not touch.

    Each box takes the first rows that are free, `high` of them, in the order of left ends. Boxes
    one row high take as few rows as possible (Kleinberg and Tardos, Algorithm Design, 4.1).

    >>> rows([0, 0, 0, 1], [1, 2, 5, 2], [4, 3, 6, 3])
    [0, 1, 0, 0]
    """
    found = [0] * len(left)
    ends: dict[object, list[float]] = {}  # of each lane: where each of its rows is free again
    for i in sorted(range(len(left)), key=lambda i: (left[i], right[i])):
        taken = ends.setdefault(lane[i], [])
        tall = 1 if high is None else high[i]
        for row in count():
            if all(end < left[i] for end in taken[row : row + tall]):
                break
        found[i] = row
        taken[row : row + tall] = [right[i]] * tall
    return found


def in_pixels(
    shown: Columns, days: Days, width: float, joined: bool = False
) -> dict[str, list[float]]:
    """`x`, `first` and `last` of marks: where they and all drawn of them stand across.

    If `joined`, the time that they are about is drawn as well.
    """
    scale, reach = width / ((days[1] - days[0]) / np.timedelta64(1, "D")), MARK * 0.75
    origin = np.datetime64(days[0], "us")

    def across(column: str) -> np.ndarray:
        days = (np.asarray(shown[column], "M8[us]") - origin) / np.timedelta64(1, "D")
        return np.asarray(days * scale)

    def arrow(column: str) -> np.ndarray:
        return ARROW * np.asarray(shown[column], bool)

    x = across("at")
    first = np.minimum(across("start"), x - np.maximum(reach, arrow("open_start")))
    last = np.maximum(across("end"), x + np.maximum(reach, arrow("open_end")))
    if joined:
        about = np.asarray(shown["about"], bool)
        start = across("about_start") - arrow("about_open")
        first = np.where(about, np.fmin(first, start), first)
        last = np.where(about, np.fmax(last, across("about_end") + arrow("about_ahead")), last)
    return {"x": x.tolist(), "first": first.tolist(), "last": last.tolist()}
