import itertools
import re
from datetime import date, timedelta

import pandas as pd
import pytest

from lib.analysis import chronology, filters
from lib.analysis.filters import Filters
from lib.charts import frame, histogram, letters, packing, pieces, timeline, titles, tooltips
from lib.dataset.tables import load
from lib.view import theme
from lib.view.screen import narrowed, screen
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
    return " ".join(figure.layout.meta["said"])


def legend(figure):
    return [entry for line in figure.layout.meta["legend"] for entry in line]


def bars(figure):
    return [t for t in figure.data if t.type == "bar" and t.name != "spans"]


def test_a_mark_stands_in_the_middle_of_a_closed_span_and_at_the_known_end_of_an_open_one(
    small, whole
):
    marks = pd.DataFrame(timeline.marks(whole(small), "claim_type", DAYS)).set_index("event_id")
    columns = ["start", "end", "at", "open_start", "open_end", "told"]
    found = {e: [*map(str, marks.loc[e, columns])] for e in marks.index}
    day, second, month = "2023-01-05 00:00:00", "2023-01-10 00:00:00", "2023-01-31 00:00:00"
    first, middle = "2023-01-01 00:00:00", "2023-01-16 00:00:00"
    june = ["2023-06-09 00:00:00", "2023-06-11 00:00:00", "2023-06-10 00:00:00"]
    assert found == {
        "E001": [day, day, day, "False", "False", "2"],
        "E002": [first, month, middle, "False", "False", "1"],
        "E003": [second, second, second, "True", "False", "1"],
        "E004": [*june, "False", "False", "1"],
    }


def test_by_the_clock_of_the_articles_an_event_stands_where_each_reported_it(small, whole):
    marks = pd.DataFrame(timeline.marks(whole(small), "source", DAYS, "published"))
    days = marks["at"].dt.strftime("%m-%d")
    assert sorted(zip(marks["lane"], marks["event_id"], days, strict=True)) == [
        ("one", "E001", "01-10"),
        ("one", "E002", "01-10"),
        ("one", "E003", "01-10"),
        ("two", "E001", "06-10"),
        ("two", "E004", "06-10"),
    ]


def test_what_is_said_to_happen_has_the_days_of_the_words_without_a_margin(made):
    tables = made(
        {"E001": {"about_date": "2024~"}, "E002": {"about_date": "2023-07~/2023-06-29"}}
        | {"E003": {"about_date": "../2022-02"}}
    )
    figure = drawn(tables, View(clock="both"))
    *_, times = (t for t in figure.data if t.name == "spans")
    days = [round(ms / 86_400_000) for ms in times.x]
    found = {base[:10]: n for base, n in zip(times.base, days, strict=True)}
    # Where only the margin puts two ends in order, it is kept.
    assert (found["2024-01-01"], found["2023-06-01"]) == (365, 28)
    # An end that is not known has an arrowhead and no length.
    (end,) = (base for base in found if base < "2023")
    assert end > "2022-02" and found[end] < 5
    assert "An arrowhead is a start or end that is not known." in figure.layout.meta["under"][0]


@pytest.fixture
def planned(made):
    """A denial of something past, an accusation of something planned."""
    return made(
        {
            "E001": {"about_date": "2023-09-01/2023-09-03", "commitment": "planned"},
            "E002": {"about_date": "../2022-02-01", "commitment": "certain"},
        }
    )


def test_by_the_third_clock_stand_only_events_that_say_when_they_happen(planned, small):
    figure = drawn(planned, View(clock="about", lanes="storyline"))
    assert by_event(figure, trace(figure, "events").x) == {
        "E001": "2023-09-02T00:00:00",
        "E002": "2022-02-01T00:00:00",
    }
    assert labels(figure) == ["Drones"]
    assert said_above(figure) == ("2 of 4 events say when it happened or is to happen.")
    none = drawn(small, View(clock="about"))
    assert said_above(none) == "No event in view says when it happened or is to happen."
    assert not trace(none, "events").x
    # By both clocks, a line leads to the near end of what is planned, and back to what is past.
    lines, _ = [t for t in drawn(planned, View(clock="both")).data if t.name == "spans"][1:]
    days = [round(ms / 86_400_000) for ms in lines.x]
    assert {(base[:10], n) for base, n in zip(lines.base, days, strict=True)} == {
        ("2023-01-05", 239),
        ("2022-02-02", 348),
    }


def test_the_figure_draws_each_event_by_family_commitment_and_certainty_of_date(planned):
    figure = drawn(planned, View(event="E002"), theme.DARK)
    marks, page = trace(figure, "events").marker, theme.DARK.page
    colour = theme.DARK.family
    assert by_event(figure, zip(marks.color, marks.line.color, marks.symbol, strict=True)) == {
        "E001": (page, colour["accuses"], "circle"),
        "E002": (colour["denies"], page, "triangle-down"),
        "E003": (colour["reports"], page, "circle"),
        "E004": (colour["judges"], page, "circle"),
    }
    assert legend(figure) == [
        *(
            (theme.DARK.sign[family], colour[family], words)
            for family, words in theme.FAMILIES.items()
            if family in ("accuses", "judges", "reports", "denies")
        ),
        ("circle-open", theme.DARK.text, "Open: not claimed as certain"),
    ]
    assert figure.layout.margin.t >= frame.TOOLS
    spans = trace(figure, "spans")
    length = [pd.Timedelta(milliseconds=ms).days for ms in spans.x]
    assert dict(zip(spans.base, length, strict=True))["2023-01-01T00:00:00"] == 30
    ends = trace(figure, "open ends")
    assert (ends.x, ends.marker.angle) == (("2023-01-10T00:00:00",), (90,))
    assert ends.x[0] not in spans.base
    assert trace(figure, "picked").x == ("2023-01-16T00:00:00",)


def test_up_to_fifteen_events_are_all_named_and_of_more_as_many_as_there_is_room_for(
    small, real, frozen
):
    few = drawn(small)
    assert sorted(trace(few, "titles").customdata) == ["E001", "E002", "E003", "E004"]
    named = trace(drawn(frozen, size=(1100, 520)), "titles")
    assert 5 < len(named.x) < frozen.total
    assert named.text == trace(drawn(frozen, size=(1100, 520)), "titles").text
    assert named.textfont.size == 12
    numbered = trace(drawn(real, numbers=True), "numbers")
    assert [*map(int, numbered.text)] == [*range(1, len(numbered.x) + 1)]
    assert titles.numbered(drawn(real, numbers=True)) == [*numbered.customdata]


@pytest.mark.parametrize("view", [View(), View(Filters(claim_type=("denial",)), lanes="side")])
@pytest.mark.parametrize("width", [600, 930])
def test_no_title_covers_a_mark_another_title_or_the_edge(real, view, width):
    figure = drawn(real, view, size=(width, 520), numbers=True)
    plot = width - figure.layout.margin.l - figure.layout.margin.r
    first, last = map(pd.Timestamp, figure.layout.xaxis.range)
    high = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    unit = high / figure.layout.yaxis.range[0]

    def across(time):
        return (pd.Timestamp(time) - first) / (last - first) * plot

    boxes = []
    named = [t for t in figure.data if t.name in ("titles", "numbers")]
    each = (zip(t.x, t.y, t.text, t.textposition, strict=True) for t in named)
    for x, y, words, place in itertools.chain(*each):
        lines = words.split("<br>")
        assert not words.endswith("…")
        long = max(letters.width(line) for line in lines) * 12
        left = across(x) - long * place.endswith("left")
        half = len(lines) * 15 / 2
        boxes.append((left, left + long, y * unit - half, y * unit + half))
        assert left >= -1
        assert left + long <= plot + 1
    events = trace(figure, "events")
    boxes += [
        (across(x) - 5, across(x) + 5, y * unit - 5, y * unit + 5)
        for x, y in zip(events.x, events.y, strict=True)
    ]
    for a, b in itertools.combinations(boxes, 2):
        apart = (a[1] <= b[0] or b[1] <= a[0]) or (a[3] <= b[2] + 1 or b[3] <= a[2] + 1)
        assert apart, (a, b)


def test_lanes_without_events_are_named_in_one_line_and_the_scale_stays(real):
    some, everything = drawn(real, View(Filters(claim_type=("denial",)))), drawn(real)
    assert labels(some) == ["Denial"]
    names = chronology.lane_labels(real, "claim_type").values()
    # The types that the filter leaves out are not missing, nor those on another page.
    assert "No event" not in " ".join(some.layout.meta["under"])
    page = timeline.of_screen(narrowed(screen(real, View()), real.store.select().ids()[:1]))
    assert "No event" not in " ".join(page.layout.meta["under"])
    found = drawn(real, View(Filters(actor=("peskov",)))).layout.meta["under"]
    assert "No event: " in " ".join(found)
    assert all(name in " ".join(found) for name in names if name in ("Admission", "Sanction"))
    assert some.layout.xaxis.range == everything.layout.xaxis.range
    beside = drawn(real, View(Filters(claim_type=("denial",))), beside=real.store.select())
    assert beside.layout.yaxis.tickvals == everything.layout.yaxis.tickvals
    nothing = drawn(real, View(Filters(q="nowhere")))
    assert (labels(nothing), nothing.layout.meta["under"]) == ([], ())


def test_a_tooltip_says_title_speaker_date_and_first_words_as_mere_text(planned, tmp_path):
    kirby = planned.store.select("event_id = 'E001'")
    assert tooltips.of_events(planned, kirby) == {
        "E001": "<b>Kirby accuses Iran</b><br>John Kirby · accusation, said as planned<br>"
        "5 January 2023; said to happen 1–3 September 2023<br>"
        "<i>“The US said that Iran sent drones”</i>"
    }
    tables = load(hostile.write(tmp_path), tmp_path)
    everything = tooltips.of_events(tables, tables.store.select())
    assert not re.search(r"<(?!/?(b|i|br)>)", "".join(everything.values()))


def test_the_chart_says_by_which_clock_it_goes_and_what_it_leaves_out(small, many):
    each = "Each event stands at the date of every article that tells it."
    assert said_above(drawn(small, View(clock="published"))) == each
    assert said_above(drawn(small)) == ""
    found = histogram.bins(many.store.select(), "claim_type", chronology.extent(many))
    tallest = found.groupby(["lane", "start"])["count"].sum().max()
    assert said_above(drawn(many)) == (
        "3,000 events are too many to draw one by one here: bars count them by month. "
        f"Tallest stack: {tallest:,} events."
    )
    by_source = drawn(many, View(lanes="source"))
    assert len(labels(by_source)) == chronology.MOST_LANES
    said = f"Showing the {chronology.MOST_LANES} of {len(many.sources)} lanes with most events."
    assert said_above(by_source).endswith(said)


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


def test_what_is_not_lit_fades_but_stays(small):
    marks = drawn(small, View(span="2023-01-20/2023-01-25"))
    opacity = by_event(marks, trace(marks, "events").marker.opacity)
    assert opacity == {"E001": 0.18, "E002": 1, "E003": 0.18, "E004": 0.18}


@pytest.mark.parametrize("lanes", chronology.LANES)
def test_every_event_has_a_mark_in_a_known_lane_and_no_mark_hides_another(real, whole, lanes):
    first, last = chronology.extent(real)
    marks = pd.DataFrame(timeline.marks(whole(real), lanes, (first, last)))
    marks = marks.assign(**packing.in_pixels(marks, (first, last), 600))
    marks["row"] = packing.rows(*(marks[c].tolist() for c in ("lane", "first", "last")))
    assert set(marks["event_id"]) == set(whole(real).ids())
    assert set(marks["lane"]) <= set(chronology.lane_labels(real, lanes))
    reach = (last - first) / 600 * pieces.MARK * 0.75
    for _, row in marks.groupby(["lane", "row"]):
        ordered = sorted(
            (min(m.start, m.at - reach), max(m.end, m.at + reach)) for m in row.itertuples()
        )
        assert all(a[1] < b[0] for a, b in itertools.pairwise(ordered))
