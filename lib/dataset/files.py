"""Where tables come from: a folder, a zip of one, or single files that were handed over.

What comes from elsewhere is not trusted: whatever a zip says of itself, nothing is written outside
the folder given, and no more than the limits below.
"""

from __future__ import annotations

import atexit
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import BinaryIO

from lib.dataset.problems import Problem, TablesError

MEGABYTE = 1024 * 1024
PACKED = 200 * MEGABYTE  # .streamlit/config.toml stops an upload at the same size
UNPACKED = 1024 * MEGABYTE
FILES = 20_000

ARTICLES = ("articles", "seeds")
EXAMPLE = "example"  # what lib.dataset.starter puts into a new set, to look at
_BESIDE = {"datapackage.json": "datapackage.json", "readme.md": "README.md"}
_DEEP = 2
_TOLD = 100  # a zip with a thousand bad names has one cause
_CHUNK = MEGABYTE
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_NOISE = ("__macosx", "thumbs.db", "desktop.ini")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError)


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

    The tables are in the highest folder that has CSV files, of several the one with most of them;
    the articles in `articles/` or `seeds/` inside it or beside it, or among the tables. Raises
    TablesError where two folders have as many.
    """
    tables = next((_fullest(level) for level in _levels(root) if any(map(_tables_in, level))), root)
    near = (place / name for place in (tables, tables.parent) for name in ARTICLES)
    return tables, next((articles for articles in near if articles.is_dir()), tables)


def _levels(root: Path) -> Iterator[list[Path]]:
    """The folder, then those in it, then those in these; not the worked example of a new set."""
    level = [root] if root.is_dir() else []
    for _ in range(_DEEP + 1):
        yield level
        inside = sorted(f for folder in level for f in _in(folder) if f.is_dir())
        level = [f for f in inside if f.name[0] != "." and not _is_example(f)]


def _is_example(folder: Path) -> bool:
    return folder.name == EXAMPLE and (folder.parent / "datapackage.json").is_file()


def _fullest(level: list[Path]) -> Path:
    most = max(map(_tables_in, level))
    fullest = [folder for folder in level if _tables_in(folder) == most]
    if len(fullest) > 1:
        names = ", ".join(folder.name for folder in fullest[:5])
        reason = f"has {len(fullest):,} folders with as many tables in each: {names}."
        remedy = "Give the one that is meant."
        raise TablesError([Problem("files", fullest[0].parent.name, 0, "", "", reason, remedy)])
    return fullest[0]


def _tables_in(folder: Path) -> int:
    return sum(path.suffix.lower() == ".csv" for path in _in(folder))


def _in(folder: Path) -> list[Path]:
    with suppress(OSError):  # one that may not be read has nothing for us
        return list(folder.iterdir())
    return []


def put(files: Sequence[Handed], into: Path) -> None:
    """Put what was handed over into an empty folder: one zip, unpacked, or single files.

    Raises TablesError with all that is wrong; the folder may then hold a part.
    """
    zips = [file for file in files if file.name.lower().endswith(".zip")]
    if zips and len(files) > 1:
        reason = f"came together with {len(files) - 1} other file(s)."
        remedy = "Give either one zip that holds everything, or the single files."
        raise TablesError([Problem("files", zips[0].name, 0, "", "", reason, remedy)])
    if zips:
        unpack(zips[0], into)
        return
    names = [PurePosixPath(file.name.replace("\\", "/")).name for file in files]
    problems = list(_of_names(names, "the files"))
    problems += _of_amount("the files", len(files), sum(file.size() for file in files))
    if not problems and not any(map(_is_table, names)):
        problems.append(_no_tables("what was given"))
    if problems:
        raise TablesError(problems)
    for name, file in zip(names, files, strict=True):
        file.content.seek(0)
        with (into / _usual(name)).open("xb") as target:
            shutil.copyfileobj(file.content, target, _CHUNK)


def unpack(file: Handed, into: Path) -> None:
    """Unpack a zip into an empty folder, without what systems add on their own.

    Raises TablesError with all that is wrong with it; the folder may then hold a part.
    """
    if file.size() > PACKED:
        raise TablesError([_too_large(file.name, "is", file.size(), PACKED)])
    # Reading the list of a zip takes memory for each entry, before any could be counted.
    if _count(file.content, _ENTRY) > FILES:
        raise TablesError([_too_many(file.name)])
    try:
        with zipfile.ZipFile(file.content) as archive:
            _unpack(file.name, archive, into)
    except _UNREADABLE as error:
        reason = f"is not a zip file that can be read ({_brief(error)})."
        raise TablesError([_of_zip(file.name, "", reason, "Make the zip anew.")]) from error


def _unpack(name: str, archive: zipfile.ZipFile, into: Path) -> None:
    entries = [e for e in archive.infolist() if _path(e)[-1:] != "/" and not _is_noise(_path(e))]
    problems = list(_of_amount(name, len(entries), sum(e.file_size for e in entries)))
    for entry in entries:
        if entry.flag_bits & 1:
            remedy = "Make the zip without a password."
            problems.append(_of_zip(name, entry.filename, "is encrypted.", remedy))
        elif entry.compress_type not in _METHODS:
            remedy = "Make the zip with the usual method, “deflate”."
            reason = "is packed in a way that is not known here."
            problems.append(_of_zip(name, entry.filename, reason, remedy))
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            remedy = "Put the file itself into the zip."
            problems.append(_of_zip(name, entry.filename, "is a link, not a file.", remedy))
    paths = [_path(entry) for entry in entries]
    problems += _of_names(paths, name)
    if not problems and not any(map(_is_table, paths)):
        problems.append(_no_tables(name))
    if problems:
        raise TablesError(problems[:_TOLD])
    room = UNPACKED
    for entry, path in zip(entries, paths, strict=True):
        target = into.joinpath(*path.split("/")[:-1], _usual(path.split("/")[-1]))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed, target.open("xb") as unpacked:
                while chunk := packed.read(_CHUNK):
                    room -= len(chunk)
                    # What an entry says of its size need not be so.
                    if room < 0:
                        raise TablesError([_too_large(name, "unpacks to", UNPACKED, UNPACKED)])
                    unpacked.write(chunk)
        except OSError as error:
            reason = f"cannot be unpacked ({error.strerror or _brief(error)})."
            raise TablesError([_of_zip(name, path, reason, "Give it another name.")]) from error


def _path(entry: zipfile.ZipInfo) -> str:
    """The name of an entry with slashes; some programs on Windows write backslashes."""
    return entry.orig_filename.replace("\\", "/")


def _is_noise(name: str) -> bool:
    """Whether a system put it there on its own, or hid it."""
    parts = [part for part in name.split("/") if part]
    return any(p.lower() in _NOISE or (p[0] == "." and p.strip(".")) for p in parts)


def _is_table(path: str) -> bool:
    return path.lower().endswith(".csv")


def _usual(name: str) -> str:
    """The name as it is looked for, where it is that of a table or of what stands beside them."""
    low = name.lower()
    return low if _is_table(low) else _BESIDE.get(low, name)


def _of_names(paths: Sequence[str], where: str) -> Iterator[Problem]:
    """What is wrong with the names of files that are to stand in one folder."""
    seen: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        unsafe = {"", ".", ".."} & set(parts) or parts[0][1:2] == ":"
        if unsafe or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in path):
            reason = "leads out of the folder, or has signs that no file name has."
            yield _of_zip(where, path, reason, "Give it a plain name inside the folder.")
        # Not every system tells names apart by case or by how an accent is written.
        same = unicodedata.normalize("NFC", path).casefold()
        if same in seen:
            reason = f"has the same name as {seen[same]!r}."
            yield _of_zip(where, path, reason, "Keep one of the two.")
        seen[same] = path


def _of_amount(name: str, count: int, size: int) -> Iterator[Problem]:
    if count > FILES:
        yield _too_many(name)
    if size > UNPACKED:
        yield _too_large(name, "unpacks to", size, UNPACKED)


def _too_many(name: str) -> Problem:
    reason = f"holds more than {FILES:,} files, the most that are opened here."
    remedy = "Give only the seven tables and the articles they quote."
    return Problem("files", name, 0, "", "", reason, remedy)


def _too_large(name: str, verb: str, size: int, most: int) -> Problem:
    much = f"{-(-size // MEGABYTE):,} MB, more than" if size > most else "more than"
    reason = f"{verb} {much} the {most // MEGABYTE:,} MB that are opened here."
    remedy = "Give fewer articles, or start the dashboard on the folder: make run DATA=folder."
    return Problem("files", name, 0, "", "", reason, remedy)


def _no_tables(name: str) -> Problem:
    remedy = "Give events.csv and the six tables beside it; a spreadsheet is saved as CSV first."
    return Problem("files", name, 0, "", "", "holds no CSV file.", remedy)


def _of_zip(name: str, path: str, reason: str, remedy: str) -> Problem:
    return Problem("files", name, 0, "", path, reason, remedy)


def _brief(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__


def _count(content: BinaryIO, sign: bytes) -> int:
    """How often a sign of a few bytes occurs."""
    content.seek(0)
    found, tail = 0, b""
    while chunk := content.read(_CHUNK):
        found += (tail + chunk).count(sign)
        tail = chunk[1 - len(sign) :]
    content.seek(0)
    return found


_opened: dict[tuple[str, int, int], Path] = {}
_turn = Lock()


def opened(path: Path) -> Path:
    """The folder into which a zip on this machine is unpacked, until it changes or the run ends.

    Raises TablesError with all that is wrong with it.
    """
    found = path.stat()
    mark = (str(path), found.st_size, found.st_mtime_ns)
    with _turn:
        if mark not in _opened:
            _forget()
            # One folder more, so that nothing else stands beside the tables.
            into = Path(tempfile.mkdtemp(prefix="claims-")) / "tables"
            into.mkdir()
            _opened[mark] = into
            try:
                with path.open("rb") as file:
                    unpack(Handed(path.name, file), into)
            except OSError as error:
                _forget()
                reason, remedy = f"cannot be read ({error.strerror}).", "Give a readable zip."
                raise TablesError(
                    [Problem("files", path.name, 0, "", "", reason, remedy)]
                ) from error
            except TablesError:
                _forget()
                raise
        return _opened[mark]


def _forget() -> None:
    for into in _opened.values():
        shutil.rmtree(into.parent, ignore_errors=True)
    _opened.clear()


atexit.register(_forget)
