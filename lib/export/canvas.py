"""A sheet to draw on with matplotlib, in pixels from its upper left corner: PNG, SVG or PDF.

The typeface comes with the package font-source-sans-pro, so that a sheet looks the same on every
machine. No date, name or random id gets into its bytes.
"""

from __future__ import annotations

import base64
import copy
import io
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from html import escape
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any

import font_source_sans_pro as typeface
import matplotlib as mpl
import numpy as np
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke

# The TrueType files: PDF can hold their letters as text.
FACES = {
    face: str(Path(typeface.font_directory) / f"SourceSansPro-{name}.ttf")
    for face, name in {"regular": "Regular", "semibold": "Semibold", "italic": "It"}.items()
}
LINE = 1.3
ELLIPSIS = "…"
_LONGEST = 4000  # characters of a text that are read: nothing on a sheet is longer
# Control characters and overrides of the reading direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Greek, Hebrew, Arabic and symbols that the typeface lacks; it comes with matplotlib.
_FALLBACK = font_manager.findfont("DejaVu Sans")


# In SVG: the fonts' own family, those of a reader who has them, and the styles of the faces.
_FAMILIES = "'Card', 'Source Sans 3', 'Source Sans Pro', 'DejaVu Sans', Arial, sans-serif"
_LOOKS = {
    "regular": "font-weight: 400",
    "semibold": "font-weight: 600",
    "italic": "font-style: italic",
}
_ONE_AT_A_TIME = RLock()


@contextmanager
def plainly() -> Iterator[None]:
    """Draw with matplotlib's default settings, whatever the user's are, one thread at a time.

    Settings and fonts belong to the whole process, and a server draws for several readers at once.
    """
    with _ONE_AT_A_TIME, mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        # Letters as wide as `measure` says, at any size.
        mpl.rcParams["text.hinting"] = "none"
        mpl.rcParams["svg.hashsalt"] = "sheet"
        mpl.rcParams["svg.fonttype"] = "none"
        mpl.rcParams["pdf.fonttype"] = 42
        yield


@dataclass(frozen=True)
class Size:
    """A sheet's width and height in pixels, and how many of them make an inch."""

    width: int
    height: int
    per_inch: int


@dataclass(frozen=True)
class Box:
    """A part of a sheet: its left and upper edge, width and height."""

    left: float
    top: float
    width: float
    height: float


def legible(text: str) -> str:
    """The text without control characters and overrides of the reading direction."""
    return _UNSEEN.sub("", re.sub("[\n\r\t]", " ", text[:_LONGEST]))


def polygon(points: Iterable[tuple[float, float]]) -> Outline:
    """The outline through these points and back to the first."""
    corners = list(points)
    return Outline([*corners, corners[0]], closed=True)


def oblong(x: float, y: float, width: float, height: float) -> Outline:
    """The outline of a rectangle from its upper left corner."""
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


@cache
def _font(face: str) -> FT2Font:
    return font_manager.get_font([FACES[face], _FALLBACK])


def measure(text: str, size: float, face: str = "regular") -> float:
    """The width in pixels of a text written `size` pixels high."""
    # A space at the end has no ink and so no width of its own.
    ended = text.rstrip(" ")
    spaces = len(text) - len(ended)
    space = _width("n n", face) - _width("nn", face) if spaces else 0
    return (_width(ended, face) + spaces * space) * size


@lru_cache(maxsize=65_536)
def _width(text: str, face: str) -> float:
    """The width of a text in ems."""
    font = _font(face)
    font.set_size(100, 72)
    with warnings.catch_warnings():
        # A character of no font is drawn as a box, on the sheet as in any browser.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        font.set_text(legible(text), 0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / 100


Points = Sequence[float] | np.ndarray


@dataclass(frozen=True)
class Run:
    """Words of one face and colour."""

    words: str
    face: str = "regular"
    colour: str = ""


def wrap_runs(runs: Iterable[Run], width: float, size: float) -> list[list[Run]]:
    """The words of runs in lines no wider than `width`; a word wider than a line is broken."""
    lines: list[list[Run]] = [[]]
    x = 0.0
    for run in runs:
        space = measure(" ", size, run.face)
        for word in legible(run.words).split():
            while word:
                piece = word[: _fitting(word, width, size, run.face)]
                long = measure(piece, size, run.face)
                if lines[-1] and x + long > width:
                    lines.append([])
                    x = 0.0
                lines[-1].append(replace(run, words=piece))
                x += long + space
                word = word[len(piece) :]
    return lines


def wrap(
    text: str, width: float, size: float, face: str = "regular", most: int | None = None
) -> list[str]:
    """The text in lines no wider than `width`; beyond `most` lines it ends with an ellipsis."""
    lines = [
        " ".join(run.words for run in line) for line in wrap_runs([Run(text, face)], width, size)
    ]
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], cut(f"{lines[most - 1]} {lines[most]}", width, size, face)]
    return lines


def cut(text: str, width: float, size: float, face: str = "regular") -> str:
    """The text if it fits into `width`, else as much of it as does, with an ellipsis."""
    text = legible(text)
    if measure(text, size, face) <= width:
        return text
    room = width - measure(ELLIPSIS, size, face)
    return text[: _fitting(text, room, size, face)].rstrip() + ELLIPSIS


def _fitting(text: str, width: float, size: float, face: str) -> int:
    """How many characters from the start fit, at least one."""
    # No letter that is seen is narrower than an eighth of its height.
    longer = range(2, min(len(text), int(8 * width / size) + 2) + 1)
    return 1 + bisect_right(longer, width, key=lambda n: measure(text[:n], size, face))


class Sheet:
    """A figure to draw on: later shapes cover earlier ones; places and lengths are in pixels.

    With `links`, shapes of an event lead to its anchor.
    """

    def __init__(self, size: Size, page: str, links: bool = False) -> None:
        self.size, self.links = size, links
        inches = (size.width / size.per_inch, size.height / size.per_inch)
        self.figure = Figure(figsize=inches, dpi=size.per_inch, facecolor=page)
        FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, size.width)
        self._axes.set_ylim(size.height, 0)
        self._order = count()
        self._origin, self._unit = np.zeros(2), 1.0

    def within(self, left: float, top: float, unit: float) -> Sheet:
        """The same sheet, with places counted from there and all lengths in units of so many."""
        inner = copy.copy(self)
        inner._origin, inner._unit = np.array([left, top]), unit
        return inner

    def _points(self, length: float) -> float:
        return length * self._unit * 72 / self.size.per_inch

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        face: str = "regular",
        align: str = "left",
        halo: str = "",
    ) -> None:
        """One line of text with its baseline at `y`; a `halo` keeps it legible over lines."""
        # The halo is an outline of its own: text that has one would be no text in SVG and PDF.
        stroke = Stroke(linewidth=self._points(size * 0.28), foreground=halo)
        for effects in ([stroke], []) if halo else ([],):
            self._axes.text(
                self._origin[0] + x * self._unit,
                self._origin[1] + y * self._unit,
                legible(text),
                fontsize=self._points(size),
                fontfamily=_family(face),
                color=colour,
                ha=align,
                va="baseline",
                parse_math=False,
                zorder=next(self._order),
                path_effects=effects,
            )

    def paragraph(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float,
        colour: str,
        face: str = "regular",
        align: str = "left",
        leading: float = LINE,
    ) -> float:
        """Write lines below one another from `y`, the top of the first; return the bottom."""
        for line in lines:
            self.text(x, y + size * (leading - 0.3), line, size, colour, face, align)
            y += size * leading
        return y

    def rectangle(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str,
        opacity: float | None = None,
    ) -> None:
        """A filled rectangle without an outline."""
        self.outline(oblong(x, y, width, height), colour, opacity=opacity)

    def lines(
        self,
        x: Points,
        y: Points,
        colour: str,
        width: float,
        opacity: float | None = None,
        dashes: Sequence[float] = (),
    ) -> None:
        """A line through points, broken where a point is not a number."""
        self.outline(Outline(np.column_stack([x, y])), "none", colour, width, opacity, dashes)

    def outline(
        self,
        path: Outline,
        fill: str,
        edge: str = "none",
        width: float = 0,
        opacity: float | None = None,
        dashes: Sequence[float] = (),
        event: str = "",
    ) -> None:
        """A shape given by its outline; `fill` may be `none`. It may stand for an event."""
        vertices = self._origin + np.asarray(path.vertices, dtype=float) * self._unit
        self._axes.add_artist(
            PathPatch(
                Outline(vertices, path.codes),
                facecolor=fill,
                edgecolor=edge,
                linewidth=self._points(width),
                alpha=opacity,
                # matplotlib counts dashes in widths of the line.
                linestyle=(0, tuple(d / width for d in dashes)) if dashes else "solid",
                capstyle="butt",
                joinstyle="round",
                zorder=next(self._order),
                url=f"#{event}" if event and self.links else None,
            )
        )

    def png(self, scale: float = 2) -> bytes:
        """The sheet as a PNG of `scale` times its pixels."""
        return self._saved("png", dpi=self.size.per_inch * scale, metadata={"Software": None})

    def svg(self, title: str, about: str) -> bytes:
        """The sheet as SVG with letters as text in fonts that it brings along.

        `title` and `about` are its text alternative.
        """
        drawn = self._saved("svg", metadata={"Date": None, "Creator": None}).decode()
        head, _, body = drawn.partition("<svg ")
        tag, _, rest = body.partition(">\n")
        named = f"<title>{escape(legible(title))}</title>\n <desc>{escape(legible(about))}</desc>"
        letters = "".join(sorted({c for text in self._axes.texts for c in text.get_text()}))
        for face, look in _LOOKS.items():
            rest = rest.replace(f"'sheet {face}', 'DejaVu Sans'", f"{_FAMILIES}; {look}")
        fonts = f"<style>{''.join(_font_face(face, letters) for face in _LOOKS)}</style>"
        return f'{head}<svg role="img" {tag}>\n {named}\n {fonts}\n{rest}'.encode()

    def _saved(self, form: str, dpi: float | None = None, **kwargs: Any) -> bytes:
        out = io.BytesIO()
        with plainly():
            self.figure.savefig(out, format=form, dpi=dpi or self.size.per_inch, **kwargs)
        return out.getvalue()


def pdf_of(sheets: Sequence[Sheet], title: str, about: str, made: date) -> bytes:
    """Sheets as the pages of a PDF with letters as text."""
    day = datetime(made.year, made.month, made.day, tzinfo=UTC)
    said = {"Title": legible(title), "Subject": legible(about), "Creator": None, "Producer": None}
    out = io.BytesIO()
    dates = {"CreationDate": day, "ModDate": day}
    with plainly(), PdfPages(out, metadata=said | dates) as file:
        for sheet in sheets:
            file.savefig(sheet.figure)
    return out.getvalue()


@cache
def _family(face: str) -> list[str]:
    """The font families of a face and of the fallback for letters it lacks.

    The face is registered under a name of its own, so that matplotlib never takes another version.
    """
    found = font_manager.ttfFontProperty(_font(face))
    name = f"sheet {face}"
    entry = replace(found, name=name, fname=FACES[face], weight=400, style="normal")
    font_manager.fontManager.ttflist.append(entry)
    return [name, "DejaVu Sans"]


def _font_face(face: str, letters: str) -> str:
    """A CSS rule with the font of a face, cut down to these letters."""
    font = TTFont(FACES[face], recalcTimestamp=False)
    options = Options(layout_features=["kern", "mark", "mkmk"], notdef_outline=True, hinting=False)
    cut_down = Subsetter(options)
    cut_down.populate(text=letters)
    cut_down.subset(font)
    made = io.BytesIO()
    font.save(made)
    data = base64.b64encode(made.getvalue()).decode()
    source = f"url(data:font/ttf;base64,{data})"
    return f"@font-face {{ font-family: 'Card'; {_LOOKS[face]}; src: {source} }}"
