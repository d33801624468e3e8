"""Briefings in the running app: from a picture on a page to a file on the disk."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lib.export import card, cli, statement
from lib.view.screen import screen
from tests.browsing import PATHS, settle

pytestmark = pytest.mark.browser


def downloaded(page: Page, name: str, exact: bool = True) -> tuple[str, bytes]:
    """The name and content of what a download button gives."""
    with page.expect_download() as found:
        page.get_by_role("button", name=name, exact=exact).click()
    return found.value.suggested_filename, found.value.path().read_bytes()


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("name", PATHS)
def test_every_page_copies_the_address_of_its_view(visit, name):
    page = visit(f"{PATHS[name]}?actor=iran&q=drones")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert query_of(page) == {"actor": ["iran"], "q": ["drones"]}


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/timeline?lanes=storyline&claim_type=denial", ["timeline"]),
        ("/network?layer=claimed&claim_type=denial", ["claimed"]),
        ("/questions?claim_type=denial", ["question"]),
    ],
)
def test_picture_goes_straight_to_the_card_of_the_view(visit, path, parts):
    page = visit(path)
    page.get_by_role("link", name="Picture").click()
    expect(page).to_have_url(re.compile("/briefing"))
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Briefing")
    found = query_of(page)
    assert found["parts"] == parts
    assert found["claim_type"] == ["denial"]
    alternative = page.get_by_role("img", name=re.compile("9 of 102 events"))
    expect(alternative).to_be_visible()


def test_a_card_is_chosen_titled_and_downloaded_as_it_is_shown(visit, real):
    page = visit("/briefing?claim_type=denial&actor=russia")
    page.get_by_label("Title", exact=True).fill("Russia denies")
    page.get_by_label("Note of your own").fill("Seven times.")
    page.get_by_label("Note of your own").press("Enter")
    settle(page)
    page.get_by_text("Print (greyscale)").click()
    settle(page)
    assert query_of(page)["title"] == ["Russia denies"]
    assert query_of(page)["note"] == ["Seven times."]
    assert query_of(page)["look"] == ["print"]
    file, content = downloaded(page, "Download PNG")
    assert re.fullmatch(r"russia-denies-\d{4}-\d\d-\d\d\.png", file)
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (3840, 2160)
    shown = screen(real, cli.view_of(real, page.url))
    assert content == card.png(shown, statement.statement(shown))
    on_the_page = page.locator("[data-testid=stImage] img")
    address = page.evaluate("(e) => e.src", on_the_page.element_handle())
    seen = Image.open(io.BytesIO(page.request.get(address).body()))
    smaller = picture.convert("L").resize(seen.size, Image.Resampling.BOX)
    difference = ImageChops.difference(smaller, seen.convert("L"))
    assert sum(difference.histogram()[96:]) < 0.01 * seen.width * seen.height


def test_every_format_can_be_downloaded(visit):
    page = visit("/briefing?claim_type=denial&actor=russia&parts=events")
    for form in cli.BRIEFINGS.values():
        file, content = downloaded(page, f"Download {form.name}")
        assert file.endswith(form.ending)
        assert len(content) > 1000
    _, pdf = downloaded(page, "Download PDF")
    assert "7 of 102 events" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for name, form in cli.formats.FORMATS.items():
        with page.expect_download() as found:
            page.locator(f".st-key-download_{name} button").click()
        assert found.value.suggested_filename.endswith(form.ending)
        assert found.value.path().stat().st_size > 500


def test_an_event_that_is_open_goes_in_with_its_passage(visit):
    page = visit("/briefing?event=E013&parts=event")
    words = re.compile("no evidence of ballistic missile shipments|senior EU official", re.I)
    expect(page.get_by_role("img", name=words)).to_be_visible()
