"""The events in view as documents to read and to edit: every quote with a footnote on its source.

Markdown is CommonMark with footnotes as GitHub, Pandoc and Obsidian read them; Word gets true
footnotes. Both say the same, from the same tables, in the same order.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import groupby
from urllib.parse import quote
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from docx import Document as empty_document
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from lib.analysis import events as claims
from lib.analysis import filters
from lib.dataset import codebook, dates, positions
from lib.dataset import text as texts
from lib.dataset.tables import Tables
from lib.export import archive
from lib.export.statement import MOST_WRITTEN, Statement, first_in_words
from lib.view.screen import Screen
from lib.view.theme import LIGHT

MOST_EVENTS = MOST_WRITTEN
FONT = "Arial"
LANGUAGE = "en-GB"
PAPER = (Mm(210), Mm(297))
SIDE = Mm(25)
ORDER = (
    "In the order of the first day on which each may have happened; where that day is open, "
    "of the last."
)
BASIS = {
    "stated": "as printed",
    "inferred": "worked out",
    "publication": "bounded by the article’s own date alone",
}
# The longest address that Office follows; a longer one stands as text.
LONGEST_LINK = 2_079
# The longest text that a document's own properties take.
LONGEST_PROPERTY = 255


@dataclass(frozen=True)
class Account:
    """One event as documents tell it, all of it words.

    `month` is that of the day by which it is placed; `names` are the speakers' bare names,
    `speakers` the same introduced; `doubt` the articles' own words of doubt; `passages` pairs a
    verbatim passage with its source_id.
    """

    event_id: str
    month: str
    title: str
    summary: str
    date: str
    claim_type: str
    attribution: str
    names: tuple[str, ...]
    speakers: tuple[str, ...]
    doubt: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]

    def facts(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Labels and words, line by line; a line without words is left out."""
        lines = (
            (
                ("When", self.date),
                ("Claim type", codebook.label(self.claim_type)),
                ("Rests on", codebook.label(self.attribution)),
                ("Event", self.event_id),
            ),
            (("Said or done by", "; ".join(self.speakers)),),
            (("Words of doubt", "; ".join(f"“{d}”" for d in self.doubt)),),
        )
        return tuple(line for line in lines if line[0][1])


# --- What is told ----------------------------------------------------------------------------


def in_order(tables: Tables, keep: pd.Series) -> np.ndarray:
    """The places of the events in view, ordered as `claims.in_order` orders them, at any length."""
    return claims.in_order(tables, np.flatnonzero(keep)).places


def accounts(tables: Tables, places: np.ndarray) -> list[Account]:
    """The accounts of the events at these places of `tables.events`, in the order given."""
    events = tables.events.iloc[places]
    placed = events["earliest"].fillna(events["latest"]).dt.strftime("%Y-%m")
    told, parts = (
        positions.of_each(frame, tables.groups(of).of_each(places))
        for frame, of in ((tables.evidence, "passage_event"), (tables.parts, "part_event"))
    )
    introduced = cache(partial(claims.introduced, tables))
    found = []
    for event, month, rows, taking_part in zip(
        events.itertuples(), placed, told, parts, strict=True
    ):
        actors = [part.actor_id for part in taking_part if part.part == "speaker"]
        found.append(
            Account(
                event_id=event.event_id,
                month=dates.in_words(month),
                title=event.title,
                summary=event.summary,
                date=f"{dates.in_words(event.date)}, {BASIS[event.date_basis]}",
                claim_type=event.claim_type,
                attribution=event.attribution,
                names=tuple(tables.name(a) for a in actors),
                speakers=tuple(map(introduced, actors)),
                doubt=tuple(dict.fromkeys(row.hedge for row in rows if row.hedge)),
                passages=tuple((row.exact, row.source_id) for row in rows),
            )
        )
    return found


def source_in_words(tables: Tables, source_id: str) -> str:
    """An article as a footnote names it: publisher, headline, date and how it is known, file.

    Raises KeyError for an article that is not in the table.
    """
    row = tables.sources.loc[source_id]
    publisher = row["publisher"] or "Unnamed outlet"
    if row["publisher"] and row["publisher_basis"] == "inferred":
        publisher += " (worked out)"
    headline = f"“{row['title']}”" if row["title"] else "without a headline"
    when = f"{dates.in_words(row['published'])} ({BASIS[row['published_basis']]})"
    here = "" if source_id in tables.articles else f", {claims.UNCHECKED}"
    return f"{publisher}, {headline}, {when}, {row['file']}{here}"


def nothing_in_view(screen: Screen) -> str:
    """A sentence for a view without events, with the filter that stands in the way most."""
    tables, asked = screen.tables, screen.view.filters
    phrases = dict(zip(asked.active(), filters.in_words(tables, asked), strict=True))
    without = next(iter(filters.loosened(tables, asked).items()), ("", 0))
    if not without[1]:
        return "No event is in view."
    return (
        f"No event is in view. Without the filter “{phrases[without[0]]}” there would be "
        f"{texts.count(without[1])}."
    )


def left_out(count: int) -> str:
    """A sentence on the events that a document is too short for, or the empty text for none."""
    if count <= 0:
        return ""
    if count == 1:
        return "1 event more is in view and left out here; the dataset has it."
    return f"{count:,} events more are in view and left out here; the dataset has them all."


# Breaks of any kind, but not the spaces that keep words together.
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
# What XML cannot hold, other control characters, and marks that turn the direction of reading.
_ILLEGIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def legible(text: str) -> str:
    r"""The text on one line, without what XML cannot hold and without turns of direction.

    >>> legible("a\x00b\n\tc \u202egpj.exe")
    'ab c gpj.exe'
    """
    return _BREAKS.sub(" ", _ILLEGIBLE.sub("", _BREAKS.sub(" ", text))).strip()


def link(address: str) -> str:
    """The address in the characters that an address may have, so that nothing can end it early.

    >>> link('http://127.0.0.1:8501/briefing?q=a b">')
    'http://127.0.0.1:8501/briefing?q=a%20b%22%3E'
    """
    return quote(legible(address), safe="%:/?#&=+~,;@!$'()*")


# --- Markdown --------------------------------------------------------------------------------

_MARKS = re.compile(
    r"[\\`*{}\[\]<>#|~$&^=@]|(?<![^\W_])_|_(?![^\W_])|:(?=\S)|(?<=\bwww)\.", re.IGNORECASE
)
# What would begin a list, or a definition, at the start of a line.
_LIST = re.compile(r"^(\d*)([-+.):])")


def _escaped(text: str) -> str:
    """The text as Markdown that means only these words: no markup, link, HTML or footnote.

    CommonMark reads a backslash before any ASCII punctuation as that mark alone, and a low line
    between letters or digits, as in names of files, as itself. GitHub looks for
    addresses of mail, and for names to notify, after that; a word joiner, unseen, parts them.
    """
    marked = _MARKS.sub(lambda m: f"\\{m.group()}", legible(text)).replace("@", "@\u2060")
    return _LIST.sub(r"\1\\\2", marked)


def markdown(screen: Screen, said: Statement) -> bytes:
    """The events in view as Markdown in UTF-8: what is shown, each event, the sources as footnotes.

    A source has one footnote, however many quotes rest on it. At most MOST_EVENTS events.
    """
    told, more = _told(screen)
    first = first_in_words(len(told) + more, len(told))
    numbers: dict[str, int] = {}
    blocks = [f"# {_escaped(said.title)}", _escaped(said.note)]
    lines = [f"- **{label}:** {_escaped(words)}" for label, words in said.lines().items()]
    lines[-1] = f"- **Address:** <{link(said.address)}>"
    blocks += ["\n".join(lines), first, ORDER if told else _escaped(nothing_in_view(screen))]
    for month, group in groupby(told, key=lambda account: account.month):
        blocks.append(f"## {_escaped(month)}")
        for account in group:
            blocks += _event_in_markdown(account, numbers)
    blocks.append(left_out(more))
    blocks += [
        f"[^{number}]: {_escaped(source_in_words(screen.tables, source_id))}"
        for source_id, number in numbers.items()
    ]
    return ("\n\n".join(filter(None, blocks)) + "\n").encode()


def _event_in_markdown(account: Account, numbers: dict[str, int]) -> list[str]:
    """The blocks of one event; sources met for the first time join `numbers`."""
    facts = "\n".join(
        "- " + " · ".join(f"**{label}:** {_escaped(words)}" for label, words in line)
        for line in account.facts()
    )
    quotes = [
        f"> “{_escaped(exact)}”[^{numbers.setdefault(source_id, len(numbers) + 1)}]"
        for exact, source_id in account.passages
    ]
    return [
        f"### {_escaped(account.title)}",
        facts,
        _escaped(account.summary),
        "\n>\n".join(quotes),
    ]


def _told(screen: Screen) -> tuple[list[Account], int]:
    """The accounts of the events in view, and how many more there are than a document holds."""
    places = in_order(screen.tables, screen.keep)
    return accounts(screen.tables, places[:MOST_EVENTS]), max(0, len(places) - MOST_EVENTS)


# --- Word ------------------------------------------------------------------------------------


_QUIET = RGBColor.from_string(LIGHT.quiet.removeprefix("#").upper())
_TEXT = RGBColor.from_string(LIGHT.text.removeprefix("#").upper())


def docx(screen: Screen, said: Statement) -> bytes:
    """The events in view as a Word document on A4, each quote with a footnote naming its source.

    At most MOST_EVENTS events. The same screen and statement give the same bytes.
    """
    told, more = _told(screen)
    document = empty_document()
    _dress(document)
    notes: list[str] = []
    document.add_paragraph(legible(said.title), "Title")
    if note := legible(said.note):
        document.add_paragraph(note, "Subtitle")
    for label, words in said.lines().items():
        line = document.add_paragraph(style="Statement")
        line.add_run(f"{label}\t").bold = True
        if label == "Address":
            _add_link(line, link(said.address))
        else:
            line.add_run(legible(words))
    if first := first_in_words(len(told) + more, len(told)):
        document.add_paragraph(first, "Aside")
    document.add_paragraph(ORDER if told else legible(nothing_in_view(screen)), "Aside")
    for month, group in groupby(told, key=lambda account: account.month):
        document.add_heading(month, 1)
        for account in group:
            _add_event(document, screen.tables, account, notes)
    if more > 0:
        document.add_paragraph(left_out(more), "Aside")
    _add_footnotes(document, notes)
    _frame(document, said)
    _describe(document, said)
    made = io.BytesIO()
    document.save(made)
    return archive.steadied(made.getvalue())


def _add_event(document: Document, tables: Tables, account: Account, notes: list[str]) -> None:
    """Write one event at the end; the texts of its footnotes join `notes`."""
    document.add_heading(legible(account.title), 2)
    for line in account.facts():
        paragraph = document.add_paragraph(style="Facts")
        for number, (label, words) in enumerate(line):
            paragraph.add_run(f"{' · ' if number else ''}{label}: ").bold = True
            paragraph.add_run(legible(words))
    document.add_paragraph(legible(account.summary), "Summary")
    for exact, source_id in account.passages:
        notes.append(legible(source_in_words(tables, source_id)))
        paragraph = document.add_paragraph(f"“{legible(exact)}”", "Quote")
        reference = paragraph.add_run(style="footnote reference")
        mark = OxmlElement("w:footnoteReference", attrs={qn("w:id"): str(len(notes))})
        reference._r.append(mark)


def _dress(document: Document) -> None:
    """Page, language and styles, so that the document is the same on every machine."""
    section = document.sections[0]
    section.page_width, section.page_height = PAPER
    section.left_margin = section.right_margin = SIDE
    section.top_margin = section.bottom_margin = Mm(24)
    section.header_distance = section.footer_distance = Mm(12)
    styles = document.styles
    for style in [s for s in styles if s.type == WD_STYLE_TYPE.TABLE and not s.element.default]:
        # A hundred table styles, through which each paragraph's own would be sought.
        style.delete()
    for fonts in styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
    for lang in styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), LANGUAGE)
    for lang in document.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), LANGUAGE)
    for name in ("Title", "Subtitle"):
        # The template spaces out their letters.
        for spaced in styles[name].element.rPr.findall(qn("w:spacing")):
            styles[name].element.rPr.remove(spaced)
    for name in ("Statement", "Aside", "Facts", "Summary", "footnote text"):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == "footnote text")
    for name in ("footnote reference", "Hyperlink"):
        styles.add_style(name, WD_STYLE_TYPE.CHARACTER, builtin=True)
    styles["footnote reference"].font.superscript = True
    styles["Hyperlink"].font.underline = True
    shapes = {
        "Normal": (10, False, _TEXT, 0, 6),
        "Title": (18, True, _TEXT, 0, 4),
        "Subtitle": (12, False, _QUIET, 0, 10),
        "Heading 1": (14, True, _TEXT, 20, 4),
        "Heading 2": (11.5, True, _TEXT, 14, 2),
        "Statement": (9, False, _TEXT, 0, 2),
        "Aside": (9, False, _QUIET, 12, 6),
        "Facts": (8.5, False, _QUIET, 0, 1),
        "Summary": (10, False, _TEXT, 4, 4),
        "Quote": (10, False, _TEXT, 3, 5),
        "Header": (8, False, _QUIET, 0, 0),
        "Footer": (8, False, _QUIET, 0, 0),
        "footnote text": (8, False, _TEXT, 0, 1),
    }
    for name, (size, bold, colour, before, after) in shapes.items():
        style = styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = colour
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.15
    for name in ("Facts", "Summary"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Quote"].paragraph_format.keep_together = True
    hanging = styles["Statement"].paragraph_format
    hanging.left_indent, hanging.first_line_indent = Mm(20), Mm(-20)
    hanging.tab_stops.add_tab_stop(Mm(20))
    styles["Quote"].paragraph_format.left_indent = Mm(6)
    hanging = styles["footnote text"].paragraph_format
    hanging.left_indent, hanging.first_line_indent = Mm(5), Mm(-5)
    hanging.tab_stops.add_tab_stop(Mm(5))
    _rule(styles["Title"], None)
    _rule(styles["Quote"], "left")


def _rule(style: ParagraphStyle, side: str | None) -> None:
    """Give a style a line on one side, or take from it those it has."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    if side:
        colour = LIGHT.line.removeprefix("#")
        drawn = f'<w:{side} w:val="single" w:sz="18" w:space="8" w:color="{colour}"/>'
        border = parse_xml(f"<w:pBdr {nsdecls('w')}>{drawn}</w:pBdr>")
        # Where the schema wants it: before whatever may only follow a border.
        later = ("shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl")
        properties.insert_element_before(border, *(f"w:{name}" for name in later))


def _frame(document: Document, said: Statement) -> None:
    """The head and foot of every page: what this is, and how far it is to be trusted."""
    # Without tabs: LibreOffice skips the first tab that it meets behind a footnote, and that would
    # be the one in the head of the pages.
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.add_run(f"{_shortened(legible(said.title), 80)} · {_shortened(legible(said.shown), 40)}")
    foot.add_run(legible(f"{said.caution} {said.data}") + " · Page ")
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _add_field(paragraph: Paragraph, code: str) -> None:
    field = f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


def _add_link(paragraph: Paragraph, address: str) -> None:
    run = paragraph.add_run(address, "Hyperlink")
    if len(address) > LONGEST_LINK:
        return
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink = OxmlElement("w:hyperlink", attrs={qn("r:id"): target})
    hyperlink.append(run._r)
    paragraph._p.append(hyperlink)


_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr>'
    '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)


def _add_footnotes(document: Document, notes: Iterable[str]) -> None:
    """The part that holds the footnotes, which python-docx does not know, numbered from 1.

    Two notes before the first are the lines above the footnotes; the settings must name them.
    ECMA-376 part 1, 17.11.
    """
    text, mark = (document.styles[f"footnote {n}"].style_id for n in ("text", "reference"))
    written = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{text}"/></w:pPr>'
        f'<w:r><w:rPr><w:rStyle w:val="{mark}"/></w:rPr><w:footnoteRef/></w:r>'
        f"<w:r><w:tab/><w:t>{escape(note)}</w:t></w:r></w:p></w:footnote>"
        for number, note in enumerate(notes, 1)
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}{written}</w:footnotes>"
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        xml.encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    named = "".join(f'<w:footnote w:id="{number}"/>' for number in (-1, 0))
    settings = document.settings.element
    compatible = settings.find(qn("w:compat"))
    compatible.addprevious(parse_xml(f"<w:footnotePr {nsdecls('w')}>{named}</w:footnotePr>"))
    for setting in compatible.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            # Word 2013 and later, else the title bar says "Compatibility Mode".
            setting.set(qn("w:val"), "15")


def _describe(document: Document, said: Statement) -> None:
    """What the file says of itself, in place of what python-docx's own template says."""
    core, made = document.core_properties, datetime(*said.made.timetuple()[:3])
    core.title = legible(said.title)[:LONGEST_PROPERTY]
    core.subject = legible(f"{said.shown}. {said.caution}")[:LONGEST_PROPERTY]
    core.author = core.last_modified_by = core.keywords = core.comments = core.category = ""
    core.created = core.modified = made
    core.language, core.revision = LANGUAGE, 1
    # A picture of another document, and the program and counts of that one.
    relations = document.part.package.rels
    for name in [n for n, r in relations.items() if "docProps/core" not in r.target_ref]:
        if relations[name].target_ref.startswith("docProps/"):
            del relations[name]
