"""The address in the browser: a whole view as query parameters, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches

from lib import dates, package
from lib.filters import HEADINGS, Filters, options
from lib.records import SHOWN as RECORDS
from lib.tables import Tables

LANES = {
    "claim_type": "Claim type",
    "storyline": "Storyline",
    "side": "Side",
    "source": "Source",
}
LAYERS = {"says": "Who says what about whom", "claimed": "What is claimed"}
LEVELS = {"states": "States", "speakers": "Speakers"}
TABLES = {name: package.label(name) for name in RECORDS}
CHOICES = {"lanes": LANES, "layer": LAYERS, "level": LEVELS, "table": TABLES}
PAIR = "~"


@dataclass(frozen=True)
class View:
    """Everything a screen depends on: the filters, how the charts are drawn, and what is picked.

    `event` is an event_id, `node` an actor_id, `edge` two actor_ids joined by PAIR, `article` a
    source_id; empty where nothing is picked. `level` is empty where each page may choose its own.
    """

    filters: Filters = field(default_factory=Filters)
    lanes: str = "claim_type"
    layer: str = "says"
    level: str = ""
    table: str = "events"
    event: str = ""
    node: str = ""
    edge: str = ""
    article: str = ""


@dataclass(frozen=True)
class Unknown:
    """A part of an address that means nothing here: `near` is a value that may have been meant."""

    name: str
    value: str
    near: str = ""

    def __str__(self) -> str:
        """The part in plain words."""
        meant = f" Did you mean {self.near!r}?" if self.near else ""
        return f"{self.name}={self.value} in the address is unknown and was ignored.{meant}"


def read(tables: Tables, query: Mapping[str, list[str]]) -> tuple[View, list[Unknown]]:
    """The view that query parameters ask for, and the parts of them that mean nothing.

    `query` maps a name to all values given under it. Nothing is raised for any input.
    """
    unknown: list[Unknown] = []
    chosen: dict[str, object] = {}
    for name, known in options(tables).items():
        values = list(dict.fromkeys(v for v in query.get(name, []) if v))
        chosen[name] = tuple(v for v in values if v in known)
        unknown += [Unknown(name, v, _near(v, known)) for v in values if v not in known]
    days, bad_dates = _read_days(query.get("date", []))
    words = " ".join(v.strip() for v in query.get("q", []) if v.strip())
    filters = Filters(**{**chosen, "date": days, "q": words})  # type: ignore[arg-type]
    drawn: dict[str, str] = {}
    for name, known in [
        *CHOICES.items(),
        ("event", dict.fromkeys(tables.events.index, "")),
        ("node", dict.fromkeys(tables.actors.index, "")),
        ("article", dict.fromkeys(tables.sources.index, "")),
    ]:
        for value in query.get(name, [])[-1:]:
            if value in known:
                drawn[name] = value
            elif value:
                unknown.append(Unknown(name, value, _near(value, known)))
    for value in query.get("edge", [])[-1:]:
        if len(ends := value.split(PAIR)) == 2 and all(e in tables.actors.index for e in ends):
            drawn["edge"] = value
        elif value:
            unknown.append(Unknown("edge", value))
    read_names = {*HEADINGS, *(f.name for f in fields(View))} - {"filters"}
    unknown += bad_dates
    unknown += [
        Unknown(name, " ".join(values), _near(name, dict.fromkeys(read_names, "")))
        for name, values in query.items()
        if name not in read_names and not name.startswith("embed")
    ]
    return View(filters=filters, **drawn), unknown


def write(view: View) -> dict[str, list[str]]:
    """The query parameters of a view, only what differs from the default: `read` undoes it.

    >>> write(View(Filters(actor=("russia", "iran"), date=(date(2022, 12, 1), None))))
    {'actor': ['russia', 'iran'], 'date': ['2022-12-01/..']}
    """
    query: dict[str, list[str]] = {}
    for name in view.filters.active():
        value = getattr(view.filters, name)
        if name == "date":
            query[name] = ["/".join(d.isoformat() if d else ".." for d in value)]
        else:
            query[name] = [value] if name == "q" else list(value)
    for part in fields(View):
        value = getattr(view, part.name)
        if part.name != "filters" and value != part.default:
            query[part.name] = [value]
    return query


def _read_days(
    values: list[str],
) -> tuple[tuple[date | None, date | None], list[Unknown]]:
    """A range from an EDTF date or interval, or from its two ends given one after the other."""
    text = "/".join(v.strip() for v in values if v.strip())
    if not text or text == "../..":
        return (None, None), []
    try:
        span = dates.parse(text)
    except dates.DateError:
        return (None, None), [Unknown("date", text, "2022-12-01/2023-06-30")]
    return (span.earliest, span.latest), []


def _near(value: str, known: Mapping[str, str]) -> str:
    """The code that is closest to what was typed, be it a code or a label."""
    by_text = {label.casefold(): code for code, label in known.items() if label}
    by_text |= {code: code for code in known}
    near = get_close_matches(value.casefold(), by_text, n=1, cutoff=0.75)
    return by_text[near[0]] if near else ""
