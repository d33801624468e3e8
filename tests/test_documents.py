import html
import io
import os
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date, datetime

import docx as python_docx
import marko
import pytest
from docx.oxml.ns import qn
from lxml import etree
from markdown_it import MarkdownIt

from lib.analysis import events, filters
from lib.analysis.filters import Filters
from lib.dataset.tables import Tables, load
from lib.export import document as documents
from lib.export import statement
from lib.export.statement import Statement
from lib.view.screen import Screen, screen
from lib.view.view import View

DAY = date(2026, 11, 20)
HOSTILE = (
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) <script>alert(1)</script> "
    "<http://evil.example> http://evil.example www.evil.example a@evil.example @name "
    "[^1] ^[note] `code` *a* _b_ __c__ ~d~ $e$ &lt; &amp; | # \\ \x00\x07\ufffe "
    "\u202egpj.exe\u202c \u2066isolated\u2069"
)
LEGIBLE = (
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) <script>alert(1)</script> "
    "<http://evil.example> http://evil.example www.evil.example a@evil.example @name "
    "[^1] ^[note] `code` *a* _b_ __c__ ~d~ $e$ &lt; &amp; | # \\ gpj.exe isolated"
)


def shown(tables: Tables, **asked: object) -> tuple[Screen, Statement]:
    made = screen(tables, View(**asked))
    return made, statement.statement(made, DAY)


def opened(tables: Tables, **asked: object) -> python_docx.document.Document:
    return python_docx.Document(io.BytesIO(documents.docx(*shown(tables, **asked))))


def part(tables: Tables, name: str, **asked: object) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(documents.docx(*shown(tables, **asked)))) as zipped:
        return etree.fromstring(zipped.read(name))


def footnotes(tables: Tables, **asked: object) -> dict[str, str]:
    """The texts of the footnotes by their ids, without the lines above them."""
    found = part(tables, "word/footnotes.xml", **asked)
    return {
        note.get(qn("w:id")): "".join(note.itertext())
        for note in found.iter(qn("w:footnote"))
        if note.get(qn("w:type")) is None
    }


def hostile(tables: Tables) -> Tables:
    """The same tables with a hostile text in every cell that a document tells."""
    told = ["title", "summary"]
    tables.events[told] = tables.events[told].astype(object)
    tables.events.loc["E001", told] = HOSTILE
    tables.evidence[["exact", "hedge"]] = tables.evidence[["exact", "hedge"]].astype(object)
    tables.evidence.loc[0, ["exact", "hedge"]] = HOSTILE
    tables.sources[["title", "publisher"]] = tables.sources[["title", "publisher"]].astype(object)
    tables.sources.loc["one", ["title", "publisher"]] = HOSTILE
    tables.actors["name"] = tables.actors["name"].astype(object)
    tables.actors.loc["kirby", "name"] = HOSTILE
    return tables


def rendered(text: str) -> str:
    """Markdown as HTML, with what GitHub adds and footnotes."""
    return marko.Markdown(extensions=["gfm", "footnote"]).convert(text)


# --- What is told


def test_accounts_stand_in_the_order_of_every_list_and_date_as_the_dossier_does(real, everything):
    places = documents.in_order(real, everything(real))
    ties = events.in_date_order(real, list(real.events.index))
    assert list(real.events.index[places]) == [tie.event_id for tie in ties]
    for account in documents.accounts(real, places):
        found = events.dossier(real, account.event_id)
        facts = dict(found.facts)
        assert account.date == facts["When"]
        assert "; ".join(account.speakers) == facts["Said or done by"]
        assert "; ".join(f"“{d}”" for d in account.doubt) == facts["Words of doubt"]
        assert [s for _, s in account.passages] == [quote.source_id for quote in found.quotes]


def test_of_many_events_each_account_has_its_own_people_and_passages(many, everything):
    places = documents.in_order(many, everything(many))[:25]
    told = documents.accounts(many, places)
    assert [a.event_id for a in told] == list(many.events.index[places])
    for account in told:
        rows = many.evidence[many.evidence["event_id"] == account.event_id]
        assert account.passages == tuple(zip(rows["exact"], rows["source_id"], strict=True))
        speaks = (many.parts["event_id"] == account.event_id) & (many.parts["part"] == "speaker")
        assert account.names == tuple(map(many.name, many.parts.loc[speaks, "actor_id"]))


def test_a_source_is_named_with_publisher_headline_date_and_how_it_is_known_and_file(small, real):
    assert documents.source_in_words(small, "two") == (
        "Weekly Two, “Article two”, about 10 June 2023 (worked out), two.txt"
    )
    assert documents.source_in_words(real, "2023-02-blinken") == (
        "Unnamed outlet, without a headline, about 19 February 2023 (worked out), "
        "000_85d03aa8abceb531.txt"
    )
    small.sources.loc["one", "publisher_basis"] = "inferred"
    small.sources.loc["one", "published_basis"] = "stated"
    assert documents.source_in_words(small, "one") == (
        "Daily One (worked out), “Article one”, 10 January 2023 (as printed), one.txt"
    )


def test_a_view_without_events_says_which_filter_to_loosen(small):
    asked = Filters(actor=("kirby",), claim_type=("denial",))
    assert documents.nothing_in_view(screen(small, View(asked))) == (
        "No event is in view. Without the filter “Claim type: Denial” there would be 1 event."
    )


def test_a_text_is_made_legible_without_touching_its_words():
    assert documents.legible(HOSTILE) == LEGIBLE
    assert (
        documents.legible(" 50\u00a0%\u2028of «это» 中文 العربية\n")
        == "50\u00a0% of «это» 中文 العربية"
    )


# --- Markdown


def test_markdown_tells_an_event_with_its_words_and_their_sources(small):
    asked = Filters(q="russia")
    told = documents.markdown(*shown(small, filters=asked, title="A *title*", note="A note"))
    address = "http://127.0.0.1:8501/briefing?q=russia"
    assert (
        told.decode()
        == f"""# A \\*title\\*

A note

- **Shown:** 1 of 4 events
- **Filters:** Search: russia
- **Sources:** Daily One, 10 January 2023
- **Caution:** Claims are reported, not established.
- **Data:** {statement.data_version(screen(small, View()))}
- **Made:** 20 November 2026
- **Address:** <{address}>

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


def test_in_markdown_quotes_from_one_source_share_its_footnote(real):
    made, said = shown(real)
    told = documents.markdown(made, said).decode()
    quotes = [line for line in told.splitlines() if line.startswith("> “")]
    assert len(quotes) == len(real.evidence)
    numbers = Counter(line[line.rindex("[^") :] for line in quotes)
    told_by = real.evidence["source_id"].value_counts()
    assert sorted(numbers.values()) == sorted(told_by)
    assert told.count("\n[^") == len(real.sources)


def test_markdown_has_the_headings_and_quotes_that_a_parser_finds(real):
    asked = Filters(actor=("iran",))
    made, said = shown(real, filters=asked)
    count = int(filters.match(real, asked).sum())
    page = rendered(documents.markdown(made, said).decode())
    assert page.count("<h1>") == 1
    assert page.count("<h3>") == count
    assert f"<strong>Shown:</strong> {count} of {len(real.events)} events" in page
    links = [piece.split('"')[0] for piece in page.split('href="')[1:]]
    assert [html.unescape(link) for link in links if not link.startswith("#")] == [said.address]


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
    escaped = documents._escaped(text)
    for page in (MarkdownIt("commonmark").render(escaped), rendered(escaped)):
        inner = page.removeprefix("<p>").removesuffix("</p>\n")
        words = html.unescape(inner).replace("\u2060", "")
        assert "<" not in inner
        assert words == documents.legible(text)


def test_hostile_cells_leave_nothing_but_words_in_markdown(small):
    made, said = shown(hostile(small), title=f"\ud800{HOSTILE}", note=HOSTILE)
    told = documents.markdown(made, said).decode()
    page = rendered(told)
    links = [piece.split('"')[0] for piece in page.split('href="')[1:]]
    assert [link for link in links if not link.startswith("#")] == [said.address]
    assert not any(tag in page for tag in ("<img", "<script", "<code", "<em>", "<del>"))
    assert not any(c in told for c in "\x00\x07\ufffe\u202e\u202c\u2066\u2069")
    assert html.unescape(page).replace("\u2060", "").count(LEGIBLE) == 8 + 2


# --- Word


def test_word_has_real_headings_for_title_months_and_events(small):
    headings = [
        (p.style.name, p.text)
        for p in opened(small, title="Who says what").paragraphs
        if p.style.name == "Title" or p.style.name.startswith("Heading")
    ]
    assert headings == [
        ("Title", "Who says what"),
        ("Heading 1", "January 2023"),
        ("Heading 2", "Iran denies it"),
        ("Heading 2", "Kirby accuses Iran"),
        ("Heading 2", "Russia is said to agree"),
        ("Heading 1", "June 2023"),
        ("Heading 2", "An article sees a plant"),
    ]


def test_word_tells_an_event_with_its_words(small):
    paragraphs = opened(small, filters=Filters(q="russia"), note="A note").paragraphs
    version = statement.data_version(screen(small, View()))
    assert [(p.style.name, p.text) for p in paragraphs] == [
        ("Title", small.about.title),
        ("Subtitle", "A note"),
        ("Statement", "Shown\t1 of 4 events"),
        ("Statement", "Filters\tSearch: russia"),
        ("Statement", "Sources\tDaily One, 10 January 2023"),
        ("Statement", "Caution\tClaims are reported, not established."),
        ("Statement", f"Data\t{version}"),
        ("Statement", "Made\t20 November 2026"),
        ("Statement", "Address\thttp://127.0.0.1:8501/briefing?q=russia"),
        ("Aside", documents.ORDER),
        ("Heading 1", "January 2023"),
        ("Heading 2", "Russia is said to agree"),
        (
            "Facts",
            "When: up to 10 January 2023, worked out · Claim type: Media report"
            " · Rests on: Media sources · Event: E003",
        ),
        ("Facts", "Said or done by: Weekly Two"),
        ("Facts", "Words of doubt: “allegedly”"),
        ("Summary", "Summary of E003, naïvely put."),
        ("Quote", "“Russia allegedly agreed”"),
    ]


def test_each_quote_in_word_has_a_footnote_of_its_own_that_names_the_source(small):
    references = part(small, "word/document.xml").iter(qn("w:footnoteReference"))
    assert [reference.get(qn("w:id")) for reference in references] == ["1", "2", "3", "4", "5"]
    one = "Daily One, “Article one”, 10 January 2023 (worked out), one.txt"
    two = "Weekly Two, “Article two”, about 10 June 2023 (worked out), two.txt"
    assert footnotes(small) == {"1": one, "2": one, "3": two, "4": one, "5": two}


def test_the_footnotes_of_the_real_table_are_its_evidence(real):
    asked = Filters(source=("2023-06-plant",))
    kept = real.events.index[filters.match(real, asked).to_numpy()]
    rows = real.evidence[real.evidence["event_id"].isin(kept)]
    counted = Counter(documents.source_in_words(real, s) for s in rows["source_id"])
    assert Counter(footnotes(real, filters=asked).values()) == counted
    quotes = [p.text for p in opened(real, filters=asked).paragraphs if p.style.name == "Quote"]
    assert sorted(quotes) == sorted(f"“{exact}”" for exact in rows["exact"])


def test_word_is_told_of_the_lines_above_the_footnotes(small):
    settings = part(small, "word/settings.xml")
    named = settings.find(qn("w:footnotePr")).iter(qn("w:footnote"))
    assert [note.get(qn("w:id")) for note in named] == ["-1", "0"]
    kinds = [
        note.get(qn("w:type"))
        for note in part(small, "word/footnotes.xml").iter(qn("w:footnote"))
        if note.get(qn("w:type"))
    ]
    assert kinds == ["separator", "continuationSeparator"]


def test_the_address_in_word_is_a_link_unless_office_would_not_follow_it(small):
    made, said = shown(small, filters=Filters(actor=("iran",)))
    document = python_docx.Document(io.BytesIO(documents.docx(made, said)))
    links = [link for p in document.paragraphs for link in p.hyperlinks]
    assert [(link.address, link.text) for link in links] == [(said.address, said.address)]
    long = Filters(q="x" * documents.LONGEST_LINK)
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
    document = opened(small, title="Who says what")
    core = document.core_properties
    assert (core.title, core.subject) == (
        "Who says what",
        "4 of 4 events. Claims are reported, not established.",
    )
    assert (core.author, core.last_modified_by, core.keywords, core.comments) == ("", "", "", "")
    midnight = datetime(2026, 11, 20)
    assert [core.created.replace(tzinfo=None), core.modified.replace(tzinfo=None)] == [midnight] * 2
    assert core.language == "en-GB"
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    with zipfile.ZipFile(io.BytesIO(documents.docx(*shown(small)))) as zipped:
        assert [n for n in zipped.namelist() if n.startswith("docProps")] == ["docProps/core.xml"]


def test_hostile_cells_are_words_in_word_too(small):
    made, said = shown(hostile(small), title=f"\ud800{HOSTILE}", note=HOSTILE)
    with zipfile.ZipFile(io.BytesIO(documents.docx(made, said))) as zipped:
        texts = {name: zipped.read(name) for name in zipped.namelist() if name.endswith(".xml")}
        links = zipped.read("word/_rels/document.xml.rels").decode()
    for text in texts.values():
        etree.fromstring(text)
        assert not any(c in text.decode() for c in "\u202e\u202c\u2066\u2069")
    document = "".join(etree.fromstring(texts["word/document.xml"]).itertext())
    # Title, note, source, heading, speaker, doubt, summary and passage.
    assert document.count(LEGIBLE) == 8
    assert "".join(etree.fromstring(texts["word/footnotes.xml"]).itertext()).count(LEGIBLE) == 6
    assert links.count('TargetMode="External"') == 1


# --- Both


def test_a_document_without_events_says_so(small):
    asked = Filters(actor=("kirby",), claim_type=("denial",))
    words = "No event is in view. Without the filter “Claim type: Denial” there would be 1 event."
    told = documents.markdown(*shown(small, filters=asked)).decode()
    assert told.splitlines()[-1] == words
    assert "**Shown:** 0 of 4 events" in told
    assert opened(small, filters=asked).paragraphs[-1].text == words
    assert footnotes(small, filters=asked) == {}


def test_a_document_too_long_to_read_says_what_it_leaves_out_first_and_last(small, monkeypatch):
    monkeypatch.setattr(documents, "MOST_EVENTS", 3)
    words = "1 event more is in view and left out here; the dataset has it."
    told = documents.markdown(*shown(small)).decode()
    assert words in told
    assert told.count("\n### ") == 3
    assert opened(small).paragraphs[-1].text == words
    first = "The first 3 of 4 events by date: for the others narrow the filters, or take the CSV."
    assert f"\n\n{first}\n\n{documents.ORDER}\n" in told
    assert first in [paragraph.text for paragraph in opened(small).paragraphs]
    assert documents.left_out(1234) == (
        "1,234 events more are in view and left out here; the dataset has them all."
    )


def test_the_same_view_gives_the_same_bytes_in_every_process(small, tmp_path):
    script = (
        "import sys, hashlib, datetime, pathlib; from lib.export import statement as briefing, document as documents;"
        "from lib.view.view import View; from lib.view.screen import screen; from lib.dataset.tables import load;"
        "folder = pathlib.Path(sys.argv[1]); made = screen(load(folder, folder), View());"
        "said = briefing.statement(made, datetime.date(2026, 11, 20));"
        "print(*(hashlib.sha256(f(made, said)).hexdigest()"
        " for f in (documents.markdown, documents.docx)))"
    )
    made, said = shown(load(tmp_path, tmp_path))
    runs = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tehran"), ("2", "America/New_York"))
    }
    assert len(runs) == 1
    with zipfile.ZipFile(io.BytesIO(documents.docx(made, said))) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
