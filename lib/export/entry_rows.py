"""Entries of a card as rows of cells, the same for pictures and for slides.

Rows have their height by an estimate that holds for Arial, which is wider than the typeface of the
pictures, so that no painter needs more room.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.charts.frame import SIGNS
from lib.export.canvas import Run, wrap_runs
from lib.export.card import Card, Entry
from lib.view.theme import Theme

ARIAL, BOLD = 1.1, 1.15  # how much wider Arial is, at most
LINE = 1.25
PAD = 12.0
GUTTER = 10.0  # free at the right of each column but the last
ASIDE = 16.0  # the largest size of dates
_KIND = 14.0  # the largest size of a kind, which may be a long word
_NUMBERS = 46.0  # the width of a column
_WIDE, _NARROW = 640.0, 480.0  # where an entry has a column for each thing, and where one for all
_LONGEST = 7  # lines of a quotation
Paragraph = tuple[Run, ...]


@dataclass(frozen=True)
class Cell:
    """Paragraphs of a grid, in the middle of their row's height."""

    paragraphs: tuple[Paragraph, ...]
    size: float


@dataclass(frozen=True)
class Row:
    """A row of a grid, about one event."""

    cells: tuple[Cell, ...]
    widths: tuple[float, ...]
    height: float
    entry: Entry


def inner(widths: tuple[float, ...]) -> tuple[float, ...]:
    """The widths that words have in columns of these widths."""
    return (*(width - GUTTER for width in widths[:-1]), widths[-1])


def wrapped(paragraph: Paragraph, width: float, size: float) -> list[list[Run]]:
    """A paragraph in lines, with room for Arial."""
    wider = BOLD if any(run.face == "semibold" for run in paragraph) else ARIAL
    return wrap_runs(paragraph, width / wider, size)


def high(paragraphs: Sequence[Paragraph], width: float, size: float) -> float:
    """How high paragraphs are."""
    return sum(len(wrapped(p, width, size)) for p in paragraphs) * size * LINE


def entry_row(card: Card, theme: Theme, entry: Entry, width: float, size: float) -> Row:
    """An entry in a row of this width, its words of this size."""
    small, widths = min(size, ASIDE), _widths(width)

    def said(words: str, face: str = "regular", colour: str = theme.text) -> list[Paragraph]:
        return [(Run(words, face, colour),)] if words else []

    symbol = theme.sign[entry.family] + "-open" * bool(entry.limit)
    sign = Run(SIGNS[symbol], colour=theme.family[entry.family])
    kind = [(sign, Run(entry.kind, colour=theme.text)), *said(entry.limit, colour=theme.quiet)]
    who, side = said(entry.who, "semibold"), said(entry.side, colour=theme.quiet)
    words = said(f"[{entry.lead}]", "italic", theme.quiet) if entry.lead else []
    words += said(_cut(entry.words, max(inner(widths)), size))
    words += said(entry.remark, "italic", theme.quiet)
    numbers = said(card.numbers(entry.sources), colour=theme.quiet)
    if len(widths) == 5:
        columns = [said(entry.when), kind, who + side, words, numbers]
    elif len(widths) == 3:
        columns = [[*said(entry.when), *kind], _one(who, side) + words, numbers]
    else:
        dated = said(f"· {entry.when} · {entry.kind}")
        columns = [_one([(sign,)], who, side, dated, kind[1:], numbers) + words]
    sizes = [small] * (len(widths) - 2) + [size, small][: len(widths)]
    sizes[1:2] = [min(sizes[1], _KIND)] if len(widths) == 5 else sizes[1:2]
    return _row(columns, widths, sizes, entry)


def _cut(words: str, width: float, size: float) -> str:
    """A quotation of at most so many lines; the rest is in the notes."""
    lines = wrapped((Run(words),), width, size)
    if len(lines) <= _LONGEST:
        return words
    return " ".join(run.words for line in lines[:_LONGEST] for run in line)[:-2] + " …”"


def figure_row(
    card: Card, theme: Theme, figure: tuple[str, str, Entry], width: float, size: float
) -> Row:
    """A number in a row of this width, with what it counts and the words that say so."""
    value, of, entry = figure
    widths = _widths(width, numbers=True)
    number = (Run(value, "semibold", theme.text),)
    counted = (Run(of, colour=theme.text),)
    who = (Run(f"{entry.who}, {entry.when}", colour=theme.quiet),)
    words = (Run(_cut(entry.words, max(inner(widths)), size), colour=theme.text),)
    numbers = (Run(card.numbers(entry.sources), colour=theme.quiet),)
    columns: list[list[Paragraph]] = [[number], [counted, words, who], [numbers]]
    if len(widths) == 5:
        columns = [[number], [counted], [who], [words], [numbers]]
    sizes = [max(size, 16), *[min(size, ASIDE)] * (len(widths) - 3), size, min(size, ASIDE)]
    return _row(columns, widths, sizes, entry)


def _row(
    columns: list[list[Paragraph]], widths: tuple[float, ...], sizes: list[float], entry: Entry
) -> Row:
    cells = tuple(Cell(tuple(c), size) for c, size in zip(columns, sizes, strict=True))
    tall = max(high(c.paragraphs, w, c.size) for c, w in zip(cells, inner(widths), strict=True))
    return Row(cells, widths, tall + PAD, entry)


def _widths(width: float, numbers: bool = False) -> tuple[float, ...]:
    """The columns of entries: date, kind, speaker, words, article; where it is narrow fewer.

    Those of `numbers` are: number, what it counts, who says so, words, article.
    """
    if width < _NARROW:
        return (width,)
    fixed = (134.0, 126.0, 150.0) if width >= _WIDE else (128.0,)
    if numbers:
        fixed = (196.0, 176.0, 130.0) if width >= _WIDE else (156.0,)
    return (*fixed, width - sum(fixed) - _NUMBERS, _NUMBERS)


def _one(*groups: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs joined into one."""
    runs = tuple(run for paragraphs in groups for paragraph in paragraphs for run in paragraph)
    return [runs] if runs else []
