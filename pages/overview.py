"""Overview: what this is, how much is here, what it looks like at a glance."""

import streamlit as st

from lib import frame, package

screen = frame.open_page(level="states")
st.title(package.descriptor()["title"])
st.markdown(package.descriptor()["description"])
frame.show_key_figures(screen)
with frame.beside_detail(screen):
    when, who = st.columns([11, 9], gap="medium") if not screen.open else (st.container(),) * 2
    with when:
        frame.show_timeline(screen, width=430, height=500)
    with who:
        frame.show_network(screen, box=(480, 560))
