"""The formats that a view leaves in, for the Briefing page and the command line alike."""

import re
from importlib import import_module
from typing import NamedTuple

from lib.export import statement
from lib.export.statement import Statement
from lib.view.screen import Screen


class ExportError(Exception):
    """Why a file cannot be made, in words for whoever asked for it."""


class Format(NamedTuple):
    """A format to offer; `use` says what it is for and what reads it.

    `maker` is the function that writes it, as module and name: it is imported when it is called,
    since the drawing libraries take a second to load and most readers only look.
    """

    name: str
    ending: str
    use: str
    maker: str


BRIEFINGS = {
    "png": Format("PNG", ".png", "a picture for slides, mails and chats", "picture.png"),
    "svg": Format("SVG", ".svg", "a picture to edit in Inkscape or Illustrator", "picture.svg"),
    "pdf": Format("PDF", ".pdf", "pages to print or send, their words searchable", "picture.pdf"),
    "pptx": Format(
        "PPTX", ".pptx", "slides to edit in PowerPoint, Keynote, Impress", "slides.pptx"
    ),
    "html": Format(
        "HTML", ".html", "a page for any browser, offline, with all the passages", "webpage.html"
    ),
    "docx": Format("DOCX", ".docx", "a report to edit in Word, Pages, Writer", "document.docx"),
    "markdown": Format("Markdown", ".md", "plain text for notes and wikis", "document.markdown"),
}
DATASETS = {
    "csv": Format(
        "Tables with their articles (Data Package)",
        ".zip",
        "everything, to open again here, in R or pandas",
        "dataset.csv_bundle",
    ),
    "gexf": Format(
        "Network with dates (GEXF)", ".gexf", "to study who is linked when, in Gephi", "graph.gexf"
    ),
    "graphml": Format(
        "Network (GraphML)",
        ".graphml",
        "to draw or measure links in yEd, Cytoscape, igraph",
        "graph.graphml",
    ),
    "timelinejs": Format(
        "Timeline (TimelineJS)",
        ".timelinejs.csv",
        "a timeline for a web page, through a Google Sheet",
        "timeline_js.timelinejs",
    ),
    "annotations": Format(
        "Passages (W3C Web Annotation)",
        ".annotations.jsonld",
        "to mark the quoted words in the articles, in annotation tools",
        "linked_data.web_annotations",
    ),
    "ftm": Format(
        "Entities (FollowTheMoney)",
        ".ftm.json",
        "to compare the actors with registers, in OpenAleph",
        "follow_the_money.follow_the_money",
    ),
    "claims": Format(
        "Claims (schema.org)",
        ".claims.jsonld",
        "to hand claims to fact-checking and search tools",
        "linked_data.schema_claims",
    ),
}
FORMATS = BRIEFINGS | DATASETS


def make(screen: Screen, said: Statement, name: str) -> bytes:
    """The file of a screen in the format of that name.

    Raises ExportError for a data format of too many events, KeyError for another name.
    """
    if refusal := refused(name, len(screen.seen)):
        raise ExportError(refusal)
    module, function = FORMATS[name].maker.split(".")
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
