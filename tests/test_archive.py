import io
import zipfile

from lib.export.archive import steadied, steady_zip

ENTRIES = [
    ("b.txt", (1980, 1, 1, 0, 0, 0), b"two"),
    ("folder/ä.txt", (1980, 1, 1, 0, 0, 0), b"one"),
]


def entries(zipped: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as opened:
        return [(e.filename, e.date_time, opened.read(e)) for e in opened.infolist()]


def zipped_on(day: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, _, content in ENTRIES:
            opened.writestr(zipfile.ZipInfo(name, (2024, 5, day, 0, 0, 0)), content)
    return made.getvalue()


def test_files_stand_in_the_order_given_at_one_fixed_time():
    assert entries(steady_zip({name: content for name, _, content in ENTRIES})) == ENTRIES


def test_zips_made_at_different_times_become_the_same_bytes():
    assert zipped_on(1) != zipped_on(2)
    assert steadied(zipped_on(1)) == steadied(zipped_on(2)) == steadied(steadied(zipped_on(1)))
    assert entries(steadied(zipped_on(1))) == ENTRIES
