import pandas as pd
import pytest

from lib.analysis import coverage


@pytest.mark.parametrize(
    ("listed", "counted", "left"),
    [
        ([], [3, 2, 0], ["Read more here."]),
        ([("two", "Read more here.", "promotion")], [2, 2, 1], []),
    ],
)
def test_a_sentence_is_factual_unless_it_is_listed_and_covered_by_a_passage(
    small, listed, counted, left
):
    small.articles["two"] += "Read more here."
    furniture = pd.DataFrame(listed, columns=["source_id", "sentence", "reason"])
    counts, uncovered = coverage.report(small, furniture)
    assert counts.loc["one"].tolist() == [3, 3, 0]
    assert counts.loc["two"].tolist() == counted
    assert uncovered["text"].tolist() == left


def test_the_list_of_furniture_is_read_from_the_readme():
    readme = (
        "## Sentences left out\n\n| source | sentence | reason |\n|---|---|---|\n"
        "| two | Read more here. | promotion |\n\n## Next\n| not | this | row |\n"
    )
    assert coverage.left_out(readme).to_numpy().tolist() == [
        ["two", "Read more here.", "promotion"]
    ]
