"""What is in view as FollowTheMoney entities."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
import pandas as pd

from lib.analysis import rows
from lib.analysis.events import ABSENT, POLARITY_WORDS, RELATION_WORDS
from lib.dataset import codebook, dates
from lib.dataset.tables import Tables
from lib.export.accounts import (
    Account,
    accounts,
    attributed,
    claimed,
    entries,
    in_view,
    speakers,
)
from lib.export.statement import CAUTION, Statement
from lib.view.screen import Screen

Entity = dict[str, Any]

# A state is here the body that speaks and acts for it. LegalEntity is FollowTheMoney's word for a
# party of which it is not said whether it is a person or an organisation.
SCHEMA = {
    **dict.fromkeys(("state", "agency"), "PublicBody"),
    **dict.fromkeys(("media", "organisation"), "Organization"),
    **dict.fromkeys(("military", "population", "unnamed"), "LegalEntity"),
    **{"person": "Person", "company": "Company"},
}
# FollowTheMoney's code of a country, where the side is one.
COUNTRY = {
    **{"Iran": "ir", "Russia": "ru", "Ukraine": "ua", "United States": "us", "China": "cn"},
    **dict.fromkeys(("Europe", "West", "United Nations", "Other"), ""),
}
ANSWERS = """
SELECT one.event_id, other.event_id
FROM replies
JOIN {seen} AS a ON a.no = reply JOIN events AS one ON one.no = reply
JOIN {seen} AS b ON b.no = answered JOIN events AS other ON other.no = answered
ORDER BY reply, answered
"""


def follow_the_money(screen: Screen, said: Statement) -> bytes:
    """Entities of FollowTheMoney (https://followthemoney.tech), one JSON object a line.

    No claim becomes a fact: each act of claiming is an Event with the passages it rests on
    (Documentation, from the Article); what is claimed to hold between two actors is an UnknownLink
    whose `role` says that it is claimed, how and by whom, and whose `status` is the polarity.
    There is no Sanction, also where one is reported: programs that screen names would take the
    actor for a listed one. Membership, answers and tensions are UnknownLinks too. The first entity
    is a Note with the statement. An Event has `date` if the day is known, else `startDate` and
    `endDate`, the days between which it lies.
    """
    lines = (orjson.dumps(entity, option=orjson.OPT_SORT_KEYS) for entity in _all(screen, said))
    return b"".join(line + b"\n" for line in lines)


def _all(screen: Screen, said: Statement) -> Iterator[Entity]:
    tables, seen = screen.tables, screen.seen
    told = {event.event_id: event for event in accounts(seen)}
    yield _entity("Note", "statement", name=said.title, description=said.text)
    for actor in in_view(screen, "actors").itertuples():
        yield from _party(tables, actor)
    for source in in_view(screen, "sources").itertuples():
        yield _article(source, tables.articles.get(str(source.source_id)))
    for event in told.values():
        yield _event(tables, event)
        yield from _documentation(event)
    for held in rows.in_view(seen, "relationships").itertuples():
        yield _relationship(tables, held, told[held.event_id])
    for event_id, other in seen.store.rows(ANSWERS, seen=seen):
        yield _link(f"answer-{event_id}-{other}", f"event-{event_id}", f"event-{other}", "answers")
    for tension in rows.in_view(seen, "tensions").itertuples():
        if {tension.event_a, tension.event_b} <= told.keys():
            ends = f"event-{tension.event_a}", f"event-{tension.event_b}"
            more = {"summary": tension.note, "recordId": tension.tension_id}
            kind = f"in tension over {tension.kind}"
            yield _link(f"tension-{tension.tension_id}", *ends, kind, **more)


def _entity(schema: str, entity_id: str, **values: str | list[str]) -> Entity:
    """An entity with the properties that have a value; FollowTheMoney holds each as a list."""
    listed = {k: [v] if isinstance(v, str) else v for k, v in values.items()}
    properties = {k: sorted({e for e in v if e}) for k, v in listed.items()}
    filled = {k: v for k, v in properties.items() if v}
    return {"id": entity_id, "schema": schema, "properties": filled}


def _link(link_id: str, subject: str, object_: str, role: str, **values: str | list[str]) -> Entity:
    return _entity("UnknownLink", link_id, subject=subject, object=object_, role=role, **values)


def _party(tables: Tables, actor: Any) -> Iterator[Entity]:
    """An actor, and its link to whom it belongs to."""
    own = f"actor-{actor.actor_id}"
    yield _entity(
        SCHEMA[tables.about.built_in("actors", "kind", actor.kind)],
        own,
        name=actor.name,
        # Some aliases are as broad as “an official”, and would match half the world.
        weakAlias=entries(actor.aliases),
        country=COUNTRY.get(actor.side, ""),
        description=actor.role,
        notes=f"Kind: {codebook.label(actor.kind)}. Side: {actor.side}.",
    )
    if actor.part_of:
        role = "belongs to or speaks for, as coded"
        yield _link(f"part-of-{actor.actor_id}", own, f"actor-{actor.part_of}", role)


def _article(source: Any, text: str | None) -> Entity:
    published = f"Published {dates.in_words(source.published)}, {source.published_basis}."
    sha1 = hashlib.sha1((text or "").encode(), usedforsecurity=False).hexdigest()
    return _entity(
        "Article",
        f"article-{source.source_id}",
        fileName=source.file,
        title=source.title,
        publisher=source.publisher,
        publishedAt=_shared(source.earliest, source.latest),
        mimeType="text/plain",
        contentHash="" if text is None else sha1,
        notes=[
            f"{published} {source.note}".strip(),
            f"SHA-256: {source.sha256}",
            ABSENT if text is None else "",
        ],
    )


def _event(tables: Tables, event: Account) -> Entity:
    question = tables.storylines["question"].get(event.storyline_id, "")
    dated = f"{dates.in_words(event.date)}, {event.date_basis}"
    return _entity(
        "Event",
        f"event-{event.event_id}",
        name=event.title,
        summary=event.summary,
        involved=[f"actor-{actor}" for actor in event.speakers + event.targets],
        keywords=[codebook.label(event.claim_type), *event.items.split(codebook.SEPARATOR)],
        notes=[
            attributed(tables, event),
            f"Dated: {dated}. {event.date_note}".strip(),
            f"Question: {question} Stance: {codebook.label(event.stance).lower()}."
            * bool(question),
        ],
        recordId=event.event_id,
        **_proof_and_dates(event),
    )


def _proof_and_dates(event: Account) -> dict[str, str | list[str]]:
    first, last = (day.isoformat() if day else "" for day in (event.earliest, event.latest))
    proof = [f"article-{source_id}" for source_id in event.sources]
    days = {"date": first} if first == last else {"startDate": first, "endDate": last}
    return {"proof": proof, **days}


def _documentation(event: Account) -> Iterator[Entity]:
    count = dict.fromkeys(event.sources, 0)
    for passage in event.passages:
        count[passage.source_id] += 1
        hedge = f"The article’s own words of doubt: {passage.hedge}" if passage.hedge else ""
        yield _entity(
            "Documentation",
            f"passage-{event.event_id}-{passage.source_id}-{count[passage.source_id]}",
            document=f"article-{passage.source_id}",
            entity=f"event-{event.event_id}",
            role="passage the event rests on",
            summary=passage.exact,
            description=hedge,
        )


def _relationship(tables: Tables, held: Any, event: Account) -> Entity:
    item = f": {held.item.replace(codebook.SEPARATOR, ', ')}" if held.item else ""
    subject, object_ = (tables.name(actor) for actor in (held.subject_id, held.object_id))
    words = f"{subject} {RELATION_WORDS[held.relation]} {object_} ({POLARITY_WORDS[held.polarity]})"
    return _link(
        f"relationship-{held.relationship_id}",
        f"actor-{held.subject_id}",
        f"actor-{held.object_id}",
        claimed(held.relation, held.polarity, speakers(tables, event)),
        status=codebook.label(held.polarity).lower(),
        summary=f"{event.title}: {words}{item}. {CAUTION}",
        recordId=held.relationship_id,
        **_proof_and_dates(event),
    )


def _shared(earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """The day, month or year that both ends share, else nothing: FollowTheMoney has no `about`."""
    if pd.isna(earliest) or pd.isna(latest):
        return ""
    first, last = str(earliest.date()), str(latest.date())
    return next((first[:n] for n in (10, 7, 4) if first[:n] == last[:n]), "")
