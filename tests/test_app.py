"""The running app in Chromium, used as a person would.

Every test fails on a console error and on any request to a host other than 127.0.0.1.
"""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lib.export import cli, formats, picture, statement
from lib.view.screen import screen
from tests.browsing import (
    FROZEN,
    go,
    network_drawn,
    place_of,
    place_of_mark,
    serve,
    settle,
    show_events,
    stop,
    unfold,
    written_in_network,
)

pytestmark = pytest.mark.browser

DARK, LIGHT = "rgb(163, 173, 189)", "rgb(90, 99, 114)"


def panel(page: Page):
    return page.locator(".st-key-event_detail")


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def downloaded(page: Page, selector: str) -> tuple[str, bytes]:
    """The name and content of what a download button gives."""
    with page.expect_download() as found:
        page.locator(selector).get_by_role("button").click()
    return found.value.suggested_filename, found.value.path().read_bytes()


def click_event(page: Page, event_id: str) -> None:
    """Click the mark of an event on the timeline, where it is on the screen."""
    page.wait_for_selector(".st-key-timeline .js-plotly-plot .nsewdrag")
    place = place_of_mark(page, ".st-key-timeline .js-plotly-plot", event_id)
    page.mouse.move(place["x"], place["y"])
    page.wait_for_timeout(150)
    page.mouse.click(place["x"], place["y"])
    settle(page)


def test_a_deep_link_to_a_fresh_server_is_opened_and_can_be_copied(visit):
    # The first link that a fresh server is asked for is a special case.
    server, address = serve(CLAIMS_DATA=str(FROZEN))
    try:
        page = visit("/timeline?actor=russia&claim_type=denial", address=address)
        show_events(page, "7 of 102 events")
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        assert urlsplit(page.url).query == "actor=russia&claim_type=denial"
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.url
        page.close()
    finally:
        stop(server)


def test_charts_follow_the_theme_and_nothing_stands_on_an_axis_however_wide_the_window(visit):
    page = visit("/", "dark")
    for path in ("/", "/timeline?lanes=side&clock=reported"):
        go(page, path)
        for width in (1024, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            page.wait_for_timeout(400)
            covered, below, top = page.evaluate(
                """() => {
                    const box = (part) => part.getBoundingClientRect();
                    const plot = document.querySelector(".js-plotly-plot");
                    const legends = [...plot.querySelectorAll("g.legend, g.legend2")].map(box);
                    const ticks = [...plot.querySelectorAll(".xtick text, .ytick text")];
                    const covered = ticks.filter((tick) => legends.some((legend) =>
                        legend.left < box(tick).right && box(tick).left < legend.right
                        && legend.top < box(tick).bottom && box(tick).top < legend.bottom));
                    const above = [...plot.querySelectorAll(".modebar-group, .gtitle")];
                    return [covered.map((tick) => tick.textContent),
                        Math.max(0, ...above.map((part) => box(part).bottom)),
                        box(plot.querySelector(".nsewdrag")).top];
                }"""
            )
            assert (path, width, covered) == (path, width, [])
            assert below <= top, path
    text = page.locator(".st-key-timeline .xtick text").first
    expect(text).to_have_css("fill", DARK)
    page.emulate_media(color_scheme="light")
    expect(text).to_have_css("fill", LIGHT)


def test_a_click_on_a_mark_opens_its_words_and_links_lead_on_from_there(visit):
    page = visit("/timeline")
    for _ in range(2):  # a click on the open mark keeps it open
        click_event(page, "E013")
        expect(page).to_have_url(re.compile("event=E013"))
        expect(panel(page).locator("mark")).to_have_text(
            "A senior EU official said on January 20 that there was no evidence of ballistic "
            "missile shipments from Iran to Russia"
        )
    click_event(page, "E012")
    expect(panel(page)).to_contain_text("Peskov answers the plant report")
    panel(page).evaluate("e => e.scrollTo(0, 400)")
    panel(page).get_by_role("link", name=re.compile("^Wall Street Journal")).first.click()
    expect(page).to_have_url(re.compile("event=E011"))
    settle(page)
    expect(panel(page)).to_contain_text("Wall Street Journal reports plans")
    expect(panel(page).get_by_role("heading", level=2)).to_be_in_viewport()
    assert panel(page).evaluate("e => e.scrollTop") == 0
    page.go_back()
    settle(page)
    expect(panel(page)).to_contain_text("Peskov answers the plant report")
    page.get_by_role("button", name="Close").click()
    expect(panel(page)).to_have_count(0)
    assert "event" not in page.url


def test_a_click_on_an_actor_lists_its_events_and_a_click_on_one_opens_it(visit):
    page = visit("/network")
    network_drawn(page)
    place = place_of(page, "kirby.")
    tooltip = page.locator(".st-key-network .vis-tooltip")
    page.mouse.move(place["x"] - 3, place["y"])
    page.mouse.move(place["x"], place["y"])
    expect(tooltip).to_be_visible()
    page.mouse.click(place["x"], place["y"])
    expect(page).to_have_url(re.compile("node=kirby"))
    settle(page)
    network_drawn(page)
    expect(tooltip).to_be_hidden()
    expect(panel(page)).to_contain_text("Speaks or acts (")
    panel(page).get_by_role("link", name="Kirby").first.click()
    expect(panel(page).locator("mark").first).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    expect(panel(page)).to_contain_text("Speaks or acts (")


def test_a_click_on_a_link_lists_its_events_and_one_on_a_group_opens_it(visit):
    page = visit("/network")
    network_drawn(page)
    (number,) = [w for w in written_in_network(page) if w["id"] == "kirby.~iran.russia"]
    page.mouse.click(number["x"] + number["width"] / 2, number["y"] + number["height"] / 2)
    expect(page).to_have_url(re.compile("edge="))
    settle(page)
    assert query_of(page)["edge"] == ["kirby.~iran.russia"]
    expect(panel(page)).to_contain_text("John Kirby → Iran and Russia")
    expect(panel(page).get_by_role("link", name="Kirby").first).to_be_visible()
    page = visit("/network")
    network_drawn(page)
    place = place_of(page, "*media")
    page.mouse.click(place["x"], place["y"])
    expect(page).to_have_url(re.compile("unfold="))
    settle(page)
    expect(page.get_by_role("button", name="Close opened groups")).to_be_visible()


def test_an_actor_dragged_stays_where_it_is_dropped(visit):
    page = visit("/network")
    network_drawn(page)
    place = place_of(page, "ukraine.")
    page.mouse.move(place["x"], place["y"])
    page.mouse.down()
    page.mouse.move(place["x"] - 60, place["y"] + 40, steps=6)
    page.mouse.up()
    expect(page).to_have_url(re.compile("pins=ukraine"))
    settle(page)
    network_drawn(page)
    moved = place_of(page, "ukraine.")
    assert abs(moved["x"] - place["x"] + 60) < 4 and abs(moved["y"] - place["y"] - 40) < 4


def overlapping(written):
    """The texts of two boxes that cover each other by a pixel or more."""
    return [
        (a["text"], b["text"])
        for i, a in enumerate(written)
        for b in written[i + 1 :]
        if a["x"] + 1 < b["x"] + b["width"]
        and b["x"] + 1 < a["x"] + a["width"]
        and a["y"] + 1 < b["y"] + b["height"]
        and b["y"] + 1 < a["y"] + a["height"]
    ]


@pytest.mark.parametrize("query", ["?layer=claimed", "?node=iran"])
def test_no_name_or_number_in_the_network_covers_another_zoomed_in_or_not(visit, query):
    page = visit(f"/network{query}")
    network_drawn(page)
    stage = page.locator(".st-key-network .stage").bounding_box()
    written = written_in_network(page)
    assert {w["kind"] for w in written} == {"name", "number"}
    assert overlapping(written) == []
    for w in written:
        assert stage["x"] <= w["x"], w
        assert w["x"] + w["width"] <= stage["x"] + stage["width"], w
        assert stage["y"] <= w["y"], w
        assert w["y"] + w["height"] <= stage["y"] + stage["height"], w
    if "claimed" in query:
        numbers = {w["id"]: w["text"] for w in written if w["kind"] == "number"}
        assert int(numbers["iran.~russia."]) > 10
        return
    before = {w["id"] for w in written if w["kind"] == "name"}
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(300)
    written = written_in_network(page)
    assert before <= {w["id"] for w in written if w["kind"] == "name"}
    assert overlapping(written) == []


def test_the_same_address_draws_the_same_network_and_a_filter_moves_no_actor(visit):
    networks, places = [], []
    for query in ("", "", "&actor=peskov"):
        page = visit(f"/network?level=states{query}")
        network_drawn(page)
        places.append({axis: round(at) for axis, at in place_of(page, "russia.").items()})
        networks.append(
            page.evaluate(
                """() => [...document.querySelectorAll('.st-key-network *')]
                    .map((e) => e.shadowRoot?.querySelector('.canvas canvas')).find(Boolean)
                    .toDataURL()"""
            )
        )
    assert len(networks[0]) > 20_000
    assert networks[0] == networks[1] != networks[2]
    assert places[0] == places[1] == places[2]


def test_filters_and_dates_set_by_hand_go_along_to_the_next_page_and_back_undoes_them(visit):
    page = visit("/timeline")
    unfold(page, "Actor")
    page.get_by_role("option", name="United States", exact=True).click()
    page.keyboard.press("Escape")
    settle(page)
    for name, day in (("From", "20221201"), ("To", "20230630")):
        page.get_by_role("spinbutton", name=f"year, {name}").click()
        page.keyboard.type(day)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")  # out of the field, which takes the date
        settle(page)
    expect(page).to_have_url(re.compile("date=2022-12-01%2F2023-06-30"))
    show_events(page, "48 of 102 events")
    settle(page)
    page.get_by_role("link", name="Network").click()
    expect(page).to_have_url(re.compile(r"/network\?actor=us&date="))
    show_events(page, "48 of 102 events")
    for _ in range(4):
        settle(page)
        page.go_back()
    show_events(page, "102 of 102 events")
    assert page.url.endswith("/timeline")
    settle(page)
    page.go_forward()
    expect(page).to_have_url(re.compile("actor=us$"))


def test_a_cell_opens_its_row_also_after_closing_and_the_table_downloads(visit):
    page = visit("/records")
    grid = page.locator("[data-testid=stDataFrame]")
    for row, event_id in ((3, "E003"), (1, "E001")):
        expect(grid).to_be_visible()
        page.wait_for_timeout(500)
        box = grid.bounding_box()
        page.mouse.click(box["x"] + 300, box["y"] + 17 + 35 * row)
        expect(page).to_have_url(re.compile(f"event={event_id}"))
        settle(page)
        page.get_by_role("button", name="Close").click()
        expect(panel(page)).to_have_count(0)
    name, content = downloaded(page, ".st-key-download_events")
    lines = content.decode().splitlines()
    assert (name, len(lines)) == ("events.csv", 103)
    assert lines[0].startswith("event_id,title,summary,")


def test_a_span_is_picked_by_a_stroke_or_by_keyboard_and_let_go_with_one_click(visit):
    page = visit("/timeline")
    page.locator(".st-key-timeline").hover()
    page.get_by_role("button", name="Box Select").click()
    place = page.evaluate(
        """() => {
            const plot = document.querySelector(".st-key-timeline .js-plotly-plot");
            const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
            const x = (day) => box.x + plot._fullLayout.xaxis.d2p(day);
            return {from: x("2022-12-15"), to: x("2023-01-10"), y: box.y + box.height / 2};
        }"""
    )
    page.mouse.move(place["from"], place["y"])
    page.mouse.down()
    page.mouse.move((place["from"] + place["to"]) / 2, place["y"], steps=4)
    page.mouse.move(place["to"], place["y"], steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("date=2022-12-1[45]"))
    settle(page)
    page.get_by_text("Highlight only").click()
    expect(page).to_have_url(re.compile("span=2022-12-1[45]"))
    picked = page.locator(".st-key-span")
    expect(picked).to_contain_text("Highlighted")
    settle(page)
    page.get_by_role("button", name="Clear ✕").click()
    expect(picked).to_have_count(0)
    assert "span" not in page.url
    settle(page)
    page.get_by_role("slider").first.focus()
    for day in ("08-31", "09-01"):
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile(f"=2022-{day}"))
        settle(page)  # drawn anew, it still has the focus


def test_choosing_b_leaves_its_field_open_for_another_choice(visit):
    page = visit("/compare")
    unfold(page, "B: Actor")
    for name in ("Iran", "Ukraine"):
        page.get_by_role("option", name=name, exact=True).click()
        expect(page).to_have_url(re.compile(f"b.actor={name.lower()}"))
        settle(page)
    field = page.get_by_role("combobox", name="B: Actor", exact=True)
    expect(field).to_have_attribute("aria-expanded", "true")


def test_the_weekly_clock_opens_at_the_day_of_the_address_steps_plays_and_stops(visit):
    page = visit("/network?until=2022-12-31")
    network_drawn(page)
    clock = page.locator(".st-key-network output")
    expect(clock).to_have_text("up to 31 December 2022")
    page.get_by_role("slider", name="Weeks").press("ArrowRight")
    expect(clock).to_have_text("up to 3 January 2023")
    expect(page).to_have_url(re.compile("until=2023-01-03"))
    settle(page)
    page.get_by_role("button", name="Play week by week").click()
    expect(clock).not_to_have_text("up to 3 January 2023")
    page.get_by_role("button", name="Pause").click()
    expect(page).not_to_have_url(re.compile("until=2023-01-03"))
    expect(page).to_have_url(re.compile("until=2023"))


def test_an_event_opened_from_a_list_far_down_brings_its_panel_into_sight(visit):
    page = visit("/?claim_type=accusation")
    page.get_by_text("The events as a list").click()
    settle(page)
    last = page.locator(".st-key-timeline_list").get_by_role("link").last
    last.scroll_into_view_if_needed()
    last.click()
    expect(page).to_have_url(re.compile("event="))
    expect(panel(page).get_by_role("heading").first).to_be_in_viewport()


def test_a_narrow_window_starts_with_its_sidebar_closed_and_its_title_in_sight(visit):
    page = visit("/timeline")
    page.set_viewport_size({"width": 800, "height": 900})
    page.reload()
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    title = page.get_by_role("heading", name="Timeline").bounding_box()
    assert title["y"] > page.get_by_test_id("stHeader").bounding_box()["height"] - 4


def test_the_arrow_keys_turn_the_steps_of_a_story(visit):
    page = visit("/story")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("step=2"))
    settle(page)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("step=1"))


def test_a_passage_in_an_article_opens_its_event_and_leads_back_to_its_place(visit):
    page = visit("/sources?read=2022-12-kirby")
    page.get_by_role("link", name="Last month, Tehran admitted").click()
    expect(page).to_have_url(re.compile("event=E038"))
    settle(page)
    page.get_by_role("link", name="Read in context: Unnamed outlet, June 2023").click()
    expect(page).to_have_url(re.compile("read=2023-06-plant"))
    settle(page)
    expect(page.locator("#passage-E038")).to_be_in_viewport()


def test_a_card_is_titled_and_downloaded_as_it_is_shown(visit, frozen):
    page = visit("/timeline?claim_type=denial&actor=russia")
    page.get_by_role("link", name="Briefing", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Briefing")
    settle(page)
    page.get_by_label("Title", exact=True).fill("Russia denies")
    page.get_by_label("Note", exact=True).fill("Seven times.")
    page.get_by_label("Note", exact=True).press("Enter")
    settle(page)
    page.get_by_text("Greyscale").click()
    expect(page).to_have_url(re.compile("look=print"))
    settle(page)
    assert query_of(page) == {
        **{"claim_type": ["denial"], "actor": ["russia"], "form": ["timeline"]},
        **{"title": ["Russia denies"], "note": ["Seven times."], "look": ["print"]},
    }
    expect(page.get_by_role("img", name=re.compile("7 of 102 events"))).to_be_visible()
    content = {}
    for name in ("png", "pdf", "html", "csv"):
        file, content[name] = downloaded(page, f".st-key-download_{name}")
        assert re.fullmatch(rf"russia-denies-\d{{4}}-\d\d-\d\d{formats.FORMATS[name].ending}", file)
        assert len(content[name]) > 500
    assert "7 of 102 events" in PdfReader(io.BytesIO(content["pdf"])).pages[0].extract_text()
    shown = screen(frozen, cli.view_of(frozen, page.url))
    assert content["png"] == picture.png(shown, statement.statement(shown))
    address = page.locator("[data-testid=stImage] img").evaluate("e => e.src")
    seen = Image.open(io.BytesIO(page.request.get(address).body())).convert("L")
    smaller = Image.open(io.BytesIO(content["png"])).convert("L")
    smaller = smaller.resize(seen.size, Image.Resampling.BOX)
    difference = ImageChops.difference(smaller, seen)
    assert sum(difference.histogram()[96:]) < 0.01 * seen.width * seen.height
