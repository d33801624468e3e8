"""An article with its coded passages, and what is known of it."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from lib.analysis import articles, events, filters
from lib.export import TEMPLATES
from lib.export.templates import render
from lib.ui.detail import CHART_HEIGHT
from lib.ui.lists import show_events
from lib.ui.session import pick
from lib.ui.widgets import choose_one
from lib.view import url
from lib.view.screen import Screen

_HERE = Path(__file__).parent
_ARTICLE_JS = (_HERE / "article.js").read_text(encoding="utf-8")
_ARTICLE_CSS = (TEMPLATES / "articles.css").read_text(encoding="utf-8")


def choose_article(screen: Screen) -> None:
    """Choose an article."""
    labels = filters.options(screen.tables)["source"]
    choose_one("read", "Article", labels, screen.article)


def show_article(screen: Screen) -> None:
    """Show the article chosen with its coded passages; a click on one opens its event."""
    tables, view = screen.tables, screen.view
    source_id = screen.article

    def address_of(event_id: str) -> str:
        query = url.write(replace(view, read=source_id, event=event_id))
        return f"?{urlencode(query, doseq=True)}"

    read = st.components.v2.component(
        "claims_article",
        html='<div class="article-host"></div>',
        css=_ARTICLE_CSS,
        js=_ARTICLE_JS,
        isolate_styles=False,
    )
    html = render(
        "article.html",
        article=articles.read(tables, source_id, screen.seen),
        address=address_of,
        picked=view.event,
        theme=screen.theme,
    )

    def clicked() -> None:
        picked = st.session_state["article"]["picked"]
        if picked:
            pick(event=picked, read=source_id)

    with st.container(height=CHART_HEIGHT, key="article_page"):
        read(key="article", data={"html": html, "picked": view.event}, on_picked_change=clicked)


def show_about_article(screen: Screen) -> None:
    """Show what is known of the article chosen, and how it differs from the others."""
    tables, view = screen.tables, screen.view
    source_id = screen.article
    with st.container(height=CHART_HEIGHT, key="about_article"):
        st.html(render("source.html", source=articles.known(tables, source_id)))
        if source_id in tables.articles:
            covered, factual = articles.coverage(tables, source_id)
            st.markdown(f"{covered:,} of {factual:,} sentences that report something are coded.")
        st.markdown(events.plain(articles.in_words(tables, source_id)))
        for key, heading, found in (
            ("only_here", "Only this article reports", articles.only_here),
            ("left_out", "Others had reported by then", articles.left_out),
        ):
            told = found(screen.seen, source_id)
            lazy = st.expander(f"{heading} ({len(told):,})", key=key, on_change="rerun")
            with lazy:
                if lazy.open:
                    show_events(told, view)
