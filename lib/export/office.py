"""What Word and PowerPoint files share: legible words, and what the file says of itself."""

from __future__ import annotations

import io
import re
from datetime import datetime

from docx.document import Document
from pptx.presentation import Presentation

from lib.export.archive import steadied
from lib.export.statement import Statement

# The longest title of a file.
LONGEST_PROPERTY = 255
# Line breaks and spaces of any kind, but not the spaces that keep words together.
_BREAKS = re.compile(r"[^\S\u00a0\u202f]+")
# What XML cannot hold, other control characters, and marks that turn the direction of reading.
_ILLEGIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def on_one_line(text: str) -> str:
    """The text as `legible` gives it, with a space at either end where it has one."""
    return _BREAKS.sub(" ", _ILLEGIBLE.sub("", _BREAKS.sub(" ", text)))


def legible(text: str) -> str:
    r"""The text on one line, without what XML cannot hold and without turns of direction.

    >>> legible("a\x00b\n\tc \u202egpj.exe")
    'ab c gpj.exe'
    """
    return on_one_line(text).strip()


def saved(file: Document | Presentation, said: Statement) -> bytes:
    """The file with its title, subject and day; the same content gives the same bytes."""
    core = file.core_properties
    core.title = legible(said.title)[:LONGEST_PROPERTY]
    core.subject = legible(f"{said.shown}. {said.caution}")[:LONGEST_PROPERTY]
    core.created = core.modified = datetime(*said.made.timetuple()[:3])
    made = io.BytesIO()
    file.save(made)
    return steadied(made.getvalue())
