"""An article as it reads, with its coding, and what is known of it."""

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
from lib.ui.lists import show_ties
from lib.ui.session import change, set_widget
from lib.ui.widgets import choose_one
from lib.view import url
from lib.view.screen import CLOSED, Screen

_HERE = Path(__file__).parent
_ARTICLE_JS = (_HERE / "article.js").read_text(encoding="utf-8")
_ARTICLE_CSS = (TEMPLATES / "articles.css").read_text(encoding="utf-8")


def choose_article(screen: Screen) -> None:
    """A switch between the articles, kept in the address."""
    labels = filters.options(screen.tables)["source"]
    choose_one("read", "Article", labels, screen.view.read or next(iter(labels)))


def show_article(screen: Screen) -> None:
    """The article chosen, as it reads, with its coding laid over it."""
    tables, view = screen.tables, screen.view
    source_id = view.read or tables.sources.index[0]
    passages = tables.groups("passage_source").of(tables.sources.index.get_loc(source_id))
    told = tables.positions.passage_event[passages]
    present = set(tables.events["claim_type"].iloc[told].astype(str))

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
    part = _part(screen, source_id, len(passages))
    html = articles.legend_html(screen.theme, present) + articles.as_html(
        tables, source_id, screen.keep, screen.theme, address_of, view.event, part
    )

    def clicked() -> None:
        picked = st.session_state["article"]["picked"]
        if picked in tables.events.index:
            change(**CLOSED | {"event": picked, "read": source_id})

    with st.container(height=CHART_HEIGHT, key="article_page"):
        read(key="article", data={"html": html, "picked": view.event}, on_picked_change=clicked)


def _part(screen: Screen, source_id: str, passages: int) -> list[articles.Segment]:
    """The part of the article to be read; where there are several, a way to turn over."""
    whole = articles.parts(articles.segments(screen.tables, source_id))
    if len(whole) == 1:
        return whole[0]
    key, at = f"part_{source_id}", articles.part_of(whole, screen.view.event)
    opened = (source_id, screen.view.event)
    if at and (key not in st.session_state or st.session_state.get("_part_for") != opened):
        set_widget(key, at)
    st.session_state["_part_for"] = opened
    with st.container(key="parts", horizontal=True, vertical_alignment="bottom"):
        number = st.number_input(f"Part, of {len(whole)}", 1, len(whole), key=key, width=150)
        st.caption(
            f"{passages:,} passages are too many for one page: this is part {number} of "
            f"{len(whole)}."
        )
    return whole[number - 1]


def show_about_article(screen: Screen) -> None:
    """What is known of the article chosen, and how it differs from the others."""
    tables, view = screen.tables, screen.view
    source_id = view.read or tables.sources.index[0]
    with st.container(height=CHART_HEIGHT, key="about_article"):
        st.html(render("source.html", source=articles.known(tables, source_id)))
        if source_id in tables.articles:
            covered, factual = articles.coverage(tables, source_id)
            st.markdown(f"{covered:,} of {factual:,} sentences that report something are coded.")
        for sentence in articles.in_words(tables, source_id):
            st.markdown(events.plain(sentence))
        _show_profiles(screen, source_id)
        for heading, places in (
            ("Only this article reports", articles.told_only_here(tables, source_id)),
            (
                "Others report by then, this one does not",
                articles.told_elsewhere(tables, source_id),
            ),
        ):
            places = places[screen.keep.to_numpy()[places]]
            lazy = st.expander(
                f"{heading} ({len(places):,})", key=f"list_{heading[:4]}", on_change="rerun"
            )
            with lazy:
                if lazy.open:
                    show_ties("", events.in_order(tables, places), view)


def _show_profiles(screen: Screen, source_id: str) -> None:
    """The shares of the article's coded text beside those of the other articles."""
    for heading, column in (("Claim types", "claim_type"), ("Attributions", "attribution")):
        shares = articles.beside_others(screen.tables, source_id, column)
        index = pd.Index([codebook.label(str(c)) for c in shares.index], name=heading)
        table = shares.set_index(index).rename(columns={"here": "Here", "others": "Others"})
        if len(screen.tables.sources) == 1:
            table = table.drop(columns="Others")
        st.markdown(f"**{heading}**, share of the coded text, whatever is filtered")
        st.table(table.map(lambda share: f"{share * 100:.0f}\u00a0%"))
