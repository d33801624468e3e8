"""The briefing: its form, a preview of its card, and the downloads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from lib.analysis import events
from lib.export import formats, forms, statement
from lib.export.formats import Format
from lib.ui.session import change, set_widget
from lib.ui.widgets import choose
from lib.view import url
from lib.view.screen import Screen

if TYPE_CHECKING:
    from lib.export.picture import Preview

_HERE = Path(__file__).parent
_COPY_JS = (_HERE / "copy.js").read_text(encoding="utf-8")
_COPY_CSS = (_HERE / "copy.css").read_text(encoding="utf-8")


def offer_link(screen: Screen) -> None:
    """Show a button that copies the URL."""
    st.components.v2.component(
        "claims_copy",
        html='<div><button type="button">Copy link</button><output></output></div>',
        css=_COPY_CSS,
        js=_COPY_JS,
    )(
        key="copy_link",
        data={"line": screen.theme.line, "text": screen.theme.text},
        width="content",
    )


def choose_form(screen: Screen) -> None:
    """Choose the form of the briefing, its look and paper, its title and note."""
    offered = forms.offered(screen)
    set_widget("choose_form", forms.fitting(screen))
    st.segmented_control(
        "Form",
        list(offered),
        key="choose_form",
        format_func=offered.__getitem__,
        required=True,
        on_change=_chosen,
    )
    with st.container(horizontal=True, gap="medium"):
        choose(screen, "look", "Look")
        choose(screen, "paper", "Paper")
    title, note = st.columns(2)
    for column, name, label, most, otherwise in (
        (title, "title", "Title", 120, "Made from the view"),
        (note, "note", "Note", 400, "Below the title"),
    ):
        key = f"write_{name}"
        set_widget(key, getattr(screen.view, name))
        column.text_input(
            label,
            key=key,
            max_chars=most,
            placeholder=otherwise,
            on_change=_written,
            args=(name,),
        )


def _chosen() -> None:
    change(form=st.session_state["choose_form"], slide="")


def _written(name: str) -> None:
    change(**{name: (st.session_state[f"write_{name}"] or "").strip()})


def show_card(screen: Screen) -> None:
    """Show the downloads of the card, and the card as it will be downloaded."""
    shown = _preview(screen)
    said = replace(statement.statement(screen), title=shown.title)
    with st.container(key="downloads", horizontal=True, gap="small"):
        for name, form in formats.BRIEFINGS.items():
            _offer(screen, said, name, form, f"Download {form.name}")
    if shown.pages > 1:
        _choose_slide(screen, shown.pages)
    if limits := statement.limits_in_words(screen):
        st.caption(events.plain(limits))
    show_preview(screen)


def show_preview(screen: Screen) -> None:
    """Show the card as it will be downloaded."""
    shown = _preview(screen)
    st.image(shown.png, width="stretch" if screen.view.paper == "wide" else 760, alt=shown.alt)


def made_title(screen: Screen) -> str:
    """The title of the card, made from the view unless the reader wrote one."""
    return _preview(screen).title


def _preview(screen: Screen) -> Preview:
    said = statement.statement(screen)
    asked = urlencode(url.write(screen.view), doseq=True)
    return _card(screen.tables.digest, asked, repr(said), screen)


def _choose_slide(screen: Screen, pages: int) -> None:
    """Choose the page that is shown; PNG and SVG hold it, the other formats all pages."""

    def turned() -> None:
        number = st.session_state["choose_slide"]
        change(slide="" if number == 1 else str(number))

    set_widget("choose_slide", min(int(screen.view.slide or 1), pages) or 1)
    st.number_input(
        f"Page of {pages}",
        min_value=1,
        max_value=pages,
        key="choose_slide",
        on_change=turned,
        width=140,
        help="PNG and SVG hold the page shown, the other formats all pages.",
    )


@st.cache_resource(max_entries=64, show_spinner="Drawing the card …")
def _card(digest: str, asked: str, said: str, _screen: Screen) -> Preview:
    """The page shown, at half its size.

    Readers of other tables share the cache, so its key is the content of tables, view and texts.
    """
    del digest, asked, said
    from lib.export import picture  # the drawing libraries take a second to load

    return picture.preview(_screen, statement.statement(_screen))


def offer_data(screen: Screen) -> None:
    """Show the downloads of the data under the filters, and what each format is for."""
    said = statement.statement(screen)
    st.header("As data")
    st.caption(events.plain(f"{said.shown}, under the same filters, with the same statement."))
    if refused := formats.refused("csv", len(screen.seen)):
        st.caption(events.plain(refused))
    for name, form in formats.DATASETS.items():
        words, button = st.columns([4, 1], vertical_alignment="center")
        words.markdown(f"**{events.plain(form.name)}** · {events.plain(form.use)}")
        with button:
            _offer(screen, said, name, form, "Download")


def _offer(screen: Screen, said: statement.Statement, name: str, form: Format, label: str) -> None:
    def made() -> bytes:
        # Each download runs in a thread of its own, so it takes its own session.
        return formats.make(replace(screen, tables=screen.tables.session()), said, name)

    st.download_button(
        label,
        made,
        formats.file_name(said, name),
        key=f"download_{name}",
        on_click="ignore",
        disabled=bool(formats.refused(name, len(screen.seen))),
        help=f"{form.name}: {form.use}." if name in formats.BRIEFINGS else None,
    )
