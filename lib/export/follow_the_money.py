"""What is in view as FollowTheMoney entities."""

from collections.abc import Iterator
from typing import Any

import orjson

from lib.analysis import rows
from lib.analysis.events import caution, held_in_words, item_names
from lib.dataset import codebook, dates
from lib.dataset.tables import Tables
from lib.export.accounts import Account, accounts, attributed, claimed, day, in_view, speakers
from lib.export.statement import CAUTION, Statement
from lib.view.screen import Screen

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
BETWEEN_EVENTS = """
SELECT 'answer-' || a.event_id || '-' || b.event_id, a.event_id, b.event_id, 'answers', ''
FROM replies JOIN events AS a ON a.no = reply JOIN events AS b ON b.no = answered
UNION ALL
SELECT 'tension-' || tension_id, a.event_id, b.event_id, 'in tension over ' || kind, t.note
FROM tensions AS t JOIN events AS a ON a.no = event_a JOIN events AS b ON b.no = event_b
ORDER BY ALL
"""


def follow_the_money(screen: Screen, said: Statement) -> bytes:
    """Entities of FollowTheMoney (https://followthemoney.tech), one JSON object a line.

    No claim becomes a fact: each act of claiming is an Event with the passages it rests on
    (Documentation, from the Article); what is claimed to hold between two actors is an UnknownLink
    whose `role` says that it is claimed, how and by whom, and whose `status` is the polarity.
    There is no Sanction, also where one is reported: programs that screen names would take the
    actor for a listed one. The first entity is a Note with the statement.
    """
    lined = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return b"".join(orjson.dumps(entity, option=lined) for entity in _entities(screen, said))


def _entities(screen: Screen, said: Statement) -> Iterator[dict[str, Any]]:
    tables = screen.tables
    told = {event.event_id: event for event in accounts(screen.seen)}
    yield _entity("Note", "statement", name=said.title, description=said.text)
    for actor in in_view(screen, "actors").itertuples():
        schema = SCHEMA[tables.about.built_in("actors", "kind", actor.kind)]
        notes = f"Kind: {codebook.label(actor.kind)}. Side: {actor.side}."
        # Some aliases are as broad as “an official”, and would match half the world.
        known = {"name": actor.name, "weakAlias": codebook.entries(actor.aliases), "notes": notes}
        known |= {"country": COUNTRY.get(actor.side, ""), "description": actor.role}
        yield _entity(schema, f"actor-{actor.actor_id}", **known)
        if actor.part_of:
            ends = f"actor-{actor.actor_id}", f"actor-{actor.part_of}"
            yield _link(f"part-of-{actor.actor_id}", *ends, "belongs to or speaks for, as coded")
    for source in in_view(screen, "sources").itertuples():
        published = f"Published {dates.in_words(source.published)}, {source.published_basis}."
        more = [published, source.note, source.sha256, caution(tables, source.source_id)]
        known = {"title": source.title, "publisher": source.publisher, "publishedAt": day(source)}
        known |= {"fileName": source.file, "mimeType": "text/plain", "notes": more}
        yield _entity("Article", f"article-{source.source_id}", **known)
    for event in told.values():
        yield from _event(tables, event)
    for held in rows.in_view(screen.seen, "relationships").itertuples():
        event = told[held.event_id]
        ends = f"actor-{held.subject_id}", f"actor-{held.object_id}"
        role = claimed(held.relation, held.polarity, speakers(tables, event))
        known = _proof_and_dates(event) | {"status": codebook.label(held.polarity).lower()}
        known |= {"summary": f"{event.title}: {held_in_words(tables, held)}. {CAUTION}"}
        yield _link(f"relationship-{held.relationship_id}", *ends, role, **known)
    for link_id, one, other, role, note in screen.seen.store.rows(BETWEEN_EVENTS):
        if {one, other} <= told.keys():
            yield _link(link_id, f"event-{one}", f"event-{other}", role, summary=note)


def _event(tables: Tables, event: Account) -> Iterator[dict[str, Any]]:
    """An event and its passages."""
    own, question = f"event-{event.event_id}", tables.storylines["question"].get(event.storyline_id)
    stance = f"Question: {question} Stance: {codebook.label(event.stance).lower()}."
    dated = f"Dated: {dates.in_words(event.date)}, {event.date_basis}. {event.date_note}".strip()
    known = _proof_and_dates(event) | {
        "name": event.title,
        "summary": event.summary,
        "involved": [f"actor-{actor}" for actor in event.speakers + event.targets],
        "keywords": [codebook.label(event.claim_type), *item_names(tables, event.items)],
        "notes": [attributed(tables, event), dated, stance if question else ""],
    }
    yield _entity("Event", own, **known)
    articles = [passage.source_id for passage in event.passages]
    for n, (article, passage) in enumerate(zip(articles, event.passages, strict=True), 1):
        known = {"document": f"article-{article}", "entity": own, "summary": passage.exact}
        known |= {"role": "passage the event rests on"}
        if passage.hedge:
            known |= {"description": f"The article’s own words of doubt: {passage.hedge}"}
        nth = articles[:n].count(article)
        yield _entity("Documentation", f"passage-{event.event_id}-{article}-{nth}", **known)


def _proof_and_dates(event: Account) -> dict[str, Any]:
    """The articles that tell an event, and its day or the days between which it lies."""
    first, last = (end.isoformat() if end else "" for end in (event.earliest, event.latest))
    days = {"date": first} if day(event) else {"startDate": first, "endDate": last}
    return {"proof": [f"article-{source_id}" for source_id in event.sources], **days}


def _link(link_id: str, one: str, other: str, role: str, **values: Any) -> dict[str, Any]:
    return _entity("UnknownLink", link_id, subject=one, object=other, role=role, **values)


def _entity(schema: str, entity_id: str, **values: str | list[str]) -> dict[str, Any]:
    """An entity with the properties that have a value; FollowTheMoney holds each as a list."""
    listed = {name: [v] if isinstance(v, str) else v for name, v in values.items()}
    filled = {name: sorted({v for v in held if v}) for name, held in listed.items() if any(held)}
    return {"id": entity_id, "schema": schema, "properties": filled}
