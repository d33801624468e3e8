"""A card as slides to edit: native titles, tables and text, and charts of few marks as shapes.

`templates/slides.pptx` has the layout and the style of the tables. The notes of a slide have what
its events rest on, in full.
"""

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation as open_deck
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_CONNECTOR_TYPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Pt

from lib.dataset import text
from lib.dataset.text import legible
from lib.export import TEMPLATES, native
from lib.export.accounts import Account, accounts
from lib.export.archive import saved
from lib.export.canvas import LINE, Run, measure
from lib.export.card import Card
from lib.export.entry_rows import Paragraph, inner
from lib.export.layout import Drawing, Grid, Lines, Page, lay
from lib.export.picture import SHARP, alone, filled, laid
from lib.export.statement import MOST_NOTED, Statement, cited, left_out
from lib.export.titles import short
from lib.view.screen import Screen, narrowed
from lib.view.theme import LIGHT, Theme

_WIDER = 1.15  # bold letters of Arial than those of the pictures
TABLE_STYLE = "{2C1B7A50-6C1E-4B6B-9C0B-6C6C61696D73}"  # the one that the template defines


def pptx(screen: Screen, said: Statement) -> bytes:
    """Every page of the card as a slide. The same screen and statement give the same bytes."""
    return _deck([laid(screen, said)])


def story(steps: Sequence[tuple[Screen, Statement]]) -> bytes:
    """The pages of each of these cards as slides, without those that repeat a chart in parts."""
    cards = [filled(*step) for step in steps]
    return _deck(
        [(screen, card, lay(card.whole, screen.theme, screen.view.paper)) for screen, card in cards]
    )


def _deck(cards: Sequence[tuple[Screen, Card, Sequence[Page]]]) -> bytes:
    """The pages of all cards as slides; colours, size and properties are those of the first."""
    deck = open_deck(str(TEMPLATES / "slides.pptx"))
    screen, first, pages = cards[0]
    _colour(deck, screen.theme)
    deck.slide_width, deck.slide_height = Pt(pages[0].width), Pt(pages[0].height)
    for screen, card, pages in cards:
        _add_pages(deck, screen, card, pages)
    return saved(deck, first.said)


def _add_pages(deck: Presentation, screen: Screen, card: Card, pages: Sequence[Page]) -> None:
    for page in pages:
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        for part in page.parts:
            if isinstance(part, Grid):
                _add_table(slide, part, card)
            elif isinstance(part, Drawing):
                _add_drawing(slide, screen, part)
            else:
                _add_lines(slide, part, screen.theme)
        _write_notes(slide, screen, card, page)


def _colour(deck: Presentation, theme: Theme) -> None:
    """Give the template, which has the colours of the light theme, those of another."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    for name in ("text", "page", "quiet", "band", "line"):
        old, new = (getattr(t, name).removeprefix("#").upper().encode() for t in (LIGHT, theme))
        part.blob = part.blob.replace(b'="' + old, b'="' + new)


def _add_lines(slide: Slide, part: Lines, theme: Theme) -> None:
    """A box of text; the title goes into the title of the slide."""
    place = Pt(part.left), Pt(part.top), Pt(part.width), Pt(part.height)
    if part.name == "Title":
        shape: Any = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = place
    else:
        shape = slide.shapes.add_textbox(*place)
    shape.name = part.name
    size = part.size
    if part.name == "Title":  # in a typeface that is wider than that of the pictures
        long = sum(measure(run.words, size, "semibold") for run in part.paragraphs[0]) * _WIDER
        size = round(size * min(1, max(part.width * part.height / size / LINE / long, 0.6)), 1)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _write(frame, part.paragraphs, size)
    if part.name == "Footer":
        ends = Pt(part.left), Pt(part.top - 8), Pt(part.left + part.width), Pt(part.top - 8)
        rule = slide.shapes.add_connector(MSO_CONNECTOR_TYPE.STRAIGHT, *ends)
        rule.name, rule.line.width = "Rule", Pt(1)
        rule.line.color.rgb = native.rgb(theme.text)
        rule._element.remove(rule._element.find(qn("p:style")))  # which has a shadow


def _add_table(slide: Slide, grid: Grid, card: Card) -> None:
    height = sum(row.height for row in grid.rows)
    place = Pt(grid.left), Pt(grid.top), Pt(sum(grid.widths)), Pt(height)
    shape = slide.shapes.add_table(len(grid.rows), len(grid.widths), *place)
    shape.name = "Statements"
    told = "; ".join(f"{row.entry.who}: {row.entry.words}" for row in grid.rows)
    _describe(shape, f"{text.count(len(grid.rows), 'row')}. {told}")
    table: Any = shape.table
    table.first_row = table.horz_banding = False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = TABLE_STYLE
    for n, width in enumerate(grid.widths):
        table.columns[n].width = Pt(width)
    for written, row in zip(table.rows, grid.rows, strict=True):
        written.height = Pt(row.height)
        rooms = zip(written.cells, row.cells, grid.widths, inner(grid.widths), strict=True)
        for cell, words, wide, width in rooms:
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left, cell.margin_right = 0, Pt(wide - width)
            cell.margin_top = cell.margin_bottom = Pt(2)
            _write(cell.text_frame, words.paragraphs, words.size)
        if len(grid.widths) > 1:
            for paragraph in cell.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.RIGHT


def _add_drawing(slide: Slide, screen: Screen, part: Drawing) -> None:
    box, sheet = part.box, alone(screen, part)
    if len(native.drawn(sheet)) <= native.MOST:
        shape = native.add(slide, sheet, box)
    else:
        place = Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)
        shape = slide.shapes.add_picture(io.BytesIO(sheet.png(SHARP)), *place)
    shape.name = "Picture"
    _describe(shape, part.picture.alt)


def _describe(shape: Any, words: str) -> None:
    """Give a shape the words that stand for it where it cannot be seen."""
    shape._element._nvXxPr.cNvPr.set("descr", legible(text.brief(words, 2_000)))


def _write(frame: TextFrame, paragraphs: tuple[Paragraph, ...], size: float) -> None:
    """Write paragraphs into an empty frame."""
    for number, runs in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]  # type: ignore[no-untyped-call]
        for n, run in enumerate(runs):
            written = paragraph.add_run()
            written.text = f"{' ' if n else ''}{legible(run.words)}"
            font = written.font
            font.size, font.language_id = Pt(size), MSO_LANGUAGE_ID.ENGLISH_UK
            font.bold, font.italic = run.face == "semibold", run.face == "italic"
            if run.colour:
                font.color.rgb = native.rgb(run.colour)


# --- The speaker notes -----------------------------------------------------------------------


def _write_notes(slide: Slide, screen: Screen, card: Card, page: Page) -> None:
    """What the slide rests on: filters, articles, address, and each event with its passages."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    drawn = [part.picture for part in page.parts if isinstance(part, Drawing)]
    events = [entry.event for entry in page.entries]
    shown = screen.seen
    if drawn:
        shown = narrowed(screen, drawn[0].some).seen if drawn[0].some else shown
        events = accounts(shown, "date", MOST_NOTED)
    lines = [(card.title, True), (card.said.note, False)]
    lines += [(f"{name}: {words}", False) for name, words in card.said.lines().items()]
    for source, said in cited(screen, card.sources).items():
        url = screen.tables.sources.at[source, "url"]
        lines.append((f"{card.numbers((source,))} {said} {url}".strip(), False))
    for number, event in enumerate(events, 1):
        lines += _noted(screen, card, number, event)
    lines.append((left_out(len(shown) * len(drawn), MOST_NOTED), True))
    paragraphs = ((Run(words, "semibold" if bold else ""),) for words, bold in lines if words)
    _write(frame, tuple(paragraphs), 12)


def _noted(screen: Screen, card: Card, number: int, event: Account) -> list[tuple[str, bool]]:
    """An event with all its passages and the numbers of their articles."""
    names = "; ".join(map(screen.tables.name, event.speakers)) or "speaker not stated"
    told = f"{event.event_id} · {short(event.date)} · {names}"
    quoted = [f"“{p.exact}” {card.numbers((p.source_id,))}" for p in event.passages]
    return [(f"{number}. {event.title}", True), *((line, False) for line in (told, *quoted))]
