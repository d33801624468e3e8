"""The datapackage: which tables, columns, vocabularies and keys there are; the files as text."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from lib.dataset import files
from lib.dataset.problems import Problem, TablesError

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SEEDS = ROOT / "seeds"
SEPARATOR = ";"
ELSEWHERE = "CLAIMS_DATA"
DESCRIPTOR = files.DESCRIPTOR
LONGEST_TITLE = 200
DATES = (
    *(("sources", "published"), ("sources", "retrieved")),
    *(("events", "date"), ("events", "about_date")),
)


@dataclass(frozen=True)
class About:
    """What a set of tables says of itself.

    `sides` are those its actors may be on. `own` has by table and column the values that it adds to
    a vocabulary: the one in `like` lends colour, shape and rules. `retired` has by table the ids no
    longer used, with those in their place; `extra` the columns it adds to a table.
    """

    title: str
    description: str
    created: str
    sides: tuple[str, ...] = ()
    own: Mapping[tuple[str, str], Mapping[str, dict[str, Any]]] = field(default_factory=dict)
    retired: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def vocabulary(self, table: str, column: str) -> tuple[str, ...]:
        """The values that a column may take here, each of its own after the one it is like."""
        if column == "side":
            return self.sides
        own = self.own.get((table, column), {})
        return tuple(
            value
            for known in vocabulary(table, column)
            for value in (known, *(v for v, entry in own.items() if entry["like"] == known))
        )

    def values(self, table: str, column: str) -> dict[str, dict[str, Any]]:
        """What each of these values `means`, with an `example`, a `plural` and what it is like."""
        found = _field(table, column).get("values", {}) | self.own.get((table, column), {})
        return {value: found.get(value, {}) for value in self.vocabulary(table, column)}

    def like(self, table: str, column: str) -> dict[str, str]:
        """The value of the codebook that each added value is like."""
        return {v: entry["like"] for v, entry in self.own.get((table, column), {}).items()}

    def built_in(self, table: str, column: str, value: str) -> str:
        """The value of the codebook that this one is, or is like."""
        return self.like(table, column).get(value, value)

    def plural(self, table: str, column: str, value: str) -> str:
        """Several of a value, as in a sentence: `denials`."""
        return str(self.values(table, column)[value].get("plural") or f"{label(value).lower()}s")

    def fields(self, table: str) -> list[dict[str, Any]]:
        """The field descriptors of a table, in column order, with the values allowed here."""
        found = []
        for one in fields(table):
            name, limits = one["name"], one.get("constraints", {})
            if (table, name) == ("actors", "side"):
                among = {"enum": list(self.sides)} if self.sides else {"pattern": SIDE.pattern}
                one = one | {"constraints": {"required": True} | among}
            elif (table, name) in self.own:
                words = self.values(table, name)
                one = one | {"constraints": limits | {"enum": list(words)}, "values": words}
            found.append(one)
        own = self.extra.get(table, ())
        return [*found, *({"name": name, "type": "string", "title": name} for name in own)]

    def described(self) -> list[dict[str, Any]]:
        """The descriptors of all tables."""
        return [
            resource | {"schema": resource["schema"] | {"fields": self.fields(name)}}
            for name, resource in resources().items()
        ]


class Key(NamedTuple):
    """A column whose values are ids of another table; `many` where a cell holds a list of them."""

    table: str
    column: str
    other_table: str
    other_column: str
    many: bool


def data_folders(elsewhere: str = "") -> tuple[Path, Path]:
    """The folder of the tables that are to be shown, and the folder of their articles.

    Those of this project, unless `elsewhere` or the environment variable CLAIMS_DATA names another
    folder, or a zip of one. Raises TablesError where nothing can be found under that name.
    """
    if not (elsewhere := elsewhere or os.environ.get(ELSEWHERE, "")):
        return DATA, SEEDS
    place = Path(elsewhere).expanduser().resolve()
    if not place.exists():
        reason, remedy = "is not there.", "Give a folder with the tables, or a zip of one."
        raise TablesError([Problem("missing", elsewhere, 0, "", "", reason, remedy)])
    return files.tables_and_articles(files.opened(place) if place.is_file() else place)


def folders(folder: Path | None = None, articles: Path | None = None) -> tuple[Path, Path]:
    """These folders of tables and articles, else those of `data_folders`."""
    if folder and articles:
        return folder, articles
    usual = data_folders()
    return folder or usual[0], articles or usual[1]


@cache
def descriptor() -> dict[str, Any]:
    """The Frictionless descriptor, `data/datapackage.json`, as a dictionary."""
    parsed: dict[str, Any] = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    return parsed


def about(folder: Path = DATA) -> About:
    """What the datapackage beside a set of tables says of it; nothing where there is none.

    Raises ValueError, with every reason, for one that is not as it must be.
    """
    path = folder / DESCRIPTOR
    said = json.loads(path.read_bytes().decode("utf-8-sig")) if path.is_file() else {}
    if not isinstance(said, dict):
        raise ValueError("it is not a JSON object")
    if re.search("[\ud800-\udfff]", json.dumps(said, ensure_ascii=False)):
        raise ValueError("it has half a character, such as \\ud800")
    texts = {name: said.get(name) or "" for name in ("title", "description", "created")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(f"its {name} is not a text")
    if len(texts["title"]) > LONGEST_TITLE:
        raise ValueError(f"its title has more than {LONGEST_TITLE} characters")
    created = re.match(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", texts["created"])
    theirs = _fields_said(said)
    try:
        found = said.get("retired", {}).items()
        retired = {t: {i: [*map(str, new)] for i, new in ids.items()} for t, ids in found}
    except (AttributeError, TypeError):
        raise ValueError("its `retired` does not list for each id what took its place") from None
    return About(
        " ".join(texts["title"].split()) or "Claims, events and relationships",
        texts["description"].strip(),
        created[0] if created else "",
        _sides(theirs.get(("actors", "side"), (None,))[0]),
        _own(theirs),
        retired,
    )


# Their names stand in legends and sentences.
SIDE = re.compile(r"[^\s<>&;](?:[^\n<>&;]{0,38}[^\s<>&;])?")
SIDE_IN_WORDS = "a name of at most 40 characters without <, >, & and ;"
_VALUE = re.compile(r"(?=.{1,40}\Z)[a-z0-9]+([-_][a-z0-9]+)*")
_SAID = ("like", "means", "example", "plural")  # of a value that a set adds
# The enum and the values of each column that a set's own datapackage describes.
Said = dict[tuple[str, str], tuple[Any, dict[Any, Any]]]


def _fields_said(said: dict[str, Any]) -> Said:
    """The `enum` and `values` of each column in a set's own datapackage; none if malformed."""
    try:
        return {
            (resource["name"], field["name"]): (
                field.get("constraints", {}).get("enum"),
                dict(field.get("values", {})),
            )
            for resource in said.get("resources", ())
            for field in resource.get("schema", {}).get("fields", ())
        }
    except (LookupError, TypeError, ValueError, AttributeError):
        return {}


def _sides(named: Any) -> tuple[str, ...]:
    if named is None:
        return ()
    if not isinstance(named, list) or not 0 < len(named) == len(set(map(str, named))):
        raise ValueError("the enum of `side` is not a list of different names")
    for side in named:
        if not isinstance(side, str) or not SIDE.fullmatch(side):
            raise ValueError(f"the side {side!r} is not {SIDE_IN_WORDS}")
    return tuple(named)


def _own(theirs: Said) -> dict[tuple[str, str], dict[str, dict[str, Any]]]:
    """The values that a set adds, by table and column. Raises ValueError, with every reason."""
    own: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    reasons = []
    for table, column in ((t, c) for t in resources() for c in columns(t) if c != "side"):
        known = vocabulary(table, column)
        enum, words = theirs.get((table, column), ((), {}))
        for value in dict.fromkeys([*(enum if isinstance(enum, list) else ()), *words]):
            entry = words[value] if isinstance(words.get(value), dict) else {}
            if not known or value in known:
                continue
            if (table, column) not in extensible():
                may = ", ".join(f"`{c}` of {t}" for t, c in extensible())
                reasons.append(f"{value!r} cannot be added to `{column}` of {table}, only to {may}")
            elif not isinstance(value, str) or not _VALUE.fullmatch(value):
                reasons.append(f"{value!r} is not lower case letters, digits and hyphens")
            elif entry.get("like") not in known:
                reasons.append(
                    f"{value!r} of `{column}` needs a `like` under `values`: the one that lends it "
                    f"colour, shape and rules, of {', '.join(known)}"
                )
            else:
                said_of_it = {name: str(entry[name]) for name in _SAID if name in entry}
                own.setdefault((table, column), {})[value] = said_of_it
    if reasons:
        raise ValueError("; ".join(reasons))
    return own


@cache
def resources() -> dict[str, dict[str, Any]]:
    """The descriptor of each table by its name, in order."""
    return {resource["name"]: resource for resource in descriptor()["resources"]}


def fields(table: str) -> list[dict[str, Any]]:
    """The field descriptors of a table, in column order."""
    found: list[dict[str, Any]] = resources()[table]["schema"]["fields"]
    return found


@cache
def extensible() -> list[tuple[str, str]]:
    """The table and column of each vocabulary that a set may extend."""
    return [(t, one["name"]) for t in resources() for one in fields(t) if one.get("extensible")]


def explained() -> list[tuple[str, str]]:
    """The table and column of each vocabulary whose values are explained, claim types first."""
    found = [(t, one["name"]) for t in resources() for one in fields(t) if one.get("values")]
    return sorted(found, key=lambda place: (place[1] != "claim_type", place[0] != "events"))


def optional(table: str) -> bool:
    """Whether the file of a table may be missing; it is then read as an empty table."""
    return bool(resources()[table].get("optional"))


def columns(table: str) -> list[str]:
    """The column names of a table, in order."""
    return [one["name"] for one in fields(table)]


def _field(table: str, column: str) -> dict[str, Any]:
    return next(one for one in fields(table) if one["name"] == column)


def constraints(table: str, column: str) -> dict[str, Any]:
    """What the datapackage asks of each cell of a column: required, unique, enum, pattern, …"""
    return dict(_field(table, column).get("constraints", {}))


def heading(table: str, column: str) -> str:
    """What a reader sees above a column.

    >>> heading("events", "claim_type")
    'Claim type'
    """
    return str(_field(table, column)["title"])


@cache
def vocabulary(table: str, column: str) -> tuple[str, ...]:
    """The values a column may take, in the codebook's order; empty where any text may stand.

    >>> vocabulary("events", "stance")
    ('affirms', 'denies', 'partly', 'doubts', 'none')
    """
    return tuple(constraints(table, column).get("enum", ()))


def label(code: str) -> str:
    """A vocabulary's code as a reader sees it.

    >>> label("no-evidence"), label("uses_against")
    ('No evidence', 'Uses against')
    """
    words = code.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


@cache
def references() -> tuple[Key, ...]:
    """Every reference from one table to another, single cells and lists alike."""
    found = []
    for table, resource in resources().items():
        for key in resource["schema"].get("foreignKeys", []):
            other = key["reference"]
            of = other["resource"] or table
            found.append(Key(table, key["fields"], of, other["fields"], many=False))
        for one in fields(table):
            if other := one.get("references"):
                many = "separator" in other
                found.append(Key(table, one["name"], other["resource"], other["field"], many))
    return tuple(found)


def entries(cell: str) -> list[str]:
    """The entries of a list cell."""
    return [entry.strip() for entry in cell.split(SEPARATOR) if entry.strip()]


def listed(cells: pd.Series) -> pd.Series:
    """The entries of list cells, one a row, under the index of the cell; empty cells give none."""
    entries = cells.str.split(SEPARATOR).explode().str.strip()
    return entries[entries != ""]
