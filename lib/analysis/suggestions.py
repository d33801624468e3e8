"""What a passage suggests for its row, each with the reason; nothing here is ever saved by itself.

The rules are lists of words. They find what is printed; what it means is for the coder to judge.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz

from lib.analysis.coding import fixed
from lib.analysis.cues import (
    CLAIMS,
    COMMITMENTS,
    HEDGES,
    OFFICES,
    POLARITIES,
    RELATIONS,
    REPORTS,
    SAYS,
    STANCES,
)
from lib.analysis.reader import Reader, Suggestion
from lib.analysis.when import When, dates_in
from lib.dataset import codebook, dates
from lib.dataset.sheet import Cells

NEAR = 30  # characters between a verb of saying and its date
LIKE = 62  # of 100: from which score on an event is offered as the same


class Suggestions(Reader):
    """What a passage suggests for each column of its event and of its evidence."""

    def claim(self) -> Suggestion:
        """The claim type: the first whose cue words the sentence has."""
        speaker = self.actors.get(self.speaker[0], {})
        for code, pattern in CLAIMS.items():
            if code == "accusation" and speaker.get("kind") == "media" and self.cue(REPORTS):
                return Suggestion("media-report", f"“{self.cue(REPORTS)}”: an outlet speaks")
            if words := self.cue(pattern):
                return Suggestion(code, f"“{words}”")
        others = self.targets() is not None
        return Suggestion("accusation" * others, "says what others do" * others)

    def attribution(self) -> Suggestion:
        """What the claim rests on."""
        actor_id, words, _ = self.speaker
        row = self.actors.get(actor_id, {})
        if found := self.cue("intelligence"):
            return Suggestion("intelligence", f"“{found}”")
        if found := self.cue("experts?|analysts?|researchers?"):
            return Suggestion("expert", f"“{found}”")
        if not words:
            return Suggestion("article-voice", "nobody is named as the speaker")
        if not row:
            return Suggestion("", "")
        if row["kind"] == "media":
            found = self.cue("sources?|officials?")
            return Suggestion("media-sources" if found else "media", f"“{found or words}”")
        if row["kind"] == "unnamed" or self.cue("(?:an?|senior|unnamed) (?:\\w+ )?official"):
            return Suggestion("unnamed-official", f"“{words}”")
        if row["kind"] == "person":
            office = row.get("role") or row.get("part_of")
            return Suggestion("named-official" if office else "person", f"“{words}”")
        return Suggestion("institution", f"“{words}”")

    def targets(self) -> Suggestion | None:
        """Whom the claim is about: others named in the sentence who do not relay it."""
        away = {self.speaker[0], *(m.actor_id for m in self.relays)}
        away |= self.above(self.speaker[0]) if self.speaker[1] else set()
        for title, speaker in pairwise(self.here):  # “State Department spokesman Patel”
            between = self.text[title.end : speaker.start]
            if speaker.actor_id == self.speaker[0] and re.fullmatch("[^,.;]{,29}", between):
                away.add(title.actor_id)
        return _listed({m.actor_id: m.words for m in self.here if m.actor_id not in away})

    def commitment(self) -> Suggestion:
        """How far the speaker commits."""
        for code, pattern in COMMITMENTS.items():
            if words := self.cue(pattern):
                return Suggestion(code, f"“{words}”")
        return Suggestion("certain", "no word of doubt, plan or condition")

    def dates(self) -> dict[str, Suggestion]:
        """When it was said, and when it is to have happened."""
        published = self.source["published"]
        found = dates_in(self.sentence, published)
        verbs = [m.span() for m in re.finditer(rf"\b(?:{SAYS})\b", self.sentence)]

        def far(when: When) -> int:
            at = self.sentence.find(when.words)
            return min(
                (max(at - end, start - at - len(when.words)) for start, end in verbs), default=0
            )

        past = [w for w in found if w.date[:10] <= published and ".." not in w.date]
        days = [w for w in past if re.search(r"day\b|week|\d", w.words)]
        said = min((w for w in days if far(w) < NEAR), key=far, default=None)
        if self.claim().value == "incident":  # what is dated is the deed
            said, found = days[-1] if days else None, []
        if said:
            note = "" if said.basis == "stated" else said.note
            made = _dated(said.date, said.basis, note, f"“{said.words}”")
        elif told := [e for e in self.told if self.speaker[1] and e["actors"] == self.speaker[0]]:
            date, basis, note = (told[-1][c] for c in ("date", "date_basis", "date_note"))
            made = _dated(date, basis, note, f"as {told[-1]['event_id']}, by the same speaker")
        else:
            note = f"No date is printed; the article is of {dates.in_words(published)}."
            made = _dated(published, "publication", note, "the article’s date: no day is printed")
        if rest := [w for w in found if w is not said]:
            made["about_date"] = Suggestion(rest[-1].date, f"{rest[-1].note}")
        return made

    @cached_property
    def told(self) -> list[Cells]:
        """The events that the article tells, in the order in which they were coded."""
        events = {row["event_id"]: row for row in self.rows["events"]}
        own = (r for r in self.rows["evidence"] if r["source_id"] == self.source["source_id"])
        return [events[r["event_id"]] for r in own if r["event_id"] in events]

    def items(self) -> Suggestion | None:
        """The items whose forms the sentence prints."""
        places: dict[tuple[int, int], tuple[str, str]] = {}
        for row in self.rows["items"]:
            forms = [row["name"], *row.get("forms", "").split(codebook.SEPARATOR)]
            for form in filter(None, map(str.strip, forms)):
                for match in re.finditer(rf"(?<!\w){re.escape(form)}s?(?!\w)", self.sentence, re.I):
                    places.setdefault(match.span(), (row["item_id"], match.group()))
        found: dict[str, str] = {}
        for (start, end), (item_id, words) in sorted(places.items()):
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in places):
                found.setdefault(item_id, words)
        return _listed(found)

    def storyline(self) -> Suggestion:
        """The storyline used last in this article, else the one used most for the same items."""
        if self.told and self.told[-1]["storyline_id"]:
            return Suggestion(self.told[-1]["storyline_id"], "used last in this article")
        items = self.items()
        wanted = set(items.value.split(codebook.SEPARATOR)) if items else set()
        same = [
            r["storyline_id"]
            for r in self.rows["events"]
            if wanted & set(r.get("items", "").split(";"))
        ]
        if same:
            return Suggestion(Counter(same).most_common(1)[0][0], "used most for the same items")
        of = {row["event_id"]: row["storyline_id"] for row in self.rows["events"]}
        for event_id, _ in self.like(LIKE - 15):
            return Suggestion(of[event_id], f"as {event_id}, which is alike")
        return Suggestion("", "")

    def event(self, claim_type: str = "") -> dict[str, Suggestion]:
        """A suggestion for each column of the event that has one; stance for the claim type."""
        claim, targets, items = self.claim(), self.targets(), self.items()
        chosen = claim_type or claim.value
        stance = STANCES.get(chosen, "affirms") if chosen else ""
        found = {
            "actors": Suggestion(self.speaker[0], self.speaker[2]),
            "targets": targets,
            "claim_type": claim,
            "attribution": self.attribution(),
            "commitment": self.commitment(),
            "storyline_id": self.storyline(),
            "stance": Suggestion(stance, f"as usual for {codebook.label(chosen).lower()}"),
            "items": items,
            **self.dates(),
        }
        return {column: made for column, made in found.items() if made and made.value}

    def evidence(self) -> dict[str, Suggestion]:
        """A suggestion for each column of the passage's row."""
        quote = fixed(self.text, self.passage.start, self.passage.end)
        why = "the passage occurs more than once"
        found = {c: Suggestion(v, why if c != "exact" else "") for c, v in quote.items() if v}
        actor_id, words, reason = self.speaker
        named = any(
            m.actor_id == actor_id and self.passage.start <= m.start < self.passage.end
            for m in self.mentions
        )
        if words and not named:
            found["speaker_words"] = Suggestion(
                words, f"the passage does not name the speaker; {reason}"
            )
        if self.relays:
            names = dict.fromkeys(m.actor_id for m in self.relays)
            printed = ", ".join(f"“{m.words}”" for m in self.relays)
            found["via"] = Suggestion(codebook.SEPARATOR.join(names), f"told through {printed}")
        if hedge := self.cue(HEDGES):
            found["hedge"] = Suggestion(hedge, "words of doubt in the sentence")
        return found

    def relationships(self, claim_type: str, commitment: str) -> Iterator[tuple[Cells, str]]:
        """What the sentence may claim to hold between actors, each with the words that say so."""
        away = {m.actor_id for m in self.relays}
        between = [m for m in self.here if m.actor_id not in away]
        said = self.speaker[1]
        items = self.items()
        polarity = POLARITIES.get(claim_type) or POLARITIES.get(commitment, "asserted")
        told = set()
        for relation, pattern in RELATIONS.items():
            for match in re.finditer(rf"\b(?:{pattern})\b", self.sentence, re.I):
                at = self.around.start + match.start()
                starts = [m.start for m in between]
                split = bisect_right(starts, at)
                before = [
                    m
                    for m in between[:split]
                    if not said or m.words not in said or len(between) < 3
                ]
                pair = (before[-1:] or between[:1], between[split : split + 1])
                if not all(pair) or pair[0][0].actor_id == pair[1][0].actor_id:
                    continue
                ids = pair[0][0].actor_id, pair[1][0].actor_id
                if ids in told:
                    continue
                told.add(ids)
                for item in (items.value.split(codebook.SEPARATOR) if items else [""])[:2]:
                    row = {"subject_id": ids[0], "relation": relation, "object_id": ids[1]}
                    yield row | {"item": item, "polarity": polarity}, f"“{match.group()}”"

    def like(self, least: int = LIKE) -> list[tuple[str, str]]:
        """Events that may be the same, with the reason; the likeliest first, at most three."""
        quotes: dict[str, str] = {}
        for row in self.rows["evidence"]:
            quotes[row["event_id"]] = f"{quotes.get(row['event_id'], '')} {row['exact']}"
        words = self.text[self.passage.start : self.passage.end]
        scored = []
        for row in self.rows["events"]:
            own = f"{row['title']} {row['summary']}", quotes.get(row["event_id"], "")
            score = max(fuzz.token_set_ratio(words, said) for said in own)
            score += 10 if self.speaker[0] and self.speaker[0] in row["actors"].split(";") else -10
            if score >= least:
                scored.append(
                    (score, row["event_id"], f"{row['title']} ({dates.in_words(row['date'])})")
                )
        return [(event_id, said) for _, event_id, said in sorted(scored, reverse=True)[:3]]

    def strangers(self) -> list[Cells]:
        """Names in the sentence that are no actor's, each with a guess at its row and its use."""
        publisher = self.source.get("publisher", "")
        found: dict[str, Cells] = {}
        if publisher and not any(self.speaker):
            found[publisher] = {"kind": "media", "side": "Other", "use": "speaker"}
        items = self.items()
        printed = items.reason.casefold() if items else ""
        for match in self.names():
            if match.group().casefold() not in printed:
                name, guess = self._guess(match)
                found.setdefault(name, guess)
        return [{"name": name} | guess for name, guess in found.items()]

    def _guess(self, match: re.Match[str]) -> tuple[str, Cells]:
        """A name with what stands by it: an office makes a person, a verb of saying a speaker."""
        title = re.match(rf"(?i:{OFFICES}) (?=[A-Z])", match.group())
        start = match.start() + (title.end() if title else 0)
        guess = {"use": "speaker" if self.says(match) else "target"}
        before = self.text[self.around.start : start]
        if office := re.search(rf"(?<![’'\w])((?:[a-z]+ ){{0,2}}(?i:{OFFICES})) $", before):
            above = [m.actor_id for m in self.here if m.end <= start][-1:]
            sides = [self.actors[actor_id].get("side", "") for actor_id in above]
            guess |= {"kind": "person", "role": office.group(1).lower()}
            guess |= {"part_of": "".join(above), "side": "".join(sides)}
        return self.text[start : match.end()], guess


def _listed(found: dict[str, str]) -> Suggestion | None:
    """Ids, each with the words that name it, as a list cell; None where there are none."""
    printed = ", ".join(f"“{words}”" for words in found.values())
    ids = codebook.SEPARATOR.join(found)
    return Suggestion(ids, f"{printed} in the sentence") if found else None


def _dated(date: str, basis: str, note: str, why: str) -> dict[str, Suggestion]:
    made = {"date": Suggestion(date, why), "date_basis": Suggestion(basis, why)}
    return made | {"date_note": Suggestion(note, "")}


def sentence_of(row: Cells, actors: dict[str, str], items: dict[str, str]) -> str:
    """A relationship as a sentence to accept: the names, what holds, the item, and how it is put.

    >>> row = {"subject_id": "a", "relation": "supplies", "object_id": "b", "item": "x"}
    >>> sentence_of(row | {"polarity": "denied"}, {"a": "Iran", "b": "Russia"}, {"x": "drones"})
    'Iran supplies Russia: drones (denied)'
    """
    relation = codebook.label(row["relation"]).lower()
    item = f": {items.get(row['item'], row['item'])}" if row["item"] else ""
    ends = (actors.get(row[end], row[end]) for end in ("subject_id", "object_id"))
    subject, other = ends
    return f"{subject} {relation} {other}{item} ({codebook.label(row['polarity']).lower()})"
