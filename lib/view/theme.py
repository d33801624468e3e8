"""Colours and signs: fixed for every family of claims, whatever the filters leave.

The colours were chosen by hand and then moved until they keep a contrast of 3:1 to the page and
stay apart for normal sight, protanopia and deuteranopia (Machado et al. 2009, distance in OKLab),
and in lightness. `tests/test_theme.py` holds all three.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

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


def family(claim_type: str, like: Mapping[str, str] | None = None) -> str:
    """The family of a claim type; `like` maps the types that a set adds to built-in ones.

    Raises LookupError for a type in neither.

    >>> family("no-evidence"), family("rebuttal", {"rebuttal": "denial"})
    ('denies', 'denies')
    """
    built_in = (like or {}).get(claim_type, claim_type)
    if built_in not in _FAMILY:
        raise LookupError(
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

    @cached_property
    def claim_type(self) -> dict[str, str]:
        """The colour of each claim type: that of its family."""
        return {code: self.family[of] for code, of in self.families.items()}

    def legend(self, claim_types: Iterable[str]) -> list[tuple[str, str, str]]:
        """The sign, colour and words of each family that these belong to, in their order."""
        told = {self.families[code] for code in claim_types}
        return [(self.sign[f], self.family[f], w) for f, w in FAMILIES.items() if f in told]


# The colours of each family: light, dark and print. Families that look alike in greys differ by
# their sign; on paper without colour each has its own.
_FAMILIES = {
    "accuses": ("#1c2cc4", "#4c8cff", "#444444"),
    "judges": ("#5b99cd", "#7cc2e4", "#8e8e8e"),
    "reports": ("#984f89", "#924e8f", "#676767"),
    "acts": ("#2b3742", "#edf5fa", "#000000"),
    "denies": ("#a93203", "#f4714c", "#242424"),
    "admits": ("#a38900", "#e8d65a", "#7b7b7b"),
}
_SIGNS = dict.fromkeys(FAMILIES, "circle") | {
    "acts": "diamond",
    "denies": "triangle-down",
    "admits": "triangle-up",
}
_PRINT_SIGNS = _SIGNS | {
    "judges": "cross",
    "reports": "square",
}


def _theme(name: str, *, page: str, text: str, quiet: str, band: str, line: str) -> Theme:
    column = ("light", "dark", "print").index(name)
    return Theme(
        *(name, page, text, quiet, band, line),
        family={code: colours[column] for code, colours in _FAMILIES.items()},
        sign=_PRINT_SIGNS if name == "print" else _SIGNS,
        families=_FAMILY,
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


def with_added(theme: Theme, like: Mapping[str, str]) -> Theme:
    """The theme for a set that adds claim types, each like a built-in one.

    >>> with_added(LIGHT, {"rebuttal": "denial"}).claim_type["rebuttal"] == LIGHT.family["denies"]
    True
    """
    return replace(theme, families=theme.families | {code: family(code, like) for code in like})
