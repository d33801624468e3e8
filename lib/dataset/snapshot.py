"""Large tables as they were checked and loaded before, kept outside their folder.

Reading and checking a million events takes most of a minute, opening what came of it a second. A
snapshot is made of Arrow files that are mapped into memory, so that only what is looked at takes
room there. It stands under the SHA-256 of every file it came from and of the code that made it,
and is opened only if its own bytes are those that were written: it can be deleted at any time, and
tables that differ in a single byte are checked anew. Where no file has been written to since the
last opening, by names, sizes and times, bytes are not read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from lib.charts import network
from lib.dataset import check, codebook, positions, tables, words
from lib.dataset.problems import TablesError
from lib.dataset.tables import Tables
from lib.view.url import LAYERS, LEVELS

WORTH = 3_000_000  # bytes of tables: some five thousand events, read and checked in seconds
KEPT = 3
SEEN = "seen.txt"
# Where the pages draw whom in which box: worked out before anybody waits for it.
DRAWN = (("states", (530, 510)), ("speakers", network.BOX), ("states", network.BOX))
FRAMES = (
    *("sources", "actors", "storylines", "events", "evidence"),
    *("relationships", "tensions", "parts"),
)
EACH = ("event", "edge", "polarity", "first")
MERGED = ("subject", "object", "kind", "style")
INDEXED = {
    "sources": "source_id",
    "actors": "actor_id",
    "storylines": "storyline_id",
    "events": "event_id",
    "relationships": "relationship_id",
    "tensions": "tension_id",
}


class Articles(Mapping[str, str]):
    """Article texts by source_id, each decoded when it is asked for."""

    def __init__(self, source_ids: Sequence[str], texts: pa.Array) -> None:
        self._place = {str(s): i for i, s in enumerate(source_ids)}
        self._texts = texts

    def __getitem__(self, source_id: str) -> str:
        """The text of an article. Raises KeyError for one that is not there."""
        return str(self._texts[self._place[source_id]].as_py())

    def __iter__(self) -> Iterator[str]:
        """The source_ids, in the table's order."""
        return iter(self._place)

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._place)


def load(folder: Path | None = None, articles: Path | None = None) -> Tables:
    """The tables of `folder`, by default `package.data_folders`, as `lib.dataset.tables` loads them.

    Large ones come from their snapshot, which is made first if there is none; in a process of its
    own, so that what checking takes is given back. Raises TablesError as `tables.load` does.
    """
    usual = codebook.data_folders()
    folder, articles = folder or usual[0], articles or usual[1]
    if not _worth(folder):
        return tables.load(folder, articles)
    if (found := _opened(folder, articles)) is not None:
        return found
    made = subprocess.run(
        [sys.executable, "-m", "lib.dataset.snapshot", str(folder), str(articles)],
        cwd=codebook.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode == 1 and made.stdout.startswith("["):
        raise TablesError([check.Problem(**problem) for problem in json.loads(made.stdout)])
    found = _opened(folder, articles)
    # Where nothing can be kept the tables are still shown, only more slowly.
    return found if found is not None else tables.load(folder, articles)


def home() -> Path:
    """The folder that snapshots are kept in: under XDG_CACHE_HOME, or the system's for caches."""
    base = os.environ.get("XDG_CACHE_HOME") or (
        Path.home() / ".cache" if (Path.home() / ".cache").is_dir() else tempfile.gettempdir()
    )
    return Path(base) / "claims-dashboard"


def _worth(folder: Path) -> bool:
    paths = [folder / r["path"] for r in codebook.resources().values()]
    return all(p.is_file() for p in paths) and sum(p.stat().st_size for p in paths) > WORTH


def key(folder: Path, articles: Path) -> str:
    """The SHA-256 of the tables, of their articles, and of the code that loads them."""
    files = [folder / r["path"] for r in codebook.resources().values()]
    files += sorted(p for p in articles.iterdir() if p.is_file())
    files += sorted(Path(__file__).parent.parent.rglob("*.py"))
    beside = (
        codebook.DATA / codebook.DESCRIPTOR,
        folder / codebook.DESCRIPTOR,
        folder / tables.README,
    )
    files += [p for p in beside if p.is_file()]
    with ThreadPoolExecutor(2) as pool:
        hashes = [f"{f.name} {h}" for f, h in zip(files, pool.map(_hash, files), strict=True)]
    hashes.append(f"{pd.__version__} {pa.__version__} {sys.byteorder}")
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(folder: Path, articles: Path) -> Tables | None:
    """The tables from their snapshot, or None if there is none that can be trusted."""
    try:
        for place in home().iterdir():
            if (place / SEEN).is_file() and (place / SEEN).read_text() == _mark(
                place, folder, articles
            ):
                os.utime(place)
                return read(place)
        place = home() / key(folder, articles)
        written = json.loads((place / "hashes.json").read_text(encoding="utf-8"))
        with ThreadPoolExecutor(2) as pool:
            sound = list(pool.map(_hash, [place / name for name in written])) == [*written.values()]
        if not sound:
            return None
        (place / SEEN).write_text(_mark(place, folder, articles))
        return read(place)
    except (OSError, ValueError, KeyError, IndexError):
        return None


def _mark(place: Path, folder: Path, articles: Path) -> str:
    """What changes when any file of the tables, of a snapshot or of the code is written to."""
    files = [
        codebook.DATA / codebook.DESCRIPTOR,
        *sorted(Path(__file__).parent.parent.rglob("*.py")),
    ]
    files += sorted(p for p in place.iterdir() if p.name != SEEN)
    stats = [(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
    said = f"{stats} {pd.__version__} {pa.__version__}"
    return f"{tables.fingerprint(folder, articles)} {hashlib.sha256(said.encode()).hexdigest()}"


def write(place: Path, loaded: Tables) -> None:
    """Keep the tables as Arrow files in a folder, which is made."""
    place.mkdir(parents=True)
    for name in FRAMES:
        frame = getattr(loaded, name)
        columns = {str(c): _as_arrow(frame[c]) for c in frame.columns}
        _write_columns(place / f"{name}.arrow", columns)
    _write_columns(place / "searchable.arrow", {"text": positions.texts(loaded.searchable)})
    texts = pa.array(list(loaded.articles.values()), pa.large_string())
    _write_columns(place / "articles.arrow", {"text": texts})
    for field in fields(positions.Positions):
        _write_columns(
            place / f"at_{field.name}.arrow",
            {"at": pa.array(getattr(loaded.positions, field.name))},
        )
    index = words.index(loaded.searchable)
    for field in fields(words.Words):
        part = getattr(index, field.name)
        _write_columns(
            place / f"words_{field.name}.arrow",
            {"it": part if isinstance(part, pa.Array) else pa.array(part)},
        )
    for layer in LAYERS:
        for level in LEVELS:
            _write_links(place, loaded, layer, level)
    seats = [(level, box, network.places(loaded, level, box).xy) for level, box in DRAWN]
    said = {
        "seats": seats,
        "digest": loaded.digest,
        "about": asdict(loaded.about),
        "articles": list(loaded.articles),
        "readme": loaded.readme,
        "notices": [asdict(notice) for notice in loaded.notices],
    }
    (place / "about.json").write_text(json.dumps(said), encoding="utf-8")
    hashes = {path.name: _hash(path) for path in sorted(place.iterdir())}
    (place / "hashes.json").write_text(json.dumps(hashes), encoding="utf-8")


def read(place: Path) -> Tables:
    """The tables kept in a folder, their texts mapped into memory and not read."""
    frames = {name: _frame(place, name) for name in FRAMES}
    searchable = _columns(place / "searchable.arrow")["text"]
    said = json.loads((place / "about.json").read_text(encoding="utf-8"))
    found = Tables(
        **frames,
        articles=Articles(said["articles"], _columns(place / "articles.arrow")["text"]),
        searchable=pd.Series(_as_text(searchable), frames["events"].index.rename("event_id")),
        version=said["digest"][:8],
        digest=said["digest"],
        about=codebook.About(**said["about"] | {"sides": tuple(said["about"]["sides"])}),
        readme=said["readme"],
        notices=tuple(check.Problem(**notice) for notice in said["notices"]),
    )
    kept = {
        field.name: _columns(place / f"at_{field.name}.arrow")["at"].to_numpy(zero_copy_only=False)
        for field in fields(positions.Positions)
    }
    found.__dict__["positions"] = positions.Positions(**kept)
    index = {f.name: _columns(place / f"words_{f.name}.arrow")["it"] for f in fields(words.Words)}
    found.__dict__["_words"] = words.Words(
        index["words"], index["starts"].to_numpy(), index["places"].to_numpy()
    )
    for layer in LAYERS:
        for level in LEVELS:
            _recall_links(place, found, layer, level)
    for level, (wide, high), xy in said["seats"]:
        seats = network.Places({i: (at[0], at[1]) for i, at in xy.items()}, (wide, high))
        found.once(("places", level, seats.box), partial(network.Places, seats.xy, seats.box))
    return found


def _write_links(place: Path, loaded: Tables, layer: str, level: str) -> None:
    found = network.statements(loaded, layer, level)
    arrays = {name: pa.array(getattr(found, name)) for name in (*EACH, *MERGED)}
    _write_columns(place / f"said_{layer}_{level}.arrow", {n: arrays[n] for n in EACH})
    _write_columns(place / f"links_{layer}_{level}.arrow", {n: arrays[n] for n in MERGED})
    _write_columns(place / f"within_{layer}_{level}.arrow", {"within": pa.array(found.within)})
    event, actor = (pa.array(a) for a in network.involved(loaded, layer, level))
    _write_columns(place / f"who_{layer}_{level}.arrow", {"event": event, "actor": actor})


def _recall_links(place: Path, found: Tables, layer: str, level: str) -> None:
    arrays = {
        name: column.to_numpy(zero_copy_only=False)
        for file in ("said", "links", "within")
        for name, column in _columns(place / f"{file}_{layer}_{level}.arrow").items()
    }
    kinds = codebook.vocabulary(*network.KINDS[layer])
    found.once(("statements", layer, level), lambda: network.Statements(**arrays, kinds=kinds))
    who = _columns(place / f"who_{layer}_{level}.arrow")
    pair = (who["event"].to_numpy(), who["actor"].to_numpy())
    found.once(("involved", layer, level), lambda: pair)


def _frame(place: Path, name: str) -> pd.DataFrame:
    columns = _columns(place / f"{name}.arrow")
    # Column by column: one block for all columns of a kind would copy every text.
    series = {
        c: pd.Series(_as_text(a) if pa.types.is_large_string(a.type) else a.to_pandas())
        for c, a in columns.items()
    }
    frame = pd.DataFrame(series, copy=False)
    if name in INDEXED:
        frame = frame.set_index(INDEXED[name], drop=False).rename_axis(None)
    return frame


def _as_text(array: pa.Array) -> pd.api.extensions.ExtensionArray:
    return pd.array(array, dtype="str")


def _as_arrow(column: pd.Series) -> pa.Array:
    if isinstance(column.dtype, pd.StringDtype):
        return positions.texts(column)
    array = pa.array(column, from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _write_columns(path: Path, columns: Mapping[str, pa.Array]) -> None:
    table = pa.table(dict(columns))
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _columns(path: Path) -> dict[str, pa.Array]:
    with pa.memory_map(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    # Each column was written as one piece, or as none where there are no rows.
    return {
        name: column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        for name, column in zip(table.schema.names, table.columns, strict=True)
    }


def _make(folder: Path, articles: Path) -> None:
    """Check and load the tables and keep them; only the last few snapshots stay."""
    before = key(folder, articles)
    loaded = tables.load(folder, articles)
    if key(folder, articles) != before:
        return  # changed while they were read
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    making = Path(tempfile.mkdtemp(dir=home(), prefix="making-"))
    write(making / "it", loaded)
    shutil.rmtree(home() / before, ignore_errors=True)
    (making / "it").rename(home() / before)
    shutil.rmtree(making)
    kept = sorted(
        (p for p in home().iterdir() if not p.name.startswith("making-")),
        key=lambda p: p.stat().st_mtime,
    )
    for old in kept[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def main() -> int:
    """Make the snapshot of a folder of tables; their problems as JSON and 1 if they have any."""
    try:
        _make(Path(sys.argv[1]), Path(sys.argv[2]))
    except TablesError as error:
        print(json.dumps([asdict(problem) for problem in error.problems]))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
