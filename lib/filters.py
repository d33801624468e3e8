"""Filters: which events are in view, and the same said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

import pandas as pd

from lib import dates, package, texts
from lib.actors import belonging_to
from lib.tables import Tables, folded


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
    storyline: tuple[str, ...] = ()
    date: tuple[date | None, date | None] = (None, None)
    within: str = "possibly"
    stance: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    q: str = ""

    def active(self) -> list[str]:
        """The names of the fields that are set; `within` only says how `date` is meant."""
        changed = [f.name for f in fields(self) if getattr(self, f.name) != f.default]
        return [name for name in changed if name != "within"]

    def without(self, name: str) -> Filters:
        """The same filters with one field cleared."""
        return replace(self, **{name: getattr(Filters(), name)})


WITHIN = {"possibly": "Possibly", "certainly": "Certainly"}
HEADINGS = {
    "source": "Source",
    "claim_type": "Claim type",
    "actor": "Actor",
    "storyline": "Storyline",
    "date": "Date",
    "stance": "Stance",
    "attribution": "Attribution",
    "q": "Search",
}


def options(tables: Tables) -> dict[str, dict[str, str]]:
    """For each filter that offers a choice, the labels of its values by code, in display order."""
    chosen = {
        "source": {s: source_label(tables, s) for s in tables.sources.index},
        "actor": _actor_options(tables),
        "storyline": tables.storylines["title"].map(texts.fenced).to_dict(),
    }
    for column in ("claim_type", "stance", "attribution"):
        chosen[column] = {c: package.label(c) for c in package.vocabulary("events", column)}
    return {name: chosen[name] for name in HEADINGS if name in chosen}


def source_label(tables: Tables, source_id: str) -> str:
    """The article's publisher and month, as every list, legend and caption names it."""
    row = tables.sources.loc[source_id]
    publisher = texts.fenced(row["publisher"]) or "Unnamed outlet"
    return f"{publisher}, {dates.in_words(row['published'][:7])}"


def _actor_options(tables: Tables) -> dict[str, str]:
    """Actors by how many events they take part in, those who belong to them included."""
    actors = tables.actors
    heads = pd.Series(actors["part_of"].isin([""]).to_numpy(), index=actors.index)
    counts = tables.parts.groupby("actor_id")["event_id"].nunique()
    order = pd.DataFrame(
        {
            "head": heads & (actors["kind"].astype(str) == "state"),
            "events": counts.reindex(actors.index).fillna(0),
            "name": actors["name"],
        }
    ).sort_values(["head", "events", "name"], ascending=[False, False, True])
    return {str(actor_id): texts.fenced(str(name)) for actor_id, name in order["name"].items()}


def match(tables: Tables, filters: Filters) -> pd.Series:
    """True for each event in view; a boolean Series aligned with `tables.events`.

    An actor is found as speaker and as target alike, and stands for all who belong to it.
    """
    events = tables.events
    keep = pd.Series(True, index=events.index)
    for name in ("claim_type", "stance", "attribution"):
        if chosen := getattr(filters, name):
            keep &= events[name].isin(chosen)
    if filters.storyline:
        keep &= events["storyline_id"].isin(filters.storyline)
    if filters.source:
        passages = tables.evidence
        told = passages.loc[passages["source_id"].isin(filters.source), "event_id"]
        keep &= events["event_id"].isin(told)
    if filters.actor:
        members = belonging_to(tables.actors, filters.actor)
        taking_part = tables.parts.loc[tables.parts["actor_id"].isin(members), "event_id"]
        keep &= events["event_id"].isin(taking_part)
    keep &= during(events, filters.date, filters.within)
    for words in _phrases(filters.q):
        keep &= tables.searchable.str.contains(words, regex=False)
    return keep


def during(
    events: pd.DataFrame, days: tuple[date | None, date | None], within: str = "possibly"
) -> pd.Series:
    """True for each event that possibly, or certainly, happened within a range of days.

    An open end of a span reaches beyond every range. Raises KeyError for another `within`.
    """
    start, end = days
    keep = pd.Series(True, index=events.index)
    near, far = {"possibly": ("latest", "earliest"), "certainly": ("earliest", "latest")}[within]
    open_ended = within == "possibly"
    if start:
        keep &= (events[near] >= pd.Timestamp(start)) | (open_ended & events[near].isna())
    if end:
        keep &= (events[far] <= pd.Timestamp(end)) | (open_ended & events[far].isna())
    return keep


def _phrases(q: str) -> Iterator[str]:
    for quoted, word in re.findall(r'"([^"]*)"|([^\s"]+)', q):
        if phrase := folded(quoted or word):
            yield phrase


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
    return {within: int(match(tables, replace(filters, within=within)).sum()) for within in WITHIN}


def loosened(tables: Tables, filters: Filters) -> dict[str, int]:
    """For each active filter how many events would be in view without it, most first."""
    counts = {name: int(match(tables, filters.without(name)).sum()) for name in filters.active()}
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
