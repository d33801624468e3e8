"""Data that leaves in the field's own formats, under the filters of a screen.

The same view, data version and day give the same bytes in every process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lib.briefing import Statement
from lib.formats.annotations import web_annotations
from lib.formats.data_package import csv_bundle
from lib.formats.ftm import follow_the_money
from lib.formats.graphs import gexf, graphml
from lib.formats.schema_org import schema_claims
from lib.formats.timeline_js import timelinejs
from lib.screen import Screen


@dataclass(frozen=True)
class Format:
    """A format to offer: `ending` goes behind a file's name, `opens_with` says what reads it."""

    name: str
    ending: str
    media_type: str
    opens_with: str
    make: Callable[[Screen, Statement], bytes]


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
    ),
    "graphml": Format(
        "Network (GraphML)",
        ".graphml",
        "application/graphml+xml",
        "yEd, Cytoscape, igraph",
        graphml,
    ),
    "timelinejs": Format(
        "Timeline (TimelineJS)",
        ".timelinejs.csv",
        "text/csv",
        "TimelineJS, through a Google Sheet",
        timelinejs,
    ),
    "annotations": Format(
        "Passages (W3C Web Annotation)",
        ".annotations.jsonld",
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        "annotation tools",
        web_annotations,
    ),
    "ftm": Format(
        "Entities (FollowTheMoney)",
        ".ftm.json",
        "application/json+ftm",
        "OpenAleph, OpenSanctions tools",
        follow_the_money,
    ),
    "claims": Format(
        "Claims (schema.org)",
        ".claims.jsonld",
        "application/ld+json",
        "fact-checking and search tools",
        schema_claims,
    ),
}

__all__ = [
    "FORMATS",
    "Format",
    "csv_bundle",
    "follow_the_money",
    "gexf",
    "graphml",
    "schema_claims",
    "timelinejs",
    "web_annotations",
]
