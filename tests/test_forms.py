"""Forms: which one fits a view, and what stands in each."""

from dataclasses import replace

import pytest
from conftest import stated

from lib.analysis import profiles
from lib.analysis.filters import Filters
from lib.export import forms, titles
from lib.export.accounts import accounts
from lib.export.card import Card, Group, Picture
from lib.view.screen import screen
from lib.view.view import View

DENIALS = Filters(claim_type=("denial",))


def card(tables, **view: object) -> Card:
    return forms.card(*stated(tables, **view))


def told(made: Card) -> list[list[str]]:
    """The event_ids of each group."""
    groups = [block for block in made.blocks if isinstance(block, Group)]
    return [[entry.event.event_id for entry in group.entries] for group in groups]


@pytest.mark.parametrize(
    ("view", "page", "form"),
    [
        (View(), "", "statements"),
        (View(), "timeline", "timeline"),
        (View(), "network", "whom"),
        (View(), "questions", "debate"),
        (View(question="drones"), "", "debate"),
        (View(node="iran"), "network", "profile"),
        (View(node="iran", event="E001"), "", "contradiction"),
        (View(event="E003"), "", "statements"),
        (View(tension="T01"), "timeline", "contradiction"),
        (View(form="whom", node="iran"), "", "whom"),
        (View(form="contradiction"), "", "statements"),
    ],
)
def test_the_form_that_fits_is_the_one_chosen_else_that_of_what_is_picked(small, view, page, form):
    assert forms.fitting(screen(small, view), page) == form
    of_page = forms.of_page(screen(small, view), page)
    assert forms.fitting(screen(small, of_page)) == form


def test_an_entry_says_who_when_in_which_words_and_in_which_articles(small):
    made = card(small, form="statements")
    assert told(made) == [["E002", "E001", "E003", "E004"]]
    first = list(made.entries)[1]
    assert (first.who, first.side, first.when) == ("John Kirby", "United States", "5 Jan 2023")
    assert (first.kind, first.family, first.limit) == ("accusation", "accuses", "")
    assert first.words == "“The US said that Iran sent drones”"
    assert made.numbers(first.sources) == "[1] [2]"
    assert list(made.sources) == ["one", "two"]


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ("According to the US, Iran sent drones this month", True),
        ("At the time, Iran denied this information", False),
        ("which could become operational early next year", False),
        ("They have long denied it", False),
    ],
)
def test_words_that_do_not_say_what_they_are_about_follow_the_title(small, words, alone):
    shown = screen(small, View())
    event = replace(accounts(shown.seen)[0], title="A title")
    event = replace(event, passages=[event.passages[0]._replace(exact=words)])
    assert forms.entry(shown, event).lead == ("" if alone else "A title")


@pytest.mark.parametrize(
    ("commitment", "limit"), [("possible", "only as possible"), ("probable", "as probable")]
)
def test_what_is_hedged_says_so_in_entry_heading_and_title_alike(made, commitment, limit):
    tables = made(changes={"E004": {"commitment": commitment}})
    *_, last = card(tables, form="statements").entries
    assert last.limit == limit
    both = card(tables, form="debate", question="plant")
    headings = [b.heading.partition(",")[0] for b in both.blocks if isinstance(b, Group)]
    assert headings == ["Affirm outright: 1 statement", "Affirm"]
    assert "2 statements, all by Weekly Two, affirm (1 hedged)" in both.title


def test_for_and_against_stand_on_two_sides_with_their_counts_and_what_filters_remove(small):
    made = card(small, form="debate", question="drones")
    assert made.title == (
        "Has Iran sent drones? 1 statement, by John Kirby, affirms; 1 statement, by Iran, denies"
    )
    assert [(b.heading, b.right) for b in made.blocks if isinstance(b, Group)] == [
        ("Affirm: 1 statement, 1 speaker, 2 articles, 1 independent origin", False),
        ("Deny: 1 statement, 1 speaker, 1 article, 1 independent origin", True),
    ]
    assert told(made) == [["E001"], ["E002"]]
    half = card(small, form="debate", question="drones", filters=DENIALS)
    assert half.subtitle.startswith("1 statement that affirms is outside this filter.")


@pytest.mark.parametrize("picked", [{"tension": "T01"}, *({"event": e} for e in ("E001", "E002"))])
def test_a_contradiction_has_the_earlier_statement_first_and_says_how_they_clash(small, picked):
    made = card(small, form="contradiction", **picked)
    assert made.title == "John Kirby and Iran differ: Drones"
    assert told(made) == [["E001"], ["E002"]]
    assert list(made.entries)[1].remark == "Denial: One asserts what the other denies."


def test_an_event_without_a_clash_stands_alone_with_its_replies(made):
    tables = made(tensions=[])
    assert told(card(tables, event="E001", form="contradiction")) == [["E001"], ["E002"]]
    assert told(card(tables, event="E004", form="contradiction")) == [["E004"]]


def test_a_profile_says_what_an_actor_says_and_what_is_said_of_it(small):
    made = card(small, form="profile", node="iran")
    assert made.title == "Iran speaks in 1 of 4 events; 1 is about it"
    headings = [block.heading for block in made.blocks if isinstance(block, Group)]
    assert headings == ["Says: 1 event (1 denial)", "Said of Iran: 1 event (1 accusation)"]
    assert told(made) == [["E002"], ["E001"]]


def test_many_events_fit_a_timeline_and_a_profile_has_the_most_told_and_counts_the_rest(frozen):
    assert forms.fitting(screen(frozen, View())) == "timeline"
    made = card(frozen, form="profile", node="us")
    says, *_ = [block for block in made.blocks if isinstance(block, Group)]
    assert len(says.entries) == 12
    assert says.more.startswith("and ") and says.heading.endswith("; 12 shown")
    counts = dict(
        frozen.store.rows(
            "SELECT claim_type::VARCHAR, count(*) FROM {says} JOIN events USING (no) GROUP BY ALL",
            says=profiles.profile(frozen, frozen.store.select(), "us").says,
        )
    )
    first = [entry.event.claim_type for entry in says.entries][: len(counts)]
    assert first == sorted(first, key=lambda c: -counts[c]) and set(first) == set(counts)


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ({"form": "timeline", "question": "drones"}, "4 of 4 events"),
        ({"form": "debate", "question": "drones"}, "2 of 4 events · question: Drones"),
        ({"form": "contradiction", "tension": "T01"}, "2 of 4 events"),
        ({"form": "profile", "node": "iran"}, "2 of 4 events · by or about Iran"),
    ],
)
def test_a_card_says_how_many_events_it_shows_and_names_a_question_only_if_it_uses_it(
    small, view, shown
):
    said = card(small, **view).said
    assert said.shown == shown
    assert ("question" in said.address) == (view["form"] == "debate")


def test_without_events_a_card_says_which_filter_to_remove(small):
    made = card(small, filters=Filters(q="nowhere"), form="debate")
    assert (made.title, made.blocks) == ("No event in view", ())
    assert "Search: nowhere" in made.subtitle


@pytest.mark.parametrize(
    ("filters", "title"),
    [
        (Filters(), "Four events, January 2023 to June 2023"),
        (DENIALS, "One denial, January 2023"),
        (Filters(actor=("iran",)), "Two events by or about Iran, January 2023"),
        (Filters(claim_type=("denial",), actor=("iran",)), "One denial by Iran, January 2023"),
        (Filters(actor=("russia",)), "Two events about Russia, January 2023"),
        (Filters(storyline=("plant",)), "Two events on plant, January 2023 to June 2023"),
        (Filters(q="agree"), "One event that mentions “agree”, January 2023"),
        (Filters(actor=("us",)), "Two events by or about the United States, January 2023"),
    ],
)
def test_a_title_says_what_is_seen_with_counts_and_scope(small, filters, title):
    assert titles.of_events(screen(small, View(filters))) == title


def test_figures_and_a_map_are_offered_only_where_numbers_and_places_are_named(real, small):
    (block,) = card(real, form="figures").blocks
    rows = real.store.rows("SELECT exact, of FROM quantities")
    assert sorted((number, of) for number, of, _ in block.rows) == sorted(map(tuple, rows))
    assert all(found.words for *_, found in block.rows)
    assert forms.fitting(screen(real, View()), "map") == "map"
    for form in ("map", "timeline", "whom"):
        drawn, *_ = card(real, form=form).blocks
        assert isinstance(drawn, Picture) and drawn.alt
    assert not {"map", "figures"} & set(forms.offered(screen(small, View())))
