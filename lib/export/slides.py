"""The view as slides to edit: native titles, tables and text; only charts are pictures.

`templates/slides_wide.pptx` and `slides_a4.pptx` have the layouts: their placeholders say where
each text stands and how it looks. What is too long is cut on the slide and whole in the notes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import chain, groupby, product
from typing import Any

from pptx import Presentation as open_deck
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Pt

from lib.analysis import events
from lib.dataset import codebook, dates, passages, text
from lib.dataset.store import Selection
from lib.export import TEMPLATES, card, statement
from lib.export.accounts import Account, accounts, nothing_in_view, source_in_words
from lib.export.office import LONGEST_LINK, legible, link, on_one_line, saved
from lib.export.slide_text import LETTER, Line, Run, cut, fits, height, line, write
from lib.export.statement import MOST_NOTED, Statement, first_in_words, left_out
from lib.view.screen import Screen
from lib.view.theme import LIGHT, Theme

MOST_EVENTS = MOST_NOTED
LAYOUTS = {"event": "Event", "events": "List"}
# The `idx` of the placeholders; CONTENT is the picture, the table or the event.
BRIEFING, NOTE, CAPTION, CONTENT, SECOND = 10, 11, 12, 13, 14
COLUMNS = ("When", "Said or done by", "What", "Claim type")
TABLE_STYLE = "{2C1B7A50-6C1E-4B6B-9C0B-6C6C61696D73}"  # the one that the templates define
PAD = 7.2  # points left and right of the text in a cell; half as much above and below it
# `card` draws for sheets of twice as many units, at two pixels each.
PIXELS_PER_POINT = 4


@dataclass(frozen=True)
class Form:
    """How much a template holds.

    `headings` has how many characters a heading has at most in which size, the smallest of two
    lines; `row` and `caption` the characters in one line of the note and in two of the caption;
    `widths` the columns' shares of a table with type of the size `body`.
    """

    headings: tuple[tuple[int, int], ...]
    row: int
    caption: int
    body: int
    widths: tuple[float, ...]


FORMS = {
    "wide": Form(((60, 26), (84, 20), (94, 18), (180, 15)), 125, 340, 12, (0.15, 0.2, 0.5, 0.15)),
    "a4": Form(((34, 26), (45, 20), (110, 15)), 85, 220, 10, (0.19, 0.22, 0.38, 0.21)),
}


def pptx(screen: Screen, said: Statement) -> bytes:
    """The parts chosen as slides, one each, with the evidence for each in its speaker notes.

    Wide slides, or A4 upright, as the view asks for. The same screen and statement give the same
    bytes.
    """
    screen = card.themed(screen)
    deck = open_deck(str(TEMPLATES / f"slides_{screen.view.paper}.pptx"))
    _colour(deck, screen.theme)
    for part in statement.parts(screen) or statement.DEFAULT_PARTS:
        empty = part != "event" and not screen.seen
        layout = "Text" if empty else LAYOUTS.get(part, "Picture")
        slide = deck.slides.add_slide(deck.slide_layouts.get_by_name(layout))
        content = _frame(slide, screen, said, part)
        if empty:
            write(content.text_frame, [line(nothing_in_view(screen))])
        elif part == "event":
            _add_event(slide, screen)
        elif part == "events":
            _add_table(slide, screen)
        else:
            place = content.left, content.top, content.width, content.height
            wide, high = (round(PIXELS_PER_POINT * length.pt) for length in place[2:])
            drawn = io.BytesIO(card.part_png(screen, part, size=(wide, high)))
            picture = content.insert_picture(drawn)
            picture.left, picture.top, picture.width, picture.height = place
            picture.crop_top = picture.crop_bottom = picture.crop_left = picture.crop_right = 0
            _describe(picture, "Picture", screen, part)
        _write_notes(slide, screen, said, part)
    return saved(deck, said)


def _colour(deck: Presentation, theme: Theme) -> None:
    """Give the template, which has the colours of the light theme, those of another."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    for name in ("text", "page", "quiet", "band", "line"):
        old, new = (getattr(t, name).removeprefix("#").upper().encode() for t in (LIGHT, theme))
        part.blob = part.blob.replace(b'="' + old, b'="' + new)


def _placeholder(slide: Slide, number: int) -> Any:
    return next(p for p in slide.placeholders if p.placeholder_format.idx == number)


def _remove(shape: Any) -> None:
    shape._element.getparent().remove(shape._element)


def _describe(shape: Any, name: str, screen: Screen, part: str) -> None:
    """Name a shape, and give it the words that stand for it where it cannot be seen."""
    shape.name = name
    alternative = legible(statement.alternative(screen, part))
    shape._element._nvXxPr.cNvPr.set("descr", alternative)


# --- What stands on every slide --------------------------------------------------------------


def _frame(slide: Slide, screen: Screen, said: Statement, part: str) -> Any:
    """Write the titles, the note and the caption; returns the placeholder of the content."""
    layout: Any = slide.slide_layout
    named = {p.placeholder_format.idx: p.name for p in layout.placeholders}
    for placeholder in slide.placeholders:
        placeholder.name = named[placeholder.placeholder_format.idx]
    form = FORMS[screen.view.paper]
    title = text.brief(legible(statement.heading(screen, part)), form.headings[-1][0])
    size = next(size for most, size in form.headings if len(title) <= most)
    assert slide.shapes.title is not None
    write(slide.shapes.title.text_frame, [line(title, bold=True)], size)
    briefing = line(text.brief(legible(said.title), form.row), bold=True)
    write(_placeholder(slide, BRIEFING).text_frame, [briefing])
    write(_placeholder(slide, CAPTION).text_frame, _caption(said, form))
    note, content = _placeholder(slide, NOTE), _placeholder(slide, CONTENT)
    if words := text.brief(legible(said.note), 2 * form.row):
        write(note.text_frame, [line(words)])
        return content
    # The content takes the room of the note, but for a little below the title.
    lift = note.height - Pt(8)
    for shape in [p for p in slide.placeholders if p.top == content.top]:
        left, top, wide, high = shape.left, shape.top, shape.width, shape.height
        shape.left, shape.top = left, top - lift
        shape.width, shape.height = wide, high + lift
    _remove(note)
    return content


def _caption(said: Statement, form: Form) -> list[Line]:
    """What the statement says; where it is cut, the notes have all of it."""
    words = {label: legible(w) for label, w in said.lines().items()}
    words["Filters"] = text.brief(words["Filters"], form.caption - len(words["Shown"]))
    words["Sources"] = text.brief(words["Sources"], form.caption)
    lines = []
    for labels in (("Shown", "Filters"), ("Sources",), ("Caution", "Data", "Made")):
        runs: list[Run] = []
        for label in labels:
            runs.append(Run(f"{'   ' if runs else ''}{label}  ", bold=True))
            runs.append(Run(words[label], bold=label == "Caution"))
        lines.append(Line(tuple(runs)))
    target = link(said.address)
    href = target if len(target) <= LONGEST_LINK else ""
    address = Run(text.brief(target, form.caption // 2), href=href)
    return [*lines, Line((Run("Address  ", bold=True), address))]


# --- What a part shows -----------------------------------------------------------------------


def _add_table(slide: Slide, screen: Screen) -> None:
    """A table of the events in date order, as many as fit, and how many more there are."""
    form = FORMS[screen.view.paper]
    content, below = _placeholder(slide, CONTENT), _placeholder(slide, SECOND)
    widths = [share * content.width.pt for share in form.widths]
    room = [width - 2 * PAD for width in widths]
    rows = [[line(heading, bold=True) for heading in COLUMNS]]
    heights = [_row_height(rows[0], room, form)]
    for event in accounts(screen.seen, "date", int(content.height.pt / form.body)):
        row = _row(screen, event, room, form)
        heights.append(_row_height(row, room, form))
        if sum(heights) > content.height.pt:
            heights.pop()
            break
        rows.append(row)
    shape = content.insert_table(len(rows), len(COLUMNS))
    _describe(shape, "List of events", screen, "events")
    shape.height = Pt(sum(heights))
    table = shape.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = TABLE_STYLE
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for cells, row, high in zip(table.rows, rows, heights, strict=True):
        cells.height = Pt(high)
        for cell, words in zip(cells.cells, row, strict=True):
            write(cell.text_frame, [words], form.body)
    count = len(screen.seen)
    if more := count - len(rows) + 1:
        write(below.text_frame, [line(_more_in_words(more, count))])
    else:
        _remove(below)


def _row(screen: Screen, event: Account, room: list[float], form: Form) -> list[Line]:
    """An event as a row of the table, each cell cut to three lines."""
    names = (screen.tables.name(actor) for actor in event.speakers)
    words = (dates.in_words(event.date), "; ".join(names), event.title)
    when, who, what = (
        text.brief(legible(cell), int(3 * width / (form.body * LETTER)))
        for cell, width in zip(words, room, strict=False)
    )
    mark = Run("■ ", colour=screen.theme.claim_type[event.claim_type])
    kind = Line((mark, Run(codebook.label(event.claim_type))))
    return [line(when, quiet=True), line(who, quiet=True), line(what), kind]


def _row_height(row: list[Line], room: list[float], form: Form) -> float:
    cells = zip(row, room, strict=True)
    return PAD + max(height([line], width, form.body) for line, width in cells)


def _more_in_words(more: int, count: int) -> str:
    """How many events are not on the slide, and where they are."""
    noted = max(0, more - max(0, count - MOST_EVENTS))
    those = "" if noted == more else f", {noted:,} of them"
    return f"and {more:,} more{those} in the speaker notes"


def _add_event(slide: Slide, screen: Screen) -> None:
    """The open event: what is known of it, and its passages among their neighbours.

    In the largest type that holds all of it, if need be without the neighbours; else cut.
    """
    left, right = _placeholder(slide, CONTENT), _placeholder(slide, SECOND)
    known = _known(screen)
    for around, size in product((1, 0), (16, 15, 14, 13, 12)):
        quoted = _quoted(screen, around)
        if fits(known, left, size) and fits(chain(*quoted), right, size):
            break
    write(left.text_frame, cut([known], left, size), size)
    write(right.text_frame, cut(quoted, right, size), size)


def _known(screen: Screen) -> list[Line]:
    found = events.dossier(screen.tables, screen.view.event)
    mark = Run("■ ", colour=screen.theme.claim_type[found.claim_type])
    kind = f"{codebook.label(found.claim_type)} · {legible(found.event_id)}"
    lines = [
        Line((mark, Run(kind, bold=True, quiet=True)), 0.85),
        line(legible(found.summary), above=0.4),
    ]
    facts = [(label, words) for label, words in found.facts if words]
    for number, (label, words) in enumerate(facts):
        runs = (Run(f"{label}  ", bold=True, quiet=True), Run(legible(words)))
        lines.append(Line(runs, 0.8, 0.3 if number else 0.8))
    return lines


def _quoted(screen: Screen, around: int) -> list[list[Line]]:
    """Each passage of the open event in bold, with `around` sentences on either side.

    Where its article is not here it stands alone. The source stands below the last of its passages.
    """
    tables, quoted = screen.tables, []
    (event,) = accounts(_evidence(screen, "event")[0])
    for source_id, cited in groupby(event.passages, key=lambda passage: passage.source_id):
        article = tables.articles.get(source_id)
        for one in cited:
            runs: tuple[passages.Run, ...] = (passages.Run(one.exact, True),)
            if article is not None:
                found = passages.Passage(one.start, one.end)
                runs = passages.in_context(article, found, around)
            quoted.append(_paragraphs(runs))
        source = legible(source_in_words(tables, source_id))
        quoted[-1].append(line(source, 0.75, 0.2, quiet=True))
    return quoted


def _paragraphs(runs: tuple[passages.Run, ...]) -> list[Line]:
    """A passage in its context, a line for each of its paragraphs."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for number, piece in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(Run(on_one_line(piece), run.marked, quiet=not run.marked))
    return [Line(tuple(runs), above=0.3 if n else 0.9) for n, runs in enumerate(lines) if runs]


# --- The speaker notes -----------------------------------------------------------------------


def _evidence(screen: Screen, part: str) -> tuple[Selection, str]:
    """The events that a part rests on, and which they are."""
    if part == "event":
        return screen.seen.store.select("event_id = $event", event=screen.view.event), ""
    if part == "question":
        on_it = screen.seen.where("storyline_id::VARCHAR = $of", of=screen.question)
        return on_it, " in view on this question"
    if part == "claimed":
        held = screen.seen.where("no IN (SELECT event FROM relationships)")
        return held, " in view that claim something to hold between actors"
    return screen.seen, " in view"


def _write_notes(slide: Slide, screen: Screen, said: Statement, part: str) -> None:
    """What the slide rests on, in full: the statement, and each event with its passages."""
    (shown, which), tables = _evidence(screen, part), screen.tables
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    lines = [(said.title, True), (statement.heading(screen, part), True), (said.note, False)]
    lines += [(f"{label}: {words}", False) for label, words in said.lines().items()]
    lines.append((f"Evidence: {text.count(len(shown))}{which}", True))
    lines.append((first_in_words(len(shown), MOST_EVENTS), False))
    if not screen.seen:
        lines.append((nothing_in_view(screen), False))
    if part == "event":
        facts = events.dossier(tables, screen.view.event).facts
        lines += [(f"{label}: {words}", False) for label, words in facts if words]
    for number, event in enumerate(accounts(shown, "date", MOST_EVENTS), 1):
        names = "; ".join(tables.name(actor) for actor in event.speakers) or "speaker not stated"
        kind = codebook.label(event.claim_type)
        lines.append((f"{number}. {event.title}", True))
        lines.append((f"{event.event_id} · {event.when} · {names} · {kind}", False))
        lines += [
            (f"“{passage.exact}” ({source_in_words(tables, passage.source_id)})", False)
            for passage in event.passages
        ]
    lines.append((left_out(len(shown), MOST_EVENTS), True))
    write(frame, [line(legible(words), bold=bold) for words, bold in lines if legible(words)])
