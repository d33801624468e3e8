"""What pages and exports show, worked out from the view."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from lib.analysis import chronology, filters, links, questions
from lib.analysis.filters import Filters
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.view import theme as themes
from lib.view.view import View


@dataclass(frozen=True)
class Screen:
    """What a page works with: the tables, the view asked for, its colours, the events in view."""

    tables: Tables
    view: View
    theme: themes.Theme

    @cached_property
    def seen(self) -> Selection:
        """The events in view, as a selection in the database."""
        return filters.select(self.tables, self.view.filters)

    @property
    def level(self) -> str:
        """Whom the network draws, `speakers` where the view leaves it open."""
        return self.view.level or "speakers"

    @property
    def folded(self) -> str:
        """The state that stands in the network for an actor picked who is part of it, if any."""
        if self.level != "states" or not self.view.node:
            return ""
        state = links.state_of(self.tables.store, self.view.node)
        return state if state != self.view.node else ""

    @cached_property
    def counts(self) -> pd.DataFrame:
        """What each storyline rests on, as `questions.counts` has it."""
        return questions.counts(self.seen)

    @cached_property
    def arrows(self) -> pd.DataFrame:
        """The arrows in view, as `links.counted` has them."""
        return links.counted(self.seen, self.view.layer, self.level)

    @property
    def question(self) -> str:
        """The storyline whose board is shown: the one asked for, else the first in their order.

        Empty where the tables have none.
        """
        ranked = questions.ranked(self.counts, self.view.order)
        return self.view.question or (ranked[0] if ranked else "")

    @property
    def article(self) -> str:
        """The article shown: the one asked for, else the first that fits event or filters."""
        if self.view.read:
            return self.view.read
        store, event = self.tables.store, self.view.event
        told = store.select("event_id = $event", event=event) if event else self.seen
        telling = store.column(
            """SELECT DISTINCT source_id FROM tellings JOIN {told} ON event = no
            ORDER BY source_id""",
            told=told,
        )
        named = [s for s in self.view.filters.source if s in telling or not telling]
        return next(iter([*named, *telling]), str(self.tables.sources.index[0]))

    @cached_property
    def in_span(self) -> Selection:
        """The events in view that may have happened in the span picked; without one, all."""
        if not self.view.span:
            return self.seen
        return self.seen.among(filters.select(self.tables, Filters(date=self.view.days)))

    @cached_property
    def lit(self) -> Selection | None:
        """The events in view that the span, actor or link picked stands for; None: all are lit."""
        if not self.view.picked:
            return self.in_span if self.view.span else None
        lit = links.behind(self.in_span, self.view.layer, self.level, self.view.picked)
        if not self.folded:
            return lit
        return lit.among(filters.select(self.tables, Filters(actor=(self.view.node,))))

    @property
    def whole(self) -> Selection:
        """The events in view, on a page that shows some of them all the same."""
        return self.seen

    @property
    def open(self) -> bool:
        """Whether anything is picked, so that its words stand beside the charts."""
        return bool(self.view.event or self.view.picked or self.view.article)


def screen(tables: Tables, view: View, theme: themes.Theme = themes.LIGHT) -> Screen:
    """The screen of a view over these tables."""
    return Screen(tables, view, coloured(tables, theme))


def coloured(tables: Tables, theme: themes.Theme) -> themes.Theme:
    """The theme with a colour for each claim type that these tables add."""
    return themes.with_added(theme, tables.about.like("events", "claim_type"))


@dataclass(frozen=True)
class _Narrowed(Screen):
    some: Selection

    of: Selection

    @property
    def seen(self) -> Selection:
        return self.some

    @property
    def whole(self) -> Selection:
        return self.of


def narrowed(screen: Screen, event_ids: tuple[str, ...]) -> Screen:
    """The screen with only these of its events in view, on an axis of their days."""
    some = screen.tables.store.select("list_contains($ids, event_id)", ids=event_ids)
    order = chronology.in_order(some, screen.view.clock)
    days = order["first"].min(), order["last"].max()
    view = replace(screen.view, filters=replace(screen.view.filters, date=days))
    return _Narrowed(screen.tables, view, screen.theme, some, screen.seen)
