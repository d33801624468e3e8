"""What stands on a sheet, and where, read from its figure."""

import numpy as np

from lib.charts.letters import FACES
from lib.export.canvas import Sheet, measure

Box = tuple[float, float, float, float]


def written(sheet: Sheet) -> list[tuple[str, Box]]:
    """Each line of text with the box of its letters: left, top, right, bottom."""
    found = []
    for artist in sheet.figure.axes[0].texts:
        if artist.get_path_effects():
            continue  # the halo of the next
        size = artist.get_fontsize()
        face = next(f for f in FACES if f"sheet {f}" in artist.get_fontfamily())
        (x, y), width = artist.get_position(), measure(artist.get_text(), size, face)
        left = x - width / 2 if artist.get_horizontalalignment() == "center" else x
        box = (left, y - size * 0.68, left + width, y + size * 0.2)
        found.append((artist.get_text(), tuple(map(float, box))))
    return found


def words(sheet: Sheet) -> str:
    """All that is written, without spaces: lines are broken anywhere."""
    return "".join("".join(text for text, _ in written(sheet)).split())


def covering(sheet: Sheet) -> list[tuple[str, str]]:
    """Pairs of texts of which one covers a part of the other."""
    texts, boxes = zip(*written(sheet), strict=True)
    at = np.array(boxes)
    low = np.maximum(at[:, None, :2], at[None, :, :2])
    high = np.minimum(at[:, None, 2:], at[None, :, 2:])
    pairs = np.argwhere(np.triu(((high - low) > 1.5).all(axis=2), 1))
    return [(texts[a], texts[b]) for a, b in pairs]


def outside(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> list[str]:
    """The texts that leave a box."""
    return [
        text
        for text, (x0, y0, x1, y1) in written(sheet)
        if x0 < left or y0 < top or x1 > right or y1 > bottom
    ]
