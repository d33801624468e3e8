"""Linked data: PyLD understands every term, and each claim says who makes it."""

import hashlib
import json
import re

from conftest import stated
from pyld import jsonld
from rdflib import URIRef, namespace

from lib.analysis.filters import Filters
from lib.dataset import codebook
from lib.dataset.tables import Tables
from lib.export import linked_data

KIRBY = Filters(actor=("kirby",))


def made(name: str, tables: Tables, filters: Filters | None = None) -> dict:
    return json.loads(getattr(linked_data, name)(*stated(tables, filters=filters or Filters())))


# --- Web annotations -------------------------------------------------------------------------


def items(*of: object) -> list[dict]:
    return made("web_annotations", *of)["first"]["items"]


def test_an_annotation_says_who_is_said_to_claim_what_where(small):
    first, second = items(small, KIRBY)
    assert first.pop("id") != second.pop("id")
    assert first == {
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "value": "Kirby accuses Iran (E001). Accusation, by John Kirby, 5 January 2023; "
                "rests on: named official. Claims are reported, not established.",
                "format": "text/plain",
                "language": "en",
            },
            {"type": "TextualBody", "purpose": "classifying", "value": "accusation"},
            {"type": "TextualBody", "purpose": "tagging", "value": "named-official"},
        ],
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": urn(small, "one"),
                "type": "Text",
                "format": "text/plain",
                "label": "Article one",
            },
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "The US said that Iran sent drones",
                    "prefix": "",
                    "suffix": ". Iran denied it. Russia alleged",
                },
                {"type": "TextPositionSelector", "start": 0, "end": 33},
            ],
        },
    }
    assert second["target"]["selector"][0]["prefix"] == "In May the US repeated it: "
    # An annotation keeps its identifier whatever is filtered.
    assert {i["id"] for i in items(small, KIRBY)} < {i["id"] for i in items(small)}


def test_quote_and_position_select_the_same_words_and_only_those(real):
    texts = {
        f"urn:sha256:{hashlib.sha256(t.encode()).hexdigest()}": t for t in real.articles.values()
    }
    for item in items(real):
        text = texts[item["target"]["source"]["id"]]
        quote, position = item["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1


# --- schema.org ------------------------------------------------------------------------------


def claims(*of: object) -> dict[str, dict]:
    """The nodes by their ids."""
    return {node.pop("@id"): node for node in made("schema_claims", *of)["@graph"]}


def links(*ids: str) -> list[dict]:
    return [{"@id": node} for node in ids]


def urn(tables: Tables, source_id: str) -> str:
    return f"urn:sha256:{tables.sources.loc[source_id, 'sha256']}"


def terms(node) -> set[str]:
    """Every property and type of an expanded document."""
    if isinstance(node, list):
        return set().union(*map(terms, node))
    if not isinstance(node, dict):
        return set()
    own = {k for k in node if not k.startswith("@")} | set(node.get("@type", []))
    return own.union(*map(terms, node.values()))


def no_loader(url, options):
    raise AssertionError(f"{url} would be fetched")


def test_every_term_of_the_claims_is_schema_org_s_own_and_every_id_named_is_in_the_file(real):
    document = made("schema_claims", real, Filters(claim_type=("denial",)))
    found = terms(jsonld.expand(document, {"documentLoader": no_loader}))
    assert {t for t in found if URIRef(t) not in namespace.SDO} == set()
    nodes = {node.pop("@id"): node for node in document["@graph"]}
    assert set(re.findall(r"'@id': '([^']*)'", str(list(nodes.values())))) <= set(nodes)


def test_a_claim_has_its_author_subject_dates_and_appearances(small):
    found = claims(small)
    one, two = urn(small, "one"), urn(small, "two")
    claim = found["#event-E001"]
    assert [term["termCode"] for term in claim.pop("keywords")[:2]] == [
        *("accusation", "named-official")
    ]
    assert [(c["isPartOf"]["@id"], c["text"]) for c in claim.pop("citation")] == [
        (one, "The US said that Iran sent drones"),
        (two, "Iran sent drones"),
    ]
    assert claim == {
        "@type": "Claim",
        "identifier": "E001",
        "name": "Kirby accuses Iran",
        "text": "Summary of E001, naïvely put.",
        "description": "Accusation, by John Kirby; rests on: named official. "
        "Claims are reported, not established.",
        "author": links("#actor-kirby"),
        "about": links("#question-drones", "#actor-iran", "#actor-russia"),
        "temporal": "2023-01-05",
        "datePublished": "2023-01-05",
        "appearance": links(one, two),
        "isPartOf": {"@id": "#dataset"},
    }
    assert "datePublished" not in found["#event-E002"]
    assert found["#event-E002"]["temporal"] == "2023-01"


def test_actors_articles_and_questions_are_described(small):
    found = claims(small, KIRBY)
    assert found["#actor-kirby"] == {
        "@type": "Person",
        "name": "John Kirby",
        "affiliation": {"@id": "#actor-nsc"},
    }
    assert found["#actor-us"]["@type"] == ["Country", "GovernmentOrganization"]
    assert found["#question-drones"]["text"] == "Has Iran sent drones?"
    article = found[urn(small, "one")]
    assert article.pop("publisher")["name"] == "Daily One"
    assert article == {
        "@type": "NewsArticle",
        "identifier": "one",
        "headline": "Article one",
        "datePublished": "2023-01-10",
        "temporal": "2023-01-10",
        "sha256": small.sources.loc["one", "sha256"],
    }
    assert found["#dataset"]["description"] == stated(small, filters=KIRBY)[1].text


def test_every_kind_of_the_codebook_has_its_counterpart():
    assert set(linked_data.TYPE) == set(codebook.vocabulary("actors", "kind"))
