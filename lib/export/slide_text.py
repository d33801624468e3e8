"""Text on slides: written into a frame, its height estimated, cut where it is too long.

PowerPoint measures text only when it is edited, so the size is chosen here from the number of
letters; the templates shrink what is a little too long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.text.text import TextFrame
from pptx.util import Pt

from lib.dataset import text

LEADING = 1.2
# The width of a letter in Arial, on average, as a share of its size.
LETTER = 0.47


@dataclass(frozen=True)
class Run:
    """Words of one look: `quiet` in the theme's second colour, `colour` in one of their own."""

    words: str
    bold: bool = False
    quiet: bool = False
    colour: str = ""
    href: str = ""


@dataclass(frozen=True)
class Line:
    """One paragraph; `scale` is its size and `above` the room above it, as shares of a size."""

    runs: tuple[Run, ...]
    scale: float = 1
    above: float = 0


def line(words: str, scale: float = 1, above: float = 0, **look: Any) -> Line:
    """A paragraph of one look."""
    return Line((Run(words, **look),), scale, above)


def height(lines: Iterable[Line], width: float, size: float) -> float:
    """About how high the lines are, in points."""
    high = 0.0
    for one in lines:
        words = "".join(run.words for run in one.runs)
        letters = sum(1 if east_asian_width(c) in "WF" else LETTER for c in words)
        rows = max(1, ceil(letters * size * one.scale / width))
        high += size * (rows * one.scale * LEADING + one.above)
    return high


def fits(lines: Iterable[Line], box: Any, size: float) -> bool:
    """Whether a box holds the lines."""
    return bool(height(lines, box.width.pt, size) <= box.height.pt)


def cut(groups: list[list[Line]], box: Any, size: float) -> list[Line]:
    """As many of the groups of lines as the box holds; if not one fits, its beginning."""
    for count in range(len(groups), 0, -1):
        rest = _rest(len(groups) - count) if count < len(groups) else []
        if fits(short := [*chain(*groups[:count]), *rest], box, size):
            return short
    room = 0.8 * box.width.pt * box.height.pt
    return [
        *_beginning(groups[0], int(room / (size**2 * LETTER * LEADING))),
        *_rest(len(groups) - 1),
    ]


def _rest(passages: int) -> list[Line]:
    more = f"and {text.count(passages, 'more passage')} in the speaker notes"
    words = more if passages else "All of it is in the speaker notes"
    return [line(words, 0.8, 0.7, quiet=True)]


def _beginning(lines: list[Line], letters: int) -> list[Line]:
    """The lines up to so many letters."""
    kept = []
    for one in lines:
        runs = []
        for run in one.runs:
            if letters > 0:
                whole = len(run.words) <= letters
                runs.append(run if whole else replace(run, words=text.brief(run.words, letters)))
            letters -= len(run.words)
        if runs:
            kept.append(replace(one, runs=tuple(runs)))
    return kept


def write(frame: TextFrame, lines: list[Line], size: float = 0) -> None:
    """Write lines into an empty frame; without a size they have the frame's own look."""
    paragraph = frame.paragraphs[0]
    for number, one in enumerate(lines):
        if number:
            paragraph = frame.add_paragraph()  # type: ignore[no-untyped-call]
            paragraph.space_before = Pt(one.above * size)
        for run in one.runs:
            written = paragraph.add_run()
            written.text = run.words
            font = written.font
            font.bold, font.language_id = run.bold, MSO_LANGUAGE_ID.ENGLISH_UK
            if size:
                font.size = Pt(size * one.scale)
            if run.quiet:
                font.color.theme_color = MSO_THEME_COLOR.TEXT_2
            if run.colour:
                font.color.rgb = RGBColor.from_string(run.colour[1:].upper())  # type: ignore[no-untyped-call]
            if run.href:
                written.hyperlink.address = run.href
