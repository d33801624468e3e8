import numpy as np
import pytest

from lib.dataset import words


@pytest.fixture(scope="module")
def index(many):
    return words.index(many.searchable)


@pytest.mark.parametrize(
    "phrase",
    [
        "drones",
        "rone",
        "e",
        "statement 0000042",
        "ment 0000042 tha",
        "said in statement",
        "said statement",
        "jose",
        "zzz",
        "no drones had ever",
    ],
)
def test_the_index_finds_what_reading_every_text_finds(many, index, phrase):
    read = many.searchable.str.contains(phrase, regex=False).to_numpy()
    assert np.array_equal(words.containing(index, many.searchable, phrase), read)


def test_a_word_that_occurs_twice_in_a_text_counts_once(small):
    found = words.index(small.searchable)
    place = found.words.to_pylist().index("iran")
    events = found.places[found.starts[place] : found.starts[place + 1]]
    assert events.tolist() == [0, 1]
