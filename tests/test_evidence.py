import pandas as pd
import pytest

from lib import evidence
from lib.evidence import Passage

TEXT = "Iran sent drones. The U.S. said so. “Iran sent drones,” he added.\n\nThe end"


def test_a_passage_is_found_wherever_it_stands():
    assert evidence.find(TEXT, "Iran sent drones") == [Passage(0, 16), Passage(37, 53)]


@pytest.mark.parametrize(
    ("prefix", "suffix", "places"),
    [
        ("so. “", "", [Passage(37, 53)]),
        ("", ". The U.S.", [Passage(0, 16)]),
        ("so. “", ". The U.S.", []),
    ],
)
def test_prefix_and_suffix_single_one_place_out(prefix, suffix, places):
    assert evidence.find(TEXT, "Iran sent drones", prefix, suffix) == places


def test_an_empty_quote_is_found_nowhere():
    assert evidence.find(TEXT, "") == []


def test_a_quote_with_a_slip_is_answered_with_the_nearest_words():
    assert evidence.nearest(TEXT, "The U.S. say so") == "The U.S. said s"
    assert evidence.nearest(TEXT, "nothing of the kind") == ""


def test_sentences_end_at_full_stops_and_line_breaks_but_not_at_abbreviations():
    found = [TEXT[s.start : s.end] for s in evidence.sentences(TEXT)]
    assert found == [
        "Iran sent drones.",
        "The U.S. said so.",
        "“Iran sent drones,” he added.",
        "The end",
    ]


def test_a_passage_over_two_sentences_encloses_both():
    passage = evidence.find(TEXT, "drones. The U.S.")[0]
    assert evidence.enclosing(TEXT, passage) == Passage(0, 35)


def test_a_passage_not_found_exactly_once_has_no_place():
    rows = pd.DataFrame(
        {
            "source_id": ["a", "a", "b"],
            "exact": ["The U.S.", "Iran sent drones", "The end"],
            "prefix": "",
            "suffix": "",
        }
    )
    assert evidence.locate(rows, {"a": TEXT}).to_numpy().tolist() == [[18, 26], [-1, -1], [-1, -1]]


def test_context_marks_the_passage_and_escapes_every_part():
    text = "One <i>. <script>alert(1)</script> & more."
    passage = evidence.find(text, "<script>alert(1)</script>")[0]
    assert evidence.in_context(text, passage) == (
        "One &lt;i&gt;. <mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark> &amp; more."
    )


def test_context_shows_that_it_is_cut_and_keeps_line_breaks():
    passage = evidence.find(TEXT, "he added")[0]
    assert evidence.in_context(TEXT, passage, around=0).endswith("<mark>he added</mark>. …")
    assert evidence.in_context(TEXT, passage).startswith("… The U.S.")
    assert "<mark>he added</mark>.<br>The end" in evidence.in_context(TEXT, passage)
