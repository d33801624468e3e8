"""FollowTheMoney entities: its own model accepts them, and no claim becomes a fact."""

import json
import re
from pathlib import Path

import pytest
from conftest import stated

from lib.analysis.filters import Filters
from lib.dataset import codebook
from lib.dataset.tables import Tables
from lib.export import follow_the_money as ftm

KIRBY = Filters(actor=("kirby",))
# The model of the package `followthemoney` as JSON: for each schema its ancestors, required
# properties, and the type of each property.
MODEL = json.loads((Path(__file__).parent / "followthemoney.json").read_text(encoding="utf-8"))
NEVER = re.compile(r"(?!)")
TYPES = {
    **dict.fromkeys(("text", "name", "string"), re.compile(r"(?s)\S.*")),
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "checksum": re.compile(r"[0-9a-f]{40}"),
    "mimetype": re.compile(r"[a-z]+/[a-z.+-]+"),
    "url": re.compile(r"https?://\S+"),
    "language": re.compile(r"[a-z]{3}"),
}
DENIALS = Filters(claim_type=("denial",))


def entities(tables: Tables, filters: Filters | None = None) -> list[dict]:
    made = ftm.follow_the_money(*stated(tables, filters=filters or Filters()))
    return [json.loads(line) for line in made.splitlines()]


def faults(found: list[dict]) -> list[str]:
    """What FollowTheMoney's model has to say against the entities."""
    schemata = {e["id"]: e["schema"] for e in found}
    wrong = [] if len(schemata) == len(found) else ["an id is there twice"]
    for entity in found:
        schema, held = MODEL["schemata"][entity["schema"]], entity["properties"]
        wrong += [f"{entity['id']}: no {name}" for name in schema["required"] if name not in held]
        for name, values in held.items():
            kind, *of = schema["properties"].get(name, ["unknown"])
            if kind == "entity":
                known = [schemata.get(value) for value in values]
                fit = all(k and of[0] in MODEL["schemata"][k]["is"] for k in known)
            elif kind == "country":
                fit = set(values) <= set(MODEL["countries"])
            else:
                fit = all(TYPES.get(kind, NEVER).fullmatch(value) for value in values)
            if not fit:
                wrong.append(f"{entity['id']}: {name} is no {' '.join([kind, *of])}")
    return wrong


@pytest.mark.parametrize("filters", [Filters(), KIRBY, Filters(q="no such words")])
def test_followthemoney_has_nothing_against_the_entities(real, filters):
    assert faults(entities(real, filters)) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ({"name": ["A"], "startDate": ["about May"]}, "event-E001: startDate is no date"),
        ({"name": ["A"], "startDay": ["2023"]}, "event-E001: startDay is no unknown"),
        ({"summary": ["A"]}, "event-E001: no name"),
        ({"name": ["A"], "proof": ["actor-x"]}, "event-E001: proof is no entity Document"),
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
                "Iran denies it: Iran supplies Russia: drones (denied). "
                "Claims are reported, not established."
            ],
            "startDate": ["2023-01-01"],
            "endDate": ["2023-01-31"],
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
    }
    assert found["passage-E001-two-1"]["properties"] == {
        "document": ["article-two"],
        "entity": ["event-E001"],
        "role": ["passage the event rests on"],
        "summary": ["Iran sent drones"],
    }


def test_an_article_is_dated_only_as_far_as_its_date_is_known(small):
    found = {e["id"]: e["properties"] for e in entities(small)}
    assert found["article-one"]["publishedAt"] == ["2023-01-10"]
    assert "publishedAt" not in found["article-two"]
    assert "Published about 10 June 2023, inferred." in found["article-two"]["notes"]


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


def test_every_kind_of_the_codebook_has_its_counterpart_and_every_country_is_a_side():
    assert set(ftm.SCHEMA) == set(codebook.vocabulary("actors", "kind"))
    assert set(ftm.COUNTRY) <= set(codebook.vocabulary("actors", "side"))
