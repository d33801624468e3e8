"""One file that opens anywhere: a view as a page with live charts and every word behind them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from itertools import groupby
from typing import Any

import pandas as pd
from plotly.offline import get_plotlyjs

from lib.analysis import chronology, events, filters, links, questions
from lib.analysis.events import Tie
from lib.charts import board, network, pieces, timeline
from lib.export import TEMPLATES, statement
from lib.export.accounts import Account, accounts
from lib.export.templates import render
from lib.view.screen import Screen, of_layer
from lib.view.view import PARTS

MOST = statement.MOST_WRITTEN
# The plot that charts are packed for: a page that is narrower scrolls them in their own box.
SIZE = (740, 520)
BOARD_WIDTH = 900
FONT = '"Source Sans 3", "Source Sans Pro", system-ui, sans-serif'
VIS_JS = "lib/vis-9.1.2/vis-network.min.js"

_PLOTS = ("timeline", "question")


def html(screen: Screen, said: statement.Statement) -> bytes:
    """The parts of a briefing as one HTML file in UTF-8 that asks nothing of any network.

    Below the parts stand the words of every event in view, each under its event_id as anchor, up
    to MOST of them in date order; the page says how many are left out. Scripts run by their hash
    alone. The same screen and statement give the same bytes.
    """
    tables, seen = screen.tables, screen.seen
    written = {tie.event_id: tie for tie in events.listed(seen, MOST)}
    told = accounts(seen.where("list_contains($ids, event_id)", ids=list(written)), "date")
    # Where no event is in view, the page says so once, without empty charts.
    keys = [part for part in statement.parts(screen) if written or part == "event"]
    data = _data(screen, said, keys)
    scripts = _scripts(data)
    opened = screen.view.event if "event" in keys else ""
    page = render(
        "webpage.html",
        said=said,
        lines=said.lines(),
        sources=[(words, tables.sources.at[s, "title"]) for s, words in said.sources.items()],
        description=tables.about.description,
        figures=events.key_figures(seen),
        figures_of_all=events.key_figures(tables.store.select()),
        parts=[_part(screen, key, data, written) for key in keys],
        opened=events.dossier(tables, opened) if opened else None,
        opened_date=events.tie(tables, opened).date if opened else "",
        opened_seen=opened in seen,
        written=written,
        left_out=len(seen) - len(written),
        accounts=told,
        name_of=tables.name,
        months=_by_month(screen, told),
        loosened={} if written else filters.loosened(tables, screen.view.filters),
        headings=filters.HEADINGS,
        colours=screen.theme.claim_type,
        page_colour=screen.theme.page,
        data=data,
        scripts=scripts,
        policy=_policy(scripts),
    )
    return page.lstrip().encode()


def _by_month(screen: Screen, told: Sequence[Account]) -> list[tuple[str, list[events.Dossier]]]:
    dossiers = events.dossiers(screen.tables, [account.event_id for account in told])
    grouped = groupby(zip(told, dossiers, strict=True), key=lambda pair: pair[0].month)
    return [(month, [found for _, found in some]) for month, some in grouped]


# --- Scripts and data ----------------------------------------------------------------------------


def _scripts(data: dict[str, Any]) -> list[str]:
    """Plotly and vis-network, each if a chart needs it, and the page's own script.

    That is `webpage.js` around the drawing code of the app's own network.
    """
    scripts = []
    if data["plots"]:
        scripts.append(get_plotlyjs())
    if data["networks"]:
        scripts.append(files("pyvis").joinpath(VIS_JS).read_text(encoding="utf-8"))
    drawing, page = (
        (TEMPLATES / name).read_text(encoding="utf-8") for name in ("network.js", "webpage.js")
    )
    drawing = drawing.replace("export default function", "const drawNetwork = function", 1)
    scripts.append(
        f'"use strict";\n(() => {{\nconst drawNetwork = (() => {{\n{drawing}\n'
        f"return drawNetwork;\n}})();\n{page}\n}})();"
    )
    return [inline(script) for script in scripts]


def inline(script: str) -> str:
    """A script in which nothing ends or comments out the element it stands in."""
    script = script.replace("\r\n", "\n").replace("\r", "\n")  # as the browser hashes it
    return script.replace("</script", r"\x3c/script").replace("<!--", r"\x3c!--")


def _policy(scripts: Sequence[str]) -> str:
    """A Content-Security-Policy that runs these scripts and lets nothing be fetched or sent.

    Plotly and the colours of claim types set style attributes, hence the inline styles.
    """
    digests = (base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; "
        "style-src 'unsafe-inline'; connect-src 'none'; "
        "form-action 'none'; base-uri 'none'"
    )


def _data(screen: Screen, said: statement.Statement, keys: Sequence[str]) -> dict[str, Any]:
    """What the page's script draws: the charts that have something to show, by part."""
    plots = {key: _plot(screen, key) for key in keys if key in _PLOTS}
    networks = _networks(screen, [key for key in keys if key in links.LAYERS])
    return {
        "plots": {key: plot for key, plot in plots.items() if plot["marks"]},
        "networks": {key: drawn for key, drawn in networks.items() if drawn["nodes"]},
        "steps": int(screen.view.steps),
        "address": said.address if said.address.startswith(("http://", "https://")) else "",
    }


def _plot(screen: Screen, part: str) -> dict[str, Any]:
    """A Plotly figure as data, with `marks`: where each event stands, for the ring around it.

    `counted` is whether bars count events; they stand among the marks by their days.
    """
    if part == "timeline":
        figure = timeline.of_screen(screen, SIZE)
    else:
        figure = board.of_screen(screen, screen.question, BOARD_WIDTH)
    figure.update_layout(font_family=FONT, hoverlabel_font_family=FONT, dragmode="zoom")
    if not any(trace.name == "picked" for trace in figure.data):
        figure.add_trace(pieces.ring(pd.DataFrame({"at": [], "y": []}), screen.theme))
    # Plotly would take another encoder, with other bytes, wherever one happens to be installed.
    plot = json.loads(figure.to_json(engine="json"))
    bars = [t for t in plot["data"] if any("/" in str(c) for c in t.get("customdata", [])[:1])]
    for trace in bars:
        del trace["customdata"]  # its days: what a click on a bar would do only the dashboard can
    marks: dict[str, list[tuple[str, float]]] = {}
    for trace in figure.data:
        if trace.customdata is not None:
            for event_id, x, y in zip(trace.customdata, trace.x, trace.y, strict=True):
                marks.setdefault(event_id, []).append((pd.Timestamp(x).isoformat(), float(y)))
    return {**plot, "marks": marks, "counted": bool(bars)}


def _networks(screen: Screen, layers: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What network.js draws for each of the layers, as the app gives it."""
    if not layers:
        return {}
    theme = screen.theme
    first, last = (day.date().isoformat() for day in chronology.extent(screen.tables))
    return {
        layer: {
            **network.of_screen(of_layer(screen, layer)),
            "height": network.BOX[1],
            "time": {"first": first, "last": last, "until": screen.view.until},
            "alt": statement.alternative(screen, layer),
            "theme": {
                **{name: getattr(theme, name) for name in ("page", "text", "quiet", "line")},
                # As in the app: vis-network drops quotes, and labels have their room by this font.
                "font": pieces.FONT,
            },
        }
        for layer in layers
    }


# --- Parts ---------------------------------------------------------------------------------------


def _part(
    screen: Screen, key: str, data: dict[str, Any], written: dict[str, Tie]
) -> dict[str, Any]:
    """A part of the page; `listed`, `actors` and `arrows` are what its chart shows, as lists.

    `measure` says how contested a question is.
    """
    part = {
        "key": key,
        "title": PARTS[key],
        "heading": statement.heading(screen, key),
        "alternative": statement.alternative(screen, key),
        "listed": list(written.values()),
        "measure": "",
    }
    if key in data["networks"]:
        part["actors"], part["arrows"] = _entries(screen, key, data["networks"][key], written)
    elif key == "question" and key in data["plots"]:
        row = screen.counts.loc[screen.question]
        on_it = set(screen.seen.where("storyline_id = $asked", asked=screen.question).ids())
        part["listed"] = [tie for tie in written.values() if tie.event_id in on_it]
        part["measure"] = f"{questions.in_words(row)}; {questions.contest_in_words(row)}."
    return part


def _entries(
    screen: Screen, layer: str, drawn: dict[str, Any], written: dict[str, Tie]
) -> tuple[list[dict[str, Any]], ...]:
    """The actors and the arrows drawn, those with most events first, with those written out."""
    tables = screen.tables
    behind = {
        key: set(ids) for key, ids in links.event_ids(screen.seen, layer, screen.level).items()
    }

    def entry(key: str, name: str, kind: str) -> dict[str, Any]:
        ids = behind.get(key, set())
        listed = [tie for event_id, tie in written.items() if event_id in ids]
        return {"id": key, "name": name, "kind": kind, "count": len(ids), "listed": listed}

    actors = [
        entry(node["id"], tables.name(node["id"]), tables.actors.at[node["id"], "role"])
        for node in drawn["nodes"]
    ]
    arrows = []
    for edge in drawn["edges"]:
        subject, object_, *kind = edge["id"].split(links.PAIR)
        name = f"{tables.name(subject)} → {tables.name(object_)}"
        arrows.append(entry(edge["id"], name, links.said(*kind)))
    return tuple(sorted(some, key=lambda e: (-e["count"], e["id"])) for some in (actors, arrows))
