"""Two filter settings, A and B, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

import streamlit as st

from lib.analysis import comparison, events, filters
from lib.charts import comparison as comparison_chart
from lib.dataset import text
from lib.ui.detail import beside_detail
from lib.ui.navigation import link
from lib.ui.plots import draw_timeline, show_picture
from lib.ui.session import change
from lib.ui.widgets import choose_values
from lib.view import url
from lib.view.screen import Screen
from lib.view.view import View


def choose_other(screen: Screen) -> None:
    """Choose the second set of filters, B; the first, A, is the sidebar's."""
    tables, view = screen.tables, screen.view
    labels = filters.options(tables)
    # A container of their own keeps the place, and so the focus, of the fields below.
    with st.container(key="other"):
        if not view.filters.active() and not view.against.active():
            _offer_example(view, labels["actor"])
        if view.against.active():
            st.button(
                "Reset B",
                key="reset_b",
                type="tertiary",
                on_click=change,
                kwargs={"against": filters.Filters()},
            )
    names = ("actor", "source", "claim_type", "storyline")
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            choose_values(
                name,
                labels[name],
                getattr(view.against, name),
                _change_other,
                url.AGAINST,
                f"B: {filters.HEADINGS[name]}",
                filters.other_names(tables) if name == "actor" else {},
            )


def _offer_example(view: View, actors: Mapping[str, str]) -> None:
    if len(actors) < 2:
        return
    (one, a), (other, b) = islice(actors.items(), 2)
    example = replace(
        view, filters=filters.Filters(actor=(one,)), against=filters.Filters(actor=(other,))
    )
    link(example, events.plain(f"For example {a} against {b}"))


def _change_other(name: str, values: tuple[str, ...]) -> None:
    change(against=replace(st.session_state["_view"].against, **{name: values}))


def show_comparison(screen: Screen) -> None:
    """Show A and B on the same scales, and in words what is only in one of them."""
    tables, view = screen.tables, screen.view
    second = replace(screen, view=replace(view, filters=view.against))
    seen, against = screen.seen, second.seen
    overlap = comparison.overlap(seen, against)
    st.markdown(
        f"**A** {events.plain(comparison.name(tables, view.filters))} · "
        f"**B** {events.plain(comparison.name(tables, view.against))} · "
        f"{overlap['only_a']:,} only in A, {overlap['both']:,} in both, "
        f"{overlap['only_b']:,} only in B"
    )
    with beside_detail(screen):
        width = 260 if screen.open else 430
        both = seen.either(against)
        for column, side, shown in zip(st.columns(2), "AB", (screen, second), strict=True):
            with column:
                st.markdown(f"**{side}**: {text.count(len(shown.seen))}")
                draw_timeline(shown, f"timeline_{side.lower()}", (width, 300), both)
        bars, words = st.columns(2, gap="medium")
        with bars:
            show_picture(
                comparison_chart.figure(seen, against, screen.theme),
                "types",
                "Events of A and B by claim type.",
                clickable=False,
            )
        with words:
            for difference in comparison.differences(tables, seen, against):
                st.markdown(f"**{difference.what}**")
                st.markdown(events.plain(" ".join(comparison.in_words(difference))))
