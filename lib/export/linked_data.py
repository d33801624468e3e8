"""What is in view as linked data: passages as W3C annotations, events as schema.org claims."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
import pandas as pd

from lib.dataset import codebook, dates
from lib.dataset.tables import Tables
from lib.export.accounts import Account, Cited, accounts, attributed, entries, in_view
from lib.export.statement import Statement
from lib.view.screen import Screen

Node = dict[str, Any]

PRETTY = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def urn(*names: str) -> str:
    """An identifier that is the same wherever the same names are given."""
    return uuid5(NAMESPACE_URL, "/".join(names)).urn


# --- W3C Web Annotation ----------------------------------------------------------------------

# Named, as the model asks, and never fetched.
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters of the article before and after a passage


def web_annotations(screen: Screen, said: Statement) -> bytes:
    """An AnnotationCollection with one AnnotationPage, an annotation for each passage in view.

    After https://www.w3.org/TR/annotation-model/. The target is the article, named by the SHA-256
    of its file; the words are selected by TextQuoteSelector, with the words around them, and by
    TextPositionSelector (in code points). The bodies say what the passage was coded as: a sentence
    for people, then the claim type and the attribution as codes. `dcterms:description` is the
    statement.
    """
    tables = screen.tables
    articles = {source.source_id: source for source in tables.sources.itertuples()}
    items = [
        _annotation(tables, articles[passage.source_id], said, event, passage)
        for event in accounts(screen.seen)
        for passage in event.passages
    ]
    collection = urn(tables.version, said.address)
    whole = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": said.title,
        "dcterms:description": said.text,
        "total": len(items),
        "first": {
            "id": urn(collection, "page 1"),
            "type": "AnnotationPage",
            "partOf": collection,
            "startIndex": 0,
            "items": items,
        },
    }
    return orjson.dumps(whole, option=PRETTY)


def _annotation(
    tables: Tables, article: Any, said: Statement, event: Account, passage: Cited
) -> Node:
    file = _file(article)
    when = dates.in_words(event.date)
    sentence = f"{event.title} ({event.event_id}). {attributed(tables, event, when)}"
    # What distinguishes a passage from the others: its place, or else its words.
    words, plain = {"type": "TextualBody"}, {"format": "text/plain"}
    here = (str(passage.start), str(passage.end))
    which = here if passage.start >= 0 else (passage.exact, passage.prefix, passage.suffix)
    return {
        "id": urn(file, *which, event.event_id),
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            words | {"purpose": "describing", "value": sentence} | plain | {"language": "en"},
            words | {"purpose": "classifying", "value": event.claim_type},
            words | {"purpose": "tagging", "value": event.attribution},
        ],
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": file,
                "type": "Text",
                "label": article.title or said.sources[passage.source_id],
                **plain,
            },
            "selector": _selectors(tables.articles.get(passage.source_id), passage),
        },
    }


def _selectors(text: str | None, passage: Cited) -> list[Node]:
    """How to find a passage again; by its words alone in an article that is not here."""
    if text is None:
        quote = {"exact": passage.exact, "prefix": passage.prefix, "suffix": passage.suffix}
        return [{"type": "TextQuoteSelector"} | {k: v for k, v in quote.items() if v}]
    start, end = passage.start, passage.end
    # The table's own prefix and suffix are what singles the passage out.
    around = {
        "prefix": text[max(0, start - AROUND - len(passage.prefix)) : start],
        "suffix": text[end : end + AROUND + len(passage.suffix)],
    }
    return [
        {"type": "TextQuoteSelector", "exact": passage.exact, **around},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _file(source: Any) -> str:
    return f"urn:sha256:{source.sha256}"


# --- schema.org ------------------------------------------------------------------------------

VOCABULARY = "https://schema.org/"
# A population and a group that is not named are neither persons nor organizations.
TYPE: dict[str, str | list[str]] = {
    **{"person": "Person", "company": "Corporation", "media": "NewsMediaOrganization"},
    **dict.fromkeys(("military", "organisation"), "Organization"),
    **dict.fromkeys(("population", "unnamed"), "Thing"),
    "agency": "GovernmentOrganization",
    "state": ["Country", "GovernmentOrganization"],
}
ABOVE = {"Person": "affiliation", "Thing": ""}


def schema_claims(screen: Screen, said: Statement) -> bytes:
    """JSON-LD with a https://schema.org/Claim for each event in view, and what they refer to.

    `text` is the summary, `author` who claims or acts, never who reports it, `about` the question
    and the targets. `appearance` are the articles, with the passages as Quotations in `citation`;
    `firstAppearance` is given only where the dates leave no doubt which article was first.
    `temporal` is when it was said or done, as EDTF; `datePublished` only where the day is known. A
    Dataset carries the statement. A row has the same `@id` in every version of the tables.
    """
    tables = screen.tables
    articles = {source.source_id: source for source in tables.sources.itertuples()}
    shown = {n: in_view(screen, n) for n in ("actors", "sources", "storylines")}
    dataset = {
        "@id": "#dataset",
        "@type": "Dataset",
        "name": said.title,
        "description": said.text,
        "version": tables.version,
        "dateModified": said.made.isoformat(),
    }
    graph = [
        dataset,
        *(_schema_actor(tables, actor) for actor in shown["actors"].itertuples()),
        *(_news_article(source) for source in shown["sources"].itertuples()),
        *(
            _ref("question", question.storyline_id)
            | {"@type": "Question", "name": question.title, "text": question.question}
            for question in shown["storylines"].itertuples()
        ),
        *(_claim(tables, articles, event) for event in accounts(screen.seen)),
    ]
    # The context is in the file, so that no program has to fetch it.
    context = {"@vocab": VOCABULARY, "@base": urn(tables.about.title)}
    return orjson.dumps({"@context": context, "@graph": graph}, option=PRETTY)


def _ref(kind: str, row_id: str) -> Node:
    return {"@id": f"#{kind}-{row_id}"}


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", [])}


def _schema_actor(tables: Tables, actor: Any) -> Node:
    kind = TYPE[tables.about.built_in("actors", "kind", actor.kind)]
    above = ABOVE.get(str(kind), "parentOrganization")
    node = _ref("actor", actor.actor_id) | {
        "@type": kind,
        "name": actor.name,
        "alternateName": entries(actor.aliases),
        "jobTitle" if kind == "Person" else "description": actor.role,
        above: _ref("actor", actor.part_of) if actor.part_of else "",
    }
    node.pop("", None)
    return _filled(node)


def _news_article(source: Any) -> Node:
    publisher = {"@type": "NewsMediaOrganization", "name": source.publisher}
    return _filled(
        {
            "@id": _file(source),
            "@type": "NewsArticle",
            "identifier": source.source_id,
            "headline": source.title,
            "publisher": publisher if source.publisher else "",
            "datePublished": _day(source.earliest, source.latest),
            "temporal": source.published,
            "sha256": source.sha256,
            "description": source.note,
        }
    )


def _claim(tables: Tables, articles: dict[str, Any], event: Account) -> Node:
    files = {s: {"@id": _file(articles[s])} for s in event.sources}
    first = _first([articles[s] for s in event.sources])
    about = [_ref("question", event.storyline_id)] if event.storyline_id else []
    about += [_ref("actor", actor) for actor in event.targets]
    node = _ref("event", event.event_id) | {
        "@type": "Claim",
        "identifier": event.event_id,
        "name": event.title,
        "text": event.summary,
        "description": attributed(tables, event),
        "author": [_ref("actor", actor) for actor in event.speakers],
        "about": about,
        "temporal": event.date,
        "datePublished": _day(event.earliest, event.latest),
        "keywords": [
            _term("claim_type", event.claim_type),
            _term("attribution", event.attribution),
            *entries(event.items),
        ],
        "appearance": list(files.values()),
        "firstAppearance": files.get(first, ""),
        "citation": [
            {"@type": "Quotation", "text": p.exact, "isPartOf": files[p.source_id]}
            for p in event.passages
        ],
        "isPartOf": {"@id": "#dataset"},
    }
    return _filled(node)


def _term(column: str, code: str) -> Node:
    return {
        "@type": "DefinedTerm",
        "name": codebook.label(code),
        "termCode": code,
        "inDefinedTermSet": codebook.heading("events", column),
    }


def _day(earliest: Any, latest: Any) -> str:
    """The day where it is known, else nothing; an open end is None or NaT."""
    return "" if pd.isna(earliest) or earliest != latest else str(earliest)[:10]


def _first(articles: list[Any]) -> str:
    """The article that was certainly published before all others, else the empty text."""
    for one in articles:
        # A comparison with an open end, NaT, is false.
        if all(other.earliest > one.latest for other in articles if other is not one):
            return str(one.source_id)
    return ""
