"""Cards: the screen's own marks, nothing clipped or covered, and all that a sceptic needs."""

import io
import socket
from datetime import date
from html import unescape

import numpy as np
import pytest
from conftest import stated
from PIL import Image
from pypdf import PdfReader

from lib.analysis import chronology, events
from lib.analysis.filters import Filters
from lib.export import card, statement
from lib.view.view import View
from tests.sheets import covering, outside, words, written

RUSSIA_DENIES = Filters(claim_type=("denial",), actor=("russia",))
LONG = "A title that goes on and on, " * 6
LIST = {"parts": ("events",), "filters": RUSSIA_DENIES}
MONTH = Filters(date=(date(2022, 12, 1), date(2022, 12, 31)))
VIEWS = {
    "as it opens": View(level="states"),
    "tellings of a month": View(parts=("timeline", "says"), clock="published", filters=MONTH),
    "claimed in print": View(parts=("claimed",), level="speakers", look="print"),
    "in print, small": View(
        parts=("question", "timeline", "says"), look="print", lanes="storyline", level="states"
    ),
    "board with a note": View(parts=("question",), note="A note of one's own."),
    "list": View(parts=("events",)),
    "event": View(parts=("event",), event="E015"),
    "A4 in print": View(
        paper="a4", look="print", parts=("timeline", "says", "question", "event"), event="E001"
    ),
    "none": View(filters=Filters(q="nowhere"), parts=("timeline", "says", "question", "events")),
    "a long title and note": View(
        title=LONG, note=LONG * 3, parts=("says",), node="russia", until="2022-12-31"
    ),
}


@pytest.fixture(scope="module")
def drawn(real):
    """The sheet of a card, with its screen and statement; each is drawn once."""
    made = {}

    def draw(view):
        if view not in made:
            shown = stated(real, **vars(view))
            made[view] = card._drawn(*shown), *shown
        return made[view]

    return draw


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_a_card_says_all_that_is_needed_to_check_it_and_no_words_are_clipped(drawn, view):
    sheet, shown, said = drawn(view)
    size = card.SIZES[view.paper]
    assert outside(sheet, 0, 0, size.width, size.height) == []
    assert covering(sheet) == []
    on_card, lines = words(sheet), said.lines()
    told = [lines[name] for name in ("Shown", "Caution", "Data", "Made", "Address")]
    for phrase in (*told, *said.filters, *said.sources.values(), view.title[:40]):
        assert "".join(phrase.split()) in on_card
    described = statement.in_words(shown, said)
    alternatives = [statement.alternative(shown, part) for part in statement.parts(shown)]
    for phrase in (*lines.values(), *alternatives):
        assert phrase in described


def test_svg_and_pdf_carry_the_text_alternative(real):
    shown, said = stated(real, **LIST)
    described = "".join(statement.in_words(shown, said).split())
    assert described in "".join(unescape(card.svg(shown, said).decode()).split())
    subject = PdfReader(io.BytesIO(card.pdf(shown, said))).metadata.subject
    assert "".join(subject.split()) == described


@pytest.mark.parametrize(
    ("paper", "pixels", "inches"),
    [("wide", (3840, 2160), (13.333, 7.5)), ("a4", (2480, 3508), (210 / 25.4, 297 / 25.4))],
)
def test_a_card_has_the_size_of_a_slide_or_a_sheet(real, paper, pixels, inches):
    made = stated(real, **LIST, paper=paper)
    assert Image.open(io.BytesIO(card.png(*made))).size == pixels
    page = PdfReader(io.BytesIO(card.pdf(*made))).pages[0].mediabox
    assert (float(page.width) / 72, float(page.height) / 72) == pytest.approx(inches, abs=0.03)


@pytest.mark.parametrize("name", ["A4 in print", "claimed in print"])
def test_print_has_no_colour(drawn, name):
    picture = Image.open(io.BytesIO(drawn(VIEWS[name])[0].png(0.5))).convert("RGB")
    assert (np.ptp(np.asarray(picture).astype(int), axis=2) <= 2).all()


def test_the_numbers_on_a_card_are_those_of_the_table(real, drawn):
    sheet, shown, _ = drawn(VIEWS["as it opens"])
    labels = chronology.lane_labels(real, "claim_type")
    for code, count in chronology.lane_counts(shown.seen, "claim_type").items():
        assert f"{labels[code]}{count}".replace(" ", "") in words(sheet)


def test_a_list_that_is_too_long_says_how_many_it_leaves_out(real, drawn):
    texts = [text for text, _ in written(drawn(VIEWS["list"])[0])]
    types = set(chronology.lane_labels(real, "claim_type").values())
    listed = sum(text in types for text in texts)
    assert 10 < listed < real.total
    assert f"and {real.total - listed} more events in view." in texts


def test_an_event_stands_with_its_words_and_their_article(real, drawn):
    on_card = words(drawn(VIEWS["event"])[0])
    for quote in events.dossier(real, "E015").quotes:
        passage = "".join(run.text for run in quote.runs if run.marked)
        assert "".join(passage.split()) in on_card
        assert "".join(quote.credit.split()) in on_card


def test_a_board_shows_the_strongest_words_of_both_sides_and_who_says_them(real, drawn):
    sheet, shown, _ = drawn(VIEWS["board with a note"])
    texts = [text for text, _ in written(sheet)]
    assert {"Those who affirm", "Those who deny or doubt"} <= set(texts)
    told = [text for text in texts if text.startswith("— ")]
    assert len(told) >= 2
    names = {events.speakers(real, event_id) for event_id in shown.seen.ids()}
    assert all(any(text.startswith(f"— {name}, ") for name in names) for text in told)


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("none", "Network: no actor under these filters."),
        ("tellings of a month", "Timeline by the dates of the articles"),
        ("claimed in print", "Letters name the relation, numbers count events."),
    ],
)
def test_a_picture_says_what_its_reader_has_to_know(drawn, name, phrase):
    assert phrase.replace(" ", "") in words(drawn(VIEWS[name])[0])


def test_drawing_needs_no_connection(real, monkeypatch):
    made = stated(real, **LIST)
    monkeypatch.delattr(socket, "socket")
    assert card.preview(*made)
