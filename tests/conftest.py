"""What tests share: the real tables, and tiny ones written out in a folder of their own."""

import copy
import csv
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from lib.dataset import codebook
from lib.dataset.store import Selection
from lib.dataset.tables import Tables, load
from lib.export.statement import Statement, statement
from lib.view.screen import Screen, screen
from lib.view.view import View
from tests import browsing, generator

HERE = Path(__file__).parent / "small"
ARTICLES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.txt"))}
SMALL: dict[str, list[dict[str, str]]] = {
    name: list(csv.DictReader((HERE / f"{name}.csv").open(encoding="utf-8")))
    if (HERE / f"{name}.csv").is_file()
    else []
    for name in codebook.resources()
}


def write(folder: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    """Write tables with the codebook's columns, and the tiny articles beside them."""
    for name in codebook.resources():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, codebook.columns(name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(name, []))
    for source_id, text in ARTICLES.items():
        (folder / f"{source_id}.txt").write_text(text, encoding="utf-8")


# What is tested are the project's own tables, whatever the dashboard is started on.
os.environ.pop(codebook.ELSEWHERE, None)


@pytest.fixture(scope="session")
def real() -> Tables:
    """The project's own tables."""
    return load()


@pytest.fixture(scope="session")
def frozen() -> Tables:
    """The project's tables as they once were: exact numbers of whole pages may rest on them."""
    return load(browsing.FROZEN, browsing.FROZEN / "articles")


@pytest.fixture
def started_on_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dashboard, run in this process, shows the frozen tables."""
    monkeypatch.setenv(codebook.ELSEWHERE, str(browsing.FROZEN))


@pytest.fixture(scope="session")
def loaded_small(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("small")
    write(folder, SMALL)
    return load(folder, folder)


@pytest.fixture
def small(loaded_small: Tables, tmp_path: Path) -> Tables:
    """Four events in two articles; their files are in `tmp_path` too."""
    write(tmp_path, SMALL)
    own = {
        part.name: value.copy()  # what a test changes or has worked out stays its own
        for part in fields(loaded_small)
        if isinstance(value := getattr(loaded_small, part.name), pd.DataFrame | dict)
    }
    return replace(loaded_small, **own, store=loaded_small.store.session())


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Tables]:
    """Makes the small tables with other rows.

    `changes` are cells by the id of an event, an actor or a relationship; `more` are events like
    E002, numbered from E005, with its passage; `hedges` are words of doubt by event_id.
    """

    def make(
        changes: dict[str, dict[str, str]] | None = None,
        more: Iterable[dict[str, str]] = (),
        hedges: dict[str, str] | None = None,
        tensions: list[dict[str, str]] | None = None,
        stories: Iterable[dict[str, str]] = (),
    ) -> Tables:
        rows = copy.deepcopy(SMALL) | {"stories": list(stories)}
        rows["tensions"] = rows["tensions"] if tensions is None else tensions
        for number, event in enumerate(more, 5):
            rows["events"].append(rows["events"][1] | {"event_id": f"E{number:03}"} | event)
            rows["evidence"].append(rows["evidence"][2] | {"event_id": f"E{number:03}"})
        for row in (*rows["events"], *rows["actors"], *rows["relationships"]):
            row.update((changes or {}).get(next(iter(row.values())), {}))
        for passage in rows["evidence"]:
            passage["hedge"] = (hedges or {}).get(passage["event_id"], passage.get("hedge", ""))
        write(tmp_path, rows)
        return load(tmp_path, tmp_path)

    return make


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Three thousand made-up events: too many to draw one by one, with too many actors."""
    folder = tmp_path_factory.mktemp("many")
    generator.generate(folder, 3000)
    return load(folder, folder / "articles")


@pytest.fixture
def whole() -> Callable[[Tables], Selection]:
    """Every event of the tables given, as a selection."""
    return lambda tables: tables.store.select()


@pytest.fixture(scope="session")
def app() -> Iterator[str]:
    """The address of a server over the frozen tables."""
    server, address = browsing.serve(CLAIMS_DATA=str(browsing.FROZEN))
    yield address
    browsing.stop(server)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a screen."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browsing.CHROMIUM, args=browsing.ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def windows(browser: Browser, app: str) -> dict[str, BrowserContext]:
    """A light window and a dark one; what stays open in them keeps their process."""
    found = {s: browsing.window(browser, color_scheme=s) for s in ("light", "dark")}
    for one in found.values():
        one.new_page().goto(f"{app}/_stcore/health")
    return found


@pytest.fixture
def visit(windows: dict[str, BrowserContext], app: str) -> Iterator[Callable[..., Page]]:
    """Open a path as a new reader; what goes wrong there is held against the test."""
    wrong: list[str] = []
    pages: list[Page] = []

    def open_(path: str, scheme: str = "light", address: str = app) -> Page:
        page = windows[scheme].new_page()
        pages.append(page)
        browsing.watch(page, address, wrong)
        page.goto(address + path)
        browsing.settle(page)
        return page

    yield open_
    for page in pages:
        if page.is_closed():
            continue
        page.evaluate("() => localStorage.clear()")
        page.context.clear_permissions()
        page.close()
    assert wrong == []


DAY = date(2026, 11, 20)


def stated(tables: Tables, **view: Any) -> tuple[Screen, Statement]:
    """What an export is made of: the screen of a view, and its statement on DAY."""
    shown = screen(tables, View(**view))
    return shown, statement(shown, DAY)


def only(tables: Tables, *event_ids: str) -> Selection:
    """These events as a selection."""
    return tables.store.select("event_id IN (SELECT unnest($ids))", ids=list(event_ids))


def changed(path: Path, column: str, row: int, value: Any) -> None:
    """Put a value into a cell of a CSV file; `row` as an editor shows it."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[row - 2, column] = value
    table.to_csv(path, index=False, lineterminator="\n")
