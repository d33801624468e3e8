"""The days in force: one range, set in the sidebar, by the slider or by a stroke on the chart.

It filters the events; with "Highlight only" the events outside it stay and fade.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from lib.analysis import chronology, filters
from lib.dataset import dates, text
from lib.dataset.tables import Tables
from lib.export import statement
from lib.ui.session import change, pick, set_widget
from lib.view.screen import Screen
from lib.view.view import View, days_of

Range = tuple[date | None, date | None]
_HIGHLIGHT = "highlight"


def in_force(view: View) -> Range:
    """The first and the last day that are highlighted or else filtered by."""
    return view.days if view.span else view.filters.date


def set_days(first: date | None, last: date | None) -> None:
    """Filter by these days or highlight them, as the switch says; called from callbacks."""
    if first and last and first > last:
        first, last = last, first
    asked = st.session_state["_view"].filters
    if st.session_state.get(_HIGHLIGHT):
        ends = (day.isoformat() if day else ".." for day in (first, last))
        span = "/".join(ends) if first or last else ""
        change(filters=replace(asked, date=(None, None)), span=span)
    else:
        change(filters=replace(asked, date=(first, last)), span="")


def show_days(span: str, **parts: Any) -> None:
    """Filter by a range of days written as EDTF, and change `parts` of the view.

    Called from callbacks.
    """
    filtered = replace(st.session_state["_view"].filters, date=days_of(span))
    pick(**{"filters": filtered, "span": ""} | parts)


def choose_days(tables: Tables, view: View) -> None:
    """Show the first and the last day to type or pick, and whether they only highlight."""
    first, last = (day.date() for day in chronology.extent(tables))
    ends = in_force(view)
    earliest = min([first, *filter(None, ends)]).replace(month=1, day=1)
    latest = max([last, *filter(None, ends)]).replace(month=12, day=31)

    def typed() -> None:
        set_days(st.session_state["first_day"], st.session_state["last_day"])

    # One field for each day: in a field for both, what is typed second replaces the first.
    for key, label, day in zip(("first_day", "last_day"), ("From", "To"), ends, strict=True):
        set_widget(key, day)
        st.date_input(
            label,
            None,
            key=key,
            min_value=earliest,
            max_value=latest,
            format="YYYY-MM-DD",
            on_change=typed,
            help="When it was said or done. An uncertain date is a span of days."
            if label == "From"
            else None,
        )
    if any(ends):
        set_widget(_HIGHLIGHT, bool(view.span))
    st.toggle("Highlight only", key=_HIGHLIGHT, on_change=lambda: set_days(*ends))
    if view.span and any(view.filters.date):
        st.caption(f"Filtered as well: {dates.days_in_words(*view.filters.date)}.")
    if any(view.filters.date):
        _choose_sureness(tables, view)


def _choose_sureness(tables: Tables, view: View) -> None:
    counts = filters.sureness(tables, view.filters)
    labels = {w: f"{label}: {counts[w]:,}" for w, label in filters.WITHIN.items()}
    set_widget("within", view.filters.within)

    def chosen() -> None:
        asked = st.session_state["_view"].filters
        change(filters=replace(asked, within=st.session_state["within"]))

    st.segmented_control(
        "How sure of the date",
        list(labels),
        key="within",
        format_func=labels.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=chosen,
    )


def slide_days(screen: Screen) -> None:
    """Show the days in force as a slider over those of the whole table."""
    first, last = (day.date() for day in chronology.extent(screen.tables))
    if first == last:
        return  # of a single day no range can be picked
    start, end = in_force(screen.view)
    ends = (min(max(day, first), last) for day in (start or first, end or last))
    set_widget("days_slider", tuple(ends))

    def moved() -> None:
        start, end = st.session_state["days_slider"]
        # The ends of the slider are no limit: what has no known start lies beyond them.
        set_days(start if start > first else None, end if end < last else None)

    own = "" if screen.view.clock in chronology.OWN else f" {statement.OWN_DATES}"
    st.slider(
        f"From – to{own}",
        first,
        last,
        key="days_slider",
        format="D MMM YYYY",
        on_change=moved,
        help="The same days as in the sidebar. The chart’s Box Select tool sets them too.",
    )


def show_span(screen: Screen) -> None:
    """Show the days highlighted and their number of events, with a button to clear them."""
    with st.container(key="span", horizontal=True, vertical_alignment="center"):
        days = text.plain(dates.days_in_words(*screen.view.days))
        own = f", {statement.OWN_DATES}" if screen.view.clock not in chronology.OWN else ""
        st.markdown(f"**Highlighted: {days}**{own} · {text.count(len(screen.in_span))}")
        st.button(
            "Clear ✕", key="clear_span", type="tertiary", on_click=change, kwargs={"span": ""}
        )
