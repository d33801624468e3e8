"""The actor network on a sheet: what lib/charts/network.py has worked out, in matplotlib."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lib.charts import matrix, network, network_layout
from lib.charts.matrix import Matrix
from lib.charts.network_labels import LEADING, LETTERS, NUMBER, extent
from lib.charts.strands import Strand
from lib.export.canvas import Sheet, measure, oblong, polygon
from lib.export.draw_plot import marker
from lib.view.screen import Screen
from lib.view.theme import Theme

ARROW = 6.0  # the length of an arrowhead, besides what its ribbon's width adds
SIGN = 0.3  # how far along a stripe its sign stands
HALO = 2
LARGEST = 1.75


def scale(built: dict[str, Any], width: float, height: float) -> float:
    """How many pixels of a sheet each unit of the network gets in such a room."""
    left, top, right, bottom = built["bounds"]
    return float(min(width / (right - left + 8), height / (bottom - top + 8), LARGEST))


def draw_links(
    sheet: Sheet, screen: Screen, room: tuple[float, float, float, float], size: float
) -> None:
    """Draw the links in view below their legend; a room is left, top, width and height.

    `size` is that of the legend's letters, and the least of any other.
    """
    (left, top, width, height), theme = room, screen.theme
    wide = 0.97 * LETTERS / size
    box = round(width * wide), round((height - 3.6 * size) * wide)
    built = network.of_screen(screen, box, weeks=bool(screen.view.until))
    legend = [Strand(**entry) for entry in built["legend"]]
    head = draw_legend(sheet, legend, (left, top, width), size, theme, lines=True)
    foot = size * 1.5 if built["note"] else 0
    inner = (left, top + head + size / 2, width, height - head - size / 2 - foot)
    draw(sheet, built, theme, screen.view.until, inner)
    if built["note"]:
        sheet.text(left, top + height - size * 0.3, built["note"], size, theme.quiet)


def draw(
    sheet: Sheet,
    built: dict[str, Any],
    theme: Theme,
    until: str,
    room: tuple[float, float, float, float],
) -> None:
    """Draw what `network.of_screen` gives in the middle of a room: left, top, width and height.

    Ribbons have their width and number of the day `until` (ISO text), by default of the last.
    """
    left, top, width, height = room
    unit = scale(built, width, height)
    low, high = np.array(built["bounds"]).reshape(2, 2)
    corner = np.array([left + width / 2, top + height / 2]) - (low + high) / 2 * unit
    sheet = sheet.within(corner[0], corner[1], unit)
    nodes = {node["id"]: node for node in built["nodes"]}
    edges = {edge["id"]: edge for edge in built["edges"]}
    for edge in sorted(edges.values(), key=lambda e: (e["bright"], -network.total(e), e["id"])):
        _ribbon(sheet, built, edge, nodes, theme, until)
    for node in sorted(nodes.values(), key=lambda n: n["opacity"]):
        (wide, high), x, y = node["half"], node["x"], node["y"]
        sheet.outline(
            oblong(x - wide, y - high, 2 * wide, 2 * high),
            node["color"]["background"],
            node["color"]["border"],
            node["borderWidth"],
            dashes=node["shapeProperties"]["borderDashes"] or (),
        )
        upper = y - len(node["lines"]) * LEADING / 2
        colour = theme.text if node["opacity"] == 1 else theme.line
        for i, line in enumerate(node["lines"]):
            base = upper + (i + 0.5) * LEADING + 0.35 * LETTERS
            sheet.text(x, base, line, LETTERS, colour, align="center")
    for number in built["numbers"]:
        if (count := network.total(edges[number["id"]], until)) > 1:
            left, top, right, bottom = extent(f"{count:,}", number["x"], number["y"])
            sheet.rectangle(left, top, right - left, bottom - top, theme.page)
            base = number["y"] + 0.35 * NUMBER
            sheet.text(
                number["x"], base, f"{count:,}", NUMBER, theme.text, "semibold", align="center"
            )


def _ribbon(
    sheet: Sheet,
    built: dict[str, Any],
    edge: dict[str, Any],
    nodes: dict[str, dict[str, Any]],
    theme: Theme,
    until: str,
) -> None:
    """Draw the stripes of a link side by side, and an arrow in the colour of the widest."""
    stripes = network.laid(built, edge, until)
    if not stripes:
        return
    source, target = nodes[edge["from"]], nodes[edge["to"]]
    bent = network_layout.roundness(edge["smooth"])
    curve = network_layout.curve((source["x"], source["y"]), (target["x"], target["y"]), bent)
    outside = [
        (np.abs(curve - (n["x"], n["y"])) > np.array(n["half"]) + gap).any(axis=1)
        for n, gap in ((source, 0), (target, HALO))
    ]
    shown = curve[outside[0] & outside[1]]
    if len(shown) < 3:
        return
    opacity = 1.0 if edge["bright"] else built["faint"]
    whole = max(at + wide / 2 for _, at, wide in stripes) * 2
    length = ARROW + 0.6 * whole
    far = np.hypot(*(shown - shown[-1]).T)
    along = np.gradient(shown, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    across = along[:, ::-1] * (-1, 1)
    shaft = far > length * 0.9
    for stripe, at, wide in stripes:
        line = (shown + across * at)[shaft]
        if len(line) > 1:
            dashes = stripe["dashes"] or ()
            sheet.lines(line[:, 0], line[:, 1], stripe["colour"], wide, opacity, dashes)
        if stripe["sign"] != "circle" and edge["bright"] and len(line) > 4:
            x, y = line[round(SIGN * len(line))]
            sheet.outline(marker(stripe["sign"], x, y, 10), stripe["colour"], theme.page, 1)
    tip, way, side = shown[-1], along[-1], across[-1] * (whole / 2 + 3.2)
    base = tip - way * length
    head = polygon([tuple(tip), tuple(base + side), tuple(base - side)])
    widest = max(stripes, key=lambda stripe: stripe[2])[0]
    sheet.outline(head, widest["colour"], opacity=opacity)


def draw_legend(
    sheet: Sheet,
    strands: Iterable[Strand],
    place: tuple[float, float, float],
    size: float,
    theme: Theme,
    lines: bool,
) -> float:
    """Draw what `lines`, or else squares, mean, no wider than a place: left, top and width.

    Returns the height.
    """
    (left, top, width), swatch = place, size * (1.6 if lines else 1)
    x, y = left, top
    for strand in strands:
        room = swatch + size * 0.5 + measure(strand.words, size)
        if x > left and x + room > left + width:
            x, y = left, y + size * 1.6
        middle = y + size * 0.65
        if lines:
            dashes = [d * size / 14 for d in strand.dashes]
            sheet.lines([x, x + swatch], [middle] * 2, strand.colour, size * 0.45, dashes=dashes)
            if strand.sign != "circle":
                mark = marker(strand.sign, x + swatch / 2, middle, size * 0.8)
                sheet.outline(mark, strand.colour, theme.page, 1)
        else:
            _square(sheet, (x, y + size * 0.15, size, size), strand, theme, strand.hollow)
        sheet.text(x + swatch + size * 0.5, y + size, strand.words, size, theme.quiet)
        x += room + size * 1.4
    return y - top + size * 1.6 if x > left else 0.0


def _square(
    sheet: Sheet,
    place: tuple[float, float, float, float],
    strand: Strand,
    theme: Theme,
    hollow: bool,
) -> None:
    """A square or a bar with its sign; `place` is left, top, width and height."""
    left, top, width, height = place
    fill, sign = (theme.page, strand.colour) if hollow else (strand.colour, theme.page)
    sheet.outline(oblong(*place), fill, strand.colour, height * 0.12 if hollow else 0)
    if strand.sign != "circle" and width <= height * 1.01:
        middle = (left + width / 2, top + height / 2)
        sheet.outline(marker(strand.sign, *middle, height * 0.55), sign)


def draw_matrix(
    sheet: Sheet, built: Matrix, theme: Theme, room: tuple[float, float, float, float]
) -> float:
    """Draw what `matrix.of_screen` gives as large as a room allows; return a letter's height.

    A room is left, top, width and height; the legend stands above.
    """
    left, top, width, height = room
    unit = min(width / built.width, height / (built.height + 2))
    place, letters = (left, top, width), unit * matrix.LETTER
    top += draw_legend(sheet, built.legend, place, letters, theme, lines=False) + unit * 0.32
    sheet = sheet.within(left, top, unit)
    for column in built.columns:
        lines = [*column.names, f"{column.count:,}"]
        for i, line in enumerate(lines):
            y = built.head - 0.55 - (len(lines) - 1 - i) * matrix.LINE
            last = i == len(lines) - 1
            face, colour = ("regular", theme.quiet) if last else ("semibold", theme.text)
            sheet.text(column.start, y, line, matrix.LETTER, colour, face)
    above = ""
    for row in built.rows:
        base = row.start + 1.2
        if row.side != above:
            sheet.lines([0, built.width], [row.start] * 2, theme.line, 0.08)
            sheet.paragraph(
                0, row.start + 0.2, matrix.heading(row), matrix.LETTER, theme.text, "semibold"
            )
        above = row.side
        for i, line in enumerate(row.names):
            sheet.text(matrix.SIDE, base + i * matrix.LINE, line, matrix.LETTER, theme.text)
        at = matrix.SIDE + matrix.NAME + matrix.COUNT - 0.8
        sheet.text(at, base, f"{row.count:,}", matrix.LETTER, theme.quiet, align="right")
    sheet.lines([0, built.width], [built.height] * 2, theme.line, 0.08)
    for s in built.squares:
        _square(sheet, (s.x, s.y, s.width, matrix.SQUARE), s.strand, theme, s.hollow)
    for number in built.numbers:
        sheet.text(number.x, number.y + 0.78, f"{number.count:,}", matrix.LETTER, theme.quiet)
    return letters
