"""Titles beside marks: all of a few, of many those that there is room for."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import numpy as np
import pandas as pd

from lib.charts import letters, packing
from lib.charts.pieces import MARK, TYPE

ALL = 15  # up to so many events each has its title
GAP = 3.0  # pixels between a mark or its span and the title
_REACH = MARK * 0.75
_WIDE, _SHORT, _LEAST = 290.0, 220.0, 110.0  # pixels of a whole title's lines, of a cut one
_LINES = 3


def placed(
    marks: pd.DataFrame,
    width: float,
    rows: float,
    lanes: int,
    numbers: bool = False,
    few: int = ALL,
) -> pd.DataFrame:
    """The marks with their rows and titles on a plot `width` pixels wide.

    `marks` has lane, `x`, `first` and `last` (pixels from the left: of the mark, of all that is
    drawn of it), title, and `rank`: which titles come first where there is no room for all. Up to
    `few` events have their whole titles, whatever the height. Of more, titles are cut to one line:
    the first that keep the lanes within `rows` rows; then gaps between marks are filled. With
    `rows` 0 none has a title. Columns added: `row` from 0 up, `high` in rows, `words` (lines, empty
    without a title), `side` and `x0` (where the words begin or end), `over` (whether they stand
    above their mark, whose span leaves no room beside it). With `numbers`, marks without a title
    are numbered in order, and `numbered`.
    """
    found = marks.reset_index(drop=True)
    whole = found["event_id"].nunique() <= few
    order = found["rank"].rank(method="dense").to_numpy(float)
    boxes = _boxes(found, width, whole) if whole or rows else _bare(found)
    digits = letters.width("0" * len(str(len(found)))) * TYPE + GAP if numbers else 0.0
    lane = pd.factorize(found["lane"])[0]
    first, last = (found[c].to_numpy() for c in ("first", "last"))
    left, right, high = (boxes[c].to_numpy() for c in ("left", "right", "high"))

    def packed(most: int) -> dict[str, np.ndarray]:
        named = order <= most
        sides = np.where(named, left, first), np.where(named, right, last + digits)
        tall = np.where(named, high, 1)
        row = packing.rows(lane, *sides, tall)
        return {"row": row, "high": tall, "left": sides[0], "named": named}

    def taken(most: int) -> int:
        best, tops = packed(most), np.zeros(lanes, dtype=int)
        np.maximum.at(tops, lane, best["row"] + best["high"])
        return int(tops.sum())

    most = len(found) if whole else 0
    if not whole and taken(0) < rows - lanes * 0.6:
        # The largest number of titles with which the lanes keep within the rows.
        most = bisect_right(range(1, len(found) + 1), rows - lanes * 0.6, key=taken)
    shown = found.assign(**packed(most), **boxes[["words", "side", "x0", "over"]])
    shown["words"] = [w if n else () for w, n in zip(shown["words"], shown["named"], strict=True)]
    shown["over"] &= shown["named"]
    if not whole and rows:
        _fill_gaps(shown, width)
    shown["numbered"] = numbers & (shown["words"].map(len) == 0)
    if numbers:
        bare = shown[shown["numbered"]].sort_values(["x", "event_id"]).index
        for number, i in enumerate(bare, 1):
            _write(shown, i, str(number))
    return shown


def _bare(marks: pd.DataFrame) -> pd.DataFrame:
    """The boxes of marks without titles."""
    bare = {"words": [()] * len(marks), "side": "right", "x0": 0.0, "high": 1, "over": False}
    return marks[["first", "last"]].set_axis(["left", "right"], axis=1).assign(**bare)


def _boxes(marks: pd.DataFrame, width: float, few: bool) -> pd.DataFrame:
    """The lines of each title, at which side of its mark, and the box of both."""
    found = []
    longest = _WIDE if few else _SHORT if marks["event_id"].nunique() > ALL else 2 * _SHORT
    for mark in marks.itertuples():
        right, left = width - mark.last - GAP, mark.first - GAP
        wanted = letters.width(mark.title) * TYPE
        wide = min(wanted, longest)
        over = max(right, left) < min(wide, _LEAST)  # its own span takes the whole width
        left = mark.x - _REACH - GAP if over else left
        side = "right" if right >= min(wide, left) else "left"
        room = min(right if side == "right" else left, longest)
        lines = _balanced(mark.title, max(room, _LEAST), _LINES if few else 1)
        x0 = mark.last + GAP if side == "right" else (mark.x - _REACH if over else mark.first) - GAP
        long = max((letters.width(line) * TYPE for line in lines), default=0)
        box = (
            (min(mark.first, x0 - long), mark.last)
            if side == "left"
            else (mark.first, x0 + long + GAP)
        )
        found.append((lines, side, x0, *box, max(len(lines), 1) + over, over))
    kinds = {"x0": float, "left": float, "right": float, "high": int, "over": bool}
    boxes = pd.DataFrame(found, columns=["words", "side", *kinds], index=marks.index)
    return boxes.astype(kinds)


def _balanced(title: str, room: float, most: int) -> tuple[str, ...]:
    """The title in as few lines as the room allows, of about one length."""
    lines = letters.wrapped(title, room, TYPE, most)
    if len(lines) < 2:
        return lines
    wanted = letters.width(title) * TYPE / len(lines)
    for share in (1.05, 1.15, 1.3):
        even = letters.wrapped(title, min(wanted * share, room), TYPE, most + 1)
        if len(even) == len(lines):
            return even
    return lines


def _fill_gaps(shown: pd.DataFrame, width: float) -> None:
    """Cut titles into what is free at the right of marks that have none."""
    ordered = shown.sort_values(["lane", "row", "left"])
    same = ordered[["lane", "row"]].eq(ordered[["lane", "row"]].shift(-1)).all(axis=1)
    after = ordered["left"].shift(-1).where(same, width + 2 * GAP)
    room = (after - ordered["last"] - 3 * GAP)[~ordered["named"]]
    for i, free in room[room >= _LEAST].items():
        _write(shown, i, letters.cut(shown.at[i, "title"], free, TYPE))


def _write(shown: pd.DataFrame, i: Any, words: str) -> None:
    """Put words at the right of a mark."""
    shown.at[i, "words"] = (words,)
    shown.at[i, "side"], shown.at[i, "x0"] = "right", shown.at[i, "last"] + GAP
