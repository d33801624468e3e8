"""Slides to edit: a native title, native tables and text, and the evidence in the speaker notes."""

import io

import pytest
from conftest import stated
from pptx import Presentation

from lib.analysis.filters import Filters
from lib.dataset.tables import Tables
from lib.export import slides, statement
from lib.export.accounts import source_in_words
from lib.view import theme


def deck(tables: Tables, **asked: object) -> Presentation:
    return Presentation(io.BytesIO(slides.pptx(*stated(tables, **asked))))


def only(tables: Tables, **asked: object):
    """The one slide of a deck."""
    (slide,) = deck(tables, **asked).slides
    return slide


def named(slide, name: str) -> list:
    return [shape for shape in slide.shapes if shape.name == name]


def cells(slide) -> list[list[str]]:
    (shape,) = named(slide, "Statements")
    return [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]


def notes(slide) -> list[str]:
    return [p.text for p in slide.notes_slide.notes_text_frame.paragraphs]


def test_statements_are_a_native_table_below_a_native_title(small):
    slide = only(small, note="A note.")
    assert slide.shapes.title.text_frame.text == "Four events, January 2023 to June 2023"
    assert [s.text_frame.text for s in named(slide, "Note")] == ["A note."]
    assert cells(slide)[1] == [
        "5 Jan 2023",
        "● accusation",
        "John Kirby\nUnited States",
        "“The US said that Iran sent drones”",
        "[1] [2]",
    ]
    (footer,) = named(slide, "Footer")
    assert [p.text for p in footer.text_frame.paragraphs] == [
        "[1] Daily One, 10 Jan 2023; [2] Weekly Two, c. 10 Jun 2023",
        f"4 of 4 events · Tables version {small.version}",
        "Address: ?note=A+note.",
    ]


def test_the_readers_title_is_the_title_of_the_slide_and_of_the_file(small):
    made = deck(small, title="Who says what")
    assert [s.shapes.title.text_frame.text for s in made.slides] == ["Who says what"]
    assert made.core_properties.title == "Who says what"
    assert made.core_properties.subject == "4 of 4 events. Claims are reported, not established."


def test_two_sides_are_two_tables(small):
    slide = only(small, form="debate", question="drones")
    assert [s.text_frame.text.partition(":")[0] for s in named(slide, "Heading")] == [
        "Affirm",
        "Deny",
    ]
    left, right = named(slide, "Statements")
    assert left.left < right.left
    assert "Iran denied it" in right.table.cell(0, 0).text_frame.text


def test_a_chart_is_a_picture_of_its_place_with_its_alternative_in_words(small):
    (shape,) = named(only(small, form="timeline"), "Picture")
    assert shape._element._nvXxPr.cNvPr.get("descr").startswith("Timeline of 4 events")
    width, high = shape.image.size
    assert width / high == pytest.approx(shape.width / shape.height, rel=0.01)


@pytest.mark.parametrize("form", ["statements", "timeline"])
def test_the_notes_have_statement_articles_and_every_passage_in_full(small, form):
    told = notes(only(small, form=form, filters=Filters(q="drones")))
    _, said = stated(small, form=form, filters=Filters(q="drones"))
    for name, words in said.lines().items():
        assert f"{name}: {words}" in told
    assert f"[1] {source_in_words(small, 'one')}" in told
    assert "1. Kirby accuses Iran" in told
    assert f"“Iran sent drones” ({source_in_words(small, 'two')})" in told


def test_of_very_many_events_the_notes_have_the_first_and_count_the_others(frozen, monkeypatch):
    monkeypatch.setattr(slides, "MOST_NOTED", 50)
    told = notes(only(frozen, form="timeline"))
    assert [line[:3] for line in told if line[:3] == "50."] == ["50."]
    assert told[-1] == statement.left_out(frozen.total, 50)


@pytest.mark.parametrize(("look", "found"), [("dark", theme.DARK), ("print", theme.PRINT)])
def test_a_look_colours_the_template_and_the_words(small, look, found):
    made = slides.pptx(*stated(small, look=look))
    (slide,) = Presentation(io.BytesIO(made)).slides
    run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
    assert f"#{run.font.color.rgb}".lower() == found.text
    master = slide.slide_layout.slide_master.part
    part = next(r.target_part for r in master.rels.values() if r.reltype.endswith("/theme"))
    assert found.page.removeprefix("#").upper().encode() in part.blob
