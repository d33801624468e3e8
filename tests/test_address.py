from datetime import date

import pytest

from lib.analysis.filters import Filters
from lib.view import url
from lib.view.url import PARTS, Unknown, View

WHOLE = View(
    filters=Filters(
        source=("one",),
        claim_type=("denial", "accusation"),
        actor=("us",),
        storyline=("drones",),
        date=(date(2022, 12, 1), date(2023, 6, 30)),
        within="certainly",
        stance=("affirms",),
        attribution=("institution",),
        q="drones & “words”",
    ),
    against=Filters(actor=("iran", "kirby"), date=(None, date(2023, 1, 1)), q="plant"),
    lanes="side",
    clock="reported",
    layer="claimed",
    level="states",
    steps="2",
    table="actors",
    order="contested",
    question="plant",
    read="two",
    until="2023-02-01",
    span="2022-12-01/2023-01-31",
    event="E001",
    node="kirby",
    edge="us~iran",
    article="two",
)


def test_a_view_written_to_the_address_is_read_back_the_same(small):
    assert url.read(small, url.write(WHOLE)) == (WHOLE, [])


def test_the_default_view_leaves_the_address_empty():
    assert url.write(View()) == {}


@pytest.mark.parametrize(
    ("values", "days"),
    [
        (["2022-12-01/2023-06-30"], (date(2022, 12, 1), date(2023, 6, 30))),
        (["2022-12-01", "2023-06-30"], (date(2022, 12, 1), date(2023, 6, 30))),
        (["2022-12"], (date(2022, 12, 1), date(2022, 12, 31))),
        (["2022-12-01/.."], (date(2022, 12, 1), None)),
        (["../2022-12-01"], (None, date(2022, 12, 1))),
        ([""], (None, None)),
    ],
)
def test_dates_are_read_as_edtf_or_as_two_ends(small, values, days):
    view, unknown = url.read(small, {"date": values})
    assert (view.filters.date, unknown) == (days, [])


@pytest.mark.parametrize(
    ("query", "unknown"),
    [
        ({"actor": ["us", "rusia"]}, Unknown("actor", "rusia", "russia")),
        ({"actor": ["John Kirby"]}, Unknown("actor", "John Kirby", "kirby")),
        ({"claim_type": ["rumour"]}, Unknown("claim_type", "rumour")),
        ({"date": ["18/02/2023"]}, Unknown("date", "18/02/2023", "2022-12-01/2023-06-30")),
        ({"lanes": ["colour"]}, Unknown("lanes", "colour")),
        ({"event": ["E999"]}, Unknown("event", "E999", "")),
        ({"b.actor": ["rusia"]}, Unknown("b.actor", "rusia", "russia")),
        ({"within": ["surely"]}, Unknown("within", "surely")),
        ({"span": ["winter"]}, Unknown("span", "winter")),
        ({"until": ["2023-02"]}, Unknown("until", "2023-02")),
        ({"edge": ["us"]}, Unknown("edge", "us")),
        ({"edge": ["us~iran~denial"]}, Unknown("edge", "us~iran~denial")),
        ({"edge": ["us~iran~gossip~solid"]}, Unknown("edge", "us~iran~gossip~solid")),
        ({"edge": ["us~iran~denial~loud"]}, Unknown("edge", "us~iran~denial~loud")),
        ({"edge": ["us~nobody"]}, Unknown("edge", "us~nobody")),
        ({"actr": ["us"]}, Unknown("actr", "us", "actor")),
        ({"parts": [p for p in PARTS if p != "says"]}, Unknown("parts", "event")),
    ],
)
def test_what_an_address_says_in_vain_is_named(small, query, unknown):
    assert url.read(small, query)[1] == [unknown]


def test_what_is_known_is_kept_beside_what_is_not(small):
    view, _ = url.read(small, {"actor": ["us", "rusia", "us"], "q": [" a ", "b"]})
    assert view.filters == Filters(actor=("us",), q="a b")


def test_parts_beyond_those_of_a_briefing_are_named(small):
    view, unknown = url.read(small, {"parts": list(PARTS)})
    assert view.parts == tuple(PARTS)[: url.MOST_PARTS]
    assert [str(u) for u in unknown] == [
        f"parts={p} in the address is beyond the 4 parts that a briefing may have and was ignored."
        for p in tuple(PARTS)[url.MOST_PARTS :]
    ]


def test_an_unknown_part_is_told_with_a_suggestion():
    assert str(Unknown("actor", "rusia", "russia")) == (
        "actor=rusia in the address is unknown and was ignored. Did you mean 'russia'?"
    )


def test_an_address_of_other_tables_means_nothing_here(small):
    view, unknown = url.read(small, {"of": ["0badc0de"], "event": ["E001"]})
    assert view == View()
    assert str(unknown[0]).startswith("The address is of other tables (version 0badc0de)")


def test_an_address_may_name_the_version_it_is_of(small):
    view, unknown = url.read(small, {"of": [small.version], "event": ["E001"]})
    assert (view.of, view.event, unknown) == (small.version, "E001", [])
    assert url.write(view) == {"of": [small.version], "event": ["E001"]}
