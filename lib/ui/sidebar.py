"""The sidebar: links to the pages, the count of events, and the filters of all pages."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from lib.analysis import events, filters
from lib.dataset.tables import Tables, once
from lib.ui.days import choose_days
from lib.ui.navigation import link, pages
from lib.ui.session import change, set_widget
from lib.ui.widgets import choose_values
from lib.view import url
from lib.view.view import View

_PAGES_JS = Path(__file__).with_name("pages.js").read_text(encoding="utf-8")
_FIRST = ("source", "claim_type", "actor", "storyline")


def show_sidebar(tables: Tables) -> None:
    """Show the sidebar, which is the same on every page."""
    view: View = st.session_state["_view"]
    whole, seen = tables.store.select(), filters.select(tables, view.filters)
    with st.sidebar:
        st.markdown(f"**{events.plain(tables.about.title)}**")
        show_pages(view, _hidden(tables))
        with st.container(key="count", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{len(seen):,} of {len(whole):,} events**")
            st.button(
                "Reset filters",
                on_click=change,
                kwargs={"filters": filters.Filters()},
                disabled=not view.filters.active(),
                type="tertiary",
            )
        for name in _FIRST:
            _choose(tables, view, name)
        choose_days(tables, view)
        set_widget("q", view.filters.q)
        st.text_input(
            filters.HEADINGS["q"],
            key="q",
            placeholder="Words, or “words together”",
            on_change=_change_words,
            help="Looks in titles, summaries, passages and items. Case and accents do not matter; "
            'all words must occur; words in "double quotes" must occur together.',
        )
        _show_more(tables, view)
        uncheckable = events.uncheckable_in_words(tables, whole)
        st.caption(
            f"Claims are reported, not established. Table version {tables.version}. {uncheckable}",
        )


def _choose(tables: Tables, view: View, name: str) -> None:
    """Show one filter, if the tables leave something to choose."""
    if not (labels := filters.options(tables).get(name)):
        return
    also = filters.other_names(tables) if name in ("actor", "speaker") else {}
    choose_values(name, labels, getattr(view.filters, name), _change_values, also=also)
    if name == "claim_type":
        words = replace(view, words="events.claim_type")
        link(words, "What the claim types mean", page="codebook")
    if name == "actor" and len(view.filters.actor) == 1:
        actor_id = view.filters.actor[0]
        label = events.plain(f"About {labels[actor_id]}")
        link(view.pick(node=actor_id), label, width="stretch")


def _show_more(tables: Tables, view: View) -> None:
    """Show the filters that are used less; they unfold whenever one of them is set."""
    more = [name for name in filters.options(tables) if name not in _FIRST]
    if set(more) & set(view.filters.active()):
        st.session_state["more_filters"] = True
    with st.expander("More filters", key="more_filters", on_change="rerun") as lazy:
        if lazy.open:
            for name in more:
                _choose(tables, view, name)


def show_pages(view: View, hidden: Collection[str] = ()) -> None:
    """Show links to the pages in their groups, without the hidden ones."""
    query = urlencode(url.write(view), doseq=True)
    known, shown = st.session_state["_pages"], st.session_state["_page"]
    groups = []
    for group, names in pages().items():
        found = [(name, known[name]) for name in names if name not in hidden]
        links = [
            {
                "label": name.capitalize(),
                "address": f"/{page.url_path}{query and '?'}{query}",
                "open": page.url_path == shown.url_path,
            }
            for name, page in found
        ]
        groups.append({"name": group, "pages": links})
    links_to = st.components.v2.component("claims_pages", js=_PAGES_JS, isolate_styles=False)
    links_to(key="pages", data={"groups": groups})


@once
def _hidden(tables: Tables) -> list[str]:
    """The pages for which the tables have nothing."""
    rows = {"map": "places", "story": "stories"}
    return [
        page for page, of in rows.items() if not tables.store.rows(f"SELECT 1 FROM {of} LIMIT 1")
    ]


def _change_values(name: str, values: tuple[str, ...]) -> None:
    change(filters=replace(st.session_state["_view"].filters, **{name: values}))


def _change_words() -> None:
    typed = st.session_state["q"] or ""
    change(filters=replace(st.session_state["_view"].filters, q=url.searched(typed)))
    if url.searched(typed) != typed:
        st.session_state["_unknown"] = [url.Unknown("q", typed)]
