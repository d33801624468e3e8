"""An event that is coded already: changed or retired, with its passages and its history."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.analysis import coding, events
from lib.dataset import codebook
from lib.dataset.journal import Journal
from lib.dataset.merge import Change, key_of
from lib.dataset.sheet import Cells
from lib.dataset.text import brief
from lib.ui import editing, row_form

EVENT: tuple[tuple[str, ...], ...] = (
    ("actors", "targets"),
    ("claim_type", "attribution"),
    ("storyline_id", "stance"),
    ("commitment", "items"),
    ("date", "date_basis", "about_date"),
    ("date_note",),
    ("title",),
    ("summary",),
)
MORE: tuple[tuple[str, ...], ...] = (("responds_to", "note"),)
TABLES = [t for t in codebook.resources() if t != "events"]
FIXED = {"sha256", "file"} | {c for t in codebook.resources() for c in codebook.columns(t)[:1]}
EVENT_COLUMNS = [column for group in (*EVENT, *MORE) for column in group]


def rows_of(journal: Journal) -> dict[str, list[Cells]]:
    """The rows of all tables, of the drafts and of the sentences left out."""
    return {t: journal.rows(t) for t in (*codebook.resources(), "left_out", "drafts")}


def options_of(journal: Journal, rows: coding.Rows) -> dict[str, Any]:
    """What may be chosen in a form: the labels of each table's ids, and the sides."""
    about = codebook.about(journal.folder)
    return {
        "actors": {r["actor_id"]: r["name"] for r in rows["actors"]},
        "storylines": {r["storyline_id"]: r["title"] for r in rows["storylines"]},
        "items": {r["item_id"]: r["name"] for r in rows["items"]},
        "events": {r["event_id"]: f"{r['event_id']} {r['title']}" for r in rows["events"]},
        "sides": about.sides or codebook.vocabulary("actors", "side"),
        "about": about,
    }


def show_event(journal: Journal, rows: dict[str, list[Cells]], task: dict[str, Any]) -> None:
    """An event that is there: its fields, its passages, its history; save or retire."""
    event_id = task["event_id"]
    event = next((r for r in rows["events"] if r["event_id"] == event_id), None)
    if event is None:
        st.markdown(f"{event_id} was retired.")
        return
    form, options = task["id"], options_of(journal, rows)
    row_form.fill(form, "events", event)
    row = event | row_form.values(form, "events", EVENT_COLUMNS)
    change = Change("events", event, row)
    problems, remarks = journal.tried([change]) if row != event else ([], [])
    st.markdown(f"**{event_id}**")
    for columns in (*EVENT, *MORE):
        row_form.show_fields(form, "events", columns, options, {}, problems, remarks)
    st.button(
        "Save changes",
        key="code_change",
        type="primary",
        disabled=row == event,
        on_click=_change,
        args=(event, form),
    )
    passages = [r for r in rows["evidence"] if r["event_id"] == event_id]
    for number, passage in enumerate(passages):
        st.markdown(f"> {events.plain(passage['exact'])}")
        if len(passages) > 1:
            st.button(
                "Take this passage away",
                key=f"code_less_{number}",
                type="tertiary",
                on_click=editing.saved,
                args=(f"{event_id}: a passage less", [Change("evidence", passage, None)]),
            )
    own = [
        Change(table, row, None)
        for table in ("events", "evidence", "relationships", "quantities", "places")
        for row in rows[table]
        if row["event_id"] == event_id
    ]
    own += [
        Change("tensions", row, None)
        for row in rows["tensions"]
        if event_id in (row["event_a"], row["event_b"])
    ]
    st.button(
        "Retire this event",
        key="code_retire",
        help="It goes with its passages, relationships and tensions; its number stays unused.",
        on_click=editing.saved,
        args=(f"{event_id} retired", own),
    )
    with st.expander("History"):
        for action in reversed(journal.history("events", event_id)):
            st.caption(events.plain(f"{action['time']} {action['coder']}: {action['said']}"))


def _change(event: Cells, form: str) -> None:
    row = event | row_form.values(form, "events", EVENT_COLUMNS)
    editing.save(f"{event['event_id']} changed", [Change("events", event, row)])


def show_rows(journal: Journal, rows: dict[str, list[Cells]]) -> None:
    """Any row of any table: its fields, its history; save or take it away."""
    first, second = st.columns(2)
    table = first.selectbox("Table", TABLES, key="rows_table", format_func=codebook.label)
    known = {" ".join(key_of(table, row)): row for row in rows[table]}
    if st.session_state.get("rows_row") not in known:
        st.session_state["rows_row"] = next(iter(known), None)
    name = second.selectbox("Row", list(known), key="rows_row", format_func=lambda n: brief(n, 90))
    if name is None:
        st.markdown("No row yet.")
        return
    before, form = known[name], f"{table}-{name}"
    columns = [c for c in codebook.columns(table) if c not in FIXED]
    row_form.fill(form, table, before)
    row = before | row_form.values(form, table, columns)
    problems, remarks = journal.tried([Change(table, before, row)]) if row != before else ([], [])
    options = options_of(journal, rows)
    for place in range(0, len(columns), 2):
        pair = columns[place : place + 2]
        row_form.show_fields(form, table, pair, options, {}, problems, remarks)
    with st.container(horizontal=True):
        st.button(
            "Save changes",
            key="rows_save",
            type="primary",
            on_click=_save_row,
            args=(table, before, form, columns),
        )
        st.button(
            "Take it away",
            key="rows_away",
            on_click=editing.saved,
            args=(f"{name} taken away", [Change(table, before, None)]),
        )
    for action in reversed(journal.history(table, *key_of(table, before))):
        st.caption(events.plain(f"{action['time']} {action['coder']}: {action['said']}"))


def _save_row(table: str, before: Cells, form: str, columns: list[str]) -> None:
    row = before | row_form.values(form, table, columns)
    editing.save(f"{' '.join(key_of(table, before))[:60]} changed", [Change(table, before, row)])


def offer_edit(table: str, key: str) -> None:
    """While editing, a button in a panel that opens its event or row on the page Code."""
    if not editing.on() or not st.button("Edit", key=f"edit_{table}", icon="✏️"):
        return
    journal = editing.journal()
    if journal is None:
        return
    if table == "events":
        told = [r["source_id"] for r in journal.rows("evidence") if r["event_id"] == key]
        task = {"source_id": told[0], "start": 0, "end": 0, "event_id": key, "id": f"edit-{key}"}
        st.session_state.update(code_source=told[0], code_step=0, _task=task)
    else:
        st.session_state.update(code_step=3, rows_table=table, rows_row=key)
    st.switch_page(st.session_state["_pages"]["code"])
