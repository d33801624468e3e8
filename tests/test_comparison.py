from lib.analysis import comparison
from lib.analysis.comparison import Difference
from lib.analysis.filters import Filters
from lib.charts import comparison as chart
from lib.view.theme import LIGHT
from tests.conftest import only


def bars(figure):
    return {t.name: t for t in figure.data if t.type == "bar"}


def test_a_selection_is_named_by_its_filters_and_an_overlap_counts_each_event_once(small):
    assert comparison.name(small, Filters()) == "All events"
    chosen = Filters(actor=("us", "iran"), claim_type=("no-evidence",))
    said = "Claim type: No evidence; Actor: United States or Iran"
    assert comparison.name(small, chosen) == said
    a, b = only(small, "E001", "E002"), only(small, "E002", "E003", "E004")
    assert comparison.overlap(a, b) == {"only_a": 1, "both": 1, "only_b": 2}


def test_differences_say_what_only_one_has_most_events_first(small, whole):
    a, b = only(small, "E001", "E002"), only(small, "E002", "E003")
    assert comparison.differences(small, a, b) == [
        Difference("Claim types", ["Accusation"], ["Media report"], ["Denial"]),
        Difference("Storylines", [], ["Plant"], ["Drones"]),
        Difference("Speakers", ["John Kirby"], ["Weekly Two"], ["Iran"]),
        Difference("Actors spoken about", ["Iran"], [], ["Russia", "United States"]),
        Difference("Sources", ["Weekly Two, June 2023"], [], ["Daily One, January 2023"]),
        Difference("Items", ["Shahed-136"], [], []),
        Difference(
            "Relations claimed",
            ["Iran supplies Russia (claimed)"],
            ["Iran supplies Russia (said to be planned)"],
            ["Iran supplies Russia (denied)"],
        ),
    ]
    # What neither has is left out; among equals the alphabet decides.
    assert comparison.differences(small, only(small), only(small)) == []
    spoken_of = comparison.differences(small, whole(small), only(small))[3]
    assert spoken_of.only_a == ["Russia", "Iran", "United States"]


def test_bars_go_left_for_a_and_right_for_b_in_the_colour_of_the_type(small):
    a, b = only(small, "E001", "E002", "E003", "E004"), only(small, "E002")
    figure = chart.figure(a, b, LIGHT)
    types = ["denial", "media-report", "accusation", "assessment"]
    found = bars(figure)
    assert {n: list(t.x) for n, t in found.items()} == {"A": [-1, -1, -1, -1], "B": [1, 0, 0, 0]}
    for trace in found.values():
        assert list(trace.customdata) == types
        assert list(trace.marker.color) == [LIGHT.claim_type[c] for c in types]
    assert [t.hovertext[0] for t in found.values()] == [
        "<b>Denial</b><br>A: 1 of 4 events (25%)",
        "<b>Denial</b><br>B: 1 of 1 event (100%)",
    ]
    assert [t.text for t in figure.data if t.type == "scatter"] == [
        (" 1 ", " 1 ", " 1 ", " 1 "),
        (" 1 ", " 0 ", " 0 ", " 0 "),
    ]
    assert [a.text for a in figure.layout.annotations] == [
        f"<b>A</b> <span style='color:{LIGHT.quiet}'>4 events</span>",
        f"<b>B</b> <span style='color:{LIGHT.quiet}'>1 event</span>",
    ]
    low, high = figure.layout.xaxis.range
    assert -low == high > 1
    assert figure.layout.yaxis.ticktext[1] == "Media report "
