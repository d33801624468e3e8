"""Editing mode: the journal of the tables, which window may write, undo and redo."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.analysis import events
from lib.dataset import codebook, files, mend, text
from lib.dataset.actions import EDITING
from lib.dataset.journal import Journal
from lib.dataset.merge import Change, ClashError, id_of
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
    """The journal, if this window may write and the files can be read."""
    try:
        return _opened(os.environ.get(codebook.ELSEWHERE, "")) if _is_mine() else None
    except TablesError:
        return None


def save(said: str, changes: Iterable[Change], marks: Mapping[str, int] = {}) -> bool:
    """Save an action and say so; otherwise keep why not, to be told on the next run."""
    if (opened := journal()) is None:
        return False
    try:
        opened.commit(said, changes, marks)
    except ClashError as error:
        st.session_state["_clashed"] = error
        return False
    except TablesError as error:
        st.session_state["_unsaved"] = [str(problem) for problem in error.problems[:20]]
        return False
    st.session_state["_saved"] = said
    return True


def saved(said: str, changes: Iterable[Change]) -> None:
    """Save an action, as a callback."""
    save(said, changes)


def sound_rows(error: TablesError) -> Tables | TablesError:
    """While editing, the tables without the rows that have problems; otherwise the error."""
    return (_sound(fingerprint()) if on() else None) or error


@st.cache_resource(max_entries=2, show_spinner="Reading and checking the tables …")
def _sound(mark: str) -> Tables | None:
    del mark
    return load_sound(*codebook.data_folders())


def show_mode() -> None:
    """Show on every page that it can be edited, with undo, redo and what was saved last."""
    if not on():
        return
    if not _is_mine():
        st.error("These tables are being edited in another window.")
        _wait()
        return
    try:
        opened = _opened(os.environ.get(codebook.ELSEWHERE, ""))
        problems = opened.problems
    except TablesError as error:
        for problem in error.problems[:20]:
            st.error(events.plain(str(problem)))
        _offer_corrections(error.problems)
        return
    with st.container(key="editing", horizontal=True, vertical_alignment="center"):
        said = st.session_state.pop("_saved", "")
        told = f"**Editing the tables in {events.plain(opened.folder.name)}/**"
        told += f" · signed as {events.plain(opened.coder)}"
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
    _show_problems(problems)
    show_unsaved()
    if clashed := st.session_state.get("_clashed") or opened.cut_off:
        _show_clashes(clashed)


@st.fragment(run_every=1)
def _wait() -> None:
    """Go on when the other window is closed, or at once: a browser may keep a page one left."""
    if st.button("Edit here instead", key="edit_here"):
        _window().clear()
    if _is_mine():
        st.rerun()


def show_unsaved() -> None:
    """Tell why the last action was not saved."""
    for told in st.session_state.pop("_unsaved", []):
        st.error(events.plain(told))


def _show_problems(problems: list[Problem]) -> None:
    """Show what is wrong with the tables, with a button that corrects what is certain."""
    if not problems:
        return
    heading = f"{text.count(len(problems), 'problem')}: sound rows are shown, these are not"
    with st.expander(heading, key="faulty", icon="⚠️"):
        list_problems(problems, "faulty_rows", heading)
    _offer_corrections(problems)


def _offer_corrections(problems: list[Problem]) -> None:
    """Offer what can be corrected for certain: shown as a diff first, written when agreed to."""
    found: dict[str, tuple[bytes, bytes]] | None = st.session_state.get("_mended")
    own = {resource["path"] for resource in codebook.resources().values()}
    if found is None:
        if not own.isdisjoint(problem.file for problem in problems):
            st.button("Correct what is certain …", key="mend", on_click=_look)
        return
    with st.container(border=True, key="corrections"):
        if found:
            st.code(mend.diff(found), language="diff", wrap_lines=True)
            st.caption("The files as they are now are kept in a folder beside the tables.")
        else:
            st.markdown("Nothing can be corrected for certain.")
        with st.container(horizontal=True):
            if found:
                label = "Write these corrections"
                st.button(label, key="mend_write", type="primary", on_click=_correct, args=(found,))
            st.button("Close", key="mend_close", on_click=_correct, args=({},))


def _look() -> None:
    st.session_state["_mended"] = mend.mended(*codebook.data_folders())


def _correct(found: dict[str, tuple[bytes, bytes]]) -> None:
    del st.session_state["_mended"]
    if not found:
        return
    # Let go of the tables, so that they can be written; they are opened again when needed.
    if (opened := journal()) is not None:
        opened.close()
    _opened.clear()
    try:
        kept = mend.write(codebook.data_folders()[0], found, os.environ[EDITING])
        st.session_state["_saved"] = f"corrections; the files as they were are in {kept.name}"
    except TablesError as error:
        st.session_state["_unsaved"] = [str(error)]


def _show_clashes(error: ClashError) -> None:
    """Show the cells that were changed here and elsewhere, mine beside theirs, to be chosen."""
    with st.container(border=True, key="clashes"):
        st.markdown(
            f"**Not saved: {events.plain(error.said)}.** Somebody else has changed the same "
            "meanwhile. Which is to stand?"
        )
        chosen: list[tuple[int, str]] = []
        for number, clash in enumerate(error.clashes):
            for column in clash.columns or ("",):  # without one, a side added or removed the row
                sides = {"theirs": clash.now, "mine": clash.change.after}
                labels = {side: f"{side}: {_cell(row, column)}" for side, row in sides.items()}
                stands = st.radio(
                    events.plain(" ".join([*id_of(clash.change), codebook.label(column)])),
                    list(labels),
                    key=f"clash_{number}_{column}",
                    format_func=labels.__getitem__,
                )
                chosen += [(number, column)] if stands == "mine" else []
        with st.container(horizontal=True):
            args = (error, chosen)
            st.button("Save so", key="clash_save", type="primary", on_click=_settle, args=args)
            st.button("Drop my change", key="clash_drop", on_click=_settle, args=(error, None))


def _cell(row: Mapping[str, str] | None, column: str) -> str:
    """A cell as one side has it; without a column, the whole row."""
    if row is None:
        return "taken away"
    cells = row.get(column, "—") if column else ", ".join(filter(None, row.values()))
    return events.plain(text.brief(cells))


def _settle(error: ClashError, mine: list[tuple[int, str]] | None) -> None:
    st.session_state.pop("_clashed", None)
    if (opened := journal()) is not None and opened.cut_off is error:
        opened.cut_off = None
    if mine is not None:
        save(error.said, error.settled(mine), error.marks)


def _step(name: str) -> None:
    if (opened := journal()) is None:
        return
    try:
        opened.undo() if name == "Undo" else opened.redo()
    except ClashError as error:
        st.session_state["_clashed"] = error
    except TablesError as error:
        st.session_state["_unsaved"] = [f"{name} is not possible: {error}"]
