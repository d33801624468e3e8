"""One file that opens anywhere: a view as a page with live charts and every word behind them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from importlib.resources import files
from itertools import compress, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from lib.analysis import chronology, events, filters, links, questions
from lib.charts import board, network, pieces, timeline
from lib.dataset import codebook, dates, positions
from lib.dataset import text as texts
from lib.dataset.tables import Tables
from lib.export import TEMPLATES, statement
from lib.export.templates import render
from lib.view import url
from lib.view.screen import Screen, of_layer

MOST = statement.MOST_WRITTEN
# The plot that charts are packed for: a page that is narrower scrolls them in their own box.
SIZE = (740, 520)
BOARD_WIDTH = 900
FONT = '"Source Sans 3", "Source Sans Pro", system-ui, sans-serif'
NETWORK_JS = TEMPLATES / "network.js"
NETWORK_CSS = TEMPLATES / "network.css"
VIS_JS = "lib/vis-9.1.2/vis-network.min.js"

# The elements that network.js asks for, as lib/frame/charts.py gives them; here the stage alone
# scrolls where it is too wide.
_NETWORK_HTML = (
    '<div class="clock" hidden><button type="button" aria-label="Play week by week">▶</button>'
    '<input type="range" min="0" step="1" aria-label="Weeks"><output></output></div>'
    '<div class="scroll"><div class="stage"><div class="canvas"></div><div class="tools">'
    '<button type="button" class="in" aria-label="Zoom in">+</button>'
    '<button type="button" class="out" aria-label="Zoom out">−</button>'
    '<button type="button" class="whole" aria-label="Show all">⤢</button></div></div></div>'
    '<div class="legend"></div>'
)
_NETWORK_MORE = (
    ".scroll { overflow-x: auto; } .stage { min-width: 860px; } "
    ".stage:not(:hover) .vis-tooltip { visibility: hidden !important; } "
    "@media print { .scroll { overflow: visible; } .tools, .clock { display: none !important; } }"
)
_EXPORT = re.compile(r"^export default function\s*\w*\s*(?=\()", re.MULTILINE)
_HOW = {
    "timeline": "Each mark is an event: a click shows the words it rests on. A bar is the span an "
    "uncertain date may mean; an arrowhead, an end that is not known.",
    "network": "Each arrow stands for events: a click on it, or on an actor, lists them. Numbers "
    "count events.",
    "question": "Above the line who affirms, below it who denies or doubts; a thin line joins a "
    "reply to what it answers. A click on a mark shows the words it rests on.",
}
_COUNTED = (
    "Each bar counts events; the words of the first by date stand below. In the dashboard a click "
    "on a bar narrows the view to its days."
)
_ZOOM = '<span class="mouse"> Drag across it to look closer, double-click to see all.</span>'
_NETWORKS = ("says", "claimed")
_PLOTS = ("timeline", "question")
_FIRST_FACTS = ("Said or done by", "About")


@dataclass(frozen=True)
class _Page:
    """What every section of the page needs: the screen, and the events whose words it holds.

    `places` are theirs in `tables.events`, in the order in which they are read, `written` the same
    as lines of a list; `left_out` is how many more are in view.
    """

    screen: Screen
    places: np.ndarray
    left_out: int

    @cached_property
    def written(self) -> tuple[events.Tie, ...]:
        """The events as lines of a list."""
        return tuple(events.Ties(self.screen.tables, self.places))

    @cached_property
    def anchors(self) -> set[str]:
        """The events that have an anchor, by event_id."""
        return {tie.event_id for tie in self.written}

    @cached_property
    def rank(self) -> np.ndarray:
        """For each event of the table where in `written` it stands, -1 for the others."""
        rank = np.full(len(self.screen.tables.events), -1, dtype=np.int32)
        rank[self.places] = np.arange(len(self.places))
        return rank


def html(screen: Screen, said: statement.Statement) -> bytes:
    """The parts of a briefing as one HTML file in UTF-8 that asks nothing of any network.

    Below the parts stand the words of every event in view, each under its event_id as anchor, up
    to MOST of them in date order; the page says how many are left out. Scripts run by their hash
    alone. The same screen and statement give the same bytes.
    """
    page = _page(screen)
    # Nothing in view is said once, not by empty charts.
    parts = [part for part in statement.parts(screen) if page.written or part == "event"]
    plots = {part: _plot(screen, part) for part in parts if part in _PLOTS}
    networks = _networks(screen, [part for part in parts if part in _NETWORKS])
    plots = {part: plot for part, plot in plots.items() if plot["marks"]}
    networks = {part: drawn for part, drawn in networks.items() if drawn["nodes"]}
    data = {
        "plots": plots,
        "networks": networks,
        "steps": int(screen.view.steps),
        "address": said.address if _is_web(said.address) else "",
    }
    scripts = [_page_script()]
    if networks:
        vis = files("pyvis").joinpath(VIS_JS).read_text(encoding="utf-8")
        scripts.insert(0, _inline(vis))
    if plots:
        scripts.insert(0, _inline(get_plotlyjs()))
    sections = [
        _part(page, part, part in plots or part in networks, networks.get(part, {}).get("note", ""))
        for part in parts
    ]
    body = (
        f"{_header(page, said)}{_contents(parts)}<main>{''.join(sections)}{_evidence(page)}"
        f"{_colophon(screen, said)}</main>{_PANEL}"
        f'<template id="network-parts"><style>{_css(NETWORK_CSS)}{_NETWORK_MORE}</style>'
        f"{_NETWORK_HTML}</template>"
        f'<script type="application/json" id="data">{_json(data)}</script>'
        + "".join(f"<script>{script}</script>" for script in scripts)
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light">'
        f"<title>{escape(said.title)}</title><style>{_css(TEMPLATES / 'webpage.css')}</style></head>"
        f"<body>{body}</body></html>\n"
    ).encode()


def _page(screen: Screen) -> _Page:
    places = events.in_order(screen.tables, np.flatnonzero(screen.keep)).places
    return _Page(screen, places[:MOST], len(places[MOST:]))


# --- What goes in, made harmless -----------------------------------------------------------------


def _inline(script: str) -> str:
    """A script that may stand in an HTML file: nothing in it ends or comments out the element."""
    script = script.replace("\r\n", "\n").replace("\r", "\n")  # as the browser hashes it
    return re.sub(r"<(?=/script)|<(?=!--)", r"\\x3c", script, flags=re.IGNORECASE)


def _json(data: Any) -> str:
    """Data as JSON in ASCII without any character that HTML or a script reads as its own."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _css(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _policy(scripts: Sequence[str]) -> str:
    """A Content-Security-Policy that runs these scripts and lets nothing be fetched or sent.

    Plotly and the type's colour in the evidence set style attributes, hence the styles.
    """
    digests = (base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; "
        "style-src 'unsafe-inline'; connect-src 'none'; "
        "form-action 'none'; base-uri 'none'"
    )


def _page_script() -> str:
    """What works the page: the drawing code of the app's own network, and `webpage.js` around it.

    Raises ValueError where network.js does not export one function.
    """
    drawing_code, found = _EXPORT.subn("function drawNetwork", _css(NETWORK_JS))
    if found != 1:
        raise ValueError(f"{NETWORK_JS.name} exports {found} functions by default, not one")
    return _inline(
        '"use strict";\n(() => {\nconst drawNetwork = (() => {\n'
        f"{drawing_code}\nreturn drawNetwork;\n}})();\n{_css(TEMPLATES / 'webpage.js')}\n}})();"
    )


def _is_web(link: str) -> bool:
    return link.startswith(("http://", "https://"))


# --- The charts ----------------------------------------------------------------------------------


def _plot(screen: Screen, part: str) -> dict[str, Any]:
    """A Plotly figure as data, with `marks`: where each event stands, for the ring around it.

    Bars that count events stand there by their days.
    """
    if part == "timeline":
        figure = timeline.of_screen(screen, SIZE)
    else:
        figure = board.of_screen(screen, screen.question, BOARD_WIDTH)
    figure.update_layout(font_family=FONT, hoverlabel_font_family=FONT, dragmode="zoom")
    if not any(trace.name == "picked" for trace in figure.data):
        figure.add_trace(pieces.ring(pd.DataFrame({"at": [], "y": []}), screen.theme))
    # Plotly would take another encoder, with other bytes, wherever one happens to be installed.
    found = _marks(figure)
    plot = json.loads(figure.to_json(engine="json"))
    for trace in plot["data"]:
        # A bar's days: what a click on them would do is the dashboard's alone.
        if any("/" in str(c) for c in trace.get("customdata", [])[:1]):
            del trace["customdata"]
    return {**plot, "marks": found}


def _marks(figure: go.Figure) -> dict[str, list[tuple[str, float]]]:
    marks: dict[str, list[tuple[str, float]]] = {}
    for trace in figure.data:
        if trace.customdata is not None:
            for event_id, x, y in zip(trace.customdata, trace.x, trace.y, strict=True):
                marks.setdefault(event_id, []).append((pd.Timestamp(x).isoformat(), float(y)))
    return marks


def _networks(screen: Screen, parts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What network.js draws for each of the layers, as the app gives it."""
    if not parts:
        return {}
    tables, theme, level = screen.tables, screen.theme, screen.level
    places = network.places(tables, level, network.BOX)
    first, last = (day.date().isoformat() for day in chronology.extent(tables))
    return {
        part: {
            **of_layer(screen, part).network(places),
            "legend": network.legend(tables, screen.keep, part, level, theme),
            "height": network.BOX[1],
            "time": {"first": first, "last": last, "until": screen.view.until},
            "alt": statement.alternative(screen, part),
            "theme": {
                **{name: getattr(theme, name) for name in ("page", "text", "quiet", "line")},
                # As in the app: vis-network drops quotes, and labels have their room by this font.
                "font": pieces.FONT,
            },
        }
        for part in parts
    }


# --- The page from top to bottom -----------------------------------------------------------------


def _header(page: _Page, said: statement.Statement) -> str:
    figures = events.key_figures(page.screen.seen)
    whole = events.key_figures(page.screen.tables.store.select())
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{count:,}"
        + (f" <small>of {whole[name]:,}</small>" if count != whole[name] else "")
        + "</dd></div>"
        for name, count in figures.items()
    )
    lines = said.lines()
    leads = "" if page.left_out else " Every mark leads to the words it rests on."
    note = f'<p class="note">{escape(said.note)}</p>' if said.note else ""
    return (
        f"<header><h1>{escape(said.title)}</h1>{note}"
        f'<p class="shown"><b>{escape(lines["Shown"])}</b>'
        f" · Filters: {escape(lines['Filters'])}</p>"
        f'<p class="caution">{escape(lines["Caution"])}{leads}</p>{_left_out(page)}'
        f'<dl class="figures">{facts}</dl>'
        "<noscript><p>The charts need JavaScript. The words they rest on stand below, whole."
        "</p></noscript></header>"
    )


def _contents(parts: Sequence[str]) -> str:
    links = {part: url.PARTS[part] for part in parts}
    links |= {"evidence": "Evidence", "about": "How to check this page"}
    items = "".join(
        f'<li><a href="#{name}">{escape(words)}</a></li>' for name, words in links.items()
    )
    return f'<nav aria-label="On this page"><ul>{items}</ul></nav>'


def _part(page: _Page, part: str, drawn: bool, note: str = "") -> str:
    """A part under its heading; of a chart that would be empty (not `drawn`) only the words."""
    if part in (*_PLOTS, *_NETWORKS) and not drawn:
        body = f"<p>{escape(statement.alternative(page.screen, part))}</p>"
    elif part in _PLOTS:
        body = _plot_as_html(page, part)
    elif part in _NETWORKS:
        body = _network_as_html(page, part, note)
    elif part == "events":
        body = _events_as_html(page)
    else:
        body = _event_as_html(page)
    heading = escape(statement.heading(page.screen, part))
    return (
        f'<section id="{part}" class="part" aria-labelledby="{part}-heading">'
        f'<h2 id="{part}-heading">{heading}</h2>{body}</section>'
    )


def _figure(page: _Page, part: str, chart: str, how: str, before: str = "") -> str:
    return (
        f'{before}<p class="how">{how}</p><figure class="chart"><div class="room">{chart}'
        f"</div><figcaption>{escape(statement.alternative(page.screen, part))}</figcaption></figure>"
    )


def _plot_as_html(page: _Page, part: str) -> str:
    screen = page.screen
    tables, keep = screen.tables, screen.keep
    before = ""
    ties = page.written
    if part == "question":
        row = screen.counts.loc[screen.question]
        before = f"<p>{escape(questions.in_words(row))}; {questions.contest_in_words(row)}.</p>"
        asked = tables.storylines.index.get_loc(screen.question)
        on_it = tables.positions.storyline[page.places] == asked
        ties = tuple(compress(ties, on_it))
    alternative = escape(statement.alternative(screen, part))
    chart = (
        f'<div class="plot" id="plot-{part}" role="img" aria-label="{alternative}"'
        f' style="background:{screen.theme.page}"></div>'
    )
    many = (
        board.counted(screen.seen, screen.question)
        if part == "question"
        else timeline.counted(screen.seen)
    )
    how = (_COUNTED if many else _HOW[part]) + _ZOOM
    what = {"timeline": "The timeline as a list", "question": "The board as a list"}[part]
    return (
        _figure(page, part, chart, how, before)
        + f'<details class="list"><summary>{what}</summary>{_ties(page, ties)}</details>'
    )


def _network_as_html(page: _Page, part: str, note: str) -> str:
    """The network with what it draws as a list; `note` says of how much that is."""
    screen = of_layer(page.screen, part)
    tables = screen.tables
    chart = f'<div class="network" id="plot-{part}"></div>'
    nodes, edges = behind(screen)
    actors = "".join(
        _entry(page, f"{part}{links.PAIR}{node}", *_actor(tables, node), places)
        for node, places in sorted(nodes.items(), key=lambda n: (-len(n[1]), n[0]))
    )
    arrows = "".join(
        _entry(page, f"{part}{links.PAIR}{edge}", *_arrow(tables, edge), places)
        for edge, places in sorted(edges.items(), key=lambda e: (-len(e[1]), e[0]))
    )
    listed = (f"<p>{escape(note)}</p>" if note else "") + (
        f'<div class="columns"><div><h3>Actors</h3>{actors}</div>'
        f"<div><h3>Arrows</h3>{arrows}</div></div>"
    )
    return (
        _figure(page, part, chart, _HOW["network"])
        + f'<details class="list"><summary>The network as a list</summary>{listed}</details>'
    )


def behind(screen: Screen) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The places of the events in view behind each node and each edge that the network draws.

    By actor_id and by the edge's id, each as `network.behind` gives them one by one.
    """
    tables, keep, layer, level = screen.tables, screen.keep, screen.view.layer, screen.level
    asked = (tables, keep, layer, level)
    actors, _ = network.drawn_actors(*asked, screen.picked)
    edges, _ = network.drawn_edges(*asked, actors, screen.picked)
    found = network.statements(tables, layer, level)
    event, actor = network.involved(tables, layer, level)
    of_actor = positions.grouped(np.where(keep.to_numpy()[event], actor, -1), len(tables.actors))
    shown = found.first & keep.to_numpy()[found.event]
    of_edge = positions.grouped(np.where(shown, found.edge, -1), len(found.subject))
    parts = (found.subject, found.object, found.kind, found.style)
    named = (tables.actors.index, tables.actors.index, found.kinds, links.STYLES)
    nodes = {str(tables.actors.index[a]): np.sort(event[of_actor.of(int(a))]) for a in actors}
    lines = {
        links.PAIR.join(str(names[part[e]]) for part, names in zip(parts, named, strict=True)): (
            np.sort(found.event[of_edge.of(int(e))])
        )
        for e in edges
    }
    return nodes, lines


def _actor(tables: Tables, node: str) -> tuple[str, str]:
    return tables.name(node), str(tables.actors.loc[node, "role"])


def _arrow(tables: Tables, edge: str) -> tuple[str, str]:
    subject, object_, kind, style = edge.split(links.PAIR)
    return f"{tables.name(subject)} → {tables.name(object_)}", links.said(kind, style)


def _entry(page: _Page, anchor: str, name: str, kind: str, places: np.ndarray) -> str:
    """A node or an edge as an entry that unfolds to its events, in the page's order."""
    ranks = page.rank[places]
    known = [page.written[i] for i in np.sort(ranks[ranks >= 0])]
    more = len(places) - len(known)
    rest = (
        f'<p class="quiet">and {texts.count(more)} not written out in this file.</p>'
        if more
        else ""
    )
    of_kind = f" {escape(kind)}" if kind else ""
    return (
        f'<details class="entry" id="{escape(anchor)}"><summary><b>{escape(name)}</b>{of_kind} '
        f'<span class="quiet">{texts.count(len(places))}</span></summary>{_ties(page, known)}{rest}'
        "</details>"
    )


def _events_as_html(page: _Page) -> str:
    tables = page.screen.tables
    at = tables.positions
    names = tables.actors["name"]
    speakers = [
        ", ".join(names.iloc[at.part_actor[rows[at.part_speaks[rows]]]])
        for rows in tables.groups("part_event").of_each(page.places)
    ]
    articles = [
        len(np.unique(at.passage_source[rows]))
        for rows in tables.groups("passage_event").of_each(page.places)
    ]
    claim_types = tables.events["claim_type"].iloc[page.places]
    colours = page.screen.theme.claim_type
    rows = "".join(
        f"<tr><td>{escape(tie.date)}</td>"
        f'<td><span class="type"><span style="background:{colours[kind]}"></span>'
        f"{escape(codebook.label(kind))}</span></td>"
        f"<td>{_link(tie)}</td><td>{escape(by)}</td>"
        f'<td class="number">{number}</td></tr>'
        for tie, kind, by, number in zip(page.written, claim_types, speakers, articles, strict=True)
    )
    headings = "".join(
        f'<th scope="col">{h}</th>'
        for h in ("Date", "Claim type", "Event", "Said or done by", "Articles")
    )
    return (
        f'<div class="room"><table><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>'
        "</div>"
    )


def _event_as_html(page: _Page) -> str:
    screen = page.screen
    event_id = screen.view.event
    outside = (
        "" if screen.keep[event_id] else "<p>This event is not among those the filters leave.</p>"
    )
    tie, found = events.tie(screen.tables, event_id), events.dossier(screen.tables, event_id)
    words = _dossier(page, tie, found)
    # Its title is the heading above it already.
    title = f"<h4>{escape(statement.heading(screen, 'event'))}</h4>"
    return f'{outside}<div class="event alone">{words.replace(title, "", 1)}</div>'


def _evidence(page: _Page) -> str:
    """Every event in view with its passages, by the month of the first day it may have happened."""
    tables = page.screen.tables
    chosen = tables.events[["earliest", "latest"]].iloc[page.places]
    months = chosen["earliest"].fillna(chosen["latest"]).dt.strftime("%Y-%m")
    dossiers = events.dossiers(tables, [tie.event_id for tie in page.written])
    told = zip(months, page.written, dossiers, strict=True)
    groups = []
    for month, of_month in groupby(told, key=itemgetter(0)):
        listed = [_article(page, tie, found) for _, tie, found in of_month]
        articles = "".join(listed)
        groups.append(
            f'<section class="month"><h3>{escape(dates.in_words(month))} '
            f'<span class="quiet">{texts.count(len(listed))}</span></h3>{articles}</section>'
        )
    how = (
        '<p class="how">The words of every event, in the order of the first day it may have '
        "happened; one with an open start stands at its known end. Marked is the passage, "
        "verbatim; around it the sentences before and after.</p>"
    )
    return (
        '<section id="evidence" class="part" aria-labelledby="evidence-heading">'
        '<h2 id="evidence-heading">Evidence</h2>'
        f"{how + _left_out(page) + ''.join(groups) if groups else _nothing(page.screen)}</section>"
    )


def _nothing(screen: Screen) -> str:
    """That no event is in view, and which filter to loosen, most rewarding first."""
    loosened = filters.loosened(screen.tables, screen.view.filters)
    items = "".join(
        f"<li>Without {filters.HEADINGS[name]}: "
        f"{texts.count(count) if count else 'still no event'}</li>"
        for name, count in loosened.items()
    )
    return f"<p>No event is left under these filters.</p><ul>{items}</ul>"


def _left_out(page: _Page) -> str:
    if not page.left_out:
        return ""
    return (
        f'<p class="left-out">This file holds the first {len(page.written):,} events by date; '
        f"{texts.count(page.left_out)} in view {'is' if page.left_out == 1 else 'are'} counted and "
        "drawn but not written out here. To read them, narrow the filters and download again, or "
        'open <a href="#about">the address below</a>.</p>'
    )


def _article(page: _Page, tie: events.Tie, found: events.Dossier) -> str:
    return (
        f'<article class="event" id="{tie.event_id}" tabindex="-1">'
        f"{_dossier(page, tie, found)}</article>"
    )


def _dossier(page: _Page, tie: events.Tie, found: events.Dossier) -> str:
    colour = page.screen.theme.claim_type[found.claim_type]
    said = render("event.html", event=found, colour=colour)
    first = tuple(fact for fact in found.facts if fact[0] in _FIRST_FACTS)
    rest = tuple(fact for fact in found.facts if fact[0] not in _FIRST_FACTS)
    ties = "".join(
        f"<h5>{name}</h5>{_ties(page, held)}"
        for name, held in (
            ("Answers", found.answers),
            ("Answered by", found.answered_by),
            ("In tension with", found.tensions),
        )
        if held
    )
    held = (
        "<h5>What it says holds between actors</h5>"
        + render("statements.html", sentences=found.statements)
        if found.statements
        else ""
    )
    # The text in it is escaped, so that only its own tags can change their level.
    return (
        f'<p class="when">{escape(tie.date)}</p>'
        f'<div class="what">{said.replace("h2>", "h4>")}</div>'
        f'<div class="who">{render("facts.html", pairs=first)}</div>'
        '<details class="more"><summary>How it is dated, what it rests on, what it answers'
        f"</summary>{render('facts.html', pairs=rest)}{ties}{held}</details>"
    )


def _ties(page: _Page, ties: Sequence[events.Tie]) -> str:
    """Events as a list of links; those whose words are not in the file as text."""
    ids = page.anchors
    items = "".join(
        f"<li>{_link(tie) if tie.event_id in ids else escape(tie.title)} "
        f'<span class="quiet">{escape(tie.date)}'
        f"{'' if tie.event_id in ids else ', not on this page'}</span>"
        + (f'<p class="quiet">{escape(tie.note)}</p>' if tie.note else "")
        + "</li>"
        for tie in ties
    )
    return f'<ul class="ties">{items}</ul>'


def _link(tie: events.Tie) -> str:
    return f'<a href="#{tie.event_id}" data-event>{escape(tie.title)}</a>'


def _colophon(screen: Screen, said: statement.Statement) -> str:
    """Everything the statement says, so that whoever doubts the page can make it again."""
    tables = screen.tables
    lines = {name: escape(words) for name, words in said.lines().items()}
    sources = "".join(
        f"<li>{escape(words)}"
        + (f": {escape(title)}" if (title := str(tables.sources.loc[source, "title"])) else "")
        + "</li>"
        for source, words in said.sources.items()
    )
    lines["Sources"] = f"<ul>{sources}</ul>" if sources else "none"
    shown = lines["Address"]
    link = f'<a href="{shown}" rel="noreferrer">{shown}</a>' if _is_web(said.address) else shown
    lines["Address"] = (
        f'<span id="address">{link}</span> <button type="button" id="copy">Copy</button>'
    )
    facts = "".join(f"<dt>{name}</dt><dd>{words}</dd>" for name, words in lines.items())
    described = tables.about.description
    return (
        '<section id="about" class="part" aria-labelledby="about-heading">'
        '<h2 id="about-heading">How to check this page</h2>'
        + (f'<p class="how">{escape(described)}</p>' if described else "")
        + f'<dl class="facts">{facts}</dl>'
        '<p class="quiet">This file holds all it shows: it fetches nothing and sends nothing. The '
        "address opens the same view where the dashboard runs.</p></section>"
    )


_PANEL = (
    '<aside id="panel" aria-label="The words behind a mark" tabindex="-1" hidden><div class="bar">'
    '<button type="button" class="back" hidden>Back</button>'
    '<button type="button" class="close">Close</button></div><div class="words"></div></aside>'
)
