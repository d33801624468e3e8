"""Filters: which events are in view, and the same said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import islice

from lib.dataset import codebook, dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables, once
from lib.dataset.text import folded


@dataclass(frozen=True)
class Filters:
    """What a reader asked for: within one field any value will do, and every field must agree.

    `date` is a range of days, `None` where it is open; with `within` `possibly` an event is in it
    if it may have happened then, with `certainly` only if it cannot have happened outside. `q` are
    words that must all occur; words in double quotes must occur together.
    """

    source: tuple[str, ...] = ()
    claim_type: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    storyline: tuple[str, ...] = ()
    date: tuple[date | None, date | None] = (None, None)
    within: str = "possibly"
    stance: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    commitment: tuple[str, ...] = ()
    item: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    q: str = ""

    def active(self) -> list[str]:
        """The names of the fields that are set; `within` only says how `date` is meant."""
        changed = [f.name for f in fields(self) if getattr(self, f.name) != f.default]
        return [name for name in changed if name != "within"]

    def without(self, name: str) -> Filters:
        """The same filters with one field cleared."""
        return replace(self, **{name: getattr(Filters(), name)})


MOST_OFFERED = 300  # values a list in the sidebar holds: they are sent whenever a page changes
WITHIN = {"possibly": "Possibly", "certainly": "Certainly"}
VOCABULARIES = ("claim_type", "stance", "attribution", "commitment")
TOLD = {"one": "One article only", "several": "Several articles"}
HEADINGS = {
    "source": "Source",
    "claim_type": "Claim type",
    "actor": "Actor",
    "speaker": "Speaker",
    "storyline": "Storyline",
    "date": "Date",
    "stance": "Stance",
    "attribution": "Attribution",
    "commitment": "Commitment",
    "item": "Item",
    "told": "Told by",
    "q": "Search",
}


@once
def options(tables: Tables) -> dict[str, dict[str, str]]:
    """For each filter that offers a choice, the labels of its values by code, in display order.

    They are empty where the tables leave nothing to choose.
    """
    # States first, then by the number of events they take part in.
    actors = tables.store.rows(
        """SELECT actors.actor_id, name FROM actors LEFT JOIN voices USING (actor_id)
        GROUP BY ALL
        ORDER BY any_value(part_of IS NULL AND kind = 'state') DESC, count(DISTINCT event) DESC,
            name, any_value(no)"""
    )
    chosen = {
        "source": dict(_source_labels(tables)),
        "actor": {actor_id: text.fenced(text.brief(name)) for actor_id, name in actors},
        "storyline": tables.storylines["title"].map(text.fenced).to_dict(),
    }
    chosen["speaker"] = chosen["actor"]
    for column in VOCABULARIES:
        chosen[column] = {c: codebook.label(c) for c in tables.about.vocabulary("events", column)}
    if not tables.store.value("SELECT count(commitment) FROM events"):
        chosen["commitment"] = {}
    items = tables.store.rows(
        "SELECT item, any_value(name) FROM things GROUP BY item ORDER BY count(*) DESC, item"
    )
    chosen["item"] = {item: text.fenced(text.brief(name)) for item, name in items}
    chosen["told"] = TOLD if len(tables.sources) > 1 else {}
    return {name: chosen[name] for name in HEADINGS if name in chosen}


@once
def other_names(tables: Tables) -> dict[str, str]:
    """The actor_id of each alias, written as `White House (United States)`."""
    aliases = codebook.listed(tables.actors["aliases"])
    return {
        text.fenced(f"{text.brief(alias)} ({tables.name(actor_id)})"): str(actor_id)
        for actor_id, alias in sorted(aliases.items(), key=lambda named: named[1].casefold())
    }


def source_label(tables: Tables, source_id: str) -> str:
    """The article's short name, as every list, legend and caption names it."""
    return _source_labels(tables)[source_id]


def offered(labels: dict[str, str], chosen: Iterable[str]) -> list[str]:
    """The codes that a list offers: all of them, or of many the first MOST_OFFERED.

    Those `chosen` are always among them.
    """
    first = list(islice(labels, MOST_OFFERED))
    return first + [code for code in chosen if code not in first]


def meant(labels: dict[str, str], text: str) -> str:
    """The code that somebody means who types a code, a label or a part of one; else nothing.

    The first in display order of those it is the beginning of, then of those it is a part of.

    >>> meant({"us": "United States", "uk": "United Kingdom"}, "kingdom")
    'uk'
    """
    if text in labels:
        return text
    wanted = folded(text)
    plain = {code: folded(label) for code, label in labels.items()} if wanted else {}
    found = [code for code, label in plain.items() if wanted in label]
    near = {code: (plain[code] != wanted, not plain[code].startswith(wanted)) for code in found}
    return min(found, key=near.__getitem__, default="")


@once
def _source_labels(tables: Tables) -> dict[str, str]:
    """The label of each article, else its publisher and month; more of it where two are alike."""
    sources = tables.sources
    outlet = sources["publisher"].where(sources["publisher"] != "", "Unnamed outlet")
    month, day = (sources["published"].str[:end].map(dates.in_words) for end in (7, None))
    labels = sources["label"].where(sources["label"] != "", outlet + ", " + month)
    title = sources["title"].map(lambda words: text.brief(words, 24))
    for more in (day, title, sources["source_id"]):
        labels = labels.mask(labels.duplicated(keep=False), outlet + ", " + more)
    return {str(source_id): text.fenced(label) for source_id, label in labels.items()}


def select(tables: Tables, filters: Filters) -> Selection:
    """The events in view, as a selection.

    An `actor` is found as speaker and as target alike; both stand for all who belong to them.
    """
    values = {name: value for name in _CONDITIONS if (value := getattr(filters, name))}
    days = {name: day for name, day in zip(("start", "end"), filters.date, strict=True) if day}
    quoted = re.findall(r'"([^"]*)"|([^\s"]+)', filters.q)
    phrases = {f"q{i}": folded(phrase or word) for i, (phrase, word) in enumerate(quoted)}
    conditions = [_CONDITIONS[name] for name in values]
    conditions += [_WITHIN[filters.within][name] for name in days]
    conditions += [f"contains(words, ${name})" for name in phrases]
    return tables.store.select(" AND ".join(conditions) or "true", **values, **days, **phrases)


_CONDITIONS = {
    "source": "no IN (SELECT event FROM tellings WHERE list_contains($source, source_id::VARCHAR))",
    "actor": (
        "no IN (SELECT event FROM voices JOIN belongs USING (actor_id) "
        "WHERE list_contains($actor, above::VARCHAR))"
    ),
    "speaker": (
        "no IN (SELECT event FROM voices JOIN belongs USING (actor_id) "
        "WHERE part = 'speaker' AND list_contains($speaker, above::VARCHAR))"
    ),
    "storyline": "list_contains($storyline, storyline_id::VARCHAR)",
    **{name: f"list_contains(${name}, {name}::VARCHAR)" for name in VOCABULARIES},
    "item": "no IN (SELECT event FROM things WHERE list_contains($item, item))",
    "told": """no IN (SELECT event FROM tellings GROUP BY event
        HAVING list_contains($told, if(count(*) > 1, 'several', 'one')))""",
}
# An event whose span is open at one end is never certainly, and always possibly, on that side.
_WITHIN = {
    "possibly": {
        "start": "coalesce(latest >= $start, true)",
        "end": "coalesce(earliest <= $end, true)",
    },
    "certainly": {
        "start": "coalesce(earliest >= $start, false)",
        "end": "coalesce(latest <= $end, false)",
    },
}


def in_words(tables: Tables, filters: Filters) -> list[str]:
    """Each active filter as a phrase such as `Actor: Russia or Iran`, in the sidebar's order."""
    labels = options(tables)
    phrases = []
    for name in filters.active():
        value = getattr(filters, name)
        if name == "date":
            sure = "certainly " if filters.within == "certainly" else ""
            said = sure + dates.days_in_words(*value)
        elif name == "q":
            said = value
        else:
            said = " or ".join(labels[name][code] for code in value)
        phrases.append(f"{HEADINGS[name]}: {said}")
    return phrases


def sureness(tables: Tables, filters: Filters) -> dict[str, int]:
    """How many events are in view with the date meant as `certainly` and as `possibly`."""
    return {name: len(select(tables, replace(filters, within=name))) for name in WITHIN}


def loosened(tables: Tables, filters: Filters) -> dict[str, int]:
    """For each active filter how many events would be in view without it, most first."""
    counts = {name: len(select(tables, filters.without(name))) for name in filters.active()}
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
