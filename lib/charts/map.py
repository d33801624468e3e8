"""The map: where the things claimed are said to be, and how precisely each place is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.analysis import places
from lib.charts import frame, pieces
from lib.charts.world import Box, Point, north, overlap, shapes
from lib.dataset import text
from lib.view.screen import Screen
from lib.view.theme import Theme

_KM = 111.2  # of a degree of latitude
_LEAST = 6.0  # degrees that the map covers at least
_ROOM = 0.08  # of its sides around the places
TYPE = 13.0  # pixels of a name
_MARK = 11.0  # pixels of a mark
_A_ROW = 12  # squares beside one another


@dataclass(frozen=True)
class Square:
    """One event at a place: where its mark stands."""

    x: float
    y: float
    event_id: str
    title: str
    claim_type: str
    lit: bool


@dataclass(frozen=True)
class Spot:
    """A place: its point, the ring in which it lies, its name and a square for each event.

    `label` is where the middle of the left edge of its name stands, `lead` the line that joins
    them, empty where they are close.
    """

    name: str
    x: float
    y: float
    ring: list[Point]
    label: Point
    lead: list[Point]
    roles: str
    precision_km: float
    squares: tuple[Square, ...]
    blocks: tuple[Box, Box]


@dataclass(frozen=True)
class Map:
    """The map as data, in degrees of longitude on a Mercator map.

    `box` is left, right, bottom, top; `land` are rings, holes among them the other way round.
    """

    box: Box
    land: list[list[Point]]
    borders: list[list[Point]]
    countries: list[tuple[str, float, float]]
    spots: list[Spot]


def of_screen(screen: Screen, size: tuple[float, float]) -> Map:
    """The map of what is in view, laid out for `size` pixels.

    It shows the region of all places in the table, so that no filter moves it; where people spoke
    (the role `event`) does not widen it.
    """
    whole = places.claimed(screen.tables.store.select())
    found = places.claimed(screen.seen)
    box = _box(whole, size[0] / size[1])
    found = found[_inside(found, box)]
    scale = size[0] / (box[1] - box[0])  # pixels for a degree
    lit = screen.lit
    spots = _spots(found, box, scale, set(lit.ids()) if lit is not None else None)
    taken = [block for spot in spots for block in spot.blocks]
    return Map(box, *shapes(box, scale, TYPE, taken), spots)


def _box(found: pd.DataFrame, aspect: float) -> Box:
    if found.empty:
        return -170.0, 190.0, north(-56), north(75)
    claimed = found[found["roles"] != "event"]
    found = found if claimed.empty else claimed
    x, y = found["lon"], found["lat"].clip(-80, 80).map(north)
    ring = found["precision_km"].fillna(0) / _KM / found["lat"].map(math.radians).map(math.cos)
    left, right = (x - ring).min(), (x + ring).max()
    bottom, top = (y - ring).min(), (y + ring).max()
    width = max((right - left) * (1 + 2 * _ROOM), _LEAST)
    height = max((top - bottom) * (1 + 2 * _ROOM), _LEAST)
    width, height = max(width, height * aspect), max(height, width / aspect)
    across, up = (left + right) / 2, (bottom + top) / 2
    return across - width / 2, across + width / 2, up - height / 2, up + height / 2


def _inside(found: pd.DataFrame, box: Box) -> pd.Series:
    """Which of the places are in the box."""
    y = found["lat"].map(north)
    return found["lon"].between(box[0], box[1]) & y.between(box[2], box[3])


def outside(screen: Screen, drawn: Map) -> list[str]:
    """The names of the places in view that are not on the map, in the order of their events."""
    found = places.claimed(screen.seen)
    away = found[~_inside(found, drawn.box)]["name"].drop_duplicates().tolist()
    return [*away, *places.unmapped(screen.seen)]


def _spots(found: pd.DataFrame, box: Box, scale: float, lit: set[str] | None) -> list[Spot]:
    """The places with their names and squares beside them, none over another where there is room.

    Each takes the first of the places around its point that is free, the busiest first.
    """
    groups = [
        (spot, list(rows.itertuples(index=False)))
        for spot, rows in found.groupby(["lat", "lon"], sort=False)
    ]
    taken = [_around((lon, north(lat)), 7 / scale) for (lat, lon), _ in groups]
    spots = []
    for (lat, lon), rows in groups:
        first, x, y = rows[0], lon, north(lat)
        name = text.brief(first.name, 34)
        columns = min(len(rows), _A_ROW)
        wide = max(len(name) * TYPE * 0.52, columns * (_MARK + 2)) / scale
        lines = -(-len(rows) // _A_ROW)
        high = (TYPE + 4 + lines * (_MARK + 2)) / scale
        left, top = _free((x, y), (wide, high), 11 / scale, taken, box)
        block = (left, left + wide, top - high, top)
        taken.append(block)
        step, start = (_MARK + 2) / scale, top - (TYPE + 4 + _MARK / 2) / scale
        squares = tuple(
            Square(
                left + (nth % _A_ROW + 0.5) * step,
                start - nth // _A_ROW * step,
                row.event_id,
                row.title,
                row.claim_type,
                lit is None or row.event_id in lit,
            )
            for nth, row in enumerate(rows)
        )
        radius = (first.precision_km or 0) / _KM / math.cos(math.radians(lat))
        ring = _circle((x, y), radius) if radius else []
        label = (left, top - (TYPE / 2 + 1) / scale)
        # To the nearest point of the block.
        end = (min(max(x, left), left + wide), min(max(y, top - high), top))
        lead = [(x, y), end] if math.dist((x, y), end) > 20 / scale else []
        blocks = (block, _around((x, y), 8 / scale))
        spots.append(
            Spot(name, x, y, ring, label, lead, first.roles, first.precision_km, squares, blocks)
        )
    return spots


def _around(point: Point, far: float) -> Box:
    return point[0] - far, point[0] + far, point[1] - far, point[1] + far


def _free(at: Point, size: Point, gap: float, taken: list[Box], box: Box) -> Point:
    """The left and top of the first block around a point that covers nothing, else the least."""
    (x, y), (wide, high) = at, size
    blocks = [
        (left, top)
        for far in (1, 2.5, 4.5, 7)
        for left, top in (
            (x + gap * far, y + high / 2),
            (x - gap * far - wide, y + high / 2),
            (x - wide / 2, y - gap * far),
            (x - wide / 2, y + gap * far + high),
            (x + gap * far, y + high + gap * (far - 1)),
            (x + gap * far, y - gap * (far - 1)),
            (x - gap * far - wide, y + high + gap * (far - 1)),
            (x - gap * far - wide, y - gap * (far - 1)),
        )
    ]

    def covered(block: Point) -> float:
        left, top = block
        over = sum(overlap((left, left + wide, top - high, top), other) for other in taken)
        inside = box[0] <= left and left + wide <= box[1] and box[2] <= top - high and top <= box[3]
        return over + (not inside) * wide * high

    return min(blocks, key=covered)


def figure(drawn: Map, theme: Theme, size: tuple[int, int]) -> go.Figure:
    """The map as a Plotly figure; the customdata of a square is its event_id."""
    land, line = (pieces.mixed(theme.page, theme.text, share) for share in (0.09, 0.3))
    spots = drawn.spots
    squares = [square for spot in spots for square in spot.squares]
    rings = [[*spot.ring, spot.ring[0]] for spot in spots if spot.ring]
    traces = [
        # The line hides the seams between countries.
        _lines("land", drawn.land, land, fill="toself", fillcolor=land),
        _lines("borders", drawn.borders, line),
        _lines("rings", rings, theme.quiet, "dot", fill="toself", fillcolor=f"{theme.quiet}1c"),
        _lines("leaders", [spot.lead for spot in spots if spot.lead], theme.quiet),
        pieces.points(
            "places",
            [spot.x for spot in spots],
            [spot.y for spot in spots],
            marker={"color": theme.text, "size": 7, "line": {"color": theme.page, "width": 1}},
            text=[escape(_known(spot)) for spot in spots],
            hoverinfo="text",
        ),
        pieces.points(
            "names",
            [spot.label[0] for spot in spots],
            [spot.label[1] for spot in spots],
            mode="text",
            text=[f"<b>{escape(spot.name)}</b>" for spot in spots],
            textposition="middle right",
            textfont={"size": TYPE, "color": theme.text},
        ),
        pieces.points(
            "events",
            [square.x for square in squares],
            [square.y for square in squares],
            customdata=[square.event_id for square in squares],
            text=[escape(square.title) for square in squares],
            hoverinfo="text",
            marker={
                "symbol": [theme.sign[theme.families[square.claim_type]] for square in squares],
                "color": [theme.claim_type[square.claim_type] for square in squares],
                "opacity": [1 if square.lit else pieces.FADED for square in squares],
                "size": _MARK,
            },
        ),
    ]
    left, right, bottom, top = drawn.box
    foot = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    legend = frame.markup(theme.legend(square.claim_type for square in squares))
    quiet = {"font": {"size": TYPE, "color": theme.quiet}}
    countries = [pieces.note(escape(name), (x, y), quiet) for name, x, y in drawn.countries]
    return pieces.figure(
        traces,
        {
            **pieces.look(theme),
            "height": size[1],
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "dragmode": "pan",
            "xaxis": {"range": [left, right], "visible": False},
            "yaxis": {"range": [bottom, top], "visible": False, "scaleanchor": "x"},
            "annotations": [
                pieces.note(legend, (0.005, 0.01), foot | {"bgcolor": theme.page, "borderpad": 4}),
                *countries,
            ],
        },
    )


def _lines(
    name: str, lines: list[list[Point]], colour: str, dash: str = "solid", **style: Any
) -> pieces.Trace:
    """Several lines as one trace, with a gap after each."""
    x = [x for line in lines for x in (*(point[0] for point in line), None)]
    y = [y for line in lines for y in (*(point[1] for point in line), None)]
    line = {"color": colour, "width": 1, "dash": dash}
    return pieces.points(name, x, y, mode="lines", line=line, **style)


def _circle(middle: Point, radius: float, points: int = 48) -> list[Point]:
    turns = [2 * math.pi * nth / points for nth in range(points)]
    return [(middle[0] + radius * math.cos(t), middle[1] + radius * math.sin(t)) for t in turns]


def _known(spot: Spot) -> str:
    """What the tooltip of a place says."""
    within = f", known to within {spot.precision_km:,.0f} km" if spot.precision_km else ""
    return f"{spot.name} ({spot.roles}{within}): {text.count(len(spot.squares))}"
