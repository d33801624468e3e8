"""What the events in view say, in sentences: who speaks most, who answers, what is contested."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lib.analysis import events
from lib.dataset import text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

CONTESTED = (
    "A question is contested if, in the whole table, one event affirms it and another denies, "
    "doubts or qualifies it. This says nothing about who is right."
)
_MOST_NAMES = 3
_MOST_QUESTIONS = 5
_WITH_ARTICLE = re.compile(r"(United|European|International|Islamic) \w")
# By how many events in view the speakers of each state, and they alone, have of some claim types.
_SPEAKERS = """
    SELECT state::VARCHAR, count(DISTINCT event) AS n FROM voices
    JOIN {seen} ON event = {seen}.no JOIN events ON events.no = event
    WHERE part = 'speaker' AND (len($kinds) = 0 OR list_contains($kinds, claim_type::VARCHAR))
    GROUP BY state ORDER BY n DESC, state"""


def in_words(tables: Tables, seen: Selection) -> list[str]:
    """The events in view in up to three sentences, neutral and true under any filter.

    A state speaks wherever one does who speaks for it. No sentences where no event is in view.
    """
    if not seen:
        return []
    if len(seen) == 1:
        only = events.listed(seen)[0]
        return [f"{only.title} ({only.date}).", *_contested(tables, seen)]
    return [*_spoken(tables, seen), *_answered(tables, seen), *_contested(tables, seen)]


def counts_in_words(tables: Tables, seen: Selection) -> str:
    """How many events, passages, articles and speakers are in view, of how many there are.

    `7 of 102 events, 7 of 123 passages, 3 of 5 articles, 5 of 32 speakers`
    """
    here, whole = events.key_figures(seen), events.key_figures(tables.store.select())
    said = []
    for name in ("Events", "Passages", "Articles", "Speakers"):
        counted = text.count(whole[name], name.lower()[:-1])
        said.append(counted if here[name] == whole[name] else f"{here[name]:,} of {counted}")
    return ", ".join(said)


def with_article(name: str, first: bool = False) -> str:
    """A name as it stands in a sentence; `first` where it begins one.

    >>> with_article("United States", first=True), with_article("Iran")
    ('The United States', 'Iran')
    """
    article = ("The " if first else "the ") if _WITH_ARTICLE.match(name) else ""
    return f"{article}{name}"


def listed(names: Sequence[str], most: int = _MOST_NAMES) -> str:
    """Names as a list in a sentence, at most `most` of them.

    >>> listed(["Iran", "Russia"]), listed(["a", "b", "c", "d", "e"])
    ('Iran and Russia', 'a, b, c and 2 more')
    """
    shown = list(names) if len(names) <= most + 1 else list(names[:most])
    if more := len(names) - len(shown):
        shown.append(f"{more:,} more")
    return " and ".join([*([", ".join(shown[:-1])] if shown[1:] else []), shown[-1]])


def _speakers(seen: Selection, *kinds: str) -> dict[str, int]:
    return dict(seen.store.rows(_SPEAKERS, seen=seen, kinds=kinds))


def _spoken(tables: Tables, seen: Selection) -> list[str]:
    """Who speaks most, and the next two."""
    found = _speakers(seen)
    if not found:
        return []
    (first, most), *others = list(found.items())[:_MOST_NAMES]
    name = with_article(tables.name(first), first=True)
    all_of = "all" if most == len(seen) else f"{most:,} of"
    sentence = f"{name} speaks in {all_of} {text.count(len(seen))}"
    said = [f"{with_article(tables.name(actor))} in {n:,}" for actor, n in others]
    return [f"{', '.join([sentence, *said[:-1]])} and {said[-1]}." if said else f"{sentence}."]


def _answered(tables: Tables, seen: Selection) -> list[str]:
    """Who denies and who admits what others say, and how often."""
    found = {noun: _speakers(seen, noun) for noun in ("denial", "admission")}
    number = {
        noun: int(
            seen.store.value(
                "SELECT count(*) FROM {seen} JOIN events USING (no) WHERE claim_type = $kind",
                seen=seen,
                kind=noun,
            )
        )
        for noun in found
    }
    said = []
    for noun, speakers in found.items():
        if speakers:
            who = listed([with_article(tables.name(actor)) for actor in speakers])
            said.append((who, text.count(number[noun], noun)))
    if not said:
        return []
    if len(said) == 2 and said[0][0] == said[1][0]:
        said = [(said[0][0], f"{said[0][1]} and {said[1][1]}")]
    (who, what), *more = said
    verb = "answer" if len(found["denial"] or found["admission"]) > 1 else "answers"
    sentence = f"{who[:1].upper()}{who[1:]} {verb} with {what}"
    return [sentence + "".join(f", {who} with {what}" for who, what in more) + "."]


def _contested(tables: Tables, seen: Selection) -> list[str]:
    """Which of the questions that the events in view bear on are contested in the whole table."""
    touched = seen.store.column(
        """SELECT DISTINCT storyline_id FROM events JOIN {seen} USING (no)
        WHERE storyline_id IN (SELECT storyline_id FROM events WHERE stance <> 'none')
        ORDER BY storyline_id""",
        seen=seen,
    )
    if not touched:
        return []
    title_of = tables.storylines["title"].map(text.fenced)
    contested = [title_of[s] for s in events.contested(seen)]
    many, number = len(touched), len(contested)
    if many == 1:
        its = "Its question" if len(seen) == 1 else "Their question"
        return [f"{its}, {title_of[touched[0]]}, is {'' if contested else 'not '}contested."]
    if not contested:
        return [f"Of their {many:,} questions none is contested."]
    are = "1 is" if number == 1 else f"{number:,} are"
    if number == many:
        are = "both are" if many == 2 else "all are"
    return [f"Of their {many:,} questions {are} contested: {listed(contested, _MOST_QUESTIONS)}."]
