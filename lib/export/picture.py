"""A card as a picture: PNG and SVG of one page, PDF of all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby

from lib.charts import map as maps
from lib.charts import matrix
from lib.export import draw_map, forms
from lib.export.canvas import Box, Run, Sheet, measure, pdf_of
from lib.export.card import Card
from lib.export.draw_network import draw_links, draw_matrix
from lib.export.draw_timeline import draw_timeline
from lib.export.entry_rows import LINE, Cell, Paragraph, inner, wrapped
from lib.export.layout import SMALLEST, Drawing, Grid, Page, lay
from lib.export.statement import Statement
from lib.view.screen import Screen, coloured, narrowed
from lib.view.theme import DARK, LIGHT, PRINT, Theme

SHARP = 4  # pixels to a point: a wide page has 3840 × 2160
PREVIEW = 2
_LARGEST = 26.0  # points of a letter of the matrix


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


def png(screen: Screen, said: Statement) -> bytes:
    """The page that is shown, as a PNG."""
    return _shown(screen, said)[1].png(SHARP)


@dataclass(frozen=True)
class Preview:
    """The page that is shown as a PNG; the card's title and all of it in words; its pages."""

    png: bytes
    title: str
    alt: str
    pages: int


def preview(screen: Screen, said: Statement) -> Preview:
    """The page that is shown, at half its size."""
    card, sheet, count = _shown(screen, said)
    return Preview(sheet.png(PREVIEW), card.title, card.alt, count)


def svg(screen: Screen, said: Statement) -> bytes:
    """The page that is shown as SVG, with its text as text."""
    card, sheet, _ = _shown(screen, said)
    return sheet.svg(card.title, card.alt)


def pdf(screen: Screen, said: Statement) -> bytes:
    """All pages as a PDF, with text that can be selected."""
    screen, card, pages = laid(screen, said)
    return pdf_of([paint(screen, page) for page in pages], card.title, card.alt, said.made)


def _shown(screen: Screen, said: Statement) -> tuple[Card, Sheet, int]:
    screen, card, pages = laid(screen, said)
    number = min(int(screen.view.slide or 1), len(pages))
    return card, paint(screen, pages[max(number, 1) - 1]), len(pages)


def alone(screen: Screen, part: Drawing, links: bool = False) -> Sheet:
    """One picture of a card on a sheet of its own."""
    sheet = Sheet(round(part.box.width), round(part.box.height), screen.theme.page, links)
    _draw(sheet, screen, replace(part, box=replace(part.box, left=0, top=0)))
    return sheet


def _draw(sheet: Sheet, screen: Screen, part: Drawing) -> None:
    if part.picture.some:
        screen = narrowed(screen, part.picture.some)
    PAINTERS[part.picture.name](sheet, screen, part.box)


def paint(screen: Screen, page: Page) -> Sheet:
    """A page on a sheet."""
    theme = screen.theme
    sheet = Sheet(round(page.width), round(page.height), theme.page)
    for part in sorted(page.parts, key=lambda part: not isinstance(part, Drawing)):
        if isinstance(part, Grid):
            _grid(sheet, part, theme)
        elif isinstance(part, Drawing):
            _draw(sheet, screen, part)
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
    looks = groupby(line, key=lambda run: (run.face, run.colour))
    return [Run(" ".join(run.words for run in runs), *look) for look, runs in looks]


def _grid(sheet: Sheet, grid: Grid, theme: Theme) -> None:
    y = grid.top
    for row in grid.rows:
        sheet.rectangle(grid.left, y, sum(grid.widths), 0.75, theme.line)
        x = grid.left
        rooms = zip(row.cells, grid.widths, inner(grid.widths), strict=True)
        for n, (cell, wide, width) in enumerate(rooms):
            top = _middle(cell, y, row.height, width)
            number = n == len(grid.widths) - 1 > 0
            _write(sheet, cell.paragraphs, x, top, width, cell.size, to_the_right=number)
            x += wide
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
        draw_links(sheet, screen, box, SMALLEST)
        return
    unit = SMALLEST / matrix.LETTER
    found = matrix.of_screen(screen, box.width / unit, box.height / unit)
    if found.rows:
        widest = min(box.width, found.width * _LARGEST / matrix.LETTER)
        draw_matrix(sheet, found, screen.theme, replace(box, width=widest))


def _map(sheet: Sheet, screen: Screen, box: Box) -> None:
    draw_map.draw(sheet, maps.of_screen(screen, (box.width, box.height)), screen.theme, box)


PAINTERS: dict[str, Callable[[Sheet, Screen, Box], object]] = {
    "timeline": draw_timeline,
    "whom": _whom,
    "map": _map,
}
