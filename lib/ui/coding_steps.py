"""Steps of coding around the passages: an article, a new row, drafts, tensions."""

import hashlib
import json
import time
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
PAGE = 5  # pairs of events that are judged at once
TOLD = {"note": "What clashes", "reading": "A reading in which both are so, if there is one"}
BASES = {"stated": "printed in it", "inferred": "inferred from it", "external": "from elsewhere"}


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
            "Its date is",
            codebook.vocabulary("sources", "published_basis"),
            default="stated",
            required=True,
            format_func=lambda code: BASES.get(code, code),
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
    """Open a dialog for a new actor, item or storyline, with a first guess at its cells."""
    form = f"new{time.time_ns()}"  # nothing typed into the last one comes along
    row_form.fill(form, table, guess)
    st.session_state["_use"] = guess.get("use", "target")
    st.dialog(f"New {table[:-1]}")(_new_row)(form, table, options)


def _new_row(form: str, table: str, options: dict[str, Any]) -> None:
    with st.form("row_form", border=False):
        for columns in FIELDS[table]:
            row_form.show_fields(form, table, columns, options)
        uses = ["speaker", "target", "neither"] if table == "actors" else []
        use = (
            st.segmented_control("Use it here as", uses, key="_use", required=True) if uses else ""
        )
        added = st.form_submit_button("Add", type="primary")
    if not added:
        return
    cells = row_form.values(form, table, [*chain(*FIELDS[table])])
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
        label = "Passages marked in another tool: a file of W3C Web Annotations (JSON)"
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
    """Judge the pairs of events that may clash, with their words and dates beside each other."""
    pairs = coding.tension_pairs(rows, source_id)
    st.markdown(
        f"**{count(len(pairs), 'pair')} to judge.** Do both events speak of the same thing and "
        "time? To say that they clash, write what clashes, then choose."
    )
    words: dict[str, list[str]] = {}
    for row in rows["evidence"]:
        words.setdefault(row["event_id"], []).append(row["exact"])
    for one, two, kind, why in pairs[:PAGE]:
        ids = one["event_id"], two["event_id"]
        name = "-".join(ids)
        with st.container(border=True, key=f"pair_{name}"):
            for place, event in zip(st.columns(2), (one, two), strict=True):
                place.markdown(f"**{event['event_id']}** {events.plain(event['title'])}")
                when = dates.in_words(event["date"])
                if event.get("about_date"):
                    when += f", about {dates.in_words(event['about_date'])}"
                place.caption(events.plain(when))
                for exact in words.get(event["event_id"], []):
                    place.markdown(f"> {events.plain(exact)}")
            st.caption(events.plain(f"{codebook.label(kind)}: {why}"))
            for place, (column, label) in zip(st.columns(2), TOLD.items(), strict=True):
                place.text_input(label, key=f"{column}_{name}")
            with st.container(horizontal=True):
                for verdict, label in (("contradict", "They contradict"), ("seem", "Only seem to")):
                    row = {"event_a": ids[0], "event_b": ids[1], "kind": kind, "verdict": verdict}
                    key = f"{verdict}_{name}"
                    st.button(label, key=key, on_click=_clash, args=(journal, name, row))
                args = ([ids],)
                st.button("No tension", key=f"none_{name}", on_click=_dismiss, args=args)
    if len(pairs) > 1:
        shown = [(one["event_id"], two["event_id"]) for one, two, *_ in pairs[:PAGE]]
        label = f"None of these {len(shown)} is a tension"
        st.button(label, key="none_shown", on_click=_dismiss, args=(shown,))
    if len(pairs) > PAGE:
        st.caption(f"{len(pairs) - PAGE} more follow.")


def _clash(journal: Journal, name: str, row: Cells) -> None:
    told = {column: st.session_state.get(f"{column}_{name}", "").strip() for column in TOLD}
    if not told["note"]:
        st.session_state["_unsaved"] = ["Not saved: write what clashes first."]
        return
    row = {"tension_id": journal.next_id("tensions")} | row | told
    row["reading"] = row["reading"] or "none found"
    editing.save(f"{row['tension_id']} {name}", [Change("tensions", None, row)])


def _dismiss(pairs: list[tuple[str, str]]) -> None:
    none = [{"draft_id": f"none {one} {two}", "kind": "no-tension"} for one, two in pairs]
    said = f"no tension {', '.join('-'.join(ids) for ids in pairs)}"
    editing.save(said, [Change("drafts", None, row) for row in none])
