"""What an event looks like in a network and in a matrix: its family, or how a link is claimed."""

from __future__ import annotations

from dataclasses import dataclass

from lib.view.theme import FAMILIES, Theme

# How a link is claimed to hold, in words; the order is that of legends and stripes.
HOLDS = {
    "solid": "Claimed to hold",
    "planned": "Planned or possible",
    "denied": "Denied",
    "not_seen": "No sign seen",
}
DASHES: dict[str, list[int]] = {"planned": [2, 4], "denied": [9, 6], "not_seen": [9, 4, 2, 4]}


@dataclass(frozen=True)
class Strand:
    """A family of claims, or a way in which links are claimed: its words, colour, sign and line."""

    key: str
    words: str
    colour: str
    sign: str
    dashes: tuple[int, ...] = ()
    hollow: bool = False


def of(theme: Theme, layer: str) -> dict[str, Strand]:
    """All strands of a layer by their keys, in their order."""
    if layer == "says":
        return {
            key: Strand(key, words, theme.family[key], theme.sign[key])
            for key, words in FAMILIES.items()
        }
    # The colours of families again, where a link is claimed as they claim.
    colours = {"denied": theme.family["denies"], "not_seen": theme.family["denies"]}
    return {
        key: Strand(
            key,
            words,
            colours.get(key, theme.quiet),
            theme.sign["denies" if key in colours else "accuses"],
            tuple(DASHES.get(key, ())),
            key in ("planned", "not_seen"),
        )
        for key, words in HOLDS.items()
    }


def key(theme: Theme, kind: str, style: str) -> str:
    """The strand of an event by its claim type, or of a link, whose kind is none, by its style."""
    return theme.families.get(kind, style)
