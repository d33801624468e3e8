"""The page Code: an article, the passage picked in it, and the form that codes it."""

from pathlib import Path
from typing import Any

import streamlit as st

from lib.analysis import coding
from lib.dataset.journal import Journal
from lib.dataset.sheet import Cells
from lib.dataset.text import count
from lib.export import TEMPLATES
from lib.export.templates import render
from lib.ui import editing
from lib.ui.coding_form import (
    blind,
    go_on,
    kind_of_draft,
    open_draft,
    seen_rows,
    show_form,
    start,
    stops,
)
from lib.ui.coding_row import show_row, show_rows
from lib.ui.coding_second import show_blind, show_second
from lib.ui.coding_steps import new_article, show_drafts, show_tensions
from lib.ui.navigation import navigation
from lib.view.theme import DARK, LIGHT

_HERE = Path(__file__).parent
_JS = (_HERE / "code.js").read_text(encoding="utf-8")
_CSS = (_HERE / "code.css").read_text(encoding="utf-8")
_MARKS = (TEMPLATES / "articles.css").read_text(encoding="utf-8")
_HEIGHT = 640


def show_coding() -> None:
    """Show the article beside the form of what is picked in it, or another step of coding."""
    if not st.session_state.pop("_framed", False):  # run without dashboard.py: see open_page
        navigation()
        st.rerun()
    st.title("Code")
    st.caption(
        "Select words with the mouse. Or click into the article: while it has its frame, N goes "
        "to the next uncoded sentence, Shift and the arrow keys widen. Confirm or correct what the "
        "form suggests; Ctrl+Enter saves and goes on. A click on coded words opens their event."
    )
    if (journal := editing.journal()) is None:
        return
    labels = {r["source_id"]: r.get("label") or r["source_id"] for r in journal.rows("sources")}
    reader = blind()
    if reader:
        show_blind(reader)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if made := st.session_state.pop("_source", ""):
            st.session_state["code_source"] = made
        if st.session_state.get("code_source") not in labels:
            begun = st.session_state.get("_task", {}).get("source_id")
            last = begun if begun in labels else next(reversed(labels), None)
            st.session_state["code_source"] = last
        source_id = st.selectbox(
            "Article",
            list(labels),
            key="code_source",
            format_func=labels.__getitem__,
            disabled=bool(reader),
        )
        if not reader and st.button("Add article", key="code_add"):
            new_article(journal.rows("sources"))
        if source_id is None:
            st.info("No article yet: add the first.")
            return
        rows = seen_rows(journal, source_id)
        drafts = [d for d in rows["drafts"] if d.get("kind") == kind_of_draft()]
        steps = ["Passages", "Drafts"] + ([] if reader else ["Tensions", "Rows", "Second coder"])
        named = {"Drafts": f"Drafts ({len(drafts)})", "Rows": "Change any row"}
        # A step may be asked for before this is drawn, and by what is drawn below it.
        st.session_state.setdefault("code_step", "Passages")
        step = st.segmented_control(
            "Step",
            steps,
            key="code_step",
            required=True,
            format_func=lambda step: named.get(step, step),
        )
    text = text_of(journal, source_id)
    if step == "Rows":
        show_rows(journal, rows)
    elif step == "Tensions":
        show_tensions(journal, rows, source_id)
    elif text is None:
        st.warning("The file of this article is not here.")
    elif step == "Drafts":
        show_drafts(drafts, source_id, text, kind_of_draft(), open_draft)
    elif step == "Second coder":
        show_second(journal, rows, source_id, text)
    else:
        _show_passages(journal, rows, source_id, text)


def text_of(journal: Journal, source_id: str) -> str | None:
    """The text of an article, if its file is here."""
    file = next(r["file"] for r in journal.rows("sources") if r["source_id"] == source_id)
    path = journal.articles / Path(file).name
    return path.read_bytes().decode() if path.is_file() else None


def _show_passages(
    journal: Journal, rows: dict[str, list[Cells]], source_id: str, text: str
) -> None:
    states = coding.sentences(rows, source_id, text)
    if st.session_state.get("_task", {}).get("source_id") != source_id:
        start()
    task: dict[str, Any] = st.session_state["_task"]
    article, form = st.columns(2, gap="medium")
    with article:
        st.markdown(f"**{coding.progress(states)}**")
        read = st.components.v2.component(
            "claims_code",
            html='<div class="code-host"></div>',
            css=_MARKS + _CSS,
            js=_JS,
            isolate_styles=False,
        )
        html = render(
            "code.html",
            pieces=coding.pieces(rows, source_id, text),
            picked=task.get("event_id", ""),
            theme=DARK if st.context.theme.type == "dark" else LIGHT,
        )
        data = {
            "html": html,
            "picked": [task["start"], task["end"]],
            "stops": (left := stops(rows, source_id, text)),
        }
        with st.container(height=_HEIGHT, key="code_page"):
            read(key="coder", data=data, on_picked_change=_picked, on_opened_change=_opened)
    with form, st.container(height=_HEIGHT + 40, key="code_form"):
        if task["end"] > task["start"]:
            show_form(journal, rows, task, text)
        elif event_id := task.get("event_id"):
            if not event_id.startswith("#"):
                show_row(journal, rows, "events", event_id)
        elif left:
            st.markdown(f"Nothing is picked; {count(len(left), 'passage')} left to code.")
            args = (journal, task, text)
            st.button("Next uncoded sentence", "code_next", on_click=go_on, args=args)
        else:
            st.success("All sentences are coded or left out.")
            if not blind():
                st.button("Next: Tensions", "code_tensions", type="primary", on_click=_tensions)


def _tensions() -> None:
    st.session_state["code_step"] = "Tensions"


def _picked() -> None:
    if picked := st.session_state["coder"]["picked"]:
        start(start=int(picked["start"]), end=int(picked["end"]))


def _opened() -> None:
    if event_id := st.session_state["coder"]["opened"]:
        start(event_id=event_id)
