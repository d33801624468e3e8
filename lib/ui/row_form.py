"""A form for a row of any table, made from the codebook: fields, reasons, problems beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.analysis import events
from lib.dataset import codebook
from lib.dataset.problems import Problem
from lib.dataset.sheet import Cells

LONG = {"summary", "note", "date_note", "reading", "exact", "question"}


def key_of(form: str, table: str, column: str) -> str:
    """The key of a widget."""
    return f"row-{form}-{table}-{column}"


def fill(form: str, table: str, cells: Mapping[str, str], old: Mapping[str, str] = {}) -> None:
    """Give the widgets of a form their values, unless they have others than the `old` ones."""
    for column in codebook.columns(table):
        key = key_of(form, table, column)
        before, after = (_value(table, column, c.get(column, "")) for c in (old, cells))
        if key not in st.session_state or (old and st.session_state[key] == before):
            st.session_state[key] = after


def _value(table: str, column: str, cell: str) -> str | list[str]:
    return [v for v in cell.split(";") if v] if _many(table, column) else cell


def clear(form: str) -> None:
    """Forget what the widgets of a form hold."""
    for key in [k for k in st.session_state if str(k).startswith(f"row-{form}-")]:
        del st.session_state[key]


def values(form: str, table: str, columns: Sequence[str]) -> Cells:
    """What the form holds now, as the cells of a row."""
    found = {}
    for column in columns:
        value = st.session_state.get(key_of(form, table, column)) or ""
        found[column] = ";".join(value) if isinstance(value, list) else str(value).strip()
    return found


def _many(table: str, column: str) -> bool:
    return any(k.many for k in codebook.references() if (k.table, k.column) == (table, column))


def show_fields(
    form: str,
    table: str,
    columns: Sequence[str],
    options: Mapping[str, Any],
    reasons: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    remarks: Sequence[Problem] = (),
    hints: Mapping[str, str] | None = None,
) -> None:
    """Show the fields of these columns side by side; `options` has the labels of each table's ids.

    Below a field stand the reason for its suggestion and the problems of its cell.
    """
    for place, column in zip(st.columns(len(columns)), columns, strict=True):
        with place:
            _show(form, table, column, options, (hints or {}).get(column, ""))
            found = [p for p in problems if p.file == f"{table}.csv" and p.column == column]
            for problem in found:
                st.markdown(f":red[{events.plain(f'{problem.reason} {problem.remedy}')}]")
            for remark in (r for r in remarks if r.file == f"{table}.csv" and r.column == column):
                st.markdown(f":orange[{events.plain(f'{remark.reason} {remark.remedy}')}]")
            if (why := (reasons or {}).get(column)) and not found:
                st.caption(events.plain(why))


def _show(form: str, table: str, column: str, options: Any, hint: str) -> None:
    """The widget for a column: of a vocabulary, of another table's ids, or of words."""
    key = key_of(form, table, column)
    field = next(f for f in codebook.fields(table) if f["name"] == column)
    needed = " *" if field.get("constraints", {}).get("required") else ""
    label, about = f"{field['title']}{needed}", field["description"]
    own = next((k for k in codebook.references() if (k.table, k.column) == (table, column)), None)
    if own and own.many:
        labels = options[own.other_table]
        kept = [v for v in st.session_state.get(key, []) if v in labels]
        st.session_state[key] = kept
        st.multiselect(label, list(labels), key=key, format_func=labels.get, help=about)
        return
    values = options["about"].values(table, column)
    vocabulary = options["sides"] if column == "side" else tuple(values)
    for value, said in values.items():
        if "means" in said:
            example = f" {said['example']}" if "example" in said else ""
            words = events.plain(f"{codebook.label(value)}: {said['means']}.{example}")
            about += f"\n- {words}" if "\n" in about else f"\n\n- {words}"
    if own or vocabulary:
        labels = options[own.other_table] if own else {v: codebook.label(v) for v in vocabulary}
        if st.session_state.get(key, "") not in labels:
            st.session_state[key] = ""
        st.selectbox(
            label,
            ["", *labels],
            key=key,
            format_func=lambda v: labels.get(v, "—"),
            help=about,
        )
    elif column in LONG:
        st.text_area(label, key=key, height=68, help=about, placeholder=hint)
    else:
        longest = field.get("constraints", {}).get("maxLength")
        length = len(st.session_state.get(key, ""))
        counted = f" ({length}/{longest})" if longest and column == "title" else ""
        st.text_input(f"{label}{counted}", key=key, help=about, placeholder=hint)
