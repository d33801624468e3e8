"""An article as it reads, with its coding, and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib import address, articles, claims, filters, package
from lib.frame.detail import CHART_HEIGHT
from lib.frame.lists import show_ties
from lib.frame.state import change
from lib.frame.switches import choose_one
from lib.screen import CLOSED, Screen

_HERE = Path(__file__).parent
_ARTICLE_JS = (_HERE / "article.js").read_text(encoding="utf-8")
_ARTICLE_CSS = (_HERE.parent / "articles.css").read_text(encoding="utf-8")


def choose_article(screen: Screen) -> None:
    """A switch between the articles, kept in the address."""
    labels = {str(s): filters.source_label(screen.tables, s) for s in screen.tables.sources.index}
    choose_one("read", "Article", labels, screen.view.read or next(iter(labels)))


def show_article(screen: Screen) -> None:
    """The article chosen, as it reads, with its coding laid over it."""
    tables, view = screen.tables, screen.view
    source_id = view.read or tables.sources.index[0]
    passages = tables.groups("passage_source").of(tables.sources.index.get_loc(source_id))
    told = tables.positions.passage_event[passages]
    present = set(tables.events["claim_type"].iloc[told].astype(str))

    def address_of(event_id: str) -> str:
        query = address.write(replace(view, read=source_id, event=event_id))
        return f"?{urlencode(query, doseq=True)}"

    read = st.components.v2.component(
        "claims_article",
        html='<div class="article-host"></div>',
        css=_ARTICLE_CSS,
        js=_ARTICLE_JS,
        isolate_styles=False,
    )
    html = articles.legend_html(screen.theme, present) + articles.as_html(
        tables, source_id, screen.keep, screen.theme, address_of, view.event
    )

    def clicked() -> None:
        picked = st.session_state["article"]["picked"]
        if picked in tables.events.index:
            change(**CLOSED | {"event": picked, "read": source_id})

    with st.container(height=CHART_HEIGHT, key="article_page"):
        read(key="article", data={"html": html, "picked": view.event}, on_picked_change=clicked)


def show_about_article(screen: Screen) -> None:
    """What is known of the article chosen, and how it differs from the others."""
    tables, view = screen.tables, screen.view
    source_id = view.read or tables.sources.index[0]
    with st.container(height=CHART_HEIGHT, key="about_article"):
        st.html(claims.article_as_html(tables, source_id))
        if source_id in tables.articles:
            covered, factual = articles.coverage(tables, source_id)
            st.markdown(f"{covered} of {factual} factual sentences are coded.")
        for sentence in articles.in_words(tables, source_id):
            st.markdown(claims.plain(sentence))
        _show_profiles(screen, source_id)
        for heading, ids in (
            ("Only this article reports", articles.only_here(tables, source_id)),
            ("Others report by then, this one does not", articles.left_out(tables, source_id)),
        ):
            ids = [e for e in ids if screen.keep[e]]
            lazy = st.expander(
                f"{heading} ({len(ids)})", key=f"list_{heading[:4]}", on_change="rerun"
            )
            with lazy:
                if lazy.open:
                    show_ties("", claims.in_date_order(tables, ids), view)


def _show_profiles(screen: Screen, source_id: str) -> None:
    """The shares of the article's coded text beside those of the other articles."""
    for heading, column in (("Claim types", "claim_type"), ("Attributions", "attribution")):
        shares = articles.beside_others(screen.tables, source_id, column)
        index = pd.Index([package.label(str(c)) for c in shares.index], name=heading)
        table = shares.set_index(index).rename(columns={"here": "Here", "others": "Others"})
        if len(screen.tables.sources) == 1:
            table = table.drop(columns="Others")
        st.markdown(f"**{heading}**, share of the coded text, whatever is filtered")
        st.table(table.map(lambda share: f"{share * 100:.0f}\u00a0%"))
