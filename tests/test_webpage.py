"""The downloaded page: what it carries, and how it reads in a browser cut off from everything."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from conftest import DAY
from lxml import html
from playwright.sync_api import Browser, Page, expect

from lib.dataset.tables import Tables, load
from lib.export import forms, statement, webpage
from lib.view import url
from lib.view.screen import Screen, screen
from tests import hostile
from tests.test_access import AXE, STANDARDS


class Read:
    """The page as a browser parses it."""

    def __init__(self, made: bytes) -> None:
        self.root = html.document_fromstring(made.decode())
        texts = self.all("body//text()[not(parent::style)]")
        self.words = " ".join("".join(texts).split())
        self.events = self.all("article[@class='event']/@id")

    def all(self, path: str) -> list:
        return self.root.xpath(f"//{path}")


def shown(tables: Tables, query: str) -> Screen:
    view, unknown = url.read(tables, parse_qs(query))
    assert unknown == []
    return screen(tables, view)


def made(seen: Screen) -> bytes:
    return webpage.html(seen, statement.statement(seen, DAY))


@pytest.mark.parametrize(
    "query",
    [
        "actor=russia&claim_type=denial&title=Moscow+says+no&note=What+is+denied.",
        "form=timeline&event=E013&span=2023-01-01/2023-03-31",
        "form=whom&look=dark",
        "form=debate&question=drone-transfers",
        "form=contradiction&event=E038&actor=us",
    ],
)
def test_it_carries_card_statement_and_passages_links_within_itself_and_runs_nothing(frozen, query):
    seen = shown(frozen, query)
    said = statement.statement(seen, DAY)
    page, card = Read(webpage.html(seen, said)), forms.card(seen, said)
    lines = said.lines()
    del lines["Sources"]  # which stand one below the other
    told = [card.title, said.note, *lines, *lines.values(), *card.sources.values()]
    told += [words for e in card.entries for words in (e.when, e.who, e.words, e.kind, e.remark)]
    passages = seen.seen.store.rows(
        """SELECT exact, title, summary FROM evidence JOIN {seen} ON event = {seen}.no
        JOIN events ON events.no = event""",
        seen=seen.seen,
    )
    told += {words for row in passages for words in row}
    assert [words for words in told if " ".join(words.split()) not in page.words] == []
    assert set(seen.seen.ids()) <= set(page.events)
    links = page.all("a/@href") + page.all("*/@*[name()='xlink:href']")
    entries = {f"#{entry.event.event_id}" for entry in card.entries}
    assert entries <= set(links) <= {f"#{anchor}" for anchor in page.all("*/@id")}
    assert [i for i, n in Counter(page.all("*/@id")).items() if n > 1] == []
    (policy,) = page.all("meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert page.all("script") == page.all("link") == page.all("img") == []


@pytest.mark.parametrize("form", ["timeline", "whom"])
def test_each_mark_of_a_picture_leads_to_its_event(frozen, form):
    page = Read(made(shown(frozen, f"form={form}&claim_type=denial")))
    linked = {link[1:] for link in page.all("*[name()='svg']//@*[name()='xlink:href']")}
    assert set(shown(frozen, "claim_type=denial").seen.ids()) <= linked


def test_each_ribbon_of_the_network_leads_to_the_first_of_its_events(small):
    page = Read(made(shown(small, "form=whom&picture=links")))
    linked = {link[1:] for link in page.all("*[name()='svg']//@*[name()='xlink:href']")}
    assert linked == {"E001", "E002", "E003"}  # E004 is about nobody


def test_events_beyond_the_most_are_counted_and_without_any_it_says_what_to_remove(
    frozen, monkeypatch
):
    monkeypatch.setattr(webpage, "MOST", 40)
    page = Read(made(shown(frozen, "form=timeline")))
    assert len(page.events) == 40
    left = frozen.total - 40
    assert f"the first 40 events by date; {left} events in view are not written out" in page.words
    none = Read(made(shown(frozen, "actor=russia&q=nowhere")))
    assert "No events match. Remove a filter:" in none.words
    assert "Without Search: " in none.words
    assert none.events == []


@pytest.fixture
def read(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page from its file with every way out closed; what goes wrong fails the test."""
    wrong: list[str] = []
    context = browser.new_context(offline=True, reduced_motion="reduce")

    def open_(content: bytes) -> Page:
        file = tmp_path / "page.html"
        file.write_bytes(content)
        page = context.new_page()
        page.on(
            "request",
            lambda r: None if r.url.startswith((file.as_uri(), "data:")) else wrong.append(r.url),
        )
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
        page.on(
            "console",
            lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.goto(file.as_uri())
        return page

    yield open_
    context.close()
    assert wrong == []


@pytest.mark.browser
def test_it_reads_on_any_screen_as_axe_judges_it_and_an_entry_leads_to_its_words(frozen, read):
    page = read(made(shown(frozen, "actor=russia&claim_type=denial")))
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("() => document.documentElement.scrollWidth") == width
    # Its own policy keeps scripts out; the test comes in past it.
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    found = page.evaluate(
        """async (standards) => (await axe.run({ exclude: ["svg"] }, {
            runOnly: standards, resultTypes: ["violations"] })).violations
            .flatMap((rule) => rule.nodes.map((n) => `${rule.id}: ${n.html.slice(0, 140)}`))""",
        STANDARDS,
    )
    assert found == []
    page.locator("td a").first.click()
    expect(page.locator("article:target mark").first).to_be_in_viewport()


@pytest.mark.browser
def test_hostile_cells_run_nothing(tmp_path, read):
    hostile.write(tmp_path)
    seen = shown(load(tmp_path, tmp_path), "form=whom")
    title, note = hostile.PAYLOADS[1], hostile.PAYLOADS[2]
    page = read(made(replace(seen, view=replace(seen.view, title=title, note=note))))
    expect(page).to_have_title(title)
    assert page.evaluate("() => window.ran") is None
    theirs = (
        f"script, img, iframe, object, embed, link, a[href^='javascript'], "
        f"a[href*='{hostile.ELSEWHERE}'], [onclick], [onload], [onerror]"
    )
    assert page.locator(theirs).count() == 0
