"""A sheet to draw on with matplotlib, in points from its upper left corner: PNG, SVG or PDF.

The typeface comes with the package font-source-sans-pro, so that a sheet looks the same on every
machine. No date, name or random id gets into its bytes.
"""

from __future__ import annotations

import base64
import copy
import io
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from html import escape
from itertools import count
from threading import RLock
from typing import Any

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

from lib.charts.letters import FACES
from lib.dataset.text import legible

LINE = 1.3
_LONGEST = 4000  # characters of a text that are read: nothing on a sheet is longer
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

# The same picture whatever settings the user of this machine has.
mpl.rcdefaults()
mpl.rcParams.update(
    {
        "text.hinting": "none",  # letters as wide as `measure` says, at any size
        "svg.hashsalt": "sheet",
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
    }
)


@contextmanager
def _alone() -> Iterator[None]:
    """One thread at a time: fonts belong to the process, and a server draws for several readers."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # A character of no font is drawn as a box, on the sheet as in any browser.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


@dataclass(frozen=True)
class Box:
    """A part of a sheet: its left and upper edge, width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Run:
    """Words of one face and colour."""

    words: str
    face: str = "regular"
    colour: str = ""


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
    """The width of a text written so large."""
    # A space at the end has no ink and so no width of its own.
    ended = text.rstrip(" ")
    spaces = len(text) - len(ended)
    space = _width("n n", face) - _width("nn", face) if spaces else 0
    return (_width(ended, face) + spaces * space) * size


@lru_cache(maxsize=65_536)
def _width(text: str, face: str) -> float:
    """The width of a text in ems."""
    with _alone():
        font = _font(face)
        font.set_size(100, 72)
        font.set_text(legible(text), 0, flags=LoadFlags.NO_HINTING)
        return float(font.get_width_height()[0]) / 64 / 100


def wrap_runs(runs: Iterable[Run], width: float, size: float) -> list[list[Run]]:
    """The words of runs in lines no wider than `width`; a word wider than a line is broken."""
    lines: list[list[Run]] = [[]]
    x = 0.0
    for run in runs:
        space = measure(" ", size, run.face)
        for word in legible(run.words[:_LONGEST]).split():
            while word:
                # No letter that is seen is narrower than an eighth of its height.
                more = range(2, min(len(word), int(8 * width / size) + 2) + 1)
                fit = bisect_right(more, width, key=lambda n: measure(word[:n], size, run.face))
                piece, word = word[: 1 + fit], word[1 + fit :]
                long = measure(piece, size, run.face)
                if lines[-1] and x + long > width:
                    lines.append([])
                    x = 0.0
                lines[-1].append(replace(run, words=piece))
                x += long + space
    return lines


class Sheet:
    """A figure to draw on: later shapes cover earlier ones; places and lengths are in points.

    With `links`, shapes of an event lead to its anchor.
    """

    def __init__(self, width: float, height: float, page: str, links: bool = False) -> None:
        self.width, self.height, self.links = width, height, links
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=page)
        FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._order = count()
        self._origin, self._unit = np.zeros(2), 1.0

    def within(self, left: float, top: float, unit: float) -> Sheet:
        """The same sheet, with places counted from there and all lengths in units of so many."""
        inner = copy.copy(self)
        inner._origin, inner._unit = np.array([left, top]), unit
        return inner

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
        size *= self._unit
        # The halo is an outline of its own: text that has one would be no text in SVG and PDF.
        for effects in ([Stroke(linewidth=size * 0.28, foreground=halo)], []) if halo else ([],):
            self._axes.text(
                self._origin[0] + x * self._unit,
                self._origin[1] + y * self._unit,
                legible(text),
                fontsize=size,
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
        lines: Iterable[str],
        step: float,
        size: float,
        colour: str,
        face: str = "regular",
        align: str = "left",
    ) -> None:
        """Lines of text, the first with its baseline at `y`, each a step below the last."""
        for n, line in enumerate(lines):
            self.text(x, y + n * step, line, size, colour, face, align)

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
        points: Sequence[Any] | np.ndarray,
        colour: str,
        width: float,
        opacity: float | None = None,
        dashes: Sequence[float] = (),
        event: str = "",
    ) -> None:
        """A line through points."""
        self.outline(Outline(points), "none", colour, width, opacity, dashes, event)

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
                linewidth=width * self._unit,
                alpha=opacity,
                # matplotlib counts dashes in widths of the line.
                linestyle=(0, tuple(d / width for d in dashes)) if dashes else "solid",
                capstyle="butt",
                joinstyle="round",
                zorder=next(self._order),
                url=f"#{event}" if event and self.links else None,
            )
        )

    def png(self, scale: float) -> bytes:
        """The sheet as a PNG with `scale` pixels to a point."""
        return self._saved("png", dpi=72 * scale, metadata={"Software": None})

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

    def _saved(self, form: str, **kwargs: Any) -> bytes:
        out = io.BytesIO()
        with _alone():
            self.figure.savefig(out, format=form, **kwargs)
        return out.getvalue()


def pdf_of(sheets: Sequence[Sheet], title: str, about: str, made: date) -> bytes:
    """Sheets as the pages of a PDF with letters as text."""
    day = datetime(made.year, made.month, made.day, tzinfo=UTC)
    said = {"Title": legible(title), "Subject": legible(about), "Creator": None, "Producer": None}
    out = io.BytesIO()
    dates = {"CreationDate": day, "ModDate": day}
    with _alone(), PdfPages(out, metadata=said | dates) as file:
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
    source = f"url(data:font/ttf;base64,{base64.b64encode(made.getvalue()).decode()})"
    return f"@font-face {{ font-family: 'Card'; {_LOOKS[face]}; src: {source} }}"
