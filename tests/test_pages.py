"""Every page as Streamlit runs it, without a browser."""

import json
import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from lib import ui
from lib.analysis import filters, questions
from lib.dataset import codebook
from lib.export import formats, statement
from lib.ui import app as opening
from lib.ui.lists import LISTED
from tests import browsing

pytestmark = pytest.mark.usefixtures("started_on_frozen")

PAGES = list(ui.PAGES)


def opened(page: str = "overview", **query: str | list[str]) -> AppTest:
    """The app with one page open on an address, run once."""
    app = AppTest.from_file(str(codebook.ROOT / "dashboard.py"), default_timeout=60)
    if page != "overview":
        app.switch_page(f"pages/{page}.py")
    return again(app, **query)


def again(app: AppTest, **query: str | list[str]) -> AppTest:
    """The same page run on another address."""
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name.replace("b_", "b.")] = value
    return app.run()


def count(app: AppTest) -> str:
    return next(m.value for m in app.sidebar.markdown if " events**" in m.value).strip("*")


def texts(app: AppTest) -> str:
    """The Markdown of the page as it reads."""
    return " ".join(m.value for m in app.main.markdown).replace("\\", "")


def html(app: AppTest) -> str:
    return " ".join(h.proto.body for h in app.main.get("html"))


def captions(app: AppTest) -> list[str]:
    return [c.value.replace("\\", "") for c in app.main.caption]


def links(app: AppTest) -> list[str]:
    """The links on the page, without the one beside its title."""
    labels = [link.proto.label for link in app.main.get("page_link")]
    return [label for label in labels if label != "Briefing"]


def group(app: AppTest, key: str):
    return next(g for g in app.get("button_group") if g.key == key)


def drawn(app: AppTest, place: int = 0) -> dict:
    plots = [p.proto for p in app.get("bidi_component") if p.proto.component_name == "claims_plot"]
    return json.loads(plots[place].json)["figure"]


def timeline_events(app: AppTest) -> set[str]:
    return {e for trace in drawn(app)["data"] for e in trace.get("customdata") or []}


# What a page asks the briefing for, beside its filters.
FORMS = {
    "timeline": {"form=timeline"},
    "network": {"form=whom", "picture=links"},
    "questions": {"form=debate"},
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_any_address_beside_all_filters_and_leads_to_the_briefing(page):
    files = {path: path.stat().st_mtime_ns for path in browsing.FROZEN.rglob("*")}
    app = opened(page, claim_type="denial", actor="russia")
    assert not app.exception
    assert [t.value for t in app.title]
    assert not [b for b in app.button if (b.key or "").startswith(("editing", "code"))]
    assert count(app) == "7 of 102 events"
    assert app.multiselect(key="actor").value == ["russia"]
    labels = [w.label for w in (*app.sidebar.multiselect, *app.sidebar.date_input)]
    assert labels == ["Source", "Claim type", "Actor", "Storyline", "From", "To"]
    assert [w.label for w in app.sidebar.text_input] == ["Search"]
    if page in (*FORMS, "overview", "records"):
        link = next(p.proto for p in app.main.get("page_link") if p.proto.label == "Briefing")
        expected = {"claim_type=denial", "actor=russia"} | FORMS.get(page, set())
        assert (link.page, {*link.query_string.split("&")}) == ("briefing", expected)
    far = {"date": "0001-01-01/9999-12-31", "span": "0001-01-01/9999-12-31", "until": "2030-01-01"}
    empty = {"q": "zzzz", "edge": "china~uk", "node": "kirby", "span": "../2021", "steps": "2"}
    for query, left in ((far, 102), (empty | {"clock": "reported", "layer": "claimed"}, 0)):
        assert count(again(app, **query)) == f"{left} of 102 events"
        assert not app.exception
    assert files == {path: path.stat().st_mtime_ns for path in browsing.FROZEN.rglob("*")}


def test_filters_chosen_by_hand_are_written_to_the_address_kept_on_the_next_page_and_reset():
    app = opened()
    app.multiselect(key="claim_type").set_value(["denial"]).run()
    app.text_input(key="q").set_value("word " * 19_000).run()
    assert app.query_params["q"] == ("word " * 50).strip()
    assert any("first 50 words" in w.value for w in app.warning)
    app.text_input(key="q").set_value("PESKOV").run()
    assert dict(app.query_params) == {"claim_type": "denial", "q": "PESKOV"}
    app.switch_page("pages/timeline.py").run()
    assert timeline_events(app) == {"E010", "E012"}
    next(b for b in app.sidebar.button if b.label == "Reset filters").click().run()
    assert count(app) == "102 of 102 events"
    assert dict(app.query_params) == {}
    app.session_state["timeline_list"] = True
    assert any(re.match(r"\d+ · ", label) for label in links(app.run()))
    app.session_state["more_filters"] = True
    more = [w.label for w in app.run().sidebar.multiselect][4:]
    assert more == ["Speaker", "Stance", "Attribution", "Item", "Told by"]
    assert opened(stance="denies").multiselect(key="stance").value == ["denies"]


def test_an_empty_view_says_which_filter_to_loosen_and_does_it():
    app = opened("timeline", claim_type="denial", actor="china")
    labels = {b.key: b.label for b in app.main.button if (b.key or "").startswith("loosen_")}
    assert labels == {
        "loosen_actor": "Remove Actor: 9 events",
        "loosen_claim_type": "Remove Claim type: 2 events",
    }
    app.button(key="loosen_actor").click().run()
    assert count(app) == "9 of 102 events"
    again(app, q="zzzz").switch_page("pages/network.py").run()
    assert "Network: no actor under these filters." in captions(app)


def test_an_unknown_part_of_the_address_is_named_and_ignored():
    app = opened("network", actor=["rusia", "iran"], event="E15")
    assert [w.value.replace("\\", "") for w in app.warning] == [
        "This link asks for actor “rusia”, which is not known here. Did you mean “russia”?",
        "This link asks for event “E15”, which is not known here. Did you mean “E015”?",
    ]
    assert app.multiselect(key="actor").value == ["iran"]


def test_an_event_in_the_address_is_open_on_its_words_and_closing_leaves_the_filters():
    app = opened("timeline", event="E038", actor="iran")
    assert "Tehran admits sending drones to Russia" in html(app)
    assert html(app).count("<mark>") == 2
    assert any("Western powers accuse Iran" in label for label in links(app))
    assert "**Contradicts or seems to**" in texts(app)
    app.button(key="close").click().run()
    assert dict(app.query_params) == {"actor": "iran"}


def test_an_actor_picked_is_told_in_a_profile_and_a_person_within_a_state_is_said_to_be():
    app = opened("network", node="peskov")
    assert "Speaks in 2 events told by 1 article" in texts(app)
    assert any("Peskov dismisses the drone reports" in label for label in links(app))
    assert "drawn within" not in str(captions(again(app, node="kirby")))
    again(app, level="states", edge="us~iran~sanction~solid")
    whole, *listed = links(app)
    assert whole == "All links between the two"
    assert f"{len(listed)} events of the kind" in texts(app)
    app = opened("overview", node="kirby", actor="lavrov")
    assert [p.proto.label for p in app.sidebar.get("page_link")][-1] == "About Sergei Lavrov"
    again(app, node="kirby")
    assert any("Kirby is part of United States." in caption for caption in captions(app))
    assert any("Show speakers instead" in label for label in links(app))


def test_records_show_the_table_asked_for_under_the_filters_and_a_span_let_go_with_a_click():
    app = opened("records")
    for table in ("relationships", "tensions"):
        some = len(again(app, table=table, actor="eu").dataframe[0].value)
        assert 0 < some < len(again(app, table=table).dataframe[0].value)
    again(app, span="2022-12-19/2022-12-19", claim_type="denial")
    assert app.dataframe[0].value["Event"].tolist() == ["E008", "E019", "E053"]
    app.button(key="clear_span").click().run()
    assert len(app.dataframe[0].value) == 9


def test_sidebar_slider_and_switches_set_the_same_days_by_the_clock_that_is_named():
    app = opened("timeline", date="2022-12-01/2023-02-28")
    assert [day.value for day in app.date_input] == [date(2022, 12, 1), date(2023, 2, 28)]
    assert app.slider(key="days_slider").value == (date(2022, 12, 1), date(2023, 2, 28))
    assert count(app) != "102 of 102 events"
    app.toggle(key="highlight").set_value(True).run()
    assert app.query_params == {"span": "2022-12-01/2023-02-28"}
    assert count(app) == "102 of 102 events"
    app.date_input(key="first_day").set_value(date(2023, 3, 1)).run()  # after the last day
    assert app.query_params == {"span": "2023-02-28/2023-03-01"}
    app.toggle(key="highlight").set_value(False).run()
    assert app.query_params == {"date": "2023-02-28/2023-03-01"}
    assert app.slider(key="days_slider").value == (date(2023, 2, 28), date(2023, 3, 1))
    assert count(again(app, date="2023-02-01/2023-02-28")) == "21 of 102 events"
    group(app, "within").set_value("certainly")
    group(app, "choose_lanes").set_value("side")
    assert count(app.run()) == "15 of 102 events"
    assert (app.query_params["within"], app.query_params["lanes"]) == ("certainly", "side")
    for clock in ("said", "published"):
        again(app, clock=clock, span="2022-12-01/2022-12-31")
        (slider,) = app.main.slider
        (told,) = (m.value for m in app.main.markdown if "Highlighted" in m.value)
        own = "by the events’ own dates"
        assert [own in said for said in (slider.label, told)] == [clock == "published"] * 2


def test_a_question_shows_its_counts_and_its_tensions_with_both_passages():
    app = opened("questions")
    assert app.header[0].value.startswith("Has Iran supplied Russia with drones")
    assert re.search(r"6 statements by \d+ speakers deny", texts(app))
    again(app, order="contested")
    assert app.header[0].value.startswith("Is Iran supplying Russia with ballistic")
    assert "3 events, 2 articles, 3 distinct speakers, 3 sides." in captions(app)
    again(app, question="drone-plant")
    app.session_state["both_sides"] = next(t.label for t in app.tabs if "Contra" in t.label)
    assert "<mark>" not in html(app.run())
    for number in range(1, 40):
        app.session_state[f"tension_T{number:02}"] = True
    shown = html(app.run())
    assert "<mark>US accuses Iran of aiding Russian drone factory near Moscow</mark>" in shown
    assert "several hundred miles east of Moscow" in shown


def test_the_article_that_tells_the_event_or_that_the_filters_name_is_shown_with_its_coverage():
    for query, shown in (
        ({"source": "2022-12-kirby"}, "2022-12-kirby"),
        ({"event": "E041"}, "2023-06-plant"),
        ({"event": "E041", "source": ["2022-12-kirby", "2023-07-patel"]}, "2023-07-patel"),
        ({"event": "E041", "read": "2023-05-examiner"}, "2023-05-examiner"),
    ):
        app = opened("sources", **query)
        assert app.button_group(key="choose_read").value == shown
    again(app, read="2023-05-examiner")
    assert "14 of 14 sentences that report something are coded." in texts(app)
    assert "Washington Examiner, as printed" in html(app)


def test_two_states_are_compared_where_nothing_is_filtered_and_what_only_one_has_is_named():
    app = opened("compare")
    assert "A · Speaker: United States" in texts(app)
    assert app.multiselect(key="b.speaker").value == ["russia"]
    assert count(app) == "102 of 102 events"
    only = texts(app).partition("Only in B (")[2]
    assert any("Peskov" in label for label in links(app))
    assert int(only.partition(")")[0]) > 8
    app.multiselect(key="b.speaker").set_value(["iran"]).run()
    assert dict(app.query_params) == {"speaker": "us", "b.speaker": "iran"}
    assert "53 events only in A, 0 in both, 7 only in B" in texts(app)
    again(app, actor="us", b_actor="iran", date="2023-01-01/2023-03-01")
    one, other = (drawn(app, place)["layout"]["xaxis"]["range"] for place in (0, 1))
    assert one == other
    assert one[0].startswith("2022-08")


def test_a_briefing_opens_in_the_form_that_fits_and_remembers_another():
    app = opened("briefing", claim_type="denial")
    form = app.button_group(key="choose_form")
    assert form.value == "statements"
    assert "Contradiction" not in form.options
    app.number_input(key="choose_slide").set_value(2).run()
    assert app.query_params["slide"] == "2"
    app.button_group(key="choose_form").set_value("timeline").run()
    app.text_input(key="write_title").set_value("Who denies").run()
    assert (app.query_params["form"], app.query_params["title"]) == ("timeline", "Who denies")
    again(app, event="E013")
    assert "Contradiction" in app.button_group(key="choose_form").options
    again(app, q="nowhere")
    assert not app.exception


def test_a_briefing_of_many_events_says_what_is_left_out(monkeypatch):
    monkeypatch.setattr(statement, "MOST_NOTED", 50)
    monkeypatch.setattr(statement, "MOST_DATA", 50)
    first = "Of 102 events only 50 in the other formats are written out"
    app = opened("briefing")
    for query, works in (({}, formats.BRIEFINGS), ({"q": "caspian"}, formats.FORMATS)):
        again(app, **query)
        shown = {b.proto.id.rpartition("-")[-1]: b.proto for b in app.get("download_button")}
        assert set(shown) == {f"download_{name}" for name in formats.FORMATS}
        assert {name for name, p in shown.items() if not p.disabled} == {
            f"download_{name}" for name in works
        }
        said = "\n".join(captions(app))
        assert ("above 50 no data format is written" in said, first in said) == (not query,) * 2


@pytest.fixture
def large(many, monkeypatch):
    """The dashboard started on three thousand made-up events."""
    monkeypatch.setattr(opening, "load", lambda: many)
    monkeypatch.setattr(opening, "fingerprint", lambda: "three thousand events")
    return many


def test_many_events_are_counted_on_the_board_and_listed_beneath_it(large, monkeypatch):
    monkeypatch.setattr(questions, "MOST_TENSIONS", 2)
    app = opened("questions", order="events")
    assert not app.exception
    board = drawn(app)
    assert "too many to draw one by one" in " ".join(board["layout"]["meta"]["said"])
    assert {t["type"] for t in board["data"] if "customdata" in t} == {"bar"}
    tab = next(tab.label for tab in app.tabs if tab.label.startswith("Contradictions"))
    app.session_state["both_sides"] = tab
    app.session_state["board_list"] = True
    app.run()
    number = tab.removeprefix("Contradictions (").removesuffix(")")
    assert f"All {number} contradictions, in Records" in links(app)
    assert f"The first 2 of {number}." in captions(app)
    assert len([label for label in links(app) if ":small[" in label]) >= LISTED
    assert any("more: narrow the filters to see them." in caption for caption in captions(app))
    again(app, order="events", claim_type="denial", q="zzzz")
    assert "The board as a list" not in [e.label for e in app.expander]


def test_many_events_are_counted_side_by_side_and_many_articles_offered_by_name(large, monkeypatch):
    app = opened("compare", b_claim_type="denial")
    assert not app.exception
    assert "too many to draw one by one" in " ".join(drawn(app)["layout"]["meta"]["said"])
    assert {t["type"] for t in drawn(app, 1)["data"] if "customdata" in t} == {"bar"}
    assert "only in A" in texts(app)
    assert max(len(m.value) for m in app.markdown) < 2000
    monkeypatch.setattr(filters, "MOST_OFFERED", 30)
    labels = list(filters.options(large)["source"])
    app = opened("sources", read=labels[-1])
    assert not app.exception
    box = app.selectbox(key="choose_read")
    assert (len(box.options), box.value) == (31, labels[-1])
    assert any("type the name of any other" in caption for caption in captions(app))
    box.set_value(labels[5]).run()
    assert app.query_params["read"] == labels[5]
