import pandas as pd
import pytest

from lib.analysis import chronology, filters
from lib.analysis.filters import Filters
from lib.charts import histogram, timeline


def test_bins_say_how_many_are_lit_and_how_many_dates_reach_beyond_them(small, whole):
    days = (pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 2, 10))
    lit = small.store.select("claim_type = 'denial'")
    found = histogram.bins(whole(small), "storyline", days, lit=lit)
    found[["start", "end"]] = found[["start", "end"]].map(lambda day: day.strftime("%m-%d"))
    assert found.to_numpy().tolist() == [
        ["drones", "denial", "01-16", "01-16", 1, 1, 1],
        ["drones", "accusation", "01-05", "01-05", 1, 0, 0],
        ["plant", "media-report", "01-10", "01-10", 1, 1, 0],
        ["plant", "assessment", "02-10", "02-10", 1, 0, 0],
    ]


@pytest.mark.parametrize(
    ("lanes", "clock", "last"),
    [
        ("side", "said", "2022-12-20"),
        ("storyline", "said", None),
        ("side", "published", None),
    ],
)
def test_a_bin_counts_the_marks_that_stand_in_it(real, lanes, clock, last):
    days = chronology.extent(real, clock)
    if last:
        days = (pd.Timestamp(2022, 8, 1), pd.Timestamp(last))
    seen = filters.select(real, Filters(date=(days[0].date(), days[1].date())))
    bins = histogram.bins(seen, lanes, days, clock)
    marks = pd.DataFrame(timeline.marks(seen, lanes, days, clock))
    # By the clock of the articles, some stand outside the days and are counted at their ends.
    day = marks["at"].clip(*days).dt.floor("D")
    assert int(bins["count"].sum()) == len(marks)
    inside = bins.groupby(["lane", "start", "end"])["count"].sum()
    for (lane, start, end), count in inside.items():
        assert ((marks["lane"] == lane) & day.between(start, end)).sum() == count
