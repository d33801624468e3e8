"""Cards: the screen's own marks, nothing clipped or covered, and all that a sceptic needs."""

import io
import os
import re
import socket
import subprocess
import sys
from datetime import date
from html import unescape

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from lib.analysis import chronology, events, filters
from lib.analysis.filters import Filters
from lib.dataset import codebook
from lib.export import card
from lib.export import statement as briefing
from lib.export.canvas import Sheet, measure
from lib.view.screen import screen
from lib.view.view import View

DAY = date(2026, 11, 20)
RUSSIA_DENIES = Filters(claim_type=("denial",), actor=("russia",))
LONG = "A title that goes on and on, " * 6
VIEWS = {
    "as it opens": View(level="states"),
    "timeline": View(parts=("timeline",)),
    "lanes by storyline in print": View(parts=("timeline",), lanes="storyline", look="print"),
    "by the clock of the articles": View(parts=("timeline",), lanes="source", clock="reported"),
    "tellings of a month": View(
        parts=("timeline", "says"),
        clock="reported",
        filters=Filters(date=(date(2022, 12, 1), date(2022, 12, 31))),
    ),
    "network of speakers": View(parts=("says",), level="speakers"),
    "what is claimed in print": View(parts=("claimed",), level="speakers", look="print"),
    "both layers": View(parts=("says", "claimed"), level="states"),
    "board in print": View(parts=("question",), look="print"),
    "board in print, small": View(parts=("question", "timeline", "says"), look="print"),
    "board with a note": View(parts=("question",), note="A note of one's own."),
    "list": View(parts=("events",)),
    "event": View(parts=("event",), event="E015"),
    "three parts": View(parts=("timeline", "question", "events"), filters=RUSSIA_DENIES),
    "four parts": View(parts=("timeline", "says", "claimed", "events"), level="states"),
    "A4": View(paper="a4", level="states"),
    "A4 in print, four parts": View(
        paper="a4", look="print", parts=("timeline", "says", "question", "event"), event="E001"
    ),
    "few events": View(filters=RUSSIA_DENIES, level="states"),
    "none": View(filters=Filters(q="nowhere"), parts=("timeline", "says", "question", "events")),
    "a long title and note": View(title=LONG, note=LONG * 3, level="states"),
    "one node picked": View(parts=("says",), node="russia", level="speakers"),
    "a span of days": View(span="2022-12-01/2022-12-31", level="states"),
    "up to a day": View(parts=("says",), level="speakers", until="2022-12-31"),
    "some days": View(filters=Filters(date=(date(2023, 2, 1), date(2023, 2, 28)))),
}
views = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())


class Recorder(Sheet):
    """A sheet that also remembers what was written on it, and where."""

    def __init__(self, size, page):
        super().__init__(size, page)
        self.written = []

    def text(self, x, y, text, size, colour, face="regular", align="left", halo="", link=""):
        wide = measure(text, size, face)
        left = x - {"left": 0, "center": wide / 2}[align]
        self.written.append((left, y - size * 0.68, left + wide, y + size * 0.2, text))
        super().text(x, y, text, size, colour, face, align, halo, link)


@pytest.fixture(scope="module")
def drawn(real):
    """A card's sheet, which also says what was written on it, with its screen and statement."""
    made = {}

    def draw(view):
        if view not in made:
            shown = screen(real, view)
            statement = briefing.statement(shown, DAY)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(card, "Sheet", Recorder)
                made[view] = card._drawn(shown, statement), shown, statement
        return made[view]

    return draw


def said(tables, view):
    shown = screen(tables, view)
    return shown, briefing.statement(shown, DAY)


def words_on(sheet: Recorder) -> str:
    """The text of the sheet's PDF, read by pypdf."""
    page = PdfReader(io.BytesIO(sheet.pdf("T", "A", DAY))).pages[0]
    return re.sub(r"\s+", " ", page.extract_text())


@views
def test_nothing_is_clipped_and_no_words_cover_others(drawn, view):
    sheet, *_ = drawn(view)
    size = card.SIZES[view.paper]
    boxes = np.array([box[:4] for box in sheet.written])
    texts = [box[4] for box in sheet.written]
    inside = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2] <= size.width)
    inside &= boxes[:, 3] <= size.height
    assert [text for text, fits in zip(texts, inside, strict=True) if not fits] == []
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    covering = np.triu(((high - low) > 1.5).all(axis=2), 1)
    assert [(texts[a], texts[b]) for a, b in np.argwhere(covering)] == []


@views
def test_a_card_says_what_it_shows_and_how_to_check_it(drawn, view):
    sheet, _, statement = drawn(view)
    text = words_on(sheet).replace(" ", "")
    lines = statement.lines()
    for name in ("Shown", "Caution", "Data", "Made", "Address"):
        assert lines[name].replace(" ", "") in text, name
    for phrase in (*statement.filters, *statement.sources.values()):
        assert phrase.replace(" ", "") in text
    assert statement.title[:40].replace(" ", "") in text


@views
def test_the_text_alternative_says_it_too(drawn, view):
    _, shown, statement = drawn(view)
    described = briefing.in_words(shown, statement)
    for part in briefing.parts(shown):
        assert briefing.alternative(shown, part) in described
    for words in statement.lines().values():
        assert words in described


def test_svg_and_pdf_carry_the_text_alternative(real):
    shown, statement = said(real, View(parts=("events",), filters=RUSSIA_DENIES))
    described = briefing.in_words(shown, statement)
    svg = card.svg(shown, statement).decode()
    assert "".join(described.split()) in "".join(unescape(svg).split())
    subject = PdfReader(io.BytesIO(card.pdf(shown, statement))).metadata.subject
    assert subject.split() == described.split()


@pytest.mark.parametrize(("paper", "pixels"), [("wide", (3840, 2160)), ("a4", (2480, 3508))])
def test_a_png_is_large_enough_for_a_wall(real, paper, pixels):
    shown, statement = said(real, View(paper=paper, filters=RUSSIA_DENIES, level="states"))
    assert Image.open(io.BytesIO(card.png(shown, statement))).size == pixels


@pytest.mark.parametrize(
    ("paper", "inches"), [("wide", (13.333, 7.5)), ("a4", (210 / 25.4, 297 / 25.4))]
)
def test_a_pdf_has_the_size_of_a_slide_or_a_sheet(real, paper, inches):
    shown, statement = said(real, View(paper=paper, parts=("events",), filters=RUSSIA_DENIES))
    page = PdfReader(io.BytesIO(card.pdf(shown, statement))).pages[0].mediabox
    assert (float(page.width) / 72, float(page.height) / 72) == pytest.approx(inches, abs=0.03)


@pytest.mark.parametrize(
    "parts", [("timeline", "says"), ("claimed",), ("question",), ("events", "event")]
)
def test_print_has_no_colour(real, parts):
    shown, statement = said(
        real, View(parts=parts, look="print", event="E015", lanes="side", level="states")
    )
    pixels = np.asarray(Image.open(io.BytesIO(card.png(shown, statement, 0.5))).convert("RGB"))
    assert (np.ptp(pixels.astype(int), axis=2) <= 2).all()


def test_the_numbers_on_a_card_are_those_of_the_table(real, drawn):
    view = View(filters=Filters(actor=("russia",)), parts=("timeline",))
    sheet, *_ = drawn(view)
    keep = filters.match(real, view.filters)
    text = words_on(sheet)
    assert f"{int(keep.sum())} of {len(real.events)} events" in text
    counts = real.events.loc[keep, "claim_type"].value_counts()
    for code, label in chronology.lane_labels(real, "claim_type").items():
        assert f"{label} {counts[code]}" in text


@pytest.mark.parametrize("parts", [("timeline",), ("timeline", "says")])
def test_a_card_says_that_it_goes_by_the_clock_of_the_articles(drawn, parts):
    december = Filters(date=(date(2022, 12, 1), date(2022, 12, 31)))
    view = View(parts=parts, clock="reported", filters=december, level="states")
    text = words_on(drawn(view)[0])
    assert "by the dates of the articles, each event once for every article that tells it" in text
    assert "26 marks for 25 events" in text
    assert ("Timeline by the dates of the articles" in text) == (len(parts) > 1)


def test_a_list_that_is_too_long_says_how_many_it_leaves_out(real, drawn):
    sheet, *_ = drawn(VIEWS["list"])
    written = [box[4] for box in sheet.written]
    types = {codebook.label(c) for c in real.events["claim_type"].unique()}
    listed = sum(text in types for text in written)
    assert 10 < listed < 102
    assert f"and {102 - listed} more events in view." in written


def test_an_event_stands_with_its_words_and_their_article(real, drawn):
    text = words_on(drawn(VIEWS["event"])[0]).replace(" ", "")
    passages = real.evidence[real.evidence["event_id"] == "E015"]
    assert len(passages)
    for exact in passages["exact"]:
        assert exact.replace(" ", "") in text
    assert "Unnamedoutlet,February2023" in text


def test_a_board_shows_the_strongest_words_of_both_sides(drawn):
    text = words_on(drawn(VIEWS["board with a note"])[0])
    assert "Those who affirm" in text
    assert "Those who deny, doubt or limit" in text


def test_the_words_on_a_board_carry_the_name_of_who_says_them(real, drawn):
    view = VIEWS["board with a note"]
    sheet, *_ = drawn(view)
    told = [box[4] for box in sheet.written if box[4].startswith("— ")]
    assert len(told) >= 2
    names = {events.speakers(real, e) for e in real.events.index}
    assert all(any(words.startswith(f"— {name}, ") for name in names) for words in told)


def test_a_network_of_nobody_says_so(drawn):
    assert "Network: no actor under these filters." in words_on(drawn(VIEWS["none"])[0])


def test_one_picture_alone_has_the_size_asked_for(real):
    for part in card.PICTURES:
        picture = card.part_png(screen(real, View(level="states")), part, (800, 450))
        assert Image.open(io.BytesIO(picture)).size == (800, 450)


def test_drawing_needs_no_connection(real, monkeypatch):
    def refused(*args, **kwargs):
        raise AssertionError("a card asked for a connection")

    monkeypatch.setattr(socket, "socket", refused)
    shown, statement = said(real, View(level="states"))
    assert card.png(shown, statement, 0.25)


def test_the_same_view_gives_the_same_bytes_in_every_process(tmp_path):
    (tmp_path / "matplotlibrc").write_text(
        "font.size: 30\nlines.linewidth: 9\npath.sketch: 3, 9, 2\n"
    )
    made = """
import sys, hashlib
from lib.export import card, statement as briefing
from lib.view.view import View
from lib.view.screen import screen
from lib.dataset.tables import load
shown = screen(load(), View(level="states"))
said = briefing.statement(shown)
for make in (card.png, card.svg, card.pdf):
    print(hashlib.sha256(make(shown, said)).hexdigest())
"""
    outputs = []
    for more in (
        {"PYTHONHASHSEED": "1", "TZ": "UTC"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "MPLCONFIGDIR": str(tmp_path)},
    ):
        found = subprocess.run(
            [sys.executable, "-c", made],
            cwd=codebook.ROOT,
            env=os.environ | more | {"SOURCE_DATE_EPOCH": "1763596800"},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(found.stdout)
    assert outputs[0] == outputs[1]
    assert len(outputs[0].split()) == 3
