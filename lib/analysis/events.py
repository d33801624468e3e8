"""What stands behind a mark: one event with its words, its people and what answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lib.analysis.actors import lineage
from lib.analysis.filters import source_label
from lib.dataset import codebook, dates, positions, text
from lib.dataset import passages as evidence
from lib.dataset.problems import row_of
from lib.dataset.tables import Tables
from lib.dataset.text import plain as plain


@dataclass(frozen=True)
class Quote:
    """One passage: `runs` have it marked among its neighbours.

    Where it is not `checked` in its article, because that is not here, there is the passage alone,
    unmarked. `caution` says so in words, and whether the article has changed.
    """

    source_id: str
    article: str
    headline: str
    runs: tuple[evidence.Run, ...]
    hedge: str
    checked: bool = True
    caution: str = ""

    @property
    def html(self) -> str:
        """The runs as HTML."""
        return evidence.as_html(self.runs)

    @property
    def credit(self) -> str:
        """The article, as a caption names it beneath the passage."""
        return self.article if self.checked else f"{self.article} · {UNCHECKED}"


@dataclass(frozen=True)
class Tie:
    """Another event this one is tied to, and how: `note` is empty where the tie says it all."""

    event_id: str
    title: str
    date: str
    note: str = ""


class Ties(Sequence[Tie]):
    """Events as lines of a list, each written when it is looked at, however many there are."""

    def __init__(self, tables: Tables, places: np.ndarray) -> None:
        self._tables, self.places = tables, places

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self.places)

    @overload
    def __getitem__(self, which: int) -> Tie: ...
    @overload
    def __getitem__(self, which: slice) -> Ties: ...
    def __getitem__(self, which: int | slice) -> Tie | Ties:
        """A line, or some of the lines."""
        if isinstance(which, slice):
            return Ties(self._tables, self.places[which])
        return next(self._written(self.places[[which]]))

    def __iter__(self) -> Iterator[Tie]:
        """All the lines, in order."""
        return self._written(self.places)

    def __add__(self, other: Iterable[Tie]) -> tuple[Tie, ...]:
        """These lines and others behind them."""
        return (*self, *other)

    def __eq__(self, other: object) -> bool:
        """Whether it has the same lines."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """A number that equal lists share."""
        return hash(self.places.tobytes())

    def __repr__(self) -> str:
        """The lines as a tuple shows them."""
        return repr(tuple(self))

    def _written(self, places: np.ndarray) -> Iterator[Tie]:
        shown = self._tables.events[["event_id", "title", "date"]].iloc[places]
        for row in shown.itertuples(index=False):
            yield Tie(row.event_id, row.title, dates.in_words(row.date))


@dataclass(frozen=True)
class Dossier:
    """Everything there is to read about one event, in words."""

    event_id: str
    title: str
    summary: str
    claim_type: str
    facts: tuple[tuple[str, str], ...]
    quotes: tuple[Quote, ...]
    answers: tuple[Tie, ...]
    answered_by: tuple[Tie, ...]
    tensions: tuple[Tie, ...]
    statements: tuple[str, ...]
    actors: tuple[str, ...]


UNCHECKED = "not checkable here"
ABSENT = "Not checkable here: the article is not among the files."
CHANGED = "The article has changed since it was coded; this passage still stands in it."
POLARITY_WORDS = {
    "asserted": "it is asserted that",
    "denied": "it is denied that",
    "admitted": "it is admitted that",
    "planned": "it is said to be planned that",
    "possible": "it is called possible that",
    "not_seen": "no sign is seen that",
}
RELATION_WORDS = {
    "supplies": "supplies",
    "buys_from": "buys from",
    "produces_with": "produces with",
    "trains": "trains",
    "sanctions": "sanctions",
    "attacks": "attacks",
    "uses_against": "uses arms against",
    "cooperates_with": "cooperates with",
    "supports": "supports",
}


def dossier(tables: Tables, event_id: str) -> Dossier:
    """The dossier of one event. Raises KeyError for an event_id that is not in the table."""
    return next(dossiers(tables, np.array([tables.events.index.get_loc(event_id)])))


def dossiers(tables: Tables, places: np.ndarray) -> Iterator[Dossier]:
    """The dossiers of the events at these places of `tables.events`, in the order given.

    Rows are taken from the tables for many events at once: for each by itself that would cost
    more than all the rest, and more in large tables.
    """
    for start in range(0, len(places), _AT_ONCE):
        yield from _dossiers(tables, places[start : start + _AT_ONCE])


_AT_ONCE = 500


def _dossiers(tables: Tables, places: np.ndarray) -> Iterator[Dossier]:
    def rows(of: str) -> list[np.ndarray]:
        return tables.groups(of).of_each(places)

    at = tables.positions
    both = zip(rows("tension_a"), rows("tension_b"), strict=True)
    tensions = [np.unique(np.concatenate(pair)) for pair in both]
    # The event at the other end; of one that is in tension with itself, itself.
    others = [
        np.where(at.tension_a[found] == place, at.tension_b[found], at.tension_a[found])
        for found, place in zip(tensions, places, strict=True)
    ]
    titled = tables.events[["event_id", "title", "date"]]
    taken = zip(
        tables.events.iloc[places].itertuples(index=False),
        positions.of_each(tables.evidence, rows("passage_event")),
        positions.of_each(tables.parts, rows("part_event")),
        positions.of_each(tables.relationships, rows("held_event")),
        positions.of_each(titled, [at.reply_to[found] for found in rows("reply_event")]),
        positions.of_each(titled, [at.reply_event[found] for found in rows("reply_to")]),
        positions.of_each(tables.tensions, tensions),
        positions.of_each(titled, others),
        strict=True,
    )
    for event, passages, parts, held, answered, replies, tense, other in taken:
        yield Dossier(
            event_id=event.event_id,
            title=event.title,
            summary=text.cut(event.summary),
            claim_type=event.claim_type,
            facts=_facts(tables, event, passages, parts),
            quotes=tuple(_quote(tables, row) for row in passages),
            answers=tuple(_tie(row) for row in answered),
            answered_by=tuple(Tie(r.event_id, r.title, dates.in_words(r.date)) for r in replies),
            tensions=tuple(
                _tie(row, f"{codebook.label(tension.kind)}: {tension.note}")
                for tension, row in zip(tense, other, strict=True)
            ),
            statements=tuple(_statements(tables, held)),
            actors=tuple(dict.fromkeys(part.actor_id for part in parts)),
        )


def _facts(
    tables: Tables, event: Any, passages: list[Any], parts: list[Any]
) -> tuple[tuple[str, str], ...]:
    speakers, targets = (
        [row.actor_id for row in parts if row.part == part] for part in ("speaker", "target")
    )
    when = dates.in_words(event.date)
    basis = {
        "stated": "as printed",
        "inferred": "worked out",
        "publication": "bounded by the article’s own date alone",
    }[event.date_basis]
    hedges = dict.fromkeys(row.hedge for row in passages if row.hedge)
    stance = event.stance
    return (
        ("Said or done by", "; ".join(introduced(tables, a) for a in speakers)),
        ("About", ", ".join(tables.name(a) for a in targets)),
        ("When", f"{when}, {basis}"),
        ("How dated", text.cut(event.date_note)),
        ("Rests on", codebook.label(event.attribution)),
        ("Words of doubt", text.cut("; ".join(f"“{text.fenced(h)}”" for h in hedges))),
        ("Question", tables.storylines.at[event.storyline_id, "question"]),
        ("Stance", "" if stance == "none" else f"{codebook.label(stance)} ({_STANCE[stance]})"),
        ("Items", _listed(event.items)),
    )


_STANCE = {
    "affirms": "yes to the question",
    "denies": "no to the question",
    "partly": "yes, within limits",
    "doubts": "no sign of it yet",
}


def speakers(tables: Tables, event_id: str) -> str:
    """Who says or does what an event records, by name: `CNN; John Kirby`."""
    place = int(tables.events.index.get_loc(event_id))
    parts = tables.groups("part_event").of(place)
    who = tables.positions.part_actor[parts[tables.positions.part_speaks[parts]]]
    return "; ".join(tables.name(str(a)) for a in tables.actors.index[who])


def introduced(tables: Tables, actor_id: str) -> str:
    """The actor with role, bodies and side: `Vedant Patel (deputy spokesperson; United States)`."""
    role, side = (tables.actors.at[actor_id, column] for column in ("role", "side"))
    name, *above = (tables.name(a) for a in lineage(tables.actors, actor_id))
    more = [text.fenced(role), *above, side if side != "Other" else ""]
    more = [words for words in dict.fromkeys(more) if words not in ("", name)]
    return f"{name} ({'; '.join(more)})" if more else name


def _quote(tables: Tables, row: Any) -> Quote:
    source_id = str(row.source_id)
    passage = evidence.Passage(row.start, row.end)
    checked = source_id in tables.articles
    if checked:
        runs = evidence.in_context(tables.articles[source_id], passage)
    else:
        runs = (evidence.Run(str(row.exact)),)
    return Quote(
        source_id=source_id,
        article=source_label(tables, source_id),
        headline=tables.sources.at[source_id, "title"],
        runs=runs,
        hedge=str(row.hedge),
        checked=checked,
        caution=caution(tables, source_id),
    )


def quote(tables: Tables, passage: int) -> Quote:
    """The passage at this place of `tables.evidence`."""
    return _quote(tables, next(tables.evidence.iloc[[passage]].itertuples()))


def caution(tables: Tables, source_id: str) -> str:
    """What is to be said of every passage of an article: that it is not here, or has changed."""
    if source_id not in tables.articles:
        return ABSENT
    changed = tables.once(
        "changed articles",
        lambda: {n.row for n in tables.notices if (n.file, n.column) == ("sources.csv", "sha256")},
    )
    return CHANGED if row_of(tables.sources.index.get_loc(source_id)) in changed else ""


def uncheckable_in_words(tables: Tables, keep: pd.Series) -> str:
    """How many passages of the events in view cannot be checked here; empty where all can.

    >>> import lib.dataset.tables
    >>> real = lib.dataset.tables.load()
    >>> uncheckable_in_words(real, pd.Series(True, index=real.events.index))
    ''
    """
    at = tables.positions
    missing = ~tables.sources.index.isin(list(tables.articles))
    if not missing.any():
        return ""
    told = positions.kept(keep)[at.passage_event]
    absent = at.passage_source[told & np.append(missing, False)[at.passage_source]]
    if not len(absent):
        return ""
    number = len(np.unique(absent))
    articles = "1 article is" if number == 1 else f"{number} articles are"
    return (
        f"{len(absent):,} of {int(told.sum()):,} passages are not checkable here: {articles} not "
        "among the files."
    )


def tie(tables: Tables, event_id: str, note: str = "") -> Tie:
    """One event as a line in a list: its title and its date in words."""
    return _tie(tables.events.loc[event_id], note)


def _tie(event: Any, note: str = "") -> Tie:
    title = text.fenced(event.title)
    return Tie(event.event_id, title, dates.in_words(event.date), text.cut(note, text.NOTE))


def _statements(tables: Tables, held: list[Any]) -> list[str]:
    return [
        f"{POLARITY_WORDS[row.polarity]} {tables.name(row.subject_id)} "
        f"{RELATION_WORDS[row.relation]} {tables.name(row.object_id)}"
        + (f": {text.fenced(_listed(row.item))}" if row.item else "")
        for row in held
    ]


def _listed(cell: str) -> str:
    """The entries of a list cell as a reader sees them, cut."""
    return text.cut(cell, text.NOTE).replace(codebook.SEPARATOR, ", ")


def in_date_order(tables: Tables, event_ids: Iterable[str]) -> Ties:
    """The events as lines of a list, by the first day they may have happened, open starts last.

    An open start is placed by its known end. Raises KeyError for an event that is not there.
    """
    ids = list(event_ids)
    places = tables.events.index.get_indexer(pd.Index(ids, dtype="str"))
    if (places < 0).any():
        raise KeyError(ids[int(np.argmin(places))])
    return in_order(tables, places)


def in_order(tables: Tables, places: np.ndarray) -> Ties:
    """The events at these places of `tables.events` as `in_date_order` lists them."""
    earliest, latest = (tables.events[c].to_numpy()[places] for c in ("earliest", "latest"))
    by = np.where(np.isnat(earliest), latest, earliest)
    ids = positions.texts(tables.events["event_id"]).take(pa.array(places))
    rank = np.empty(len(places), dtype=np.int64)
    rank[pc.sort_indices(ids).to_numpy()] = np.arange(len(places))
    return Ties(tables, places[np.lexsort((rank, latest, by))])


def contested(tables: Tables, keep: pd.Series) -> list[str]:
    """The storylines on which some event in view affirms and another denies, doubts or limits."""
    at, stances = tables.positions, list(codebook.vocabulary("events", "stance"))
    shown = keep.to_numpy() & (at.stance >= 0) & (at.storyline >= 0)
    many = len(stances) + 1
    pairs = at.storyline[shown].astype(np.int64) * many + at.stance[shown]
    taken = np.bincount(pairs, minlength=len(tables.storylines) * many).reshape(-1, many) > 0
    affirmed = taken[:, stances.index("affirms")]
    limited = taken[:, [stances.index(s) for s in ("denies", "doubts", "partly")]].any(axis=1)
    return list(tables.storylines.index[affirmed & limited])


KEY_FIGURES = {
    "Events": "Distinct acts of claiming, denying, admitting, deciding or doing.",
    "Passages": "Verbatim passages the events rest on.",
    "Articles": "Articles that tell at least one of the events.",
    "Speakers": "Distinct actors who claim or act; several articles may repeat one speaker.",
    "Contested questions": "Questions that someone affirms and someone denies, doubts or limits.",
}


def key_figures(tables: Tables, keep: pd.Series) -> dict[str, int]:
    """Counts of what is in view, under the names of KEY_FIGURES."""
    return dict(tables.recently("key figures", keep, lambda: _key_figures(tables, keep)))


def _key_figures(tables: Tables, keep: pd.Series) -> dict[str, int]:
    at, kept = tables.positions, positions.kept(keep)
    passages, spoken = kept[at.passage_event], kept[at.part_event] & at.part_speaks
    sources = np.zeros(len(tables.sources) + 1, dtype=bool)
    speakers = np.zeros(len(tables.actors) + 1, dtype=bool)
    sources[at.passage_source[passages]] = True
    speakers[at.part_actor[spoken]] = True
    counts = (kept, passages, sources, speakers)
    return dict(
        zip(
            KEY_FIGURES,
            [*(int(c.sum()) for c in counts), len(contested(tables, keep))],
            strict=True,
        )
    )


def article_as_html(tables: Tables, source_id: str) -> str:
    """An article's headline, publisher, date and caveats as HTML, all text escaped."""
    row = tables.sources.loc[source_id]
    publisher = f"{row['publisher']}, {row['publisher_basis']}" if row["publisher"] else "not named"
    facts = (
        ("Publisher", publisher),
        ("Published", f"{dates.in_words(row['published'])}, {row['published_basis']}"),
        ("Note", text.cut(row["note"])),
        ("File", row["file"]),
        ("To know", caution(tables, source_id)),
    )
    headline = escape(row["title"] or source_label(tables, source_id))
    return f'<div class="dossier"><h2>{headline}</h2></div>{facts_as_html(facts)}'


def head_as_html(found: Dossier, colour: str) -> str:
    """Type, title and summary of a dossier as HTML, all text escaped; `colour` marks the type."""
    return (
        f'<div class="dossier"><p class="type"><span style="background:{colour}"></span>'
        f"{escape(codebook.label(found.claim_type))} · {escape(found.event_id)}</p>"
        f"<h2>{escape(found.title)}</h2><p>{escape(found.summary)}</p></div>"
    )


def facts_as_html(facts: tuple[tuple[str, str], ...]) -> str:
    """Names and words as an HTML description list, all text escaped; empty words are left out."""
    shown = "".join(f"<dt>{escape(n)}</dt><dd>{escape(w)}</dd>" for n, w in facts if w)
    return f'<dl class="facts">{shown}</dl>'


def quotes_as_html(quotes: Iterable[Quote]) -> str:
    """Passages with their articles as HTML, side by side where there is room, all text escaped."""
    figures = "".join(
        f"<figure><figcaption><b>{escape(q.article)}</b>"
        + (f"<br>{escape(q.headline)}" if q.headline else "")
        + f"</figcaption><blockquote>{q.html}</blockquote>"
        + (f'<p class="caution">{escape(q.caution)}</p>' if q.caution else "")
        + "</figure>"
        for q in quotes
    )
    return f'<div class="quotes">{figures}</div>'


def list_as_html(sentences: tuple[str, ...]) -> str:
    """Sentences as an HTML list, each with a capital, all text escaped."""
    items = "".join(f"<li>{escape(s[:1].upper() + s[1:])}</li>" for s in sentences)
    return f'<ul class="statements">{items}</ul>'
