"""Certain corrections: what they are, that nothing else changes, and that a copy is kept."""

import pytest

from lib.dataset import check, mend
from tests.conftest import SMALL, write


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, SMALL)
    return tmp_path


def changed(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_sound_tables_stay_as_they_are(folder):
    assert mend.mended(folder, folder) == {}


def test_what_was_certainly_meant_is_written_and_the_rest_is_left(folder, monkeypatch, capsys):
    event = SMALL["events"][0]
    sound = {p.name: p.read_bytes() for p in folder.glob("*.csv")}
    changed(folder, "events.csv", f",{event['claim_type']},", f", {event['claim_type'].title()},")
    changed(folder, "events.csv", "E002,", "E002,Two weeks ago? ")
    passage = SMALL["evidence"][0]["exact"]
    changed(folder, "evidence.csv", passage, passage.upper())
    assert check.examine(folder, folder).problems
    answers = iter(["n", "y"])
    monkeypatch.setattr("builtins.input", lambda said: next(answers))
    monkeypatch.setenv("CLAIMS_DATA", str(folder))
    before = {p.name: p.read_bytes() for p in folder.glob("*.csv")}
    assert mend.main() == 0
    assert {p.name: p.read_bytes() for p in folder.glob("*.csv")} == before
    assert mend.main() == 0
    said = capsys.readouterr().out.splitlines()
    key, meant = SMALL["evidence"][0]["event_id"], event["claim_type"]
    assert said[said.index(f"-{key} exact: {passage.upper()}") + 1] == f"+{key} exact: {passage}"
    assert f"+{event['event_id']} claim_type: {meant}" in said
    assert (folder / "evidence.csv").read_bytes() == sound["evidence.csv"]
    assert check.examine(folder, folder).problems == []
    (kept,) = folder.glob("before-*")
    assert {p.name: p.read_bytes() for p in kept.iterdir()} == {
        n: before[n] for n in ("events.csv", "evidence.csv")
    }


def test_a_file_with_semicolons_in_another_encoding_becomes_utf_8_with_commas(folder):
    path = folder / "actors.csv"
    rows = path.read_text("utf-8").replace(",", ";")
    path.write_bytes(rows.replace(SMALL["actors"][0]["name"], "Zoë").encode("cp1252"))
    found = mend.mended(folder, folder)
    first = found["actors.csv"][1].decode("utf-8").splitlines()[1]
    assert first.split(",")[:2] == [SMALL["actors"][0]["actor_id"], "Zoë"]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("18.02.2023", "2023-02-18"), ("03/04/2023", "03/04/2023"), ("soon", "soon")],
)
def test_a_date_is_corrected_only_where_it_has_one_reading(folder, cell, meant):
    changed(folder, "events.csv", f",{SMALL['events'][0]['date']},", f",{cell},")
    found = mend.mended(folder, folder)
    text = found["events.csv"][1].decode() if found else (folder / "events.csv").read_text("utf-8")
    assert f",{meant}," in text
