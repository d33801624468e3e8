"""How quick the dashboard is, beside a bare Streamlit page and a naive app: `make bench`.

Generates tables, opens every app in a fresh Chromium for each repetition, all of them by turns, so
that ratios hold where times depend on the machine. Prints a Markdown table and writes it into
README.md.
"""

import argparse
import csv
import os
import re
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserType, Error, Page, sync_playwright

from lib.dataset import codebook
from lib.dataset.cache import load
from tests import browsing, generator

PATIENCE = 90  # seconds until an app is given up
MARKS = ("<!-- bench -->", "<!-- end of bench -->")


@dataclass(frozen=True)
class App:
    """A page to measure: the script that serves it, its path and how many pictures it draws."""

    script: str
    path: str = "/"
    pictures: int = 1


FLOOR, PEER = "bare page", "naive app"
APPS = {
    FLOOR: App("tests/bench_apps/bare.py", pictures=0),
    PEER: App("tests/bench_apps/naive.py"),
    "Timeline": App("dashboard.py", "/timeline"),
    "Overview": App("dashboard.py", pictures=2),
}
OPENINGS = ("first opening: check and build", "later openings")
MEASURED = ("first view", "filter → drawn")
Took = tuple[float, float]
# Another filter for each repetition.
CHOSEN = ("denial", "sanction", "media-report", "announcement", "incident", "position")
# `benchWait` notes in `benchTook` how long after the last click, or else after navigation, the
# page had said how many events are in view and had drawn each of its pictures anew.
WATCH = """
let clicked = 0;
addEventListener("click", () => (clicked = performance.now()), true);
const pictures = () => {
    const found = [];
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
        if (!plot.benchWatched && plot.on && plot.querySelector(".xtick")) {
            plot.benchWatched = plot.benchDrawn = plot.data;
            plot.on("plotly_afterplot", () => (plot.benchDrawn = plot.data));
        }
        if (plot.benchDrawn) found.push(plot.benchDrawn);
    }
    for (const element of document.querySelectorAll(".st-key-network *")) {
        const canvas = element.shadowRoot?.querySelector(".stage[data-drawn] .canvas");
        if (canvas) found.push(canvas.getAttribute("aria-label"));
    }
    return found;
};
window.benchWait = ([said, many]) => {
    const before = pictures();
    window.benchTook = undefined;
    const look = () => {
        const now = pictures();
        const anew = now.length >= many && !now.some((picture) => before.includes(picture));
        if (anew && [...document.querySelectorAll("strong")].some((e) => e.innerText === said))
            requestAnimationFrame(() => requestAnimationFrame(
                () => (window.benchTook = performance.now() - clicked)));
        else requestAnimationFrame(look);
    };
    look();
};
"""


def visit(chromium: BrowserType, address: str, app: App, counts: Counter[str], chosen: str) -> Took:
    """Milliseconds of a first view and of a filter change, in a browser of its own.

    Raises playwright's Error where a page takes longer than PATIENCE.
    """
    browser = chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.ARGUMENTS)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH)
    page.set_default_timeout(PATIENCE * 1000)
    whole = counts.total()
    try:
        page.goto(address + app.path, wait_until="commit")
        wait(page, f"{whole:,} of {whole:,} events", app)
        first = took(page)
        page.wait_for_timeout(500)
        page.get_by_role("combobox", name="Claim type").click()
        names = re.compile(f"^({chosen}|{codebook.label(chosen)})$")
        option = page.get_by_role("option", name=names)
        option.wait_for()
        page.wait_for_timeout(300)
        wait(page, f"{counts[chosen]:,} of {whole:,} events", app)
        option.click()
        return first, took(page)
    finally:
        browser.close()


def wait(page: Page, said: str, app: App) -> None:
    """Begin to wait for a page to say so much and to have drawn its pictures."""
    page.evaluate("(asked) => window.benchWait(asked)", [said, app.pictures])


def took(page: Page) -> float:
    # Polled from here: a page that is busy drawing does not look at its own clock.
    return float(page.wait_for_function("() => window.benchTook", polling=10).json_value())


def measure(chromium: BrowserType, folder: Path, repeat: int) -> dict[tuple[str, str], float]:
    """Medians in milliseconds by what is measured and app, and megabytes of each server.

    An app that takes longer than PATIENCE is not measured again.
    """
    found: dict[tuple[str, str], float] = {}
    for what in OPENINGS:
        began = time.perf_counter()
        load(folder, folder / "articles")
        found[what, ""] = (time.perf_counter() - began) * 1000
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        counts = Counter(row["claim_type"] for row in csv.DictReader(file))
    times: dict[str, list[Took]] = {name: [] for name in APPS}
    servers = {}
    with ExitStack() as stack:
        for script in dict.fromkeys(app.script for app in APPS.values()):
            servers[script] = browsing.serve(script=script, CLAIMS_DATA=str(folder))
            stack.callback(browsing.stop, servers[script][0])
        left = dict(APPS)
        for turn in range(repeat + 1):
            for name, app in [*left.items()]:
                try:
                    chosen = CHOSEN[turn % len(CHOSEN)]
                    times[name].append(visit(chromium, servers[app.script][1], app, counts, chosen))
                except Error as error:
                    print(f"{name}: {error}")
                    del left[name]
        for name in left:
            # What is worked out only once was worked out in the first turn.
            medians = map(median, zip(*times[name][1:], strict=True))
            found |= {(what, name): ms for what, ms in zip(MEASURED, medians, strict=True)}
            found["server memory", name] = browsing.megabytes(servers[APPS[name].script][0].pid)
    return found


def as_markdown(results: dict[int, dict[tuple[str, str], float]]) -> str:
    """The medians as a Markdown table, those of the dashboard also as multiples of the others'."""
    lines = ["| | " + " | ".join(f"{size:,} events" for size in results) + " |"]
    lines.append("|---|" + "---:|" * len(results))
    rows = [(what, "") for what in OPENINGS]
    rows += [(what, name) for what in (*MEASURED, "server memory") for name in APPS]
    for what, name in rows:
        cells = [cell(found, what, name) for found in results.values()]
        lines.append(f"| {what}{name and f', {name}'} | {' | '.join(cells)} |")
    slower = [
        f"{what} of {name} at {size:,} events"
        for size, found in results.items()
        for what in MEASURED
        for name in list(APPS)[2:]
        if (what, PEER) in found and found.get((what, name), 0) > found[what, PEER]
    ]
    return "\n".join([*lines, "", f"Slower than the {PEER}: {', '.join(slower) or 'nothing'}."])


def cell(found: dict[tuple[str, str], float], what: str, name: str) -> str:
    """One median with its unit and its ratios."""
    if (what, name) not in found:
        return f"not in {PATIENCE} s"
    value = found[what, name]
    if what == "server memory":
        return f"{value:,.0f} MB"
    ratios = [
        f"{value / found[what, other]:.1f} × {other.split()[0]}"
        for other in (FLOOR, PEER)
        if what in MEASURED and name not in (FLOOR, PEER) and (what, other) in found
    ]
    return f"{value:,.0f} ms" + (f" ({', '.join(ratios)})" if ratios else "")


def main() -> None:
    """Measure, print the table, and write it into README.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="100,1000,100000,1000000", help="numbers of events")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-readme", action="store_true", help="only print")
    asked = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ["XDG_CACHE_HOME"] = folder  # so that the first opening is one
        for size in map(int, asked.sizes.split(",")):
            generator.generate(Path(folder, str(size)), size)
            results[size] = measure(playwright.chromium, Path(folder, str(size)), asked.repeat)
            print(as_markdown(results), flush=True)
    if not asked.no_readme:
        readme = codebook.ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
        table = as_markdown(results)
        readme.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
