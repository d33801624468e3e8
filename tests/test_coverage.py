from dataclasses import replace

from lib.analysis import coverage

README = """\
## Sentences left out

| source | sentence | reason |
|---|---|---|
| two | Read more here. | promotion |

## Next
| not | this | row |
"""


def test_a_sentence_is_covered_by_a_passage_left_out_by_the_readme_or_missing(small):
    assert coverage.left_out(README).to_numpy().tolist() == [
        ["two", "Read more here.", "promotion"]
    ]
    small.articles["two"] += "Read more here."
    for readme, said in (("", [False, False]), (README, [False, True])):
        found = coverage.sentences(replace(small, readme=readme))
        assert found[["covered", "left_out"]].iloc[-1].tolist() == said
        assert found["covered"].sum() == len(found) - 1
        assert found["source_id"].value_counts().to_dict() == {"one": 3, "two": 3}
