"""A view as a file: `python -m lib.export --format png --out brief.png "?actor=iran"`.

The same code serves the Briefing page, so that a script can make a briefing again.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lib.dataset.cache import load
from lib.dataset.problems import TablesError
from lib.dataset.tables import Tables
from lib.export import formats, statement
from lib.export.formats import Format
from lib.export.statement import Statement
from lib.view import url as address
from lib.view.screen import Screen, screen
from lib.view.view import View

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ANYTHING = "anything that shows pictures"


def _when_asked(module: str, name: str) -> Callable[[Screen, Statement], bytes]:
    """A function of another module, which is loaded at its first call.

    The drawing libraries take a second to load, and most readers only look.
    """

    def make(shown: Screen, said: Statement) -> bytes:
        made: bytes = getattr(import_module(f"lib.export.{module}"), name)(shown, said)
        return made

    return make


BRIEFINGS: dict[str, Format] = {
    name: Format(label, ending, media_type, opens_with, _when_asked(module, function))
    for name, label, ending, media_type, opens_with, module, function in (
        ("png", "PNG", ".png", "image/png", ANYTHING, "card", "png"),
        ("svg", "SVG", ".svg", "image/svg+xml", "browsers, Inkscape, Illustrator", "card", "svg"),
        ("pdf", "PDF", ".pdf", "application/pdf", "any PDF reader", "card", "pdf"),
        ("pptx", "PPTX", ".pptx", SLIDES, "PowerPoint, Keynote, Impress", "slides", "pptx"),
        ("html", "HTML", ".html", "text/html", "any browser, offline", "webpage", "html"),
        ("docx", "DOCX", ".docx", WORD, "Word, Pages, Writer", "document", "docx"),
        ("markdown", "Markdown", ".md", "text/markdown", "any editor", "document", "markdown"),
    )
}
preview = _when_asked("card", "preview")
FORMATS: dict[str, Format] = BRIEFINGS | formats.FORMATS


class ExportError(Exception):
    """Why a file cannot be made, in words for whoever asked for it."""


def view_of(tables: Tables, link: str) -> View:
    """The view that a link, or its part from the `?` on, stands for.

    A link to another page than Briefing stands for the briefing of what that page shows. Raises
    ExportError naming every part of it that means nothing here.
    """
    try:
        url = urlsplit(link if "?" in link or "//" in link else f"?{link}")
    except ValueError as error:
        raise ExportError(f"{link!r} is not a link: {error}.") from error
    view, unknown = address.read(tables, parse_qs(url.query, keep_blank_values=True))
    if unknown:
        named = "\n".join(
            f"{u.name}={u.value} {u.reason}." + (f" Did you mean {u.near!r}?" if u.near else "")
            for u in unknown
        )
        raise ExportError(named)
    if "event" in view.parts and not view.event:
        raise ExportError("parts=event needs an event: add for example event=E001.")
    return statement.chosen(view, url.path.strip("/"))


def make(shown: Screen, said: Statement, name: str) -> bytes:
    """The file of a screen in the format of that name. Raises KeyError for another name."""
    return FORMATS[name].make(shown, said)


def file_name(said: Statement, name: str) -> str:
    """A name for the file: the title's words, the day of making and the format's ending."""
    words = "-".join(re.findall(r"[^\W_]+", said.title.casefold()))[:60].strip("-")
    return f"{words or 'briefing'}-{said.made.isoformat()}{FORMATS[name].ending}"


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a link stays one, and what it leads to is written.

    Raises ExportError where that is not possible, and for what is there and is no plain file.
    """
    draft = None
    try:
        place = path.resolve()
        if place.exists() and not place.is_file():
            raise ExportError(f"{path} cannot be written: it is no plain file. Name another.")
        # Short, however long the name of the file is.
        draft = place.with_name(f".export-{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(place)
    except (OSError, RuntimeError) as error:
        if draft:
            draft.unlink(missing_ok=True)
        # pathlib raises a RuntimeError where links lead in a circle.
        reason = getattr(error, "strerror", None) or "its links lead in a circle"
        raise ExportError(f"{path} cannot be written: {reason}.") from error


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m lib.export",
        description="Write a view of the tables as a file, as the Briefing page does.",
    )
    parser.add_argument("--format", required=True, choices=FORMATS, metavar="FORMAT")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="- for standard output"
    )
    parser.add_argument("view", nargs="?", default="?", help='such as "?claim_type=denial"')
    parser.epilog = f"formats: {', '.join(FORMATS)}"
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Write the file asked for; exit code 1 if it cannot be made, 2 for arguments that are none."""
    arguments = _arguments(given)
    try:
        tables = load()
        shown = screen(tables, view_of(tables, arguments.view))
        content = make(shown, statement.statement(shown), arguments.format)
        if str(arguments.out) == "-":
            sys.stdout.buffer.write(content)
        else:
            write(arguments.out, content)
    except (TablesError, ExportError, statement.DayError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
