"""Hostile tables in the running app: nothing runs, nothing goes elsewhere, nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from lib.dataset import codebook
from tests import hostile
from tests.browsing import (
    PATHS,
    go,
    network_drawn,
    place_of,
    serve,
    settle,
    stop,
    unfold,
    watch,
    written_in_network,
)
from tests.test_pages import again, html, opened

FOUND = """() => {
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
            && element.textContent.trim() !== "window.prerenderReady = false") wrong.push(said());
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


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Iterator[str]:
    """A server over hostile tables."""
    folder = hostile.write(tmp_path_factory.mktemp("hostile"))
    server, address = serve(CLAIMS_DATA=str(folder))
    yield address
    stop(server)


class Watched:
    """A page in a window of its own, and all that must not happen there."""

    def __init__(self, window: BrowserContext, origin: str) -> None:
        self.origin, self.wrong = origin, []
        self.page: Page = window.new_page()
        self.page.on("dialog", lambda dialog: (self.wrong.append("dialog"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.wrong.append(f"popup {popup.url}"))
        watch(self.page, origin, self.wrong)

    def open(self, path: str) -> Page:
        if self.page.url == "about:blank":
            self.page.goto(self.origin + path)
            settle(self.page)
        else:
            go(self.page, path)
        self.look(path)
        return self.page

    def look(self, where: str) -> None:
        """Hold against the page whatever is wrong with it now."""
        self.wrong += [f"{where}: {found}" for found in self.page.evaluate(FOUND)]
        self.wrong += [f"{where}: {found}" for found in self.page.evaluate(BROKEN)]
        if self.page.locator("[data-testid=stException]").count():
            self.wrong.append(f"{where}: an exception")


@pytest.fixture
def watched(windows) -> Iterator[Callable[[str], Watched]]:
    """Open a watched window on a server; what goes wrong in it is held against the test."""
    opened: list[Watched] = []

    def open_(origin: str) -> Watched:
        opened.append(Watched(windows["light"], origin))
        return opened[-1]

    yield open_
    for one in opened:
        one.page.close()
    wrong = [found for one in opened for found in dict.fromkeys(one.wrong)]
    assert not wrong, "\n".join(wrong)


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


@pytest.mark.browser
@pytest.mark.parametrize("name", PATHS)
def test_every_page_shows_hostile_tables_as_nothing_but_text(watched, small, name):
    shown = watched(small)
    for view in VIEWS[name]:
        page = shown.open(PATHS[name] + view)
        assert "event=" not in view or page.locator("mark").count() or name in ("briefing", "story")
    for part in page.locator("[data-testid=stMain] summary:visible").all():
        part.click()
        settle(page)
    shown.look(f"{name}, all unfolded")


@pytest.mark.browser
def test_hovering_and_clicking_marks_and_actors_does_no_harm(watched, small):
    shown = watched(small)
    page = shown.open("/timeline")
    page.wait_for_selector(".st-key-timeline .js-plotly-plot .nsewdrag")
    for place in page.evaluate(
        """() => {
            const plot = document.querySelector(".st-key-timeline .js-plotly-plot");
            const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
            const {xaxis, yaxis} = plot._fullLayout;
            return plot._fullData.filter((t) => t.customdata).flatMap((t) =>
                t.customdata.slice(0, 3).map((_, i) =>
                    ({x: box.x + xaxis.d2p(t.x[i]), y: box.y + yaxis.d2p(t.y[i])})));
        }"""
    ):
        page.mouse.move(place["x"], place["y"])
        page.wait_for_timeout(80)
        shown.look("hover")
    assert page.locator(".st-key-timeline .hovertext").count()
    page = shown.open("/network")
    network_drawn(page)
    for name in [w for w in written_in_network(page) if w["kind"] == "name"][::3]:
        at = (name["x"] + name["width"] / 2, name["y"] + name["height"] / 2)
        page.mouse.move(*at)
        page.wait_for_timeout(150)
        shown.look(f"over {name['id']}")
    place = place_of(page, "actor-0.")
    page.mouse.click(place["x"], place["y"])
    page.wait_for_url(re.compile("node=actor-"))
    settle(page)
    shown.look("an actor picked")
    edge = "~".join(("actor-0", "actor-9", codebook.vocabulary("events", "claim_type")[0], "solid"))
    shown.open(f"/network?edge={edge}")


@pytest.mark.browser
def test_filters_chosen_from_hostile_names_stay_in_the_sidebar(watched, small):
    shown = watched(small)
    page = shown.open("/records")
    for label in ("Source", "Actor", "Storyline"):
        unfold(page, label)
        shown.look(f"{label} unfolded")
        page.get_by_role("option").nth(1).click()
        page.keyboard.press("Escape")
        settle(page)
        shown.look(f"{label} chosen")


# What each page shows most of.
HEAVIEST = {
    "overview": {"node": "actor-0"},
    "timeline": {"event": "E001"},
    "network": {"node": "actor-0"},
    "map": {"event": "E001"},
    "questions": {"question": "line-0"},
    "sources": {"event": "E001"},
    "compare": {"event": "E001"},
    "records": {"event": "E001"},
    "briefing": {"event": "E001", "form": "contradiction"},
    "codebook": {},
    "story": {},
}


@pytest.mark.parametrize("name", PATHS)
def test_of_a_cell_of_a_million_characters_no_page_shows_all_and_says_so(
    tmp_path, monkeypatch, name
):
    monkeypatch.setenv(codebook.ELSEWHERE, str(hostile.write(tmp_path, large=True)))
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
