"""A card as data: what a view says in one form; each painter writes it in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lib.export.accounts import Account
from lib.export.statement import Statement


@dataclass(frozen=True)
class Entry:
    """One event in its words: `who` for or of `side`, `kind` and `family` of the claim.

    `words` are verbatim, in quotation marks; `sources` are source_ids; `limit` is set where it is
    claimed only as possible, planned or the like; `remark` is the coder's, and so is `lead`, what
    it is about where its words do not say so.
    """

    event: Account
    when: str
    who: str
    side: str
    kind: str
    family: str
    words: str
    sources: tuple[str, ...]
    limit: str = ""
    remark: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Group:
    """Entries under a heading, in order; `more` says what is left out.

    Where the page is wide, it may stand on the `right`.
    """

    entries: tuple[Entry, ...]
    heading: str = ""
    more: str = ""
    right: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture of the screen by its name in `picture.PAINTERS`; `alt` says it in words.

    If it shows only `some` of the events in view, the first picture of the card shows all, and
    `title` is that of its page.
    """

    name: str
    alt: str
    some: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Figures:
    """Numbers as printed and what they count, each with the entry that says so."""

    rows: tuple[tuple[str, str, Entry], ...]


@dataclass(frozen=True)
class Card:
    """A form filled in. `sources` are its articles by source_id.

    `order` numbers all articles of the tables, so that a number means the same on every card.
    """

    form: str
    title: str
    subtitle: str
    said: Statement
    sources: dict[str, str]
    blocks: tuple[Group | Picture | Figures, ...]
    order: dict[str, int]

    def numbers(self, sources: tuple[str, ...]) -> str:
        """The numbers of articles: `[1] [3]`."""
        return " ".join(f"[{n}]" for n in sorted(self.order[s] for s in sources))

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry, in order."""
        for block in self.blocks:
            if isinstance(block, Group):
                yield from block.entries
            elif isinstance(block, Figures):
                yield from (entry for *_, entry in block.rows)

    @property
    def whole(self) -> Card:
        """The card without the pictures that repeat another in parts."""
        parts = [b for b in self.blocks if isinstance(b, Picture) and b.some]
        return replace(self, blocks=tuple(b for b in self.blocks if b not in parts))

    @property
    def alt(self) -> str:
        """The card in words, for those who cannot see it."""
        leads = (f"[{e.lead}] " if e.lead else "" for e in self.entries)
        told = [f"{e.when}, {e.who}: {next(leads)}{e.words}" for e in self.entries]
        drawn = [block.alt for block in self.whole.blocks if isinstance(block, Picture)]
        return "\n".join([self.title, self.subtitle, *drawn, *told, *self.said.lines().values()])
