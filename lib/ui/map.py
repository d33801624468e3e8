"""The map on a page, and the same as a list."""

import streamlit as st

from lib.analysis import events, places
from lib.charts import map as maps
from lib.ui.lists import show_events
from lib.ui.plots import show_picture
from lib.view.screen import Screen

SIZE, BESIDE = (1180, 620), (690, 620)  # pixels, alone and beside the panel


def show_map(screen: Screen) -> None:
    """Show the places that the events in view name; a click on a mark opens its event."""
    size = BESIDE if screen.open else SIZE
    drawn = maps.of_screen(screen, size)
    figure = maps.figure(drawn, screen.theme, size)
    if drawn.spots:
        show_picture(figure, "map", places.in_words(screen.seen))
    elif screen.seen:
        st.caption(events.plain(places.in_words(screen.seen)))
    st.caption(events.plain(maps.summed(screen)))


def show_map_as_list(screen: Screen) -> None:
    """Show what the map says in words, and its events as links."""
    with st.expander("The map as a list", key="map_list", on_change="rerun") as lazy:
        if lazy.open:
            st.caption(events.plain(places.in_words(screen.seen)))
            named = screen.seen.where("no IN (SELECT event FROM places)")
            show_events(named, screen.view)
