"""The view as slides to edit: native titles, tables and text; only charts are pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from html import escape, unescape
from itertools import chain, product, zip_longest
from math import ceil
from unicodedata import east_asian_width

import numpy as np
from pptx import Presentation as blank_presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_CONNECTOR, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import TextFrame
from pptx.util import Length, Pt

from lib.analysis import events
from lib.dataset import codebook as package
from lib.dataset import passages as evidence
from lib.dataset import text as texts
from lib.export import archive, card, statement
from lib.export.canvas import measure
from lib.export.document import (
    FONT,
    LANGUAGE,
    LONGEST_LINK,
    LONGEST_PROPERTY,
    Account,
    accounts,
    in_order,
    left_out,
    legible,
    link,
    nothing_in_view,
    source_in_words,
)
from lib.export.statement import MOST_NOTED, Statement, first_in_words
from lib.view.screen import Screen
from lib.view.theme import Theme

MOST_EVENTS = MOST_NOTED


@dataclass(frozen=True)
class Sheet:
    """One form of slide: its measures in points, and its sizes of type."""

    width: float
    height: float
    margin: float
    heading: float
    note: float
    body: float
    caption: float
    # Shares of the width of a table, and of the words beside an open event's passages.
    columns: tuple[float, ...]
    beside: float


_MM = 72 / 25.4
SHEETS = {
    "wide": Sheet(960, 540, 36, 26, 13, 12, 9, (0.15, 0.2, 0.51, 0.14), 0.36),
    "a4": Sheet(210 * _MM, 297 * _MM, 40, 20, 11, 10, 8, (0.19, 0.22, 0.4, 0.19), 0),
}
HEADINGS = ("When", "Said or done by", "What", "Claim type")
LEADING = 1.2
# `lib.export.card` draws its letters for sheets of twice as many units, at two pixels each.
PIXELS_PER_POINT = 4
_PAD = 3.5
_GAP = 10
# How much wider than the sheet's typeface Arial runs, with a little to spare.
_WIDER = {"regular": 1.1, "semibold": 1.15}
_SPACE = 0.278
# A text is cut between words, but within one that is longer than this.
_LONG_WORD = 24


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points from its top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Run:
    """Words of one look; `href` is where they lead, if anywhere."""

    words: str
    bold: bool = False
    colour: str = ""
    href: str = ""


@dataclass(frozen=True)
class Text:
    """One paragraph: its runs, its size and the room above it, in points."""

    runs: tuple[Run, ...]
    size: float
    colour: str
    above: float = 0

    @property
    def words(self) -> str:
        """All its words."""
        return "".join(run.words for run in self.runs)


def pptx(screen: Screen, said: Statement) -> bytes:
    """The parts chosen as slides, one each, the evidence for what they show in the speaker notes.

    Wide slides, or A4 upright, as the view asks for. Charts come from `lib.export.card`. The same screen
    and statement give the same bytes.
    """
    screen = card.themed(screen)
    sheet = SHEETS[screen.view.paper]
    deck = blank_presentation()
    _dress(deck, sheet, screen.theme)
    for part in statement.parts(screen) or statement.DEFAULT_PARTS:
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        area = _frame(slide, sheet, screen, said, statement.heading(screen, part))
        _fill(slide, sheet, area, screen, part)
        _write_notes(slide, screen, said, part)
    _describe(deck, said)
    made = io.BytesIO()
    deck.save(made)
    return archive.steadied(made.getvalue())


# --- What stands on every slide --------------------------------------------------------------


def _frame(slide: Slide, sheet: Sheet, screen: Screen, said: Statement, heading: str) -> Box:
    """Write the titles, the note and the caption; gives the place that is left between them."""
    theme, width = screen.theme, sheet.width - 2 * sheet.margin
    top = sheet.margin * 0.7
    above = _text(legible(said.title), sheet.note, theme.quiet, bold=True)
    below = _text(legible(said.note), sheet.note, theme.quiet)
    title = _text(legible(heading), sheet.heading, theme.text, bold=True)
    if _lines(title, width) > 1:
        title = replace(title, size=sheet.heading * 0.8)
    assert slide.shapes.title is not None
    for name, text, lines in (("Briefing", above, 1), ("Title", title, 2), ("Note", below, 2)):
        if not text.words:
            continue
        text = _fitted(text, width, lines)
        height = _height([text], width)
        box = Box(sheet.margin, top, width, height)
        if name == "Title":
            _place(slide.shapes.title, box)
            _write(slide.shapes.title.text_frame, [text])
        else:
            _add_text(slide, name, box, [text])
        top += height + 2
    caption = _caption(screen, said, sheet, width)
    height = _height(caption, width)
    foot = sheet.height - sheet.margin * 0.6 - height
    _add_rule(slide, Box(sheet.margin, foot - 6, width, 0), theme)
    _add_text(slide, "Caption", Box(sheet.margin, foot, width, height), caption)
    top += _GAP
    return Box(sheet.margin, top, width, foot - 6 - _GAP - top)


def _caption(screen: Screen, said: Statement, sheet: Sheet, width: float) -> list[Text]:
    """What the statement says, in up to eight lines; where it is cut, the notes have all of it."""
    words = {label: legible(w) for label, w in said.lines().items()}
    together = (("Shown", "Filters"), ("Sources",), ("Caution", "Data", "Made"))
    texts = []
    for labels, lines in zip(together, (2, 3, 2), strict=True):
        runs = []
        for number, label in enumerate(labels):
            runs.append(Run(f"{'   ' if number else ''}{label}  ", bold=True))
            runs.append(Run(words[label], bold=label == "Caution"))
        text = Text(tuple(runs), sheet.caption, screen.theme.quiet)
        texts.append(_fitted(text, width, lines))
    target = link(said.address)
    href = target if len(target) <= LONGEST_LINK else ""
    runs = [Run("Address  ", bold=True), Run(target, href=href)]
    return [*texts, _fitted(Text(tuple(runs), sheet.caption, screen.theme.quiet), width, 1)]


# --- What a part shows -----------------------------------------------------------------------


def _fill(slide: Slide, sheet: Sheet, area: Box, screen: Screen, part: str) -> None:
    """Put a part into its place: a picture, a table, or text."""
    if part == "event":
        _add_event(slide, sheet, area, screen)
    elif not screen.keep.any():
        text = _text(nothing_in_view(screen), sheet.note * 1.2, screen.theme.quiet)
        _add_text(slide, "Nothing in view", area, [_fitted(text, area.width, 8)])
    elif part == "events":
        _add_table(slide, sheet, area, screen)
    else:
        size = (round(area.width * PIXELS_PER_POINT), round(area.height * PIXELS_PER_POINT))
        picture = slide.shapes.add_picture(
            io.BytesIO(card.part_png(screen, part, size=size)), *_points(area)
        )
        picture.name = "Picture"
        _describe_shape(picture, screen, part)


def _add_table(slide: Slide, sheet: Sheet, area: Box, screen: Screen) -> None:
    """A table of the events in date order, as many as fit, and how many more there are."""
    theme, size = screen.theme, sheet.body
    widths = [share * area.width for share in sheet.columns]
    room = [width - 2 * _PAD for width in widths]
    places = in_order(screen.tables, screen.keep)
    # A row is at least one line high: more rows than these cannot fit.
    most = int(area.height / (size * LEADING)) + 1
    heads = [_text(head, size, theme.text, bold=True) for head in HEADINGS]
    rows = [heads]
    heights = [_row_height(heads, room)]
    told = [_row(a, theme, size, room) for a in accounts(screen.tables, places[:most])]
    foot = size * LEADING + 6
    for row in told:
        height = _row_height(row, room)
        last = len(rows) == len(places)
        if sum(heights) + height > area.height - (0 if last else foot):
            break
        rows.append(row)
        heights.append(height)
    more = len(places) - len(rows) + 1
    shape = slide.shapes.add_table(
        len(rows), len(HEADINGS), *_points(replace(area, height=sum(heights)))
    )
    shape.name = "List of events"
    _describe_shape(shape, screen, "events")
    table = shape.table
    for style in table._tbl.iter(qn("a:tableStyleId")):
        style.text = _PLAIN_TABLE
    table.horz_banding = False
    for number, width in enumerate(widths):
        table.columns[number].width = Pt(width)
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        table.rows[number].height = Pt(height)
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            _write_cell(cell, text, theme, head=not number)
    if more:
        text = _text(_more_in_words(more, len(places)), size, theme.quiet)
        below = Box(area.left, area.top + sum(heights) + 6, area.width, size * LEADING)
        _add_text(slide, "More", below, [text])


def _row(account: Account, theme: Theme, size: float, room: list[float]) -> list[Text]:
    """An event as a row of a table: whatever is long is cut, its notes have all of it."""
    mark = Run("■ ", colour=theme.claim_type[account.claim_type])
    kind = Text((mark, Run(package.label(account.claim_type))), size, theme.text)
    cells = (
        _text(legible(account.date.split(", ")[0]), size, theme.quiet),
        _text(legible("; ".join(account.names)), size, theme.quiet),
        _text(legible(account.title), size, theme.text),
        kind,
    )
    return [_fitted(text, width, 3) for text, width in zip(cells, room, strict=True)]


def _row_height(row: list[Text], room: list[float]) -> float:
    tallest = max(_height([text], width) for text, width in zip(row, room, strict=True))
    return tallest + 2 * _PAD


def _more_in_words(more: int, count: int) -> str:
    """How many events are not on the slide, and where they are."""
    noted = more - max(0, count - MOST_EVENTS)
    if noted == more:
        return f"and {more:,} more in the speaker notes"
    return f"and {more:,} more, {max(0, noted):,} of them in the speaker notes"


def _add_event(slide: Slide, sheet: Sheet, area: Box, screen: Screen) -> None:
    """The open event: what is known of it, and its passages among their neighbours.

    In the largest type that holds all of it, if need be without the neighbours; else cut.
    """
    found = events.dossier(screen.tables, screen.view.event)
    for around, size in product((1, 0), (16, 15, 14, 13, 12)):
        known, quoted = _known(found, screen.theme, size), _quoted(screen, around, size)
        left, right = _halves(sheet, area, _height(known, area.width))
        held = _height(list(chain(*quoted)), right.width) <= right.height
        if held and _height(known, left.width) <= left.height:
            break
    _add_text(slide, "Event", left, _cut([known], left, screen.theme))
    _add_text(slide, "Passages", right, _cut(quoted, right, screen.theme))


def _halves(sheet: Sheet, area: Box, height: float) -> tuple[Box, Box]:
    """The places of what is known and of the passages: side by side, or below one another.

    `height` is what the first of them needs where it has the whole width.
    """
    gap = 24.0 if sheet.beside else 14.0
    if sheet.beside:
        width = area.width * sheet.beside
        rest = replace(area, left=area.left + width + gap, width=area.width - width - gap)
        return replace(area, width=width), rest
    height = min(height, area.height * 0.6)
    rest = replace(area, top=area.top + height + gap, height=area.height - height - gap)
    return replace(area, height=height), rest


def _known(found: events.Dossier, theme: Theme, size: float) -> list[Text]:
    mark = Run("■ ", colour=theme.claim_type[found.claim_type])
    kind = Run(f"{package.label(found.claim_type)} · {legible(found.event_id)}", bold=True)
    texts = [Text((mark, kind), size * 0.85, theme.quiet)]
    texts.append(_text(legible(found.summary), size, theme.text, above=size * 0.4))
    for number, (label, words) in enumerate((n, w) for n, w in found.facts if w):
        runs = (Run(f"{label}  ", bold=True, colour=theme.quiet), Run(legible(words)))
        texts.append(Text(runs, size * 0.8, theme.text, size * (0.3 if number else 0.8)))
    return texts


def _quoted(screen: Screen, around: int, size: float) -> list[list[Text]]:
    """Each passage of the open event with `around` sentences on either side, its own words bold.

    Where its article is not here it stands alone.

    A source stands below the last of its passages in a row.
    """
    tables, theme = screen.tables, screen.theme
    place = tables.events.index.get_loc(screen.view.event)
    rows = list(tables.evidence.iloc[tables.groups("passage_event").of(place)].itertuples())
    quoted = []
    for row, after in zip_longest(rows, rows[1:]):
        passage = evidence.Passage(row.start, row.end)
        if row.source_id in tables.articles:
            html = evidence.as_html(
                evidence.in_context(tables.articles[row.source_id], passage, around)
            )
        else:
            html = f"<mark>{escape(row.exact)}</mark>"
        texts = [
            Text(runs, size, theme.text, size * (0.3 if number else 0.9))
            for number, runs in enumerate(_paragraphs(html, theme))
        ]
        if after is None or after.source_id != row.source_id:
            source = legible(source_in_words(tables, row.source_id))
            texts.append(_text(source, size * 0.75, theme.quiet, above=size * 0.2))
        quoted.append(texts)
    return quoted


def _paragraphs(html: str, theme: Theme) -> Iterator[tuple[Run, ...]]:
    """The runs of a passage in its context, paragraph by paragraph."""
    bold = False
    for paragraph in html.split("<br>"):
        runs = []
        for piece in re.split(r"(</?mark>)", paragraph):
            if piece in ("<mark>", "</mark>"):
                bold = piece == "<mark>"
            elif piece:
                # Between bars, so that a space at either end still parts it from the next run.
                words = legible(f"|{unescape(piece)}|")[1:-1]
                runs.append(Run(words, bold, "" if bold else theme.quiet))
        if runs:
            yield tuple(runs)


def _cut(groups: list[list[Text]], box: Box, theme: Theme) -> list[Text]:
    """As many of the groups of paragraphs as the box holds, the first shortened if it must be."""
    texts = list(chain(*groups))
    if _height(texts, box.width) <= box.height:
        return texts
    count = len(groups)
    while count > 1 and _height([*chain(*groups[:count]), _rest(theme, 1)], box.width) > box.height:
        count -= 1
    rest = _rest(theme, len(groups) - count)
    room = box.height - rest.above - rest.size * LEADING
    kept: list[Text] = []
    for text in chain(*groups[:count]):
        if _height([*kept, text], box.width) > room:
            left = room - _height(kept, box.width) - text.above
            lines = int(left / (text.size * LEADING))
            kept += [_fitted(text, box.width, lines)] if lines > 0 else []
            break
        kept.append(text)
    return [*kept, rest]


def _rest(theme: Theme, passages: int) -> Text:
    number = f"and {texts.count(passages, 'more passage')}"
    where = f"{number} in the speaker notes" if passages else "All of it is in the speaker notes"
    return _text(where, 11, theme.quiet, above=8)


# --- The speaker notes -----------------------------------------------------------------------


def _write_notes(slide: Slide, screen: Screen, said: Statement, part: str) -> None:
    """What the slide rests on, in full: the statement, and each event with its passages."""
    places = _shown(screen, part)
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    lines = [(said.title, True), (statement.heading(screen, part), True), (said.note, False)]
    lines += [(f"{label}: {words}", False) for label, words in said.lines().items()]
    lines.append((_shown_in_words(len(places), part), True))
    lines.append((first_in_words(len(places), MOST_EVENTS), False))
    if not screen.keep.any():
        lines.append((nothing_in_view(screen), False))
    if part == "event":
        found = events.dossier(screen.tables, screen.view.event)
        lines += [(f"{label}: {words}", False) for label, words in found.facts if words]
    for number, account in enumerate(accounts(screen.tables, places[:MOST_EVENTS]), 1):
        lines.append((f"{number}. {account.title}", True))
        kind = package.label(account.claim_type)
        who = "; ".join(account.names) or "speaker not stated"
        lines.append((f"{account.event_id} · {account.date} · {who} · {kind}", False))
        lines += [
            (f"“{exact}” ({source_in_words(screen.tables, source_id)})", False)
            for exact, source_id in account.passages
        ]
    lines.append((left_out(len(places) - MOST_EVENTS), True))
    texts = [Text((Run(legible(w), b),), 0, "") for w, b in lines if legible(w)]
    _write(frame, texts)


def _shown(screen: Screen, part: str) -> np.ndarray:
    """The places of the events that a part rests on, in date order."""
    tables, keep, at = screen.tables, screen.keep, screen.tables.positions
    if part == "event":
        return np.array([tables.events.index.get_loc(screen.view.event)])
    if part == "question":
        keep = keep & (at.storyline == tables.storylines.index.get_loc(screen.question))
    if part == "claimed":
        claiming = np.zeros(len(keep), dtype=bool)
        claiming[at.held_event] = True
        keep = keep & claiming
    return in_order(tables, keep)


def _shown_in_words(count: int, part: str) -> str:
    number = texts.count(count)
    where = {
        "claimed": " in view that claim something to hold between actors",
        "question": " in view on this question",
        "event": "",
    }
    return f"Evidence: {number}{where.get(part, ' in view')}"


# --- Type ------------------------------------------------------------------------------------


def _text(words: str, size: float, colour: str, bold: bool = False, above: float = 0) -> Text:
    return Text((Run(words, bold),), size, colour, above)


def _words(text: Text) -> Iterator[float]:
    """The width of each word in points; runs that touch make one word."""
    word = 0.0
    for run in text.runs:
        face = "semibold" if run.bold else "regular"
        for number, piece in enumerate(run.words.split(" ")):
            if number:
                yield word
                word = 0.0
            word += _width(piece, face) * text.size
    yield word


@lru_cache(maxsize=65_536)
def _width(piece: str, face: str) -> float:
    """The width of letters in Arial at size 1; those of East Asia are as wide as they are high."""
    others = [c for c in piece if east_asian_width(c) not in "WF"]
    drawn = measure("".join(others), 100, face) / 100 if others else 0
    return drawn * _WIDER[face] + len(piece) - len(others)


def _lines(text: Text, width: float) -> int:
    """How many lines the paragraph takes, rather one too many than one too few."""
    lines, line = 1, 0.0
    for word in _words(text):
        needed = word + (_SPACE * text.size if line else 0)
        if line + needed <= width:
            line += needed
            continue
        broken = max(0, ceil(word / width) - 1)
        lines += (1 if line else 0) + broken
        line = word - broken * width
    return lines


def _height(texts: list[Text], width: float) -> float:
    """The height of paragraphs below one another, without the room above the first."""
    tall = sum(t.above + _lines(t, width) * t.size * LEADING for t in texts)
    return tall - (texts[0].above if texts else 0)


def _fitted(text: Text, width: float, lines: int) -> Text:
    """The paragraph if it takes no more than so many lines, else its beginning and an ellipsis."""
    if _lines(text, width) <= lines:
        return text
    low, high = 0, len(text.words)
    while low < high:
        middle = (low + high + 1) // 2
        if _lines(_beginning(text, middle), width) <= lines:
            low = middle
        else:
            high = middle - 1
    space = text.words.rfind(" ", 0, low)
    return _beginning(text, space if space > low - _LONG_WORD else low)


def _beginning(text: Text, count: int) -> Text:
    runs = []
    for run in text.runs:
        if len(run.words) >= count:
            runs.append(replace(run, words=f"{run.words[:count].rstrip()}…"))
            break
        runs.append(run)
        count -= len(run.words)
    return replace(text, runs=tuple(runs))


# --- Shapes ----------------------------------------------------------------------------------


def _points(box: Box) -> tuple[Length, Length, Length, Length]:
    return Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)


def _place(shape: BaseShape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _points(box)


def _add_text(slide: Slide, name: str, box: Box, texts: list[Text]) -> None:
    shape = slide.shapes.add_textbox(*_points(box))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _write(frame, texts)


def _add_rule(slide: Slide, box: Box, theme: Theme) -> None:
    left, top, width, _ = _points(box)
    rule = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, left, top, Length(left + width), top)
    rule.name = "Rule"
    # Its style would bring a shadow.
    rule._element.remove(rule._element.find(qn("p:style")))
    rule.line.color.rgb, rule.line.width = _rgb(theme.line), Pt(0.75)


def _write(frame: TextFrame, texts: list[Text]) -> None:
    """Write the paragraphs into an empty frame; a size of 0 leaves the look to the frame."""
    paragraph = frame.paragraphs[0]
    for number, text in enumerate(texts):
        if number:
            paragraph = frame.add_paragraph()  # type: ignore[no-untyped-call]
            paragraph.space_before = Pt(text.above)
        for run in text.runs:
            written = paragraph.add_run()
            written.text = run.words
            font = written.font
            font.bold, font.language_id = run.bold, MSO_LANGUAGE_ID.ENGLISH_UK
            if text.size:
                font.size, font.color.rgb = Pt(text.size), _rgb(run.colour or text.colour)
            if run.href:
                written.hyperlink.address = run.href


def _write_cell(cell: _Cell, text: Text, theme: Theme, head: bool) -> None:
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Pt(_PAD)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    if head:
        cell.fill.solid()  # type: ignore[no-untyped-call]
        cell.fill.fore_color.rgb = _rgb(theme.band)
    else:
        cell.fill.background()  # type: ignore[no-untyped-call]
    colour = theme.line.removeprefix("#").upper()
    line = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    below = f'<a:lnB {nsdecls("a")} w="9525">{line}</a:lnB>'
    # The schema wants the lines of a cell before its fill.
    cell._tc.get_or_add_tcPr().insert(0, parse_xml(below))
    _write(cell.text_frame, [text])


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]


def _describe_shape(shape: BaseShape, screen: Screen, part: str) -> None:
    """Give a shape the words that stand for it where it cannot be seen."""
    said = legible(statement.alternative(screen, part))
    shape._element._nvXxPr.cNvPr.set("descr", said)


# --- The deck --------------------------------------------------------------------------------

# "No Style, No Grid": each cell brings its own fill and lines.
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _dress(deck: Presentation, sheet: Sheet, theme: Theme) -> None:
    """Make of python-pptx's own template, 4:3 and centred, one master with one layout: a title."""
    deck.slide_width, deck.slide_height = (
        Length(round(points * 12_700)) for points in (sheet.width, sheet.height)
    )
    size = deck.element.find(qn("p:sldSz"))
    size.attrib.pop("type", None)
    only = next(layout for layout in deck.slide_layouts if layout.name == "Title Only")
    for layout in list(deck.slide_layouts):
        if layout is not only:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    master.background.fill.solid()
    master.background.fill.fore_color.rgb = _rgb(theme.page)
    width, top = sheet.width - 2 * sheet.margin, sheet.margin * 0.7
    boxes = {
        PP_PLACEHOLDER.TITLE: Box(sheet.margin, top, width, sheet.heading * LEADING * 2),
        PP_PLACEHOLDER.BODY: Box(sheet.margin, top + 90, width, sheet.height - top - 180),
    }
    for shape in [*master.placeholders, *only.placeholders]:
        box = boxes.get(shape.placeholder_format.type)
        if box is None:
            shape._element.getparent().remove(shape._element)
            continue
        _place(shape, box)
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor, frame.auto_size = MSO_ANCHOR.TOP, MSO_AUTO_SIZE.NONE
    for level in master.element.iter(qn("p:titleStyle")):
        first = level.find(qn("a:lvl1pPr"))
        first.set("algn", "l")
        first.find(qn("a:defRPr")).set("b", "1")
    fonts = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    fonts.blob = fonts.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())


def _describe(deck: Presentation, said: Statement) -> None:
    """What the file says of itself, in place of what python-pptx's own template says."""
    core, made = deck.core_properties, datetime(*said.made.timetuple()[:3])
    core.title = legible(said.title)[:LONGEST_PROPERTY]
    core.subject = legible(f"{said.shown}. {said.caution}")[:LONGEST_PROPERTY]
    core.author = core.last_modified_by = core.keywords = core.comments = core.category = ""
    core.created = core.modified = made
    core.language, core.revision = LANGUAGE, 1
    # A picture of another deck, the program and counts of that one, and somebody's printer.
    package = deck.part.package
    for relations in (package._rels, deck.part.rels):
        for name, relation in list(relations.items()):
            if relation.target_ref.endswith(("app.xml", ".jpeg", ".bin")):
                relations.pop(name)
