import pandas as pd

from lib import package
from lib.package import Key


def test_the_seven_tables_have_the_codebooks_columns():
    assert {table: len(package.columns(table)) for table in package.resources()} == {
        "sources": 9,
        "actors": 7,
        "storylines": 3,
        "events": 14,
        "evidence": 6,
        "relationships": 7,
        "tensions": 5,
    }


def test_every_reference_between_tables_is_known_single_cells_and_lists():
    assert set(package.references()) == {
        Key("actors", "part_of", "actors", "actor_id", False),
        Key("events", "storyline_id", "storylines", "storyline_id", False),
        Key("events", "actors", "actors", "actor_id", True),
        Key("events", "targets", "actors", "actor_id", True),
        Key("events", "responds_to", "events", "event_id", True),
        Key("evidence", "event_id", "events", "event_id", False),
        Key("evidence", "source_id", "sources", "source_id", False),
        Key("relationships", "subject_id", "actors", "actor_id", False),
        Key("relationships", "object_id", "actors", "actor_id", False),
        Key("relationships", "event_id", "events", "event_id", False),
        Key("tensions", "event_a", "events", "event_id", False),
        Key("tensions", "event_b", "events", "event_id", False),
    }


def test_claim_types_stand_in_the_order_in_which_the_first_fits():
    assert package.vocabulary("events", "claim_type") == (
        *("sanction", "admission", "denial", "no-evidence", "media-report"),
        *("accusation", "announcement", "incident", "assessment", "position"),
    )


def test_a_column_without_a_vocabulary_has_none():
    assert package.vocabulary("events", "title") == ()


def test_a_list_cell_gives_an_entry_a_row_under_its_index():
    cells = pd.Series(["a;b", "", "c; ;d"], index=["x", "y", "z"])
    found = package.listed(cells)
    assert list(found.items()) == [("x", "a"), ("x", "b"), ("z", "c"), ("z", "d")]


def test_cells_are_text_and_blank_lines_keep_their_row(tmp_path):
    (tmp_path / "storylines.csv").write_text("storyline_id,title,question\nNA,1,\n\nb,2,?\n")
    assert package.read(tmp_path, "storylines").iloc[[0, 2]].to_numpy().tolist() == [
        ["NA", "1", ""],
        ["b", "2", "?"],
    ]


def test_an_article_keeps_its_line_breaks(tmp_path):
    (tmp_path / "a.txt").write_bytes("One\r\n“Two”\n".encode())
    assert package.read_article(tmp_path, "a.txt") == "One\r\n“Two”\n"
