"""A passage in its article: who is named in its sentences, who speaks, through whom it came."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lib.analysis import cues
from lib.analysis.coding import Rows
from lib.dataset import codebook, passages
from lib.dataset.passages import Passage
from lib.dataset.sheet import Cells

NEAR = 20  # characters of a pronoun with its verb


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


def cue(pattern: str, words: str) -> str:
    """The first of some words that match, verbatim, unless “not” or “never” stands before them.

    >>> cue("denied|said", "They never denied it, he said")
    'said'
    """
    found = re.search(rf"(?<!\bnot )(?<!\bnever )(?<![\w-])(?:{pattern})\b", words, re.I)
    return found.group() if found else ""


class Reader:
    """A passage in its article, beside the tables that say what words mean."""

    def __init__(self, rows: Rows, source_id: str, text: str, start: int, end: int) -> None:
        self.rows, self.text = rows, text
        self.source = next(r for r in rows["sources"] if r["source_id"] == source_id)
        self.passage = Passage(start, end)
        self.around = passages.enclosing(text, self.passage)
        self.words = text[start:end]
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

    def named_in(self, place: Passage) -> list[Mention]:
        """The mentions in a part of the article."""
        return [m for m in self.mentions if place.start <= m.start < place.end]

    @cached_property
    def here(self) -> list[Mention]:
        """The mentions in the words selected, and the one for which “which” or “who” stands."""
        above = self.named_in(Passage(self.around.start, self.passage.start))
        named = above[-1:] * bool(re.match("wh(?:ich|o) ", self.words))
        longer = {match.start() for match in self.names(self.passage)}  # “Iran Air” is not Iran
        return named + [m for m in self.named_in(self.passage) if m.start not in longer]

    def cue(self, pattern: str) -> str:
        """The first words of the selection that match, else of those that name its speaker."""
        return cue(pattern, self.words) or cue(pattern, self.speaker[1])

    def name(self, actor_id: str) -> str:
        """An actor's name."""
        return self.actors[actor_id]["name"] if actor_id in self.actors else actor_id

    @cached_property
    def speaker(self) -> tuple[str, str, str]:
        """Who speaks, the words that say so, and the reason; all empty where nobody is found.

        The rest of the sentence counts only where the selection names nobody who speaks. Those who
        speak together are a list cell.
        """
        for place in (self.passage, self.around):
            if found := self._spoken_in(place):
                return found
        paragraph = self.text[: self.passage.start + 1].rpartition("\n")[2]
        if paragraph.count("“") > paragraph.count("”") or paragraph.count('"') % 2:
            for kinds in (("person",), ("unnamed", "agency", "state")):
                if found := self._before("", kinds, self.around.start):
                    return found
        if outlet := self.outlet:
            name = self.name(outlet)
            return outlet, "", f"nobody is named; the article’s own voice is {name}"
        return "", "", ""

    @cached_property
    def outlet(self) -> str:
        """The outlet of the article, where it is an actor."""
        publisher = self.source.get("publisher", "")
        named = ((a, (r["name"], *r["aliases"].split(";"))) for a, r in self.actors.items())
        return next((a for a, names in named if publisher and publisher in names), "")

    def _spoken_in(self, place: Passage) -> tuple[str, str, str] | None:
        """Who speaks by the words of a place: by a pronoun, by name, or as somebody unknown."""
        found = self.named_in(place)
        first = found[0].start if found else place.end
        words = self.text[place.start : place.end]
        for pattern, kinds in cues.PRONOUNS.items():
            spoken = re.search(pattern, words, re.I)
            if not spoken:
                continue
            if place.start + spoken.start() > first and self._by_name(place):
                break
            before = Passage(self.around.start, place.start)
            if place.start > self.around.start and (named := self._by_name(before)):
                name = re.sub(rf",? \b(?:{cues.SAYS})$", "", named[1])  # what they say here is new
                return named[0], name, f"“{spoken.group()}”, of “{name}”"
            if made := self._before(spoken.group(), kinds, place.start):
                return made
        if named := self._by_name(place):
            return named
        stranger = next((m for m in self.names(place) if self.says(m)), None)
        return ("", stranger.group(), "") if stranger else None  # no actor yet

    def _by_name(self, place: Passage) -> tuple[str, str, str] | None:
        """The first in a place whose name a verb of saying follows, or who is quoted there."""
        found = self.named_in(place)
        for number, mention in enumerate(found):
            before = self.text[self.around.start : mention.start]
            ids, last = [mention.actor_id], mention
            for other in found[number + 1 :]:  # “Moscow and Tehran denied”
                if self.text[last.end : other.start] not in (" and ", " and the "):
                    break
                ids, last = [*ids, other.actor_id], other
            said = cues.SAID.match(self.text, last.end, place.end)
            if said and not cues.OBJECT.search(before):
                start = said.start("gap")
                if not any(start <= m.start < said.start("verb") for m in found):
                    words = self.text[mention.start : said.end()]
                    return codebook.SEPARATOR.join(ids), words, f"“{words}”"
            title = found[number + 1 :] and re.fullmatch(
                rf"(?i: (?:{cues.OFFICES})) ", self.text[mention.end : found[number + 1].start]
            )
            if (by := cues.SAID_BY.search(before)) and not title:
                words = f"{by.group()}{mention.words}".lstrip(',”" ')
                return mention.actor_id, words, f"“{words}”"
        return None

    def names(self, place: Passage) -> list[re.Match[str]]:
        """The names in a place that are no actor's; a first word only where it speaks."""
        found = []
        for match in cues.NAME.finditer(self.text, place.start, place.end):
            inside = [m for m in self.mentions if m.start < match.end() and match.start() < m.end]
            # “Iran Air” begins with a state, and is none; a title ends with who bears it.
            after = self.text[inside[0].end : place.end] if inside else ""
            longer = [m.start for m in inside] == [match.start()] and re.match(" [A-Z]", after)
            if longer and re.match(rf" (?:{cues.SAYS}|{cues.OFFICES})\b", after, re.I):
                continue
            if re.match(rf" (?i:{cues.OFFICES}) [A-Z]", self.text[match.end() : place.end]):
                continue
            first = match.start() == self.around.start and " " not in match.group()
            named = (longer or not inside) and not cues.NO_NAME.fullmatch(match.group())
            if named and (not first or self.says(match)):
                found.append(match)
        return found

    def says(self, match: re.Match[str]) -> bool:
        """Whether a verb of saying follows a name, or it is quoted."""
        before = self.text[self.around.start : match.start()]
        said = cues.SAID.match(self.text, match.end(), self.around.end)
        return bool(said and not cues.OBJECT.search(before)) or bool(cues.SAID_BY.search(before))

    def _before(self, words: str, kinds: Sequence[str], end: int) -> tuple[str, str, str] | None:
        """The last named before a place, of a kind that a pronoun or a quotation stands for."""
        named = [m for m in reversed(self.mentions) if m.end <= end]
        for mention in [m for m in named if self.actors[m.actor_id]["kind"] in kinds]:
            said = f"“{words}”" if words else "quotation marks"
            return mention.actor_id, mention.words, f"{said}: last named is “{mention.words}”"
        return None

    @cached_property
    def relays(self) -> list[Mention]:
        """The outlets in the sentence through which a claim came."""
        if not cues.RELAY.search(self.sentence):
            return []
        kinds = ((m, self.actors[m.actor_id]["kind"]) for m in self.named_in(self.around))
        return [m for m, kind in kinds if kind == "media" and m.actor_id != self.speaker[0]]

    def clause(self) -> tuple[str, str] | None:
        """What is claimed as a clause, after the speaker's verb, which is empty for “says”.

        None where the speaker may do anything but tell it: deny, doubt, believe or admit it.
        """
        said = self.speaker[1]
        words = re.sub(r"\s+", " ", self.words).strip(" .,")
        named = next((m.words for m in self.here if m.words in said), "")
        does = named and re.match(rf"(?:The )?{re.escape(named)} (\w+) (?!that\b)(.+)", words)
        if does and cue(cues.SAYS, does[1]) and not cue(cues.TELLS, does[1]):
            return cues.PRESENT.get(does[1], does[1]), does[2]
        before = self.text[self.around.start : self.passage.start].rstrip()
        if quoted := re.match(r"[“\"]([^”\"]{20,})(?:,[”\"]|[”\"]$)", words):
            return ("", quoted[1]) if said and self._tells(f"{before} {said}") else None
        that = rf"((?: [^,;]{{,25}})? that | (?=(?:the )?{cues.NAME.pattern}))"
        if told := re.match(rf"(.*?\b(?:{cues.TELLS})\b){that}(.+)", words):
            own = said.endswith(told[1].split()[-1]) or (not named and len(told[1]) < NEAR)
            return ("", told[3]) if own and self._tells(before + told[1] + told[2]) else None
        whole = (
            re.search(r"(?:^|that|(?:^|[:,] )[“\"])$", before)
            if said
            else (self.words == self.sentence and words != self.words)
        )
        if named or not (words and whole) or not self._tells(f"{before} {said}"):
            return None
        common = re.search(rf"\b{re.escape(words.split()[0].lower())}\b", self.text)
        return "", words[0].lower() + words[1:] if common and len(before) < 2 else words

    def _tells(self, led: str) -> bool:
        """Whether the words that lead to a clause only tell it."""
        verbs = re.findall(rf"\b(?:{cues.SAYS})\b", led)
        doubt = re.search(r"\b(?:not|never|no)\b|n[’']t\b", led)
        return not doubt and all(re.fullmatch(cues.TELLS, verb) for verb in verbs)

    def above(self, actor_id: str) -> set[str]:
        """Those for whom an actor speaks: they stand in the speaker's title."""
        row, found = self.actors.get(actor_id, {}), set[str]()
        while (up := row.get("part_of", "")) and up not in found:
            found.add(up)
            row = self.actors.get(up, {})
        return found

    def items(self) -> Suggestion | None:
        """The items whose forms the selection prints, or those for which a pronoun stands in it."""
        found = self._printed(self.words)
        if not found and re.search(r"\b(?:it|its|they|them|these|those|which)\b", self.words):
            found = self._printed(self.text[self.around.start : self.passage.start])
        return listed(found)

    def _printed(self, text: str) -> dict[str, str]:
        """The items whose forms a text prints, each with the words; the longest form counts."""
        places: dict[tuple[int, int], tuple[str, str]] = {}
        for row in self.rows["items"]:
            forms = [row["name"], *row.get("forms", "").split(codebook.SEPARATOR)]
            for form in filter(None, map(str.strip, forms)):
                for match in re.finditer(rf"(?<!\w){re.escape(form)}s?(?!\w)", text, re.I):
                    places.setdefault(match.span(), (row["item_id"], match.group()))
        found: dict[str, str] = {}
        for (start, end), (item_id, words) in sorted(places.items()):
            if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in places):
                found.setdefault(item_id, words)
        return found

    def strangers(self) -> list[Cells]:
        """Names in the selection that may be actors, each with a guess at its row and its use.

        No places, items or towns, and never the outlet of the article.
        """
        known = [row["name"] for row in (*self.rows.get("places", ()), *self.rows["items"])]
        known += [self.source.get("publisher", ""), *self._printed(self.words).values()]
        names = "\n".join(known).casefold()
        found: dict[str, Cells] = {}
        places = (self.passage, self.around) if not self.speaker[0] else (self.passage,)
        for place in places:
            for match in self.names(place):
                before = self.text[self.around.start : match.start()]
                name, guess = self._guess(match)
                here = place is self.passage and not cues.PLACED.search(before)
                plain = re.sub("^the ", "", name.casefold())
                other = re.search(rf"\b{re.escape(plain)}\b", names)
                if not other and (here or guess["use"] == "speaker"):
                    found.setdefault(name, guess)
        return [{"name": name} | guess for name, guess in found.items()]

    def _guess(self, match: re.Match[str]) -> tuple[str, Cells]:
        """A name with what stands by it: an office makes a person, a verb of saying a speaker."""
        title = re.match(rf".*\b(?i:{cues.OFFICES}) (?=[A-Z])", match.group())
        start = match.start() + (title.end() if title else 0)
        guess = {"use": "speaker" if self.says(match) else "target"}
        above = [m for m in self.named_in(self.around) if m.end <= start][-1:]
        before = self.text[above[0].end if above else self.around.start : start]
        if re.search('[,.;”"]', before):
            above = []
        if re.search(rf" (?:{cues.UNNAMED})$", match.group()):
            guess |= {"kind": "unnamed"}
        elif office := re.search(
            rf"(?<![’'\w])((?:{cues.PLAIN} ){{0,2}}(?i:{cues.OFFICES})) $", before
        ):
            guess |= {"kind": "person", "role": office.group(1).lower()}
            guess |= {"part_of": "".join(m.actor_id for m in above)}
            guess |= {"side": "".join(self.actors[m.actor_id].get("side", "") for m in above)}
        return self.text[start : match.end()], guess


def listed(found: dict[str, str]) -> Suggestion | None:
    """Ids, each with the words that name it, as a list cell; None where there are none."""
    printed = ", ".join(f"“{words}”" for words in found.values())
    ids = codebook.SEPARATOR.join(found)
    return Suggestion(ids, f"{printed} in the words selected") if found else None


@lru_cache(maxsize=16_384)
def words_of(text: str) -> dict[str, str]:
    """The longer words of a text, by what is left without the endings of plurals and past forms."""
    found = re.findall("[a-z]{6,}", text.casefold())
    return {re.sub("(?:ing|e?d|e?s|e)$", "", word): word for word in found}
