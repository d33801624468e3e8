"""Fifty sessions in one server: `make load`. Prints what it took; exit code 1 if anything is wrong.

Each session is a WebSocket that speaks Streamlit's own messages, as the page does. It changes its
filters again and again, by its address and by its widgets in turn, and every answer must be its
own: the count of events of its own filters, worked out here, and the picked values in its own
sidebar. Every fifth session uploads tables of its own, whose title nobody else may ever see. At the
end all leave. Then as many come again: memory must be back to within a tenth of what it was before
these came. A server fresh from its start keeps some more after its first crowd, as its heaps have
gaps from then on; what grew with each crowd would be a leak.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import random
import re
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

from lib.analysis import filters
from lib.dataset import codebook, csv_file
from lib.dataset.files import Handed
from lib.dataset.tables import load, load_files
from tests import browsing

PAGES = ("", "timeline", "network", "questions", "sources", "compare", "records")
KEPT = 5  # seconds for which this server keeps who has left; others keep them for two minutes
OWN = "Tables of session {}"
TITLE = re.compile("Tables of session ([0-9]+)")
COUNT = re.compile(r"\*\*(\d+) of (\d+) events\*\*")


@dataclass
class Report:
    """What all sessions together saw."""

    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    received: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


class Session:
    """One reader: a connection, the page it shows and the state of its widgets."""

    def __init__(self, number: int, origin: str, report: Report) -> None:
        self.number, self.origin, self.report = number, origin, report
        self.random = random.Random(number)
        self.tables = load()
        self.labels = filters.options(self.tables)
        self.widgets: dict[str, tuple[str, list[str]]] = {}
        self.page_hashes: dict[str, str] = {}
        self.page = ""
        self.query = ""
        self.texts: list[str] = []
        self.session_id = ""
        self.own: dict[str, str] = {}  # what an address says of tables of one's own
        self.uploader = self.opener = ""

    async def live(self, changes: int, upload: bool) -> None:
        """Come, open tables of one's own if asked to, change the filters so many times, leave."""
        stream = f"{self.origin.replace('http', 'ws')}/_stcore/stream"
        cookie, token = await asyncio.to_thread(self._token)
        self.cookie, self.token = cookie, token
        async with connect(
            stream,
            subprotocols=["streamlit", token],  # type: ignore[list-item]
            origin=self.origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            max_size=None,
            ping_timeout=None,
        ) as self.socket:
            await self.run("", "")
            if upload:
                await self._upload()
            for turn in range(changes):
                await self.change(by_address=turn % 2 == 0)
                await asyncio.sleep(self.random.uniform(0, 0.5))

    def _token(self) -> tuple[str, str]:
        with urllib.request.urlopen(f"{self.origin}/_stcore/health") as answer:
            cookie = answer.headers["Set-Cookie"].split(";")[0]
        return cookie, cookie.partition("=")[2]

    async def change(self, by_address: bool) -> None:
        """Choose other filters, and hold what comes back against them."""
        chosen = self._chosen()
        if by_address:
            self.page = self.random.choice(PAGES)
            query = {name: list(values) for name, values in chosen.items()} | self.own
            await self.run(urlencode(query, doseq=True), self.page)
        else:
            for name, values in chosen.items():
                self.widgets[name] = (self.widgets[name][0], [self.labels[name][v] for v in values])
            await self.run(self.query, self.page, widgets=True)
        keep = filters.match(self.tables, filters.Filters(**chosen))
        self.judge(chosen, int(keep.sum()))

    async def _upload(self) -> None:
        """Open tables that nobody else has, as a reader does on Records."""
        content, version = await asyncio.to_thread(tables_titled, OWN.format(self.number))
        self.page = "records"
        await self.run("", self.page)
        asked = BackMsg()
        asked.file_urls_request.request_id = str(self.number)
        asked.file_urls_request.session_id = self.session_id
        asked.file_urls_request.file_names.append("own.zip")
        await self.socket.send(asked.SerializeToString())
        self.urls: FileURLs | None = None
        while self.urls is None:
            await self._taken()
        await asyncio.to_thread(self._put, self.urls.upload_url, content)
        state = WidgetState(id=self.uploader)
        state.file_uploader_state_value.uploaded_file_info.add(
            name="own.zip", size=len(content), file_id=self.urls.file_id, file_urls=self.urls
        )
        await self.run(self.query, self.page, (state,))
        pressed = WidgetState(id=self.opener, trigger_value=True)
        await self.run(self.query, self.page, (state, pressed))
        self.own = {"of": version}
        if not any(text.startswith("**Your tables: ") for text in self.texts):
            self.report.wrong.append(f"session {self.number}: its tables were not opened")

    def _put(self, url: str, content: bytes) -> None:
        edge = "part-of-a-form"
        body = (
            (
                f"--{edge}\r\nContent-Disposition: form-data; name=file; filename=own.zip\r\n"
                "Content-Type: application/zip\r\n\r\n"
            ).encode()
            + content
            + f"\r\n--{edge}--\r\n".encode()
        )
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": self.cookie,
            "X-Xsrftoken": self.token,
            "Origin": self.origin,
        }
        put = urllib.request.Request(self.origin + url, body, headers, method="PUT")
        with urllib.request.urlopen(put) as answer:
            assert answer.status in (200, 204)

    def _chosen(self) -> dict[str, tuple[str, ...]]:
        """Three filters, each with one value or two, all others without any."""
        chosen: dict[str, tuple[str, ...]] = {}
        for name, labels in self.labels.items():
            many = self.random.choice((0, 0, 1, 2))
            chosen[name] = tuple(self.random.sample(list(labels), many))
        return chosen

    def judge(self, chosen: dict[str, tuple[str, ...]], events: int) -> None:
        """Whether the count and the picked values are those of this session and of no other."""
        where = f"session {self.number} on /{self.page} with {chosen}"
        counts = [COUNT.fullmatch(text) for text in self.texts]
        said = [int(found[1]) for found in counts if found]
        if said != [events]:
            self.report.wrong.append(f"{where}: {said} events, not {events}")
        titles = {found[1] for text in self.texts for found in TITLE.finditer(text)}
        if titles != ({str(self.number)} if self.own else set()):
            self.report.wrong.append(f"{where}: shows the tables of sessions {titles}")
        for name, values in chosen.items():
            shown = self.widgets[name][1]
            if sorted(shown) != sorted(self.labels[name][v] for v in values):
                self.report.wrong.append(f"{where}: {name} shows {shown}")

    async def run(
        self,
        query: str,
        page: str,
        states: Sequence[WidgetState] = (),
        widgets: bool = False,
    ) -> None:
        """Have the page run, and take in all it says."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        asked.rerun_script.page_script_hash = self.page_hashes.get(page, "")
        asked.rerun_script.context_info.timezone = "UTC"
        if widgets:
            for identity, values in self.widgets.values():
                state = asked.rerun_script.widget_states.widgets.add(id=identity)
                state.string_array_value.data.extend(values)
        asked.rerun_script.widget_states.widgets.extend(states)
        began = time.monotonic()
        await self.socket.send(asked.SerializeToString())
        self.texts, self.query = [], query
        while not await self._taken():
            pass
        self.report.seconds.append(time.monotonic() - began)

    async def _taken(self) -> bool:
        """Take in one message; whether the run has ended with it."""
        content = await asyncio.wait_for(self.socket.recv(), 120)
        assert isinstance(content, bytes)
        self.report.received += len(content)
        told = ForwardMsg()
        told.ParseFromString(content)
        kind = told.WhichOneof("type")
        self.report.kinds[str(kind)] += 1
        match kind:
            case "new_session":
                self.texts = []
                self.session_id = told.new_session.initialize.session_id
            case "navigation":
                for one in told.navigation.app_pages:
                    name = "" if one.is_default else one.url_pathname
                    self.page_hashes[name] = one.page_script_hash
            case "page_info_changed":
                self.query = told.page_info_changed.query_string
            case "file_urls_response":
                self.urls = told.file_urls_response.file_urls[0]
            case "delta" if told.delta.WhichOneof("type") == "new_element":
                self._see(told.delta.new_element)
            case "script_finished":
                ended = told.script_finished
                # A page that Streamlit runs by itself at first is run again inside the frame.
                return ended == ForwardMsg.FINISHED_SUCCESSFULLY
        return False

    def _see(self, element: object) -> None:
        kind = element.WhichOneof("type")  # type: ignore[attr-defined]
        if kind == "exception":
            said = element.exception.message  # type: ignore[attr-defined]
            self.report.wrong.append(f"session {self.number} on /{self.page}: {said}")
        elif kind == "markdown":
            self.texts.append(element.markdown.body)  # type: ignore[attr-defined]
        elif kind == "file_uploader":
            self.uploader = element.file_uploader.id  # type: ignore[attr-defined]
        elif kind == "button":
            button = element.button  # type: ignore[attr-defined]
            self.opener = button.id if button.label == "Check and open" else self.opener
        elif kind == "multiselect":
            shown = element.multiselect  # type: ignore[attr-defined]
            name = next((n for n, h in filters.HEADINGS.items() if h == shown.label), "")
            if not name:
                return
            if shown.set_value or name not in self.widgets:
                self.widgets[name] = (shown.id, list(shown.raw_values))
            else:
                self.widgets[name] = (shown.id, self.widgets[name][1])


def tables_titled(title: str) -> tuple[bytes, str]:
    """A zip of this project's tables under another title, and the version it will have."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in (*codebook.DATA.iterdir(), *codebook.SEEDS.glob("*.txt")):
            data = path.read_bytes()
            if path.name == "datapackage.json":
                data = json.dumps(json.loads(data) | {"title": title}).encode()
            elif path.name == "tensions.csv":
                table = csv_file.parse((codebook.DATA / "tensions.csv").read_bytes())
                data = table.assign(note=title).to_csv(index=False).encode()
            kind = "articles" if path.parent == codebook.SEEDS else "tables"
            archive.writestr(f"set/{kind}/{path.name}", data)
    version = load_files([Handed("own.zip", io.BytesIO(content.getvalue()))]).version
    return content.getvalue(), version


def megabytes(server: subprocess.Popen[bytes]) -> float:
    """The memory of the server's process that is in use."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


def active(origin: str) -> int:
    """How many sessions the server says it has."""
    with urllib.request.urlopen(f"{origin}/_stcore/metrics?families=active_sessions") as answer:
        found = re.search(r"^active_sessions (\d+)", answer.read().decode(), re.MULTILINE)
    return int(found[1]) if found else -1


async def crowd(origin: str, report: Report, first: int, sessions: int, changes: int) -> None:
    """So many sessions at once; what goes wrong in one does not stop the others."""
    lives = [
        Session(first + n, origin, report).live(changes, upload=(first + n) % 5 == 0)
        for n in range(sessions)
    ]
    for n, ended in enumerate(await asyncio.gather(*lives, return_exceptions=True)):
        if ended is not None:
            report.wrong.append(f"session {first + n}: {type(ended).__name__}: {ended}")


async def left(origin: str) -> None:
    """Wait until those who left are forgotten; one more reader has the server look and clean up."""
    await asyncio.sleep(KEPT + 2)
    await Session(99_999, origin, Report()).live(0, upload=False)
    await asyncio.sleep(KEPT + 2)
    await Session(99_998, origin, Report()).live(0, upload=False)


async def watch(server: subprocess.Popen[bytes], seen: list[float]) -> None:
    """Note the server's memory twice a second."""
    while True:
        seen.append(megabytes(server))
        await asyncio.sleep(0.5)


async def measure(sessions: int, changes: int, rounds: int) -> int:
    """Run the crowd and print what it took; 1 if anything went wrong or memory stays, else 0."""
    server, origin = browsing.serve(f"--server.disconnectedSessionTTL={KEPT}")
    try:
        warm = Report()
        await crowd(origin, warm, 100_000, 4, 2 * len(PAGES))
        await left(origin)
        after = megabytes(server)
        print(f"memory: {after:.0f} MB before anyone came")
        verdict = len(warm.wrong)
        for wrong in warm.wrong[:10]:
            print(f"WRONG {wrong}")
        for turn in range(rounds):
            before = after
            report, seen = Report(), [before]
            watching = asyncio.create_task(watch(server, seen))
            began = time.monotonic()
            await crowd(origin, report, turn * sessions, sessions, changes)
            took = time.monotonic() - began
            watching.cancel()
            await left(origin)
            after = megabytes(server)
            slow = quantiles(report.seconds, n=20)[-1]
            print(
                f"{sessions} sessions, {changes} changes each: {took:.0f} s, "
                f"{len(report.seconds)} runs, {report.received / 1e6:.0f} MB sent; a run takes "
                f"{median(report.seconds):.2f} s (95 %: {slow:.2f} s)"
            )
            print(
                f"memory: {max(seen):.0f} MB at most, {after:.0f} MB after they left "
                f"({after / before - 1:+.1%}); {active(origin)} sessions active"
            )
            for wrong in report.wrong[:10]:
                print(f"WRONG {wrong}")
            print(f"{len(report.wrong)} things went wrong")
            verdict += len(report.wrong)
        return int(bool(verdict) or after > 1.1 * before)
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
