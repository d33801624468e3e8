"""Tables that a reader uploads: kept in the session only."""

import streamlit as st

from lib.analysis import events
from lib.dataset import files as folders
from lib.dataset import text
from lib.dataset.problems import Problem, TablesError
from lib.dataset.tables import Tables, load_files
from lib.ui.messages import tell_problems
from lib.ui.navigation import link
from lib.ui.session import start_anew
from lib.view.screen import Screen
from lib.view.view import View

_TYPES = ["zip", "csv", "json", "txt", "md"]


def tables_shown(usual: Tables) -> Tables:
    """The tables that the URL asks for: the reader's own, or else the usual ones."""
    own: Tables | None = st.session_state.get("_own")
    return own if own and own.version in st.query_params.get_all("of")[-1:] else usual


def _are_own(tables: Tables) -> bool:
    own: Tables | None = st.session_state.get("_own")
    return own is not None and own.articles is tables.articles


def show_which(tables: Tables, usual: str) -> None:
    """Say that the tables are the reader's own, with a button back to those titled `usual`."""
    if not _are_own(tables):
        return
    with st.container(key="own_tables", horizontal=True, vertical_alignment="center"):
        count = text.count(tables.total)
        st.markdown(f"**Your tables: {events.plain(tables.about.title)}** · {count}")
        st.button(
            f"← Back to {events.plain(usual)}", key="own_back", type="tertiary", on_click=start_anew
        )


def offer_other_tables(screen: Screen) -> None:
    """Show the upload of tables, and the problems of those tried last."""
    refused: list[Problem] = st.session_state.get("_refused", [])
    with st.expander("Open other tables", key="other_tables", expanded=bool(refused)):
        st.markdown(
            "A zip with the CSV files, or the CSV files themselves; `datapackage.json` gives "
            "title and description, and the articles, where they may be shared, let every passage "
            "be checked. The tables are checked before anything is shown, kept in this session "
            "only, and gone when this page is reloaded or closed. `make new DATA=folder` gives an "
            "empty set to begin with."
        )
        own: Tables | None = st.session_state.get("_own")
        if own is not None and not _are_own(screen.tables):
            link(View(of=own.version), f"Open again: {events.plain(own.about.title)}")
        # A new uploader after each attempt: the old one would keep its files.
        key = f"own_files_{st.session_state.get('_attempts', 0)}"
        st.file_uploader(
            f"A zip, or the files: at most {folders.PACKED // folders.MEGABYTE} MB, unpacked "
            f"{folders.UNPACKED // folders.MEGABYTE:,} MB, and {folders.FILES:,} files",
            type=_TYPES,
            accept_multiple_files=True,
            key=key,
        )
        st.button(
            "Check and open",
            key="own_open",
            on_click=_open,
            args=(key,),
            disabled=not st.session_state.get(key),
        )
        if refused:
            advice = "The tables shown before stay open. Correct the files and open them again."
            tell_problems(refused, f"found in the tables given. {advice}", "own_problems")
            st.button(
                "Dismiss",
                key="own_away",
                type="tertiary",
                on_click=st.session_state.update,
                kwargs={"_refused": []},
            )


def _open(key: str) -> None:
    """Open the files uploaded; if anything is wrong with them, list it and change nothing."""
    files = [folders.Handed(file.name, file) for file in st.session_state[key]]
    try:
        with st.spinner("Reading and checking the tables …"):
            own = load_files(files)
    except TablesError as error:
        st.session_state["_refused"] = error.problems
    else:
        st.session_state.update(_own=own, _refused=[])
        start_anew(own.version)
    st.session_state["_attempts"] = st.session_state.get("_attempts", 0) + 1
