"""Places across and rows within a lane, so that no mark hides another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np
import pandas as pd

from lib.analysis.chronology import Days
from lib.charts.pieces import MARK


def rows(
    lane: Sequence[object] | np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    high: np.ndarray | None = None,
) -> np.ndarray:
    """The lowest row of each box within its lane, from 0 up; boxes of one row do not touch.

    Each box takes the first rows that are free, `high` of them, in the order of left ends. Boxes
    one row high take as few rows as possible (Kleinberg and Tardos, Algorithm Design, 4.1).

    >>> rows([0, 0, 0, 1], np.array([1, 2, 5, 2]), np.array([4, 3, 6, 3])).tolist()
    [0, 1, 0, 0]
    """
    found = np.zeros(len(left), dtype=int)
    ends: dict[object, list[float]] = {}  # of each lane: where each of its rows is free again
    for i in np.lexsort((right, left)).tolist():
        taken = ends.setdefault(lane[i], [])
        tall = 1 if high is None else int(high[i])
        for row in count():
            if all(end < left[i] for end in taken[row : row + tall]):
                break
        found[i] = row
        taken[row : row + tall] = [right[i]] * tall
    return found


def in_pixels(shown: pd.DataFrame, days: Days, width: float, joined: bool = False) -> pd.DataFrame:
    """The marks with `x`, `first` and `last`: where they and all drawn of them stand across.

    If `joined`, the time that they are about is drawn as well.
    """
    scale, reach = width / ((days[1] - days[0]) / pd.Timedelta(days=1)), MARK * 0.75

    def across(column: str) -> pd.Series:
        return (shown[column] - days[0]) / pd.Timedelta(days=1) * scale

    x = across("at")
    first, last = np.minimum(across("start"), x - reach), np.maximum(across("end"), x + reach)
    if joined:
        about = shown["about"]
        first = first.where(~about, np.minimum(first, across("about_start")))
        last = last.where(~about, np.maximum(last, across("about_end")))
    return shown.assign(x=x, first=first, last=last)
