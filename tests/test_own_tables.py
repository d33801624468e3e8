"""Tables that a reader brings along: opened, refused, left again; on every page, and on disk."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from lib import ui
from lib.dataset import codebook, starter
from lib.dataset.files import Handed
from lib.dataset.tables import load, load_files
from lib.export import cli, statement
from lib.view.screen import screen
from lib.view.url import View
from tests.browsing import settle
from tests.conftest import changed
from tests.test_access import findings
from tests.test_pages import count, opened

PAGES = list(ui.PAGES)
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


def given(folder: Path, page: str = "records", **query: str) -> AppTest:
    shown = opened("records")
    give(shown, ("set.zip", zipped(folder), "application/zip"))
    for name, value in query.items():
        shown.query_params[name] = value
    if page != "records":
        shown.switch_page(f"pages/{page}.py")
    return shown.run()


def texts(shown: AppTest) -> str:
    return " ".join(m.value for m in shown.markdown).replace("\\", "")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_tables_given(example, page):
    shown = given(example, page)
    assert not shown.exception
    assert count(shown) == "3 of 3 events"
    assert f"**Your tables: {TITLE}** · 3 events" in texts(shown)
    assert f"**{TITLE}**" in [m.value.replace("\\", "") for m in shown.sidebar.markdown]


def test_the_overview_bears_their_title_and_what_they_say_of_themselves(example):
    shown = given(example, "overview")
    assert shown.title[0].value.replace("\\", "") == TITLE
    assert (
        shown.main.caption[0].value
        == "An invented article, coded to show how the tables are filled."
    )


def test_their_own_sides_are_lanes_and_have_colours(example):
    shown = given(example, "timeline", lanes="side")
    assert not shown.exception
    assert '"Northbank' in shown.get("plotly_chart")[0].proto.spec


@pytest.mark.parametrize("page", PAGES)
def test_without_a_datapackage_their_sides_are_those_of_their_actors(example, page):
    (example / "datapackage.json").unlink()
    shown = given(example, page, lanes="side")
    assert not shown.exception
    assert "**3 of 3 events**" in [m.value for m in shown.sidebar.markdown]
    if page == "timeline":
        assert '"Northbank' in shown.get("plotly_chart")[0].proto.spec


def test_single_files_are_opened_like_a_zip_and_articles_may_be_missing(example):
    shown = opened("records")
    files = [(p.name, p.read_bytes(), "text/csv") for p in example.iterdir() if p.is_file()]
    give(shown, *files)
    assert count(shown) == "3 of 3 events"
    assert "5 of 5 passages are not checkable here: 1 article is not among the files." in (
        shown.sidebar.caption[-1].value
    )


def test_broken_tables_are_listed_and_those_before_stay_open(example):
    changed(example / "events.csv", "claim_type", 2, "acusation")
    changed(example / "actors.csv", "side", 3, "Narnia")
    shown = given(example)
    assert count(shown) == "102 of 102 events"
    assert "2 problems were found" in shown.error[0].value
    listed = shown.dataframe[-1].value
    assert listed[["file", "row", "column", "value"]].to_numpy().tolist() == [
        ["actors.csv", 3, "side", "Narnia"],
        ["events.csv", 2, "claim_type", "acusation"],
    ]
    shown.button(key="own_away").click().run()
    assert not shown.error


def test_broken_tables_do_not_close_those_given_before(example):
    shown = given(example)
    give(shown, ("no.zip", b"no zip", "application/zip"))
    assert count(shown) == "3 of 3 events"
    assert shown.dataframe[-1].value["reason"].str.startswith("is not a zip file").all()


def test_one_goes_back_and_opens_them_again(example):
    shown = given(example)
    version = shown.query_params["of"]
    shown.button(key="own_back").click().run()
    assert count(shown) == "102 of 102 events"
    assert dict(shown.query_params) == {}
    link = next(p.proto for p in shown.main.get("page_link") if "Open again" in p.proto.label)
    assert f"of={version}" in link.query_string
    shown.query_params["of"] = version
    assert count(shown.run()) == "3 of 3 events"


def test_filters_of_the_tables_before_are_let_go_of(example):
    shown = opened("records", actor="iran", event="E038")
    give(shown, ("set.zip", zipped(example), "application/zip"))
    assert list(shown.query_params) == ["of"]
    assert not shown.warning


def test_an_address_of_tables_that_are_not_open_says_so_and_shows_nothing_of_theirs():
    shown = opened("timeline", of="0badc0de", event="E001")
    assert count(shown) == "102 of 102 events"
    assert (
        "is of other tables (version 0badc0de), which are not open here" in shown.warning[0].value
    )
    assert "event_detail" not in str(shown.main)


def test_another_session_sees_nothing_of_them(example):
    given(example)
    assert count(opened()) == "102 of 102 events"


def test_nothing_given_stays_on_the_disk(example, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    given(example)
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_set_with_a_single_event_breaks_no_page(example, page):
    for table, rows in {"events": 1, "evidence": 1, "relationships": 0, "tensions": 0}.items():
        path = example / f"{table}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[: rows + 1]), encoding="utf-8")
    changed(example / "events.csv", "targets", 2, "")
    shown = given(example, page)
    assert not shown.exception
    assert count(shown) == "1 of 1 events"


@pytest.mark.parametrize("page", PAGES)
def test_absent_articles_break_no_page_and_are_never_taken_as_verified(example, page):
    shutil.rmtree(example / "articles")
    shown = given(example, page, event="E001", read="2024-05-courier", table="evidence")
    assert not shown.exception
    html = " ".join(h.proto.body for h in shown.main.get("html"))
    if page not in ("questions", "compare", "briefing"):
        assert html.count("Not checkable here: the article is not among the files.") >= 3
        assert "<mark>" not in html


def test_an_absent_article_lists_its_passages(example):
    shutil.rmtree(example / "articles")
    shown = given(example, "sources")
    assert not any("factual sentences" in m.value for m in shown.main.markdown)
    assert "Not checkable here" in " ".join(h.proto.body for h in shown.main.get("html"))
    shown = given(example, "records", table="evidence")
    assert shown.dataframe[0].value["Checked here"].tolist() == ["Not checkable here"] * 5
    assert shown.dataframe[1].value["file"].tolist() == ["sources.csv"]


def test_an_article_that_changed_but_kept_its_passages_is_named(example):
    article = example / "articles" / "courier.txt"
    article.write_text(article.read_text(encoding="utf-8") + "\nCorrected.\n", encoding="utf-8")
    shown = given(example, event="E002")
    html = " ".join(h.proto.body for h in shown.main.get("html"))
    assert "The article has changed since it was coded; this passage still stands in it." in html
    assert "the article has changed since it was coded" in shown.dataframe[1].value["reason"][0]


def test_an_article_that_lost_a_passage_is_refused_with_the_nearest_words(example):
    article = example / "articles" / "courier.txt"
    text = article.read_text(encoding="utf-8").replace("has been grey", "had been quite grey")
    article.write_text(text, encoding="utf-8")
    shown = given(example)
    listed = shown.dataframe[-1].value
    assert any("The nearest words there: " in remedy for remedy in listed["remedy"])
    assert count(shown) == "102 of 102 events"


@pytest.mark.parametrize("name", cli.FORMATS)
def test_everything_that_leaves_says_what_could_not_be_checked(example, name):
    tables = load(example, example.parent)
    view = View(event="E001", of=tables.version, parts=("event", "question"))
    shown = screen(tables, view)
    said = statement.statement(shown)
    assert said.sources == {"2024-05-courier": "Valley Courier, 12 May 2024, not checkable here"}
    assert f"of={tables.version}" in said.address
    assert cli.make(shown, said, name)


def test_tables_that_leave_as_a_data_package_can_be_opened_again(example):
    tables = load(example, example / "articles")
    shown = screen(tables, View())
    content = cli.make(shown, statement.statement(shown), "csv")
    again = load_files([Handed("again.zip", io.BytesIO(content))])
    assert (again.version, again.about.title, again.sides) == (tables.version, TITLE, tables.sides)
    assert again.articles == tables.articles


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_the_dashboard_starts_on_other_tables(example, tmp_path, monkeypatch, form):
    place = example
    if form == "zip":
        place = tmp_path / "set.zip"
        place.write_bytes(zipped(example))
    monkeypatch.setenv(codebook.ELSEWHERE, str(place))
    shown = opened()
    assert not shown.exception
    assert shown.title[0].value.replace("\\", "") == TITLE
    assert "Your tables" not in texts(shown)


def test_a_path_that_is_not_there_is_told_on_the_page(monkeypatch):
    monkeypatch.setenv(codebook.ELSEWHERE, "/nowhere/at/all")
    shown = opened()
    assert not shown.exception
    assert shown.dataframe[0].value["reason"].tolist() == ["is not there."]


@pytest.mark.browser
def test_a_reader_opens_tables_of_their_own_reads_them_and_goes_back(visit, example):
    page = visit("/records?actor=iran")
    page.get_by_text("Open other tables").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "set.zip", "mimeType": "application/zip", "buffer": zipped(example)}
    )
    page.get_by_role("button", name="Check and open").click()
    expect(page.locator(".st-key-own_tables")).to_contain_text(f"Your tables: {TITLE} · 3 events")
    page.locator(".st-key-pages").get_by_text("Sources").click()
    settle(page)
    page.locator("a.article-passage").first.click()
    settle(page)
    expect(page.locator(".st-key-event_detail")).to_contain_text("Mayor Reyes accuses Southbank")
    page.get_by_role("button", name="Back to Russia").click()
    expect(page.locator(".st-key-count strong")).to_have_text("102 of 102 events")
    assert "of=" not in page.url
    page.go_back()
    expect(page.locator(".st-key-count strong")).to_have_text("3 of 3 events")


@pytest.mark.browser
def test_what_is_wrong_is_listed_and_can_be_taken_away_as_csv(visit, example):
    changed(example / "events.csv", "date", 2, "10 May 2024")
    page = visit("/records")
    page.get_by_text("Open other tables").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "set.zip", "mimeType": "application/zip", "buffer": zipped(example)}
    )
    page.get_by_role("button", name="Check and open").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the list as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "file,row,column,value,reason,remedy"
    assert lines[1].startswith("events.csv,2,date,10 May 2024,")
    expect(page.locator(".st-key-count strong")).to_have_text("102 of 102 events")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_tables_are_opened_or_refused(visit, example, scheme):
    page = visit("/records", scheme)
    page.get_by_text("Open other tables").click()
    shutil.rmtree(example / "articles")
    for content, shows in (
        (b"no zip", ".st-key-own_problems_list"),
        (zipped(example), ".st-key-own_tables"),
    ):
        page.locator("input[type=file]").set_input_files(
            {"name": "set.zip", "mimeType": "application/zip", "buffer": content}
        )
        page.get_by_role("button", name="Check and open").click()
        expect(page.locator(shows)).to_be_visible()
        assert findings(page) == []
    page.locator(".st-key-pages").get_by_text("Sources").click()
    settle(page)
    assert findings(page) == []
