"""Any row of the tables: changed, retired, with the rows that hang on it and its history."""

from typing import Any

import streamlit as st

from lib.analysis import coding, events
from lib.dataset import codebook
from lib.dataset.journal import Journal
from lib.dataset.merge import Change, ClashError, key_of
from lib.dataset.problems import Problem
from lib.dataset.sheet import Cells
from lib.dataset.text import brief
from lib.ui import editing, row_form

EVENT: tuple[tuple[str, ...], ...] = (
    ("actors", "targets"),
    ("claim_type", "attribution", "commitment"),
    ("storyline_id", "stance"),
    ("items", "about_date"),
    ("date", "date_basis"),
    ("date_note",),
    ("title",),
    ("summary",),
)
MORE: tuple[tuple[str, ...], ...] = (("responds_to", "note"),)
EVENT_COLUMNS = [column for group in (*EVENT, *MORE) for column in group]
_FIXED = {"sha256", "file"} | {c for t in codebook.resources() for c in codebook.columns(t)[:1]}
# The columns that name the events on which a row rests.
_OF_EVENT: dict[str, tuple[str, ...]] = {"tensions": ("event_a", "event_b")}
_OF_EVENT |= dict.fromkeys(("evidence", "relationships", "quantities", "places"), ("event_id",))


def rows_of(journal: Journal) -> dict[str, list[Cells]]:
    """The rows of all tables, of the drafts and of the sentences left out."""
    return {t: journal.rows(t) for t in (*codebook.resources(), "left_out", "drafts")}


def options_of(journal: Journal, rows: coding.Rows) -> dict[str, Any]:
    """What may be chosen in a form: the labels of each table's ids, and the sides."""
    about = codebook.about(journal.folder)
    return {
        "actors": {
            r["actor_id"]: r["name"] for r in sorted(rows["actors"], key=lambda r: r["name"])
        },
        "storylines": {r["storyline_id"]: r["title"] for r in rows["storylines"]},
        "items": {r["item_id"]: r["name"] for r in rows["items"]},
        "events": {r["event_id"]: f"{r['event_id']} {r['title']}" for r in rows["events"]},
        "sources": {r["source_id"]: r.get("label") or r["source_id"] for r in rows["sources"]},
        "places": [*dict.fromkeys(r["name"] for r in rows["places"])],
        "sides": about.sides or codebook.vocabulary("actors", "side"),
        "about": about,
    }


def doubts(event: Cells) -> list[Problem]:
    """What a coder should look at in an event, beside what the check says."""
    told = [("title", why, "") for why in coding.warnings(event["title"], event["claim_type"])]
    if {*event["actors"].split(";")} & {*event["targets"].split(";")} - {""}:
        remedy = "Take it out of one of them, unless it speaks of itself."
        told.append(("targets", "Speaker and target are the same.", remedy))
    return [Problem("doubt", "events.csv", 0, column, "", *said) for column, *said in told]


def _name(table: str, row: Cells) -> str:
    return " ".join(key_of(table, row))


def _hanging(rows: coding.Rows, event_id: str) -> list[tuple[str, Cells]]:
    """The rows that rest on an event, each with its table."""
    return [
        (table, row)
        for table, columns in _OF_EVENT.items()
        for row in rows[table]
        if event_id in [row[column] for column in columns]
    ]


def show_row(journal: Journal, rows: coding.Rows, table: str, name: str) -> None:
    """The fields of a row, the rows that hang on it, its history; to change or to retire."""
    before = next((row for row in rows[table] if _name(table, row) == name), None)
    if before is None:
        st.markdown(events.plain(f"{name} was retired."))
        return
    columns = [c for c in codebook.columns(table) if c not in _FIXED]
    groups = [columns[place : place + 2] for place in range(0, len(columns), 2)]
    shown = (*EVENT, *MORE) if table == "events" else groups
    # What was saved or undone meanwhile is shown as it is now.
    form = f"{table}-{name}-{len(journal.actions)}"
    # What others change while the form is open is merged with what is typed here.
    before = st.session_state.setdefault(f"_before-{form}", before)
    row_form.fill(form, table, before)
    row = before | row_form.values(form, table, columns)
    problems, others = list[Problem](), ""
    remarks = doubts(row) if table == "events" else []
    if row != before:
        try:
            problems, told = journal.tried([Change(table, before, row)])
            remarks += told
        except ClashError as error:
            others = str(error)
    options = options_of(journal, rows)
    st.markdown(f"**{events.plain(codebook.label(table))}: {events.plain(brief(name, 90))}**")
    for group in shown:
        row_form.show_fields(form, table, group, options, {}, problems, remarks)
    hanging = _hanging(rows, name) if table == "events" else []
    gone = [Change(t, r, None) for t, r in [(table, before), *hanging]]
    if others:
        st.warning(
            events.plain(f"Changed elsewhere meanwhile: {others}. Saving asks which stands.")
        )
    with st.container(horizontal=True):
        args = (table, before, form, columns)
        st.button("Save changes", key="row_save", type="primary", on_click=_change, args=args)
        st.button(
            "Retire",
            key="row_retire",
            help="With all that rests on it. Its id stays unused. Undo brings it back.",
            on_click=editing.saved,
            args=(f"{brief(name, 60)} retired", gone),
        )
    for number, (other, found) in enumerate(hanging):
        st.button(
            _said(other, found),
            key=f"row_other_{number}",
            type="tertiary",
            on_click=open_row,
            args=(other, _name(other, found)),
        )
    with st.expander("History"):
        for action in reversed(journal.history(table, *key_of(table, before))):
            was, now = action["change"]["before"] or {}, action["change"]["after"] or {}
            st.caption(events.plain(f"{action['time']} {action['coder']}: {action['said']}"))
            for column in (c for c in codebook.columns(table) if was.get(c, "") != now.get(c, "")):
                st.caption(events.plain(f"{column}: {was.get(column, '')} → {now.get(column, '')}"))


def _said(table: str, row: Cells) -> str:
    """A row in a line."""
    cells = " · ".join(v for c, v in row.items() if v and c != "event_id")
    return events.plain(f"{codebook.label(table)}: {brief(cells, 90)}")


def _change(table: str, before: Cells, form: str, columns: list[str]) -> None:
    row = before | row_form.values(form, table, columns)
    editing.save(f"{brief(_name(table, before), 60)} changed", [Change(table, before, row)])


def show_rows(journal: Journal, rows: coding.Rows) -> None:
    """Any row of any table, to be chosen."""
    first, second = st.columns(2)
    tables = list(codebook.resources())
    table = first.selectbox("Table", tables, key="rows_table", format_func=codebook.label)
    names = [_name(table, row) for row in rows[table]]
    if st.session_state.get("rows_row") not in names:
        st.session_state["rows_row"] = next(iter(names), None)
    name = second.selectbox("Row", names, key="rows_row", format_func=lambda n: brief(n, 90))
    if name is None:
        st.markdown("No row yet.")
        return
    show_row(journal, rows, table, name)


def open_row(table: str, name: str) -> None:
    """Open a row on the page Code; called from callbacks."""
    st.session_state.update(code_step="Rows", rows_table=table, rows_row=name)


def offer_edit(table: str, name: str) -> None:
    """While editing, a menu in a panel: the row and those that rest on it, to be opened on Code."""
    if not editing.on() or (journal := editing.journal()) is None:
        return
    rows = rows_of(journal)
    own = [(table, row) for row in rows[table] if _name(table, row) == name]
    with st.popover("Edit", icon="✏️", key=f"menu_{table}_{name}"):
        for other, row in [*own, *(_hanging(rows, name) if table == "events" else [])]:
            found = _name(other, row)
            if not st.button(_said(other, row), key=f"edit_{other}_{found}", type="tertiary"):
                continue
            if other == "events":
                told = [r["source_id"] for r in rows["evidence"] if r["event_id"] == found]
                task = {"source_id": told[0], "start": 0, "end": 0, "event_id": found}
                st.session_state.update(code_source=told[0], code_step="Passages", _task=task)
            else:
                open_row(other, found)
            st.switch_page(st.session_state["_pages"]["code"])
