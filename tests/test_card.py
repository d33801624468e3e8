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

from lib.analysis import chronology, events
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
    "lanes by storyline in print": View(parts=("timeline",), lanes="storyline", look="print"),
    "tellings of a month": View(
        parts=("timeline", "says"),
        clock="reported",
        filters=Filters(date=(date(2022, 12, 1), date(2022, 12, 31))),
        level="states",
    ),
    "what is claimed in print": View(parts=("claimed",), level="speakers", look="print"),
    "both layers": View(parts=("says", "claimed"), level="states"),
    "board in print, small": View(parts=("question", "timeline", "says"), look="print"),
    "board with a note": View(parts=("question",), note="A note of one's own."),
    "list": View(parts=("events",)),
    "event": View(parts=("event",), event="E015"),
    "A4 in print, four parts": View(
        paper="a4", look="print", parts=("timeline", "says", "question", "event"), event="E001"
    ),
    "few events": View(parts=("timeline", "question", "events"), filters=RUSSIA_DENIES),
    "none": View(filters=Filters(q="nowhere"), parts=("timeline", "says", "question", "events")),
    "a long title and note": View(title=LONG, note=LONG * 3, level="states"),
    "a node and a span": View(
        parts=("says",), node="russia", level="speakers", span="2022-12", until="2022-12-31"
    ),
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
def test_a_card_and_its_text_alternative_say_what_it_shows_and_how_to_check_it(drawn, view):
    sheet, shown, statement = drawn(view)
    text, lines = words_on(sheet).replace(" ", ""), statement.lines()
    on_card = [lines[name] for name in ("Shown", "Caution", "Data", "Made", "Address")]
    for phrase in (*on_card, *statement.filters, *statement.sources.values(), view.title[:40]):
        assert phrase.replace(" ", "") in text
    described = briefing.in_words(shown, statement)
    alternatives = [briefing.alternative(shown, part) for part in briefing.parts(shown)]
    for words in (*lines.values(), *alternatives):
        assert words in described


def test_svg_and_pdf_carry_the_text_alternative(real):
    shown, statement = said(real, View(parts=("events",), filters=RUSSIA_DENIES))
    described = briefing.in_words(shown, statement)
    svg = card.svg(shown, statement).decode()
    assert "".join(described.split()) in "".join(unescape(svg).split())
    subject = PdfReader(io.BytesIO(card.pdf(shown, statement))).metadata.subject
    assert subject.split() == described.split()


@pytest.mark.parametrize(
    ("paper", "pixels", "inches"),
    [
        ("wide", (3840, 2160), (13.333, 7.5)),
        ("a4", (2480, 3508), (210 / 25.4, 297 / 25.4)),
    ],
)
def test_a_card_has_the_size_of_a_slide_or_a_sheet(real, paper, pixels, inches):
    made = said(real, View(paper=paper, parts=("events",), filters=RUSSIA_DENIES))
    assert Image.open(io.BytesIO(card.png(*made))).size == pixels
    page = PdfReader(io.BytesIO(card.pdf(*made))).pages[0].mediabox
    assert (float(page.width) / 72, float(page.height) / 72) == pytest.approx(inches, abs=0.03)


@pytest.mark.parametrize("parts", [("timeline", "says"), ("claimed", "question", "event")])
def test_print_has_no_colour(real, parts):
    shown, statement = said(
        real, View(parts=parts, look="print", event="E015", lanes="side", level="states")
    )
    pixels = np.asarray(Image.open(io.BytesIO(card.png(shown, statement, 0.5))).convert("RGB"))
    assert (np.ptp(pixels.astype(int), axis=2) <= 2).all()


def test_the_numbers_on_a_card_are_those_of_the_table(real, drawn):
    sheet, shown, _ = drawn(View(filters=Filters(actor=("russia",)), parts=("timeline",)))
    text = words_on(sheet)
    assert f"{len(shown.seen)} of {real.total} events" in text
    labels = chronology.lane_labels(real, "claim_type")
    for code, count in chronology.lane_counts(shown.seen, "claim_type").items():
        assert f"{labels[code]} {count}" in text


def test_a_card_says_that_it_goes_by_the_clock_of_the_articles(drawn):
    text = words_on(drawn(VIEWS["tellings of a month"])[0])
    assert "Timeline by the dates of the articles" in text
    assert "by the dates of the articles, each event once for every article that tells it" in text


def test_a_list_that_is_too_long_says_how_many_it_leaves_out(real, drawn):
    written = [box[4] for box in drawn(VIEWS["list"])[0].written]
    types = set(chronology.lane_labels(real, "claim_type").values())
    listed = sum(text in types for text in written)
    assert 10 < listed < real.total
    assert f"and {real.total - listed} more events in view." in written


def test_an_event_stands_with_its_words_and_their_article(real, drawn):
    text = words_on(drawn(VIEWS["event"])[0]).replace(" ", "")
    for quote in events.dossier(real, "E015").quotes:
        passage = "".join(run.text for run in quote.runs if run.marked)
        assert "".join(passage.split()) in text
        assert quote.credit.replace(" ", "") in text


def test_a_board_shows_the_strongest_words_of_both_sides_and_who_says_them(real, drawn):
    sheet, shown, _ = drawn(VIEWS["board with a note"])
    written = [box[4] for box in sheet.written]
    assert {"Those who affirm", "Those who deny, doubt or limit"} <= set(written)
    told = [words for words in written if words.startswith("— ")]
    assert len(told) >= 2
    names = {events.speakers(real, event_id) for event_id in shown.seen.ids()}
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
