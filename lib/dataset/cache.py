"""Large checked tables kept as a DuckDB file, so that they open in seconds the second time."""

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from lib.dataset import codebook, disk, store, tables
from lib.dataset.problems import Problem, TablesError
from lib.dataset.store import Store
from lib.dataset.tables import Tables

LARGE = 8 << 20  # bytes of CSV: what stays in memory takes three times as many
KEPT = 2
_FRAMES = ("sources", "actors", "storylines", "tensions", "items")


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
    disk.sweep(home, r"[0-9a-f]+\.(\d+)(\.\w+)?")
    place = home / f"{_key(folder, articles)}.duckdb"
    if not _whole(place):
        command = [sys.executable, "-m", "lib.dataset.cache", *map(str, (folder, articles, place))]
        made = subprocess.run(command, cwd=codebook.ROOT, stdout=subprocess.PIPE, check=False)
        if made.stdout:
            raise TablesError([Problem(**problem) for problem in json.loads(made.stdout)])
        if made.returncode:  # no room on the disk, say
            return tables.load(folder, articles)
    os.utime(place)
    return _opened(place, folder)


def _opened(place: Path, folder: Path) -> Tables:
    """The tables of a file in the cache; `folder` is the one they come from."""
    opened = store.opened(place)
    kept = json.loads(opened.value("SELECT kept FROM kept"))
    extra = {table: tuple(columns) for table, columns in kept["extra"].items()}
    frames = {}
    for name in _FRAMES:
        frame = opened.connection.execute(f"FROM kept_{name}").to_arrow_table().to_pandas()
        frames[name] = frame.set_index(f"{name[:-1]}_id", drop=False).rename_axis(None)
    return Tables(
        **frames,
        articles=Articles(opened, frozenset(opened.column("SELECT source_id FROM articles"))),
        about=replace(codebook.about(folder), sides=tuple(kept["sides"]), extra=extra),
        digest=kept["digest"],
        store=opened,
        readme=kept["readme"],
        notices=tuple(Problem(**problem) for problem in kept["notices"]),
        remarks=tuple(Problem(**problem) for problem in kept["remarks"]),
    )


def _whole(place: Path) -> bool:
    """Whether a file of the cache is there, with the hash noted when it was written."""
    noted = place.with_suffix(".sha256")
    return place.is_file() and noted.is_file() and noted.read_text() == _sha256(place)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
        key.update(f"{path.name} {_sha256(path)}\n".encode())
    return key.hexdigest()


def _write(folder: Path, articles: Path, place: Path) -> None:
    """Check the tables and write the file, or print their problems as JSON."""
    part = place.with_suffix(f".{os.getpid()}")
    try:
        made = tables.load(folder, articles, str(part))
        kept = {
            **{"sides": made.about.sides, "extra": made.about.extra, "digest": made.digest},
            "readme": made.readme,
            "notices": [asdict(problem) for problem in made.notices],
            "remarks": [asdict(problem) for problem in made.remarks],
        }
        with made.store.connection as connection:
            connection.execute("CREATE TABLE articles (source_id VARCHAR, text VARCHAR)")
            connection.executemany("INSERT INTO articles VALUES (?, ?)", [*made.articles.items()])
            connection.execute(
                "CREATE TABLE kept AS SELECT $kept AS kept", {"kept": json.dumps(kept)}
            )
            for name in _FRAMES:
                frame = pa.Table.from_pandas(getattr(made, name), preserve_index=False)
                connection.register("frame", frame)
                connection.execute(f"CREATE TABLE kept_{name} AS FROM frame")
                connection.unregister("frame")
        place.with_suffix(".sha256").write_text(_sha256(part))
        part.replace(place)
        files = sorted(place.parent.glob("*.duckdb"), key=lambda file: file.stat().st_mtime)
        for old in files[:-KEPT]:
            old.unlink()
            old.with_suffix(".sha256").unlink(missing_ok=True)
    except TablesError as error:
        print(json.dumps([asdict(problem) for problem in error.problems]))
    finally:
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    _write(*map(Path, sys.argv[1:4]))
