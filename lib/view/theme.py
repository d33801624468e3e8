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


# The colours of each category: light, dark and, for sides, print.
_CLAIM_TYPES = {
    "sanction": ("#0b235e", "#ffffff"),
    "admission": ("#8c9a00", "#f1cd5e"),
    "denial": ("#963700", "#ff7200"),
    "no-evidence": ("#4d5367", "#827e94"),
    "media-report": ("#6e23a9", "#a690ff"),
    "accusation": ("#2c5af3", "#4973de"),
    "announcement": ("#00896e", "#0eb572"),
    "incident": ("#512208", "#b35b30"),
    "assessment": ("#3497e9", "#afdeff"),
    "position": ("#f83bad", "#e19cc0"),
}
# On paper without colour words or letters tell apart. The greys of sides are even steps of
# lightness, neighbours in a stack far apart.
_SIDES = {
    "Iran": ("#188a7b", "#3dcd9d", "#676767"),
    "Russia": ("#be4506", "#ea473e", "#262626"),
    "Ukraine": ("#ca8300", "#faef3e", "#7b7b7b"),
    "United States": ("#055ed9", "#1b87ff", "#353535"),
    "Europe": ("#4f209c", "#a1b0ff", "#8e8e8e"),
    "United Nations": ("#009ae2", "#96f2ff", "#454545"),
    "China": ("#7d3228", "#ff9400", "#a3a3a3"),
    "Other": ("#465978", "#977b9e", "#565656"),
}
_RELATIONS = {
    "supplies": ("#2c5af3", "#4973de"),
    "buys_from": ("#00896e", "#0eb572"),
    "produces_with": ("#963700", "#ff7200"),
    "trains": ("#8c9a00", "#f1cd5e"),
    "sanctions": ("#0b235e", "#ffffff"),
    "attacks": ("#f83bad", "#e19cc0"),
    "uses_against": ("#6e23a9", "#a690ff"),
    "cooperates_with": ("#3497e9", "#afdeff"),
    "supports": ("#4d5367", "#827e94"),
}
_PRINTED = "#303030"


def _theme(name: str, *, page: str, text: str, quiet: str, band: str, line: str) -> Theme:
    column = ("light", "dark", "print").index(name)
    return Theme(
        *(name, page, text, quiet, band, line),
        claim_type={c: (*colours, _PRINTED)[column] for c, colours in _CLAIM_TYPES.items()},
        side={side: colours[column] for side, colours in _SIDES.items()},
        relation={r: (*colours, _PRINTED)[column] for r, colours in _RELATIONS.items()},
    )


LIGHT = _theme(
    "light", page="#ffffff", text="#1b2230", quiet="#5a6372", band="#f4f6f9", line="#dde2ea"
)
DARK = _theme(
    "dark", page="#0e131c", text="#e8ecf3", quiet="#a3adbd", band="#151c28", line="#2a3444"
)
PRINT = _theme(
    "print", page="#ffffff", text="#000000", quiet="#404040", band="#f2f2f2", line="#d0d0d0"
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
