"""The address in the browser: a whole view as query parameters, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from typing import Any

import pandas as pd

from lib.analysis.filters import WITHIN, Filters, options
from lib.analysis.rows import SHOWN as RECORDS
from lib.dataset import codebook, dates
from lib.dataset.tables import Tables

LANES = {
    "claim_type": "Claim type",
    "storyline": "Storyline",
    "side": "Side",
    "source": "Source",
}
CLOCKS = {"happened": "Happened or was said", "reported": "Was reported by the article"}
LAYERS = {"says": "Who says what about whom", "claimed": "What is claimed"}
LEVELS = {"states": "States", "speakers": "Speakers"}
TABLES = {name: codebook.label(name) for name in RECORDS}
STEPS = {"1": "1 step", "2": "2 steps"}
ORDERS = {"table": "As listed", "contested": "Most contested", "events": "Most events"}
LOOKS = {"light": "Light", "print": "Print (greyscale)"}
PAPERS = {"wide": "16:9", "a4": "A4"}
PARTS = {
    "timeline": "Timeline",
    "says": f"Network: {LAYERS['says'].lower()}",
    "claimed": f"Network: {LAYERS['claimed'].lower()}",
    "question": "Question board",
    "events": "List of events",
    "event": "The open event with its passage",
}
MOST_PARTS = 4
CHOICES = {
    "lanes": LANES,
    "clock": CLOCKS,
    "layer": LAYERS,
    "level": LEVELS,
    "steps": STEPS,
    "table": TABLES,
    "order": ORDERS,
    "look": LOOKS,
    "paper": PAPERS,
}
AGAINST = "b."
MOST_COMPARED = 20_000
PAIR = "~"
STYLES = ("solid", "denied", "planned", "not_seen")


@dataclass(frozen=True)
class View:
    """Everything a screen depends on: the filters, how the charts are drawn, and what is picked.

    `event` is an event_id, `node` an actor_id, `edge` two actor_ids joined by PAIR, perhaps with
    the kind and style of one link behind them, `article` a
    source_id, `span` a range of days as EDTF; empty where nothing is picked. `level` is empty
    where each page may choose its own; so are `question`, a storyline_id, and `read`, a source_id.
    `until` is the day, as ISO text, up to which the network is drawn in full. `against` is a
    second set of filters to compare with, written to the address with AGAINST before each name.
    `of` is the version of the tables that the view is of, empty for those the dashboard was started
    on. `parts`, `title`, `note`, `look` and `paper` say how the view leaves as a briefing.
    """

    filters: Filters = field(default_factory=Filters)
    against: Filters = field(default_factory=Filters)
    of: str = ""
    lanes: str = "claim_type"
    clock: str = "happened"
    layer: str = "says"
    level: str = ""
    steps: str = "1"
    table: str = "events"
    order: str = "table"
    question: str = ""
    read: str = ""
    until: str = ""
    span: str = ""
    event: str = ""
    node: str = ""
    edge: str = ""
    article: str = ""
    parts: tuple[str, ...] = ()
    title: str = ""
    note: str = ""
    look: str = "light"
    paper: str = "wide"


@dataclass(frozen=True)
class Unknown:
    """A part of an address that means nothing here: `near` is a value that may have been meant."""

    name: str
    value: str
    near: str = ""

    def __str__(self) -> str:
        """The part in plain words."""
        if self.name == "of":
            return (
                f"The address is of other tables (version {self.value}), which are not open here. "
                "Open them again under Records."
            )
        meant = f" Did you mean {self.near!r}?" if self.near else ""
        return f"{self.name}={self.value} in the address {self.reason} and was ignored.{meant}"

    @property
    def reason(self) -> str:
        """What is wrong with it, as the rest of a sentence."""
        if self.name == "parts" and self.value in PARTS:
            return f"is beyond the {MOST_PARTS} parts that a briefing may have"
        return "is unknown"


def read(tables: Tables, query: Mapping[str, list[str]]) -> tuple[View, list[Unknown]]:
    """The view that query parameters ask for, and the parts of them that mean nothing.

    `query` maps a name to all values given under it. Nothing is raised for any input. An address of
    other tables means nothing here as a whole: the same id is another thing there.
    """
    of = next((value for value in reversed(query.get("of", [])) if value), "")
    if of not in ("", tables.version):
        return View(), [Unknown("of", of)]
    filters, unknown = _read_filters(tables, query)
    against, more = _read_filters(tables, query, AGAINST)
    unknown += more
    drawn: dict[str, str] = {"of": of}
    for name, known in _known(tables).items():
        for value in query.get(name, [])[-1:]:
            if value in known:
                drawn[name] = value
            elif value:
                unknown.append(Unknown(name, value, _near(value, known)))
    for name, means in (("edge", _is_pair), ("span", _is_range), ("until", _is_day)):
        for value in query.get(name, [])[-1:]:
            if means(tables, value):
                drawn[name] = value
            elif value:
                unknown.append(Unknown(name, value))
    for name in ("title", "note"):
        drawn[name] = " ".join(query.get(name, [])).strip()
    parts = list(dict.fromkeys(query.get("parts", [])))
    unknown += [Unknown("parts", p, _near(p, PARTS)) for p in parts if p and p not in PARTS]
    named = {f.name for f in fields(View)} - {"filters", "against"}
    filtered = {f.name for f in fields(Filters)}
    named |= filtered | {AGAINST + name for name in filtered}
    unknown += [
        Unknown(name, " ".join(values), _near(name, dict.fromkeys(named, "")))
        for name, values in query.items()
        if name not in named and not name.startswith("embed")
    ]
    chosen = [p for p in parts if p in PARTS]
    unknown += [Unknown("parts", p) for p in chosen[MOST_PARTS:]]
    chosen = chosen[:MOST_PARTS]
    return View(filters=filters, against=against, parts=tuple(chosen), **drawn), unknown


def _known(tables: Tables) -> dict[str, Mapping[str, str] | pd.Index]:
    """The values that may stand under each name: with their labels, or the ids of a table."""
    return {
        **CHOICES,
        "event": tables.events.index,
        "node": tables.actors.index,
        "article": tables.sources.index,
        "read": tables.sources.index,
        "question": tables.storylines.index,
    }


def _read_filters(
    tables: Tables, query: Mapping[str, list[str]], prefix: str = ""
) -> tuple[Filters, list[Unknown]]:
    unknown: list[Unknown] = []
    chosen: dict[str, Any] = {}
    for name, known in options(tables).items():
        values = list(dict.fromkeys(v for v in query.get(prefix + name, []) if v))
        chosen[name] = tuple(v for v in values if v in known)
        unknown += [Unknown(prefix + name, v, _near(v, known)) for v in values if v not in known]
    chosen["date"], bad_dates = _read_days(query.get(f"{prefix}date", []), f"{prefix}date")
    chosen["q"] = " ".join(v.strip() for v in query.get(f"{prefix}q", []) if v.strip())
    for value in query.get(f"{prefix}within", [])[-1:]:
        if value in WITHIN:
            chosen["within"] = value
        elif value:
            unknown.append(Unknown(f"{prefix}within", value, _near(value, WITHIN)))
    return Filters(**chosen), unknown + bad_dates


def _is_pair(tables: Tables, value: str) -> bool:
    ends, kind = value.split(PAIR)[:2], value.split(PAIR)[2:]
    pair = len(ends) == 2 and all(end in tables.actors.index for end in ends)
    kinds = codebook.vocabulary("events", "claim_type") + codebook.vocabulary(
        "relationships", "relation"
    )
    return pair and (not kind or (len(kind) == 2 and kind[0] in kinds and kind[1] in STYLES))


def _is_range(tables: Tables, value: str) -> bool:
    del tables
    return value != "" and _read_days([value], "span")[1] == []


def _is_day(tables: Tables, value: str) -> bool:
    del tables
    days, wrong = _read_days([value], "until")
    return value != "" and not wrong and days[0] == days[1]


def days_of(span: str) -> tuple[date | None, date | None]:
    """The first and last day of a range written as EDTF, `None` where it is open or not given."""
    return _read_days([span], "span")[0]


def write(view: View) -> dict[str, list[str]]:
    """The query parameters of a view, only what differs from the default: `read` undoes it.

    >>> write(View(Filters(actor=("russia", "iran"), date=(date(2022, 12, 1), None))))
    {'actor': ['russia', 'iran'], 'date': ['2022-12-01/..']}
    """
    query = _write_filters(view.filters) | {
        AGAINST + name: values for name, values in _write_filters(view.against).items()
    }
    for part in fields(View):
        value = getattr(view, part.name)
        if isinstance(value, str | tuple) and value != part.default:
            query[part.name] = [value] if isinstance(value, str) else list(value)
    return query


def _write_filters(filters: Filters) -> dict[str, list[str]]:
    query: dict[str, list[str]] = {}
    for name in filters.active():
        value = getattr(filters, name)
        if name == "date":
            query[name] = ["/".join(d.isoformat() if d else ".." for d in value)]
            if filters.within != Filters.within:
                query["within"] = [filters.within]
        else:
            query[name] = [value] if name == "q" else list(value)
    return query


def _read_days(
    values: list[str], name: str
) -> tuple[tuple[date | None, date | None], list[Unknown]]:
    """A range from an EDTF date or interval, or from its two ends given one after the other."""
    text = "/".join(v.strip() for v in values if v.strip())
    if not text or text == "../..":
        return (None, None), []
    try:
        span = dates.parse(text)
    except dates.DateError:
        return (None, None), [Unknown(name, text, "2022-12-01/2023-06-30")]
    return (span.earliest, span.latest), []


def _near(value: str, known: Mapping[str, str] | pd.Index) -> str:
    """The code that is closest to what was typed, be it a code or a label.

    None among so many that comparing with all of them would keep a reader waiting.
    """
    if len(known) > MOST_COMPARED:
        return ""
    labels = dict.fromkeys(known, "") if isinstance(known, pd.Index) else known
    by_text = {label.casefold(): code for code, label in labels.items() if label}
    by_text |= {code: code for code in labels}
    near = get_close_matches(value.casefold(), by_text, n=1, cutoff=0.75)
    return by_text[near[0]] if near else ""
