"""Titles made from the view: neutral sentences with counts and scope, never a verdict."""

import re
from dataclasses import replace

from lib.analysis import filters, links, questions
from lib.analysis.summary import listed, with_article
from lib.dataset import dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.view.screen import Screen

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_MOST_NAMED = 2
_MONTH = re.compile(rf"\b({'|'.join(dates.MONTHS)})\b")


def number(count: int) -> str:
    """A number as a sentence begins with it.

    >>> number(7), number(1200)
    ('Seven', '1,200')
    """
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def noun(tables: Tables, claim_type: str, count: int) -> str:
    """A claim type as a noun, in the singular for one."""
    plural = tables.about.plural("events", "claim_type", claim_type)
    return plural if count != 1 else re.sub(r"s\b", "", plural, count=1)


def short(date: str) -> str:
    """A date in few letters.

    >>> short("../2023-02-19~"), short("2022-08-30"), short("2023-02-05/2023-02-19")
    ('by c. 19 Feb 2023', '30 Aug 2022', '5–19 Feb 2023')
    """
    said = _MONTH.sub(lambda month: month[0][:3], dates.in_words(date))
    return said.replace("about ", "c. ").replace("up to ", "by ").replace("possibly", "perhaps")


def of_events(screen: Screen, seen: Selection | None = None) -> str:
    """What is in view: `Seven denials by Russia, August 2022 to July 2023`."""
    seen = screen.seen if seen is None else seen
    count, asked = len(seen), screen.view.filters
    labels = filters.options(screen.tables)
    what = text.count(count).partition(" ")[2]
    if 0 < len(asked.claim_type) <= _MOST_NAMED:
        what = " and ".join(noun(screen.tables, code, count) for code in asked.claim_type)
    parts = [f"{number(count)} {what}"]
    voiced = [
        ("by", asked.speaker),
        (_voice(seen, asked.actor) if asked.actor else "", asked.actor),
    ]
    for voice, actors in voiced[: 1 if asked.speaker and voiced[1][0] == "by" else 2]:
        if actors:
            parts.append(f"{voice} {listed([with_article(labels['actor'][i]) for i in actors])}")
    if 0 < len(asked.storyline) <= _MOST_NAMED:
        titles = [labels["storyline"][storyline] for storyline in asked.storyline]
        parts.append(f"on {' and '.join(f'{t[:1].lower()}{t[1:]}' for t in titles)}")
    if 0 < len(asked.source) <= _MOST_NAMED:
        parts.append(f"in {' and '.join(labels['source'][source] for source in asked.source)}")
    if asked.q:
        parts.append(f"that mention{'s' if count == 1 else ''} “{asked.q.replace(chr(34), '')}”")
    return ", ".join(filter(None, [" ".join(parts), months(seen)]))


def kinds(tables: Tables, seen: Selection, most: int = 2) -> str:
    """The most frequent claim types: `49 accusations and 24 assessments`."""
    found = seen.store.rows(
        """SELECT claim_type::VARCHAR AS code, count(*) AS n FROM events JOIN {seen} USING (no)
        GROUP BY code ORDER BY n DESC, code LIMIT $most""",
        seen=seen,
        most=most,
    )
    return listed([f"{row.n:,} {noun(tables, row.code, row.n)}" for row in found], most)


def _voice(seen: Selection, actors: tuple[str, ...]) -> str:
    """Whether the events are all by these actors, all about them, or either."""
    by, about = seen.store.rows(
        """SELECT count(DISTINCT event) FILTER (part = 'speaker'),
            count(DISTINCT event) FILTER (part = 'target')
        FROM voices JOIN {seen} ON event = no JOIN belongs USING (actor_id)
        WHERE list_contains($actors, above::VARCHAR)""",
        seen=seen,
        actors=actors,
    )[0]
    if by == len(seen):
        return "by"
    return "about" if about == len(seen) else "by or about"


def months(seen: Selection) -> str:
    """From which month to which: `August 2022 to July 2023`; empty where no date is known."""
    ends = seen.store.rows(
        """SELECT min(coalesce(earliest, latest)), max(coalesce(latest, earliest))
        FROM events JOIN {seen} USING (no)""",
        seen=seen,
    )[0]
    first, last = (dates.in_words(f"{day:%Y-%m}") if day else "" for day in ends)
    return first if first == last else f"{first} to {last}"


def of_question(screen: Screen) -> str:
    """A question and who answers it which way: `Has Iran …? 1 statement, by Iran, denies`."""
    question = text.fenced(screen.tables.storylines.at[screen.question, "question"])
    held = questions.standings(screen.tables, screen.seen, screen.question)
    answers = questions.contest_in_words(held)
    return f"{question} {answers[:1].upper()}{answers[1:]}"


def of_actor(screen: Screen, name: str, says: int, spoken_of: int) -> str:
    """How much an actor speaks and is spoken of."""
    name = with_article(name, first=True)
    others = filters.select(screen.tables, replace(screen.view.filters, actor=()))
    said = f"{name} speaks in {says:,} of {text.count(len(others))}"
    return said + f"; {spoken_of:,} {'is' if spoken_of == 1 else 'are'} about it" * bool(spoken_of)


def of_speakers(screen: Screen) -> str:
    """Which state speaks most, and in how many events; or how many claim links."""
    if screen.view.layer == "claimed":
        claiming = links.behind(screen.seen, "claimed", screen.level, "")
        scope = f"{len(claiming):,} of {text.count(len(screen.seen))}"
        return f"Who is said to deal with whom, in {scope}, {months(screen.seen)}"
    top = screen.seen.store.rows(
        """SELECT state::VARCHAR AS actor, count(DISTINCT event) AS n FROM voices
        JOIN {seen} ON event = {seen}.no WHERE part = 'speaker'
        GROUP BY state ORDER BY n DESC, state LIMIT 1""",
        seen=screen.seen,
    )
    if not top:
        return "Who speaks about whom"
    name = with_article(screen.tables.name(top[0].actor), first=True)
    scope = text.count(len(screen.seen))
    share = "all" if top[0].n == len(screen.seen) > 1 else f"{top[0].n:,} of"
    return f"{name} speaks in {share} {scope}, {months(screen.seen)}"
