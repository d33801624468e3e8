"""The actor network on a sheet: what lib/charts/network.py has worked out, in matplotlib."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline

from lib.charts import network, network_layout
from lib.charts.network_labels import SIDES
from lib.export.canvas import Sheet, measure
from lib.export.draw_plot import polygon
from lib.view.theme import Theme

NAME, NUMBER, LEADING = 14.0, 12.0, 16.0  # heights in the units of the box
ARROW = 7.5  # vis-network's 15 pixels at the screen's scale factor of 0.5
HALO = 2
LARGEST = 1.75


def shape(name: str, x: float, y: float, size: float) -> Outline:
    """The outline of a node as vis-network 9.1 draws it. Raises KeyError for another shape."""
    if name == "dot":
        return Outline.circle((x, y), size)
    up, side = 1.15 * size, 2 * 1.15 * size
    inner, tall = math.sqrt(3) / 6 * side, math.sqrt(3) / 2 * side
    outer = 0.82 * size
    points = {
        "square": [(-size, -size), (size, -size), (size, size), (-size, size)],
        "diamond": [(0, size), (size, 0), (0, -size), (-size, 0)],
        "triangle": [
            (0, 0.275 * up - (tall - inner)),
            (side / 2, 0.275 * up + inner),
            (-side / 2, 0.275 * up + inner),
        ],
        "triangleDown": [
            (0, tall - inner - 0.275 * up),
            (side / 2, -inner - 0.275 * up),
            (-side / 2, -inner - 0.275 * up),
        ],
        "star": [
            (
                outer * (1.3 if n % 2 == 0 else 0.5) * math.sin(n * math.pi / 5),
                0.1 * outer - outer * (1.3 if n % 2 == 0 else 0.5) * math.cos(n * math.pi / 5),
            )
            for n in range(10)
        ],
        "hexagon": [
            (size * math.cos(n * math.pi / 3), size * math.sin(n * math.pi / 3)) for n in range(6)
        ],
    }
    return polygon([(x + dx, y + dy) for dx, dy in points[name]])


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
    size = scale(built, width, height)
    low, high = np.array(built["bounds"]).reshape(2, 2)
    origin = np.array([left + width / 2, top + height / 2]) - (low + high) / 2 * size
    nodes = {node["id"]: node for node in built["nodes"]}
    edges = {edge["id"]: edge for edge in built["edges"]}
    for edge in sorted(edges.values(), key=lambda e: (e["bright"], network.as_of(built, e))):
        count, wide = network.as_of(built, edge, until)
        opacity = edge["color"]["opacity"] if count else built["faint"]["opacity"]
        _draw_edge(sheet, edge, nodes, origin, size, wide * size, opacity)
    for node in sorted(nodes.values(), key=lambda n: n["opacity"]):
        _draw_node(sheet, node, origin + np.array([node["x"], node["y"]]) * size, size)
    for word in built["words"]:
        if word["zoom"] > 1:
            continue
        x, y = origin + np.array([word["x"], word["y"]]) * size
        if word["kind"] == "name":
            _write(sheet, word, word["lines"], x, y, NAME * size, LEADING * size, theme.text, theme)
        else:
            edge = edges[word["id"]]
            lines = [network.numbered_as(edge, network.as_of(built, edge, until)[0])]
            colour = theme.text if edge["code"] else edge["color"]["color"]
            _write(sheet, word, lines, x, y, NUMBER * size, NUMBER * size, colour, theme)


def _write(
    sheet: Sheet,
    word: dict[str, Any],
    lines: list[str],
    x: float,
    y: float,
    size: float,
    leading: float,
    colour: str,
    theme: Theme,
) -> None:
    top = y - SIDES[word["base"]] * len(lines) * leading
    for i, line in enumerate(lines):
        at = x - (SIDES[word["align"]] - 0.5) * measure(line, size)
        below = top + (i + 0.5) * leading + 0.35 * size
        sheet.text(at, below, line, size, colour, align="center", halo=theme.page)


def _draw_edge(
    sheet: Sheet,
    edge: dict[str, Any],
    nodes: dict[str, dict[str, Any]],
    origin: np.ndarray,
    scale: float,
    width: float,
    opacity: float,
) -> None:
    """Draw a link with its arrow."""
    source, target = nodes[edge["from"]], nodes[edge["to"]]
    curve = origin + network_layout.curve(source, target, edge, points=97) * scale
    inside = np.hypot(*(curve - curve[-1]).T) > target["size"] * scale + HALO
    outside = np.hypot(*(curve - curve[0]).T) > source["size"] * scale
    shown = curve[inside & outside]
    if len(shown) < 2:
        return
    colour = edge["color"]["color"]
    length = ARROW * scale + 3 * width
    tip = shown[-1]
    far = np.hypot(*(shown - tip).T)
    back = shown[np.argmax(far <= length)]
    along = (tip - back) / max(float(np.hypot(*(tip - back))), 1e-9)
    base = tip - along * length
    shaft = shown[far > length * 0.8]
    if len(shaft) > 1:
        dashes = [d * scale for d in edge["dashes"] or []]
        sheet.lines(shaft[:, 0].tolist(), shaft[:, 1].tolist(), colour, width, opacity, dashes)
    across = np.array([-along[1], along[0]]) * length * 0.42
    head = polygon([tuple(tip), tuple(base + across), tuple(base - across)])
    sheet.outline(head, colour, opacity=opacity)


def _draw_node(sheet: Sheet, node: dict[str, Any], at: np.ndarray, scale: float) -> None:
    dashed = node["shapeProperties"]["borderDashes"]
    sheet.outline(
        shape(node["shape"], at[0], at[1], node["size"] * scale),
        node["color"]["background"],
        node["color"]["border"],
        node["borderWidth"] * scale,
        node["opacity"],
        [d * scale for d in dashed] if dashed else (),
    )


class Legend:
    """What `network.legend` gives, with the letter of a kind before its words."""

    def __init__(self, groups: list[dict[str, Any]], theme: Theme) -> None:
        self._groups, self._theme = groups, theme

    def height(self, size: float, width: float = 0) -> float:
        """What `draw` will take."""
        return self._laid(size, width)[1]

    def width(self, size: float) -> float:
        """What `draw` will take without a `width`."""
        placed = self._laid(size, 0)[0]
        return max(
            (
                measure(words, size, "regular" if item else "semibold")
                + (_swatch_width(item, size) + size * 0.5 if item else 0)
                for _, _, words, item in placed
            ),
            default=0,
        )

    def draw(self, sheet: Sheet, left: float, top: float, size: float, width: float = 0) -> None:
        """Draw it in lines no longer than `width`, or without one below one another."""
        for x, y, words, item in self._laid(size, width)[0]:
            at = left + x
            if item is None:
                sheet.text(at, top + y + size, words, size, self._theme.quiet, "semibold")
                continue
            swatch = _swatch_width(item, size)
            _swatch(sheet, item, at, top + y + size * 0.65, swatch, size, self._theme)
            sheet.text(at + swatch + size * 0.5, top + y + size, words, size, self._theme.quiet)

    def _laid(
        self, size: float, width: float
    ) -> tuple[list[tuple[float, float, str, dict[str, Any] | None]], float]:
        """Each name and item with its place, and the height of all."""
        placed: list[tuple[float, float, str, dict[str, Any] | None]] = []
        line, y = size * 1.6, 0.0
        for group in self._groups:
            placed.append((0, y, group["name"], None))
            x = measure(group["name"], size, "semibold") + size
            if not width:
                y += line
            for item in group["items"]:
                words = f"{item.get('code') or ''} {item['words']}".strip()
                room = _swatch_width(item, size) + size * 0.5 + measure(words, size)
                if width and x + room > width:
                    x, y = 0, y + line
                placed.append((x if width else 0, y, words, item))
                x += room + size * 1.3
                if not width:
                    y += line
            y += line if width else size * 0.5
        return placed, y


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
    if not item.get("shape"):
        dashes = [d * size / 12 for d in item["dashes"]]
        sheet.lines([x, x + width], [y, y], item["colour"], size / 5, dashes=dashes)
        return
    hollow = item.get("hollow")
    dashes = [size / 5, size / 7] if item.get("dashed") else []
    sheet.outline(
        shape(item["shape"], x + width / 2, y, size * 0.45),
        theme.page if hollow else item["colour"],
        item["colour"],
        size / 7 if hollow else 0,
        dashes=dashes,
    )
