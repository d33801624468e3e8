"""Zip files that come out the same whenever the same things go in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# The earliest moment a zip can hold: an entry's time would otherwise be that of the making.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


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


def steadied(zipped: bytes) -> bytes:
    """The same zip, such as a pptx or docx, with one fixed time on every entry."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as given:
        return steady_zip({entry.filename: given.read(entry) for entry in given.infolist()})
