"""Zip files, and those of Word and PowerPoint, that are the same whenever the same goes in."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lib.dataset.text import legible
from lib.export.statement import Statement

# The earliest moment a zip can hold: an entry's time would otherwise be that of the making.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
LONGEST_PROPERTY = 255  # characters of an Office file's title


def steady_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files by their names, in the order given, with one fixed time on every entry.

    >>> steady_zip({"a.txt": b"a"}) == steady_zip({"a.txt": b"a"})
    True
    """
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Else the entry says on which system it was made, and unpacks unreadable on others.
            entry.create_system = 3
            entry.external_attr = READABLE
            made.writestr(entry, content)
    return zipped.getvalue()


def saved(file: Any, said: Statement) -> bytes:
    """A document of python-docx or a deck of python-pptx with its title, subject and day."""
    core = file.core_properties
    core.title = legible(said.title)[:LONGEST_PROPERTY]
    core.subject = legible(f"{said.shown}. {said.caution}")[:LONGEST_PROPERTY]
    core.created = core.modified = datetime(*said.made.timetuple()[:3])
    made = io.BytesIO()
    file.save(made)
    with zipfile.ZipFile(made) as zipped:
        return steady_zip({entry.filename: zipped.read(entry) for entry in zipped.infolist()})
