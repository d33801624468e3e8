"""What must not silently shrink: the project's own tables, article by article."""

import hashlib

import pytest

from lib.analysis import coverage, events
from lib.dataset import check, codebook

LEAST = {
    "sources": 5,
    "actors": 53,
    "storylines": 8,
    "events": 102,
    "evidence": 123,
    "relationships": 115,
    "tensions": 31,
}


def test_the_tables_are_sound():
    assert check.examine().problems == []
    assert check.examine().notices == []


@pytest.mark.parametrize("table", LEAST)
def test_no_table_shrinks(real, table):
    assert len(getattr(real, table)) >= LEAST[table]


def test_every_factual_sentence_is_covered(real):
    counts, uncovered = coverage.report(real, coverage.left_out(real.readme))
    assert uncovered["text"].tolist() == []
    assert counts["factual"].sum() >= 91


def test_every_sentence_left_out_stands_in_its_article_and_has_a_reason(real):
    found = coverage.sentences(real)
    standing = set(zip(found["source_id"], found["text"], strict=True))
    for row in coverage.left_out(real.readme).itertuples():
        assert (row.source_id, row.sentence) in standing
        assert row.reason


@pytest.mark.parametrize("column", ["claim_type", "attribution", "stance"])
def test_every_value_of_a_vocabulary_is_in_use(real, column):
    assert set(real.events[column]) == set(codebook.vocabulary("events", column))


def test_every_storyline_is_in_use(real):
    assert set(real.events["storyline_id"]) == set(real.storylines.index)


def test_no_outlet_speaks_for_a_state(real):
    outlets = real.actors[real.actors["kind"] == "media"]
    assert len(outlets) > 5
    assert set(outlets["side"]) == {"Other"}
    assert set(outlets["part_of"]) == {""}


def test_titles_are_unique(real):
    assert real.events["title"].is_unique


def test_events_told_by_two_articles_are_one_event(real):
    told = real.evidence.drop_duplicates(["event_id", "source_id"]).groupby("event_id").size()
    shared = set(told.index[told > 1])
    assert {"E031", "E038", "E041", "E049"} <= shared


def test_the_admission_is_in_tension_with_the_denials_and_with_later_deliveries(real):
    ties = {t.event_id: t.note for t in events.dossier(real, "E038").tensions}
    assert {"E010", "E016", "E008", "E085", "E073"} <= set(ties)


def test_the_articles_are_the_ones_that_were_coded(real):
    for row in real.sources.itertuples():
        text = (codebook.SEEDS / row.file).read_bytes()
        assert hashlib.sha256(text).hexdigest() == row.sha256
