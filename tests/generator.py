"""Made-up tables of any size, sound in every respect: the same numbers give the same files.

    python -m tests.generator --events 10000 --seed 1 FOLDER

writes the tables and their datapackage to FOLDER and the articles they quote to
FOLDER/articles. Nobody in them exists.
"""

import argparse
import hashlib
import json
import re
import unicodedata
from bisect import bisect_left
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

import pandas as pd

from lib.dataset import codebook

Row = dict[str, str]
FIRST_DAY, DAYS = date(2018, 1, 1), 2191
NEAR = 8  # every eighth event names a place
NOTE = "Worked out from the article’s own date and the words it prints: “{}”."

_STATES = tuple(
    a + b
    for b in ("vania", "onia", "istan", "mark", "aria", "land")
    for a in ("Ar", "Bel", "Cor", "Dor", "El", "Fen", "Gal", "Hal", "Ist", "Jor", "Kal", "Lor")
)
_FIRST = ("Ada", "Bashir", "Carla", "Darya", "Emil", "Farid", "Hana", "Ivan", "José", "Zoë")
_LAST = ("Adlerberg", "Barienko", "Castari", "Dornson", "Eskova", "Farrmann", "Goldić", "Iverez")
_PAPERS = ("Herald", "Courier", "Wire", "Monitor", "Evening Post")
_ITEMS = (
    *("drones", "loitering munitions", "ballistic missiles", "artillery shells", "fighter jets"),
    *("air defence", "engines", "optics", "tank ammunition", "radar", "patrol boats", "training"),
)
_STORYLINES = {f"{item.replace(' ', '-')}-deals": item for item in _ITEMS[:9]}
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
    "attribution": (0.35, 0.2, 0.12, 0.07, 0.03, 0.08, 0.01, 0.01, 0.04, 0.09),
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
_KINDS = {"agency": 16, "person": 54, "company": 10, "military": 10, "media": 8, "organisation": 2}
# How far the speaker commits to it, where that is not `certain`.
_COMMITMENT = {
    **{"assessment": "possible", "media-report": "probable", "no-evidence": "probable"},
    "announcement": "planned",
}
# How dates are written, how often, what they rest on, and the words they are worked out from.
_DATES = {
    "{day}": (0.51, "stated", ""),
    "{day!s}": (0.13, "inferred", "that day"),
    "{month}": (0.14, "inferred", "earlier that month"),
    "{monday}~": (0.08, "inferred", "about then"),
    "{monday}/{sunday}": (0.09, "inferred", "in those weeks"),
    "../{month}": (0.04, "publication", "long before"),
    "{year}": (0.01, "inferred", "then"),
}


def size(events: int) -> tuple[int, int]:
    """How many actors and sources so many events have: the two grow more slowly.

    >>> size(100), size(1_000_000)
    ((30, 5), (30000, 5000))
    """
    growth = max(events / 100, 1) ** 0.75
    return round(30 * growth), max(2, round(5 * growth))


def generate(folder: Path, events: int, seed: int = 1) -> None:
    """Write a table of so many events to `folder`, which is made if it is not there."""
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    own = {
        "name": "made-up-claims",
        "title": f"Made-up claims: {events:,} events",
        "description": f"{events:,} events that nobody took part in, to try the dashboard with.",
    }
    descriptor = json.dumps(codebook.descriptor() | own, ensure_ascii=False, indent=2)
    (folder / codebook.DESCRIPTOR).write_text(f"{descriptor}\n", encoding="utf-8")
    rng = Random(seed)
    many_actors, many_sources = size(events)
    actors = _actors(rng, many_actors)
    published = sorted(rng.randrange(30, DAYS + 30) for _ in range(many_sources))
    told, evidence = _events(rng, events, actors, published)
    used = {event["items"] for event in told}
    tables = {
        "sources": _sources(folder / "articles", published, evidence),
        "actors": actors,
        "storylines": [
            {"storyline_id": line, "title": item.capitalize(), "question": f"Have {item} moved?"}
            for line, item in _STORYLINES.items()
        ],
        "events": told,
        "evidence": evidence,
        "relationships": _relationships(rng, told, actors, used),
        "tensions": _tensions(rng, events),
        "items": [
            {"item_id": _slug(item), "name": item.capitalize(), "forms": item}
            | {"class": _nth("items", "class", n)}
            for n, item in enumerate(_ITEMS)
            if _slug(item) in used
        ],
        # The number that every passage prints: that of its statement.
        "quantities": [
            {"event_id": event_id, "qualifier": "exactly", "of": "statements"}
            | {"value": event_id[1:].lstrip("0"), "exact": event_id[1:]}
            for event_id in (event["event_id"] for event in told)
            if event_id.endswith("3")
        ],
        "places": [
            {"event_id": f"E{n * NEAR + 1:07}", "name": _state(n * NEAR), "precision_km": "200"}
            | {"role": _nth("places", "role", n), "coordinates_from": "made up"}
            | {"lat": str(n * 7 % 120 - 50), "lon": str(n * 31 % 340 - 170)}
            for n in range(-(-events // NEAR))
        ],
    }
    for name, rows in tables.items():
        table = pd.DataFrame(rows).reindex(columns=codebook.columns(name))
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _tailed(many: int, steep: float = 1.0) -> list[float]:
    """Weights, summed up, that fall with the rank as counts of names in the press do."""
    return list(accumulate(1 / (rank + 2) ** steep for rank in range(many)))


def _actors(rng: Random, many: int) -> list[Row]:
    """States, the bodies that belong to them, the people who speak for those, and others."""
    states = min(8 + many // 60, len(_STATES))
    homes, weights = range(states), _tailed(states)
    sides = codebook.vocabulary("actors", "side")
    bodies: list[tuple[str, int]] = []
    actors: list[Row] = []
    for n in range(many):
        (home,) = [n] if n < states else rng.choices(homes, cum_weights=weights)
        (kind,) = rng.choices(list(_KINDS), list(_KINDS.values()))
        kind = "state" if n < states else "agency" if n == states else kind
        part_of = actors[home]["actor_id"] if n >= states else ""
        if kind in ("person", "military") and rng.random() < 0.7:
            part_of, home = rng.choice(bodies)
        state = _STATES[home]
        name = {
            "state": state,
            "agency": f"Defence Directorate {n}, {state}",
            "person": f"{_FIRST[n % len(_FIRST)]} {chr(65 + n // 80 % 26)} {_LAST[n % 8]} {n}",
            "company": f"{state} Aerospace {n}",
            "military": f"Air Brigade {n}, {state}",
            "media": f"{state} {_PAPERS[n % 5]} {n}",
            "organisation": f"Society of States {n}",
        }[kind]
        alone = kind in ("media", "organisation")
        actors.append(
            {
                "actor_id": _slug(name),
                "name": name,
                "kind": kind,
                "side": "Other" if alone else sides[min(home, 7)],
                "role": f"spokesperson {n}" if kind == "person" else "",
                "part_of": "" if alone else part_of,
            }
        )
        if kind == "agency":
            bodies.append((actors[-1]["actor_id"], home))
    return actors


def _events(
    rng: Random, many: int, actors: list[Row], published: list[int]
) -> tuple[list[Row], list[Row]]:
    """The events, and the passages that they rest on."""
    stances = codebook.vocabulary("events", "stance")
    attributions = codebook.vocabulary("events", "attribution")
    weights, lines = _tailed(len(actors), 1.05), _tailed(len(_STORYLINES), 0.7)
    questions = list(_STORYLINES)
    # Each question has months in which most of it is said.
    peaks = [[rng.randrange(60, DAYS - 60) for _ in range(4)] for _ in _STORYLINES]
    told, evidence = [], []
    for n in range(many):
        (line,) = rng.choices(range(len(_STORYLINES)), cum_weights=lines)
        around = round(rng.gauss(rng.choice(peaks[line]), 70))
        day = (around if rng.random() < 0.55 else rng.randrange(DAYS)) % DAYS
        (claim,) = rng.choices(list(_TOLD), _SHARES["claim_type"])
        does, words, hedge = _TOLD[claim]
        speaker, second, target, other = rng.choices(actors, cum_weights=weights, k=4)
        item = _ITEMS[line if rng.random() < 0.7 else rng.randrange(len(_ITEMS))]
        said = words.format(item) + ("" if n % NEAR else f" near {_state(n)}")
        speakers = [speaker, second] if rng.random() < 0.07 and second != speaker else [speaker]
        aimed = rng.random()
        targets = [target, other] if aimed > 0.78 and other != target else [target]
        replies = n and rng.random() < (0.6 if claim == "denial" else 0.06)
        event = {
            "event_id": f"E{n + 1:07}",
            "title": f"{speaker['name']} {does} {target['name']}"[:90],
            "summary": f"According to {speaker['name']}, {said}. It was put on record.",
            **_date(rng, FIRST_DAY + timedelta(day)),
            "claim_type": claim,
            "attribution": rng.choices(attributions, _SHARES["attribution"])[0],
            "actors": codebook.SEPARATOR.join(a["actor_id"] for a in speakers),
            "targets": codebook.SEPARATOR.join(a["actor_id"] for a in targets if aimed > 0.12),
            "storyline_id": questions[line],
            "stance": rng.choices(stances, _STANCES.get(claim, _USUAL_STANCES))[0],
            "about_date": f"{FIRST_DAY + timedelta(day - 40):%Y-%m}" if n % 3 == 0 else "",
            "commitment": _COMMITMENT.get(claim, "certain"),
            "items": _slug(item),
            "responds_to": f"E{rng.randrange(n) + 1:07}" if replies else "",
        }
        told.append(event)
        # An event is told by the next article or one of the few after it, and now and then by two.
        first = bisect_left(published, day + 2) + rng.randrange(4)
        exact = f"{speaker['name']} said in statement {n + 1:07} that {said}"
        evidence += [
            {"event_id": event["event_id"], "source_id": f"source-{source % len(published):04}"}
            | {"exact": exact, "hedge": hedge}
            for source in ([first, first + 1] if rng.random() < 0.15 else [first])
        ]
    return told, evidence


def _date(rng: Random, day: date) -> Row:
    """An EDTF date about this day, what it rests on, and the note."""
    (form,) = rng.choices(list(_DATES), [share for share, *_ in _DATES.values()])
    monday = day - timedelta(day.weekday())
    sunday = monday + timedelta(rng.choice((6, 6, 13)))
    month = f"{day:%Y-%m}"
    written = form.format(day=day, month=month, monday=monday, sunday=sunday, year=day.year)
    _, basis, words = _DATES[form]
    return {"date": written, "date_basis": basis, "date_note": words and NOTE.format(words)}


def _slug(name: str) -> str:
    """The id that a name makes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)


def _state(n: int) -> str:
    return _STATES[n // NEAR % len(_STATES)]


def _nth(table: str, column: str, n: int) -> str:
    """A value of a vocabulary, each in its turn."""
    values = codebook.vocabulary(table, column)
    return values[n % len(values)]


def _relationships(rng: Random, told: list[Row], actors: list[Row], used: set[str]) -> list[Row]:
    events = len(told)
    many, weights = max(1, events * 8 // 10), _tailed(len(actors), 1.05)
    rows = []
    for n, event in enumerate(sorted(rng.choices(range(events), k=many))):
        a, b = rng.choices(range(len(actors)), cum_weights=weights, k=2)
        row = {
            "relationship_id": f"R{n + 1:07}",
            "subject_id": actors[a]["actor_id"],
            "object_id": actors[b if b != a else b - 1]["actor_id"],
            "item": item if (item := _slug(rng.choice(_ITEMS))) in used else "",
            "event_id": f"E{event + 1:07}",
        }
        for column in ("relation", "polarity"):
            values = codebook.vocabulary("relationships", column)
            row[column] = rng.choices(values, _SHARES[column])[0]
        commitment = told[event]["commitment"]
        if commitment in ("possible", "planned") and row["polarity"] in ("asserted", "admitted"):
            row["polarity"] = commitment
        rows.append(row)
    return rows


def _tensions(rng: Random, events: int) -> list[Row]:
    rows = []
    for n in range(max(1, events // 50)):
        first = rng.randrange(1, events)
        other = rng.randint(first + 1, min(events, first + 40))
        kind = rng.choice(codebook.vocabulary("tensions", "kind"))
        rows.append(
            {"tension_id": f"T{n + 1:05}", "event_a": f"E{first:07}", "event_b": f"E{other:07}"}
            | {"kind": kind, "note": "Both cannot be so as they stand."}
        )
    return rows


def _sources(folder: Path, published: list[int], evidence: list[Row]) -> list[Row]:
    """Write each article, five passages to a paragraph; the rows of the sources."""
    quotes: dict[str, list[str]] = {f"source-{n:04}": [] for n in range(len(published))}
    for passage in evidence:
        quotes[passage["source_id"]].append(passage["exact"])
    rows = []
    for n, (source_id, said) in enumerate(quotes.items()):
        title = f"What was said, part {n + 1}"
        paragraphs = [". ".join(said[j : j + 5]) + "." for j in range(0, len(said), 5)]
        content = ("\n\n".join([title, *paragraphs]) + "\n").encode()
        (folder / f"{source_id}.txt").write_bytes(content)
        publisher = f"{_STATES[n * 7 % len(_STATES)]} {_PAPERS[n % len(_PAPERS)]}"
        rows.append(
            {"source_id": source_id, "file": f"{source_id}.txt", "title": title}
            | {"publisher": publisher, "publisher_basis": "stated", "published_basis": "stated"}
            | {"published": str(FIRST_DAY + timedelta(published[n]))}
            | {"sha256": hashlib.sha256(content).hexdigest()}
        )
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    generate(asked.folder, asked.events, asked.seed)
