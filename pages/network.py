"""Network: who speaks about whom; who is said to supply, train, sanction or attack whom."""

import streamlit as st

from lib import ui

screen = ui.open_page(
    "Network",
    "Each arrow stands for events: a click on it, or on an actor, lists them. "
    "Numbers count events; actors keep their places whatever is filtered.",
    level="speakers",
)
with st.container(horizontal=True, gap="large"):
    ui.choose(screen, "layer", "Layer")
    ui.choose(screen, "level", "Actors as")
    ui.choose(screen, "steps", "Around the actor picked")
with ui.beside_detail(screen):
    ui.show_network(screen, weeks=True)
ui.show_network_as_list(screen)
