"""A timeline drawn on a part of a sheet, no letters smaller than twelve points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lib.charts import timeline
from lib.export.canvas import LINE, Box, Sheet, wrap
from lib.export.draw_plot import SMALL, Plot
from lib.view.screen import Screen

_LIST = 0.36  # of the width, for the titles of numbered marks
_GAP = 20
# Ways to draw it, the most telling first: whole titles, cut ones, ever lower rows, then bars.
_WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"few": 0},
    *({"few": 0, "row": row} for row in (13.5, 11.0, 9.0, 7.5, 6.0, 5.0)),
    {"most": 0},
)


def draw_timeline(sheet: Sheet, screen: Screen, box: Box) -> list[str]:
    """Draw the timeline as large as it gets; return the numbered events that are not listed.

    A pixel of the figure is a point of the sheet. Marks have their titles where these fit; where
    some do not, the marks are numbered and the titles listed at the right. If the list is too long
    for the sheet nothing is listed, and the event_ids are returned in the order of the numbers.
    """
    point = sheet.size.per_inch / 72
    wide, high = box.width / point, box.height / point
    plot = _laid(screen, wide, high)
    if not _numbered(plot):
        # Only a part of a sheet too small for the labels alone has smaller letters.
        plot.draw(sheet, box.left, box.top, min(point, box.height / plot.height))
        return []
    room = wide * (1 - _LIST) - _GAP
    aside = _laid(screen, room, high)
    lines = list(_listed(screen, aside, wide * _LIST))
    if len(lines) * SMALL * LINE > high:
        plot.draw(sheet, box.left, box.top, point)
        return _numbered(plot)
    aside.draw(sheet, box.left, box.top, point)
    left = box.left + (room + _GAP) * point
    sheet.paragraph(left, box.top, lines, SMALL * point, screen.theme.text)
    return []


def _laid(screen: Screen, wide: float, high: float) -> Plot:
    """The first way to draw the timeline that is no higher than `high`."""
    around = 90.0  # the first time round only tells how much stands around the plot
    for way in (_WAYS[0], *_WAYS):
        size = (int(wide), int(high - around))
        numbers = way.get("row", SMALL) >= SMALL
        figure = timeline.of_screen(screen, size, numbers=numbers, **way)
        plot = Plot(figure, wide, screen.theme)
        if plot.height <= high and plot.around == around:
            break
        around = plot.around
    return plot


def _numbered(plot: Plot) -> list[str]:
    """The event_ids of the marks that have a number instead of a title."""
    numbers = [t.customdata for t in plot.figure.data if t.name == "numbers"]
    return list(numbers[0]) if numbers else []


def _listed(screen: Screen, plot: Plot, wide: float) -> Iterator[str]:
    """The lines of the list of numbered events."""
    titles = dict(
        screen.seen.store.rows(
            "SELECT event_id, title FROM events JOIN {seen} USING (no)", seen=screen.seen
        )
    )
    for number, event_id in enumerate(_numbered(plot), 1):
        yield from wrap(f"{number}  {titles[event_id]}", wide, SMALL, most=2)
