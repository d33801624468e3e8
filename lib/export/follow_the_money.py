"""What is in view as FollowTheMoney entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson

from lib.analysis import rows
from lib.analysis.events import caution, held_in_words, item_names
from lib.dataset import codebook, dates
from lib.dataset.tables import Tables
from lib.export.accounts import (
    Account,
    accounts,
    attributed,
    claimed,
    day,
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
# FollowTheMoney's codes, for the sides that are countries.
COUNTRY = {"Iran": "ir", "Russia": "ru", "Ukraine": "ua", "United States": "us", "China": "cn"}
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
    is a Note with the statement.
    """
    lines = (orjson.dumps(entity, option=orjson.OPT_SORT_KEYS) for entity in _all(screen, said))
    return b"".join(line + b"\n" for line in lines)


def _all(screen: Screen, said: Statement) -> Iterator[Entity]:
    tables, seen = screen.tables, screen.seen
    told = {event.event_id: event for event in accounts(seen)}
    yield _entity("Note", "statement", name=said.title, description=said.text)
    for actor in in_view(screen, "actors").itertuples():
        yield _party(tables, actor)
        if actor.part_of:
            role = "belongs to or speaks for, as coded"
            yield _link("actor", f"part-of-{actor.actor_id}", actor.actor_id, actor.part_of, role)
    for source in in_view(screen, "sources").itertuples():
        yield _article(tables, source)
    for event in told.values():
        yield _event(tables, event)
        yield from _passages(event)
    for held in rows.in_view(seen, "relationships").itertuples():
        yield _relationship(tables, held, told[held.event_id])
    for one, other in seen.store.rows(ANSWERS, seen=seen):
        yield _link("event", f"answer-{one}-{other}", one, other, "answers")
    for row in rows.in_view(seen, "tensions").itertuples():
        if {row.event_a, row.event_b} <= told.keys():
            link = (f"tension-{row.tension_id}", row.event_a, row.event_b)
            yield _link("event", *link, f"in tension over {row.kind}", summary=row.note)


def _entity(schema: str, entity_id: str, **values: str | list[str]) -> Entity:
    """An entity with the properties that have a value; FollowTheMoney holds each as a list."""
    listed = {name: [v] if isinstance(v, str) else v for name, v in values.items()}
    filled = {name: sorted({v for v in held if v}) for name, held in listed.items() if any(held)}
    return {"id": entity_id, "schema": schema, "properties": filled}


def _link(
    of: str, link_id: str, subject: str, object_: str, role: str, **values: str | list[str]
) -> Entity:
    """A link between two actors or two events."""
    ends = {"subject": f"{of}-{subject}", "object": f"{of}-{object_}"}
    return _entity("UnknownLink", link_id, role=role, **ends, **values)


def _party(tables: Tables, actor: Any) -> Entity:
    return _entity(
        SCHEMA[tables.about.built_in("actors", "kind", actor.kind)],
        f"actor-{actor.actor_id}",
        name=actor.name,
        # Some aliases are as broad as “an official”, and would match half the world.
        weakAlias=codebook.entries(actor.aliases),
        country=COUNTRY.get(actor.side, ""),
        description=actor.role,
        notes=f"Kind: {codebook.label(actor.kind)}. Side: {actor.side}.",
    )


def _article(tables: Tables, source: Any) -> Entity:
    published = f"Published {dates.in_words(source.published)}, {source.published_basis}."
    return _entity(
        "Article",
        f"article-{source.source_id}",
        fileName=source.file,
        title=source.title,
        publisher=source.publisher,
        publishedAt=day(source),
        mimeType="text/plain",
        notes=[published, source.note, source.sha256, caution(tables, source.source_id)],
    )


def _event(tables: Tables, event: Account) -> Entity:
    question = tables.storylines["question"].get(event.storyline_id, "")
    stance = f"Question: {question} Stance: {codebook.label(event.stance).lower()}."
    dated = f"Dated: {dates.in_words(event.date)}, {event.date_basis}. {event.date_note}"
    return _entity(
        "Event",
        f"event-{event.event_id}",
        name=event.title,
        summary=event.summary,
        involved=[f"actor-{actor}" for actor in event.speakers + event.targets],
        keywords=[codebook.label(event.claim_type), *item_names(tables, event.items)],
        notes=[attributed(tables, event), dated.strip(), stance if question else ""],
        **_proof_and_dates(event),
    )


def _proof_and_dates(event: Account) -> dict[str, str | list[str]]:
    """The articles that tell an event, and its day or the days between which it lies."""
    first, last = (end.isoformat() if end else "" for end in (event.earliest, event.latest))
    days = {"date": first} if day(event) else {"startDate": first, "endDate": last}
    return {"proof": [f"article-{source_id}" for source_id in event.sources], **days}


def _passages(event: Account) -> Iterator[Entity]:
    number: Counter[str] = Counter()
    for passage in event.passages:
        article = passage.source_id
        number[article] += 1
        yield _entity(
            "Documentation",
            f"passage-{event.event_id}-{article}-{number[article]}",
            document=f"article-{article}",
            entity=f"event-{event.event_id}",
            role="passage the event rests on",
            summary=passage.exact,
            description=passage.hedge and f"The article’s own words of doubt: {passage.hedge}",
        )


def _relationship(tables: Tables, held: Any, event: Account) -> Entity:
    return _link(
        "actor",
        f"relationship-{held.relationship_id}",
        held.subject_id,
        held.object_id,
        claimed(held.relation, held.polarity, speakers(tables, event)),
        status=codebook.label(held.polarity).lower(),
        summary=f"{event.title}: {held_in_words(tables, held)}. {CAUTION}",
        **_proof_and_dates(event),
    )
