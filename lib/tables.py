"""The seven tables as typed frames, read once and only if they are sound."""

from __future__ import annotations

import hashlib
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lib import check, dates, folders, package, texts
from lib.problems import TablesError

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
    articles: dict[str, str]
    parts: pd.DataFrame
    searchable: pd.Series
    version: str
    about: package.About
    digest: str
    readme: str = ""
    notices: tuple[check.Problem, ...] = ()

    def name(self, actor_id: str) -> str:
        """The actor's name."""
        return texts.fenced(str(self.actors.loc[actor_id, "name"]))

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that actors may be on, in order: the codebook's, or those brought along."""
        return tuple(str(side) for side in self.actors["side"].cat.categories if side)


def fingerprint(folder: Path | None = None, articles: Path | None = None) -> str:
    """A text that changes when a table or an article does: names, sizes and times of the files.

    Of the folders that `package.data_folders` names, unless others are given.
    """
    folder, articles = _folders(folder, articles)
    names = [r["path"] for r in package.resources().values()] + ["datapackage.json", README]
    files = [folder / name for name in names] + sorted(articles.glob("*"))
    stats = [(str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files if f.is_file()]
    return hashlib.sha256(repr(stats).encode()).hexdigest()


def _folders(folder: Path | None, articles: Path | None) -> tuple[Path, Path]:
    if folder and articles:
        return folder, articles
    usual = package.data_folders()
    return folder or usual[0], articles or usual[1]


def load(folder: Path | None = None, articles: Path | None = None) -> Tables:
    """The tables of `folder` with the articles they quote, by default `package.data_folders`.

    Raises TablesError with every problem that `lib.check` finds, or where there is no event to
    show; nothing is loaded then.
    """
    folder, articles = _folders(folder, articles)
    found = check.examine(folder, articles)
    if found.problems:
        raise TablesError(found.problems)
    if found.tables["events"].empty:
        reason, remedy = "has no event yet.", "Add the first: README.md beside it says how."
        raise TablesError([check.Problem("events.csv", 0, "", "", reason, remedy)])
    raw = {
        name: _categorical(table, name, found.about.sides) for name, table in found.tables.items()
    }
    raw["sources"] = raw["sources"].join(dates.spans(raw["sources"]["published"]))
    raw["events"] = raw["events"].join(dates.spans(raw["events"]["date"]))
    raw["evidence"] = raw["evidence"].join(found.places)
    digest = hashlib.sha256()
    for resource in package.resources().values():
        digest.update((folder / resource["path"]).read_bytes())
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
        version=digest.hexdigest()[:8],
        digest=digest.hexdigest(),
        about=found.about,
        readme=_text(folder / README),
        notices=tuple(found.notices),
    )


def load_files(files: Sequence[folders.Handed]) -> Tables:
    """The tables that were handed over as one zip or as single files.

    They are on disk only while they are read. Raises TablesError as `load` does, and with all that
    `lib.folders` finds wrong.
    """
    with tempfile.TemporaryDirectory(prefix="claims-") as own:
        # One folder more, so that nothing else stands beside the tables.
        into = Path(own) / "tables"
        into.mkdir()
        folders.put(files, into)
        return load(*folders.tables_and_articles(into))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def folded(text: str) -> str:
    """The text as search sees it: without accents, case or runs of white space.

    >>> folded("Nebenzya’s  ÉLAN")
    "nebenzya's elan"
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def _categorical(table: pd.DataFrame, name: str, sides: tuple[str, ...]) -> pd.DataFrame:
    for column in table.columns:
        vocabulary = sides if column == "side" else package.vocabulary(name, column)
        if vocabulary:
            blank = [""] if (table[column] == "").any() else []
            table[column] = pd.Categorical(table[column], [*vocabulary, *blank], ordered=True)
    return table


def _parts(events: pd.DataFrame) -> pd.DataFrame:
    by_event = events.set_index("event_id")
    parts = [
        package.listed(by_event[column]).rename("actor_id").reset_index().assign(part=part)
        for column, part in (("actors", "speaker"), ("targets", "target"))
    ]
    return pd.concat(parts, ignore_index=True)


def _searchable(events: pd.DataFrame, passages: pd.DataFrame) -> pd.Series:
    quotes = passages.groupby("event_id")["exact"].agg(" ".join)
    text = events["title"].str.cat([events["summary"], events["items"]], sep=" ")
    text = text + " " + events["event_id"].map(quotes)
    return pd.Series(text.map(folded).to_numpy(), index=events["event_id"], dtype=str)
