import hashlib
from pathlib import Path

import pytest

from lib.dataset import check
from lib.dataset.problems import Problem
from tests.conftest import ARTICLES, SMALL, changed, write

OLD = SMALL["sources"][0]["sha256"]
AGAIN = "Restore the article, or read it again, correct the rows and enter the new hash."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, SMALL)
    return tmp_path


def told(folder: Path) -> tuple[list[Problem], list[Problem]]:
    found = check.examine(folder, folder)
    return found.problems, found.notices


def rewritten(folder: Path, text: str) -> str:
    """Give the first article another text; its hash comes back."""
    (folder / "one.txt").write_text(text, encoding="utf-8", newline="")
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_article_that_is_not_here_is_a_notice_and_its_passages_are_not_checked(folder):
    changed(folder / "evidence.csv", "exact", 4, "Iran denied that")
    (folder / "one.txt").unlink()
    found = check.examine(folder, folder)
    assert (found.problems, found.notices) == (
        [],
        [
            Problem(
                *("article-absent", "sources.csv", 2, "file", "one.txt"),
                "is not here; its 3 passages cannot be checked.",
                "Put its file among the articles.",
            )
        ],
    )
    assert found.places.dtypes.tolist() == ["int64", "int64"]
    assert found.places.to_numpy().tolist() == [[-1, -1], [27, 43], [-1, -1], [-1, -1], [45, 71]]


def test_an_article_under_a_slightly_other_name_or_in_a_folder_is_recognised(folder):
    changed(folder / "sources.csv", "file", 2, "articles/one.txt")
    found = check.examine(folder, folder)
    assert ([p.column for p in found.problems], found.notices) == (["file"], [])
    assert "one" in found.articles
    (folder / "one.txt").rename(folder / "One.TXT")
    assert [p.remedy for p in told(folder)[1]] == ["Rename One.TXT to one.txt."]


def test_an_article_that_changed_but_kept_its_passages_is_a_notice_with_both_hashes(folder):
    text = ARTICLES["one"].replace(" denied", "\ndenied")
    rows = [e | {"exact": e["exact"].replace(" denied", "\ndenied")} for e in SMALL["evidence"]]
    write(folder, SMALL | {"evidence": rows})
    new = rewritten(folder, ("Corrected. " + text).replace("\n", "\r\n"))
    reason = (
        f"is not the hash of one.txt, which is {new}: the article has changed since it was coded. "
        "All 3 passages are still in it."
    )
    notice = Problem("changed", "sources.csv", 2, "sha256", OLD, reason, AGAIN)
    assert told(folder) == ([], [notice])


def test_an_article_that_lost_a_passage_is_a_problem_with_the_nearest_words(folder):
    new = rewritten(folder, ARTICLES["one"].replace("said that Iran sent", "says Iran has sent"))
    reason = (
        f"is not the hash of one.txt, which is {new}: the article has changed since it was coded. "
        "Of its 3 passages 1 no longer fits it."
    )
    lost = Problem(
        *("passage", "evidence.csv", 2, "exact", "The US said that Iran sent drones"),
        "is not in the article 'one'.",
        "Copy it from the article, letter by letter. "
        "The nearest words there: 'The US says Iran has sent drones.'",
    )
    source = Problem("passages-lost", "sources.csv", 2, "sha256", OLD, reason, AGAIN)
    assert told(folder) == ([source, lost], [])


def test_an_article_that_is_not_utf_8_is_named_with_the_line(folder):
    (folder / "one.txt").write_bytes(b"One.\nT\xe9h\xe9ran\n")
    assert [str(p) for p in told(folder)[0]] == [
        "sources.csv, row 2, column file: 'one.txt' is not UTF-8: line 2 of the article has the "
        "byte 0xE9. Save the article as UTF-8 and enter its new hash."
    ]


def test_a_file_name_never_leads_out_of_the_folder_of_articles(folder):
    (folder / "in").mkdir()
    write(folder / "in", SMALL)
    (folder / "secret.txt").write_text("secret")
    changed(folder / "in" / "sources.csv", "file", 2, "../secret.txt")
    assert "one" not in check.examine(folder / "in", folder / "in").articles
