"""Network: who speaks about whom; who is said to supply, train, sanction or attack whom."""

import streamlit as st

from lib import ui

screen = ui.open_page(
    "Network",
    "Click a link, a square or a name to read the events behind it. Numbers count events.",
    level="speakers",
    picture="links",
)
with st.container(horizontal=True, gap="medium"):
    ui.choose(screen, "picture", "Picture")
    ui.choose(screen, "layer", "Layer")
    ui.choose(screen, "level", "Actors as")
    ui.find_actor(screen)
    if screen.view.picture == "links" and screen.view.node:
        ui.choose(screen, "steps", "Around the actor")
with ui.beside_detail(screen):
    ui.show_links_or_matrix(screen)
ui.show_network_as_list(screen)
