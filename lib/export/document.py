"""A card as a document to read and to edit: every quote with a footnote on its source.

Markdown is CommonMark with footnotes as GitHub, Pandoc and Obsidian read them; Word gets true
footnotes, and the pictures.
"""

import io
import re
from dataclasses import replace
from typing import Any

from docx import Document as open_document
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from lib.dataset import text
from lib.dataset.text import legible
from lib.export import TEMPLATES, forms
from lib.export.accounts import source_in_words
from lib.export.archive import saved
from lib.export.canvas import Box
from lib.export.card import Card, Entry, Figures, Group, Picture
from lib.export.layout import Drawing
from lib.export.picture import SHARP, alone, filled
from lib.export.statement import Statement
from lib.export.templates import render
from lib.view.screen import Screen

PICTURE = Box(0, 0, 453, 300)  # points


def _written(screen: Screen, said: Statement) -> tuple[Screen, Card]:
    """The screen in its colours and its card; below a picture stand the events it shows."""
    screen, card = filled(screen, said)
    card = card.whole
    if screen.seen and not list(card.entries):
        below = forms.group(screen, screen.seen, "The events in their words")
        sources = {s: source_in_words(screen.tables, s) for s in card.said.sources}
        card = replace(card, said=replace(card.said, shown=said.shown))  # which are all written
        return screen, replace(card, blocks=(*card.blocks, below), sources=sources)
    return screen, replace(
        card, sources={s: source_in_words(screen.tables, s) for s in card.sources}
    )


# --- Markdown --------------------------------------------------------------------------------

_MARKS = re.compile(
    r"[\\`*{}\[\]<>#|~$&^=@]|(?<![^\W_])_|_(?![^\W_])|:(?=\S)|(?<=\bwww)\.", re.IGNORECASE
)
# What would begin a list, or a definition, at the start of a line.
_LIST = re.compile(r"^(\d*)([-+.):])")


def markdown(screen: Screen, said: Statement) -> bytes:
    """The card as Markdown in UTF-8; all quotes from one article share its footnote."""
    _, card = _written(screen, said)
    numbers = {source: card.order[source] for source in card.sources}
    page = render("document.md", card=card, numbers=numbers, marked=marked)
    return (re.sub(r"\n{3,}", "\n\n", page).strip() + "\n").encode()


def marked(words: str) -> str:
    """The words as Markdown that means only these words: no markup, link, HTML or footnote.

    CommonMark reads a backslash before any ASCII punctuation as that mark alone. GitHub looks for
    mail addresses and for names to notify after that; a word joiner, unseen, parts them.
    """
    found = _MARKS.sub(lambda m: f"\\{m.group()}", legible(words)).replace("@", "@\u2060")
    return _LIST.sub(r"\1\\\2", found)


# --- Word ------------------------------------------------------------------------------------


def docx(screen: Screen, said: Statement) -> bytes:
    """The card as a Word document on A4, with its pictures, and a footnote for each quote.

    `templates/document.docx` has the page, the styles and the page numbers. The same screen and
    statement give the same bytes.
    """
    screen, card = _written(screen, said)
    said = card.said
    document, cited = open_document(str(TEMPLATES / "document.docx")), list[str]()
    for words, style in ((card.title, "Title"), (said.note, "Subtitle"), (card.subtitle, "Aside")):
        if words:
            document.add_paragraph(legible(words), style)
    for block in card.blocks:
        if isinstance(block, Picture):
            # Drawn larger, so that more fits in.
            large = Box(0, 0, 1.7 * PICTURE.width, 1.7 * PICTURE.height)
            drawn = io.BytesIO(alone(screen, Drawing(block, large)).png(SHARP))
            added: Any = document.add_picture(drawn, Pt(PICTURE.width))
            added._inline.docPr.set("descr", legible(block.alt))
        elif isinstance(block, Figures):
            for value, of, entry in block.rows:
                document.add_paragraph(legible(f"{value} {of}"), "Heading 2")
                _add(document, card, entry, cited)
        else:
            _add_group(document, card, block, cited)
    for name, words in said.lines().items():
        paragraph = document.add_paragraph(style="Statement")
        paragraph.add_run(f"{name}\t").bold = True
        paragraph.add_run(legible(words))
    _add_footnotes(document, cited)
    section = document.sections[0]
    title, shown = text.brief(legible(card.title), 80), text.brief(legible(said.shown), 40)
    section.header.paragraphs[0].runs[0].text = f"{title} · {shown}"
    section.footer.paragraphs[0].runs[0].text = legible(f"{said.caution} {said.data}")
    return saved(document, card.said)


def _add_group(document: Document, card: Card, group: Group, cited: list[str]) -> None:
    if group.heading:
        document.add_paragraph(legible(group.heading), "Heading 1")
    for entry in group.entries:
        _add(document, card, entry, cited)
    if group.more:
        document.add_paragraph(legible(group.more), "Aside")


def _add(document: Document, card: Card, entry: Entry, cited: list[str]) -> None:
    """An event: who, when and what, then each of its passages with a footnote."""
    paragraph = document.add_paragraph(style="Facts")
    paragraph.add_run(legible(entry.who)).bold = True
    facts = [f"({entry.side})" if entry.side else "", f"· {entry.when} · {entry.kind}"]
    limit = f"· {entry.limit}" if entry.limit else ""
    paragraph.add_run(f" {legible(' '.join(filter(None, [*facts, limit])))}")
    if entry.lead:
        document.add_paragraph(legible(f"[{entry.lead}]"), "Aside")
    for passage in entry.event.passages:
        quote = document.add_paragraph(f"“{legible(passage.exact)}”", "Quote")
        cited.append(card.sources[passage.source_id])
        _refer(quote, "footnoteReference", len(cited))
    if entry.remark:
        document.add_paragraph(legible(entry.remark), "Aside")


def _refer(paragraph: Paragraph, mark: str, number: int | None = None) -> None:
    run = paragraph.add_run(style="footnote reference")
    run._r.append(OxmlElement(f"w:{mark}", attrs={qn("w:id"): str(number)} if number else None))


def _add_footnotes(document: Document, sources: list[str]) -> None:
    """Write the footnotes, numbered from 1, into the part that the template has for them.

    python-docx does not know that part. ECMA-376 part 1, 17.11.
    """
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    notes = parse_xml(part.blob)
    for number, source in enumerate(sources, 1):
        note = OxmlElement("w:footnote", attrs={qn("w:id"): str(number)})
        note.append(OxmlElement("w:p"))
        paragraph = Paragraph(note[0], document._body)
        paragraph.style = "footnote text"
        _refer(paragraph, "footnoteRef")
        paragraph.add_run(f"\t{legible(source)}")
        notes.append(note)
    part._blob = serialize_part_xml(notes)
