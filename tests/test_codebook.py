import json
import re

import pandas as pd
import pytest

from lib.dataset import codebook
from lib.dataset.problems import TablesError


def test_every_reference_between_tables_is_known_single_cells_and_lists():
    found = {f"{k.table}.{k.column}": (k.other_table, k.many) for k in codebook.references()}
    assert len(found) == 17
    assert found["actors.part_of"] == ("actors", False)
    assert found["events.targets"] == ("actors", True)
    assert found["tensions.event_b"] == ("events", False)


def test_a_list_cell_gives_an_entry_a_row_under_its_index():
    cells = pd.Series(["a;b", "", "c; ;d"], index=["x", "y", "z"])
    found = codebook.listed(cells)
    assert list(found.items()) == [("x", "a"), ("x", "b"), ("z", "c"), ("z", "d")]


def own_package(folder, **said):
    (folder / "datapackage.json").write_text(json.dumps(said), encoding="utf-8")
    return codebook.about(folder)


def sides(*names):
    field = {"name": "side", "constraints": {"enum": list(names)}}
    return [{"name": "actors", "schema": {"fields": [field]}}]


@pytest.mark.parametrize("resources", [[], ["actors"], [{"name": "actors"}], 3, [{"schema": 1}]])
def test_a_datapackage_need_not_say_anything(tmp_path, resources):
    nothing = codebook.About("Claims, events and relationships", "", "")
    assert own_package(tmp_path, resources=resources, created="yesterday") == nothing


def test_title_description_date_and_sides_are_those_of_the_set(tmp_path):
    said = {"title": " Two \n towns ", "description": "A river.", "created": "2024-05-20T10:00:00Z"}
    found = own_package(tmp_path, **said, resources=sides("North", "South"))
    assert found == codebook.About("Two towns", "A river.", "2024-05-20", ("North", "South"))


def added(column, values, table="events"):
    field = {"name": column, "values": values}
    return {"resources": [{"name": table, "schema": {"fields": [field]}}]}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"title": 3}, "its title is not a text"),
        ({"title": "\ud800"}, "it has half a character"),
        ({"resources": [{"name": "\udfff"}]}, "it has half a character"),
        ({"title": "t" * 201}, "its title has more than 200 characters"),
        ({"resources": sides("North", "North")}, "is not a list of different names"),
        ({"resources": sides()}, "is not a list of different names"),
        ({"resources": sides("<b>")}, "is not a name of at most 40 characters"),
        ({"resources": sides("N" * 41)}, "is not a name of at most 40 characters"),
        ({"resources": sides(3)}, "is not a name of at most 40 characters"),
        (added("stance", {"mocks": {"like": "denies"}}), "only to `kind` of actors, `claim_type`"),
        (added("claim_type", {"mocks": {}}), "needs a `like` under `values`: .* of sanction, adm"),
        (added("claim_type", {"mocks": {"like": "x"}}), "needs a `like`"),
        (added("class", {"Big Thing": {"like": "arms"}}, "items"), "is not lower case letters"),
        ({"retired": ["E001"]}, "does not list for each id"),
    ],
)
def test_a_datapackage_that_cannot_be_used_says_why(tmp_path, said, reason):
    with pytest.raises(ValueError, match=reason):
        own_package(tmp_path, **said)


def test_other_sides_are_the_vocabulary_of_that_column_alone():
    said, silent = codebook.About("", "", "", ("North", "South")), codebook.About("", "", "")
    found, free = ({f["name"]: f for f in a.fields("actors")} for a in (said, silent))
    assert found["side"]["constraints"]["enum"] == ["North", "South"]
    assert found["kind"] == free["kind"]
    assert set(free["side"]["constraints"]) == {"required", "pattern"}


def test_a_set_adds_values_that_are_like_others(tmp_path):
    refuted = {"like": "denial", "means": "proves it wrong", "plural": "refuted claims"}
    about = own_package(tmp_path, **added("claim_type", {"refuted": refuted}))
    assert about.vocabulary("events", "claim_type")[2:5] == ("denial", "refuted", "no-evidence")
    assert about.like("events", "claim_type") == {"refuted": "denial"}
    assert about.built_in("events", "claim_type", "refuted") == "denial"
    words = [about.plural("events", "claim_type", code) for code in ("refuted", "incident")]
    assert words == ["refuted claims", "incidents"]
    kept = next(f for f in about.fields("events") if f["name"] == "claim_type")
    assert kept["values"]["refuted"] == refuted
    assert codebook.vocabulary("events", "claim_type")[3] == "no-evidence"


def test_every_value_is_explained_and_what_it_quotes_is_printed():
    articles = [path.read_text(encoding="utf-8") for path in codebook.SEEDS.iterdir()]
    printed = [re.sub(r"\W+", " ", text) for text in articles]
    for table, column in ((t, c) for t in codebook.resources() for c in codebook.columns(t)):
        values = codebook.About("", "", "").values(table, column) if column != "side" else {}
        for entry in values.values():
            assert entry["means"] and entry["example"]
            for quote in re.findall("“([^”]+)”", entry["example"]):
                for piece in quote.split("…"):
                    wanted = re.sub(r"\W+", " ", piece).strip()
                    assert any(wanted in text for text in printed), quote


def test_the_environment_names_other_tables(tmp_path, monkeypatch):
    assert codebook.data_folders() == (codebook.DATA, codebook.SEEDS)
    (tmp_path / "articles").mkdir()
    (tmp_path / "events.csv").touch()
    monkeypatch.setenv(codebook.ELSEWHERE, str(tmp_path))
    assert codebook.data_folders() == (tmp_path, tmp_path / "articles")
    monkeypatch.setenv(codebook.ELSEWHERE, str(tmp_path / "nowhere"))
    with pytest.raises(TablesError, match="is not there"):
        codebook.data_folders()
