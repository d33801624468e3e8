"""What is in view as FollowTheMoney entities."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from lib.analysis import events as claims
from lib.analysis import rows as records
from lib.dataset import codebook, dates, positions
from lib.dataset.tables import Tables
from lib.export.formats import claimed, written
from lib.export.statement import CAUTION, Statement
from lib.view.screen import Screen

# A state is here the body that speaks and acts for it. LegalEntity is FollowTheMoney's word for a
# party of which it is not said whether it is a person or an organisation.
SCHEMA = {
    "state": "PublicBody",
    "agency": "PublicBody",
    "person": "Person",
    "company": "Company",
    "military": "LegalEntity",
    "media": "Organization",
    "organisation": "Organization",
    "population": "LegalEntity",
    "unnamed": "LegalEntity",
}
# FollowTheMoney's code of a country, where the side is one.
COUNTRY = {
    "Iran": "ir",
    "Russia": "ru",
    "Ukraine": "ua",
    "United States": "us",
    "Europe": "",
    "United Nations": "",
    "China": "cn",
    "Other": "",
}

Entity = dict[str, Any]


def follow_the_money(screen: Screen, said: Statement) -> bytes:
    """Entities of FollowTheMoney (https://followthemoney.tech), one JSON object a line.

    No claim becomes a fact: each act of claiming is an Event with the passages it rests on
    (Documentation, from the Article); what is claimed to hold between two actors is an UnknownLink
    whose `role` says that it is claimed, how and by whom, whose `status` is the polarity and whose
    `summary` names the event. There is no Sanction among them, also where one is reported:
    programs that screen names would take the actor for a listed one. That an actor speaks for a
    body, that an event answers another and that two are in tension are UnknownLinks too. The first
    entity is a Note with the statement. Dates are as sure as they can be: an Event has `date` if
    the day is known, else `startDate` and `endDate`, the days between which it lies.
    """
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
    return written.joined(encode(entity).encode() + b"\n" for entity in _entities(screen, said))


def _entities(screen: Screen, said: Statement) -> Iterator[Entity]:
    tables = screen.tables
    rows = {name: records.places(tables, screen.keep, name) for name in records.SHOWN}
    yield _entity("Note", "statement", name=said.title, description=claimed.statement(said))
    for actor in tables.actors.iloc[rows["actors"]].itertuples():
        yield _actor(actor)
        if actor.part_of:
            ends = {"subject": f"actor-{actor.actor_id}", "object": f"actor-{actor.part_of}"}
            role = "belongs to or speaks for, as coded"
            yield _entity("UnknownLink", f"part-of-{actor.actor_id}", role=role, **ends)
    for source in tables.sources.iloc[rows["sources"]].itertuples():
        yield _article(source, tables.articles.get(str(source.source_id)))
    for places in written.in_turn(rows["events"]):
        parts = positions.of_each(tables.parts, tables.groups("part_event").of_each(places))
        for (event, proof, by), taking_part in zip(_told(tables, places), parts, strict=True):
            yield _event(screen, event, [f"actor-{p.actor_id}" for p in taking_part], proof, by)
    yield from _passages(tables, rows["evidence"])
    for some in written.in_turn(rows["relationships"]):
        places, of_event = np.unique(tables.positions.held_event[some], return_inverse=True)
        told = list(_told(tables, places))
        for held, e in zip(tables.relationships.iloc[some].itertuples(), of_event, strict=True):
            yield _relationship(tables, held, *told[e])
    yield from _between_events(screen, rows["tensions"])


def _told(tables: Tables, places: np.ndarray) -> Iterator[tuple[Any, list[str], str]]:
    """The events at these places, with the articles that tell each and who claims or acts."""
    passages = positions.of_each(tables.evidence, tables.groups("passage_event").of_each(places))
    events = tables.events.iloc[places].itertuples()
    for event, some, by in zip(events, passages, claimed.speakers(tables, places), strict=True):
        yield event, [f"article-{passage.source_id}" for passage in some], by


def _entity(schema: str, entity_id: str, **values: str | list[str]) -> Entity:
    """An entity with the properties that have a value; FollowTheMoney holds each as a list."""
    listed = {k: [v] if isinstance(v, str) else v for k, v in values.items()}
    properties = {k: sorted({e for e in v if e}) for k, v in listed.items()}
    filled = {k: v for k, v in properties.items() if v}
    return {"id": entity_id, "schema": schema, "properties": filled}


def _actor(actor: Any) -> Entity:
    return _entity(
        SCHEMA[actor.kind],
        f"actor-{actor.actor_id}",
        name=actor.name,
        # Some are as broad as “an official”, and would match half the world.
        weakAlias=[a.strip() for a in actor.aliases.split(codebook.SEPARATOR)],
        country=COUNTRY.get(actor.side, ""),
        description=actor.role,
        notes=f"Kind: {codebook.label(actor.kind)}. Side: {actor.side}.",
    )


def _article(source: Any, text: str | None) -> Entity:
    here = "" if text is not None else claims.ABSENT
    sha1 = hashlib.sha1((text or "").encode(), usedforsecurity=False).hexdigest()
    published = f"Published {dates.in_words(source.published)}, {source.published_basis}."
    return _entity(
        "Article",
        f"article-{source.source_id}",
        fileName=source.file,
        title=source.title,
        publisher=source.publisher,
        publishedAt=_alike(source.earliest, source.latest),
        mimeType="text/plain",
        contentHash="" if text is None else sha1,
        notes=[f"{published} {source.note}".strip(), f"SHA-256: {source.sha256}", here],
    )


def _event(screen: Screen, event: Any, involved: list[str], proof: list[str], by: str) -> Entity:
    dated = f"{dates.in_words(event.date)}, {event.date_basis}"
    question = screen.tables.storylines.at[event.storyline_id, "question"]
    return _entity(
        "Event",
        f"event-{event.event_id}",
        name=event.title,
        summary=event.summary,
        involved=involved,
        keywords=[codebook.label(event.claim_type), *event.items.split(codebook.SEPARATOR)],
        notes=[
            f"{codebook.label(event.claim_type)}, by {by}; "
            f"rests on: {codebook.label(event.attribution).lower()}. {CAUTION}",
            f"Dated: {dated}. {event.date_note}".strip(),
            f"Question: {question} Stance: {codebook.label(event.stance).lower()}.",
        ],
        recordId=event.event_id,
        proof=proof,
        **_when(event.earliest, event.latest),
    )


def _passages(tables: Tables, rows: np.ndarray) -> Iterator[Entity]:
    at = tables.positions
    pair = at.passage_event[rows].astype(np.int64) * len(tables.sources) + at.passage_source[rows]
    nth = pd.Series(pair).groupby(pair).cumcount().to_numpy() + 1
    numbered = zip(written.in_turn(rows), written.in_turn(nth), strict=True)
    for some, numbers in numbered:
        for passage, number in zip(tables.evidence.iloc[some].itertuples(), numbers, strict=True):
            yield _entity(
                "Documentation",
                f"passage-{passage.event_id}-{passage.source_id}-{number}",
                document=f"article-{passage.source_id}",
                entity=f"event-{passage.event_id}",
                role="passage the event rests on",
                summary=passage.exact,
                description=f"The article’s own words of doubt: {passage.hedge}"
                if passage.hedge
                else "",
            )


def _relationship(tables: Tables, held: Any, event: Any, proof: list[str], by: str) -> Entity:
    item = f": {held.item.replace(codebook.SEPARATOR, ', ')}" if held.item else ""
    sentence = (
        f"{event.title}: {claims.POLARITY_WORDS[held.polarity]} {tables.name(held.subject_id)} "
        f"{claims.RELATION_WORDS[held.relation]} {tables.name(held.object_id)}{item}."
    )
    return _entity(
        "UnknownLink",
        f"relationship-{held.relationship_id}",
        subject=f"actor-{held.subject_id}",
        object=f"actor-{held.object_id}",
        role=claimed.relation(held.relation, held.polarity, by),
        status=codebook.label(held.polarity).lower(),
        summary=f"{sentence} {CAUTION}",
        recordId=held.relationship_id,
        proof=proof,
        **_when(event.earliest, event.latest),
    )


def _between_events(screen: Screen, tensions: np.ndarray) -> Iterator[Entity]:
    """Answers and tensions of which both events are in view."""
    tables, at, kept = screen.tables, screen.tables.positions, positions.kept(screen.keep)
    answers = np.flatnonzero(kept[at.reply_event] & kept[at.reply_to])
    for some in written.in_turn(answers):
        ids = (tables.events.index[places[some]] for places in (at.reply_event, at.reply_to))
        for event_id, other in zip(*ids, strict=True):
            ends = {"subject": f"event-{event_id}", "object": f"event-{other}"}
            yield _entity("UnknownLink", f"answer-{event_id}-{other}", role="answers", **ends)
    both = tensions[kept[at.tension_a[tensions]] & kept[at.tension_b[tensions]]]
    for some in written.in_turn(both):
        for tension in tables.tensions.iloc[some].itertuples():
            yield _entity(
                "UnknownLink",
                f"tension-{tension.tension_id}",
                subject=f"event-{tension.event_a}",
                object=f"event-{tension.event_b}",
                role=f"in tension over {tension.kind}",
                summary=tension.note,
                recordId=tension.tension_id,
            )


def _when(earliest: pd.Timestamp, latest: pd.Timestamp) -> dict[str, str]:
    first, last = (d.date().isoformat() if pd.notna(d) else "" for d in (earliest, latest))
    return {"date": first} if first == last else {"startDate": first, "endDate": last}


def _alike(earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """The day, month or year that both ends share, else nothing: FollowTheMoney has no `about`."""
    if pd.isna(earliest) or pd.isna(latest):
        return ""
    first, last = earliest.date().isoformat(), latest.date().isoformat()
    return next((first[:n] for n in (10, 7, 4) if first[:n] == last[:n]), "")
