"""What every file that leaves says of itself."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import stated

from lib.analysis.filters import Filters
from lib.export import statement
from lib.view import url
from lib.view.screen import screen
from lib.view.view import View


def test_all_a_sceptic_needs_is_said_in_words(small):
    asked = Filters(actor=("iran",), claim_type=("denial",))
    _, said = stated(small, filters=asked, title="My title", note="A note.")
    assert (said.title, said.note) == ("My title", "A note.")
    assert said.lines() == {
        "Shown": "1 of 4 events",
        "Filters": "Claim type: Denial; Actor: Iran",
        "Sources": "Daily One, 10 January 2023",
        "Caution": "Claims are reported, not established.",
        "Data": f"Tables version {small.version}",
        "Made": "20 November 2026",
        "Address": "?claim_type=denial&actor=iran&title=My+title&note=A+note.",
    }
    many = replace(said, sources={str(i): f"Outlet {i}" for i in range(15)})
    assert many.lines()["Sources"].endswith("; Outlet 11; and 3 more")


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(Filters(q='"drones" & more', date=(date(2022, 12, 1), None))),
        View(Filters(source=("2022-12-kirby",)), lanes="storyline", form="debate", slide="2"),
        View(node="russia", level="speakers", span="2022-12-01/2022-12-31", look="print"),
    ],
)
def test_the_address_gives_the_view_back(real, view):
    said = statement.statement(screen(real, view))
    assert url.read(real, parse_qs(urlsplit(said.address).query)) == (view, [])


@pytest.mark.parametrize(
    ("clock", "own"), [("said", ""), ("published", " by the events’ own dates")]
)
def test_a_span_picked_is_counted_apart(small, clock, own):
    assert stated(small, span="2023-01-20/2023-05", clock=clock)[1].shown == (
        f"4 of 4 events, 1 of them in the span picked, 20 January – 31 May 2023{own}"
    )


def test_the_day_of_making_can_be_set_and_one_that_is_none_is_an_error(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert statement.day_of_making() == date(2023, 11, 14)
    for epoch in ("yesterday", "", "1e9", "9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        with pytest.raises(statement.DayError, match="SOURCE_DATE_EPOCH"):
            statement.day_of_making()


def test_the_page_says_which_formats_write_out_only_the_first_events(many, real, monkeypatch):
    assert statement.limits_in_words(screen(real, View())) == ""
    assert statement.limits_in_words(screen(many, View())) == (
        "Of 3,000 events only 2,000 in HTML and 200 in the other formats are written out: for the "
        "others narrow the filters, or take the CSV."
    )
    monkeypatch.setattr(statement, "MOST_DATA", 2_999)
    assert statement.limits_in_words(screen(many, View())).endswith("narrow the filters.")
    assert statement.left_out(3_000, 2_999) == "1 more event is in view and left out here."
