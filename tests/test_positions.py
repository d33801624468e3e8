import numpy as np
import pandas as pd

from lib.dataset import positions


def test_rows_are_found_by_what_they_name_in_the_order_of_their_table():
    groups = positions.grouped(np.array([2, 0, -1, 2, 0]), 3)
    assert [groups.of(i).tolist() for i in range(3)] == [[1, 4], [], [0, 3]]
    assert groups.of(np.array([2, 0])).tolist() == [0, 1, 3, 4]
    assert [groups.count(i) for i in range(3)] == [2, 0, 2]


def test_an_id_that_is_not_there_has_no_place():
    places = positions.places(pd.Series(["b", "x", "a"]), pd.Index(["a", "b"]))
    assert places.tolist() == [1, -1, 0]


def test_every_reference_of_the_tables_is_a_place_in_the_other(real):
    at = real.positions
    for places, column, other in (
        (at.part_event, real.parts["event_id"], real.events),
        (at.part_actor, real.parts["actor_id"], real.actors),
        (at.passage_event, real.evidence["event_id"], real.events),
        (at.passage_source, real.evidence["source_id"], real.sources),
        (at.held_event, real.relationships["event_id"], real.events),
        (at.held_subject, real.relationships["subject_id"], real.actors),
        (at.held_object, real.relationships["object_id"], real.actors),
        (at.tension_a, real.tensions["event_a"], real.events),
        (at.storyline, real.events["storyline_id"], real.storylines),
    ):
        assert other.index[places].tolist() == column.tolist()


def test_some_events_alone_keep_what_belongs_to_them(real):
    chosen = np.array([3, 50])
    some = real.only(chosen)
    ids = real.events.index[chosen]
    assert some.events.index.tolist() == ids.tolist()
    for table in ("evidence", "parts", "relationships"):
        whole = getattr(real, table)
        kept = whole[whole["event_id"].isin(ids)]
        pd.testing.assert_frame_equal(getattr(some, table), kept)
