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

# The model of the package `followthemoney` as JSON: for each schema its ancestors, required
# properties, and the type of each property.
MODEL = json.loads((Path(__file__).parent / "followthemoney.json").read_text(encoding="utf-8"))
TYPES = {
    **dict.fromkeys(("text", "name", "string"), re.compile(r"(?s)\S.*")),
    "country": re.compile("|".join(MODEL["countries"])),
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
    "mimetype": re.compile(r"[a-z]+/[a-z.+-]+"),
}
ALL, KIRBY, DENIALS = Filters(), Filters(actor=("kirby",)), Filters(claim_type=("denial",))


def entities(tables: Tables, filters: Filters = ALL) -> list[dict]:
    made = ftm.follow_the_money(*stated(tables, filters=filters))
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
            else:
                fit = kind in TYPES and all(TYPES[kind].fullmatch(value) for value in values)
            if not fit:
                wrong.append(f"{entity['id']}: {name} is no {' '.join([kind, *of])}")
    return wrong


@pytest.mark.parametrize("filters", [ALL, DENIALS, Filters(q="no such words")])
def test_followthemoney_has_nothing_against_the_entities_and_no_claim_is_a_fact(real, filters):
    found = entities(real, filters)
    assert faults(found) == []
    assert {e["schema"] for e in found} <= {
        *("Note", "Article", "Event", "Documentation", "UnknownLink"),
        *("Person", "PublicBody", "Organization", "Company", "LegalEntity"),
    }
    links = [e for e in found if e["id"].startswith("relationship-")]
    assert all(e["properties"]["role"][0].startswith("claimed: ") for e in links)
    if filters is ALL:
        assert len(links) == real.store.value("SELECT count(*) FROM relationships")


def test_each_entity_says_who_claims_it_in_which_words_and_when(small):
    found = {e["id"]: e["properties"] for e in entities(small)}
    assert found["relationship-R002"] == {
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
    }
    assert found["event-E001"] == {
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
    assert found["passage-E001-two-1"] == {
        "document": ["article-two"],
        "entity": ["event-E001"],
        "role": ["passage the event rests on"],
        "summary": ["Iran sent drones"],
    }
    # An article is dated only as far as its date is known.
    assert found["article-one"]["publishedAt"] == ["2023-01-10"]
    assert "publishedAt" not in found["article-two"]
    assert "Published about 10 June 2023, inferred." in found["article-two"]["notes"]


def test_answers_and_tensions_are_links_between_events_in_view(small):
    def roles(filters: Filters) -> dict[str, str]:
        found = entities(small, filters)
        return {
            e["id"]: e["properties"]["role"][0]
            for e in found
            if e["id"].startswith(("answer-", "tension-"))
        }

    told = {"answer-E002-E001": "answers", "tension-T01": "in tension over denial"}
    assert (roles(ALL), roles(DENIALS)) == (told, {})


def test_every_kind_of_the_codebook_has_its_counterpart_and_every_country_is_a_side():
    assert set(ftm.SCHEMA) == set(codebook.vocabulary("actors", "kind"))
    assert set(ftm.COUNTRY) <= set(codebook.vocabulary("actors", "side"))
