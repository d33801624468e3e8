"""Forms: a view as a card that fits it, from one statement to a picture of all of them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import ceil

from lib.analysis import chronology, places, profiles, questions
from lib.analysis.chronology import CLOCKS
from lib.analysis.events import VERDICTS, lineage
from lib.charts import map as maps
from lib.charts import network
from lib.dataset import codebook, dates, text
from lib.dataset.store import Selection
from lib.export import titles
from lib.export.accounts import Account, accounts, nothing_in_view
from lib.export.card import Card, Entry, Figures, Group, Picture
from lib.export.statement import CAUTION, MOST_NOTED, Statement, address, cited, order
from lib.view.screen import Screen
from lib.view.view import FORMS, View

FEW = 16  # events that fit on two slides in their words
ASIDE, LISTED = 15, 240  # events of which each has its title on a timeline; in all on pages of them
OF_PAGE = {"timeline": "timeline", "network": "whom", "questions": "debate", "map": "map"}
IN_WORDS = f"In the articles’ own words. {CAUTION}"
REMARKED = f"Words in quotation marks are the articles’, those in italics the coder’s. {CAUTION}"
_WITHIN = str.maketrans("“”", "‘’")  # quotation marks within quotation marks
# How words begin that are in mid-sentence or point to another; few words may do so within.
_ADRIFT = re.compile(
    r"(?:which|that|as|with|and|but|[a-z]+ing|(?i:they|he|she|it|this|these|those|such))\b"
)
_POINTING = re.compile(r"\b(?:this|these|those|such) (?!week|month|year)[a-z]")
_FEW_LETTERS = 100
LIMITS = {
    "": "",
    "certain": "",
    "possible": "only as possible",
    "planned": "only as planned",
    "conditional": "only on a condition",
    "probable": "as probable",
}


def fitting(screen: Screen, page: str = "") -> str:
    """The form that fits a view, opened from `page`, unless the view names one that it can have."""
    view = screen.view
    if view.form in offered(screen):
        return view.form
    if view.tension or (view.event and _tensions(screen, view.event)):
        return "contradiction"
    if view.node:
        return "profile"
    if page in OF_PAGE and OF_PAGE[page] in offered(screen):
        return OF_PAGE[page]
    if view.question:
        return "debate"
    return "statements" if len(screen.seen) <= FEW else "timeline"


def offered(screen: Screen) -> dict[str, str]:
    """The forms that a view can have, with their labels."""
    counted = "SELECT count(*) FROM {table} JOIN {{seen}} ON event = {{seen}}.no"

    def any_in(table: str) -> bool:
        return bool(screen.seen.store.value(counted.format(table=table), seen=screen.seen))

    possible = {
        "contradiction": bool(screen.view.tension or screen.view.event),
        "profile": bool(_actor(screen.view)),
        "debate": not screen.tables.storylines.empty,
        "figures": any_in("quantities"),
        "map": any_in("places"),
    }
    return {form: label for form, label in FORMS.items() if possible.get(form, True)}


def of_page(screen: Screen, page: str) -> View:
    """The view as the briefing shows it that is opened from `page`."""
    form, view = fitting(screen, page), screen.view
    if page == "network" and not view.picture:
        view = replace(view, picture="links")  # which that page draws first
    return view if form == fitting(screen) else replace(view, form=form)


def card(screen: Screen, said: Statement) -> Card:
    """The card of a screen, in the form that fits it."""
    form = fitting(screen)
    made = _empty if not screen.seen and form != "contradiction" else _MAKERS[form]
    if form != "debate" and screen.view.question:
        said = replace(said, address=address(replace(screen.view, question="")))
    found = made(screen, Card(form, "", IN_WORDS, said, {}, (), order(screen)))
    told = [source for entry in found.entries for source in entry.sources]
    sources = cited(screen, told or said.sources, titles.short)
    title, subtitle = screen.view.title or found.title, found.subtitle
    if any(entry.lead or entry.remark for entry in found.entries):
        subtitle = subtitle.replace(IN_WORDS, REMARKED)
    found = replace(found, title=title, subtitle=subtitle, sources=sources)
    return replace(found, said=replace(found.said, title=title))


def _said(event: Account) -> str:
    """When it was said; where only the article's own date bounds it, when it was reported."""
    reported = event.date_basis == "publication" and not event.date.startswith("..")
    return "reported " * reported + titles.short(event.date)


def entry(screen: Screen, event: Account, remark: str = "", about: str = "") -> Entry:
    """One event in the words of its first passage, or the first that holds what it is `about`."""
    tables = screen.tables
    passages = [passage.exact for passage in event.passages]
    words = next((words for words in passages if about in words), passages[0])
    sides = dict.fromkeys(lineage(tables, actor)[-1] for actor in event.speakers)
    names = [tables.name(actor) for actor in event.speakers]
    return Entry(
        event=event,
        when=_said(event),
        who=" and ".join(names) or "Not stated",
        side=" and ".join(side for side in sides if side not in names),
        kind=codebook.label(event.claim_type).lower(),
        family=screen.theme.families[event.claim_type],
        words=f"“{text.fenced(' '.join(words.translate(_WITHIN).split()))}”",
        sources=tuple(event.sources),
        limit=LIMITS.get(event.commitment, f"as {codebook.label(event.commitment).lower()}"),
        remark=remark,
        lead=text.fenced(event.title) if not about and _adrift(words) else "",
    )


def _adrift(words: str) -> bool:
    """Whether words alone do not say what they are about."""
    few = len(words) <= _FEW_LETTERS
    return bool(_ADRIFT.match(words) or (few and _POINTING.search(words)))


def group(
    screen: Screen, some: Selection, heading: str = "", most: int = MOST_NOTED, right: bool = False
) -> Group:
    """Entries in date order; of more than `most` one of each claim type, then another of each.

    The type with most events comes first, and of a type what its most frequent side says.
    """
    more, total = "", len(some)
    if total > most:
        best = """WITH told AS (
                SELECT no, event_id, coalesce(latest, earliest) AS day, claim_type,
                    count(*) OVER (PARTITION BY claim_type) AS alike,
                    count(*) OVER (PARTITION BY claim_type, state) AS voiced,
                    (SELECT count(*) FROM tellings WHERE event = no) AS articles
                FROM {some} JOIN events USING (no)
                LEFT JOIN voices ON event = no AND part = 'speaker' AND nth = 1
            ), ranked AS (
                SELECT *, row_number() OVER (
                    PARTITION BY claim_type
                    ORDER BY voiced DESC, articles DESC, day DESC NULLS LAST, no
                ) AS nth FROM told
            )
            SELECT event_id FROM ranked ORDER BY nth, alike DESC, claim_type, no LIMIT $most"""
        ids = some.store.column(best, some=some, most=most)
        picked = accounts(some.where("list_contains($ids, event_id)", ids=ids))
        told = sorted(picked, key=lambda event: ids.index(event.event_id))
        more = f"and {text.count(total - most, 'more event')} in view"
        heading += f"; {most} shown" * bool(heading)
    else:
        told = accounts(some, "date")
    return Group(tuple(entry(screen, event) for event in told), heading, more, right)


def _shown(screen: Screen, blank: Card, count: int, which: str = "") -> Statement:
    """The statement of a card that shows so many of the events, and says which."""
    shown = f"{count:,} of {text.count(screen.tables.total)}"
    return replace(blank.said, shown=f"{shown} · {which}" if which else shown)


def _empty(screen: Screen, blank: Card) -> Card:
    return replace(blank, title="No event in view", subtitle=nothing_in_view(screen))


def _statements(screen: Screen, blank: Card) -> Card:
    return replace(blank, title=titles.of_events(screen), blocks=(group(screen, screen.seen),))


def _timeline(screen: Screen, blank: Card) -> Card:
    view = screen.view
    alt = chronology.in_words(screen.tables, screen.seen, view.lanes, view.clock)
    subtitle = f"{CLOCKS[view.clock]}. {CAUTION}"
    title = titles.of_events(screen)
    if len(screen.seen) > FEW and not view.filters.claim_type:
        subtitle = f"Most are {titles.kinds(screen.tables, screen.seen)}. {subtitle}"
    blocks = [Picture("timeline", alt)]
    order = chronology.in_order(screen.seen, view.clock)
    if ASIDE < len(order) <= LISTED:
        # Marks without a title: each has it on one of the pages that follow.
        parts = ceil(len(order) / ASIDE)
        ends = [round(n * len(order) / parts) for n in range(parts + 1)]
        for a, b in pairwise(ends):
            first, last = order["printed"].iloc[[a, b - 1]].dt.date
            days = titles.short(dates.days_in_words(first, last))
            part = f"Events {a + 1}–{b} of {len(order)}, {days}"
            blocks.append(Picture("timeline", alt, tuple(order["event_id"][a:b]), part))
    return replace(blank, title=title, subtitle=subtitle, blocks=tuple(blocks))


def _whom(screen: Screen, blank: Card) -> Card:
    title = titles.of_speakers(screen)
    says = screen.view.layer == "says"
    who, one = ("Who speaks", "event") if says else ("Who is said to act", "claimed link")
    whom = "about whom" if says else "on whom"
    how = f"{who} (rows) {whom} (columns). One square is one {one}."
    if screen.view.picture == "links":
        how = f"{who} {whom}. A link is as wide as its number of {one}s."
    alt = network.in_words(screen)
    return replace(blank, title=title, subtitle=f"{how} {CAUTION}", blocks=(Picture("whom", alt),))


def _map(screen: Screen, blank: Card) -> Card:
    alt = places.in_words(screen.seen)
    ids = sorted(set(maps.placed(screen)["event_id"]))
    drawn = screen.seen.where("list_contains($ids, event_id)", ids=ids)
    title = f"Places named in {titles.of_events(screen, drawn)}"
    subtitle = f"A place lies somewhere within its ring. {CAUTION} {maps.summed(screen)}"
    title = f"{title[:16]}{title[16:17].lower()}{title[17:]}"
    said = _shown(screen, blank, len(drawn), "with a place on this map")
    return replace(blank, title=title, subtitle=subtitle, blocks=(Picture("map", alt),), said=said)


def _debate(screen: Screen, blank: Card) -> Card:
    on_it = questions.of_storyline(screen.seen, screen.question)
    hedged = questions.HEDGED
    outright = " outright" * bool(on_it.where(f"stance = 'affirms' AND {hedged}"))
    groups = [
        (f"Affirm{outright}", f"stance = 'affirms' AND NOT {hedged}"),
        ("Affirm, hedged", f"stance = 'affirms' AND {hedged}"),
        ("Affirm in part", "stance = 'partly'"),
        ("Deny", "stance = 'denies'"),
        ("See no sign of it", "stance = 'doubts'"),
    ]
    blocks = []
    for heading, condition in groups:
        if some := on_it.where(condition):
            right = not heading.startswith("Affirm")
            counted = text.count(len(some), "statement")
            told = f"{heading}: {counted}, {questions.voices_in_words(some)}"
            blocks.append(group(screen, some, told, right=right))
    held = questions.standings(screen.tables, screen.seen, screen.question)
    subtitle = " ".join(filter(None, [questions.outside_in_words(held), IN_WORDS]))
    if silent := len(on_it) - sum(standing.events for standing in held):
        noun = "more event" if blocks else "event"
        subtitle += f" {text.count(silent, noun)} on this question take no side."
    title, asked = titles.of_question(screen), screen.tables.storylines.at[screen.question, "title"]
    said = _shown(screen, blank, len(on_it), f"question: {asked}")
    return replace(blank, title=title, subtitle=subtitle, blocks=tuple(blocks), said=said)


def _tensions(screen: Screen, event_id: str, tension_id: str = "") -> list[tuple[str, str]]:
    """The events that clash with one, each with what clashes in words; or of one tension only."""
    rows = screen.tables.store.rows(
        """SELECT b.event_id, kind, verdict::VARCHAR AS verdict, t.note, reading
        FROM (SELECT * FROM tensions
            UNION ALL SELECT * REPLACE (event_b AS event_a, event_a AS event_b) FROM tensions) AS t
        JOIN events AS a ON a.no = event_a JOIN events AS b ON b.no = event_b
        WHERE a.event_id = $event AND ($tension = '' OR tension_id = $tension)
        ORDER BY coalesce(b.earliest, b.latest), b.no, t.no""",
        event=event_id,
        tension=tension_id,
    )
    found = []
    for row in rows:
        words = [f"{codebook.label(row.kind)}: {row.note}"]
        if row.verdict:
            words.append(f"Our reading: they {VERDICTS.get(row.verdict, row.verdict)}.")
        if row.verdict == "contradict":
            words.append("No reading is found in which both could be so.")
        elif row.reading:
            words.append(f"Both could be so: {row.reading}")
        found.append((row.event_id, " ".join(text.cut(w, text.NOTE) for w in words)))
    return found


def _contradiction(screen: Screen, blank: Card) -> Card:
    """An event and what clashes with it; without a clash the event and what answers it."""
    tables, view = screen.tables, screen.view
    event_id = view.event
    if view.tension:
        event_id = str(tables.tensions.at[view.tension, "event_a"])
    clashing = _tensions(screen, event_id, view.tension)
    some = tables.store.select("event_id = $id", id=event_id)
    replies = tables.store.select(
        """no IN (SELECT reply FROM replies JOIN {some} ON answered = {some}.no
        UNION SELECT answered FROM replies JOIN {some} ON reply = {some}.no)""",
        some=some,
    )
    told = {
        event.event_id: event
        for event in accounts(
            tables.store.select(
                "list_contains($ids, event_id)", ids=[event_id, *(e for e, _ in clashing)]
            )
        )
    }
    first = entry(screen, told[event_id])
    against = tuple(entry(screen, told[other], remark) for other, remark in clashing)
    storyline = tables.storylines["title"].get(first.event.storyline_id, first.event.title)
    if not against:
        blocks = [Group((first,))]
        if replies:
            heading = "What it answers, and what answers it"
            blocks.append(group(screen, replies, heading, right=True))
        title = f"{first.who}, {first.when}: {text.fenced(first.event.title)}"
        said = _shown(screen, blank, 1 + len(replies))
        return replace(blank, title=title, blocks=tuple(blocks), said=said)
    if len(against) > 1:
        others = f"{titles.number(len(against)).lower()} statements differ"
        title = f"{text.fenced(first.event.title)}; {others}"
        blocks = [Group((first,), "One says"), Group(against, "What differs from it")]
    else:
        # The earlier one stands at the left; what clashes is said below the later one.
        remark = against[0].remark
        both = tables.store.select("list_contains($ids, event_id)", ids=list(told))
        answers = both.where(
            "no IN (SELECT reply FROM replies WHERE answered IN (FROM {both}))", both=both
        ).ids()
        pair = [first, replace(against[0], remark="")]
        pair.sort(key=lambda e: (e.event.event_id in answers, e.event.latest or date.max))
        one, other = pair
        title = f"{one.who} and {other.who} differ: {text.fenced(str(storyline))}"
        other = replace(other, remark=remark)
        blocks = [Group((one,), "One says"), Group((other,), "The other says", right=True)]
    said = _shown(screen, blank, 1 + len(against))
    return replace(blank, title=title, blocks=tuple(blocks), said=said)


def _actor(view: View) -> str:
    """Whom a profile is of: the actor picked, or the only one asked for."""
    return view.node or (view.filters.actor[0] if len(view.filters.actor) == 1 else "")


def _profile(screen: Screen, blank: Card) -> Card:
    actor = _actor(screen.view)
    found = profiles.profile(screen.tables, screen.in_span, actor)
    name, blocks = text.fenced(found.name), []
    for words, some, most in (
        ("Says", found.says, 12),
        (f"Said of {name}", found.spoken_of, 6),
        (f"Answers to {name}", found.answered_by, 4),
    ):
        if some:
            kinds = titles.kinds(screen.tables, some, len(screen.theme.families))
            heading = f"{words}: {text.count(len(some))} ({kinds})"
            blocks.append(group(screen, some, heading, most, right=some is not found.says))
    told = found.says.either(found.spoken_of).either(found.answered_by)
    title = titles.of_actor(screen, found.name, len(found.says), len(found.spoken_of))
    about = found.introduction if found.introduction != found.name else ""
    subtitle = ". ".join(filter(None, [about, IN_WORDS]))
    said = _shown(screen, blank, len(told), f"by or about {found.name}")
    return replace(blank, title=title, subtitle=subtitle, blocks=tuple(blocks), said=said)


def _figures(screen: Screen, blank: Card) -> Card:
    rows = screen.seen.store.rows(
        """SELECT event_id, of, q.exact
        FROM quantities AS q JOIN events AS e ON e.no = q.event
        JOIN {seen} AS s ON s.no = q.event
        ORDER BY coalesce(earliest, latest), event_id, q.no LIMIT $most""",
        seen=screen.seen,
        most=MOST_NOTED,
    )
    ids = [row.event_id for row in rows]
    shown = screen.seen.where("list_contains($ids, event_id)", ids=ids)
    by_id = {event.event_id: event for event in accounts(shown)}
    found = [
        (row.exact, row.of, entry(screen, by_id[row.event_id], about=row.exact)) for row in rows
    ]
    events = text.count(len(set(ids)))
    numbers = text.count(len(rows), "number").partition(" ")[2]
    title = f"{titles.number(len(rows))} {numbers} in {events}, {titles.months(shown)}"
    said = _shown(screen, blank, len(shown), "with a number")
    return replace(blank, title=title, blocks=(Figures(tuple(found)),), said=said)


_MAKERS: dict[str, Callable[[Screen, Card], Card]] = {
    "statements": _statements,
    "debate": _debate,
    "contradiction": _contradiction,
    "profile": _profile,
    "timeline": _timeline,
    "whom": _whom,
    "figures": _figures,
    "map": _map,
}
