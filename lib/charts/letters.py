"""How wide words are in the typeface of the pictures, and how they are cut or broken to fit."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

import font_source_sans_pro as typeface
from PIL import ImageFont

ELLIPSIS = "…"


@cache
def _font() -> ImageFont.FreeTypeFont:
    path = Path(typeface.font_directory) / "SourceSansPro-Regular.ttf"
    # The other layout engine fails on a line break, and is not there on every machine.
    return ImageFont.truetype(str(path), 100, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65_536)
def width(text: str) -> float:
    """The width of a text, as a multiple of its letters' size."""
    return float(_font().getlength(text)) / 100


def cut(text: str, room: float, size: float) -> str:
    """The text if it is no wider than `room`, else whole words of it with an ellipsis."""
    if width(text) * size <= room:
        return text
    ends = [i for i, letter in enumerate(text) if letter == " "] or list(range(len(text)))
    fit = bisect_right(ends, room / size, key=lambda end: width(text[:end] + ELLIPSIS))
    return text[: ends[max(fit - 1, 0)]].rstrip(" ,;:") + ELLIPSIS


def wrapped(text: str, room: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most `most` lines no wider than `room`; the last is cut where it must be."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most - 1:
        fit = bisect_right(
            range(1, len(rest) + 1), room / size, key=lambda n: width(" ".join(rest[:n]))
        )
        lines.append(" ".join(rest[: max(fit, 1)]))
        rest = rest[max(fit, 1) :]
    return (*lines, cut(" ".join(rest), room, size)) if rest else tuple(lines)
