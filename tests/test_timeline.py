import itertools
import re
from datetime import date, timedelta

import pandas as pd
import pytest

from lib.analysis import chronology, filters
from lib.analysis.filters import Filters
from lib.charts import frame, histogram, pieces, timeline
from lib.dataset.tables import load
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View
from tests import hostile

DAYS = (pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 6, 30))
DECEMBER = (date(2022, 12, 1), date(2022, 12, 31))


def drawn(tables, view=None, colours=theme.LIGHT, **options):
    return timeline.of_screen(screen(tables, view or View(), colours), **options)


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def by_event(figure, values):
    """A value of each mark by its event_id."""
    return dict(zip(trace(figure, "events").customdata, values, strict=True))


def labels(figure):
    return [text.split(" <span")[0] for text in figure.layout.yaxis.ticktext]


def said_above(figure):
    return (figure.layout.title.text or "").replace("<br>", " ")


def bars(figure):
    return [t for t in figure.data if t.type == "bar" and t.name != "spans"]


def test_a_mark_stands_in_the_middle_of_a_closed_span_and_at_the_known_end_of_an_open_one(
    small, whole
):
    marks = timeline.marks(small, whole(small), "claim_type", DAYS, 600).set_index("event_id")
    columns = ["start", "end", "at", "open_start", "open_end", "approximate", "symbol"]
    found = {e: [*map(str, marks.loc[e, columns])] for e in marks.index}
    day, second, month = "2023-01-05 00:00:00", "2023-01-10 00:00:00", "2023-01-31 00:00:00"
    first, middle = "2023-01-01 00:00:00", "2023-01-16 00:00:00"
    june = [f"2023-06-{n:02} 00:00:00" for n in (9, 11, 10)]
    assert found == {
        "E001": [day, day, day, "False", "False", "False", "star"],
        "E002": [first, month, middle, "False", "False", "False", "circle"],
        "E003": [first, second, second, "True", "False", "False", "circle"],
        "E004": [*june, "False", "False", "True", "square"],
    }


def test_by_the_clock_of_the_articles_an_event_stands_where_each_reported_it(small, whole):
    marks = timeline.marks(small, whole(small), "source", DAYS, 600, "reported")
    assert sorted(
        zip(
            *(marks["lane"], marks["event_id"], marks["at"].dt.strftime("%m-%d"), marks["symbol"]),
            strict=True,
        )
    ) == [
        ("one", "E001", "01-10", "circle"),
        ("one", "E002", "01-10", "circle"),
        ("one", "E003", "01-10", "circle"),
        ("two", "E001", "06-10", "square"),
        ("two", "E004", "06-10", "square"),
    ]


def test_the_figure_draws_each_event_by_type_article_and_certainty(small):
    figure = drawn(small, View(event="E002"), theme.DARK)
    marks = trace(figure, "events")
    # There is room for Plotly's buttons.
    assert (1 - figure.layout.legend.y) * figure.layout.height == pytest.approx(frame.TOOLS)
    colour = theme.DARK.claim_type
    assert by_event(figure, zip(marks.marker.color, marks.marker.symbol, strict=True)) == {
        "E001": (colour["accusation"], "star"),
        "E002": (colour["denial"], "circle"),
        "E003": (colour["media-report"], "circle"),
        "E004": (colour["assessment"], "square-open"),
    }
    spans = trace(figure, "spans")
    length = [pd.Timedelta(milliseconds=ms).days for ms in spans.x]
    assert (spans.base[0], length[0]) == ("2023-01-01T00:00:00", 30)
    ends = trace(figure, "open ends")
    assert (ends.marker.symbol, ends.x) == (("triangle-left",), (figure.layout.xaxis.range[0],))
    assert trace(figure, "picked").x == ("2023-01-16T00:00:00",)


def test_two_timelines_side_by_side_have_the_same_lanes_and_axis(real, whole):
    views = View(Filters(actor=("russia",), date=DECEMBER)), View()
    one, other = (drawn(real, view, beside=whole(real)).layout for view in views)
    assert (one.height, one.yaxis.tickvals, one.xaxis.range) == (
        *(other.height, other.yaxis.tickvals, other.xaxis.range),
    )


@pytest.mark.parametrize("asked", [Filters(claim_type=("denial",)), Filters(q="nowhere")])
def test_a_filter_changes_neither_the_lanes_nor_the_scale(real, asked):
    some, everything = drawn(real, View(asked)), drawn(real)
    assert labels(some) == labels(everything)
    assert labels(some) == list(chronology.lane_labels(real, "claim_type").values())
    assert some.layout.xaxis.range == everything.layout.xaxis.range


def test_a_tooltip_says_title_speaker_date_and_first_words_as_mere_text(small, real, tmp_path):
    assert timeline.hover(small.store.select("event_id = 'E001'")).to_dict() == {
        "E001": "<b>Kirby accuses Iran</b><br>John Kirby<br>5 January 2023<br>"
        "<i>“The US said that Iran sent drones”</i>"
    }
    tables = load(hostile.write(tmp_path), tmp_path)
    assert not re.search(r"<(?!/?(b|i|br)>)", "".join(timeline.hover(tables.store.select())))
    printed = real.store.select("date_note LIKE '%“%'")
    assert all("(printed: “" in words for words in timeline.hover(printed))


@pytest.mark.parametrize("lanes", chronology.LANES)
def test_by_the_clock_of_the_articles_a_range_of_days_loses_no_telling(real, lanes):
    view = View(Filters(date=DECEMBER), lanes=lanes, clock="reported")
    figure = drawn(real, view)
    first, last = figure.layout.xaxis.range
    marks = trace(figure, "events")
    assert all(first < x < last for x in marks.x)
    seen = filters.select(real, view.filters)
    assert set(marks.customdata) == set(seen.ids())
    told = seen.store.value("SELECT count(*) FROM tellings JOIN {seen} ON event = no", seen=seen)
    assert len(marks.x) == told or lanes == "side"


def test_the_chart_says_by_which_clock_it_goes(small, many, whole):
    each = "by the dates of the articles, each event once for every article that tells it"
    view = View(clock="reported")
    assert said_above(drawn(small, view)) == f"Placed {each}: 5 marks for 4 events."
    assert said_above(drawn(small, view, beside=whole(small))) == f"Placed {each}."
    assert said_above(drawn(many, view)).endswith(f"Counted {each}.")
    assert said_above(drawn(small)) == ""
    assert said_above(drawn(many)) == (
        "3,000 events are too many to draw one by one: bars count them by month. Of 2,000 "
        "events or fewer each is drawn."
    )


def test_bars_count_all_events_and_clicking_through_reaches_them(many):
    found = histogram.bins(many.store.select(), "claim_type", chronology.extent(many))
    tallest = found.groupby(["lane", "start"])["count"].sum().max()
    height = -sum(sum(t.y) for t in bars(drawn(many)))
    assert height == pytest.approx(3000 * 0.86 / tallest, rel=1e-3)
    days = bars(drawn(many))[0].customdata[20]
    first, last = (date.fromisoformat(day) for day in days.split("/"))
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
    view = View(Filters(date=(first, last)))
    inside = filters.select(many, view.filters)
    assert 0 < len(inside) <= histogram.MOST_MARKS
    assert set(trace(drawn(many, view), "events").customdata) == set(inside.ids())


def test_what_is_not_lit_fades_but_stays(small, many):
    marks = drawn(small, View(span="2023-01-20/2023-01-25"))
    opacity = by_event(marks, trace(marks, "events").marker.opacity)
    assert opacity == {"E001": 0.18, "E002": 1, "E003": 0.18, "E004": 0.18}
    figure = drawn(many, View(span=bars(drawn(many))[0].customdata[20]))
    full, pale = bars(figure)
    assert (full.marker.opacity, pale.marker.opacity) == (1, pieces.FADED)
    assert 0 < len(full.x) < len(pale.x)


def test_only_the_lanes_with_most_events_are_drawn(many):
    figure = drawn(many, View(lanes="source"))
    most = chronology.MOST_LANES
    assert len(labels(figure)) == most
    said = f"Showing the {most} of {len(many.sources)} lanes with most events."
    assert said_above(figure).endswith(said)


@pytest.mark.parametrize("lanes", chronology.LANES)
def test_every_event_has_a_mark_in_a_known_lane_and_no_mark_hides_another(real, whole, lanes):
    first, last = chronology.extent(real)
    marks = timeline.marks(real, whole(real), lanes, (first, last), 600)
    assert set(marks["event_id"]) == set(whole(real).ids())
    assert set(marks["lane"]) <= set(chronology.lane_labels(real, lanes))
    reach = (last - first) / 600 * pieces.MARK * 0.75
    for _, row in marks.groupby(["lane", "row"]):
        ordered = sorted(
            (min(m.start, m.at - reach), max(m.end, m.at + reach)) for m in row.itertuples()
        )
        assert all(a[1] < b[0] for a, b in itertools.pairwise(ordered))
