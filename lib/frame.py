"""The frame around every page: tables loaded once, shared filters, charts, the open event.

The one module that imports Streamlit. What a screen shows is one `lib.address.View`, kept in the
session and written to the address whenever it changes; widgets are set from it and only report
back to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib import (
    address,
    articles,
    check,
    claims,
    compare,
    dates,
    drawing,
    filters,
    network,
    package,
    palette,
    profiles,
    questions,
    records,
    timeline,
)
from lib.address import View
from lib.tables import Tables, TablesError, fingerprint, load

PAGES = {
    "overview": "Overview",
    "timeline": "Timeline",
    "network": "Network",
    "questions": "Questions",
    "sources": "Sources",
    "compare": "Compare",
    "records": "Records",
}
PLOTLY = {
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtonsToRemove": ["lasso2d", "autoScale2d", "toImage", "pan2d"],
}
LISTED = 200
CLOSED: dict[str, Any] = {"event": "", "node": "", "edge": "", "article": ""}
CHART_HEIGHT = 640

_HERE = Path(__file__).parent
_CSS = f"<style>{(_HERE / 'frame.css').read_text(encoding='utf-8')}</style>"
_NETWORK_JS = (_HERE / "network.js").read_text(encoding="utf-8")
_NETWORK_CSS = (_HERE / "network.css").read_text(encoding="utf-8")
_THEME_JS = (_HERE / "theme.js").read_text(encoding="utf-8")
_ARTICLE_JS = (_HERE / "article.js").read_text(encoding="utf-8")
_ARTICLE_CSS = (_HERE / "articles.css").read_text(encoding="utf-8")
_NETWORK_HTML = (
    '<div class="clock" hidden><button type="button" aria-label="Play week by week">▶</button>'
    '<input type="range" min="0" step="1" aria-label="Weeks"><output></output></div>'
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
    def in_span(self) -> pd.Series | None:
        """The events that may have happened in the span picked, like `keep`; None without one."""
        if not self.view.span:
            return None
        return filters.during(self.tables.events, address.days_of(self.view.span))

    @property
    def lit(self) -> pd.Series | None:
        """The events that a span, an actor or a pair picked stands for, or None: all are lit.

        A boolean Series like `keep`.
        """
        lit = self.in_span
        if self.picked:
            events = self.tables.events
            lit = pd.Series(True, index=events.index) if lit is None else lit
            view = self.view
            level = view.level or "speakers"
            ids = network.event_ids(self.tables, self.keep, view.layer, level, self.picked)
            lit = lit & events["event_id"].isin(ids)
        return lit

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
    _sidebar(tables)
    with st.sidebar:
        # Streamlit turns its own parts light or dark by itself, but not what Python has coloured.
        st.components.v2.component("claims_theme", js=_THEME_JS)(
            key="theme", height=1, on_turned_change=lambda: None
        )
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
    if view.span:
        _show_span(screen)
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
    elif name != "within":
        value = tuple(value)
    _change(filters=replace(st.session_state["_view"].filters, **{name: value}))


def _link(view: View, label: str, page: str = "", **kwargs: Any) -> None:
    """A link to a view, on this page or another: it can be followed, copied and opened anew."""
    target = st.session_state["_pages"][page] if page else st.session_state["_page"]
    st.page_link(target, label=label, query_params=address.write(view), **kwargs)


# --- The sidebar -----------------------------------------------------------------------------


def _sidebar(tables: Tables) -> None:
    view: View = st.session_state["_view"]
    keep = filters.match(tables, view.filters)
    with st.sidebar:
        st.markdown(f"**{claims.plain(package.descriptor()['title'])}**")
        with st.container(key="pages"):
            for name, title in PAGES.items():
                _link(view, title, page=name, width="stretch")
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
            if name == "actor" and len(view.filters.actor) == 1:
                actor_id = view.filters.actor[0]
                label = claims.plain(f"About {labels[actor_id]}")
                _link(replace(view, **CLOSED | {"node": actor_id}), label, width="stretch")
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
        help="When it happened or was said. An uncertain date is a span of days.",
    )
    if value:
        counts = filters.sureness(tables, view.filters)
        labels = {w: f"{label}: {counts[w]}" for w, label in filters.WITHIN.items()}
        _set("within", view.filters.within)
        st.segmented_control(
            "How sure of the date",
            list(labels),
            key="within",
            format_func=labels.__getitem__,
            required=True,
            label_visibility="collapsed",
            on_change=_change_filter,
            args=("within",),
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


def _show_span(screen: Screen) -> None:
    """Say which days are picked, how many events that is, and offer to let go."""
    count = int((screen.keep & screen.in_span).sum())
    with st.container(key="span", horizontal=True, vertical_alignment="center"):
        days = dates.days_in_words(*address.days_of(screen.view.span))
        st.markdown(f"**Picked on the timeline: {claims.plain(days)}** · {_events(count)}")
        st.button(
            "Clear ✕", key="clear_span", type="tertiary", on_click=_change, kwargs={"span": ""}
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
    _draw_timeline(screen, screen.keep, "timeline", (width, height))
    first, last = (day.date() for day in timeline.extent(screen.tables))
    start, end = address.days_of(screen.view.span)
    ends = (min(max(day, first), last) for day in (start or first, end or last))
    _set("span_slider", tuple(ends))

    def picked() -> None:
        days = st.session_state["span_slider"]
        whole = days == (first, last)
        _change(span="" if whole else "/".join(d.isoformat() for d in days))

    st.slider(
        "Pick a span of days",
        first,
        last,
        key="span_slider",
        format="D MMM YYYY",
        on_change=picked,
        help="Marks what may have happened between two days, here, in the network and in Records; "
        "the rest fades. The chart’s Box Select tool does the same.",
    )


def _draw_timeline(
    screen: Screen,
    keep: pd.Series,
    key: str,
    size: tuple[int, int],
    beside: pd.Series | None = None,
) -> None:
    view = screen.view
    first, last = timeline.extent(screen.tables)
    # Two timelines side by side have filters of their own and share the axis of the whole table.
    days = (None, None) if beside is not None else view.filters.date
    start, end = (pd.Timestamp(d or e) for d, e in zip(days, (first, last), strict=True))
    figure = timeline.figure(
        screen.tables,
        keep,
        screen.theme,
        view.lanes,
        (start, max(end, start + pd.Timedelta(days=1))),
        view.event,
        size,
        view.clock,
        screen.lit,
        beside,
    )

    def clicked() -> None:
        selection = st.session_state[key]["selection"]
        if selection["box"]:
            ends = sorted(pd.Timestamp(x).date().isoformat() for x in selection["box"][0]["x"])
            _change(span="/".join(ends))
        elif selection["points"] and selection["points"][0].get("customdata"):
            picked = selection["points"][0]["customdata"]
            _change(**CLOSED | {"event": picked if isinstance(picked, str) else picked[0]})

    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        on_select=clicked,
        selection_mode=("points", "box"),
        config=PLOTLY,
        alt=timeline.in_words(screen.tables, keep, view.lanes, view.clock),
    )


def _show_picture(figure: Any, key: str, alt: str, clickable: bool = True) -> None:
    """A small Plotly picture; a click on a mark opens its event."""

    def clicked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and str(points[0].get("customdata")).startswith("E"):
            _change(**CLOSED | {"event": points[0]["customdata"]})

    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        on_select=clicked if clickable else "ignore",
        selection_mode="points",
        config=PLOTLY | {"displayModeBar": False},
        alt=alt,
    )


def show_network(screen: Screen, box: tuple[int, int] = network.BOX, weeks: bool = False) -> None:
    """The network of what is in view, in a box of `box` pixels, with a slider over the `weeks`."""
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
        screen.tables,
        screen.keep,
        layer,
        level,
        places,
        screen.theme,
        screen.picked,
        int(screen.view.steps),
        screen.in_span,
    )
    first, last = (day.date().isoformat() for day in timeline.extent(screen.tables))
    time = {"first": first, "last": last, "until": screen.view.until} if weeks else None

    def stopped() -> None:
        until = st.session_state["network"]["until"]
        if until is not None:
            _change(until=until)

    def clicked() -> None:
        picked = st.session_state["network"]["picked"] or {}
        if "node" in picked:
            _change(**CLOSED | {"node": picked["node"]})
        elif "edge" in picked:
            _change(**CLOSED | {"edge": picked["edge"]})

    draw(
        key="network",
        data={
            **built,
            "legend": network.legend(screen.tables, screen.keep, layer, level, screen.theme),
            "height": box[1],
            "time": time,
            "alt": network.in_words(screen.tables, screen.keep, layer, level),
            "theme": {
                "page": screen.theme.page,
                "text": screen.theme.text,
                "quiet": screen.theme.quiet,
                "line": screen.theme.line,
                "font": drawing.FONT,
            },
        },
        on_picked_change=clicked,
        on_until_change=stopped,
    )


def show_timeline_as_list(screen: Screen) -> None:
    """The timeline in words: what it shows, and every event as a link, in date order."""
    view = screen.view
    with st.expander("The timeline as a list", key="timeline_list", on_change="rerun") as lazy:
        if lazy.open:
            said = timeline.in_words(screen.tables, screen.keep, view.lanes, view.clock)
            if view.clock == "reported":
                said += " The dates in the list are those of the events."
            st.caption(claims.plain(said))
            ids = list(screen.tables.events.index[screen.keep.to_numpy()])
            _show_ties("", tuple(claims.in_date_order(screen.tables, ids)), view)


def show_network_as_list(screen: Screen) -> None:
    """The network in words: what it shows, and every actor and arrow as a link."""
    tables, view = screen.tables, screen.view
    with st.expander("The network as a list", key="network_list", on_change="rerun") as lazy:
        if not lazy.open:
            return
        said = network.in_words(tables, screen.keep, view.layer, view.level)
        st.caption(claims.plain(said))
        drawn = network.edges(tables, screen.keep, view.layer, view.level)
        for row in drawn.sort_values("count", ascending=False).head(LISTED).itertuples():
            names = f"{tables.name(row.subject)} → {tables.name(row.object)}"
            what = network.said(row.kind, row.style)
            edge = address.PAIR.join((row.subject, row.object, row.kind, row.style))
            _link(
                replace(view, **CLOSED | {"edge": edge}),
                claims.plain(f"{names}: {what} ({_events(row.count)})"),
                width="stretch",
            )


# --- The open event --------------------------------------------------------------------------


@contextmanager
def beside_detail(
    screen: Screen, otherwise: Callable[[Screen], None] | None = None, height: int = CHART_HEIGHT
) -> Iterator[None]:
    """A place for charts, with what is picked beside it, or else what `otherwise` shows there."""
    columns = st.columns([21, 11] if screen.open or otherwise else 1, gap="medium")
    with columns[0]:
        yield
    if otherwise and not screen.open:
        with columns[1]:
            otherwise(screen)
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
    st.html(claims.quotes_as_html(found.quotes))
    for source_id in dict.fromkeys(q.source_id for q in found.quotes):
        label = f"In its place in the article: {filters.source_label(tables, source_id)}"
        _link(replace(view, read=source_id), claims.plain(label), page="sources")
    st.html(claims.facts_as_html(found.facts))
    for actor_id in found.actors:
        name = claims.plain(f"About {tables.name(actor_id)}")
        _link(replace(view, **CLOSED | {"node": actor_id}), name, width="stretch")
    _show_ties("Answers", found.answers, view)
    _show_ties("Answered by", found.answered_by, view)
    _show_ties("In tension with", found.tensions, view)
    if found.statements:
        st.markdown("**What it says holds between actors**")
        st.html(claims.list_as_html(found.statements))


def _show_picked(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    keep = screen.keep if screen.in_span is None else screen.keep & screen.in_span
    _close_button(screen)
    if view.node:
        _show_profile(screen, profiles.profile(tables, keep, view.node))
        return
    ids = network.event_ids(tables, keep, view.layer, view.level or "speakers", view.edge)
    subject, object_, *kind = view.edge.split(address.PAIR)
    st.markdown(f"## {claims.plain(f'{tables.name(subject)} → {tables.name(object_)}')}")
    of_kind = f" of the kind “{network.said(*kind)}”" if kind else ""
    in_span = ", in the span picked" if view.span else ""
    st.markdown(claims.plain(f"{_events(len(ids))}{of_kind} in view{in_span}."))
    if kind:
        pair = address.PAIR.join((subject, object_))
        _link(replace(view, edge=pair), "Everything between the two", width="stretch")
    _show_ties("", tuple(claims.in_date_order(tables, ids)), view)


def _show_profile(screen: Screen, found: profiles.Profile) -> None:
    """An actor: who it is, what it claims, what is claimed about it, who answers whom."""
    view = screen.view
    st.markdown(f"## {claims.plain(found.name)}")
    if found.introduction != found.name:
        st.caption(claims.plain(found.introduction))
    for sentence in profiles.in_words(found):
        st.markdown(claims.plain(sentence))
    _show_picture(
        profiles.figure(screen.tables, found, screen.theme),
        "profile",
        f"Events of {found.name} over time.",
    )
    aliases = "; ".join(found.aliases)
    belongs = ", ".join(found.belongs_to)
    st.html(claims.facts_as_html((("In the texts also", aliases), ("Belongs to", belongs))))
    if found.members:
        st.markdown("**Speaks through**")
        for actor_id, name in found.members:
            _link(replace(view, **CLOSED | {"node": actor_id}), claims.plain(name), width="stretch")
    _show_ties(f"Says or does ({len(found.says)})", found.says, view)
    _show_ties(f"Is spoken of ({len(found.spoken_of)})", found.spoken_of, view)
    _show_ties("Answers", found.answers, view)
    _show_ties("Is answered by", found.answered_by, view)
    if found.claimed:
        st.markdown("**What is claimed to hold**")
        st.html(claims.list_as_html(found.claimed))


def _show_article(screen: Screen) -> None:
    view, tables = screen.view, screen.tables
    _close_button(screen)
    st.html(claims.article_as_html(tables, view.article))
    _link(replace(view, read=view.article), "Read the article with its coding", page="sources")
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
        st.button("Close ✕", key="close", type="tertiary", on_click=_close)


def _close() -> None:
    st.session_state["_closings"] = st.session_state.get("_closings", 0) + 1
    _change(**CLOSED)


def _choose_one(name: str, label: str, labels: dict[str, str], chosen: str) -> None:
    """A row of pills, one of them chosen, kept in the address under `name`."""
    key = f"choose_{name}"
    _set(key, chosen)

    def changed() -> None:
        _change(**CLOSED | {name: st.session_state[key]})

    st.pills(
        label,
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=changed,
    )


# --- Questions -------------------------------------------------------------------------------


def show_question(screen: Screen) -> None:
    """One storyline as claim and counter-claim, chosen from all of them in the order asked for."""
    tables, keep, view = screen.tables, screen.keep, screen.view
    counts = questions.counts(tables, keep)
    order = questions.ranked(tables, keep, view.order)
    titles = {s: f"{tables.storylines.loc[s, 'title']} {counts.loc[s, 'events']}" for s in order}
    chosen = view.question or order[0]
    _choose_one("question", "Question", titles, chosen)
    with beside_detail(screen):
        row = counts.loc[chosen]
        st.header(claims.plain(tables.storylines.loc[chosen, "question"]))
        st.markdown(
            f"{questions.in_words(row)} · {questions.contest_in_words(row)}", help=questions.MEASURE
        )
        width = 660 if screen.open else 1040
        _show_picture(
            questions.figure(tables, keep, chosen, screen.theme, view.event, width),
            "board",
            questions.text_alternative(tables, keep, chosen),
        )
        st.caption("What the claims rest on, on one scale of events:")
        _show_picture(
            questions.grounds_figure(tables, keep, chosen, screen.theme, width),
            "grounds",
            f"Attributions of the claims on “{tables.storylines.loc[chosen, 'title']}”.",
        )
        _show_both_sides(screen, chosen)


def _show_both_sides(screen: Screen, storyline_id: str) -> None:
    tables, keep = screen.tables, screen.keep
    under = " under these filters" if screen.view.filters.active() else ""
    tensions = questions.tensions(tables, keep, storyline_id)
    passages, facing, sides = st.tabs(
        ["Strongest passages", f"Tensions ({len(tensions)})", "Sides over time"]
    )
    with passages:
        for column, group in zip(st.columns(2), questions.STANCE_GROUPS, strict=True):
            with column:
                st.markdown(f"**Those who {questions.GROUP_WORDS[group]}**")
                ids = questions.strongest(tables, keep, storyline_id, group)
                for event_id in ids:
                    found = claims.dossier(tables, event_id)
                    _show_ties("", (claims.tie(tables, event_id),), screen.view)
                    st.html(claims.quotes_as_html(found.quotes))
                if not ids:
                    st.caption(f"Nobody does{under}.")
    with facing:
        for tension in tensions:
            st.markdown(f"**{tension.kind}.** {claims.plain(tension.note)}")
            for column, told in zip(st.columns(2), (tension.a, tension.b), strict=True):
                with column:
                    _show_ties("", (claims.tie(tables, told.event_id),), screen.view)
                    st.html(claims.quotes_as_html([told.quote]))
        if not tensions:
            st.caption(f"No tension touches this question{under}.")
    with sides:
        shown = questions.stance_over_time(tables, keep, storyline_id)
        shown["stance"] = shown["stance"].map(package.label)
        st.table(shown.rename(columns=package.label), hide_index=True)


def explain_measure() -> None:
    """What “contested” measures, for whoever asks."""
    with st.expander("How is “contested” measured?"):
        st.markdown(claims.plain(questions.MEASURE))


# --- Sources ---------------------------------------------------------------------------------


def choose_article(screen: Screen) -> None:
    """A switch between the articles, kept in the address."""
    labels = {str(s): filters.source_label(screen.tables, s) for s in screen.tables.sources.index}
    _choose_one("read", "Article", labels, screen.view.read or next(iter(labels)))


def show_article(screen: Screen) -> None:
    """The article chosen, as it reads, with its coding laid over it."""
    tables, view = screen.tables, screen.view
    source_id = view.read or tables.sources.index[0]
    told = tables.evidence.loc[tables.evidence["source_id"] == source_id, "event_id"]
    present = set(tables.events.loc[told.unique(), "claim_type"].astype(str))

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
            _change(**CLOSED | {"event": picked, "read": source_id})

    with st.container(height=CHART_HEIGHT, key="article_page"):
        read(key="article", data={"html": html, "picked": view.event}, on_picked_change=clicked)


def show_about_article(screen: Screen) -> None:
    """What is known of the article chosen, and how it differs from the others."""
    tables, view = screen.tables, screen.view
    source_id = view.read or tables.sources.index[0]
    covered, factual = articles.coverage(tables, source_id)
    with st.container(height=CHART_HEIGHT, key="about_article"):
        st.html(claims.article_as_html(tables, source_id))
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
                    _show_ties("", tuple(claims.in_date_order(tables, ids)), view)


def _show_profiles(screen: Screen, source_id: str) -> None:
    """The shares of the article's coded text beside those of the other articles."""
    for heading, column in (("Claim types", "claim_type"), ("Attributions", "attribution")):
        shares = articles.beside_others(screen.tables, source_id, column)
        index = pd.Index([package.label(str(c)) for c in shares.index], name=heading)
        table = shares.set_index(index).rename(columns={"here": "Here", "others": "Others"})
        st.markdown(f"**{heading}**, share of the coded text, whatever is filtered")
        st.table(table.map(lambda share: f"{share * 100:.0f}\u00a0%"))


# --- Compare ---------------------------------------------------------------------------------


def choose_other(screen: Screen) -> None:
    """The second set of filters, B; the first, A, is the sidebar's."""
    tables, view = screen.tables, screen.view
    labels = filters.options(tables)
    if not view.filters.active() and not view.against.active():
        one, other = list(labels["actor"])[:2]
        example = replace(
            view,
            filters=filters.Filters(actor=(one,)),
            against=filters.Filters(actor=(other,)),
        )
        _link(
            example,
            claims.plain(f"For example {labels['actor'][one]} against {labels['actor'][other]}"),
        )
    if view.against.active():
        st.button(
            "Reset B",
            key="reset_b",
            type="tertiary",
            on_click=_change,
            kwargs={"against": filters.Filters()},
        )
    names = ("actor", "source", "claim_type", "storyline")
    for column, name in zip(st.columns(len(names)), names, strict=True):
        key = address.AGAINST + name
        _set(key, list(getattr(view.against, name)))

        def changed(name: str = name, key: str = key) -> None:
            chosen = {name: tuple(st.session_state[key])}
            _change(against=replace(st.session_state["_view"].against, **chosen))

        column.multiselect(
            f"B: {filters.HEADINGS[name]}",
            list(labels[name]),
            key=key,
            format_func=labels[name].__getitem__,
            placeholder="Any",
            on_change=changed,
        )


def show_comparison(screen: Screen) -> None:
    """A and B on the same scales, and what is only in one of them in words."""
    tables, view = screen.tables, screen.view
    other = filters.match(tables, view.against)
    overlap = compare.overlap(screen.keep, other)
    st.markdown(
        f"**A** {claims.plain(compare.name(tables, view.filters))} · "
        f"**B** {claims.plain(compare.name(tables, view.against))} · "
        f"{overlap['only_a']} only in A, {overlap['both']} in both, {overlap['only_b']} only in B"
    )
    with beside_detail(screen):
        width = 260 if screen.open else 430
        both = screen.keep | other
        for column, (side, keep) in zip(
            st.columns(2), (("A", screen.keep), ("B", other)), strict=True
        ):
            with column:
                st.markdown(f"**{side}**: {_events(int(keep.sum()))}")
                _draw_timeline(screen, keep, f"timeline_{side.lower()}", (width, 300), both)
        bars, words = st.columns(2, gap="medium")
        with bars:
            _show_picture(
                compare.figure(tables, screen.keep, other, screen.theme),
                "types",
                "Events of A and B by claim type.",
                clickable=False,
            )
        with words:
            for difference in compare.differences(tables, screen.keep, other):
                st.markdown(f"**{difference.what}**")
                st.markdown(claims.plain(" ".join(compare.in_words(difference))))


# --- Records ---------------------------------------------------------------------------------


def show_table(screen: Screen) -> None:
    """One table under the same filters: searched, sorted, picked from and downloaded."""
    name = screen.view.table
    keep = screen.keep if screen.in_span is None else screen.keep & screen.in_span
    rows = records.in_view(screen.tables, keep, name)
    shown = records.readable(screen.tables, rows, name)
    words = st.text_input(
        "Search this table", key=f"search_{name}", placeholder="Words in any cell"
    )
    shown = records.searched(shown, words)
    rows = rows.loc[shown.index].reset_index(drop=True)

    # A new grid after each closing: the old one would take the next click to let go of its row.
    key = f"table_{name}_{st.session_state.get('_closings', 0)}"

    def clicked() -> None:
        selection = st.session_state[key]["selection"]
        chosen = [*selection["rows"], *(row for row, _ in selection["cells"])]
        if chosen:
            _change(**_behind(name, rows.iloc[chosen[0]]))

    st.dataframe(
        shown.reset_index(drop=True),
        hide_index=True,
        key=key,
        height=520,
        on_select=clicked,
        selection_mode=["single-row", "single-cell"],
        alt=f"{package.label(name)}: {_rows(len(rows))}.",
    )
    if rows.empty:
        st.caption("No row is left. Search for other words or loosen the filters.")
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
        case "storylines":
            return CLOSED | {"question": row["storyline_id"]}
    return CLOSED | {"event": row["event_id"]}
