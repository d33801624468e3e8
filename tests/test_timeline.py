import itertools
import re
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from lib.analysis import chronology, filters
from lib.analysis.filters import Filters
from lib.charts import pieces, theme
from lib.charts import timeline_old as timeline
from lib.view import url

DAYS = (pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 6, 30))


def placed(tables, keep, lanes, days=DAYS, width=600):
    marks = timeline.marks(tables, keep, lanes, days, width)
    return {m.event_id: m for m in marks.itertuples()}


def test_a_closed_span_has_its_symbol_in_the_middle(small, everything):
    mark = placed(small, everything(small), "claim_type")["E002"]
    assert (mark.start, mark.end, mark.at) == (
        pd.Timestamp(2023, 1, 1),
        pd.Timestamp(2023, 1, 31),
        pd.Timestamp(2023, 1, 16),
    )


def test_an_open_span_is_cut_at_the_axis_and_stands_at_its_known_end(small, everything):
    mark = placed(small, everything(small), "claim_type")["E003"]
    assert (mark.start, mark.at, mark.open_start, mark.open_end) == (
        DAYS[0],
        pd.Timestamp(2023, 1, 10),
        True,
        False,
    )


def test_an_event_told_by_several_articles_has_the_star(small, everything):
    marks = placed(small, everything(small), "claim_type")
    assert [marks[e].symbol for e in ("E001", "E002", "E004")] == ["star", "circle", "square"]


@pytest.mark.parametrize("lanes", chronology.LANES)
@pytest.mark.parametrize("width", [300, 900])
def test_no_mark_hides_another(real, everything, lanes, width):
    first, last = timeline.extent(real)
    marks = timeline.marks(real, everything(real), lanes, (first, last), width)
    reach = (last - first) / width * pieces.MARK * 0.75
    for _, row in marks.groupby(["lane", "row"]):
        ordered = sorted(
            (min(m.start, m.at - reach), max(m.end, m.at + reach)) for m in row.itertuples()
        )
        assert all(a[1] < b[0] for a, b in itertools.pairwise(ordered))


@pytest.mark.parametrize("lanes", chronology.LANES)
def test_every_event_in_view_has_a_mark_in_a_known_lane(real, everything, lanes):
    marks = timeline.marks(real, everything(real), lanes, timeline.extent(real), 600)
    assert set(marks["event_id"]) == set(real.events.index)
    assert set(marks["lane"]) <= set(timeline.lane_labels(real, lanes))


def test_by_the_other_clock_an_event_stands_where_each_article_reported_it(small, everything):
    marks = timeline.marks(small, everything(small), "claim_type", DAYS, 600, "reported")
    assert sorted(
        zip(marks["event_id"], marks["at"].dt.date.astype(str), marks["symbol"], strict=True)
    ) == [
        ("E001", "2023-01-10", "circle"),
        ("E001", "2023-06-10", "square"),
        ("E002", "2023-01-10", "circle"),
        ("E003", "2023-01-10", "circle"),
        ("E004", "2023-06-10", "square"),
    ]


def test_by_the_other_clock_each_source_lane_has_its_own_reports(small, everything):
    marks = timeline.marks(small, everything(small), "source", DAYS, 600, "reported")
    assert set(zip(marks["lane"], marks["symbol"], strict=True)) == {
        ("one", "circle"),
        ("two", "square"),
    }


def test_what_is_not_lit_fades_but_stays(small, everything):
    lit = small.events["event_id"] == "E002"
    figure = timeline.figure(small, everything(small), theme.LIGHT, lit=lit)
    opacity = {
        e: o for t in marked(figure) for e, o in zip(t.customdata, t.marker.opacity, strict=True)
    }
    assert opacity == {"E001": 0.18, "E002": 1, "E003": 0.18, "E004": 0.18}


def test_two_timelines_side_by_side_have_lanes_of_one_height(real, everything):
    some = filters.match(real, Filters(actor=("russia",)))
    both = everything(real)
    figures = [timeline.figure(real, k, theme.LIGHT, beside=both) for k in (some, both)]
    assert figures[0].layout.height == figures[1].layout.height
    assert figures[0].layout.yaxis.tickvals == figures[1].layout.yaxis.tickvals


def test_lanes_keep_their_order_whatever_is_filtered(real):
    keep = filters.match(real, Filters(claim_type=("denial", "sanction")))
    figure = timeline.figure(real, keep, theme.LIGHT)
    labels = [text.split(" <span")[0] for text in figure.layout.yaxis.ticktext]
    assert labels == list(timeline.lane_labels(real, "claim_type").values())


def marked(figure):
    return [t for t in figure.data if t.customdata is not None]


def test_the_figure_has_each_event_once_in_the_colour_of_its_type(real, everything):
    figure = timeline.figure(real, everything(real), theme.DARK)
    found = {e: t.marker.color for t in marked(figure) for e in t.customdata}
    assert found == {
        e: theme.DARK.claim_type[c] for e, c in real.events["claim_type"].astype(str).items()
    }


def test_an_approximate_date_is_drawn_hollow(small, everything):
    figure = timeline.figure(small, everything(small), theme.LIGHT)
    shapes = {
        e: s for t in marked(figure) for e, s in zip(t.customdata, t.marker.symbol, strict=True)
    }
    assert shapes == {"E001": "star", "E002": "circle", "E003": "circle", "E004": "square-open"}


def test_an_open_end_has_an_arrowhead_at_the_edge(small, everything):
    figure = timeline.figure(small, everything(small), theme.LIGHT)
    heads = [t for t in figure.data if t.marker.symbol and "triangle-left" in t.marker.symbol]
    assert [len(t.x) for t in heads] == [1]
    assert pd.Timestamp(heads[0].x[0]) == pd.Timestamp(figure.layout.xaxis.range[0])


def test_labels_leave_room_for_the_arrowheads(small, everything):
    axis = timeline.figure(small, everything(small), theme.LIGHT).layout.yaxis
    assert (axis.ticks, axis.ticklen) == ("outside", 6)


@pytest.mark.parametrize("lanes", ["claim_type", "side"])
def test_there_is_room_above_the_marks_for_plotlys_buttons(small, everything, lanes):
    layout = timeline.figure(small, everything(small), theme.LIGHT, lanes).layout
    assert layout.margin.t >= pieces.TOOLS
    assert layout.modebar.bgcolor == "rgba(0,0,0,0)"
    assert (1 - layout.legend.y) * layout.height == pytest.approx(pieces.TOOLS)


def test_the_picked_event_has_a_ring(small, everything):
    figure = timeline.figure(small, everything(small), theme.LIGHT, picked="E002")
    rings = [t for t in figure.data if t.name == "picked"]
    assert [pd.Timestamp(t.x[0]) for t in rings] == [pd.Timestamp(2023, 1, 16)]


def test_a_filter_does_not_change_the_scale(real, everything):
    some = filters.match(real, Filters(actor=("china",)))
    ranges = [
        timeline.figure(real, keep, theme.LIGHT).layout.xaxis.range
        for keep in (some, everything(real))
    ]
    assert ranges[0] == ranges[1]


def test_an_empty_view_still_has_its_lanes_and_its_dates(real, everything):
    figure = timeline.figure(real, ~everything(real), theme.LIGHT)
    assert len(figure.layout.yaxis.ticktext) == 10
    assert figure.layout.xaxis.type == "date"


def test_hover_says_title_speaker_date_and_first_words_escaped(small):
    text = timeline.hover(small, pd.Series(["E001"]))["E001"]
    assert text == (
        "<b>Kirby accuses Iran</b><br>John Kirby<br>5 January 2023<br>"
        "<i>“The US said that Iran sent drones”</i>"
    )


def test_hover_gives_the_date_as_printed_where_it_was_worked_out(real):
    text = timeline.hover(real, pd.Series(["E010"]))["E010"]
    assert "30 August 2022 (printed: “Back on August 30”)" in text


def test_hover_of_hostile_text_is_only_text(small):
    small.events.loc["E001", "title"] = "<a href='javascript:alert(1)'>x</a>"
    assert "<a" not in timeline.hover(small, pd.Series(["E001"]))["E001"]


def test_the_text_alternative_counts_events_and_lanes(small, everything):
    assert timeline.in_words(small, everything(small), "storyline") == (
        "Timeline of 4 events, 1 January – 11 June 2023 (1 with no known start), by storyline: "
        "Drones 2, Plant 2."
    )
    assert timeline.in_words(small, ~everything(small), "side") == (
        "Timeline: no event under these filters."
    )


def test_the_text_alternative_says_how_many_have_no_known_start(real):
    keep = filters.match(real, Filters(claim_type=("denial",), actor=("iran",)))
    assert timeline.in_words(real, keep, "claim_type") == (
        "Timeline of 4 events, 1 February – 27 July 2023 (2 with no known start), by claim type: "
        "Denial 4."
    )


def test_by_the_other_clock_the_text_counts_each_telling(small, everything):
    assert timeline.in_words(small, everything(small), "source", "reported") == (
        "Timeline of 4 events, told 5 times and placed each time at the article’s date, "
        "10 January – 11 June 2023, by source: Daily One, January 2023 3, Weekly Two, June 2023 2."
    )


DECEMBER = (date(2022, 12, 1), date(2022, 12, 31))


@pytest.mark.parametrize("lanes", chronology.LANES)
def test_by_the_other_clock_a_range_of_days_loses_no_telling(real, lanes):
    keep = filters.match(real, Filters(date=DECEMBER))
    days = timeline.days_drawn(real, keep, DECEMBER, "reported")
    figure = timeline.figure(real, keep, theme.LIGHT, lanes, days, clock="reported")
    first, last = (pd.Timestamp(day) for day in figure.layout.xaxis.range)
    drawn = [(e, x) for t in marked(figure) for e, x in zip(t.customdata, t.x, strict=True)]
    assert all(first < pd.Timestamp(x) < last for _, x in drawn)
    told = real.evidence[real.evidence["event_id"].isin(keep.index[keep])]
    told = told[["event_id", "source_id"]].drop_duplicates()
    assert {e for e, _ in drawn} == set(keep.index[keep])
    assert lanes == "side" or len(drawn) == len(told)


def test_the_axis_by_the_events_own_clock_is_the_range_asked_for(real):
    keep = filters.match(real, Filters(date=DECEMBER))
    assert timeline.days_drawn(real, keep, DECEMBER) == tuple(map(pd.Timestamp, DECEMBER))
    assert timeline.days_drawn(real, keep, (None, None)) == timeline.extent(real)


def test_by_the_other_clock_the_axis_of_the_whole_table_holds_every_article(small, everything):
    small.sources.loc["two", ["earliest", "latest"]] = pd.Timestamp(2024, 2, 1)
    first, last = timeline.days_drawn(small, everything(small), (None, None), "reported")
    assert (first, last) == (pd.Timestamp(2023, 1, 1), pd.Timestamp(2024, 2, 1))


def lane_counts(figure):
    numbers = [re.search(r">([\d,]+)</span>", text)[1] for text in figure.layout.yaxis.ticktext]
    return [int(n.replace(",", "")) for n in numbers]


@pytest.mark.parametrize("lanes", chronology.LANES)
@pytest.mark.parametrize("tables", ["real", "many"])
def test_lanes_count_the_same_events_by_either_clock(request, everything, tables, lanes):
    tables = request.getfixturevalue(tables)
    keep = everything(tables)
    figures = [
        timeline.figure(tables, keep, theme.LIGHT, lanes, clock=c) for c in chronology.CLOCKS
    ]
    assert lane_counts(figures[0]) == lane_counts(figures[1])
    if lanes == "claim_type":
        assert sum(lane_counts(figures[1])) == len(tables.events)


def said_above(figure):
    return (figure.layout.title.text or "").replace("<br>", " ")


def test_the_other_clock_is_told_on_the_chart(small, many, everything):
    def said(tables, **options):
        return said_above(
            timeline.figure(tables, everything(tables), theme.LIGHT, clock="reported", **options)
        )

    each = "by the dates of the articles, each event once for every article that tells it"
    assert said(small) == f"Placed {each}: 5 marks for 4 events."
    assert said(small, beside=everything(small)) == f"Placed {each}."
    assert said(many).endswith(f"Counted {each}.")
    assert said_above(timeline.figure(small, everything(small), theme.LIGHT)) == ""


def test_unknown_lanes_are_an_error(small):
    with pytest.raises(KeyError):
        timeline.lane_labels(small, "colour")


def brute_force(lane, left, right):
    """The lowest free row, found by looking at every row."""
    rows, ends = [], {}
    for i in range(len(lane)):
        free = 0
        while ends.get((lane[i], free), -1) >= left[i]:
            free += 1
        ends[lane[i], free] = right[i]
        rows.append(free)
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_the_lowest_that_are_free(seed):
    rng = np.random.default_rng(seed)
    lane, day = np.sort(rng.integers(0, 3, 200)), rng.integers(100, 200, 200)
    day = day[np.lexsort((day, lane))]
    left, right = day - rng.integers(0, 9, 200), day + rng.integers(1, 40, 200)
    found = timeline._pack(lane, left.astype("M8[us]"), right.astype("M8[us]"))
    assert found.tolist() == brute_force(lane, left, right)


def tallied(tables, keep, lanes, clock="happened"):
    """Events by lane, counted from their marks."""
    shown = timeline.marks(tables, keep, lanes, timeline.extent(tables), 900, clock)
    return shown["lane"].value_counts().to_dict()


@pytest.mark.parametrize("lanes", chronology.LANES)
@pytest.mark.parametrize("clock", chronology.CLOCKS)
def test_bins_count_every_mark_once_in_its_lane(real, everything, lanes, clock):
    keep = everything(real)
    found = timeline.bins(real, keep, lanes, timeline.extent(real), clock)
    assert found.groupby("lane")["count"].sum().to_dict() == tallied(real, keep, lanes, clock)


def test_a_bin_counts_the_marks_that_stand_in_it(real, everything):
    days = (pd.Timestamp(2022, 8, 1), pd.Timestamp(2022, 9, 20))
    keep = filters.match(real, Filters(date=(days[0].date(), days[1].date())))
    found = timeline.bins(real, keep, "claim_type", days)
    marks = timeline.marks(real, keep, "claim_type", days, 900)
    assert (found["start"] == found["end"]).all()
    expected = marks.groupby(["lane", marks["at"].dt.floor("D")]).size().to_dict()
    assert found.set_index(["lane", "start"])["count"].to_dict() == expected


def test_bins_say_how_many_dates_reach_beyond_them(small, everything):
    days = (pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 2, 10))
    found = timeline.bins(small, everything(small), "storyline", days)
    assert found[["lane", "claim_type", "count", "beyond"]].to_numpy().tolist() == [
        ["drones", "denial", 1, 1],
        ["drones", "accusation", 1, 0],
        ["plant", "media-report", 1, 1],
        ["plant", "assessment", 1, 0],
    ]


@pytest.mark.parametrize(
    ("last", "unit", "count"),
    [("2020-02-10", "day", 27), ("2020-12-31", "week", 51), ("2025-01-01", "month", 61)],
)
def test_the_unit_of_bins_follows_the_range(last, unit, count):
    found, starts = timeline.bin_starts(pd.Timestamp("2020-01-15"), pd.Timestamp(last))
    assert (found, len(starts) - 1) == (unit, count)
    assert starts[0] <= np.datetime64("2020-01-15") < starts[1]
    assert starts[-2] <= np.datetime64(last) < starts[-1]


def bars(figure):
    return [t for t in figure.data if t.type == "bar"]


@pytest.mark.parametrize("lanes", ["claim_type", "storyline", "side"])
def test_many_events_are_drawn_as_bars_that_count_them_all(many, everything, lanes):
    figure = timeline.figure(many, everything(many), theme.LIGHT, lanes)
    found = timeline.bins(many, everything(many), lanes, timeline.extent(many))
    tallest = found.groupby(["lane", "start"])["count"].sum().max()
    heights = -sum(float(np.sum(t.y)) for t in bars(figure))
    assert heights == pytest.approx(found["count"].sum() * timeline.BAR / tallest, rel=1e-4)


def test_a_bar_carries_its_days_and_clicking_through_reaches_the_events(many, everything):
    figure = timeline.figure(many, everything(many), theme.LIGHT)
    days = bars(figure)[0].customdata[20]
    start, end = url.days_of(days)
    assert (start.day, (end + timedelta(days=1)).day) == (1, 1)
    inside = filters.match(many, Filters(date=(start, end)))
    assert 0 < inside.sum() <= timeline.MOST_MARKS
    closer = timeline.figure(many, inside, theme.LIGHT, days=(*map(pd.Timestamp, (start, end)),))
    assert {e for t in marked(closer) for e in t.customdata} == set(inside.index[inside])


def test_the_chart_says_that_it_counts(many, everything):
    said = timeline.figure(many, everything(many), theme.LIGHT).layout.title.text
    assert said.replace("<br>", " ") == (
        "3,000 events are too many to draw one by one: bars count them by month. Of 2,000 "
        "events or fewer each is drawn."
    )
    few = filters.match(many, Filters(claim_type=("denial",)))
    assert timeline.figure(many, few, theme.LIGHT).layout.title.text is None


def test_bars_have_the_colours_and_the_order_of_their_claim_types(many, everything):
    figure = timeline.figure(many, everything(many), theme.DARK)
    assert {c for t in bars(figure) for c in t.marker.color} == set(theme.DARK.claim_type.values())
    labels = [text.split(" <span")[0] for text in figure.layout.yaxis.ticktext]
    assert labels == list(timeline.lane_labels(many, "claim_type").values())


def test_of_what_is_counted_the_unlit_is_pale(many, everything):
    lit = many.events["claim_type"] == "denial"
    figure = timeline.figure(many, everything(many), theme.LIGHT, lit=lit)
    full, pale = bars(figure)
    assert set(full.marker.color) == {theme.LIGHT.claim_type["denial"]}
    assert (full.marker.opacity, pale.marker.opacity) == (1, pieces.FADED)


def test_of_very_many_lanes_those_with_most_events_are_drawn(many, everything):
    keep = everything(many)
    figure = timeline.figure(many, keep, theme.LIGHT, "source")
    assert len(figure.layout.yaxis.ticktext) == timeline.MOST_LANES
    lanes = f"Showing the {timeline.MOST_LANES} of {len(many.sources)} lanes with most events."
    assert figure.layout.title.text.replace("<br>", " ").endswith(lanes)


def test_many_events_in_words_are_counted_by_lane(many, everything):
    said = timeline.in_words(many, everything(many), "side")
    assert said.startswith("Timeline of 3,000 events, ")
    sides = timeline.bins(many, everything(many), "side", timeline.extent(many))
    iran = sides.loc[sides["lane"] == "Iran", "count"].sum()
    assert f"by side: Iran {iran}" in said
