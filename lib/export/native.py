"""A picture as shapes of a slide: what a sheet has drawn, in PowerPoint's own shapes and texts."""

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
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
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
    page = to_hex(sheet.figure.get_facecolor())
    shapes: Any = slide.shapes
    edge = slide.part.package.presentation_part.presentation.slide_width / Pt(1)
    shapes.turbo_add_enabled = True  # else each new shape looks through all before it
    made = [
        _add_text(shapes, artist, box, edge)
        if isinstance(artist, Text)
        else _add_shape(shapes, artist, box, page)
        for artist in drawn(sheet)
    ]
    return shapes.add_group_shape(made)


def _add_text(shapes: Any, words: Text, box: Box, edge: float) -> Any:
    size, align = float(words.get_fontsize()), words.get_horizontalalignment()
    x, y = (float(place) for place in words.get_position())
    x += box.left
    room = {"left": edge - x, "center": 2 * min(x, edge - x), "right": x}[align]
    # Wider than its words, so that nothing wraps, but not wider than the slide.
    wide = min(measure(words.get_text(), size, "semibold") * 1.3 + size, room)
    left = x - _BEFORE[align] * wide
    top = box.top + y - _ASCENT * size
    made = shapes.add_textbox(Pt(left), Pt(top), Pt(wide), Pt(1.2 * size))
    frame = made.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    run = paragraph.add_run()
    run.text = legible(words.get_text())
    run.font.size, run.font.bold = Pt(size), "sheet semibold" in words.get_fontfamily()
    run.font.color.rgb = rgb(to_hex(words.get_color()))
    run._r.get_or_add_rPr().set("spc", _TIGHT)
    return made


def _add_shape(shapes: Any, shape: PathPatch, box: Box, page: str) -> Any:
    path = shape.get_path()
    lines = [np.asarray(line) + (box.left, box.top) for line in path.to_polygons(closed_only=False)]
    points = np.concatenate(lines)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    corners = np.array([left, top, right, bottom]).round(2)
    filled = to_rgba(shape.get_facecolor())[3] > 0
    curved = path.codes is not None and bool(np.isin(Outline.CURVE4, path.codes).any())
    square = len(points) == 5 and len(np.unique(points.round(2), axis=0)) == 4
    square &= bool(np.isin(points.round(2), corners).all())
    place = (Pt(n) for n in (left, top, max(right - left, 0.01), max(bottom - top, 0.01)))
    made = shapes.add_shape(MSO_SHAPE.OVAL if curved else MSO_SHAPE.RECTANGLE, *place)
    if not curved and not (filled and square):
        made._element.spPr.replace(
            made._element.spPr.prstGeom,
            _geometry([line - (left, top) for line in lines], made.width, made.height, filled),
        )
    made._element.remove(made._element.find(qn("p:style")))  # which has a shadow
    _paint(made, shape, filled, page)
    return made


def _geometry(lines: list[np.ndarray], width: int, height: int, filled: bool) -> Any:
    """Lines through points from a shape's corner as its form; those within others are holes."""
    drawn = []
    for line in lines:
        first, *rest = (f'<a:pt x="{Pt(x)}" y="{Pt(y)}"/>' for x, y in line)
        steps = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in rest)
        drawn.append(f"<a:moveTo>{first}</a:moveTo>{steps}{'<a:close/>' * filled}")
    return parse_xml(
        f"<a:custGeom {nsdecls('a')}><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{width}" h="{height}">'
        f"{''.join(drawn)}</a:path></a:pathLst></a:custGeom>"
    )


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
