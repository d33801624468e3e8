"""The lines of `journal.jsonl`: an action with all its changes, then one that it is saved."""

import getpass
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib.dataset import disk
from lib.dataset.merge import Change, id_of
from lib.dataset.problems import Problem, TablesError

JOURNAL = "journal.jsonl"
EDITING = "CLAIMS_CODE"  # who codes; editing is off where it is empty
Action = dict[str, Any]


def coder_here() -> str:
    """Who edits: the environment variable CLAIMS_CODE, or else whoever is signed in."""
    try:
        return os.environ.get(EDITING) or getpass.getuser()
    except (OSError, KeyError):
        return "coder"


def action(
    number: int, coder: str, said: str, changes: Iterable[Change], marks: Mapping[str, Any] = {}
) -> Action:
    """An action as a line of the journal: when, who, and each row before and after."""
    time = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [{"id": id_of(c), **asdict(c)} for c in changes]
    return {"n": number, "time": time, "coder": coder, "said": said, **marks, "changes": lines}


def append(folder: Path, *lines: Action) -> None:
    """Add lines to the journal of a folder; when this returns, they are on the disk."""
    path = folder / JOURNAL
    size = path.stat().st_size if path.is_file() else 0
    try:
        with path.open("a", encoding="utf-8") as journal:
            journal.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            journal.flush()
            os.fsync(journal.fileno())
        if not size:
            disk.flush(folder)
    except OSError as error:
        with suppress(OSError):
            os.truncate(path, size)
        raise disk.failed(JOURNAL, error) from error


def read(folder: Path) -> tuple[list[Action], bool]:
    """The actions of a folder's journal, and whether the last was cut off before it was saved.

    A last line without its end was never confirmed: it is taken away.
    """
    path = folder / JOURNAL
    data = path.read_bytes() if path.is_file() else b""
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        os.truncate(path, len(whole))
    found: list[Action] = []
    last = 0
    for number, text in enumerate(whole.decode(errors="replace").split("\n")[:-1], 1):
        try:
            line = json.loads(text)
            last = line.get("saved", last)
            found += [line] if "changes" in line else []
        except (ValueError, AttributeError) as error:
            reason = "is not a line of the journal."
            remedy = "Restore the journal, or rename it: a new one begins."
            raise TablesError(
                [Problem("journal", JOURNAL, number, "", "", reason, remedy)]
            ) from error
    return found, bool(found) and last != found[-1]["n"]
