"""What the events in view say, in sentences: who speaks most, who answers, what is contested."""

import re
from collections.abc import Sequence
from typing import Any

from lib.analysis import events
from lib.dataset import text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables, once

CONTESTED = (
    "A question is contested if, in the whole table, one event affirms it and another denies, "
    "doubts or qualifies it. This says nothing about who is right."
)
_ANSWERS = {"denial": ("denies", "deny"), "admission": ("admits", "admit")}
_MOST_NAMES = 3
_MOST_QUESTIONS = 5
_WITH_ARTICLE = re.compile(r"(United|European|International|Islamic) \w")
# In how many events in view the speakers of each state speak, deny and admit.
_SPEAKERS = """
    SELECT state::VARCHAR AS state, count(DISTINCT event) AS event,
        count(DISTINCT event) FILTER (claim_type = 'denial') AS denial,
        count(DISTINCT event) FILTER (claim_type = 'admission') AS admission
    FROM voices JOIN {seen} ON event = {seen}.no JOIN events ON events.no = event
    WHERE part = 'speaker' GROUP BY voices.state ORDER BY voices.state"""
_COUNTS = """
    SELECT count(*) AS event,
        (SELECT count(*) FROM evidence JOIN {seen} AS s ON event = s.no) AS passage,
        (SELECT count(DISTINCT source_id) FROM tellings JOIN {seen} ON event = no) AS article,
        (SELECT count(DISTINCT actor_id) FROM voices JOIN {seen} ON event = no
            WHERE part = 'speaker') AS speaker
    FROM {seen}"""


def in_words(tables: Tables, seen: Selection) -> list[str]:
    """The events in view in up to three sentences, neutral and true under any filter.

    A state speaks wherever one does who speaks for it. No sentences where no event is in view.
    """
    if not seen:
        return []
    if len(seen) == 1:
        only = events.listed(seen)[0]
        return [f"{only.title} ({only.date}).", *_contested(tables, seen)]
    speakers = seen.store.rows(_SPEAKERS, seen=seen)
    return [
        *_spoken(tables, speakers, len(seen)),
        *_answered(tables, seen, speakers),
        *_contested(tables, seen),
    ]


def counts_in_words(tables: Tables, seen: Selection) -> str:
    """How many events, passages, articles and speakers are in view, of how many there are.

    `7 of 102 events, 7 of 123 passages, 3 of 5 articles, 5 of 32 speakers`
    """
    here, whole = _counts(seen), _of_all(tables)
    return ", ".join(
        text.count(of, noun) if number == of else f"{number:,} of {text.count(of, noun)}"
        for noun, number, of in zip(here._fields, here, whole, strict=True)
    )


def _counts(seen: Selection) -> Any:
    return seen.store.rows(_COUNTS, seen=seen)[0]


@once
def _of_all(tables: Tables) -> Any:
    return _counts(tables.store.select())


def with_article(name: str, first: bool = False) -> str:
    """A name as it stands in a sentence; `first` where it begins one.

    >>> with_article("United States", first=True), with_article("Iran")
    ('The United States', 'Iran')
    """
    article = ("The " if first else "the ") if _WITH_ARTICLE.match(name) else ""
    return f"{article}{name}"


def listed(names: Sequence[str], most: int = _MOST_NAMES) -> str:
    """Names as a list in a sentence, at most `most` of them.

    A name such as “Weekly Two, June 2023” has a comma of its own.

    >>> listed(["Iran", "Russia"]), listed(["a", "b", "c", "d", "e"]), listed(["a, b", "c"])
    ('Iran and Russia', 'a, b, c and 2 more', 'a, b; c')
    """
    shown = list(names) if len(names) <= most + 1 else list(names[:most])
    if more := len(names) - len(shown):
        shown.append(f"{more:,} more")
    if any("," in name for name in names):
        return "; ".join(shown)
    return " and ".join([*([", ".join(shown[:-1])] if shown[1:] else []), shown[-1]])


def _spoken(tables: Tables, speakers: list[Any], number: int) -> list[str]:
    """Who speaks most, and the next two."""
    if not speakers:
        return []
    first, *others = sorted(speakers, key=lambda state: -state.event)[:_MOST_NAMES]
    name = with_article(tables.name(first.state), first=True)
    all_of = "all" if first.event == number else f"{first.event:,} of"
    sentence = f"{name} speaks in {all_of} {text.count(number)}"
    said = [f"{with_article(tables.name(state.state))} in {state.event:,}" for state in others]
    return [f"{', '.join([sentence, *said[:-1]])} and {said[-1]}." if said else f"{sentence}."]


def _answered(tables: Tables, seen: Selection, speakers: list[Any]) -> list[str]:
    """Who denies and who admits what others say, and how often."""
    sql = "SELECT claim_type::VARCHAR, count(*) FROM events JOIN {seen} USING (no) GROUP BY ALL"
    numbers, said = dict(seen.store.rows(sql, seen=seen)), []
    for kind, verbs in _ANSWERS.items():
        found = sorted(speakers, key=lambda state: -getattr(state, kind))
        names = [with_article(tables.name(s.state)) for s in found if getattr(s, kind)]
        if names:
            often = {1: "once", 2: "twice"}.get(numbers[kind], f"{numbers[kind]:,} times")
            said.append(f"{listed(names)} {verbs[len(names) > 1]} {often}")
    sentence = "; ".join(said)
    return [f"{sentence[:1].upper()}{sentence[1:]}."] if said else []


def _contested(tables: Tables, seen: Selection) -> list[str]:
    """Which of the questions that the events in view bear on are contested in the whole table."""
    touched = seen.store.column(
        """SELECT DISTINCT storyline_id FROM events JOIN {seen} USING (no)
        WHERE storyline_id <> '' ORDER BY storyline_id""",
        seen=seen,
    )
    if not touched:
        return []
    title_of = tables.storylines["title"].map(text.fenced)
    contested = [title_of[s] for s in events.contested(seen)]
    many, number = len(touched), len(contested)
    # The answers may stand in events that are not in view.
    where = " in the whole table" if len(seen) < tables.total else ""
    if many == 1:
        is_or_not = "is" if contested else "is not"
        return [f"The question, {title_of[touched[0]]}, {is_or_not} contested{where}."]
    is_or_are = "is" if number == 1 else "are"
    named = f": {listed(contested, _MOST_QUESTIONS)}" if contested else ""
    return [f"{number or 'None'} of {many:,} questions {is_or_are} contested{where}{named}."]
