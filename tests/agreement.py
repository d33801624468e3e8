"""How far independent readings agree with the table: `python -m tests.agreement`.

A reading is `tests/readings/<reader>_<source_id>.csv`, one row per coded passage; a reading of
tensions is `<reader>_tensions.csv`. data/README.md says which columns they have.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from lib.analysis import rows
from lib.dataset import codebook, dates, passages
from lib.dataset.tables import Tables, load

READINGS = Path(__file__).parent / "readings"
# What a reading may call a column, and the table's name of it.
COLUMNS = {"speaker": "actors"}
LISTS = ("actors", "targets", "items", "relationships")
COMPARED = (
    *("claim_type", "attribution", "actors", "targets", "date", "date_basis", "about_date"),
    *("storyline_id", "stance", "commitment", "items", "relationships"),
)
_RELATION = ["subject_id", "relation", "object_id", "polarity"]


def read(file: Path) -> pd.DataFrame:
    """The rows of a reading, as text, under the table's names of columns."""
    return pd.read_csv(file, dtype=str, keep_default_na=False).rename(columns=COLUMNS)


def coded(tables: Tables, source_id: str) -> pd.DataFrame:
    """The passages of an article in the table, each with what its event is coded as."""
    whole = {name: rows.complete(tables.store, name) for name in ("evidence", "events")}
    ties = rows.complete(tables.store, "relationships")
    said = ties[_RELATION].agg(" ".join, axis=1).groupby(ties["event_id"]).agg(";".join)
    found = whole["evidence"].merge(whole["events"], on="event_id")
    found = found.assign(relationships=found["event_id"].map(said).fillna(""))
    return found[found["source_id"] == source_id].reset_index(drop=True)


def ids(tables: Tables) -> dict[str, str]:
    """The id behind each id, name, alias and printed form of actors and items, without capitals."""
    found: dict[str, str] = {}
    for table, forms in (("items", "forms"), ("actors", "aliases")):
        for row in rows.complete(tables.store, table).to_dict("records"):
            code, name = (str(value) for value in list(row.values())[:2])
            for form in (*str(row[forms]).split(codebook.SEPARATOR), name, code):
                found[form.strip().casefold()] = code
    return found


def located(found: pd.DataFrame, source_id: str, articles: dict[str, str]) -> pd.DataFrame:
    """The rows with the `start` and `end` of their passages, without those found nowhere."""
    quotes = pd.DataFrame({"exact": found["exact"], "prefix": "", "suffix": ""}, index=found.index)
    for column in ("prefix", "suffix"):
        quotes[column] = found.get(column, "")
    places = passages.locate(quotes.assign(source_id=source_id), articles)
    return found.join(places).query("start >= 0")


def pairs(reading: pd.DataFrame, table: pd.DataFrame) -> list[tuple[int, int]]:
    """Passages that overlap by half of the shorter, each in one pair, those most alike first."""
    near = []
    for one in reading.itertuples():
        for other in table.itertuples():
            shared = min(one.end, other.end) - max(one.start, other.start)
            lengths = sorted((one.end - one.start, other.end - other.start))
            if shared > 0 and 2 * shared >= lengths[0]:
                near.append((-shared / (sum(lengths) - shared), one.Index, other.Index))
    found: dict[int, int] = {}
    for _, one_index, other_index in sorted(near):
        if one_index not in found and other_index not in found.values():
            found[one_index] = other_index
    return sorted(found.items())


def touched(these: pd.DataFrame, those: pd.DataFrame) -> int:
    """How many of these passages any of those touches."""
    ends = list(zip(those["start"], those["end"], strict=True))
    spans = zip(these["start"], these["end"], strict=True)
    return sum(any(a < end and b > start for start, end in ends) for a, b in spans)


def kappa(both: Iterable[tuple[object, object]]) -> float:
    """Cohen's kappa (1960) of two codings of the same things; 1.0 where neither ever varies."""
    pair = pd.DataFrame(list(both), columns=["one", "other"]).astype(str)
    by_chance = (pair["one"].value_counts(normalize=True)).mul(
        pair["other"].value_counts(normalize=True), fill_value=0
    )
    chance = float(by_chance.sum())
    agreed = float((pair["one"] == pair["other"]).mean())
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def entries(cell: str, known: dict[str, str]) -> tuple[str, ...]:
    """The entries of a list, as ids where they are known, in one order."""
    cut = (part.strip() for part in cell.split(codebook.SEPARATOR) if part.strip())
    return tuple(sorted({known.get(part.casefold(), part) for part in cut}))


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of all entries that both lists have; two empty lists are the same."""
    return len({*one} & {*other}) / len({*one} | {*other}) if one or other else 1.0


def _overlap(one: str, other: str) -> bool:
    """Whether two dates may mean the same day."""
    a, b = dates.parse(one), dates.parse(other)
    begins = max((d for d in (a.earliest, b.earliest) if d), default=None)
    ends = min((d for d in (a.latest, b.latest) if d), default=None)
    return begins is None or ends is None or begins <= ends


def compare(both: list[tuple[pd.Series, pd.Series]], known: dict[str, str]) -> pd.DataFrame:
    """Per column: pairs, agreement in percent, kappa; for lists and dates the overlap in percent.

    `both` are pairs of rows, of a reading and of the table. A column that no reading has is left
    out.
    """
    found = []
    for column in COMPARED:
        cells = [(a[column], b[column]) for a, b in both if column in a.index]
        if not cells:
            continue
        overlap = float("nan")
        said: list[tuple[object, object]] = [*cells]
        if column in LISTS:
            lists = [(entries(a, known), entries(b, known)) for a, b in cells]
            overlap, said = sum(alike(*x) for x in lists) / len(lists), [*lists]
        elif column == "date":
            overlap = sum(_overlap(*x) for x in cells) / len(cells)
        same = sum(a == b for a, b in said) / len(said)
        found.append((column, len(said), 100 * same, kappa(said), 100 * overlap))
    return pd.DataFrame(found, columns=["column", "pairs", "agreement", "kappa", "overlap"])


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
    known = ids(tables)
    for file in sorted(folder.glob("*.csv")):
        reader, _, source_id = file.stem.partition("_")
        reading = read(file)
        if source_id == "tensions":
            had, whole = tensions(tables, reading)
            print(f"{reader}: the table has {had} of {whole} tensions")
            continue
        ours = located(coded(tables, source_id), source_id, tables.articles)
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
    print(compare(both, known).to_string(index=False, float_format="{:.2f}".format, na_rep=""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
