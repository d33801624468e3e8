"""Titles beside marks: all of a few, of many those that there is room for."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from lib.charts import letters, packing
from lib.charts.pieces import MARK, TYPE, Columns

ALL = 15  # up to so many events each has its title
GAP = 3.0  # pixels between a mark or its span and the title
_REACH = MARK * 0.75
_WIDE, _LONG, _LEAST = 290.0, 440.0, 110.0  # pixels of a title's lines, of one line, at least
_LINES = 3


class _Box(NamedTuple):
    """The lines of a title, at which side of its mark, and the box of both."""

    words: tuple[str, ...]
    side: str
    x0: float
    left: float
    right: float
    high: int
    over: bool


def placed(
    marks: Columns,
    width: float,
    rows: float,
    lanes: int,
    numbers: int = 0,
    few: int = ALL,
) -> dict[str, list[Any]]:
    """The rows and titles of marks on a plot `width` pixels wide.

    `marks` has lane, `x`, `first` and `last` (pixels from the left: of the mark, of all that is
    drawn of it), title, and `rank`: which titles come first where there is no room for all. Up to
    `few` events have their whole titles, whatever the height. Of more, those whose whole title fits
    in a line: the first that keep the lanes within `rows` rows; then gaps between marks are filled.
    With `rows` 0 none has a title. Columns found: `row` from 0 up, `high` in rows, `words` (lines,
    empty without a title), `side` and `x0` (where the words begin or end), `over` (whether they
    stand above their mark, whose span leaves no room beside it). With `numbers`, events without
    a title are numbered from there on in the order of their dates, and `numbered`.
    """
    lane, first, last, all_titles = (
        list(marks[column]) for column in ("lane", "first", "last", "title")
    )
    every, events = range(len(lane)), len(set(marks["event_id"]))
    whole = events <= few
    places = {rank: place for place, rank in enumerate(sorted({*marks["rank"]}), 1)}
    order = [places[rank] for rank in marks["rank"]]
    digits = letters.width("0" * len(str(numbers + len(lane)))) * TYPE + GAP if numbers else 0.0
    bare = [
        _Box((), "left", 0.0, first[i] - digits, last[i], 1, False)
        if last[i] + digits > width
        else _Box((), "right", 0.0, first[i], last[i] + digits, 1, False)
        for i in every
    ]
    boxes = bare
    if whole or rows:
        drawn = zip(marks["x"], first, last, all_titles, strict=True)
        boxes = [_box(*mark, width, *((_WIDE, _LINES) if whole else (_LONG, 1))) for mark in drawn]
        told = [whole or "".join(boxes[i].words) == all_titles[i] for i in every]
        boxes = [boxes[i] if told[i] else bare[i] for i in every]

    def packed(most: int) -> tuple[list[_Box], list[int]]:
        chosen = [boxes[i] if order[i] <= most else bare[i] for i in every]
        left, right = [box.left for box in chosen], [box.right for box in chosen]
        return chosen, packing.rows(lane, left, right, [box.high for box in chosen])

    def taken(most: int) -> int:
        tops: dict[object, int] = {}
        for i, (box, row) in enumerate(zip(*packed(most), strict=True)):
            tops[lane[i]] = max(tops.get(lane[i], 0), row + box.high)
        return sum(tops.values())

    most = len(lane) if whole else 0
    if not whole and taken(0) < rows - lanes * 0.6:
        # The largest number of titles with which the lanes keep within the rows.
        most = bisect_right(range(1, len(lane) + 1), rows - lanes * 0.6, key=taken)
    shown, row = packed(most)
    words = [box.words for box in shown]
    side, x0 = [box.side for box in shown], [box.x0 for box in shown]

    def write(i: int, text: str) -> None:
        """Put words at the right of a mark, or at its left where the plot ends."""
        words[i], side[i] = (text,), bare[i].side
        x0[i] = last[i] + GAP if side[i] == "right" else first[i] - GAP

    if not whole and rows:
        for i, room in _gaps(lane, row, shown, last, width):
            if not words[i] and letters.width(all_titles[i]) * TYPE <= room:
                write(i, all_titles[i])
    numbered = [numbers > 0 and not words[i] for i in every]
    unnamed = [i for i in every if numbered[i]]
    unnamed.sort(key=lambda i: (marks["printed"][i], marks["end"][i], marks["event_id"][i]))
    ids = dict.fromkeys(marks["event_id"][i] for i in unnamed)
    number_of = {event_id: number for number, event_id in enumerate(ids, numbers)}
    for i in unnamed:
        write(i, str(number_of[marks["event_id"][i]]))
    high, over = [box.high for box in shown], [box.over for box in shown]
    return {
        **{"row": row, "high": high, "words": words, "side": side, "x0": x0},
        **{"over": over, "numbered": numbered},
    }


def numbered(figure: go.Figure) -> list[str]:
    """The event_ids of the marks that have a number instead of a title, in its order."""
    traces = (trace for trace in figure.data if trace.name == "numbers")
    return list(dict.fromkeys(event_id for trace in traces for event_id in trace.customdata))


def _box(
    x: float, first: float, last: float, title: str, width: float, longest: float, most: int
) -> _Box:
    right, left = width - last - GAP, first - GAP
    wanted = letters.width(title) * TYPE
    wide = min(wanted, longest)
    over = max(right, left) < min(wide, _LEAST)  # its own span takes the whole width
    left = x - _REACH - GAP if over else left
    side = "right" if right >= min(wide, left) else "left"
    room = min(right if side == "right" else left, longest)
    lines = _balanced(title, max(room, _LEAST), most)
    x0 = last + GAP if side == "right" else (x - _REACH if over else first) - GAP
    long = max((letters.width(line) * TYPE for line in lines), default=0)
    ends = (min(first, x0 - long), last) if side == "left" else (first, x0 + long + GAP)
    return _Box(lines, side, x0, *ends, max(len(lines), 1) + over, over)


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


def _gaps(
    lane: Sequence[Any],
    row: Sequence[int],
    boxes: Sequence[_Box],
    last: Sequence[float],
    width: float,
) -> list[tuple[int, float]]:
    """For each mark the pixels that are free at its right for words."""
    order = sorted(range(len(lane)), key=lambda i: (lane[i], row[i], boxes[i].left))
    free = []
    for i, after in zip(order, [*order[1:], None], strict=True):
        same = after is not None and (lane[i], row[i]) == (lane[after], row[after])
        end = boxes[after].left if same and after is not None else width + 2 * GAP
        free.append((i, end - last[i] - 3 * GAP))
    return free
