from datetime import date

import pytest

from lib.analysis import filters, rows
from lib.charts import network
from lib.dataset import tables, text
from lib.view.screen import screen
from lib.view.view import View
from tests.conftest import SMALL, changed, write


def test_events_know_their_earliest_and_latest_day(small):
    days = small.store.rows("SELECT earliest, latest, approximate FROM events ORDER BY no")
    assert days == [
        (date(2023, 1, 5), date(2023, 1, 5), False),
        (date(2023, 1, 1), date(2023, 1, 31), False),
        (None, date(2023, 1, 10), False),
        (date(2023, 6, 9), date(2023, 6, 11), True),
    ]


def test_voices_list_speakers_and_targets_with_their_states(small):
    asked = "SELECT part, actor_id, state FROM voices WHERE event = 0 ORDER BY part, nth"
    assert small.store.rows(asked) == [
        ("speaker", "kirby", "us"),
        ("target", "iran", "iran"),
        ("target", "russia", "russia"),
    ]


def test_those_who_speak_for_a_state_belong_to_it(small):
    members = "SELECT actor_id FROM belongs WHERE above = $it ORDER BY actor_id"
    assert small.store.column(members, it="us") == ["us", "nsc", "kirby"]
    assert small.store.column(members, it="kirby") == ["kirby"]
    states = dict(small.store.rows("SELECT actor_id, state FROM actors"))
    assert states == dict.fromkeys(("us", "nsc", "kirby"), "us") | {
        actor_id: actor_id for actor_id in ("iran", "russia", "two-outlet")
    }


def test_search_sees_titles_summaries_items_and_passages_without_accents(small):
    assert small.store.value("SELECT words FROM events WHERE event_id = 'E001'") == (
        "kirby accuses iran summary of e001, naively put. shahed-136 "
        "the us said that iran sent drones iran sent drones"
    )


def test_an_actor_may_be_called_na_and_the_version_changes_with_the_tables(small, tmp_path):
    changed(tmp_path / "actors.csv", "name", 2, "NA")
    loaded = tables.load(tmp_path, tmp_path)
    assert loaded.name("us") == "NA"
    assert loaded.version != small.version


def test_a_name_of_a_thousand_characters_is_taken_and_cut_in_pictures_and_lists(small, tmp_path):
    long = "Committee of the Whole on the Transfer of Arms; " * 20
    long = long.replace(";", ",").strip()
    for actor in (2, 5):
        changed(tmp_path / "actors.csv", "name", actor, f"{long} {actor}")
    loaded = tables.load(tmp_path, tmp_path)
    drawn = network.of_screen(screen(loaded, View(level="speakers")))
    labels = [
        loaded.name("us"),
        *filters.options(loaded)["actor"].values(),
        *(line for node in drawn["nodes"] for line in node["lines"]),
        *filters.in_words(loaded, filters.Filters(actor=("us",))),
    ]
    assert max(map(len, labels)) <= len("Actor: ") + text.BRIEF
    assert rows.complete(loaded.store, "actors")["name"].str.len().max() > 900


def test_tables_without_events_say_that_the_first_is_still_to_come(tmp_path):
    emptied: dict[str, list] = {t: [] for t in ("events", "evidence", "relationships", "tensions")}
    write(tmp_path, SMALL | emptied)
    with pytest.raises(tables.TablesError) as error:
        tables.load(tmp_path, tmp_path)
    assert [str(p) for p in error.value.problems] == [
        "events.csv has no event yet. Add the first: README.md beside it says how."
    ]
