"""What is in view as linked data: passages as W3C annotations, events as schema.org claims."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from lib.analysis.events import item_names
from lib.dataset import codebook, dates
from lib.dataset.tables import Tables
from lib.export.accounts import Account, accounts, attributed, day, in_view
from lib.export.statement import Statement
from lib.view.screen import Screen

Node = dict[str, Any]

PRETTY = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def urn(*names: str) -> str:
    """An identifier that is the same wherever the same names are given."""
    return uuid5(NAMESPACE_URL, "/".join(names)).urn


def _file(tables: Tables, source_id: str) -> str:
    return f"urn:sha256:{tables.sources.at[source_id, 'sha256']}"


# Named, as the model asks, and never fetched.
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters of the article before and after a passage


def web_annotations(screen: Screen, said: Statement) -> bytes:
    """An AnnotationCollection with an annotation for each passage in view.

    After https://www.w3.org/TR/annotation-model/. The target is the article, named by the SHA-256
    of its file. The bodies are a sentence for people, then the claim type and the attribution as
    codes. `dcterms:description` is the statement.
    """
    tables, collection = screen.tables, urn(screen.tables.version, said.address)
    items = [
        _annotation(tables, said, event, passage)
        for event in accounts(screen.seen)
        for passage in event.passages
    ]
    page = {"type": "AnnotationPage", "partOf": collection, "startIndex": 0, "items": items}
    whole = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": said.title,
        "dcterms:description": said.text,
        "total": len(items),
        "first": {"id": urn(collection, "page 1")} | page,
    }
    return orjson.dumps(whole, option=PRETTY)


def _annotation(tables: Tables, said: Statement, event: Account, passage: Any) -> Node:
    file, plain = _file(tables, passage.source_id), {"format": "text/plain"}
    sentence = f"{event.title} ({event.event_id}). "
    sentence += attributed(tables, event, dates.in_words(event.date))
    body: list[Node] = [
        {"purpose": "describing", "value": sentence, "language": "en"} | plain,
        {"purpose": "classifying", "value": event.claim_type},
        {"purpose": "tagging", "value": event.attribution},
    ]
    label = tables.sources.at[passage.source_id, "title"] or said.sources[passage.source_id]
    before, after, position = passage.prefix, passage.suffix, []
    if text := tables.articles.get(passage.source_id):
        start, end = passage.start, passage.end
        # The table's own prefix and suffix are what singles the passage out.
        before = text[max(0, start - AROUND - len(before)) : start]
        after = text[end : end + AROUND + len(after)]
        position = [{"type": "TextPositionSelector", "start": start, "end": end}]
    quote = {"exact": passage.exact, "prefix": before, "suffix": after}
    return {
        "id": urn(file, event.event_id, passage.exact, passage.prefix, passage.suffix),
        "type": "Annotation",
        "motivation": "describing",
        "body": [{"type": "TextualBody"} | words for words in body],
        "target": {
            "type": "SpecificResource",
            "source": {"id": file, "type": "Text", "label": label} | plain,
            "selector": [{"type": "TextQuoteSelector"} | quote, *position],
        },
    }


# A population and a group that is not named are neither persons nor organizations.
TYPE: dict[str, str | list[str]] = {
    **{"person": "Person", "company": "Corporation", "media": "NewsMediaOrganization"},
    **dict.fromkeys(("military", "organisation"), "Organization"),
    **dict.fromkeys(("population", "unnamed"), "Thing"),
    "agency": "GovernmentOrganization",
    "state": ["Country", "GovernmentOrganization"],
}


def schema_claims(screen: Screen, said: Statement) -> bytes:
    """JSON-LD with a https://schema.org/Claim for each event in view, and what they refer to.

    `author` is who claims or acts, never who reports it; `about` are the question and the targets,
    `appearance` the articles, `citation` the passages. `temporal` is when it was said or done, as
    EDTF; `datePublished` only where the day is known. A Dataset carries the statement. A row has
    the same `@id` in every version of the tables.
    """
    tables = screen.tables
    graph: list[Node] = [
        {"@id": "#dataset", "@type": "Dataset", "name": said.title, "description": said.text}
        | {"version": tables.version, "dateModified": said.made.isoformat()}
    ]
    for actor in in_view(screen, "actors").itertuples():
        kind = TYPE[tables.about.built_in("actors", "kind", actor.kind)]
        person = kind == "Person"
        node = {"@type": kind, "name": actor.name, "alternateName": codebook.entries(actor.aliases)}
        node["jobTitle" if person else "description"] = actor.role
        if actor.part_of and kind != "Thing":
            above = "affiliation" if person else "parentOrganization"
            node[above] = _ref("actor", actor.part_of)
        graph.append(_ref("actor", actor.actor_id) | node)
    for source in in_view(screen, "sources").itertuples():
        publisher = {"@type": "NewsMediaOrganization", "name": source.publisher}
        node = {"@id": _file(tables, source.source_id), "@type": "NewsArticle"}
        node |= {"identifier": source.source_id, "headline": source.title, "sha256": source.sha256}
        node |= {"publisher": publisher if source.publisher else "", "description": source.note}
        graph.append(node | {"datePublished": day(source), "temporal": source.published})
    for line in in_view(screen, "storylines").itertuples():
        node = {"@type": "Question", "name": line.title, "text": line.question}
        graph.append(_ref("question", line.storyline_id) | node)
    graph += [_claim(tables, event) for event in accounts(screen.seen)]
    filled = [{k: v for k, v in node.items() if v not in ("", [])} for node in graph]
    # The context is in the file, so that no program has to fetch it.
    context = {"@vocab": "https://schema.org/", "@base": urn(tables.about.title)}
    return orjson.dumps({"@context": context, "@graph": filled}, option=PRETTY)


def _ref(kind: str, row_id: str) -> Node:
    return {"@id": f"#{kind}-{row_id}"}


def _claim(tables: Tables, event: Account) -> Node:
    files = {source: {"@id": _file(tables, source)} for source in event.sources}
    questions = [_ref("question", event.storyline_id)] if event.storyline_id else []
    terms = [
        {"@type": "DefinedTerm", "name": codebook.label(code), "termCode": code}
        | {"inDefinedTermSet": codebook.heading("events", column)}
        for column in ("claim_type", "attribution")
        for code in [getattr(event, column)]
    ]
    return _ref("event", event.event_id) | {
        "@type": "Claim",
        "identifier": event.event_id,
        "name": event.title,
        "text": event.summary,
        "description": attributed(tables, event),
        "author": [_ref("actor", actor) for actor in event.speakers],
        "about": questions + [_ref("actor", actor) for actor in event.targets],
        "temporal": event.date,
        "datePublished": day(event),
        "keywords": [*terms, *item_names(tables, event.items)],
        "appearance": list(files.values()),
        "citation": [
            {"@type": "Quotation", "text": p.exact, "isPartOf": files[p.source_id]}
            for p in event.passages
        ],
        "isPartOf": {"@id": "#dataset"},
    }
