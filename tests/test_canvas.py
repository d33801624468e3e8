"""A sheet: what is measured is what is drawn, nothing of the machine gets into the bytes."""

import io
from datetime import date

import pytest
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from lib.export.canvas import FACES, Sheet, Size, cut, legible, measure, pdf_of, polygon, wrap

SMALL = Size(400, 200, 100)


def drawn(text: str, face: str = "regular", size: float = 24, halo: str = "") -> Sheet:
    sheet = Sheet(SMALL, "#ffffff")
    sheet.text(20, 100, text, size, "#000000", face, halo=halo)
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


@pytest.mark.parametrize("size", [11, 20])
def test_a_line_is_as_long_as_measured_at_every_size(size):
    text = "deny, doubt or limit what was said"
    left, _, right, _ = ink(drawn(text, size=size))
    assert right - left == pytest.approx(measure(text, size), rel=0.012)


def test_spaces_at_the_end_take_room():
    assert measure("a b", 20) == pytest.approx(measure("a ", 20) + measure("b", 20), abs=0.5)


@pytest.mark.parametrize(
    "text", ["Kirby says Russia offers unprecedented support", "a " + "w" * 60]
)
def test_lines_hold_all_and_are_never_too_wide(text):
    lines = wrap(text, 150, 20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
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


def test_an_svg_names_and_describes_itself_and_asks_for_nothing():
    svg = drawn("x").svg("A <title>", "What it says & shows").decode()
    assert "<title>A &lt;title&gt;</title>" in svg
    assert "<desc>What it says &amp; shows</desc>" in svg
    links = [part for part in svg.split('"') if part.startswith("http")]
    assert all(
        "w3.org" in link or "purl.org" in link or "creativecommons" in link for link in links
    )


@pytest.mark.parametrize("halo", ["", "#ffffff"])
def test_svg_and_pdf_hold_text_as_text_with_or_without_a_halo(halo):
    sheet = drawn("Read me", halo=halo)
    svg = etree.fromstring(sheet.svg("T", ""))
    assert svg.xpath("//*[local-name()='text']/text()") == ["Read me"]
    made = pdf_of([sheet, sheet], "Title", "About", date(2026, 11, 20))
    reader = PdfReader(io.BytesIO(made))
    assert [page.extract_text().strip() for page in reader.pages] == ["Read me"] * 2
    assert (reader.metadata.title, reader.metadata.subject) == ("Title", "About")
    assert reader.metadata.creation_date.date() == date(2026, 11, 20)


def test_letters_of_an_svg_come_in_fonts_of_its_own_cut_down_to_them():
    svg = drawn("Read me", "semibold").svg("T", "").decode()
    assert svg.count("@font-face") == len(FACES)
    assert "font-family: 'Card'" in svg
    assert len(svg) < 30_000


def test_a_shape_leads_to_its_event_only_where_links_are_asked_for():
    for links in (True, False):
        sheet = Sheet(SMALL, "#ffffff", links)
        sheet.outline(polygon([(1, 1), (9, 1), (9, 9)]), "#000000", event="E001")
        assert (b'href="#E001"' in sheet.svg("T", "")) is links
