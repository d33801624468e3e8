"""Where one can go: the pages there are, and links to any view on any of them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.dataset import codebook
from lib.view import url
from lib.view.view import View

PAGES = {
    "overview": "Overview",
    "timeline": "Timeline",
    "network": "Network",
    "questions": "Questions",
    "sources": "Sources",
    "compare": "Compare",
    "records": "Records",
    "briefing": "Briefing",
}


def navigation() -> Any:
    """The page asked for; the one list of pages there is."""
    pages = {
        name: st.Page(
            codebook.ROOT / "pages" / f"{name}.py",
            title=title,
            url_path="" if name == "overview" else name,
            default=name == "overview",
        )
        for name, title in PAGES.items()
    }
    st.session_state["_pages"] = pages
    return st.navigation(list(pages.values()), position="hidden")


def link(view: View, label: str, page: str = "", **kwargs: Any) -> None:
    """A link to a view, on this page or another: it can be followed, copied and opened anew."""
    target = st.session_state["_pages"][page] if page else st.session_state["_page"]
    st.page_link(target, label=label, query_params=url.write(view), **kwargs)
