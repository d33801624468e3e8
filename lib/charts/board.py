"""The board of a question: who affirms above a line, who denies or doubts below it, over time.

Who takes no stance stands in a lane apart, at the foot.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.analysis import chronology, questions
from lib.analysis.chronology import Days
from lib.analysis.questions import GROUP_WORDS, NO_STANCE, of_group
from lib.charts import histogram, packing, pieces, timeline, titles, tooltips
from lib.charts.frame import Entry, Frame
from lib.charts.pieces import Trace
from lib.dataset import text
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.view import theme as themes
from lib.view.screen import Screen
from lib.view.theme import Theme

MOST_MARKS = 100  # events drawn one by one: if all fall together, the board is a screen high
# Above the line, just above it, apart at the foot, below it.
_STACKS = {"affirms": 2, "partly": 1, "none": 0, "denies": -1, "doubts": -1}
_GAP, _EDGE, _LEAST_ROWS = 0.35, 0.25, 1.1  # rows
_ROWS = (12.5, 18.0)
_HEIGHTS = (150, 330)
LABELS = 150
# Of a board that counts: its bars together, and the least that each part of it is high, in pixels.
_COUNTED, _LEAST, _PARTED = 230, 22, 5
# The stances of each group, from the line outward.
_OUTWARD = {
    "affirm": ("partly", "affirms"),
    NO_STANCE: ("none",),
    "deny-or-doubt": ("denies", "doubts"),
}
_STANCES = """
    SELECT event_id, coalesce(stance::VARCHAR, 'none') AS stance,
        claim_type::VARCHAR AS claim_type, earliest, latest, true AS lit
    FROM {seen} JOIN events USING (no)"""
_SPEAKERS = """
    SELECT event_id, coalesce(stance::VARCHAR, 'none') AS stance,
        string_agg(name, ', ' ORDER BY nth) AS speakers
    FROM {seen} JOIN events USING (no) JOIN voices ON event = no JOIN actors USING (actor_id)
    WHERE part = 'speaker' GROUP BY ALL"""


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


def marks(tables: Tables, on_it: Selection, axis: Days, width: int) -> pd.DataFrame:
    """One row for each event of a board, placed in time as `timeline.marks` does.

    Further columns: stance, `lane` (which of the four stacks of _STACKS), the words beside it (who
    speaks, where there is room) and `y`, in rows from the line. Each stack grows outward, so that
    no two marks overlap on a figure `width` pixels wide.
    """
    plot = width - LABELS
    found = pd.DataFrame(timeline.marks(on_it, "none", axis), dtype=object)
    found = found.merge(on_it.store.frame(_SPEAKERS, seen=on_it), on="event_id")
    found["lane"] = found["stance"].map(_STACKS)
    found["title"] = [text.fenced(text.brief(speakers, 40)) for speakers in found["speakers"]]
    found["rank"] = range(len(found))
    rows = _HEIGHTS[1] / _ROWS[1]
    placed = found.assign(**packing.in_pixels(found, axis, plot))
    placed = placed.assign(**titles.placed(placed, plot, rows, 4, few=0))
    placed["beside"] = axis[0] + placed["x0"] / plot * (axis[1] - axis[0])
    taken = _rows(placed)
    out = _GAP + 0.5
    apart = -out - max(taken[-1], _LEAST_ROWS) - _GAP
    base = placed["lane"].map({2: out + taken[1], 1: out, 0: apart, -1: -out})
    below = placed["lane"] <= 0
    # Words that stand above a mark take one of its two rows.
    row = placed["row"] + (placed["over"] & below)
    placed["y"] = (base + row * np.where(below, -1, 1)).astype(float)
    placed["words_y"] = placed["y"] + placed["over"]
    return placed


def _rows(placed: pd.DataFrame) -> dict[int, int]:
    """How many rows each stack takes."""
    taken = (placed["row"] + placed["high"]).groupby(placed["lane"]).max()
    return {stack: int(taken.get(stack, 0)) for stack in _STACKS.values()}


def of_screen(screen: Screen, storyline_id: str, width: int = 640) -> go.Figure:
    """The board of one storyline, drawn for `width` pixels.

    Marks are as on the timeline, with the names of the speakers where there is room, and a thin
    line joins a reply to what it answers. 150 to 330 pixels high, higher only if marks would hide
    one another.

    More than MOST_MARKS events are counted by stance, family and bin of time, drawn as bars away
    from the line, and the chart says so; a bar's customdata is its range of days.
    """
    tables, theme, picked = screen.tables, screen.theme, screen.view.event
    on_it = questions.of_storyline(screen.seen, storyline_id)
    days = days_drawn(tables, storyline_id, screen.view.filters.date)
    if len(on_it) > MOST_MARKS:
        return _counting(screen, on_it, width, days)
    axis = pieces.padded(*days)
    shown = marks(tables, on_it, axis, width)
    rows = _rows(shown)
    # A side without events keeps the height of its label.
    top = _GAP + max(rows[1] + rows[2], _LEAST_ROWS) + _EDGE
    foot = -_GAP - max(rows[-1], _LEAST_ROWS) - _EDGE
    bottom = foot - rows[0] - 2 * _EDGE * bool(rows[0])
    by_stance = shown["stance"].value_counts()
    frame = _frame("", timeline.legend_of(shown, theme), width, theme, by_stance)
    around = frame.over + frame.below
    row = float(np.clip((_HEIGHTS[1] - around) / (top - bottom), *_ROWS))
    plot = max(row * (top - bottom), _HEIGHTS[0] - around)
    size = min(pieces.MARK, row - 2)
    colours = shown["claim_type"].map(theme.claim_type)
    texts = tooltips.of_events(tables, on_it)
    traces = [
        _replies(on_it, shown, theme),
        pieces.spans(shown, colours, size * 0.62 * (top - bottom) / plot),
        pieces.ends(shown, colours, size),
        pieces.marks(shown, theme, size, texts),
        pieces.titles("titles", shown[shown["words"].map(len) > 0], theme, texts),
    ]
    if picked in set(shown["event_id"]):
        traces.append(pieces.ring(shown[shown["event_id"] == picked], theme))
    return _laid_out(frame, traces, by_stance, axis, (bottom, foot, _GAP, top), plot)


def label_margin(count: int) -> int:
    """Room at the left for the longest label, which the count of those who deny stands in."""
    return LABELS - 8 + 8 * max(0, len(f"{count:,}") - 3)


def _laid_out(
    frame: Frame,
    traces: list[Trace],
    by_stance: pd.Series,
    axis: Days,
    ends: tuple[float, float, float, float],
    plot: float,
) -> go.Figure:
    """The figure, its groups labelled with their numbers of events.

    `ends` are the heights of the foot, the lower edge of the denying group, below which stand
    events without a stance, the edge of the affirming group, and the top; `plot` the pixels of all.
    """
    theme, (bottom, foot, line, top) = frame.theme, ends
    affirm, partly, deny = (of_group(by_stance, group) for group in GROUP_WORDS)
    words = f"{GROUP_WORDS['affirm']} {affirm:,}\nin part" if partly else GROUP_WORDS["affirm"]
    labels: dict[float, str] = {
        (top + line) / 2: pieces.counted(words, partly or affirm, theme),
        (foot - line) / 2: pieces.counted(GROUP_WORDS["deny-or-doubt"], deny, theme),
    }
    apart = foot != bottom
    if apart:
        labels[(bottom + foot) / 2] = pieces.counted(NO_STANCE, int(by_stance["none"]), theme)
    zero = {"zeroline": True, "zerolinecolor": theme.quiet, "zerolinewidth": 1}
    yaxis = pieces.named_axis(labels, (bottom, top)) | zero
    return frame.around(traces, plot, axis, yaxis, [(bottom, foot)] if apart else [])


def _frame(
    said: str, legend: Sequence[Entry], width: int, theme: Theme, by_stance: pd.Series
) -> Frame:
    deniers = of_group(by_stance, "deny-or-doubt")
    return Frame(said, legend, width, theme, least=0, gap=8, left=label_margin(deniers))


def bins(on_it: Selection, days: Days) -> pd.DataFrame:
    """Counts of a board's events by stance, claim type and bin of time, from the line outward.

    The columns are those of `histogram.counts`, and the stance's `group`.
    """
    by = ("stance", "claim_type")
    found = histogram.counts(on_it.store, _STANCES, by, days, seen=on_it)
    group_of = {stance: group for group, several in _OUTWARD.items() for stance in several}
    order = found["stance"].map(list(group_of).index)
    found = found.iloc[np.lexsort((found["start"], found["claim_type"], order))]
    return found.assign(group=found["stance"].map(group_of)).reset_index(drop=True)


def _counting(screen: Screen, on_it: Selection, width: int, days: Days) -> go.Figure:
    """The board as bars that count, as high as their counts on one scale; y is pixels downward."""
    theme, axis, unit = screen.theme, pieces.padded(*days), histogram.unit(days)
    shown = timeline.by_family(bins(on_it, days), ["group", "stance", "start", "end"], theme)
    within = shown.groupby(["group", "start"])["count"]
    inside = within.cumsum() - shown["count"]
    tallest = within.transform("sum").groupby(shown["group"]).max().to_dict()
    scale = _COUNTED / sum(tallest.values())
    high = {g: max(_LEAST, tallest.get(g, 0) * scale) for g in _OUTWARD}
    line = float(_PARTED)
    foot = line + high["deny-or-doubt"] + 4
    bottom = foot + (high[NO_STANCE] + 8) * (NO_STANCE in tallest)
    # Bars rise from their floor; those below the line hang from it.
    lying, hanging = (shown["group"] == group for group in (NO_STANCE, "deny-or-doubt"))
    shown["floor"] = np.select([lying, hanging], [bottom - 4, line], -line)
    shown["below"] = np.where(hanging, -(inside + shown["count"]), inside)
    names = shown["stance"].replace("none", NO_STANCE) + ": " + shown["family"].map(themes.FAMILIES)
    shown["text"] = histogram.bar_texts(names, shown)
    traces = [pieces.stacks(shown, 1.0, scale, histogram.WHEN[unit])]
    if ring := on_it.where("event_id = $picked", picked=screen.view.event):
        placed = marks(screen.tables, ring, axis, width)
        lane = np.sign(placed["lane"])
        y = np.where(lane == 0, bottom - 4 - _LEAST / 2, -lane * (line + _LEAST / 2))
        traces.append(pieces.ring(placed.assign(y=y), theme))
    said = [histogram.announced(len(on_it), unit)]
    said.append(f"Tallest stack: {max(tallest.values()):,} events.")
    if beyond := int(shown["beyond"].sum()):
        said.append(f"{beyond:,} in all may lie before or after their bar.")
    by_stance = shown.groupby("stance")["count"].sum()
    top = -line - high["affirm"] - 4
    frame = _frame(" ".join(said), timeline.bars_legend(shown, theme), width, theme, by_stance)
    ends, plot = (bottom, foot, -line, top), bottom - top
    return _laid_out(frame, traces, by_stance, axis, ends, plot)


def _replies(on_it: Selection, shown: pd.DataFrame, theme: Theme) -> Trace:
    """A line from each reply to each earlier event of the board that it answers, as one trace.

    A denial that a later claim is said to run into does not point forward to it.
    """
    pairs = on_it.store.rows(
        """SELECT reply.event_id, answered.event_id AS answered FROM replies
        JOIN events AS reply ON reply.no = reply JOIN events AS answered ON answered.no = answered
        WHERE reply.no IN (FROM {on_it}) AND answered.no IN (FROM {on_it})
        ORDER BY reply.no, nth""",
        on_it=on_it,
    )
    spots = shown.set_index("event_id")[["at", "y"]].T
    back = [(spots[a], spots[b]) for a, b in pairs if spots[a]["at"] >= spots[b]["at"]]
    ends = [spot for pair in back for spot in (*pair, None)]
    x = [None if spot is None else spot["at"].isoformat() for spot in ends]
    y = [None if spot is None else spot["y"] for spot in ends]
    line = {"color": theme.quiet, "width": 1}
    return pieces.points("replies", x, y, mode="lines", line=line, opacity=0.6)
