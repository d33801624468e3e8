import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime

import pytest
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.util import Length

from lib.analysis import filters
from lib.analysis.filters import Filters
from lib.dataset.tables import Tables, load
from lib.export import card, document, slides, statement
from lib.export.statement import Statement
from lib.view import theme
from lib.view.screen import Screen, screen
from lib.view.view import View
from tests.test_documents import HOSTILE, LEGIBLE, hostile

DAY = date(2026, 11, 20)
PARTS = ("timeline", "says", "question", "events")
TALK = "A long remark on what the articles report, and on who says so. " * 12


def shown(tables: Tables, **asked: object) -> tuple[Screen, Statement]:
    made = screen(tables, View(**asked))
    return made, statement.statement(made, DAY)


def deck(tables: Tables, **asked: object) -> Presentation:
    return Presentation(io.BytesIO(slides.pptx(*shown(tables, **asked))))


def only(tables: Tables, **asked: object):
    """The one slide of a deck."""
    (slide,) = deck(tables, **asked).slides
    return slide


def named(slide, name: str):
    (shape,) = (s for s in slide.shapes if s.name == name)
    return shape


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


@pytest.mark.parametrize("paper", ["wide", "a4"])
def test_each_part_is_a_slide_with_its_heading_as_the_title(small, paper):
    made = deck(small, parts=PARTS, paper=paper)
    assert [slide.shapes.title.text_frame.text for slide in made.slides] == [
        "Timeline",
        "Network: who says what about whom",
        "Has Iran sent drones?",
        "List of events",
    ]
    size = {"wide": (Length(12192000), Length(6858000)), "a4": (Length(7560000), Length(10692000))}
    assert (made.slide_width, made.slide_height) == size[paper]


@pytest.mark.parametrize("part", ["timeline", "says", "claimed", "question"])
def test_a_chart_is_a_picture_with_its_alternative_in_words(small, part):
    made, said = shown(small, parts=(part,))
    (slide,) = Presentation(io.BytesIO(slides.pptx(made, said))).slides
    picture = named(slide, "Picture")
    assert alternative(picture) == statement.alternative(made, part)
    assert picture.image.content_type == "image/png"
    width, height = picture.image.size
    assert width / height == pytest.approx(picture.width / picture.height, rel=0.01)


def test_the_caption_says_what_the_statement_says(quick, small):
    asked = Filters(actor=("iran",), q="drones")
    caption = named(only(small, parts=("timeline",), filters=asked), "Caption").text_frame
    assert [p.text for p in caption.paragraphs] == [
        "Shown  1 of 4 events   Filters  Actor: Iran; Search: drones",
        "Sources  Daily One, 10 January 2023; Weekly Two, about 10 June 2023",
        "Caution  Claims are reported, not established.   "
        f"Data  {statement.data_version(screen(small, View()))}   Made  20 November 2026",
        "Address  http://127.0.0.1:8501/briefing?actor=iran&q=drones&parts=timeline",
    ]
    links = [r.hyperlink.address for p in caption.paragraphs for r in p.runs]
    assert [link for link in links if link] == [
        "http://127.0.0.1:8501/briefing?actor=iran&q=drones&parts=timeline"
    ]


def test_the_briefings_own_title_and_note_stand_beside_the_heading(quick, small):
    slide = only(small, parts=("timeline",), title="Who says what", note="Five articles.")
    assert named(slide, "Briefing").text_frame.text == "Who says what"
    assert named(slide, "Note").text_frame.text == "Five articles."
    assert "Note" not in [s.name for s in only(small, parts=("timeline",)).shapes]


@pytest.mark.parametrize("paper", ["wide", "a4"])
def test_the_list_is_a_table_of_as_many_events_as_fit_and_a_count_of_the_rest(real, paper):
    asked = Filters(actor=("russia",))
    count = int(filters.match(real, asked).sum())
    slide = only(real, parts=("events",), filters=asked, paper=paper)
    shape = named(slide, "List of events")
    table = shape.table
    rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
    assert rows[:2] == [
        ["When", "Said or done by", "What", "Claim type"],
        [
            "30 August 2022",
            "Dmitry Peskov",
            "Peskov dismisses the drone reports and says the army flies Russian-made drones",
            "■ Denial",
        ],
    ]
    more = count - len(rows) + 1
    assert named(slide, "More").text_frame.text == f"and {more} more in the speaker notes"
    assert alternative(shape) == f"List of {count} events."
    assert named(slide, "Caption").text_frame.text.startswith(
        f"Shown  {count} of {len(real.events)} events"
    )


def test_a_short_list_is_there_in_full(small):
    slide = only(small, parts=("events",))
    rows = [
        [cell.text_frame.text for cell in r.cells]
        for r in named(slide, "List of events").table.rows
    ]
    assert rows[1:] == [
        ["January 2023", "Iran", "Iran denies it", "■ Denial"],
        ["5 January 2023", "John Kirby", "Kirby accuses Iran", "■ Accusation"],
        ["up to 10 January 2023", "Weekly Two", "Russia is said to agree", "■ Media report"],
        ["about 10 June 2023", "Weekly Two", "An article sees a plant", "■ Assessment"],
    ]
    assert "More" not in [shape.name for shape in slide.shapes]


def test_what_is_left_of_a_list_longer_than_the_notes_is_counted_in_both():
    assert slides._more_in_words(93, 102) == "and 93 more in the speaker notes"
    assert slides._more_in_words(993, 1002) == "and 993 more, 191 of them in the speaker notes"


def test_an_open_event_is_text_with_its_passages_bold(real):
    slide = only(real, parts=("event",), event="E041")
    assert slide.shapes.title.text_frame.text == real.events.loc["E041", "title"]
    known = [p.text for p in named(slide, "Event").text_frame.paragraphs]
    assert known[:2] == ["■ Accusation · E041", real.events.loc["E041", "summary"]]
    assert "About  Iran, Russia" in known
    bold = [
        run.text
        for paragraph in named(slide, "Passages").text_frame.paragraphs
        for run in paragraph.runs
        if run.font.bold
    ]
    passages = real.evidence[real.evidence["event_id"] == "E041"]
    assert bold == passages["exact"].tolist()


def test_passages_that_do_not_fit_are_counted_and_stand_in_the_notes(small):
    asked = {"parts": ("event",), "event": "E001", "paper": "wide"}
    small.articles["one"] = small.articles["one"].replace("Iran sent drones.", "x" * 40 + ".")
    long = "word " * 500
    small.articles["two"] = long
    small.evidence.loc[1, ["start", "end"]] = [0, len(long) - 1]
    words = named(only(small, **asked), "Passages").text_frame.text
    assert words.endswith("and 1 more passage in the speaker notes")
    small.evidence.loc[0, "source_id"] = "two"
    small.evidence.loc[0, ["start", "end"]] = [0, len(long) - 1]
    words = named(only(small, **asked), "Passages").text_frame.text
    assert "word…" in words


def test_a_view_without_events_says_which_filter_to_loosen_in_place_of_a_chart(small):
    asked = Filters(actor=("kirby",), claim_type=("denial",))
    made = deck(small, parts=PARTS, filters=asked)
    words = "No event is in view. Without the filter “Claim type: Denial” there would be 1 event."
    for slide in made.slides:
        assert named(slide, "Nothing in view").text_frame.text == words
        assert notes(slide)[-2].startswith("Evidence: 0 events in view")
        assert notes(slide)[-1] == words


def test_a_part_that_has_nothing_gives_way_to_those_of_every_briefing(quick, small):
    titles = [slide.shapes.title.text_frame.text for slide in deck(small, parts=("event",)).slides]
    assert titles == ["Timeline", "Network: who says what about whom"]


# --- The speaker notes


def test_the_notes_hold_the_statement_and_each_event_with_its_passages(quick, small):
    slide = only(small, parts=("timeline",), filters=Filters(q="drones"), note="A note")
    one = "Daily One, “Article one”, 10 January 2023 (worked out), one.txt"
    two = "Weekly Two, “Article two”, about 10 June 2023 (worked out), two.txt"
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
        f"“The US said that Iran sent drones” ({one})",
        f"“Iran sent drones” ({two})",
    ]


def test_the_notes_of_the_real_table_quote_every_passage_in_view(quick, real):
    asked = Filters(source=("2023-06-plant",))
    kept = real.events.index[filters.match(real, asked).to_numpy()]
    slide = only(real, parts=("timeline",), filters=asked)
    lines = notes(slide)
    assert f"Evidence: {len(kept)} events in view" in lines
    rows = real.evidence[real.evidence["event_id"].isin(kept)]
    assert sorted(line for line in lines if line.startswith("“")) == sorted(
        f"“{row.exact}” ({document.source_in_words(real, row.source_id)})"
        for row in rows.itertuples()
    )


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


def test_notes_too_long_to_read_end_by_saying_what_they_leave_out(quick, small, monkeypatch):
    monkeypatch.setattr(slides, "MOST_EVENTS", 2)
    lines = notes(only(small, parts=("timeline",)))
    assert lines[-1] == "2 events more are in view and left out here; the dataset has them all."
    assert sum(bool(re.match(r"\d+\. ", line)) for line in lines) == 2
    first = "The first 2 of 4 events by date: for the others narrow the filters, or take the CSV."
    assert lines[lines.index("Evidence: 4 events in view") + 1] == first


# --- Layout


@pytest.mark.parametrize("paper", ["wide", "a4"])
@pytest.mark.parametrize("words", ["", TALK, "x" * 3_000], ids=["none", "many", "unbroken"])
def test_nothing_leaves_the_slide_or_covers_anything_else(quick, real, paper, words):
    asked = Filters(q=words) if words else Filters()
    made = screen(
        real,
        View(
            parts=("timeline", "events", "event", "question"),
            event="E041",
            paper=paper,
            title=words,
            note=words,
            filters=asked,
        ),
    )
    vars(made).update(keep=real.events["event_id"] != "", seen=real.store.select())
    said = statement.statement(made, DAY)
    presentation = Presentation(io.BytesIO(slides.pptx(made, said)))
    for slide in presentation.slides:
        edges = sorted(
            (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
            for shape in slide.shapes
        )
        for left, top, right, bottom in edges:
            assert left >= 0 and top >= 0
            assert right <= presentation.slide_width and bottom <= presentation.slide_height
        for i, one in enumerate(edges):
            for two in edges[i + 1 :]:
                across = min(one[2], two[2]) - max(one[0], two[0])
                down = min(one[3], two[3]) - max(one[1], two[1])
                assert across <= 0 or down <= 0
        for shape in slide.shapes:
            if shape.has_text_frame:
                tall = sum(_tall(p, shape.width.pt) for p in shape.text_frame.paragraphs)
                assert tall <= shape.height.pt + 1


def _tall(paragraph, width: float) -> float:
    runs = tuple(slides.Run(run.text, bool(run.font.bold)) for run in paragraph.runs)
    if not runs:
        return 0
    text = slides.Text(runs, paragraph.runs[0].font.size.pt, "")
    above = paragraph.space_before.pt if paragraph.space_before else 0
    return above + slides._height([text], width)


def test_a_text_is_cut_to_the_lines_there_are():
    text = slides.Text((slides.Run("Said  ", True), slides.Run("word " * 200)), 10, "")
    fitted = slides._fitted(text, 300, 2)
    assert slides._lines(fitted, 300) == 2
    assert fitted.words.startswith("Said  word word")
    assert fitted.words.endswith("word…")
    short = slides.Text((slides.Run("Said"),), 10, "")
    assert slides._fitted(short, 300, 1) == short


def test_letters_of_east_asia_are_as_wide_as_they_are_high():
    text = slides.Text((slides.Run("中" * 60),), 10, "")
    assert slides._lines(text, 300) == 2


def test_a_deck_for_print_is_in_greys(small):
    slide = only(small, parts=("events",), look="print")
    cells = [cell for row in named(slide, "List of events").table.rows for cell in row.cells]
    colours = {run.font.color.rgb for c in cells for p in c.text_frame.paragraphs for run in p.runs}
    assert all(len(set(colour)) == 1 for colour in colours)
    light = only(small, parts=("events",))
    kind = named(light, "List of events").table.cell(1, 3).text_frame.paragraphs[0].runs[0]
    assert f"#{kind.font.color.rgb}".lower() == theme.LIGHT.claim_type["denial"]


# --- The file


def test_hostile_cells_are_words_on_slides_too(small):
    made, said = shown(
        hostile(small),
        parts=(*PARTS[2:], "event", "timeline"),
        event="E001",
        title=f"\ud800{HOSTILE}",
        note=HOSTILE,
    )
    with zipfile.ZipFile(io.BytesIO(slides.pptx(made, said))) as zipped:
        texts = {n: zipped.read(n) for n in zipped.namelist() if n.endswith((".xml", ".rels"))}
    for text in texts.values():
        etree.fromstring(text)
        assert not any(c in text.decode() for c in "\u202e\u202c\u2066\u2069")
    outward = [
        target
        for text in texts.values()
        for target in re.findall(r'Target="([^"]*)" TargetMode="External"', text.decode())
    ]
    assert len(outward) == 4
    assert {target.replace("&amp;", "&") for target in outward} == {said.address}
    noted = "".join(etree.fromstring(texts["ppt/notesSlides/notesSlide1.xml"]).itertext())
    # Title, note, source, event, speaker, passage, and its source's name and headline twice.
    assert noted.count(LEGIBLE) == 10


def test_a_deck_says_of_itself_what_it_is_and_nothing_of_who_made_it(quick, small):
    made, said = shown(small, title="Who says what")
    core = Presentation(io.BytesIO(slides.pptx(made, said))).core_properties
    assert (core.title, core.subject) == (
        "Who says what",
        "4 of 4 events. Claims are reported, not established.",
    )
    assert (core.author, core.last_modified_by, core.keywords, core.comments) == ("", "", "", "")
    assert (core.created, core.modified) == (datetime(2026, 11, 20), datetime(2026, 11, 20))
    assert core.language == "en-GB"
    with zipfile.ZipFile(io.BytesIO(slides.pptx(made, said))) as zipped:
        assert [n for n in zipped.namelist() if n.startswith("docProps")] == ["docProps/core.xml"]
        assert not [n for n in zipped.namelist() if "printer" in n]


def test_the_same_view_gives_the_same_bytes_in_every_process(small, tmp_path):
    script = (
        "import sys, hashlib, datetime, pathlib; from lib.export import statement as briefing, slides;"
        "from lib.view.view import View; from lib.view.screen import screen; from lib.dataset.tables import load;"
        "folder = pathlib.Path(sys.argv[1]);"
        "view = View(parts=('timeline', 'says', 'question', 'events'));"
        "made = screen(load(folder, folder), view);"
        "said = briefing.statement(made, datetime.date(2026, 11, 20));"
        "print(hashlib.sha256(slides.pptx(made, said)).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tehran"},
        check=True,
        capture_output=True,
        text=True,
    )
    made = slides.pptx(*shown(load(tmp_path, tmp_path), parts=PARTS))
    assert run.stdout.strip() == hashlib.sha256(made).hexdigest()
    with zipfile.ZipFile(io.BytesIO(made)) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
