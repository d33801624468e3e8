"""A card on pages: what stands where, in points, the same for pictures and for slides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from lib.charts.letters import cut
from lib.dataset import text
from lib.export.canvas import Box, Run
from lib.export.card import Card, Entry, Figures, Group, Picture
from lib.export.entry_rows import (
    ARIAL,
    ASIDE,
    PAD,
    Paragraph,
    Row,
    entry_row,
    figure_row,
    high,
    wrapped,
)
from lib.view.theme import Theme

PAPERS = {"wide": (960.0, 540.0), "a4": (595.0, 842.0)}
FOOT = 10.0
SMALLEST = 12.0
_CONTINUED = ", continued"
_FOOT_LINES = 2.8  # lines that each paragraph of the footer has at most
_STRETCH = 0.8  # how much of its height a row may grow to fill its page
_BOTTOM = 16.0
_SIZES = (32.0, 28.0, 24.0, 21.0, 19.0, 17.0, 16.0, 15.0, 14.0, 13.0, SMALLEST)
_MANY = 40  # entries for which only small sizes are tried
_EDGE, _TOP, _GAP = 40.0, 24.0, 36.0
_MOST_ROWS = {"wide": 8, "a4": 14}
_TITLES = ((28, 1), (26, 1), (24, 1), (22, 1), (24, 2), (21, 2), (19, 3), (17, 4))


@dataclass(frozen=True)
class Lines:
    """Paragraphs in a box of this width, all of one size."""

    name: str
    left: float
    top: float
    width: float
    paragraphs: tuple[Paragraph, ...]
    size: float

    @property
    def height(self) -> float:
        """How high they are."""
        return high(self.paragraphs, self.width, self.size)

    @property
    def bottom(self) -> float:
        """Where they end."""
        return self.top + self.height


@dataclass(frozen=True)
class Grid:
    """Rows below one another with a rule above each, and the widths of their columns."""

    left: float
    top: float
    widths: tuple[float, ...]
    rows: tuple[Row, ...]

    @property
    def sources(self) -> set[str]:
        """The articles that the rows rest on."""
        return {source for row in self.rows for source in row.entry.sources}


@dataclass(frozen=True)
class Drawing:
    """A picture and its place."""

    picture: Picture
    box: Box


@dataclass(frozen=True)
class Page:
    """One page; the first of its `parts` is the title, the last the footer."""

    width: float
    height: float
    parts: tuple[Lines | Grid | Drawing, ...]

    @property
    def entries(self) -> list[Entry]:
        """The entries on it."""
        grids = [part for part in self.parts if isinstance(part, Grid)]
        return [row.entry for grid in grids for row in grid.rows]


def lay(card: Card, theme: Theme, paper: str) -> list[Page]:
    """The pages of a card, pictures first: the largest type that needs no more pages."""
    return _Layout(card, theme, paper).pages()


Item = Lines | Row | Picture
Column = list[Item]


@dataclass(frozen=True)
class _Layout:
    card: Card
    theme: Theme
    paper: str

    def pages(self) -> list[Page]:
        """Every page, each with its number if there are several."""
        found: list[list[Column]] = [[[b]] for b in self.card.blocks if isinstance(b, Picture)]
        entries = len(list(self.card.entries))
        if entries:
            fewest = self._filled(SMALLEST)
            sizes = _SIZES if entries <= _MANY else _SIZES[-3:]
            filled = (self._filled(size) for size in sizes)
            found += next((f for f in filled if len(f) <= len(fewest) and self._fits(f)), fewest)
        found = found or [[[]]]
        return [self._titled(page)._page(page, n, len(found)) for n, page in enumerate(found, 1)]

    def _titled(self, columns: list[Column]) -> _Layout:
        """The layout of a page that has a title of its own, the card's below it."""
        titles = [item.title for item in columns[0] if isinstance(item, Picture)]
        if not any(titles):
            return self
        below = f"{self.card.title}. {self.card.said.caution}"
        return replace(self, card=replace(self.card, title=titles[0], subtitle=below))

    @property
    def _width(self) -> float:
        return self._size[0] - 2 * _EDGE

    @property
    def _size(self) -> tuple[float, float]:
        """Width and height of a page; on A4 a picture lies on the long side."""
        wide, tall = PAPERS[self.paper]
        drawn = any(isinstance(block, Picture) for block in self.card.blocks)
        return (tall, wide) if drawn and tall > wide else (wide, tall)

    # --- The head and the foot ----------------------------------------------------------------

    def _head(self) -> list[Lines]:
        card, theme, width = self.card, self.theme, self._width
        title = (Run(text.brief(card.title, 240), "semibold", theme.text),)
        fits = (s for s, most in _TITLES if len(wrapped(title, width, s)) <= most)
        head = [Lines("Title", _EDGE, _TOP, width, (title,), next(fits, _TITLES[-1][0]))]
        for name, words, colour in (
            ("Subtitle", card.subtitle, theme.quiet),
            ("Note", card.said.note, theme.text),
        ):
            if words:
                said = ((Run(words, colour=colour),),)
                head.append(Lines(name, _EDGE, head[-1].bottom + 3, width, said, 14))
        return head

    def _foot(self, sources: Sequence[str], number: int, of: int) -> Lines:
        """The articles on the page, the filters, the version, and how to see it again."""
        said = self.card.said
        named = [f"{self.card.numbers((s,))} {self.card.sources[s]}" for s in sources]
        caution = said.caution if said.caution not in self.card.subtitle else ""
        facts = [said.shown, "; ".join(said.filters), caution, said.data]
        if of > 1:
            facts.append(f"page {number} of {of}")
        lines = [
            "; ".join(named),
            " · ".join(filter(None, facts)),
            f"Address: {said.address}" if said.address else "",
        ]
        room = _FOOT_LINES * self._width / ARIAL
        paragraphs = tuple(
            (Run(cut(words, room, FOOT), colour=self.theme.quiet),) for words in lines if words
        )
        foot = Lines("Footer", _EDGE, 0, self._width, paragraphs, FOOT)
        return replace(foot, top=self._size[1] - _BOTTOM - foot.height)

    def _area(self) -> tuple[float, float]:
        """The top and the height of what a page has between its head and the largest foot."""
        drawn = any(isinstance(block, Picture) for block in self.card.blocks)
        top = self._head()[-1].bottom + (4 if drawn else PAD)
        return top, self._foot(list(self.card.sources), 10, 10).top - 1.2 * PAD - top

    # --- Columns ------------------------------------------------------------------------------

    def _filled(self, size: float) -> list[list[Column]]:
        """The columns of each page with type of this size, about as much on each page."""
        streams: list[Column] = [[], []]
        groups = [block for block in self.card.blocks if not isinstance(block, Picture)]
        right = [isinstance(block, Group) and block.right for block in groups]
        two = self.paper == "wide" and any(right) and not all(right)
        width = (self._width - _GAP) / 2 if two else self._width
        for block, on_right in zip(groups, right, strict=True):
            streams[two and on_right] += self._items(block, width, size)
        if two:
            return self._dealt(streams, len(streams[0]) + len(streams[1]))
        pages = self._dealt(streams[:1], _MOST_ROWS[self.paper])
        even = ceil(sum(isinstance(item, Row) for item in streams[0]) / len(pages))
        evenly = self._dealt(streams[:1], even)
        return evenly if len(evenly) == len(pages) else pages

    def _fits(self, pages: list[list[Column]]) -> bool:
        """Whether no column is higher than its page."""
        height = self._area()[1]
        return all(sum(map(_height, column)) <= height for page in pages for column in page)

    def _dealt(self, streams: list[Column], most: int) -> list[list[Column]]:
        """The items dealt on pages; a column whose stream has ended takes from another."""
        pages, height = [], self._area()[1]
        while any(streams):
            page = []
            for n in range(len(streams)):
                of = n if streams[n] else next((m for m, s in enumerate(streams) if s), n)
                taken, streams = _taken(streams, of, height, most)
                page.append(taken)
            pages.append(page)
        return pages

    def _items(self, block: Group | Figures, width: float, size: float) -> Column:
        if isinstance(block, Figures):
            return [figure_row(self.card, self.theme, row, width, size) for row in block.rows]
        items: Column = [
            entry_row(self.card, self.theme, entry, width, size) for entry in block.entries
        ]
        if block.heading:
            run = Run(block.heading, "semibold", self.theme.text)
            items.insert(0, Lines("Heading", 0, 0, width, ((run,),), max(14, min(size, ASIDE))))
        if block.more:
            run = Run(block.more, colour=self.theme.quiet)
            items.append(Lines("More", 0, 0, width, ((run,),), SMALLEST))
        return items

    # --- Pages --------------------------------------------------------------------------------

    def _page(self, columns: list[Column], number: int, of: int) -> Page:
        """A page with its columns stretched to fill it; one of A4 ends where its words end."""
        head, (top, height) = self._head(), self._area()
        wide, tall = self._size
        width = (self._width - _GAP * (len(columns) - 1)) / len(columns)
        parts: list[Lines | Grid | Drawing] = []
        bottom, extra = (
            top,
            min((self._stretch(c, height, len(columns)) for c in columns), default=0),
        )
        for n, column in enumerate(columns):
            left, y = _EDGE + n * (width + _GAP), top
            for item in column:
                if isinstance(item, Picture):
                    parts.append(Drawing(item, Box(left, top, width, height)))
                    y += height
                elif isinstance(item, Lines):
                    parts.append(replace(item, left=left, top=y + 4))
                    y += _height(item)
                else:
                    row = replace(item, height=item.height + extra)
                    last = parts[-1] if parts else None
                    if isinstance(last, Grid) and last.left == left:
                        parts[-1] = replace(last, rows=(*last.rows, row))
                    else:
                        parts.append(Grid(left, y, row.widths, (row,)))
                    y += row.height
            bottom = max(bottom, y)
        told = {s for part in parts if isinstance(part, Grid) for s in part.sources}
        foot = self._foot([s for s in self.card.sources if s in told or not told], number, of)
        if self.paper == "a4" and of == 1:
            foot = replace(foot, top=min(foot.top, bottom + 3 * PAD))
            tall = foot.bottom + _BOTTOM
        return Page(wide, tall, (*head, *parts, foot))

    def _stretch(self, column: Column, height: float, of: int) -> float:
        """How much each row of a column may grow; rows of two columns grow alike."""
        rows = [item for item in column if isinstance(item, Row)]
        slack = height - sum(_height(item) for item in column)
        few = len(rows) < 3 and of == 1 and self.paper == "wide"
        most = (9 if few else _STRETCH) * sum(row.height for row in rows)
        return max(0.0, min(slack, most)) / len(rows) if rows else height


def _height(item: Item) -> float:
    if isinstance(item, Picture):
        return 0
    return item.height + (12 if isinstance(item, Lines) else 0)


def _taken(streams: list[Column], of: int, height: float, most: int) -> tuple[Column, list[Column]]:
    """What fits from the front of a stream, at least one row, and what is left of all streams.

    A heading stands with what follows it; on the next page it is repeated.
    """
    stream, taken, heading = streams[of], list[Item](), None
    rows = 0
    while stream:
        item = stream[0]
        following = stream[1] if isinstance(item, Lines) and stream[1:] else None
        needed = _height(item) + (_height(following) if following else 0)
        if rows and (needed > height or rows == most):
            break
        if isinstance(item, Row):
            rows += 1
        elif isinstance(item, Lines):
            heading = item if item.name == "Heading" else None
        taken.append(item)
        height -= _height(item)
        stream = stream[1:]
    if stream and isinstance(stream[0], Row) and heading:
        ((run,),) = heading.paragraphs
        words = f"{run.words.removesuffix(_CONTINUED)}{_CONTINUED}"
        stream = [replace(heading, paragraphs=((replace(run, words=words),),)), *stream]
    return taken, [stream if n == of else other for n, other in enumerate(streams)]
