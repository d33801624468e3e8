"""A set of checked tables: the small ones as frames, all of them in a database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from lib.dataset import check, codebook, dates, disk, files, store, text
from lib.dataset.problems import Problem, TablesError
from lib.dataset.store import Store

README = "README.md"
REMARKS = 500  # as many as somebody reads
Found = TypeVar("Found")
Asked = ParamSpec("Asked")


@dataclass(frozen=True)
class Tables:
    """Sources, actors, storylines, tensions and items as frames; every table in `store`.

    Each frame is indexed by its id and keeps it as a column; `sources` have `earliest`, `latest`
    and `approximate` besides the codebook's columns, and stand in the order of their dates.
    `articles` has the text of each article that is here, by source_id. `notices` name the articles
    that are absent or have changed since they were coded, `remarks` the first rows that say more
    than their article. `digest` is the SHA-256 of the tables' files, `readme` the text of README.md
    beside them.
    """

    sources: pd.DataFrame
    actors: pd.DataFrame
    storylines: pd.DataFrame
    tensions: pd.DataFrame
    items: pd.DataFrame
    articles: Mapping[str, str]
    about: codebook.About
    digest: str
    store: Store
    readme: str = ""
    notices: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    made: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def session(self) -> Tables:
        """The same tables for another thread, with selections of its own."""
        return replace(self, store=self.store.session())

    def name(self, actor_id: str) -> str:
        """The actor's name, cut if it is longer than a line."""
        return str(self.once("names", lambda: self.actors["name"].map(_line).to_dict())[actor_id])

    @property
    def version(self) -> str:
        """The first eight hexadecimal digits of `digest`."""
        return self.digest[:8]

    @property
    def total(self) -> int:
        """How many events the tables have."""
        return self.once("total", lambda: int(self.store.value("SELECT count(*) FROM events")))

    @property
    def unasked(self) -> int:
        """How many events bear on no storyline."""
        sql = "SELECT count(*) FROM events WHERE storyline_id = ''"
        return self.once("unasked", lambda: int(self.store.value(sql)))

    def once(self, name: Hashable, make: Callable[[], Found]) -> Found:
        """Return what `make` returns, worked out once for these tables."""
        if name not in self.made:
            self.made[name] = make()
        found: Found = self.made[name]
        return found


def _line(name: str) -> str:
    return text.fenced(text.brief(name))


def once(
    make: Callable[Concatenate[Tables, Asked], Found],
) -> Callable[Concatenate[Tables, Asked], Found]:
    """Have a function of tables work its answer out once for each of them."""

    @wraps(make)
    def found(tables: Tables, /, *asked: Asked.args, **more: Asked.kwargs) -> Found:
        return tables.once((make.__qualname__, *asked), lambda: make(tables, *asked, **more))

    return found


def fingerprint() -> str:
    """A text that changes when a table or an article of `codebook.data_folders` does.

    It is made of the names, sizes and times of the files.
    """
    folder, articles = codebook.data_folders()
    names = [r["path"] for r in codebook.resources().values()] + [codebook.DESCRIPTOR, README]
    files = [folder / name for name in names] + sorted(articles.glob("*"))
    stats = [(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files if f.is_file()]
    return hashlib.sha256(repr(stats).encode()).hexdigest()


def load(
    folder: Path | None = None, articles: Path | None = None, path: str = ":memory:"
) -> Tables:
    """The tables of `folder` with the articles they quote, by default `codebook.data_folders`.

    `path` is the file to write the database to. Raises TablesError with every problem that
    `lib.dataset.check` finds, or where there is no event to show.
    """
    folder, articles = codebook.folders(folder, articles)
    found = check.examine(folder, articles)
    if found.problems:
        raise TablesError(found.problems)
    if found.tables["events"].empty:
        raise TablesError([check.NO_EVENT])
    small = {
        name: found.tables[name][codebook.columns(name)]
        .set_index(f"{name[:-1]}_id", drop=False)
        .rename_axis(None)
        for name in ("sources", "actors", "storylines", "tensions", "items")
    }
    dated = small["sources"].join(dates.spans(small["sources"]["published"]))
    first = dated["earliest"].fillna(dated["latest"])
    small["sources"] = dated.loc[first.sort_values(kind="stable").index]
    readme = folder / README
    return Tables(
        **small,
        articles=found.articles,
        about=found.about,
        digest=_digest(folder),
        store=store.build(found.tables, found.places, found.about, path),
        readme=readme.read_text(encoding="utf-8", errors="replace") if readme.is_file() else "",
        notices=tuple(found.notices),
        remarks=tuple(found.remarks[:REMARKS]),
    )


def load_files(handed: Sequence[files.Handed]) -> Tables:
    """The tables that were handed over as one zip or as single files.

    They are on disk only while they are read. Raises TablesError as `load` does, and with all that
    `lib.dataset.files` finds wrong.
    """
    with disk.passing_folder() as own:
        # One folder more, so that nothing else stands beside the tables.
        into = Path(own) / "tables"
        into.mkdir()
        files.put(handed, into)
        return load(*files.tables_and_articles(into))


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for resource in codebook.resources().values():
        if not (folder / resource["path"]).is_file():
            continue  # it may be missing
        with (folder / resource["path"]).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
