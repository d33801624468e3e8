"""Tables that a reader brings along: opened, refused and left again, on every page."""

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from lib import ui
from lib.dataset import codebook, starter
from lib.dataset.tables import load
from tests.browsing import panel, settle, show_events
from tests.conftest import changed, stated
from tests.test_access import findings
from tests.test_pages import again, captions, count, drawn, html, opened, texts

pytestmark = pytest.mark.usefixtures("started_on_frozen")

SHOW_WORDS = ("overview", "timeline", "network", "sources", "records")  # of the open event
TITLE = "Example: two towns and a river"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The folder of a small set with one article."""
    starter.begin(tmp_path / "new")
    return tmp_path / "new" / "example"


def zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    return content.getvalue()


def give(shown: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    """Give files to Records as a reader does, and press the button."""
    shown.file_uploader[0].set_value(list(files)).run()
    shown.file_uploader[0].set_value(list(files))  # AppTest forgets them with each run
    return shown.button(key="own_open").click().run()


def given(folder: Path) -> AppTest:
    return give(opened("records"), ("set.zip", zipped(folder), "application/zip"))


def on_page(shown: AppTest, page: str, **query: str) -> AppTest:
    """Another page of the tables that are open; no page may break on them."""
    shown.switch_page(f"pages/{page}.py")
    again(shown, **{"of": shown.query_params["of"]} | query)
    assert not shown.exception, page
    return shown


def with_words_of_its_own(folder: Path) -> None:
    """Values that are like others, wherever a vocabulary takes some; a column more; no articles."""
    shutil.rmtree(folder / "articles")
    said = json.loads((folder / codebook.DESCRIPTOR).read_text(encoding="utf-8"))
    for table, column, row, like, value in (
        ("events", "claim_type", 3, "denial", "rebuttal"),
        ("events", "attribution", 3, "institution", "minutes"),
        ("relationships", "relation", 2, "supports", "approves"),
        ("actors", "kind", 3, "agency", "council"),
        ("items", "class", 2, "component", "waste"),
    ):
        resource = next(r for r in said["resources"] if r["name"] == table)
        field = next(f for f in resource["schema"]["fields"] if f["name"] == column)
        field["values"] = {value: {"like": like, "means": "as we say"}}
        changed(folder / f"{table}.csv", column, row, value)
    (folder / codebook.DESCRIPTOR).write_text(json.dumps(said), encoding="utf-8")
    events = pd.read_csv(folder / "events.csv", dtype=str, keep_default_na=False)
    events.insert(0, "mood of it", "calm")
    events.to_csv(folder / "events.csv", index=False)


def with_a_single_event(folder: Path) -> None:
    """One event and its passage: no question, no relationship, no datapackage."""
    (folder / codebook.DESCRIPTOR).unlink()
    for table in ("events", "evidence", "relationships", "tensions", "quantities", "storylines"):
        path = folder / f"{table}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = 2 if table in ("events", "evidence") else 1
        path.write_text("".join(lines[:kept]), encoding="utf-8")
    for column in ("targets", "storyline_id", "stance", "items", "commitment"):
        changed(folder / "events.csv", column, 2, "")


def on_every_page(shown: AppTest, events: int) -> Iterator[str]:
    """Go from page to page with an event open; none breaks or counts otherwise."""
    for page in ui.PAGES:
        on_page(shown, page, event="E001", read="2024-05-courier", lanes="side")
        assert count(shown) == f"{events} of {events} events"
        yield page


def test_every_page_shows_the_tables_given_and_no_other_session_does(example):
    shown = given(example)
    for page in on_every_page(shown, 3):
        assert f"**Your tables: {TITLE}** · 3 events" in texts(shown)
        assert f"**{TITLE}**" in [m.value.replace("\\", "") for m in shown.sidebar.markdown]
        assert page != "timeline" or "Northbank" in str(drawn(shown))
    on_page(shown, "overview")
    assert shown.title[0].value.replace("\\", "") == TITLE
    assert captions(shown)[0] == "An invented article, coded to show how the tables are filled."
    version = shown.query_params["of"]
    shown.switch_page("pages/records.py")
    again(shown, of=version).button(key="own_back").click().run()
    assert count(shown) == "102 of 102 events"
    assert dict(shown.query_params) == {}
    link = next(p.proto for p in shown.main.get("page_link") if "Open again" in p.proto.label)
    assert f"of={version}" in link.query_string
    assert count(again(shown, of=version)) == "3 of 3 events"
    other = opened("timeline", of=version, event="E001")
    assert count(other) == "102 of 102 events"
    said = f"is of other tables (version {version}), which are not open here"
    assert said in other.warning[0].value
    assert "event_detail" not in str(other.main)


def test_every_page_shows_values_of_the_tables_own_and_passages_without_their_article(example):
    with_words_of_its_own(example)
    shown = given(example)
    for page in on_every_page(shown, 3):
        if page in SHOW_WORDS:
            said = "Not checkable here: the article is not among the files."
            assert html(shown).count(said) >= 3, page
            assert "<mark>" not in html(shown)
    on_page(shown, "records", table="events", claim_type="rebuttal")
    assert shown.dataframe[0].value["Claim type"].tolist() == ["Rebuttal"]
    assert shown.dataframe[0].value["mood of it"].tolist() == ["calm"]
    on_page(shown, "codebook")
    assert shown.table[0].value["Counts as"].tolist()[3] == "Denial"
    on_page(shown, "records", table="evidence")
    assert shown.dataframe[0].value["Checked here"].tolist() == ["Not checkable here"] * 5
    assert shown.dataframe[1].value["file"].tolist() == ["sources.csv"]
    tables = load(example, example)
    _, said = stated(tables, of=tables.version)
    assert said.sources == {"2024-05-courier": "Valley Courier, 12 May 2024, not checkable here"}
    assert f"of={tables.version}" in said.address


def test_every_page_shows_a_single_event_without_a_question_or_a_datapackage(example):
    with_a_single_event(example)
    shown = given(example)
    for page in on_every_page(shown, 1):  # the sides are those of the actors
        assert page != "timeline" or "Northbank" in str(drawn(shown))
    on_page(shown, "questions")
    assert "Not on this page: 1 event without a storyline in events.csv." in captions(shown)
    on_page(shown, "timeline", lanes="storyline")
    assert "No question" in str(drawn(shown))


def test_single_files_are_opened_like_a_zip_leave_nothing_on_the_disk_and_need_no_articles(
    example, tmp_path, monkeypatch
):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    files = [(p.name, p.read_bytes(), "text/csv") for p in example.iterdir() if p.is_file()]
    shown = give(opened("records", actor="iran", event="E038"), *files)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list(shown.query_params) == ["of"]  # filters of the tables before mean nothing here
    assert not shown.warning
    assert count(shown) == "3 of 3 events"
    assert "5 of 5 passages are not checkable here: 1 article is not among the files." in (
        shown.sidebar.caption[-1].value
    )


def test_broken_tables_are_listed_and_those_before_stay_open(example):
    article = example / "articles" / "courier.txt"
    text = article.read_text(encoding="utf-8")
    article.write_text(text + "\nCorrected.\n", encoding="utf-8")
    shown = given(example)
    assert "the article has changed since it was coded" in shown.dataframe[1].value["reason"][0]
    on_page(shown, "records", event="E002")
    said = "The article has changed since it was coded; this passage still stands in it."
    assert said in html(shown)
    changed(example / "events.csv", "claim_type", 2, "acusation")
    changed(example / "actors.csv", "side", 3, "Narnia")
    article.write_text(text.replace("has been grey", "had been quite grey"), encoding="utf-8")
    give(shown, ("set.zip", zipped(example), "application/zip"))
    assert count(shown) == "3 of 3 events"
    listed = shown.dataframe[-1].value
    assert "4 problems were found" in shown.error[0].value
    cells = listed[["file", "row", "column", "value"]].to_numpy().tolist()
    assert ["actors.csv", 3, "side", "Narnia"] in cells
    assert ["events.csv", 2, "claim_type", "acusation"] in cells
    assert any("The nearest words there: " in remedy for remedy in listed["remedy"])
    shown.button(key="own_away").click().run()
    assert not shown.error
    give(shown, ("no.zip", b"no zip", "application/zip"))
    assert count(shown) == "3 of 3 events"
    assert shown.dataframe[-1].value["reason"].str.startswith("is not a zip file").all()


def test_the_dashboard_starts_on_a_zip_of_other_tables_or_says_that_it_is_not_there(
    example, tmp_path, monkeypatch
):
    place = tmp_path / "set.zip"
    monkeypatch.setenv(codebook.ELSEWHERE, str(place))
    missing = opened()
    assert not missing.exception
    assert missing.header[0].value == "The tables cannot be shown yet"
    assert missing.dataframe[0].value["reason"].tolist() == ["is not there."]
    assert not missing.get("bidi_component")
    place.write_bytes(zipped(example))
    shown = opened()
    assert not shown.exception
    assert shown.title[0].value.replace("\\", "") == TITLE
    assert "Your tables" not in texts(shown)


def upload(page: Page, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "set.zip", "mimeType": "application/zip", "buffer": content}
    )
    page.get_by_role("button", name="Check and open").click()


@pytest.mark.browser
def test_a_reader_is_refused_what_is_wrong_opens_tables_and_goes_back(visit, example):
    page = visit("/records?actor=iran", "dark")
    page.get_by_text("Open other tables").click()
    upload(page, b"no zip")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the list as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "file,row,column,value,reason,remedy"
    assert "is not a zip file" in lines[1]
    assert findings(page) == []
    upload(page, zipped(example))
    expect(page.locator(".st-key-own_tables")).to_contain_text(f"Your tables: {TITLE} · 3 events")
    page.locator(".st-key-pages").get_by_text("Sources").click()
    settle(page)
    page.locator("a.article-passage").first.click()
    expect(panel(page)).to_contain_text("Mayor Reyes accuses Southbank")
    assert findings(page) == []
    page.get_by_role("button", name="Back to Russia").click()
    show_events(page, "102 of 102 events")
    assert "of=" not in page.url
    settle(page)
    page.go_back()
    show_events(page, "3 of 3 events")
