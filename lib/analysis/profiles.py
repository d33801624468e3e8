"""Profiles: one actor, what it says, what is said of it, whom it answers and who answers it."""

from __future__ import annotations

from dataclasses import dataclass

from lib.analysis.events import held_in_words, introduced, lineage
from lib.dataset import codebook, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

MOST_CLAIMS = 200


@dataclass(frozen=True)
class Profile:
    """What there is to read about one actor in the events in view, with all who belong to it.

    `answers` are the events of others that its own respond to, `answered_by` those that respond to
    its own. `claimed` are at most MOST_CLAIMS sentences of the `claims_in_all`; `claim_types` and
    `articles` count where it speaks; `members` are actor_ids and names.
    """

    name: str
    introduction: str
    aliases: tuple[str, ...]
    belongs_to: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    says: Selection
    spoken_of: Selection
    answers: Selection
    answered_by: Selection
    claimed: tuple[str, ...]
    claims_in_all: int
    claim_types: dict[str, int]
    articles: int


def profile(tables: Tables, seen: Selection, actor_id: str) -> Profile:
    """The profile of one actor in the events in view; who it is does not depend on them.

    Raises KeyError for an actor_id that is not in the table.
    """
    aliases = str(tables.actors.loc[actor_id, "aliases"])
    part_of = (
        "no IN (SELECT event FROM voices JOIN belongs USING (actor_id) "
        "WHERE above = $actor_id AND part = $part)"
    )
    says = seen.where(part_of, actor_id=actor_id, part="speaker")
    others = "no NOT IN (FROM {says})"
    claimed, claims_in_all = _claimed(tables, seen, actor_id)
    ask = seen.store
    return Profile(
        name=tables.name(actor_id),
        introduction=introduced(tables, actor_id),
        aliases=tuple(map(text.fenced, codebook.entries(text.cut(aliases, text.NOTE)))),
        belongs_to=tuple(lineage(tables, actor_id)[1:]),
        members=tuple(
            ask.rows(
                "SELECT actor_id::VARCHAR, name FROM belongs JOIN actors USING (actor_id) "
                "WHERE above = $actor_id AND actor_id <> above ORDER BY actors.no",
                actor_id=actor_id,
            )
        ),
        says=says,
        spoken_of=seen.where(part_of, actor_id=actor_id, part="target"),
        answers=seen.where(
            f"no IN (SELECT answered FROM replies JOIN {{says}} ON reply = no) AND {others}",
            says=says,
        ),
        answered_by=seen.where(
            f"no IN (SELECT reply FROM replies JOIN {{says}} ON answered = no) AND {others}",
            says=says,
        ),
        claimed=claimed,
        claims_in_all=claims_in_all,
        claim_types=dict(
            ask.rows(
                "SELECT claim_type::VARCHAR, count(*) FROM {says} JOIN events USING (no) "
                "GROUP BY claim_type ORDER BY claim_type",
                says=says,
            )
        ),
        articles=ask.value(
            "SELECT count(DISTINCT source_id) FROM {says} JOIN tellings ON event = no", says=says
        ),
    )


_CLAIMS = """
WITH members AS (
    SELECT actor_id FROM belongs WHERE above = $actor_id
)
SELECT subject_id::VARCHAR AS subject_id, relation::VARCHAR AS relation,
    object_id::VARCHAR AS object_id, item, polarity::VARCHAR AS polarity,
    count(DISTINCT event) AS events, count(*) OVER () AS claims
FROM relationships JOIN {seen} ON event = {seen}.no
WHERE subject_id IN (FROM members) OR object_id IN (FROM members)
GROUP BY ALL ORDER BY events DESC, min(relationships.no) LIMIT $most"""


def _claimed(tables: Tables, seen: Selection, actor_id: str) -> tuple[tuple[str, ...], int]:
    """What is claimed to hold between these actors and others, a sentence for each claim.

    At most MOST_CLAIMS; the second is how many there are.
    """
    found = seen.store.rows(_CLAIMS, seen=seen, actor_id=actor_id, most=MOST_CLAIMS)
    sentences = (held_in_words(tables, row, f" in {text.count(row.events)}") for row in found)
    return tuple(sentences), found[0].claims if found else 0


def in_words(tables: Tables, profile: Profile) -> list[str]:
    """The profile in two or three sentences: how much, of what types, in exchange with others."""
    heard = f"others speak about it in {len(profile.spoken_of):,}"
    if profile.says:
        spoken = text.count(len(profile.says))
        told = text.count(profile.articles, "article")
        first = f"Speaks in {spoken} told by {told}{_types(tables, profile.claim_types)}; {heard}."
    else:
        first = f"Speaks in no event in view; {heard}."
    sentences = [first]
    answers, replies = len(profile.answers), len(profile.answered_by)
    if answers:
        sentences.append(f"It answers {text.count(answers)} of others.")
    if replies:
        sentences.append(f"{text.count(replies)} of others {'answer' + 's' * (replies == 1)} it.")
    if profile.members:
        sentences.append(f"Includes {text.count(len(profile.members), 'actor')}, listed below.")
    return sentences


def _types(tables: Tables, counts: dict[str, int]) -> str:
    """The two claim types with most events, as the rest of a sentence."""
    plural = tables.about.plural
    top = sorted(counts.items(), key=lambda item: -item[1])[:2]
    named = " and ".join(f"{plural('events', 'claim_type', code)} ({n:,})" for code, n in top)
    return f": {named}" if len(counts) == len(top) else f", most often {named}"
