from hypothesis import given
from hypothesis import strategies as st

from lib.charts.letters import ELLIPSIS, cut, width, wrapped

SIZE = 12
SENTENCE = "Russia and Iran deny the accusations"


def test_a_text_is_broken_between_words_and_cut_there_unless_that_loses_half():
    assert cut(SENTENCE, 1000, SIZE) == SENTENCE
    assert cut(SENTENCE, 120, SIZE) == f"Russia and Iran deny{ELLIPSIS}"
    assert cut("a Unprecedentedly", 60, SIZE).startswith("a Unp")
    assert wrapped(SENTENCE, 90, SIZE, 3) == ("Russia and Iran", "deny the", "accusations")
    assert wrapped(SENTENCE, 90, SIZE, 2) == ("Russia and Iran", f"deny the{ELLIPSIS}")
    assert wrapped("", 90, SIZE, 2) == ()


@given(st.text(max_size=60), st.floats(30, 400))
def test_no_line_of_any_text_is_wider_than_its_room(text, room):
    lines = wrapped(text, room, SIZE, 2)
    assert all(width(line) * SIZE <= room for line in lines)
