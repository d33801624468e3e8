"""FollowTheMoney entities: its own model accepts them, and no claim becomes a fact."""

import hashlib
import json

import pytest
from conftest import stated
from followthemoney import model
from followthemoney.exc import InvalidData

from lib.analysis.filters import Filters
from lib.dataset import codebook
from lib.dataset.tables import Tables
from lib.export import follow_the_money as ftm

KIRBY = Filters(actor=("kirby",))
DENIALS = Filters(claim_type=("denial",))


def entities(tables: Tables, filters: Filters | None = None) -> list[dict]:
    made = ftm.follow_the_money(*stated(tables, filters=filters or Filters()))
    return [json.loads(line) for line in made.splitlines()]


def faults(found: list[dict]) -> list[str]:
    """What FollowTheMoney's model has to say against the entities."""
    schemata = {e["id"]: model[e["schema"]] for e in found}
    wrong = [] if len(schemata) == len(found) else ["an id is there twice"]
    for entity in found:
        schema, held = schemata[entity["id"]], entity["properties"]
        try:
            schema.validate(entity)
            proxy = model.get_proxy(entity, cleaned=False)
        except InvalidData as error:
            wrong.append(f"{entity['id']}: {error}")
            continue
        wrong += [f"{entity['id']}: no {name}" for name in schema.required if name not in held]
        # What the model does not know or cannot take as it stands, it drops or changes.
        if {k: sorted(v) for k, v in proxy.to_dict()["properties"].items()} != held:
            wrong.append(f"{entity['id']}: a value is not taken")
        for prop, value in proxy.itervalues():
            if prop.range and not (value in schemata and schemata[value].is_a(prop.range)):
                wrong.append(f"{entity['id']}: {prop.name} is no {prop.range.name}")
    return wrong


@pytest.mark.parametrize("filters", [Filters(), KIRBY, Filters(q="no such words")])
def test_followthemoney_has_nothing_against_the_entities(real, filters):
    assert faults(entities(real, filters)) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ({"name": ["A"], "startDate": ["about May"]}, "event-E001: Entity validation failed"),
        ({"name": ["A"], "startDay": ["2023"]}, "event-E001: a value is not taken"),
        ({"summary": ["A"]}, "event-E001: no name"),
        ({"name": ["A"], "proof": ["actor-x"]}, "event-E001: proof is no Document"),
    ],
)
def test_followthemoney_would_notice(broken, fault):
    assert faults([{"id": "event-E001", "schema": "Event", "properties": broken}]) == [fault]


def test_what_is_claimed_between_actors_is_a_link_that_says_so(small):
    found = {e["id"]: e for e in entities(small, DENIALS)}
    assert found["relationship-R002"] == {
        "id": "relationship-R002",
        "schema": "UnknownLink",
        "properties": {
            "subject": ["actor-iran"],
            "object": ["actor-russia"],
            "role": ["claimed: supplies (denied), by Iran"],
            "status": ["denied"],
            "summary": [
                "Iran denies it: it is denied that Iran supplies Russia: drones. "
                "Claims are reported, not established."
            ],
            "startDate": ["2023-01-01"],
            "endDate": ["2023-01-31"],
            "recordId": ["R002"],
            "proof": ["article-one"],
        },
    }


def test_an_event_has_its_people_its_articles_and_its_passages(small):
    found = {e["id"]: e for e in entities(small, KIRBY)}
    assert found["event-E001"]["properties"] == {
        "name": ["Kirby accuses Iran"],
        "summary": ["Summary of E001, naïvely put."],
        "date": ["2023-01-05"],
        "involved": ["actor-iran", "actor-kirby", "actor-russia"],
        "keywords": ["Accusation", "Shahed-136"],
        "notes": [
            "Accusation, by John Kirby; rests on: named official. "
            "Claims are reported, not established.",
            "Dated: 5 January 2023, inferred. worked out",
            "Question: Has Iran sent drones? Stance: affirms.",
        ],
        "proof": ["article-one", "article-two"],
        "recordId": ["E001"],
    }
    assert found["passage-E001-two-1"]["properties"] == {
        "document": ["article-two"],
        "entity": ["event-E001"],
        "role": ["passage the event rests on"],
        "summary": ["Iran sent drones"],
    }


def test_an_article_is_dated_only_as_far_as_its_date_is_known(small):
    found = {e["id"]: e["properties"] for e in entities(small)}
    published = {i: found[f"article-{i}"]["publishedAt"] for i in ("one", "two")}
    assert published == {"one": ["2023-01-10"], "two": ["2023-06"]}
    content = small.articles["one"].encode()
    assert found["article-one"]["contentHash"] == [hashlib.sha1(content).hexdigest()]


def test_answers_and_tensions_are_links_between_events_in_view(small):
    roles = {
        (e["properties"]["subject"][0], e["properties"]["object"][0]): e["properties"]["role"][0]
        for e in entities(small)
        if e["id"].startswith(("answer-", "tension-"))
    }
    assert roles == {
        ("event-E002", "event-E001"): "answers",
        ("event-E001", "event-E002"): "in tension over denial",
    }
    kept = entities(small, DENIALS)
    assert [e for e in kept if e["id"].startswith(("answer-", "tension-"))] == []


def test_no_entity_is_a_sanction_or_any_other_bare_link(real):
    found = entities(real)
    assert {e["schema"] for e in found} == {
        *("Note", "Article", "Event", "Documentation", "UnknownLink"),
        *("Person", "PublicBody", "Organization", "Company", "LegalEntity"),
    }
    links = [e for e in found if e["id"].startswith("relationship-")]
    assert len(links) == real.store.value("SELECT count(*) FROM relationships")
    assert all(e["properties"]["role"][0].startswith("claimed: ") for e in links)


@pytest.mark.parametrize(("table", "column"), [(ftm.SCHEMA, "kind"), (ftm.COUNTRY, "side")])
def test_every_kind_and_side_of_the_codebook_has_its_counterpart(table, column):
    assert set(table) == set(codebook.vocabulary("actors", column))
