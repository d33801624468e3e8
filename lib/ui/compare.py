"""Two filter settings, A and B, side by side."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from lib.analysis import comparison, events, filters
from lib.charts import comparison as comparison_chart
from lib.dataset import text
from lib.ui.detail import beside_detail
from lib.ui.lists import show_ties
from lib.ui.plots import show_picture, show_timeline
from lib.ui.session import change
from lib.ui.widgets import choose_values
from lib.view import url
from lib.view.screen import Screen

_NAMED = 8  # events named of those only one of the two has


def choose_other(screen: Screen) -> None:
    """Choose the second set of filters, B; the first, A, is the sidebar's."""
    tables, view = screen.tables, screen.view
    labels = filters.options(tables)
    _, second = _pair(screen)
    names = ("speaker", "actor", "source", "claim_type", "storyline")
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            choose_values(
                name,
                labels[name],
                getattr(second, name),
                partial(_change_other, _pair(screen)),
                url.AGAINST,
                f"B: {filters.HEADINGS[name]}",
                filters.other_names(tables) if name in ("speaker", "actor") else {},
            )
    # A container of its own keeps the place, and so the focus, of the fields.
    with st.container(key="other"):
        if view.against.active():
            st.button(
                "Reset B",
                key="reset_b",
                type="tertiary",
                on_click=change,
                kwargs={"against": filters.Filters()},
            )
        elif not view.filters.active() and second.active():
            st.caption("No filter is set: the two states that speak most stand side by side.")


def _pair(screen: Screen) -> tuple[filters.Filters, filters.Filters]:
    """The filters of A and B; where nothing is filtered, the two states that speak most."""
    view = screen.view
    if view.filters.active() or view.against.active():
        return view.filters, view.against
    busiest = comparison.busiest(screen.tables)
    if len(busiest) < 2:
        return view.filters, view.against
    one, other = (filters.Filters(speaker=(actor,)) for actor in busiest)
    return one, other


def _change_other(
    pair: tuple[filters.Filters, filters.Filters], name: str, values: tuple[str, ...]
) -> None:
    changed: dict[str, Any] = {name: values}
    change(filters=pair[0], against=replace(pair[1], **changed))


def show_comparison(screen: Screen) -> None:
    """Show A and B on the same scales, and in words what is only in one of them."""
    tables = screen.tables
    first, second = (
        replace(screen, view=replace(screen.view, filters=side)) for side in _pair(screen)
    )
    seen, against = first.seen, second.seen
    overlap = comparison.overlap(seen, against)
    st.markdown(
        f"{text.count(overlap['only_a'])} only in A, {overlap['both']:,} in both, "
        f"{overlap['only_b']:,} only in B."
    )
    with beside_detail(screen):
        width = 260 if screen.open else 430
        both = seen.either(against)
        for column, side, shown in zip(st.columns(2), "AB", (first, second), strict=True):
            with column:
                name = events.plain(comparison.name(tables, shown.view.filters))
                st.markdown(f"**{side} · {name}**: {text.count(len(shown.seen))}")
                if shown.seen:
                    show_timeline(shown, width, 300, f"timeline_{side.lower()}", both)
        alone = (("A", seen, against), ("B", against, seen))
        for column, (side, these, others) in zip(st.columns(2), alone, strict=True):
            with column:
                only = these.where("no NOT IN (FROM {others})", others=others)
                heading = f"Only in {side} ({len(only):,})"
                show_ties(heading, events.listed(only, _NAMED), screen.view, len(only), _NAMED)
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
