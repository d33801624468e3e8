"""The actor network drawn on a sheet: vis-network's shapes and curves at the same places."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline

from lib.analysis.links import PAIR
from lib.charts import network, network_layout
from lib.export.canvas import Sheet, measure
from lib.export.draw_plot import polygon
from lib.view.theme import Theme

LABEL, COUNT = 14, 11
LEADING = 15.0 / 13
SMALLEST = 12.0
ARROW = 7.5  # vis-network's 15 pixels at the screen's scale factor of 0.5
HALO = 2
NARROWER = 0.93  # the sheet's letters against the screen's, for which actors were placed
LARGEST = 1.75


@dataclass(frozen=True)
class _Box:
    """A rectangle that something written takes."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


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


class Picture:
    """What `lib.charts.network.build` gives, ready to be drawn in any box.

    `until` is the day, as ISO text, up to which links are drawn in full. `codes` are letters to
    write on links by their kind, where colour cannot tell kinds apart.
    """

    def __init__(
        self,
        built: dict[str, Any],
        theme: Theme,
        until: str = "",
        codes: dict[str, str] | None = None,
    ) -> None:
        self._nodes = {n["id"]: n for n in built["nodes"]}
        self._edges = sorted(built["edges"], key=lambda e: (bool(e["bright"]), network.so_far(e)))
        self._start, self._thickest = built.get("start", ""), built.get("thickest", 0)
        self._theme, self._until, self._codes = theme, until or "9999", codes or {}

    def scale(self, width: float, height: float) -> float:
        """How many pixels of a sheet each pixel of the network gets in such a box."""
        return self._fit(width, height)[0]

    def draw(
        self, sheet: Sheet, left: float, top: float, width: float, height: float
    ) -> tuple[int, int]:
        """Draw all of it in the middle of a box.

        How many links' words, and how many actors' names, found no room.
        """
        if not self._nodes:
            return 0, 0
        scale, middle = self._fit(width, height)
        at = np.array([left + width / 2, top + height / 2]) - middle * scale
        place = {i: at + _spot(n) * scale for i, n in self._nodes.items()}
        tags = [self._edge(sheet, edge, place, scale) for edge in self._edges]
        for node in sorted(self._nodes.values(), key=lambda n: n["opacity"]):
            _draw_node(sheet, node, place[node["id"]], scale)
        taken = []
        for i, node in self._nodes.items():
            (x, y), r = place[i], node["size"] * scale
            taken.append(_Box(x - r, y - r, x + r, y + r))
        # The busiest are named first; links, of which the strongest are drawn last, after them.
        busiest = sorted(self._nodes.values(), key=lambda n: (-n["size"], n["id"]))
        names = [self._label(sheet, n, place[n["id"]], taken, scale) for n in busiest]
        words = [self._name(sheet, tag, taken, scale) for tag in reversed(tags) if tag]
        return words.count(False), names.count(False)

    def _fit(self, width: float, height: float) -> tuple[float, np.ndarray]:
        """The scale at which all of it fits a box, and its middle in the network's pixels."""
        scale = LARGEST
        if not self._nodes:
            return scale, np.zeros(2)
        for _ in range(3):  # names that must stay legible grow as the picture shrinks
            low, high = self._reach(_letters(scale) / scale)
            scale = min(width / (high[0] - low[0]), height / (high[1] - low[1]), LARGEST)
        return scale, (low + high) / 2

    def _reach(self, letters: float) -> tuple[np.ndarray, np.ndarray]:
        """The upper left and lower right corner of all that is drawn, in the network's pixels."""
        corners = []
        for node in self._nodes.values():
            lines = node["label"].splitlines()
            x, y, r = node["x"], node["y"], node["size"]
            half = max([r, *(measure(line, letters) / 2 for line in lines)])
            below = r + 4 + len(lines) * letters * LEADING
            corners += [(x - half, y - r), (x + half, y + below)]
        points = [np.array(corners, dtype=float)]
        for edge in self._edges:
            start, end = (_spot(self._nodes[edge[side]]) for side in ("from", "to"))
            points.append(_curve(start, end, edge))
        found = np.vstack(points)
        return found.min(axis=0) - 4, found.max(axis=0) + 4

    def _edge(
        self, sheet: Sheet, edge: dict[str, Any], place: dict[str, np.ndarray], scale: float
    ) -> tuple[np.ndarray, str, str] | None:
        """Draw a link with its arrow; its curve, the words on it, if any, and their colour."""
        source, target = self._nodes[edge["from"]], self._nodes[edge["to"]]
        start, end = place[source["id"]], place[target["id"]]
        # As counted() in network.js has it, so that slider and card agree.
        count = network.so_far(edge, self._until, self._start)
        width = network.width(count, self._thickest) * scale
        opacity = edge["color"]["opacity"] if count else 0.12
        curve = _curve(start, end, edge)
        inside = np.hypot(*(curve - end).T) > target["size"] * scale + HALO
        outside = np.hypot(*(curve - start).T) > source["size"] * scale
        shown = curve[inside & outside]
        if len(shown) < 2:
            return None
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
        code = self._codes.get(edge["id"].split(PAIR)[2], "")
        number = str(count) if count > 1 and not self._thickest else ""
        words = f"{code} {number}".strip()
        if not words or not count or not edge["bright"]:
            return None
        return shown, words, self._theme.text if code else colour

    def _label(
        self,
        sheet: Sheet,
        node: dict[str, Any],
        place: np.ndarray,
        taken: list[_Box],
        scale: float,
    ) -> bool:
        """Write a node's name beneath it; False where another stands there."""
        lines = node["label"].splitlines() if node["label"].strip() else []
        if not lines:
            return bool(node["opacity"] < 1)  # the faded are not named on purpose
        size = _letters(scale)
        x, top = place[0], place[1] + (node["size"] + 4) * scale
        half = max(measure(line, size) for line in lines) / 2
        # The white above and below the letters may touch.
        bottom = top + len(lines) * size * LEADING
        box = _Box(x - half, top + size * 0.2, x + half, bottom - size * 0.05)
        if any(box.touches(other) for other in taken):
            return False
        for i, line in enumerate(lines):
            at = top + (i + 0.8) * size * LEADING
            page, text = self._theme.page, self._theme.text
            sheet.text(x, at, line, size, text, align="center", halo=page)
        taken.append(box)
        return True

    def _name(
        self, sheet: Sheet, tag: tuple[np.ndarray, str, str], taken: list[_Box], scale: float
    ) -> bool:
        """Write a link's words near the middle of its curve; False where all of it is taken."""
        curve, words, colour = tag
        size = max(COUNT * scale, SMALLEST - 1)
        half = measure(words, size) / 2 + scale
        for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73):
            x, y = curve[round(share * (len(curve) - 1))]
            box = _Box(x - half, y - size * 0.5, x + half, y + size * 0.5)
            if not any(box.touches(other) for other in taken):
                taken.append(box)
                page = self._theme.page
                sheet.text(x, y + size * 0.35, words, size, colour, align="center", halo=page)
                return True
        return False


def _letters(scale: float) -> float:
    """The size of names, which stay legible however small the picture."""
    return max(LABEL * NARROWER * scale, SMALLEST)


def _spot(node: dict[str, Any]) -> np.ndarray:
    return np.array([node["x"], node["y"]], dtype=float)


def _curve(start: np.ndarray, end: np.ndarray, edge: dict[str, Any]) -> np.ndarray:
    """Points along a link from the middle of one node to the middle of the other, one a row."""
    via = network_layout.bend(start, end, network_layout.roundness(edge["smooth"]))
    return network_layout.on_curve(np.linspace(0, 1, 97), start, via, end)


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
    """What `lib.charts.network.legend` gives; `codes` are written before the words they stand for."""

    def __init__(self, groups: list[dict[str, Any]], theme: Theme, codes: dict[str, str]) -> None:
        self._groups, self._theme, self._codes = groups, theme, codes

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
                words = f"{self._codes.get(item['words'], '')} {item['words']}".strip()
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
