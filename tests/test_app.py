"""The running app in Chromium, used as a person would.

Every test fails on a console error and on any request to a host other than 127.0.0.1.
"""

import io
import re
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lib.export import cli, formats, picture, statement
from lib.ui.records import ROW
from lib.view.screen import screen
from tests import browsing
from tests.browsing import (
    arrived,
    go,
    network_drawn,
    panel,
    place_of,
    settle,
    show_events,
    written_in_network,
)

pytestmark = pytest.mark.browser

DARK, LIGHT = "rgb(163, 173, 189)", "rgb(90, 99, 114)"
PLOT = ".st-key-timeline .js-plotly-plot"


def downloaded(page: Page, selector: str) -> tuple[str, bytes]:
    """The name and content of what a download button gives."""
    with page.expect_download() as found:
        page.locator(selector).get_by_role("button").click()
    return found.value.suggested_filename, found.value.path().read_bytes()


def drag(page: Page, start: dict[str, float], right: float, down: float) -> None:
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(start["x"] + right, start["y"] + down, steps=6)
    page.mouse.up()


def test_a_deep_link_to_a_fresh_server_is_opened_and_can_be_copied(visit):
    # The first link that a fresh server is asked for is a special case.
    server, address = browsing.serve(CLAIMS_DATA=str(browsing.FROZEN))
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
        browsing.stop(server)


def test_charts_follow_the_theme_and_the_window_and_a_narrow_one_closes_the_sidebar(visit):
    page = visit("/?date=2023-02-01/2023-02-28", "dark")
    page.get_by_role("button", name="Choose date").first.click()
    picked = page.locator("[role=gridcell] [data-selected]")
    expect(picked).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    assert (
        sum(map(int, re.findall(r"\d+", picked.evaluate("e => getComputedStyle(e).color")))) > 600
    )
    page.keyboard.press("Escape")
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
    page.set_viewport_size({"width": 800, "height": 900})
    page.reload()
    settle(page)
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    title = page.get_by_role("heading", name="Timeline").bounding_box()
    assert title["y"] > page.get_by_test_id("stHeader").bounding_box()["height"] - 4


def click_event(page: Page, event_id: str) -> None:
    """Click the mark of an event on the timeline, where it is on the screen."""
    page.wait_for_selector(f"{PLOT} .nsewdrag")
    place = browsing.place_of_mark(page, PLOT, event_id)
    page.mouse.move(place["x"], place["y"])
    page.wait_for_timeout(150)
    page.mouse.click(place["x"], place["y"])
    settle(page)


def test_a_click_on_a_mark_opens_its_words_and_links_lead_on_and_back_from_there(visit):
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
    arrived(page, "event=E011")
    expect(panel(page)).to_contain_text("Wall Street Journal reports plans")
    expect(panel(page).get_by_role("heading", level=2)).to_be_in_viewport()
    assert panel(page).evaluate("e => e.scrollTop") == 0
    page.go_back()
    settle(page)
    expect(panel(page)).to_contain_text("Peskov answers the plant report")
    page.get_by_role("button", name="Close").click()
    expect(panel(page)).to_have_count(0)
    assert "event" not in page.url
    go(page, "/?claim_type=accusation")
    page.get_by_text("The events as a list").click()
    settle(page)
    last = page.locator(".st-key-timeline_list").get_by_role("link").last
    last.scroll_into_view_if_needed()
    last.click()
    expect(page).to_have_url(re.compile("event="))
    expect(panel(page).get_by_role("heading").first).to_be_in_viewport()
    go(page, "/sources?read=2022-12-kirby")
    page.get_by_role("link", name="Last month, Tehran admitted").click()
    arrived(page, "event=E038")
    page.get_by_role("link", name="Read in context: Unnamed outlet, June 2023").click()
    arrived(page, "read=2023-06-plant")
    expect(page.locator("#passage-E038")).to_be_in_viewport()


def test_actors_links_and_groups_of_the_network_open_move_and_play(visit):
    page = visit("/network")
    network_drawn(page)
    place = place_of(page, "kirby.")
    tooltip = page.locator(".st-key-network .vis-tooltip")
    page.mouse.move(place["x"] - 3, place["y"])
    page.mouse.move(place["x"], place["y"])
    expect(tooltip).to_be_visible()
    page.mouse.click(place["x"], place["y"])
    arrived(page, "node=kirby")
    network_drawn(page)
    expect(tooltip).to_be_hidden()
    expect(panel(page)).to_contain_text("Speaks or acts (")
    panel(page).get_by_role("link", name="Kirby").first.click()
    expect(panel(page).locator("mark").first).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    expect(panel(page)).to_contain_text("Speaks or acts (")

    go(page, "/network")
    network_drawn(page)
    place = place_of(page, "ukraine.")
    drag(page, place, -60, 40)
    arrived(page, "pins=ukraine")
    network_drawn(page)
    moved = place_of(page, "ukraine.")
    assert abs(moved["x"] - place["x"] + 60) < 4 and abs(moved["y"] - place["y"] - 40) < 4

    go(page, "/network")
    network_drawn(page)
    page.mouse.click(*place_of(page, "*media").values())
    arrived(page, "unfold=")
    page.get_by_role("button", name="Close opened groups").click()
    expect(page).not_to_have_url(re.compile("unfold="))
    settle(page)
    network_drawn(page)
    (number,) = [w for w in written_in_network(page) if w["id"] == "kirby.~=Iran+Russia"]
    page.mouse.click(number["x"] + number["width"] / 2, number["y"] + number["height"] / 2)
    arrived(page, "edge=")
    assert parse_qs(urlsplit(page.url).query)["edge"] == ["kirby.~=Iran+Russia"]
    expect(panel(page)).to_contain_text("John Kirby → Iran and Russia")
    expect(panel(page).get_by_role("link", name="Kirby").first).to_be_visible()

    go(page, "/network?until=2022-12-31")
    network_drawn(page)
    clock = page.locator(".st-key-network output")
    expect(clock).to_have_text("up to 31 December 2022")
    page.get_by_role("slider", name="Weeks").press("ArrowRight")
    expect(clock).to_have_text("up to 3 January 2023")
    arrived(page, "until=2023-01-03")
    page.get_by_role("button", name="Play week by week").click()
    expect(clock).not_to_have_text("up to 3 January 2023")
    page.get_by_role("button", name="Pause").click()
    expect(page).not_to_have_url(re.compile("until=2023-01-03"))
    expect(page).to_have_url(re.compile("until=2023"))


def overlapping(written):
    """The texts of two boxes that cover each other by a pixel or more."""
    return [
        (a["text"], b["text"])
        for a, b in combinations(written, 2)
        if a["x"] + 1 < b["x"] + b["width"]
        and b["x"] + 1 < a["x"] + a["width"]
        and a["y"] + 1 < b["y"] + b["height"]
        and b["y"] + 1 < a["y"] + a["height"]
    ]


def test_the_same_address_draws_the_same_network_in_which_nothing_covers_another(visit):
    networks = []
    page = visit("/network?level=states")
    page.set_viewport_size({"width": 1280, "height": 720})
    for _ in range(2):
        network_drawn(page)
        canvas = f"{browsing.STAGE}.getRootNode().querySelector('.canvas canvas')"
        networks.append(page.evaluate(f"() => {canvas}.toDataURL()"))
        page.reload()
        settle(page)
    assert len(networks[0]) > 20_000
    assert networks[0] == networks[1]
    for query in ("layer=claimed", "node=iran"):
        go(page, f"/network?{query}")
        network_drawn(page)
        stage = page.locator(".st-key-network .stage").bounding_box()
        written = written_in_network(page)
        assert {w["kind"] for w in written} == {"name", "number"}
        drawn = page.evaluate(f"() => Number({browsing.STAGE}.dataset.drawn)")
        assert len([w for w in written if w["kind"] == "name" and w["text"]]) == drawn
        assert overlapping(written) == []
        for w in written:
            assert stage["x"] <= w["x"] and stage["y"] <= w["y"], w
            assert w["x"] + w["width"] <= stage["x"] + stage["width"], w
            assert w["y"] + w["height"] <= stage["y"] + stage["height"], w
        if query == "layer=claimed":
            numbers = {w["id"]: w["text"] for w in written if w["kind"] == "number"}
            assert int(numbers["russia.~ukraine."]) > 1
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(300)
    near = written_in_network(page)
    names, before = ({w["id"] for w in found if w["kind"] == "name"} for found in (near, written))
    assert before <= names
    assert overlapping(near) == []


def test_filters_set_by_hand_go_along_to_the_next_page_and_back_undoes_them(visit):
    page = visit("/timeline")
    browsing.unfold(page, "Actor")
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
    arrived(page, "actor=us$")

    go(page, "/compare")
    browsing.unfold(page, "B: Actor")
    for name in ("Iran", "Ukraine"):  # a choice leaves the list open for another
        page.get_by_role("option", name=name, exact=True).click()
        arrived(page, f"b.actor={name.lower()}")
    field = page.get_by_role("combobox", name="B: Actor", exact=True)
    expect(field).to_have_attribute("aria-expanded", "true")


def test_a_span_is_picked_by_a_stroke_or_by_keyboard_and_let_go_with_one_click(visit):
    page = visit("/timeline")
    page.locator(".st-key-timeline").hover()
    page.get_by_role("button", name="Box Select").click()
    place = page.evaluate(
        """(selector) => {
            const plot = document.querySelector(selector);
            const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
            const x = (day) => box.x + plot._fullLayout.xaxis.d2p(day);
            return {x: x("2022-12-15"), to: x("2023-01-10"), y: box.y + box.height / 2};
        }""",
        PLOT,
    )
    drag(page, place, place["to"] - place["x"], 0)
    arrived(page, "date=2022-12-1[45]")
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
        arrived(page, f"=2022-{day}")  # drawn anew, it still has the focus

    go(page, "/story")
    for key, step in (("ArrowRight", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        arrived(page, f"step={step}")


def test_a_cell_opens_its_row_also_after_closing_and_the_table_downloads(visit):
    page = visit("/records")
    grid = page.locator("[data-testid=stDataFrame]").first
    for row, event_id in ((3, "E003"), (1, "E001")):
        expect(grid).to_be_visible()
        page.wait_for_timeout(500)
        box = grid.bounding_box()
        page.mouse.click(box["x"] + 300, box["y"] + 36 + ROW * (row - 0.5))
        arrived(page, f"event={event_id}")
        page.get_by_role("button", name="Close").click()
        expect(panel(page)).to_have_count(0)
    name, content = downloaded(page, ".st-key-download_events")
    lines = content.decode().splitlines()
    assert (name, len(lines)) == ("events.csv", 103)
    assert lines[0].startswith("event_id,title,summary,")


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
    arrived(page, "look=print")
    assert parse_qs(urlsplit(page.url).query) == {
        **{"claim_type": ["denial"], "actor": ["russia"], "form": ["timeline"]},
        **{"title": ["Russia denies"], "note": ["Seven times."], "look": ["print"]},
    }
    expect(page.get_by_role("img", name=re.compile("7 of 102 events"))).to_be_visible()
    content = {}
    for name in ("png", "pdf"):
        file, content[name] = downloaded(page, f".st-key-download_{name}")
        assert re.fullmatch(rf"russia-denies-\d{{4}}-\d\d-\d\d{formats.FORMATS[name].ending}", file)
    assert "7 of 102 events" in PdfReader(io.BytesIO(content["pdf"])).pages[0].extract_text()
    shown = screen(frozen, cli.view_of(frozen, page.url))
    assert content["png"] == picture.png(shown, statement.statement(shown))
    address = page.locator("[data-testid=stImage] img").evaluate("e => e.src")
    seen = Image.open(io.BytesIO(page.request.get(address).body())).convert("L")
    smaller = Image.open(io.BytesIO(content["png"])).convert("L")
    smaller = smaller.resize(seen.size, Image.Resampling.BOX)
    difference = ImageChops.difference(smaller, seen)
    assert sum(difference.histogram()[96:]) < 0.01 * seen.width * seen.height
