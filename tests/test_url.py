from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import pytest

from lib.analysis.filters import Filters
from lib.view import url
from lib.view.url import Unknown
from lib.view.view import View

# Addresses that are written down elsewhere must go on opening the same view.
FEBRUARY = (date(2023, 2, 1), date(2023, 2, 28))
OF_2023 = (date(2023, 1, 1), date(2023, 12, 31))
ADDRESSES = {
    "": View(),
    "actor=us&storyline=drone-plant&date=2022-12-01%2F2023-06-30": View(
        Filters(
            actor=("us",),
            storyline=("drone-plant",),
            date=(date(2022, 12, 1), date(2023, 6, 30)),
        )
    ),
    "date=2023-02&within=certainly&q=%22Caspian+Sea%22+ship&claim_type=denial": View(
        Filters(claim_type=("denial",), date=FEBRUARY, within="certainly", q='"Caspian Sea" ship')
    ),
    "date=../2020-01-01&stance=denies&attribution=intelligence&source=2023-06-plant": View(
        Filters(
            source=("2023-06-plant",),
            date=(None, date(2020, 1, 1)),
            stance=("denies",),
            attribution=("intelligence",),
        )
    ),
    "lanes=side&clock=reported&span=2022-12-15%2F2023-01-10&event=E013": View(
        lanes="side", clock="published", span="2022-12-15/2023-01-10", event="E013"
    ),
    "layer=claimed&level=states&steps=2&node=iran&until=2022-12-31": View(
        layer="claimed", level="states", steps="2", node="iran", until="2022-12-31"
    ),
    "picture=links&unfold=*media&pins=iran.%40-100%2C250&edge=us.~iran.": View(
        picture="links", unfold=("*media",), pins=("iran.@-100,250",), edge="us.~iran."
    ),
    "edge=us~iran~sanction~solid": View(edge="us~iran~sanction~solid"),
    "edge=china%7Eiran&article=2022-12-kirby": View(edge="china~iran", article="2022-12-kirby"),
    "actor=us&b.actor=iran&b.claim_type=denial&b.date=2023": View(
        Filters(actor=("us",)), Filters(claim_type=("denial",), actor=("iran",), date=OF_2023)
    ),
    "question=drone-plant&order=contested&read=2022-12-kirby&table=relationships": View(
        question="drone-plant", order="contested", read="2022-12-kirby", table="relationships"
    ),
    "parts=timeline&parts=event&title=Who+denies&note=Seven.&look=print&paper=a4&embed=true": View(
        form="timeline", title="Who denies", note="Seven.", look="print", paper="a4"
    ),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_opens_the_view_it_always_did_which_is_written_as_one(real, address):
    view = ADDRESSES[address]
    assert url.read(real, parse_qs(address)) == (view, [])
    assert url.read(real, url.write(view)) == (view, [])
    assert address or url.write(view) == {}


def test_the_parts_of_older_addresses_are_read_as_the_form_nearest_to_them(small):
    for part, form in url.PARTS.items():
        assert url.read(small, {"parts": [part, "claimed"]}) == (View(form=form), [])
        read = url.read(small, {"parts": [part], "form": ["profile"]})
        assert read == (View(form="profile"), [])


def test_dates_are_read_as_edtf_or_as_two_ends(small):
    for values, days in (
        (["2022-12-01/2023-06-30"], (date(2022, 12, 1), date(2023, 6, 30))),
        (["2022-12-01", "2023-06-30"], (date(2022, 12, 1), date(2023, 6, 30))),
        (["2022-12"], (date(2022, 12, 1), date(2022, 12, 31))),
        (["2022-12-01/.."], (date(2022, 12, 1), None)),
        (["../2022-12-01"], (None, date(2022, 12, 1))),
        ([""], (None, None)),
    ):
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
        ({"event": ["E999"]}, Unknown("event", "E999")),
        ({"event": ["E1"]}, Unknown("event", "E1", "E001")),
        ({"words": ["events.claims"]}, Unknown("words", "events.claims", "events.claim_type")),
        ({"b.actor": ["rusia"]}, Unknown("b.actor", "rusia", "russia")),
        ({"within": ["surely"]}, Unknown("within", "surely")),
        ({"span": ["winter"]}, Unknown("span", "winter")),
        ({"until": ["2023-02"]}, Unknown("until", "2023-02")),
        ({"until": ["../.."]}, Unknown("until", "../..")),
        ({"event": ["\0\ud800"]}, Unknown("event", "\0?")),
        *(
            ({"edge": [edge]}, Unknown("edge", edge))
            for edge in ("us", "us~nobody", "us~iran~denial", "us~iran~gossip~solid")
        ),
        ({"actr": ["us"]}, Unknown("actr", "us", "actor")),
        ({"parts": ["says", "timelin"]}, Unknown("parts", "timelin", "timeline")),
        ({"slide": ["two"]}, Unknown("slide", "two")),
    ],
)
def test_what_an_address_says_in_vain_is_named(small, query, unknown):
    assert url.read(small, query)[1] == [unknown]


def test_what_is_known_is_kept_beside_what_is_not_and_an_address_of_other_tables_is_not(small):
    view, (unknown,) = url.read(small, {"actor": ["us", "rusia", "us"], "q": [" a ", "b"]})
    assert view == View(Filters(actor=("us",), q="a b"))
    assert str(unknown) == (
        "This link asks for actor “rusia”, which is not known here. Did you mean “russia”?"
    )
    view, (unknown,) = url.read(small, {"of": ["0badc0de"], "event": ["E001"]})
    assert (view, str(unknown)) == (
        View(),
        "The address is of other tables (version 0badc0de), which are not open here. "
        "Open them again under Records.",
    )
    view = View(of=small.version, event="E001")
    assert url.read(small, url.write(view)) == (view, [])


def test_an_id_that_is_retired_leads_to_what_took_its_place(small):
    gone = {"storylines": {"old": ["drones", "plant"]}, "events": {"E900": ["E002"], "E901": []}}
    tables = replace(small, about=replace(small.about, retired=gone))
    query = {"storyline": ["old"], "b.storyline": ["old"], "question": ["old"], "event": ["E900"]}
    view, unknown = url.read(tables, query)
    both = Filters(storyline=("drones", "plant"))
    assert view == View(both, both, event="E002")  # a question is one or none
    assert [str(u) for u in unknown] == [
        "This link asks for storyline “old”, which is retired: drones and plant took its place.",
        "This link asks for b.storyline “old”, which is retired: drones and plant took its place.",
        "This link asks for question “old”, which is retired: drones and plant took its place.",
        "This link asks for event “E900”, which is retired: E002 took its place.",
    ]
    view, (unknown,) = url.read(tables, {"event": ["E901"]})
    assert (view, str(unknown)) == (
        View(),
        "This link asks for event “E901”, which is retired: nothing took its place.",
    )


@pytest.mark.parametrize("name", ["actor", "b.claim_type", "unfold", "edge", "event", "node", ""])
def test_an_address_of_nine_thousand_unknown_values_is_told_in_few_lines(real, monkeypatch, name):
    values = [f"rusia-{i}" for i in range(9_000)]
    query = {name: values} if name else {key: ["1"] for key in values}
    asked: list[str] = []
    monkeypatch.setattr(url, "_near", lambda value, _: asked.append(value) or "")
    view, unknown = url.read(real, query)
    assert (view, len(asked) <= 20, len(unknown) <= 21) == (View(), True, True)
    last = name in ("edge", "event", "node")  # of several, one is meant
    assert str(unknown[-1]).startswith("8,980 more values") is not last


def test_of_many_words_in_an_address_the_first_are_searched(real):
    view, unknown = url.read(real, {"q": ["word"] * 19_000, "b.q": ['"of  two" ship']})
    assert view.filters.q == " ".join(["word"] * 50)
    assert view.against.q == '"of  two" ship'
    said = "Only the first 50 words (1,000 characters) are searched for."
    assert [str(u) for u in unknown] == [said]
    assert len(url.searched("x" * 9_000_000)) == url.LETTERS
