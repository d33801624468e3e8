"""Questions: each storyline as claim and counter-claim, counted by voices, without a verdict."""

from typing import NamedTuple

import pandas as pd

from lib.analysis.chronology import dated_in_words
from lib.analysis.events import VERDICTS, Quote, Tie, quote, tie
from lib.analysis.summary import listed, with_article
from lib.dataset import codebook, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

ORDERS = {"table": "As listed", "contested": "Most contested", "events": "Most events"}
MOST_TENSIONS = 20
STANCE_GROUPS = {
    "affirm": ("affirms",),
    "partly": ("partly",),
    "deny-or-doubt": ("denies", "doubts"),
}
GROUP_WORDS = {"affirm": "affirm", "partly": "affirm in part", "deny-or-doubt": "deny or doubt"}
NO_STANCE = "no stance"
HEDGED = "coalesce(commitment <> 'certain', false)"
# By the stances held: of one statement, of several.
_VERBS = {
    ("affirms",): ("affirms", "affirm"),
    ("partly",): ("affirms in part", "affirm in part"),
    ("denies",): ("denies", "deny"),
    ("doubts",): ("doubts", "doubt"),
    ("denies", "doubts"): ("denies or doubts", "deny or doubt"),
}
MEASURE = (
    "A question is most contested where as many distinct speakers affirm it as deny, doubt or "
    "qualify it. A speaker counts once, however often repeated. This says nothing about who is "
    "right."
)
ORIGIN = (
    "An origin is whoever an article has a claim from in the end: the first who passed it on, or "
    "else the speaker. Ten reports of one briefing have one origin."
)
# How answerable somebody is for the claim, best first: a convention for what to show first.
ATTRIBUTION_RANKS = {
    **dict.fromkeys(("named-official", "institution"), 0),
    "intelligence": 1,
    **dict.fromkeys(("unnamed-official", "document"), 2),
    "media-sources": 3,
    **dict.fromkeys(("media", "expert", "person"), 4),
    "article-voice": 5,
}


class Tension(NamedTuple):
    """Two events that clash, each with its passages in one article.

    `note` and `reading`, in which both could be so, are the coder's own words.
    """

    tension_id: str
    kind: str
    verdict: str
    note: str
    reading: str
    sides: tuple[tuple[Tie, tuple[Quote, ...]], tuple[Tie, tuple[Quote, ...]]]


class Standing(NamedTuple):
    """Who stands on one side of a question, one of STANCE_GROUPS, with its number of statements.

    `speakers` counts them by the state, or else the actor, that speaks; `words` say who says so
    and how firmly, `voices` speakers, articles and origins; `outside` are not in view.
    """

    group: str
    events: int
    speakers: dict[str, int]
    words: str
    voices: str
    outside: int


def of_storyline(seen: Selection, storyline_id: str) -> Selection:
    """The events in view of one storyline."""
    return seen.where("storyline_id = $storyline_id", storyline_id=storyline_id)


def counts(seen: Selection) -> pd.DataFrame:
    """Count what each storyline rests on: one row each, by storyline_id in the table's order.

    `contested` is a balance of voices from 0 to 1: with a the distinct speakers who affirm and d
    those who deny, doubt or limit, 2 · min(a, d) / (a + d). One voice each way makes 1, as ten
    each way do: read it beside the number of speakers.
    """
    found = seen.store.frame(_COUNTS, seen=seen).astype({"storyline_id": str})
    found = found.set_index("storyline_id").rename_axis(None).fillna(0)
    return found.astype(dict.fromkeys(found.columns.drop("contested"), "int64"))


_STANCES = ", ".join(
    f"count(*) FILTER (stance = '{stance}') AS {stance}"
    for stance in codebook.vocabulary("events", "stance")
)
_COUNTS = f"""
WITH shown AS (
    SELECT no AS event, storyline_id, stance FROM {{seen}} JOIN events USING (no)
), held AS (
    SELECT storyline_id, count(*) AS events, {_STANCES} FROM shown GROUP BY storyline_id
), told AS (
    SELECT storyline_id, count(DISTINCT source_id) AS articles
    FROM shown JOIN tellings USING (event) GROUP BY storyline_id
), voiced AS (
    SELECT storyline_id, count(DISTINCT actor_id) AS speakers, count(DISTINCT side) AS sides,
        count(DISTINCT actor_id) FILTER (stance = 'affirms') AS affirm,
        count(DISTINCT actor_id) FILTER (stance IN ('denies', 'partly', 'doubts')) AS deny
    FROM shown JOIN voices USING (event) WHERE part = 'speaker' GROUP BY storyline_id
), touched AS (
    SELECT storyline_id, count(DISTINCT tension_id) AS tensions
    FROM (
        SELECT tension_id, unnest([event_a, event_b]) AS no FROM tensions
        WHERE event_a IN (FROM {{seen}}) OR event_b IN (FROM {{seen}})
    ) JOIN events USING (no) GROUP BY storyline_id
)
SELECT storyline_id, COLUMNS(held.* EXCLUDE storyline_id), articles, speakers, sides, tensions,
    coalesce(2 * least(affirm, deny) / nullif(affirm + deny, 0), 0) AS contested
FROM storylines
LEFT JOIN held USING (storyline_id) LEFT JOIN told USING (storyline_id)
LEFT JOIN voiced USING (storyline_id) LEFT JOIN touched USING (storyline_id)
ORDER BY storylines.no"""


def ranked(counts: pd.DataFrame, by: str) -> list[str]:
    """The storyline_ids of `counts` in one of the ORDERS; equal ones stay as in the table."""
    columns = {"contested": ["contested", "events"], "events": ["events"]}.get(by)
    found = counts.sort_values(columns, ascending=False, kind="stable") if columns else counts
    return list(found.index)


def in_words(row: pd.Series) -> str:
    """Write a row of `counts` as a phrase.

    >>> in_words(pd.Series({"events": 14, "articles": 4, "speakers": 6, "sides": 1}))
    '14 events, 4 articles, 6 distinct speakers, 1 side'
    """
    nouns = {"events": "event", "articles": "article"}
    nouns |= {"speakers": "distinct speaker", "sides": "side"}
    return ", ".join(text.count(int(row[column]), noun) for column, noun in nouns.items())


def standings(tables: Tables, seen: Selection, storyline_id: str) -> list[Standing]:
    """Who affirms a question, who does so in part, who denies or doubts it."""
    found = []
    for group, stances in STANCE_GROUPS.items():
        held = "storyline_id = $storyline_id AND list_contains($stances, stance::VARCHAR)"
        asked = {"storyline_id": storyline_id, "stances": stances}
        some = seen.where(held, **asked)
        outside = len(tables.store.select(held, **asked)) - len(some)
        speakers = seen.store.rows(
            """SELECT state::VARCHAR, count(DISTINCT event) AS n FROM voices
            JOIN {some} ON event = no WHERE part = 'speaker'
            GROUP BY state ORDER BY n DESC, state""",
            some=some,
        )
        named = {tables.name(actor): n for actor, n in speakers}
        words = _held_in_words(tables, some, named) if some else ""
        found.append(Standing(group, len(some), named, words, voices_in_words(some), outside))
    return found


def _held_in_words(tables: Tables, some: Selection, states: dict[str, int]) -> str:
    """Statements and their speakers: `3 statements by 2 speakers affirm (1 hedged)`."""
    actors = some.store.column(
        """SELECT DISTINCT actor_id::VARCHAR AS actor FROM voices JOIN {some} ON event = no
        WHERE part = 'speaker' ORDER BY actor""",
        some=some,
    )
    stances = some.store.column(
        "SELECT DISTINCT stance::VARCHAR AS held FROM {some} JOIN events USING (no) ORDER BY held",
        some=some,
    )
    by, asides = f" by {text.count(len(actors), 'speaker')}", []
    if len(actors) == 1:
        by = f",{' all' * (len(some) > 1)} by {with_article(tables.name(actors[0]))},"
    elif states:
        (name, most), *others = states.items()
        if not others:
            asides.append(f"{'all ' * (len(some) > 1)}by {with_article(name)}")
        elif most > max(n for _, n in others):
            asides.append(f"{most:,} of them by {with_article(name)}")
    if hedged := len(some.where(HEDGED)):
        asides.append(f"{hedged:,} hedged" if len(some) > 1 else "hedged")
    told = f"{text.count(len(some), 'statement')}{by} {_VERBS[tuple(stances)][len(some) > 1]}"
    return f"{told} ({'; '.join(asides)})" if asides else told


def contest_in_words(found: list[Standing]) -> str:
    """Who answers a question which way; a side that the filters remove is said to be missing."""
    said = []
    for standing in found:
        if standing.words:
            said.append(standing.words)
        elif standing.outside and standing.group != "partly":
            said.append(f"none in view {_VERBS[STANCE_GROUPS[standing.group]][0]}")
    return "; ".join(said) or "nobody takes a side"


def outside_in_words(found: list[Standing]) -> str:
    """A sentence on what takes a side, but not under these filters; empty for nothing."""
    said = list[str]()
    for standing in found:
        if n := standing.outside:
            noun = f"{n:,}" if said else text.count(n, "statement")
            verb = _VERBS[STANCE_GROUPS[standing.group]][n > 1]
            said.append(f"{noun} that {verb}")
    one = sum(standing.outside for standing in found) == 1
    return f"{listed(said)} {'is' if one else 'are'} outside this filter." if said else ""


def voices_in_words(some: Selection) -> str:
    """How many speakers, articles and independent origins, of which ORIGIN tells."""
    speakers, articles, origins = some.store.rows(
        """SELECT count(DISTINCT v.actor_id), count(DISTINCT source_id),
            count(DISTINCT coalesce(relays.actor_id, first.actor_id))
        FROM evidence AS e JOIN {some} ON e.event = {some}.no
        LEFT JOIN voices AS v ON v.event = e.event AND v.part = 'speaker'
        LEFT JOIN voices AS first
            ON first.event = e.event AND first.part = 'speaker' AND first.nth = 1
        LEFT JOIN relays ON relays.evidence = e.no AND relays.nth = 1""",
        some=some,
    )[0]
    numbers = {"speaker": speakers, "article": articles, "independent origin": origins}
    return ", ".join(text.count(number, noun) for noun, number in numbers.items())


def of_group(by_stance: pd.Series, group: str) -> int:
    """Sum numbers by stance over one of STANCE_GROUPS."""
    return sum(int(by_stance.get(stance, 0)) for stance in STANCE_GROUPS[group])


def text_alternative(tables: Tables, seen: Selection, storyline_id: str) -> str:
    """Describe a board: its counts, its dates, and who answers which way."""
    question = tables.storylines.loc[storyline_id, "question"]
    row = counts(seen).loc[storyline_id]
    if not row["events"]:
        return f"Board of “{question}”: no event under these filters."
    dated = dated_in_words(of_storyline(seen, storyline_id))
    tense = text.count(int(row["tensions"]), "tension")
    held = contest_in_words(standings(tables, seen, storyline_id))
    return f"Board of “{question}”: {in_words(row)}; {dated}; {held}; {tense}."


def grounds(seen: Selection, storyline_id: str) -> dict[str, dict[str, int]]:
    """Count the attributions of each of STANCE_GROUPS, in the vocabulary's order, without zeros."""
    found = seen.store.rows(
        """SELECT stance::VARCHAR AS stance, attribution::VARCHAR AS attribution, count(*) AS n
        FROM {seen} JOIN events USING (no)
        WHERE storyline_id = $storyline_id GROUP BY events.stance, events.attribution
        ORDER BY events.attribution""",
        seen=seen,
        storyline_id=storyline_id,
    )
    counted: dict[str, dict[str, int]] = {}
    for group, stances in STANCE_GROUPS.items():
        own = [row for row in found if row.stance in stances]
        counted[group] = {
            row.attribution: sum(r.n for r in own if r.attribution == row.attribution)
            for row in own
        }
    return counted


def strongest(seen: Selection, storyline_id: str, stance_group: str, most: int = 2) -> list[str]:
    """The event_ids of at most `most` events that speak best for a stance group, best first.

    One for each first speaker, so that a voice repeated does not crowd out another.
    """
    return seen.store.column(
        """WITH best AS (
            SELECT event_id, row_number() OVER (ORDER BY
                (SELECT count(*) FROM tellings WHERE event = events.no) DESC,
                $ranks[attribution::VARCHAR],
                EXISTS (FROM evidence WHERE event = events.no AND hedge <> ''),
                coalesce(latest, earliest) DESC,
                event_id
            ) AS rank, (
                SELECT actor_id FROM voices WHERE event = events.no AND part = 'speaker' AND nth = 1
            ) AS speaker
            FROM {seen} JOIN events USING (no)
            WHERE storyline_id = $storyline_id AND list_contains($stances, stance::VARCHAR)
        )
        SELECT arg_min(event_id, rank) FROM best GROUP BY speaker ORDER BY min(rank) LIMIT $most""",
        seen=seen,
        storyline_id=storyline_id,
        stances=STANCE_GROUPS[stance_group],
        ranks={"key": list(ATTRIBUTION_RANKS), "value": list(ATTRIBUTION_RANKS.values())},
        most=most,
    )


def tensions(tables: Tables, seen: Selection, storyline_id: str, most: int) -> list[Tension]:
    """The first `most` tensions that touch a storyline with either event, in the table's order."""
    found = seen.store.rows(
        """SELECT tension_id, kind, coalesce(verdict::VARCHAR, '') AS verdict, tensions.note,
            reading, event_a, event_b, a.event_id AS a_id, b.event_id AS b_id
        FROM tensions JOIN events AS a ON a.no = event_a JOIN events AS b ON b.no = event_b
        WHERE (event_a IN (FROM {seen}) OR event_b IN (FROM {seen}))
            AND $storyline_id IN (a.storyline_id::VARCHAR, b.storyline_id::VARCHAR)
        ORDER BY tensions.no LIMIT $most""",
        seen=seen,
        storyline_id=storyline_id,
        most=most,
    )
    return [
        Tension(
            row.tension_id,
            codebook.label(row.kind),
            VERDICTS.get(row.verdict, row.verdict),
            text.cut(row.note, text.NOTE),
            text.cut(row.reading, text.NOTE),
            (
                (tie(tables, row.a_id), _facing(tables, row.event_a, row.event_b)),
                (tie(tables, row.b_id), _facing(tables, row.event_b, row.event_a)),
            ),
        )
        for row in found
    ]


def _facing(tables: Tables, event: int, other: int) -> tuple[Quote, ...]:
    """The passages of an event in one article, if possible one that tells the other event too.

    All of them, because one may only date the event or name its speaker.
    """
    passages = tables.store.rows(
        """SELECT * FROM evidence WHERE event = $event AND source_id = (
            SELECT source_id FROM evidence WHERE event = $event ORDER BY
            source_id NOT IN (SELECT source_id FROM tellings WHERE event = $other), no LIMIT 1
        ) ORDER BY no""",
        event=event,
        other=other,
    )
    return tuple(quote(tables, passage) for passage in passages)
