"""Editing mode: the journal of the tables, which window may write, undo and redo."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.analysis import events
from lib.dataset import codebook, files, text
from lib.dataset.journal import EDITING, Journal
from lib.dataset.merge import Change, ClashError
from lib.dataset.problems import Problem, TablesError
from lib.dataset.sound import load_sound
from lib.dataset.tables import Tables, fingerprint
from lib.ui.messages import list_problems


def on() -> bool:
    """Whether the dashboard was started to edit the tables: `make code`."""
    return bool(os.environ.get(EDITING))


@st.cache_resource
def _opened(folder: str) -> Journal:
    """The journal of the tables; a folder that cannot be edited raises TablesError each time."""
    tables, articles = codebook.data_folders(folder)
    if folder and not Path(folder).expanduser().is_dir():
        reason, remedy = "is a zip, which is not written.", "Unpack it and name the folder."
        raise TablesError([Problem("zip", folder, 0, "", "", reason, remedy)])
    if articles == tables and not any(tables.glob("*.txt")):
        articles = tables / files.ARTICLES[0]
        articles.mkdir(exist_ok=True)
    return Journal(tables, articles, os.environ[EDITING])


@st.cache_resource
def _window() -> dict[str, str]:
    """The id of the session that edits; others of this server only read."""
    return {}


def _is_mine() -> bool:
    """Whether this window edits: the first one does, and another when that is closed."""
    context, owner = get_script_run_ctx(), _window()
    own, first = context.session_id if context else "", owner.setdefault("id", "")
    open_still = st.runtime.exists() and st.runtime.get_instance().is_active_session(first)
    if not first or (first != own and not open_still):
        owner["id"] = own
    return owner["id"] == own


def journal() -> Journal | None:
    """The journal, if this window may write; otherwise say why not."""
    try:
        if not _is_mine():
            st.error("These tables are being edited in another window. Close it, then reload this.")
            return None
        return _opened(os.environ.get(codebook.ELSEWHERE, ""))
    except TablesError as error:
        for problem in error.problems[:20]:
            st.error(events.plain(str(problem)))
        return None


def save(said: str, changes: Iterable[Change]) -> bool:
    """Save an action and say so; otherwise keep why not, to be told on the next run."""
    opened = journal()
    if opened is None:
        return False
    try:
        opened.commit(said, changes)
    except ClashError as error:
        st.session_state["_unsaved"] = [
            f"{c.table} {c.row} {c.column}: mine “{c.mine}”, theirs “{c.theirs}”. Not saved: "
            "somebody changed the file meanwhile. Open the row again to see theirs."
            for c in error.clashes
        ]
        return False
    except TablesError as error:
        st.session_state["_unsaved"] = [str(problem) for problem in error.problems[:20]]
        return False
    st.session_state["_saved"] = said
    return True


def sound_rows(error: TablesError) -> Tables | TablesError:
    """While editing, the tables without the rows that have problems; otherwise the error."""
    if not on():
        return error
    found, st.session_state["_faulty"] = _sound(fingerprint())
    return found or error


@st.cache_resource(max_entries=2, show_spinner="Reading and checking the tables …")
def _sound(mark: str) -> tuple[Tables | None, list[Problem]]:
    del mark
    return load_sound(*codebook.data_folders())


def saved(said: str, changes: Iterable[Change]) -> None:
    """Save an action, as a callback."""
    save(said, changes)


def show_mode() -> None:
    """Show on every page that it can be edited, with undo, redo and what was saved last."""
    if not on():
        return
    with st.container(key="editing", horizontal=True, vertical_alignment="center"):
        opened = journal()
        if opened is None:
            return
        said = st.session_state.pop("_saved", "")
        where = opened.folder.name
        told = f"**Editing** {events.plain(where)} as {events.plain(opened.coder)}"
        st.markdown(told + (f" · saved: {events.plain(said)}" if said else ""), width="stretch")
        for name, done in (("Undo", opened.can_undo), ("Redo", opened.can_redo)):
            st.button(
                name,
                key=f"editing_{name}",
                type="tertiary",
                disabled=not done,
                help=events.plain(done) if done else None,
                on_click=_step,
                args=(name,),
            )
    if faulty := st.session_state.pop("_faulty", []):
        heading = f"{text.count(len(faulty), 'problem')}: the rows without are shown"
        with st.expander(heading, key="faulty", icon="⚠️"):
            list_problems(faulty, "faulty_rows", heading)
    for told in st.session_state.pop("_unsaved", []):
        st.error(events.plain(told))
    for clash in opened.clashes:
        st.warning(
            events.plain(
                f"Cut off while saving, and changed elsewhere since: {clash.table} {clash.row} "
                f"{clash.column}: mine “{clash.mine}”, theirs “{clash.theirs}”. Theirs is kept."
            )
        )


def _step(name: str) -> None:
    opened = journal()
    if opened is None:
        return
    try:
        opened.undo() if name == "Undo" else opened.redo()
    except (ClashError, TablesError) as error:
        st.session_state["_unsaved"] = [f"{name} is not possible: {error}"]
