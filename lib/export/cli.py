"""A view as a file: `python -m lib.export --format png --out brief.png "?actor=iran"`.

It writes what the Briefing page offers, so that a script can make a briefing again.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lib.dataset.cache import load
from lib.dataset.problems import TablesError
from lib.dataset.tables import Tables
from lib.export import forms, statement
from lib.export.formats import FORMATS, ExportError, make
from lib.view import url
from lib.view.screen import screen
from lib.view.view import FORMS, View


def view_of(tables: Tables, link: str) -> View:
    """The view that a link, or its part from the `?` on, stands for.

    A link to another page than Briefing stands for the briefing of what that page shows. Raises
    ExportError naming every part of it that means nothing here.
    """
    try:
        parsed = urlsplit(link if "?" in link or "//" in link else f"?{link}")
    except ValueError as error:
        raise ExportError(f"{link!r} is not a link: {error}.") from error
    view, unknown = url.read(tables, parse_qs(parsed.query, keep_blank_values=True))
    if unknown:
        named = "\n".join(
            f"{u.name}={u.value} is unknown." + (f" Did you mean {u.near!r}?" if u.near else "")
            for u in unknown
            if not u.more
        )
        raise ExportError(named)
    return forms.of_page(screen(tables, view), parsed.path.strip("/"))


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; the target of a symbolic link is replaced, not the link.

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
        epilog=f"formats: {', '.join(FORMATS)}; forms: {', '.join(FORMS)}",
    )
    parser.add_argument("--format", required=True, choices=FORMATS, metavar="FORMAT")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="- for standard output"
    )
    parser.add_argument("--form", choices=FORMS, metavar="FORM", help="other than what fits")
    parser.add_argument("view", nargs="?", default="?", help='such as "?claim_type=denial"')
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Write the file asked for; exit code 1 if it cannot be made, 2 for bad arguments."""
    arguments = _arguments(given)
    try:
        tables = load()
        view = view_of(tables, arguments.view)
        shown = screen(tables, replace(view, form=arguments.form or view.form))
        if arguments.form and arguments.form not in forms.offered(shown):
            raise ExportError(f"The form {arguments.form} needs more than this view picks.")
        content = make(shown, statement.statement(shown), arguments.format)
        if str(arguments.out) == "-":
            sys.stdout.buffer.write(content)
        else:
            write(arguments.out, content)
    except (TablesError, ExportError, statement.DayError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0
