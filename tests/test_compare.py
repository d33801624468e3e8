import pandas as pd
import pytest

from lib.analysis import comparison, filters
from lib.analysis.comparison import Difference
from lib.analysis.filters import Filters
from lib.charts import theme as palette
from lib.dataset import codebook

THEMES = pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=lambda t: t.name)


def only(tables, *event_ids):
    return pd.Series(tables.events.index.isin(event_ids), index=tables.events.index)


def bars(figure):
    return {t.name: t for t in figure.data if t.type == "bar"}


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        (Filters(), "All events"),
        (Filters(actor=("iran", "us")), "Actor: Iran or United States"),
        (
            Filters(actor=("us",), claim_type=("no-evidence",)),
            "Claim type: No evidence; Actor: United States",
        ),
    ],
)
def test_a_selection_is_named_by_its_filters(small, chosen, name):
    assert comparison.name(small, chosen) == name


def test_overlap_counts_each_event_once(small):
    a, b = only(small, "E001", "E002"), only(small, "E002", "E003", "E004")
    assert comparison.overlap(a, b) == {"only_a": 1, "both": 1, "only_b": 2}


def test_differences_say_what_only_one_has_most_events_first(small):
    a, b = only(small, "E001", "E002"), only(small, "E002", "E003")
    assert comparison.differences(small, a, b) == [
        Difference("Claim types", ("Accusation",), ("Media report",), ("Denial",)),
        Difference("Storylines", (), ("Plant",), ("Drones",)),
        Difference("Speakers", ("John Kirby",), ("Weekly Two",), ("Iran",)),
        Difference("Actors spoken about", ("Iran",), (), ("Russia", "United States")),
        Difference("Sources", ("Weekly Two, June 2023",), (), ("Daily One, January 2023",)),
        Difference("Items", ("Shahed-136",), (), ()),
        Difference(
            "Relations claimed",
            ("Iran supplies Russia (asserted)",),
            ("Iran supplies Russia (planned)",),
            ("Iran supplies Russia (denied)",),
        ),
    ]


def test_a_kind_of_which_neither_has_anything_is_left_out(small):
    found = comparison.differences(small, only(small, "E004"), only(small))
    assert [d.what for d in found] == ["Claim types", "Storylines", "Speakers", "Sources", "Items"]
    assert comparison.differences(small, only(small), only(small)) == []


def test_among_equals_the_alphabet_decides(small, everything):
    spoken_of = comparison.differences(small, everything(small), only(small))[3]
    assert spoken_of.only_a == ("Russia", "Iran", "United States")


def test_a_selection_compared_with_itself_has_no_difference(real, everything):
    found = comparison.differences(real, everything(real), everything(real))
    assert [(d.only_a, d.only_b) for d in found] == [((), ())] * 7
    assert all(len(set(d.both)) == len(d.both) for d in found)


def test_sides_of_a_difference_change_places_with_the_selections(real):
    a, b = (filters.match(real, Filters(actor=(who,))) for who in ("us", "iran"))
    found = zip(comparison.differences(real, a, b), comparison.differences(real, b, a), strict=True)
    for one, other in found:
        assert (one.only_a, one.only_b, one.both) == (other.only_b, other.only_a, other.both)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("Iran",), "Only in A: Iran."),
        (("Iran", "Russia"), "Only in A: Iran and Russia."),
        (("Iran", "Russia", "China"), "Only in A: Iran, Russia and China."),
        (("Iran", "Russia", "China", "Ukraine"), "Only in A: Iran, Russia, China and 1 more."),
        (("One, May 2023", "Two"), "Only in A: One, May 2023; Two."),
        (("One, May 2023", *"abc"), "Only in A: One, May 2023; a; b; 1 more."),
    ],
)
def test_a_long_list_ends_in_a_number(labels, said):
    assert comparison.in_words(Difference("Speakers", labels, (), ()), most=3) == [said]


def test_a_difference_is_said_side_by_side():
    assert comparison.in_words(Difference("Speakers", ("Iran",), ("Russia",), ("China",))) == [
        "Only in A: Iran.",
        "Only in B: Russia.",
        "In both: China.",
    ]


def test_shares_stand_side_by_side_in_the_vocabularys_order(small):
    a, b = only(small, "E001", "E002", "E003", "E004"), only(small, "E002")
    assert comparison.shares(small, a, b, "claim_type").to_dict("index") == {
        "denial": {"a": 1, "b": 1, "share_a": 0.25, "share_b": 1.0},
        "media-report": {"a": 1, "b": 0, "share_a": 0.25, "share_b": 0.0},
        "accusation": {"a": 1, "b": 0, "share_a": 0.25, "share_b": 0.0},
        "assessment": {"a": 1, "b": 0, "share_a": 0.25, "share_b": 0.0},
    }


def test_an_empty_selection_has_no_share_of_anything(small):
    found = comparison.shares(small, only(small), only(small, "E001"), "stance")
    assert found.to_dict("index") == {"affirms": {"a": 0, "b": 1, "share_a": 0.0, "share_b": 1.0}}
    assert comparison.shares(small, only(small), only(small), "stance").empty


@pytest.mark.parametrize("column", comparison.SHARED)
def test_the_shares_of_a_selection_add_up(real, everything, column):
    found = comparison.shares(real, everything(real), everything(real), column)
    assert found["a"].sum() == len(real.events)
    assert found["share_b"].sum() == pytest.approx(1)
    assert list(found.index) == [
        c for c in codebook.vocabulary("events", column) if c in found.index
    ]


def test_other_columns_have_no_shares(small, everything):
    with pytest.raises(KeyError):
        comparison.shares(small, everything(small), everything(small), "title")


@THEMES
def test_bars_go_left_for_a_and_right_for_b_in_the_colour_of_the_type(small, theme):
    a, b = only(small, "E001", "E002", "E003"), only(small, "E002")
    found = bars(comparison.figure(small, a, b, theme))
    assert {n: list(t.x) for n, t in found.items()} == {"A": [-1, -1, -1], "B": [1, 0, 0]}
    types = ["denial", "media-report", "accusation"]
    for trace in found.values():
        assert list(trace.customdata) == types
        assert list(trace.marker.color) == [theme.claim_type[c] for c in types]


def test_both_sides_of_the_figure_have_one_scale_and_their_numbers(real, everything):
    figure = comparison.figure(real, everything(real), only(real, "E001"), palette.LIGHT)
    low, high = figure.layout.xaxis.range
    counts = comparison.shares(real, everything(real), only(real, "E001"), "claim_type")
    assert -low == high > counts["a"].max()
    texts = [[int(n) for n in t.text] for t in figure.data if t.type == "scatter"]
    assert texts == [list(counts["a"]), list(counts["b"])]
    assert [label.strip() for label in figure.layout.yaxis.ticktext] == [
        codebook.label(code) for code in counts.index
    ]


def test_the_figure_is_as_high_as_its_rows(small, everything):
    none, whole = only(small), everything(small)
    heights = [
        comparison.figure(small, a, none, palette.LIGHT).layout.height
        for a in (none, only(small, "E001"), whole)
    ]
    assert [h - heights[0] for h in heights] == [0, 26, 104]


def test_the_figure_heads_each_side_with_its_number_of_events(small, everything):
    figure = comparison.figure(small, everything(small), only(small, "E001"), palette.LIGHT)
    heads = [a.text.split("</b>")[0] + a.text.split(">")[-2] for a in figure.layout.annotations]
    assert heads == ["<b>A4 events</span", "<b>B1 event</span"]


def test_hover_says_number_and_share(small, everything):
    figure = comparison.figure(small, everything(small), only(small, "E002"), palette.LIGHT)
    assert [t.hovertext[0] for t in bars(figure).values()] == [
        "<b>Denial</b><br>A: 1 of 4 events (25%)",
        "<b>Denial</b><br>B: 1 of 1 event (100%)",
    ]


def test_of_very_many_labels_the_first_are_those_of_all(many, everything):
    a = filters.match(many, Filters(claim_type=("denial",)))
    b = filters.match(many, Filters(claim_type=("accusation",)))
    for found in comparison.differences(many, a, b):
        for labels in (found.only_a, found.only_b, found.both):
            whole = tuple(labels)
            assert len(whole) == len(labels)
            assert labels[:6] == whole[:6]
            assert labels[-1:] == whole[-1:]
            assert [labels[0], labels[-1]] == [whole[0], whole[-1]] if whole else not labels


def test_differences_of_many_events_are_those_of_their_rows(many, everything):
    a = filters.match(many, Filters(claim_type=("denial",)))
    b = filters.match(many, Filters(claim_type=("accusation",)))
    found = {d.what: d for d in comparison.differences(many, a, b)}
    speakers = many.parts[many.parts["part"] == "speaker"]
    held = many.relationships.drop_duplicates(["subject_id", "relation", "object_id", "polarity"])
    for what, rows, column in (
        ("Speakers", speakers, "actor_id"),
        ("Sources", many.evidence, "source_id"),
    ):
        one, other = (set(rows.loc[rows["event_id"].map(side), column]) for side in (a, b))
        difference = found[what]
        assert len(difference.only_a) == len(one - other)
        assert len(difference.only_b) == len(other - one)
        assert len(difference.both) == len(one & other)
    everywhere = comparison.differences(many, everything(many), everything(many))[-1]
    assert len(everywhere.both) == len(held)


def test_words_about_many_stay_few(many, everything):
    found = comparison.differences(many, everything(many), everything(many))
    assert max(len(" ".join(comparison.in_words(d))) for d in found) < 600
    assert any(" more." in " ".join(comparison.in_words(d)) for d in found)
