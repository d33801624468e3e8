"""A question: one storyline as claim and counter-claim."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.analysis import events, questions
from lib.charts import board, grounds
from lib.dataset import codebook
from lib.export.templates import render
from lib.ui.detail import beside_detail
from lib.ui.lists import show_board_as_list, show_ties
from lib.ui.navigation import link
from lib.ui.plots import NARROWS, show_picture
from lib.ui.widgets import choose_one
from lib.view.screen import Screen


def show_question(screen: Screen) -> None:
    """Show one storyline as claim and counter-claim, with a switch between all of them."""
    tables, seen, counts = screen.tables, screen.seen, screen.counts
    order = questions.ranked(counts, screen.view.order)
    listed = zip(tables.storylines.loc[order, "title"], counts.loc[order, "events"], strict=True)
    titles = {s: f"{title} {n:,}" for s, (title, n) in zip(order, listed, strict=True)}
    chosen = screen.question
    choose_one("question", "Question", titles, chosen)
    with beside_detail(screen):
        row = counts.loc[chosen]
        st.header(events.plain(tables.storylines.loc[chosen, "question"]))
        st.markdown(
            f"{questions.in_words(row)} · {questions.contest_in_words(row)}", help=questions.MEASURE
        )
        width = 660 if screen.open else 1040
        show_picture(
            board.of_screen(screen, chosen, width),
            "board",
            questions.text_alternative(tables, seen, chosen),
            question=chosen,
        )
        if board.counted(seen, chosen):
            st.caption(NARROWS)
            show_board_as_list(screen, chosen)
        st.caption("What the claims rest on, on one scale of events:")
        show_picture(
            grounds.figure(seen, chosen, screen.theme, width),
            "grounds",
            f"Attributions of the claims on “{tables.storylines.loc[chosen, 'title']}”.",
        )
        _show_both_sides(screen, chosen)


def _show_both_sides(screen: Screen, storyline_id: str) -> None:
    tables, seen = screen.tables, screen.seen
    under = " under these filters" if screen.view.filters.active() else ""
    tensions = questions.tensions(tables, seen, storyline_id, questions.MOST_TENSIONS)
    number = int(screen.counts.loc[storyline_id, "tensions"])
    passages, facing, sides = st.tabs(
        ["Strongest passages", f"Tensions ({number:,})", "Sides over time"]
    )
    with passages:
        both = [questions.strongest(seen, storyline_id, g) for g in questions.STANCE_GROUPS]
        if any(both):
            st.caption(
                "Strong by how they are told, which does not make them true: told by most "
                "articles, then resting on a named official or an institution, then without "
                "words of doubt, then latest."
            )
        for column, group, ids in zip(st.columns(2), questions.STANCE_GROUPS, both, strict=True):
            with column:
                st.markdown(f"**Those who {questions.GROUP_WORDS[group]}**")
                for event_id in ids:
                    found = events.dossier(tables, event_id)
                    show_ties("", (events.tie(tables, event_id),), screen.view)
                    st.html(render("quotes.html", quotes=found.quotes))
                if not ids:
                    st.caption(f"Nobody does{under}.")
    with facing:
        for tension in tensions:
            st.markdown(f"**{tension.kind}.** {events.plain(tension.note)}")
            for column, (event, quote) in zip(st.columns(2), tension.sides, strict=True):
                with column:
                    show_ties("", (event,), screen.view)
                    st.html(render("quotes.html", quotes=[quote]))
        if number > len(tensions):
            st.caption(f"The first {len(tensions)} of {number:,}, in the table’s order.")
            filtered = replace(screen.view.filters, storyline=(storyline_id,))
            view = screen.view.pick(filters=filtered, table="tensions")
            link(view, f"All {number:,} tensions, in Records", page="records")
        if not tensions:
            st.caption(f"No tension touches this question{under}.")
    with sides:
        shown = questions.stance_over_time(seen, storyline_id)
        shown["stance"] = shown["stance"].map(codebook.label)
        st.table(shown.rename(columns=codebook.label), hide_index=True)


def explain_measure() -> None:
    """Explain what “contested” measures."""
    with st.expander("How is “contested” measured?"):
        st.markdown(events.plain(questions.MEASURE))
