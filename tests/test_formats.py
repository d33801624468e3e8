"""Each format is read back by a program of others: frictionless, networkx, PyLD, FollowTheMoney."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from html.parser import HTMLParser

import frictionless
import pandas as pd
import pytest
from conftest import SMALL, write
from followthemoney import model
from followthemoney.exc import InvalidData
from pyld import jsonld
from rdflib import URIRef, namespace

from lib.analysis.filters import Filters
from lib.dataset import check, codebook, tables
from lib.export import follow_the_money as ftm
from lib.export import linked_data as schema_org
from lib.export.cli import statement
from lib.export.formats import FORMATS
from lib.view.screen import Screen, screen
from lib.view.view import View

MADE = date(2024, 2, 3)
DENIALS = Filters(claim_type=("denial",))
KIRBY = Filters(actor=("kirby",))
FILTERED = [Filters(), KIRBY, DENIALS, Filters(source=("two",)), Filters(storyline=("plant",))]
NOTHING = Filters(q="no such words")


def shown(of: tables.Tables, filters: Filters = Filters(), **view: str) -> Screen:  # noqa: B008
    return screen(of, View(filters, **view))


def made(name: str, on: Screen) -> bytes:
    return FORMATS[name].make(on, statement.statement(on, MADE))


def changed_tables(folder, rows):
    write(folder, rows)
    return tables.load(folder, folder)


# --- The list of formats ---------------------------------------------------------------------


def test_every_format_says_what_it_is_and_has_an_ending_of_its_own():
    assert list(FORMATS) == ["csv", "gexf", "graphml", "timelinejs", "annotations", "ftm", "claims"]
    assert len({f.ending for f in FORMATS.values()}) == len(FORMATS)
    for offered in FORMATS.values():
        assert offered.name and offered.media_type.count("/") >= 1 and offered.opens_with
        assert offered.ending.startswith(".")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_is_shown_under_which_filters_and_with_what_caution(small, name):
    on = shown(small, KIRBY)
    whole = made(name, on)
    if name == "csv":
        whole = zipfile.ZipFile(io.BytesIO(whole)).read("datapackage.json")
    for words in ("1 of 4 events", "John Kirby", statement.CAUTION, small.version, "?actor=kirby"):
        assert words in whole.decode()


PRINT = """
from datetime import date
from hashlib import sha256
from lib.export import statement as briefing; from lib.dataset import tables
from lib.view.view import View
from lib.analysis.filters import Filters
from lib.export.formats import FORMATS
from lib.view.screen import screen
on = screen(tables.load(), View(Filters(actor=("kirby",))))
said = briefing.statement(on, date(2024, 2, 3))
print([sha256(f.make(on, said)).hexdigest() for f in FORMATS.values()])
"""


def test_every_process_makes_the_same_bytes():
    ways = ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "TZ": "UTC"})
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            cwd=codebook.ROOT,
            env=os.environ | way,
            capture_output=True,
            check=True,
        ).stdout
        for way in ways
    }
    assert len(printed) == 1


# --- CSV bundle ------------------------------------------------------------------------------


def unpacked(bundle: bytes, folder):
    zipfile.ZipFile(io.BytesIO(bundle)).extractall(folder)
    return folder


def reopened(on: Screen, folder) -> tables.Tables:
    unpacked(made("csv", on), folder)
    return tables.load(folder, folder / "articles")


def assert_alike(one: tables.Tables, other: tables.Tables) -> None:
    for name in codebook.resources():
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    for part in ("articles", "version", "about", "readme"):
        assert getattr(one, part) == getattr(other, part), part


def test_without_filters_the_app_opens_the_bundle_again_identically(real, tmp_path):
    assert_alike(reopened(shown(real), tmp_path), real)
    for name in codebook.resources():
        file = f"{name}.csv"
        assert (tmp_path / file).read_bytes() == (codebook.DATA / file).read_bytes()


def test_without_filters_rows_that_no_event_is_tied_to_are_there_too(tmp_path):
    stranger = {"actor_id": "nobody", "name": "N", "kind": "person", "side": "Other"}
    idle = {"storyline_id": "idle", "title": "Idle", "question": "Is it?"}
    rows = SMALL | {
        "actors": [*SMALL["actors"], stranger],
        "storylines": [*SMALL["storylines"], idle],
    }
    (tmp_path / "in").mkdir()
    whole = changed_tables(tmp_path / "in", rows)
    assert_alike(reopened(shown(whole), tmp_path / "out"), whole)


def test_cells_that_would_be_formulas_stand_exactly_in_the_bundle(tmp_path):
    events = [SMALL["events"][0] | {"title": "=1+1", "summary": "-5"}, *SMALL["events"][1:]]
    (tmp_path / "in").mkdir()
    whole = changed_tables(tmp_path / "in", SMALL | {"events": events})
    assert_alike(reopened(shown(whole), tmp_path / "out"), whole)
    with (tmp_path / "out" / "events.csv").open(newline="") as file:
        assert list(csv.reader(file))[1][1:3] == ["=1+1", "-5"]


@pytest.mark.parametrize("filters", FILTERED)
def test_frictionless_finds_the_bundle_sound(small, tmp_path, filters):
    unpacked(made("csv", shown(small, filters)), tmp_path)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["type", "rowNumber", "note"]) == []
    assert [task.name for task in report.tasks] == list(codebook.resources())


@pytest.mark.parametrize("filters", FILTERED)
def test_our_own_check_finds_the_bundle_sound_and_the_app_opens_it(small, tmp_path, filters):
    on = shown(small, filters)
    again = reopened(on, tmp_path)
    assert check.examine(tmp_path, tmp_path / "articles").problems == []
    assert again.events.index.tolist() == small.events.index[on.keep].tolist()


@pytest.mark.parametrize(
    "filters",
    [Filters(actor=("iran",)), Filters(claim_type=("denial",)), Filters(source=("2023-06-plant",))],
)
def test_extracts_of_the_real_tables_are_sound(real, tmp_path, filters):
    reopened(shown(real, filters), tmp_path)
    assert frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_what_points_out_of_the_extract_is_taken_out_and_kept_in_the_datapackage(small, tmp_path):
    again = reopened(shown(small, DENIALS), tmp_path)
    assert again.events["responds_to"].tolist() == [""]
    assert again.tensions.index.tolist() == []
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert described["left_out"] == [
        {"table": "events", "id": "E002", "responds_to": ["E001"]},
        {"table": "tensions", "row": SMALL["tensions"][0]},
    ]
    assert described["description"] == (
        "An extract: 1 of 4 events. Filters: Claim type: Denial. "
        "Claims are reported, not established. What pointed to events outside the extract was "
        "taken out of its tables and stands under `left_out`, whole: tensions, 1; events that "
        "answer such an event (`responds_to`), 1."
    )


def test_of_a_list_cell_only_the_entries_outside_are_taken_out(tmp_path):
    events = [*SMALL["events"][:3], SMALL["events"][3] | {"responds_to": "E001;E002;E003"}]
    (tmp_path / "in").mkdir()
    whole = changed_tables(tmp_path / "in", SMALL | {"events": events})
    kept = shown(whole, Filters(claim_type=("denial", "assessment")))
    again = reopened(kept, tmp_path / "out")
    assert again.events["responds_to"].to_dict() == {"E002": "", "E004": "E002"}
    left_out = json.loads((tmp_path / "out" / "datapackage.json").read_text())["left_out"]
    assert left_out[1] == {"table": "events", "id": "E004", "responds_to": ["E001", "E003"]}


def test_the_datapackage_carries_the_statement(real):
    on = shown(real, KIRBY, title="My title", note="My note")
    bundle = zipfile.ZipFile(io.BytesIO(made("csv", on)))
    described = json.loads(bundle.read("datapackage.json"))
    lines = statement.statement(on, MADE).lines()
    assert described["statement"] == {"Title": "My title", "Note": "My note", **lines}
    own = codebook.descriptor()
    assert [described[k] for k in ("name", "title", "created", "resources")] == [
        own[k] for k in ("name", "title", "created", "resources")
    ]
    assert described["description"].startswith(f"{own['description']}\n\nAn extract: 26 of 102 ev")


def test_the_articles_travel_byte_by_byte(real):
    bundle = zipfile.ZipFile(io.BytesIO(made("csv", shown(real))))
    articles = {n: bundle.read(n) for n in bundle.namelist() if n.startswith("articles/")}
    assert articles == {f"articles/{f.name}": f.read_bytes() for f in codebook.SEEDS.glob("*")}


# --- TimelineJS ------------------------------------------------------------------------------

# As TimelineJS 3.9.11 names them where it reads a row (src/js/core/ConfigFactory.js).
TIMELINEJS = (
    "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,"
    "Media Credit,Media Caption,Media Thumbnail,Type,Group,Background"
)


def slides(on: Screen) -> list[dict[str, str]]:
    file = made("timelinejs", on).decode()
    assert file.splitlines()[0] == TIMELINEJS
    return list(csv.DictReader(io.StringIO(file, newline="")))


class Words(HTMLParser):
    """The words and the tags of a text, as a browser would take them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        assert attrs == []
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def test_the_first_slide_is_the_title_with_the_statement(small):
    on = shown(small, KIRBY, title="A <title>", note="A note")
    first = slides(on)[0]
    assert (first["Type"], first["Headline"], first["Year"]) == ("title", "A &lt;title&gt;", "")
    lines = statement.statement(on, MADE).lines()
    words = ["A note"] + [w for heading, said in lines.items() for w in (heading, f": {said}")]
    assert Words(first["Text"]).words == words


def test_days_are_days_and_uncertain_dates_are_spans_with_the_date_in_words(small):
    keys = ("Year", "Month", "Day", "End Year", "End Month", "End Day", "Display Date", "Group")
    assert [tuple(s[k] for k in keys) for s in slides(shown(small))[1:]] == [
        ("2023", "1", "5", "", "", "", "5 January 2023", "Accusation"),
        ("2023", "1", "1", "2023", "1", "31", "January 2023", "Denial"),
        ("2023", "1", "10", "", "", "", "up to 10 January 2023", "Media report"),
        ("2023", "6", "9", "2023", "6", "11", "about 10 June 2023", "Assessment"),
    ]


def test_a_slide_carries_summary_passages_sources_and_caution(small):
    slide = slides(shown(small, KIRBY))[1]
    assert slide["Headline"] == "Kirby accuses Iran"
    read = Words(slide["Text"])
    assert read.words == [
        "Summary of E001, naïvely put.",
        "“The US said that Iran sent drones”",
        "Daily One, 10 January 2023",
        "“Iran sent drones”",
        "Weekly Two, about 10 June 2023",
        "E001. Accusation, by John Kirby; rests on: named official. "
        "Claims are reported, not established.",
    ]


def test_what_looks_like_html_or_a_formula_is_text_on_a_slide(tmp_path):
    odd = {"title": "=1<script>", "summary": "<img src=x onerror=alert(1)> & more"}
    events = [SMALL["events"][0] | odd, *SMALL["events"][1:]]
    slide = slides(shown(changed_tables(tmp_path, SMALL | {"events": events}), KIRBY))[1]
    assert slide["Headline"] == "'=1&lt;script&gt;"
    read = Words(slide["Text"])
    assert set(read.tags) == {"p", "blockquote", "br", "cite", "small"}
    assert read.words[0] == "<img src=x onerror=alert(1)> & more"


# --- Web annotations -------------------------------------------------------------------------

OA, AS, RDF = (
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/activitystreams#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
)
# What http://www.w3.org/ns/anno.jsonld says of the terms in use; a term that is not here is lost.
LINKS = {
    "body": f"{OA}hasBody",
    "target": f"{OA}hasTarget",
    "source": f"{OA}hasSource",
    "selector": f"{OA}hasSelector",
    "partOf": f"{AS}partOf",
    "first": f"{AS}first",
}
TERMS = {
    **{n: f"{OA}{n}" for n in ("Annotation", "TextualBody", "SpecificResource")},
    **{n: f"{OA}{n}" for n in ("TextQuoteSelector", "TextPositionSelector")},
    **{n: f"{OA}{n}" for n in ("describing", "classifying", "tagging")},
    **{n: f"{OA}{n}" for n in ("start", "end", "exact", "prefix", "suffix")},
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "total": f"{AS}totalItems",
    "startIndex": f"{AS}startIndex",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "format": "http://purl.org/dc/elements/1.1/format",
    "language": "http://purl.org/dc/elements/1.1/language",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": f"{RDF}value",
    "dcterms": "http://purl.org/dc/terms/",
}
ANNO = {
    "id": "@id",
    "type": "@type",
    **TERMS,
    **{name: {"@type": "@id", "@id": iri} for name, iri in LINKS.items()},
    "items": {"@type": "@id", "@id": f"{AS}items", "@container": "@list"},
    "motivation": {"@type": "@vocab", "@id": f"{OA}motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": f"{OA}hasPurpose"},
}


def local(url, options):
    """The one context that a program must know of itself; nothing is fetched."""
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": ANNO}}


OFFLINE = {"documentLoader": local}


def items(on: Screen) -> list[dict]:
    return json.loads(made("annotations", on))["first"]["items"]


@pytest.mark.parametrize("filters", [Filters(), KIRBY, NOTHING])
def test_pyld_understands_every_term_of_the_annotations(real, filters):
    document = json.loads(made("annotations", shown(real, filters)))
    expanded = jsonld.expand(document, OFFLINE)
    compacted = jsonld.compact(expanded, document["@context"], OFFLINE)
    if not document["total"]:
        assert compacted["first"]["items"] == []
    else:
        assert compacted == document


def test_pyld_finds_an_annotation_with_body_and_target_for_each_passage(real):
    quads = jsonld.to_rdf(json.loads(made("annotations", shown(real))), OFFLINE)["@default"]
    triples = [
        (t["subject"]["value"], t["predicate"]["value"], t["object"]["value"]) for t in quads
    ]
    annotations = {s for s, p, o in triples if (p, o) == (f"{RDF}type", f"{OA}Annotation")}
    assert len(annotations) == len(real.evidence)
    targets = [s for s, p, _ in triples if p == f"{OA}hasTarget"]
    assert sorted(targets) == sorted(annotations)
    exact = sorted(o for _, p, o in triples if p == f"{OA}exact")
    assert exact == sorted(real.evidence["exact"])


def test_an_annotation_says_who_is_said_to_claim_what_where(small):
    first, second = items(shown(small, KIRBY))
    urn = f"urn:sha256:{small.sources.loc['one', 'sha256']}"
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
            "source": {"id": urn, "type": "Text", "format": "text/plain", "label": "Article one"},
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


def test_quote_and_position_select_the_same_words_and_only_those(real):
    texts = {
        f"urn:sha256:{hashlib.sha256(t.encode()).hexdigest()}": t for t in real.articles.values()
    }
    for item in items(shown(real)):
        text = texts[item["target"]["source"]["id"]]
        quote, position = item["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1


def test_an_annotation_keeps_its_identifier_whatever_is_filtered(small):
    everything = {i["id"] for i in items(shown(small))}
    assert len(everything) == len(small.evidence)
    assert {i["id"] for i in items(shown(small, KIRBY))} < everything


# --- FollowTheMoney --------------------------------------------------------------------------


def entities(on: Screen) -> list[dict]:
    return [json.loads(line) for line in made("ftm", on).decode().splitlines()]


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


@pytest.mark.parametrize("filters", [Filters(), KIRBY, DENIALS, NOTHING])
def test_followthemoney_has_nothing_against_the_entities(real, filters):
    assert faults(entities(shown(real, filters))) == []


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
    found = {e["id"]: e for e in entities(shown(small, DENIALS))}
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
    found = {e["id"]: e for e in entities(shown(small, KIRBY))}
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
    found = {e["id"]: e["properties"] for e in entities(shown(small))}
    published = {i: found[f"article-{i}"]["publishedAt"] for i in ("one", "two")}
    assert published == {"one": ["2023-01-10"], "two": ["2023-06"]}
    content = small.articles["one"].encode()
    assert found["article-one"]["contentHash"] == [hashlib.sha1(content).hexdigest()]


def test_answers_and_tensions_are_links_between_events_in_view(small):
    roles = {
        (e["properties"]["subject"][0], e["properties"]["object"][0]): e["properties"]["role"][0]
        for e in entities(shown(small))
        if e["id"].startswith(("answer-", "tension-"))
    }
    assert roles == {
        ("event-E002", "event-E001"): "answers",
        ("event-E001", "event-E002"): "in tension over denial",
    }
    kept = entities(shown(small, DENIALS))
    assert [e for e in kept if e["id"].startswith(("answer-", "tension-"))] == []


def test_no_entity_is_a_sanction_or_any_other_bare_link(real):
    assert {e["schema"] for e in entities(shown(real))} == {
        *("Note", "Article", "Event", "Documentation", "UnknownLink"),
        *("Person", "PublicBody", "Organization", "Company", "LegalEntity"),
    }
    links = [e for e in entities(shown(real)) if e["id"].startswith("relationship-")]
    assert len(links) == len(real.relationships)
    assert all(e["properties"]["role"][0].startswith("claimed: ") for e in links)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (ftm.SCHEMA, "kind"),
        (ftm.COUNTRY, "side"),
        (schema_org.TYPE, "kind"),
    ],
)
def test_every_kind_and_side_of_the_codebook_has_its_counterpart(table, column):
    assert set(table) == set(codebook.vocabulary("actors", column))


# --- schema.org ------------------------------------------------------------------------------

SCHEMA = "https://schema.org/"


def no_loader(url, options):
    raise AssertionError(f"{url} would be fetched")


def claims(on: Screen) -> dict[str, dict]:
    """The nodes by what follows # in their ids, expanded by PyLD, with short names again."""
    document = json.loads(made("claims", on))
    expanded = jsonld.expand(document, {"documentLoader": no_loader})
    base = document["@context"]["@base"]
    return {
        node["@id"].removeprefix(f"{base}#"): {
            name.removeprefix(SCHEMA): [shortened(v, base) for v in values]
            for name, values in node.items()
            if name != "@id"
        }
        for node in expanded
    }


def shortened(value, base):
    if isinstance(value, str):
        return value.removeprefix(SCHEMA)
    return value.get("@value", value.get("@id", "")).removeprefix(f"{base}#")


def terms(node) -> set[str]:
    """Every property and type of an expanded document."""
    if isinstance(node, list):
        return set().union(*map(terms, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {k for k in node if not k.startswith("@")} | set(node.get("@type", []))
    return own.union(*map(terms, node.values()))


def test_every_term_of_the_claims_is_schema_org_s_own(real):
    document = json.loads(made("claims", shown(real)))
    found = terms(jsonld.expand(document, {"documentLoader": no_loader}))
    assert {t for t in found if URIRef(t) not in namespace.SDO} == set()
    assert {f"{SCHEMA}{t}" for t in ("Claim", "appearance", "firstAppearance", "Quotation")} < found
    assert URIRef(f"{SCHEMA}firstSighting") not in namespace.SDO


def test_a_claim_has_its_author_subject_dates_and_appearances(small):
    found = claims(shown(small))
    one, two = (f"urn:sha256:{small.sources.loc[s, 'sha256']}" for s in ("one", "two"))
    assert found["event-E001"] == {
        "@type": ["Claim"],
        "identifier": ["E001"],
        "name": ["Kirby accuses Iran"],
        "text": ["Summary of E001, naïvely put."],
        "description": [
            "Accusation, by John Kirby; rests on: named official. "
            "Claims are reported, not established."
        ],
        "author": ["actor-kirby"],
        "about": ["question-drones", "actor-iran", "actor-russia"],
        "temporal": ["2023-01-05"],
        "datePublished": ["2023-01-05"],
        "keywords": ["", "", "Shahed-136"],
        "appearance": [one, two],
        "firstAppearance": [one],
        "citation": ["", ""],
        "isPartOf": ["dataset"],
    }
    assert "datePublished" not in found["event-E002"]
    assert found["event-E002"]["temporal"] == ["2023-01"]


def test_which_article_was_first_is_said_only_where_the_dates_leave_no_doubt(tmp_path):
    sources = [SMALL["sources"][0] | {"published": "2023-06"}, SMALL["sources"][1]]
    doubtful = changed_tables(tmp_path, SMALL | {"sources": sources})
    found = claims(shown(doubtful))
    assert "firstAppearance" not in found["event-E001"]
    assert "firstAppearance" in found["event-E002"]


def test_actors_articles_and_questions_are_described(small):
    found = claims(shown(small, KIRBY))
    assert found["actor-kirby"] == {
        "@type": ["Person"],
        "name": ["John Kirby"],
        "affiliation": ["actor-nsc"],
    }
    assert found["actor-us"]["@type"] == ["Country", "GovernmentOrganization"]
    assert found["question-drones"]["text"] == ["Has Iran sent drones?"]
    assert found[f"urn:sha256:{small.sources.loc['one', 'sha256']}"] == {
        "@type": ["NewsArticle"],
        "identifier": ["one"],
        "headline": ["Article one"],
        "publisher": [""],
        "datePublished": ["2023-01-10"],
        "temporal": ["2023-01-10"],
        "sha256": [small.sources.loc["one", "sha256"]],
    }
    assert found["dataset"]["description"] == [statement.statement(shown(small, KIRBY), MADE).text]


def test_every_id_that_a_claim_names_is_in_the_file(real):
    found = claims(shown(real, KIRBY))
    named = {
        value
        for node in found.values()
        for name in ("author", "about", "appearance", "affiliation", "parentOrganization")
        for value in node.get(name, [])
    }
    assert named <= set(found)


# --- Nothing in view -------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_view_without_events_still_gives_a_file_that_says_so(small, name):
    whole = made(name, shown(small, NOTHING))
    if name == "csv":
        whole = zipfile.ZipFile(io.BytesIO(whole)).read("datapackage.json")
    assert "0 of 4 events" in whole.decode()


# --- Many events -----------------------------------------------------------------------------


def test_of_many_events_every_one_is_in_every_format(many):
    on = shown(many)
    ids = set(many.events.index)
    bundle = zipfile.ZipFile(io.BytesIO(made("csv", on)))
    assert set(pd.read_csv(bundle.open("events.csv"))["event_id"]) == ids
    assert len(slides(on)) == 1 + len(ids)
    page = json.loads(made("annotations", on))
    assert page["total"] == len(page["first"]["items"]) == len(many.evidence)
    entities = [json.loads(line) for line in made("ftm", on).splitlines()]
    recorded = [e["properties"]["recordId"][0] for e in entities if e["schema"] == "Event"]
    assert recorded == list(many.events.index)
    nodes = json.loads(made("claims", on))["@graph"]
    assert {n["identifier"] for n in nodes if n["@type"] == "Claim"} == ids


@pytest.mark.parametrize("filters", [Filters(claim_type=("denial",))])
def test_an_extract_of_many_events_is_sound_and_keeps_what_it_takes_out(many, tmp_path, filters):
    on = shown(many, filters)
    again = reopened(on, tmp_path)
    assert again.events.index.tolist() == many.events.index[on.keep].tolist()
    left_out = json.loads((tmp_path / "datapackage.json").read_text())["left_out"]
    kept = set(again.events.index)
    answers = many.events.loc[on.keep, "responds_to"]
    assert {e["id"]: e["responds_to"] for e in left_out if "id" in e} == {
        i: [r for r in cell.split(";") if r not in kept]
        for i, cell in answers.items()
        if set(cell.split(";")) - kept - {""}
    }
    half = many.tensions[many.tensions["event_a"].isin(kept) ^ many.tensions["event_b"].isin(kept)]
    taken = sorted(e["row"]["tension_id"] for e in left_out if "row" in e)
    assert taken == half["tension_id"].tolist()
