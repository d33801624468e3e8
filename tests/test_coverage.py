import pandas as pd

from lib.analysis import coverage

NOTHING = pd.DataFrame(columns=["source_id", "sentence", "reason"])


def test_a_sentence_is_covered_when_a_passage_touches_it(small):
    small.articles["two"] += "Read more here."
    counts, uncovered = coverage.report(small, NOTHING)
    assert counts.to_dict("index") == {
        "one": {"factual": 3, "covered": 3, "left_out": 0},
        "two": {"factual": 3, "covered": 2, "left_out": 0},
    }
    assert uncovered["text"].tolist() == ["Read more here."]


def test_furniture_that_is_listed_is_no_factual_sentence(small):
    small.articles["two"] += "Read more here."
    listed = pd.DataFrame(
        {"source_id": ["two"], "sentence": ["Read more here."], "reason": ["promotion"]}
    )
    counts, uncovered = coverage.report(small, listed)
    assert counts.loc["two"].tolist() == [2, 2, 1]
    assert uncovered.empty


def test_the_list_of_furniture_is_read_from_the_readme():
    readme = (
        "## Sentences left out\n\n| source | sentence | reason |\n|---|---|---|\n"
        "| two | Read more here. | promotion |\n\n## Next\n| not | this | row |\n"
    )
    assert coverage.left_out(readme).to_numpy().tolist() == [
        ["two", "Read more here.", "promotion"]
    ]
