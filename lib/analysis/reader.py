"""A passage in its article: who is named in its sentences, who speaks, through whom it came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lib.analysis.coding import Rows
from lib.analysis.cues import NAME, NO_NAME, OBJECT, PRONOUN, RELAY, SAYS
from lib.dataset import codebook, passages
from lib.dataset.passages import Passage


@dataclass(frozen=True)
class Suggestion:
    """A value for a column, and the reason a coder can check."""

    value: str
    reason: str


@dataclass(frozen=True)
class Mention:
    """Words of an article that name an actor."""

    start: int
    end: int
    actor_id: str
    words: str


class Reader:
    """A passage in its article, beside the tables that say what words mean."""

    def __init__(self, rows: Rows, source_id: str, text: str, start: int, end: int) -> None:
        self.rows, self.text = rows, text
        self.source = next(r for r in rows["sources"] if r["source_id"] == source_id)
        self.passage = Passage(start, end)
        self.around = passages.enclosing(text, self.passage)
        self.sentence = text[self.around.start : self.around.end]
        self.actors = {row["actor_id"]: row for row in rows["actors"]}

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every mention of an actor in the article, in order; the longest form counts."""
        forms: dict[str, str] = {}
        for actor_id, row in self.actors.items():
            names = [row["name"], *row.get("aliases", "").split(codebook.SEPARATOR)]
            if row["kind"] == "person":
                names.append(row["name"].split()[-1])
            for name in filter(None, map(str.strip, names)):
                forms.setdefault(name, actor_id)
        if not forms:
            return []
        longest = sorted(forms, key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"
        found = re.finditer(pattern, self.text)
        return [Mention(*m.span(), forms[m.group()], m.group()) for m in found]

    @cached_property
    def here(self) -> list[Mention]:
        """The mentions in the sentences of the passage."""
        return [m for m in self.mentions if self.around.start <= m.start < self.around.end]

    def cue(self, pattern: str) -> str:
        """The first words of the sentence that match, verbatim; empty where none do."""
        match = re.search(rf"\b(?:{pattern})\b", self.sentence, re.I)
        return match.group() if match else ""

    def name(self, actor_id: str) -> str:
        """An actor's name."""
        return self.actors[actor_id]["name"] if actor_id in self.actors else actor_id

    @cached_property
    def speaker(self) -> tuple[str, str, str]:
        """Who speaks, the words that say so, and the reason; all empty where nobody is found."""
        spoken = PRONOUN.search(self.sentence)
        first = self.here[0].start - self.around.start if self.here else len(self.sentence)
        if spoken and spoken.start() < first and (found := self._before(spoken.group())):
            return found
        for mention in self.here:
            if OBJECT.search(self.text[self.around.start : mention.start]):
                continue
            after = self.text[mention.end : min(self.around.end, mention.end + 60)]
            away = "could|may|might|would|will|to|that"
            aside = r"(?:[’']s)?(?:, (?:who|which|whose|an?|the) [^,]*,)?"
            said = re.match(rf"{aside}(?:[ ,]+(?!(?:{away})\b)[\w-]+){{0,5}}?,? ({SAYS})\b", after)
            others = (
                m
                for m in self.here
                if mention.end <= m.start < mention.end + (said.start(1) if said else 0)
            )
            if said and not any(others) and said.group(1) not in ("called",):
                words = self.text[mention.start : mention.end + said.end()]
                return mention.actor_id, words, f"“{words}”"
        for mention in self.here:
            before = self.text[max(self.around.start, mention.start - 40) : mention.start]
            if said := re.search(r"\b(?:[Aa]ccording to|said|says)(?: the| \w+){0,2} $", before):
                words = f"{said.group()}{mention.words}"
                return mention.actor_id, words, f"“{words}”"
        if words := next((m.group() for m in self.names() if self.says(m)), ""):
            return "", words, ""  # somebody speaks who is no actor yet
        quoted = re.search('[“"]', self.sentence)
        if (spoken or quoted) and (found := self._before(spoken.group() if spoken else "")):
            return found
        publisher = self.source.get("publisher", "")
        voice = next(
            (
                a
                for a, r in self.actors.items()
                if publisher in (r["name"], *r["aliases"].split(";"))
            ),
            "",
        )
        reason = f"nobody is named; the article’s own voice is {publisher}"
        return (voice, "", reason) if publisher and voice else ("", "", "")

    def names(self) -> list[re.Match[str]]:
        """The names in the sentence that are no actor's; a first word only where it speaks."""
        known = {n for m in self.here for n in range(m.start, m.end)}
        found = NAME.finditer(self.text, self.around.start, self.around.end)
        first = self.around.start + 1
        return [
            match
            for match in found
            if not known & {*range(*match.span())}
            and not NO_NAME.fullmatch(match.group())
            and (" " in match.group() or match.start() > first or self.says(match))
        ]

    def says(self, match: re.Match[str]) -> bool:
        """Whether a verb of saying follows a name."""
        after = self.text[match.end() : min(self.around.end, match.end() + 60)]
        return bool(re.match(rf"(?:,[^,]*,)? (?:\w+ )?(?:{SAYS})\b", after))

    def _before(self, words: str) -> tuple[str, str, str] | None:
        """The last named before the sentence, for a pronoun with its verb or for a quotation."""
        person = words.lower().startswith(("he ", "she ", "the s", "the o", "the m"))
        for mention in reversed([m for m in self.mentions if m.end <= self.around.start]):
            if not person or self.actors[mention.actor_id]["kind"] == "person":
                said = f"“{words}”" if words else "quotation marks"
                return mention.actor_id, mention.words, f"{said}: last named is “{mention.words}”"
        return None

    @cached_property
    def relays(self) -> list[Mention]:
        """The outlets in the sentence through which a claim came."""
        if not RELAY.search(self.sentence):
            return []
        kinds = ((m, self.actors[m.actor_id]["kind"]) for m in self.here)
        return [m for m, kind in kinds if kind == "media" and m.actor_id != self.speaker[0]]

    def above(self, actor_id: str) -> set[str]:
        """Those for whom an actor speaks: they stand in the speaker's title."""
        row, found = self.actors.get(actor_id, {}), set[str]()
        while (up := row.get("part_of", "")) and up not in found:
            found.add(up)
            row = self.actors.get(up, {})
        return found
