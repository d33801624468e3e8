"""Markdown and Word: every event in view with its words, every quote with a footnote."""

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
from lib.export import document, statement
from lib.export.accounts import accounts, nothing_in_view, source_in_words
from lib.export.office import LONGEST_LINK, legible
from lib.view.screen import screen
from lib.view.view import View

RUSSIA = Filters(q="russia")
NOTHING = Filters(actor=("kirby",), claim_type=("denial",))
ONE = "Daily One, “Article one”, 10 January 2023 (worked out), one.txt"
TWO = "Weekly Two, “Article two”, about 10 June 2023 (worked out), two.txt"
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


# --- What is told


def test_accounts_are_in_the_order_of_the_table_or_of_their_dates(small, whole):
    first, *others = accounts(whole(small))
    assert [a.event_id for a in others] == ["E002", "E003", "E004"]
    assert (first.speakers, first.targets) == (["kirby"], ["iran", "russia"])
    assert [(p.source_id, p.exact, p.start, p.end) for p in first.passages] == [
        ("one", "The US said that Iran sent drones", 0, 33),
        ("two", "Iran sent drones", 27, 43),
    ]
    told = accounts(whole(small), "date", most=3)
    assert [(a.event_id, a.when) for a in told] == [
        ("E002", "January 2023, worked out"),
        ("E001", "5 January 2023, worked out"),
        ("E003", "up to 10 January 2023, worked out"),
    ]


def test_a_source_is_named_with_publisher_headline_date_and_how_it_is_known_and_file(small, frozen):
    assert source_in_words(small, "two") == TWO
    assert source_in_words(frozen, "2023-02-blinken") == (
        "Unnamed outlet, without a headline, about 19 February 2023 (worked out), "
        "000_85d03aa8abceb531.txt"
    )
    small.sources.loc["one", "publisher_basis"] = "inferred"
    small.sources.loc["one", "published_basis"] = "stated"
    assert source_in_words(small, "one") == (
        "Daily One (worked out), “Article one”, 10 January 2023 (as printed), one.txt"
    )


def test_a_text_is_made_legible_without_touching_its_words():
    assert legible(HOSTILE) == HOSTILE.partition("\x00")[0] + "gpj.exe isolated"


# --- Markdown


def test_markdown_tells_an_event_with_its_words_and_their_sources(small):
    made, said = stated(small, filters=RUSSIA, title="A *title*", note="A note")
    assert (
        document.markdown(made, said).decode()
        == f"""# A \\*title\\*

A note

- **Shown:** 1 of 4 events
- **Filters:** Search: russia
- **Sources:** Daily One, 10 January 2023
- **Caution:** Claims are reported, not established.
- **Data:** {said.data}
- **Made:** 20 November 2026
- **Address:** <http://127.0.0.1:8501/briefing?q=russia>

In the order of the first day on which each may have happened; where that day is open, of the last.

## January 2023

### Russia is said to agree

- **When:** up to 10 January 2023, worked out · **Claim type:** Media report · \
**Rests on:** Media sources · **Event:** E003
- **Said or done by:** Weekly Two
- **Words of doubt:** “allegedly”

Summary of E003, naïvely put.

> “Russia allegedly agreed”[^1]

[^1]: Daily One, “Article one”, 10 January 2023 (worked out), one.txt
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        *HOSTILE.split(" "),
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
    page = marko.Markdown(extensions=["gfm", "footnote"]).convert(document._marked(legible(text)))
    inner = page.removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in inner
    assert html.unescape(inner).replace("\u2060", "") == legible(text)


# --- Word


def test_word_tells_what_markdown_tells_in_named_styles(small):
    made = stated(small, filters=RUSSIA, note="A note")
    told = [block for block in document.blocks(*made) if block.words or block.facts]
    paragraphs = opened(small, filters=RUSSIA, note="A note").paragraphs
    assert [p.style.name for p in paragraphs] == [block.style for block in told]
    assert [p.text for p in paragraphs][:3] + [p.text for p in paragraphs][-5:] == [
        *(small.about.title, "A note", "Shown\t1 of 4 events"),
        "When: up to 10 January 2023, worked out · Claim type: Media report"
        " · Rests on: Media sources · Event: E003",
        *("Said or done by: Weekly Two", "Words of doubt: “allegedly”"),
        *("Summary of E003, naïvely put.", "“Russia allegedly agreed”"),
    ]


def test_each_quote_in_word_has_a_footnote_of_its_own_that_names_the_source(small):
    references = opened(small).element.iter(qn("w:footnoteReference"))
    assert [reference.get(qn("w:id")) for reference in references] == ["1", "2", "3", "4", "5"]
    assert footnotes(small) == {"1": ONE, "2": ONE, "3": TWO, "4": ONE, "5": TWO}


def test_the_address_in_word_is_a_link_unless_office_would_not_follow_it(small):
    _, said = stated(small, filters=RUSSIA)
    links = [link for p in opened(small, filters=RUSSIA).paragraphs for link in p.hyperlinks]
    assert [(link.address, link.text) for link in links] == [(said.address, said.address)]
    long = Filters(q="x" * LONGEST_LINK)
    assert not [link for p in opened(small, filters=long).paragraphs for link in p.hyperlinks]


def test_every_page_of_word_says_what_it_is_and_what_it_is_not(small):
    section = opened(small, title="Who says what").sections[0]
    version = statement.data_version(screen(small, View()))
    assert section.header.paragraphs[0].text == "Who says what · 4 of 4 events"
    assert section.footer.paragraphs[0].text.startswith(
        f"Claims are reported, not established. {version} · Page "
    )
    fields = section.footer._element.iter(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_word_says_of_itself_what_it_is_and_nothing_of_who_made_it(small):
    core = opened(small, title="Who says what").core_properties
    assert (core.title, core.author, core.last_modified_by) == ("Who says what", "", "")
    assert core.subject == "4 of 4 events. Claims are reported, not established."
    assert core.created.replace(tzinfo=None) == core.modified.replace(tzinfo=None)


# --- Both


def test_a_document_without_events_says_which_filter_to_loosen(small):
    words = "No event is in view. Without the filter “Claim type: Denial” there would be 1 event."
    assert nothing_in_view(screen(small, View(NOTHING))) == words
    told = document.markdown(*stated(small, filters=NOTHING)).decode()
    assert told.splitlines()[-1] == words
    assert opened(small, filters=NOTHING).paragraphs[-1].text == words
    assert footnotes(small, filters=NOTHING) == {}


def test_a_document_too_long_to_read_says_what_it_leaves_out_first_and_last(small, monkeypatch):
    monkeypatch.setattr(document, "MOST_EVENTS", 3)
    first, last = statement.first_in_words(4, 3), statement.left_out(4, 3)
    told = document.markdown(*stated(small)).decode()
    assert told.count("\n### ") == 3
    assert f"\n\n{first}\n\n{document.ORDER}\n" in told
    assert f"\n\n{last}\n\n[^1]" in told
    paragraphs = [paragraph.text for paragraph in opened(small).paragraphs]
    assert first in paragraphs
    assert paragraphs[-1] == last
