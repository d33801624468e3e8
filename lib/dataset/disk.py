"""Files on the disk: written for certain, linked, and locked by one process at a time."""

import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lib.dataset.problems import Problem, TablesError

LOCK = ".journal.lock"


def failed(name: str, error: OSError) -> TablesError:
    """The error that tells why nothing could be written."""
    reason = f"cannot be written ({error.strerror})."
    remedy = "Nothing was saved. Make room, or copy the tables to a folder that is yours to write."
    return TablesError([Problem("not-written", name, 0, "", "", reason, remedy)])


def write(path: Path, data: bytes, keep: bool) -> None:
    """Write a new file; with `keep` it is on the disk when this returns."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        if keep:
            os.fsync(file.fileno())


def link(paths: Iterable[Path], into: Path) -> None:
    """Put the files into a folder too, without copying them where the system can."""
    for path in paths:
        if path.is_file():
            try:
                os.link(path, into / path.name)
            except OSError:  # another disk, or a system without links
                shutil.copy(path, into / path.name)


def sweep(folder: Path, names: str) -> None:
    """Remove what killed runs left in a folder: the first group of `names` is a process's number.

    On Windows, where to ask for a process is to end it, nothing is removed.
    """
    for path in folder.iterdir() if sys.platform != "win32" else ():
        found = re.fullmatch(names, path.name)
        with suppress(OSError):  # somebody else's
            try:
                if found:
                    os.kill(int(found[1]), 0)
            except (ProcessLookupError, OverflowError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def passing_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that is there only as long as it is needed; those of killed runs are removed."""
    sweep(Path(tempfile.gettempdir()), r"claims-(\d+)-.*")
    return tempfile.TemporaryDirectory(prefix=f"claims-{os.getpid()}-")


def run(command: Callable[[], int]) -> int:
    """Run a command line; where nobody reads on, as in `| head`, it ends without a traceback."""
    if sys.platform != "win32":
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return command()


def flush(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk; Windows does so by itself."""
    if sys.platform != "win32":
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)


def locked(folder: Path, coder: str) -> IO[str]:
    """The open lock file of a folder; the system lets go of it however the process ends."""
    try:
        file = (folder / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise failed(folder.name, error) from error
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 30)  # where nobody reads
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        reason = f"is being edited by {file.read().strip() or 'somebody'}."
        remedy = "Only one can edit a folder at a time: stop the other, or wait until it has ended."
        file.close()
        raise TablesError([Problem("locked", folder.name, 0, "", "", reason, remedy)]) from error
    file.truncate(0)
    since = datetime.now(UTC).isoformat(sep=" ", timespec="minutes")
    file.write(f"{coder} since {since[:16]} UTC (process {os.getpid()})")
    file.flush()
    return file
