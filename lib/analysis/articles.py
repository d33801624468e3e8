"""Articles as they read, with the coding laid over them, and how each differs from the others."""

import re
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any, NamedTuple

from lib.analysis.coverage import sentences
from lib.analysis.events import BASIS, caution
from lib.analysis.filters import source_label
from lib.dataset import dates
from lib.dataset import text as texts
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

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


@dataclass
class Piece:
    """Words of a paragraph that belong to the same passages, with a mark for each event.

    A mark has event_id, title, claim_type, `seen` (the event is in view), `first` (its first
    passage begins here), `length` in characters, and `depth`, the place of its line below the
    words, which stays the same through a passage. `also` are marks to reach beside the words,
    because no click on any words opens them.
    """

    text: str
    marks: list[Any]
    also: list[Any] = field(default_factory=list)

    @property
    def lines(self) -> list[Any]:
        """The marks by the place of their lines, highest first."""
        return sorted(self.marks, key=lambda mark: mark.depth)

    @property
    def link(self) -> Any:
        """The mark that a click on the words opens: in view, with the fewest characters."""
        return min(self.marks, key=lambda mark: (not mark.seen, mark.length))


@dataclass(frozen=True)
class Paragraph:
    """A line of an article, and the storylines of its events by title: is any in view?"""

    pieces: list[Piece]
    headline: bool

    @property
    def storylines(self) -> dict[str, bool]:
        """In the table's order."""
        marks = {m for piece in self.pieces for m in piece.marks if m.storyline}
        ordered = sorted(marks, key=lambda mark: (mark.nth, mark.seen))
        return {mark.storyline: mark.seen for mark in ordered}

    @property
    def lines(self) -> int:
        """How many lines its words need room for, at least one."""
        return max((mark.depth + 1 for piece in self.pieces for mark in piece.marks), default=1)


class Article(NamedTuple):
    """An article as it reads; if the article is `absent`, each of its passages is a paragraph."""

    paragraphs: list[Paragraph]
    claim_types: list[str]
    absent: bool


_PASSAGES = """
SELECT event_id, events.title, claim_type, storylines.title AS storyline, storylines.no AS nth,
    seen.no IS NOT NULL AS seen, false AS first, 0 AS depth, exact, start, "end",
    sum(length(exact)) OVER (PARTITION BY event) AS length
FROM evidence JOIN events ON events.no = event LEFT JOIN {seen} AS seen ON seen.no = event
LEFT JOIN storylines USING (storyline_id)
WHERE source_id = $source_id ORDER BY event, evidence.no"""


def read(tables: Tables, source_id: str, seen: Selection) -> Article:
    """An article cut where passages begin and end, with the events that rest on each piece.

    Raises KeyError for a source_id that is not in the table.
    """
    headline = tables.sources.at[source_id, "title"]
    passages = seen.store.rows(_PASSAGES, seen=seen, source_id=source_id)
    absent = source_id not in tables.articles
    text, passages = _alone(passages) if absent else (tables.articles[source_id], passages)
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
            marks = [p._replace(first=e not in begun, depth=depths[e]) for e, p in over.items()]
            pieces.append(Piece(text[first:last], marks))
            begun |= over.keys()
        paragraphs.append(Paragraph(pieces, not absent and match.group().strip() == headline))
    pieces = [piece for paragraph in paragraphs for piece in paragraph.pieces]
    opened = {piece.link.event_id for piece in pieces if piece.marks}
    for piece in reversed(pieces):
        piece.also = [mark for mark in piece.marks if mark.event_id not in opened]
        opened |= {mark.event_id for mark in piece.also}
    told = {passage.claim_type for passage in passages}
    types = [code for code in tables.about.vocabulary("events", "claim_type") if code in told]
    return Article(paragraphs, types, absent)


def _alone(passages: list[Any]) -> tuple[str, list[Any]]:
    """A text of the different passages, one below the other, and the passages at their places."""
    places, text = {}, ""
    for exact in dict.fromkeys(passage.exact for passage in passages):
        places[exact] = {"start": len(text), "end": len(text) + len(exact)}
        text += f"{exact}\n\n"
    return text, [passage._replace(**places[passage.exact]) for passage in passages]


def coverage(tables: Tables, source_id: str) -> tuple[int, int]:
    """How many factual sentences of an article that is here are covered, and how many it has."""
    found = sentences(tables, source_id)
    return int(found["covered"].sum()), int((~found["left_out"]).sum())


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


def in_words(tables: Tables, source_id: str) -> str:
    """Whose words take up most of the article, and how much they take up in all articles."""
    sides = tables.store.rows(_SIDES, source_id=source_id)
    if not sides or not sides[0].here:
        return "No passage of it is coded."
    side, here, everywhere = sides[0]
    voice = "outlets and others who belong to no side" if side == NO_SIDE else f"the side “{side}”"
    said = f"{here:.0%} of its coded text reports what {voice} says"
    overall = f"; over all articles it is {everywhere:.0%}"
    return f"{said}{overall if len(tables.sources) > 1 else ''}."


# The sides' shares of the coded text; a passage of several sides is divided evenly between them.
_SIDES = """
WITH spoken AS (
    SELECT side, source_id, length(exact) / count(*) OVER (PARTITION BY evidence.no) AS characters
    FROM evidence JOIN sides USING (event)
), counted AS (
    SELECT side, sum(characters) AS everywhere,
        sum(characters) FILTER (source_id = $source_id) AS here
    FROM spoken GROUP BY side
)
SELECT side::VARCHAR, here / sum(here) OVER () AS here, everywhere / sum(everywhere) OVER ()
FROM counted ORDER BY here DESC NULLS LAST, counted.side LIMIT 1"""
