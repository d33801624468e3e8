"""The map on a sheet: what lib/charts/map.py has laid out, in matplotlib."""

import numpy as np
from matplotlib.path import Path as Outline
from matplotlib.transforms import Bbox

from lib.charts import pieces
from lib.charts.map import TYPE, Map
from lib.charts.world import Point
from lib.export.canvas import Box, Sheet, polygon
from lib.export.draw_plot import draw_legend, marker
from lib.view.theme import Theme


def draw(sheet: Sheet, drawn: Map, theme: Theme, room: Box) -> None:
    """Draw a map that was laid out for the size of this room, its legend below it."""
    left, right, _, top = drawn.box
    unit = room.width / (right - left)

    def at(points: list[Point]) -> np.ndarray:
        return (np.array(points) - (left, top)) * (unit, -unit) + (room.left, room.top)

    def stroke(points: list[Point], colour: str, dashes: tuple[float, ...] = ()) -> None:
        sheet.lines(at(points), colour, 1, dashes=dashes)

    frame = Bbox.from_bounds(room.left, room.top, room.width, room.height - drawn.foot)
    land, line = (pieces.mixed(theme.page, theme.text, share) for share in (0.09, 0.3))
    if drawn.land:
        # One outline, so that lakes stay holes.
        whole = Outline.make_compound_path(*(polygon(at(r)) for r in drawn.land))
        sheet.outline(whole.clip_to_bbox(frame), land)
    if drawn.borders:
        whole = Outline.make_compound_path(*(Outline(at(border)) for border in drawn.borders))
        sheet.outline(whole.cleaned(clip=frame.extents), "none", line, 1)
    for name, x, y in drawn.countries:
        [(x, y)] = at([(x, y)])
        sheet.text(x, y, name, TYPE * 0.92, theme.quiet, align="center")
    for spot in drawn.spots:
        if spot.ring:
            sheet.outline(polygon(at(spot.ring)), theme.quiet, opacity=0.1)
            stroke([*spot.ring, spot.ring[0]], theme.quiet, (2, 3))
    for spot in drawn.spots:
        [(x, y), (name_x, name_y)] = at([(spot.x, spot.y), spot.label])
        if not spot.area and not spot.ring:
            sheet.outline(Outline.circle((x, y), 4), theme.text, theme.page, 1)
        base = name_y + TYPE * 0.35
        sheet.text(name_x, base, spot.name, TYPE, theme.text, "semibold", halo=theme.page)
        for square in spot.squares:
            family = theme.families[square.claim_type]
            [(x, y)] = at([(square.x, square.y)])
            path = marker(theme.sign[family], x, y, TYPE * 0.84 - 2 * square.hedged)
            colour, opacity = theme.family[family], None if square.lit else pieces.FADED
            inside = theme.page if square.hedged else colour
            width = 2 * square.hedged
            sheet.outline(path, inside, colour, width, opacity, event=square.event_id)
    draw_legend(sheet, drawn.legend, room.left, frame.y1 + 6, theme)
