"""The formats that a view leaves in, for the Briefing page and the command line alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from lib.export import statement
from lib.export.statement import Statement
from lib.view.screen import Screen

if TYPE_CHECKING:
    from lib.export.picture import Preview

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
TABLES = "Tables with their articles (Data Package)"
READERS = "this dashboard, Frictionless, R, pandas"
TIMELINES = "TimelineJS, through a Google Sheet"


class ExportError(Exception):
    """Why a file cannot be made, in words for whoever asked for it."""


@dataclass(frozen=True)
class Format:
    """A format to offer; `opens_with` says what reads it.

    `maker` is the function that writes it, as module and name: it is imported when it is called,
    since the drawing libraries take a second to load and most readers only look.
    """

    name: str
    ending: str
    media_type: str
    opens_with: str
    maker: str


BRIEFINGS = {
    name: Format(*form)
    for name, *form in (
        ("png", "PNG", ".png", "image/png", "anything that shows pictures", "picture.png"),
        ("svg", "SVG", ".svg", "image/svg+xml", "browsers, Inkscape, Illustrator", "picture.svg"),
        ("pdf", "PDF", ".pdf", "application/pdf", "any PDF reader", "picture.pdf"),
        ("pptx", "PPTX", ".pptx", SLIDES, "PowerPoint, Keynote, Impress", "slides.pptx"),
        ("html", "HTML", ".html", "text/html", "any browser, offline", "webpage.html"),
        ("docx", "DOCX", ".docx", WORD, "Word, Pages, Writer", "document.docx"),
        ("markdown", "Markdown", ".md", "text/markdown", "any editor", "document.markdown"),
    )
}
DATASETS = {
    name: Format(*form)
    for name, *form in (
        ("csv", TABLES, ".zip", "application/zip", READERS, "dataset.csv_bundle"),
        (
            *("gexf", "Network with dates (GEXF)", ".gexf", "application/gexf+xml"),
            *("Gephi, Gephi Lite", "graph.gexf"),
        ),
        (
            *("graphml", "Network (GraphML)", ".graphml", "application/graphml+xml"),
            *("yEd, Cytoscape, igraph", "graph.graphml"),
        ),
        (
            *("timelinejs", "Timeline (TimelineJS)", ".timelinejs.csv", "text/csv"),
            *(TIMELINES, "timeline_js.timelinejs"),
        ),
        (
            *("annotations", "Passages (W3C Web Annotation)", ".annotations.jsonld", ANNOTATION),
            *("annotation tools", "linked_data.web_annotations"),
        ),
        (
            *("ftm", "Entities (FollowTheMoney)", ".ftm.json", "application/json+ftm"),
            *("OpenAleph, OpenSanctions tools", "follow_the_money.follow_the_money"),
        ),
        (
            *("claims", "Claims (schema.org)", ".claims.jsonld", "application/ld+json"),
            *("fact-checking and search tools", "linked_data.schema_claims"),
        ),
    )
}
FORMATS = BRIEFINGS | DATASETS


def make(screen: Screen, said: Statement, name: str) -> bytes:
    """The file of a screen in the format of that name.

    Raises ExportError for a data format of too many events, KeyError for another name.
    """
    if refusal := refused(name, len(screen.seen)):
        raise ExportError(refusal)
    return _call(FORMATS[name].maker, screen, said)


def story(steps: list[tuple[Screen, Statement]]) -> bytes:
    """One deck with a slide for each of these screens."""
    from lib.export import slides

    return slides.story(steps)


def preview(screen: Screen, said: Statement) -> Preview:
    """The page shown, at half its size."""
    from lib.export import picture

    return picture.preview(screen, said)


def _call(maker: str, screen: Screen, said: Statement) -> bytes:
    module, function = maker.split(".")
    made: bytes = getattr(import_module(f"lib.export.{module}"), function)(screen, said)
    return made


def refused(name: str, events: int) -> str:
    """Why a format is not made of so many events, and what to do; empty where it is made."""
    most = statement.MOST_DATA
    if name not in DATASETS or events <= most:
        return ""
    return (
        f"{events:,} events are in view, and above {most:,} no data format is written. Narrow the "
        "filters, for example to a few months: ?date=2023-01-01/2023-03-31."
    )


def file_name(said: Statement, name: str) -> str:
    """A name for the file: the title's words, the day of making and the format's ending."""
    words = "-".join(re.findall(r"[^\W_]+", said.title.casefold()))[:60].strip("-")
    return f"{words or 'briefing'}-{said.made.isoformat()}{FORMATS[name].ending}"
