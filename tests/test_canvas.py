"""A sheet: what is measured is what is drawn, nothing of the machine gets into the bytes."""

import io
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from lib.export.canvas import FACES, Sheet, Size, cut, legible, measure, wrap

SMALL = Size(400, 200, 100)


def drawn(text: str, face: str = "regular") -> Sheet:
    sheet = Sheet(SMALL, "#ffffff")
    sheet.text(20, 100, text, 24, "#000000", face)
    return sheet


def ink(sheet: Sheet) -> tuple[int, int, int, int]:
    """The box of all that is not white, at the sheet's own size."""
    grey = Image.open(io.BytesIO(sheet.png(scale=1))).convert("L")
    box = grey.point(lambda shade: 255 * (shade < 200)).getbbox()
    assert box
    return box


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", ["Handed over", "“Quoted”, AV — ff", "Україна", "עברית", "مرحبا"])
def test_a_text_is_as_wide_as_it_was_measured(text, face):
    left, _, right, _ = ink(drawn(text, face))
    assert right - left == pytest.approx(measure(text, 24, face), abs=5)
    assert left == pytest.approx(20, abs=3)


@pytest.mark.parametrize("size", [11, 12, 13, 15, 17, 20])
def test_a_line_is_as_long_as_measured_at_every_size(size):
    text = "deny, doubt or limit what was said"
    sheet = Sheet(SMALL, "#ffffff")
    sheet.text(20, 100, text, size, "#000000")
    left, _, right, _ = ink(sheet)
    assert right - left == pytest.approx(measure(text, size), rel=0.012)


def test_spaces_at_the_end_take_room():
    assert measure("a ", 20) > measure("a", 20)
    assert measure("a b", 20) == pytest.approx(measure("a ", 20) + measure("b", 20), abs=0.5)


def test_lines_hold_every_word_and_are_never_too_wide():
    text = "Kirby says Russia offers Iran unprecedented military and technical support"
    lines = wrap(text, 200, 20)
    assert " ".join(lines) == text
    assert max(measure(line, 20) for line in lines) <= 200


def test_a_word_wider_than_a_line_is_broken():
    lines = wrap("a " + "w" * 60, 150, 20)
    assert "".join(lines).replace(" ", "") == "a" + "w" * 60
    assert max(measure(line, 20) for line in lines) <= 150


def test_too_many_lines_end_with_an_ellipsis():
    lines = wrap("one two three four five six seven eight nine ten", 100, 20, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert measure(lines[1], 20) <= 100
    assert wrap("one two", 100, 20, most=2) == ["one two"]


def test_what_fits_is_not_cut():
    assert cut("short", 500, 20) == "short"
    assert cut("a rather long text", 60, 20).endswith("…")
    assert measure(cut("a rather long text", 60, 20), 20) <= 60


def test_a_megabyte_in_a_cell_is_looked_at_only_in_part():
    assert len(legible("x" * 1_000_000)) == 4000
    assert wrap("x" * 1_000_000, 100, 20, most=2)[1].endswith("…")


def test_what_cannot_be_seen_is_not_drawn():
    assert legible("a\x00b\u202ec\u2066d\ne") == "abcd e"


def test_a_dollar_is_a_dollar():
    left, _, right, _ = ink(drawn("$x^2$ and $5"))
    assert right - left == pytest.approx(measure("$x^2$ and $5", 24), abs=3)


def test_a_png_has_the_pixels_asked_for():
    assert Image.open(io.BytesIO(drawn("x").png(scale=2))).size == (800, 400)


def test_an_svg_names_and_describes_itself_and_asks_for_nothing():
    svg = drawn("x").svg("A <title>", "What it says & shows").decode()
    assert "<title>A &lt;title&gt;</title>" in svg
    assert "<desc>What it says &amp; shows</desc>" in svg
    assert "<text" not in svg
    links = [part for part in svg.split('"') if part.startswith("http")]
    assert all(
        "w3.org" in link or "purl.org" in link or "creativecommons" in link for link in links
    )


def test_a_pdf_holds_its_text_as_text_and_the_day_as_its_date():
    reader = PdfReader(io.BytesIO(drawn("Read me").pdf("Title", "About", date(2026, 11, 20))))
    assert reader.pages[0].extract_text().strip() == "Read me"
    assert reader.metadata.title == "Title"
    assert reader.metadata.subject == "About"
    assert reader.metadata.creation_date.date() == date(2026, 11, 20)
    assert float(reader.pages[0].mediabox.width) == 288


def test_a_link_can_be_followed_from_a_pdf():
    sheet = Sheet(SMALL, "#ffffff")
    sheet.text(20, 100, "here", 24, "#000000", link="http://127.0.0.1:8501/?actor=iran")
    reader = PdfReader(io.BytesIO(sheet.pdf("T", "A", date(2026, 11, 20))))
    links = [a.get_object()["/A"]["/URI"] for a in reader.pages[0]["/Annots"]]
    assert links == ["http://127.0.0.1:8501/?actor=iran"]
