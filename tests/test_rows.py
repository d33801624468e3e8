import csv
import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analysis import filters, rows
from lib.analysis.filters import Filters
from lib.dataset import codebook, csv_file, spreadsheets


@pytest.mark.parametrize(
    ("table", "ids"),
    [
        ("events", ["E001"]),
        ("evidence", ["E001", "E001"]),
        ("relationships", ["R001"]),
        ("actors", ["us", "nsc", "kirby", "iran", "russia"]),
        ("sources", ["one", "two"]),
        ("storylines", ["drones"]),
        ("tensions", ["T01"]),
    ],
)
def test_every_table_follows_the_filters(small, table, ids):
    shown = rows.in_view(filters.select(small, Filters(actor=("kirby",))), table)
    assert shown.iloc[:, 0].tolist() == ids
    assert shown.columns.tolist() == codebook.columns(table)


@pytest.mark.parametrize("table", rows.SHOWN)
def test_a_downloaded_table_opens_again_identically(real, whole, table):
    file = (codebook.DATA / f"{table}.csv").read_bytes()
    assert rows.as_csv(rows.in_view(whole(real), table)) == file
    assert rows.as_csv(rows.complete(real.store, table)) == file


def test_codes_are_written_out_for_the_reader_and_what_could_be_checked_is_said(small, whole):
    first = rows.page(small, whole(small), "events").shown.iloc[0]
    columns = ["Speaker or doer", "About or against", "Claim type", "Storyline"]
    assert first[columns].tolist() == ["John Kirby", "Iran, Russia", "Accusation", "Drones"]
    absent = replace(small, articles={"two": small.articles["two"]})
    shown = rows.page(absent, whole(absent), "evidence").shown
    assert shown["Checked here"][:2].tolist() == ["Not checkable here", "Found in the article"]


@pytest.mark.parametrize(
    ("table", "words", "ids"),
    [
        ("events", "NAIVELY kirby", ["E001"]),
        ("events", "united states denial", ["E002"]),
        ("evidence", "june", ["E001", "E004"]),
        ("relationships", "not seen", []),
        ("actors", "council kirby", ["kirby"]),
    ],
)
def test_a_search_finds_all_words_in_the_cells_that_a_reader_sees(small, whole, table, words, ids):
    found = rows.found(small, whole(small), table, words)
    assert rows.whole(found, table).iloc[:, 0].tolist() == ids


# The same examples in every run, whatever failed in an earlier one.
ALIKE = settings(database=None, derandomize=True, deadline=None)
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Texts of the signs that matter, and of anything that UTF-8 can hold.
CELLS = st.text("'=+-@\t\r\n＝ ,;\"aé", max_size=6) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=12
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5).map(
    lambda table: pd.DataFrame(table, columns=["one", "two"], dtype=str)
)


@ALIKE
@given(ROWS)
def test_both_kinds_of_csv_open_again_identically_and_that_for_spreadsheets_has_no_formula(table):
    lines = table.replace("\r\n?", "\n", regex=True)
    for file in (rows.as_csv(table), rows.as_stored(table)):
        pd.testing.assert_frame_equal(csv_file.parse(file), lines)
    read = [*csv.reader(io.StringIO(rows.as_csv(table).decode(), newline=""))][1:]
    assert read == [[spreadsheets.harmless(cell) for cell in row] for row in table.to_numpy()]
    assert not [cell for row in read for cell in row if cell.startswith(FORMULA)]


def test_another_reader_finds_the_exact_cells_in_a_csv_for_programs():
    cells = ["=1+1", "-5", "@a", "'Yes'", "a\rb", 'a "b", c', "NA", ""]
    table = pd.DataFrame({"one": cells, "two": cells})
    read = csv.reader(io.StringIO(rows.as_stored(table).decode(), newline=""))
    assert list(read) == [["one", "two"], *([cell, cell] for cell in cells)]


def test_pages_are_sorted_over_the_whole_table_and_one_out_of_range_is_the_nearest(many, whole):
    seen, everything = whole(many), rows.complete(many.store, "events")
    for asked, nearest in ((0, 1), (3, 3), (16, 15), (99, 15)):
        page = rows.page(many, seen, "events", asked)
        first = (nearest - 1) * rows.PAGE
        assert (page.number, rows.pages(seen)) == (nearest, 15)
        assert page.rows.equals(everything.iloc[first : first + rows.PAGE].reset_index(drop=True))
    for by, descending in (("title", False), ("claim_type", True), ("date", True)):
        pages = (rows.page(many, seen, "events", n, by, descending).rows for n in range(1, 16))
        found = pd.concat(pages)
        ranks = codebook.vocabulary("events", by)
        keys = [ranks.index(cell) if ranks else cell.lower() for cell in found[by]]
        assert keys == sorted(keys, reverse=descending)
        assert sorted(found["event_id"]) == sorted(everything["event_id"])
    with pytest.raises(KeyError):
        rows.page(many, seen, "events", by="no; DROP TABLE events")
