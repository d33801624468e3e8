"""The page Code: an article, the passage picked in it, and the form that codes it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import streamlit as st

from lib.analysis import coding, events
from lib.analysis.suggestions import Suggestions, sentence_of
from lib.dataset import check, passages
from lib.dataset.journal import Journal
from lib.dataset.merge import Change
from lib.dataset.problems import Problem
from lib.dataset.sheet import Cells
from lib.export import TEMPLATES
from lib.export.templates import render
from lib.ui import editing, row_form
from lib.ui.coding_event import (
    EVENT,
    EVENT_COLUMNS,
    MORE,
    options_of,
    rows_of,
    show_event,
    show_rows,
)
from lib.ui.coding_steps import new_article, new_row, show_drafts, show_tensions
from lib.ui.detail import CHART_HEIGHT
from lib.view.theme import DARK, LIGHT, Theme

_HERE = Path(__file__).parent
_JS = (_HERE / "code.js").read_text(encoding="utf-8")
_CSS = (_HERE / "code.css").read_text(encoding="utf-8")
_MARKS = (TEMPLATES / "articles.css").read_text(encoding="utf-8")
EVIDENCE = (("speaker_words", "hedge", "via"),)
BESIDE = {
    "relationships": ("subject_id", "relation", "object_id", "item", "polarity"),
    "quantities": ("qualifier", "value", "unit", "of", "exact"),
    "places": ("name", "role"),
}
_NAMED = {"relationships": "Another relationship", "quantities": "A number", "places": "A place"}


def show_coding(theme: Theme) -> None:
    """Show the article beside the form of what is picked in it, or the drafts, or the tensions."""
    journal = editing.journal()
    if journal is None:
        return
    rows = rows_of(journal)
    labels = {r["source_id"]: r.get("label") or r["source_id"] for r in rows["sources"]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if made := st.session_state.pop("_source", ""):
            st.session_state["code_source"] = made
        if st.session_state.get("code_source") not in labels:
            st.session_state["code_source"] = next(reversed(labels), None)
        st.selectbox("Article", list(labels), key="code_source", format_func=labels.__getitem__)
        if st.button("Add article", key="code_add"):
            new_article(rows)
        steps = ["Passages", f"Drafts ({len(_drafts(rows))})", "Tensions", "Rows"]
        step = st.segmented_control(
            "Step", range(4), key="code_step", default=0, format_func=steps.__getitem__
        )
    source_id = st.session_state["code_source"]
    if source_id is None:
        st.info("No article yet: add the first.")
        return
    text = text_of(journal, rows, source_id)
    if step == 1:
        show_drafts(_drafts(rows), source_id, text or "", open_draft)
    elif step == 2:
        show_tensions(journal, rows, source_id)
    elif step == 3:
        show_rows(journal, rows)
    elif text is None:
        st.warning("The file of this article is not here.")
    else:
        _show_passages(journal, rows, source_id, text, theme)


def show_coding_alone(problems: list[Problem]) -> None:
    """Show the page Code without the dashboard, which has nothing to show yet."""
    editing.show_mode()
    st.title("Code")
    if problems == [check.NO_EVENT]:
        st.caption("Nothing is coded yet. The dashboard opens with the first event.")
    show_coding(DARK if st.context.theme.type == "dark" else LIGHT)


def text_of(journal: Journal, rows: coding.Rows, source_id: str) -> str | None:
    """The text of an article, if its file is here."""
    file = next(r["file"] for r in rows["sources"] if r["source_id"] == source_id)
    path = journal.articles / Path(file).name
    return path.read_bytes().decode() if path.is_file() else None


def _drafts(rows: coding.Rows) -> list[Cells]:
    return [draft for draft in rows["drafts"] if draft.get("kind") == "passage"]


def _show_passages(
    journal: Journal, rows: dict[str, list[Cells]], source_id: str, text: str, theme: Theme
) -> None:
    states = coding.sentences(rows, source_id, text)
    task: dict[str, Any] = st.session_state.get("_task", {})
    if task.get("source_id") != source_id:
        task = st.session_state["_task"] = {"source_id": source_id, "start": 0, "end": 0}
    article, form = st.columns([6, 5], gap="medium")
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
            theme=theme,
        )
        data = {
            "html": html,
            "picked": [task["start"], task["end"]],
            "sentences": [[place.start, place.end, state] for place, state in states],
        }
        with st.container(height=CHART_HEIGHT, key="code_page"):
            read(key="coder", data=data, on_picked_change=_picked, on_opened_change=_opened)
    with form, st.container(height=CHART_HEIGHT + 40, key="code_form"):
        if task["end"] > task["start"]:
            _show_form(journal, rows, task, text)
        elif task.get("event_id"):
            show_event(journal, rows, task)
        else:
            st.markdown("Nothing is picked. Select words, or press **N**.")


def _start(**task: Any) -> None:
    source_id = st.session_state["code_source"]
    made = f"D{time.time_ns() // 1_000_000}"
    st.session_state["_task"] = {"source_id": source_id, "start": 0, "end": 0, "id": made} | task


def _picked() -> None:
    if picked := st.session_state["coder"]["picked"]:
        _start(start=int(picked["start"]), end=int(picked["end"]))


def _opened() -> None:
    if event_id := st.session_state["coder"]["opened"]:
        _start(event_id=event_id)


def open_event(event_id: str, source_id: str) -> None:
    """Open an event on this page; called from callbacks."""
    st.session_state["code_source"] = source_id
    st.session_state["code_step"] = 0
    _start(event_id=event_id)


def open_draft(draft: Cells) -> None:
    """Go on with a draft; called from callbacks."""
    st.session_state["code_source"] = draft["source_id"]
    st.session_state["code_step"] = 0
    saved = json.loads(draft["row"])
    start, end = int(draft["start"]), int(draft["end"])
    _start(id=draft["draft_id"], start=start, end=end, saved=saved)
    for table, cells in saved.items():
        for column in cells:
            st.session_state.pop(row_form.key_of(draft["draft_id"], table, column), None)


COLUMNS: dict[str, list[str]] = {"events": EVENT_COLUMNS, "evidence": [*EVIDENCE[0]]}
COLUMNS |= {table: [*columns] for table, columns in BESIDE.items()}


def _held(form: str) -> dict[str, Cells]:
    """What the whole form holds, by table."""
    return {t: row_form.values(form, t, columns) for t, columns in COLUMNS.items()}


def _show_form(
    journal: Journal, rows: dict[str, list[Cells]], task: dict[str, Any], text: str
) -> None:
    """The form for a passage: what it may be the same as, the event, what holds, save."""
    form, source_id = task["id"], task["source_id"]
    reader = Suggestions(rows, source_id, text, task["start"], task["end"])
    quote = coding.fixed(text, task["start"], task["end"])
    suggested = {"events": reader.event(), "evidence": reader.evidence()}
    saved = task.get("saved") or {
        t: {c: s.value for c, s in v.items()} for t, v in suggested.items()
    }
    for table in ("events", "evidence", *BESIDE):
        row_form.fill(form, table, saved.get(table, {}))
    for table, column, made in st.session_state.pop("_made", []):
        key = row_form.key_of(form, table, column)
        held = st.session_state[key]
        st.session_state[key] = [*held, made] if isinstance(held, list) else made
    held = _held(form)
    task.setdefault("first", held)
    options = options_of(journal, rows)
    reasons = {t: {c: s.reason for c, s in found.items()} for t, found in suggested.items()}
    changes = _changes(journal, task, quote, reader)
    touched = held != task["first"] or "saved" in task
    drawn = touched or task.get("pressed")
    problems, remarks = journal.tried(changes) if drawn else ([], [])
    problems = [p for p in problems if p.code != "required" or task.get("pressed")]

    st.markdown(f"> {events.plain(quote['exact'])}")
    with st.container(horizontal=True, key="code_aside"):
        with st.popover("Not a claim"):
            st.selectbox("Reason", coding.REASONS, key="code_reason", accept_new_options=True)
            st.button("Leave the sentence out", on_click=_leave_out, args=(text, task))
        with st.popover("Same as …"):
            own = [r["event_id"] for r in rows["evidence"] if r["source_id"] == source_id]
            ordered = list(dict.fromkeys([*reversed(own), *options["events"]]))
            chosen = st.selectbox(
                "Event", ordered, key="code_same", format_func=options["events"].__getitem__
            )
            st.button(
                "Add the passage there",
                disabled=chosen is None,
                on_click=_add_passage,
                args=(chosen, quote, task),
            )
        for table, label in (
            ("actors", "New actor"),
            ("items", "New item"),
            ("storylines", "New question"),
        ):
            if st.button(label, key=f"code_new_{table}"):
                new_row(table, "", options)
        for name in reader.strangers()[:3]:
            if st.button(f"+ {events.plain(name)}", key=f"code_name_{name}", help="New actor"):
                new_row("actors", name, options)
    for event_id, said in reader.like():
        st.button(
            f"Same as {event_id}? Add the passage there: {events.plain(said)}",
            key=f"code_like_{event_id}",
            type="tertiary",
            on_click=_add_passage,
            args=(event_id, quote, task),
        )
    hint = reader.name(held["events"]["actors"].split(";")[0])
    hints = {"title": f"{hint} …, in your own words", "summary": "Neutral; says who claims it"}
    for columns in EVENT:
        row_form.show_fields(
            form, "events", columns, options, reasons["events"], problems, remarks, hints
        )
        if columns == ("title",):
            for warning in coding.warnings(held["events"]["title"], held["events"]["claim_type"]):
                st.caption(f":orange[{events.plain(warning)}]")
    for columns in EVIDENCE:
        row_form.show_fields(
            form, "evidence", columns, options, reasons["evidence"], problems, remarks
        )
    if ties := _ties(reader, held):
        st.caption("Relationships that these words state: accept the right ones.")
    for row, why in ties:
        said = sentence_of(row, options["actors"], options["items"])
        st.checkbox(f"{events.plain(said)} · {events.plain(why)}", key=_tie_key(form, row))
    with st.expander("More: what it answers, a note, a number, a place"):
        for columns in MORE:
            row_form.show_fields(form, "events", columns, options, {}, problems, remarks)
        for table, columns in BESIDE.items():
            st.caption(_NAMED[table])
            row_form.show_fields(form, table, columns, options, {}, problems, remarks)
    others = [p for p in problems if p.column not in {c for t in held for c in held[t]}]
    for problem in others:
        st.markdown(f":red[{events.plain(str(problem))}]")
    with st.container(horizontal=True):
        st.button("Save", key="code_save", type="primary", on_click=_save, args=(text, task))
        st.button("Put away", key="code_away", on_click=_put_away, args=(task,))
    if touched:
        _keep_draft(journal, rows, task, held)


def _tie_key(form: str, row: Cells) -> str:
    return f"tie-{form}-" + "-".join(row[c] for c in BESIDE["relationships"][:4])


def _ties(reader: Suggestions, held: dict[str, Cells]) -> list[tuple[Cells, str]]:
    event = held["events"]
    return list(reader.relationships(event["claim_type"], event["commitment"]))


def _changes(
    journal: Journal, task: dict[str, Any], quote: Cells, reader: Suggestions
) -> list[Change]:
    """What saving the form would change: the event, its passage, and what holds."""
    held = _held(task["id"])
    event_id = journal.next_id("events")
    own = {"event_id": event_id}
    changes = [
        Change("events", None, own | held["events"]),
        Change("evidence", None, own | {"source_id": task["source_id"]} | quote | held["evidence"]),
    ]
    ties = _ties(reader, held)
    found = [row for row, _ in ties if st.session_state.get(_tie_key(task["id"], row))]
    found += [held["relationships"]] if held["relationships"]["relation"] else []
    first = int(journal.next_id("relationships")[1:])
    for number, row in enumerate(found, first):
        made = {"relationship_id": f"R{number:03d}", **own}
        changes.append(Change("relationships", None, made | row))
    for table, needed in (("quantities", "of"), ("places", "name")):
        if held[table][needed]:
            changes.append(Change(table, None, own | held[table]))
    return changes


def _without_draft(journal: Journal, task: dict[str, Any]) -> list[Change]:
    drafts = journal.rows("drafts")
    return [Change("drafts", d, None) for d in drafts if d["draft_id"] == task["id"]]


def _save(text: str, task: dict[str, Any]) -> None:
    """Save what the form holds now, which may be more than it held when it was drawn."""
    task["pressed"] = True
    if (journal := editing.journal()) is None:
        return
    rows = rows_of(journal)
    reader = Suggestions(rows, task["source_id"], text, task["start"], task["end"])
    changes = _changes(journal, task, coding.fixed(text, task["start"], task["end"]), reader)
    event = changes[0].after or {}
    said = f"{event['event_id']} {event['title']}"
    if editing.save(said, changes + _without_draft(journal, task)):
        _start(start=task["end"], end=task["end"])


def _add_passage(event_id: str, quote: Cells, task: dict[str, Any]) -> None:
    held = _held(task["id"])["evidence"]
    row = {"event_id": event_id, "source_id": task["source_id"]} | quote | held
    journal = editing.journal()
    gone = _without_draft(journal, task) if journal else []
    if editing.save(f"{event_id}: a passage", [Change("evidence", None, row), *gone]):
        _start(start=task["end"], end=task["end"])


def _leave_out(text: str, task: dict[str, Any]) -> None:
    reason = st.session_state["code_reason"]
    changes = []
    for one in passages.sentences(text):
        if one.start < task["end"] and one.end > task["start"]:
            row = {"source_id": task["source_id"], "sentence": text[one.start : one.end]}
            changes.append(Change("left_out", None, row | {"reason": reason}))
    if editing.save(f"left out: {reason}", changes):
        _start(start=task["end"], end=task["end"])


def _put_away(task: dict[str, Any]) -> None:
    """Close the form and forget its draft."""
    journal = editing.journal()
    if journal and editing.save("draft put away", _without_draft(journal, task)):
        _start(start=task["end"], end=task["end"])


def _keep_draft(
    journal: Journal, rows: coding.Rows, task: dict[str, Any], held: dict[str, Cells]
) -> None:
    """Write what was typed into the journal, so that nothing is lost."""
    before = next((d for d in rows["drafts"] if d["draft_id"] == task["id"]), None)
    draft = {
        "draft_id": task["id"],
        "kind": "passage",
        "source_id": task["source_id"],
        "start": str(task["start"]),
        "end": str(task["end"]),
        "row": json.dumps(held, ensure_ascii=False),
    }
    if before != draft:
        journal.commit("draft", [Change("drafts", before, draft)])
