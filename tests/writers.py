"""Writers of a journal that tests kill, or let run into a limit, as processes of their own."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

from lib.dataset.journal import Journal
from lib.dataset.merge import Change
from lib.dataset.problems import TablesError


def titled(journal: Journal, title: str, event_id: str = "E001") -> Change:
    row = next(r for r in journal.rows("events") if r["event_id"] == event_id)
    return Change("events", row, row | {"title": title})


def edit(folder: str, told: str) -> None:
    """Give events new titles one after the other; tell each number that is confirmed."""
    confirmed = os.open(told, os.O_WRONLY | os.O_APPEND)
    with Journal(Path(folder), Path(folder), "kim") as journal:
        for n in range(int(last_number(journal) or 0) + 1, 10_000):
            row, passage = journal.rows("events")[0], journal.rows("evidence")[0]
            changes = [
                Change("events", row, row | {"title": str(n)}),
                Change("evidence", passage, passage | {"hedge": "", "speaker_words": ""}),
                Change("drafts", None, {"draft_id": f"D{n}"}),
            ]
            quantity = {"event_id": row["event_id"], "qualifier": "exactly", "value": str(n)}
            quantity |= {"unit": "", "of": f"thing {n}", "exact": passage["exact"][:9]}
            journal.commit(str(n), [*changes, Change("quantities", None, quantity)])
            os.write(confirmed, f"{n}\n".encode())


def last_number(journal: Journal) -> str:
    return next(iter(journal.rows("quantities")[-1:]), {"value": ""})["value"]


def as_another(folder: str, answer: str, limit: int) -> None:
    """Try to change a title, with files of at most `limit` bytes, or as a user without rights."""
    out = os.open(answer, os.O_WRONLY)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if not limit and os.getuid() == 0:
        os.setuid(65534)
    try:
        with Journal(Path(folder), Path(folder), "kim") as journal:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            journal.commit("long", [titled(journal, "x" * 80)])
    except TablesError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        os.write(out, str(error).encode())
