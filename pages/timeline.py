"""Timeline: when was what claimed, done or denied, and how certain is the date."""

import streamlit as st

from lib import ui

screen = ui.open_page("Timeline", "Each mark is an event: a click shows its words.")
with st.container(horizontal=True, gap="large"):
    ui.choose(screen, "lanes", "Lanes by")
    ui.choose(screen, "clock", "Date shown")
with ui.beside_detail(screen):
    wide = 590 if screen.open else 930
    numbered = ui.show_timeline(screen, wide, height=535, numbers=not screen.open)
    ui.slide_days(screen)
ui.show_timeline_as_list(screen, numbered)
