"""Colours and signs: fixed for every family of claims and every side, whatever the filters leave.

The colours were chosen by hand and then moved until they keep a contrast of 3:1 to the page and
stay apart for normal sight, protanopia and deuteranopia (Machado et al. 2009, distance in OKLab),
and in lightness. `tests/test_theme.py` holds all three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import cycle

# What each family of claims is called in a legend, in the order of legends and lanes.
FAMILIES = {
    "accuses": "Accuses",
    "judges": "Judges, expects",
    "reports": "Media report",
    "acts": "Acts, announces, takes a position",
    "denies": "Denies, sees no evidence",
    "admits": "Admits",
}
_FAMILY = {
    "accusation": "accuses",
    "assessment": "judges",
    "media-report": "reports",
    "sanction": "acts",
    "announcement": "acts",
    "incident": "acts",
    "position": "acts",
    "denial": "denies",
    "no-evidence": "denies",
    "admission": "admits",
}


class UnknownClaimTypeError(LookupError):
    """A claim type belongs to no family: its set does not say which built-in type it is like."""


def family(claim_type: str, like: Mapping[str, str] | None = None) -> str:
    """The family of a claim type; `like` maps the types that a set adds to built-in ones.

    Raises UnknownClaimTypeError for a type in neither.

    >>> family("no-evidence"), family("rebuttal", {"rebuttal": "denial"})
    ('denies', 'denies')
    """
    built_in = (like or {}).get(claim_type, claim_type)
    if built_in not in _FAMILY:
        raise UnknownClaimTypeError(
            f"The claim type {claim_type!r} is unknown. Give it a `like` in datapackage.json: "
            f"one of {', '.join(_FAMILY)}."
        )
    return _FAMILY[built_in]


@dataclass(frozen=True)
class Theme:
    """The colours of one theme: of the page, and of each category by its code.

    `family` has the colour and `sign` the marker symbol of each family; `families` the family of
    each claim type.
    """

    name: str
    page: str
    text: str
    quiet: str
    band: str
    line: str
    family: dict[str, str]
    sign: dict[str, str]
    families: dict[str, str]
    side: dict[str, str]
    relation: dict[str, str]

    @cached_property
    def claim_type(self) -> dict[str, str]:
        """The colour of each claim type: that of its family."""
        return {code: self.family[of] for code, of in self.families.items()}

    def legend(self, claim_types: Iterable[str]) -> dict[str, str]:
        """The words for each family that these claim types belong to, in the families' order."""
        told = {self.families[code] for code in claim_types}
        return {code: words for code, words in FAMILIES.items() if code in told}


# The colours of each category: light, dark and print. On paper without colour, families have a
# sign each, and words or letters tell sides apart.
_FAMILIES = {
    "accuses": ("#1c2cc4", "#4484f5", "#444444"),
    "judges": ("#5b99cd", "#7cc2e4", "#8e8e8e"),
    "reports": ("#984f89", "#a3609d", "#676767"),
    "acts": ("#2b3742", "#edf5fa", "#000000"),
    "denies": ("#a93203", "#f4714c", "#242424"),
    "admits": ("#a38900", "#e8d65a", "#7b7b7b"),
}
_SIGNS = dict.fromkeys(FAMILIES, "circle") | {"denies": "triangle-down"}
_PRINT_SIGNS = _SIGNS | {
    "judges": "diamond",
    "reports": "square",
    "acts": "cross",
    "admits": "triangle-up",
}
# The greys of sides are even steps of lightness, neighbours in a stack far apart.
_SIDES = {
    "Iran": ("#188a7b", "#3dcd9d", "#676767"),
    "Russia": ("#be4506", "#ea473e", "#262626"),
    "Ukraine": ("#ca8300", "#faef3e", "#7b7b7b"),
    "United States": ("#055ed9", "#1b87ff", "#353535"),
    "Europe": ("#4f209c", "#a1b0ff", "#8e8e8e"),
    "West": ("#2a1a3a", "#5a5ab4", "#bebebe"),
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
        family={code: colours[column] for code, colours in _FAMILIES.items()},
        sign=_PRINT_SIGNS if name == "print" else _SIGNS,
        families=_FAMILY,
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


def with_sides(theme: Theme, sides: Sequence[str], like: Mapping[str, str] | None = None) -> Theme:
    """The theme with a colour for each of these sides, in their order, and for added claim types.

    A side of the codebook keeps its colour; the others are given what is left, by their order,
    and beyond eight the colours come round again. A claim type that a set adds has the colour of
    the built-in type that `like` names for it.

    >>> with_sides(LIGHT, ["Moon", "China"]).side == {
    ...     "Moon": LIGHT.side["Iran"], "China": LIGHT.side["China"]}
    True
    """
    free = [colour for side, colour in theme.side.items() if side not in sides]
    strange = [side for side in sides if side not in theme.side]
    given = dict(zip(strange, cycle(free or theme.side.values()), strict=False))
    return replace(
        theme,
        side={side: given.get(side) or theme.side[side] for side in sides},
        families=theme.families | {code: family(code, like) for code in like or {}},
    )


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
