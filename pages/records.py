"""Records: every table as a table, under the same filters."""

import streamlit as st

from lib import frame

screen = frame.open_page()
st.title("Records")
st.caption("The tables behind the pictures, under the same filters. A click on a row opens it.")
frame.choose(screen, "table", "Table")
with frame.beside_detail(screen):
    frame.show_table(screen)
