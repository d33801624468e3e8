"""A table as rows: searched, sorted, paged and downloaded."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from lib.analysis import rows
from lib.analysis.filters import Filters
from lib.dataset import codebook, text
from lib.dataset.store import Selection
from lib.ui.session import pick
from lib.view.screen import Screen

ROW = 66  # pixels: from there on Streamlit wraps long cells


def show_table(screen: Screen) -> None:
    """Show one table under the filters; a click on a cell opens what its row is about."""
    name = screen.view.table
    words = st.text_input(
        "Search this table", key=f"search_{name}", placeholder="Words in any cell"
    )
    found = rows.found(screen.tables, screen.in_span, name, words or "")
    page = _page(screen, found, name)

    # A new grid after each closing: in the old one the next click would only deselect the row.
    key = f"table_{name}_{page.number}_{st.session_state.get('_closings', 0)}"

    def clicked() -> None:
        selection = st.session_state[key]["selection"]
        chosen = [*selection["rows"], *(row for row, _ in selection["cells"])]
        if chosen:
            pick(**_behind(name, page.rows.iloc[chosen[0]], screen.view.filters))

    cells, number = rows.cut(page.shown)
    st.dataframe(
        cells,
        hide_index=True,
        key=key,
        row_height=ROW,
        height=36 + ROW * min(max(len(cells), 1), 8),
        on_select=clicked,
        selection_mode=["single-row", "single-cell"],
        alt=f"{codebook.label(name)}: {text.count(len(found), 'row')}.",
    )
    if not len(found):
        st.caption("No row matches. Search for other words or remove a filter.")
    if number:
        many = "1 cell is" if number == 1 else f"{number} cells are"
        st.caption(f"{many} cut after {rows.CELL:,} characters here; the download has all.")
    # Below the table: above it, the table's own toolbar would cover it.
    st.download_button(
        f"Download {text.count(len(found), 'row')} as CSV",
        # Written when it is asked for, where writing takes a while.
        lambda: rows.as_csv(rows.whole(found, name)),
        f"{name}.csv",
        mime="text/csv",
        key=f"download_{name}",
        on_click="ignore",
    )


def _page(screen: Screen, found: Selection, name: str) -> rows.Page:
    """Show the controls to sort and turn pages, if there are several; return the page."""
    pages = rows.pages(found)
    if pages == 1:
        return rows.page(screen.tables, found, name)
    headings = {"": "As listed"} | {c: codebook.heading(name, c) for c in codebook.columns(name)}
    headings |= {column: column for column in screen.tables.about.extra.get(name, ())}
    with st.container(key="pager", horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox(
            "Sort all rows by",
            list(headings),
            key=f"by_{name}",
            format_func=headings.__getitem__,
            width=220,
        )
        descending = st.toggle("Descending", key=f"descending_{name}", disabled=not by)
        number = st.number_input(f"Page, of {pages:,}", 1, pages, key=f"page_{name}", width=150)
        first = (number - 1) * rows.PAGE + 1
        last = min(number * rows.PAGE, len(found))
        st.caption(f"Rows {first:,} to {last:,} of {len(found):,}")
    return rows.page(screen.tables, found, name, number, by or "", descending)


def _behind(table: str, row: pd.Series, filters: Filters) -> dict[str, Any]:
    """What a row opens: its event, or the events of an actor or an article."""
    match table:
        case "actors":
            return {"node": row["actor_id"]}
        case "sources":
            return {"article": row["source_id"]}
        case "tensions":
            return {"event": row["event_a"]}
        case "storylines":
            return {"question": row["storyline_id"]}
        case "items":
            return {"filters": replace(filters, item=(row["item_id"],))}
    return {"event": row["event_id"]}
