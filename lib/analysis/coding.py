"""An article while it is coded: what is marked, what is left, how a passage is fixed."""

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count, pairwise

from lib.dataset import codebook, dates, passages
from lib.dataset.merge import Change
from lib.dataset.passages import Passage
from lib.dataset.sheet import READING_COLUMNS, Cells

Rows = Mapping[str, Sequence[Cells]]
REASONS = (
    *("byline", "navigation", "promotion", "biography of the writer", "caption", "repeats"),
    *("a question", "claims nothing"),
)
NEAR = 60  # characters of prefix or suffix, at most
CLAUSE = 4  # words that no passage has: from how many on a sentence is coded in part
RELATION = ("subject_id", "relation", "object_id", "polarity")
_UPGRADES = {
    r"prove[sdn]?|shows? that|confirms?|reveals?|exposes?": "puts a claim as a fact",
    r"admits?|concedes?|acknowledges?": "says more than a denial",
    r"lies?|falsely|so-called|even|finally|still": "takes a side",
}


@dataclass(frozen=True)
class Piece:
    """Characters of an article from `start` on, with the events that rest on them.

    `state` is coded, partly, left-out or open, that of its sentence; empty between sentences, and
    open for words of a sentence coded in part that no passage has.
    """

    start: int
    text: str
    events: tuple[tuple[str, str], ...]
    state: str


def marks(rows: Rows, source_id: str, text: str) -> list[tuple[Passage, str, str]]:
    """The coded passages of an article with the event and its claim type, in order."""
    types = {row["event_id"]: row["claim_type"] for row in rows["events"]}
    found = []
    for row in rows["evidence"]:
        if row["source_id"] == source_id:
            neighbours = row.get("prefix", ""), row.get("suffix", "")
            for place in passages.find(text, row["exact"], *neighbours)[:1]:
                found.append((place, row["event_id"], types.get(row["event_id"], "")))
    return sorted(found, key=lambda mark: (mark[0].start, mark[0].end))


def sentences(rows: Rows, source_id: str, text: str) -> list[tuple[Passage, str]]:
    """The sentences of an article, each coded, partly (coded), left-out or open."""
    aside = {row["sentence"] for row in rows["left_out"] if row["source_id"] == source_id}
    found = [place for place, *_ in marks(rows, source_id, text)]
    states = []
    for one in passages.sentences(text):
        away = text[one.start : one.end] in aside
        if not any(p.start < one.end and p.end > one.start for p in found):
            states.append((one, "left-out" if away else "open"))
        else:
            part = not away and _clauses(rows, source_id, text, one, found)
            states.append((one, "partly" if part else "coded"))
    return states


def _clauses(
    rows: Rows, source_id: str, text: str, sentence: Passage, found: Sequence[Passage]
) -> list[Passage]:
    """The clauses of a sentence that no passage has, but those that only name a speaker."""
    aside = '[^,;“”"]*'
    speakers = (
        rf"{aside}{re.escape(row['speaker_words'])}{aside}"
        for row in rows["evidence"]
        if row["source_id"] == source_id and row.get("speaker_words")
    )
    ends = sentence.start, sentence.end
    taken = [(place.start, place.end) for place in found]
    taken += [m.span() for said in speakers for m in re.compile(said).finditer(text, *ends)]
    clauses, at = [], sentence.start
    for start, end in sorted([*taken, (sentence.end, sentence.end)]):
        words = list(re.finditer(r"[\w’'-]+", text[at : min(start, sentence.end)]))
        if len(words) >= CLAUSE:
            clauses.append(Passage(at + words[0].start(), at + words[-1].end()))
        at = max(at, end)
    return clauses


def left(rows: Rows, source_id: str, text: str) -> tuple[list[Passage], list[Passage]]:
    """What is left to be coded: the open sentences, and the clauses of those coded in part."""
    found = [place for place, *_ in marks(rows, source_id, text)]
    states = sentences(rows, source_id, text)
    part = [one for one, state in states if state == "partly"]
    clauses = chain(*(_clauses(rows, source_id, text, one, found) for one in part))
    return [one for one, state in states if state == "open"], [*clauses]


def progress(states: Iterable[tuple[Passage, str]]) -> str:
    """How far an article is, in words."""
    found = [state for _, state in states]
    said = f"{found.count('coded') + found.count('partly')} of {len(found)} sentences coded"
    for state, words in (("partly", "of them in part"), ("left-out", "left out")):
        if number := found.count(state):
            said += f", {number} {words}"
    return said


def pieces(rows: Rows, source_id: str, text: str) -> list[Piece]:
    """An article cut where passages and sentences begin and end."""
    found, states = marks(rows, source_id, text), sentences(rows, source_id, text)
    ends = {0, len(text)} | {n for p, *_ in found for n in (p.start, p.end)}
    ends |= {n for p, _ in states for n in (p.start, p.end)}
    made = []
    for start, end in pairwise(sorted(ends)):
        over = tuple((e, kind) for p, e, kind in found if p.start <= start < p.end)
        state = next((s for p, s in states if p.start <= start < p.end), "")
        state = "open" if state == "partly" and not over else state
        made.append(Piece(start, text[start:end], over, state))
    return made


def fixed(text: str, start: int, end: int) -> Cells:
    """A passage as evidence keeps it: `exact`, with the shortest neighbours that make it unique.

    White space around it is taken off. Neighbours are whole words, first before it, then after.

    >>> fixed("to be or not to be", 16, 18)
    {'exact': 'be', 'prefix': 'not to', 'suffix': ''}
    """
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    exact = text[start:end]
    if not exact or len(passages.find(text, exact)) == 1:
        return {"exact": exact, "prefix": "", "suffix": ""}
    before = list(re.finditer(r"\S+", text[max(0, start - NEAR) : start]))
    after = list(re.finditer(r"\S+", text[end : end + NEAR]))
    prefixes = [text[max(0, start - NEAR) + m.start() : start].strip() for m in before][::-1]
    suffixes = [text[end : end + m.end()].strip() for m in after]
    for prefix, suffix in [(p, "") for p in prefixes] + [("", s) for s in suffixes]:
        if len(passages.find(text, exact, prefix, suffix)) == 1:
            return {"exact": exact, "prefix": prefix, "suffix": suffix}
    both = (prefixes or [""])[-1], (suffixes or [""])[-1]
    return {"exact": exact, "prefix": both[0], "suffix": both[1]}


def annotated(data: bytes, text: str) -> tuple[list[Passage], int]:
    """The passages that W3C Web Annotations mark in an article, and how many are not found there.

    Any JSON that holds TextQuoteSelectors will do; ValueError where it is not JSON.
    """
    found: list[Passage] = []
    lost, left = 0, [json.loads(data)]
    while left:
        node = left.pop()
        if isinstance(node, dict) and isinstance(node.get("exact"), str):
            words = (node["exact"], *(str(node.get(side) or "") for side in ("prefix", "suffix")))
            places = passages.find(text, *words) or passages.find(text, words[0])
            found += places[:1]
            lost += not places
        elif isinstance(node, dict | list):
            left += [*(node.values() if isinstance(node, dict) else node)]
    return sorted(set(found), key=lambda place: (place.start, place.end)), lost


def slug(text: str, taken: Iterable[str] = ()) -> str:
    """A text as an id, with a number where the id is taken.

    >>> slug("John Kirby’s"), slug("Iran", ["iran", "iran-2"])
    ('john-kirbys', 'iran-3')
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    parts = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    made, used = "-".join(parts)[:40].strip("-") or "new", set(taken)
    number = next(
        n for n in range(1, len(used) + 2) if (made if n == 1 else f"{made}-{n}") not in used
    )
    return made if number == 1 else f"{made}-{number}"


def new_article(sources: Sequence[Cells], text: str, known: Cells) -> list[Change]:
    """The changes that add an article: its file and its row, with slug, label and hash.

    `known` has published, and what is known of title, publisher, author, url, language, label.
    """
    first = text.lstrip().split("\n")[0].strip()
    if len(first) < 150 and not first.endswith((".", "”", '"')):
        known = {"title": first} | known
    day = known["published"]
    named = known.get("publisher") or known.get("title") or "article"
    ids = [row["source_id"] for row in sources]
    source_id = slug(f"{day[:7]} {' '.join(named.split()[:2])}", ids)
    labels = {row.get("label", "") for row in sources}
    month = dates.in_words(day[:7]) if re.match(r"\d{4}-\d\d", day) else day[:4]
    short = f"{month[:3]} {day[:4]}" if " " in month else month
    numbers = chain([""], (f" {number}" for number in count(2)))
    tries = (f"{named[: 26 - len(n + short)].strip()}{n}, {short}" for n in numbers)
    label = known.get("label") or next(one for one in tries if one not in labels)
    digest = hashlib.sha256(text.encode()).hexdigest()
    row = known | {"source_id": source_id, "file": f"{source_id}.txt", "label": label}
    row |= {"sha256": digest, "publisher_basis": "stated" if known.get("publisher") else ""}
    row = known | row | {k: known[k] for k in ("publisher_basis", "published_basis") if k in known}
    article = Change("articles", None, {"file": row["file"], "text": text})
    return [article, Change("sources", None, row)]


def own_reading(rows: Rows, source_id: str, reading: Sequence[Cells]) -> dict[str, list[Cells]]:
    """The rows as a second coder sees them: of an article only what they have read themselves."""
    kept = {row["event_id"] for row in rows["evidence"] if row["source_id"] != source_id}
    rest = ("event_id", "event_a", "event_b")
    found = {
        table: [row for row in those if kept.issuperset(row[c] for c in rest if c in row)]
        for table, those in rows.items()
    }
    for table in ("evidence", "left_out"):
        found[table] = [row for row in found[table] if row["source_id"] != source_id]
    own = {"source_id": source_id, "title": "", "summary": ""}
    told = [row | own | {"event_id": f"#{number}"} for number, row in enumerate(reading, 1)]
    return found | {table: found[table] + told for table in ("events", "evidence")}


def as_reading(changes: Iterable[Change]) -> Cells:
    """What would be an event, its passage and relationships, as a row of a reading."""
    cells, ties = dict.fromkeys(READING_COLUMNS, ""), []
    for row in (change.after or {} for change in changes):
        cells |= {c: v for c, v in row.items() if c in cells}
        ties += [" ".join(row[c] for c in RELATION)] if "relation" in row else []
    return cells | {"relationships": codebook.SEPARATOR.join(ties)}


def warnings(title: str, claim_type: str) -> list[str]:
    """What in a title says more than the words may: each with the reason.

    >>> warnings("Kirby proves the deal", "accusation")
    ['“proves” puts a claim as a fact']
    """
    found = []
    for pattern, reason in _UPGRADES.items():
        if "denial" in reason and claim_type == "admission":
            continue
        for match in re.finditer(rf"\b(?:{pattern})\b", title, re.I):
            found.append(f"“{match.group()}” {reason}")
    return found


def tension_pairs(rows: Rows, source_id: str) -> list[tuple[Cells, Cells, str, str]]:
    """Pairs of events that may clash, one of them told by an article: with kind and reason.

    Of the same question with different stance, or of the same thing with another number, place or
    time; those said close to each other come first. Pairs that are a tension already, or were
    judged to be none, are left out; so are those that cannot be of the same time.
    """
    told = {row["event_id"] for row in rows["evidence"] if row["source_id"] == source_id}
    judged = {frozenset((row["event_a"], row["event_b"])) for row in rows["tensions"]}
    judged |= {
        frozenset(d["draft_id"].split()[1:])
        for d in rows["drafts"]
        if d.get("kind") == "no-tension"
    }
    found = []
    for one in (event for event in rows["events"] if event["event_id"] in told):
        for two in rows["events"]:
            ids = one["event_id"], two["event_id"]
            if ids[0] == ids[1] or frozenset(ids) in judged:
                continue
            if reason := _clash(one, two, rows, set(ids) <= told):
                judged.add(frozenset(ids))
                found.append((one, two, *reason))
    return sorted(found, key=lambda pair: abs(_time(pair[0])[1] - _time(pair[1])[1]))


def _time(event: Cells) -> tuple[date, date]:
    """When what an event says may be so; up to when it was said, where that is not printed."""
    printed = event.get("about_date", "")
    try:
        about = dates.parse(printed or event["date"])
    except dates.DateError:  # a problem that is told above
        return date.min, date.max
    return (about.earliest if printed else None) or date.min, about.latest or date.max


def _near(one: Cells, two: Cells) -> bool:
    """Whether two places may be the same, or one may lie in the other."""
    if one["name"] == two["name"]:
        return True
    try:
        (y, x), (other_y, other_x) = ((float(p["lat"]), float(p["lon"])) for p in (one, two))
    except (KeyError, ValueError):
        return False  # no coordinates are known
    km = 111 * math.hypot(y - other_y, (x - other_x) * math.cos(math.radians((y + other_y) / 2)))
    return km <= max(float(place.get("precision_km") or 0) for place in (one, two))


_FOR, _AGAINST = {"affirms", "partly"}, {"denies", "doubts"}


def _clash(one: Cells, two: Cells, rows: Rows, together: bool) -> tuple[str, str] | None:
    """The kind of tension two events may be in, and why; `together` if one article tells both."""
    (begun, ended), (other_begun, other_ended) = _time(one), _time(two)
    at_once = begun <= other_ended and other_begun <= ended
    for table, key, value, kind in (
        ("quantities", "of", "value", "quantity"),
        ("places", "role", "name", "place"),
    ):
        said = [[r for r in rows[table] if r["event_id"] == e["event_id"]] for e in (one, two)]
        for thing in dict.fromkeys(row[key] for row in said[0]):
            ours, theirs = ([r for r in of if r[key] == thing] for of in said)
            same = any(
                a[value] == b[value] or (kind == "place" and _near(a, b))
                for a in ours
                for b in theirs
            )
            if at_once and ours and theirs and not same:
                return kind, f"{thing}: {ours[0][value]} / {theirs[0][value]}"
    if not one["storyline_id"] or one["storyline_id"] != two["storyline_id"]:
        return None
    stances = one["stance"], two["stance"]
    things = [set(filter(None, e.get("items", "").split(";"))) for e in (one, two)]
    if not things[0] & things[1] and (any(things) or not together):
        return None
    for a, b in (stances, stances[::-1]):
        if at_once and ((a in _FOR and b in _AGAINST) or (a, b) == ("affirms", "partly")):
            return "denial", f"one {stances[0]}, the other {stances[1]}"
    times = one.get("about_date", ""), two.get("about_date", "")
    if all(times) and times[0] != times[1] and things[0]:
        return "timing", f"{dates.in_words(times[0])} / {dates.in_words(times[1])}"
    return None
