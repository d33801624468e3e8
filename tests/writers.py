"""Writers of a journal that tests kill, or let run into a limit, as processes of their own."""

import os
import resource
import signal
from pathlib import Path

from lib.dataset.journal import Journal
from lib.dataset.merge import Change
from lib.dataset.problems import TablesError
from lib.dataset.sheet import READING_COLUMNS


def titled(journal: Journal, title: str, event_id: str = "E001") -> Change:
    row = next(r for r in journal.rows("events") if r["event_id"] == event_id)
    return Change("events", row, row | {"title": title})


READING = "readings/kim_alpha"


def edit(folder: str, told: str, tables: bool) -> None:
    """Save one action after the other, in several files; tell each number that is confirmed.

    With `tables` the actions change tables too, which are checked before; without, none are.
    """
    confirmed = os.open(told, os.O_WRONLY | os.O_APPEND)
    with Journal(Path(folder), Path(folder), "kim") as journal:
        for n in range(len(journal.rows(READING)) + 1, 100_000):
            sentence = {"source_id": "alpha", "sentence": f"Sentence {n}.", "reason": "byline"}
            changes = [
                Change(READING, None, dict.fromkeys(READING_COLUMNS, "") | {"exact": str(n)}),
                Change("left_out", None, sentence),
                Change("drafts", None, {"draft_id": f"D{n}"}),
            ]
            if tables:
                passage = journal.rows("evidence")[0]
                quantity = {"event_id": "E001", "qualifier": "exactly", "value": str(n), "unit": ""}
                quantity |= {"of": f"thing {n}", "exact": passage["exact"][:9]}
                changes += [titled(journal, str(n)), Change("quantities", None, quantity)]
            journal.commit(str(n), changes)
            os.write(confirmed, f"{n}\n".encode())


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
