"""The actor network on a sheet: what lib/charts/network.py has worked out, in matplotlib."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline

from lib.charts import matrix, network, network_layout
from lib.charts.matrix import Matrix
from lib.charts.network_labels import SIDES
from lib.charts.strands import Strand
from lib.export.canvas import Sheet, measure, polygon
from lib.export.draw_plot import marker
from lib.view.theme import Theme

NAME, NUMBER, LEADING = 14.0, 12.0, 16.0  # heights in the units of the box
ARROW = 7.5  # vis-network's 15 pixels at the screen's scale factor of 0.5
HALO = 2
LARGEST = 1.75


_UP, _SIDE = 0.275 * 1.15, 1.15
_INNER, _TALL = 1.15 / math.sqrt(3), 1.15 * math.sqrt(3)
# Corners of a node of size 1 as vis-network 9.1 draws it.
POINTS: dict[str, list[tuple[float, float]]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "diamond": [(0, 1), (1, 0), (0, -1), (-1, 0)],
    "triangle": [(0, _UP - _TALL + _INNER), (_SIDE, _UP + _INNER), (-_SIDE, _UP + _INNER)],
    "triangleDown": [(0, _TALL - _INNER - _UP), (_SIDE, -_INNER - _UP), (-_SIDE, -_INNER - _UP)],
    "star": [
        (far * math.sin(n * math.pi / 5), 0.082 - far * math.cos(n * math.pi / 5))
        for n in range(10)
        for far in [0.82 * (0.5 if n % 2 else 1.3)]
    ],
    "hexagon": [(math.cos(n * math.pi / 3), math.sin(n * math.pi / 3)) for n in range(6)],
}


def shape(name: str, x: float, y: float, size: float) -> Outline:
    """The outline of a node."""
    if name == "dot":
        return Outline.circle((x, y), size)
    return polygon([(x + dx * size, y + dy * size) for dx, dy in POINTS[name]])


def scale(built: dict[str, Any], width: float, height: float) -> float:
    """How many pixels of a sheet each unit of the network gets in such a room."""
    left, top, right, bottom = built["bounds"]
    return float(min(width / (right - left + 8), height / (bottom - top + 8), LARGEST))


def draw(
    sheet: Sheet,
    built: dict[str, Any],
    theme: Theme,
    until: str,
    room: tuple[float, float, float, float],
) -> None:
    """Draw what `network.of_screen` gives in the middle of a room: left, top, width and height.

    Edges have their width and number of the day `until` (ISO text), by default of the last.
    """
    left, top, width, height = room
    unit = scale(built, width, height)
    low, high = np.array(built["bounds"]).reshape(2, 2)
    corner = np.array([left + width / 2, top + height / 2]) - (low + high) / 2 * unit
    sheet = sheet.within(corner[0], corner[1], unit)
    nodes = {node["id"]: node for node in built["nodes"]}
    edges = {edge["id"]: edge for edge in built["edges"]}
    for edge in sorted(edges.values(), key=lambda e: (e["bright"], network.as_of(built, e))):
        count, wide = network.as_of(built, edge, until)
        opacity = edge["color"]["opacity"] if count else built["faint"]["opacity"]
        _draw_edge(sheet, edge, nodes, wide, opacity)
    for node in sorted(nodes.values(), key=lambda n: n["opacity"]):
        sheet.outline(
            shape(node["shape"], node["x"], node["y"], node["size"]),
            node["color"]["background"],
            node["color"]["border"],
            node["borderWidth"],
            node["opacity"],
            node["shapeProperties"]["borderDashes"] or (),
        )
    for word in built["words"]:
        if word["zoom"] > 1:
            continue
        lines, size, leading, colour = word.get("lines"), NAME, LEADING, theme.text
        if word["kind"] != "name":
            edge = edges[word["id"]]
            lines = [network.numbered_as(edge, network.as_of(built, edge, until)[0])]
            size = leading = NUMBER
            colour = theme.text if edge["code"] else edge["color"]["color"]
        upper = word["y"] - SIDES[word["base"]] * len(lines) * leading
        for i, line in enumerate(lines):
            x = word["x"] - (SIDES[word["align"]] - 0.5) * measure(line, size)
            y = upper + (i + 0.5) * leading + 0.35 * size
            sheet.text(x, y, line, size, colour, align="center", halo=theme.page)


def _draw_edge(
    sheet: Sheet,
    edge: dict[str, Any],
    nodes: dict[str, dict[str, Any]],
    width: float,
    opacity: float,
) -> None:
    """Draw a link with its arrow."""
    source, target = nodes[edge["from"]], nodes[edge["to"]]
    curve = network_layout.curve(source, target, edge, points=97)
    inside = np.hypot(*(curve - curve[-1]).T) > target["size"] + HALO
    outside = np.hypot(*(curve - curve[0]).T) > source["size"]
    shown = curve[inside & outside]
    if len(shown) < 2:
        return
    colour = edge["color"]["color"]
    length = ARROW + 3 * width
    tip = shown[-1]
    far = np.hypot(*(shown - tip).T)
    back = shown[np.argmax(far <= length)]
    along = (tip - back) / max(float(np.hypot(*(tip - back))), 1e-9)
    base = tip - along * length
    shaft = shown[far > length * 0.8]
    if len(shaft) > 1:
        sheet.lines(shaft[:, 0], shaft[:, 1], colour, width, opacity, edge["dashes"] or ())
    across = np.array([-along[1], along[0]]) * length * 0.42
    head = polygon([tuple(tip), tuple(base + across), tuple(base - across)])
    sheet.outline(head, colour, opacity=opacity)


@dataclass(frozen=True)
class Legend:
    """What `network.legend` gives, laid out: each name and item with its place.

    An item is None for the name of a group.
    """

    size: float
    width: float
    height: float
    placed: list[tuple[float, float, str, dict[str, Any] | None]]

    def draw(self, sheet: Sheet, left: float, top: float, theme: Theme) -> None:
        """Draw it with its upper left corner there."""
        size = self.size
        for x, y, words, item in self.placed:
            at, base = left + x, top + y + size
            if item is None:
                sheet.text(at, base, words, size, theme.quiet, "semibold")
                continue
            swatch = _swatch_width(item, size)
            _swatch(sheet, item, at, top + y + size * 0.65, swatch, size, theme)
            sheet.text(at + swatch + size * 0.5, base, words, size, theme.quiet)


def lay(groups: list[dict[str, Any]], size: float, width: float = 0) -> Legend:
    """A legend in lines no longer than `width`, or without one below one another."""
    placed: list[tuple[float, float, str, dict[str, Any] | None]] = []
    line, y, widest = size * 1.6, 0.0, 0.0
    for group in groups:
        placed.append((0, y, group["name"], None))
        x = measure(group["name"], size, "semibold") + size
        widest = max(widest, x - size)
        for item in group["items"]:
            words = f"{item.get('code') or ''} {item['words']}".strip()
            room = _swatch_width(item, size) + size * 0.5 + measure(words, size)
            if not width or x + room > width:
                x, y = 0, y + line
            placed.append((x, y, words, item))
            widest = max(widest, x + room)
            x += room + size * 1.3
        y += line if width else line + size * 0.5
    return Legend(size, widest, y, placed)


def _swatch_width(item: dict[str, Any], size: float) -> float:
    return size * (1.1 if item.get("shape") else 2.4)


def _swatch(
    sheet: Sheet,
    item: dict[str, Any],
    x: float,
    y: float,
    width: float,
    size: float,
    theme: Theme,
) -> None:
    colour = item["colour"]
    if not item.get("shape"):
        dashes = [d * size / 12 for d in item["dashes"]]
        sheet.lines([x, x + width], [y, y], colour, size / 5, dashes=dashes)
        return
    sheet.outline(
        shape(item["shape"], x + width / 2, y, size * 0.45),
        theme.page if item.get("hollow") else colour,
        colour,
        size / 7 if item.get("hollow") else 0,
        dashes=[size / 5, size / 7] if item.get("dashed") else (),
    )


def _square(
    sheet: Sheet,
    place: tuple[float, float, float, float],
    strand: Strand,
    theme: Theme,
    hollow: bool,
) -> None:
    """A square or a bar with its sign; `place` is left, top, width and height."""
    left, top, width, height = place
    corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    fill, sign = (theme.page, strand.colour) if hollow else (strand.colour, theme.page)
    sheet.outline(polygon(corners), fill, strand.colour, height * 0.12 if hollow else 0)
    if strand.sign != "circle" and width <= height * 1.01:
        middle = (left + width / 2, top + height / 2)
        sheet.outline(marker(strand.sign, *middle, height * 0.55), sign)


def legend_of(
    sheet: Sheet, built: Matrix, place: tuple[float, float, float], size: float, theme: Theme
) -> float:
    """Draw the legend of a matrix: a square for each strand, then its words; return the bottom.

    A place is left, top and width.
    """
    left, top, width = place
    x = left
    for strand in built.legend:
        wide = size * 3 + measure(strand.words, size * 1.1)
        if x > left and x + wide - size > left + width:
            x, top = left, top + size * 1.6
        _square(sheet, (x, top, size, size), strand, theme, strand.hollow)
        sheet.text(x + size * 1.5, top + size * 0.88, strand.words, size * 1.1, theme.quiet)
        x += wide
    return top + 2 * size


def draw_matrix(
    sheet: Sheet, built: Matrix, theme: Theme, room: tuple[float, float, float, float]
) -> float:
    """Draw what `matrix.of_screen` gives as large as a room allows; return a letter's height.

    A room is left, top, width and height; the legend stands above.
    """
    left, top, width, height = room
    unit = min(width / built.width, height / (built.height + 2))
    top = legend_of(sheet, built, (left, top, width), unit, theme)
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
    return unit * matrix.LETTER
