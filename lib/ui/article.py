"""An article with its coded passages, and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib.analysis import articles, events, filters
from lib.dataset import codebook
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
        _show_profiles(screen, source_id)
        for key, heading, found in (
            ("only_here", "Only this article reports", articles.only_here),
            ("left_out", "Others had reported by then", articles.left_out),
        ):
            told = found(screen.seen, source_id)
            lazy = st.expander(f"{heading} ({len(told):,})", key=key, on_change="rerun")
            with lazy:
                if lazy.open:
                    show_events(told, view)


def _show_profiles(screen: Screen, source_id: str) -> None:
    """Show the shares of the article's coded text beside those of the other articles."""
    for heading, column in (("Claim types", "claim_type"), ("Attributions", "attribution")):
        shares = articles.beside_others(screen.tables, source_id, column)
        index = pd.Index([codebook.label(str(c)) for c in shares.index], name=heading)
        table = shares.set_index(index).rename(columns={"here": "Here", "others": "Others"})
        if len(screen.tables.sources) == 1:
            table = table.drop(columns="Others")
        st.markdown(f"**{heading}**, share of the coded text, without filters")
        st.table(table.map(lambda share: f"{share * 100:.0f}\u00a0%"))
