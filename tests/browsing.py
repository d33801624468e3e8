"""What the browser tests share: a server of their own, windows on it, and how to wait and look."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError, expect

from lib import ui
from lib.dataset import codebook

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FROZEN = codebook.ROOT / "tests" / "frozen"
# One process for all pages of a window, which then reads Streamlit's scripts once and not for
# every page. Root may not use Chromium's own sandbox.
ARGUMENTS = ["--process-per-site"]
ARGUMENTS += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
PATHS = {name: "/" if name == "overview" else f"/{name}" for name in ui.PAGES}
# When the page last said something to the server, and when the server last said something to it.
LISTEN = """
window.socketTold = { said: 0, heard: 0 };
window.WebSocket = class extends window.WebSocket {
    constructor(...to) {
        super(...to);
        this.addEventListener("message", () => (window.socketTold.heard = performance.now()));
    }
    send(what) {
        window.socketTold.said = performance.now();
        super.send(what);
    }
};
"""
# Everything said has been answered, a moment has passed since, and the page is drawn.
RESTS = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    if (app?.dataset.testScriptState !== "notRunning") return false;
    if (!document.querySelector("[data-testid=stMain] h1")) return false;
    if (document.querySelector("[data-testid=stSkeleton]")) return false;
    const { said, heard } = window.socketTold;
    const since = performance.now() - Math.max(said, heard);
    return since > (heard >= said ? 200 : 5000);
}"""

# Where the network is drawn.
STAGE = """[...document.querySelectorAll(".st-key-network *")]
    .map((e) => e.shadowRoot?.querySelector(".stage")).find(Boolean)"""


def serve(
    *options: str, script: str = "dashboard.py", **environment: str
) -> tuple[subprocess.Popen[bytes], str]:
    """A server of its own on a free port, ready to answer, and its address.

    `options` are Streamlit's, as on its command line.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script]
        + [f"--server.port={port}", "--server.headless=true", *options],
        cwd=codebook.ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"} | environment,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return server, address
        except OSError:
            time.sleep(0.05)
    server.kill()
    raise RuntimeError("the server did not start within a minute")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(20)


def megabytes(pid: int) -> float:
    """The memory that a process uses."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def window(browser: Browser, **options: Any) -> BrowserContext:
    """A window of the browser's, with nothing in it that others left there."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", **options
    )
    context.add_init_script(LISTEN)
    return context


def watch(page: Page, origin: str, wrong: list[str]) -> None:
    """Note in `wrong` errors of a page, and its requests that go elsewhere than to `origin`."""

    def judge(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(origin).netloc:
            wrong.append(f"request to {url}")

    def hear(message: Any) -> None:
        if message.type == "error":
            wrong.append(f"console: {message.text[:300]} {message.location}")

    page.on("request", lambda request: judge(request.url))
    page.on("websocket", lambda found: judge(found.url))
    page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
    page.on("console", hear)


def unfold(page: Page, label: str) -> None:
    """Open the list of a field to choose from.

    On a slow machine Streamlit's list may stay folded, or say "No results", until the page is
    loaded again; the address keeps what was chosen.
    """
    field = page.get_by_role("combobox", name=label, exact=True)
    for _ in range(3):
        field.click()
        with suppress(TimeoutError):
            page.get_by_role("option").nth(1).wait_for(timeout=4000)
            return
        page.reload()
        settle(page)
    raise AssertionError(f"{label} does not unfold")


def settle(page: Page) -> None:
    """Wait until Streamlit has answered, has shown a page and rests."""
    # Some fields wait a moment before they tell the server.
    page.wait_for_timeout(150)
    # A slow page may not yet have done what it was told.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    page.wait_for_function(RESTS)


def arrived(page: Page, address: str) -> None:
    """Wait until the address matches and the page rests."""
    expect(page).to_have_url(re.compile(address))
    settle(page)


def panel(page: Page) -> Locator:
    """The panel that tells of an event, an actor or a link."""
    return page.locator(".st-key-event_detail")


def go(page: Page, path: str) -> None:
    """Go to another address of the app that is open, as the buttons back and forward do."""
    page.evaluate(
        """(path) => {
            history.pushState({}, "", path);
            dispatchEvent(new PopStateEvent("popstate"));
        }""",
        path,
    )
    settle(page)


def network_drawn(page: Page) -> None:
    page.wait_for_function(f"() => {STAGE}?.matches('[data-drawn]')")
    page.wait_for_timeout(200)


def place_of_mark(page: Page, plot: str, event_id: str) -> dict[str, float]:
    """Where the mark of an event is on the screen; `plot` is a selector."""
    found: dict[str, float] = page.evaluate(
        """([selector, id]) => {
            const plot = document.querySelector(selector);
            const box = plot.querySelector(".nsewdrag").getBoundingClientRect();
            const {xaxis, yaxis} = plot._fullLayout;
            for (const trace of plot._fullData) {
                const at = [...(trace.customdata ?? [])].indexOf(id);
                if (at >= 0)
                    return {x: box.x + xaxis.d2p(trace.x[at]), y: box.y + yaxis.d2p(trace.y[at])};
            }
        }""",
        [plot, event_id],
    )
    return found


def place_of(page: Page, actor_id: str) -> dict[str, float]:
    """Where on the screen an actor stands in the network: its x and y in pixels."""
    return page.evaluate(f"(id) => {STAGE}.where(id)", actor_id)


def written_in_network(page: Page) -> list[dict[str, Any]]:
    """The names and numbers in the network: each with its id, kind, text and box on the screen."""
    return page.evaluate(f"() => {STAGE}.written()")


def show_events(page: Page, count: str) -> None:
    """Expect so many events to be in view, before long."""
    expect(page.locator(".st-key-count strong")).to_have_text(count)
