"""A form for a row of any table, made from the codebook: fields, reasons, problems beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lib.analysis import events
from lib.dataset import codebook
from lib.dataset.problems import Problem
from lib.dataset.sheet import Cells

LONG = {"summary", "note", "date_note", "reading", "exact", "question"}
# Plain words for columns; the help of the field has the codebook's.
WORDS = {
    "about_date": "When what is claimed happens",
    "attribution": "What it rests on",
    "commitment": "How sure they are",
    "coordinates_from": "Atlas or map of the coordinates",
    "date": "Date said or done",
    "date_basis": "How that date is known",
    "date_note": "How that date was concluded",
    "hedge": "Words of doubt",
    "of": "Number of what",
    "polarity": "How it is put",
    "precision_km": "Within how many km",
    "published": "Date of publication",
    "published_basis": "How that date is known",
    "qualifier": "Exactly, about, at least …",
    "stance": "Answer to the storyline’s question",
    "via": "Passed on by",
}


@dataclass(frozen=True)
class _Field:
    """What a field showed first; `number` counts the widgets that it has been.

    `before` is what the last of them showed; `own` says that the coder gave the value; `offer` is
    what is suggested by now.
    """

    given: str
    number: int = 0
    before: str | None = None
    own: bool = False
    offer: str = ""


def _fields(form: str) -> dict[tuple[str, str], _Field]:
    fields: dict[tuple[str, str], _Field] = st.session_state.setdefault(f"row-{form}", {})
    return fields


def _key(form: str, table: str, column: str, number: int) -> str:
    return f"row-{form}-{table}-{column}" + (f"-{number}" if number else "")


def fill(form: str, table: str, cells: Mapping[str, str], words: bool = True) -> None:
    """Give the fields of a form their values; what the coder typed or chose stays.

    Nothing is written into a field on the screen, where a late run would overwrite what was typed
    meanwhile: a field that gets another value is another widget. What still arrives from the
    widget before it is the coder's, and wins. Without `words`, a field in which somebody may be
    typing just now stays too, and the value is offered below it.
    """
    fields = _fields(form)
    for column in codebook.columns(table):
        cell = cells.get(column, "").strip()
        if (field := fields.get((table, column))) is None:
            fields[table, column] = _Field(cell)
            continue
        own = _typed(form, table, column, field.number)
        now = values(form, table, [column])[column]
        if own in (None, field.given) and now != field.given:
            put(form, table, column, now)
        elif not words and _of_words(table, column):
            fields[table, column] = replace(field, offer=cell if cell != field.given else "")
        elif now == field.given != cell and not field.own:
            fields[table, column] = _Field(cell, field.number + 1, field.given)


def _of_words(table: str, column: str) -> bool:
    linked = ((k.table, k.column) for k in codebook.references())
    return (table, column) not in linked and "enum" not in codebook.constraints(table, column)


def put(form: str, table: str, column: str, cell: str) -> None:
    """Give a field the coder's value, whatever is suggested."""
    number = _fields(form)[table, column].number
    _fields(form)[table, column] = _Field(cell, number + 1, own=True)


def touched(form: str, table: str, column: str) -> bool:
    """Whether a field has a value of the coder's."""
    field = _fields(form)[table, column]
    return field.own or values(form, table, [column])[column] != field.given


def clear(form: str) -> None:
    """Forget what the widgets of a form hold."""
    for key in _keys(form):
        del st.session_state[key]


def _keys(form: str) -> list[str]:
    own = tuple(f"row-{form}{end}" for end in "-.")
    keys = map(str, st.session_state)
    return [key for key in keys if key == f"row-{form}" or key.startswith(own)]


def gone(form: str) -> bool:
    """Whether no field of a form has been drawn since another page or step was open."""
    return not any(key.startswith(f"row-{form}-") for key in _keys(form))


def values(form: str, table: str, columns: Sequence[str]) -> Cells:
    """What the form holds now, as the cells of a row."""
    found = {}
    for column in columns:
        field = _fields(form).get((table, column), _Field(""))
        own = _typed(form, table, column, field.number)
        if own in (None, field.given) and field.before is not None:
            late = _typed(form, table, column, field.number - 1)
            own = own if late in (None, field.before) else late
        found[column] = field.given if own is None else own
    return found


def _typed(form: str, table: str, column: str, number: int) -> str | None:
    """The cell that a widget holds; None where it is not there."""
    if (key := _key(form, table, column, number)) not in st.session_state:
        return None
    value = st.session_state[key] or ""
    return ";".join(value) if isinstance(value, list) else str(value).strip()


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
            offer = _fields(form)[table, column].offer
            if offer and not touched(form, table, column):
                st.button(
                    f"Suggested now: {events.plain(offer)}",
                    key=f"offer-{form}-{table}-{column}",
                    type="tertiary",
                    on_click=put,
                    args=(form, table, column, offer),
                )


def _show(form: str, table: str, column: str, options: Any, hint: str) -> None:
    """The widget for a column: of a vocabulary, of another table's ids, or of words."""
    fields = _fields(form)
    held = fields.setdefault((table, column), _Field(""))
    key = _key(form, table, column, held.number)
    field = next(f for f in codebook.fields(table) if f["name"] == column)
    needed = " *" if field.get("constraints", {}).get("required") else ""
    label, about = f"{WORDS.get(column, field['title'])}{needed}", field["description"]
    if column in WORDS:
        about = f"{field['title']}: {about}"
    own = next((k for k in codebook.references() if (k.table, k.column) == (table, column)), None)
    if own and own.many:
        labels = options[own.other_table]
        now = list(filter(None, values(form, table, [column])[column].split(";")))
        if not {*now} <= {*labels}:  # an id was taken back meanwhile
            put(form, table, column, ";".join(v for v in now if v in labels))
            held = fields[table, column]
        given = list(filter(None, held.given.split(";")))
        key = _key(form, table, column, held.number)
        st.multiselect(label, labels, given, key=key, format_func=labels.get, help=about)
        return
    values_of = options["about"].values(table, column)
    vocabulary = options["sides"] if column == "side" else tuple(values_of)
    for value, said in values_of.items():
        if "means" in said:
            example = f" {said['example']}" if "example" in said else ""
            words = events.plain(f"{codebook.label(value)}: {said['means']}.{example}")
            about += f"\n- {words}" if "\n" in about else f"\n\n- {words}"
    if own or vocabulary:
        labels = options[own.other_table] if own else {v: codebook.label(v) for v in vocabulary}
        if held.given not in ["", *labels]:
            fields[table, column] = held = replace(held, given="")
        st.selectbox(
            label,
            shown := ["", *labels],
            shown.index(held.given),
            key=key,
            format_func=lambda v: labels.get(v, "—"),
            help=about,
        )
    elif column in LONG:
        st.text_area(label, held.given, key=key, height=68, help=about, placeholder=hint)
    else:
        longest = field.get("constraints", {}).get("maxLength")
        length = len(st.session_state.get(key, held.given))
        counted = f" ({length}/{longest})" if longest and column == "title" else ""
        st.text_input(f"{label}{counted}", held.given, key=key, help=about, placeholder=hint)
