"""Key figures and charts on a page, and what a click on them does."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from lib.analysis import chronology, events, summary
from lib.charts import timeline, titles
from lib.dataset.store import Selection
from lib.ui import scripts
from lib.ui.days import set_days, show_days
from lib.ui.session import pick
from lib.view.screen import Screen

_HERE = Path(__file__).parent
_JS = "".join((_HERE / name).read_text(encoding="utf-8") for name in ("library.js", "plot.js"))
_CONFIG = {
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


def show_timeline(
    screen: Screen,
    width: int,
    height: int,
    key: str = "timeline",
    beside: Selection | None = None,
    numbers: bool = False,
) -> list[str]:
    """Show the timeline; a click opens an event, a stroke over the chart sets the days.

    With `numbers`, marks without a title are numbered; their event_ids come back in that order.

    Where events are counted, a click on a bar narrows the view to its days. `key` names the chart,
    about `width` by `height` pixels; `beside` is that of `timeline.of_screen`.
    """
    view = screen.view

    def clicked(picked: str) -> None:
        if "/" in picked:
            show_days(picked)
        elif picked:
            pick(event=picked)

    figure = timeline.of_screen(screen, (width, height), beside, numbers)
    draw(
        figure,
        key,
        chronology.in_words(screen.tables, screen.seen, view.lanes, view.clock),
        clicked,
        lambda ends: set_days(*(date.fromisoformat(end[:10]) for end in ends)),
    )
    if timeline.counted(screen.seen):
        st.caption(NARROWS + OWN * (view.clock not in chronology.OWN))
    return titles.numbered(figure)


def show_picture(figure: Any, key: str, alt: str, clickable: bool = True, **along: Any) -> None:
    """Show a small Plotly figure; a click on a mark opens its event.

    A click on a bar of days filters by them and changes the parts of the view in `along`.
    """

    def clicked(picked: str) -> None:
        if "/" in picked:
            show_days(picked, **along)
        elif picked.startswith("E"):
            pick(event=picked)

    draw(figure, key, alt, clicked if clickable else lambda _: None)


def draw(
    figure: Any,
    key: str,
    alt: str,
    clicked: Callable[[str], None],
    selected: Callable[[list[str]], None] | None = None,
) -> None:
    """Draw a Plotly figure in place of the one before, as wide as the page lets it.

    `alt` says the same in words. `clicked` gets the customdata of the mark that was clicked. With
    `selected`, which gets the first and the last day of a stroke, Plotly's own buttons are shown.
    """
    layout = dict(figure._layout)  # a public name would copy all of the figure
    if not selected and layout.get("dragmode") == "select":
        layout["dragmode"] = False
    plot = st.components.v2.component("claims_plot", js=_JS, isolate_styles=False)
    plot(
        key=key,
        data={
            "figure": {"data": figure._data, "layout": layout},
            "config": _CONFIG | {"displayModeBar": "hover" if selected else False},
            "alt": alt,
            "library": scripts.address("Plotly"),
        },
        on_clicked_change=lambda: clicked(st.session_state[key]["clicked"] or ""),
        on_selected_change=lambda: selected and selected(st.session_state[key]["selected"]),
    )
