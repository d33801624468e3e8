"""The network on a page, as links or as a matrix, and what a click on it does."""

from pathlib import Path
from typing import Any

import streamlit as st

from lib.analysis import chronology, filters, links
from lib.charts import matrix, matrix_rows, network, pieces
from lib.dataset import codebook
from lib.export import TEMPLATES
from lib.export.templates import render
from lib.ui import scripts
from lib.ui.plots import draw
from lib.ui.session import change, pick, set_widget
from lib.view.screen import Screen

_LIBRARY = Path(__file__).with_name("library.js")
JS = "".join(path.read_text(encoding="utf-8") for path in (_LIBRARY, TEMPLATES / "network.js"))
CSS = (TEMPLATES / "network.css").read_text(encoding="utf-8")
HTML = render("network.html")
WIDTH, BESIDE = 930, 640  # pixels, alone and beside the panel
GROUPED = "A dashed box is a group of actors: a click draws each of them."
JOINT = "A grey box is actors named together."
GROWN = "▶ and the slider show how the links grew week by week."


def show_links_or_matrix(screen: Screen) -> None:
    """Show who speaks about whom in the picture that the reader has chosen."""
    if screen.view.picture == "links":
        show_network(screen, weeks=True)
    else:
        show_matrix(screen)


def show_matrix(screen: Screen) -> None:
    """Show the matrix; a click on a square opens its event, on a name or number its list."""
    if not screen.seen:
        st.caption(network.in_words(screen))
        return

    def clicked(picked: str) -> None:
        kind, _, value = picked.partition(":")
        if value:
            pick(**{kind: value})

    figure, note = matrix.figure(screen, BESIDE if screen.open else WIDTH)
    draw(figure, "matrix", network.in_words(screen), clicked)
    if note:
        st.caption(note)


def show_network(
    screen: Screen,
    box: tuple[int, int] = network.BOX,
    weeks: bool = False,
    legend: bool = True,
) -> None:
    """Show the network in a box of `box` pixels, with a slider over time if `weeks`.

    A click on an actor or a link lists its events, on a group draws each of its members; a node
    that is dragged stays where it is dropped.
    """
    paint = st.components.v2.component("claims_network", html=HTML, css=CSS, js=JS)
    if screen.open:
        box = (BESIDE, box[1])
    data = network_data(screen, box, weeks)
    data["legend"] = data["legend"] if legend else []
    if not data["nodes"]:
        st.caption(data["alt"])
        return
    view = screen.view

    def stopped() -> None:
        until = st.session_state["network"]["until"]
        if until is not None:
            change(until=until)

    def clicked() -> None:
        picked = st.session_state["network"]["picked"] or {}
        node = picked.get("node", "")
        if links.GROUP in node:
            change(unfold=tuple(dict.fromkeys((*view.unfold, node))))
        elif node:
            kind, _, value = matrix_rows.picks(node).partition(":")
            pick(**{kind: value})
        elif picked:
            pick(**picked)

    def dropped() -> None:
        if moved := st.session_state["network"]["pinned"]:
            place = f"{round(moved['x'] * 1000)},{round(moved['y'] * 1000)}"
            others = [pin for pin in view.pins if pin.rpartition("@")[0] != moved["id"]]
            change(pins=(*others, f"{moved['id']}@{place}"))

    paint(
        key="network",
        data=data,
        on_picked_change=clicked,
        on_until_change=stopped,
        on_pinned_change=dropped,
    )
    ids = [node["id"] for node in data["nodes"]]
    said = [_claimed(screen)] if view.layer == "claimed" else []
    said += [GROUPED] * any(links.GROUP in i for i in ids)
    said += [JOINT] * any(len(links.members(i)) > 1 for i in ids)
    said += [GROWN] * weeks
    st.caption(" ".join((*said, data["note"])))
    with st.container(horizontal=True):
        if view.unfold:
            st.button("Close opened groups", key="fold", on_click=change, kwargs={"unfold": ()})
        if view.pins:
            st.button("Put actors back", key="unpin", on_click=change, kwargs={"pins": ()})


def _claimed(screen: Screen) -> str:
    """What the links in view are said to be, most often said first."""
    kinds = links.counted(screen.seen, "claimed", screen.level).groupby("kind")["count"].sum()
    found = kinds.sort_values(ascending=False, kind="stable").items()
    told = ", ".join(f"{codebook.label(kind).lower()} ({count:,})" for kind, count in found)
    return f"Links are claims that somebody: {told}."


def find_actor(screen: Screen) -> None:
    """Show a list of the actors; the one chosen is picked."""
    found = screen.tables.actors["name"].to_dict()
    set_widget("find_actor", screen.view.node or None)

    def chosen() -> None:
        value = st.session_state["find_actor"] or ""
        pick(node=filters.meant(found, value) if value not in found else value)

    st.selectbox(
        "Find an actor",
        filters.offered(found, [screen.view.node] if screen.view.node else []),
        index=None,
        key="find_actor",
        format_func=lambda actor: found.get(actor, actor),
        placeholder="Name",
        accept_new_options=len(found) > filters.MOST_OFFERED,
        on_change=chosen,
        width=170,
    )


def network_data(screen: Screen, box: tuple[int, int], weeks: bool = False) -> dict[str, Any]:
    """What `network.js` draws: nodes, edges, legend, colours, and a text that says the same."""
    first, last = (day.date().isoformat() for day in chronology.extent(screen.tables))
    built = network.of_screen(screen, box, weeks)
    left, top, right, bottom = built["bounds"]
    zoom = min(box[0] / (right - left + 12), network.LARGEST)
    colours = {name: getattr(screen.theme, name) for name in ("page", "text", "quiet", "line")}
    return {
        **built,
        "library": scripts.address("vis"),
        "height": round(min(box[1], (bottom - top + 12) * zoom)),
        "time": {"first": first, "last": last, "until": screen.view.until} if weeks else None,
        "alt": network.in_words(screen),
        "theme": colours | {"font": pieces.FONT},
    }
