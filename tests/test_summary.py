"""What the events in view say, in sentences."""

import pytest

from lib.analysis import summary

CHANGES = {"E003": {"claim_type": "admission", "actors": "russia", "stance": "partly"}}


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("false", ""),
        (
            "event_id = 'E002'",
            "Iran denies it (January 2023). The question, Drones, is contested in the whole table.",
        ),
        (
            "true",
            "The United States speaks in 1 of 4 events, Iran in 1 and Russia in 1. Iran denies "
            "once; Russia admits once. 2 of 2 questions are contested: Drones and Plant.",
        ),
        (
            "event_id IN ('E003', 'E004')",
            "Russia speaks in 1 of 2 events and Weekly Two in 1. Russia admits once. "
            "The question, Plant, is contested in the whole table.",
        ),
    ],
)
def test_a_summary_says_who_speaks_who_answers_and_what_is_contested(made, where, said):
    tables = made(CHANGES)
    assert " ".join(summary.in_words(tables, tables.store.select(where))) == said


def test_counts_name_the_whole_where_filters_leave_less(small):
    one = small.store.select("event_id = 'E002'")
    assert summary.counts_in_words(small, one) == (
        "1 of 4 events, 1 of 5 passages, 1 of 2 articles, 1 of 3 speakers"
    )
    assert summary.counts_in_words(small, small.store.select()) == (
        "4 events, 5 passages, 2 articles, 3 speakers"
    )
