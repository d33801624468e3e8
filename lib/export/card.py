"""The card: the chosen parts of a screen on one page, with all a reader needs to check them.

The parts are drawn from the figures of the screen, so that card and screen cannot disagree.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import plotly.graph_objects as go

from lib.analysis import events, questions
from lib.charts import board, network
from lib.dataset import dates, text
from lib.export import draw_network, statement
from lib.export.canvas import Box, Sheet, Size, measure, plainly, split, wrap
from lib.export.draw_events import draw_event, draw_list, draw_passage
from lib.export.draw_plot import Plot
from lib.export.draw_timeline import draw_timeline
from lib.export.statement import Statement
from lib.view.screen import Screen, of_layer
from lib.view.theme import LIGHT, PRINT, Theme, with_sides

SIZES = {"wide": Size(1920, 1080, 144), "a4": Size(1240, 1754, 150)}
PICTURES = ("timeline", "says", "claimed", "question")
# How much larger or smaller than on the screen a picture may be drawn, largest first.
_SCALES = [s / 100 for s in range(175, 30, -5)]
_REMARK = 20
_LEGEND = (16.0, 14.5, 13.0)
_BOARD_SCALES = [s for s in _SCALES if s <= 1.25]
_EDGE, _GAP = 64, 40
_TITLE, _LEAD, _TEXT, _FOOT = 40, 23, 20, 16.5


def themed(screen: Screen) -> Screen:
    """The screen in the colours that its view asks for: light, or greys for print."""
    looks = {"light": LIGHT, "print": PRINT}
    return replace(screen, theme=with_sides(looks[screen.view.look], screen.tables.sides))


def png(screen: Screen, said: Statement, scale: float = 2) -> bytes:
    """The card as a PNG: at scale 2 it has 3840 × 2160 pixels, on A4 2480 × 3508 (300 dpi)."""
    return _drawn(screen, said).png(scale)


def preview(screen: Screen, said: Statement) -> bytes:
    """The card as a PNG of half that size."""
    return png(screen, said, scale=1)


def svg(screen: Screen, said: Statement) -> bytes:
    """The card as SVG with letters as outlines and its text alternative."""
    return _drawn(screen, said).svg(said.title, statement.in_words(screen, said))


def pdf(screen: Screen, said: Statement) -> bytes:
    """The card as a PDF of one page with text that can be selected."""
    return _drawn(screen, said).pdf(said.title, statement.in_words(screen, said), said.made)


def part_png(screen: Screen, part: str, size: tuple[int, int]) -> bytes:
    """One picture alone, without title or footer, as a PNG of `size` pixels.

    Raises KeyError for a part that is not one of PICTURES.
    """
    screen = themed(screen)
    with plainly():
        sheet = Sheet(Size(size[0] // 2, size[1] // 2, 144), screen.theme.page)
        _PARTS[part](sheet, screen, Box(0, 0, size[0] / 2, size[1] / 2))
        return sheet.png(2)


def _drawn(screen: Screen, said: Statement) -> Sheet:
    with plainly():
        screen = themed(screen)
        size, ink = SIZES[screen.view.paper], screen.theme.text
        sheet = Sheet(size, screen.theme.page)
        top = _head(sheet, said, screen.theme)
        bottom = _foot(sheet, said, screen.theme)
        parts = statement.parts(screen)
        area = Box(_EDGE, top, size.width - 2 * _EDGE, bottom - top)
        for part, box in zip(parts, _boxes(parts, area, screen.view.paper), strict=True):
            if len(parts) > 1 or part not in ("timeline", "events"):
                lines = wrap(statement.heading(screen, part), box.width, _LEAD, "semibold", most=2)
                at = (box.left, box.top)
                y = sheet.paragraph(*at, lines, _LEAD, ink, "semibold", leading=1.2)
                box = box.below(y + 10)
            _PARTS[part](sheet, screen, box)
        return sheet


def _boxes(parts: tuple[str, ...], area: Box, paper: str) -> list[Box]:
    """Where each part stands: on A4 below one another, timelines higher than others.

    On a wide card two stand side by side, three as one beside two, four in two rows.
    """
    if paper == "a4":
        return split(area, [1.3 if part == "timeline" else 1.0 for part in parts], down=True)
    if len(parts) < 3:
        return split(area, [1.0] * len(parts))
    left, right = split(area, [1.0, 1.0])
    if len(parts) == 3:
        return [left, *split(right, [1.0, 1.0], down=True)]
    (a, b), (c, d) = (split(half, [1.0, 1.0], down=True) for half in (left, right))
    return [a, c, b, d]


def _head(sheet: Sheet, said: Statement, theme: Theme) -> float:
    """Write the title, what is shown, the filters and the note; return the bottom."""
    width = sheet.size.width - 2 * _EDGE
    lines = wrap(said.title, width, _TITLE, "semibold", most=2)
    y = sheet.paragraph(_EDGE, _EDGE - 20, lines, _TITLE, theme.text, "semibold", leading=1.15)
    shown = f"{said.shown} · {'; '.join(said.filters) or 'no filter'}"
    lines = wrap(shown, width, _LEAD, most=3)
    y = sheet.paragraph(_EDGE, y + 4, lines, _LEAD, theme.quiet, leading=1.25)
    if said.note:
        lines = wrap(said.note, min(width, 1500), _TEXT, most=4)
        y = sheet.paragraph(_EDGE, y + 8, lines, _TEXT, theme.text)
    return y + 22


def _foot(sheet: Sheet, said: Statement, theme: Theme) -> float:
    """Write sources, version and address along the bottom; return the top."""
    width = sheet.size.width - 2 * _EDGE
    words = said.lines()
    sources = wrap(f"Sources: {words['Sources']}.", width, _FOOT, most=4)
    origin = f"{words['Data']}. Made on {words['Made']}."
    address = _broken(said.address, width, _FOOT)
    lines = [*sources, *wrap(origin, width, _FOOT), *address]
    leading = 1.32
    height = (len(lines) + 1) * _FOOT * leading
    top = sheet.size.height - 44 - height
    sheet.rectangle(_EDGE, top - 14, width, 1, theme.line)
    y = sheet.paragraph(_EDGE, top, [said.caution], _FOOT, theme.text, "semibold", leading=leading)
    for line in lines:
        link = said.address if line in address else ""
        sheet.text(_EDGE, y + _FOOT, line, _FOOT, theme.quiet, link=link)
        y += _FOOT * leading
    return top - 30


def _broken(address: str, width: float, size: float) -> list[str]:
    """A URL in lines, broken before an `&` where possible."""
    lines = [""]
    for piece in re.split(r"(?=&)", address):
        if lines[-1] and measure(lines[-1] + piece, size) > width:
            lines.append("")
        lines[-1] += piece
    return [broken for line in lines for broken in wrap(line, width, size)]


# --- The parts -------------------------------------------------------------------------------


def _timeline(sheet: Sheet, screen: Screen, box: Box) -> None:
    draw_timeline(sheet, screen, box)


def _question(sheet: Sheet, screen: Screen, box: Box) -> None:
    """The board and, where there is room, the strongest passages of both sides."""
    chosen = screen.question
    row = screen.counts.loc[chosen]
    told = f"{questions.in_words(row)} · {questions.contest_in_words(row)}"
    size = 18.0
    lines = wrap(told, box.width, size, most=2)
    y = sheet.paragraph(box.left, box.top, lines, size, screen.theme.quiet) + 8
    box = box.below(y)

    def figure(width: int, height: int) -> go.Figure:
        del height
        return board.of_screen(screen, chosen, width)

    plot, scale = _largest(screen, box, figure, _BOARD_SCALES)
    plot.draw(sheet, box.left, y, scale)
    box = box.below(y + plot.height * scale + 16)
    if box.height < size * 8:
        return
    groups = [g for g in questions.STANCE_GROUPS if g != "partly" or questions.of_group(row, g)]
    for column, group in zip(split(box, [1.0] * len(groups)), groups, strict=True):
        said = [f"Those who {questions.GROUP_WORDS[group]}"]
        y = sheet.paragraph(column.left, column.top, said, size, screen.theme.text, "semibold")
        ids = questions.strongest(screen.seen, chosen, group)
        quotes = [(e, q) for e in ids for q in events.dossier(screen.tables, e).quotes[:1]]
        for event_id, quote in quotes:
            y = draw_passage(sheet, screen, event_id, quote, column.below(y + 10), size * 0.95)
        if not quotes:
            sheet.paragraph(column.left, y, ["Nobody in view."], size, screen.theme.quiet, "italic")


def _largest(
    screen: Screen,
    box: Box,
    figure: Callable[[int, int], go.Figure],
    scales: list[float] = _SCALES,
) -> tuple[Plot, float]:
    """The figure at the largest scale that fits the box, and the scale."""

    def laid(scale: float) -> Plot:
        width, height = box.width / scale, box.height / scale
        return Plot(figure(round(width) - 190, round(height) - 90), width, screen.theme)

    def fits(scale: float) -> bool:
        return bool(laid(scale).height * scale <= box.height)

    # A larger scale makes a higher figure, so the largest that fits is found by bisection.
    scale = scales[min(bisect_left(scales, True, key=fits), len(scales) - 1)]
    plot = laid(scale)
    return plot, float(min(scale, box.height / plot.height))


def _network(layer: str, sheet: Sheet, screen: Screen, box: Box) -> None:
    """The network as large as it gets, its legend beside it in a wide box, else below it."""
    screen = of_layer(screen, layer)
    built = network.of_screen(screen, network.box_for(box.width, box.height))
    theme, until = screen.theme, screen.view.until
    if not built["nodes"]:
        sheet.paragraph(box.left, box.top, [network.in_words(screen)], 18, theme.quiet)
        return
    lines = 2 if built["note"] else 1
    free = box.height - 6 - _REMARK * lines
    ways = []
    for size in _LEGEND:
        aside, below = (draw_network.lay(built["legend"], size, w) for w in (0, box.width))
        if aside.height <= box.height:
            narrow = replace(box, width=box.width - aside.width - _GAP / 2, height=free)
            ways.append((aside, narrow, (narrow.left + narrow.width + _GAP / 2, box.top)))
        low = replace(box, height=free - 8 - below.height)
        ways.append((below, low, (box.left, low.top + low.height + 14 + _REMARK * lines)))
    legend, room, place = max(
        ways,
        key=lambda way: (
            round(draw_network.scale(built, way[1].width, way[1].height), 1),
            way[0].size,
        ),
    )
    legend.draw(sheet, *place, theme)
    built = network.of_screen(screen, network.box_for(room.width, room.height))
    draw_network.draw(sheet, built, theme, until, (room.left, room.top, room.width, room.height))
    size = legend.size * 0.9
    words = wrap(" ".join(_remarks(built, until)), room.width, size, most=lines)
    sheet.paragraph(room.left, room.top + room.height + 4, words, size, theme.quiet)


def _remarks(built: dict[str, Any], until: str) -> Iterator[str]:
    """What a reader is told below a network."""
    if built["note"]:
        yield built["note"]
    kinds = built["legend"][0]
    coded = any(item.get("code") for item in kinds["items"])
    counted = f"Letters name the {kinds['name'].lower()}, numbers" if coded else "Numbers"
    yield f"{counted} count events."
    if until:
        yield f"Links up to {dates.in_words(until)} in full, later ones pale."
    if counts := built["unnumbered"]:
        without = "has" if counts == 1 else "have"
        yield f"{text.count(counts, 'link')} {without} none for want of room."
    if names := built["unnamed"]:
        are = "is" if names == 1 else "are"
        yield f"{text.count(names, 'actor')} {are} not named for want of room."


_PARTS: dict[str, Callable[[Sheet, Screen, Box], None]] = {
    "timeline": _timeline,
    "says": partial(_network, "says"),
    "claimed": partial(_network, "claimed"),
    "question": _question,
    "events": draw_list,
    "event": draw_event,
}
