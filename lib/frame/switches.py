"""Switches between the ways a page can show its view, kept in the address."""

from __future__ import annotations

import streamlit as st

from lib import address, claims, texts
from lib.frame.state import change, set_widget
from lib.screen import CLOSED, Screen


def choose(screen: Screen, name: str, label: str) -> None:
    """A switch between the ways a page can show its view, kept in the address."""
    choices = address.CHOICES[name]
    key = f"choose_{name}"
    set_widget(key, getattr(screen.view, name))

    def changed() -> None:
        change(**{name: st.session_state[key], **CLOSED})

    st.segmented_control(
        label,
        list(choices),
        key=key,
        format_func=choices.__getitem__,
        required=True,
        on_change=changed,
    )


def choose_one(name: str, label: str, labels: dict[str, str], chosen: str) -> None:
    """A row of pills, one of them chosen, kept in the address under `name`."""
    key = f"choose_{name}"
    set_widget(key, chosen)

    def changed() -> None:
        change(**CLOSED | {name: st.session_state[key]})

    st.pills(
        label,
        list(labels),
        key=key,
        # Pills read Markdown.
        format_func=lambda code: claims.plain(texts.brief(labels[code])),
        required=True,
        label_visibility="collapsed",
        on_change=changed,
    )
