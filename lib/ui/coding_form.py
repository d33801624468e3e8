"""The form that codes the passage picked: what is suggested, what is confirmed, what is kept."""

import json
import time
from itertools import chain
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
from lib.ui.coding_row import EVENT, EVENT_COLUMNS, MORE, doubts, options_of, rows_of
from lib.ui.coding_steps import new_row

EVIDENCE = ("speaker_words", "hedge", "via")
COLUMNS = {"events": EVENT_COLUMNS, "evidence": EVIDENCE}
_BESIDE = {
    "relationships": (("subject_id", "relation", "object_id"), ("item", "polarity")),
    "quantities": (("of", "value", "unit"), ("qualifier", "exact")),
    "places": (("name", "role"),),
}
_POINT = ("lat", "lon", "precision_km")
_MOST = 9  # rows of a table that an event can have beside it
_NAMED = {"relationships": "Other relationships", "quantities": "Numbers", "places": "Places"}
_REQUIRED = {c for c in EVENT_COLUMNS if codebook.constraints("events", c).get("required")}


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
    made |= {"id": f"D{time.time_ns() // 1_000_000}"} | task
    st.session_state["_task"] = made
    _offered().add((made["source_id"], made["start"], made["end"]))


def _offered() -> set[tuple[str, int, int]]:
    """The passages that were picked; what is left of a sentence is offered only once."""
    picked: set[tuple[str, int, int]] = st.session_state.setdefault("_offered", set())
    return picked


def stops(rows: coding.Rows, source_id: str, text: str) -> list[tuple[int, int]]:
    """Where the next passage may be: open sentences, and clauses not offered before."""
    sentences, clauses = coding.left(rows, source_id, text)
    rest = (c for c in clauses if (source_id, c.start, c.end) not in _offered())
    return sorted((place.start, place.end) for place in (*sentences, *rest))


def go_on(journal: Journal, task: dict[str, Any], text: str) -> None:
    """Go on with what is left below, else with what is left above."""
    left = stops(seen_rows(journal, task["source_id"]), task["source_id"], text)
    ahead = [place for place in left if place[0] >= task["end"]]
    found = next(iter(ahead or left), (0, 0))
    start(start=found[0], end=found[1])


def open_draft(draft: Cells) -> None:
    """Go on with a draft; called from callbacks."""
    st.session_state.update(code_source=draft["source_id"], code_step="Passages")
    task: dict[str, Any] = {side: int(draft[side]) for side in ("start", "end")}
    if saved := json.loads(draft["row"]):  # what was only marked begins with the suggestions
        single = [t for t in _BESIDE if isinstance(saved.get(t), dict)]
        task["saved"] = saved | {t: [saved[t]] for t in single}
    start(id=draft["draft_id"], **task)
    row_form.clear(draft["draft_id"])


def _held(form: str) -> dict[str, Any]:
    """What the whole form holds, by table; of those beside the event, the rows begun."""
    held: dict[str, Any] = {t: row_form.values(form, t, columns) for t, columns in COLUMNS.items()}
    for table, groups in _BESIDE.items():
        columns = [*chain(*groups), *(_POINT if table == "places" else ())]
        rows = (row_form.values(f"{form}.{n}", table, columns) for n in range(_MOST))
        held[table] = [row for row in rows if any(row.values())]
    tie = f"tie-{form}-"
    held["ties"] = [
        k for k in map(str, st.session_state) if k.startswith(tie) and st.session_state[k]
    ]
    return held


def _use(form: str, column: str, made: str) -> None:
    """Put a new actor, item or storyline where the coder wants it."""
    held = row_form.values(form, "events", [column])[column]
    if column in ("targets", "items") or (
        column == "actors" and row_form.touched(form, "events", column)
    ):
        made = ";".join(dict.fromkeys([*filter(None, held.split(";")), made]))
    row_form.put(form, "events", column, made)


def show_form(
    journal: Journal, rows: dict[str, list[Cells]], task: dict[str, Any], text: str
) -> None:
    """The form for a passage: what it may be the same as, the event, what holds, save."""
    form = task["id"]
    if "held" in task and row_form.gone(form):  # another page was open meanwhile
        row_form.clear(form)
        task["saved"] = task.pop("held")
    reader = Suggestions(rows, task["source_id"], text, task["start"], task["end"])
    quote = coding.fixed(text, task["start"], task["end"])
    added = st.session_state.get("_made", [])  # in a dialog, so nobody types into the form
    for column, made in added:
        _use(form, column, made)
    chosen = row_form.values(form, "events", ["claim_type", "actors"])
    suggested = {"events": reader.event(**chosen), "evidence": reader.evidence()}
    # What was not touched follows the suggestions, which follow the speaker and the claim type.
    given = {t: {c: s.value for c, s in found.items()} for t, found in suggested.items()}
    saved = task.get("saved", {})
    for table in COLUMNS:
        row_form.fill(form, table, saved.get(table, given[table]), words=bool(added))
    for table in _BESIDE:
        for number in range(_MOST):
            kept = saved.get(table, [])[number : number + 1]
            row_form.fill(f"{form}.{number}", table, *(kept or [{}]))
    st.session_state.pop("_made", None)  # only now: a run may be cut off at any line
    held = _held(form)
    own = any(row_form.touched(form, t, c) for t, columns in COLUMNS.items() for c in columns)
    touched = own or any(held[key] for key in (*_BESIDE, "ties")) or "saved" in task
    unseen = {"title", "summary"} if blind() else set()
    problems, remarks = list[Problem](), list[Problem]()
    changes = _changes(journal, task, quote, reader) if touched else []
    if task.get("pressed") or (touched and all(held["events"][c] for c in _REQUIRED - unseen)):
        problems, remarks = journal.tried(changes)
    elif touched:
        problems = journal.cells(changes)
    problems = [p for p in problems if p.column not in unseen]
    problems = [p for p in problems if p.code != "required" or task.get("pressed")]
    remarks += doubts(held["events"])
    options = options_of(journal, rows)

    st.markdown(f"> {events.plain(quote['exact'])}")
    _show_aside(rows, task, text, reader, quote, options)
    hint = reader.name(held["events"]["actors"].split(";")[0])
    about = {"title": f"{hint} …, in your own words", "summary": "Neutral; says who claims it"}
    # The reason goes with the suggestion.
    reasons = {
        t: {c: s.reason for c, s in found.items() if held[t].get(c) == given[t][c]}
        for t, found in suggested.items()
    }
    for columns in EVENT:
        if columns in (("title",), ("summary",)) and blind():
            continue
        told = (options, reasons["events"], problems, remarks, about)
        row_form.show_fields(form, "events", columns, *told)
    evidence = (options, reasons["evidence"], problems, remarks)
    row_form.show_fields(form, "evidence", EVIDENCE, *evidence)
    with st.container():  # what stands below stays the same widget, however many there are
        if ties := _ties(reader, held):
            st.caption("Relationships that these words state: accept the right ones.")
        for row, why in ties:
            said = sentence_of(row, options["actors"], options["items"])
            key = _tie_key(form, row)
            label = f"{events.plain(said)} · {events.plain(why)}"
            st.checkbox(label, key in saved.get("ties", []), key=key)
    with st.expander("More: what it answers, a note, numbers, places, other relationships"):
        for columns in MORE:
            row_form.show_fields(form, "events", columns, options, {}, problems, remarks)
        for table in reversed(_BESIDE):
            with st.container():
                st.caption(_NAMED[table])
                _show_beside(form, table, options)
    with st.container():
        for problem in problems:
            if problem.column not in {*codebook.columns("events"), *EVIDENCE}:
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
        st.button("Skip", "code_skip", on_click=go_on, args=(journal, task, text))
        if touched:
            discard: tuple[Any, ...] = ("draft discarded", [], text, task)
            st.button("Discard", "code_away", on_click=_finish, args=discard)
    if touched:
        task["held"] = held
        _keep_draft(journal, rows, task, held)


def _show_beside(form: str, table: str, options: dict[str, Any]) -> None:
    """The rows of a table that rest on the event, and an empty one for the next."""
    for number in range(_MOST):
        own = f"{form}.{number}"
        with st.container():
            for columns in _BESIDE[table]:
                row_form.show_fields(own, table, columns, options)
            name = row_form.values(own, table, ["name"]).get("name", "")
            if table == "places" and name and name not in options["places"]:
                st.caption("A new place: where is it? Without a point it is not on the map.")
                row_form.show_fields(own, table, _POINT, options)
        if not any(row_form.values(own, table, [*chain(*_BESIDE[table])]).values()):
            return


def _show_aside(
    rows: coding.Rows,
    task: dict[str, Any],
    text: str,
    reader: Suggestions,
    quote: Cells,
    options: dict[str, Any],
) -> None:
    """What else a passage may be: no claim, or an event that is there; and rows it may need."""
    form = task["id"]
    with st.container(horizontal=True, key="code_aside"):
        if not blind():
            # What is chosen is done at once, and the fields are new for each passage.
            st.selectbox(
                "Leave the sentence out",
                coding.REASONS,
                index=None,
                key=f"code_reason-{form}",
                placeholder="Not a claim: why? Choose or type",
                label_visibility="collapsed",
                accept_new_options=True,
                on_change=_leave_out,
                args=(text, task),
                width=270,
            )
            told = [r for r in rows["evidence"] if r["source_id"] == task["source_id"]]
            ordered = dict.fromkeys([r["event_id"] for r in reversed(told)])
            st.selectbox(
                "Same as",
                [*(ordered | dict.fromkeys(options["events"]))],
                index=None,
                key=f"code_same-{form}",
                format_func=options["events"].__getitem__,
                placeholder="Same as an event that is here: which?",
                label_visibility="collapsed",
                on_change=_add_chosen,
                args=(quote, text, task),
                width=300,
            )
        kinds = {"Actor": "actors", "Item": "items", "Storyline": "storylines"}
        if kind := st.menu_button("New …", list(kinds), key=f"code_new-{form}"):
            new_row(kinds[kind], {}, options)
        for guess in reader.strangers()[:4]:
            name = events.plain(guess["name"])
            if st.button(f"+ {name}", key=f"code_name_{name}", help="New actor"):
                new_row("actors", guess, options)
    with st.container():
        for event_id, said in [] if blind() else reader.like():
            st.button(
                f"Same as {event_id}? Add the passage there: {events.plain(said)}",
                key=f"code_like_{event_id}",
                type="tertiary",
                on_click=_add_passage,
                args=(event_id, quote, text, task),
            )


def _tie_key(form: str, row: Cells) -> str:
    own = (row[c] for c in ("subject_id", "relation", "object_id", "item"))
    return f"tie-{form}-" + "-".join(own)


def _ties(reader: Suggestions, held: dict[str, Any]) -> list[tuple[Cells, str]]:
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
    ties = [row for row, _ in _ties(reader, held) if _tie_key(task["id"], row) in held["ties"]]
    first = int(journal.next_id("relationships")[1:])
    for number, row in enumerate(ties + held["relationships"], first):
        made = {"relationship_id": f"R{number:03d}"} | own | row
        changes.append(Change("relationships", None, made))
    changes += [Change("quantities", None, own | row) for row in held["quantities"]]
    for row in held["places"]:
        # Where a place lies is known from its other rows.
        known = next((r for r in journal.rows("places") if r["name"] == row["name"]), {})
        place = {c: v for c, v in row.items() if v or c not in known}
        changes.append(Change("places", None, known | own | place))
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


def _add_chosen(quote: Cells, text: str, task: dict[str, Any]) -> None:
    if event_id := st.session_state[f"code_same-{task['id']}"]:
        _add_passage(event_id, quote, text, task)


def _add_passage(event_id: str, quote: Cells, text: str, task: dict[str, Any]) -> None:
    row = {"event_id": event_id, "source_id": task["source_id"]}
    row |= quote | _held(task["id"])["evidence"]
    _finish(f"{event_id}: a passage", [Change("evidence", None, row)], text, task)


def _leave_out(text: str, task: dict[str, Any]) -> None:
    if not (reason := st.session_state[f"code_reason-{task['id']}"]):
        return
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
        go_on(journal, task, text)


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
