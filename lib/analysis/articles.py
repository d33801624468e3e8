"""Articles as they read, with the coding laid over them, and how each differs from the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import Any

import pandas as pd

from lib.analysis.coverage import left_out as furniture
from lib.analysis.coverage import report
from lib.analysis.events import BASIS, caution
from lib.analysis.filters import source_label
from lib.dataset import dates
from lib.dataset import text as texts
from lib.dataset.store import Selection
from lib.dataset.tables import Tables, once

NO_SIDE = "Other"

_PARAGRAPH = re.compile(r"\S[^\n]*")


def known(tables: Tables, source_id: str) -> dict[str, Any]:
    """An article's `headline`, and its `facts` by name; unknown ones are empty."""
    row = tables.sources.loc[source_id]
    publisher = f"{row['publisher']}, {BASIS[row['publisher_basis']]}" if row["publisher"] else ""
    facts = (
        ("Publisher", publisher or "not named"),
        ("Published", f"{dates.in_words(row['published'])}, {BASIS[row['published_basis']]}"),
        ("Author", texts.fenced(row["author"])),
        ("Address", texts.fenced(row["url"])),
        ("Language", row["language"]),
        ("Retrieved", dates.in_words(row["retrieved"]) if row["retrieved"] else ""),
        ("Note", texts.cut(row["note"])),
        ("File", row["file"]),
        ("Caution", caution(tables, source_id)),
    )
    return {"headline": row["title"] or source_label(tables, source_id), "facts": facts}


@dataclass(frozen=True)
class Mark:
    """An event that rests on a piece of an article.

    `seen`: the event is in view; `first`: its first passage begins here; `length`: in characters.
    `depth`, the place of its line below the words, stays the same through a passage.
    """

    event_id: str
    title: str
    claim_type: str
    storyline_id: str
    seen: bool
    first: bool
    length: int
    depth: int


@dataclass(frozen=True)
class Piece:
    """Words of a paragraph that belong to the same passages; `marks` are in event order.

    `also` are the events to reach beside the words, because no click on any words opens them.
    """

    text: str
    marks: tuple[Mark, ...]
    also: tuple[Mark, ...] = ()

    @property
    def lines(self) -> list[Mark]:
        """The marks by the place of their lines, highest first."""
        return sorted(self.marks, key=lambda mark: mark.depth)

    @property
    def link(self) -> Mark:
        """The mark that a click on the words opens: in view, with the fewest characters."""
        return min(self.marks, key=lambda mark: (not mark.seen, mark.length))


@dataclass(frozen=True)
class Paragraph:
    """A line of an article, and the storylines of its events by title: is any in view?"""

    pieces: tuple[Piece, ...]
    headline: bool
    storylines: dict[str, bool]

    @property
    def lines(self) -> int:
        """How many lines its words need room for, at least one."""
        return max((mark.depth + 1 for piece in self.pieces for mark in piece.marks), default=1)


@dataclass(frozen=True)
class Article:
    """An article as it reads; if the article is `absent`, each of its passages is a paragraph."""

    paragraphs: tuple[Paragraph, ...]
    claim_types: tuple[str, ...]
    absent: bool


def read(tables: Tables, source_id: str, seen: Selection) -> Article:
    """An article cut where passages begin and end, with the events that rest on each piece.

    Raises KeyError for a source_id that is not in the table.
    """
    headline = tables.sources.at[source_id, "title"]
    passages = seen.store.rows(
        """SELECT event_id, title, claim_type, storyline_id, seen.no IS NOT NULL AS seen,
            event, exact, start, "end", sum(length(exact)) OVER (PARTITION BY event) AS length
        FROM evidence JOIN events ON events.no = event LEFT JOIN {seen} AS seen ON seen.no = event
        WHERE source_id = $source_id ORDER BY evidence.no""",
        seen=seen,
        source_id=source_id,
    )
    absent = source_id not in tables.articles
    text, passages = _alone(passages) if absent else (tables.articles[source_id], passages)
    passages.sort(key=lambda passage: passage.event)
    depths: dict[str, int] = {}
    begun: set[str] = set()
    paragraphs = []
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        near = [p for p in passages if p.start < end and p.end > start]
        places = {place for p in near for place in (p.start, p.end) if start < place < end}
        pieces = []
        for first, last in pairwise(sorted({start, end} | places)):
            over = {p.event_id: p for p in near if p.start <= first < p.end}
            depths = {e: depth for e, depth in depths.items() if e in over}
            for event_id in over:
                free = (depth for depth in count() if depth not in depths.values())
                depths[event_id] = depths.get(event_id, next(free))
            marks = tuple(
                Mark(*(*p[:5], e not in begun, p.length, depths[e])) for e, p in over.items()
            )
            pieces.append(Piece(text[first:last], marks))
            begun |= over.keys()
        titled = not absent and match.group().strip() == headline
        paragraphs.append(Paragraph(tuple(pieces), titled, _storylines(tables, pieces)))
    paragraphs = _with_others(paragraphs)
    told = {passage.claim_type for passage in passages}
    types = (code for code in tables.about.vocabulary("events", "claim_type") if code in told)
    return Article(tuple(paragraphs), tuple(types), absent)


def _with_others(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs with each event that no words open beside its last piece, once."""
    opened = {p.link.event_id for paragraph in paragraphs for p in paragraph.pieces if p.marks}
    found = []
    for paragraph in reversed(paragraphs):
        pieces = []
        for piece in reversed(paragraph.pieces):
            also = tuple(mark for mark in piece.marks if mark.event_id not in opened)
            opened |= {mark.event_id for mark in also}
            pieces.append(replace(piece, also=also))
        found.append(replace(paragraph, pieces=tuple(reversed(pieces))))
    return found[::-1]


def _alone(passages: Sequence[Any]) -> tuple[str, list[Any]]:
    """A text of the different passages, one below the other, and the passages at their places."""
    places, text = {}, ""
    for exact in dict.fromkeys(passage.exact for passage in passages):
        places[exact] = {"start": len(text), "end": len(text) + len(exact)}
        text += f"{exact}\n\n"
    return text, [passage._replace(**places[passage.exact]) for passage in passages]


def _storylines(tables: Tables, pieces: list[Piece]) -> dict[str, bool]:
    in_view: dict[str, bool] = {}
    for mark in (mark for piece in pieces for mark in piece.marks):
        if mark.storyline_id:
            in_view[mark.storyline_id] = mark.seen or in_view.get(mark.storyline_id, False)
    ordered = sorted(in_view, key=tables.storylines.index.get_loc)
    return {tables.storylines.at[s, "title"]: in_view[s] for s in ordered}


def coverage(tables: Tables, source_id: str) -> tuple[int, int]:
    """How many factual sentences of an article that is here are covered, and how many it has."""
    counts, _ = report(tables, furniture(tables.readme), [source_id])
    return int(counts.at[source_id, "covered"]), int(counts.at[source_id, "factual"])


def told_by(seen: Selection, source_id: str) -> Selection:
    """The events in view that the article tells."""
    return seen.where(
        "no IN (SELECT event FROM tellings WHERE source_id = $source_id)", source_id=source_id
    )


def only_here(seen: Selection, source_id: str) -> Selection:
    """The events in view that no other article tells."""
    return seen.where(
        """no IN (SELECT event FROM tellings GROUP BY event
        HAVING bool_and(source_id = $source_id))""",
        source_id=source_id,
    )


def left_out(seen: Selection, source_id: str) -> Selection:
    """The events in view on the article's storylines that only others tell, though it could have.

    It could have if the event was over, or had begun, before the article may have been published.
    """
    return seen.where(
        """no NOT IN (SELECT event FROM tellings WHERE source_id = $source_id)
        AND storyline_id IN (
            SELECT storyline_id FROM events JOIN tellings ON event = no
            WHERE source_id = $source_id
        )
        AND coalesce(latest, earliest) < (
            SELECT coalesce(earliest, latest) FROM sources WHERE source_id = $source_id
        )""",
        source_id=source_id,
    )


def beside_others(tables: Tables, source_id: str, column: str) -> pd.DataFrame:
    """An article's shares of its coded text by `column`, and those of the others as one text."""
    characters = _characters(tables, column)
    both = {"here": characters.loc[source_id], "others": characters.drop(source_id).sum()}
    shares = pd.DataFrame({name: _shares(found) for name, found in both.items()})
    return shares[(shares > 0).any(axis=1)]


def in_words(tables: Tables, source_id: str) -> str:
    """Whose words take up most of the article, and how much they take up in all articles."""
    characters = _characters(tables, "side")
    if not characters.loc[source_id].any():
        return "No passage of it is coded."
    here, everywhere = _shares(characters.loc[source_id]), _shares(characters.sum())
    side = str(here.idxmax())
    voice = "outlets and others who belong to no side" if side == NO_SIDE else f"the side “{side}”"
    overall = f"; over all articles it is {_percent(everywhere[side])}"
    said = f"{_percent(here[side])} of its coded text reports what {voice} says"
    return f"{said}{overall if len(tables.sources) > 1 else ''}."


@once
def _characters(tables: Tables, column: str) -> pd.DataFrame:
    """Characters of all passages by source_id and by value: claim_type, attribution or side.

    A passage of several sides is divided evenly between them.
    """
    found = tables.store.frame(_CHARACTERS, field=column)
    by_source = found.pivot(index="source_id", columns="value", values="characters")
    values = [*tables.about.vocabulary("events", column)]
    return by_source.reindex(index=tables.sources.index, columns=values).fillna(0.0)


_CHARACTERS = """
WITH valued AS (
    SELECT no AS event, 'claim_type' AS field, claim_type::VARCHAR AS value, 1 AS parts
    FROM events
    UNION ALL SELECT no, 'attribution', attribution::VARCHAR, 1 FROM events
    UNION ALL
    SELECT event, 'side', side::VARCHAR, count(*) OVER (PARTITION BY event) FROM sides
), counted AS (
    SELECT source_id::VARCHAR AS source_id, value, parts, sum(length(exact)) AS characters
    FROM evidence JOIN valued USING (event) WHERE field = $field GROUP BY ALL
)
SELECT source_id, value, sum(characters / parts ORDER BY parts) AS characters
FROM counted GROUP BY ALL"""


def _shares(characters: pd.Series) -> pd.Series:
    return characters / (characters.sum() or 1)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"
