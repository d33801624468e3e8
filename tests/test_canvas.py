"""A sheet: what is measured is what is drawn, nothing of the machine gets into the bytes."""

import io
from datetime import date

import pytest
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from lib.charts.letters import FACES
from lib.export.canvas import Run, Sheet, measure, pdf_of, polygon, wrap_runs


def drawn(text: str, face: str = "regular", size: float = 24, halo: str = "") -> Sheet:
    sheet = Sheet(400, 200, "#ffffff")
    sheet.text(20, 100, text, size, "#000000", face, halo=halo)
    return sheet


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    "text", ["Handed over", "“Quoted”, AV — ff", "Україна", "עברית", "مرحبا", "$x^2$ and $5"]
)
def test_a_text_is_as_wide_as_it_was_measured(text, face):
    grey = Image.open(io.BytesIO(drawn(text, face).png(scale=1))).convert("L")
    left, _, right, _ = grey.point(lambda shade: 255 * (shade < 200)).getbbox()
    assert right - left == pytest.approx(measure(text, 24, face), abs=5)
    assert left == pytest.approx(20, abs=3)
    assert measure(f"{text} b", 20) == pytest.approx(
        measure(f"{text} ", 20) + measure("b", 20), abs=1
    )


@pytest.mark.parametrize(
    "text", ["Kirby says Russia offers unprecedented support", "a " + "w" * 60]
)
def test_lines_hold_all_and_are_never_too_wide(text):
    lines = [" ".join(run.words for run in line) for line in wrap_runs([Run(text)], 150, 20)]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(measure(line, 20) for line in lines) <= 150


@pytest.mark.parametrize("halo", ["", "#ffffff"])
def test_svg_and_pdf_hold_text_as_text_and_say_what_they_are(halo):
    sheet = drawn("Read\u202e me", "semibold", halo=halo)
    svg = sheet.svg("A <title>", "What it says & shows")
    root = etree.fromstring(svg)
    assert root.xpath("//*[local-name()='text']/text()") == ["Read me"]
    assert [root[n].text for n in (0, 1)] == ["A <title>", "What it says & shows"]
    # With its own fonts, cut down to the letters in it.
    assert svg.count(b"@font-face") == len(FACES)
    assert len(svg) < 30_000
    made = pdf_of([sheet, sheet], "Title", "About", date(2026, 11, 20))
    reader = PdfReader(io.BytesIO(made))
    assert [page.extract_text().strip() for page in reader.pages] == ["Read me"] * 2
    assert (reader.metadata.title, reader.metadata.subject) == ("Title", "About")
    assert reader.metadata.creation_date.date() == date(2026, 11, 20)


@pytest.mark.parametrize("links", [True, False])
def test_a_shape_leads_to_its_event_only_where_links_are_asked_for(links):
    sheet = Sheet(400, 200, "#ffffff", links)
    sheet.outline(polygon([(1, 1), (9, 1), (9, 9)]), "#000000", event="E001")
    assert (b'href="#E001"' in sheet.svg("T", "")) is links
