"""One file that opens anywhere: a card as a page, with every word behind it, without scripts."""

from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from lib.analysis import events, filters
from lib.charts.frame import SIGNS
from lib.export import statement
from lib.export.accounts import accounts
from lib.export.canvas import Box
from lib.export.card import Card, Picture
from lib.export.layout import Drawing
from lib.export.picture import alone, filled
from lib.export.templates import render
from lib.view.screen import Screen

MOST = statement.MOST_WRITTEN
PICTURE = Box(0, 0, 1100, 560)  # points
# Nothing is run, fetched or sent; letters of pictures are in the file.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; form-action 'none'; "
    "base-uri 'none'"
)


def html(screen: Screen, said: statement.Statement) -> bytes:
    """The card as one HTML file in UTF-8 that asks nothing of any network.

    Below it stand the words of every event in view, each under its event_id as anchor, up to MOST
    of them in date order; marks and entries lead there. The same screen and statement give the
    same bytes.
    """
    screen, card = filled(screen, said)
    card = card.whole
    tables, seen = screen.tables, screen.seen
    # What a card tells of events out of view, such as what clashes with one, is written out too.
    on_card = tables.store.select(
        "list_contains($ids, event_id)", ids=[entry.event.event_id for entry in card.entries]
    )
    ties = {tie.event_id: tie for tie in events.listed(seen, MOST)}
    written = {tie.event_id: tie for tie in events.listed(on_card)} | ties
    told = accounts(tables.store.select("list_contains($ids, event_id)", ids=list(written)), "date")
    found = events.dossiers(tables, [event.event_id for event in told])
    months = groupby(zip(told, found, strict=True), key=lambda pair: pair[0].month)
    page = render(
        "webpage.html",
        card=card,
        lines=replace(card.said, shown=said.shown).lines(),
        pictures=_pictures(screen, card),
        description=tables.about.description,
        written=written,
        count=len(seen),
        left_out=len(seen) - len(ties),
        months=[(month, [dossier for _, dossier in some]) for month, some in months],
        loosened={} if seen else filters.loosened(tables, screen.view.filters),
        headings=filters.HEADINGS,
        theme=screen.theme,
        signs=SIGNS,
        policy=POLICY,
    )
    return page.lstrip().encode()


def _pictures(screen: Screen, card: Card) -> dict[str, Markup]:
    """The pictures of the card as SVG elements, whose marks lead to their events."""
    drawn = {}
    for block in card.blocks:
        if isinstance(block, Picture):
            made = alone(screen, Drawing(block, PICTURE), links=True).svg(block.alt, "").decode()
            drawn[block.name] = Markup(made[made.index("<svg ") :])
    return drawn
