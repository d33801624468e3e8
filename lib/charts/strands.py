"""What an event looks like in a network and in a matrix: its family, or how a link is claimed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lib.analysis import links
from lib.analysis.links import GROUP
from lib.charts.frame import OPEN
from lib.dataset import codebook, text
from lib.view.screen import Screen
from lib.view.theme import FAMILIES, Theme

FADED = 0.35  # the opacity of names that are faded

# How a link is claimed to hold, in words; the order is that of legends and stripes.
HOLDS = {
    "solid": "Claimed as so",
    "planned": "Planned or possible",
    "denied": "Denied",
    "not_seen": "No sign seen",
}
OPENED = " open"  # after the key of a family, of what is not claimed as certain
STRIPED = (3, 2)  # the line of what is open: drawn, and left out


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
    red, grey = theme.family["denies"], theme.quiet
    looks = {"denied": (red, theme.sign["denies"]), "not_seen": (red, "triangle-down-open")}
    return {
        key: Strand(
            key, words, *looks.get(key, (grey, "circle")), (), key in ("planned", "not_seen")
        )
        for key, words in HOLDS.items()
    }


def on_links(theme: Theme, layer: str) -> dict[str, Strand]:
    """The same for links: who says what has a striped line too, of what is not certain."""
    found = {}
    for key, strand in of(theme, layer).items():
        found[key] = replace(strand, dashes=STRIPED if strand.hollow else ())
        if layer == "says":
            words = f"{strand.words}, not as certain"
            opened = replace(strand, words=words, dashes=STRIPED, hollow=True)
            found[key + OPENED] = replace(opened, key=key + OPENED)
    return found


def legend(theme: Theme, layer: str, keys: Collection[str]) -> list[Strand]:
    """The strands of links with these keys; what is open has one entry for all."""
    drawn = {key.removesuffix(OPENED) for key in keys}
    found = [s for key, s in on_links(theme, layer).items() if key in drawn]
    if any(key.endswith(OPENED) for key in keys):
        found.append(Strand("open", OPEN, theme.text, "circle", STRIPED, hollow=True))
    return found


def key(theme: Theme, kind: str, style: str) -> str:
    """The strand of an event by its claim type, or of a link, whose kind is none, by its style."""
    return theme.families.get(kind, style)


def stripe(theme: Theme, kind: str, style: str) -> str:
    """The strand in `on_links`."""
    return key(theme, kind, style) + OPENED * (style == "open")


def as_of(stripe: Mapping[str, Any], day: str = "") -> int:
    """The events of a stripe up to a day, by default to the last, as in network.js.

    >>> stripe = {"grown": [("2023-01-05", 1), ("2023-02-01", 3)]}
    >>> as_of(stripe), as_of(stripe, "2023-01-31"), as_of(stripe, "2022-01-01")
    (3, 1, 0)
    """
    return next((n for at, n in reversed(stripe["grown"]) if not day or at <= day), 0)


def laid(
    built: Mapping[str, Any], edge: Mapping[str, Any], day: str = ""
) -> list[tuple[dict[str, Any], float, float]]:
    """The stripes of a ribbon up to a day, each with its middle, across, and its width."""
    shown = [(s, n) for s in edge["stripes"] if (n := as_of(s, day))]
    widths = [max(built["least"], n * built["unit"]) for _, n in shown]
    whole = sum(widths) + edge["spread"] * (len(widths) - 1)
    found, at = [], -whole / 2
    for (stripe, _), wide in zip(shown, widths, strict=True):
        found.append((stripe, at + wide / 2, wide))
        at += wide + edge["spread"]
    return found


def total(edge: Mapping[str, Any], day: str = "") -> int:
    """The events of a ribbon up to a day."""
    return sum(as_of(stripe, day) for stripe in edge["stripes"])


def node(
    screen: Screen, node_id: str, parties: list[str], events: int, faded: bool
) -> dict[str, Any]:
    """How a node looks: actors are full, those named together ringed, groups hollow."""
    theme, tables = screen.theme, screen.tables
    actor, group = links.actor(node_id), GROUP in node_id
    lines = [text.brief(links.named(tables, node_id))]
    if actor:
        who = tables.actors.loc[actor]
        lines.append(text.brief(who["role"]) or f"{codebook.label(who['kind'])}, {who['side']}")
    elif group:
        some = "; ".join(links.named(tables, i) for i in parties[:12])
        lines.append(text.brief(some + ("; …" if len(parties) > 12 else ""), 400))
        lines.append("Click to draw each of them.")
    return {
        "label": " ",  # its lines are written by the painters
        "shape": "box",
        "title": "\n".join([*lines, text.count(events)]),
        "color": {
            "background": theme.band if len(links.members(node_id)) > 1 else theme.page,
            "border": theme.quiet,
        },
        "borderWidth": 1.4,
        "shapeProperties": {"borderDashes": [4, 3] if group else False, "borderRadius": 5},
        "opacity": FADED if faded else 1,
    }
