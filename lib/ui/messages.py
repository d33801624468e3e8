"""Messages: problems with the tables, an empty view, a span that is picked."""

import streamlit as st

from lib.analysis import filters, rows
from lib.dataset import text
from lib.dataset.problems import Problem, as_table
from lib.ui.session import change
from lib.view.screen import Screen

_ONE_LINE = 45  # characters that a cell of the list holds on one line
_THREE_LINES = 70  # pixels


def show_problems(problems: list[Problem]) -> None:
    """List the problems of the tables instead of any page."""
    st.header("The tables cannot be shown yet")
    advice = "Nothing has been changed. Correct the files and reload this page."
    tell_problems(problems, f"found. {advice}", "problems")


def tell_problems(problems: list[Problem], said: str, name: str) -> None:
    """Say how many problems were `said`, and list them; `name` as in `list_problems`."""
    st.error(
        f"{text.count(len(problems), 'problem')} {'was' if len(problems) == 1 else 'were'} {said}"
    )
    list_problems(problems, name, "Problems")


def list_problems(problems: list[Problem], name: str, heading: str) -> None:
    """Show problems as a table with a download; `name` is its key and the file's name."""
    table = as_table(problems)
    alternative = f"{heading}: {text.count(len(table), 'row')}."
    longest = max(table["reason"].str.len().max(), table["remedy"].str.len().max())
    row = _THREE_LINES if longest > _ONE_LINE else 35
    st.dataframe(
        rows.cut(table)[0],
        hide_index=True,
        key=name,
        alt=alternative,
        row_height=row,
        height=min(row * (len(table) + 1) + 2, 640),
        column_config={
            "row": st.column_config.NumberColumn(width=50),
            "value": st.column_config.TextColumn(width=150),
            "reason": st.column_config.TextColumn(width=330),
            "remedy": st.column_config.TextColumn(width=330),
        },
    )
    st.download_button(
        "Download the list as CSV",
        rows.as_csv(table),
        f"{name.rpartition('_')[-1]}.csv",
        key=f"{name}_list",
        on_click="ignore",
    )


def show_notices(screen: Screen) -> None:
    """List articles that are absent or have changed, and rows that say more than their article."""
    for told, name, heading in (
        (screen.tables.notices, "notices", "Articles that are not here or have changed"),
        (screen.tables.remarks, "remarks", "Rows that say more than their article prints"),
    ):
        if told:
            with st.expander(f"{heading} ({len(told)})", key=name):
                list_problems(list(told), f"article_{name}", heading)


def explain_empty(screen: Screen) -> None:
    """Offer a button to drop each filter, the one that brings back most events first."""
    with st.container(key="empty", border=True):
        st.markdown("**No events match.** Remove a filter:")
        for name, count in filters.loosened(screen.tables, screen.view.filters).items():
            events = "still none" if not count else text.count(count)
            st.button(
                f"Remove {filters.HEADINGS[name]}: {events}",
                key=f"loosen_{name}",
                on_click=change,
                kwargs={"filters": screen.view.filters.without(name)},
            )
