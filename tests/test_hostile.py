"""Hostile tables in the running app: nothing runs, nothing goes elsewhere, nothing breaks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from lib.dataset import codebook
from lib.ui import PAGES
from tests import browsing, hostile
from tests.browsing import PATHS, go, settle
from tests.test_pages import again, html, opened

FOUND = r"""() => {
    function* everywhere(root) {
        for (const element of root.querySelectorAll("*")) {
            yield element;
            if (element.shadowRoot) yield* everywhere(element.shadowRoot);
        }
    }
    const wrong = [];
    if (window.ran !== undefined) wrong.push(`ran payload ${window.ran}`);
    const links = ["href", "xlink:href", "src", "action", "data", "srcdoc", "formaction"];
    for (const element of everywhere(document)) {
        const name = element.localName;
        const said = () => element.outerHTML.slice(0, 200);
        if (["iframe", "object", "embed", "base", "form", "meta"].includes(name)
            && element.closest("body")) wrong.push(said());
        if (name === "script" && !(element.src && new URL(element.src).host === location.host)
            && !/^\s*window\.(prerenderReady = false\s*$|__streamlit = )/.test(element.textContent))
            wrong.push(said());
        for (const attribute of element.attributes) {
            if (/^on/i.test(attribute.name)) wrong.push(said());
            if (!links.includes(attribute.name) || !attribute.value) continue;
            if (["img", "link"].includes(name) && attribute.value.startsWith("data:image/"))
                continue;
            let to;
            try { to = new URL(attribute.value, location.href); } catch { continue; }
            if (to.host !== location.host || to.protocol !== "http:") wrong.push(said());
        }
    }
    return wrong;
}"""
BROKEN = """() => {
    const broken = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) broken.push(`the page is ${root.scrollWidth} wide`);
    document.querySelector("[data-testid=stMain]").scrollTop = 0;
    for (const part of ["stMain", "stSidebarContent"]) {
        const area = document.querySelector(`[data-testid=${part}]`);
        if (area.scrollWidth > area.clientWidth + 1)
            broken.push(`${part} scrolls: ${area.scrollWidth} of ${area.clientWidth}`);
    }
    const heading = document.querySelector("[data-testid=stMain] h1").getBoundingClientRect();
    if (heading.top < 0 || heading.bottom > innerHeight || !heading.width)
        broken.push("no heading");
    const clips = (e) => getComputedStyle(e).overflowX !== "visible" || e.localName === "svg";
    const boxes = ".stMainBlockContainer, .stMainBlockContainer .stColumn, "
        + "[data-testid=stSidebarUserContent]";
    for (const box of document.querySelectorAll(boxes)) {
        const right = box.getBoundingClientRect().right;
        for (const element of box.querySelectorAll("*")) {
            const here = element.getBoundingClientRect();
            if (!here.width || !element.textContent.trim() || here.right <= right + 1) continue;
            let above = element.parentElement;
            while (above !== box && !clips(above)) above = above.parentElement;
            if (above === box) broken.push(
                `${element.localName}.${element.className} ends at ${Math.round(here.right)} `
                + `of ${Math.round(right)}: ${element.textContent.slice(0, 60)}`);
        }
    }
    return broken.slice(0, 5);
}"""


# What each page is asked to show: each table, picture and list of it with an event open or not.
VIEWS = {
    "overview": ["?node=actor-3"],
    "timeline": ["?lanes=storyline", "?lanes=side&clock=reported&event=E024"],
    "network": ["?layer=claimed&level=states", "?node=actor-25&steps=2"],
    "map": ["?event=E007"],
    "questions": ["?question=line-25", "?question=line-17&order=contested"],
    "sources": ["?read=source-3&event=E012", "?read=source-5&q=%3Cscript%3E"],
    "compare": ["?storyline=line-0&b.source=source-2"],
    "records": [
        *(f"?table={name}&event=E{5 * n + 1:03}" for n, name in enumerate(codebook.resources()))
    ]
    + ["?article=source-6"],
    "codebook": ["?claim_type=denial"],
    "story": ["?event=E003"],
    "briefing": ["?event=E003&form=contradiction"],
}


@pytest.fixture(scope="module")
def opened_page(windows, tmp_path_factory) -> Iterator[tuple[Page, list[str]]]:
    """A page on a server over hostile tables, and all that went wrong there."""
    folder = hostile.write(tmp_path_factory.mktemp("hostile"))
    server, address = browsing.serve(CLAIMS_DATA=str(folder))
    wrong: list[str] = []
    page = windows["light"].new_page()
    page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
    page.on("popup", lambda popup: wrong.append(f"popup {popup.url}"))
    browsing.watch(page, address, wrong)
    page.goto(address)
    settle(page)
    yield page, wrong
    page.close()
    browsing.stop(server)


@pytest.fixture
def page(opened_page) -> Iterator[Page]:
    """That page, for one test; what goes wrong in it is held against the test."""
    page, wrong = opened_page
    wrong.clear()
    yield page
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def look(page: Page) -> None:
    """Hold whatever is wrong on the page now against the test."""
    assert page.evaluate(FOUND) == [], page.url
    assert page.evaluate(BROKEN) == [], page.url
    assert page.locator("[data-testid=stException]").count() == 0, page.url


@pytest.mark.browser
@pytest.mark.parametrize("name", PATHS)
def test_every_page_shows_hostile_tables_as_nothing_but_text(page, name):
    for view in VIEWS[name]:
        go(page, PATHS[name] + view)
        look(page)
        assert "event=" not in view or page.locator("mark").count() or name in ("briefing", "story")
    for part in page.locator("[data-testid=stMain] summary:visible").all():
        part.click()
    settle(page)
    look(page)


@pytest.mark.browser
def test_pointing_at_marks_and_actors_and_choosing_filters_does_no_harm(page):
    go(page, "/timeline")
    plot = ".st-key-timeline .js-plotly-plot"
    page.wait_for_selector(f"{plot} .nsewdrag")
    for event_id in page.evaluate(
        """(selector) => document.querySelector(selector)._fullData
            .flatMap((trace) => [...(trace.customdata ?? [])].slice(0, 3))""",
        plot,
    ):
        page.mouse.move(*browsing.place_of_mark(page, plot, event_id).values())
        page.wait_for_timeout(80)
        assert page.evaluate(FOUND) == []
    assert page.locator(".st-key-timeline .hovertext").count()
    for label in ("Source", "Actor", "Storyline"):
        browsing.unfold(page, label)
        look(page)
        page.get_by_role("option").nth(1).click()
        page.keyboard.press("Escape")
        settle(page)
        look(page)
    go(page, "/network")
    browsing.network_drawn(page)
    for name in [w for w in browsing.written_in_network(page) if w["kind"] == "name"][::3]:
        page.mouse.move(name["x"] + name["width"] / 2, name["y"] + name["height"] / 2)
        page.wait_for_timeout(150)
        assert page.evaluate(FOUND) == []
    page.mouse.click(name["x"] + name["width"] / 2, name["y"] + name["height"] / 2)
    page.wait_for_url(re.compile("(node|unfold)="))
    settle(page)
    look(page)
    edge = "~".join(("actor-0", "actor-9", codebook.vocabulary("events", "claim_type")[0], "solid"))
    go(page, f"/network?edge={edge}")
    look(page)


# What each page shows most of.
HEAVIEST = {
    **{name: {"event": "E001"} for name in PAGES},
    **{name: {"node": "actor-0"} for name in ("overview", "network")},
    "questions": {"question": "line-0"},
    "briefing": {"event": "E001", "form": "contradiction"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    return str(hostile.write(tmp_path_factory.mktemp("large"), large=True))


@pytest.mark.parametrize("name", PATHS)
def test_of_a_cell_of_a_million_characters_no_page_shows_all_and_says_so(folder, monkeypatch, name):
    monkeypatch.setenv(codebook.ELSEWHERE, folder)
    shown = opened(name)
    for lazy in ("timeline_list", "network_list", "board_list", "only_here", "left_out"):
        shown.session_state[lazy] = True
    again(shown, **HEAVIEST[name])
    assert not shown.exception
    parts = [*shown.main, *shown.sidebar]
    largest = max(part.proto.ByteSize() for part in parts if getattr(part, "proto", None))
    # An article is shown whole, but only on the page that is there to read it.
    assert largest < hostile.LARGE * (5 if name == "sources" else 1)
    if name == "records":
        assert re.search(r"… \([\d,]+ more characters\)", html(shown))
