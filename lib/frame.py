"""The frame around every page: tables loaded once, shared filters, charts, the open event.

The one module that imports Streamlit. What a screen shows is one `lib.address.View`, kept in the
session and written to the address whenever it changes; widgets are set from it and only report
back to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from lib import address, check, claims, filters, network, package, palette, records, timeline
from lib.address import View
from lib.tables import Tables, TablesError, fingerprint, load

PAGES = {
    "overview": "Overview",
    "timeline": "Timeline",
    "network": "Network",
    "records": "Records",
}
LISTED = 200
CLOSED: dict[str, Any] = {"event": "", "node": "", "edge": "", "article": ""}
CHART_HEIGHT = 640

_HERE = Path(__file__).parent
_CSS = f"<style>{(_HERE / 'frame.css').read_text(encoding='utf-8')}</style>"
_NETWORK_JS = (_HERE / "network.js").read_text(encoding="utf-8")
_NETWORK_CSS = (_HERE / "network.css").read_text(encoding="utf-8")
_NETWORK_HTML = (
    '<div class="stage"><div class="canvas"></div><div class="tools">'
    '<button type="button" class="in" aria-label="Zoom in">+</button>'
    '<button type="button" class="out" aria-label="Zoom out">−</button>'
    '<button type="button" class="whole" aria-label="Show all">⤢</button></div></div>'
    '<div class="legend"></div>'
)
_VIS_JS = "lib/vis-9.1.2/vis-network.min.js"


@dataclass(frozen=True)
class Screen:
    """What a page works with: the tables, the view asked for, and the events it leaves.

    `keep` is a boolean Series aligned with `tables.events`.
    """

    tables: Tables
    view: View
    keep: pd.Series
    theme: palette.Theme

    @property
    def picked(self) -> str:
        """The node or edge that is picked, or the empty text."""
        return self.view.node or self.view.edge

    @property
    def open(self) -> bool:
        """Whether anything is picked, so that its words stand beside the charts."""
        return bool(self.view.event or self.picked or self.view.article)


# --- Opening ---------------------------------------------------------------------------------


def navigation() -> Any:
    """The page asked for; the one list of pages there is."""
    pages = {
        name: st.Page(
            package.ROOT / "pages" / f"{name}.py",
            title=title,
            url_path="" if name == "overview" else name,
            default=name == "overview",
        )
        for name, title in PAGES.items()
    }
    st.session_state["_pages"] = pages
    return st.navigation(list(pages.values()), position="hidden")


def open_app() -> None:
    """Run the page asked for inside the frame. `dashboard.py` is this call."""
    st.set_page_config(
        page_title=package.descriptor()["title"],
        page_icon="🗞️",
        layout="wide",
        initial_sidebar_state="expanded",
    )
    page = navigation()
    st.session_state["_page"] = page
    st.html(_CSS)
    try:
        tables = _tables(fingerprint())
    except TablesError as error:
        _show_problems(error.problems)
        st.stop()
    _adopt_address(tables)
    _sidebar(tables, page)
    st.session_state["_framed"] = True
    page.run()


def open_page(title: str, about: str, **defaults: Any) -> Screen:
    """What the page has to show, under its title. The first line of every page.

    `about` says in two lines or fewer how to read it; `defaults` are parts of the view that this
    page chooses where the address does not.

    A page file that Streamlit runs by itself, as it does for the first deep link to a fresh
    server, is run again inside the frame.
    """
    if not st.session_state.pop("_framed", False):
        navigation()
        st.rerun()
    tables = _tables(fingerprint())
    view: View = st.session_state["_view"]
    view = replace(view, **{k: v for k, v in defaults.items() if not getattr(view, k)})
    st.title(title)
    st.caption(about)
    for unknown in st.session_state["_unknown"]:
        st.warning(claims.plain(str(unknown)))
    keep = filters.match(tables, view.filters)
    theme = palette.DARK if st.context.theme.type == "dark" else palette.LIGHT
    screen = Screen(tables, view, keep, theme)
    if not keep.any():
        _explain_empty(screen)
    return screen


@st.cache_resource(max_entries=2, show_spinner="Reading and checking the tables …")
def _tables(mark: str) -> Tables:
    """The tables, read again only when `mark`, the fingerprint of their files, changes."""
    del mark
    return load()


@st.cache_resource(max_entries=32, show_spinner=False)
def _places(version: str, level: str, box: tuple[int, int], _tables: Tables) -> network.Places:
    return network.places(_tables, level, box)


# --- The view and its address ----------------------------------------------------------------


def _adopt_address(tables: Tables) -> None:
    """Take the view from the address when it is new: a first visit, Back, Forward, a link."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    if query != st.session_state.get("_address"):
        view, unknown = address.read(tables, query)
        st.session_state.update(_view=view, _unknown=unknown, _address=query)
        # A link to the page that is open already reruns it but leaves the browser's address as it
        # was; saying it again mends that and changes nothing elsewhere.
        st.query_params.from_dict(query)


def _change(**parts: Any) -> None:
    """Change parts of the view and write the address; called from callbacks."""
    view = replace(st.session_state["_view"], **parts)
    st.session_state.update(_view=view, _unknown=[], _address=address.write(view))
    st.query_params.from_dict(address.write(view))


def _change_filter(name: str) -> None:
    value = st.session_state[name]
    if name == "date":
        value = tuple(value) if isinstance(value, tuple | list) else (value,)
        value = (*value, None, None)[:2]
    elif name == "q":
        value = value or ""
    else:
        value = tuple(value)
    _change(filters=replace(st.session_state["_view"].filters, **{name: value}))


def _link(view: View, label: str, page: str = "", **kwargs: Any) -> None:
    """A link to a view, on this page or another: it can be followed, copied and opened anew."""
    target = st.session_state["_pages"][page] if page else st.session_state["_page"]
    st.page_link(target, label=label, query_params=address.write(view), **kwargs)


# --- The sidebar -----------------------------------------------------------------------------


def _sidebar(tables: Tables, page: Any) -> None:
    view: View = st.session_state["_view"]
    keep = filters.match(tables, view.filters)
    with st.sidebar:
        st.markdown(f"**{claims.plain(package.descriptor()['title'])}**")
        for name, title in PAGES.items():
            _link(replace(view, **CLOSED), title, page=name, width="stretch")
        with st.container(key="count", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{int(keep.sum())} of {len(keep)} events**")
            st.button(
                "Reset filters",
                on_click=_change,
                kwargs={"filters": filters.Filters()},
                disabled=not view.filters.active(),
                type="tertiary",
            )
        for name, labels in filters.options(tables).items():
            if name == "stance":
                _date_filter(tables, view)
            _set(name, list(getattr(view.filters, name)))
            st.multiselect(
                filters.HEADINGS[name],
                list(labels),
                key=name,
                format_func=labels.__getitem__,
                placeholder="Any",
                on_change=_change_filter,
                args=(name,),
            )
        _set("q", view.filters.q)
        st.text_input(
            filters.HEADINGS["q"],
            key="q",
            placeholder="Words, or “words together”",
            on_change=_change_filter,
            args=("q",),
            help="Looks in titles, summaries, passages and items. Case and accents do not matter; "
            'all words must occur; words in "double quotes" must occur together.',
        )
        st.caption(
            f"Claims are reported, not established. Table version {tables.version}.",
        )


def _date_filter(tables: Tables, view: View) -> None:
    first, last = (day.date() for day in timeline.extent(tables))
    start, end = view.filters.date
    value = (start,) if start and not end else (start or first, end) if end else ()
    _set("date", value)
    st.date_input(
        filters.HEADINGS["date"],
        key="date",
        min_value=min([first, *filter(None, value)]).replace(month=1, day=1),
        max_value=max([last, *filter(None, value)]).replace(month=12, day=31),
        format="YYYY-MM-DD",
        on_change=_change_filter,
        args=("date",),
        help="Keeps every event that may have happened between these days.",
    )


def _set(key: str, value: Any) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


# --- What went wrong, what is not there ------------------------------------------------------


def _show_problems(problems: list[check.Problem]) -> None:
    st.header("The tables cannot be shown yet")
    count = "1 problem was" if len(problems) == 1 else f"{len(problems)} problems were"
    st.error(f"{count} found. Nothing has been changed. Mend them and reload this page.")
    table = check.as_table(problems)
    st.dataframe(table, hide_index=True, key="problems")
    st.download_button("Download the list as CSV", records.as_csv(table), "problems.csv")


def _explain_empty(screen: Screen) -> None:
    """Say which filter to loosen, most rewarding first, each a button that does it."""
    with st.container(key="empty", border=True):
        st.markdown("**No event is left under these filters.** Loosen one:")
        for name, count in filters.loosened(screen.tables, screen.view.filters).items():
            events = "still no event" if not count else _events(count)
            st.button(
                f"Without {filters.HEADINGS[name]}: {events}",
                key=f"loosen_{name}",
                on_click=_change,
                kwargs={"filters": screen.view.filters.without(name)},
            )


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


# --- Charts ----------------------------------------------------------------------------------


def show_key_figures(screen: Screen) -> None:
    """What is in view, in figures."""
    figures = claims.key_figures(screen.tables, screen.keep)
    everything = pd.Series(True, index=screen.tables.events.index)
    whole = claims.key_figures(screen.tables, everything)
    for column, (name, count) in zip(st.columns(len(figures)), figures.items(), strict=True):
        of = "" if count == whole[name] else f" of {whole[name]}"
        column.metric(name, f"{count}{of}", help=claims.KEY_FIGURES[name])


def choose(screen: Screen, name: str, label: str) -> None:
    """A switch between the ways a page can show its view, kept in the address."""
    choices = address.CHOICES[name]
    key = f"choose_{name}"
    _set(key, getattr(screen.view, name))

    def changed() -> None:
        _change(**{name: st.session_state[key], **CLOSED})

    st.segmented_control(
        label,
        list(choices),
        key=key,
        format_func=choices.__getitem__,
        required=True,
        on_change=changed,
    )


def show_timeline(screen: Screen, width: int, height: int) -> None:
    """The timeline of what is in view, for about `width` by `height` pixels of plot."""
    days = screen.view.filters.date
    first, last = timeline.extent(screen.tables)
    axis = (pd.Timestamp(days[0] or first), pd.Timestamp(days[1] or last))
    figure = timeline.figure(
        screen.tables,
        screen.keep,
        screen.theme,
        screen.view.lanes,
        axis if axis[0] < axis[1] else (axis[0], axis[0] + pd.Timedelta(days=1)),
        screen.view.event,
        (width, height),
    )

    def clicked() -> None:
        points = st.session_state["timeline"]["selection"]["points"]
        if points and points[0].get("customdata"):
            picked = points[0]["customdata"]
            _change(**CLOSED | {"event": picked if isinstance(picked, str) else picked[0]})

    st.plotly_chart(
        figure,
        key="timeline",
        theme=None,
        on_select=clicked,
        selection_mode="points",
        config={
            "displaylogo": False,
            "showSendToCloud": False,
            "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "toImage"],
        },
        alt=timeline.in_words(screen.tables, screen.keep, screen.view.lanes),
    )


def show_network(screen: Screen, box: tuple[int, int] = network.BOX) -> None:
    """The network of what is in view, in a box of `box` pixels."""
    layer, level = screen.view.layer, screen.view.level
    st.components.v2.component(
        "claims_vis",
        js=files("pyvis").joinpath(_VIS_JS).read_text(encoding="utf-8")
        + "\nexport default function () {}",
    )(key="vis", height=1)
    draw = st.components.v2.component(
        "claims_network", html=_NETWORK_HTML, css=_NETWORK_CSS, js=_NETWORK_JS
    )
    places = _places(screen.tables.version, level, box, screen.tables)
    built = network.build(
        screen.tables, screen.keep, layer, level, places, screen.theme, screen.picked
    )

    def clicked() -> None:
        picked = st.session_state["network"]["picked"]
        if "node" in picked:
            _change(**CLOSED | {"node": picked["node"]})
        elif "edge" in picked:
            ends = picked["edge"].split(address.PAIR)[:2]
            _change(**CLOSED | {"edge": address.PAIR.join(ends)})

    draw(
        key="network",
        data={
            **built,
            "legend": network.legend(screen.tables, screen.keep, layer, level, screen.theme),
            "height": box[1],
            "alt": network.in_words(screen.tables, screen.keep, layer, level),
            "theme": {
                "page": screen.theme.page,
                "text": screen.theme.text,
                "quiet": screen.theme.quiet,
                "line": screen.theme.line,
                "font": timeline.FONT,
            },
        },
        on_picked_change=clicked,
    )


# --- The open event --------------------------------------------------------------------------


@contextmanager
def beside_detail(screen: Screen, height: int = CHART_HEIGHT) -> Iterator[None]:
    """A place for charts, with what is picked beside it."""
    columns = st.columns([21, 11] if screen.open else 1, gap="medium")
    with columns[0]:
        yield
    if screen.open:
        with columns[1], st.container(key="event_detail", height=height, border=True):
            if screen.view.event:
                _show_event(screen)
            elif screen.view.article:
                _show_article(screen)
            else:
                _show_picked(screen)


def _show_event(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    found = claims.dossier(tables, view.event)
    _close_button(screen)
    if not screen.keep[view.event]:
        st.caption("This event is not among those the filters leave.")
    st.html(claims.head_as_html(found, screen.theme.claim_type[found.claim_type]))
    st.html(claims.quotes_as_html(found))
    st.html(claims.facts_as_html(found.facts))
    _show_ties("Answers", found.answers, view)
    _show_ties("Answered by", found.answered_by, view)
    _show_ties("In tension with", found.tensions, view)
    if found.statements:
        st.markdown("**What it says holds between actors**")
        st.html(claims.statements_as_html(found))


def _show_picked(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    ids = network.event_ids(
        tables, screen.keep, view.layer, view.level or "speakers", screen.picked
    )
    _close_button(screen)
    names = [tables.name(a) for a in screen.picked.split(address.PAIR)]
    st.markdown(f"### {' → '.join(map(claims.plain, names))}")
    if view.node:
        st.caption(claims.plain(claims.introduced(tables, view.node)))
    st.markdown(f"{_events(len(ids))} in view.")
    _show_ties("", tuple(claims.in_date_order(tables, ids)), view)


def _show_article(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    _close_button(screen)
    st.html(claims.article_as_html(tables, view.article))
    told = tables.evidence.loc[tables.evidence["source_id"] == view.article, "event_id"]
    ids = [e for e in told.unique() if screen.keep[e]]
    st.markdown(f"{_events(len(ids))} in view.")
    _show_ties("", tuple(claims.in_date_order(tables, ids)), view)


def _show_ties(heading: str, ties: tuple[claims.Tie, ...], view: View) -> None:
    if not ties:
        return
    if heading:
        st.markdown(f"**{heading}**")
    for tie in ties[:LISTED]:
        label = f"{claims.plain(tie.title)} :small[:gray[{claims.plain(tie.date)}]]"
        _link(replace(view, event=tie.event_id), label, width="stretch")
        if tie.note:
            st.caption(claims.plain(tie.note))
    if len(ties) > LISTED:
        st.caption(f"and {len(ties) - LISTED} more: narrow the filters to see them.")


def _close_button(screen: Screen) -> None:
    with st.container(key="detail_bar", horizontal=True, horizontal_alignment="right"):
        if screen.view.event and (screen.picked or screen.view.article):
            _link(replace(screen.view, event=""), "← Back to the list", width="stretch")
        st.button("Close ✕", key="close", type="tertiary", on_click=_change, kwargs=CLOSED)


# --- Records ---------------------------------------------------------------------------------


def show_table(screen: Screen) -> None:
    """One table under the same filters: searched, sorted, picked from and downloaded."""
    name = screen.view.table
    rows = records.in_view(screen.tables, screen.keep, name)
    shown = records.readable(screen.tables, rows, name)
    words = st.text_input(
        "Search this table", key=f"search_{name}", placeholder="Words in any cell"
    )
    shown = records.searched(shown, words)
    rows = rows.loc[shown.index].reset_index(drop=True)

    def clicked() -> None:
        selection = st.session_state[f"table_{name}"]["selection"]
        if selection["rows"]:
            _change(**_behind(name, rows.iloc[selection["rows"][0]]))

    st.dataframe(
        shown.reset_index(drop=True),
        hide_index=True,
        key=f"table_{name}",
        height=520,
        on_select=clicked if name != "storylines" else "ignore",
        selection_mode="single-row",
        alt=f"{package.label(name)}: {_rows(len(rows))}.",
    )
    # Below the table: above it, the table's own toolbar would cover it.
    st.download_button(
        f"Download {_rows(len(rows))} as CSV",
        records.as_csv(rows),
        f"{name}.csv",
        mime="text/csv",
        key=f"download_{name}",
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _behind(table: str, row: pd.Series) -> dict[str, Any]:
    """What a row opens: its event, or the events of an actor or an article."""
    match table:
        case "actors":
            return CLOSED | {"node": row["actor_id"]}
        case "sources":
            return CLOSED | {"article": row["source_id"]}
        case "tensions":
            return CLOSED | {"event": row["event_a"]}
    return CLOSED | {"event": row["event_id"]}
