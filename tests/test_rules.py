"""Rules between tables: the worked example breaks none, and each change to it breaks this one."""

import json
import shutil

import pytest

from lib.dataset import check, files, starter
from tests.conftest import changed

# Changes, each a table, column, row and value; then code and words of all that is then said.
STOPS = """\
quantities exact 2 = 40 tons > quantity-words is in no passage of E001. Copy the number
places name 2 = Northbanks > place-name is in no article that tells E001.
items forms 2 = waste;sewage > item-forms 'sewage' is in no article.
evidence speaker_words 2 = Mayor Ada Reyes > speaker_words is not in the article '2024-05-courier'.
evidence via 2 = reuters > unknown-id is not in actors.csv.
events items 2 = waste > unknown-id is not in items.csv.
sources label 2 = The Courier of the Valley, May > length more than 28.
places lat 2 = 50,1 > number is not a number.
places lon 2 = 190 > number is out of range. Write a number from -180 to 180."""
REMARKS = """\
events date 3 = 2024-05-13 > after-article later than the article 2024-05-courier
events date 3 = 2024-05-09 > early-reply 'E001' is answered before it was said.
events date_note 2 = on Friday > date-words quotes no words of an article
events date_note 2 = “last Friday” > date-words quotes no words of an article
events date_note 2 = “on Monday … on Friday” >
events date_note 2 = "ON  Friday" >
events date_basis 3 = external > no-citation does not say where the date is known from.
sources published_basis 2 = external > no-citation does not say where publisher or date are known
evidence speaker_words 2 = > speaker-unnamed 'reyes' is named in no words of the event.
evidence speaker_words 2 = Reyes >
evidence hedge 5 = a fairy tale > certain-hedged is not what the hedge a fairy tale says.
evidence hedge 5 = a fairy tale & events note 3 = Its own words. >
events commitment 4 = possible > polarity says more than E003, which is only possible.
relationships relation 2 = sanctions >
relationships relation 2 = sanctions & relationships object_id 2 = reyes > sanctioned-unnamed E003
events storyline_id 2 = > stance is toward no question.
actors aliases 4 = NORTHBANK > twin has a name of northbank too: northbank.
actors aliases 4 = Northbank’s & actors aliases 5 = s, Northbank > twin of southbank too
events actors 4 = northbank & relationships subject_id 2 = northbank > unused is named by no"""


@pytest.mark.parametrize("line", [*STOPS.splitlines(), *REMARKS.splitlines()])
def test_a_row_that_says_more_than_its_article_is_told_so(tmp_path, line):
    folder = tmp_path / "example"
    shutil.copytree(starter.EXAMPLE, folder)
    made, _, said = line.partition(" >")
    for change in made.split(" & "):
        place, _, value = change.partition(" =")
        table, column, row = place.split()
        changed(folder / f"{table}.csv", column, int(row), value.strip())
    found = check.examine(folder, folder / files.ARTICLES[0])
    stops = found.problems if line in STOPS else found.remarks
    code, _, words = said.strip().partition(" ")
    assert [p.code for p in (*found.problems, *found.remarks)] == [code] * bool(code)
    assert all(words in str(problem) and problem.remedy for problem in stops)


def test_a_description_names_as_many_articles_as_there_are(tmp_path):
    folder = tmp_path / "example"
    shutil.copytree(starter.EXAMPLE, folder)
    for number, wrong in (("one", 0), ("two news", 1), ("12", 1), ("some", 0)):
        text = json.dumps({"description": f"Coded from {number} articles."})
        (folder / "datapackage.json").write_text(text, encoding="utf-8")
        found = check.examine(folder, folder / "articles").remarks
        assert [p.remedy for p in found] == ["Write 1."] * wrong


def test_a_retired_id_is_not_used_again(tmp_path):
    folder = tmp_path / "example"
    shutil.copytree(starter.EXAMPLE, folder)
    retired = {"events": {"E002": ["E001"], "E900": ["E901"], "E901": []}, "actors": {"x": ["y"]}}
    text = json.dumps({"retired": retired})
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    found = check.examine(folder, folder / "articles").problems
    assert [(p.code, p.file, p.row, p.value) for p in found] == [
        ("retired", "events.csv", 3, "E002"),
    ]
