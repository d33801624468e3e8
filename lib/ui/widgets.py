"""Switches between the ways a page can show its view, kept in the address."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.analysis import events, filters
from lib.dataset import text
from lib.ui.session import pick, set_widget
from lib.view.screen import Screen
from lib.view.view import CHOICES

MOST_PILLS = 24


def choose(screen: Screen, name: str, label: str) -> None:
    """A switch between the ways a page can show its view, kept in the address."""
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
    )


def choose_one(name: str, label: str, labels: dict[str, str], chosen: str) -> None:
    """A row of pills, or of many a list, one of them chosen, kept in the address under `name`.

    Of very many values the first are offered, and any other by typing its name or a part of it.
    """
    key = f"choose_{name}"
    set_widget(key, chosen)
    many = len(labels) > filters.MOST_OFFERED

    def changed() -> None:
        value = st.session_state[key]
        # What nothing is called leaves things as they are.
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
) -> None:
    """A list from which any number of a filter's values are chosen; `changed` gets name and values.

    Of very many values the first are offered, and any other by typing its name or a part of it.
    """
    key = prefix + name
    set_widget(key, list(chosen))
    many = len(labels) > filters.MOST_OFFERED

    def picked() -> None:
        values = st.session_state[key]
        if many:
            values = [filters.meant(labels, value) for value in values]
        changed(name, tuple(dict.fromkeys(v for v in values if v)))

    st.multiselect(
        label or filters.HEADINGS[name],
        filters.offered(labels, chosen),
        key=key,
        format_func=lambda value: labels.get(value, value),
        placeholder=f"Any, or type one of {len(labels):,}" if many else "Any",
        on_change=picked,
        accept_new_options=many,
    )
