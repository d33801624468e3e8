"""Where tables come from: a folder, a zip of one, or single files that were handed over.

What comes from elsewhere is not trusted: whatever a zip says of itself, nothing is written outside
the folder given, and no more than the limits below.
"""

import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from lib.dataset import disk
from lib.dataset.problems import Problem, TablesError

MEGABYTE = 1024 * 1024
PACKED = 200 * MEGABYTE  # .streamlit/config.toml stops an upload at the same size
UNPACKED = 512 * MEGABYTE
TABLES = 96 * MEGABYTE  # of CSV files
CELLS, ROWS = 8_000_000, 500_000
FILES = 20_000

ARTICLES = ("articles", "seeds")
EXAMPLE = "example"  # what `starter` puts into a new set, to look at
DESCRIPTOR = "datapackage.json"
_BESIDE = {DESCRIPTOR: DESCRIPTOR, "readme.md": "README.md"}
_TOLD = 100  # a zip with a thousand bad names has one cause
_NOISE = ("__macosx", "thumbs.db", "desktop.ini")
_AGAIN = "Make the zip again."


@dataclass(frozen=True)
class Handed:
    """A file that was handed over: its name as its owner calls it, and its content."""

    name: str
    content: BinaryIO

    def size(self) -> int:
        """How many bytes it has."""
        return self.content.seek(0, 2)


def tables_and_articles(root: Path) -> tuple[Path, Path]:
    """The folder in which the tables stand, at most two below `root`, and that of their articles.

    The tables are in the highest folder that has CSV files, of several the one with most of them.
    """
    tables, levels = root, ([root], root.glob("*/"), root.glob("*/*/"))
    for level in levels:
        counts = {folder: _tables_in(folder, root) for folder in sorted(level)}
        if fullest := [f for f, count in counts.items() if count and count == max(counts.values())]:
            tables = fullest[0]
            break
    if tables != root and len(fullest) > 1:
        names = ", ".join(folder.name for folder in fullest[:5])
        reason = f"has {len(fullest):,} folders with as many tables in each: {names}."
        raise TablesError([_problem(tables.parent.name, "", reason, "Give one of them.")])
    near = (place / name for place in (tables, tables.parent) for name in ARTICLES)
    return tables, next((articles for articles in near if articles.is_dir()), tables)


def _tables_in(folder: Path, root: Path) -> int:
    """How many CSV files a folder has; none counts if it is hidden or a new set's example."""
    parts = folder.relative_to(root).parts
    above = root.joinpath(*parts[: parts.index(EXAMPLE)]) if EXAMPLE in parts else None
    if any(part[0] == "." for part in parts) or (above and (above / DESCRIPTOR).is_file()):
        return 0
    with suppress(OSError):  # one that may not be read has nothing for us
        return sum(path.suffix.lower() == ".csv" for path in folder.iterdir())
    return 0


def put(files: Sequence[Handed], into: Path) -> None:
    """Put what was handed over into an empty folder: one zip, unpacked, or single files.

    Raises TablesError with all that is wrong; the folder may then hold a part.
    """
    zips = [file for file in files if file.name.lower().endswith(".zip")]
    if zips and len(files) > 1:
        reason = f"came together with {len(files) - 1} other file(s)."
        remedy = "Give either one zip that holds everything, or the single files."
        raise TablesError([_problem(zips[0].name, "", reason, remedy)])
    if zips:
        unpack(zips[0], into)
        _refuse_heavy(zips[0].name, into)
        return
    names = [_usual(PurePosixPath(file.name.replace("\\", "/")).name) for file in files]
    _refuse("the files", names, sum(file.size() for file in files), [])
    for name, file in zip(names, files, strict=True):
        file.content.seek(0)
        with (into / name).open("xb") as target:
            shutil.copyfileobj(file.content, target)
    _refuse_heavy("the files", into)


def _refuse_heavy(name: str, folder: Path) -> None:
    """Raise TablesError where the tables would take too much memory, before they are parsed."""
    size = rows = cells = 0
    for path in folder.rglob("*.csv"):
        size += path.stat().st_size
        with path.open("rb") as file:
            while chunk := file.read(MEGABYTE):
                ends = chunk.count(b"\n") + chunk.count(b"\r")
                rows += ends
                cells += ends + sum(map(chunk.count, (b",", b";", b"\t", b"|")))
    remedy = "Start the dashboard on the folder: make run DATA=folder."
    megabytes = -(-size // MEGABYTE)
    problems = []
    for what, number, most in (
        ("rows", rows, ROWS),
        ("cells", cells, CELLS),
        ("MB of CSV", megabytes, TABLES // MEGABYTE),
    ):
        if number > most:
            reason = f"holds {number:,} {what}, more than the {most:,} that are opened here."
            problems.append(_problem(name, "", reason, remedy))
    if problems:
        raise TablesError(problems)


def unpack(file: Handed, into: Path) -> None:
    """Unpack a zip into an empty or new folder, without what systems add on their own.

    Raises TablesError with all that is wrong with it; the folder may then hold a part.
    """
    if file.size() > PACKED:
        raise TablesError([_too_large(file.name, "is", file.size(), PACKED)])
    file.content.seek(0)
    # The list of a zip takes memory for each entry, so they are counted before it is read.
    if file.content.read().count(b"PK\x01\x02") > FILES:
        raise TablesError([_too_many(file.name)])
    try:
        with zipfile.ZipFile(file.content) as archive:
            _unpack(file.name, archive, into)
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError) as error:
        reason = f"is not a zip file that can be read ({_brief(error)})."
        raise TablesError([_problem(file.name, "", reason, _AGAIN)]) from error


def _unpack(name: str, archive: zipfile.ZipFile, into: Path) -> None:
    # Some programs on Windows write backslashes.
    entries = {e: e.orig_filename.replace("\\", "/") for e in archive.infolist()}
    entries = {e: _usual(p) for e, p in entries.items() if p[-1:] != "/" and not _is_noise(p)}
    problems = []
    for entry, path in entries.items():
        if entry.flag_bits & 1:
            remedy = "Make the zip without a password."
            problems.append(_problem(name, path, "is encrypted.", remedy))
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            remedy = "Put the file itself into the zip."
            problems.append(_problem(name, path, "is a link, not a file.", remedy))
    _refuse(name, list(entries.values()), sum(e.file_size for e in entries), problems)
    room = UNPACKED
    for entry, path in entries.items():
        target = into / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed, target.open("xb") as unpacked:
                while chunk := packed.read(MEGABYTE):
                    room -= len(chunk)
                    # What an entry says of its size need not be so.
                    if room < 0:
                        raise TablesError([_too_large(name, "unpacks to", UNPACKED, UNPACKED)])
                    unpacked.write(chunk)
        except OSError as error:
            reason = f"cannot be unpacked ({error.strerror or _brief(error)})."
            raise TablesError([_problem(name, path, reason, "Rename it.")]) from error


def _is_noise(path: str) -> bool:
    """Whether a system put it there on its own, or hid it."""
    parts = [part for part in path.split("/") if part]
    return any(p.lower() in _NOISE or (p[0] == "." and p.strip(".")) for p in parts)


def _usual(path: str) -> str:
    """The path with its name as it is looked for: tables and what is beside them in lower case."""
    folder, slash, name = path.rpartition("/")
    low = name.lower()
    return folder + slash + (low if low.endswith(".csv") else _BESIDE.get(low, name))


def _refuse(name: str, paths: list[str], size: int, problems: list[Problem]) -> None:
    """Raise TablesError where there are problems, or the paths or the size make some."""
    seen: set[str] = set()
    for path in paths:
        parts = path.split("/")
        unsafe = {"", ".", ".."} & set(parts) or parts[0][1:2] == ":"
        if unsafe or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in path):
            reason = "leads out of the folder, or has signs that no file name has."
            remedy = "Give it a plain name inside the folder."
            problems.append(_problem(name, path, reason, remedy))
        # Not every system tells names apart by case or by how an accent is written.
        same = unicodedata.normalize("NFC", path).casefold()
        if same in seen:
            reason = "has the same name as another file."
            problems.append(_problem(name, path, reason, "Keep one of the two."))
        seen.add(same)
    if len(paths) > FILES:
        problems.append(_too_many(name))
    if size > UNPACKED:
        problems.append(_too_large(name, "unpacks to", size, UNPACKED))
    if not problems and not any(path.endswith(".csv") for path in paths):
        remedy = "Give events.csv and the tables beside it; save a spreadsheet as CSV first."
        problems.append(_problem(name, "", "holds no CSV file.", remedy))
    if problems:
        raise TablesError(problems[:_TOLD])


def _too_many(name: str) -> Problem:
    reason = f"holds more than {FILES:,} files, the most that are opened here."
    return _problem(name, "", reason, "Give only the tables and the articles they quote.")


def _too_large(name: str, verb: str, size: int, most: int) -> Problem:
    much = f"{-(-size // MEGABYTE):,} MB, more than" if size > most else "more than"
    reason = f"{verb} {much} the {most // MEGABYTE:,} MB that are opened here."
    remedy = "Give fewer articles, or start the dashboard on the folder: make run DATA=folder."
    return _problem(name, "", reason, remedy)


def _problem(name: str, path: str, reason: str, remedy: str) -> Problem:
    return Problem("files", name, 0, "", path, reason, remedy)


def _brief(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__


def opened(path: Path) -> Path:
    """The folder into which a zip on this machine is unpacked, until it changes or the run ends.

    Raises TablesError with all that is wrong with it.
    """
    found = path.stat()
    # One folder more, so that nothing else stands beside the tables.
    return Path(_unpacked(path, found.st_size, found.st_mtime_ns).name, "tables")


@lru_cache(maxsize=1)
def _unpacked(path: Path, *_: int) -> tempfile.TemporaryDirectory[str]:
    folder = disk.passing_folder()
    try:
        with path.open("rb") as file:
            unpack(Handed(path.name, file), Path(folder.name, "tables"))
    except OSError as error:
        reason = f"cannot be read ({error.strerror})."
        raise TablesError([_problem(path.name, "", reason, _AGAIN)]) from error
    return folder
