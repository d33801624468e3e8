"""Colours and symbols: fixed for every category, whatever the filters leave.

The colours were chosen by hand and then moved until they keep a contrast of 3:1 to the page and
stay apart for normal sight, protanopia and deuteranopia (Machado et al. 2009, distance in OKLab).
`tests/test_theme.py` holds both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle


@dataclass(frozen=True)
class Theme:
    """The colours of one theme: of the page, and of each category by its code."""

    name: str
    page: str
    text: str
    quiet: str
    band: str
    line: str
    claim_type: dict[str, str]
    side: dict[str, str]
    relation: dict[str, str]


LIGHT = Theme(
    name="light",
    page="#ffffff",
    text="#1b2230",
    quiet="#5a6372",
    band="#f4f6f9",
    line="#dde2ea",
    claim_type={
        "sanction": "#0b235e",
        "admission": "#8c9a00",
        "denial": "#963700",
        "no-evidence": "#4d5367",
        "media-report": "#6e23a9",
        "accusation": "#2c5af3",
        "announcement": "#00896e",
        "incident": "#512208",
        "assessment": "#3497e9",
        "position": "#f83bad",
    },
    side={
        "Iran": "#188a7b",
        "Russia": "#be4506",
        "Ukraine": "#ca8300",
        "United States": "#055ed9",
        "Europe": "#4f209c",
        "United Nations": "#009ae2",
        "China": "#7d3228",
        "Other": "#465978",
    },
    relation={
        "supplies": "#2c5af3",
        "buys_from": "#00896e",
        "produces_with": "#963700",
        "trains": "#8c9a00",
        "sanctions": "#0b235e",
        "attacks": "#f83bad",
        "uses_against": "#6e23a9",
        "cooperates_with": "#3497e9",
        "supports": "#4d5367",
    },
)

DARK = Theme(
    name="dark",
    page="#0e131c",
    text="#e8ecf3",
    quiet="#a3adbd",
    band="#151c28",
    line="#2a3444",
    claim_type={
        "sanction": "#ffffff",
        "admission": "#f1cd5e",
        "denial": "#ff7200",
        "no-evidence": "#827e94",
        "media-report": "#a690ff",
        "accusation": "#4973de",
        "announcement": "#0eb572",
        "incident": "#b35b30",
        "assessment": "#afdeff",
        "position": "#e19cc0",
    },
    side={
        "Iran": "#3dcd9d",
        "Russia": "#ea473e",
        "Ukraine": "#faef3e",
        "United States": "#1b87ff",
        "Europe": "#a1b0ff",
        "United Nations": "#96f2ff",
        "China": "#ff9400",
        "Other": "#977b9e",
    },
    relation={
        "supplies": "#4973de",
        "buys_from": "#0eb572",
        "produces_with": "#ff7200",
        "trains": "#f1cd5e",
        "sanctions": "#ffffff",
        "attacks": "#e19cc0",
        "uses_against": "#a690ff",
        "cooperates_with": "#afdeff",
        "supports": "#827e94",
    },
)

# For paper without colour: what is told apart by colour elsewhere is told apart by words there, or
# by letters. The greys of sides are even steps of lightness, neighbours in a stack far apart.
PRINT = Theme(
    name="print",
    page="#ffffff",
    text="#000000",
    quiet="#404040",
    band="#f2f2f2",
    line="#d0d0d0",
    claim_type=dict.fromkeys(LIGHT.claim_type, "#303030"),
    side={
        "Iran": "#676767",
        "Russia": "#262626",
        "Ukraine": "#7b7b7b",
        "United States": "#353535",
        "Europe": "#8e8e8e",
        "United Nations": "#454545",
        "China": "#a3a3a3",
        "Other": "#565656",
    },
    relation=dict.fromkeys(LIGHT.relation, "#303030"),
)


def with_sides(theme: Theme, sides: Sequence[str]) -> Theme:
    """The theme with a colour for each of these sides, in their order.

    A side of the codebook keeps its colour; the others are given what is left, by their order,
    and beyond eight the colours come round again. The codebook's own sides leave it as it is.

    >>> with_sides(LIGHT, ["Moon", "China"]).side == {
    ...     "Moon": LIGHT.side["Iran"], "China": LIGHT.side["China"]}
    True
    """
    if tuple(sides) == tuple(theme.side):
        return theme
    free = [colour for side, colour in theme.side.items() if side not in sides]
    strange = [side for side in sides if side not in theme.side]
    given = dict(zip(strange, cycle(free or theme.side.values()), strict=False))
    return replace(theme, side={side: given.get(side) or theme.side[side] for side in sides})


def letters(sides: Sequence[str]) -> dict[str, str]:
    """A letter or two for each side, its initials where they are free, for where colours cannot be.

    >>> letters(["Iran", "United States", "Iraq"])
    {'Iran': 'I', 'United States': 'US', 'Iraq': 'Ir'}
    """
    found: dict[str, str] = {}
    for number, side in enumerate(sides):
        initials = "".join(word[0] for word in side.split() if word[0].isalnum())[:2].upper()
        rest = [initials[:1] + letter.lower() for letter in side[1:] if letter.isalnum()]
        wishes = [w for w in (initials, *rest) if w and w not in found.values()]
        found[side] = wishes[0] if wishes else str(number + 1)
    return found


SEVERAL = "several"
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "pentagon", "hexagon")
DISTINCT = len(_SYMBOLS)


def symbols(source_ids: Sequence[str]) -> dict[str, str]:
    """A Plotly marker symbol for each source, and a star for an event that several tell.

    Beyond eight sources the symbols come round again; colour and lane still tell events apart.

    >>> symbols(["a", "b"])
    {'a': 'circle', 'b': 'square', 'several': 'star'}
    """
    by_source = {s: _SYMBOLS[i % len(_SYMBOLS)] for i, s in enumerate(source_ids)}
    return by_source | {SEVERAL: "star"}
