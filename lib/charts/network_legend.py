"""What colours, shapes and lines mean in the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.analysis.links import KINDS, STYLE_WORDS
from lib.dataset import codebook
from lib.view.screen import Screen
from lib.view.theme import PRINT

SHAPES = {
    "state": "hexagon",
    "agency": "square",
    "person": "dot",
    "company": "diamond",
    "military": "triangle",
    "media": "star",
    "organisation": "triangleDown",
    "population": "dot",
    "unnamed": "dot",
}
HOLLOW = ("population", "unnamed")
DASHES: dict[str, list[int]] = {
    "solid": [],
    "denied": [10, 7],
    "planned": [2, 5],
    "not_seen": [10, 5, 2, 5],
}


def codes(screen: Screen, edges: pd.DataFrame) -> dict[str, str]:
    """A letter for each kind drawn where colour cannot tell kinds apart: in print."""
    if screen.theme.name != PRINT.name:
        return {}
    kinds = set(edges["kind"])
    known = (k for k in codebook.vocabulary(*KINDS[screen.view.layer]) if k in kinds)
    return dict(zip(known, "abcdefghijklmnopqrstuvwxyz", strict=False))


def legend(
    screen: Screen, people: pd.DataFrame, edges: pd.DataFrame, letters: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What colours, shapes and lines mean: groups of items, only what the picture shows.

    An item has `words`, `colour` and either `shape` (as vis-network names it) with `hollow` and
    `dashed`, or `dashes`, the pattern of a line, with `code`, the letter of a kind.
    """
    layer, theme = screen.view.layer, screen.theme
    colours = theme.claim_type if layer == "says" else theme.relation
    kinds, styles = set(edges["kind"]), set(edges["style"])
    sides, shapes = set(people["side"]), set(people["kind"])
    groups = {
        "Claim" if layer == "says" else "Relation": [
            {"words": codebook.label(k), "colour": colours[k], "dashes": [], "code": letters.get(k)}
            for k in codebook.vocabulary(*KINDS[layer])
            if k in kinds
        ],
        "Line": [
            {"words": words, "colour": theme.text, "dashes": DASHES[style]}
            for style, words in {"solid": "asserted or admitted", **STYLE_WORDS}.items()
            if layer == "claimed" and style in styles
        ],
        "Side": [
            {"words": s, "colour": theme.side[s], "shape": "dot"}
            for s in screen.tables.sides
            if s in sides
        ],
        "Kind": [
            {
                "words": codebook.label(k),
                "colour": theme.quiet,
                "shape": SHAPES[k],
                "hollow": k in HOLLOW,
                "dashed": k == "unnamed",
            }
            for k in codebook.vocabulary("actors", "kind")
            if k in shapes
        ],
    }
    return [{"name": name, "items": items} for name, items in groups.items() if items]
