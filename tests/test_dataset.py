"""The CSV bundle: Frictionless finds it sound and the dashboard opens it again."""

import csv
import io
import json
import zipfile

import frictionless
import pytest
from conftest import SMALL, stated, write

from lib.analysis.filters import Filters
from lib.analysis.rows import complete
from lib.dataset import codebook, tables
from lib.export.dataset import csv_bundle
from lib.view.screen import screen
from lib.view.view import View

DENIALS = Filters(claim_type=("denial",))
KIRBY = Filters(actor=("kirby",))


def bundle(of: tables.Tables, filters: Filters | None = None) -> bytes:
    return csv_bundle(*stated(of, filters=filters or Filters()))


def changed_tables(folder, rows):
    folder.mkdir()
    write(folder, SMALL | rows)
    return tables.load(folder, folder)


def reopened(bundle: bytes, folder) -> tables.Tables:
    zipfile.ZipFile(io.BytesIO(bundle)).extractall(folder)
    return tables.load(folder, folder / "articles")


def rows_of(of: tables.Tables, name: str) -> list[dict[str, str]]:
    return complete(of.store, name).to_dict("records")


def assert_alike(one: tables.Tables, other: tables.Tables) -> None:
    for name in codebook.resources():
        assert rows_of(one, name) == rows_of(other, name)
    for part in ("articles", "version", "about", "readme"):
        assert getattr(one, part) == getattr(other, part), part


def test_without_filters_the_bundle_is_the_tables_byte_by_byte(real, tmp_path):
    assert_alike(reopened(bundle(real), tmp_path), real)
    for name in codebook.resources():
        assert (tmp_path / f"{name}.csv").read_bytes() == (
            codebook.DATA / f"{name}.csv"
        ).read_bytes()
    articles = {f.name: f.read_bytes() for f in (tmp_path / "articles").iterdir()}
    assert articles == {f.name: f.read_bytes() for f in codebook.SEEDS.glob("*")}


def test_without_filters_rows_of_no_event_are_there_too_and_what_looks_like_a_formula(tmp_path):
    stranger = {"actor_id": "nobody", "name": "N", "kind": "person", "side": "Other"}
    idle = {"storyline_id": "idle", "title": "Idle", "question": "Is it?"}
    rows = {
        "actors": [*SMALL["actors"], stranger],
        "storylines": [*SMALL["storylines"], idle],
        "events": [SMALL["events"][0] | {"title": "=1+1", "summary": "-5"}, *SMALL["events"][1:]],
    }
    whole = changed_tables(tmp_path / "in", rows)
    assert_alike(reopened(bundle(whole), tmp_path / "out"), whole)
    with (tmp_path / "out" / "events.csv").open(newline="") as file:
        assert list(csv.reader(file))[1][1:3] == ["=1+1", "-5"]


@pytest.mark.parametrize("filters", [Filters(), KIRBY, DENIALS])
def test_frictionless_finds_the_bundle_sound_and_the_app_opens_it(small, tmp_path, filters):
    again = reopened(bundle(small, filters), tmp_path)
    assert again.store.select().ids() == screen(small, View(filters)).seen.ids()
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["type", "rowNumber", "note"]) == []
    assert [task.name for task in report.tasks] == list(codebook.resources())


def test_what_points_out_of_the_extract_is_taken_out_and_kept_in_the_datapackage(small, tmp_path):
    again = reopened(bundle(small, DENIALS), tmp_path)
    assert [event["responds_to"] for event in rows_of(again, "events")] == [""]
    assert rows_of(again, "tensions") == []
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert described["left_out"] == [
        {"table": "events", "id": "E002", "responds_to": ["E001"]},
        {"table": "tensions", "row": SMALL["tensions"][0] | {"verdict": "", "reading": ""}},
    ]
    assert described["description"] == (
        "An extract: 1 of 4 events. Filters: Claim type: Denial. "
        "Claims are reported, not established. What pointed out of it was taken out and stands "
        "whole under `left_out`."
    )


def test_of_a_list_cell_only_the_entries_outside_are_taken_out(made, tmp_path):
    whole = made({"E004": {"responds_to": "E001;E002;E003"}})
    again = reopened(bundle(whole, Filters(claim_type=("denial", "assessment"))), tmp_path / "out")
    assert [event["responds_to"] for event in rows_of(again, "events")] == ["", "E002"]
    left_out = json.loads((tmp_path / "out" / "datapackage.json").read_text())["left_out"]
    assert left_out[1] == {"table": "events", "id": "E004", "responds_to": ["E001", "E003"]}


def test_the_datapackage_carries_the_statement(frozen):
    on, said = stated(frozen, filters=KIRBY, title="My title", note="My note")
    bundle = zipfile.ZipFile(io.BytesIO(csv_bundle(on, said)))
    described = json.loads(bundle.read("datapackage.json"))
    assert described["statement"] == {"Title": "My title", "Note": "My note", **said.lines()}
    own = codebook.descriptor()
    own = own | {"resources": frozen.about.described()}
    keys = ("name", "title", "resources")
    assert [described[k] for k in keys] == [own[k] for k in keys]
    assert described["description"].startswith(f"{frozen.about.description}\n\nAn extract: 26 of ")
