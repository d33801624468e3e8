"""Key figures and charts on a page, and what a click on them does."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from lib.analysis import chronology, events, summary
from lib.charts import timeline
from lib.dataset.store import Selection
from lib.ui.days import set_days, show_days, slide_days
from lib.ui.session import pick
from lib.view.screen import Screen

PLOTLY = {
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtonsToRemove": ["lasso2d", "autoScale2d", "toImage", "pan2d"],
}
NARROWS = "A click on a bar narrows the view to its days."
OWN = (
    " The days are those of the events themselves, not of the articles at whose dates they stand "
    "here."
)


def show_summary(screen: Screen) -> None:
    """Show what the events in view say, and how many there are."""
    tables, seen = screen.tables, screen.seen
    with st.container(key="summary"):
        if said := " ".join(summary.in_words(tables, seen)):
            st.markdown(events.plain(said), help=summary.CONTESTED)
            uncheckable = events.uncheckable_in_words(tables, seen)
            st.caption(f"{summary.counts_in_words(tables, seen)}. {uncheckable}")


def show_timeline(screen: Screen, width: int, height: int) -> None:
    """Show the timeline, about `width` by `height` pixels, with a slider for the days."""
    draw_timeline(screen, "timeline", (width, height))
    slide_days(screen)


def draw_timeline(
    screen: Screen, key: str, size: tuple[int, int], beside: Selection | None = None
) -> None:
    """Draw the timeline; a click opens an event, a box selection sets the days.

    Where events are counted, a click on a bar narrows the view to its days. `key` names the chart;
    `size` and `beside` are those of `timeline.of_screen`.
    """
    view = screen.view

    def clicked() -> None:
        selection = st.session_state[key]["selection"]
        if selection["box"]:
            set_days(*sorted(pd.Timestamp(x).date() for x in selection["box"][0]["x"]))
        elif "/" in (picked := picked_in(selection)):
            show_days(picked)
        elif picked:
            pick(event=picked)

    st.plotly_chart(
        timeline.of_screen(screen, size, beside),
        key=key,
        theme=None,
        on_select=clicked,
        selection_mode=("points", "box"),
        config=PLOTLY,
        alt=chronology.in_words(screen.tables, screen.seen, view.lanes, view.clock),
    )
    if timeline.counted(screen.seen):
        st.caption(NARROWS + OWN * (view.clock not in chronology.OWN))


def picked_in(selection: Any) -> str:
    """The event_id of the mark that was clicked, or the days of the bar; empty where none was."""
    picked = selection["points"][0].get("customdata") if selection["points"] else None
    return str(picked[0] if isinstance(picked, list) and picked else picked or "")


def show_picture(figure: Any, key: str, alt: str, clickable: bool = True, **along: Any) -> None:
    """Show a small Plotly figure; a click on a mark opens its event.

    A click on a bar of days filters by them and changes the parts of the view in `along`.
    """

    def clicked() -> None:
        picked = picked_in(st.session_state[key]["selection"])
        if "/" in picked:
            show_days(picked, **along)
        elif picked.startswith("E"):
            pick(event=picked)

    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        on_select=clicked if clickable else "ignore",
        selection_mode="points",
        config=PLOTLY | {"displayModeBar": False},
        alt=alt,
    )
