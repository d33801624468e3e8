from itertools import pairwise

import pytest

from lib.analysis import events, questions
from lib.analysis.questions import Tension
from tests.conftest import only


def test_counts_tell_events_articles_speakers_and_sides_apart(small, whole):
    assert not questions.counts(only(small)).to_numpy().any()
    none = dict.fromkeys(("partly", "doubts", "none"), 0)
    assert questions.counts(whole(small)).to_dict("index") == {
        "drones": none
        | {"events": 2, "articles": 2, "speakers": 2, "sides": 2, "affirms": 1, "denies": 1}
        | {"tensions": 1, "contested": 1.0},
        "plant": none
        | {"events": 2, "articles": 2, "speakers": 1, "sides": 1, "affirms": 2, "denies": 0}
        | {"tensions": 0, "contested": 0.0},
    }


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([("kirby", "affirms"), ("iran", "denies")], 1),
        ([("kirby", "affirms"), ("us", "affirms"), ("nsc", "affirms"), ("iran", "denies")], 0.5),
        ([("kirby", "affirms"), ("iran;russia", "denies")], 2 / 3),
        ([("kirby", "affirms"), ("us", "doubts")], 1),
        ([("kirby", "affirms"), ("iran", "none")], 0),
    ],
)
def test_contested_balances_distinct_speakers_not_articles(made, whole, voices, expected):
    first, second, *others = (
        {"actors": who, "stance": stance, "responds_to": ""} for who, stance in voices
    )
    tables = made({"E001": first, "E002": second}, others)
    found = questions.counts(whole(tables))["contested"]
    assert found["drones"] == pytest.approx(expected)


@pytest.mark.parametrize("stance", ["affirms", "denies"])
def test_storylines_are_ranked_as_asked(made, whole, stance):
    tables = made(more=[{"storyline_id": "plant", "stance": stance, "responds_to": ""}])
    counts = questions.counts(whole(tables))
    assert questions.ranked(counts, "table") == ["drones", "plant"]
    assert questions.ranked(counts, "events") == ["plant", "drones"]
    # Equally contested: the one with more events first.
    first = {"affirms": "drones", "denies": "plant"}[stance]
    assert questions.ranked(counts, "contested")[0] == first


def test_grounds_count_events_by_attribution_in_the_codebooks_order(made, whole):
    more = [{"stance": "partly", "attribution": "named-official"}, {"stance": "none"}]
    assert {
        group: list(counts.items())
        for group, counts in questions.grounds(whole(made(more=more)), "drones").items()
    } == {
        "affirm": [("named-official", 1)],
        "partly": [("named-official", 1)],
        "deny-or-doubt": [("institution", 1)],
    }


RANKS = ("institution", "intelligence", "unnamed-official", "media-sources", "expert")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        *(
            ({"attribution": one}, {"attribution": other})
            for one, other in pairwise([*RANKS, "article-voice"])
        ),
        ({"attribution": "expert"}, {"attribution": "expert", "hedged": "denied"}),
        ({"date": "2023-02"}, {"date": "2023-01-31"}),
    ],
)
def test_of_two_passages_the_stronger_comes_first(made, whole, better, worse):
    plain = {"responds_to": "", "date": "2023-01-05"}
    hedge = worse.pop("hedged", "")
    pair = [plain | {"actors": "iran"} | worse, plain | {"actors": "russia"} | better]
    tables = made({"E002": {"stance": "none"}}, pair, {"E005": hedge})
    assert questions.strongest(whole(tables), "drones", "deny-or-doubt") == ["E006", "E005"]


def test_equally_strong_passages_keep_the_order_of_their_ids_one_for_each_voice(made, whole):
    voices = ("us", "us;kirby", "kirby;us", "russia")
    tables = made(more=[{"responds_to": "", "actors": who} for who in voices])
    found = questions.strongest(whole(tables), "drones", "deny-or-doubt", most=4)
    assert found == ["E002", "E005", "E007", "E008"]


def test_who_stands_where_is_named_with_how_firmly_and_from_how_many_origins(made, whole):
    more = [
        {"stance": "affirms", "commitment": "possible", "responds_to": "", "actors": who}
        for who in ("us", "russia;iran")
    ]
    tables = made({"E001": {"commitment": "certain"}}, more)
    affirm, partly, deny = questions.standings(tables, whole(tables), "drones")
    said = "3 statements by 4 speakers affirm (2 of them by the United States; 2 hedged)"
    assert affirm == questions.Standing(
        "affirm",
        3,
        {"United States": 2, "Iran": 1, "Russia": 1},
        said,
        "4 speakers, 2 articles, 3 independent origins",
        0,
    )
    assert (partly.events, partly.words) == (0, "")
    assert (deny.words, deny.voices) == (
        "1 statement, by Iran, denies",
        "1 speaker, 1 article, 1 independent origin",
    )
    assert questions.contest_in_words([affirm, partly, deny]) == f"{said}; {deny.words}"
    # What filters take away is counted, so that no side seems never to have spoken.
    for kept, words, outside in (
        ("E001", "1 statement, by John Kirby, affirms; none in view denies or doubts", (2, 0, 1)),
        ("E002", "none in view affirms; 1 statement, by Iran, denies", (3, 0, 0)),
    ):
        held = questions.standings(tables, only(tables, kept), "drones")
        assert questions.contest_in_words(held) == words
        assert tuple(standing.outside for standing in held) == outside
    assert questions.outside_in_words(held) == "3 statements that affirm are outside this filter."


def test_a_tension_has_both_its_events_with_all_their_passages_in_one_article(made, whole):
    tension = {"tension_id": "T01", "event_a": "E001", "event_b": "E004", "kind": "timing"}
    words = {"note": "They differ.", "verdict": "seem", "reading": "One speaks of a part."}
    tables = made(tensions=[tension | words])
    told = {e: events.dossier(tables, e).quotes for e in ("E001", "E004")}
    (found,) = questions.tensions(tables, whole(tables), "drones", 20)
    assert found == Tension(
        tension_id="T01",
        kind="Timing",
        verdict="only seem to contradict each other",
        note="They differ.",
        reading="One speaks of a part.",
        sides=(
            # Of the passages in two articles, those in the one that tells the other event too.
            (
                events.Tie("E001", "Kirby accuses Iran", "5 January 2023"),
                tuple(q for q in told["E001"] if q.source_id == "two"),
            ),
            (events.Tie("E004", "An article sees a plant", "about 10 June 2023"), told["E004"]),
        ),
    )
    assert questions.tensions(tables, only(tables, "E002"), "drones", 20) == []


def test_of_several_passages_in_one_article_a_tension_shows_all_not_only_the_one_that_dates(real):
    found = set()
    for storyline_id in real.storylines.index:
        for tension in questions.tensions(real, real.store.select(), storyline_id, 999):
            for tie, quotes in tension.sides:
                told = events.dossier(real, tie.event_id).quotes
                assert quotes == tuple(q for q in told if q.source_id == quotes[0].source_id)
                found.add(len(quotes))
    assert max(found) > 1


def test_a_tension_is_in_view_where_either_event_is_and_touches_both_storylines(made):
    tension = {"tension_id": "T01", "event_a": "E001", "event_b": "E003"}
    tables = made(tensions=[tension | {"kind": "timing", "note": "They differ."}])
    for kept, expected in ((["E001"], 1), (["E003"], 1), (["E002", "E004"], 0)):
        seen = only(tables, *kept)
        for storyline_id in ("drones", "plant"):
            assert len(questions.tensions(tables, seen, storyline_id, 20)) == expected
            assert questions.counts(seen).loc[storyline_id, "tensions"] == expected


def test_the_text_alternative_says_what_the_board_shows(small, whole):
    assert questions.text_alternative(small, whole(small), "drones") == (
        "Board of “Has Iran sent drones?”: 2 events, 2 articles, 2 distinct speakers, 2 sides; "
        "1–31 January 2023; 1 statement, by John Kirby, affirms; "
        "1 statement, by Iran, denies; 1 tension."
    )
    assert questions.text_alternative(small, only(small), "plant") == (
        "Board of “Is there a plant?”: no event under these filters."
    )
