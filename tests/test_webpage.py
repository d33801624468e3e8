"""The downloaded page: what it carries, and how it behaves in a browser cut off from everything."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from lib.analysis import events, links
from lib.charts import network
from lib.dataset.tables import Tables, load
from lib.export import statement, webpage
from lib.view import url
from lib.view.screen import Screen, screen
from tests import hostile
from tests.browsing import place_of_mark
from tests.test_access import AXE, STANDARDS

MADE = date(2026, 11, 21)
ALL = "parts=timeline&parts=says&parts=claimed&parts=question"


class Read:
    """The page as a browser parses it."""

    def __init__(self, made: bytes) -> None:
        self.root = html.document_fromstring(made.decode())
        texts = self.all("body//text()[not(parent::script or parent::style)]")
        self.words = " ".join("".join(texts).split())
        self.data = json.loads(self.root.xpath("string(//script[@id='data'])"))
        self.events = self.all("article[@class='event']/@id")

    def all(self, path: str) -> list:
        return self.root.xpath(f"//{path}")

    def outward(self) -> list[str]:
        return [href for href in self.all("a/@href") if not href.startswith("#")]

    def lead_nowhere(self) -> set[str]:
        inside = {href[1:] for href in self.all("a/@href") if href.startswith("#")}
        return inside - set(self.all("*/@id"))


def shown(tables: Tables, query: str = "") -> Screen:
    view, unknown = url.read(tables, parse_qs(query))
    assert unknown == []
    return screen(tables, view)


def made(seen: Screen) -> bytes:
    return webpage.html(seen, statement.statement(seen, MADE))


@pytest.fixture(scope="module")
def whole(frozen) -> bytes:
    return made(shown(frozen, ALL))


@pytest.fixture(scope="module")
def page_of_all(whole) -> Read:
    return Read(whole)


# --- What it carries -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "actor=russia&claim_type=denial&title=Moscow+says+no&note=What+is+denied.&parts=events",
        "parts=event&parts=timeline&parts=claimed&event=E013&span=2023-01-01/2023-03-31",
        "parts=question&parts=says",
    ],
)
def test_it_carries_statement_parts_with_alternatives_and_every_passage_verbatim(frozen, query):
    seen = shown(frozen, query)
    said = statement.statement(seen, MADE)
    page = Read(webpage.html(seen, said))
    lines = said.lines()
    del lines["Sources"]  # which stand one below the other
    told = [said.title, said.note, *lines, *lines.values(), *said.sources.values()]
    parts = statement.parts(seen)
    told += [statement.heading(seen, part) for part in parts]
    passages = seen.seen.store.rows(
        """SELECT exact, title, summary FROM evidence JOIN {seen} ON event = {seen}.no
        JOIN events ON events.no = event""",
        seen=seen.seen,
    )
    told += {words for row in passages for words in row}
    assert [words for words in told if " ".join(words.split()) not in page.words] == []
    assert page.outward() == [said.address]
    assert page.events == [tie.event_id for tie in events.listed(seen.seen)]
    assert page.all("section[@class='part']/@id") == [*parts, "evidence", "about"]
    drawn = {part: plot.get("alt") for part, plot in page.data["networks"].items()}
    for part in page.data["plots"]:
        (drawn[part],) = page.all(f"div[@id='plot-{part}']/@aria-label")
    assert drawn == {part: statement.alternative(seen, part) for part in drawn}


def test_no_id_stands_twice_and_every_link_within_the_page_leads_somewhere(page_of_all):
    assert [i for i, n in Counter(page_of_all.all("*/@id")).items() if n > 1] == []
    assert page_of_all.lead_nowhere() == set()


def test_the_numbers_on_the_page_are_those_of_the_table(frozen, page_of_all):
    page, seen = page_of_all, shown(frozen, ALL)
    on_it = seen.seen.where("storyline_id = $question", question=seen.question)
    assert page.data["plots"]["timeline"]["marks"].keys() == set(seen.seen.ids())
    assert page.data["plots"]["question"]["marks"].keys() == set(on_it.ids())
    names, figures = (page.all(f"dl[@class='figures']//{tag}/text()") for tag in ("dt", "dd"))
    assert dict(zip(names, map(int, figures), strict=True)) == events.key_figures(seen.seen)
    assert len(page.all("mark")) == events.key_figures(seen.seen)["Passages"]


def test_each_node_and_edge_is_an_entry_of_the_list_with_links_to_its_events(frozen, page_of_all):
    for part in links.LAYERS:
        drawn = page_of_all.data["networks"][part]
        for key in (found["id"] for found in (*drawn["nodes"], *drawn["edges"])):
            listed = page_of_all.all(f"details[@id='{part}~{key}']//a/@href")
            behind = links.behind(frozen.store.select(), part, "speakers", key)
            assert sorted(listed) == sorted(f"#{event_id}" for event_id in behind.ids())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=zzzz", "No event is left under these filters. Without Search: 102 events"),
        (
            "claim_type=no-evidence&parts=question&question=sanctions",
            "no event under these filters.",
        ),
        (
            "claim_type=denial&event=E001&parts=event",
            "This event is not among those the filters leave.",
        ),
    ],
)
def test_where_nothing_can_be_drawn_it_says_so_and_draws_no_empty_chart(frozen, query, words):
    page = Read(made(shown(frozen, query)))
    assert words in page.words
    assert page.data["plots"] == page.data["networks"] == {}
    assert page.all("div[@class='plot']") == []


def test_events_beyond_the_most_are_counted_out_loud(frozen, monkeypatch):
    monkeypatch.setattr(webpage, "MOST", 90)
    page = Read(made(shown(frozen)))
    assert len(page.events) == 90
    assert (
        "This file holds the first 90 events by date; 12 events in view are counted and drawn but "
        "not written out here. To read them, narrow the filters and download again, or open "
        "the address below."
    ) in page.words
    assert "Every mark leads to the words it rests on." not in page.words
    assert len(page.data["plots"]["timeline"]["marks"]) == 102
    assert page.lead_nowhere() == set()


def test_of_many_events_it_lists_what_it_draws_and_says_of_how_much(many, monkeypatch):
    monkeypatch.setattr(webpage, "MOST", 60)
    page = Read(made(shown(many, "level=speakers&parts=timeline&parts=says")))
    drawn = page.data["networks"]["says"]
    assert len(drawn["nodes"]) == network.BUSIEST
    assert set(page.all("details[@class='entry']/@id")) == {
        f"says~{found['id']}" for found in (*drawn["nodes"], *drawn["edges"])
    }
    assert drawn["note"] in page.words
    assert len(page.events) == 60
    assert "Each bar counts events" in page.words
    assert "Each mark is an event" not in page.words
    bars = [trace for trace in page.data["plots"]["timeline"]["data"] if trace["type"] == "bar"]
    assert bars
    assert not any("customdata" in trace for trace in bars)
    assert page.lead_nowhere() == set()


# --- That it is one sealed file ------------------------------------------------------------------


def test_its_policy_runs_its_own_scripts_alone_and_nothing_is_loaded(page_of_all):
    scripts = page_of_all.all("script[not(@id)]/text()")
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    assert len(digests) == 3
    assert page_of_all.all("meta[@http-equiv='Content-Security-Policy']/@content") == [
        f"default-src 'none'; script-src {allowed}; "
        "style-src 'unsafe-inline'; connect-src 'none'; form-action 'none'; base-uri 'none'"
    ]
    assert page_of_all.all("*[@src or self::link or self::img or self::iframe]") == []


def test_libraries_come_only_with_the_charts_that_need_them(frozen):
    sizes = {p: len(made(shown(frozen, f"q=caspian&parts={p}"))) for p in ("events", "says")}
    assert sizes["events"] < 60_000
    assert 450_000 < sizes["says"] < 700_000


def test_neither_scripts_nor_data_can_leave_their_element(small):
    nasty = "</script><script>alert(1)</script><!-- \u2028"
    script = webpage.inline(f'x = "{nasty}"')
    assert "</script" not in script
    assert "<!--" not in script
    small.actors["name"] = nasty
    page = Read(made(shown(small, "parts=says")))
    assert "alert(1)" in page.data["networks"]["says"]["nodes"][0]["title"]
    assert len(page.all("script")) == 3


def test_an_address_that_is_no_web_address_is_no_link(small):
    said = replace(statement.statement(shown(small), MADE), address="javascript:alert(1)")
    page = Read(webpage.html(shown(small), said))
    assert "javascript:alert(1)" in page.words
    assert page.outward() == []


# --- In a browser --------------------------------------------------------------------------------


@pytest.fixture
def read(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page from its file with every way out closed; what goes wrong fails the test."""
    wrong: list[str] = []
    contexts = []

    def open_(content: bytes, width: int = 1440, height: int = 900) -> Page:
        file = tmp_path / "page.html"
        file.write_bytes(content)
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, offline=True, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url == file.as_uri() else wrong.append(r.url))
        page.on("websocket", lambda socket: wrong.append(f"socket to {socket.url}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
        page.on(
            "console",
            lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.goto(file.as_uri())
        drawn(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def drawn(page: Page) -> None:
    """Wait until every chart of the page is there."""
    page.wait_for_function(
        """() => [...document.querySelectorAll(".plot")].every((p) => p.querySelector(".nsewdrag"))
            && [...document.querySelectorAll(".network")].every(
                (n) => n.shadowRoot?.querySelector(".stage[data-drawn]"))"""
    )
    page.wait_for_timeout(150)


def at_mark(page: Page, part: str, event_id: str) -> dict[str, float]:
    page.locator(f"#plot-{part}").scroll_into_view_if_needed()
    return place_of_mark(page, f"#plot-{part}", event_id)


def place_of_actor(page: Page, part: str, actor_id: str) -> dict[str, float]:
    page.locator(f"#plot-{part} .stage").scroll_into_view_if_needed()
    return page.evaluate(
        """([part, id]) => document.getElementById(`plot-${part}`)
            .shadowRoot.querySelector(".stage").where(id)""",
        [part, actor_id],
    )


def click(page: Page, place: dict[str, float]) -> None:
    page.mouse.move(place["x"], place["y"])
    page.wait_for_timeout(120)
    page.mouse.click(place["x"], place["y"])


E013 = (
    "A senior EU official said on January 20 that there was no evidence of ballistic missile "
    "shipments from Iran to Russia"
)


@pytest.mark.browser
def test_clicks_on_marks_and_actors_show_the_words_behind_them_and_escape_closes_them(read, whole):
    page = read(whole)
    ring = """() => document.getElementById("plot-timeline").data
        .filter((t) => t.name === "picked").flatMap((t) => [...t.x]).map((x) => x.slice(0, 10))"""
    panel = page.locator("#panel")
    expect(panel).to_be_hidden()
    assert page.evaluate(ring) == []
    click(page, at_mark(page, "timeline", "E013"))
    expect(panel.locator("mark")).to_have_text(E013)
    expect(panel.get_by_text("No evidence · E013")).to_be_visible()
    assert page.evaluate(ring) == ["2023-01-20"]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert page.evaluate(ring) == []
    page.wait_for_timeout(200)
    click(page, at_mark(page, "question", "E010"))
    expect(panel.locator("mark")).to_contain_text("Back on August 30")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    click(page, place_of_actor(page, "says", "dicarlo"))
    expect(panel.get_by_role("heading", level=4)).to_have_text(re.compile("DiCarlo.*1 event", re.S))
    panel.get_by_role("link", name="DiCarlo tells the UN").click()
    expect(panel.locator("mark")).to_contain_text("resolution 2231")
    panel.get_by_role("button", name="Back").click()
    expect(panel.get_by_role("heading", level=4)).to_contain_text("Rosemary DiCarlo")


@pytest.mark.browser
def test_the_keyboard_reaches_the_words_through_the_list_and_comes_back(read, whole):
    page = read(whole)
    page.locator("#timeline .list > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#E010")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel).to_be_focused()
    expect(panel.locator("mark")).to_contain_text("Back on August 30")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_attribute("href", "#E010")


@pytest.mark.browser
def test_a_mark_whose_words_are_left_out_leads_to_the_dashboard(frozen, read, monkeypatch):
    monkeypatch.setattr(webpage, "MOST", 1)
    page = read(made(shown(frozen, "parts=timeline&q=caspian")))
    last = events.listed(shown(frozen, "q=caspian").seen)[-1].event_id
    click(page, at_mark(page, "timeline", last))
    panel = page.locator("#panel")
    expect(panel).to_contain_text(f"{last} is drawn, but its words are not written out")
    expect(panel.get_by_role("link")).to_have_attribute(
        "href", f"http://127.0.0.1:8501/briefing?q=caspian&parts=timeline&event={last}"
    )


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_no_page_scrolls_sideways_whether_or_not_words_are_open(read, whole, width, height):
    page = read(whole, width, height)
    wide = "() => document.documentElement.scrollWidth"
    assert page.evaluate(wide) == width
    page.locator("#timeline .list > summary").click()
    page.locator("#timeline .list a").first.click()
    expect(page.locator("#panel")).to_be_visible()
    page.wait_for_timeout(200)
    assert page.evaluate(wide) == width
    if width > 1000:
        inner, outer = page.evaluate(
            """() => ["#plot-timeline .main-svg", "#timeline .room"].map(
                (e) => document.querySelector(e).getBoundingClientRect().width)"""
        )
        assert inner <= outer + 1


@pytest.mark.browser
def test_on_paper_the_charts_fit_and_the_panel_is_gone(read, whole):
    page = read(whole)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 970})
    page.wait_for_timeout(300)
    for selector in (".plot .main-svg", ".network"):
        for box in page.locator(selector).all():
            assert box.bounding_box()["width"] <= 690
            assert box.bounding_box()["height"] <= 970
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("nav")).to_be_hidden()
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_timeout(300)
    assert page.locator("#plot-timeline .main-svg").first.bounding_box()["width"] == 1132


@pytest.mark.browser
def test_it_is_readable_for_everyone_as_axe_judges_it_and_no_button_sends_anything(read, whole):
    page = read(whole)
    # Its own policy keeps a script out that is not its own; the test comes in past it.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    found = page.evaluate(
        """async (standards) => (await axe.run({ exclude: [".main-svg"] }, {
            runOnly: standards, resultTypes: ["violations"] })).violations
            .flatMap((rule) => rule.nodes.map((n) => `${rule.id}: ${n.html.slice(0, 140)}`))""",
        STANDARDS,
    )
    assert found == []
    assert page.locator(".modebar-btn, input[type=file], form").count() == 0
    named = page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((e) =>
            [e, ...(e.shadowRoot?.querySelectorAll("*") ?? [])])
            .filter((e) => e.matches("button, [role=button], [data-title], input"))
            .map((e) => e.ariaLabel || e.dataset.title || e.textContent)"""
    )
    own = ["Back", "Close", "Copy", "Play week by week", "Show all", "Weeks"]
    assert sorted(set(named)) == [*own, "Zoom in", "Zoom out"]


@pytest.mark.browser
def test_hostile_cells_run_nothing_when_their_marks_are_clicked(tmp_path, read):
    hostile.write(tmp_path)
    seen = shown(load(tmp_path, tmp_path), f"{ALL}&event=E001")
    title, note = hostile.PAYLOADS[1], hostile.PAYLOADS[2]
    page = read(made(replace(seen, view=replace(seen.view, title=title, note=note))))
    for event_id in ("E001", "E004"):
        click(page, at_mark(page, "timeline", event_id))
        expect(page.locator("#panel")).to_be_visible()
    click(page, place_of_actor(page, "says", "actor-1"))
    page.wait_for_timeout(250)
    assert page.evaluate("() => window.ran") is None
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1440
    assert page.locator("script").count() == 4
    theirs = (
        f"img, iframe, object, embed, link, a[href^='javascript'], a[href*='{hostile.ELSEWHERE}']"
    )
    assert page.locator(f"{theirs}, [onclick], [onload], [onerror]").count() == 0
    assert page.evaluate("() => document.title") == title
