from hypothesis import given
from hypothesis import strategies as st

from lib.charts.letters import ELLIPSIS, cut, width, wrapped

SIZE = 12
SENTENCE = "Russia and Iran deny the accusations"


def test_a_text_is_cut_after_a_whole_word_and_says_so():
    assert cut(SENTENCE, 1000, SIZE) == SENTENCE
    assert cut(SENTENCE, 120, SIZE) == f"Russia and Iran deny{ELLIPSIS}"
    assert cut("Unprecedentedly", 40, SIZE).endswith(ELLIPSIS)


@given(st.text(max_size=60))
def test_any_text_has_a_width(text):
    assert width(text) >= 0


def test_lines_break_between_words_and_only_the_last_is_cut():
    assert wrapped(SENTENCE, 90, SIZE, 3) == ("Russia and Iran", "deny the", "accusations")
    assert wrapped(SENTENCE, 90, SIZE, 2) == ("Russia and Iran", f"deny the{ELLIPSIS}")
    assert wrapped("", 90, SIZE, 2) == ()


@given(st.text("abc MW.", max_size=60), st.floats(30, 400))
def test_no_line_is_wider_than_its_room_unless_a_word_is(text, room):
    longest = max([width(word + ELLIPSIS) * SIZE for word in text.split()], default=0)
    lines = wrapped(text, room, SIZE, 2)
    assert all(width(line) * SIZE <= max(room, longest) for line in lines)
