import pytest

from lib.dataset import problems
from lib.dataset.problems import Problem

NAMES = [
    *("accusation", "denial", "media-report", "uses_against", "United States", "us"),
    *("affirms", "doubts", "event_a", "event_b", "brigade-12"),
]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("acusation", "accusation"),
        ("acusattion", "accusation"),
        ("Accusation", "accusation"),
        (" accusation\u00a0", "accusation"),
        ("denail", "denial"),
        ("media_report", "media-report"),
        ("uses against", "uses_against"),
        ("united states", "United States"),
        # Alike in letters, not in meaning; as near to two; too short; another number.
        *((value, "") for value in ("refutation", "supports", "event_c", "uk", "brigade-13")),
        *((value, "") for value in ("xyz", "", "accusation" * 100_000)),
    ],
)
def test_a_slip_is_answered_with_what_was_meant_and_anything_else_with_nothing(value, meant):
    assert problems.nearest(value, NAMES) == meant


def test_only_the_first_of_very_many_slips_are_guessed_at_but_every_other_case():
    known = {f"Actor {chr(0x4E00 + n)}": f"actor-{n}" for n in range(1_000)}
    assert [*problems.guesses([n.upper() for n in known], known).values()] == [*known.values()]
    assert len(problems.guesses([f"{n}x" for n in known], known)) == problems.GUESSED


def test_a_file_is_recognised_by_its_name_without_its_kind():
    remedies = {
        "one": "Rename one to one.txt.",
        "one.txt.txt": "Rename one.txt.txt to one.txt.",
        "two.txt": "",
    }
    found = {name: problems.like_file("one.txt", [name], "plain text") for name in remedies}
    assert found == remedies


def test_a_problem_reads_as_one_line():
    problem = Problem("date", "events.csv", 3, "date", "x" * 200, "is wrong.", "Correct it.")
    assert str(problem) == f"events.csv, row 3, column date: '{'x' * 119}…' is wrong. Correct it."
