"""Stories: views in a sequence, each with a title and a sentence."""

from typing import NamedTuple
from urllib.parse import parse_qs

from lib.dataset.tables import Tables


class Step(NamedTuple):
    """One view of a story: its page, the query of its address, and what is told."""

    step: int
    title: str
    sentence: str
    page: str
    query: dict[str, list[str]]


def names(tables: Tables) -> list[str]:
    """The story_ids, in the table's order."""
    return tables.store.column("SELECT story_id FROM stories GROUP BY story_id ORDER BY min(no)")


def steps(tables: Tables, story_id: str) -> list[Step]:
    """The steps of a story, in their order."""
    rows = tables.store.rows(
        "SELECT * FROM stories WHERE story_id = $story_id ORDER BY step", story_id=story_id
    )
    split = ((row, row.address.removeprefix("/").partition("?")) for row in rows)
    return [
        Step(row.step, row.title, row.sentence, page or "overview", parse_qs(query))
        for row, (page, _, query) in split
    ]
