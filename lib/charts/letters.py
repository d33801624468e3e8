"""How wide words are in the typeface of the pictures, and how they are cut or broken to fit."""

from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

import font_source_sans_pro as typeface
from PIL import ImageFont

ELLIPSIS = "…"
# The TrueType files: PDF can hold their letters as text.
FACES = {
    face: str(Path(typeface.font_directory) / f"SourceSansPro-{name}.ttf")
    for face, name in {"regular": "Regular", "semibold": "Semibold", "italic": "It"}.items()
}


@cache
def _font() -> ImageFont.FreeTypeFont:
    # The other layout engine fails on a line break, and is not there on every machine.
    return ImageFont.truetype(FACES["regular"], 100, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=65_536)
def width(text: str) -> float:
    """The width of a text, as a multiple of its letters' size."""
    return float(_font().getlength(text)) / 100


def cut(text: str, room: float, size: float) -> str:
    """The text if it is no wider than `room`, else its beginning with an ellipsis.

    It is cut between words, unless that would lose half of what fits.
    """
    if width(text) * size <= room:
        return text
    ends = range(1, len(text))
    fit = bisect_right(ends, room / size, key=lambda end: width(text[:end] + ELLIPSIS))
    whole = text[: fit + 1].rpartition(" ")[0]
    return (whole if 2 * len(whole) > fit else text[:fit]).rstrip(" ,;:") + ELLIPSIS


def wrapped(text: str, room: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most `most` lines no wider than `room`; the last is cut where it must be."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most - 1:
        fit = bisect_right(
            range(1, len(rest) + 1), room / size, key=lambda n: width(" ".join(rest[:n]))
        )
        lines.append(cut(" ".join(rest[: max(fit, 1)]), room, size))
        rest = rest[max(fit, 1) :]
    return (*lines, cut(" ".join(rest), room, size)) if rest else tuple(lines)
