"""A card as a picture: PNG and SVG of one page, PDF of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lib.charts import map as maps
from lib.charts import matrix
from lib.export import draw_map, forms
from lib.export.canvas import Box, Run, Sheet, Size, measure, pdf_of, plainly
from lib.export.card import Card
from lib.export.draw_network import draw_links, draw_matrix
from lib.export.draw_timeline import draw_timeline
from lib.export.entry_rows import LINE, Cell, Paragraph, wrapped
from lib.export.layout import SMALLEST, Drawing, Grid, Page, lay
from lib.export.statement import Statement
from lib.view.screen import Screen, coloured
from lib.view.theme import DARK, LIGHT, PRINT, Theme

SHARP = 4  # pixels to a point: a wide page has 3840 × 2160
PREVIEW = 2
_LARGEST = 18.0  # points of a letter of the matrix
_LEGEND = 2.0  # the height of its legend, in its units


def themed(screen: Screen) -> Screen:
    """The screen in the colours that its view asks for."""
    looks = {"light": LIGHT, "dark": DARK, "print": PRINT}
    return replace(screen, theme=coloured(screen.tables, looks[screen.view.look]))


def filled(screen: Screen, said: Statement) -> tuple[Screen, Card]:
    """The screen in its colours, and its card."""
    screen = themed(screen)
    return screen, forms.card(screen, said)


def laid(screen: Screen, said: Statement) -> tuple[Screen, Card, list[Page]]:
    """The screen in its colours, its card, and the pages of it."""
    screen, card = filled(screen, said)
    return screen, card, lay(card, screen.theme, screen.view.paper)


def png(screen: Screen, said: Statement, scale: float = SHARP) -> bytes:
    """The page that is shown, as a PNG."""
    with plainly():
        return _shown(screen, said)[1].png(scale)


@dataclass(frozen=True)
class Preview:
    """The page that is shown as a PNG; the card's title and all of it in words; its pages."""

    png: bytes
    title: str
    alt: str
    pages: int


def preview(screen: Screen, said: Statement) -> Preview:
    """The page that is shown, at half its size."""
    with plainly():
        card, sheet, count = _shown(screen, said)
        return Preview(sheet.png(PREVIEW), card.title, card.alt, count)


def svg(screen: Screen, said: Statement) -> bytes:
    """The page that is shown as SVG, with its text as text."""
    with plainly():
        card, sheet, _ = _shown(screen, said)
        return sheet.svg(card.title, card.alt)


def pdf(screen: Screen, said: Statement) -> bytes:
    """All pages as a PDF, with text that can be selected."""
    with plainly():
        screen, card, pages = laid(screen, said)
        sheets = [paint(screen, page) for page in pages]
        return pdf_of(sheets, card.title, card.alt, said.made)


def _shown(screen: Screen, said: Statement) -> tuple[Card, Sheet, int]:
    screen, card, pages = laid(screen, said)
    number = min(int(screen.view.slide or 1), len(pages))
    return card, paint(screen, pages[max(number, 1) - 1]), len(pages)


def drawing(screen: Screen, part: Drawing) -> bytes:
    """One picture of a card alone, as a PNG."""
    with plainly():
        return _alone(screen, part).png(SHARP)


def drawing_svg(screen: Screen, part: Drawing) -> bytes:
    """One picture of a card alone, as SVG in which each mark links to its event's anchor."""
    with plainly():
        return _alone(screen, part, links=True).svg(part.picture.alt, "")


def _alone(screen: Screen, part: Drawing, links: bool = False) -> Sheet:
    size = Size(round(part.box.width), round(part.box.height), 72)
    sheet = Sheet(size, screen.theme.page, links)
    PAINTERS[part.picture.name](sheet, screen, replace(part.box, left=0, top=0))
    return sheet


def paint(screen: Screen, page: Page) -> Sheet:
    """A page on a sheet."""
    theme = screen.theme
    sheet = Sheet(Size(round(page.width), round(page.height), 72), theme.page)
    for part in sorted(page.parts, key=lambda part: not isinstance(part, Drawing)):
        if isinstance(part, Grid):
            _grid(sheet, part, theme)
        elif isinstance(part, Drawing):
            PAINTERS[part.picture.name](sheet, screen, part.box)
        else:
            if part.name == "Footer":
                sheet.rectangle(part.left, part.top - 8, part.width, 1, theme.text)
            _write(sheet, part.paragraphs, part.left, part.top, part.width, part.size)
    return sheet


def _write(
    sheet: Sheet,
    paragraphs: tuple[Paragraph, ...],
    left: float,
    top: float,
    width: float,
    size: float,
    to_the_right: bool = False,
) -> None:
    """Write paragraphs, line by line."""
    for paragraph in paragraphs:
        for line in wrapped(paragraph, width, size):
            x, joined = left, _joined(line)
            if to_the_right:
                x += width - sum(measure(run.words, size, run.face) for run in joined)
            for words in joined:
                sheet.text(x, top + size, words.words, size, words.colour, words.face)
                x += measure(words.words + " ", size, words.face)
            top += size * LINE


def _joined(line: list[Run]) -> list[Run]:
    """The words of a line with those of one look together, so that they are one text."""
    joined: list[Run] = []
    for run in line:
        if joined and replace(run, words="") == replace(joined[-1], words=""):
            joined[-1] = replace(run, words=f"{joined[-1].words} {run.words}")
        else:
            joined.append(run)
    return joined


def _grid(sheet: Sheet, grid: Grid, theme: Theme) -> None:
    y = grid.top
    for row in grid.rows:
        sheet.rectangle(grid.left, y, sum(grid.widths), 0.75, theme.line)
        x = grid.left
        for n, (cell, width) in enumerate(zip(row.cells, grid.widths, strict=True)):
            top = _middle(cell, y, row.height, width)
            number = n == len(grid.widths) - 1 > 0
            _write(sheet, cell.paragraphs, x, top, width, cell.size, to_the_right=number)
            x += width
        y += row.height


def _middle(cell: Cell, top: float, height: float, width: float) -> float:
    """Where the words of a cell begin, to stand in its middle."""
    lines = sum(len(wrapped(p, width, cell.size)) for p in cell.paragraphs)
    return top + (height - lines * cell.size * LINE) / 2


def _whom(sheet: Sheet, screen: Screen, box: Box) -> None:
    """The matrix with as much as fits with the smallest letters, then as large as there is room.

    Links instead, where they are the picture chosen.
    """
    if screen.view.picture == "links":
        draw_links(sheet, screen, (box.left, box.top, box.width, box.height), SMALLEST)
        return
    unit = SMALLEST / matrix.LETTER
    found = matrix.of_screen(screen, box.width / unit, box.height / unit - _LEGEND)
    if found.rows:
        widest = min(box.width, found.width * _LARGEST / matrix.LETTER)
        room = (box.left, box.top, widest, box.height)
        draw_matrix(sheet, found, screen.theme, room)


def _map(sheet: Sheet, screen: Screen, box: Box) -> None:
    """The map, and the page again around its room: land does not end there."""
    drawn = maps.of_screen(screen, (round(box.width), round(box.height)))
    draw_map.draw(sheet, drawn, screen.theme, box)
    wide, tall = sheet.size.width, sheet.size.height
    right, bottom = box.left + box.width, box.top + box.height
    for left, top, width, height in (
        (0, 0, wide, box.top),
        (0, bottom, wide, tall - bottom),
        (0, 0, box.left, tall),
        (right, 0, wide - right, tall),
    ):
        sheet.rectangle(left, top, width, height, screen.theme.page)


PAINTERS: dict[str, Callable[[Sheet, Screen, Box], object]] = {
    "timeline": draw_timeline,
    "whom": _whom,
    "map": _map,
}
