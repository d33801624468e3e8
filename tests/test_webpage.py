"""The downloaded page: what it carries, and how it reads in a browser cut off from everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from lib.analysis import events
from lib.dataset.tables import Tables, load
from lib.export import forms, statement, webpage
from lib.view import url
from lib.view.screen import Screen, screen
from tests import hostile
from tests.test_access import AXE, STANDARDS

MADE = date(2026, 11, 21)


class Read:
    """The page as a browser parses it."""

    def __init__(self, made: bytes) -> None:
        self.root = html.document_fromstring(made.decode())
        texts = self.all("body//text()[not(parent::style)]")
        self.words = " ".join("".join(texts).split())
        self.events = self.all("article[@class='event']/@id")

    def all(self, path: str) -> list:
        return self.root.xpath(f"//{path}")

    @property
    def links(self) -> list[str]:
        return self.all("a/@href") + self.all("*/@*[name()='xlink:href']")


def shown(tables: Tables, query: str = "") -> Screen:
    view, unknown = url.read(tables, parse_qs(query))
    assert unknown == []
    return screen(tables, view)


def made(seen: Screen) -> bytes:
    return webpage.html(seen, statement.statement(seen, MADE))


# --- What it carries -----------------------------------------------------------------------------


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
def test_it_carries_the_card_the_statement_and_every_passage_verbatim(frozen, query):
    seen = shown(frozen, query)
    said = statement.statement(seen, MADE)
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
    assert {tie.event_id for tie in events.listed(seen.seen)} <= set(page.events)
    assert len(page.events) == len(set(page.events))


@pytest.mark.parametrize("form", ["statements", "timeline", "whom"])
def test_every_link_leads_to_a_place_of_the_page_and_no_id_stands_twice(frozen, form):
    page = Read(made(shown(frozen, f"form={form}")))
    ids = page.all("*/@id")
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(ids)
    assert [i for i, n in Counter(ids).items() if n > 1] == []


def test_entries_of_a_card_lead_to_their_events(frozen):
    seen = shown(frozen, "form=statements")
    assert set(Read(made(seen)).all("td/a/@href")) == {f"#{e}" for e in seen.seen.ids()}


def test_it_runs_nothing_and_loads_nothing(frozen):
    page = Read(made(shown(frozen, "form=timeline")))
    (policy,) = page.all("meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert page.all("script") == page.all("link") == page.all("img") == []


def test_events_beyond_the_most_are_counted_out_loud(frozen, monkeypatch):
    monkeypatch.setattr(webpage, "MOST", 40)
    page = Read(made(shown(frozen, "form=timeline")))
    assert len(page.events) == 40
    left = frozen.total - 40
    assert f"the first 40 events by date; {left} events in view are not written out" in page.words


def test_without_events_it_says_what_to_remove(frozen):
    page = Read(made(shown(frozen, "actor=russia&q=nowhere")))
    assert "No events match. Remove a filter:" in page.words
    assert "Without Search: " in page.words
    assert page.events == []


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
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("form", ["statements", "timeline"])
def test_it_reads_on_any_screen_and_as_axe_judges_it(frozen, read, form):
    page = read(made(shown(frozen, f"form={form}&actor=russia&claim_type=denial")))
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


@pytest.mark.browser
def test_a_click_on_an_entry_leads_to_its_words(frozen, read):
    page = read(made(shown(frozen, "claim_type=denial&actor=russia")))
    page.locator("td a").first.click()
    expect(page.locator("article:target mark").first).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize("form", ["statements", "timeline", "whom"])
def test_hostile_cells_run_nothing(tmp_path, read, form):
    hostile.write(tmp_path)
    seen = shown(load(tmp_path, tmp_path), f"form={form}")
    title, note = hostile.PAYLOADS[1], hostile.PAYLOADS[2]
    page = read(made(replace(seen, view=replace(seen.view, title=title, note=note))))
    page.wait_for_timeout(250)
    assert page.evaluate("() => window.ran") is None
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1440
    theirs = (
        f"script, img, iframe, object, embed, link, a[href^='javascript'], "
        f"a[href*='{hostile.ELSEWHERE}']"
    )
    assert page.locator(f"{theirs}, [onclick], [onload], [onerror]").count() == 0
    assert page.evaluate("() => document.title") == title
