import pandas as pd
import pytest

from lib.analysis import agreement
from tests.agreement import rows_of, tensions

READING = [
    # As the table has it, with names in place of ids.
    ("The US said that Iran sent drones", "accusation", "John Kirby", "iran;russia", "2023-01-05"),
    ("Iran denied it", "denial", "iran", "us", "2023-01-20"),
    # Part of the table's passage, coded otherwise.
    ("allegedly agreed", "accusation", "two-outlet", "iran", "2022"),
    ("not in the article", "denial", "iran", "", "2023"),
]


@pytest.fixture
def both(small):
    columns = ["exact", "claim_type", "actors", "targets", "date"]
    reading = pd.DataFrame(READING, columns=columns)
    ours = agreement.located(agreement.coded(rows_of(small), "one"), "one", small.articles)
    theirs = agreement.located(reading, "one", small.articles)
    return ours, theirs


def test_each_column_has_its_agreement_kappa_and_overlap(small, both):
    ours, theirs = both
    assert len(theirs) == 3
    found = agreement.pairs(theirs, ours)
    assert [(theirs.at[a, "exact"], ours.at[b, "event_id"]) for a, b in found] == [
        ("The US said that Iran sent drones", "E001"),
        ("Iran denied it", "E002"),
        ("allegedly agreed", "E003"),
    ]
    rows = [(theirs.loc[a], ours.loc[b]) for a, b in found]
    said = agreement.compare(rows, agreement.known_as(rows_of(small))).set_index("column").round(2)
    assert said["agreement"].to_dict() == pytest.approx(
        {"claim_type": 66.67, "actors": 100, "targets": 66.67, "date": 33.33}
    )
    assert said["overlap"].dropna().to_dict() == pytest.approx(
        {"actors": 100, "targets": 66.67, "date": 100}
    )
    assert said.at["actors", "kappa"] == 1


def test_kappa_is_that_of_cohens_formula():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: agreed 0.7, by chance 0.5.
    both = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert agreement.kappa(both) == pytest.approx(0.4)
    assert agreement.kappa([("y", "y")]) == 1


def test_tensions_are_found_by_their_passages(small):
    columns = ["source_a", "exact_a", "source_b", "exact_b"]
    reading = pd.DataFrame(
        [
            ("one", "Iran denied it", "two", "Iran sent drones"),
            ("one", "Iran denied it", "one", "Russia allegedly agreed"),
        ],
        columns=columns,
    )
    assert tensions(small, reading) == (1, 2)
