"""How much of each article is coded: which sentences a passage touches, and which are left out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

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


def sentences(tables: Tables, source_ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Every sentence of the articles named, or of all: source_id, text, covered (by a passage)."""
    found = []
    for source_id in tables.articles if source_ids is None else source_ids:
        text = tables.articles[source_id]
        places = tables.store.rows(
            'SELECT "start", "end" FROM evidence WHERE source_id = $source', source=source_id
        )
        for sentence in passages.sentences(text):
            covered = any(start < sentence.end and end > sentence.start for start, end in places)
            found.append((source_id, text[sentence.start : sentence.end], covered))
    return pd.DataFrame(found, columns=["source_id", "text", "covered"])


def report(
    tables: Tables, furniture: pd.DataFrame, source_ids: Iterable[str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Per article its factual sentences and how many are covered; and those that are not.

    Of the articles named, or of all that are here.

    First frame: factual, covered, left_out by source_id. Second: the uncovered sentences that are
    not among `furniture`. A sentence is factual unless `furniture` lists it and nothing touches it.
    """
    found = sentences(tables, source_ids)
    listed = pd.MultiIndex.from_frame(furniture[["source_id", "sentence"]])
    aside = pd.MultiIndex.from_frame(found[["source_id", "text"]]).isin(listed) & ~found["covered"]
    counts = (
        found.assign(factual=~aside, left_out=aside)
        .groupby("source_id")[["factual", "covered", "left_out"]]
        .sum()
        .reindex(list(tables.articles if source_ids is None else source_ids), fill_value=0)
    )
    return counts, found[~aside & ~found["covered"]]


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
