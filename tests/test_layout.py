"""Pages of a card: all of it is there, nothing leaves the page, covers another or is small."""

import io
import socket

import numpy as np
import pytest
from conftest import stated
from PIL import Image
from pptx import Presentation
from pptx.util import Pt
from pypdf import PdfReader

from lib.analysis.filters import Filters
from lib.charts import network
from lib.export import entry_rows, layout, picture, slides
from lib.export.layout import FOOT, SMALLEST, Grid, Lines
from tests.sheets import covering, outside, words

FEW = Filters(claim_type=("denial",), actor=("russia",))
VIEWS = {
    "one": {"filters": Filters(q="Nebenzya called")},
    "seven, dark, on A4": {"filters": FEW, "look": "dark", "paper": "a4"},
    "thirty": {"filters": Filters(actor=("us",), claim_type=("accusation",)), "form": "statements"},
    "all": {"form": "statements"},
    "question": {"form": "debate", "question": "drone-transfers"},
    "contradiction on A4": {"event": "E038", "paper": "a4"},
    "profile": {"node": "russia"},
    "none": {"filters": Filters(q="nowhere")},
    "long words": {"filters": FEW, "title": "A title that goes on, " * 9, "note": "Ah. " * 99},
}
VIEW = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
EIGHT, THIRTY = Filters(claim_type=("denial",)), Filters(actor=("us",), claim_type=("accusation",))
ONE = Filters(q="Nebenzya called")
PICTURES = {
    f"{form} of {count}{', ' * bool(more)}{more}": {"form": form, "filters": some}
    | ({"paper": "a4"} if more == "A4" else {"picture": "links"} if more else {})
    for form, more in (
        ("timeline", ""),
        ("timeline", "A4"),
        ("whom", ""),
        ("whom", "links"),
        ("figures", ""),
        ("map", ""),
        ("map", "A4"),
    )
    for count, some in (("one", ONE), ("eight", EIGHT), ("thirty", THIRTY), ("all", Filters()))
}


def pages(tables, **view: object) -> list[layout.Page]:
    return picture.laid(*stated(tables, **view))[2]


def rows(page: layout.Page) -> list[entry_rows.Row]:
    return [row for part in page.parts if isinstance(part, Grid) for row in part.rows]


@VIEW
def test_all_entries_and_words_stand_once_on_their_page_and_cover_no_other(frozen, view):
    screen, card, found = picture.laid(*stated(frozen, **view))
    sheets = [picture.paint(screen, page) for page in found]
    ids = [row.entry.event.event_id for page in found for row in rows(page)]
    assert sorted(ids) == sorted(entry.event.event_id for entry in card.entries)
    for page, sheet in zip(found, sheets, strict=True):
        *_, last, foot = page.parts
        height = sum(row.height for row in last.rows) if isinstance(last, Grid) else last.height
        assert last.top + height <= foot.top - 4
        assert foot.bottom < page.height
        assert outside(sheet, 0, 0, page.width, page.height) == []
        assert covering(sheet) == []
    on_card = "".join(map(words, sheets))
    for phrase in (card.said.shown, card.said.data, card.title[:60], card.said.address[:60]):
        assert "".join(phrase.split()) in on_card


@pytest.mark.parametrize("view", (VIEWS | PICTURES).values(), ids=(VIEWS | PICTURES).keys())
def test_type_has_twelve_points_at_least_the_footer_ten_and_all_is_on_the_slide(frozen, real, view):
    """Read from the PDF and from the slides."""
    made = stated(real if view in PICTURES.values() else frozen, **view)
    sizes: dict[float, str] = {}

    def seen(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if text.strip():
            sizes[round(size * matrix[0], 1)] = text

    for page in PdfReader(io.BytesIO(picture.pdf(*made))).pages:
        page.extract_text(visitor_text=seen)
    assert FOOT in sizes
    assert [text for size, text in sizes.items() if size < SMALLEST and size != FOOT] == []
    deck = Presentation(io.BytesIO(slides.pptx(*made)))
    for slide in deck.slides:
        for shape in [*slide.shapes, *(s for g in slide.shapes for s in getattr(g, "shapes", ()))]:
            right, bottom = shape.left + shape.width, shape.top + shape.height
            assert shape.left >= -1 and right <= deck.slide_width + 1, shape.name
            assert shape.top >= -1 and bottom <= deck.slide_height + 1, shape.name
            frames = [shape.text_frame] if shape.has_text_frame else []
            if getattr(shape, "has_table", False):
                frames = [cell.text_frame for row in shape.table.rows for cell in row.cells]
            least = Pt(FOOT if shape.name == "Footer" else SMALLEST - 0.05)
            runs = [run for f in frames for p in f.paragraphs for run in p.runs]
            assert all(run.font.size >= least for run in runs), shape.name


def test_every_actor_of_the_network_is_named_in_the_text_of_the_pdf(real):
    made = stated(real, form="whom", picture="links", level="speakers")
    (page,) = PdfReader(io.BytesIO(picture.pdf(*made))).pages
    nodes = network.of_screen(made[0], weeks=False)["nodes"]
    names = {line for node in nodes for line in node["lines"]}
    text = page.extract_text()
    assert "Ukraine" in names
    assert [name for name in names if name not in text] == []


def test_a_timeline_of_many_names_each_event_on_a_following_page(frozen):
    made = stated(frozen, form="timeline")
    whole, *parts = picture.filled(*made)[1].blocks
    order = [event for part in parts for event in part.some]
    assert whole.some == () and sorted(order) == sorted(made[0].seen.ids())
    screen, _, found = picture.laid(*made)
    titles = dict(frozen.store.rows("SELECT event_id, title FROM events"))
    told = 0
    for page, part in zip(found[1:], parts, strict=True):
        on_page = words(picture.paint(screen, page))
        ((title,),) = page.parts[0].paragraphs
        first, told = told + 1, told + len(part.some)
        assert title.words.startswith(f"Events {first}–{told} of {len(order)}, ")
        assert f"{first}·" in on_page and f"{told}·" in on_page
        assert "Noevent" not in on_page
        missing = [e for e in part.some if "".join(titles[e].split())[:30] not in on_page]
        assert missing == []


def test_a_slide_has_at_most_eight_statements_little_is_large_and_a4_ends_where_it_ends(frozen):
    counts = [len(rows(page)) for page in pages(frozen, form="statements")]
    assert sum(counts) == frozen.total
    assert max(counts) <= 8
    one = Filters(q="Russia has denied using")
    (page,) = pages(frozen, filters=one)
    assert max(cell.size for cell in rows(page)[0].cells) >= 28
    (page,) = pages(frozen, filters=one, paper="a4")
    assert page.height < 0.75 * layout.PAPERS["a4"][1]


def test_what_does_not_end_on_a_page_has_its_heading_again(frozen):
    _, second, *_ = pages(frozen, form="debate", question="drone-transfers")
    headings = [p for p in second.parts if isinstance(p, Lines) and p.name == "Heading"]
    assert any(p.paragraphs[0][0].words.endswith(", continued") for p in headings)
    foot = second.parts[-1]
    assert "page 2 of" in " ".join(run.words for p in foot.paragraphs for run in p)


@pytest.mark.parametrize(
    ("paper", "points"), [("wide", (960, 540)), ("a4", (595, 842))], ids=["wide", "a4"]
)
def test_a_picture_is_the_page_asked_for_or_the_last_large_enough_for_a_screen(
    frozen, paper, points
):
    asked = {"form": "statements", "paper": paper}
    first, beyond = (
        picture.preview(*stated(frozen, slide=slide, **asked)) for slide in ("", "9999")
    )
    assert first.png != beyond.png
    assert first.pages == len(pages(frozen, **asked))
    size = Image.open(io.BytesIO(first.png)).size
    assert size == tuple(n * picture.PREVIEW for n in points)


def test_greys_are_grey_and_drawing_needs_no_connection(frozen, monkeypatch):
    monkeypatch.delattr(socket, "socket")
    made = picture.preview(*stated(frozen, filters=FEW, look="print")).png
    pixels = np.asarray(Image.open(io.BytesIO(made)).convert("RGB")).astype(int)
    assert (np.ptp(pixels, axis=2) <= 2).all()
