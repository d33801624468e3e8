"""A second coder: the article read blind, how far both agree, differences settled one by one."""

import json
from typing import Any

import pandas as pd
import streamlit as st

from lib.analysis import agreement, coding, events
from lib.dataset import codebook
from lib.dataset.journal import Journal
from lib.dataset.merge import Change
from lib.dataset.sheet import Cells
from lib.dataset.text import count
from lib.ui import editing
from lib.ui.coding_form import COLUMNS, open_draft, start, table_of


def show_blind(reader: str) -> None:
    """Say that the first coding is hidden, with a button that ends the blind reading."""
    with st.container(horizontal=True, vertical_alignment="center", key="blind"):
        told = f"**Blind reading by {events.plain(reader)}**: the first coding is hidden."
        st.markdown(told, width="stretch")
        st.button("End the blind reading", key="blind_end", on_click=_end)


def _end() -> None:
    """Show both codings; the first is kept as it is now, for the agreement of the two."""
    reader, source_id = st.session_state.pop("_blind"), st.session_state["code_source"]
    st.session_state["code_step"] = "Second coder"
    start()
    if journal := editing.journal():
        rows = {t: journal.rows(t) for t in ("events", "evidence", "relationships", "drafts")}
        editing.save(f"{reader} has read {source_id}", _kept(rows, table_of(reader, source_id)))


def _begin() -> None:
    """Hide the first coding."""
    st.session_state["_blind"] = coding.slug(st.session_state["second_name"])
    st.session_state["code_step"] = "Passages"
    start()


def _kept(rows: coding.Rows, table: str) -> list[Change]:
    """The change that keeps the first coding of an article as it is, unless it is kept already."""
    draft = {"draft_id": f"first {table}", "kind": "first"}
    if any(d["draft_id"] == draft["draft_id"] for d in rows["drafts"]):
        return []
    cells = agreement.coded(rows, table.partition("_")[2]).to_json(orient="records")
    return [Change("drafts", None, draft | {"row": cells})]


def show_second(journal: Journal, rows: dict[str, list[Cells]], source_id: str, text: str) -> None:
    """Offer a blind reading; of one that is there, show the agreement and settle differences."""
    st.markdown(
        "A second coder reads the article anew and sees nothing of its coding. "
        "Afterwards both are compared, and their differences settled one by one."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Second coder", journal.coder, key="second_name", width=260)
        st.button("Read it blind", key="second_begin", on_click=_begin)
    readings = journal.readings(source_id)
    if not readings:
        return
    readers = {t: t.partition("/")[2].removesuffix(f"_{source_id}") for t in readings}
    table = st.segmented_control(
        "Reading by", readings, default=readings[-1], format_func=readers.__getitem__, required=True
    )
    reading = pd.DataFrame(journal.rows(table))
    theirs = agreement.located(reading, source_id, {source_id: text})
    known = agreement.known_as(rows)
    kept = [json.loads(d["row"]) for d in rows["drafts"] if d["draft_id"] == f"first {table}"]
    now = agreement.coded(rows, source_id)
    ours, first = (
        agreement.located(frame, source_id, {source_id: text})
        for frame in (now, pd.DataFrame(kept[0]) if kept else now)
    )
    settled = {d["draft_id"] for d in rows["drafts"] if d.get("kind") == "settled"}
    found = [
        (mark, *difference)
        for difference in agreement.differences(theirs, ours, known)
        if (mark := _mark(table, *difference)) not in settled
    ]
    st.markdown(f"**{count(len(found), 'difference')} to settle**")
    if found:
        _show_difference(journal, rows, table, found[0], known)
    _show_agreement(theirs, first, known)


def _show_agreement(theirs: pd.DataFrame, first: pd.DataFrame, known: dict[str, str]) -> None:
    st.markdown(
        f"{agreement.touched(theirs, first)} of {count(len(theirs), 'passage')} of the second "
        f"coder are touched by the first, {agreement.touched(first, theirs)} of {len(first)} of "
        "the first by the second."
    )
    both = [(theirs.loc[a], first.loc[b]) for a, b in agreement.pairs(theirs, first)]
    if not both:
        return
    found = agreement.compare(both, known)
    found["column"] = [_heading(column) for column in found["column"]]
    found["overlap"] = [f"{share:.0f} %" if share >= 0 else "" for share in found["overlap"]]
    config = {"agreement": "%d %%", "kappa": "%.2f"}
    st.dataframe(
        found,
        hide_index=True,
        key="agreement",
        height="content",
        column_config={c: st.column_config.NumberColumn(format=f) for c, f in config.items()},
    )


def _heading(column: str) -> str:
    own = column in codebook.columns("events")
    return codebook.heading("events", column) if own else codebook.label(column)


def _mark(table: str, theirs: pd.Series | None, ours: pd.Series | None, column: str) -> str:
    """The id of a difference that is settled."""
    about = theirs["exact"] if ours is None and theirs is not None else ours["event_id"]  # type: ignore[index]
    return f"settled {table} {column} {about}"


def _show_difference(
    journal: Journal,
    rows: dict[str, list[Cells]],
    table: str,
    difference: tuple[str, pd.Series | None, pd.Series | None, str],
    known: dict[str, str],
) -> None:
    """One difference: both codings beside each other, and what may be done about it."""
    mark, theirs, ours, column = difference
    draft = {"draft_id": mark, "kind": "settled"}
    done = [Change("drafts", None, draft), *_kept(rows, table)]
    with st.container(border=True, key="difference"):
        if column:
            st.markdown(f"**{_heading(column)}**")
        for place, who, row in zip(st.columns(2), ("First", "Second"), (ours, theirs), strict=True):
            if row is None:
                place.markdown(f"**{who}**: does not code this passage.")
                continue
            said = f": {events.plain(row[column].replace(';', ', ') or '—')}" if column else ""
            place.markdown(f"**{who}**{said}")
            place.markdown(f"> {events.plain(row['exact'])}")
        with st.container(horizontal=True):
            keep = ("settled: the first’s", done)
            st.button("Keep the first’s", key="settle_first", on_click=editing.saved, args=keep)
            if ours is None and theirs is not None:
                args: tuple[Any, ...] = (journal, table, theirs.to_dict())
                st.button("Take it over as a draft", key="settle_draft", on_click=_take, args=args)
            elif ours is not None:
                event_id = str(ours["event_id"])
                if theirs is not None:
                    value = theirs[column]
                    if column in agreement.LISTS:
                        value = codebook.SEPARATOR.join(agreement.entries(value, known))
                    first_id = journal.next_id("relationships")
                    changes = agreement.taken(rows, event_id, column, value, first_id)
                    args = (f"settled: {event_id} {column}", changes + _kept(rows, table))
                    st.button(
                        "Take the second’s", key="settle_second", on_click=editing.saved, args=args
                    )
                st.button("Edit it", key="settle_edit", on_click=_edit, args=(event_id,))


def _edit(event_id: str) -> None:
    st.session_state["code_step"] = "Passages"
    start(event_id=event_id)


def _take(journal: Journal, table: str, row: Cells) -> None:
    """Open a passage of the second coder's as a draft of an event."""
    source_id = table.partition("_")[2]
    saved = {t: {c: row[c] for c in columns if c in row} for t, columns in COLUMNS.items()}
    draft = {"draft_id": f"D {table} {row['start']}", "kind": "passage", "source_id": source_id}
    draft |= {"start": str(row["start"]), "end": str(row["end"]), "row": json.dumps(saved)}
    if editing.save("a passage of the second coder", [Change("drafts", None, draft)]):
        open_draft(draft)
