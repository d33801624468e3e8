"""The opening of the app and of each page: tables loaded once, the view taken up, the title."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from lib import claims, filters, package, palette
from lib.address import View
from lib.frame.messages import explain_empty, show_problems, show_span
from lib.frame.navigation import navigation
from lib.frame.sidebar import show_sidebar
from lib.frame.state import adopt_address
from lib.screen import Screen
from lib.snapshot import load
from lib.tables import Tables, TablesError, fingerprint

_HERE = Path(__file__).parent
_CSS = f"<style>{(_HERE / 'frame.css').read_text(encoding='utf-8')}</style>"
_THEME_JS = (_HERE / "theme.js").read_text(encoding="utf-8")


def open_app() -> None:
    """Run the page asked for inside the frame. `dashboard.py` is this call."""
    st.set_page_config(
        page_title=package.descriptor()["title"],
        page_icon="🗞️",
        layout="wide",
        initial_sidebar_state="expanded",
    )
    page = navigation()
    st.session_state["_page"] = page
    st.html(_CSS)
    try:
        # Once a run: an articles' folder may hold thousands of files.
        mark = st.session_state["_mark"] = fingerprint()
        tables = _tables(mark)
    except TablesError as error:
        show_problems(error.problems)
        st.stop()
    adopt_address(tables)
    show_sidebar(tables)
    with st.sidebar:
        # Streamlit turns its own parts light or dark by itself, but not what Python has coloured.
        st.components.v2.component("claims_theme", js=_THEME_JS)(
            key="theme", height=1, on_turned_change=lambda: None
        )
    st.session_state["_framed"] = True
    page.run()


def open_page(title: str, about: str, **defaults: Any) -> Screen:
    """What the page has to show, under its title. The first line of every page.

    `about` says in two lines or fewer how to read it; `defaults` are parts of the view that this
    page chooses where the address does not.

    A page file that Streamlit runs by itself, as it does for the first deep link to a fresh
    server, is run again inside the frame.
    """
    if not st.session_state.pop("_framed", False):
        navigation()
        st.rerun()
    tables = _tables(st.session_state["_mark"])
    view: View = st.session_state["_view"]
    view = replace(view, **{k: v for k, v in defaults.items() if not getattr(view, k)})
    st.title(title)
    st.caption(about)
    for unknown in st.session_state["_unknown"]:
        st.warning(claims.plain(str(unknown)))
    keep = filters.match(tables, view.filters)
    theme = palette.DARK if st.context.theme.type == "dark" else palette.LIGHT
    screen = Screen(tables, view, keep, theme)
    if not keep.any():
        explain_empty(screen)
    if view.span:
        show_span(screen)
    return screen


@st.cache_resource(max_entries=2, show_spinner="Reading and checking the tables …")
def _tables(mark: str) -> Tables:
    """The tables, read again only when `mark`, the fingerprint of their files, changes."""
    del mark
    return load()
