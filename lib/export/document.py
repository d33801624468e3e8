"""The events in view as documents to read and to edit: every quote with a footnote on its source.

Markdown is CommonMark with footnotes as GitHub, Pandoc and Obsidian read them; Word gets true
footnotes. Both are written from the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from docx import Document as open_document
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from lib.analysis.events import introduced
from lib.dataset import codebook, text
from lib.dataset.tables import Tables
from lib.export import TEMPLATES
from lib.export.accounts import Account, accounts, nothing_in_view, source_in_words
from lib.export.office import LONGEST_LINK, legible, link, saved
from lib.export.statement import MOST_WRITTEN, Statement, first_in_words, left_out
from lib.view.screen import Screen

MOST_EVENTS = MOST_WRITTEN
ORDER = (
    "In the order of the first day on which each may have happened; where that day is open, "
    "of the last."
)


@dataclass(frozen=True)
class Block:
    """A paragraph: `words`, or `facts` as labels with words.

    `style` is a style of `templates/document.docx`; `source` is the text of a footnote, `href`
    where the words lead.
    """

    style: str
    words: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    source: str = ""
    href: str = ""


def blocks(screen: Screen, said: Statement) -> Iterator[Block]:
    """What a document says: the statement, then at most MOST_EVENTS events, month by month."""
    count, told = len(screen.seen), accounts(screen.seen, "date", MOST_EVENTS)
    yield Block("Title", legible(said.title))
    yield Block("Subtitle", legible(said.note))
    *lines, (label, address) = said.lines().items()
    for name, words in lines:
        yield Block("Statement", facts=((name, legible(words)),))
    yield Block("Statement", facts=((label, link(address)),), href=link(address))
    yield Block("Aside", first_in_words(count, MOST_EVENTS))
    yield Block("Aside", ORDER if told else legible(nothing_in_view(screen)))
    for month, group in groupby(told, key=lambda event: event.month):
        yield Block("Heading 1", month)
        for event in group:
            yield from _event(screen.tables, event)
    yield Block("Aside", left_out(count, MOST_EVENTS))


def _event(tables: Tables, event: Account) -> Iterator[Block]:
    yield Block("Heading 2", legible(event.title))
    doubt = dict.fromkeys(f"“{passage.hedge}”" for passage in event.passages if passage.hedge)
    for facts in (
        (
            ("When", event.when),
            ("Claim type", codebook.label(event.claim_type)),
            ("Rests on", codebook.label(event.attribution)),
            ("Event", event.event_id),
        ),
        (("Said or done by", "; ".join(introduced(tables, a) for a in event.speakers)),),
        (("Words of doubt", "; ".join(doubt)),),
    ):
        if facts[0][1]:
            yield Block("Facts", facts=tuple((label, legible(words)) for label, words in facts))
    yield Block("Summary", legible(event.summary))
    for passage in event.passages:
        source = legible(source_in_words(tables, passage.source_id))
        yield Block("Quote", f"“{legible(passage.exact)}”", source=source)


def _written(screen: Screen, said: Statement) -> Iterator[Block]:
    return (block for block in blocks(screen, said) if block.words or block.facts)


# --- Markdown --------------------------------------------------------------------------------

# What stands before a block, and between blocks of the same style in a row.
_BEFORE = {"Title": "# ", "Heading 1": "## ", "Heading 2": "### ", "Quote": "> "}
_BETWEEN = {"Statement": "\n", "Facts": "\n", "Quote": "\n>\n"}
_MARKS = re.compile(
    r"[\\`*{}\[\]<>#|~$&^=@]|(?<![^\W_])_|_(?![^\W_])|:(?=\S)|(?<=\bwww)\.", re.IGNORECASE
)
# What would begin a list, or a definition, at the start of a line.
_LIST = re.compile(r"^(\d*)([-+.):])")


def markdown(screen: Screen, said: Statement) -> bytes:
    """The blocks as Markdown in UTF-8; all quotes from one source share its footnote."""
    numbers: dict[str, int] = {}
    pieces = [
        _BETWEEN.get(style, "\n\n").join(_in_markdown(block, numbers) for block in group)
        for style, group in groupby(_written(screen, said), key=lambda block: block.style)
    ]
    pieces += [f"[^{number}]: {_marked(source)}" for source, number in numbers.items()]
    return ("\n\n".join(pieces) + "\n").encode()


def _in_markdown(block: Block, numbers: dict[str, int]) -> str:
    """A block; a source met for the first time joins `numbers`."""
    if block.facts:
        shown = (
            f"**{label}:** " + (f"<{block.href}>" if block.href else _marked(words))
            for label, words in block.facts
        )
        return "- " + " · ".join(shown)
    number = numbers.setdefault(block.source, len(numbers) + 1) if block.source else 0
    note = f"[^{number}]" if number else ""
    return f"{_BEFORE.get(block.style, '')}{_marked(block.words)}{note}"


def _marked(words: str) -> str:
    """The words as Markdown that means only these words: no markup, link, HTML or footnote.

    CommonMark reads a backslash before any ASCII punctuation as that mark alone. GitHub looks for
    mail addresses and for names to notify after that; a word joiner, unseen, parts them.
    """
    marked = _MARKS.sub(lambda m: f"\\{m.group()}", words).replace("@", "@\u2060")
    return _LIST.sub(r"\1\\\2", marked)


# --- Word ------------------------------------------------------------------------------------


def docx(screen: Screen, said: Statement) -> bytes:
    """The blocks as a Word document on A4, each quote with a footnote naming its source.

    `templates/document.docx` has the page, the styles and the page numbers. The same screen and
    statement give the same bytes.
    """
    document = open_document(str(TEMPLATES / "document.docx"))
    sources = []
    for block in _written(screen, said):
        paragraph = document.add_paragraph(block.words, block.style)
        for number, (label, words) in enumerate(block.facts):
            behind = "\t" if block.style == "Statement" else ": "
            paragraph.add_run(f"{' · ' if number else ''}{label}{behind}").bold = True
            _add_words(paragraph, words, block.href)
        if block.source:
            sources.append(block.source)
            _refer(paragraph, "footnoteReference", len(sources))
    _add_footnotes(document, sources)
    section = document.sections[0]
    title, shown = text.brief(legible(said.title), 80), text.brief(legible(said.shown), 40)
    section.header.paragraphs[0].runs[0].text = f"{title} · {shown}"
    section.footer.paragraphs[0].runs[0].text = legible(f"{said.caution} {said.data}")
    return saved(document, said)


def _add_words(paragraph: Paragraph, words: str, href: str) -> None:
    run = paragraph.add_run(words, "Hyperlink" if href else None)
    if href and len(href) <= LONGEST_LINK:
        target = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        hyperlink = OxmlElement("w:hyperlink", attrs={qn("r:id"): target})
        hyperlink.append(run._r)
        paragraph._p.append(hyperlink)


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
        paragraph.add_run(f"\t{source}")
        notes.append(note)
    part._blob = serialize_part_xml(notes)
