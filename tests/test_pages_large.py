"""Questions, Compare and Sources over more events than are drawn one by one, without a browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from lib.analysis import filters, questions
from lib.ui import app as opening
from lib.ui.lists import LISTED
from tests.test_pages import links, opened


@pytest.fixture
def large(many, monkeypatch):
    """The dashboard started on three thousand made-up events."""
    monkeypatch.setattr(opening, "load", lambda: many)
    monkeypatch.setattr(opening, "fingerprint", lambda: "three thousand events")
    return many


def drawn(app: AppTest, place: int) -> dict:
    return json.loads(app.get("plotly_chart")[place].proto.spec)


def test_a_board_of_many_events_counts_them_and_lists_them_beneath(large, everything):
    storyline_id = questions.ranked(large, everything(large), "events")[0]
    app = opened("questions", question=storyline_id)
    assert not app.exception
    board = drawn(app, 0)
    assert "too many to draw one by one" in board["layout"]["title"]["text"]
    assert {t["type"] for t in board["data"] if "customdata" in t} == {"bar"}
    assert "The board as a list" in [e.label for e in app.expander]
    app.session_state["board_list"] = True
    listed = [label for label in links(app.run()) if ":small[" in label]
    number = int((large.events["storyline_id"] == storyline_id).sum())
    assert len(listed) >= LISTED
    assert f"and {number - LISTED:,} more: narrow the filters to see them." in [
        c.value for c in app.caption
    ]


def test_a_board_that_draws_each_event_has_no_list(large, everything):
    smallest = questions.ranked(large, everything(large), "events")[-1]
    app = opened("questions", question=smallest, claim_type="denial")
    assert "title" not in drawn(app, 0)["layout"] or not drawn(app, 0)["layout"]["title"].get(
        "text"
    )
    assert "The board as a list" not in [e.label for e in app.expander]


def test_of_many_tensions_the_first_are_shown_with_the_way_to_all(large, everything, monkeypatch):
    monkeypatch.setattr(questions, "MOST_TENSIONS", 2)
    storyline_id = questions.ranked(large, everything(large), "events")[0]
    number = questions.counts(large, everything(large)).loc[storyline_id, "tensions"]
    assert number > 2
    app = opened("questions", question=storyline_id)
    assert not app.exception
    assert f"Tensions ({number:.0f})" in [tab.label for tab in app.tabs]
    assert f"All {number:.0f} tensions, in Records" in links(app)
    assert f"The first 2 of {number:.0f}, in the table’s order." in [c.value for c in app.caption]


def test_two_selections_of_many_events_are_counted_side_by_side(large):
    app = opened("compare", b_claim_type="denial")
    assert not app.exception
    assert "too many to draw one by one" in drawn(app, 0)["layout"]["title"]["text"]
    assert {t["type"] for t in drawn(app, 1)["data"] if "customdata" in t} == {"bar"}
    words = [m.value for m in app.markdown]
    assert any(word.startswith("**A** ") and "only in A" in word for word in words)
    assert max(map(len, words)) < 2000


def test_of_many_articles_the_first_are_offered_and_any_other_by_name(large, monkeypatch):
    monkeypatch.setattr(filters, "MOST_OFFERED", 30)
    labels = filters.options(large)["source"]
    asked = list(labels)[-1]
    app = opened("sources", read=asked)
    assert not app.exception
    box = app.selectbox(key="choose_read")
    assert len(box.options) == 31
    assert box.value == asked
    assert any("type the name of any other" in c.value for c in app.caption)
    box.set_value(list(labels)[5]).run()
    assert app.session_state["_view"].read == list(labels)[5]
