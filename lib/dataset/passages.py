"""Passages: where the words stand in an article, and the words around them."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz

from lib.dataset.text import brief

ABBREVIATIONS = ("U.S.", "U.K.", "U.N.", "Mr.", "Mrs.", "Ms.", "Dr.", "Gen.", "Col.", "Lt.", "St.")

_BREAK = re.compile("\r\n?|\n")
_SENTENCE_END = re.compile(r"[.!?]+[”’\"')\]]*(?=\s+[“‘\"'(\[]?[A-Z0-9])|\n+")


LONGEST = 6_000
AROUND = 1_500
# How many articles are kept prepared for search at a time; a table cites them in any order.
_KEPT = 1024
# For the nearest words: how much of a quote is compared, how little is not worth it, and from which
# score of rapidfuzz on (of 100) words are alike.
_COMPARED, _SHORTEST, _ALIKE = 400, 4, 60


@dataclass(frozen=True)
class Passage:
    """A stretch of an article: characters `start` up to, not including, `end`."""

    start: int
    end: int


def find(text: str, exact: str, prefix: str = "", suffix: str = "") -> list[Passage]:
    """Every place where `exact` stands between `prefix` and `suffix`, overlapping ones too.

    A W3C Web Annotation TextQuoteSelector (https://www.w3.org/TR/annotation-model/#text-quote-selector).
    Both neighbours must touch the quote, white space aside; all ways to write a line break are
    the same.

    >>> find("to be or not to be", "be")
    [Passage(start=3, end=5), Passage(start=16, end=18)]
    >>> find("to be or not to be", "be", prefix="not to")
    [Passage(start=16, end=18)]
    """
    if not exact or not all(line in text for line in _BREAK.split(exact)):
        return []  # at once, as the pattern of a very long quote takes seconds to compile
    before, quote, after = map(_pattern, (prefix.strip(), exact, suffix.strip()))
    pattern = re.compile(
        (rf"{before}\s*" if before else "") + f"({quote})" + (rf"\s*{after}" if after else "")
    )
    places, match = [], pattern.search(text)
    while match:
        places.append(Passage(*match.span(1)))
        match = pattern.search(text, match.start() + 1)
    return places


def _pattern(words: str) -> str:
    """The pattern of these words, with any line break for each of theirs."""
    return r"(?:\r\n?|(?<!\r)\n)".join(map(re.escape, _BREAK.split(words)))


def nearest(text: str, exact: str, width: int = 200) -> str:
    """The sentences of the article with the words most like `exact`; empty where none are like it.

    For a message about a quote that is not there; of a long sentence only the beginning.
    """
    (article, places), (wanted, _) = _folded(text), _folded(exact[:_COMPARED])
    if not _SHORTEST <= len(wanted) <= len(article):
        return ""
    found = fuzz.partial_ratio_alignment(wanted, article, score_cutoff=_ALIKE)
    if not found:
        return ""
    around = enclosing(text, Passage(places[found.dest_start], places[found.dest_end - 1] + 1))
    return brief(text[around.start : around.end], width)


def alike(text: str, exact: str) -> Passage | None:
    """Where `exact` first stands in the article if the way of typing it does not count.

    That is: curly or straight quote marks, kinds of dashes and spaces, line breaks, invisible
    characters, letters in one or two characters, capitals. `None` where it is not there even so.
    """
    if len(exact) > 2 * len(text):
        return None
    (article, places), (wanted, _) = _folded(text), _folded(exact)
    start = article.find(wanted) if wanted else -1
    return None if start < 0 else Passage(places[start], places[start + len(wanted) - 1] + 1)


@lru_cache(maxsize=_KEPT)
def _folded(text: str) -> tuple[str, list[int]]:
    """A text in one way of typing, and the place of each of its characters in the original."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for piece in _folded_character(character):
            # Several spaces or dashes count as one; spaces at the beginning do not count.
            if piece not in " -" or piece != (folded[-1] if folded else " "):
                folded.append(piece)
                places.append(place)
    if folded and folded[-1] == " ":
        del folded[-1], places[-1]
    return "".join(folded), places


_SAME = str.maketrans(
    dict.fromkeys("“”„‟«»″＂", '"')
    | dict.fromkeys("‘’‚‛‹›′`´ʼ", "'")
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
)


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    if character.isspace():
        return " "
    if character.isalpha() or character == "…":
        character = unicodedata.normalize("NFKD", character).casefold()
    return character.translate(_SAME)


@lru_cache(maxsize=_KEPT)
def sentences(text: str) -> tuple[Passage, ...]:
    r"""The sentences of an article in order, without the white space between them.

    A line break ends a sentence; so does a full stop before a capital or a digit, unless the
    full stop belongs to one of ABBREVIATIONS.

    >>> text = "The U.S. said so. “It did.” He left\nTitle"
    >>> [text[s.start:s.end] for s in sentences(text)]
    ['The U.S. said so.', '“It did.”', 'He left', 'Title']
    """
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group().startswith(".") and text.endswith(ABBREVIATIONS, 0, match.start() + 1):
            continue
        found.append(_trimmed(text, start, match.end()))
        start = match.end()
    found.append(_trimmed(text, start, len(text)))
    return tuple(s for s in found if s.end > s.start)


def _trimmed(text: str, start: int, end: int) -> Passage:
    piece = text[start:end]
    return Passage(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def enclosing(text: str, passage: Passage, around: int = 0) -> Passage:
    """The whole sentences that a passage touches, and as many as `around` on either side."""
    found = sentences(text)
    first = bisect_right(found, passage.start, key=lambda s: s.end)
    after = bisect_left(found, passage.end, key=lambda s: s.start)
    if first >= after:
        return passage
    return Passage(found[max(first - around, 0)].start, found[: after + around][-1].end)


def locate(evidence: pd.DataFrame, articles: dict[str, str]) -> pd.DataFrame:
    """`start` and `end` of each passage in its article; -1 where it is not found exactly once.

    So is a passage of an article that is not among `articles`. Same index as `evidence`.
    """
    places = []
    columns = (evidence[c].tolist() for c in ("source_id", "exact", "prefix", "suffix"))
    for source_id, exact, prefix, suffix in zip(*columns, strict=True):
        text = articles.get(source_id, "")
        start = text.find(exact)
        if exact and not (prefix or suffix) and start >= 0 > text.find(exact, start + 1):
            places.append((start, start + len(exact)))  # as most do, and quick
        else:
            found = find(text, exact, prefix, suffix)
            places.append((found[0].start, found[0].end) if len(found) == 1 else (-1, -1))
    return pd.DataFrame(places, evidence.index, ["start", "end"], dtype="int64")


@dataclass(frozen=True)
class Run:
    """A piece of a text, `marked` where it is the passage; a line feed parts paragraphs."""

    text: str
    marked: bool = False


def in_context(text: str, passage: Passage, around: int = 1) -> tuple[Run, ...]:
    """The passage as a marked run, between runs of `around` sentences on either side.

    Cut ends carry an ellipsis; a line break of the article becomes a single line feed. Of a passage
    longer than LONGEST the middle is left out, and said to be; so are neighbours beyond AROUND.

    >>> [run.text for run in in_context("A. He said so. The end.", Passage(6, 10), around=0)]
    ['… He ', 'said', ' so. …']
    """
    whole = enclosing(text, passage, around)
    before, after = text[whole.start : passage.start], text[passage.end : whole.end]
    before = f"… {before[-AROUND:]}" if len(before) > AROUND else before
    after = f"{after[:AROUND]} …" if len(after) > AROUND else after
    before = ("… " if text[: whole.start].strip() else "") + before
    after += " …" if text[whole.end :].strip() else ""
    runs = (Run(before), *_marked(text[passage.start : passage.end]), Run(after))
    return tuple(Run(re.sub(r"\s*\n\s*", "\n", run.text), run.marked) for run in runs if run.text)


def _marked(passage: str) -> tuple[Run, ...]:
    """The passage; of a very long one its beginning and end, and how much is left out."""
    if len(passage) <= LONGEST:
        return (Run(passage, marked=True),)
    half = LONGEST // 2
    left_out = f" … ({len(passage) - 2 * half:,} characters left out) … "
    return Run(passage[:half], True), Run(left_out), Run(passage[-half:], True)
