"""A timeline drawn on a part of a sheet, no letters smaller than twelve points."""

from collections.abc import Iterator
from typing import Any

from lib.analysis import chronology
from lib.charts import letters, timeline, titles
from lib.export.canvas import LINE, Box, Sheet
from lib.export.draw_plot import SMALL, Plot
from lib.export.statement import order
from lib.export.titles import short
from lib.view.screen import Screen

# Shares of the width for the titles of numbered marks, and the lines that each may have.
_LISTS = ((0.36, 3), (0.45, 3), (0.55, 3), (0.62, 3), (0.55, 1))
_NUMBERED = 9.5  # points, the least height of a row with numbers
_GAP = 20
_LEAST = 3.5  # points that a row of marks is high; lower ones are counted as bars


def draw_timeline(sheet: Sheet, screen: Screen, box: Box) -> None:
    """Draw the timeline as large as it gets.

    Marks have their titles where these fit; where some do not, the marks are numbered and the
    titles listed at the right, if the list fits the sheet.
    """
    wide, high = box.width, box.height
    ids, order = screen.seen.ids(), chronology.in_order(screen.whole, screen.view.clock)
    first = 1 + next((n for n, i in enumerate(order["event_id"]) if i in ids), 0)
    plot = _laid(screen, wide, high, first)
    if titles.numbered(plot.figure):
        for share, most in _LISTS:
            room = wide * (1 - share) - _GAP
            aside = _laid(screen, room, high, first)
            lines = list(_listed(screen, aside, wide * share, most, first))
            cut = most > 1 and any(line.endswith(letters.ELLIPSIS) for line in lines)
            if lines and not cut and len(lines) * SMALL * LINE <= high:
                aside.draw(sheet, box.left, box.top, 1)
                place = box.left + room + _GAP, box.top + SMALL
                sheet.paragraph(*place, lines, SMALL * LINE, SMALL, screen.theme.text)
                return
        plot = _laid(screen, wide, high, 0)
    # Only a part of a sheet too small for the labels alone has smaller letters.
    plot.draw(sheet, box.left, box.top, min(1, high / plot.height))


def _laid(screen: Screen, wide: float, high: float, numbers: int) -> Plot:
    """The timeline with rows as high as they can be: with whole titles, cut ones, none, or bars."""
    around = 0.0  # until it is known what stands around the plot
    way: dict[str, Any] = {}
    while True:
        row = way.get("row", timeline.ROWS[0])
        size = (int(wide), int(high - around))
        figure = timeline.of_screen(screen, size, numbers=numbers * (row >= _NUMBERED), **way)
        plot = Plot(figure, wide, screen.theme)
        if plot.around > around:
            around = plot.around
        elif plot.height <= high or "most" in way:
            return plot
        elif "few" not in way and len(screen.seen) <= titles.ALL:
            # Numbers for a list rather than cut titles.
            way = {"few": 0, "row": timeline.TITLED - (numbers > 0)}
        else:
            lower = row * 0.97 * (high - around) / (plot.height - around)
            way = {"few": 0, "row": lower} if lower > _LEAST else {"most": 0, "row": 1}


def _listed(screen: Screen, plot: Plot, wide: float, most: int, first: int) -> Iterator[str]:
    """The lines of the list of numbered events, each with its date and the numbers of articles."""
    rows = screen.seen.store.rows(
        """SELECT event_id, title, date, list(source_id) AS sources
        FROM events JOIN {seen} USING (no) JOIN tellings ON event = no GROUP BY ALL""",
        seen=screen.seen,
    )
    articles = order(screen)
    told = {
        row.event_id: f"{short(row.date)}: {row.title} "
        + "".join(f"[{n}]" for n in sorted(articles[source] for source in row.sources))
        for row in rows
    }
    for number, event_id in enumerate(titles.numbered(plot.figure), first):
        yield from letters.wrapped(f"{number} · {told[event_id]}", wide, SMALL, most)
