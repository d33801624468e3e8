"""How far independent readings agree with the table: `python -m tests.agreement`.

A reading is `tests/readings/<reader>_<source_id>.csv`, one row per coded passage; a reading of
tensions is `<reader>_tensions.csv`. data/README.md says which columns they have.
"""

import sys
from pathlib import Path

import pandas as pd

from lib.analysis import rows
from lib.analysis.agreement import coded, compare, known_as, located, pairs, touched
from lib.analysis.coding import Rows
from lib.dataset import codebook, passages
from lib.dataset.tables import Tables, load

READINGS = Path(__file__).parent / "readings"
# What a reading may call a column, and the table's name of it.
COLUMNS = {"speaker": "actors"}


def read(file: Path) -> pd.DataFrame:
    """The rows of a reading, as text, under the table's names of columns."""
    return pd.read_csv(file, dtype=str, keep_default_na=False).rename(columns=COLUMNS)


def rows_of(tables: Tables) -> Rows:
    """The rows of all tables as text."""
    return {n: rows.complete(tables.store, n).to_dict("records") for n in codebook.resources()}


def tensions(tables: Tables, reading: pd.DataFrame) -> tuple[int, int]:
    """How many tensions of a reading the table has, by their passages, and how many there are.

    Columns of the reading: source_a, exact_a, source_b, exact_b.
    """
    places = tables.store.rows('SELECT event, source_id::VARCHAR, "start", "end" FROM evidence')
    known = {frozenset(x) for x in tables.store.rows("SELECT event_a, event_b FROM tensions")}

    def events(source_id: str, exact: str) -> set[int]:
        at = passages.find(tables.articles.get(source_id, ""), exact)
        return {
            no
            for no, source, start, end in places
            if source == source_id and any(p.start < end and p.end > start for p in at)
        }

    sides = [
        (events(row["source_a"], row["exact_a"]), events(row["source_b"], row["exact_b"]))
        for row in reading.to_dict("records")
    ]
    return sum(any({a, b} in known for a in x for b in y) for x, y in sides), len(sides)


def main(folder: Path = READINGS) -> int:
    """Print how far all readings in the folder agree with the table."""
    tables, both = load(), []
    whole = rows_of(tables)
    for file in sorted(folder.glob("*.csv")):
        reader, _, source_id = file.stem.partition("_")
        reading = read(file)
        if source_id == "tensions":
            had, of = tensions(tables, reading)
            print(f"{reader}: the table has {had} of {of} tensions")
            continue
        ours = located(coded(whole, source_id), source_id, tables.articles)
        theirs = located(reading, source_id, tables.articles)
        lost = len(reading) - len(theirs)
        print(
            f"{reader}, {source_id}: {touched(theirs, ours)} of {len(theirs)} passages touched by "
            f"the table, {touched(ours, theirs)} of {len(ours)} of the table touched by them"
            + (f", {lost} not found in the article" if lost else "")
        )
        both += [(theirs.loc[a], ours.loc[b]) for a, b in pairs(theirs, ours)]
    if not both:
        print(f"No readings of passages in {folder}.")
        return 0
    print(
        compare(both, known_as(whole)).to_string(
            index=False, float_format="{:.2f}".format, na_rep=""
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
