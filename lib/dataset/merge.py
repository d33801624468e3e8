"""Changes of rows, and how they fit rows that others have changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from lib.dataset import codebook
from lib.dataset.sheet import LEFT_OUT_COLUMNS, Cells

# What an action changes beside the tables of the codebook, and the key of each.
_KEYS = {"drafts": ("draft_id",), "left_out": LEFT_OUT_COLUMNS[:2], "articles": ("file",)}


@dataclass(frozen=True)
class Change:
    """One row of an action: added where `before` is None, taken away where `after` is.

    `at` is the place to which a row returns when its removal is undone.
    """

    table: str
    before: Cells | None
    after: Cells | None
    at: int | None = None

    def inverted(self) -> Change:
        """The change that takes this one back."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class Clash:
    """A cell that was changed here and elsewhere at the same time; `column` is empty for a row."""

    table: str
    row: str
    column: str
    mine: str
    theirs: str


class ClashError(Exception):
    """An action was not saved, as others have changed the same cells meanwhile."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__("; ".join(f"{c.row} {c.column}".strip() for c in clashes))
        self.clashes = clashes


def key_of(table: str, cells: Cells) -> tuple[str, ...]:
    """The values by which a row of a table is known."""
    key = _KEYS.get(table) or codebook.resources()[table]["schema"]["primaryKey"]
    return tuple(cells[c] for c in ([key] if isinstance(key, str) else key))


def id_of(change: Change) -> list[str]:
    """The key of the row that a change is about, as it was before."""
    return [*key_of(change.table, cast(Cells, change.before or change.after))]


def place_of(change: Change, rows: Sequence[Cells]) -> int | None:
    """Which of the rows a change is about: by its key before, else by its key after."""
    keys = [key_of(change.table, row) for row in rows]
    for cells in (change.before, change.after):
        if cells and (key := key_of(change.table, cells)) in keys:
            return keys.index(key)
    return None


def merged(change: Change, now: Cells | None) -> tuple[Cells | None, list[Clash]]:
    """The row of now with the change made in it; cells that others changed too are clashes."""
    before, after, row = change.before or {}, change.after or {}, " ".join(id_of(change))
    columns = list(dict.fromkeys([*(now or {}), *before, *after]))
    different = [c for c in columns if (now or {}).get(c, "") != after.get(c, "")]
    if now is not None and change.after is not None and not different:
        return now, []
    if now is None and change.before is None:
        return change.after, []
    if change.before is None or now is None:
        if now is None and change.after is None:
            return None, []
        mine, theirs = ("added", "added too") if now else ("changed", "deleted")
        return None, [Clash(change.table, row, "", mine, theirs)]
    others = [c for c in columns if now.get(c, "") != before.get(c, "")]
    if change.after is None:
        clash = Clash(change.table, row, "", "deleted", "changed")
        return None, [clash] if others else []
    mine_too = [c for c in others if after.get(c, "") not in (before.get(c, ""), now.get(c, ""))]
    clashes = [Clash(change.table, row, c, after.get(c, ""), now.get(c, "")) for c in mine_too]
    changed = {c: v for c, v in after.items() if v != before.get(c, "")}
    return now | changed, clashes
