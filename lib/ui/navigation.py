"""The pages, and links to a view on any of them."""

import os
from typing import Any

import streamlit as st

from lib.dataset import codebook
from lib.dataset.actions import EDITING
from lib.view import url
from lib.view.view import View

GROUPS = {
    "Explore": ("overview", "timeline", "network", "map"),
    "Weigh": ("questions", "compare"),
    "Check": ("sources", "records", "codebook"),
    "Brief": ("story", "briefing"),
}
PAGES = {name: name.capitalize() for names in GROUPS.values() for name in names}


def pages() -> dict[str, tuple[str, ...]]:
    """The pages there are, in groups: in editing mode one more."""
    return GROUPS | ({"Code": ("code",)} if os.environ.get(EDITING) else {})


def navigation() -> Any:
    """Register the pages and return the one asked for."""
    found = {
        name: st.Page(
            codebook.ROOT / "pages" / f"{name}.py",
            title=name.capitalize(),
            url_path="" if name == "overview" else name,
            default=name == "overview",
        )
        for names in pages().values()
        for name in names
    }
    st.session_state["_pages"] = found
    return st.navigation(list(found.values()), position="hidden")


def link(view: View, label: str, page: str = "", **kwargs: Any) -> None:
    """Show a link to a view, on this page or on `page`."""
    target = st.session_state["_pages"][page] if page else st.session_state["_page"]
    st.page_link(target, label=label, query_params=url.write(view), **kwargs)
