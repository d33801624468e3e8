"""The map: where the things claimed are said to be, and how precisely each place is known."""

import math
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from lib.analysis import places
from lib.charts import frame, letters, pieces, timeline
from lib.charts.world import Box, Point, bounds, north, overlap, shapes
from lib.dataset import text
from lib.view.screen import Screen
from lib.view.theme import Theme

_KM = 111.2  # of a degree of latitude
_LEAST = 6.0  # degrees that the map covers at least
_ROOM = 0.08  # of its sides around the places
TYPE = 13.0  # pixels of a name
_MARK = 11.0  # pixels of a mark
_A_ROW = 5  # marks beside one another, more only of more than 25
_STEP = _MARK + 2
_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, 1), (1, -1), (-1, 1), (-1, -1))
_AREA = 150  # km: a place known no better is a country or a sea, which no ring stands for
_VAST = 60  # degrees: a country so wide does not widen the map


@dataclass(frozen=True)
class Square:
    """One event at a place: where its mark stands."""

    x: float
    y: float
    event_id: str
    title: str
    claim_type: str
    hedged: bool
    lit: bool


@dataclass(frozen=True)
class Spot:
    """A place: its point, the ring in which it lies, its name and a square for each event.

    `area` is a country or a sea, of which neither point nor ring is drawn; a ring has no point.
    `label` is where the middle of the left edge of its name stands, `known` what is known of it.
    """

    name: str
    x: float
    y: float
    ring: list[Point]
    label: Point
    known: str
    area: bool
    squares: tuple[Square, ...]
    blocks: tuple[Box, Box]


@dataclass(frozen=True)
class Map:
    """The map as data, in degrees of longitude on a Mercator map.

    `box` is left, right, bottom, top; `land` are rings, holes among them the other way round.
    `legend` are the lines of it, which take `foot` pixels below the map.
    """

    box: Box
    land: list[list[Point]]
    borders: list[list[Point]]
    countries: list[tuple[str, float, float]]
    spots: list[Spot]
    legend: list[list[frame.Entry]]
    foot: int


def of_screen(screen: Screen, size: tuple[float, float]) -> Map:
    """The map of what is in view, laid out for `size` pixels.

    It shows the region of all places in the table and the countries most spoken of, so that no
    filter moves it; where people spoke (the role `event`) does not widen it.
    """
    found = placed(screen)
    legend = frame.legend_lines(timeline.legend_of(found, screen.theme), size[0])
    foot = frame.LINE * len(legend) + 6 * bool(legend)
    box = _widened(_region(screen), size[0] / (size[1] - foot))
    scale = size[0] / (box[1] - box[0])  # pixels for a degree
    lit = screen.lit
    spots = _spots(found, box, scale, set(lit.ids()) if lit is not None else None)
    taken = [block for spot in spots for block in spot.blocks]
    land, borders, countries = shapes(box, scale, TYPE, taken)
    named = set(found["name"])
    countries = [country for country in countries if country[0] not in named]
    return Map(box, land, borders, countries, spots, legend, foot)


def placed(screen: Screen) -> pd.DataFrame:
    """The rows of `places.claimed` that are on the map, whatever its shape."""
    found = places.claimed(screen.seen)
    return found[_inside(found, _region(screen))]


def summed(screen: Screen) -> str:
    """How many events and marks the map has, and the places in view that it does not show."""
    found = places.claimed(screen.seen)
    away = found[~_inside(found, _region(screen))].drop_duplicates(["lat", "lon"])
    named = [*zip(away["name"], away["events"], strict=True), *places.unmapped(screen.seen)]
    named.sort(key=lambda place: -place[1])
    shown = placed(screen)["event_id"]
    said = f"{text.count(shown.nunique())} on this map, with {text.count(len(shown), 'mark')}"
    elsewhere = ", ".join(f"{name} ({events:,})" for name, events in named)
    total = sum(events for _, events in named)
    mentions = f"; {text.count(total, 'mention')} elsewhere: {elsewhere}"
    return f"{said}{mentions if named else ''}." if len(shown) or named else ""


def _region(screen: Screen) -> Box:
    """What the map shows at least."""
    found = places.claimed(screen.tables.store.select())
    if found.empty:
        return -170.0, 190.0, north(-56), north(75)
    claimed = found[found["roles"] != "event"]
    found = found if claimed.empty else claimed
    x, y = found["lon"], found["lat"].clip(-80, 80).map(north)
    ring = found["precision_km"].fillna(0).clip(upper=_AREA) / _KM
    ring /= found["lat"].map(math.radians).map(math.cos)
    left, right, bottom, top = (
        (x - ring).min(),
        (x + ring).max(),
        (y - ring).min(),
        (y + ring).max(),
    )
    across = max((right - left) * _ROOM, (_LEAST - (right - left)) / 2)
    up = max((top - bottom) * _ROOM, (_LEAST - (top - bottom)) / 2)
    boxes = [(left - across, right + across, bottom - up, top + up)]
    countries = map(bounds, places.subjects(screen.tables))
    boxes += [box for box in countries if box and box[1] - box[0] < _VAST]
    left, right, bottom, top = zip(*boxes, strict=True)
    return min(left), max(right), min(bottom), max(top)


def _widened(box: Box, aspect: float) -> Box:
    """A box of another shape around a box."""
    left, right, bottom, top = box
    width, height = right - left, top - bottom
    width, height = max(width, height * aspect), max(height, width / aspect)
    across, up = (left + right) / 2, (bottom + top) / 2
    return across - width / 2, across + width / 2, up - height / 2, up + height / 2


def _inside(found: pd.DataFrame, box: Box) -> pd.Series:
    """Which of the places are in the box."""
    y = found["lat"].map(north)
    return found["lon"].between(box[0], box[1]) & y.between(box[2], box[3])


def _spots(found: pd.DataFrame, box: Box, scale: float, lit: set[str] | None) -> list[Spot]:
    """The places with their names and squares beside them, none over another where there is room.

    Each takes the first of the places at its point that is free, the busiest first.
    """
    groups = [
        (spot, list(rows.itertuples(index=False)))
        for spot, rows in found.groupby(["lat", "lon"], sort=False)
    ]
    areas = [(rows[0].precision_km or 0) > _AREA for _, rows in groups]
    taken = [
        _around((lon, north(lat)), 7 / scale)
        for ((lat, lon), _), area in zip(groups, areas, strict=True)
        if not area
    ]
    spots = []
    for ((lat, lon), rows), area in zip(groups, areas, strict=True):
        first, x, y = rows[0], lon, north(lat)
        name = text.brief(first.name, 34) + f" ({len(rows):,})" * (len(rows) > _A_ROW)
        columns = min(len(rows), max(_A_ROW, math.ceil(math.sqrt(len(rows)))))
        long = letters.width(name) * 1.07 * TYPE / scale  # semibold
        row, step = columns * _STEP / scale, _STEP / scale
        wide = max(long, row)
        high = (TYPE + 4 + -(-len(rows) // columns) * _STEP) / scale
        left, top = _free((x, y), (wide, high), 11 / scale, taken, box, area)
        block = (left, left + wide, top - high, top)
        taken.append(block)
        # As near to the point as the block allows, so that nothing stands at its far end.
        begin, label = (min(max(x - w / 2, left), left + wide - w) for w in (row, long))
        start = top - (TYPE + 4 + _MARK / 2) / scale
        squares = tuple(
            Square(
                begin + (nth % columns + 0.5) * step,
                start - nth // columns * step,
                row.event_id,
                row.title,
                row.claim_type,
                row.hedged,
                lit is None or row.event_id in lit,
            )
            for nth, row in enumerate(rows)
        )
        radius = (first.precision_km or 0) / _KM / math.cos(math.radians(lat))
        ring = _circle((x, y), radius) if not area and radius * scale > 8 else []
        spots.append(
            Spot(
                name,
                x,
                y,
                ring,
                (label, top - (TYPE / 2 + 1) / scale),
                _known(first, len(rows)),
                area,
                squares,
                (block, block if area else _around((x, y), 8 / scale)),
            )
        )
    return spots


def _around(point: Point, far: float) -> Box:
    return point[0] - far, point[0] + far, point[1] - far, point[1] + far


def _free(at: Point, size: Point, gap: float, taken: list[Box], box: Box, centred: bool) -> Point:
    """The left and top of the first block at a point that covers nothing, else the least.

    It is never far from it. With `centred`, it stands over the point or as near as is free.
    """
    (x, y), (wide, high) = at, size
    fars, outward = ((0, 0.7, 1.4, 2.1, 2.8), 0) if centred else ((1, 2, 3), 0.5)
    blocks = [
        (
            x + right * (gap * far + wide * outward) - wide / 2,
            y + up * (gap * far + high * outward) + high / 2,
        )
        for far in fars
        for right, up in _SIDES
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
        pieces.points(
            "places",
            [spot.x for spot in spots if not (spot.area or spot.ring)],
            [spot.y for spot in spots if not (spot.area or spot.ring)],
            marker={"color": theme.text, "size": 7, "line": {"color": theme.page, "width": 1}},
            text=[escape(spot.known) for spot in spots if not (spot.area or spot.ring)],
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
                "color": [
                    theme.page if s.hedged else theme.claim_type[s.claim_type] for s in squares
                ],
                "opacity": [1 if square.lit else pieces.FADED for square in squares],
                # Half of the line of an open mark is outside it.
                "size": [_MARK - 2 * square.hedged for square in squares],
                "line": {
                    "color": [theme.claim_type[square.claim_type] for square in squares],
                    "width": [2 * square.hedged for square in squares],
                },
            },
        ),
    ]
    left, right, bottom, top = drawn.box
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "align": "left"}
    legend = "<br>".join(map(frame.markup, drawn.legend))
    quiet = {"font": {"size": TYPE, "color": theme.quiet}}
    countries = [pieces.note(escape(name), (x, y), quiet) for name, x, y in drawn.countries]
    return pieces.figure(
        traces,
        {
            **pieces.look(theme),
            "height": size[1],
            "margin": {"l": 0, "r": 0, "t": 0, "b": drawn.foot},
            "dragmode": "pan",
            "xaxis": {"range": [left, right], "visible": False},
            "yaxis": {"range": [bottom, top], "visible": False, "scaleanchor": "x"},
            "annotations": [
                pieces.note(legend, (0, 0), place | {"font": {"size": frame.SMALL}}),
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


def _known(place: Any, events: int) -> str:
    """What the tooltip of a place says."""
    within = f", known to within {place.precision_km:,.0f} km" if place.precision_km > 0 else ""
    return f"{place.name} ({place.roles}{within}): {text.count(events)}"
