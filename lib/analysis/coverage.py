"""How much of each article is coded: which sentences a passage touches, and which are left out."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.dataset import passages
from lib.dataset.problems import TablesError
from lib.dataset.tables import Tables, load

_ROW = re.compile(r"^\| (?P<source_id>[^|]+?) \| (?P<sentence>[^|]+?) \| (?P<reason>[^|]+?) \|$")


def left_out(readme: str) -> pd.DataFrame:
    """The sentences that the README of a set lists as furniture: source_id, sentence, reason.

    They are the rows of its table under the heading “Sentences left out”.
    """
    section = readme.partition("## Sentences left out")[2].partition("\n## ")[0]
    rows = [match.groupdict() for line in section.splitlines() if (match := _ROW.match(line))]
    return pd.DataFrame(rows[1:], columns=["source_id", "sentence", "reason"])


def sentences(tables: Tables, source_ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Every sentence of every article: source_id, start, end, text, passages (how many on it).

    Only of the articles that are here, or of those named.
    """
    frames = []
    for source_id in list(tables.articles) if source_ids is None else source_ids:
        text = tables.articles[source_id]
        found = passages.sentences(text)
        rows = tables.groups("passage_source").of(tables.sources.index.get_loc(source_id))
        starts, ends = (np.sort(tables.evidence[c].to_numpy()[rows]) for c in ("start", "end"))
        # Those that begin before its end, without those that end before it begins.
        begun = np.searchsorted(starts, [s.end for s in found], "left")
        touching = begun - np.searchsorted(ends, [s.start for s in found], "right")
        frames.append(
            pd.DataFrame(
                {
                    "source_id": source_id,
                    "start": [s.start for s in found],
                    "end": [s.end for s in found],
                    "text": [text[s.start : s.end] for s in found],
                    "passages": touching,
                }
            )
        )
    if not frames:
        return pd.DataFrame(columns=["source_id", "start", "end", "text", "passages"])
    return pd.concat(frames, ignore_index=True)


def report(
    tables: Tables, furniture: pd.DataFrame, source_ids: Sequence[str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Per article its factual sentences and how many are covered; and those that are not.

    Of all articles that are here, or of those named.

    First frame: factual, covered, left_out by source_id. Second: the uncovered sentences that are
    not among `furniture`. A sentence is factual unless `furniture` lists it and nothing touches it.
    """
    found = sentences(tables, source_ids)
    pairs = set(zip(furniture["source_id"], furniture["sentence"], strict=True))
    listed = pd.Series(
        [pair in pairs for pair in zip(found["source_id"], found["text"], strict=True)],
        dtype=bool,
    )
    aside = listed & (found["passages"] == 0)
    factual = found[~aside]
    counts = pd.DataFrame(
        {
            "factual": factual.groupby("source_id").size(),
            "covered": (factual["passages"] > 0).groupby(factual["source_id"]).sum(),
            "left_out": aside.groupby(found["source_id"]).sum(),
        }
    ).reindex(list(tables.articles if source_ids is None else source_ids), fill_value=0)
    return counts, factual[factual["passages"] == 0]


def main() -> int:
    """Print how far each article is covered; exit code 1 if a factual sentence is not."""
    try:
        tables = load()
    except TablesError as error:
        print(error)
        return 1
    counts, uncovered = report(tables, left_out(tables.readme))
    for source_id, row in counts.iterrows():
        share = row["covered"] / max(row["factual"], 1)
        print(
            f"{source_id}: {row['covered']} of {row['factual']} factual sentences covered "
            f"({share:.0%}), {row['left_out']} left out as furniture"
        )
    for source_id in tables.sources.index.difference(counts.index, sort=False):
        print(f"{source_id}: the article is not among the files")
    for row in uncovered.itertuples():
        print(f"not covered, {row.source_id}: {row.text}")
    return int(len(uncovered) > 0)


if __name__ == "__main__":
    sys.exit(main())
