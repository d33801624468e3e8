"""Profiles: one actor, what it says, what is said of it, whom it answers and who answers it."""

from typing import NamedTuple

from lib.analysis.events import held_in_words, introduced, lineage
from lib.dataset import codebook, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables

MOST_CLAIMS = 200


class Profile(NamedTuple):
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
    ask = seen.store
    part_of = (
        "no IN (SELECT event FROM voices JOIN belongs USING (actor_id) "
        "WHERE above = $actor_id AND part = $part)"
    )
    says = seen.where(part_of, actor_id=actor_id, part="speaker")
    exchange = "no NOT IN (FROM {says}) AND no IN (SELECT %s FROM replies JOIN {says} ON %s = no)"
    claims = ask.rows(_CLAIMS, seen=seen, actor_id=actor_id, most=MOST_CLAIMS)
    types = """SELECT claim_type::VARCHAR, count(*) FROM {says} JOIN events USING (no)
        GROUP BY claim_type ORDER BY claim_type"""
    articles = "SELECT count(DISTINCT source_id) FROM {says} JOIN tellings ON event = no"
    members = """SELECT actor_id::VARCHAR, name FROM belongs JOIN actors USING (actor_id)
        WHERE above = $actor_id AND actor_id <> above ORDER BY actors.no"""
    return Profile(
        name=tables.name(actor_id),
        introduction=introduced(tables, actor_id),
        aliases=tuple(map(text.fenced, codebook.entries(text.cut(aliases, text.NOTE)))),
        belongs_to=tuple(lineage(tables, actor_id)[1:]),
        members=tuple(ask.rows(members, actor_id=actor_id)),
        says=says,
        spoken_of=seen.where(part_of, actor_id=actor_id, part="target"),
        answers=seen.where(exchange % ("answered", "reply"), says=says),
        answered_by=seen.where(exchange % ("reply", "answered"), says=says),
        claimed=tuple(
            held_in_words(tables, row, f" in {text.count(row.events)}") for row in claims
        ),
        claims_in_all=claims[0].claims if claims else 0,
        claim_types=dict(ask.rows(types, says=says)),
        articles=ask.value(articles, says=says),
    )


# What is claimed to hold between these actors and others.
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


def in_words(tables: Tables, profile: Profile) -> list[str]:
    """The profile in two or three sentences: how much, of what types, in exchange with others."""
    heard = f"others speak about it in {len(profile.spoken_of):,}"
    sentences = [f"Speaks in no event in view; {heard}."]
    if profile.says:
        plural = tables.about.plural
        counts = sorted(profile.claim_types.items(), key=lambda item: -item[1])
        types = " and ".join(f"{plural('events', 'claim_type', c)} ({n:,})" for c, n in counts[:2])
        told = f"{text.count(len(profile.says))} told by {text.count(profile.articles, 'article')}"
        most = ", most often" if len(counts) > 2 else ":"
        sentences = [f"Speaks in {told}{most} {types}; {heard}."]
    answers, replies = len(profile.answers), len(profile.answered_by)
    if answers:
        sentences.append(f"It answers {text.count(answers)} of others.")
    if replies:
        sentences.append(f"{text.count(replies)} of others {'answer' + 's' * (replies == 1)} it.")
    if profile.members:
        sentences.append(f"Includes {text.count(len(profile.members), 'actor')}, listed below.")
    return sentences
