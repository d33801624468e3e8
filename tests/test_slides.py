"""Slides to edit: a native title, native tables and text, and the evidence in the speaker notes."""

import io

import pytest
from conftest import stated
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from lib.analysis.filters import Filters
from lib.dataset.tables import Tables
from lib.export import native, slides, statement
from lib.view import theme


def deck(tables: Tables, **asked: object) -> list:
    """The slides of a card."""
    return list(Presentation(io.BytesIO(slides.pptx(*stated(tables, **asked)))).slides)


def only(tables: Tables, **asked: object):
    """The one slide of a deck."""
    (slide,) = deck(tables, **asked)
    return slide


def named(slide, name: str) -> list:
    return [shape for shape in slide.shapes if shape.name == name]


def words(slide, name: str) -> list[str]:
    return [p.text for shape in named(slide, name) for p in shape.text_frame.paragraphs]


def notes(slide) -> list[str]:
    return [p.text for p in slide.notes_slide.notes_text_frame.paragraphs]


def test_statements_are_a_native_table_below_a_native_title(small):
    slide = only(small, note="A note.")
    assert slide.shapes.title.text_frame.text == "Four events, January 2023 to June 2023"
    assert words(slide, "Note") == ["A note."]
    (table,) = named(slide, "Statements")
    assert [cell.text_frame.text for cell in table.table.rows[1].cells] == [
        "5 Jan 2023",
        "● accusation",
        "John Kirby\nUnited States",
        "“The US said that Iran sent drones”",
        "[1] [2]",
    ]
    assert words(slide, "Footer") == [
        "[1] Daily One, 10 Jan 2023; [2] Weekly Two, c. 10 Jun 2023",
        f"4 of 4 events · Tables version {small.version}",
        "Address: ?note=A+note.",
    ]


def test_two_sides_are_two_tables(small):
    slide = only(small, form="debate", question="drones")
    assert [s.partition(":")[0] for s in words(slide, "Heading")] == ["Affirm", "Deny"]
    left, right = named(slide, "Statements")
    assert left.left < right.left
    assert "Iran denied it" in right.table.cell(0, 0).text_frame.text


@pytest.mark.parametrize("form", ["timeline", "whom"])
def test_a_chart_of_few_marks_is_shapes_and_texts_to_edit(small, form):
    (group,) = named(only(small, form=form), "Picture")
    assert group._element._nvXxPr.cNvPr.get("descr")
    told = " ".join(s.text_frame.text for s in group.shapes if s.has_text_frame)
    assert "Kirby" in told
    assert not [shape for shape in group.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert len(group.shapes) > 20


def test_a_chart_of_many_marks_is_a_picture_of_its_place_with_its_alternative_in_words(
    small, monkeypatch
):
    monkeypatch.setattr(native, "MOST", 10)
    (shape,) = named(only(small, form="timeline"), "Picture")
    assert shape._element._nvXxPr.cNvPr.get("descr").startswith("Timeline of")
    width, high = shape.image.size
    assert width / high == pytest.approx(shape.width / shape.height, rel=0.01)


@pytest.mark.parametrize("form", ["statements", "timeline"])
def test_the_notes_have_statement_articles_and_every_passage_in_full(small, form):
    asked = {"form": form, "filters": Filters(q="drones")}
    small.sources.at["one", "url"] = "https://one.example"
    slide, (_, said) = only(small, **asked), stated(small, **asked)
    assert {f"{name}: {words}" for name, words in said.lines().items()} <= set(notes(slide))
    assert {
        "[1] Daily One, 10 January 2023 https://one.example",
        "1. Kirby accuses Iran",
        "E001 · 5 Jan 2023 · John Kirby",
        "“Iran sent drones” [2]",
    } <= set(notes(slide))


def test_of_very_many_events_the_notes_have_the_first_and_count_the_others(frozen, monkeypatch):
    monkeypatch.setattr(slides, "MOST_NOTED", 50)
    told = notes(deck(frozen, form="timeline")[0])
    assert [line[:3] for line in told if line[:3] == "50."] == ["50."]
    assert told[-1] == statement.left_out(frozen.total, 50)


@pytest.mark.parametrize(("look", "found"), [("dark", theme.DARK), ("print", theme.PRINT)])
def test_the_readers_title_is_that_of_the_slide_and_the_file_in_the_colours_of_the_look(
    small, look, found
):
    made = Presentation(io.BytesIO(slides.pptx(*stated(small, look=look, title="Who says what"))))
    (slide,) = made.slides
    assert slide.shapes.title.text_frame.text == made.core_properties.title == "Who says what"
    assert made.core_properties.subject == "4 of 4 events. Claims are reported, not established."
    run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
    assert f"#{run.font.color.rgb}".lower() == found.text
    master = slide.slide_layout.slide_master.part
    part = next(r.target_part for r in master.rels.values() if r.reltype.endswith("/theme"))
    assert found.page.removeprefix("#").upper().encode() in part.blob
