"""What a passage suggests for its row, each with the reason; nothing here is ever saved by itself.

The rules are lists of words. They find what is printed; what it means is for the coder to judge.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from math import log

from rapidfuzz import fuzz

from lib.analysis import cues
from lib.analysis.coding import fixed, warnings
from lib.analysis.reader import Mention, Reader, Suggestion, cue, listed, words_of
from lib.analysis.when import When, can_meet, dates_in
from lib.dataset import codebook, dates
from lib.dataset.passages import Passage
from lib.dataset.sheet import Cells

ACTS = ("sanction", "incident", "announcement")  # the day printed is the day of the deed
OPENING = 20  # characters of a sentence within which a date is that of the whole
NEAR = 30  # characters between a verb of saying and its date
LIKE = 75  # of 100: from which score on an event is offered as the same
BOUND = 60  # days before an article in which an undated event of it may lie
MOST = 90  # characters of a title
AHEAD = 1.2  # how many times as sure of a storyline as of the next


class Suggestions(Reader):
    """What a passage suggests for each column of its event and of its evidence."""

    def claim(self) -> Suggestion:
        """The claim type: the first whose cue words the speaker's verb has, or the selection."""
        actor_id, said, _ = self.speaker
        outlet = said and self.actors.get(actor_id, {}).get("kind") == "media"
        for words in (said * (said in self.words), self.words, said):
            for code, pattern in cues.CLAIMS.items():
                found = cue(pattern, words)
                if code == "denial" and not found and words == self.words and self.negated:
                    own = "denial" if self._of_own_side(self.negated) else "no-evidence"
                    return Suggestion(own, f"“{self.negated.group()}”")
                if code == "accusation" and outlet and words:
                    return Suggestion("media-report", f"“{said}”: an outlet speaks")
                if found:
                    return Suggestion(code, f"“{found}”")
        if self.targets():
            return Suggestion("accusation", "says what others do")
        usual = Counter(row["claim_type"] for row in self.rows["events"] if said).most_common(1)
        return Suggestion(usual[0][0] if usual else "", "no cue word; the most frequent")

    @cached_property
    def negated(self) -> re.Match[str] | None:
        """Where the selection says that something was not done."""
        return cues.NEGATED.search(self.text, self.passage.start, self.passage.end)

    def _of_own_side(self, negated: re.Match[str]) -> bool:
        """Whether what was not done is a deed of the speaker's own side, or that is not known."""
        speaker = self.speaker[0].split(codebook.SEPARATOR)[0]
        before = [m.actor_id for m in self.here if m.end <= negated.start()]
        doer = before[-1] if before else speaker
        if not speaker or speaker == doer or doer in self.above(speaker):
            return bool(self.speaker[1])
        sides = [self.actors[actor_id].get("side") for actor_id in (speaker, doer)]
        return bool(sides[0]) and sides[0] == sides[1]

    def attribution(self, actors: str = "") -> Suggestion:
        """What the claim rests on, by its speaker or by the `actors` chosen instead."""
        actor_id, words, _ = self.speaker
        if actors and actors != actor_id:
            actor_id, words = actors, ", ".join(map(self.name, actors.split(codebook.SEPARATOR)))
        row = self.actors.get(actor_id.split(codebook.SEPARATOR)[0], {})
        if not words or (actor_id == self.outlet and not self.speaker[1]):
            return Suggestion("article-voice", "nobody is named as the speaker")
        if found := self.cue("intelligence"):
            return Suggestion("intelligence", f"“{found}”")
        if found := self.cue("experts?|analysts?|research(?:ers?)?"):
            return Suggestion("expert", f"“{found}”")
        if not row:
            return Suggestion("", "")
        if row["kind"] == "media":
            found = self.cue("sources?|officials?")
            return Suggestion("media-sources" if found else "media", f"“{found or words}”")
        office = row.get("role") or row.get("part_of")
        kinds = {"unnamed": "unnamed-official", "person": "named-official" if office else "person"}
        return Suggestion(kinds.get(row["kind"], "institution"), f"“{words}”")

    def targets(self, actors: str = "") -> Suggestion | None:
        """Whom the claim is about: others named in the selection who do not relay it."""
        away = {*f"{self.speaker[0]};{actors}".split(";"), *(m.actor_id for m in self.relays)}
        away |= self.above(self.speaker[0]) if self.speaker[1] else set()
        for title, speaker in pairwise(self.here):  # “State Department spokesman Patel”
            between = self.text[title.end : speaker.start]
            if speaker.actor_id == self.speaker[0] and re.fullmatch("[^,.;]{,29}", between):
                away.add(title.actor_id)
        named = [
            m for m in self.here if not cues.AFAR.search(self.text[self.around.start : m.start])
        ]
        return listed({m.actor_id: m.words for m in named if m.actor_id not in away})

    def commitment(self) -> Suggestion:
        """How far the speaker commits."""
        for words in (self.words, self.speaker[1]):
            for code, pattern in cues.COMMITMENTS.items():
                if found := cue(pattern, words):
                    return Suggestion(code, f"“{found}”")
        return Suggestion("certain", "no word of doubt, plan or condition")

    def dates(self, claim_type: str = "") -> dict[str, Suggestion]:
        """When it was said or done, and when what is said is to have happened."""
        published = self.source["published"]
        found = dates_in(self.sentence, published)
        own = [w for w in found if w.words in self.words]
        past = [w for w in found if w.date.removeprefix("../")[:10] <= published]
        act = (claim_type or self.claim().value) in ACTS
        said = next((w for w in past if w in own and act), None)
        for place, dated in ((self.passage, own), (self.around, past)) if self.speaker[1] else ():
            near = {self._far(w, place): w for w in reversed(dated) if w in past}
            said = said or (near[min(near)] if min(near, default=NEAR) < NEAR else None)
        if said:
            bound = said.date.startswith("../")
            note = "" if said.basis == "stated" else said.note
            basis = "publication" if bound else said.basis
            made = _dated(said.date, basis, note, f"“{said.words}”")
        elif same := self._same_day():
            told, why = same
            day, basis, note = (told[c] for c in ("date", "date_basis", "date_note"))
            made = _dated(day, basis, note, f"as {told['event_id']}, {why}")
        else:
            note = f"No date is printed; the article is of {dates.in_words(published)}."
            made = _dated(published, "publication", note, "the article’s date: no day is printed")
        if rest := [w for w in own if w is not said]:
            made["about_date"] = Suggestion(rest[-1].date, f"{rest[-1].note}")
        return made

    def _far(self, when: When, place: Passage) -> int:
        """The characters between a date and a verb of saying; 0 where the date opens a place."""
        words = self.text[place.start : place.end]
        start = words.find(when.words)
        if start < OPENING:
            return 0
        if not re.search(r"day\b|week|\d|^(?:repeated|previous|long)", when.words):
            return NEAR
        verbs = [m.span() for m in re.finditer(rf"\b(?:{cues.SAYS})\b", words)]
        after = start + len(when.words)
        return min((max(start - b, a - after) for a, b in verbs), default=NEAR)

    def _same_day(self) -> tuple[Cells, str] | None:
        """The event told before whose day is that of this one, and why."""
        if self.told and cues.SAME_TIME.search(self.sentence):
            return self.told[-1], "“same” time"
        days = [e for e in self.told if re.fullmatch(r"\d{4}-\d\d-\d\d[?~%]?", e["date"])]
        own = [e for e in days if self.speaker[1] and e["actors"] == self.speaker[0]]
        return (own[-1], "by the same speaker") if own else None

    @cached_property
    def told(self) -> list[Cells]:
        """The events that the article tells, in the order in which they were coded."""
        events = {row["event_id"]: row for row in self.rows["events"]}
        own = (r for r in self.rows["evidence"] if r["source_id"] == self.source["source_id"])
        return [events[r["event_id"]] for r in own if r["event_id"] in events]

    def storyline(self) -> Suggestion:
        """The storyline that most events share which are told with the same words and items.

        Where none is ahead, the one used last in this article.
        """
        of = {row["event_id"]: row["storyline_id"] for row in self.rows["events"]}
        marks = {e["event_id"]: {*e.get("items", "").split(";")} for e in self.rows["events"]}
        for row in self.rows["storylines"]:
            of[row["storyline_id"]] = row["storyline_id"]
            marks[row["storyline_id"]] = {*words_of(f"{row['title']} {row.get('question', '')}")}
        for row in self.rows["evidence"]:
            marks.setdefault(row["event_id"], set()).update(words_of(row["exact"]))
        wanted = dict(words_of(self.words))
        if items := self.items():
            ids, printed = items.value.split(";"), re.findall("“(.*?)”", items.reason)
            wanted |= dict(zip(ids, printed, strict=False))
        scores, why = dict[str, float](), dict[str, list[tuple[float, str]]]()
        for mark, said in wanted.items():
            using = Counter(of[e] for e, own in marks.items() if mark in own and of.get(e))
            for storyline_id, number in using.items():
                # How sure the mark is of the storyline, and how rare it is.
                share = number / (using.total() + 1) * log((len(of) + 1) / using.total())
                scores[storyline_id] = scores.get(storyline_id, 0) + share
                why.setdefault(storyline_id, []).append((share, said))
        last = self.told[-1]["storyline_id"] if self.told else ""
        best, *rest = sorted(scores, key=lambda s: -scores[s]) or [""]
        if best and (not last or not rest or scores[best] > AHEAD * scores[rest[0]]):
            found = ", ".join(f"“{mark}”" for _, mark in sorted(why[best], reverse=True)[:2])
            return Suggestion(best, f"as most events with {found}")
        return Suggestion(last, "used last in this article") if last else Suggestion("", "")

    def event(self, claim_type: str = "", actors: str = "") -> dict[str, Suggestion]:
        """A suggestion for each column of the event that has one.

        Stance and dates follow the claim type chosen; attribution, targets and title the speaker.
        """
        claim, targets, items = self.claim(), self.targets(actors), self.items()
        chosen = claim_type or claim.value
        stance = cues.STANCES.get(chosen, "affirms") if chosen else ""
        found = {
            "actors": Suggestion(self.speaker[0], self.speaker[2]),
            "targets": targets,
            "claim_type": claim,
            "attribution": self.attribution(actors),
            "commitment": self.commitment(),
            "storyline_id": self.storyline(),
            "stance": Suggestion(stance, f"as usual for {codebook.label(chosen).lower()}"),
            "items": items,
            **self.dates(chosen),
            **self._own_words(chosen, actors),
        }
        return {column: made for column, made in found.items() if made and made.value}

    def _own_words(self, claim_type: str, actors: str) -> dict[str, Suggestion]:
        """A title and a summary to begin with: the speaker, the verb, and the words selected.

        None where the words are no clause of their own, and no title where what is cut off is a
        doubt, a condition or a denial: it never says more than the words.
        """
        actor_id = self.speaker[0]
        rows = [self.actors.get(a, {}) for a in (actors or actor_id).split(codebook.SEPARATOR)]
        several = len(rows) > 1 or (
            rows[0].get("kind") != "state" and rows[0].get("name", "").endswith(("s", "media"))
        )
        found = self.clause()
        if not all(rows) or not found or cues.OWN.search(found[1]):
            return {}
        verb, clause = found[0], re.sub(r",? on \w+day\b", "", found[1])
        verb = verb or ("say" if several else "says")
        names = [r["name"].split()[-1] if r["kind"] == "person" else r["name"] for r in rows]
        title = f"{' and '.join(names)} {verb} {clause}"
        cuts = [m.start() for m in cues.CUT.finditer(title) if MOST / 2 < m.start() <= MOST]
        short = title if len(title) <= MOST else title[: cuts[-1]] if cuts else ""
        doubts = (
            cues.HEDGES,
            *cues.COMMITMENTS.values(),
            cues.NEGATED.pattern,
            cues.CLAIMS["denial"],
        )
        kept = found[0] or any(
            cue(p, short) for p in (cues.FINITE, *(p for p, _ in cues.RELATIONS.values()))
        )
        more = warnings(short, claim_type) or any(cue(p, title[len(short) :]) for p in doubts)
        that = " that" * (verb in ("say", "says"))
        made = {"summary": f"{' and '.join(r['name'] for r in rows)} {verb}{that} {clause}."}
        if short and kept and not more:
            made["title"] = short
        why = "the speaker and the words selected; put it in your own words"
        return {column: Suggestion(words, why) for column, words in made.items()}

    def evidence(self) -> dict[str, Suggestion]:
        """A suggestion for each column of the passage's row."""
        quote = fixed(self.text, self.passage.start, self.passage.end)
        why = "the passage occurs more than once"
        found = {c: Suggestion(v, why if c != "exact" else "") for c, v in quote.items() if v}
        actor_id, words, reason = self.speaker
        speakers = actor_id.split(codebook.SEPARATOR)
        if words and not any(m.actor_id in speakers for m in self.named_in(self.passage)):
            why = f"the passage does not name the speaker; {reason}"
            found["speaker_words"] = Suggestion(words, why)
        if self.relays:
            names = dict.fromkeys(m.actor_id for m in self.relays)
            printed = ", ".join(f"“{m.words}”" for m in self.relays)
            found["via"] = Suggestion(codebook.SEPARATOR.join(names), f"told through {printed}")
        if hedge := self.cue(cues.HEDGES):
            found["hedge"] = Suggestion(hedge, "words of doubt in the sentence")
        return found

    def relationships(self, claim_type: str, commitment: str) -> Iterator[tuple[Cells, str]]:
        """What the selection may claim to hold between actors it names, each with its words."""
        named = [m for m in self.here if self.actors[m.actor_id]["kind"] != "media"]
        items = self.items()
        polarity = cues.POLARITIES.get(claim_type) or cues.POLARITIES.get(commitment, "asserted")
        told = set[tuple[str, str]]()
        for relation, (pattern, reach) in cues.RELATIONS.items():
            for match in re.finditer(rf"(?<![\w-])(?:{pattern})\b", self.words, re.I):
                start, end = (self.passage.start + place for place in match.span())
                ids = self._ends(named, start, end, relation, reach)
                if not ids or ids[0] == ids[1] or {ids, ids[::-1]} & told:
                    continue
                told.add(ids)
                # “did not confirm it and said that …”: what is said then is denied no more
                *first, last = re.split(
                    rf"\b(?:and|but) (?:{cues.TELLS})\b", self.words[: match.end()]
                )
                put = cues.POLARITIES.get(commitment, "asserted") if first else polarity
                put = "denied" if put != "not_seen" and cues.NEGATED.search(last) else put
                things = items.value.split(codebook.SEPARATOR)[:2] if items else [""]
                for item in [""] if relation == "sanctions" else things:
                    row = {"subject_id": ids[0], "relation": relation, "object_id": ids[1]}
                    yield row | {"item": item, "polarity": put}, f"“{match.group()}”"

    def _ends(
        self, named: list[Mention], start: int, end: int, relation: str, reach: str
    ) -> tuple[str, str] | None:
        """Who does it to whom, for a verb from `start` to `end`; None where it names no object."""
        before = [m for m in named if m.end <= start]
        after = [m for m in named if m.start >= end]
        after = [m for m in after if not cues.CLAUSE.search(self.text[end : m.start])]
        before = [
            m
            for m in before
            if not re.search(rf"\b(?:{cues.SAYS})\b(?! (?:\w+ing|to|(?:that )?(?:it|they))\b)|;",
                             self.text[m.end : end]) or relation == "sanctions"
        ]  # fmt: skip

        def led(mention: Mention, words: str) -> bool:
            return bool(re.search(rf"\b(?:{words}) (?:the )?$", self.text[end : mention.start]))

        source = next((m for m in after if led(m, "from|by")), None)
        if relation == "supplies" and source:
            rest = [m for m in after if m is not source and led(m, "to|with")] or before[-1:]
            return (source.actor_id, rest[0].actor_id) if rest else None
        if relation in cues.BETWEEN and len(after) > 1 and led(after[0], "between|of|with|by|in"):
            return after[0].actor_id, after[1].actor_id
        direct = [m for m in after if re.fullmatch(r" (?:the |of )?", self.text[end : m.start])]
        aims = direct or [m for m in after if reach and led(m, reach)]
        if relation in cues.BETWEEN and len(before) > 1 and not aims:
            return before[-2].actor_id, before[-1].actor_id
        return (before[-1].actor_id, aims[0].actor_id) if before and aims else None

    def like(self, least: int = LIKE) -> list[tuple[str, str]]:
        """Events that may be the same, with the reason; the likeliest first, at most three.

        Only those of the same speaker and claim type at a time that can be the same; those that
        this article tells come first.
        """
        quotes: dict[str, str] = {}
        for row in self.rows["evidence"]:
            quotes[row["event_id"]] = f"{quotes.get(row['event_id'], '')} {row['exact']}"
        told = {row["event_id"] for row in self.told}
        speakers = set(self.speaker[0].split(codebook.SEPARATOR)) - {""}
        claim, when = self.claim().value, self.dates()
        items = self.items()
        things = set(items.value.split(codebook.SEPARATOR)) if items else set()
        scored = []
        for row in self.rows["events"]:
            here = row["event_id"] in told
            others = {*row.get("items", "").split(";")} - {""}
            same = speakers & {*row["actors"].split(";")} and claim == row["claim_type"]
            slack = BOUND * ("publication" in (when["date_basis"].value, row.get("date_basis")))
            if not same or (things and others and not things & others):
                continue
            if not can_meet(when["date"].value, row["date"], slack):
                continue
            said = f"{row['title']} {row['summary']}", quotes.get(row["event_id"], "")
            score = max(fuzz.token_set_ratio(self.words, words) for words in said)
            score += 15 * here * (1 if things else 2)
            if score >= least:
                label = f"{row['title']} ({dates.in_words(row['date'])})"
                scored.append((here, score, row["event_id"], label))
        return [(event_id, said) for *_, event_id, said in sorted(scored, reverse=True)[:3]]


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
