"""Open the app and its pages: load the tables once, read the URL, show sidebar and title."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from lib.analysis import events
from lib.dataset.cache import load
from lib.dataset.problems import TablesError
from lib.dataset.tables import Tables, fingerprint
from lib.export import forms
from lib.ui.briefing import offer_link
from lib.ui.coding import show_coding
from lib.ui.coding_form import blind
from lib.ui.days import show_span
from lib.ui.editing import on, show_mode, sound_rows
from lib.ui.messages import explain_empty, show_problems
from lib.ui.navigation import link, navigation
from lib.ui.session import adopt_address
from lib.ui.sidebar import show_pages, show_sidebar
from lib.ui.upload import show_which, tables_shown
from lib.view import theme as themes
from lib.view.screen import Screen
from lib.view.screen import screen as screen_of
from lib.view.view import View

_HERE = Path(__file__).parent
_CSS = f"<style>{(_HERE / 'ui.css').read_text(encoding='utf-8')}</style>"
_THEME_JS = (_HERE / "theme.js").read_text(encoding="utf-8")


def open_app() -> None:
    """Show the sidebar and run the page asked for. `dashboard.py` is this call."""
    page = st.session_state["_page"] = navigation()
    if on() and (page.url_path == "code" or blind()):
        _open_code()
        return
    usual: Tables | TablesError
    try:
        usual = _tables(fingerprint())
    except TablesError as error:
        usual = sound_rows(error)
    if not isinstance(usual, TablesError):
        shown = tables_shown(usual).session()
    title = "Tables with problems" if isinstance(usual, TablesError) else shown.about.title
    st.set_page_config(
        page_title=title,
        page_icon="🗞️",
        layout="wide",
        initial_sidebar_state="expanded",
    )
    st.html(_CSS)
    if isinstance(usual, TablesError):
        _open_code() if on() else show_problems(usual.problems)
        st.stop()
    adopt_address(shown)
    show_sidebar(shown)
    view: View = st.session_state["_view"]
    picked = " ".join((view.event, view.node, view.edge, view.article))
    with st.sidebar:
        # Streamlit changes its own colours with the theme; charts are coloured in Python.
        st.components.v2.component("claims_theme", js=_THEME_JS)(
            key="theme", height=1, data={"picked": picked}, on_turned_change=lambda: None
        )
    st.session_state.update(_framed=True, _shown=shown, _usual=usual)
    show_mode()
    page.run()


def _open_code() -> None:
    """Run the page Code, which reads the tables as they stand from the journal."""
    st.set_page_config(page_title="Code", page_icon="🗞️", layout="wide")
    st.html(_CSS)
    with st.sidebar:
        show_pages(st.session_state.get("_view", View()))
    st.session_state["_framed"] = True
    show_mode()
    show_coding()


def open_page(title: str = "", about: str = "", **defaults: Any) -> Screen:
    """Show the title and notes of a page and return its screen. The first line of every page.

    `about` says in two lines or fewer how to read the page. Without a title, the page has the
    title and description of the tables. `defaults` are values of the view where the URL has none.

    For the first deep link to a fresh server, Streamlit runs the page file without `dashboard.py`;
    then the run starts again with it.
    """
    if not st.session_state.pop("_framed", False):
        navigation()
        st.rerun()
    tables: Tables = st.session_state["_shown"]
    view: View = st.session_state["_view"]
    view = replace(view, **{k: v for k, v in defaults.items() if not getattr(view, k)})
    show_which(tables, st.session_state["_usual"].about.title)
    theme = themes.DARK if st.context.theme.type == "dark" else themes.LIGHT
    screen = screen_of(tables, view, theme)
    _show_title(title or events.plain(tables.about.title), screen)
    st.caption(about if title else events.plain(tables.about.description))
    # A container of their own keeps the place, and so the focus, of what follows.
    with st.container(key="notes"):
        for unknown in st.session_state["_unknown"]:
            st.warning(events.plain(str(unknown)))
        if not screen.seen and st.session_state["_page"].url_path != "story":
            explain_empty(screen)
        if view.span:
            show_span(screen)
    return screen


def _show_title(title: str, screen: Screen) -> None:
    """Show the title with a link to copy, and a link to the briefing that fits the view."""
    page = st.session_state["_page"].url_path
    with st.container(key="title", horizontal=True, vertical_alignment="center"):
        st.title(title, width="stretch")
        if page not in ("briefing", "code"):
            view = replace(st.session_state["_view"], form="", slide="")
            fitting = forms.of_page(replace(screen, view=view), page)
            link(fitting, "Briefing", page="briefing", width="content")
        offer_link(screen)


@st.cache_resource(max_entries=2, show_spinner="Reading and checking the tables …")
def _tables(mark: str) -> Tables:
    """The tables, loaded again only when `mark`, the fingerprint of their files, changes."""
    del mark
    return load()
