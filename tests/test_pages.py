"""Every page as Streamlit runs it, without a browser."""

import json
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from lib import ui
from lib.analysis import filters
from lib.dataset import codebook, tables
from lib.export import cli, formats, statement
from lib.ui import app as opening
from lib.view.screen import screen
from lib.view.url import View
from tests.conftest import changed

PAGES = list(ui.PAGES)


def opened(page: str = "overview", **query: str | list[str]) -> AppTest:
    """The app with one page open on an address, run once."""
    app = AppTest.from_file(str(codebook.ROOT / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name.replace("b_", "b.")] = value
    if page != "overview":
        app.switch_page(f"pages/{page}.py")
    return app.run()


def count(app: AppTest) -> str:
    return next(m.value for m in app.sidebar.markdown if "events" in m.value).strip("*")


def links(app: AppTest) -> list[str]:
    """The links on the page, without the one beside its title."""
    labels = [link.proto.label for link in app.main.get("page_link")]
    return [label for label in labels if label != "Picture"]


def timeline_events(app: AppTest) -> set[str]:
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {e for trace in spec["data"] for e in trace.get("customdata") or []}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_an_error(page):
    app = opened(page)
    assert not app.exception
    assert [t.value for t in app.title]
    assert count(app) == "102 of 102 events"


@pytest.mark.parametrize("page", PAGES)
def test_filters_stand_labelled_in_the_sidebar_of_every_page(page):
    app = opened(page)
    labels = [w.label for w in (*app.sidebar.multiselect, *app.sidebar.date_input)]
    assert labels == ["Source", "Claim type", "Actor", "Storyline", "Stance", "Attribution", "Date"]
    assert [w.label for w in app.sidebar.text_input] == ["Search"]


@pytest.mark.parametrize("page", PAGES)
def test_an_address_filters_every_page_on_the_first_visit(page):
    app = opened(page, claim_type="denial", actor="russia")
    assert count(app) == "7 of 102 events"
    assert app.multiselect(key="actor").value == ["russia"]


def test_a_state_is_found_as_speaker_and_target_with_all_who_belong_to_it(real):
    app = opened("timeline", actor="iran")
    everyone = set(real.actors.index[(real.actors["part_of"] == "iran")]) | {"iran", "aio-director"}
    parts = real.parts[real.parts["actor_id"].isin(everyone)]
    assert timeline_events(app) == set(parts["event_id"])


def test_a_filter_chosen_by_hand_is_written_to_the_address_and_kept_on_the_next_page():
    app = opened()
    app.multiselect(key="claim_type").set_value(["no-evidence"]).run()
    assert count(app) == "2 of 102 events"
    assert app.query_params["claim_type"] == "no-evidence"
    app.switch_page("pages/timeline.py").run()
    assert timeline_events(app) == {"E013", "E091"}


def test_words_are_searched_in_passages_without_case():
    app = opened("timeline")
    app.text_input(key="q").set_value("MAKHACHKALA").run()
    assert timeline_events(app) == {"E073"}


def test_a_date_range_keeps_what_may_have_happened_within_it():
    app = opened("timeline", date="2023-07-01/..", claim_type="denial")
    assert timeline_events(app) == {"E053"}


def test_reset_brings_everything_back():
    app = opened("timeline", claim_type="denial", q="Peskov")
    assert count(app) == "2 of 102 events"
    next(b for b in app.sidebar.button if b.label == "Reset filters").click().run()
    assert count(app) == "102 of 102 events"
    assert dict(app.query_params) == {}


def test_an_empty_view_says_which_filter_to_loosen_and_does_it():
    app = opened("timeline", claim_type="denial", actor="china")
    labels = {b.key: b.label for b in app.main.button if (b.key or "").startswith("loosen_")}
    assert labels == {
        "loosen_actor": "Without Actor: 9 events",
        "loosen_claim_type": "Without Claim type: 2 events",
    }
    app.button(key="loosen_actor").click().run()
    assert count(app) == "9 of 102 events"


def test_an_unknown_part_of_the_address_is_named_and_ignored():
    app = opened("network", actor=["rusia", "iran"], lanes="rainbow")
    assert [w.value.replace("\\", "") for w in app.warning] == [
        "actor=rusia in the address is unknown and was ignored. Did you mean 'russia'?",
        "lanes=rainbow in the address is unknown and was ignored.",
    ]
    assert app.multiselect(key="actor").value == ["iran"]


def test_an_event_in_the_address_is_open_on_its_words():
    app = opened("timeline", event="E038")
    html = " ".join(h.proto.body for h in app.main.get("html"))
    assert "Tehran admits sending drones to Russia" in html
    assert html.count("<mark>") == 2
    links = [link.proto for link in app.main.get("page_link")]
    assert any("Western powers accuse Iran" in link.label for link in links)


def test_a_node_in_the_address_lists_the_events_behind_it(real):
    app = opened("network", node="dicarlo")
    labels = links(app)
    assert len(labels) == 1
    assert "DiCarlo tells the UN" in labels[0]


def test_closing_leaves_the_filters_alone():
    app = opened("timeline", event="E038", actor="iran")
    app.button(key="close").click().run()
    assert dict(app.query_params) == {"actor": "iran"}


@pytest.mark.parametrize("table", ["events", "relationships", "actors", "sources", "tensions"])
def test_records_show_the_table_asked_for_under_the_filters(table, real):
    app = opened("records", table=table, actor="eu")
    assert not app.exception
    frame_shown = app.dataframe[0].value
    assert 0 < len(frame_shown) < len(getattr(real, table))


def test_lanes_are_switched_and_kept_in_the_address():
    app = opened("timeline")
    app.get("button_group")[0].set_value("side").run()
    assert app.query_params["lanes"] == "side"


def test_broken_tables_are_listed_instead_of_a_traceback(tmp_path, monkeypatch):
    shutil.copytree(codebook.DATA, tmp_path / "data")
    changed(tmp_path / "data" / "events.csv", "claim_type", 2, "acusation")
    changed(tmp_path / "data" / "actors.csv", "part_of", 2, "atlantis")
    monkeypatch.setattr(opening, "load", lambda: tables.load(tmp_path / "data"))
    monkeypatch.setattr(opening, "fingerprint", lambda: "broken")
    app = opened()
    assert not app.exception
    assert app.header[0].value == "The tables cannot be shown yet"
    problems = app.dataframe[0].value
    assert problems[["file", "row", "column", "value"]].to_numpy().tolist() == [
        ["actors.csv", 2, "part_of", "atlantis"],
        ["events.csv", 2, "claim_type", "acusation"],
    ]
    assert not app.get("plotly_chart")


def test_a_date_can_be_meant_possibly_or_certainly_with_the_difference_in_sight():
    app = opened("timeline", date="2023-02-01/2023-02-28")
    assert count(app) == "21 of 102 events"
    switch = next(g for g in app.sidebar.get("button_group") if g.key == "within")
    switch.set_value("certainly").run()
    assert count(app) == "15 of 102 events"
    assert app.query_params["within"] == "certainly"


def test_a_span_picked_narrows_the_records_and_is_let_go_with_one_click(real):
    app = opened("records", span="2022-12-19/2022-12-19", claim_type="denial")
    assert app.dataframe[0].value["Event"].tolist() == ["E008", "E019", "E053"]
    app.button(key="clear_span").click().run()
    assert len(app.dataframe[0].value) == 9


def test_an_actor_picked_is_told_in_a_profile():
    app = opened("network", node="peskov")
    texts = " ".join(m.value for m in app.main.markdown)
    assert "Speaks in 2 events told by 1 article" in texts.replace("\\", "")
    labels = [link.proto.label for link in app.main.get("page_link")][1:]
    assert any("Peskov dismisses the drone reports" in label for label in labels)


def test_one_actor_filtered_offers_its_profile():
    app = opened("timeline", actor="lavrov")
    assert [p.proto.label for p in app.sidebar.get("page_link")][-1] == "About Sergei Lavrov"


def test_the_most_contested_question_comes_first_when_asked_for():
    listed, contested = opened("questions"), opened("questions", order="contested")
    assert listed.header[0].value.startswith("Has Iran supplied Russia with drones")
    assert contested.header[0].value.startswith("Is Iran supplying Russia with ballistic")
    assert "3 events, 2 articles, 3 distinct speakers, 3 sides" in contested.main.markdown[0].value


def test_a_question_shows_its_tensions_with_both_passages():
    app = opened("questions", question="drone-plant")
    html = " ".join(h.proto.body for h in app.main.get("html"))
    assert "<mark>US accuses Iran of aiding Russian drone factory near Moscow</mark>" in html
    assert "several hundred miles east of Moscow" in html


def test_an_article_stands_beside_what_is_known_of_it():
    app = opened("sources", read="2023-05-examiner")
    texts = " ".join(m.value for m in app.main.markdown)
    assert "14 of 14 sentences that report something are coded." in texts
    html = " ".join(h.proto.body for h in app.main.get("html"))
    assert "Washington Examiner, stated" in html


def test_two_settings_are_not_compared_for_example_where_there_is_one_actor(monkeypatch):
    options = filters.options
    monkeypatch.setattr(
        filters,
        "options",
        lambda t: options(t) | {"actor": dict([*options(t)["actor"].items()][:1])},
    )
    app = opened("compare")
    assert not app.exception
    assert not any(label.startswith("For example") for label in links(app))


def test_two_settings_are_compared_in_words():
    app = opened("compare", actor="us", b_actor="iran")
    texts = " ".join(m.value for m in app.main.markdown)
    assert "6 only in A, 48 in both, 35 only in B" in texts
    assert "Only in B" in texts


def test_a_network_of_nobody_says_so_instead_of_showing_a_blank():
    shown = opened("network", q="zzzz")
    assert "Network: no actor under these filters." in [c.value for c in shown.main.caption]


@pytest.mark.parametrize("span", ["2020-01-01/2020-02-01", "2030-01-01/2031-01-01", "../2021"])
def test_a_span_outside_the_table_is_shown_as_empty_not_as_an_error(span):
    app = opened("timeline", span=span)
    assert not app.exception
    assert any("Picked on the timeline" in m.value for m in app.main.markdown)


@pytest.mark.parametrize("clock", ["happened", "reported"])
def test_by_the_clock_of_the_articles_a_span_is_said_to_be_of_the_events_own_days(clock):
    app = opened("timeline", clock=clock, span="2022-12-01/2022-12-31")
    (slider,) = app.main.slider
    (told,) = (m.value for m in app.main.markdown if "Picked on the timeline" in m.value)
    own = "by the events’ own dates"
    assert [own in said for said in (slider.label, told)] == [clock == "reported"] * 2
    assert ("not of the articles" in slider.help) == (clock == "reported")


def test_one_kind_of_link_opens_its_events_alone_and_leads_to_the_whole_pair():
    app = opened("network", level="states", edge="us~iran~sanction~solid")
    labels = links(app)
    assert labels[0] == "Everything between the two"
    assert len(labels) - 1 == int(
        next(m.value for m in app.main.markdown if "in view" in m.value).split()[0]
    )


def test_both_timelines_compared_have_the_axis_of_the_whole_table():
    app = opened("compare", actor="iran", b_actor="russia", date="2023-01-01/2023-03-01")
    specs = [json.loads(c.proto.spec) for c in app.get("plotly_chart")[:2]]
    assert specs[0]["layout"]["xaxis"]["range"] == specs[1]["layout"]["xaxis"]["range"]
    assert specs[0]["layout"]["xaxis"]["range"][0].startswith("2022-08")


@pytest.mark.parametrize("page", ["overview", "timeline", "network", "compare"])
@pytest.mark.parametrize(
    "query",
    [
        {"date": "../2020-01-01"},
        {"date": "2030-01-01/.."},
        {"date": "0001-01-01/9999-12-31"},
        {"span": "0001-01-01/9999-12-31"},
        {"until": "2030-01-01"},
        {"edge": "us~iran~gossip~solid"},
        {"edge": "us~iran~denial~loud"},
        {"edge": "china~uk"},
    ],
    ids=str,
)
def test_an_address_far_from_the_table_breaks_no_page(page, query):
    assert not opened(page, **query).exception


def test_a_briefing_says_what_is_chosen_and_remembers_it():
    app = opened("briefing", claim_type="denial")
    assert app.multiselect(key="choose_parts").value == ["timeline", "says"]
    app.multiselect(key="choose_parts").set_value(["events"]).run()
    app.text_input(key="write_title").set_value("Who denies").run()
    assert app.query_params["parts"] == "events"
    assert app.query_params["title"] == "Who denies"
    assert not app.exception


def test_an_event_can_go_into_a_briefing_only_where_one_is_open():
    without, with_one = opened("briefing"), opened("briefing", event="E013")
    assert "The open event with its passage" not in without.multiselect(key="choose_parts").options
    assert "The open event with its passage" in with_one.multiselect(key="choose_parts").options


def test_a_briefing_of_many_events_says_which_formats_hold_only_the_first(monkeypatch):
    monkeypatch.setattr(statement, "MOST_NOTED", 50)
    said = [c.value for c in opened("briefing").caption]
    limit = "Of 102 events by date only the first 50 in the notes of PPTX are written out"
    assert any(words.startswith(limit) for words in said)
    assert not any("only the first" in c.value for c in opened("briefing", q="caspian").caption)


def test_a_person_within_a_state_of_the_network_lights_only_its_own_events(real):
    own = filters.match(real, filters.Filters(actor=("kirby",)))
    app = opened("overview", node="kirby")
    assert any("Kirby is drawn within United States." in c.value for c in app.caption)
    assert any("Draw speakers instead" in label for label in links(app))
    lit = screen(real, View(node="kirby", level="states")).lit
    assert len(lit) == own.sum() < len(screen(real, View(node="us", level="states")).lit)
    assert not any("is drawn within" in c.value for c in opened("network", node="kirby").caption)


def test_of_very_many_events_the_dashboard_makes_the_tables_and_says_so(monkeypatch):
    monkeypatch.setattr(formats, "MOST", 50)
    buttons = {f"download_{name}" for name in cli.FORMATS}
    for query, given in (({}, {*cli.BRIEFINGS, "csv"}), ({"q": "caspian"}, cli.FORMATS)):
        app = opened("briefing", **query)
        shown = {b.proto.id.rpartition("-")[-1]: b.proto for b in app.get("download_button")}
        assert set(shown) == buttons
        works = {name for name, proto in shown.items() if not proto.disabled}
        assert works == {f"download_{name}" for name in given}
        said = any("only the tables are made here" in c.value for c in app.caption)
        assert said is not (works == buttons)


def test_a_briefing_of_nothing_still_says_how_to_see_more():
    app = opened("briefing", q="nowhere")
    assert not app.exception
    assert any("No event is left" in m.value for m in app.markdown)
