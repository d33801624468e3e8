"""The events in view as exports tell them: who says what, when, and the passages behind it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date as Day
from typing import Any

import pandas as pd

from lib.analysis import filters, rows
from lib.analysis.events import BASIS, UNCHECKED, relation_in_words
from lib.dataset import codebook, dates, text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.export.statement import CAUTION
from lib.view.screen import Screen

ORDERS = {
    "table": "no",
    "date": "printed NULLS LAST, latest NULLS LAST, event_id",
}
# The columns are the fields of Account.
ACCOUNTS = """
WITH people AS (
    SELECT event AS no,
        list(actor_id::VARCHAR ORDER BY nth) FILTER (part = 'speaker') AS speakers,
        list(actor_id::VARCHAR ORDER BY nth) FILTER (part = 'target') AS targets
    FROM voices JOIN {seen} ON event = no GROUP BY event
)
SELECT no, event_id, title, summary, items, date, date_basis, date_note, earliest, latest,
    claim_type, attribution, storyline_id, stance, coalesce(commitment::VARCHAR, '') AS commitment,
    coalesce(speakers, []) AS speakers, coalesce(people.targets, []) AS targets
FROM events JOIN {seen} USING (no) LEFT JOIN people USING (no) ORDER BY {order} LIMIT $most
"""


@dataclass(frozen=True)
class Account:
    """One event; `speakers` and `targets` are actor_ids, an open end of its dates is None.

    `passages` are its rows of the table `evidence`.
    """

    no: int
    event_id: str
    title: str
    summary: str
    items: str
    date: str
    date_basis: str
    date_note: str
    earliest: Day | None
    latest: Day | None
    claim_type: str
    attribution: str
    storyline_id: str
    stance: str
    commitment: str
    speakers: list[str]
    targets: list[str]
    passages: list[Any]

    @property
    def when(self) -> str:
        """The date and how it is known: `January 2023, worked out`."""
        return f"{dates.in_words(self.date)}, {BASIS[self.date_basis]}"

    @property
    def month(self) -> str:
        """The month of the first day on which it may have happened, else of the last."""
        day = self.earliest or self.latest
        return dates.in_words(f"{day:%Y-%m}" if day else "")

    @property
    def sources(self) -> list[str]:
        """The articles that tell it, each once."""
        return list(dict.fromkeys(passage.source_id for passage in self.passages))


def accounts(seen: Selection, order: str = "table", most: int | None = None) -> list[Account]:
    """The events selected, at most so many, in the order of the `table` or of their `date`."""
    passages = defaultdict[int, list[Any]](list)
    cited = "SELECT evidence.* FROM evidence JOIN {seen} ON event = {seen}.no ORDER BY evidence.no"
    for row in seen.store.rows(cited, seen=seen):
        passages[row.event].append(row)
    told = seen.store.rows(ACCOUNTS.replace("{order}", ORDERS[order]), seen=seen, most=most)
    return [Account(**row._asdict(), passages=passages[row.no]) for row in told]


def day(row: Any) -> str:
    """The day of an account or an article as ISO text, where it is known; else nothing."""
    known = pd.notna(row.earliest) and row.earliest == row.latest
    return str(row.earliest)[:10] if known else ""


def speakers(tables: Tables, account: Account) -> str:
    """The names of those who claim or act: `John Kirby and Iran`."""
    return " and ".join(str(tables.actors.at[a, "name"]) for a in account.speakers)


def attributed(tables: Tables, account: Account, when: str = "") -> str:
    """A sentence on who says it and on what it rests: `Denial, by Iran; rests on: institution.`"""
    dated = f", {when}" if when else ""
    return (
        f"{codebook.label(account.claim_type)}, by {speakers(tables, account)}{dated}; "
        f"rests on: {codebook.label(account.attribution).lower()}. {CAUTION}"
    )


def claimed(relation: str, polarity: str, by: str) -> str:
    """A relation as what it is, somebody's claim.

    >>> claimed("supplies", "denied", "Iran")
    'claimed: supplies (denied), by Iran'
    """
    return f"claimed: {relation_in_words(relation)} ({codebook.label(polarity).lower()}), by {by}"


def in_view(screen: Screen, table: str) -> pd.DataFrame:
    """The rows in view of sources, actors or storylines, with the columns worked out for them."""
    whole: pd.DataFrame = getattr(screen.tables, table)
    return whole.loc[rows.in_view(screen.seen, table).iloc[:, 0]]


def source_in_words(tables: Tables, source_id: str) -> str:
    """An article as a footnote names it: publisher, headline, date and how it is known, file.

    Raises KeyError for an article that is not in the table.
    """
    row = tables.sources.loc[source_id]
    publisher = row["publisher"] or "Unnamed outlet"
    if row["publisher"] and row["publisher_basis"] not in ("", "stated"):
        publisher += f" ({BASIS[row['publisher_basis']]})"
    headline = f"“{row['title']}”" if row["title"] else "without a headline"
    when = f"{dates.in_words(row['published'])} ({BASIS[row['published_basis']]})"
    here = "" if source_id in tables.articles else f", {UNCHECKED}"
    return f"{publisher}, {headline}, {when}, {row['file']}{here}"


def nothing_in_view(screen: Screen) -> str:
    """A sentence for a view without events: which filter to remove to see most."""
    tables, asked = screen.tables, screen.view.filters
    phrases = dict(zip(asked.active(), filters.in_words(tables, asked), strict=True))
    name, count = next(iter(filters.loosened(tables, asked).items()), ("", 0))
    if not count:
        return "No event is in view."
    return (
        f"No event is in view. Without the filter “{phrases[name]}” there would be "
        f"{text.count(count)}."
    )
