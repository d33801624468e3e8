"""The form that codes the passage picked: what is suggested, what is confirmed, what is kept."""

from __future__ import annotations

import json
import time
from typing import Any

import streamlit as st

from lib.analysis import coding, events
from lib.analysis.suggestions import Suggestions, sentence_of
from lib.dataset import codebook, passages
from lib.dataset.journal import Journal
from lib.dataset.merge import Change
from lib.dataset.problems import Problem
from lib.dataset.sheet import READINGS, Cells
from lib.ui import editing, row_form
from lib.ui.coding_row import EVENT, EVENT_COLUMNS, MORE, options_of, rows_of
from lib.ui.coding_steps import new_row

EVIDENCE = ("speaker_words", "hedge", "via")
BESIDE = {
    "relationships": ("subject_id", "relation", "object_id", "item", "polarity"),
    "quantities": ("qualifier", "value", "unit", "of", "exact"),
    "places": ("name", "role"),
}
COLUMNS = {"events": EVENT_COLUMNS, "evidence": EVIDENCE, **BESIDE}
_NAMED = {"relationships": "Another relationship", "quantities": "A number", "places": "A place"}
_REQUIRED = {c for c in EVENT_COLUMNS if codebook.constraints("events", c).get("required")}
_OWN_WORDS = (("title",), ("summary",))


def blind() -> str:
    """Who reads the article anew without seeing its coding; empty for the first coder."""
    return str(st.session_state.get("_blind", ""))


def seen_rows(journal: Journal, source_id: str) -> dict[str, list[Cells]]:
    """The rows that the coder may see: a second coder sees only their own of the article."""
    rows = rows_of(journal)
    if reader := blind():
        return coding.own_reading(rows, source_id, journal.rows(table_of(reader, source_id)))
    return rows


def table_of(reader: str, source_id: str) -> str:
    """The table, and so the file, of a reading."""
    return f"{READINGS}/{reader}_{source_id}"


def kind_of_draft() -> str:
    """What the drafts of this coder are marked with."""
    return f"reading {blind()}" if blind() else "passage"


def start(**task: Any) -> None:
    """Begin with a passage from `start` to `end`, an event, or nothing; called from callbacks."""
    made = {"source_id": st.session_state["code_source"], "start": 0, "end": 0}
    st.session_state["_task"] = made | {"id": f"D{time.time_ns() // 1_000_000}"} | task


def _go_on(journal: Journal, task: dict[str, Any], text: str) -> None:
    """Go on with the next sentence that is open, if there is one below."""
    rows = seen_rows(journal, task["source_id"])
    states = coding.sentences(rows, task["source_id"], text)
    ahead = (p for p, state in states if state == "open" and p.start >= task["end"])
    found = next(ahead, None)
    start(start=found.start if found else 0, end=found.end if found else 0)


def open_draft(draft: Cells) -> None:
    """Go on with a draft; called from callbacks."""
    st.session_state.update(code_source=draft["source_id"], code_step="Passages")
    task: dict[str, Any] = {side: int(draft[side]) for side in ("start", "end")}
    if saved := json.loads(draft["row"]):  # what was only marked begins with the suggestions
        task["saved"] = saved
    start(id=draft["draft_id"], **task)
    row_form.clear(draft["draft_id"])


def _held(form: str) -> dict[str, Cells]:
    """What the whole form holds, by table."""
    return {t: row_form.values(form, t, columns) for t, columns in COLUMNS.items()}


def show_form(
    journal: Journal, rows: dict[str, list[Cells]], task: dict[str, Any], text: str
) -> None:
    """The form for a passage: what it may be the same as, the event, what holds, save."""
    form = task["id"]
    reader = Suggestions(rows, task["source_id"], text, task["start"], task["end"])
    quote = coding.fixed(text, task["start"], task["end"])
    claim_type = row_form.values(form, "events", ["claim_type"])["claim_type"]
    suggested = {"events": reader.event(claim_type), "evidence": reader.evidence()}
    given = {t: {c: s.value for c, s in v.items()} for t, v in suggested.items()}
    # What was not touched follows the suggestions, which follow new actors and the claim type.
    old = task.get("given", {})
    for table in COLUMNS:
        saved = task.get("saved", given).get(table, {})
        row_form.fill(form, table, saved, old.get(table, {}))
    task["given"] = {} if "saved" in task else given
    for column, made in st.session_state.pop("_made", []):
        key = row_form.key_of(form, "events", column)
        held = st.session_state[key]
        if held == given["events"].get(column, "").split(";"):
            held = []  # what was only suggested gives way
        st.session_state[key] = [*{*held, made}] if isinstance(held, list) else made
    held = _held(form)
    touched = held != task.setdefault("first", held) or "saved" in task
    unseen = {"title", "summary"} if blind() else set()
    problems, remarks = list[Problem](), list[Problem]()
    changes = _changes(journal, task, quote, reader) if touched else []
    if task.get("pressed") or all(held["events"][c] for c in _REQUIRED - unseen):
        problems, remarks = journal.tried(changes)
    elif touched:
        problems = journal.cells(changes)
    problems = [p for p in problems if p.column not in unseen]
    problems = [p for p in problems if p.code != "required" or task.get("pressed")]
    options = options_of(journal, rows)

    st.markdown(f"> {events.plain(quote['exact'])}")
    _show_aside(rows, task, text, reader, quote, options)
    hint = reader.name(held["events"]["actors"].split(";")[0])
    about = {"title": f"{hint} …, in your own words", "summary": "Neutral; says who claims it"}
    reasons = {t: {c: s.reason for c, s in found.items()} for t, found in suggested.items()}
    told = (options, reasons["events"], problems, remarks, about)
    for columns in EVENT:
        if columns in _OWN_WORDS and blind():
            continue
        row_form.show_fields(form, "events", columns, *told)
        if columns == ("title",):
            for warning in coding.warnings(held["events"]["title"], held["events"]["claim_type"]):
                st.caption(f":orange[{events.plain(warning)}]")
    evidence = (options, reasons["evidence"], problems, remarks)
    row_form.show_fields(form, "evidence", EVIDENCE, *evidence)
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
    for problem in problems:
        if problem.column not in {c for cells in held.values() for c in cells}:
            st.markdown(f":red[{events.plain(str(problem))}]")
    with st.container(horizontal=True):
        args = (text, task)
        st.button(
            *("Save and go on", "code_save"),
            type="primary",
            on_click=_save,
            args=args,
            shortcut="Ctrl+Enter",
        )
        st.button("Skip", "code_skip", on_click=_go_on, args=(journal, task, text))
        if touched:
            discard: tuple[Any, ...] = ("draft discarded", [], text, task)
            st.button("Discard", "code_away", on_click=_finish, args=discard)
    if touched:
        _keep_draft(journal, rows, task, held)


def _show_aside(
    rows: coding.Rows,
    task: dict[str, Any],
    text: str,
    reader: Suggestions,
    quote: Cells,
    options: dict[str, Any],
) -> None:
    """What else a passage may be: no claim, or an event that is there; and rows it may need."""
    with st.container(horizontal=True, key="code_aside"):
        if not blind():
            with st.popover("Not a claim"):
                st.selectbox("Reason", coding.REASONS, key="code_reason", accept_new_options=True)
                st.button("Leave the sentence out", on_click=_leave_out, args=(text, task))
            with st.popover("Same as …"):
                told = [r for r in rows["evidence"] if r["source_id"] == task["source_id"]]
                ordered = dict.fromkeys([r["event_id"] for r in reversed(told)])
                ordered |= dict.fromkeys(options["events"])
                label = options["events"].__getitem__
                # A key of its own for each passage, so that the event coded last comes first.
                key = f"code_same_{task['id']}"
                chosen = st.selectbox("Event", list(ordered), key=key, format_func=label)
                st.button(
                    "Add the passage there",
                    disabled=chosen is None,
                    on_click=_add_passage,
                    args=(chosen, quote, text, task),
                )
        with st.popover("New …"):
            for table, label in (
                ("actors", "Actor"),
                ("items", "Item"),
                ("storylines", "Question"),
            ):
                if st.button(label, key=f"code_new_{table}"):
                    new_row(table, {}, options)
        for guess in reader.strangers()[:4]:
            name = events.plain(guess["name"])
            if st.button(f"+ {name}", key=f"code_name_{name}", help="New actor"):
                new_row("actors", guess, options)
    for event_id, said in [] if blind() else reader.like():
        st.button(
            f"Same as {event_id}? Add the passage there: {events.plain(said)}",
            key=f"code_like_{event_id}",
            type="tertiary",
            on_click=_add_passage,
            args=(event_id, quote, text, task),
        )


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
    own = {"event_id": journal.next_id("events")}
    changes = [
        Change("events", None, own | held["events"]),
        Change("evidence", None, own | {"source_id": task["source_id"]} | quote | held["evidence"]),
    ]
    ties = _ties(reader, held)
    found = [row for row, _ in ties if st.session_state.get(_tie_key(task["id"], row))]
    found += [held["relationships"]] if held["relationships"]["relation"] else []
    first = int(journal.next_id("relationships")[1:])
    for number, row in enumerate(found, first):
        changes.append(
            Change("relationships", None, {"relationship_id": f"R{number:03d}"} | own | row)
        )
    if held["quantities"]["of"]:
        changes.append(Change("quantities", None, own | held["quantities"]))
    if name := held["places"]["name"]:
        # Where a place lies is known from its other rows.
        known = next((r for r in journal.rows("places") if r["name"] == name), {})
        changes.append(Change("places", None, known | own | held["places"]))
    return changes


def _without_draft(journal: Journal, task: dict[str, Any]) -> list[Change]:
    drafts = journal.rows("drafts")
    return [Change("drafts", d, None) for d in drafts if d["draft_id"] == task["id"]]


def _save(text: str, task: dict[str, Any]) -> None:
    """Save what the form holds now, which may be more than it held when it was drawn."""
    task["pressed"] = True
    if (journal := editing.journal()) is None:
        return
    source_id = task["source_id"]
    rows = seen_rows(journal, source_id)
    reader = Suggestions(rows, source_id, text, task["start"], task["end"])
    changes = _changes(journal, task, coding.fixed(text, task["start"], task["end"]), reader)
    event = changes[0].after or {}
    said = f"{event['event_id']} {event['title']}"
    if name := blind():
        row = coding.as_reading(changes)
        said = f"{name} reads {source_id}"
        changes = [Change(table_of(name, source_id), None, row)]
    _finish(said, changes, text, task)


def _add_passage(event_id: str, quote: Cells, text: str, task: dict[str, Any]) -> None:
    row = {"event_id": event_id, "source_id": task["source_id"]}
    row |= quote | _held(task["id"])["evidence"]
    _finish(f"{event_id}: a passage", [Change("evidence", None, row)], text, task)


def _leave_out(text: str, task: dict[str, Any]) -> None:
    reason = st.session_state["code_reason"]
    sentences = [
        text[one.start : one.end]
        for one in passages.sentences(text)
        if one.start < task["end"] and one.end > task["start"]
    ]
    own = {"source_id": task["source_id"], "reason": reason}
    changes = [Change("left_out", None, own | {"sentence": words}) for words in sentences]
    _finish(f"left out: {reason}", changes, text, task)


def _finish(said: str, changes: list[Change], text: str, task: dict[str, Any]) -> None:
    """Save an action that ends a form, and go on."""
    journal = editing.journal()
    if journal and editing.save(said, changes + _without_draft(journal, task)):
        _go_on(journal, task, text)


def _keep_draft(
    journal: Journal, rows: coding.Rows, task: dict[str, Any], held: dict[str, Cells]
) -> None:
    """Write what was typed into the journal, so that nothing is lost."""
    before = next((d for d in rows["drafts"] if d["draft_id"] == task["id"]), None)
    draft = {"draft_id": task["id"], "kind": kind_of_draft(), "source_id": task["source_id"]}
    draft |= {"start": str(task["start"]), "end": str(task["end"])}
    draft |= {"row": json.dumps(held, ensure_ascii=False)}
    if before != draft:
        journal.commit("draft", [Change("drafts", before, draft)])
