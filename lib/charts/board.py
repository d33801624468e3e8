"""The board of a question: who affirms above a line, who denies or doubts below it, over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.analysis import chronology, questions
from lib.analysis.chronology import Days
from lib.analysis.questions import GROUP_WORDS, NO_STANCE, of_group
from lib.charts import histogram, pieces, timeline
from lib.charts.frame import Frame
from lib.charts.pieces import Trace
from lib.dataset import codebook
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.view import theme as themes
from lib.view.screen import Screen
from lib.view.theme import Theme

MOST_MARKS = 100  # events drawn one by one: if all fall together, the board is a screen high
SEVERAL_SIDES = "several sides"
SYMBOLS = {
    "affirms": "triangle-up",
    "denies": "triangle-down",
    "partly": "diamond",
    "doubts": "square",
    "none": "circle",
}
# From top to bottom: above the line, on it, just below it, further below.
_STACKS = {"affirms": 1, "none": 0, "partly": -1, "denies": -2, "doubts": -2}
_GAP, _EDGE = 0.35, 0.25  # rows
_ROWS = (8.5, 15.0)
_HEIGHTS = (150, 330)
LABELS = 150
# A triangle, a diamond and a square of one nominal size differ in area; these look alike in size.
_SIZES = {"triangle-up": 1.25, "triangle-down": 1.25, "diamond": 1.15, "square": 0.95, "circle": 1}
# Of a board that counts: its bars together, and the least that each part of it is high, in pixels.
_COUNTED, _LEAST, _PARTED = 230, 22, 5
# The letters on marks, and about how wide one is, in pixels.
_LETTERS, _LETTER = 11, 7
# The stances whose bars are paler, as they lie between the others.
_PALER = ("partly", "doubts")
# The stances of each group, from the line outward.
_OUTWARD = {
    "affirm": ("affirms",),
    NO_STANCE: ("none",),
    "deny-or-doubt": ("partly", "denies", "doubts"),
}
# The events in view with their stance and the side of their speakers.
_VOICED = """
    SELECT event_id, stance::VARCHAR AS stance, earliest, latest, true AS lit,
        if(count(*) = 1, any_value(side)::VARCHAR, $several) AS side
    FROM {seen} JOIN events USING (no) JOIN sides ON event = no GROUP BY ALL"""


def of_screen(screen: Screen, storyline_id: str, width: int) -> go.Figure:
    """The board of a question as the reader has chosen to see it."""
    days = days_drawn(screen.tables, storyline_id, screen.view.filters.date)
    picked = screen.view.event
    return figure(screen.tables, screen.seen, storyline_id, screen.theme, picked, width, days)


def counted(seen: Selection, storyline_id: str) -> bool:
    """Whether a board has so many events that it counts them instead of drawing each."""
    return len(questions.of_storyline(seen, storyline_id)) > MOST_MARKS


def days_drawn(tables: Tables, storyline_id: str, asked: tuple[date | None, date | None]) -> Days:
    """The first and the last day of a board's axis where the filters leave a range of days.

    Those of the whole table, so that boards can be compared; but of a question with more than
    MOST_MARKS events the range asked for, within which each event can be drawn.
    """
    first, last = chronology.extent(tables)
    if not counted(tables.store.select(), storyline_id):
        return first, last
    start, end = (pd.Timestamp(d or e) for d, e in zip(asked, (first, last), strict=True))
    start = min(max(start, first), last)
    return start, max(min(end, last), start + pd.Timedelta(days=1))


def marks(
    tables: Tables, on_it: Selection, axis: Days, width: int, beside: float = 0
) -> pd.DataFrame:
    """One row for each event of a board, placed in time as `timeline.marks` does.

    Further columns: stance, `side` (of its speakers, or SEVERAL_SIDES), `lane` (which of the four
    stacks of _STACKS) and `y`, in rows from the line. Each stack grows outward, so that no two
    marks overlap on a figure `width` pixels wide. `symbol` is that of the stance.
    """
    found = timeline.marks(tables, on_it, "none", axis, width - LABELS)
    voiced = on_it.store.frame(_VOICED, seen=on_it, several=SEVERAL_SIDES)
    found = found.merge(voiced[["event_id", "stance", "side"]], on="event_id")
    found["symbol"] = found["stance"].map(SYMBOLS)
    found["lane"] = found["stance"].map(_STACKS)
    placed = timeline.packed(found, axis, width - LABELS, beside)
    rows = _rows(placed)
    out = rows[0] / 2 + _GAP + 0.5
    base = {1: out, 0: 0.5 - rows[0] / 2, -1: -out, -2: -out - rows[-1]}
    placed["y"] = placed["lane"].map(base) + placed["row"] * np.where(placed["lane"] < 0, -1, 1)
    return placed.astype({"y": float})


def _rows(placed: pd.DataFrame) -> dict[int, int]:
    """How many rows each stack takes."""
    taken = placed.groupby("lane")["row"].max() + 1
    return {stack: int(taken.get(stack, 0)) for stack in _STACKS.values()}


def figure(
    tables: Tables,
    seen: Selection,
    storyline_id: str,
    theme: Theme,
    picked: str = "",
    width: int = 640,
    days: Days | None = None,
) -> go.Figure:
    """The board of one storyline, drawn for `width` pixels.

    Colour is the side of the speakers, neutral if they are of several; the symbol is the stance;
    all else is as on the timeline, and a thin line joins a reply to what it answers. In greys,
    letters beside the marks name the sides. The axis is that of the whole table unless `days`
    gives another. 150 to 330 pixels high, higher only if marks would hide one another.

    More than MOST_MARKS events are counted by stance, side and bin of time, drawn as bars away
    from the line, and the chart says so; a bar's customdata is its range of days.
    """
    on_it = questions.of_storyline(seen, storyline_id)
    days = days or chronology.extent(tables)
    if len(on_it) > MOST_MARKS:
        return _counting_figure(tables, on_it, theme, picked, width, days)
    letters = _letters(tables, theme)
    axis = pieces.padded(*days)
    beside = 1 + _LETTER * max(map(len, letters.values()), default=0)
    shown = marks(tables, on_it, axis, width, beside)
    rows = _rows(shown)
    line = rows[0] / 2 + _GAP
    # A side without events keeps the height of its label.
    top = line + max(rows[1], 1.1) + _EDGE
    bottom = -line - max(rows[-1] + rows[-2], 1.1) - _EDGE
    above = _side_swatches(shown, theme, letters, "circle")
    frame = _frame("", above, _stance_swatches(shown, theme), "Stance", width, theme)
    over_and_under = frame.over + frame.under
    row = float(np.clip((_HEIGHTS[1] - over_and_under) / (top - bottom), *_ROWS))
    plot = max(row * (top - bottom), _HEIGHTS[0] - over_and_under)
    size = min(pieces.MARK, (row - 2) / max(_SIZES.values()))
    colours = shown["side"].map(_colours(theme))
    sizes = [size * _SIZES[symbol] for symbol in shown["symbol"]]
    traces = [
        _replies(on_it, shown, theme),
        pieces.spans(shown, colours, size * 0.62 * (top - bottom) / plot),
        pieces.ends(shown, axis, colours, size),
        pieces.marks(shown, colours, theme, sizes, timeline.hover(on_it)),
    ]
    if letters:
        at = shown["at"] + (axis[1] - axis[0]) / (width - LABELS) * pieces.MARK * 0.75
        named = shown.assign(at=at, letter=shown["side"].map(letters), ink=theme.text)
        traces.append(pieces.letters(named, min(row, _LETTERS), "middle right"))
    if picked in set(shown["event_id"]):
        traces.append(pieces.ring(shown[shown["event_id"] == picked], theme))
    by_stance = shown["stance"].value_counts()
    return _laid_out(frame, traces, by_stance, axis, (bottom, line, top), rows[0] / 2, plot)


def label_margin(count: int) -> int:
    """Room at the left for the longest label, which the count of those who deny stands in."""
    return LABELS - 8 + 8 * max(0, len(f"{count:,}") - 3)


def _laid_out(
    frame: Frame,
    traces: list[Trace],
    by_stance: pd.Series,
    axis: Days,
    ends: tuple[float, float, float],
    band: float,
    plot: float,
) -> go.Figure:
    """The figure, its groups labelled with their numbers of events.

    `ends` are the heights of the lowest mark, the edge of the affirming group and the highest
    mark, `band` half the height of the events without a stance, `plot` the pixels of all.
    """
    theme, (bottom, line, top) = frame.theme, ends
    deniers = of_group(by_stance, "deny-or-doubt")
    middles = {"affirm": (top + line) / 2, "deny-or-doubt": (bottom - line) / 2}
    labels: dict[float, str] = {
        middle: pieces.counted(GROUP_WORDS[group], of_group(by_stance, group), theme)
        for group, middle in middles.items()
    }
    if band:
        labels[0.0] = pieces.counted(NO_STANCE, int(by_stance["none"]), theme)
    zero = {"zeroline": True, "zerolinecolor": theme.quiet, "zerolinewidth": 1}
    yaxis = pieces.named_axis(labels, (bottom, top)) | zero
    bands = [(-band, band)] if band else []
    return frame.around(traces, plot, axis, yaxis, bands, label_margin(deniers))


def _frame(
    said: str, above: list[Trace], below: list[Trace], title: str, width: int, theme: Theme
) -> Frame:
    titles, room = ("Speaker’s side", title), width - LABELS - 60
    return Frame(said, above, below, titles, room, theme, least=0, gap=8)


def bins(on_it: Selection, sides: Sequence[str], days: Days) -> pd.DataFrame:
    """Counts of a board's events by stance, side and bin of time, as `histogram.counts` has them.

    From the line outward, the sides in the order given; `group` is that of the stance.
    """
    found = histogram.counts(
        on_it.store, _VOICED, ("stance", "side"), days, seen=on_it, several=SEVERAL_SIDES
    )
    group_of = {stance: group for group, several in _OUTWARD.items() for stance in several}
    found["stance"] = pd.Categorical(found["stance"], list(group_of))
    found["side"] = pd.Categorical(found["side"], [*sides, SEVERAL_SIDES])
    found = found.sort_values(["stance", "side", "start"], ignore_index=True)
    found = found.astype({"stance": str, "side": str})
    return found.assign(group=found["stance"].map(group_of))


def _counting_figure(
    tables: Tables, on_it: Selection, theme: Theme, picked: str, width: int, days: Days
) -> go.Figure:
    """The board as bars that count, as high as their counts on one scale; y is pixels downward."""
    axis, unit = pieces.padded(*days), histogram.unit(days)
    shown = bins(on_it, tables.sides, days)
    within = shown.groupby(["group", "start"])["count"]
    inside, total = within.cumsum() - shown["count"], within.transform("sum")
    tallest = total.groupby(shown["group"]).max().to_dict()
    scale = _COUNTED / sum(tallest.values())
    high = {g: max(_LEAST, tallest.get(g, 0) * scale) for g in _OUTWARD}
    middle = high[NO_STANCE] / 2 if NO_STANCE in tallest else 0.0
    line = middle + _PARTED
    # Bars rise from their floor; those below the line hang from it, those on it lie to both sides.
    lying, hanging = (shown["group"] == group for group in (NO_STANCE, "deny-or-doubt"))
    shown["floor"] = np.select([lying, hanging], [total / 2 * scale, line], -line)
    shown["below"] = np.where(hanging, -(inside + shown["count"]), inside)
    shown["colour"] = shown["side"].map(_colours(theme))
    names = shown["side"].map(escape) + ", " + shown["stance"].replace("none", NO_STANCE)
    shown["text"] = histogram.bar_texts(names, shown)
    paler = shown["stance"].isin(_PALER)
    traces: list[Trace] = [
        pieces.stacks(part, opacity, scale, histogram.WHEN[unit])
        for part, opacity in ((shown[~paler], 1.0), (shown[paler], histogram.PALE))
        if len(part)
    ]
    letters = _letters(tables, theme)
    if letters:
        wide = (width - LABELS) / ((axis[1] - axis[0]) / pd.Timedelta(days=1))
        named = _named_bars(shown.assign(letter=shown["side"].map(letters)), scale, wide, theme)
        traces.append(pieces.letters(named, _LETTERS, "middle center"))
    if ring := on_it.where("event_id = $picked", picked=picked):
        placed = marks(tables, ring, axis, width)
        y = -np.sign(placed["lane"]) * (line + _LEAST / 2)
        traces.append(pieces.ring(placed.assign(y=y), theme))
    above = _side_swatches(shown, theme, letters, "square")
    scaled = f"tallest stack: {max(tallest.values()):,} events"
    if beyond := int(shown["beyond"].sum()):
        # Paleness, which says so on the timeline, tells the stance here.
        scaled += f"; {beyond:,} in all may lie before or after their bar"
    below = [pieces.swatch(scaled, "square", theme.quiet, "legend2")]
    if paler.any():
        pale = pieces.mixed(theme.page, theme.quiet, histogram.PALE)
        said = " or ".join(s for s in _PALER if (shown["stance"] == s).any())
        below.append(pieces.swatch(f"paler: {said}", "square", pale, "legend2"))
    said = histogram.announced(len(on_it), unit, MOST_MARKS)
    top, bottom = -line - high["affirm"] - 4, line + high["deny-or-doubt"] + 4
    frame = _frame(said, above, below, f"Counts by {unit}", width, theme)
    by_stance = shown.groupby("stance")["count"].sum()
    ends, plot = (bottom, -line, top), bottom - top
    return _laid_out(frame, traces, by_stance, axis, ends, middle, plot)


def _named_bars(shown: pd.DataFrame, scale: float, wide: float, theme: Theme) -> pd.DataFrame:
    """The letters that have room on their bars: `scale` pixels for an event, `wide` for a day."""
    days = (shown["end"] - shown["start"]) / pd.Timedelta(days=1) + 1
    room = days * wide >= shown["letter"].str.len() * _LETTER + 2
    named = shown[room & (shown["count"] * scale >= _LETTERS)]
    dark = np.array([int(colour[1:3], 16) < 128 for colour in named["colour"]], dtype=bool)
    return named.assign(
        at=named["start"] + (named["end"] - named["start"]) / 2 + pd.Timedelta(hours=12),
        y=named["floor"] - (named["below"] + named["count"] / 2) * scale,
        ink=np.where(dark & ~named["stance"].isin(_PALER), theme.page, theme.text),
    )


def _colours(theme: Theme) -> dict[str, str]:
    return theme.side | {SEVERAL_SIDES: theme.text}


def _replies(on_it: Selection, shown: pd.DataFrame, theme: Theme) -> Trace:
    """A line from each reply to each event of the board that it answers, as one broken trace."""
    pairs = on_it.store.rows(
        """SELECT reply.event_id, answered.event_id AS answered FROM replies
        JOIN events AS reply ON reply.no = reply JOIN events AS answered ON answered.no = answered
        WHERE reply.no IN (FROM {on_it}) AND answered.no IN (FROM {on_it})
        ORDER BY reply.no, nth""",
        on_it=on_it,
    )
    spots = shown.assign(at=pieces.iso(shown["at"])).set_index("event_id")[["at", "y"]].T
    ends = [spot for pair in pairs for spot in (*(spots[event_id] for event_id in pair), None)]
    x, y = ([None if spot is None else spot[name] for spot in ends] for name in ("at", "y"))
    line = {"color": theme.quiet, "width": 1}
    return pieces.points("replies", x, y, mode="lines", line=line, opacity=0.6)


def _letters(tables: Tables, theme: Theme) -> dict[str, str]:
    """The letters of the sides where their greys are not told apart; none in colour."""
    if theme.name != themes.PRINT.name:
        return {}
    return themes.letters(tables.sides) | {SEVERAL_SIDES: "+"}


def _side_swatches(
    shown: pd.DataFrame, theme: Theme, letters: dict[str, str], symbol: str
) -> list[Trace]:
    """A legend of the sides that speak."""
    return [
        pieces.swatch(f"{letters[s]} = {s}" if letters else s, symbol, colour, "legend")
        for s, colour in _colours(theme).items()
        if (shown["side"] == s).any()
    ]


def _stance_swatches(shown: pd.DataFrame, theme: Theme) -> list[Trace]:
    """A legend of the stances taken."""
    swatches = [
        pieces.swatch(NO_STANCE if s == "none" else s, SYMBOLS[s], theme.quiet, "legend2")
        for s in codebook.vocabulary("events", "stance")
        if (shown["stance"] == s).any()
    ]
    if shown["approximate"].any():
        hollow = pieces.swatch("hollow: date approx.", "circle-open", theme.quiet, "legend2")
        swatches.append(hollow)
    return swatches
