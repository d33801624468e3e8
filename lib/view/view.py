"""What the reader chose: the filters, how the charts are drawn, and what is picked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from lib.analysis.chronology import CLOCKS, LANES
from lib.analysis.filters import Filters
from lib.analysis.links import LAYERS, LEVELS
from lib.analysis.questions import ORDERS
from lib.analysis.rows import SHOWN as RECORDS
from lib.dataset import codebook, dates

PICTURES = {"links": "Links", "matrix": "Matrix"}
STEPS = {"1": "1 step", "2": "2 steps", "ego": "Alone"}
LOOKS = {"light": "Light", "dark": "Dark", "print": "Greyscale"}
PAPERS = {"wide": "16:9", "a4": "A4"}
FORMS = {
    "statements": "Statements",
    "debate": "For and against",
    "contradiction": "Contradiction",
    "profile": "Profile",
    "timeline": "Timeline",
    "whom": "Who about whom",
    "figures": "Figures",
    "map": "Map",
}
# The columns that the codebook explains, by table.
WORDS = {
    f"{table}.{column}": codebook.heading(table, column)
    + ("" if table == "events" else f" ({table})")
    for table, column in codebook.explained()
}
CHOICES = {
    "lanes": LANES,
    "clock": CLOCKS,
    "picture": PICTURES,
    "layer": LAYERS,
    "level": LEVELS,
    "steps": STEPS,
    "table": {name: codebook.label(name) for name in RECORDS},
    "order": ORDERS,
    "look": LOOKS,
    "paper": PAPERS,
    "form": FORMS,
    "words": WORDS,
}


@dataclass(frozen=True)
class View:
    """Everything a screen depends on; each field is a query parameter of the URL.

    `event` is an event_id, `article` a source_id, `node` an actor_id; `edge` is two actor_ids
    joined by PAIR, followed by the kind and style of a link if only that one is picked; for an
    actor it may have the id of a node of several, which may also stand alone. `picture` is how the
    network is drawn, `unfold` are its groups drawn one by one, `pins` the nodes moved by hand, each
    as `node@x,y` in thousandths of the picture. `span` is a range of days as EDTF. All are empty
    where nothing is picked. `level`, `picture`, `question` (a storyline_id) and `read` (a
    source_id) are empty where the page chooses. `until` is the day, as ISO text, up to which the
    network is drawn in full. `against` is a second set of filters to
    compare with. `of` is the version of the tables, empty for those the dashboard was started on.
    `form`, `title`, `note`, `look`, `paper` and `slide`, the number of the slide shown, are the
    briefing's; an empty `form` is the one that fits, an empty `title` is made from the view.
    `tension` is a tension_id, `story` a story_id and `step` the number of its step shown.
    """

    filters: Filters = field(default_factory=Filters)
    against: Filters = field(default_factory=Filters)
    of: str = ""
    lanes: str = "claim_type"
    clock: str = "said"
    picture: str = ""
    unfold: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    layer: str = "says"
    level: str = ""
    steps: str = "1"
    table: str = "events"
    words: str = "events.claim_type"
    order: str = "table"
    question: str = ""
    read: str = ""
    until: str = ""
    span: str = ""
    event: str = ""
    node: str = ""
    edge: str = ""
    article: str = ""
    tension: str = ""
    story: str = ""
    step: str = ""
    form: str = ""
    slide: str = ""
    title: str = ""
    note: str = ""
    look: str = "light"
    paper: str = "wide"

    def pick(self, **parts: Any) -> View:
        """The view with nothing picked but what is in `parts`; they may change others too."""
        picks = ("event", "node", "edge", "article", "tension", "slide")
        nothing: dict[str, Any] = dict.fromkeys(picks, "")
        return replace(self, **nothing | parts)

    @property
    def picked(self) -> str:
        """The actor or link picked in the network, or the empty text."""
        return self.node or self.edge

    @property
    def pinned(self) -> dict[str, tuple[float, float]]:
        """The places of the nodes moved by hand, as shares of the picture, 0 in its middle.

        >>> View(pins=("iran.@-100,250",)).pinned
        {'iran.': (-0.1, 0.25)}
        """
        ends = (pin.rpartition("@")[::2] for pin in self.pins)
        split = ((node, at.split(",")) for node, at in ends)
        return {node: (int(x) / 1000, int(y) / 1000) for node, (x, y) in split}

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and last day of `span`, `None` where it is open or none is picked."""
        return days_of(self.span)


def days_of(span: str) -> tuple[date | None, date | None]:
    """The first and last day of a range written as EDTF, `None` where an end is open.

    Raises DateError for what is no range.

    >>> days_of("2022-12/..")
    (datetime.date(2022, 12, 1), None)
    """
    if span in ("", "../.."):
        return None, None
    found = dates.parse(span)
    return found.earliest, found.latest
