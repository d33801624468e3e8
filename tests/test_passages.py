import pandas as pd
import pytest

from lib.dataset import passages
from lib.dataset.passages import Passage, Run

TEXT = "Iran sent drones. The U.S. said so. “Iran sent drones,” he added.\n\nThe end"


@pytest.mark.parametrize(
    ("exact", "prefix", "suffix", "starts"),
    [
        ("Iran sent drones", "", "", [0, 37]),
        ("Iran sent drones", "so. “", "", [37]),
        ("Iran sent drones", "", ". The U.S.", [0]),
        ("Iran sent drones", "so. “", ". The U.S.", []),
        ("", "", "", []),
    ],
)
def test_a_passage_is_found_between_its_neighbours_and_without_them_everywhere(
    exact, prefix, suffix, starts
):
    found = passages.find(TEXT, exact, prefix, suffix)
    assert found == [Passage(start, start + len(exact)) for start in starts]


def test_a_quote_with_a_slip_is_answered_with_the_nearest_sentences():
    near = {
        "The U.S. say so": "The U.S. said so.",
        "Irann sent dronez": "Iran sent drones.",
        "Iran sent drones. The U.S. then said": "Iran sent drones. The U.S. said so.",
        **dict.fromkeys(("They signed in January", "x", ""), ""),
    }
    assert {exact: passages.nearest(TEXT, exact) for exact in near} == near


@pytest.mark.parametrize(
    ("text", "exact", "there"),
    [
        ("He said “no”.", 'said "no"', "said “no”"),
        ("a 10–20 km – or so", "10-20 km - or", "10–20 km – or"),
        ("a\u00a0b\u202fc", "a b c", "a\u00a0b\u202fc"),
        ("dro\u00adnes\u200b sent", "drones sent", "dro\u00adnes\u200b sent"),
        ("Te\u0301he\u0301ran", "Téhéran", "Te\u0301he\u0301ran"),
        ("he ﬁnds … it", "he finds ... it", "he ﬁnds … it"),
        ("IRAN said so", "\u200b Iran said ", "IRAN said"),
        ("Then “Iran’s –\nno", "\"Iran's - no", "“Iran’s –\nno"),
    ],
)
def test_a_quote_typed_otherwise_is_found_in_the_articles_own_words(text, exact, there):
    found = passages.alike(text, exact)
    assert found is not None
    assert text[found.start : found.end] == there
    assert passages.find(text, exact) == []


def test_other_words_are_not_alike():
    for exact in ("Russia sent drones", "", " ", "Iran sent drones" * 100):
        assert passages.alike(TEXT, exact) is None


def test_a_line_break_is_one_however_a_system_writes_it():
    for line_break in ("\n", "\r\n", "\r"):
        text = f"One{line_break}two.{line_break}One{line_break}two three"
        for exact in ("One\ntwo", "One\r\ntwo"):
            (found,) = passages.find(text, exact, suffix=" three")
            assert text[found.start : found.end] == f"One{line_break}two"


def test_overlapping_places_all_count_and_sentences_are_enclosed_whole():
    assert passages.find("aaa", "aa") == [Passage(0, 2), Passage(1, 3)]
    passage = passages.find(TEXT, "drones. The U.S.")[0]
    assert passages.enclosing(TEXT, passage) == Passage(0, 35)


def test_a_passage_not_found_exactly_once_has_no_place():
    quotes = {"source_id": list("aab"), "exact": ["The U.S.", "Iran sent drones", "The end"]}
    rows = pd.DataFrame(quotes | {"prefix": "", "suffix": ""})
    assert passages.locate(rows, {"a": TEXT}).to_numpy().tolist() == [[18, 26], [-1, -1], [-1, -1]]


def test_context_marks_the_passage_and_shows_where_it_is_cut():
    (passage,) = passages.find(TEXT, "he added")
    found = passages.in_context(TEXT, passage)
    before = Run("… The U.S. said so. “Iran sent drones,” ")
    assert found == (before, Run("he added", marked=True), Run(".\nThe end"))


def test_of_a_very_long_passage_the_middle_is_left_out():
    text = "W" * (passages.LONGEST + 10)
    first, between, last = passages.in_context(text, Passage(0, len(text)))
    assert (first.marked, between.marked, last.marked) == (True, False, True)
    assert between.text == " … (10 characters left out) … "
