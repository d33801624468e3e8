"""An empty set is enough to begin with."""

import csv
import shutil

import pytest

from lib.analysis import coverage, rows
from lib.dataset import check, codebook, starter
from lib.dataset.problems import TablesError
from lib.dataset.tables import load


@pytest.fixture
def folder(tmp_path):
    starter.begin(tmp_path / "mine", "2024-05-20")
    return tmp_path / "mine"


def test_an_empty_set_is_sound_and_has_every_header(folder, capsys):
    found = check.examine(folder, folder / "articles")
    assert (found.problems, found.notices) == ([], [check.NO_EVENT])
    assert {name: len(table) for name, table in found.tables.items()} == dict.fromkeys(
        codebook.resources(), 0
    )
    said = (starter.TITLE, starter.DESCRIPTION, "2024-05-20", ("Other",))
    assert found.about == codebook.About(*said)
    assert check.main(str(folder)) == 0
    assert capsys.readouterr().out.startswith(f"Note: {check.NO_EVENT}\n")


def test_the_worked_example_is_sound_and_every_sentence_of_it_is_coded(folder):
    example = folder / "example"
    tables = load(example, example / "articles")
    assert (tables.total, tables.notices) == (3, ())
    assert tables.about.sides == ("Northbank", "Southbank", "Other")
    assert coverage.sentences(tables)[["covered", "left_out"]].any(axis=1).all()
    assert all(not rows.complete(tables.store, name).empty for name in codebook.resources())


def test_the_readme_has_every_column_the_worked_row_and_what_each_value_means(folder):
    lines = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    worked = check.examine(folder / "example", folder / "example" / "articles").tables
    first_cells = {cell for line in lines if line[:3] == "| `" for cell in line.split(" | ")[:1]}
    for table in codebook.resources():
        for column, value in worked[table].iloc[0].items():
            starts, ends = f"| `{column}` |", f"| {value} |"
            assert any(line.startswith(starts) and line.endswith(ends) for line in lines)
            for code in codebook.vocabulary(table, column) if column != "side" else ():
                assert any(f"`{code}`" in cell for cell in first_cells)


def test_without_one_folder_the_command_line_says_how_it_is_used(capsys):
    for names in ((), ("one", "two"), ("one", "science", "3"), ("--help",)):
        assert starter.main(*names) == 2
        assert capsys.readouterr().out.startswith("Usage: python -m lib.dataset.starter FOLDER")


@pytest.mark.parametrize("pack", starter.packs())
def test_a_subject_brings_values_that_the_check_accepts_and_the_readme_explains(tmp_path, pack):
    starter.begin(tmp_path / "mine", "2024-05-20", pack)
    chosen, found = starter.packs()[pack], check.examine(tmp_path / "mine", tmp_path)
    assert (found.problems, found.about.sides) == ([], tuple(chosen["sides"]))
    readme = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    for place, values in chosen["values"].items():
        table, column = place.split(".")
        assert found.about.own[table, column] == values
        assert set(values) <= set(found.about.vocabulary(table, column))
        assert all(f"| `{v}` | {entry['means']} |" in readme for v, entry in values.items())


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.csv").write_text("precious")
    with pytest.raises(TablesError, match="is not empty"):
        starter.begin(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.csv"]
    with pytest.raises(TablesError, match="cannot be written"):
        starter.begin(tmp_path / "mine.csv" / "below")


def test_a_first_row_without_a_hash_is_told_the_hash_of_its_article(folder):
    source = check.examine(folder / "example", folder).tables["sources"].loc[0]
    shutil.copy(folder / "example" / "articles" / source["file"], folder / "articles")
    with (folder / "sources.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([*source[:-1], ""])
    (problem,) = check.examine(folder, folder / "articles").problems
    assert (problem.column, problem.remedy) == ("sha256", f"The article's is {source['sha256']}")
