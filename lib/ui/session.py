"""The view in the session and in the URL.

The URL is written whenever the view changes. Widgets are set from the view before they are drawn,
and their callbacks change it.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from lib.dataset.tables import Tables
from lib.view import url
from lib.view.view import View


def adopt_address(tables: Tables) -> None:
    """Read the view from the URL if it is new: a first visit, Back, Forward or a link."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    if query != st.session_state.get("_address"):
        view, unknown = url.read(tables, query)
        st.session_state.update(_view=view, _unknown=unknown, _address=query)
        # A link to the page that is open reruns it without changing the browser's URL; writing
        # the URL again does.
        st.query_params.from_dict(query)


def change(**parts: Any) -> None:
    """Change parts of the view and write the URL; called from callbacks."""
    _show(replace(st.session_state["_view"], **parts))


def pick(**parts: Any) -> None:
    """Pick an event, actor, link or article instead of what is picked; called from callbacks.

    `parts` may change more of the view along with it; without any, nothing is picked.
    """
    _show(st.session_state["_view"].pick(**parts))


def start_anew(of: str = "") -> None:
    """Show the tables of this version, by default the usual ones, without any filter.

    An id of one set of tables means something else in another.
    """
    _show(View(of=of))


def _show(view: View) -> None:
    st.session_state.update(_view=view, _unknown=[], _address=url.write(view))
    st.query_params.from_dict(url.write(view))


def set_widget(key: str, value: Any) -> None:
    """Give a widget the value the view has, before the widget is drawn."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
