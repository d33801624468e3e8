"""The entry: `streamlit run dashboard.py`. Every page runs inside the frame of lib/frame/."""

import streamlit as st

from lib import ui

if __name__ == "__main__":  # for every run of a session
    ui.open_app()
else:  # once, when the server starts
    app = st.App(__file__, middleware=ui.MIDDLEWARE, lifespan=ui.served)
