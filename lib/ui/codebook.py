"""What the values of a column mean."""

import pandas as pd
import streamlit as st

from lib.analysis import events, questions
from lib.dataset import codebook
from lib.ui.widgets import choose_one
from lib.view.screen import Screen
from lib.view.view import WORDS

_OTHER = {
    "Event": "One act of claiming, denying, deciding or doing; several articles may tell the same.",
    "Storyline": "A question at issue, such as whether drones were supplied. An event belongs to "
    "one, and its stance is toward that question.",
    "Side": "The camp that an actor belongs to or speaks for. A news outlet has none.",
    "Origin": questions.ORIGIN,
    "Tension": "Two events that contradict each other or seem to.",
}


def show_codebook(screen: Screen) -> None:
    """Show the values of one column: what each means, and an example."""
    choose_one("words", "Column", WORDS, screen.view.words)
    table, column = screen.view.words.split(".")
    described = next(f for f in codebook.fields(table) if f["name"] == column)
    st.markdown(events.plain(described["description"]))
    about = screen.tables.about
    rows = [
        {
            "Value": codebook.label(value),
            "Code": value,
            "Means": events.plain(said.get("means", "")),
            "Example": events.plain(said.get("example", "")),
            "Counts as": codebook.label(said.get("like", "")),
        }
        for value, said in about.values(table, column).items()
    ]
    shown = pd.DataFrame(rows)
    if not shown["Counts as"].any():  # no value of the set's own
        del shown["Counts as"]
    st.table(shown, hide_index=True)
    with st.expander("Other words on these pages", key="other_words"):
        for word, means in _OTHER.items():
            st.markdown(f"**{word}.** {means}")
