"""Network: who speaks about whom; who is said to supply, train, sanction or attack whom."""

import streamlit as st

from lib import frame

screen = frame.open_page(
    "Network",
    "Each arrow stands for events: a click on it, or on an actor, lists them. "
    "Numbers count events; actors keep their places whatever is filtered.",
    level="speakers",
)
with st.container(horizontal=True, gap="large"):
    frame.choose(screen, "layer", "Layer")
    frame.choose(screen, "level", "Actors as")
    frame.choose(screen, "steps", "Around the actor picked")
with frame.beside_detail(screen):
    frame.show_network(screen, weeks=True)
frame.show_network_as_list(screen)
