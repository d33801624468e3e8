"""The panel beside the charts: the event, actor, link or article that is picked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from lib.analysis import articles, events, filters, links, profiles
from lib.charts import profile as profile_chart
from lib.dataset import codebook, text
from lib.export.templates import render
from lib.export.titles import noun
from lib.ui.coding_row import offer_edit
from lib.ui.lists import LISTED, show_events, show_ties
from lib.ui.navigation import link
from lib.ui.plots import show_picture
from lib.ui.session import pick
from lib.view.screen import Screen

CHART_HEIGHT = 640


@contextmanager
def beside_detail(
    screen: Screen, otherwise: Callable[[Screen], None] | None = None, height: int = CHART_HEIGHT
) -> Iterator[None]:
    """A place for charts with the panel beside it, or else with what `otherwise` shows."""
    columns = st.columns([21, 11] if screen.open or otherwise else 1, gap="medium")
    with columns[0]:
        yield
    if otherwise and not screen.open:
        with columns[1]:
            otherwise(screen)
    if screen.open:
        with columns[1], st.container(key="event_detail", height=height, border=True):
            if screen.view.event:
                _show_event(screen)
            elif screen.view.article:
                _show_article(screen)
            else:
                _show_picked(screen)


def _show_event(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    found = events.dossier(tables, view.event)
    _close_button(screen)
    offer_edit("events", view.event)
    if view.event not in screen.seen:
        st.caption("This event does not match the filters.")
    colour = screen.theme.claim_type[found.claim_type]
    st.html(render("event.html", event=found, colour=colour))
    for source_id in dict.fromkeys(q.source_id for q in found.quotes):
        label = f"Read in context: {filters.source_label(tables, source_id)}"
        link(replace(view, read=source_id), events.plain(label), page="sources")
    st.html(render("facts.html", pairs=found.facts))
    meaning = f"What “{codebook.label(found.claim_type)}” means"
    link(replace(view, words="events.claim_type"), meaning, page="codebook", width="stretch")
    for actor_id in found.actors:
        name = events.plain(f"About {tables.name(actor_id)}")
        link(view.pick(node=actor_id), name, width="stretch")
    show_ties("Answers", found.answers, view)
    show_ties("Answered by", found.answered_by, view)
    show_ties("Contradicts or seems to", found.tensions, view)
    if found.tensions:
        slide = replace(view, form="contradiction", slide="")
        link(slide, "Briefing: what contradicts it", page="briefing", width="stretch")
    if found.statements:
        st.markdown("**Relations it claims**")
        st.html(render("statements.html", sentences=found.statements))


def _show_picked(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    _close_button(screen)
    if view.node:
        _show_profile(screen, profiles.profile(tables, screen.in_span, view.node))
        return
    seen = links.behind(screen.in_span, view.layer, screen.level, view.edge)
    ends, kind = view.edge.split(links.PAIR)[:2], view.edge.split(links.PAIR)[2:]
    st.markdown(f"## {events.plain(' → '.join(links.named(tables, end) for end in ends))}")
    of_kind = f" of the kind “{links.said(*kind)}”" if kind else ""
    in_span = ", in the days highlighted" if view.span else ""
    st.markdown(events.plain(f"{text.count(len(seen))}{of_kind} in view{in_span}."))
    if kind:
        pair = links.PAIR.join(ends)
        link(replace(view, edge=pair), "All links between the two", width="stretch")
    elif len(ends) > 1:
        _show_kinds(screen)
    show_events(seen, view)


def _show_kinds(screen: Screen) -> None:
    """A link of the network unfolded: its kinds, each a link to its own events."""
    view = screen.view
    kinds = links.counted(screen.in_span, view.layer, screen.level, (), view.edge)
    counts = kinds.groupby(["kind", "style"])["count"].sum()
    if len(counts) > 1:
        for (kind, style), count in counts.items():
            label = f"{links.said(kind, style)}: {text.count(count)}"
            edge = links.PAIR.join((view.edge, kind, style))
            link(replace(view, edge=edge), label, width="stretch")


def _show_profile(screen: Screen, found: profiles.Profile) -> None:
    """An actor: who it is, what it claims, what is claimed about it, who answers whom."""
    view = screen.view
    st.markdown(f"## {events.plain(found.name)}")
    offer_edit("actors", screen.view.node)
    if found.introduction != found.name:
        st.caption(events.plain(found.introduction))
    for sentence in profiles.in_words(screen.tables, found):
        st.markdown(events.plain(sentence))
    with st.container(key="claim_types", horizontal=True, gap="small"):
        for code, number in found.claim_types.items():
            asked = replace(view.filters, actor=(view.node,), claim_type=(code,))
            label = f"{number:,} {noun(screen.tables, code, number)}"
            link(replace(view.pick(), filters=asked), label, width="content")
    show_picture(
        profile_chart.figure(screen.tables, found, screen.theme),
        "profile",
        f"Events of {found.name} over time.",
    )
    if screen.folded:
        state = screen.tables.name(screen.folded)
        st.caption(events.plain(f"The network shows states: {found.name} is part of {state}."))
        link(replace(view, level="speakers"), "Show speakers instead", width="stretch")
    aliases = "; ".join(found.aliases)
    belongs = ", ".join(found.belongs_to)
    pairs = (("Also called", aliases), ("Belongs to", belongs))
    st.html(render("facts.html", pairs=pairs))
    if found.members:
        st.markdown("**Includes**")
        for actor_id, name in found.members[:LISTED]:
            link(view.pick(node=actor_id), events.plain(name), width="stretch")
        if len(found.members) > LISTED:
            st.caption(f"and {len(found.members) - LISTED:,} more, in Records.")
    show_events(found.says, view, f"Speaks or acts ({len(found.says):,})")
    show_events(found.spoken_of, view, f"Others speak about it ({len(found.spoken_of):,})")
    show_events(found.answers, view, "Answers")
    show_events(found.answered_by, view, "Answered by")
    if found.claimed:
        st.markdown("**Relations claimed**")
        st.html(render("statements.html", sentences=found.claimed))
        if found.claims_in_all > len(found.claimed):
            left = found.claims_in_all - len(found.claimed)
            st.caption(f"and {left:,} more, in Records under Relationships.")


def _show_article(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    _close_button(screen)
    st.html(render("source.html", source=articles.known(tables, view.article)))
    link(replace(view, read=view.article), "Read the article", page="sources")
    told = articles.told_by(screen.seen, view.article)
    st.markdown(f"{text.count(len(told))} in view.")
    show_events(told, view)


def _close_button(screen: Screen) -> None:
    with st.container(key="detail_bar", horizontal=True, horizontal_alignment="right"):
        if screen.view.event and (screen.view.picked or screen.view.article):
            link(replace(screen.view, event=""), "← Back to the list", width="stretch")
        st.button("Close ✕", key="close", type="tertiary", on_click=_close)


def _close() -> None:
    st.session_state["_closings"] = st.session_state.get("_closings", 0) + 1
    pick()
