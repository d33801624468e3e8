"""What is taken from a zip, and what is not."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from lib.dataset import codebook
from lib.dataset import files as folders
from lib.dataset.files import Handed
from lib.dataset.problems import TablesError


def packed(names: dict[str, bytes], **options: object) -> Handed:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return Handed("tables.zip", content)


def refused(handed: Handed, into: Path) -> list[str]:
    """The reasons given; and nothing is outside the folder."""
    inner = into / "deep" / "deeper"
    inner.mkdir(parents=True)
    with pytest.raises(TablesError) as error:
        folders.put([handed], inner)
    assert [p for p in into.rglob("*") if p.is_file() and inner not in p.parents] == []
    return [p.reason for p in error.value.problems]


OUTSIDE = "leads out of the folder, or has signs that no file name has."


@pytest.mark.parametrize(
    "name",
    [
        *("../events.csv", "a/../../events.csv", "/etc/events.csv", "..\\events.csv"),
        *("C:\\events.csv", "\\\\host\\share\\events.csv", "a//events.csv", "./events.csv"),
        *("a\x07/events.csv", "..", "a/.."),
    ],
)
def test_no_name_in_a_zip_leads_out_of_its_folder(tmp_path, name):
    assert refused(packed({"events.csv": b"", name: b"x"}), tmp_path)[0] == OUTSIDE


def test_a_name_with_an_end_inside_it_is_refused(tmp_path):
    handed = packed({"events.csv": b"", "good.txt?.csv": b"x"})
    data = handed.content.getvalue().replace(b"good.txt?.csv", b"good.txt\0.csv")
    assert refused(Handed("t.zip", io.BytesIO(data)), tmp_path) == [OUTSIDE]


def test_a_link_in_a_zip_is_not_followed_or_made(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("events.csv")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(Handed("t.zip", content), tmp_path) == ["is a link, not a file."]


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    reasons = refused(packed({"../a.csv": b"", "b.csv": b"", "B.CSV": b""}), tmp_path)
    assert reasons == [OUTSIDE, "has the same name as 'b.csv'."]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("pair", [("a.csv", "a.csv"), ("a.csv", "A.csv"), ("é.csv", "e\u0301.csv")])
def test_two_files_of_one_name_are_refused(tmp_path, pair):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in pair:
            archive.writestr(name, "x")
    assert refused(Handed("t.zip", content), tmp_path) == [f"has the same name as {pair[0]!r}."]


def test_an_encrypted_zip_is_refused_in_words(tmp_path):
    data = bytearray(packed({"events.csv": b"x"}).content.getvalue())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    assert refused(Handed("t.zip", io.BytesIO(bytes(data))), tmp_path) == ["is encrypted."]


def test_an_unknown_way_of_packing_is_refused(tmp_path):
    data = bytearray(packed({"events.csv": b"x"}).content.getvalue())
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.index(sign) + place
        data[at : at + 2] = struct.pack("<H", 97)
    assert refused(Handed("t.zip", io.BytesIO(bytes(data))), tmp_path) == [
        "is packed in a way that is not known here."
    ]


@pytest.mark.parametrize("cut", [0, 10, 60])
def test_what_is_no_whole_zip_is_refused(tmp_path, cut):
    data = packed({"events.csv": b"x" * 1000}).content.getvalue()[:cut]
    (reason,) = refused(Handed("t.zip", io.BytesIO(data)), tmp_path)
    assert reason.startswith("is not a zip file that can be read")


def test_a_zip_whose_content_is_damaged_is_refused(tmp_path):
    data = bytearray(packed({"events.csv": bytes(range(256)) * 40}).content.getvalue())
    data[60:70] = b"\xff" * 10
    (reason,) = refused(Handed("t.zip", io.BytesIO(bytes(data))), tmp_path)
    assert reason.startswith("is not a zip file that can be read")


def test_a_zip_too_large_once_unpacked_is_refused_by_what_it_says(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "UNPACKED", folders.MEGABYTE)
    assert refused(packed({"events.csv": b"0" * 3 * folders.MEGABYTE}), tmp_path) == [
        "unpacks to 3 MB, more than the 1 MB that are opened here."
    ]


def test_a_zip_that_says_it_is_small_unpacks_to_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "UNPACKED", folders.MEGABYTE)
    data = bytearray(packed({"events.csv": b"0" * 9 * folders.MEGABYTE}).content.getvalue())
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(sign) + place
        data[at : at + 4] = struct.pack("<I", 10)
    refused(Handed("t.zip", io.BytesIO(bytes(data))), tmp_path)
    assert sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file()) <= folders.MEGABYTE


def test_too_many_files_are_refused_before_they_are_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "FILES", 3)
    reasons = refused(packed({f"{n}.csv": b"" for n in range(4)}), tmp_path)
    assert reasons == ["holds more than 3 files, the most that are opened here."]


def test_a_zip_too_large_itself_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "PACKED", 10)
    assert "that are opened here" in refused(packed({"events.csv": b""}), tmp_path)[0]


def test_a_zip_without_tables_is_refused(tmp_path):
    assert refused(packed({"tables.xlsx": b"x", "inner.zip": b"x"}), tmp_path) == [
        "holds no CSV file."
    ]


def test_a_file_that_stands_where_a_folder_must_is_told(tmp_path):
    (reason,) = refused(packed({"a.csv": b"", "a.csv/b.csv": b""}), tmp_path)
    assert reason.startswith("cannot be unpacked")


def test_one_zip_comes_alone(tmp_path):
    with pytest.raises(TablesError, match="came together with 1 other file"):
        folders.put([packed({"events.csv": b""}), Handed("a.csv", io.BytesIO())], tmp_path)


def test_what_systems_add_to_a_zip_is_left_out_and_names_are_taken_as_meant(tmp_path):
    names = ["set/Events.CSV", "set/articles/A.txt", "__MACOSX/set/._Events.CSV", "set/.DS_Store"]
    names += ["set\\DataPackage.json", "set/Thumbs.db", "set/readme.MD"]
    folders.put([packed(dict.fromkeys(names, b""))], tmp_path)
    found = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    assert found.pop(0) == "set/README.md"
    assert found == ["set/articles/A.txt", "set/datapackage.json", "set/events.csv"]


def test_single_files_are_put_side_by_side_without_the_folders_in_their_names(tmp_path):
    handed = [Handed(n, io.BytesIO(b"x")) for n in ("C:\\mine\\events.csv", "a/one.txt")]
    folders.put(handed, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["events.csv", "one.txt"]


@pytest.mark.parametrize(
    ("files", "tables", "articles"),
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
def test_tables_and_articles_are_found_where_people_put_them(tmp_path, files, tables, articles):
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    assert folders.tables_and_articles(tmp_path) == (tmp_path / tables, tmp_path / articles)


def test_of_two_sets_in_one_folder_neither_is_taken(tmp_path):
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.csv").touch()
    with pytest.raises(TablesError) as found:
        folders.tables_and_articles(tmp_path)
    assert found.value.problems[0].reason == "has 2 folders with as many tables in each: new, old."


def test_a_zip_on_this_machine_is_unpacked_once_and_anew_when_it_changes(tmp_path):
    path = tmp_path / "set.zip"
    path.write_bytes(packed({"events.csv": b"1"}).content.getvalue())
    first = folders.opened(path)
    assert folders.opened(path) == first
    path.write_bytes(packed({"events.csv": b"12"}).content.getvalue())
    second = folders.opened(path)
    assert second != first
    assert not first.exists()
    assert (second / "events.csv").read_bytes() == b"12"


def test_streamlit_stops_an_upload_at_the_size_a_zip_may_have():
    config = (codebook.ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert f"maxUploadSize = {folders.PACKED // folders.MEGABYTE}\n" in config
