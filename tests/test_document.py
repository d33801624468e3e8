"""Markdown and Word: a card to read and to edit, every quote with a footnote."""

import html
import io
import zipfile

import docx as python_docx
import marko
import pytest
from conftest import stated
from docx.oxml.ns import qn
from lxml import etree

from lib.analysis.filters import Filters
from lib.dataset.tables import Tables
from lib.dataset.text import legible
from lib.export import document, statement
from lib.export.accounts import source_in_words
from lib.view.screen import screen
from lib.view.view import View

NOTHING = Filters(actor=("kirby",), claim_type=("denial",))
HOSTILE = (
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) <script>alert(1)</script> "
    "<http://evil.example> http://evil.example www.evil.example a@evil.example @name "
    "[^1] ^[note] `code` *a* _b_ __c__ ~d~ $e$ &lt; &amp; | # \\ \x00\x07\ufffe "
    "\u202egpj.exe\u202c \u2066isolated\u2069"
)


def opened(tables: Tables, **asked: object) -> python_docx.document.Document:
    return python_docx.Document(io.BytesIO(document.docx(*stated(tables, **asked))))


def footnotes(tables: Tables, **asked: object) -> dict[str, str]:
    """The texts of the footnotes by their ids, without the lines above them."""
    with zipfile.ZipFile(io.BytesIO(document.docx(*stated(tables, **asked)))) as zipped:
        notes = etree.fromstring(zipped.read("word/footnotes.xml"))
    texts = {note.get(qn("w:id")): "".join(note.itertext()) for note in notes}
    assert (texts.pop("-1"), texts.pop("0")) == ("", "")
    return texts


def test_markdown_tells_an_event_with_its_words_and_their_sources(small):
    made, said = stated(small, filters=Filters(q="russia"), title="A *title*", note="A note")
    assert (
        document.markdown(made, said).decode()
        == f"""# A \\*title\\*

A note

In the articles’ own words. Claims are reported, not established.

- **Weekly Two** · by 10 Jan 2023 · media report
  > “Russia allegedly agreed”[^1]

- **Shown:** 1 of 4 events
- **Filters:** Search: russia
- **Sources:** Daily One, 10 January 2023
- **Caution:** Claims are reported, not established.
- **Data:** {said.data}
- **Made:** 20 November 2026
- **Address:** ?q\\=russia\\&title\\=A+%2Atitle%2A\\&note\\=A+note

[^1]: {source_in_words(small, "one")}
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        *("- no list", "+ no list", "1. no list", "12) no list", "> no quote", "# no heading"),
        *("=== no line", "--- no line", "~~~ no code", "    no code", ": no definition"),
        *("a*b*c", "a__b__c", "snake_case_name", "_a_b_ c_", "\\", "&copy;", "[^1]: no note"),
        *("<!-- no comment -->", "[a]: http://b.example", ":smile:", "==no mark==", "^no^"),
        *("mailto:a@b.example", "xmpp:a@b.example", "WWW.example.org", "ftp://a.example"),
        "Plain words, with 1.5 and – dashes.",
    ],
)
def test_a_cell_is_read_as_its_words_alone(text):
    """By a reader with what GitHub adds; test_hostile_files has CommonMark alone."""
    page = marko.Markdown(extensions=["gfm", "footnote"]).convert(document.marked(text))
    inner = page.removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in inner
    assert html.unescape(inner).replace("\u2060", "") == legible(text)


def test_word_tells_a_card_in_named_styles_with_a_footnote_for_each_quote(small):
    asked = {"form": "debate", "question": "drones", "note": "A note", "title": "Who says what"}
    made = opened(small, **asked)
    assert [(p.style.name, p.text) for p in made.paragraphs][:7] == [
        ("Title", "Who says what"),
        ("Subtitle", "A note"),
        ("Aside", "In the articles’ own words. Claims are reported, not established."),
        ("Heading 1", "Affirm: 1 statement, 1 speaker, 2 articles, 1 independent origin"),
        ("Facts", "John Kirby (United States) · 5 Jan 2023 · accusation"),
        ("Quote", "“The US said that Iran sent drones”"),
        ("Quote", "“Iran sent drones”"),
    ]
    one, two = (source_in_words(small, source) for source in ("one", "two"))
    assert footnotes(small, **asked) == {"1": one, "2": two, "3": one}
    # Every page says what it is and what it is not.
    section, core = made.sections[0], made.core_properties
    version = statement.data_version(screen(small, View()))
    assert section.header.paragraphs[0].text == "Who says what · 2 of 4 events · question: Drones"
    caution = "Claims are reported, not established."
    assert section.footer.paragraphs[0].text.startswith(f"{caution} {version} · Page ")
    fields = section.footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (core.title, core.author, core.last_modified_by) == ("Who says what", "", "")
    assert core.subject == f"2 of 4 events · question: Drones. {caution}"


@pytest.mark.parametrize("form", ["timeline", "whom"])
def test_word_has_the_picture_with_its_alternative_and_the_words_below_it(small, form):
    made = opened(small, form=form)
    (picture,) = made.inline_shapes
    assert picture._inline.docPr.get("descr")
    assert sum(p.style.name == "Quote" for p in made.paragraphs) == 5


def test_a_document_without_events_says_which_filter_to_loosen(small):
    words = "No event is in view. Without the filter “Claim type: Denial” there would be 1 event."
    assert words in document.markdown(*stated(small, filters=NOTHING)).decode()
    assert words in [p.text for p in opened(small, filters=NOTHING).paragraphs]
    assert footnotes(small, filters=NOTHING) == {}
