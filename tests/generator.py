"""Made-up tables of any size, sound in every respect: the same numbers give the same files.

    python -m tests.generator --events 10000 --seed 1 FOLDER

writes the seven tables and their datapackage to FOLDER and the articles they quote to
FOLDER/articles. Nobody in them exists.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from lib.dataset import codebook

FIRST_DAY, DAYS = np.datetime64("2018-01-01"), 2191
NOTE = "Worked out from the article’s own date and the words it prints: “{}”."

_STATES = tuple(
    a + b
    for b in ("vania", "onia", "istan", "mark", "aria", "land")
    for a in ("Ar", "Bel", "Cor", "Dor", "El", "Fen", "Gal", "Hal", "Ist", "Jor", "Kal", "Lor")
)
_FIRST = (
    *("Ada", "Alexei", "Amira", "Anna", "Bashir", "Bruno", "Carla", "Chen", "Clara", "Darya"),
    *("David", "Elena", "Emil", "Farid", "Fiona", "Goran", "Hana", "Hugo", "Ines", "Ivan"),
    *("Jamal", "Jana", "José", "Karim", "Katya", "Lars", "Leila", "Lucía", "Marek", "Maria"),
    *("Mehdi", "Mina", "Nadia", "Nils", "Olga", "Omar", "Paula", "Petr", "Rania", "René"),
    *("Rosa", "Samir", "Sara", "Stefan", "Tara", "Tomas", "Vera", "Viktor", "Yusuf", "Zoë"),
)
_LAST = tuple(
    a + b
    for b in ("berg", "enko", "ari", "son", "ova", "mann", "ić", "oudi", "ez", "well")
    for a in ("Adler", "Bari", "Cast", "Dorn", "Esk", "Farr", "Gold", "Hamid", "Iver", "Kras")
)
_BODIES = ("Defence Directorate", "Foreign Ministry", "Export Office", "Security Council")
_UNITS = ("Air Brigade", "Drone Regiment", "Border Corps", "Missile Command")
_FIRMS = ("Aerospace", "Dynamics", "Shipping", "Optics", "Motors")
_PAPERS = ("Herald", "Courier", "Wire", "Monitor", "Evening Post")
_ITEMS = (
    *("drones", "loitering munitions", "ballistic missiles", "artillery shells", "fighter jets"),
    *("air defence", "engines", "optics", "tank ammunition", "radar", "patrol boats", "training"),
)
_STORYLINES = tuple(
    (f"{item.replace(' ', '-')}-deals", f"{item.capitalize()}", f"Have {item} changed hands?")
    for item in _ITEMS[:9]
)
# How each claim type is told: what the title does, what the passage says after the statement's
# number, and its word of doubt, if any.
_TOLD = {
    "sanction": ("imposes measures on", "new measures would be taken over {}", ""),
    "admission": ("admits dealings with", "some {} had been handed over long ago", ""),
    "denial": ("rejects the account of", "no {} had ever left the country", ""),
    "no-evidence": ("sees no sign of dealings by", "there was so far no sign of any {}", "so far"),
    "media-report": ("reports on", "{} were allegedly seen on the move", "allegedly"),
    "accusation": ("accuses", "{} had been delivered in breach of what was agreed", ""),
    "announcement": ("announces a deal with", "an order of {} had been signed", ""),
    "incident": ("reports an attack on", "{} had hit a depot at night", ""),
    "assessment": ("warns of", "{} could tip the balance by next year", "could"),
    "position": ("appeals to", "the dispute over {} should be settled by talks", ""),
}
_SHARES = {
    "claim_type": (0.08, 0.04, 0.12, 0.04, 0.13, 0.22, 0.11, 0.09, 0.1, 0.07),
    "attribution": (0.36, 0.2, 0.12, 0.07, 0.11, 0.05, 0.09),
    "polarity": (0.5, 0.14, 0.06, 0.12, 0.13, 0.05),
    "relation": (0.34, 0.12, 0.08, 0.08, 0.1, 0.09, 0.08, 0.07, 0.04),
}
# The stances each claim type takes, in the order of the vocabulary.
_STANCES = {
    "denial": (0.03, 0.9, 0.03, 0.03, 0.01),
    "no-evidence": (0.0, 0.0, 0.0, 0.95, 0.05),
    "admission": (0.5, 0.0, 0.5, 0.0, 0.0),
    "position": (0.2, 0.1, 0.0, 0.0, 0.7),
}
_USUAL_STANCES = (0.72, 0.03, 0.03, 0.02, 0.2)


@dataclass(frozen=True)
class Size:
    """How many rows of what: actors and sources grow more slowly than events do."""

    events: int
    actors: int
    sources: int


def size(events: int) -> Size:
    """The size of a table of so many events: 30 actors and 5 sources at 100, a thousand times
    that at a million.

    >>> size(100), size(1_000_000)
    (Size(events=100, actors=30, sources=5), Size(events=1000000, actors=30000, sources=5000))
    """
    growth = max(events / 100, 1) ** 0.75
    return Size(events, round(30 * growth), max(2, round(5 * growth)))


def generate(folder: Path, events: int, seed: int = 1) -> None:
    """Write a table of so many events to `folder`, which is made if it is not there."""
    articles = folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    own = {
        "name": "made-up-claims",
        "title": f"Made-up claims: {events:,} events",
        "description": f"{events:,} events that nobody took part in, to try the dashboard with.",
    }
    descriptor = json.dumps(codebook.descriptor() | own, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(f"{descriptor}\n", encoding="utf-8")
    rng = np.random.default_rng(seed)
    how_many = size(events)
    actors = _actors(rng, how_many.actors)
    published = np.sort(rng.integers(30, DAYS + 30, how_many.sources))
    names = _numbered("source-", how_many.sources, 4)
    told, passages = _events(rng, how_many, actors, published, names)
    hashes = _write_articles(articles, names, passages, how_many.sources)
    sources = {
        "source_id": names,
        "file": _joined(names, ".txt"),
        "title": _joined("What was said, part ", _digits(np.arange(how_many.sources) + 1)),
        "publisher": _joined(
            _picked(_STATES, np.arange(how_many.sources) * 7 % len(_STATES)),
            " ",
            _picked(_PAPERS, np.arange(how_many.sources) % len(_PAPERS)),
        ),
        "publisher_basis": _same("stated", how_many.sources),
        "published": _iso(published),
        "published_basis": _same("stated", how_many.sources),
        "note": _same("", how_many.sources),
        "sha256": pa.array(hashes),
    }
    storylines = dict(
        zip(
            codebook.columns("storylines"),
            map(pa.array, zip(*_STORYLINES, strict=True)),
            strict=True,
        )
    )
    relationships = _relationships(rng, how_many, actors)
    tensions = _tensions(rng, how_many.events)
    evidence = {c: passages[c] for c in codebook.columns("evidence")}
    for name, columns in {
        "sources": sources,
        "actors": actors,
        "storylines": storylines,
        "events": told,
        "evidence": evidence,
        "relationships": relationships,
        "tensions": tensions,
    }.items():
        _write(folder / f"{name}.csv", {c: columns[c] for c in codebook.columns(name)})


# --- Actors ----------------------------------------------------------------------------------


def _actors(rng: np.random.Generator, many: int) -> dict[str, pa.Array]:
    """States, the bodies that belong to them, the people who speak for those, and others."""
    states = min(8 + many // 60, len(_STATES))
    kinds = np.array(["agency", "person", "company", "military", "media", "organisation"])
    rest = rng.choice(kinds, many - states, p=(0.16, 0.54, 0.1, 0.1, 0.08, 0.02))
    rest[rng.random(len(rest)) < 0.02] = "unnamed"
    rest[: min(4, len(rest))] = kinds[[0, 1, 4, 3]][: len(rest)]
    kind = np.concatenate([np.full(states, "state"), rest])
    number = np.arange(many)
    # Few states have most of the people, as few have most of the events.
    home = rng.choice(states, many, p=_tailed(states))
    home[:states] = np.arange(states)
    bodies = np.flatnonzero(kind == "agency")
    body_of = bodies[rng.integers(0, len(bodies), many)]
    speaks_for_body = np.isin(kind, ("person", "military")) & (rng.random(many) < 0.7)
    home = np.where(speaks_for_body, home[body_of], home)
    alone = np.isin(kind, ("state", "media", "organisation"))
    alone |= (kind == "company") & (rng.random(many) < 0.4)
    state = _picked(_STATES, home)
    order = _digits(number)
    people = (number * 7919) % (len(_FIRST) * len(_LAST) * 26)
    name = _chosen(
        kind,
        {
            "state": state,
            "agency": _joined(_picked(_BODIES, number % 4), " ", order, ", ", state),
            "person": _joined(
                _picked(_FIRST, people % len(_FIRST)),
                " ",
                _picked("ABCDEFGHIJKLMNOPQRSTUVWXYZ", people // (len(_FIRST) * len(_LAST))),
                " ",
                _picked(_LAST, people // len(_FIRST) % len(_LAST)),
            ),
            "company": _joined(
                _picked(_LAST, number % len(_LAST)), " ", _picked(_FIRMS, number % 5), " ", order
            ),
            "military": _joined(_picked(_UNITS, number % 4), " ", order, ", ", state),
            "media": _joined(state, " ", _picked(_PAPERS, number % 5), " ", order),
            "organisation": _joined("Society of States ", order),
            "unnamed": _joined("Officials ", order, " of ", state),
        },
    )
    ids = pc.utf8_trim(
        pc.replace_substring_regex(
            pc.utf8_lower(_plain(name)), pattern="[^a-z0-9]+", replacement="-"
        ),
        "-",
    )
    parent = np.where(speaks_for_body, body_of, home)
    sides = codebook.vocabulary("actors", "side")
    side_of_state = np.where(np.arange(states) < 7, np.arange(states) % 7, 7)
    side_of_state[7:] = rng.choice((4, 7), max(states - 7, 0))
    side = np.where(np.isin(kind, ("media", "organisation")), 7, side_of_state[home])
    return {
        "actor_id": ids,
        "name": name,
        "kind": pa.array(kind.tolist()),
        "side": _picked(sides, side),
        "role": _chosen(
            kind,
            {"person": _joined("spokesperson ", order), "": _same("", many)},
        ),
        "part_of": pc.if_else(pa.array(alone), "", ids.take(pa.array(parent))),
        "aliases": _same("", many),
    }


def _plain(texts: pa.Array) -> pa.Array:
    """The texts without accents."""
    apart = pc.utf8_normalize(texts, form="NFKD")
    return pc.replace_substring_regex(apart, pattern=r"\p{Mn}", replacement="")


# --- Events and the words they rest on -------------------------------------------------------


def _events(
    rng: np.random.Generator,
    how_many: Size,
    actors: dict[str, pa.Array],
    published: np.ndarray,
    source_names: pa.Array,
) -> tuple[dict[str, pa.Array], dict[str, pa.Array]]:
    n = how_many.events
    types = codebook.vocabulary("events", "claim_type")
    claim = rng.choice(len(types), n, p=_SHARES["claim_type"])
    # Each question has months in which most of it is said.
    storyline = rng.choice(len(_STORYLINES), n, p=_tailed(len(_STORYLINES), 0.7))
    peaks = rng.integers(60, DAYS - 60, (len(_STORYLINES), 4))
    day = peaks[storyline, rng.integers(0, 4, n)] + rng.normal(0, 70, n).astype(int)
    day = np.where(rng.random(n) < 0.45, rng.integers(0, DAYS, n), day) % DAYS
    stance = np.empty(n, dtype=int)
    draws = rng.random(n)
    for i, name in enumerate(types):
        shares = np.cumsum(_STANCES.get(name, _USUAL_STANCES))
        stance[claim == i] = np.searchsorted(shares, draws[claim == i]).clip(max=4)
    speaker, second, target, other = (_drawn(rng, how_many.actors, n) for _ in range(4))
    jointly = (rng.random(n) < 0.07) & (second != speaker)
    aimed = rng.random(n)
    two = (aimed > 0.78) & (other != target)
    ids, names = actors["actor_id"], actors["name"]
    item = rng.integers(0, len(_ITEMS), n)
    item = np.where(rng.random(n) < 0.7, storyline, item)
    event_id = _numbered("E", n, 7, first=1)
    replies = (rng.random(n) < np.where(claim == 2, 0.6, 0.06)) & (np.arange(n) > 0)
    answered = (np.arange(n) * rng.random(n)).astype(int)
    dates, bases, notes = _dates(rng, day)
    heading = _picked([_TOLD[t][0] for t in types], claim)
    said = _picked(
        [_TOLD[t][1].format(i) for t in types for i in _ITEMS], claim * len(_ITEMS) + item
    )
    statement = _digits(np.arange(n) + 1, 7)
    exact = _joined(names.take(pa.array(speaker)), " said in statement ", statement, " that ", said)
    told = {
        "event_id": event_id,
        "title": pc.utf8_slice_codeunits(
            _joined(names.take(pa.array(speaker)), " ", heading, " ", names.take(pa.array(target))),
            0,
            90,
        ),
        "summary": _joined(
            "According to ", names.take(pa.array(speaker)), ", ", said, ". It was put on record."
        ),
        "date": dates,
        "date_basis": bases,
        "date_note": notes,
        "claim_type": _picked(types, claim),
        "attribution": _picked(
            codebook.vocabulary("events", "attribution"),
            rng.choice(7, n, p=_SHARES["attribution"]),
        ),
        "actors": _listed(ids, (speaker, np.ones(n, bool)), (second, jointly)),
        "targets": _listed(ids, (target, aimed > 0.12), (other, two)),
        "storyline_id": _picked([s for s, _, _ in _STORYLINES], storyline),
        "stance": _picked(codebook.vocabulary("events", "stance"), stance),
        "items": _picked(_ITEMS, item),
        "responds_to": pc.if_else(pa.array(replies), event_id.take(pa.array(answered)), ""),
    }
    # An event is told by the next article or one of the few after it, and now and then by two.
    after = np.searchsorted(published, day + 2) + rng.integers(0, 4, n)
    first = after % how_many.sources
    again = np.flatnonzero(rng.random(n) < 0.15)
    rows = np.concatenate([np.arange(n), again])
    source = np.concatenate([first, (first[again] + 1) % how_many.sources])
    order = np.lexsort((source, rows))
    rows, source = rows[order], source[order]
    taken = pa.array(rows)
    passages = {
        "event_id": event_id.take(taken),
        "source_id": source_names.take(pa.array(source)),
        "exact": exact.take(taken),
        "prefix": _same("", len(rows)),
        "suffix": _same("", len(rows)),
        "hedge": _picked([_TOLD[t][2] for t in types], claim[rows]),
        "source": pa.array(source),
    }
    return told, passages


def _drawn(rng: np.random.Generator, actors: int, n: int) -> np.ndarray:
    """So many actors, few of them very often and most of them seldom."""
    shares = np.cumsum(_tailed(actors, 1.05))
    return np.searchsorted(shares, rng.random(n) * shares[-1]).clip(max=actors - 1)


def _tailed(many: int, steep: float = 1.0) -> np.ndarray:
    """Shares that fall with the rank, as counts of names in the press do."""
    weights = 1 / (np.arange(many) + 2) ** steep
    return weights / weights.sum()


def _dates(rng: np.random.Generator, day: np.ndarray) -> tuple[pa.Array, pa.Array, pa.Array]:
    """EDTF dates about these days, their bases and notes: exact, months, spans, open, years."""
    n = len(day)
    form = rng.choice(6, n, p=(0.64, 0.14, 0.08, 0.09, 0.04, 0.01))
    monday = day - day % 7
    exact, iso_monday = _iso(day), _iso(monday)
    month = pc.utf8_slice_codeunits(exact, 0, 7)
    choices = (
        exact,
        month,
        _joined(iso_monday, "~"),
        _joined(iso_monday, "/", _iso(monday + np.where(day % 3 == 0, 13, 6))),
        _joined("../", month),
        pc.utf8_slice_codeunits(exact, 0, 4),
    )
    dates = pc.choose(pa.array(form), *choices)
    basis = _picked(("stated", "inferred", "inferred", "inferred", "publication", "inferred"), form)
    worked_out = rng.random(n) < 0.2
    basis = pc.if_else(pa.array((form == 0) & worked_out), "inferred", basis)
    words = (
        "that day",
        "earlier that month",
        "about then",
        "in those weeks",
        "long before",
        "then",
    )
    notes = _picked([NOTE.format(w) for w in words], form)
    return dates, basis, pc.if_else(pc.equal(basis, "stated"), "", notes)


def _relationships(
    rng: np.random.Generator, how_many: Size, actors: dict[str, pa.Array]
) -> dict[str, pa.Array]:
    n = max(1, how_many.events * 8 // 10)
    subject, other = (_drawn(rng, how_many.actors, n) for _ in range(2))
    other = np.where(subject == other, (other + 1) % how_many.actors, other)
    event = np.sort(rng.integers(0, how_many.events, n))
    vocabulary = {c: codebook.vocabulary("relationships", c) for c in ("relation", "polarity")}
    return {
        "relationship_id": _numbered("R", n, 7, first=1),
        "subject_id": actors["actor_id"].take(pa.array(subject)),
        "object_id": actors["actor_id"].take(pa.array(other)),
        **{
            c: _picked(values, rng.choice(len(values), n, p=_SHARES[c]))
            for c, values in vocabulary.items()
        },
        "item": _picked(_ITEMS, rng.integers(0, len(_ITEMS), n)),
        "event_id": _joined("E", _digits(event + 1, 7)),
    }


def _tensions(rng: np.random.Generator, events: int) -> dict[str, pa.Array]:
    n = max(1, events // 50)
    a = rng.integers(0, events - 1, n)
    b = a + 1 + rng.integers(0, np.minimum(events - 1 - a, 40))
    kinds = codebook.vocabulary("tensions", "kind")
    return {
        "tension_id": _numbered("T", n, 5, first=1),
        "event_a": _joined("E", _digits(a + 1, 7)),
        "event_b": _joined("E", _digits(b + 1, 7)),
        "kind": _picked(kinds, rng.integers(0, len(kinds), n)),
        "note": _same("Both cannot be so as they stand.", n),
    }


# --- Files -----------------------------------------------------------------------------------


def _write_articles(
    folder: Path, names: pa.Array, passages: dict[str, pa.Array], sources: int
) -> list[str]:
    """Write each article, five passages to a paragraph, and return their hashes."""
    source = passages["source"].to_numpy()
    order = np.argsort(source, kind="stable")
    sentences = passages["exact"].take(pa.array(order))
    ends = np.searchsorted(source[order], np.arange(sources + 1))
    hashes = []
    for i, name in enumerate(names.to_pylist()):
        said = sentences.slice(ends[i], ends[i + 1] - ends[i]).to_pylist()
        paragraphs = [". ".join(said[j : j + 5]) + "." for j in range(0, len(said), 5)]
        text = "\n\n".join([f"What was said, part {i + 1}", *paragraphs]) + "\n"
        content = text.encode()
        (folder / f"{name}.txt").write_bytes(content)
        hashes.append(hashlib.sha256(content).hexdigest())
    return hashes


def _write(path: Path, columns: dict[str, pa.Array]) -> None:
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        pyarrow.csv.write_csv(
            pa.table(columns),
            file,
            pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed"),
        )


# --- Columns of text -------------------------------------------------------------------------


def _joined(*parts: pa.Array | str) -> pa.Array:
    """The parts of each row put together; a text stands in every row."""
    return pc.binary_join_element_wise(*parts, "")


def _picked(values: tuple[str, ...] | list[str] | str, places: np.ndarray) -> pa.Array:
    return pa.array(list(values)).take(pa.array(places))


def _chosen(kind: np.ndarray, by_kind: dict[str, pa.Array]) -> pa.Array:
    """For each row the column of its kind, or that of the empty kind."""
    kinds = list(by_kind)
    places = np.array([kinds.index(k) if k in by_kind else kinds.index("") for k in kind])
    return pc.choose(pa.array(places), *by_kind.values())


def _listed(
    ids: pa.Array, first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]
) -> pa.Array:
    """List cells of up to two ids, each given where its condition holds."""
    one, two = (
        pc.if_else(pa.array(there), _joined(before, ids.take(pa.array(which))), "")
        for before, (which, there) in (("", first), (codebook.SEPARATOR, second))
    )
    return _joined(one, two)


def _same(text: str, many: int) -> pa.Array:
    return pa.repeat(text, many)


def _digits(numbers: np.ndarray, width: int = 1) -> pa.Array:
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")


def _numbered(letter: str, many: int, width: int, first: int = 0) -> pa.Array:
    return _joined(letter, _digits(np.arange(many) + first, width))


def _iso(days: np.ndarray) -> pa.Array:
    """Days after the first as ISO texts."""
    return pc.cast(pc.cast(pa.array(FIRST_DAY + days), pa.date32()), pa.string())


def main() -> None:
    """Write a table as the command line asks for it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    generate(asked.folder, asked.events, asked.seed)


if __name__ == "__main__":
    main()
