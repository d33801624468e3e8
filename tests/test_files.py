"""What is taken from a zip, and what is not."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from lib.dataset import codebook, files
from lib.dataset.files import MEGABYTE, Handed
from lib.dataset.problems import TablesError
from lib.dataset.tables import load, load_files

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def packed(names: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return content.getvalue()


def refused(data: bytes, into: Path) -> list[str]:
    """The reasons given; nothing was written outside the folder or beyond the limit."""
    inner = into / "deep" / "deeper"
    inner.mkdir(parents=True)
    with pytest.raises(TablesError) as error:
        files.put([Handed("tables.zip", io.BytesIO(data))], inner)
    written = [p for p in into.rglob("*") if p.is_file()]
    assert all(inner in p.parents for p in written)
    assert sum(p.stat().st_size for p in written) <= files.UNPACKED
    return [p.reason for p in error.value.problems]


OUTSIDE = "leads out of the folder, or has signs that no file name has."
SAME = "has the same name as another file."


def patched(data: bytes, local: int, central: int, form: str, value: int) -> bytes:
    """A zip with another value in the two records of its first entry."""
    changed = bytearray(data)
    for sign, place in ((LOCAL, local), (CENTRAL, central)):
        struct.pack_into(form, changed, changed.index(sign) + place, value)
    return bytes(changed)


def link() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        entry = zipfile.ZipInfo("events.csv")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return content.getvalue()


ONE = packed({"events.csv": b"x" * 1000})
ZEROES = packed({"events.csv": b"0" * 3 * MEGABYTE})
DAMAGED = bytearray(packed({"events.csv": bytes(range(256)) * 40}))
DAMAGED[60:70] = b"\xff" * 10
NO_ZIP = "is not a zip file that can be read"
REFUSED = {
    **{
        f"outside {name!r}": (packed({"events.csv": b"", name: b"x"}), OUTSIDE)
        for name in (
            *("a/../../events.csv", "/etc/events.csv", "..\\events.csv", "C:\\events.csv"),
            *("\\\\host\\share\\events.csv", "a\x07/events.csv", ".."),
        )
    },
    "a name with an end inside it": (
        packed({"events.csv": b"", "good.txt?.csv": b"x"}).replace(b"txt?", b"txt\0"),
        OUTSIDE,
    ),
    "a link": (link(), "is a link, not a file."),
    "one name twice": (packed({"a.csv": b"", "A.csv": b""}), SAME),
    "one name in two codings": (packed({"é.csv": b"", "e\u0301.csv": b""}), SAME),
    "encrypted": (patched(ONE, 6, 8, "<H", 1), "is encrypted."),
    "an unknown packing": (patched(ONE, 8, 10, "<H", 97), NO_ZIP),
    "nothing": (b"", NO_ZIP),
    "cut off": (ONE[:60], NO_ZIP),
    "damaged": (bytes(DAMAGED), NO_ZIP),
    "too large": (ZEROES, "unpacks to 3 MB, more than the 1 MB that are opened here."),
    "too large in secret": (patched(ZEROES, 22, 24, "<I", 10), ""),
    "too large unopened": (b"0" * (2 * MEGABYTE + 1), "is 3 MB, more than the 2 MB"),
    "too many": (packed({f"{n}.csv": b"" for n in range(4)}), "holds more than 3 files"),
    "no tables": (packed({"tables.xlsx": b"x", "inner.zip": b"x"}), "holds no CSV file."),
    "a file for a folder": (packed({"a.csv": b"", "a.csv/b.csv": b""}), "cannot be unpacked"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", REFUSED)
def test_a_zip_that_is_not_sound_is_refused_with_the_reason(tmp_path, monkeypatch, case):
    for limit, most in (("UNPACKED", MEGABYTE), ("PACKED", 2 * MEGABYTE), ("FILES", 3)):
        monkeypatch.setattr(files, limit, most)
    data, reason = REFUSED[case]
    (told,) = refused(data, tmp_path)
    assert told.startswith(reason)


def test_one_zip_comes_alone(tmp_path):
    handed = [Handed("t.zip", io.BytesIO(ONE)), Handed("a.csv", io.BytesIO())]
    with pytest.raises(TablesError, match="came together with 1 other file"):
        files.put(handed, tmp_path)


def test_what_systems_add_to_a_zip_is_left_out_and_names_are_taken_as_meant(tmp_path):
    names = ["set/Events.CSV", "set/articles/A.txt", "__MACOSX/set/._Events.CSV", "set/.DS_Store"]
    names += ["set\\DataPackage.json", "set/Thumbs.db", "set/readme.MD"]
    files.put([Handed("t.zip", io.BytesIO(packed(dict.fromkeys(names, b""))))], tmp_path)
    assert {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()} == {
        *("set/README.md", "set/articles/A.txt", "set/datapackage.json", "set/events.csv")
    }


def test_single_files_are_put_side_by_side_without_the_folders_in_their_names(tmp_path):
    names = ("C:\\mine\\events.csv", "a/one.txt")
    files.put([Handed(name, io.BytesIO(b"x")) for name in names], tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["events.csv", "one.txt"]


@pytest.mark.parametrize(
    ("names", "tables", "articles"),
    [
        (["events.csv", "one.txt"], ".", "."),
        (["events.csv", "articles/one.txt"], ".", "articles"),
        (["set/events.csv", "set/seeds/one.txt"], "set", "set/seeds"),
        (["set/data/events.csv", "set/seeds/one.txt", "set/code.py"], "set/data", "set/seeds"),
        (["events.csv", "example/events.csv", "example/articles/a.txt"], ".", "."),
        (["old/events.csv", "new/events.csv", "new/actors.csv"], "new", "new"),
        (["one.txt"], ".", "."),
        (["example/events.csv"], "example", "example"),
        (["events.xlsx", "datapackage.json", "example/events.csv"], ".", "."),
        (["t/events.csv", "datapackage.json", "example/events.csv", "articles/a"], "t", "articles"),
    ],
)
def test_tables_and_articles_are_found_where_people_put_them(tmp_path, names, tables, articles):
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert files.tables_and_articles(tmp_path) == (tmp_path / tables, tmp_path / articles)


def test_of_two_sets_in_one_folder_neither_is_taken(tmp_path):
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.csv").touch()
    with pytest.raises(TablesError, match="has 2 folders with as many tables in each: new, old"):
        files.tables_and_articles(tmp_path)


def test_a_zip_on_this_machine_is_unpacked_once_and_anew_when_it_changes(tmp_path):
    path = tmp_path / "set.zip"
    path.write_bytes(packed({"events.csv": b"1"}))
    first = files.opened(path)
    assert files.opened(path) == first
    path.write_bytes(packed({"events.csv": b"12"}))
    second = files.opened(path)
    assert second != first
    assert not first.exists()
    assert (second / "events.csv").read_bytes() == b"12"


def test_streamlit_stops_an_upload_at_the_size_a_zip_may_have():
    config = (codebook.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert f"maxUploadSize = {files.PACKED // MEGABYTE}\n" in config


EVENTS = codebook.columns("events")
HEAVY = {
    "blank lines": (b"\n" * 600_000, "holds 600,000 rows, more than the 500,000"),
    "commas alone": (b"," * 9_000_000, "holds 9,000,000 cells, more than the 8,000,000"),
    "one long cell": (b'a,b\n1,"' + b"x" * 1_100_000, "has a cell of more than 1,000,000"),
    "short rows": (b"a,b\n" + b"1\n" * 1_100, "has more than 1,000 rows with too few or too many"),
    "the same fault": (
        (",".join(EVENTS) + ("\nx y" + "," * (len(EVENTS) - 1)) * 1_100).encode(),
        "has more than 1,000 such problems",
    ),
}


@pytest.mark.parametrize("case", HEAVY)
def test_a_small_zip_that_would_take_much_memory_is_refused(case):
    content, reason = HEAVY[case]
    with pytest.raises(TablesError) as error:
        load_files([Handed("t.zip", io.BytesIO(packed({"events.csv": content})))])
    assert any(reason in str(problem) for problem in error.value.problems)


def test_an_article_as_long_as_a_shelf_of_novels_is_a_problem(small, tmp_path):
    (tmp_path / "one.txt").write_text("a b " * 1_500_000)
    with pytest.raises(TablesError, match="has more than the 5,000,000 bytes an article may have"):
        load(tmp_path, tmp_path)
