"""The entry point: `streamlit run dashboard.py`. `ui.open_app` runs the page asked for."""

import streamlit as st

from lib import ui

if __name__ == "__main__":  # for every run of a session
    ui.open_app()
else:  # once, when the server starts
    app = st.App(__file__, middleware=ui.MIDDLEWARE, lifespan=ui.served)
