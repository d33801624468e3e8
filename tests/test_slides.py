"""Slides to edit: native titles, tables and text, and the evidence in the speaker notes."""

import io
import re
from datetime import datetime

import pytest
from conftest import stated
from PIL import Image
from pptx import Presentation
from pptx.util import Length

from lib.analysis import filters
from lib.analysis.filters import Filters
from lib.dataset.tables import Tables
from lib.export import card, slides, statement
from lib.export.accounts import source_in_words
from lib.export.slide_text import cut, height, line
from lib.view import theme
from lib.view.screen import Screen, screen
from lib.view.view import View

PARTS = ("timeline", "says", "question", "events")
PAPERS = pytest.mark.parametrize("paper", ["wide", "a4"])


def deck(tables: Tables, **asked: object) -> Presentation:
    return Presentation(io.BytesIO(slides.pptx(*stated(tables, **asked))))


def only(tables: Tables, **asked: object):
    """The one slide of a deck."""
    (slide,) = deck(tables, **asked).slides
    return slide


def named(slide, name: str):
    (shape,) = (s for s in slide.shapes if s.name == name)
    return shape


def rows(slide) -> list[list[str]]:
    table = named(slide, "List of events").table
    return [[cell.text_frame.text for cell in row.cells] for row in table.rows]


def notes(slide) -> list[str]:
    return [p.text for p in slide.notes_slide.notes_text_frame.paragraphs]


def alternative(shape) -> str:
    return shape._element._nvXxPr.cNvPr.get("descr")


@pytest.fixture
def quick(monkeypatch):
    """Pictures of one colour, for tests of what stands around them."""

    def drawn(made: Screen, part: str, size: tuple[int, int]) -> bytes:
        picture = io.BytesIO()
        Image.new("RGB", size, "white").save(picture, "PNG")
        return picture.getvalue()

    monkeypatch.setattr(card, "part_png", drawn)


# --- What is on a slide


@PAPERS
def test_each_part_is_a_slide_with_its_heading_as_the_title(quick, small, paper):
    made = deck(small, parts=PARTS, paper=paper)
    assert [slide.shapes.title.text_frame.text for slide in made.slides] == [
        "Timeline",
        "Network: who says what about whom",
        "Has Iran sent drones?",
        "List of events",
    ]
    size = {"wide": (Length(12192000), Length(6858000)), "a4": (Length(7560000), Length(10692000))}
    assert (made.slide_width, made.slide_height) == size[paper]


@PAPERS
def test_a_chart_is_a_picture_of_its_place_with_its_alternative_in_words(small, paper):
    made, said = stated(small, parts=("timeline", "claimed", "question"), paper=paper)
    for part, slide in zip(
        made.view.parts, Presentation(io.BytesIO(slides.pptx(made, said))).slides, strict=True
    ):
        picture = named(slide, "Picture")
        assert alternative(picture) == statement.alternative(made, part)
        width, high = picture.image.size
        assert width / high == pytest.approx(picture.width / picture.height, rel=0.01)


def test_the_caption_says_what_the_statement_says(quick, small):
    asked = Filters(actor=("iran",), q="drones")
    address = "http://127.0.0.1:8501/briefing?actor=iran&q=drones&parts=timeline"
    caption = named(only(small, parts=("timeline",), filters=asked), "Caption").text_frame
    assert [p.text for p in caption.paragraphs] == [
        "Shown  1 of 4 events   Filters  Actor: Iran; Search: drones",
        "Sources  Daily One, 10 January 2023; Weekly Two, about 10 June 2023",
        "Caution  Claims are reported, not established.   "
        f"Data  {statement.data_version(screen(small, View()))}   Made  20 November 2026",
        f"Address  {address}",
    ]
    links = [r.hyperlink.address for p in caption.paragraphs for r in p.runs]
    assert [link for link in links if link] == [address]


def test_the_briefings_own_title_and_note_stand_beside_the_heading(quick, small):
    slide = only(small, parts=("timeline",), title="Who says what", note="Five articles.")
    texts = {n: named(slide, n).text_frame.text for n in ("Briefing", "Note")}
    assert texts == {"Briefing": "Who says what", "Note": "Five articles."}
    bare = only(small, parts=("timeline",))
    assert "Note" not in [s.name for s in bare.shapes]
    assert named(bare, "Picture").height > named(slide, "Picture").height


@PAPERS
def test_a_long_list_is_a_table_of_as_many_events_as_fit_and_a_count_of_the_rest(frozen, paper):
    asked = Filters(actor=("russia",))
    count = len(filters.select(frozen, asked))
    slide = only(frozen, parts=("events",), filters=asked, paper=paper)
    table = rows(slide)
    assert table[1] == [
        "30 August 2022",
        "Dmitry Peskov",
        "Peskov dismisses the drone reports and says the army flies Russian-made drones",
        "■ Denial",
    ]
    more = count - len(table) + 1
    assert named(slide, "More").text_frame.text == f"and {more} more in the speaker notes"
    assert alternative(named(slide, "List of events")) == f"List of {count} events."


def test_a_short_list_is_there_in_full(small):
    slide = only(small, parts=("events",))
    assert rows(slide)[0] == ["When", "Said or done by", "What", "Claim type"]
    assert rows(slide)[3:] == [
        ["up to 10 January 2023", "Weekly Two", "Russia is said to agree", "■ Media report"],
        ["about 10 June 2023", "Weekly Two", "An article sees a plant", "■ Assessment"],
    ]
    assert "More" not in [shape.name for shape in slide.shapes]


@pytest.mark.parametrize(
    ("more", "count", "words"),
    [
        (93, 102, "and 93 more in the speaker notes"),
        (993, 1002, "and 993 more, 191 of them in the speaker notes"),
    ],
)
def test_what_is_left_of_a_list_longer_than_the_notes_is_counted_in_both(more, count, words):
    assert slides._more_in_words(more, count) == words


def test_an_open_event_is_text_with_its_passages_bold(frozen):
    slide = only(frozen, parts=("event",), event="E041")
    (words,) = frozen.store.rows("SELECT title, summary FROM events WHERE event_id = 'E041'")
    assert slide.shapes.title.text_frame.text == words.title
    known = [p.text for p in named(slide, "Event").text_frame.paragraphs]
    assert known[:2] == ["■ Accusation · E041", words.summary]
    assert "About  Iran, Russia" in known
    paragraphs = named(slide, "Passages").text_frame.paragraphs
    bold = [run.text for paragraph in paragraphs for run in paragraph.runs if run.font.bold]
    assert bold == frozen.store.column(
        "SELECT exact FROM evidence JOIN events ON event = events.no "
        "WHERE event_id = 'E041' ORDER BY evidence.no"
    )


def test_what_a_slide_has_no_room_for_is_cut_and_said_to_be_in_the_notes():
    class Box:
        width, height = Length(300 * 12700), Length(100 * 12700)

    short, long = [line("Said")], [line("word " * 300, bold=True)]
    assert cut([short], Box, 12) == short
    assert [one.runs[0].words for one in cut([short, long, long], Box, 12)] == [
        "Said",
        "and 2 more passages in the speaker notes",
    ]
    cut_short, rest = cut([long], Box, 12)
    assert cut_short.runs[0].words.endswith("word …")
    assert rest.runs[0].words == "All of it is in the speaker notes"
    assert height([cut_short], 300, 12) <= 100
    wide, narrow = (height([line(c * 60)], 300, 10) for c in "中a")
    assert wide == 2 * narrow


def test_a_view_without_events_says_which_filter_to_loosen_in_place_of_a_chart(small):
    asked = Filters(actor=("kirby",), claim_type=("denial",))
    words = "No event is in view. Without the filter “Claim type: Denial” there would be 1 event."
    for slide in deck(small, parts=PARTS, filters=asked).slides:
        assert named(slide, "Nothing in view").text_frame.text == words
        assert notes(slide)[-2].startswith("Evidence: 0 events in view")
        assert notes(slide)[-1] == words


# --- The speaker notes


def test_the_notes_hold_the_statement_and_each_event_with_its_passages(quick, small):
    slide = only(small, parts=("timeline",), filters=Filters(q="drones"), note="A note")
    assert notes(slide) == [
        small.about.title,
        "Timeline",
        "A note",
        "Shown: 1 of 4 events",
        "Filters: Search: drones",
        "Sources: Daily One, 10 January 2023; Weekly Two, about 10 June 2023",
        "Caution: Claims are reported, not established.",
        f"Data: {statement.data_version(screen(small, View()))}",
        "Made: 20 November 2026",
        "Address: http://127.0.0.1:8501/briefing?q=drones&parts=timeline",
        "Evidence: 1 event in view",
        "1. Kirby accuses Iran",
        "E001 · 5 January 2023, worked out · John Kirby · Accusation",
        f"“The US said that Iran sent drones” ({source_in_words(small, 'one')})",
        f"“Iran sent drones” ({source_in_words(small, 'two')})",
    ]


def test_the_notes_hold_the_evidence_of_what_is_on_the_slide(quick, small):
    made = deck(small, parts=("claimed", "question", "event"), event="E004")
    told = [re.findall(r"^(E\d+) ·", "\n".join(notes(slide)), re.M) for slide in made.slides]
    assert told == [["E002", "E001", "E003"], ["E002", "E001"], ["E004"]]
    headings = [next(n for n in notes(s) if n.startswith("Evidence")) for s in made.slides]
    assert headings == [
        "Evidence: 3 events in view that claim something to hold between actors",
        "Evidence: 2 events in view on this question",
        "Evidence: 1 event",
    ]


def test_notes_too_long_to_read_say_first_and_last_what_they_leave_out(quick, small, monkeypatch):
    monkeypatch.setattr(slides, "MOST_EVENTS", 2)
    lines = notes(only(small, parts=("timeline",)))
    at = lines.index("Evidence: 4 events in view") + 1
    assert [lines[at], lines[-1]] == [statement.first_in_words(4, 2), statement.left_out(4, 2)]
    assert sum(bool(re.match(r"\d+\. ", line)) for line in lines) == 2


# --- Layout


@PAPERS
@pytest.mark.parametrize("words", ["", "A long remark. " * 50])
def test_nothing_leaves_the_slide_or_covers_anything_else(quick, frozen, paper, words):
    parts = ("timeline", "events", "event", "question")
    made = deck(frozen, parts=parts, event="E041", paper=paper, title=words, note=words)
    for slide in made.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes]
        for left, top, right, bottom in boxes:
            assert left >= 0 and top >= 0
            assert right <= made.slide_width and bottom <= made.slide_height
        for i, one in enumerate(boxes):
            for two in boxes[i + 1 :]:
                across = min(one[2], two[2]) - max(one[0], two[0])
                down = min(one[3], two[3]) - max(one[1], two[1])
                assert across <= 0 or down <= 0


@pytest.mark.parametrize(("look", "shades"), [("light", theme.LIGHT), ("print", theme.PRINT)])
def test_a_deck_has_the_colours_of_its_look(small, look, shades):
    made = deck(small, parts=("events",), look=look)
    kind = named(made.slides[0], "List of events").table.cell(1, 3).text_frame.paragraphs[0]
    assert f"#{kind.runs[0].font.color.rgb}".lower() == shades.claim_type["denial"]
    colours = made.slide_master.part.part_related_by(slides.RELATIONSHIP_TYPE.THEME).blob.decode()
    for name in ("text", "page", "quiet", "band", "line"):
        assert f'"{getattr(shades, name)[1:].upper()}"' in colours


def test_a_deck_says_of_itself_what_it_is_and_nothing_of_who_made_it(quick, small):
    core = deck(small, title="Who says what").core_properties
    assert (core.title, core.author, core.last_modified_by) == ("Who says what", "", "")
    assert core.subject == "4 of 4 events. Claims are reported, not established."
    assert core.created == core.modified == datetime(2026, 11, 20)
