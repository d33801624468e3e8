"""Timeline: when was what claimed, done or denied, and how certain is the date."""

import streamlit as st

from lib import frame

screen = frame.open_page(
    "Timeline",
    "Each mark is an event: a click shows the words it rests on. "
    "A bar is the span an uncertain date may mean; an arrowhead, an end that is not known.",
)
with st.container(horizontal=True, gap="large"):
    frame.choose(screen, "lanes", "Lanes by")
    frame.choose(screen, "clock", "Placed when it")
with frame.beside_detail(screen):
    frame.show_timeline(screen, width=540 if screen.open else 900, height=535)
frame.show_timeline_as_list(screen)
