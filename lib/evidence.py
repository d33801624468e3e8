"""Passages: where the words stand in an article, and the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

import pandas as pd

ABBREVIATIONS = ("U.S.", "U.K.", "U.N.", "Mr.", "Mrs.", "Ms.", "Dr.", "Gen.", "Col.", "Lt.", "St.")

_SENTENCE_END = re.compile(r"[.!?]+[”’\"')\]]*(?=\s+[“‘\"'(\[]?[A-Z0-9])|\n+")


LONGEST = 6_000
AROUND = 1_500


@dataclass(frozen=True)
class Passage:
    """A stretch of an article: characters `start` up to, not including, `end`."""

    start: int
    end: int


def find(text: str, exact: str, prefix: str = "", suffix: str = "") -> list[Passage]:
    """Every place where `exact` stands between `prefix` and `suffix`.

    A W3C Web Annotation TextQuoteSelector (https://www.w3.org/TR/annotation-model/#text-quote-selector).
    Both neighbours must touch the quote, white space aside; overlapping places all count.

    >>> find("to be or not to be", "be")
    [Passage(start=3, end=5), Passage(start=16, end=18)]
    >>> find("to be or not to be", "be", prefix="not to")
    [Passage(start=16, end=18)]
    """
    if not exact:
        return []
    places = []
    start = text.find(exact)
    while start >= 0:
        end = start + len(exact)
        before, after = text[:start].rstrip(), text[end:].lstrip()
        if before.endswith(prefix.strip()) and after.startswith(suffix.strip()):
            places.append(Passage(start, end))
        start = text.find(exact, start + 1)
    return places


def nearest(text: str, exact: str, width: int = 90) -> str:
    """The words of the article most like `exact`, for a message about a quote that is not there.

    Empty when not even eight characters in a row agree.
    """
    matcher = SequenceMatcher(None, text, exact, autojunk=False)
    match = matcher.find_longest_match()
    if match.size < min(8, len(exact)):
        return ""
    start = max(0, match.a - match.b)
    return text[start : start + min(len(exact), width)].replace("\n", " ")


def sentences(text: str) -> list[Passage]:
    r"""The sentences of an article in order, without the white space between them.

    A line break ends a sentence; so does a full stop before a capital or a digit, unless the
    full stop belongs to one of ABBREVIATIONS.

    >>> text = "The U.S. said so. “It did.” He left\nTitle"
    >>> [text[s.start:s.end] for s in sentences(text)]
    ['The U.S. said so.', '“It did.”', 'He left', 'Title']
    """
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group().startswith(".") and text[: match.start() + 1].endswith(ABBREVIATIONS):
            continue
        found.append(_trimmed(text, start, match.end()))
        start = match.end()
    found.append(_trimmed(text, start, len(text)))
    return [s for s in found if s.end > s.start]


def _trimmed(text: str, start: int, end: int) -> Passage:
    piece = text[start:end]
    return Passage(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))


def enclosing(text: str, passage: Passage) -> Passage:
    """The whole sentences that a passage touches."""
    touched = [s for s in sentences(text) if s.start < passage.end and passage.start < s.end]
    return Passage(touched[0].start, touched[-1].end) if touched else passage


def locate(evidence: pd.DataFrame, articles: dict[str, str]) -> pd.DataFrame:
    """`start` and `end` of each passage in its article; -1 where it is not found exactly once.

    Same index as `evidence`. One row costs one search of one article.
    """
    places = [
        find(articles.get(source_id, ""), exact, prefix, suffix)
        for source_id, exact, prefix, suffix in zip(
            evidence["source_id"],
            evidence["exact"],
            evidence["prefix"],
            evidence["suffix"],
            strict=True,
        )
    ]
    once = [p[0] if len(p) == 1 else Passage(-1, -1) for p in places]
    return pd.DataFrame(
        {"start": [p.start for p in once], "end": [p.end for p in once]},
        index=evidence.index,
        dtype="int64",
    )


def _marked(passage: str) -> str:
    """The passage escaped; of a very long one its beginning and end, and what is left out."""
    if len(passage) <= LONGEST:
        return escape(passage)
    half = LONGEST // 2
    left_out = f" … ({len(passage) - 2 * half:,} characters left out) … "
    return f"{escape(passage[:half])}</mark>{left_out}<mark>{escape(passage[-half:])}"


def in_context(text: str, passage: Passage, around: int = 1) -> str:
    """The passage as HTML in `<mark>`, with `around` sentences on either side, all of it escaped.

    Cut ends carry an ellipsis; a line break of the article becomes a paragraph break. Of a passage
    longer than LONGEST the middle is left out, and said to be; so are neighbours beyond AROUND.

    >>> in_context("A <b>. He said so. The end.", Passage(10, 14), around=0)
    '… He <mark>said</mark> so. …'
    """
    all_sentences = sentences(text)
    whole = enclosing(text, passage)
    first = next((i for i, s in enumerate(all_sentences) if s.start == whole.start), 0)
    last = next((i for i, s in enumerate(all_sentences) if s.end == whole.end), 0)
    start = all_sentences[max(0, first - around)].start if all_sentences else 0
    end = all_sentences[min(len(all_sentences) - 1, last + around)].end if all_sentences else 0
    before, after = text[start : passage.start], text[passage.end : end]
    pieces = (
        escape(f"… {before[-AROUND:]}" if len(before) > AROUND else before),
        f"<mark>{_marked(text[passage.start : passage.end])}</mark>",
        escape(f"{after[:AROUND]} …" if len(after) > AROUND else after),
    )
    body = re.sub(r"\s*\n\s*", "<br>", "".join(pieces))
    return ("… " if text[:start].strip() else "") + body + (" …" if text[end:].strip() else "")
