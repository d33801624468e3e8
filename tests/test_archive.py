import io
import zipfile
from datetime import datetime

import pytest
from pptx import Presentation

from lib.export.archive import steadied, steady_zip


def entries(zipped: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as opened:
        return [(e.filename, e.date_time, opened.read(e)) for e in opened.infolist()]


def zipped_at(moment: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name in ("b.txt", "folder/", "folder/a.txt"):
            content = "" if name.endswith("/") else name
            opened.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), content)
    return made.getvalue()


def test_files_stand_in_the_order_given_at_one_fixed_time():
    assert entries(steady_zip({"b.txt": b"two", "folder/ä.txt": b"one"})) == [
        ("b.txt", (1980, 1, 1, 0, 0, 0), b"two"),
        ("folder/ä.txt", (1980, 1, 1, 0, 0, 0), b"one"),
    ]


def test_zips_made_at_different_times_become_the_same_bytes():
    one, two = (zipped_at(datetime(2024, 5, day)) for day in (1, 2))
    assert one != two
    assert steadied(one) == steadied(two)
    assert entries(steadied(one)) == [
        ("b.txt", (1980, 1, 1, 0, 0, 0), b"b.txt"),
        ("folder/a.txt", (1980, 1, 1, 0, 0, 0), b"folder/a.txt"),
    ]


def test_a_steady_zip_stays_as_it_is():
    zipped = steady_zip({"a.txt": b"a", "b.txt": b"b"})
    assert steadied(zipped) == zipped


def test_slides_open_after_they_were_steadied():
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Claims"
    made = io.BytesIO()
    deck.save(made)
    again = Presentation(io.BytesIO(steadied(made.getvalue())))
    assert [slide.shapes.title.text for slide in again.slides] == ["Claims"]


def test_what_is_no_zip_is_an_error():
    with pytest.raises(zipfile.BadZipFile):
        steadied(b"no zip")
