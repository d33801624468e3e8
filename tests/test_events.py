from dataclasses import replace

import pytest

from lib.analysis import events
from lib.analysis.events import Tie
from lib.dataset.passages import Run
from lib.dataset.problems import Problem
from lib.export.templates import render


def test_a_dossier_has_everything_there_is_to_read_about_an_event(small):
    found = events.dossier(small, "E002")
    assert (found.title, found.claim_type) == ("Iran denies it", "denial")
    assert {name: words for name, words in found.facts if words} == {
        "Said or done by": "Iran",
        "About": "United States",
        "When": "January 2023, inferred",
        "How dated": "worked out",
        "Rests on": "Institution",
        "Question": "Has Iran sent drones?",
        "Stance": "Denies (no to the question)",
    }
    assert found.answers == (Tie("E001", "Kirby accuses Iran", "5 January 2023"),)
    assert found.tensions == (
        Tie(
            "E001",
            "Kirby accuses Iran",
            "5 January 2023",
            "Denial: One asserts what the other denies.",
        ),
    )
    assert found.statements == ("Iran supplies Russia: drones (denied)",)


def test_other_articles_that_tell_the_same_event_stand_beside_it(small):
    found = events.dossier(small, "E001")
    assert [t.event_id for t in found.answered_by] == ["E002"]
    quotes = found.quotes
    assert [(q.source_id, q.article) for q in quotes] == [
        ("one", "Daily One, January 2023"),
        ("two", "Weekly Two, June 2023"),
    ]
    assert quotes[1].runs == (
        Run("In May the US repeated it: ", marked=False),
        Run("Iran sent drones", marked=True),
        Run(". A plant could open in 2024.", marked=False),
    )


def test_every_event_of_the_real_table_has_words_that_are_marked(real):
    for found in events.dossiers(real, real.store.select().ids()):
        assert found.quotes
        assert all(sum(run.marked for run in quote.runs) == 1 for quote in found.quotes)


def test_a_person_is_introduced_with_role_body_and_side(real, small):
    assert events.introduced(real, "peskov") == (
        "Dmitry Peskov (press secretary of the President of Russia; Russia)"
    )
    assert events.introduced(small, "kirby") == (
        "John Kirby (National Security Council; United States)"
    )


def test_events_are_listed_in_date_order_open_starts_by_their_known_end(small, whole):
    listed = events.listed(whole(small))
    assert [t.event_id for t in listed] == ["E002", "E001", "E003", "E004"]
    assert events.listed(whole(small), 2) == listed[:2]
    assert events.tie(small, "E002") == listed[0]
    with pytest.raises(KeyError):
        events.tie(small, "E009")


def test_a_question_in_view_is_contested_when_the_whole_table_contests_it(small):
    assert events.contested(small.store.select("event_id <> 'E002'")) == ["drones"]
    assert events.contested(small.store.select("storyline_id = 'plant'")) == []


def test_a_passage_of_an_article_that_is_not_here_is_never_taken_as_verified(small):
    found = events.dossier(replace(small, articles={"two": small.articles["two"]}), "E001").quotes
    assert [(q.checked, any(run.marked for run in q.runs), q.caution) for q in found] == [
        (False, False, events.ABSENT),
        (True, True, ""),
    ]
    absent = replace(small, articles={"two": small.articles["two"]})
    assert events.uncheckable_in_words(small, small.store.select()) == ""
    assert events.uncheckable_in_words(absent, absent.store.select()) == (
        "3 of 5 passages are not checkable here: 1 article is not among the files."
    )
    words = render("words.html", quotes=found)
    assert "Daily One, January 2023 · not checkable here" in words
    assert render("quotes.html", quotes=found).count(events.ABSENT) == 1


def test_a_passage_of_a_changed_article_says_so_however_many_are_asked_for(small):
    place = ("sources.csv", 2, "sha256", small.sources.at["one", "sha256"])
    notice = Problem("changed", *place, "has changed.", "Code it again.")
    changed = replace(small, notices=(notice,))
    cautions = {q.source_id: q.caution for q in events.dossier(changed, "E001").quotes}
    assert cautions == {"one": events.CHANGED, "two": ""}
