"""A picture as shapes of a slide: what a sheet has drawn, in PowerPoint's own shapes and texts."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from lib.charts import pieces
from lib.dataset.text import legible
from lib.export.canvas import Box, Sheet, measure

MOST = 400  # shapes and texts; of more a slide has a picture
_TIGHT = "-45"  # hundredths of a point between letters: Arial is wider than the pictures' typeface
_ASCENT = 0.92  # of Arial's letters, from the top of a line to the baseline
_ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}  # shares of a text that stand before its place


def drawn(sheet: Sheet) -> list[PathPatch | Text]:
    """What stands on a sheet, the lowest first, without the halos of texts."""
    axes = sheet.figure.axes[0]
    shapes = [shape for shape in axes.patches if isinstance(shape, PathPatch)]
    texts = [words for words in axes.texts if not words.get_path_effects()]
    return sorted([*shapes, *texts], key=lambda artist: artist.get_zorder())


def add(slide: Slide, sheet: Sheet, box: Box) -> Any:
    """Add what a sheet has drawn to a slide, as one group of shapes; return the group."""
    group = slide.shapes.add_group_shape()
    page = to_hex(sheet.figure.get_facecolor())
    for artist in drawn(sheet):
        if isinstance(artist, Text):
            _add_text(group.shapes, artist, box)
        else:
            _add_shape(group.shapes, artist, box, page)
    return group


def _add_text(shapes: Any, words: Text, box: Box) -> None:
    size, align = float(words.get_fontsize()), words.get_horizontalalignment()
    x, y = (float(place) for place in words.get_position())
    wide = measure(words.get_text(), size, "semibold") * 1.3 + size  # so that nothing wraps
    left = box.left + x - _BEFORE[align] * wide
    top = box.top + y - _ASCENT * size
    frame = shapes.add_textbox(Pt(left), Pt(top), Pt(wide), Pt(1.2 * size)).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    run = paragraph.add_run()
    run.text = legible(words.get_text())
    run.font.size, run.font.bold = Pt(size), "sheet semibold" in words.get_fontfamily()
    run.font.color.rgb = rgb(to_hex(words.get_color()))
    run._r.get_or_add_rPr().set("spc", _TIGHT)


def _add_shape(shapes: Any, shape: PathPatch, box: Box, page: str) -> None:
    path = shape.get_path()
    for corners in path.to_polygons(closed_only=False):
        points = np.asarray(corners) + (box.left, box.top)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        place = Pt(left), Pt(top), Pt(max(right - left, 0.01)), Pt(max(bottom - top, 0.01))
        filled = to_rgba(shape.get_facecolor())[3] > 0
        if path.codes is not None and np.isin(Outline.CURVE4, path.codes).any():
            made = shapes.add_shape(MSO_SHAPE.OVAL, *place)
        elif (
            filled
            and len(points) == 5
            and len(np.unique(points.round(2), axis=0)) == 4
            and (np.isin(points.round(2), np.array([left, top, right, bottom]).round(2)).all())
        ):
            made = shapes.add_shape(MSO_SHAPE.RECTANGLE, *place)
        else:
            x, y = points[0]
            line = shapes.build_freeform(Pt(x), Pt(y))
            line.add_line_segments([(Pt(x), Pt(y)) for x, y in points[1:]], close=filled)
            made = line.convert_to_shape()
        made._element.remove(made._element.find(qn("p:style")))  # which has a shadow
        _paint(made, shape, filled, page)


def _paint(made: Any, shape: PathPatch, filled: bool, page: str) -> None:
    """The colours of a shape; what is translucent is mixed with the page."""
    if filled:
        made.fill.solid()
        made.fill.fore_color.rgb = rgb(_mixed(page, shape.get_facecolor()))
    else:
        made.fill.background()
    edge = to_rgba(shape.get_edgecolor())
    if edge[3] and shape.get_linewidth():
        made.line.width = Pt(shape.get_linewidth())
        made.line.color.rgb = rgb(_mixed(page, edge))
        if shape.get_linestyle() not in ("solid", "-"):
            made.line.dash_style = MSO_LINE.DASH
    else:
        made.line.fill.background()


def _mixed(page: str, colour: Any) -> str:
    return pieces.mixed(page, to_hex(colour), to_rgba(colour)[3])


def rgb(colour: str) -> RGBColor:
    """A colour for PowerPoint."""
    return RGBColor.from_string(colour[1:].upper())  # type: ignore[no-untyped-call, no-any-return]
