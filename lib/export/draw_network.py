"""The actor network on a sheet: what lib/charts/network.py has worked out, in matplotlib."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from lib.analysis import links
from lib.charts import matrix, network, network_layout, strands
from lib.charts.matrix import Matrix
from lib.charts.network_labels import LEADING, LETTERS, NUMBER, extent
from lib.charts.strands import Strand
from lib.export.canvas import Box, Sheet, measure, oblong, polygon
from lib.export.draw_plot import marker
from lib.view.screen import Screen
from lib.view.theme import Theme

ARROW = 6.0  # the length of an arrowhead, besides what its ribbon's width adds
SIGNS = (0.3, 0.7, 0.2, 0.8, 0.12, 0.88, 0.4, 0.6)  # how far along a stripe its sign may stand
APART = 15  # between signs, and between a sign and the link's number
HALO = 2


def scale(built: dict[str, Any], width: float, height: float) -> float:
    """How many pixels of a sheet each unit of the network gets in such a room."""
    left, top, right, bottom = built["bounds"]
    return float(min(width / (right - left + 8), height / (bottom - top + 8), network.LARGEST))


def draw_links(sheet: Sheet, screen: Screen, room: Box, size: float) -> None:
    """Draw the links in view below their legend, whose letters have this size, others no less."""
    wide = 0.97 * LETTERS / size
    box = round(room.width * wide), round((room.height - 3.6 * size) * wide)
    built = network.of_screen(screen, box, weeks=bool(screen.view.until))
    legend = [Strand(**entry) for entry in built["legend"]]
    head = draw_legend(sheet, legend, room, size, screen.theme, lines=True) + size / 2
    foot = size * 1.5 if built["note"] else 0
    inner = replace(room, top=room.top + head, height=room.height - head - foot)
    if sheet.links:  # each ribbon leads to the first of its events
        for edge in built["edges"]:
            asked = (screen.view.layer, screen.level, edge["id"])
            edge["event"] = links.first_behind(screen.seen, *asked)
    draw(sheet, built, screen.theme, screen.view.until, inner)
    if built["note"]:
        base = room.top + room.height - size * 0.3
        sheet.text(room.left, base, built["note"], size, screen.theme.quiet)


def draw(sheet: Sheet, built: dict[str, Any], theme: Theme, until: str, room: Box) -> None:
    """Draw what `network.of_screen` gives in the middle of a room.

    Ribbons have their width and number of the day `until` (ISO text), by default of the last.
    """
    unit = scale(built, room.width, room.height)
    left, top, right, bottom = built["bounds"]
    sheet = sheet.within(
        room.left + (room.width - (left + right) * unit) / 2,
        room.top + (room.height - (top + bottom) * unit) / 2,
        unit,
    )
    nodes = {node["id"]: node for node in built["nodes"]}
    edges = {edge["id"]: edge for edge in built["edges"]}
    for edge in sorted(edges.values(), key=lambda e: (e["bright"], -strands.total(e), e["id"])):
        taken = [(n["x"], n["y"]) for n in built["numbers"] if n["id"] == edge["id"]]
        _ribbon(sheet, built, edge, nodes, theme, until, taken)
    for node in sorted(nodes.values(), key=lambda n: n["opacity"]):
        (wide, high), x, y = node["half"], node["x"], node["y"]
        sheet.outline(
            oblong(x - wide, y - high, 2 * wide, 2 * high),
            node["color"]["background"],
            node["color"]["border"],
            node["borderWidth"],
            dashes=node["shapeProperties"]["borderDashes"] or (),
        )
        base = y - (len(node["lines"]) - 1) * LEADING / 2 + 0.35 * LETTERS
        colour = theme.text if node["opacity"] == 1 else theme.line
        sheet.paragraph(x, base, node["lines"], LEADING, LETTERS, colour, align="center")
    for number in built["numbers"]:
        if (count := strands.total(edges[number["id"]], until)) > 1:
            said, x, y = f"{count:,}", number["x"], number["y"]
            left, top, right, bottom = extent(said, x, y)
            sheet.rectangle(left, top, right - left, bottom - top, theme.page)
            sheet.text(x, y + 0.35 * NUMBER, said, NUMBER, theme.text, "semibold", align="center")


def _ribbon(
    sheet: Sheet,
    built: dict[str, Any],
    edge: dict[str, Any],
    nodes: dict[str, dict[str, Any]],
    theme: Theme,
    until: str,
    taken: list[tuple[float, float]],
) -> None:
    """Draw the stripes of a link side by side, and an arrow in the colour of the widest.

    Signs keep away from each other and from the places `taken`, where there is room.
    """
    stripes, event = strands.laid(built, edge, until), edge.get("event", "")
    if not stripes:
        return
    source, target = nodes[edge["from"]], nodes[edge["to"]]
    bent = network_layout.roundness(edge["smooth"])
    curve = network_layout.curve((source["x"], source["y"]), (target["x"], target["y"]), bent, 385)
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
            sheet.lines(line, stripe["colour"], wide, opacity, dashes, event)
        if stripe["sign"] != "circle" and edge["bright"] and len(line) > 4:
            spots = [line[round(share * (len(line) - 1))] for share in SIGNS]
            far = (s for s in spots if all(np.hypot(*(s - t)) > APART for t in taken))
            x, y = next(far, spots[0])
            taken.append((x, y))
            _sign(sheet, stripe["sign"], (x, y), 12, stripe["colour"], theme.page)
    tip, way, side = shown[-1], along[-1], across[-1] * (whole / 2 + 3.2)
    base = tip - way * length
    head = polygon([tuple(tip), tuple(base + side), tuple(base - side)])
    widest = max(stripes, key=lambda stripe: stripe[2])[0]
    sheet.outline(head, widest["colour"], opacity=opacity, event=event)


def _sign(
    sheet: Sheet, sign: str, at: tuple[float, float], size: float, colour: str, page: str
) -> None:
    """A sign in a colour with an edge that the page has, or the other way round if it is open."""
    fill, edge = (page, colour) if sign.endswith("-open") else (colour, page)
    sheet.outline(marker(sign, *at, size), fill, edge, size / 10)


def draw_legend(
    sheet: Sheet,
    legend: Iterable[Strand],
    room: Box,
    size: float,
    theme: Theme,
    lines: bool,
) -> float:
    """Draw what `lines`, or else squares, mean at the top of a room; return the height."""
    x, y, swatch = room.left, room.top, size * (1.6 if lines else 1)
    for strand in legend:
        wide = swatch + size * (matrix.SWATCH - 1) + measure(strand.words, size)
        if x > room.left and x + wide > room.left + room.width:
            x, y = room.left, y + size * 1.6
        middle = y + size * 0.65
        if lines:
            dashes = [d * size / 14 for d in strand.dashes]
            ends = [(x, middle), (x + swatch, middle)]
            sheet.lines(ends, strand.colour, size * 0.45, dashes=dashes)
            if strand.sign != "circle":
                at = (x + swatch / 2, middle)
                _sign(sheet, strand.sign, at, size * 0.8, strand.colour, theme.page)
        else:
            box = Box(x, y + size * 0.15, size, size)
            _square(sheet, box, strand, theme, strand.hollow)
        sheet.text(x + swatch + size * 0.5, y + size, strand.words, size, theme.quiet)
        x += wide + size * matrix.APART
    return y - room.top + size * 1.6 if x > room.left else 0.0


def _square(
    sheet: Sheet, box: Box, strand: Strand, theme: Theme, hollow: bool, event: str = ""
) -> None:
    """A square or a bar with its sign."""
    size = box.height
    fill, sign = (theme.page, strand.colour) if hollow else (strand.colour, theme.page)
    outline = oblong(box.left, box.top, box.width, size)
    sheet.outline(outline, fill, strand.colour, size * 0.12 if hollow else 0, event=event)
    if strand.sign != "circle" and box.width <= size * 1.01:
        middle = (box.left + box.width / 2, box.top + size / 2)
        mark = marker(strand.sign, *middle, size * 0.55)
        thin = size * 0.09 * strand.sign.endswith("-open")
        sheet.outline(mark, "none" if thin else sign, sign if thin else "none", thin, event=event)


def draw_matrix(sheet: Sheet, built: Matrix, theme: Theme, room: Box) -> float:
    """Draw what `matrix.of_screen` gives as large as a room allows; return a letter's height.

    The legend stands above, the note below.
    """
    unit = min(room.width / built.width, room.height / built.whole)
    letters, letter, step = unit * matrix.LETTER, matrix.LETTER, matrix.LINE
    legend = draw_legend(sheet, built.legend, room, letters, theme, lines=False)
    sheet = sheet.within(room.left, room.top + legend + unit * 0.32, unit)
    names = (letter, theme.text, "semibold")
    for column in built.columns:
        base = built.head - 0.55
        first = base - len(column.names) * step
        sheet.paragraph(column.start, first, column.names, step, *names)
        sheet.text(column.start, base, f"{column.count:,}", letter, theme.quiet)
    above = ""
    for row in built.rows:
        base = row.start + 1.2
        if row.side != above:
            sheet.lines([(0, row.start), (built.width, row.start)], theme.line, 0.08)
            sheet.text(0, base, row.side, *names)
        above = row.side
        sheet.paragraph(matrix.SIDE, base, row.names, step, letter, theme.text)
        at = matrix.SIDE + matrix.NAME + matrix.COUNT - 0.8
        sheet.text(at, base, f"{row.count:,}", letter, theme.quiet, align="right")
    sheet.lines([(0, built.height), (built.width, built.height)], theme.line, 0.08)
    if built.note:
        sheet.text(0, built.height + step, built.note, letter, theme.quiet)
    for s in built.squares:
        box = Box(s.x, s.y, s.width, matrix.SQUARE)
        _square(sheet, box, s.strand, theme, s.hollow, s.event_id)
    for number in built.numbers:
        sheet.text(number.x, number.y + 0.78, f"{number.count:,}", letter, theme.quiet)
    return letters
