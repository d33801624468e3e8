"""Stories: views in a sequence, as screens, on the page and as one deck."""

import io

from pptx import Presentation
from streamlit.testing.v1 import AppTest

from lib.analysis import stories
from lib.dataset import codebook
from lib.export import slides, statement
from lib.view import story, url
from lib.view.screen import screen
from lib.view.view import View

ROWS = [
    {"story_id": "one", "step": "2", "title": "Denied", "sentence": "No.", "address": "/"},
    {
        **{"story_id": "one", "step": "1"},
        "title": "Accused",
        "sentence": "Kirby accuses Iran.",
        "address": "/questions?question=drones&claim_type=accusation&form=statements",
    },
]


def told(tables, **parts):
    return screen(tables, View(**parts))


def test_steps_are_views_in_their_order_with_title_and_sentence(made):
    shown = told(made(stories=ROWS), look="dark")
    (first, one), (second, other) = story.of_screen(shown)
    assert (first.step, first.page, first.sentence) == (1, "questions", "Kirby accuses Iran.")
    assert (one.view.question, one.view.title, one.view.look) == ("drones", "Accused", "dark")
    assert one.seen.ids() == ["E001"]
    assert (second.page, len(other.seen)) == ("overview", 4)


def test_a_step_that_is_not_there_is_the_nearest(made):
    tables = made(stories=ROWS)
    for step, at in (("", 0), ("2", 1), ("9", 1)):
        shown = told(tables, step=step)
        assert story.place(shown, story.of_screen(shown)) == at


def test_tables_without_a_story_have_no_step(small):
    assert stories.names(small) == story.of_screen(told(small)) == []


def test_one_deck_has_a_slide_for_each_step(made):
    steps = [shown for _, shown in story.of_screen(told(made(stories=ROWS)))]
    deck = slides.story([(shown, statement.statement(shown)) for shown in steps])
    drawn = Presentation(io.BytesIO(deck)).slides
    assert [slide.shapes.title.text for slide in drawn] == ["Accused", "Denied"]
    assert "Kirby accuses Iran." in drawn[0].notes_slide.notes_text_frame.text


def test_every_address_of_the_shipped_story_is_a_view_with_events(real):
    for name in stories.names(real):
        for step in stories.steps(real, name):
            view, unknown = url.read(real, step.query)
            assert not unknown, step
            assert screen(real, view).seen, step


def test_the_page_turns_from_step_to_step_and_says_which_one_it_is():
    app = AppTest.from_file(str(codebook.ROOT / "dashboard.py"), default_timeout=60)
    app.switch_page("pages/story.py").run()
    assert app.button(key="story_back").disabled
    app.button(key="story_next").click().run()
    assert not app.exception
    assert app.query_params["step"] == "2"
    assert any(m.value.startswith("**2 of ") for m in app.main.markdown)
    app.switch_page("pages/briefing.py").run()
    app.session_state["step"] = True
    assert app.run().code[0].value.startswith("story_id,step,title,sentence,address\n")
