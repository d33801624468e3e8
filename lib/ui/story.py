"""A story: one view after another, each with its sentence, and the deck of them all."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from lib.analysis import events, stories
from lib.dataset import codebook
from lib.export import statement
from lib.ui.briefing import made_title, show_preview
from lib.ui.navigation import PAGES, link
from lib.ui.session import change
from lib.ui.widgets import choose_one
from lib.view import story, url
from lib.view.screen import Screen

_JS = (Path(__file__).parent / "story.js").read_text(encoding="utf-8")


def show_story(screen: Screen) -> None:
    """Show one step of a story as its slide, with ways to the others."""
    steps = story.of_screen(screen)
    if not steps:
        st.info("These tables have no story yet. Briefing saves a view as a step of one.")
        return
    names = stories.names(screen.tables)
    if len(names) > 1:
        labels = {name: codebook.label(name) for name in names}
        choose_one("story", "Story", labels, screen.view.story or names[0])
    at = story.place(screen, steps)
    step, shown = steps[at]

    def go(by: int) -> None:
        change(step=str(min(max(at + by, 0), len(steps) - 1) + 1))

    def pressed() -> None:
        go(int(st.session_state["story_keys"]["by"] or 0))

    with st.container(key="story_bar", horizontal=True, vertical_alignment="center"):
        st.button("← Back", key="story_back", on_click=go, args=(-1,), disabled=at == 0)
        last = at + 1 == len(steps)
        st.button("Next →", key="story_next", on_click=go, args=(1,), disabled=last)
        st.markdown(f"**{at + 1} of {len(steps)}**")
        page = step.page if step.page in PAGES else "overview"
        link(replace(shown.view, title="", note=""), "Open this view", page=page, width="content")
        _offer_deck(steps)
    st.components.v2.component("claims_story", js=_JS)(
        key="story_keys", height=1, on_by_change=pressed
    )
    st.markdown(events.plain(step.sentence))
    show_preview(replace(shown, view=replace(shown.view, note="")))


def _offer_deck(steps: list[tuple[stories.Step, Screen]]) -> None:
    def made() -> bytes:
        # Each download runs in a thread of its own, so it takes its own session.
        tables = steps[0][1].tables.session()
        told = []
        for step, shown in steps:
            said = statement.statement(screen := replace(shown, tables=tables))
            # Title and sentence stand on the slide.
            told.append((screen, replace(said, address=f"?{urlencode(step.query, doseq=True)}")))
        from lib.export import slides  # the drawing libraries take a second to load

        return slides.story(told)

    st.download_button("Download PPTX", made, "story.pptx", key="deck", on_click="ignore")


def offer_step(screen: Screen) -> None:
    """Show the row of stories.csv that makes the view a step, to copy."""
    with st.expander("Save this view as a step of a story", key="step", on_change="rerun") as lazy:
        if not lazy.open:
            return
        view, said = screen.view, statement.statement(screen)
        named = view.story or next(iter(stories.names(screen.tables)), "story")
        steps = stories.steps(screen.tables, named)
        bare = replace(view, title="", note="", story="", step="")
        asked = urlencode(url.write(bare), doseq=True)
        number = steps[-1].step + 1 if steps else 1
        title = made_title(screen)
        row = io.StringIO()
        cells = (named, number, title, view.note or said.shown, f"briefing?{asked}")
        csv.writer(row, lineterminator="\n").writerow(cells)
        st.caption("Add this row to stories.csv. The note above is its sentence.")
        st.code(f"{','.join(codebook.columns('stories'))}\n{row.getvalue()}", language=None)
