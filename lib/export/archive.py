"""Zip files that come out the same whenever the same things go in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

# The earliest moment a zip can hold: an entry's time would otherwise be that of the making.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def steady_zip(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of the files by their names, in the order given, with one fixed time on every entry.

    The names use `/` between folders. The same files in the same order give the same bytes. Of
    pairs of a name and a content each is asked for when those before it are packed.

    >>> steady_zip({"a.txt": b"a"}) == steady_zip({"a.txt": b"a"})
    True
    """
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as made:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Else the entry says on which system it was made, and unpacks unreadable on others.
            entry.create_system = 3
            entry.external_attr = READABLE
            made.writestr(entry, content)
    return zipped.getvalue()


def steadied(zipped: bytes) -> bytes:
    """The same zip, such as a pptx or docx, with one fixed time on every entry.

    Order and content of the entries stay: of an EPUB or an OpenDocument file too, which must begin
    with their media type, but that entry is compressed here, so they are not for this function.
    Entries that are folders alone are left out. Raises zipfile.BadZipFile for what is no zip.
    """
    with zipfile.ZipFile(io.BytesIO(zipped)) as given:
        return steady_zip({e.filename: given.read(e) for e in given.infolist() if not e.is_dir()})
