"""Large checked tables kept as a DuckDB file, so that they open in seconds the second time."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb

from lib.dataset import codebook, store
from lib.dataset import tables as tables
from lib.dataset.problems import Problem, TablesError
from lib.dataset.store import Store
from lib.dataset.tables import Tables

LARGE = 8 << 20  # bytes of CSV: what stays in memory takes three times as many
KEPT = 2


@dataclass(frozen=True, eq=False)
class Articles(Mapping[str, str]):
    """The articles of a cache file by source_id, each read when it is asked for."""

    store: Store
    ids: frozenset[str]

    def __getitem__(self, source_id: str) -> str:
        """The text. Raises KeyError for an article that is not here."""
        if source_id not in self.ids:
            raise KeyError(source_id)
        sql = "SELECT text FROM articles WHERE source_id = $source_id"
        return str(self.store.session().value(sql, source_id=source_id))

    def __contains__(self, source_id: object) -> bool:
        """Whether an article is here; its text is not read for that."""
        return source_id in self.ids

    def __iter__(self) -> Iterator[str]:
        """The source_id of each article."""
        return iter(self.ids)

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self.ids)


def load(folder: Path | None = None, articles: Path | None = None) -> Tables:
    """The tables as `lib.dataset.tables.load` gives them, large ones from their file in the cache.

    A process of its own writes the file, so that this one never holds the tables as a whole. Raises
    TablesError for tables with problems.
    """
    folder, articles = codebook.folders(folder, articles)
    home = _home()
    if home is None or sum(f.stat().st_size for f in folder.glob("*.csv")) < LARGE:
        return tables.load(folder, articles)
    place = home / f"{_key(folder, articles)}.duckdb"
    if not place.is_file():
        command = [sys.executable, "-m", "lib.dataset.cache", *map(str, (folder, articles, place))]
        made = subprocess.run(command, cwd=codebook.ROOT, stdout=subprocess.PIPE, check=False)
        if made.stdout:
            raise TablesError([Problem(**problem) for problem in json.loads(made.stdout)])
        if made.returncode:  # no room on the disk, say
            return tables.load(folder, articles)
    os.utime(place)
    opened = store.opened(place)
    kept: Tables = pickle.loads(opened.value("SELECT tables FROM kept"))
    return replace(kept, store=opened, articles=Articles(opened, frozenset(kept.articles)))


def _home() -> Path | None:
    """The folder of the cache; None where others could write to it or read it."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    home = Path(base) / "claims-dashboard"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = home.lstat()
        private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        return home if private and found.st_uid == os.getuid() else None
    except (OSError, AttributeError, RuntimeError):
        return None


def _key(folder: Path, articles: Path) -> str:
    """The SHA-256 of the tables, of their articles and of the code that checks and builds."""
    code = [*Path(__file__).parent.iterdir(), codebook.DATA / "datapackage.json"]
    files = sorted(f for place in (folder, articles) for f in place.iterdir())
    key = hashlib.sha256(repr((str(folder), sys.version, duckdb.__version__)).encode())
    for path in (f for f in (*files, *sorted(code)) if f.is_file()):
        with path.open("rb") as file:
            key.update(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return key.hexdigest()


def _write(folder: Path, articles: Path, place: Path) -> None:
    """Check the tables and write the file, or print their problems as JSON."""
    part = place.with_suffix(f".{os.getpid()}")
    try:
        made = tables.load(folder, articles, str(part))
        names = dict.fromkeys(made.articles, "")
        kept = pickle.dumps(replace(made, store=None, articles=names, made={}))  # type: ignore[arg-type]
        with made.store.connection as connection:
            connection.execute("CREATE TABLE articles (source_id VARCHAR, text VARCHAR)")
            connection.executemany("INSERT INTO articles VALUES (?, ?)", [*made.articles.items()])
            connection.execute("CREATE TABLE kept AS SELECT $kept::BLOB AS tables", {"kept": kept})
        part.replace(place)
        files = sorted(place.parent.glob("*.duckdb"), key=lambda file: file.stat().st_mtime)
        for old in files[:-KEPT]:
            old.unlink()
    except TablesError as error:
        print(json.dumps([asdict(problem) for problem in error.problems]))
    finally:
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    _write(*map(Path, sys.argv[1:4]))
