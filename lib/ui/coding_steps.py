"""Steps of coding around the passages: an article, a new row, drafts, tensions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import streamlit as st

from lib.analysis import coding, events
from lib.dataset import codebook, dates
from lib.dataset.journal import Journal
from lib.dataset.merge import Change
from lib.dataset.problems import TablesError
from lib.dataset.reading import TYPES, text_of, tidy
from lib.dataset.sheet import Cells
from lib.dataset.text import brief, count
from lib.ui import editing, row_form

FIELDS = {
    "actors": (("name", "kind"), ("side", "part_of"), ("role", "aliases")),
    "items": (("name", "class"), ("forms", "note")),
    "storylines": (("title",), ("question",)),
}
ARTICLE = (("title", "label"), ("publisher", "published"), ("author", "url"), ("note",))
HINTS = {"published": "2023-05-15, 2023-05, or 2023-05-15~ for about that day"}


@st.dialog("Add an article", width="large")
def new_article(sources: list[Cells]) -> None:
    """Take an article's words, and what is known of it; file, slug and hash come by themselves."""
    told = st.container()
    with st.form("article_form", border=False):
        pasted = st.text_area("Paste its words", height=180)
        given = st.file_uploader("Or its file: text, HTML or PDF", type=list(TYPES))
        about = {"about": codebook.about()}
        for columns in ARTICLE:
            row_form.show_fields("article", "sources", columns, about, hints=HINTS)
        basis = st.segmented_control(
            "Its date is", codebook.vocabulary("sources", "published_basis"), default="stated"
        )
        added = st.form_submit_button("Add", type="primary")
    if not added:
        return
    cells = row_form.values("article", "sources", [*chain(*ARTICLE)])
    if len(meant := dates.meant(cells["published"])) == 1:
        cells["published"] = meant[0]
    try:
        text = text_of(given.name, given.getvalue()) if given is not None else tidy(pasted)
        dates.parse(cells["published"])
    except TablesError as error:
        told.error(events.plain(str(error)))
        return
    except dates.DateError as error:
        told.error(events.plain(f"Published: {error}. {dates.remedy(cells['published'])}"))
        return
    digest = hashlib.sha256(text.encode()).hexdigest()
    same = [row["source_id"] for row in sources if row.get("sha256") == digest]
    if same or not text.strip():
        why = f"It is here already: {same[0]}." if same else "It has no words yet."
        told.error(events.plain(why))
        return
    known = {column: cell for column, cell in cells.items() if cell}
    known |= {"published_basis": str(basis), "retrieved": f"{datetime.now(UTC).date()}"}
    changes = coding.new_article(sources, text, known)
    source_id = (changes[1].after or {})["source_id"]
    if editing.save(f"article {source_id}", changes):
        st.session_state["_source"] = source_id
        row_form.clear("article")
    st.rerun()


def new_row(table: str, guess: Cells, options: dict[str, Any]) -> None:
    """Open a dialog for a new actor, item or question, with a first guess at its cells."""
    row_form.clear("new")
    row_form.fill("new", table, guess)
    st.session_state["_use"] = guess.get("use", "target")
    st.dialog(f"New {'question' if table == 'storylines' else table[:-1]}")(_new_row)(
        table, options
    )


def _new_row(table: str, options: dict[str, Any]) -> None:
    with st.form("row_form", border=False):
        for columns in FIELDS[table]:
            row_form.show_fields("new", table, columns, options)
        uses = {"actors": ["speaker", "target", "neither"]}.get(table, [])
        use = st.segmented_control("Use it here as", uses, key="_use") if uses else ""
        added = st.form_submit_button("Add", type="primary")
    if not added:
        return
    cells = row_form.values("new", table, [*chain(*FIELDS[table])])
    made = coding.slug(cells.get("name") or cells.get("title", ""), options[table])
    row = {codebook.columns(table)[0]: made} | cells
    if editing.save(f"{table[:-1]} {made}", [Change(table, None, row)]):
        into = {"speaker": "actors", "target": "targets"}.get(str(use), "")
        into = {"items": "items", "storylines": "storyline_id"}.get(table, into)
        st.session_state["_made"] = [(into, made)] if into else []
        st.rerun()
    editing.show_unsaved()


def show_drafts(
    drafts: list[Cells], source_id: str, text: str, kind: str, open_draft: Callable[[Cells], None]
) -> None:
    """List what was begun in an article and not finished; take in passages others have marked."""
    own = [draft for draft in drafts if draft["source_id"] == source_id]
    st.markdown(f"**{count(len(own), 'draft')}** of this article; drafts are in no picture.")
    for draft in sorted(own, key=lambda draft: int(draft["start"])):
        words = text[int(draft["start"]) : int(draft["end"])]
        said = json.loads(draft["row"]).get("events", {}).get("title", "") or f"“{brief(words)}”"
        st.button(
            events.plain(said), key=f"open_{draft['draft_id']}", on_click=open_draft, args=(draft,)
        )
    with st.form("annotations", border=False, clear_on_submit=True):
        label = "Passages marked elsewhere: W3C Web Annotations (JSON)"
        given = st.file_uploader(label, type=["json", "jsonld"])
        added = st.form_submit_button("Add as drafts")
    if added and given is not None:
        try:
            found, lost = coding.annotated(given.getvalue(), text)
        except ValueError as error:
            st.error(events.plain(f"{given.name} is not JSON: {error}"))
            return
        known = {(draft["start"], draft["end"]) for draft in own}
        rows = [
            {"draft_id": f"D{place.start}-{place.end}-{source_id}", "kind": kind}
            | {"source_id": source_id, "start": str(place.start), "end": str(place.end)}
            | {"row": "{}"}
            for place in found
            if (str(place.start), str(place.end)) not in known
        ]
        said = f"{count(len(rows), 'passage')} from {given.name}, {lost} not found"
        if editing.save(said, [Change("drafts", None, row) for row in rows]):
            st.rerun()


def show_tensions(journal: Journal, rows: coding.Rows, source_id: str) -> None:
    """Judge the pairs of events that may clash, one by one, with their words beside each other."""
    pairs = coding.tension_pairs(rows, source_id)
    st.markdown(f"**{len(pairs)} to judge.** Do both events speak of the same thing and time?")
    words: dict[str, list[str]] = {}
    for row in rows["evidence"]:
        words.setdefault(row["event_id"], []).append(row["exact"])
    for one, two, kind, why in pairs[:5]:
        ids = one["event_id"], two["event_id"]
        name = "-".join(ids)
        with st.container(border=True):
            for place, event in zip(st.columns(2), (one, two), strict=True):
                place.markdown(f"**{event['event_id']}** {events.plain(event['title'])}")
                for exact in words.get(event["event_id"], []):
                    place.markdown(f"> {events.plain(exact)}")
            st.caption(events.plain(f"{codebook.label(kind)}: {why}"))
            note = st.text_input("What clashes", key=f"note_{name}")
            reading = st.text_input("A reading in which both are so", key=f"reading_{name}")
            row = {"tension_id": journal.next_id("tensions"), "event_a": ids[0], "event_b": ids[1]}
            row |= {"kind": kind, "note": note, "reading": reading or "none found"}
            with st.container(horizontal=True):
                for verdict, label in (("contradict", "They contradict"), ("seem", "Only seem to")):
                    st.button(
                        label,
                        key=f"{verdict}_{name}",
                        disabled=not note,
                        on_click=editing.saved,
                        args=(
                            f"{row['tension_id']} {' '.join(ids)}",
                            [Change("tensions", None, row | {"verdict": verdict})],
                        ),
                    )
                none = {"draft_id": f"none {' '.join(ids)}", "kind": "no-tension"}
                st.button(
                    "No tension",
                    key=f"none_{name}",
                    on_click=editing.saved,
                    args=(f"no tension {' '.join(ids)}", [Change("drafts", None, none)]),
                )
    if len(pairs) > 5:
        st.caption(f"{len(pairs) - 5} more follow.")
