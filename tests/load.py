"""Fifty sessions in one server: `make load`. Prints what it took; exit code 1 if anything is wrong.

Each session is a WebSocket that speaks Streamlit's own messages. It changes page and filters again
and again; every answer must have the count of its own filters and its own values in the sidebar.
Every fifth session uploads tables whose title nobody else may see.
Then all leave and as many come again: memory must be within a tenth of what it was before these
came. (A fresh server keeps some more after its first crowd; what grows with each crowd is a leak.)
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import random
import re
import sys
import time
import urllib.request
import zipfile
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

from lib.analysis import filters
from lib.dataset.files import Handed
from lib.dataset.tables import Tables, load, load_files
from tests import browsing

PAGES = ("", "timeline", "network", "questions", "sources", "compare", "records")
KEPT = 5  # seconds for which this server keeps who has left; by default two minutes
OWN = "Tables of session {}"
TITLE = re.compile("Tables of session ([0-9]+)")
COUNT = re.compile(r"\*\*(\d+) of (\d+) events\*\*")


@dataclass
class Report:
    """What all sessions together saw."""

    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    received: int = 0


class Session:
    """One reader: a connection, the page it shows and the state of its widgets."""

    def __init__(self, number: int, origin: str, report: Report, tables: Tables) -> None:
        self.number, self.origin, self.report = number, origin, report
        self.random = random.Random(number)
        self.tables = tables.session()
        self.labels = filters.options(tables)
        self.ids: dict[str, str] = {}  # of the widgets, by their labels
        self.shown: dict[str, list[str]] = {}  # the values in the sidebar, by their labels
        self.page_hashes: dict[str, str] = {}
        self.page = self.session_id = ""
        self.texts: list[str] = []
        self.own: dict[str, str] = {}  # what an address says of tables of one's own
        self.urls: Any = None

    async def live(self, changes: int, upload: bool) -> None:
        """Come, open tables of one's own if asked to, change the filters so many times, leave."""
        with urllib.request.urlopen(f"{self.origin}/_stcore/health") as answer:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.token = self.cookie.partition("=")[2]
        async with connect(
            f"{self.origin.replace('http', 'ws')}/_stcore/stream",
            subprotocols=["streamlit", self.token],  # type: ignore[list-item]
            origin=self.origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie},
            max_size=None,
            ping_timeout=None,
        ) as self.socket:
            await self.run("")
            if upload:
                await self.upload()
            for _ in range(changes):
                await self.change()
                await asyncio.sleep(self.random.uniform(0, 0.5))

    async def change(self) -> None:
        """Go to a page with other filters, and hold what comes back against them."""
        chosen = {
            name: tuple(self.random.sample(list(labels), self.random.choice((0, 0, 1, 2))))
            for name, labels in self.labels.items()
        }
        self.page = self.random.choice(PAGES)
        await self.run(urlencode(chosen | self.own, doseq=True))
        where = f"session {self.number} on /{self.page} with {chosen}"
        events = len(filters.select(self.tables, filters.Filters(**chosen)))
        said = [int(found[1]) for text in self.texts if (found := COUNT.fullmatch(text))]
        if said != [events]:
            self.report.wrong.append(f"{where}: {said} events, not {events}")
        titles = {found[1] for text in self.texts for found in TITLE.finditer(text)}
        if titles != ({str(self.number)} if self.own else set()):
            self.report.wrong.append(f"{where}: shows the tables of sessions {titles}")
        for name, values in chosen.items():
            shown = self.shown[filters.HEADINGS[name]]
            if sorted(shown) != sorted(self.labels[name][value] for value in values):
                self.report.wrong.append(f"{where}: {name} shows {shown}")

    async def upload(self) -> None:
        """Open tables that nobody else has, as a reader does on Records."""
        content = titled(OWN.format(self.number))
        self.page = "records"
        await self.run("")
        asked = BackMsg()
        asked.file_urls_request.request_id = str(self.number)
        asked.file_urls_request.session_id = self.session_id
        asked.file_urls_request.file_names.append("own.zip")
        await self.socket.send(asked.SerializeToString())
        while self.urls is None:
            await self.heard()
        edge = "part-of-a-form"
        head = "Content-Disposition: form-data; name=file; filename=own.zip"
        body = f"--{edge}\r\n{head}\r\nContent-Type: application/zip\r\n\r\n".encode() + content
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            **{"Cookie": self.cookie, "X-Xsrftoken": self.token, "Origin": self.origin},
        }
        address = self.origin + self.urls.upload_url
        put = urllib.request.Request(
            address, body + f"\r\n--{edge}--\r\n".encode(), headers, method="PUT"
        )
        await asyncio.to_thread(urllib.request.urlopen, put)
        state = WidgetState(id=self.ids["file_uploader"])
        state.file_uploader_state_value.uploaded_file_info.add(
            name="own.zip", size=len(content), file_id=self.urls.file_id, file_urls=self.urls
        )
        await self.run("", state)
        pressed = WidgetState(id=self.ids["Check and open"], trigger_value=True)
        await self.run("", state, pressed)
        self.own = {"of": load_files([Handed("own.zip", io.BytesIO(content))]).version}
        if not any(text.startswith("**Your tables: ") for text in self.texts):
            self.report.wrong.append(f"session {self.number}: its tables were not opened")

    async def run(self, query: str, *states: WidgetState) -> None:
        """Have the page run, and take in all it says."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = self.page
        asked.rerun_script.page_script_hash = self.page_hashes.get(self.page, "")
        asked.rerun_script.context_info.timezone = "UTC"
        asked.rerun_script.widget_states.widgets.extend(states)
        began = time.monotonic()
        await self.socket.send(asked.SerializeToString())
        self.texts = []
        while not await self.heard():
            pass
        self.report.seconds.append(time.monotonic() - began)

    async def heard(self) -> bool:
        """Take in one message; whether the run has ended with it."""
        content = await asyncio.wait_for(self.socket.recv(), 120)
        assert isinstance(content, bytes)
        self.report.received += len(content)
        told = ForwardMsg()
        told.ParseFromString(content)
        match told.WhichOneof("type"):
            case "new_session":
                self.texts = []
                self.session_id = told.new_session.initialize.session_id
            case "navigation":
                for one in told.navigation.app_pages:
                    name = "" if one.is_default else one.url_pathname
                    self.page_hashes[name] = one.page_script_hash
            case "file_urls_response":
                self.urls = told.file_urls_response.file_urls[0]
            case "delta" if told.delta.WhichOneof("type") == "new_element":
                self.see(told.delta.new_element)
            case "script_finished":
                # A page that Streamlit runs by itself at first is run again inside the frame.
                return told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return False

    def see(self, element: Any) -> None:
        """Take in one element of the page."""
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        match kind:
            case "exception":
                self.report.wrong.append(f"session {self.number}, /{self.page}: {shown.message}")
            case "markdown":
                self.texts.append(shown.body)
            case "file_uploader":
                self.ids[kind] = shown.id
            case "button":
                self.ids[shown.label] = shown.id
            case "multiselect" if shown.set_value or shown.label not in self.shown:
                self.shown[shown.label] = list(shown.raw_values)


def titled(title: str) -> bytes:
    """A zip of the tables under another title and, by their notes, of another version."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in browsing.FROZEN.rglob("*.*"):
            data = path.read_bytes()
            if path.name == "datapackage.json":
                data = json.dumps(json.loads(data) | {"title": title}).encode()
            elif path.name == "storylines.csv":
                data = data.replace(b"?", f"? ({title})".encode())
            archive.writestr(f"set/{path.relative_to(browsing.FROZEN)}", data)
    return content.getvalue()


async def measure(sessions: int, changes: int, rounds: int) -> int:
    """Run the crowds and print what they took; 1 if anything went wrong or memory stays, else 0."""
    tables = load(browsing.FROZEN, browsing.FROZEN / "articles")
    server, origin = browsing.serve(
        f"--server.disconnectedSessionTTL={KEPT}", CLAIMS_DATA=str(browsing.FROZEN)
    )

    async def crowd(first: int, many: int, turns: int) -> Report:
        report = Report()
        lives = [
            Session(first + n, origin, report, tables).live(turns, upload=(first + n) % 5 == 0)
            for n in range(many)
        ]
        for n, ended in enumerate(await asyncio.gather(*lives, return_exceptions=True)):
            if ended is not None:
                report.wrong.append(f"session {first + n}: {type(ended).__name__}: {ended}")
        for wrong in report.wrong[:10]:
            print(f"WRONG {wrong}")
        for last in (99_998, 99_999):  # a later reader has the server forget those who left
            await asyncio.sleep(KEPT + 2)
            await Session(last, origin, Report(), tables).live(0, upload=False)
        return report

    try:
        failed = len((await crowd(100_000, 4, 2 * len(PAGES))).wrong)
        after = before = browsing.megabytes(server.pid)
        print(f"memory: {after:.0f} MB before anyone came")
        for turn in range(rounds):
            before, began = after, time.monotonic()
            report = await crowd(turn * sessions, sessions, changes)
            after = browsing.megabytes(server.pid)
            failed += len(report.wrong)
            slow = quantiles(report.seconds, n=20)[-1]
            print(
                f"{sessions} sessions, {changes} changes each: "
                f"{time.monotonic() - began - 2 * (KEPT + 2):.0f} s, "
                f"{len(report.seconds)} runs, {report.received / 1e6:.0f} MB sent; a run takes "
                f"{median(report.seconds):.2f} s (95 %: {slow:.2f} s)\n"
                f"memory: {after:.0f} MB after they left ({after / before - 1:+.1%}); "
                f"{len(report.wrong)} things went wrong"
            )
        return int(failed > 0 or after > 1.1 * before)
    finally:
        browsing.stop(server)


def main() -> int:
    """Measure as the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    return asyncio.run(measure(given.sessions, given.changes, given.rounds))


if __name__ == "__main__":
    sys.exit(main())
