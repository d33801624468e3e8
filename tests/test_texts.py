import pytest

from lib.dataset import check
from lib.dataset import text as texts
from tests import hostile
from tests.conftest import changed


@pytest.mark.parametrize("text", hostile.PAYLOADS)
def test_plain_text_holds_no_address_that_markdown_would_make_a_link(text):
    shown = texts.plain(text)
    assert "://" not in shown
    assert "www." not in shown
    assert "\n" not in shown
    assert shown.count("@") == shown.count("\u2060\\@")


@pytest.mark.parametrize("text", hostile.PAYLOADS)
def test_plain_text_reads_as_it_did(text):
    shown = texts.plain(text).replace("\u2060", "").replace("\\", "")
    assert shown.strip("\u2068\u2069") == texts.fenced(" ".join(text.splitlines())).replace(
        "\\", ""
    ).strip("\u2068\u2069")


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("a\u202eb", "\u2068a\u202eb\u202c\u2069"),
        ("a\u2069b", "\u2068ab\u2069"),
        ("\u2067a\u202bb\u2069", "\u2068\u2067a\u202bb\u202c\u2069\u2069"),
        ("שלום", "\u2068שלום\u2069"),
        ("Zürich 2023", "Zürich 2023"),
    ],
)
def test_no_text_turns_around_what_follows_it(text, closed):
    assert texts.fenced(text) == closed


@pytest.mark.parametrize("width", [3, 5, 60, 120])
@pytest.mark.parametrize("text", [*hostile.PAYLOADS, "word " * 200_000, "W" * 1_000_000])
def test_what_is_brief_is_one_line_no_wider_than_asked_for(text, width):
    found = texts.brief(text, width)
    assert len(found) <= width
    assert "\n" not in found
    assert found == " ".join(text.split()) or found.endswith("…")


def test_a_cut_text_says_how_much_more_there_is():
    assert texts.cut("W" * 1_000_000, 10) == "WWWWWWWWWW … (999,990 more characters)"
    assert texts.cut("short", 10) == "short"


@pytest.mark.parametrize("sign", ["\x0b", "\x1b", "\x7f", "\ufffe"])
def test_a_control_character_is_a_problem_with_its_place(copy_of_data, sign):
    changed(copy_of_data / "data" / "events.csv", "summary", 3, f"He said{sign} so.")
    problems = check.check(copy_of_data / "data", copy_of_data / "seeds")
    assert [(p.file, p.row, p.column) for p in problems] == [("events.csv", 3, "summary")]
    assert f"U+{ord(sign):04X}" in problems[0].reason


def test_a_nul_byte_is_a_problem_with_its_place(copy_of_data):
    changed(copy_of_data / "data" / "actors.csv", "role", 4, "spokes\x00man")
    (problem,) = check.check(copy_of_data / "data", copy_of_data / "seeds")
    assert (problem.file, problem.row) == ("actors.csv", 4)
    assert "NUL" in problem.reason


@pytest.mark.parametrize(
    ("table", "column"),
    [("actors", "name"), ("actors", "role"), ("sources", "publisher"), ("storylines", "title")],
)
def test_a_name_too_long_for_a_label_is_a_problem(copy_of_data, table, column):
    changed(copy_of_data / "data" / f"{table}.csv", column, 2, "W" * 1_000_000)
    (problem,) = check.check(copy_of_data / "data", copy_of_data / "seeds")
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 2, column)
    assert problem.reason.startswith("has 1000000 characters, more than")
    assert len(str(problem)) < 500
