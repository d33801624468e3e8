"""The passages in view as W3C Web Annotations."""

from __future__ import annotations

import json
from typing import Any

from lib import dates, package
from lib.briefing import CAUTION, Statement
from lib.formats import claimed
from lib.screen import Screen

# Named, as the model asks, and never fetched.
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters of the article before and after a passage


def web_annotations(screen: Screen, said: Statement) -> bytes:
    """An AnnotationCollection with one AnnotationPage, an annotation for each passage in view.

    After https://www.w3.org/TR/annotation-model/. The target is the article, by the SHA-256 of its
    file, as no address of it is known; the words are selected by TextQuoteSelector, with the words
    around them as they stand in the article, and by TextPositionSelector (in code points). The
    bodies say what the passage was coded as: a sentence for people, and the claim type and the
    attribution as the codes of the codebook. `dcterms:description` is the statement.
    """
    tables, events = screen.tables, screen.tables.events
    by = claimed.speakers(tables)
    kept = tables.evidence[tables.evidence["event_id"].isin(events.index[screen.keep.to_numpy()])]
    items = []
    for passage in kept.itertuples():
        event = events.loc[passage.event_id]
        source = tables.sources.loc[passage.source_id]
        urn = f"urn:sha256:{source['sha256']}"
        said_of = (
            f"{event['title']} ({passage.event_id}). {package.label(event['claim_type'])}, "
            f"by {by[passage.event_id]}, {dates.in_words(event['date'])}; rests on: "
            f"{package.label(event['attribution']).lower()}. {CAUTION}"
        )
        items.append(
            {
                "id": claimed.urn(urn, *_place(passage), str(passage.event_id)),
                "type": "Annotation",
                "motivation": "describing",
                "body": [
                    _body("describing", said_of) | {"format": "text/plain", "language": "en"},
                    _body("classifying", str(event["claim_type"])),
                    _body("tagging", str(event["attribution"])),
                ],
                "target": {
                    "type": "SpecificResource",
                    "source": {
                        "id": urn,
                        "type": "Text",
                        "format": "text/plain",
                        "label": source["title"] or said.sources[str(passage.source_id)],
                    },
                    "selector": _selectors(tables.articles.get(str(passage.source_id)), passage),
                },
            }
        )
    collection = claimed.urn(tables.version, said.address)
    page = {
        "id": claimed.urn(collection, "page 1"),
        "type": "AnnotationPage",
        "partOf": collection,
        "startIndex": 0,
        "items": items,
    }
    whole = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": said.title,
        "dcterms:description": claimed.statement(said),
        "total": len(items),
        "first": page,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _body(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _place(passage: Any) -> tuple[str, ...]:
    """What tells a passage from the others of its article: its place, or else its words."""
    if passage.start < 0:
        return str(passage.exact), str(passage.prefix), str(passage.suffix)
    return str(passage.start), str(passage.end)


def _selectors(text: str | None, passage: Any) -> list[dict[str, Any]]:
    """How to find a passage again; by its words alone in an article that is not here."""
    if text is None:
        quote = {"exact": passage.exact, "prefix": passage.prefix, "suffix": passage.suffix}
        return [{"type": "TextQuoteSelector"} | {k: v for k, v in quote.items() if v}]
    start, end = int(passage.start), int(passage.end)
    # The table's own prefix and suffix may be longer, and are what singles the passage out.
    before = max(AROUND, len(passage.prefix) + AROUND if passage.prefix else 0)
    after = max(AROUND, len(passage.suffix) + AROUND if passage.suffix else 0)
    return [
        {
            "type": "TextQuoteSelector",
            "exact": passage.exact,
            "prefix": text[max(0, start - before) : start],
            "suffix": text[end : end + after],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
