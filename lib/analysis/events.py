"""What stands behind a mark: one event with its words, its people and what answers it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lib.analysis.filters import source_label
from lib.dataset import codebook, dates, passages, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.dataset.text import plain as plain


@dataclass(frozen=True)
class Quote:
    """One passage: `runs` have it marked among its neighbours, or alone where not `checked`.

    `speaker` are the article's words for who speaks; `via` names those who passed it on.
    """

    source_id: str
    article: str
    headline: str
    runs: tuple[passages.Run, ...]
    checked: bool = True
    caution: str = ""
    speaker: str = ""
    via: str = ""


@dataclass(frozen=True)
class Tie:
    """Another event this one is tied to, and how: `note` is empty where the tie says it all."""

    event_id: str
    title: str
    date: str
    note: str = ""


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
# How a relation is claimed, behind its words: `Iran supplies Russia: drones (claimed)`.
POLARITY_WORDS = {
    "asserted": "claimed",
    "denied": "denied",
    "admitted": "admitted",
    "planned": "said to be planned",
    "possible": "said to be possible",
    "not_seen": "no sign seen",
}


def relation_in_words(relation: str) -> str:
    """A relation as the verb of a sentence: `buys from`."""
    return "uses arms against" if relation == "uses_against" else codebook.label(relation).lower()


def dossier(tables: Tables, event_id: str) -> Dossier:
    """The dossier of one event. Raises KeyError for an event_id that is not in the table."""
    return dossiers(tables, [event_id])[0]


def dossiers(tables: Tables, event_ids: Iterable[str]) -> list[Dossier]:
    """The dossiers of several events, in the order given, from one query for each table."""
    ids = list(event_ids)
    rows = tables.store.rows(
        "SELECT * EXCLUDE (words) FROM events WHERE event_id IN (SELECT unnest($ids))", ids=ids
    )
    found = {row.event_id: row for row in rows}
    events = [found[event_id] for event_id in ids]
    # For each of _OF_EVENTS its rows by event.
    groups: list[dict[int, list[Any]]] = [defaultdict(list) for _ in _OF_EVENTS]
    for sql, by_event in zip(_OF_EVENTS, groups, strict=True):
        for row in tables.store.rows(sql, events=[event.no for event in events]):
            by_event[row.event].append(row)
    quoted, voices, held, answered, replies, tense = groups
    return [
        Dossier(
            event_id=event.event_id,
            title=event.title,
            summary=text.cut(event.summary),
            claim_type=event.claim_type,
            facts=_facts(tables, event, quoted[event.no], voices[event.no]),
            quotes=tuple(quote(tables, row) for row in quoted[event.no]),
            answers=tuple(_tie(row) for row in answered[event.no]),
            answered_by=tuple(_tie(row) for row in replies[event.no]),
            tensions=tuple(_tie(row, _clash(row)) for row in tense[event.no]),
            statements=tuple(held_in_words(tables, row) for row in held[event.no]),
            actors=tuple(dict.fromkeys(voice.actor_id for voice in voices[event.no])),
        )
        for event in events
    ]


# What belongs to the events $events, each query with the column `event`.
_OF_EVENTS = (
    "SELECT * FROM evidence WHERE event IN (SELECT unnest($events)) ORDER BY no",
    """SELECT event, actor_id, part FROM voices WHERE event IN (SELECT unnest($events))
    ORDER BY event, part, nth""",
    "SELECT * FROM relationships WHERE event IN (SELECT unnest($events)) ORDER BY no",
    """SELECT reply AS event, event_id, title, date FROM replies JOIN events ON no = answered
    WHERE reply IN (SELECT unnest($events)) ORDER BY reply, nth""",
    """SELECT answered AS event, event_id, title, date FROM replies JOIN events ON no = reply
    WHERE answered IN (SELECT unnest($events)) ORDER BY answered, no""",
    """WITH ends AS (
        SELECT no AS tension, event_a AS event, event_b AS other, kind, verdict, note, reading
        FROM tensions
        UNION SELECT no, event_b, event_a, kind, verdict, note, reading FROM tensions
    )
    SELECT event, event_id, title, date, kind, verdict, ends.note, reading
    FROM ends JOIN events ON no = other
    WHERE event IN (SELECT unnest($events)) ORDER BY event, tension""",
)


# How two events clash, as the rest of a sentence.
VERDICTS = {"contradict": "contradict each other", "seem": "only seem to contradict each other"}


def _clash(row: Any) -> str:
    """What clashes in a tension, whether it must, and how both could be so."""
    verdict = f" They {VERDICTS.get(row.verdict, row.verdict)}." if row.verdict else ""
    reading = f" Could both be so? {row.reading}" if row.reading else ""
    return f"{codebook.label(row.kind)}: {row.note}{verdict}{reading}"


def _facts(
    tables: Tables, event: Any, quoted: list[Any], voices: list[Any]
) -> tuple[tuple[str, str], ...]:
    speakers, targets = (
        [row.actor_id for row in voices if row.part == part] for part in ("speaker", "target")
    )
    when = dates.in_words(event.date)
    hedges = dict.fromkeys(row.hedge for row in quoted if row.hedge)
    stance, about = event.stance, event.about_date
    return (
        ("Said or done by", "; ".join(introduced(tables, a) for a in speakers)),
        ("About", ", ".join(tables.name(a) for a in targets)),
        ("When", f"{when}, {BASIS[event.date_basis]}"),
        ("How dated", text.cut(event.date_note)),
        ("Said to happen", dates.in_words(about) if about else ""),
        ("Rests on", codebook.label(event.attribution)),
        ("Said as", codebook.label(event.commitment or "")),
        ("Words of doubt", text.cut("; ".join(f"“{text.fenced(h)}”" for h in hedges))),
        ("Question", tables.storylines["question"].get(event.storyline_id, "")),
        ("Stance", "" if stance == "none" else f"{codebook.label(stance)} ({_STANCE[stance]})"),
        ("Items", ", ".join(item_names(tables, event.items))),
        ("Note", text.cut(event.note)),
    )


# How a date or a publisher is known.
BASIS = {
    "stated": "as printed",
    "inferred": "inferred",
    "external": "known from elsewhere",
    "publication": "no later than the article",
}
_STANCE = {
    "affirms": "yes to the question",
    "denies": "no to the question",
    "partly": "yes, within limits",
    "doubts": "no sign of it yet",
}


def introduced(tables: Tables, actor_id: str) -> str:
    """The actor with role, bodies and side: `Vedant Patel (deputy spokesperson; United States)`."""
    role, side = (tables.actors.at[actor_id, column] for column in ("role", "side"))
    name, *above = lineage(tables, actor_id)
    more = [text.fenced(role), *above, side if side != "Other" else ""]
    more = [words for words in dict.fromkeys(more) if words not in ("", name)]
    return f"{name} ({'; '.join(more)})" if more else name


def lineage(tables: Tables, actor_id: str) -> list[str]:
    """The names of an actor and of the bodies above it, up to a state; its own first."""
    above = tables.actors.at[actor_id, "part_of"]
    return [tables.name(actor_id), *(lineage(tables, above) if above else [])]


def quote(tables: Tables, row: Any) -> Quote:
    """The passage of a row of the table `evidence`."""
    runs: tuple[passages.Run, ...] = (passages.Run(row.exact),)
    if checked := row.source_id in tables.articles:
        passage = passages.Passage(row.start, row.end)
        runs = passages.in_context(tables.articles[row.source_id], passage)
    return Quote(
        source_id=row.source_id,
        article=source_label(tables, row.source_id),
        headline=tables.sources.at[row.source_id, "title"],
        runs=runs,
        checked=checked,
        caution=caution(tables, row.source_id),
        speaker=row.speaker_words,
        via=", ".join(map(tables.name, codebook.entries(row.via))),
    )


def caution(tables: Tables, source_id: str) -> str:
    """What is to be said of every passage of an article: that it is not here, or has changed."""
    if source_id not in tables.articles:
        return ABSENT
    sha256 = tables.sources.at[source_id, "sha256"]
    changed = any(n.value == sha256 for n in tables.notices if n.code == "changed")
    return CHANGED if changed else ""


def uncheckable_in_words(tables: Tables, seen: Selection) -> str:
    """How many passages of the events in view cannot be checked here; empty where all can."""
    absent = [source_id for source_id in tables.sources.index if source_id not in tables.articles]
    quoted, not_here, articles = seen.store.rows(
        """SELECT count(*), count(*) FILTER (list_contains($absent, source_id::VARCHAR)),
            count(DISTINCT source_id) FILTER (list_contains($absent, source_id::VARCHAR))
        FROM evidence JOIN {seen} ON event = {seen}.no""",
        seen=seen,
        absent=absent,
    )[0]
    if not not_here:
        return ""
    are = "1 article is" if articles == 1 else f"{articles} articles are"
    return f"{not_here:,} of {quoted:,} passages are not checkable here: {are} not among the files."


def held_in_words(tables: Tables, held: Any, more: str = "") -> str:
    """A relationship as somebody's claim: `Iran supplies Russia: drones (denied)`."""
    claim = f"{tables.name(held.subject_id)} {relation_in_words(held.relation)}"
    items = f": {', '.join(item_names(tables, held.item))}" if held.item else ""
    return f"{claim} {tables.name(held.object_id)}{items} ({POLARITY_WORDS[held.polarity]}{more})"


def item_names(tables: Tables, cell: str) -> list[str]:
    """Items by their names, or in the coder's own words where the table has no items."""
    names = (tables.items["name"].get(item, item) for item in codebook.entries(cell))
    return [text.fenced(text.brief(name)) for name in names]


def tie(tables: Tables, event_id: str) -> Tie:
    """One event as a line of a list. Raises KeyError for an event_id that is not in the table."""
    found = tables.store.rows(
        "SELECT event_id, title, date FROM events WHERE event_id = $event_id", event_id=event_id
    )
    if not found:
        raise KeyError(event_id)
    return _tie(found[0])


def _tie(event: Any, note: str = "") -> Tie:
    when = dates.in_words(event.date)
    return Tie(event.event_id, text.fenced(event.title), when, text.cut(note, text.NOTE))


def listed(seen: Selection, limit: int | None = None) -> list[Tie]:
    """The events selected as lines of a list, in date order, at most `limit` of them."""
    found = seen.store.rows(
        """SELECT event_id, title, date FROM events JOIN {seen} USING (no)
        ORDER BY printed, latest, event_id LIMIT $most""",
        seen=seen,
        most=limit,
    )
    return [_tie(row) for row in found]


def contested(seen: Selection) -> list[str]:
    """The storylines of the events in view that the whole table contests.

    There, one event affirms the question and another denies, doubts or qualifies it.
    """
    return seen.store.column(
        """SELECT storyline_id FROM events
        WHERE storyline_id IN (SELECT storyline_id FROM events JOIN {seen} USING (no))
        GROUP BY storyline_id
        HAVING bool_or(stance = 'affirms') AND bool_or(stance IN ('denies', 'doubts', 'partly'))
        ORDER BY storyline_id""",
        seen=seen,
    )
