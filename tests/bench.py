"""How quick the dashboard is, beside a bare Streamlit page and beside a plain app: `make bench`.

One run generates the tables, opens every app in Chromium and measures all of them by turns, so
that ratios hold where times depend on the machine. Prints a table in Markdown and puts it into
README.md between its two marks.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pickle
import shutil
import socket
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
from urllib.request import urlopen

from playwright.sync_api import Page, TimeoutError, sync_playwright

from lib.analysis import filters
from lib.analysis.filters import Filters
from lib.charts import network, timeline
from lib.charts import theme as palette
from lib.dataset import check, codebook
from lib.dataset import tables as snapshot
from lib.ui import plots
from lib.view.screen import screen
from lib.view.view import View
from tests import generator

APPS = {
    "dashboard": codebook.ROOT / "dashboard.py",
    "floor": codebook.ROOT / "tests" / "bench_apps" / "floor.py",
    "plain": codebook.ROOT / "tests" / "bench_apps" / "plain.py",
}
PATIENCE = 90  # seconds until an app is given up
MARKS = ("<!-- bench -->", "<!-- end of bench -->")
SIZE, BOX = (412, 490), (530, 510)
# A filter that was not asked for before each time, as answers are remembered for a while. Never
# accusations: their lane being empty tells that a filter has been drawn.
CHOSEN = (
    "denial",
    "sanction",
    "media-report",
    "announcement",
    "incident",
    "assessment",
    "position",
)
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


def prepare(folder: Path, events: int) -> Path:
    """A folder with a table of so many events, generated unless it is there."""
    made = folder / str(events)
    if not (made / "tensions.csv").is_file():
        generator.generate(made, events)
    return made


def in_process(folder: Path, repeat: int) -> dict[str, float]:
    """Medians in milliseconds of what the dashboard works out, and megabytes held after it."""
    articles = folder / "articles"
    found: dict[str, float] = {}
    if "--no-check" not in sys.argv:
        started = time.perf_counter()
        assert check.examine(folder, articles).problems == []
        found["check"] = (time.perf_counter() - started) * 1000
    snapshot.load(folder, articles)
    found["load"] = _median(lambda: snapshot.load(folder, articles), repeat)
    tables = snapshot.load(folder, articles)
    everything = filters.match(tables, Filters())
    places = network.places(tables, "states", BOX)

    def fresh(what: Callable[[], Any]) -> float:
        """The median of what is not remembered from the time before."""

        def once() -> None:
            tables.__dict__.pop("_recent", None)
            what()

        once()
        return _median(once, repeat)

    denials = Filters(claim_type=("denial",))
    found["filter"] = fresh(lambda: filters.match(tables, denials))
    found["search"] = fresh(lambda: filters.match(tables, Filters(q="drones were seen")))
    found["figure"] = fresh(lambda: timeline.of_screen(screen(tables, View()), SIZE))
    found["network"] = fresh(
        lambda: network.build(
            tables, everything, "says", "states", places, palette.LIGHT, weeks=False
        )
    )
    found["memory"] = _memory(os.getpid())
    return found


def _median(what: Callable[[], Any], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        what()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def prepare_charts(folder: Path, path: Path) -> None:
    """Write what the floor shows: the dashboard's own charts of all events and of the denials."""
    tables = snapshot.load(folder, folder / "articles")
    places = network.places(tables, "states", BOX)
    prepared: dict[str, Any] = {
        "claim_types": {codebook.label(c): c for c in CHOSEN},
        "vis": files("pyvis").joinpath(plots.VIS_JS).read_text(encoding="utf-8")
        + "\nexport default function () {}",
        "component": {
            "html": plots.NETWORK_HTML,
            "css": plots.NETWORK_CSS,
            "js": plots.NETWORK_JS,
        },
    }
    theme = palette.LIGHT
    for name in ("all", *CHOSEN):
        chosen = Filters(claim_type=() if name == "all" else (name,))
        keep = filters.match(tables, chosen)
        built = network.build(tables, keep, "says", "states", places, theme, weeks=False)
        built |= {
            "legend": network.legend(tables, keep, "says", "states", theme),
            "height": BOX[1],
            "time": None,
            "alt": network.in_words(tables, keep, "says", "states"),
            "theme": {k: getattr(theme, k) for k in ("page", "text", "quiet", "line")}
            | {"font": "sans-serif"},
        }
        figure = timeline.of_screen(screen(tables, View(chosen)), SIZE)
        prepared[name] = {"figure": figure, "network": built}
    path.write_bytes(pickle.dumps(prepared))


@contextlib.contextmanager
def served(app: str, folder: Path, prepared: Path) -> Iterator[tuple[int, int]]:
    """A server of one of the apps: its port and its process, started anew and stopped after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(APPS[app])]
    options = ["--server.port", str(port), "--server.headless", "true"]
    server = subprocess.Popen(
        command + options,
        cwd=codebook.ROOT,
        env=os.environ | {"CLAIMS_DATA": str(folder), "BENCH_CHARTS": str(prepared)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/_stcore/health"):
                break
            time.sleep(0.02)
        yield port, server.pid
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:  # an app given up is still at work
            server.kill()
            server.wait()


def measure(
    browser: Any, folder: Path, prepared: Path, repeat: int, apps: list[str]
) -> dict[str, Measured]:
    """All apps over one table, by turns: first pictures on fresh servers, then filter changes."""
    found = {app: Measured() for app in apps}
    given_up: set[str] = set()
    for _ in range(repeat):
        for app in apps:
            if app in given_up:
                continue
            started = time.perf_counter()
            with served(app, folder, prepared) as (port, _):
                page, _ = _opened(browser, port)
                try:
                    _watch(page, app, False)
                    found[app].start.append(time.perf_counter() - started)
                except TimeoutError:
                    given_up.add(app)
                page.context.close()
    with contextlib.ExitStack() as stack:
        open_pages = {}
        for app in apps:
            if app in given_up:
                continue
            port, pid = stack.enter_context(served(app, folder, prepared))
            page, received = _opened(browser, port)
            _watch(page, app, False)
            open_pages[app] = (page, received, pid)
        for turn in range(repeat + 1):
            for app, (page, received, pid) in open_pages.items():
                if app in given_up:
                    continue
                try:
                    took, sent = _filter(page, app, CHOSEN[turn % len(CHOSEN)], received)
                except TimeoutError:
                    given_up.add(app)
                    continue
                if turn:  # what is worked out only once is worked out by then
                    found[app].change.append(took)
                    found[app].sent.append(sent)
                    found[app].memory.append(_memory(pid))
    return found


def _opened(browser: Any, port: int) -> tuple[Page, list[int]]:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE * 1000)
    received: list[int] = []
    page.on("websocket", lambda s: s.on("framereceived", lambda data: received.append(len(data))))
    page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    return page, received


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


def _memory(pid: int) -> float:
    """The megabytes a process holds, what it has mapped and looked at included."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def as_markdown(results: dict[int, tuple[dict[str, Measured], dict[str, float]]]) -> str:
    """The medians, and the dashboard as so many times the floor, as a Markdown table."""
    sizes = list(results)
    lines = [
        "| | " + " | ".join(f"{n:,} events" for n in sizes) + " |",
        "|---|" + "---:|" * len(sizes),
    ]

    def row(name: str, cells: list[str]) -> None:
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    for what, attribute, form in (
        ("start → first picture", "start", "{:.1f} s"),
        ("filter → both charts", "change", "{:.2f} s"),
        ("bytes sent by it", "sent", "{:,.0f}"),
        ("server memory", "memory", "{:,.0f} MB"),
    ):
        for app in results[sizes[0]][0]:
            cells = []
            for n in sizes:
                taken = getattr(results[n][0][app], attribute)
                floor = getattr(results[n][0]["floor"], attribute)
                cell = form.format(statistics.median(taken)) if taken else f"not in {PATIENCE} s"
                if app == "dashboard" and attribute in ("start", "change"):
                    cell += f" ({statistics.median(taken) / statistics.median(floor):.2f} ×)"
                cells.append(cell)
            row(f"{what}, {app}", cells)
    for what in ("check", "load", "filter", "search", "figure", "network"):
        if all(what in results[n][1] for n in sizes):
            row(f"in process: {what}", [f"{results[n][1][what]:,.0f} ms" for n in sizes])
    row("in process: memory", [f"{results[n][1]['memory']:,.0f} MB" for n in sizes])
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table, and put it into README.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="100,100000,1000000", help="numbers of events")
    parser.add_argument("--apps", default=",".join(APPS), help="which of them to measure")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where generated tables are kept")
    parser.add_argument("--no-check", action="store_true", help="leave out the check's own time")
    parser.add_argument("--no-readme", action="store_true", help="only print")
    parser.add_argument("--in-process", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--charts", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.in_process:
        if asked.charts:
            prepare_charts(asked.in_process, asked.charts)
        else:
            print(json.dumps(in_process(asked.in_process, asked.repeat)))
        return
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="bench-"))
    results = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for events in map(int, asked.sizes.split(",")):
            table = prepare(folder, events)
            # Each in a process of its own, so that its memory is its own.
            own = [sys.executable, "-m", "tests.bench", "--in-process", str(table)]
            own += ["--repeat", str(asked.repeat)] + ["--no-check"] * asked.no_check
            said = subprocess.run(own, capture_output=True, text=True, check=True).stdout
            prepared = folder / f"charts-{events}.pickle"
            subprocess.run([*own, "--charts", str(prepared)], check=True)
            print(events, said, flush=True)
            results[events] = (
                measure(browser, table, prepared, asked.repeat, asked.apps.split(",")),
                json.loads(said.splitlines()[-1]),
            )
            print(as_markdown(results), flush=True)
        browser.close()
    if not asked.folder:
        shutil.rmtree(folder)
    if not asked.no_readme:
        readme = codebook.ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
        table = as_markdown(results)
        readme.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
