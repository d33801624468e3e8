"""How far two codings of one article agree: column by column, and in what they differ."""

from collections.abc import Iterable, Iterator

import pandas as pd

from lib.analysis.coding import RELATION, Rows
from lib.dataset import codebook, dates, passages
from lib.dataset.merge import Change

LISTS = ("actors", "targets", "items", "relationships")
COMPARED = (
    *("claim_type", "attribution", "actors", "targets", "date", "date_basis", "about_date"),
    *("storyline_id", "stance", "commitment", "items", "relationships"),
)


def coded(rows: Rows, source_id: str) -> pd.DataFrame:
    """The passages of an article in the tables, each with what its event is coded as."""
    events = {row["event_id"]: row for row in rows["events"]}
    ties = {event_id: list[str]() for event_id in events}
    for row in rows["relationships"]:
        ties[row["event_id"]].append(" ".join(row[c] for c in RELATION))
    found = [
        events[row["event_id"]] | row | {"relationships": ";".join(ties[row["event_id"]])}
        for row in rows["evidence"]
        if row["source_id"] == source_id
    ]
    return pd.DataFrame(found, columns=None if found else ["event_id", "exact", *COMPARED])


def known_as(rows: Rows) -> dict[str, str]:
    """The id behind each id, name, alias and printed form of actors and items, without capitals."""
    found: dict[str, str] = {}
    for table, forms in (("items", "forms"), ("actors", "aliases")):
        for row in rows[table]:
            code, name = list(row.values())[:2]
            for form in (*row.get(forms, "").split(codebook.SEPARATOR), name, code):
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


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
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
            overlap, said = sum(_alike(*x) for x in lists) / len(lists), [*lists]
        elif column == "date":
            overlap = sum(_overlap(*x) for x in cells) / len(cells)
        same = sum(a == b for a, b in said) / len(said)
        found.append((column, len(said), 100 * same, kappa(said), 100 * overlap))
    return pd.DataFrame(found, columns=["column", "pairs", "agreement", "kappa", "overlap"])


def differences(
    theirs: pd.DataFrame, ours: pd.DataFrame, known: dict[str, str]
) -> Iterator[tuple[pd.Series | None, pd.Series | None, str]]:
    """In what a reading differs from the table: both rows and the column, in the reading's order.

    A passage that only one of them has comes with an empty column and None for the other row.
    """
    both = pairs(theirs, ours)
    for one, other in both:
        a, b = theirs.loc[one], ours.loc[other]
        for column in (c for c in COMPARED if c in theirs):
            lists = [entries(row[column], known) for row in (a, b)]
            if lists[0] != lists[1] if column in LISTS else a[column] != b[column]:
                yield a, b, column
    for one in theirs.index.difference([one for one, _ in both]):
        yield theirs.loc[one], None, ""
    for other in ours.index.difference([other for _, other in both]):
        yield None, ours.loc[other], ""


def taken(rows: Rows, event_id: str, column: str, value: str, first_id: str) -> list[Change]:
    """The changes that give an event the second coder's value; new relationships from `first_id`.

    A list has ids for names here.
    """
    if column != "relationships":
        event = next(row for row in rows["events"] if row["event_id"] == event_id)
        return [Change("events", event, event | {column: value})]
    wanted = [tie.split() for tie in value.split(codebook.SEPARATOR) if tie]
    own = [row for row in rows["relationships"] if row["event_id"] == event_id]
    had = [[row[c] for c in RELATION] for row in own]
    changes = [
        Change("relationships", row, None)
        for row, tie in zip(own, had, strict=True)
        if tie not in wanted
    ]
    for number, tie in enumerate([t for t in wanted if t not in had], int(first_id[1:])):
        made = {"relationship_id": f"R{number:03d}", "event_id": event_id}
        changes.append(Change("relationships", None, made | dict(zip(RELATION, tie, strict=True))))
    return changes
