from datetime import date

import pandas as pd
import pytest

from lib.analysis import chronology, events, filters
from lib.analysis.filters import Filters
from lib.export.accounts import accounts

DECEMBER = (date(2022, 12, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("lanes", "clock", "expected"),
    [
        (
            *("storyline", "said"),
            "Timeline of 4 events, 1 January – 11 June 2023 (1 with no known start), "
            "by storyline: Drones 2, Plant 2.",
        ),
        (
            *("source", "published"),
            "Timeline of 4 events, told 5 times and placed each time at the article’s date, "
            "10 January – 11 June 2023, by source: Daily One, January 2023 3, "
            "Weekly Two, June 2023 2.",
        ),
    ],
)
def test_the_text_alternative_counts_events_by_lane(small, whole, lanes, clock, expected):
    assert chronology.in_words(small, whole(small), lanes, clock) == expected
    nothing = small.store.select("false")
    assert chronology.in_words(small, nothing, "side") == "Timeline: no event under these filters."


def test_every_event_stands_in_a_lane_and_lanes_keep_their_order(real, whole):
    for lanes in chronology.LANES:
        counts = chronology.lane_counts(whole(real), lanes)
        assert [lane for lane in chronology.lane_labels(real, lanes) if lane in counts] == [*counts]
        assert sum(counts.values()) >= len(whole(real))


def test_the_axis_is_the_range_asked_for_or_that_of_the_whole_table(small, whole):
    first, last = pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 6, 11)
    assert chronology.extent(small) == (first, last)
    assert chronology.days_drawn(small, whole(small), (None, None)) == (first, last)
    asked = tuple(map(pd.Timestamp, DECEMBER))
    assert chronology.days_drawn(small, whole(small), DECEMBER) == asked


def test_by_the_clock_of_the_articles_the_axis_reaches_to_every_article_that_tells(real):
    seen = filters.select(real, Filters(date=DECEMBER))
    first, last = chronology.days_drawn(real, seen, DECEMBER, "published")
    told = real.store.rows(
        """SELECT min(sources.earliest), max(sources.latest)
        FROM sources JOIN tellings USING (source_id) JOIN {seen} AS seen ON event = seen.no""",
        seen=seen,
    )[0]
    assert first <= pd.Timestamp(told[0])
    assert last >= pd.Timestamp(told[1])


def test_events_stand_in_the_order_of_the_dates_printed_not_of_their_margins(made):
    tables = made({"E001": {"date": "2023-02?"}, "E002": {"date": "2023-01-20"}})
    order = ["E003", "E002", "E001", "E004"]
    everything = tables.store.select()
    assert [*chronology.in_order(everything)["event_id"]] == order
    assert [tie.event_id for tie in events.listed(everything)] == order
    assert [account.event_id for account in accounts(everything, "date")] == order
