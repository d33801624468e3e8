"""The URL of a view: query parameters read and written, and what in them is unknown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from rapidfuzz import fuzz, process

from lib.analysis import stories
from lib.analysis.filters import WITHIN, Filters, options
from lib.analysis.links import PAIR, STYLES, is_node
from lib.dataset.dates import DateError
from lib.dataset.tables import Tables
from lib.view.view import CHOICES, View, days_of

# What older addresses chose with `parts`, and the form that stands for it.
PARTS = {
    "timeline": "timeline",
    "says": "whom",
    "claimed": "whom",
    "question": "debate",
    "events": "statements",
    "event": "contradiction",
}
AGAINST = "b."  # before the names of the second set of filters
# Values that older addresses have, and what they are called now.
_OLD = {"clock": {"happened": "said", "reported": "published", "said-about": "both"}}
# The table whose ids each name has.
_IDS = {
    **dict.fromkeys(("storyline", "question"), "storylines"),
    **dict.fromkeys(("actor", "node"), "actors"),
    **dict.fromkeys(("source", "article", "read"), "sources"),
    **{"event": "events", "tension": "tensions", "item": "items"},
}
_NEAR = 75  # per cent of two spellings that agree
_TOLD = 20  # unknown values; an address with more of them has one cause
WORDS, LETTERS = 50, 1_000  # that are searched
_MANY = 200  # nodes that are unfolded or moved
# The names that a query parameter may have.
_NAMES = [
    "parts",
    *(part.name for part in fields(View) if part.name not in ("filters", "against")),
    *(prefix + part.name for prefix in ("", AGAINST) for part in fields(Filters)),
]


@dataclass(frozen=True)
class Unknown:
    """A query parameter with an unknown value; `near` is a value that may have been meant.

    `instead` are the ids that took the place of a retired one, None for one that is not retired.
    `more` is how many are unknown besides those listed.
    """

    name: str
    value: str
    near: str = ""
    instead: tuple[str, ...] | None = None
    more: int = 0

    def __str__(self) -> str:
        """What the page says about it."""
        if self.name == "of":
            return (
                f"The address is of other tables (version {self.value}), which are not open here. "
                "Open them again under Records."
            )
        if self.more:
            return f"{self.more:,} more values in the address are unknown and were ignored."
        if self.name.removeprefix(AGAINST) == "q":
            return f"Only the first {WORDS} words ({LETTERS:,} characters) are searched for."
        if self.instead is not None:
            now = f"{' and '.join(self.instead)} took" if self.instead else "nothing took"
            return (
                f"This link asks for {self.name} “{self.value}”, which is retired: {now} its place."
            )
        meant = f" Did you mean “{self.near}”?" if self.near else ""
        return f"This link asks for {self.name} “{self.value}”, which is not known here.{meant}"


_Found = list[tuple[Unknown, Mapping[str, str]]]  # each with the values that are known instead


def read(tables: Tables, query: Mapping[str, list[str]]) -> tuple[View, list[Unknown]]:
    """Return the view that query parameters ask for, and those that are unknown.

    `query` maps a name to all its values. Nothing is raised for any input. The URL of other tables
    is unknown as a whole, because their ids mean something else here.
    """
    of = next((value for value in reversed(query.get("of", [])) if value), "")
    if of not in ("", tables.version):
        return View(), [Unknown("of", of)]
    # Half a character of two is no text for DuckDB.
    query = {k: [v.encode(errors="replace").decode() for v in vs] for k, vs in query.items()}
    query, retired = _renewed(tables, query)
    filters, unknown = _read_filters(tables, query)
    against, more = _read_filters(tables, query, AGAINST)
    unknown += more
    chosen: dict[str, Any] = {"filters": filters, "against": against, "of": of}
    labels = _labels(tables)
    for name in (*labels, *_TESTS):
        value = (query.get(name) or [""])[-1]
        value = _OLD.get(name, {}).get(value, value)
        known = labels.get(name, {})
        if not value:
            continue
        if value in known or (name in _TESTS and _TESTS[name](tables, value)):
            chosen[name] = value
        else:
            unknown.append((Unknown(name, value), known))
    for name in ("title", "note"):
        chosen[name] = " ".join(query.get(name, [])).strip()
    for part in query.get("parts", []):
        if part in PARTS:
            chosen.setdefault("form", PARTS[part])
        elif part:
            unknown.append((Unknown("parts", part), PARTS))
    for name, known_one in _LISTS.items():
        values = [value for value in dict.fromkeys(query.get(name, [])) if value]
        known_ones = {v for v in values[:_MANY] if known_one(tables, v)}
        chosen[name] = tuple(v for v in values if v in known_ones)
        unknown += [(Unknown(name, v), {}) for v in values if v not in known_ones]
    names = dict.fromkeys(_NAMES, "")
    unknown += [
        (Unknown(name, " ".join(values)), names)
        for name, values in query.items()
        if name not in _NAMES and not name.startswith("embed")
    ]
    told = [
        *dict.fromkeys(retired),
        *(replace(u, near=_meant(tables, u, known)) for u, known in unknown[:_TOLD]),
    ]
    rest = len(unknown) - _TOLD
    return View(**chosen), told + [Unknown("", "", more=rest)] * (rest > 0)


def _meant(tables: Tables, unknown: Unknown, known: Mapping[str, str]) -> str:
    """What was probably meant: one of the known values, or of the known names of parameters."""
    if unknown.name == "event":
        return _near_event(tables, unknown.value)
    if unknown.name.removeprefix(AGAINST) in ("date", "q"):
        return unknown.near
    return _near(unknown.value if unknown.name in _NAMES else unknown.name, known)


def searched(words: str) -> str:
    """As many of the words as are searched for."""
    if len(words) > LETTERS or len(words.split()) > WORDS:
        words = " ".join(words[:LETTERS].split()[:WORDS])
    return words


def write(view: View) -> dict[str, list[str]]:
    """Return the query parameters of a view without its defaults: `read` undoes it.

    >>> from datetime import date
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


def _renewed(
    tables: Tables, query: Mapping[str, list[str]]
) -> tuple[dict[str, list[str]], list[Unknown]]:
    """The query with what took the place of retired ids, and those ids.

    A filter takes all that did; what is picked only one, so it is dropped if there are several.
    """
    renewed: dict[str, list[str]] = {}
    retired: list[Unknown] = []
    for name, values in query.items():
        ids = tables.about.retired.get(_IDS.get(name.removeprefix(AGAINST), ""), {})
        many = hasattr(Filters, name.removeprefix(AGAINST))
        for value in values:
            now = ids.get(value, [value])
            renewed.setdefault(name, []).extend(now if many or len(now) == 1 else [])
            if value in ids:
                retired.append(Unknown(name, value, instead=tuple(now)))
    return renewed, retired


def _labels(tables: Tables) -> dict[str, Mapping[str, str]]:
    """The labels of the values that each of these names may have."""
    sources = tables.sources["title"].to_dict()
    return {
        **CHOICES,
        "node": tables.actors["name"].to_dict(),
        "article": sources,
        "story": dict.fromkeys(stories.names(tables), ""),
        "read": sources,
        "question": tables.storylines["title"].to_dict(),
        "tension": tables.tensions["note"].to_dict(),
    }


def _read_filters(
    tables: Tables, query: Mapping[str, list[str]], prefix: str = ""
) -> tuple[Filters, _Found]:
    unknown: _Found = []
    chosen: dict[str, Any] = {}
    for name, known in options(tables).items():
        values = list(dict.fromkeys(v for v in query.get(prefix + name, []) if v))
        chosen[name] = tuple(v for v in values if v in known)
        unknown += [(Unknown(prefix + name, v), known) for v in values if v not in known]
    # A range is one value, or its two ends one after the other.
    days = "/".join(v.strip() for v in query.get(f"{prefix}date", []) if v.strip())
    try:
        chosen["date"] = days_of(days)
    except DateError:
        unknown.append((Unknown(f"{prefix}date", days, "2022-12-01/2023-06-30"), {}))
    chosen["q"] = " ".join(v.strip() for v in query.get(f"{prefix}q", []) if v.strip())
    if (words := searched(chosen["q"])) != chosen["q"]:
        chosen["q"] = words
        unknown.append((Unknown(f"{prefix}q", ""), {}))
    for value in query.get(f"{prefix}within", [])[-1:]:
        if value in WITHIN:
            chosen["within"] = value
        elif value:
            unknown.append((Unknown(f"{prefix}within", value), WITHIN))
    return Filters(**chosen), unknown


def _write_filters(filters: Filters) -> dict[str, list[str]]:
    query: dict[str, list[str]] = {}
    for name in filters.active():
        value = getattr(filters, name)
        if name == "date":
            query[name] = ["/".join(day.isoformat() if day else ".." for day in value)]
            if filters.within != Filters.within:
                query["within"] = [filters.within]
        else:
            query[name] = [value] if name == "q" else list(value)
    return query


def _is_event(tables: Tables, value: str) -> bool:
    return bool(tables.store.rows("FROM events WHERE event_id = $event_id", event_id=value))


def _is_edge(tables: Tables, value: str) -> bool:
    ends, kind = value.split(PAIR)[:2], value.split(PAIR)[2:]
    alone = len(ends) == 1
    known = all((end in tables.actors.index and not alone) or is_node(tables, end) for end in ends)
    kinds = (
        *tables.about.vocabulary("events", "claim_type"),
        *tables.about.vocabulary("relationships", "relation"),
    )
    return known and (not kind or (len(kind) == 2 and kind[0] in kinds and kind[1] in STYLES))


def _is_span(_: Tables, value: str) -> bool:
    try:
        days_of(value)
    except DateError:
        return False
    return True


def _is_day(tables: Tables, value: str) -> bool:
    return _is_span(tables, value) and days_of(value)[0] == days_of(value)[1] is not None


def _is_pin(tables: Tables, value: str) -> bool:
    node, at, place = value.rpartition("@")
    return bool(at and re.fullmatch(r"-?\d{1,3},-?\d{1,3}", place)) and is_node(tables, node)


def _is_number(_: Tables, value: str) -> bool:
    return value.isascii() and value.isdecimal() and 0 < len(value) < 5


_LISTS = {"unfold": is_node, "pins": _is_pin}
_TESTS = {
    "event": _is_event,
    "edge": _is_edge,
    "span": _is_span,
    "until": _is_day,
    "slide": _is_number,
    "step": _is_number,
}


def _near(value: str, labels: Mapping[str, str]) -> str:
    """The code whose spelling, or whose label's, is closest to what was typed; or nothing."""
    codes = {label.casefold(): code for code, label in labels.items() if label}
    codes |= {code: code for code in labels}
    found = process.extractOne(value.casefold(), list(codes), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return codes[found[0]] if found else ""


def _near_event(tables: Tables, value: str) -> str:
    """The event with the same number, as E015 for E15; or nothing."""
    sql = "SELECT event_id FROM events WHERE ltrim(event_id, 'E0') = $number ORDER BY no LIMIT 1"
    number = value.lstrip("Ee0")
    return "".join(tables.store.column(sql, number=number)) if number.isdecimal() else ""
