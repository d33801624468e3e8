"""The passages in view as W3C Web Annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lib.analysis import rows as records
from lib.dataset import codebook, dates
from lib.export.formats import claimed, written
from lib.export.statement import CAUTION, Statement
from lib.view.screen import Screen

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
    tables = screen.tables
    rows = records.places(tables, screen.keep, "evidence")
    collection = claimed.urn(tables.version, said.address)
    page = {
        "id": claimed.urn(collection, "page 1"),
        "type": "AnnotationPage",
        "partOf": collection,
        "startIndex": 0,
        "items": [None],
    }
    whole = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": said.title,
        "dcterms:description": claimed.statement(said),
        "total": len(rows),
        "first": page,
    }
    return written.as_json(whole, _annotations(screen, said, rows), depth=3)


def _annotations(screen: Screen, said: Statement, rows: np.ndarray) -> Iterator[dict[str, Any]]:
    tables, at = screen.tables, screen.tables.positions
    for some in written.in_turn(rows):
        places, of_event = np.unique(at.passage_event[some], return_inverse=True)
        events = list(tables.events.iloc[places].itertuples())
        by = claimed.speakers(tables, places)
        sources, of_source = np.unique(at.passage_source[some], return_inverse=True)
        articles = list(tables.sources.iloc[sources].itertuples())
        passages = tables.evidence.iloc[some].itertuples()
        for passage, e, s in zip(passages, of_event, of_source, strict=True):
            yield _annotation(screen, said, passage, events[e], by[e], articles[s])


def _annotation(
    screen: Screen, said: Statement, passage: Any, event: Any, by: str, source: Any
) -> dict[str, Any]:
    urn = f"urn:sha256:{source.sha256}"
    said_of = (
        f"{event.title} ({passage.event_id}). {codebook.label(event.claim_type)}, "
        f"by {by}, {dates.in_words(event.date)}; rests on: "
        f"{codebook.label(event.attribution).lower()}. {CAUTION}"
    )
    return {
        "id": claimed.urn(urn, *_place(passage), str(passage.event_id)),
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            _body("describing", said_of) | {"format": "text/plain", "language": "en"},
            _body("classifying", str(event.claim_type)),
            _body("tagging", str(event.attribution)),
        ],
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": urn,
                "type": "Text",
                "format": "text/plain",
                "label": source.title or said.sources[str(passage.source_id)],
            },
            "selector": _selectors(screen.tables.articles.get(str(passage.source_id)), passage),
        },
    }


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
