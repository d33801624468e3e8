"""How quick the dashboard is, beside a bare Streamlit page and beside a plain app: `make bench`.

Generates tables, opens every app in Chromium and measures all of them by turns, so that ratios
hold where times depend on the machine. Prints a Markdown table and writes it into README.md.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, TimeoutError, sync_playwright

from lib.analysis import filters
from lib.analysis.filters import Filters
from lib.charts import timeline
from lib.dataset import codebook
from lib.dataset.tables import load
from lib.ui import network
from lib.view.screen import screen
from lib.view.view import View
from tests import browsing, generator

APPS = {
    "dashboard": "dashboard.py",
    "floor": "tests/bench_apps/floor.py",
    "plain": "tests/bench_apps/plain.py",
}
PATIENCE = 90  # seconds until an app is given up
MARKS = ("<!-- bench -->", "<!-- end of bench -->")
SIZE, BOX = (412, 490), (530, 510)
# Another filter each time. Never accusations: their empty lane tells that a filter is drawn.
CHOSEN = ("denial", "sanction", "media-report", "announcement", "incident", "position")
# Whether both pictures show all events or only those of one claim type, asked in every frame.
WATCH = """
({filtered, app}) => new Promise((resolve) => {
  const inside = (selector) => {
    for (const host of document.querySelectorAll("*")) {
      const found = host.shadowRoot?.querySelector(selector);
      if (found) return found;
    }
  };
  const labels = () => [...document.querySelectorAll(".js-plotly-plot .ytick text")]
    .map((text) => text.textContent);
  const timeline = () => app === "plain"
    ? labels().length > 0 && (labels().length === 1) === filtered
    : labels().some((text) =>
      (filtered ? /^Accusation\\s+0\\s*$/ : /^Accusation\\s+[1-9]/).test(text));
  let before = window.benchDrawn;
  const networkDrawn = () => {
    if (app === "plain") {
      const frame = document.querySelector("iframe");
      const view = frame?.contentWindow?.network;
      const canvas = frame?.contentDocument?.querySelector("canvas");
      if (!view?.body || !canvas || view === before) return false;
      window.benchDrawn = view;
      return true;
    }
    const canvas = inside(".canvas");
    const alt = canvas?.getAttribute("aria-label");
    if (!alt || alt === before || !canvas.querySelector("canvas")) return false;
    window.benchDrawn = alt;
    return true;
  };
  let drawn = false;
  window.benchStart ??= 0;
  document.addEventListener("click", () => (window.benchStart = performance.now()), true);
  const look = () => {
    drawn ||= networkDrawn();
    if (drawn && timeline())
      return requestAnimationFrame(() =>
        requestAnimationFrame(() => resolve(performance.now() - window.benchStart)));
    requestAnimationFrame(look);
  };
  look();
})
"""


@dataclass
class Measured:
    """The times, bytes and megabytes taken of one app at one size."""

    start: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def in_process(folder: Path, prepared: Path, repeat: int) -> dict[str, float]:
    """Medians in milliseconds of what the dashboard works out, and megabytes held after it.

    Writes to `prepared` what the floor shows: the dashboard's own charts under each filter.
    """

    def median(what: Callable[[], Any]) -> float:
        times = []
        for _ in range(repeat):
            started = time.perf_counter()
            what()
            times.append((time.perf_counter() - started) * 1000)
        return statistics.median(times)

    found = {"load": median(lambda: load(folder, folder / "articles"))}
    tables = load(folder, folder / "articles")
    view = View(level="states")
    network.network_data(screen(tables, view), BOX)  # the layout is worked out once
    for name, what in {
        "filter": lambda: filters.select(tables, Filters(claim_type=("denial",))),
        "search": lambda: filters.select(tables, Filters(q="drones were seen")),
        "figure": lambda: timeline.of_screen(screen(tables, view), SIZE),
        "network": lambda: network.network_data(screen(tables, view), BOX),
    }.items():
        found[name] = median(what)
    found["memory"] = browsing.megabytes(os.getpid())
    charts = {
        "vis": files("pyvis").joinpath(network.VIS_JS).read_text(encoding="utf-8")
        + "\nexport default function () {}",
        "component": {"html": network.HTML, "css": network.CSS, "js": network.JS},
    }
    for name in ("", *CHOSEN):
        asked = Filters(claim_type=(name,) if name else ())
        shown = screen(tables, View(asked, level="states"))
        charts[codebook.label(name) if name else ""] = {
            "figure": timeline.of_screen(shown, SIZE),
            "network": network.network_data(shown, BOX),
        }
    prepared.write_bytes(pickle.dumps(charts))
    return found


@contextlib.contextmanager
def opened(browser: Any, app: str, folder: Path, prepared: Path) -> Iterator[tuple[Any, ...]]:
    """One of the apps on a fresh server: its page, the bytes it receives, and its process."""
    server, address = browsing.serve(
        script=APPS[app], CLAIMS_DATA=str(folder), BENCH_CHARTS=str(prepared)
    )
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE * 1000)
    received: list[int] = []
    page.on("websocket", lambda s: s.on("framereceived", lambda data: received.append(len(data))))
    try:
        page.goto(address, wait_until="commit")
        yield page, received, server.pid
    finally:
        page.context.close()
        server.kill()
        server.wait()


def measure(browser: Any, folder: Path, prepared: Path, repeat: int) -> dict[str, Measured]:
    """All apps over one table, by turns: first pictures on fresh servers, then filter changes."""
    found = {app: Measured() for app in APPS}
    left = list(APPS)
    for _ in range(repeat):
        for app in [*left]:
            started = time.perf_counter()
            with opened(browser, app, folder, prepared) as (page, *_), giving_up(app, left):
                _watch(page, app, False)
                found[app].start.append(time.perf_counter() - started)
    with contextlib.ExitStack() as stack:
        pages = {app: stack.enter_context(opened(browser, app, folder, prepared)) for app in left}
        for app in [*left]:
            with giving_up(app, left):
                _watch(pages[app][0], app, False)
        for turn in range(repeat + 1):
            for app in [*left]:
                page, received, pid = pages[app]
                with giving_up(app, left):
                    took, sent = _filter(page, app, CHOSEN[turn % len(CHOSEN)], received)
                    if turn:  # what is worked out only once is worked out by then
                        found[app].change.append(took)
                        found[app].sent.append(sent)
                        found[app].memory.append(browsing.megabytes(pid))
    return found


@contextlib.contextmanager
def giving_up(app: str, left: list[str]) -> Iterator[None]:
    """An app that takes longer than PATIENCE is not measured again."""
    try:
        yield
    except TimeoutError:
        left.remove(app)


def _watch(page: Page, app: str, filtered: bool) -> float:
    """Milliseconds from the last click until both pictures stand."""
    _look(page, app, filtered)
    return _seen(page)


def _look(page: Page, app: str, filtered: bool) -> None:
    """Start to wait for both pictures."""
    page.evaluate(
        f"""(what) => {{
            window.benchTook = undefined;
            ({WATCH})(what).then((took) => (window.benchTook = took));
        }}""",
        {"filtered": filtered, "app": app},
    )


def _seen(page: Page) -> float:
    """Milliseconds from the last click until they stood. Raises TimeoutError after PATIENCE."""
    # Polled from here: a page that is busy drawing does not look at its own clock.
    stood = page.wait_for_function("() => window.benchTook", timeout=PATIENCE * 1000, polling=10)
    return float(stood.json_value())


def _filter(page: Page, app: str, chosen: str, received: list[int]) -> tuple[float, float]:
    """Seconds from choosing a claim type until both pictures stand, and the bytes that came.

    It is let go of again.
    """
    box = page.get_by_role("combobox", name="Claim type")
    box.click()
    option = page.get_by_role(
        "option", name=chosen if app == "plain" else codebook.label(chosen), exact=True
    )
    option.wait_for()
    page.wait_for_timeout(300)
    before = sum(received)
    _look(page, app, True)
    option.click()
    took = _seen(page) / 1000
    sent = sum(received) - before
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear all").first.click()
    _watch(page, app, False)
    page.wait_for_timeout(500)
    return took, sent


def as_markdown(results: dict[int, tuple[dict[str, Measured], dict[str, float]]]) -> str:
    """The medians as a Markdown table, times of the dashboard also as multiples of the floor's."""
    lines = ["| | " + " | ".join(f"{n:,} events" for n in results) + " |"]
    lines.append("|---|" + "---:|" * len(results))
    for what, attribute, form in (
        ("start → first picture", "start", "{:.1f} s"),
        ("filter → both charts", "change", "{:.2f} s"),
        ("bytes sent by it", "sent", "{:,.0f}"),
        ("server memory", "memory", "{:,.0f} MB"),
    ):
        cells = []
        for measured, _ in results.values():
            taken = {app: getattr(measured[app], attribute) for app in APPS}
            middle = {app: statistics.median(t) for app, t in taken.items() if t}
            said = [f"{app} {form.format(middle[app])}" for app in APPS if app in middle]
            if attribute in ("start", "change") and {"dashboard", "floor"} <= set(middle):
                said[0] += f" ({middle['dashboard'] / middle['floor']:.2f} × floor)"
            said += [f"{app} not in {PATIENCE} s" for app in APPS if app not in middle]
            cells.append("; ".join(said))
        lines.append(f"| {what} | {' | '.join(cells)} |")
    for what in next(iter(results.values()))[1]:
        unit = "MB" if what == "memory" else "ms"
        cells = [f"{found[what]:,.0f} {unit}" for _, found in results.values()]
        lines.append(f"| in process: {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table, and write it into README.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="100,100000,1000000", help="numbers of events")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-readme", action="store_true", help="only print")
    parser.add_argument("--in-process", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.in_process:
        print(json.dumps(in_process(*asked.in_process, asked.repeat)))
        return
    results = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsing.CHROMIUM, args=["--no-sandbox"]
        )
        for size in map(int, asked.sizes.split(",")):
            table, prepared = Path(folder, str(size)), Path(folder, f"{size}.pickle")
            generator.generate(table, size)
            # In a process of its own, so that its memory is its own.
            own = [sys.executable, "-m", "tests.bench", "--repeat", str(asked.repeat)]
            own += ["--in-process", str(table), str(prepared)]
            said = subprocess.run(own, capture_output=True, text=True, check=True).stdout
            found = json.loads(said.splitlines()[-1])
            results[size] = measure(browser, table, prepared, asked.repeat), found
            print(as_markdown(results), flush=True)
        browser.close()
    if not asked.no_readme:
        readme = codebook.ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
        table = as_markdown(results)
        readme.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
