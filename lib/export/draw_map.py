"""The map on a sheet: what lib/charts/map.py has laid out, in matplotlib."""

from __future__ import annotations

import numpy as np
from matplotlib.path import Path as Outline

from lib.charts import pieces
from lib.charts.map import Map
from lib.charts.world import Point
from lib.export.canvas import Box, Sheet, polygon
from lib.view.theme import Theme


def draw(sheet: Sheet, drawn: Map, theme: Theme, room: Box) -> None:
    """Draw a map that was laid out for the size of this room."""
    left, right, _, top = drawn.box
    unit = room.width / (right - left)

    def at(points: list[Point]) -> list[Point]:
        return [(room.left + (x - left) * unit, room.top + (top - y) * unit) for x, y in points]

    land, line = (pieces.mixed(theme.page, theme.text, share) for share in (0.09, 0.3))
    if drawn.land:
        # One outline, so that lakes stay holes.
        sheet.outline(Outline.make_compound_path(*(polygon(at(r)) for r in drawn.land)), land)
    for border in drawn.borders:
        x, y = np.array(at(border)).T
        sheet.lines(x, y, line, 1)
    for name, x, y in drawn.countries:
        [(across, down)] = at([(x, y)])
        sheet.text(across, down, name, drawn.type * 0.92, theme.quiet, align="center")
    for spot in drawn.spots:
        if spot.ring:
            sheet.outline(polygon(at(spot.ring)), theme.quiet, opacity=0.1)
            x, y = np.array(at([*spot.ring, spot.ring[0]])).T
            sheet.lines(x, y, theme.quiet, 1, dashes=(2, 3))
    for spot in drawn.spots:
        if spot.lead:
            x, y = np.array(at(spot.lead)).T
            sheet.lines(x, y, theme.quiet, 1)
    for spot in drawn.spots:
        [(x, y), (name_x, name_y)] = at([(spot.x, spot.y), spot.label])
        sheet.outline(Outline.circle((x, y), 4), theme.text, theme.page, 1)
        sheet.text(
            name_x,
            name_y + drawn.type * 0.35,
            spot.name,
            drawn.type,
            theme.text,
            "semibold",
            halo=theme.page,
        )
        for square in spot.squares:
            family = theme.families[square.claim_type]
            [(x, y)] = at([(square.x, square.y)])
            size = drawn.type * 0.42
            path = (
                polygon([(x - size, y - size), (x + size, y - size), (x, y + size)])
                if theme.sign[family] == "triangle-down"
                else Outline.circle((x, y), size)
            )
            opacity = None if square.lit else pieces.FADED
            sheet.outline(path, theme.family[family], opacity=opacity)
