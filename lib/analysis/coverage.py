"""How much of each article is coded: which sentences a passage touches, and which are left out."""

import pandas as pd

from lib.dataset import passages
from lib.dataset.problems import TablesError
from lib.dataset.sheet import LEFT_OUT_COLUMNS, LeftOut
from lib.dataset.tables import Tables, load


def left_out(readme: str) -> pd.DataFrame:
    """The sentences that the README of a set lists as furniture: source_id, sentence, reason.

    They are the rows of its table under the heading “Sentences left out”.
    """
    return pd.DataFrame(LeftOut(readme.encode()).rows, columns=[*LEFT_OUT_COLUMNS])


def sentences(tables: Tables, *source_ids: str) -> pd.DataFrame:
    """Every sentence of the articles named, or of all: source_id, text, covered, left_out.

    It is covered if a passage touches it, and left out if the README lists it and none does.
    """
    furniture = set(left_out(tables.readme)[["source_id", "sentence"]].itertuples(index=False))
    found = []
    for source_id in source_ids or tables.articles:
        text = tables.articles[source_id]
        places = tables.store.rows(
            'SELECT "start", "end" FROM evidence WHERE source_id = $source', source=source_id
        )
        for sentence in passages.sentences(text):
            words = text[sentence.start : sentence.end]
            covered = any(start < sentence.end and end > sentence.start for start, end in places)
            aside = not covered and (source_id, words) in furniture
            found.append((source_id, words, covered, aside))
    return pd.DataFrame(found, columns=["source_id", "text", "covered", "left_out"])


def main() -> int:
    """Print how far each article is covered; exit code 1 if a factual sentence is not."""
    try:
        tables = load()
    except TablesError as error:
        print(error)
        return 1
    found = sentences(tables)
    for source_id in tables.sources.index:
        if source_id not in tables.articles:
            print(f"{source_id}: the article is not among the files")
            continue
        own = found[found["source_id"] == source_id]
        covered, factual = own["covered"].sum(), (~own["left_out"]).sum()
        print(
            f"{source_id}: {covered} of {factual} factual sentences covered "
            f"({covered / max(factual, 1):.0%}), {len(own) - factual} left out as furniture"
        )
    uncovered = found[~found["covered"] & ~found["left_out"]]
    for row in uncovered.itertuples():
        print(f"not covered, {row.source_id}: {row.text}")
    return int(len(uncovered) > 0)
