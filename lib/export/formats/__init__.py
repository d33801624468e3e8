"""Data that leaves in the field's own formats, under the filters of a screen.

The same view, data version and day give the same bytes in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lib.export.dataset import csv_bundle
from lib.export.follow_the_money import follow_the_money
from lib.export.graph import gexf, graphml
from lib.export.linked_data import schema_claims, web_annotations
from lib.export.statement import Statement
from lib.export.timeline_js import timelinejs
from lib.view.screen import Screen

# Of more events the running dashboard does not make a `large` format: of a million it would be
# one to two gigabytes, which hardly any tool opens and which the server would hold several times.
MOST = 100_000


@dataclass(frozen=True)
class Format:
    """A format to offer: `ending` goes behind a file's name, `opens_with` says what reads it.

    A `large` one has kilobytes for every event in view; the command line makes it of any number.
    """

    name: str
    ending: str
    media_type: str
    opens_with: str
    make: Callable[[Screen, Statement], bytes]
    large: bool = False

    def offered(self, events: int) -> bool:
        """Whether the running dashboard makes it of so many events."""
        return not self.large or events <= MOST


FORMATS: dict[str, Format] = {
    "csv": Format(
        "Tables with their articles (Data Package)",
        ".zip",
        "application/zip",
        "this dashboard, Frictionless, R, pandas",
        csv_bundle,
    ),
    "gexf": Format(
        "Network with dates (GEXF)",
        ".gexf",
        "application/gexf+xml",
        "Gephi, Gephi Lite",
        gexf,
        large=True,
    ),
    "graphml": Format(
        "Network (GraphML)",
        ".graphml",
        "application/graphml+xml",
        "yEd, Cytoscape, igraph",
        graphml,
        large=True,
    ),
    "timelinejs": Format(
        "Timeline (TimelineJS)",
        ".timelinejs.csv",
        "text/csv",
        "TimelineJS, through a Google Sheet",
        timelinejs,
        large=True,
    ),
    "annotations": Format(
        "Passages (W3C Web Annotation)",
        ".annotations.jsonld",
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        "annotation tools",
        web_annotations,
        large=True,
    ),
    "ftm": Format(
        "Entities (FollowTheMoney)",
        ".ftm.json",
        "application/json+ftm",
        "OpenAleph, OpenSanctions tools",
        follow_the_money,
        large=True,
    ),
    "claims": Format(
        "Claims (schema.org)",
        ".claims.jsonld",
        "application/ld+json",
        "fact-checking and search tools",
        schema_claims,
        large=True,
    ),
}


def limit_in_words(events: int) -> str:
    """Which formats are not made of so many events, and what to do; empty where all are."""
    if events <= MOST:
        return ""
    return (
        f"Of more than {MOST:,} events only the tables are made here: the other formats would "
        "be larger than most tools can open. Narrow the filters, or write them by command line, "
        "as the README says."
    )


__all__ = [
    "FORMATS",
    "MOST",
    "Format",
    "csv_bundle",
    "follow_the_money",
    "gexf",
    "graphml",
    "limit_in_words",
    "schema_claims",
    "timelinejs",
    "web_annotations",
]
