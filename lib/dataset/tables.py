"""The seven tables as typed frames, read once and only if they are sound."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.dataset import check, codebook, dates, positions, store
from lib.dataset import files as files_given
from lib.dataset import text as texts
from lib.dataset.positions import Groups, Positions
from lib.dataset.problems import Problem, TablesError
from lib.dataset.store import Store

LARGE = 10_000
REMEMBERED = 24
_TURN = Lock()
Found = TypeVar("Found")

README = "README.md"


@dataclass(frozen=True)
class Tables:
    """The codebook's tables, with what follows from them worked out once.

    Vocabulary columns are ordered Categoricals in the codebook's order; list columns stay text.
    `sources` and `events` gain `earliest`, `latest` (NaT where open) and `approximate`; `events`
    gains `place`, its position; `evidence` gains `start` and `end` in its article. `parts` has a
    row for each actor of each event: event_id, actor_id, part (`speaker` or `target`).
    `searchable` is each event's folded text, aligned with `events`. `version` is the first eight
    hexadecimal digits of `digest`, the SHA-256 of the seven files. `readme` is what is written
    beside them.

    `articles` has only those whose file is here; passages of the others have -1 for `start` and
    `end`, which is not checkable, not verified. `notices` names them and the articles that have
    changed since they were coded.
    """

    sources: pd.DataFrame
    actors: pd.DataFrame
    storylines: pd.DataFrame
    events: pd.DataFrame
    evidence: pd.DataFrame
    relationships: pd.DataFrame
    tensions: pd.DataFrame
    articles: Mapping[str, str]
    parts: pd.DataFrame
    searchable: pd.Series
    version: str
    about: codebook.About
    digest: str
    store: Store
    readme: str = ""
    notices: tuple[Problem, ...] = ()
    made: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def session(self) -> Tables:
        """The same tables for another thread, with selections of its own."""
        return replace(self, store=self.store.session())

    def name(self, actor_id: str) -> str:
        """The actor's name."""
        return texts.fenced(str(self.actors.loc[actor_id, "name"]))

    @property
    def total(self) -> int:
        """How many events the tables have."""
        return self.once("total", lambda: int(self.store.value("SELECT count(*) FROM events")))

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that actors may be on, in order: the codebook's, or those brought along."""
        return tuple(str(side) for side in self.actors["side"].cat.categories if side)

    @cached_property
    def positions(self) -> Positions:
        """The tables' references to one another as integers."""
        return positions.find(self)

    @property
    def large(self) -> bool:
        """Whether answers are worth remembering."""
        return len(self.events) > LARGE

    def groups(self, of: str) -> Groups:
        """The rows of a table by what one of the fields of Positions says they name."""
        many = {
            "event": len(self.events),
            "reply_to": len(self.events),
            "actor": len(self.actors),
            "source": len(self.sources),
            "storyline": len(self.storylines),
        }
        named = {"a": "event", "b": "event", "subject": "actor", "object": "actor"}
        whose = of if of in many else of.rpartition("_")[2]
        codes = getattr(self.positions, of)
        return self.once(
            ("groups", of), lambda: positions.grouped(codes, many[named.get(whose, whose)])
        )

    def once(self, name: Hashable, make: Callable[[], Found]) -> Found:
        """What `make` returns, made once for these tables and then remembered under its name."""
        if name not in self.made:
            self.made[name] = make()
        found: Found = self.made[name]
        return found

    def recently(self, name: Hashable, keep: pd.Series, make: Callable[[], Found]) -> Found:
        """What `make` returns for a selection, remembered for a while where tables are large."""
        if not self.large:
            return make()
        return self.lately((name, hash(keep.to_numpy().tobytes())), make)

    def lately(self, name: Hashable, make: Callable[[], Found]) -> Found:
        """What `make` returns, remembered among the last REMEMBERED answers."""
        recent: OrderedDict[Hashable, Found] = self.__dict__.setdefault("_recent", OrderedDict())
        if (found := recent.get(name)) is None:
            found = make()
        with _TURN:  # readers share the tables, each in a thread of its own
            recent[name] = found
            recent.move_to_end(name)
            while len(recent) > REMEMBERED:
                recent.popitem(last=False)
        return found

    def only(self, places: np.ndarray) -> Tables:
        """The tables with only the events at these places and what belongs to them.

        Costs as much as these events have rows, however many others there are. Actors, sources,
        storylines and tensions stay whole.
        """
        passages, parts, held = (
            self.groups(of).of(places) for of in ("passage_event", "part_event", "held_event")
        )
        return replace(
            self,
            events=self.events.iloc[places],
            evidence=self.evidence.iloc[passages],
            parts=self.parts.iloc[parts],
            relationships=self.relationships.iloc[held],
            searchable=self.searchable.iloc[places],
        )


def fingerprint(folder: Path | None = None, articles: Path | None = None) -> str:
    """A text that changes when a table or an article does: names, sizes and times of the files.

    Of the folders that `package.data_folders` names, unless others are given.
    """
    folder, articles = folders(folder, articles)
    names = [r["path"] for r in codebook.resources().values()] + ["datapackage.json", README]
    found = [(str(f), f.stat()) for f in (folder / name for name in names) if f.is_file()]
    if articles.is_dir():
        with os.scandir(articles) as entries:
            found += sorted((e.path, e.stat()) for e in entries if e.is_file())
    stats = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in found]
    return hashlib.sha256(repr(stats).encode()).hexdigest()


def folders(folder: Path | None = None, articles: Path | None = None) -> tuple[Path, Path]:
    """These folders of tables and articles, else those of `codebook.data_folders`."""
    if folder and articles:
        return folder, articles
    usual = codebook.data_folders()
    return folder or usual[0], articles or usual[1]


def load(
    folder: Path | None = None, articles: Path | None = None, path: str = ":memory:"
) -> Tables:
    """The tables of `folder` with the articles they quote, by default `package.data_folders`.

    Raises TablesError with every problem that `lib.dataset.check` finds, or where there is no event
    to show; nothing is loaded then.
    """
    folder, articles = folders(folder, articles)
    found = check.examine(folder, articles)
    if found.problems:
        raise TablesError(found.problems)
    if found.tables["events"].empty:
        raise TablesError([check.NO_EVENT])
    database = store.build(found.tables, found.places, found.about.sides, path)
    raw = {
        name: _categorical(table, name, found.about.sides) for name, table in found.tables.items()
    }
    raw["sources"] = raw["sources"].join(dates.spans(raw["sources"]["published"]))
    raw["events"] = raw["events"].join(dates.spans(raw["events"]["date"]))
    raw["evidence"] = raw["evidence"].join(found.places)
    digest = _digest(folder)
    return Tables(
        sources=raw["sources"].set_index("source_id", drop=False).rename_axis(None),
        actors=raw["actors"].set_index("actor_id", drop=False).rename_axis(None),
        storylines=raw["storylines"].set_index("storyline_id", drop=False).rename_axis(None),
        events=raw["events"].set_index("event_id", drop=False).rename_axis(None),
        evidence=raw["evidence"],
        relationships=raw["relationships"]
        .set_index("relationship_id", drop=False)
        .rename_axis(None),
        tensions=raw["tensions"].set_index("tension_id", drop=False).rename_axis(None),
        articles=found.articles,
        parts=_parts(raw["events"]),
        searchable=_searchable(raw["events"], raw["evidence"]),
        version=digest[:8],
        digest=digest,
        about=found.about,
        readme=_text(folder / README),
        notices=tuple(found.notices),
        store=database,
    )


def load_files(files: Sequence[files_given.Handed]) -> Tables:
    """The tables that were handed over as one zip or as single files.

    They are on disk only while they are read. Raises TablesError as `load` does, and with all that
    `lib.dataset.files` finds wrong.
    """
    with tempfile.TemporaryDirectory(prefix="claims-") as own:
        # One folder more, so that nothing else stands beside the tables.
        into = Path(own) / "tables"
        into.mkdir()
        files_given.put(files, into)
        return load(*files_given.tables_and_articles(into))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for resource in codebook.resources().values():
        with (folder / resource["path"]).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _categorical(table: pd.DataFrame, name: str, sides: tuple[str, ...]) -> pd.DataFrame:
    for column in table.columns:
        vocabulary = sides if column == "side" else codebook.vocabulary(name, column)
        if vocabulary:
            blank = [""] if (table[column] == "").any() else []
            table[column] = pd.Categorical(table[column], [*vocabulary, *blank], ordered=True)
    return table


def _parts(events: pd.DataFrame) -> pd.DataFrame:
    by_event = events.set_index("event_id")
    parts = [
        codebook.listed(by_event[column]).rename("actor_id").reset_index().assign(part=part)
        for column, part in (("actors", "speaker"), ("targets", "target"))
    ]
    return pd.concat(parts, ignore_index=True)


def _searchable(events: pd.DataFrame, passages: pd.DataFrame) -> pd.Series:
    of_event = positions.places(passages["event_id"], pd.Index(events["event_id"]))
    order = np.argsort(of_event, kind="stable")
    ends = np.searchsorted(of_event[order], np.arange(len(events) + 1)).astype(np.int32)
    quotes = positions.texts(passages["exact"]).take(pa.array(order))
    space = pa.scalar(" ", pa.large_string())
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(ends), quotes), space)
    shown = [positions.texts(events[column]) for column in ("title", "summary", "items")]
    text = pc.binary_join_element_wise(*shown, joined, space)
    return pd.Series(
        pd.array(texts.folded_texts(text), dtype="str"), index=events["event_id"], dtype="str"
    )
