import pytest

from lib.dataset import problems

NAMES = ["accusation", "media-report", "uses_against", "United States"]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("acusation", "accusation"),
        ("Accusation", "accusation"),
        (" accusation\u00a0", "accusation"),
        ("media_report", "media-report"),
        ("uses against", "uses_against"),
        ("united states", "United States"),
        ("xyz", ""),
        ("", ""),
        ("accusation" * 100_000, ""),
    ],
)
def test_a_near_miss_is_answered_with_what_was_meant(value, meant):
    assert problems.nearest(value, NAMES) == meant


def test_a_guess_gives_what_the_nearest_name_stands_for():
    assert problems.guesses(["Jon Kirby", "nobody"], {"John Kirby": "kirby"}) == {
        "Jon Kirby": "kirby"
    }


def test_only_the_first_of_very_many_wrong_values_are_guessed_at():
    wrong = [f"acusation{n}" for n in range(1_000)]
    assert list(problems.guesses(wrong, {"accusation": "accusation"})) == wrong[: problems.GUESSED]


def test_nothing_is_guessed_among_more_names_than_can_be_compared():
    known = {f"actor-{n}": f"actor-{n}" for n in range(problems.COMPARED + 1)}
    assert problems.guesses(["actr-1"], known) == {}


def test_what_differs_in_case_alone_is_understood_however_much_of_it_there_is():
    known = {f"Actor {n}": f"actor-{n}" for n in range(1_000)}
    assert list(problems.guesses([n.upper() for n in known], known).values()) == [*known.values()]


@pytest.mark.parametrize(
    ("there", "remedy"),
    [
        ("One.TXT", "Rename One.TXT to one.txt."),
        ("one", "Rename one to one.txt."),
        ("one.txt.txt", "Rename one.txt.txt to one.txt."),
        ("one.pdf", "Open one.pdf and save it as plain text, named one.txt."),
    ],
)
def test_a_file_of_another_kind_is_not_renamed(there, remedy):
    assert problems.instead(there, "one.txt", "plain text") == remedy
