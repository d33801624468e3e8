"""Events, actors and arrows as lists of links: the charts without a mouse."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.analysis import chronology, events, questions
from lib.charts import network
from lib.dataset import text
from lib.dataset.store import Selection
from lib.export.templates import render
from lib.ui.navigation import link
from lib.view.screen import Screen
from lib.view.view import View

LISTED = 200
FEW = 8


def show_events(
    seen: Selection, view: View, heading: str = "", numbered: Sequence[str] = ()
) -> None:
    """Show the events selected as links, in date order, up to `LISTED` of them.

    `numbered` are the event_ids of marks on a chart; an event has the numbers of its marks.
    """
    ties = []
    for tie in events.listed(seen, LISTED):
        marks = ", ".join(str(n) for n, i in enumerate(numbered, 1) if i == tie.event_id)
        ties.append(replace(tie, title=f"{marks} · {tie.title}") if marks else tie)
    show_ties(heading, ties, view, len(seen))


def show_ties(
    heading: str, ties: Sequence[events.Tie], view: View, total: int = 0, most: int = LISTED
) -> None:
    """Show events as links under a heading, each with its date and note, up to `most` of them.

    `total` is how many there are if `ties` are only the first.
    """
    if not ties:
        return
    if heading:
        st.markdown(f"**{heading}**")
    for tie in ties[:most]:
        label = f"{events.plain(tie.title)} :small[:gray[{events.plain(tie.date)}]]"
        link(replace(view, event=tie.event_id), label, width="stretch")
        if tie.note:
            st.caption(events.plain(tie.note))
    if (more := (total or len(ties)) - most) > 0:
        st.caption(f"and {more:,} more: narrow the filters to see them.")


def show_few_in_words(screen: Screen) -> None:
    """Show up to `FEW` events in view with their words; nothing where there are more."""
    if len(screen.seen) > FEW or screen.open:
        return
    found = events.dossiers(screen.tables, screen.seen.ids())
    with st.container(key="few"):
        for tie in events.listed(screen.seen):
            show_ties("", (tie,), screen.view)
            event = next(event for event in found if event.event_id == tie.event_id)
            st.html(render("words.html", quotes=event.quotes))


def show_timeline_as_list(screen: Screen, numbered: Sequence[str] = ()) -> None:
    """Show what the timeline says in words, and its events as links, with their numbers on it."""
    view = screen.view
    named = "The events as a list" + ", by their numbers in the picture" * bool(numbered)
    with st.expander(named, key="timeline_list", on_change="rerun") as lazy:
        if lazy.open:
            said = chronology.in_words(screen.tables, screen.seen, view.lanes, view.clock)
            if view.clock == "published":
                said += " The dates in the list are those of the events."
            st.caption(events.plain(said))
            show_events(screen.seen, view, numbered=numbered)


def show_board_as_list(screen: Screen, storyline_id: str) -> None:
    """Show what the board of a question says in words, and its events as links."""
    with st.expander("The board as a list", key="board_list", on_change="rerun") as lazy:
        if lazy.open:
            said = questions.text_alternative(screen.tables, screen.seen, storyline_id)
            st.caption(events.plain(said))
            on_it = questions.of_storyline(screen.seen, storyline_id)
            show_events(on_it, screen.view)


def show_network_as_list(screen: Screen) -> None:
    """Show what the network says in words, and its strongest arrows as links."""
    view = screen.view
    with st.expander("The network as a list", key="network_list", on_change="rerun") as lazy:
        if not lazy.open:
            return
        said = network.in_words(screen)
        st.caption(events.plain(said))
        for edge, names, count in network.strongest(screen, LISTED):
            label = events.plain(f"{names} ({text.count(count)})")
            link(view.pick(edge=edge), label, width="stretch")
