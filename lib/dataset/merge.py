"""Changes of rows, and how they fit rows that others have changed meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from lib.dataset import codebook
from lib.dataset.sheet import LEFT_OUT_COLUMNS, READINGS, Cells

# What an action changes beside the tables of the codebook, and the key of each.
_KEYS = {
    "drafts": ("draft_id",),
    "left_out": LEFT_OUT_COLUMNS[:2],
    "articles": ("file",),
    READINGS: ("exact", "prefix", "suffix"),
}


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
    """A change of a row that others have changed too; `now` is theirs, None where it is gone.

    `columns` are the cells that both changed, none where one side added or removed the whole row.
    """

    change: Change
    now: Cells | None
    columns: tuple[str, ...] = ()

    def settled(self, mine: Collection[str]) -> Change | None:
        """The change with my cells in the columns `mine`, theirs elsewhere; "" is the whole row."""
        if not self.columns:
            return replace(self.change, before=self.now) if "" in mine else None
        before, after = cast(Cells, self.change.before), cast(Cells, self.change.after)
        theirs = {c: cast(Cells, self.now).get(c, "") for c in self.columns}
        kept = {c: cell for c, cell in theirs.items() if c not in mine}
        return replace(self.change, before=before | theirs, after=after | kept)


class ClashError(Exception):
    """An action was not saved, as others have changed the same cells meanwhile."""

    def __init__(self, clashes: list[Clash], changes: list[Change], said: str = "") -> None:
        self.clashes, self.changes, self.said = clashes, changes, said
        self.marks: Mapping[str, int] = {}
        super().__init__("; ".join(" ".join([*id_of(c.change), *c.columns]) for c in clashes))

    def settled(self, mine: Collection[tuple[int, str]]) -> list[Change]:
        """All changes of the action, after a choice: `mine` has number and column of clashes."""
        chosen = [
            clash.settled({column for n, column in mine if n == number})
            for number, clash in enumerate(self.clashes)
        ]
        clashing = [clash.change for clash in self.clashes]
        others = [change for change in self.changes if change not in clashing]
        return [change for change in chosen if change] + others


def key_of(table: str, cells: Cells) -> tuple[str, ...]:
    """The values by which a row of a table is known."""
    key = _KEYS.get(table.partition("/")[0]) or codebook.resources()[table]["schema"]["primaryKey"]
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


def merged(change: Change, now: Cells | None) -> tuple[Cells | None, Clash | None]:
    """The row of now with the change made in it; or the clash where others changed the same."""
    before, after = change.before or {}, change.after or {}
    columns = list(dict.fromkeys([*(now or {}), *before, *after]))
    if now is None and (change.before is None or change.after is None):
        return change.after, None
    if now and after and all(now.get(c, "") == after.get(c, "") for c in columns):
        return now, None
    if change.before is None or now is None:
        return None, Clash(change, now)
    others = [c for c in columns if now.get(c, "") != before.get(c, "")]
    if change.after is None:
        return None, Clash(change, now) if others else None
    both = [c for c in others if after.get(c, "") not in (before.get(c, ""), now.get(c, ""))]
    changed = {c: v for c, v in after.items() if v != before.get(c, "")}
    return now | changed, Clash(change, now, tuple(both)) if both else None
