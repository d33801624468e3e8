import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analysis import filters
from lib.analysis import rows as records
from lib.analysis.filters import Filters
from lib.dataset import codebook, spreadsheets


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
    keep = filters.match(small, Filters(actor=("kirby",)))
    rows = records.in_view(small, keep, table)
    assert rows.iloc[:, 0].tolist() == ids
    assert rows.columns.tolist() == codebook.columns(table)


@pytest.mark.parametrize("table", records.SHOWN)
def test_a_downloaded_table_opens_again_identically(real, everything, table):
    csv = records.as_csv(records.in_view(real, everything(real), table))
    assert csv == (codebook.DATA / f"{table}.csv").read_bytes()


@pytest.mark.parametrize("table", records.SHOWN)
def test_a_table_on_the_screen_has_every_row_and_a_heading_for_every_column(
    real, everything, table
):
    rows = records.in_view(real, everything(real), table)
    shown = records.readable(real, rows, table)
    assert len(shown) == len(rows)
    assert set(shown.columns) == {codebook.heading(table, c) for c in codebook.columns(table)}


def test_codes_and_ids_are_written_out_for_the_reader(small, everything):
    rows = records.in_view(small, everything(small), "events")
    first = records.readable(small, rows, "events").iloc[0]
    assert first[["Speaker or doer", "About or against", "Claim type", "Storyline"]].tolist() == [
        "John Kirby",
        "Iran, Russia",
        "Accusation",
        "Drones",
    ]


def test_search_finds_words_in_any_cell_without_case_or_accents():
    rows = pd.DataFrame({"a": ["Élan vital", "other"], "b": ["x", "VITAL elan"]})
    assert records.searched(rows, "elan vital").index.tolist() == [0, 1]
    assert records.searched(rows, "elan x").index.tolist() == [0]


def test_a_cell_that_says_na_stays_text():
    rows = pd.DataFrame({"a": ["NA", ""]})
    again = pd.read_csv(io.BytesIO(records.as_csv(rows)), dtype=str, keep_default_na=False)
    assert again["a"].tolist() == ["NA", ""]


# The same examples in every run, whatever failed in an earlier one.
ALIKE = settings(database=None, derandomize=True, deadline=None)
# Texts of the signs that matter, and of anything that UTF-8 can hold.
CELLS = st.text("'=+-@\t\r\n＝ ,;\"aé", max_size=6) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=12
)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5).map(
    lambda rows: pd.DataFrame(rows, columns=["one", "two"], dtype=str)
)


@ALIKE
@given(CELLS)
def test_no_cell_for_a_spreadsheet_begins_a_formula_and_each_comes_back(cell):
    harmless = spreadsheets.harmless(cell)
    assert not harmless.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert spreadsheets.read_back(harmless) == cell


@pytest.mark.parametrize(
    ("cell", "harmless"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-5", "'-5"),
        ("@handle", "'@handle"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("'@handle', he wrote", "''@handle', he wrote"),
        ("''=", "'''="),
        ("'Yes', he said", "'Yes', he said"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_only_what_begins_a_formula_gets_an_apostrophe(cell, harmless):
    assert spreadsheets.harmless(cell) == harmless
    assert spreadsheets.read_back(harmless) == cell


@ALIKE
@given(ROWS)
def test_both_kinds_of_csv_open_again_identically(rows):
    for file in (records.as_csv(rows), records.as_stored(rows)):
        pd.testing.assert_frame_equal(records.opened(file), rows)


@ALIKE
@given(ROWS)
def test_another_reader_finds_no_formula_in_a_csv_for_spreadsheets(rows):
    read = csv.reader(io.StringIO(records.as_csv(rows).decode(), newline=""))
    found = [cell for row in list(read)[1:] for cell in row]
    assert found == [spreadsheets.harmless(cell) for row in rows.to_numpy() for cell in row]


def test_another_reader_finds_the_exact_cells_in_a_csv_for_programs():
    cells = ["=1+1", "-5", "@a", "'Yes'", "a\rb", 'a "b", c', "NA", ""]
    rows = pd.DataFrame({"one": cells, "two": cells})
    read = csv.reader(io.StringIO(records.as_stored(rows).decode(), newline=""))
    assert list(read) == [["one", "two"], *([cell, cell] for cell in cells)]


def test_numbers_in_a_csv_for_spreadsheets_stay_numbers():
    rows = pd.DataFrame({"row": [-1, 2], "value": ["-1", "2"]})
    assert records.as_csv(rows) == b"row,value\n-1,'-1\n2,2\n"


def test_a_vocabulary_column_is_made_harmless_too():
    rows = pd.DataFrame({"a": pd.Categorical(["=x", "y"]), "b": ["1", "2"]})
    assert records.as_csv(rows) == b"a,b\n'=x,1\ny,2\n"


def test_an_unknown_table_is_an_error(small, everything):
    with pytest.raises(KeyError):
        records.in_view(small, everything(small), "gossip")


def test_a_page_has_its_rows_and_says_which_of_how_many(many, everything):
    keep = everything(many)
    whole = records.in_view(many, keep, "events")
    page = records.page(many, keep, "events", 3)
    assert (page.number, page.pages, page.total) == (3, 15, 3000)
    assert page.rows.equals(whole.iloc[400:600].reset_index(drop=True))
    assert page.shown.equals(records.readable(many, page.rows, "events"))


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (16, 15), (99, 15)])
def test_a_page_out_of_range_is_the_nearest(many, everything, asked, given):
    assert records.page(many, everything(many), "events", asked).number == given


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("by", ["title", "claim_type", "date"])
def test_pages_are_sorted_over_the_whole_table(many, everything, by, descending):
    keep = everything(many)
    found = pd.concat(
        records.page(many, keep, "events", n, by=by, descending=descending).rows
        for n in range(1, 16)
    )
    whole = records.in_view(many, keep, "events").sort_values(
        by,
        ascending=not descending,
        kind="stable",
        key=lambda c: c.str.lower() if c.dtype == "str" else c,
    )
    assert found[by].tolist() == whole[by].tolist()
    assert sorted(found["event_id"]) == sorted(whole["event_id"])


def test_pages_are_searched_over_the_whole_table_in_the_words_a_reader_sees(many, everything):
    keep = everything(many)
    rows = records.in_view(many, keep, "events")
    shown = records.searched(records.readable(many, rows, "events"), "denial arvania")
    page = records.page(many, keep, "events", words="Denial ARVANIA")
    assert page.total == len(shown) > 0
    assert page.rows["event_id"].tolist() == rows.loc[shown.index, "event_id"].tolist()[:200]
    whole = records.whole(many, keep, "events", "denial arvania")
    assert whole["event_id"].tolist() == rows.loc[shown.index, "event_id"].tolist()


def test_a_search_in_pieces_finds_the_same(many, everything, monkeypatch):
    keep = everything(many)
    once = records.whole(many, keep, "evidence", "statement drones")
    monkeypatch.setattr(records, "CHUNK", 700)
    assert records.whole(many, keep, "evidence", "statement drones").equals(once)
