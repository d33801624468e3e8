"""What must hold for the project's own tables, whatever articles are added."""

import re

from lib.analysis import coverage, rows
from lib.dataset import check


def test_the_tables_and_the_articles_are_sound():
    found = check.examine()
    assert (found.problems, found.notices) == ([], [])


def test_no_table_shrinks(real):
    least = {
        **{"sources": 5, "actors": 60, "storylines": 10, "events": 114, "evidence": 126},
        **{"relationships": 93, "tensions": 45, "items": 44, "quantities": 12},
        **{"places": 37, "stories": 7},
    }
    for table, most in least.items():
        assert real.store.value(f"SELECT count(*) FROM {table}") >= most, table


def test_every_factual_sentence_is_covered_and_those_left_out_are_printed(real):
    found = coverage.sentences(real)
    assert found[~found["covered"] & ~found["left_out"]]["text"].tolist() == []
    assert (~found["left_out"]).sum() >= 91
    listed = coverage.left_out(real.readme)
    standing = zip(found["source_id"], found["text"], strict=True)
    assert set(standing) >= set(listed[["source_id", "sentence"]].itertuples(index=False))
    assert (listed["reason"] != "").all()


def test_every_storyline_is_in_use(real):
    assert set(real.store.column("SELECT storyline_id::VARCHAR FROM events")) == set(
        real.storylines.index
    )


def test_no_outlet_speaks_for_a_state(real):
    outlets = real.actors[real.actors["kind"] == "media"]
    assert len(outlets) > 5
    assert set(outlets["side"]) == {"Other"}
    assert set(outlets["part_of"]) == {""}


def test_titles_are_unique(real):
    assert real.store.value("SELECT count(*) = count(DISTINCT title) FROM events")


def test_events_told_by_two_articles_are_one_event(real):
    shared = real.store.column(
        """SELECT event_id FROM tellings JOIN events ON no = event
        GROUP BY event_id HAVING count(*) > 1"""
    )
    assert "E038" in shared


def test_the_admission_is_in_tension_with_the_denials_and_with_later_deliveries(real):
    found = real.tensions
    against = {
        *found.loc[found["event_a"] == "E038", "event_b"],
        *found.loc[found["event_b"] == "E038", "event_a"],
    }
    assert {"E016", "E085", "E073"} <= against


def test_the_readme_and_the_datapackage_retire_the_same_ids(real):
    told = real.readme.partition("| retired | in its place |")[2].partition("\n\n")[0]
    first = " ".join(line.split("|")[1] for line in told.splitlines()[2:])
    named = set(re.findall(r"\b[RTE]\d{2,}\b|(?<=`)[a-z-]+(?=`)", first))
    assert named == {i for ids in real.about.retired.values() for i in ids}


def test_what_took_the_place_of_a_retired_id_is_there(real):
    for table, retired in real.about.retired.items():
        there = {*rows.complete(real.store, table).iloc[:, 0], *retired}
        assert {new for ids in retired.values() for new in ids} <= there
