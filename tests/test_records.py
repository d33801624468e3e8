import io

import pandas as pd
import pytest

from lib import filters, package, records
from lib.filters import Filters


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
    assert rows.columns.tolist() == package.columns(table)


@pytest.mark.parametrize("table", records.SHOWN)
def test_a_downloaded_table_opens_again_identically(real, everything, table):
    csv = records.as_csv(records.in_view(real, everything(real), table))
    assert csv == (package.DATA / f"{table}.csv").read_bytes()


@pytest.mark.parametrize("table", records.SHOWN)
def test_a_table_on_the_screen_has_every_row_and_a_heading_for_every_column(
    real, everything, table
):
    rows = records.in_view(real, everything(real), table)
    shown = records.readable(real, rows, table)
    assert len(shown) == len(rows)
    assert set(shown.columns) == {package.heading(table, c) for c in package.columns(table)}


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


def test_an_unknown_table_is_an_error(small, everything):
    with pytest.raises(KeyError):
        records.in_view(small, everything(small), "gossip")
