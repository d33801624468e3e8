"""The running app in Chromium, used as a person would.

Every test fails on a console error and on any request to a host other than 127.0.0.1.
"""

from __future__ import annotations

import io
import re
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.browsing import (
    PATHS,
    go,
    network_drawn,
    picture_of,
    place_of,
    serve,
    settle,
    show_events,
    stop,
    unfold,
    written_in_network,
)

pytestmark = pytest.mark.browser


def count_of_events(page: Page) -> str:
    return page.locator(".st-key-count strong").inner_text()


def detail(page: Page) -> str:
    return page.locator(".st-key-event_detail").inner_text()


def click_event(page: Page, event_id: str) -> None:
    """Click the mark of an event on the timeline, where it is on the screen."""
    page.wait_for_selector(".st-key-timeline .js-plotly-plot .nsewdrag")
    place = page.evaluate(
        """(id) => {
            const plot = document.querySelector(".st-key-timeline .js-plotly-plot");
            const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
            const {xaxis, yaxis} = plot._fullLayout;
            for (const trace of plot._fullData) {
                const at = [...(trace.customdata ?? [])].indexOf(id);
                if (at >= 0)
                    return {x: box.x + xaxis.d2p(trace.x[at]), y: box.y + yaxis.d2p(trace.y[at])};
            }
        }""",
        event_id,
    )
    page.mouse.move(place["x"], place["y"])
    page.wait_for_timeout(150)
    page.mouse.click(place["x"], place["y"])
    settle(page)


def timeline_events(page: Page) -> list[str]:
    """The event_ids that have a mark on the timeline."""
    return sorted(
        page.evaluate(
            """() => document.querySelector(".st-key-timeline .js-plotly-plot")._fullData
                .flatMap((trace) => [...(trace.customdata ?? [])])"""
        )
    )


def is_what_the_link_says(page: Page) -> None:
    assert count_of_events(page) == "7 of 102 events"
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert urlsplit(page.url).query == "actor=russia&claim_type=denial"


@pytest.mark.parametrize("name", PATHS)
def test_a_deep_link_opens_the_filtered_page(visit, name):
    is_what_the_link_says(visit(f"{PATHS[name]}?actor=russia&claim_type=denial"))


@pytest.mark.parametrize("name", ["timeline", "briefing"])
def test_a_deep_link_is_the_first_that_a_fresh_server_is_asked_for(visit, name):
    server, address = serve()
    try:
        is_what_the_link_says(
            visit(f"{PATHS[name]}?actor=russia&claim_type=denial", address=address)
        )
    finally:
        stop(server)


def test_every_page_opens_clean_in_the_dark(visit):
    page = visit("/", "dark")
    for path in PATHS.values():
        go(page, path)
        assert count_of_events(page) == "102 of 102 events"
        expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_charts_follow_the_dark_theme(visit):
    page = visit("/timeline", "dark")
    colour = page.locator(".st-key-timeline .xtick text").first.evaluate(
        "e => getComputedStyle(e).fill"
    )
    assert colour == "rgb(163, 173, 189)"


def test_charts_turn_dark_when_the_system_does(visit):
    page = visit("/timeline")
    page.emulate_media(color_scheme="dark")
    text = page.locator(".st-key-timeline .xtick text").first
    expect(text).to_have_css("fill", "rgb(163, 173, 189)")


@pytest.mark.parametrize("path", ["/", "/timeline?lanes=side", "/compare?actor=russia&b.actor=us"])
def test_no_legend_stands_on_an_axis_however_wide_the_window(visit, path):
    page = visit(path)
    for width in (1024, 1280, 1366, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        page.wait_for_timeout(400)
        covered = page.evaluate(
            """() => [...document.querySelectorAll(".js-plotly-plot")].flatMap((plot) => {
                const box = (part) => part.getBoundingClientRect();
                const legends = [...plot.querySelectorAll("g.legend, g.legend2")].map(box);
                const ticks = [...plot.querySelectorAll(".xtick text, .ytick text")];
                return ticks.filter((tick) => legends.some((legend) =>
                    legend.left < box(tick).right && box(tick).left < legend.right
                    && legend.top < box(tick).bottom && box(tick).top < legend.bottom,
                )).map((tick) => tick.textContent);
            })"""
        )
        assert (width, covered) == (width, [])


@pytest.mark.parametrize("path", ["/timeline", "/timeline?clock=reported", "/?clock=reported"])
def test_what_a_chart_says_of_itself_and_plotlys_buttons_stand_above_the_marks(visit, path):
    page = visit(path)
    page.locator(".nsewdrag").first.hover()
    page.wait_for_timeout(400)
    below, top = page.evaluate(
        """() => [
            Math.max(...[...document.querySelectorAll(".modebar-group, .gtitle")].map(
                (part) => part.getBoundingClientRect().bottom)),
            document.querySelector(".nsewdrag").getBoundingClientRect().top,
        ]"""
    )
    assert below <= top


def test_a_click_on_a_mark_opens_the_words_it_rests_on(visit):
    page = visit("/timeline")
    click_event(page, "E013")
    expect(page).to_have_url(re.compile("event=E013"))
    marked = page.locator(".st-key-event_detail mark")
    expect(marked).to_have_text(
        "A senior EU official said on January 20 that there was no evidence of ballistic missile "
        "shipments from Iran to Russia"
    )
    click_event(page, "E038")
    expect(page.locator(".st-key-event_detail mark")).to_have_count(2)


def test_a_click_on_the_open_mark_keeps_it_open_and_close_closes_it(visit):
    page = visit("/timeline?event=E013")
    click_event(page, "E013")
    assert "E013" in detail(page)
    page.get_by_role("button", name="Close").click()
    settle(page)
    expect(page.locator(".st-key-event_detail")).to_have_count(0)
    assert "event" not in page.url


def test_links_lead_from_a_denial_to_what_it_answers_and_back(visit):
    page = visit("/timeline?event=E012")
    page.locator(".st-key-event_detail").get_by_role(
        "link", name=re.compile("^Wall Street Journal")
    ).first.click()
    expect(page).to_have_url(re.compile("event=E011"))
    settle(page)
    assert "Wall Street Journal reports plans" in detail(page)
    page.go_back()
    settle(page)
    assert "Peskov answers the plant report" in detail(page)


def test_a_click_on_an_actor_lists_its_events_and_a_click_on_one_opens_it(visit):
    page = visit("/network")
    network_drawn(page)
    place = place_of(page, "dicarlo")
    page.mouse.click(place["x"], place["y"])
    expect(page).to_have_url(re.compile("node=dicarlo"))
    settle(page)
    assert "Says or does (1)" in detail(page)
    page.locator(".st-key-event_detail").get_by_role("link", name="DiCarlo tells the UN").click()
    settle(page)
    assert "resolution 2231" in page.locator(".st-key-event_detail mark").inner_text()
    page.get_by_role("link", name="Back to the list").click()
    settle(page)
    assert "Says or does (1)" in detail(page)


def test_a_click_on_an_edge_lists_the_events_of_the_pair(visit):
    page = visit("/network?layer=claimed&level=states&actor=china")
    network_drawn(page)
    ends = [place_of(page, actor) for actor in ("china", "iran")]
    # The link is bent; somewhere on the line across its middle the pointer meets it.
    middle = [(ends[0][axis] + ends[1][axis]) / 2 for axis in "xy"]
    across = (ends[0]["y"] - ends[1]["y"], ends[1]["x"] - ends[0]["x"])
    for step in range(-40, 41):
        page.mouse.click(middle[0] + across[0] * step / 120, middle[1] + across[1] * step / 120)
        page.wait_for_timeout(60)
        if "edge=" in page.url:
            break
    settle(page)
    assert "edge=china~iran~supplies~planned" in page.url.replace("%7E", "~")
    assert "China → Iran" in detail(page)
    expect(
        page.locator(".st-key-event_detail").get_by_role("link", name="China may")
    ).to_be_visible()


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


@pytest.mark.parametrize(
    "query",
    ["", "?level=states", "?layer=claimed", "?layer=claimed&level=states", "?node=iran"],
)
def test_no_name_or_number_in_the_network_covers_another_or_an_actor(visit, query):
    page = visit(f"/network{query}")
    network_drawn(page)
    written = written_in_network(page)
    assert {w["kind"] for w in written} == {"name", "number"}
    assert overlapping(written) == []
    stage = page.locator(".st-key-network .stage").bounding_box()
    for actor in {w["id"] for w in written if w["kind"] == "name"}:
        place = place_of(page, actor)
        assert not [
            w["text"]
            for w in written
            if w["x"] < place["x"] < w["x"] + w["width"]
            and w["y"] < place["y"] < w["y"] + w["height"]
        ]
    for w in written:
        assert stage["x"] <= w["x"], w
        assert w["x"] + w["width"] <= stage["x"] + stage["width"], w
        assert stage["y"] <= w["y"], w
        assert w["y"] + w["height"] <= stage["y"] + stage["height"], w


def test_the_number_of_a_link_is_written_whole_also_beside_the_panel(visit):
    for query in ("", "&node=iran"):
        page = visit(f"/network?layer=claimed{query}")
        network_drawn(page)
        numbers = {w["id"]: w["text"] for w in written_in_network(page) if w["kind"] == "number"}
        assert numbers["iran~russia~supplies~solid"] == "16"
        assert numbers["russia~iran~supports~solid"] == "3"


def test_every_actor_is_named_where_there_is_room_for_all(visit, real):
    page = visit("/network?layer=claimed")
    network_drawn(page)
    named = {w["id"] for w in written_in_network(page) if w["kind"] == "name"}
    held = real.relationships
    assert named == {*held["subject_id"], *held["object_id"]}


def test_beside_the_panel_the_network_takes_the_height_it_has_and_zooming_names_more(visit):
    page = visit("/network?node=iran")
    network_drawn(page)
    heights = [place_of(page, actor_id)["y"] for actor_id in ("kirby", "iran", "ukraine", "un")]
    high = max(heights) - min(heights)
    stage = page.locator(".st-key-network .stage").bounding_box()
    assert high > 0.7 * stage["height"]
    before = {w["id"] for w in written_in_network(page) if w["kind"] == "name"}
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(300)
    written = written_in_network(page)
    assert before < {w["id"] for w in written if w["kind"] == "name"}
    assert overlapping(written) == []


def test_a_tooltip_goes_when_its_actor_is_clicked(visit):
    page = visit("/network")
    network_drawn(page)
    tooltip = page.locator(".st-key-network .vis-tooltip")
    place = place_of(page, "iran")
    page.mouse.move(place["x"] - 3, place["y"])
    page.mouse.move(place["x"], place["y"])
    expect(tooltip).to_be_visible()
    page.mouse.click(place["x"], place["y"])
    expect(page).to_have_url(re.compile("node=iran"))
    settle(page)
    network_drawn(page)
    expect(tooltip).to_be_hidden()
    place = place_of(page, "russia")
    page.mouse.move(place["x"] - 3, place["y"])
    page.mouse.move(place["x"], place["y"])
    expect(tooltip).to_be_visible()


def test_the_same_address_draws_the_same_network(visit):
    drawn = []
    for _ in range(2):
        page = visit("/network?layer=claimed&actor=russia")
        network_drawn(page)
        drawn.append(
            page.evaluate(
                """() => [...document.querySelectorAll('.st-key-network *')]
                    .map((e) => e.shadowRoot?.querySelector('.canvas canvas')).find(Boolean)
                    .toDataURL()"""
            )
        )
    assert len(drawn[0]) > 20_000
    assert drawn[0] == drawn[1]


def test_the_same_address_draws_the_same_timeline(visit):
    pictures = []
    for _ in range(2):
        page = visit("/timeline?lanes=side")
        # The plot alone: Chromium does not smooth the edge of a button the same way every time.
        seen = picture_of(page, ".st-key-timeline .js-plotly-plot")
        pictures.append(Image.open(io.BytesIO(seen)).convert("RGB"))
    assert pictures[0].size == pictures[1].size
    differs = ImageChops.difference(*pictures).getbbox()
    assert not differs, f"the pictures differ within {differs}"


def test_a_filter_does_not_move_an_actor(visit):
    page = visit("/network")
    network_drawn(page)
    before = place_of(page, "peskov")
    page.goto(page.url.split("?")[0] + "?actor=peskov")
    settle(page)
    network_drawn(page)
    after = place_of(page, "peskov")
    assert (round(before["x"]), round(before["y"])) == (round(after["x"]), round(after["y"]))


def test_a_filter_chosen_by_hand_is_in_the_address_and_back_undoes_it(visit):
    page = visit("/timeline")
    choose(page, "Claim type", "No evidence")
    assert page.url.endswith("?claim_type=no-evidence")
    assert count_of_events(page) == "2 of 102 events"
    page.get_by_role("link", name="Network").click()
    settle(page)
    assert page.url.endswith("/network?claim_type=no-evidence")
    assert count_of_events(page) == "2 of 102 events"
    page.go_back()
    settle(page)
    page.go_back()
    settle(page)
    assert page.url.endswith("/timeline")
    assert count_of_events(page) == "102 of 102 events"
    page.go_forward()
    settle(page)
    assert count_of_events(page) == "2 of 102 events"


def test_words_typed_are_searched_and_reset_clears_them(visit):
    page = visit("/records")
    page.get_by_role("textbox", name="Search", exact=True).fill("caspian")
    page.keyboard.press("Enter")
    show_events(page, "2 of 102 events")
    page.get_by_role("button", name="Reset filters").click()
    show_events(page, "102 of 102 events")
    expect(page).not_to_have_url(re.compile("q="))


def test_a_row_opens_what_stands_behind_it_and_the_table_downloads(visit):
    page = visit("/records?claim_type=admission")
    grid = page.locator("[data-testid=stDataFrame]").bounding_box()
    page.mouse.click(grid["x"] + 14, grid["y"] + 52)
    expect(page).to_have_url(re.compile("event=E038"))
    settle(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download 1 row as CSV").click()
    text = started.value.path().read_text(encoding="utf-8")
    assert text.startswith("event_id,title,summary,")
    assert "E038,Tehran admits" in text


def test_any_cell_opens_its_row_also_after_closing(visit):
    page = visit("/records")
    for row, event_id in ((3, "E003"), (1, "E001")):
        grid = page.locator("[data-testid=stDataFrame]")
        expect(grid).to_be_visible()
        page.wait_for_timeout(500)
        box = grid.bounding_box()
        page.mouse.click(box["x"] + 300, box["y"] + 17 + 35 * row)
        expect(page).to_have_url(re.compile(f"event={event_id}"))
        settle(page)
        page.get_by_role("button", name="Close").click()
        expect(page.locator(".st-key-event_detail")).to_have_count(0)


def test_what_is_picked_anew_begins_at_its_top(visit):
    page = visit("/timeline?event=E041")
    panel = page.locator(".st-key-event_detail")
    panel.get_by_role("link", name="About John Kirby").click()
    expect(panel.get_by_role("heading", name="John Kirby")).to_be_in_viewport()
    settle(page)
    assert panel.evaluate("e => e.scrollTop") == 0
    panel.evaluate("e => e.scrollTo(0, 400)")
    assert panel.evaluate("e => e.scrollTop") > 300
    panel.get_by_role("link").nth(8).click()
    settle(page)
    expect(panel.get_by_role("heading", level=2)).to_be_in_viewport()
    assert panel.evaluate("e => e.scrollTop") == 0


def test_article_text_is_never_read_as_markup(visit):
    page = visit("/timeline?event=E013")
    assert page.locator(".st-key-event_detail blockquote *:not(mark):not(br)").count() == 0


def stroke(page: Page, first: str, last: str) -> None:
    """Draw a span of days across the timeline with its Box Select tool."""
    page.locator(".st-key-timeline").hover()
    page.get_by_role("button", name="Box Select").click()
    place = page.evaluate(
        """([first, last]) => {
            const plot = document.querySelector(".st-key-timeline .js-plotly-plot");
            const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
            const x = (day) => box.x + plot._fullLayout.xaxis.d2p(day);
            return {from: x(first), to: x(last), y: box.y + box.height / 2};
        }""",
        [first, last],
    )
    page.mouse.move(place["from"], place["y"])
    page.mouse.down()
    page.mouse.move((place["from"] + place["to"]) / 2, place["y"], steps=4)
    page.mouse.move(place["to"], place["y"], steps=4)
    page.mouse.up()
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose a value in a filter: two clicks."""
    unfold(page, label)
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")
    settle(page)


def test_a_stroke_over_the_timeline_picks_a_span_and_one_click_lets_it_go(visit):
    page = visit("/")
    stroke(page, "2022-12-15", "2023-01-10")
    expect(page).to_have_url(re.compile("span=2022-12-1[45]"))
    picked = page.locator(".st-key-span")
    expect(picked).to_contain_text("Picked on the timeline")
    page.get_by_role("button", name="Clear").click()
    expect(picked).to_have_count(0)
    assert "span" not in page.url


def test_the_span_is_moved_by_keyboard_too(visit):
    page = visit("/timeline")
    page.get_by_role("slider").first.focus()
    for day in ("08-31", "09-01", "09-02"):
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile(f"span=2022-{day}"))
        settle(page)  # drawn anew, it still has the focus
    expect(page.locator(".st-key-span")).to_contain_text("Picked on the timeline")


def test_choosing_b_leaves_its_field_open_for_another_choice(visit):
    page = visit("/compare")
    unfold(page, "B: Actor")
    for chosen in ("b.actor=iran", "b.actor=russia"):
        page.get_by_role("option", name=chosen.partition("=")[2].title(), exact=True).click()
        expect(page).to_have_url(re.compile(re.escape(chosen)))
        settle(page)
    field = page.get_by_role("combobox", name="B: Actor", exact=True)
    expect(field).to_have_attribute("aria-expanded", "true")


def test_the_weekly_clock_stops_at_the_day_of_the_address(visit):
    page = visit("/network?until=2022-12-31")
    network_drawn(page)
    clock = page.locator(".st-key-network output")
    expect(clock).to_have_text("up to 31 December 2022")
    page.get_by_role("slider", name="Weeks").press("ArrowRight")
    expect(clock).to_have_text("up to 3 January 2023")
    expect(page).to_have_url(re.compile("until=2023-01-03"))


def test_the_weeks_play_and_stop_in_the_address(visit):
    page = visit("/network?layer=claimed")
    network_drawn(page)
    page.get_by_role("button", name="Play week by week").click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Pause").click()
    expect(page).to_have_url(re.compile("until=202"))


def test_a_passage_in_an_article_opens_its_event_and_leads_back_to_its_place(visit):
    page = visit("/sources?read=2022-12-kirby")
    page.get_by_role("link", name="Last month, Tehran admitted").click()
    expect(page).to_have_url(re.compile("event=E038"))
    settle(page)
    page.get_by_role("link", name="In its place in the article: Unnamed outlet, June 2023").click()
    expect(page).to_have_url(re.compile("read=2023-06-plant"))
    settle(page)
    expect(page.locator("#passage-E038")).to_be_in_viewport()


def test_task_who_says_iran_admits_the_drones_and_does_anybody_contradict_it(visit):
    page = visit("/")
    click_event(page, "E038")  # the only admission on the timeline: one click
    panel = page.locator(".st-key-event_detail")
    expect(panel.get_by_role("term").filter(has_text="Said or done by")).to_be_visible()
    said = panel.locator("dd").first
    expect(said).to_have_text("Iran")
    expect(panel.locator("mark")).to_have_count(2)
    expect(panel).to_contain_text("In tension with")
    expect(panel.get_by_role("link", name=re.compile("^Peskov dismisses"))).to_be_visible()
    expect(panel.get_by_role("link", name=re.compile("^Lavrov calls"))).to_be_visible()
    expect(
        panel.get_by_role("link", name=re.compile("^Kirby says Iran keeps sending"))
    ).to_be_visible()


def test_task_what_the_white_house_claimed_about_the_plant_from_december_to_june(visit):
    page = visit("/")
    choose(page, "Actor", "United States")
    choose(page, "Storyline", "Drone plant")
    page.get_by_role("spinbutton", name="year, Date start date").click()  # the fifth click
    page.keyboard.type("20221201")
    page.keyboard.press("Tab")
    page.keyboard.type("20230630")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # out of the field, which takes the dates
    expect(page).to_have_url(re.compile("date=2022-12-01"))
    settle(page)
    assert count_of_events(page) == "5 of 102 events"
    assert timeline_events(page) == ["E031", "E041", "E049", "E059", "E068"]


def test_task_which_claims_rest_on_intelligence_only(visit, real):
    page = visit("/")
    choose(page, "Attribution", "Intelligence")
    assert count_of_events(page) == "7 of 102 events"
    page.get_by_text("The timeline as a list").click()  # the third click
    settle(page)
    listed = page.locator(".st-key-timeline_list").get_by_role("link")
    titles = real.events.loc[real.events["attribution"] == "intelligence", "title"]
    expect(listed).to_have_count(len(titles))
    shown = " ".join(listed.all_inner_texts())
    assert all(title in shown for title in titles)
