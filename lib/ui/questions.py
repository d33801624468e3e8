"""A question: one storyline as claim and counter-claim."""

from dataclasses import replace

import streamlit as st

from lib.analysis import events, questions
from lib.charts import board
from lib.dataset import codebook, text
from lib.export.templates import render
from lib.ui.coding_row import offer_edit
from lib.ui.detail import beside_detail
from lib.ui.lists import show_board_as_list, show_ties
from lib.ui.navigation import link
from lib.ui.plots import NARROWS, show_picture
from lib.ui.widgets import choose_one
from lib.view.screen import Screen


def show_question(screen: Screen) -> None:
    """Show one storyline as claim and counter-claim, with a switch between all of them."""
    tables, seen, counts = screen.tables, screen.seen, screen.counts
    if tables.unasked:
        missing = text.count(tables.unasked)
        st.caption(f"Not on this page: {missing} without a storyline in events.csv.")
    if tables.storylines.empty:
        st.info("These tables ask no question: storylines.csv has no row.")
        return
    order = questions.ranked(counts, screen.view.order)
    listed = zip(tables.storylines.loc[order, "title"], counts.loc[order, "events"], strict=True)
    titles = {s: f"{title} {n:,}" for s, (title, n) in zip(order, listed, strict=True)}
    chosen = screen.question
    choose_one("question", "Question", titles, chosen)
    with beside_detail(screen):
        st.header(events.plain(tables.storylines.loc[chosen, "question"]))
        st.caption(f"{questions.in_words(counts.loc[chosen])}.")
        _show_standings(screen, chosen)
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
        _show_both_sides(screen, chosen)


def _show_standings(screen: Screen, storyline_id: str) -> None:
    """Name who stands on which side, and how firmly."""
    found = questions.standings(screen.tables, screen.seen, storyline_id)
    grounds = questions.grounds(screen.seen, storyline_id)
    shown = [standing for standing in found if standing.events or standing.group != "partly"]
    if outside := questions.outside_in_words(found):
        st.markdown(f"**{outside}**")
    with st.container(key="standings"):
        for column, standing in zip(st.columns(len(shown)), shown, strict=True):
            missing = f"{codebook.label(questions.GROUP_WORDS[standing.group])}: none in view"
            named = [f"{name} ({n:,})" for name, n in standing.speakers.items()]
            who = events.plain(", ".join(named))
            if sum(standing.speakers.values()) > standing.events:
                who += "; joint statements count for each"
            column.markdown(f"**{events.plain(standing.words) or missing}**  \n{who}")
            if standing.events:
                told = [f"{codebook.label(c)} {n:,}" for c, n in grounds[standing.group].items()]
                said = f"{standing.voices}. Said by: {'; '.join(told).lower()}."
                column.caption(said, help=questions.ORIGIN)


def _show_both_sides(screen: Screen, storyline_id: str) -> None:
    number = int(screen.counts.loc[storyline_id, "tensions"])
    names = ["In their words", f"Contradictions ({number:,})"]
    passages, facing = st.tabs(names, key="both_sides", on_change="rerun")
    if passages.open:
        with passages:
            _show_passages(screen, storyline_id)
    if facing.open:
        with facing:
            _show_tensions(screen, storyline_id, number)


def _show_passages(screen: Screen, storyline_id: str) -> None:
    groups = {
        group: questions.strongest(screen.seen, storyline_id, group)
        for group in questions.STANCE_GROUPS
    }
    shown = {group: ids for group, ids in groups.items() if ids}
    if not shown:
        st.caption("Nobody in view takes a stance.")
        return
    st.caption(
        "Two statements from each side: those that most articles tell, then those with the most "
        "answerable speaker."
    )
    for column, (group, ids) in zip(st.columns(len(shown)), shown.items(), strict=True):
        with column:
            st.markdown(f"**{codebook.label(questions.GROUP_WORDS[group])}**")
            for event_id in ids:
                found = events.dossier(screen.tables, event_id)
                show_ties("", (events.tie(screen.tables, event_id),), screen.view)
                st.html(render("quotes.html", quotes=found.quotes))


def _show_tensions(screen: Screen, storyline_id: str, number: int) -> None:
    found = questions.tensions(screen.tables, screen.seen, storyline_id, questions.MOST_TENSIONS)
    for tension in found:
        verdict = f" :small[:gray[They {tension.verdict}.]]" if tension.verdict else ""
        said = f"**{tension.kind}.** {events.plain(tension.note)}{verdict}"
        key = f"tension_{tension.tension_id}"
        with st.expander(said, key=key, on_change="rerun") as lazy:
            if not lazy.open:
                continue
            offer_edit("tensions", tension.tension_id)
            if tension.reading:
                st.markdown(events.plain(f"Could both be so? {tension.reading}"))
            for column, (event, quotes) in zip(st.columns(2), tension.sides, strict=True):
                with column:
                    show_ties("", (event,), screen.view)
                    st.html(render("quotes.html", quotes=quotes))
            slide = replace(screen.view.pick(tension=tension.tension_id), form="")
            link(slide, "Briefing: this contradiction", page="briefing")
    if number > len(found):
        st.caption(f"The first {len(found)} of {number:,}.")
        filtered = replace(screen.view.filters, storyline=(storyline_id,))
        view = screen.view.pick(filters=filtered, table="tensions")
        link(view, f"All {number:,} contradictions, in Records", page="records")
    if not found:
        st.caption("No contradiction in view touches this question.")
