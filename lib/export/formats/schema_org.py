"""The events in view as schema.org Claims."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from lib.analysis import rows as records
from lib.dataset import codebook, positions
from lib.export.formats import claimed, written
from lib.export.statement import CAUTION, Statement
from lib.view.screen import Screen

VOCABULARY = "https://schema.org/"

# A population and a group that is not named are neither persons nor organizations.
TYPE: dict[str, str | list[str]] = {
    "state": ["Country", "GovernmentOrganization"],
    "agency": "GovernmentOrganization",
    "person": "Person",
    "company": "Corporation",
    "military": "Organization",
    "media": "NewsMediaOrganization",
    "organisation": "Organization",
    "population": "Thing",
    "unnamed": "Thing",
}
ABOVE = {"Person": "affiliation", "Thing": ""}

Node = dict[str, Any]


def schema_claims(screen: Screen, said: Statement) -> bytes:
    """JSON-LD with a https://schema.org/Claim for each event in view, and what they refer to.

    Every act is given as a Claim, also what is reported to be done: `text` is the summary, which
    attributes it, `author` who claims or acts, never who reports it, `about` the question and the
    targets. `appearance` are the articles, with the passages as Quotations in `citation`;
    `firstAppearance` is given only where the dates leave no doubt which article was first.
    `temporal` is when it was said or done, as EDTF; `datePublished` only where the day is known. A
    Dataset carries the statement. The same row has the same `@id` in every version of the tables
    of that title. No review or rating is given: nothing here says what is true.
    """
    tables = screen.tables
    rows = {
        name: records.in_view(tables, screen.keep, name)
        for name in ("actors", "sources", "storylines")
    }
    whole: Node = {
        "@id": "#dataset",
        "@type": "Dataset",
        "name": said.title,
        "description": claimed.statement(said),
        "version": tables.version,
        "url": said.address,
        "dateModified": said.made.isoformat(),
    }
    sources = tables.sources.loc[rows["sources"]["source_id"]]
    graph = chain(
        [whole],
        (_actor(actor) for actor in rows["actors"].itertuples()),
        (_article(source) for source in sources.itertuples()),
        (_question(storyline) for storyline in rows["storylines"].itertuples()),
        _claims(screen),
    )
    # In the file itself, so that no program has to fetch a context from schema.org.
    context = {"@vocab": VOCABULARY, "@base": claimed.urn(tables.about.title)}
    return written.as_json({"@context": context, "@graph": [None]}, graph, depth=2)


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", [])}


def _ref(kind: str, row_id: str) -> Node:
    return {"@id": f"#{kind}-{row_id}"}


def _actor(actor: Any) -> Node:
    kind = TYPE[actor.kind]
    node = _ref("actor", actor.actor_id) | {
        "@type": kind,
        "name": actor.name,
        "alternateName": [a.strip() for a in actor.aliases.split(codebook.SEPARATOR) if a.strip()],
        "jobTitle" if kind == "Person" else "description": actor.role,
    }
    above = ABOVE.get(str(kind), "parentOrganization")
    if actor.part_of and above:
        node[above] = _ref("actor", actor.part_of)
    return _filled(node)


def _article(source: Any) -> Node:
    publisher = {"@type": "NewsMediaOrganization", "name": source.publisher}
    return _filled(
        {
            **_file(source),
            "@type": "NewsArticle",
            "identifier": source.source_id,
            "headline": source.title,
            "publisher": publisher if source.publisher else "",
            "datePublished": _day(source.earliest, source.latest),
            "temporal": source.published,
            "sha256": source.sha256,
            "description": source.note,
        }
    )


def _file(source: Any) -> Node:
    return {"@id": f"urn:sha256:{source.sha256}"}


def _question(storyline: Any) -> Node:
    return _ref("question", storyline.storyline_id) | {
        "@type": "Question",
        "name": storyline.title,
        "text": storyline.question,
    }


def _claims(screen: Screen) -> Iterator[Node]:
    tables = screen.tables
    shown = records.places(tables, screen.keep, "sources")
    sources = {str(s.source_id): s for s in tables.sources.iloc[shown].itertuples()}
    for places in written.in_turn(np.flatnonzero(screen.keep)):
        rows = tables.groups("passage_event").of_each(places)
        told = zip(
            tables.events.iloc[places].itertuples(),
            claimed.speakers(tables, places),
            positions.of_each(tables.evidence, rows),
            strict=True,
        )
        for event, by, passages in told:
            yield _claim(event, by, [(sources[str(p.source_id)], str(p.exact)) for p in passages])


def _claim(event: Any, by: str, passages: list[tuple[Any, str]]) -> Node:
    articles = list({source.source_id: source for source, _ in passages}.values())
    first = _first(articles)
    rests_on = codebook.label(event.attribution).lower()
    node = _ref("event", event.event_id) | {
        "@type": "Claim",
        "identifier": event.event_id,
        "name": event.title,
        "text": event.summary,
        "description": f"{codebook.label(event.claim_type)}, by {by}; rests on: {rests_on}. "
        f"{CAUTION}",
        "author": _refs(event.actors),
        "about": [_ref("question", event.storyline_id), *_refs(event.targets)],
        "temporal": event.date,
        "datePublished": _day(event.earliest, event.latest),
        "keywords": [
            _term("claim_type", event.claim_type),
            _term("attribution", event.attribution),
            *(i.strip() for i in event.items.split(codebook.SEPARATOR) if i.strip()),
        ],
        "appearance": [_file(source) for source in articles],
        "firstAppearance": _file(first) if first else "",
        "citation": [
            {"@type": "Quotation", "text": exact, "isPartOf": _file(source)}
            for source, exact in passages
        ],
        "isPartOf": {"@id": "#dataset"},
    }
    return _filled(node)


def _refs(cell: str) -> list[Node]:
    return [_ref("actor", a.strip()) for a in cell.split(codebook.SEPARATOR) if a.strip()]


@cache
def _term(column: str, code: str) -> Node:
    return {
        "@type": "DefinedTerm",
        "name": codebook.label(code),
        "termCode": code,
        "inDefinedTermSet": codebook.heading("events", column),
    }


def _day(earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """The day where it is known, else nothing."""
    return str(earliest.date()) if earliest == latest else ""


def _first(sources: list[Any]) -> Any:
    """The article that was published before all others, if that is certain, else None."""
    for source in sources:
        others = [o.earliest for o in sources if o is not source]
        # Nothing is later than an open end: comparing with NaT is always false.
        if all(earliest > source.latest for earliest in others):
            return source
    return None
