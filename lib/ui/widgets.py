"""Widgets that change one part of the view."""

from collections.abc import Callable, Mapping
from itertools import islice

import streamlit as st

from lib.analysis import events, filters
from lib.dataset import text
from lib.ui.session import pick, set_widget
from lib.view.screen import Screen
from lib.view.view import CHOICES

MOST_PILLS = 24


def choose(screen: Screen, name: str, label: str, about: str | None = None) -> None:
    """Show a switch for one of `CHOICES`; `about` explains it."""
    choices = CHOICES[name]
    key = f"choose_{name}"
    set_widget(key, getattr(screen.view, name))

    def changed() -> None:
        pick(**{name: st.session_state[key]})

    st.segmented_control(
        label,
        list(choices),
        key=key,
        format_func=choices.__getitem__,
        required=True,
        on_change=changed,
        help=about,
    )


def choose_one(name: str, label: str, labels: dict[str, str], chosen: str) -> None:
    """Show pills, or above MOST_PILLS values a list, to choose one value of the view.

    A list offers the first MOST_OFFERED values; any other is chosen by typing a part of its name.
    """
    key = f"choose_{name}"
    set_widget(key, chosen)
    many = len(labels) > filters.MOST_OFFERED

    def changed() -> None:
        value = st.session_state[key]
        # An unknown name changes nothing.
        value = filters.meant(labels, value or "") or chosen if many else value
        pick(**{name: value})

    if len(labels) > MOST_PILLS:
        st.selectbox(
            label,
            filters.offered(labels, [chosen]),
            key=key,
            format_func=lambda value: labels.get(value, value),
            label_visibility="collapsed",
            accept_new_options=many,
            on_change=changed,
        )
        if many:
            st.caption(
                f"The list offers the first {filters.MOST_OFFERED:,} of {len(labels):,}: type the "
                "name of any other, or a part of it."
            )
        return
    st.pills(
        label,
        list(labels),
        key=key,
        # Pills read Markdown.
        format_func=lambda code: events.plain(text.brief(labels[code])),
        required=True,
        label_visibility="collapsed",
        on_change=changed,
    )


def choose_values(
    name: str,
    labels: dict[str, str],
    chosen: tuple[str, ...],
    changed: Callable[[str, tuple[str, ...]], None],
    prefix: str = "",
    label: str = "",
    also: Mapping[str, str] | None = None,
) -> None:
    """Show a list to choose any number of a filter's values; `changed` gets name and values.

    `also` are other names and the value of each. The list offers the first MOST_OFFERED values; any
    other is chosen by typing a part of its name.
    """
    key = prefix + name
    set_widget(key, list(chosen))
    many = len(labels) > filters.MOST_OFFERED

    def picked() -> None:
        values = st.session_state[key]
        values = [also.get(value, value) if also else value for value in values]
        if many:
            values = [filters.meant(labels, value) for value in values]
        changed(name, tuple(dict.fromkeys(v for v in values if v)))

    st.multiselect(
        label or filters.HEADINGS[name],
        [*filters.offered(labels, chosen), *islice(also or (), filters.MOST_OFFERED)],
        key=key,
        format_func=lambda value: labels.get(value, value),
        placeholder=f"Any, or type one of {len(labels):,}" if many else "Any",
        on_change=picked,
        accept_new_options=many,
    )
