"""The articles against the tables: their hashes, and every passage in its own words."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from lib.dataset import passages
from lib.dataset.codebook import entries
from lib.dataset.problems import GUESSED, Problem, like_file, row_of
from lib.dataset.text import count

LONGEST = 5_000_000  # bytes of an article: several novels


@dataclass(frozen=True)
class Articles:
    """The article files that are here: text and hash by source_id, and what is wrong with them."""

    texts: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    absent: list[Problem] = field(default_factory=list)


def read(tables: dict[str, pd.DataFrame], folder: Path) -> Articles:
    """Read the article files that are here."""
    seen = Articles()
    if "sources" not in tables:
        return seen
    counts, named = _counts(tables), set(tables["sources"]["file"])
    # By its listing, so that no cell, however odd, names a file elsewhere.
    here = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for index, source_id, file in tables["sources"][["source_id", "file"]].itertuples():
        file = re.split(r"[/\\]", file)[-1]  # a folder in it is a problem of its own
        place, data = ("sources.csv", row_of(index), "file", file), None
        if file in here:
            # A folder, say, is no article either.
            with suppress(OSError), (folder / file).open("rb") as opened:
                data = opened.read(LONGEST + 1)
        if data is None and file:
            reason = f"is not here; its {count(counts[source_id], 'passage')} cannot be checked."
            remedy = like_file(file, here - named, "plain text (UTF-8)")
            remedy = remedy or "Put its file among the articles."
            seen.absent.append(Problem("article-absent", *place, reason, remedy))
        elif data and len(data) > LONGEST:
            reason = f"has more than the {LONGEST:,} bytes an article may have."
            remedy = "Put the text of the article alone into the file."
            seen.problems.append(Problem("article-long", *place, reason, remedy))
        elif data is not None:
            try:
                seen.texts[source_id] = data.decode("utf-8")
                seen.hashes[source_id] = hashlib.sha256(data).hexdigest()
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                byte = f"0x{data[error.start]:02X}"
                reason = f"is not UTF-8: line {line} of the article has the byte {byte}."
                remedy = "Save the article as UTF-8 and enter its new hash."
                seen.problems.append(Problem("article-encoding", *place, reason, remedy))
    return seen


def _counts(tables: dict[str, pd.DataFrame]) -> Counter[str]:
    """How many passages each article has."""
    if "evidence" not in tables:
        return Counter()
    return Counter(tables["evidence"]["source_id"].value_counts().to_dict())


def changed(
    tables: dict[str, pd.DataFrame], hashes: dict[str, str], of_passages: list[Problem]
) -> Iterator[Problem]:
    """The articles that have changed since they were coded, with or without all their passages."""
    if not hashes:
        return
    counts = _counts(tables)
    wrong = {problem.row - row_of(0) for problem in of_passages}
    missed = Counter(tables["evidence"].loc[list(wrong), "source_id"] if wrong else ())
    columns = ["source_id", "file", "sha256"]
    for index, source_id, file, then in tables["sources"][columns].itertuples():
        now, gone = hashes.get(source_id, then), missed[source_id]
        if now != then:
            had = count(counts[source_id], "passage")
            fits = "fits" if gone == 1 else "fit"
            left = (
                f"Of its {had} {gone} no longer {fits} it."
                if gone
                else f"All {had} are still in it."
            )
            yield Problem(
                "passages-lost" if gone else "changed",
                *("sources.csv", row_of(index), "sha256", then),
                f"is not the hash of {file}, which is {now}: the article has changed since it was "
                f"coded. {left}",
                "Restore the article, or read it again, correct the rows and enter the new hash.",
            )


def locate(
    tables: dict[str, pd.DataFrame], texts: dict[str, str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """The places of all passages, and what is wrong with those whose article is here."""
    if "evidence" not in tables:
        return pd.DataFrame({"start": [], "end": []}, dtype="int64"), []
    evidence = tables["evidence"]
    places = passages.locate(evidence, texts)
    whole = evidence[evidence["source_id"].isin(list(texts)) & (evidence["exact"] != "")]
    nowhere = places.loc[whole.index, "start"] < 0
    problems: list[Problem] = []
    lost = whole.loc[nowhere, ["source_id", "exact", "prefix", "suffix"]]
    for number, (index, source_id, *quote) in enumerate(lost.itertuples()):
        said = _not_once(texts[source_id], source_id, tuple(quote), number < GUESSED)
        problems.append(Problem(said[0], "evidence.csv", row_of(index), *said[1:]))
    columns = ["source_id", "exact", "hedge", "speaker_words"]
    worded = whole.loc[~nowhere & ((whole["hedge"] + whole["speaker_words"]) != ""), columns]
    for index, source_id, exact, hedge, speaker, start, end in worded.join(places).itertuples():
        text = texts[source_id]
        asked = [("speaker_words", w, text, f"article {source_id!r}") for w in entries(speaker)]
        # Mostly the passage itself has the words; then its sentence need not be found.
        if unsure := [w for w in entries(hedge) if w.casefold() not in exact.casefold()]:
            around = passages.enclosing(text, passages.Passage(start, end))
            sentence = text[around.start : around.end]
            asked += [("hedge", words, sentence, "sentence of the passage") for words in unsure]
        for column, words, among, where in asked:
            if words.casefold() not in among.casefold():
                remedy = "Copy the article's own words, or leave the cell empty."
                if alike := passages.alike(among, words):
                    remedy = f"Copy the article's own words: {among[alike.start : alike.end]}"
                place = ("evidence.csv", row_of(index), column, words)
                problems.append(Problem(column, *place, f"is not in the {where}.", remedy))
    return places, problems


def _not_once(
    text: str, source_id: str, quote: tuple[str, str, str], search: bool
) -> tuple[str, str, str, str, str]:
    """Code, column, value, reason and remedy of a passage that is not found exactly once.

    The nearest words are looked for only if `search`.
    """
    exact, prefix, suffix = quote
    remedy = "Copy it from the article, letter by letter."
    if places := passages.find(text, exact, prefix, suffix):
        reason = f"occurs {len(places)} times in the article {source_id!r}."
        remedy = "Give the words just before it as prefix, or just after it as suffix."
        return "passage-twice", "exact", exact, reason, remedy
    if places := passages.find(text, exact):
        wrong = not (prefix and passages.find(text, exact, prefix))
        column, value = ("prefix", prefix) if prefix and wrong else ("suffix", suffix)
        reason = f"is not next to the passage in {source_id!r}."
        if len(places) == 1:
            remedy = "Leave prefix and suffix empty: the passage occurs only once."
        return "passage-beside", column, value, reason, remedy
    reason = f"is not in the article {source_id!r}."
    if alike := passages.alike(text, exact):
        differ = "quote marks, dashes, spaces, accents or capitals differ"
        reason = f"is in the article {source_id!r}, but {differ}."
        remedy = f"Copy the article's own words: {text[alike.start : alike.end]}"
    elif search and (near := passages.nearest(text, exact)):
        remedy += f" The nearest words there: {near!r}"
    return "passage", "exact", exact, reason, remedy
