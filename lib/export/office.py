"""What Word and PowerPoint files say of themselves."""

from __future__ import annotations

import io
from datetime import datetime

from docx.document import Document
from pptx.presentation import Presentation

from lib.dataset.text import legible
from lib.export.archive import steadied
from lib.export.statement import Statement

# The longest title of a file.
LONGEST_PROPERTY = 255


def saved(file: Document | Presentation, said: Statement) -> bytes:
    """The file with its title, subject and day; the same content gives the same bytes."""
    core = file.core_properties
    core.title = legible(said.title)[:LONGEST_PROPERTY]
    core.subject = legible(f"{said.shown}. {said.caution}")[:LONGEST_PROPERTY]
    core.created = core.modified = datetime(*said.made.timetuple()[:3])
    made = io.BytesIO()
    file.save(made)
    return steadied(made.getvalue())
