from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from lib.analysis import filters
from lib.analysis.filters import Filters


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (Filters(), ["E001", "E002", "E003", "E004"]),
        (Filters(claim_type=("denial", "assessment")), ["E002", "E004"]),
        (Filters(source=("two",)), ["E001", "E004"]),
        (Filters(storyline=("plant",)), ["E003", "E004"]),
        (Filters(stance=("denies",)), ["E002"]),
        (Filters(attribution=("article-voice",)), ["E004"]),
        (Filters(actor=("kirby",)), ["E001"]),
        (Filters(actor=("us",)), ["E001", "E002"]),
        (Filters(actor=("us",), claim_type=("denial",)), ["E002"]),
        (Filters(date=(date(2023, 1, 6), None)), ["E002", "E003", "E004"]),
        (Filters(date=(None, date(2022, 12, 31))), ["E003"]),
        (Filters(date=(date(2023, 1, 31), date(2023, 1, 31))), ["E002"]),
        (Filters(date=(date(2023, 1, 6), None), within="certainly"), ["E004"]),
        (Filters(date=(None, date(2023, 1, 31)), within="certainly"), ["E001", "E002", "E003"]),
        (Filters(date=(date(2023, 1, 1), date(2023, 1, 31)), within="certainly"), ["E001", "E002"]),
        (Filters(item=("plant", "Shahed-136")), ["E001", "E004"]),
        (Filters(told=("one",)), ["E002", "E003", "E004"]),
        (Filters(told=("several",)), ["E001"]),
        (Filters(commitment=("certain",)), []),
        (Filters(q="iran SENT"), ["E001"]),
        (Filters(q="naive"), ["E001", "E002", "E003", "E004"]),
        (Filters(q='"sent iran"'), []),
        (Filters(q="shahed"), ["E001"]),
        (Filters(q="(.*"), []),
    ],
)
def test_filters_leave_the_events_that_agree_in_every_field(small, chosen, left):
    kept = filters.select(small, chosen)
    assert kept.ids() == left


def test_filters_are_said_in_words_and_what_loosening_them_brings_is_counted(small):
    chosen = Filters(actor=("us", "iran"), date=(date(2023, 1, 1), None), q="drones")
    assert filters.in_words(small, chosen) == [
        "Actor: United States or Iran",
        "Date: from 1 January 2023 on",
        "Search: drones",
    ]
    dated = Filters(date=(date(2023, 1, 6), date(2023, 6, 30)))
    assert filters.sureness(small, dated) == {"possibly": 3, "certainly": 1}
    assert filters.in_words(small, replace(dated, within="certainly")) == [
        "Date: certainly 6 January – 30 June 2023"
    ]
    narrow = Filters(actor=("kirby",), claim_type=("denial",), q="denied")
    assert filters.loosened(small, narrow) == {"actor": 1, "claim_type": 0, "q": 0}


def test_states_with_most_events_head_the_list_of_actors(small):
    found = list(filters.options(small)["actor"])
    assert found == ["iran", "russia", "us", "two-outlet", "kirby", "nsc"]


def test_a_source_has_its_label_else_publisher_and_month_and_more_where_two_are_alike(small):
    labels = {"one": "Daily One, January 2023", "two": "Weekly Two, June 2023"}
    assert filters.options(small)["source"] == labels
    own = {"publisher": "P", "published": "2023-01-05", "label": "", "title": "On drones, again"}
    alike = {"a": own, "b": own | {"published": "2023-01-06"}, "c": own | {"label": "Mine"}}
    alike |= {"d": own | {"published": "2023-01-06", "title": "Second"}}
    sources = pd.DataFrame.from_dict(alike, "index")
    sources["source_id"] = sources.index
    tables = replace(small, sources=sources, made={})
    assert {source: filters.source_label(tables, source) for source in alike} == {
        "a": "P, 5 January 2023",
        "b": "P, On drones, again",
        "c": "Mine",
        "d": "P, Second",
    }


def test_every_alias_leads_to_its_actor(made):
    tables = made({"us": {"aliases": "Washington;the White House"}})
    assert filters.other_names(tables) == {
        "the White House (United States)": "us",
        "Washington (United States)": "us",
    }


def test_a_long_list_offers_its_first_values_and_those_chosen(monkeypatch):
    monkeypatch.setattr(filters, "MOST_OFFERED", 2)
    labels = {"a": "A", "b": "B", "c": "C", "d": "D"}
    assert filters.offered(labels, ()) == ["a", "b"]
    assert filters.offered(labels, ("d", "a")) == ["a", "b", "d"]


def test_a_value_is_found_by_its_name_or_a_part_of_it(small):
    typed = {"kirby": "kirby", "JOHN kirby": "kirby", "nati": "nsc", "ussi": "russia", "": ""}
    actors = filters.options(small)["actor"]
    assert {text: filters.meant(actors, text) for text in typed} == typed
