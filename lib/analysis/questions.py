"""Questions: each storyline as claim and counter-claim, counted by voices, without a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import pyarrow.compute as pc

from lib.analysis.events import Quote, quote, tie
from lib.charts import pieces as drawing
from lib.charts import theme as palette
from lib.charts import timeline_old as timeline
from lib.dataset import codebook, dates, positions
from lib.dataset import text as texts
from lib.dataset.tables import Tables

MOST_MARKS = 100  # events drawn one by one: if all fall together, the board is a screen high
MOST_TENSIONS = 20
STANCE_GROUPS = {"affirm": ("affirms",), "deny-or-doubt": ("denies", "partly", "doubts")}
GROUP_WORDS = {"affirm": "affirm", "deny-or-doubt": "deny, doubt or limit"}
SEVERAL_SIDES = "several sides"
NO_STANCE = "no stance"
SYMBOLS = {
    "affirms": "triangle-up",
    "denies": "triangle-down",
    "partly": "diamond",
    "doubts": "square",
    "none": "circle",
}
MEASURE = (
    "Contested runs from 0, where all who take a stance are on one side, to 1, where as many "
    "distinct speakers affirm as deny, doubt or limit: twice the smaller number divided by the "
    "sum of both. A speaker counts once, however often repeated, and on both sides after saying "
    "both. It counts voices and says nothing about who is right."
)
# A convention for what to show first: how answerable somebody is for the claim, best first.
ATTRIBUTION_ORDER = (
    ("named-official", "institution"),
    ("intelligence",),
    ("unnamed-official",),
    ("media-sources",),
    ("expert",),
    ("article-voice",),
)

# From top to bottom: above the line, on it, just below it, further below.
_TIERS = {"affirms": 1, "none": 0, "partly": -1, "denies": -2, "doubts": -2}
_GAP, _EDGE = 0.35, 0.25
_ROWS = (8.5, 15.0)
_HEIGHTS = (150, 330)
_LABELS = 150
# A triangle, a diamond and a square of one nominal size differ in area; these look alike in size.
_SIZES = {"triangle-up": 1.25, "triangle-down": 1.25, "diamond": 1.15, "square": 0.95}
_GROUNDS_HEIGHT, _BAR = 90, 21
# Of a board that counts: its bars together, and the least that each part of it is high, in pixels.
_COUNTED, _LEAST, _PARTED = 230, 22, 5
# The letters on marks, and about how wide one is, in pixels.
_LETTERS, _LETTER = 11, 7
# The stances whose bars are paler, as they lie between the others.
_PALER = ("partly", "doubts")
# From the line outward.
_OUTWARD = {
    "affirm": ("affirms",),
    NO_STANCE: ("none",),
    "deny-or-doubt": ("partly", "denies", "doubts"),
}
# How much of the text's colour a fill takes: the middle is left out, where neither the page's
# colour nor the text's would be legible on it.
_INK = (0.86, 0.76, 0.66, 0.34, 0.25, 0.16, 0.07)


@dataclass(frozen=True)
class Telling:
    """One of two events that face one another: what it is, when, and its first passage."""

    event_id: str
    title: str
    date: str
    quote: Quote


@dataclass(frozen=True)
class Tension:
    """Two events that cannot both be so, or only seem not to: `note` is the coder's own."""

    tension_id: str
    kind: str
    note: str
    a: Telling
    b: Telling


def counts(tables: Tables, keep: pd.Series) -> pd.DataFrame:
    """How much each storyline rests on: one row each, by storyline_id in the table's order.

    Columns: events; articles that tell them; speakers, the distinct actors who speak; sides, the
    distinct sides of these speakers; events of each stance under its code; tensions that touch
    the storyline; and `contested`.

    `contested` is a balance of voices from 0 to 1. With a the distinct speakers who affirm and d
    those who deny, doubt or limit, it is 2 · min(a, d) / (a + d), and 0 where nobody takes a
    stance; a speaker in both groups counts in both. One spokesman in five articles is one
    speaker. It is kept this simple on purpose: a voice each way makes 1, as ten each way do, so
    it is to be read beside the number of speakers.
    """
    return tables.recently("counts", keep, lambda: _counts(tables, keep)).copy()


def _counts(tables: Tables, keep: pd.Series) -> pd.DataFrame:
    at, kept, many = tables.positions, positions.kept(keep), len(tables.storylines)
    shown = keep.to_numpy()
    # One more of everything, for what names nothing that is known.
    storyline = np.append(np.where(at.storyline < 0, many, at.storyline), many)
    told, spoken = kept[at.passage_event], kept[at.part_event] & at.part_speaks
    of_passage, of_part = storyline[at.passage_event[told]], storyline[at.part_event[spoken]]
    actor, stance = at.part_actor[spoken], np.append(at.stance, -1)[at.part_event[spoken]]
    side = np.append(tables.actors["side"].cat.codes, -1)[actor]

    def distinct(group: np.ndarray, value: np.ndarray, values: int) -> np.ndarray:
        known = value >= 0
        return positions.distinct(group[known], value[known], many + 1, values)[:many]

    stances, actors = _stances(), len(tables.actors)
    cells = np.bincount(
        storyline[:-1][shown].astype(np.int64) * (len(stances) + 1) + at.stance[shown] + 1,
        minlength=(many + 1) * (len(stances) + 1),
    ).reshape(many + 1, -1)[:many]
    touching = _touching(tables, keep)
    found = pd.DataFrame(
        {
            "events": cells.sum(axis=1),
            "articles": distinct(of_passage, at.passage_source[told], len(tables.sources)),
            "speakers": distinct(of_part, actor, actors),
            "sides": distinct(of_part, side, len(tables.sides) + 1),
            **{s: cells[:, i + 1] for i, s in enumerate(stances)},
            "tensions": np.bincount(touching["storyline"], minlength=many + 1)[:many],
        },
        index=tables.storylines.index,
    ).astype("int64")
    voices = []
    for group in STANCE_GROUPS.values():
        says = np.isin(stance, [stances.index(s) for s in group])
        voices.append(distinct(of_part[says], actor[says], actors))
    both = voices[0] + voices[1]
    found["contested"] = 2 * np.minimum(*voices) / np.where(both > 0, both, 1)
    return found


def in_words(row: pd.Series) -> str:
    """A row of `counts` as a phrase, never articles alone.

    >>> in_words(pd.Series({"events": 14, "articles": 4, "speakers": 6, "sides": 1}))
    '14 events, 4 articles, 6 distinct speakers, 1 side'
    """
    nouns = {
        "events": "event",
        "articles": "article",
        "speakers": "distinct speaker",
        "sides": "side",
    }
    return ", ".join(texts.count(int(row[column]), noun) for column, noun in nouns.items())


def ranked(tables: Tables, keep: pd.Series, by: str) -> list[str]:
    """The storyline_ids in one of the orders that `lib.view.url` ORDERS names.

    Among the equally contested those with more events come first, then the table decides. Raises
    KeyError for any other order.
    """
    columns = {"table": [], "contested": ["contested", "events"], "events": ["events"]}[by]
    found = counts(tables, keep).assign(place=range(len(tables.storylines)))
    order = [False] * len(columns) + [True]
    return list(found.sort_values([*columns, "place"], ascending=order).index)


def counted(tables: Tables, keep: pd.Series, storyline_id: str) -> bool:
    """Whether a board has so many events that it counts them instead of drawing each.

    Raises KeyError for a storyline that is not in the table.
    """
    return len(places(tables, keep, storyline_id)) > MOST_MARKS


def days_drawn(
    tables: Tables, storyline_id: str, asked: tuple[date | None, date | None]
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day of a board's axis where the filters leave a range of days.

    Those of the whole table, so that boards can be compared; but of a question with more than
    MOST_MARKS events in all the range asked for, within which each event can be drawn.
    """
    first, last = timeline.extent(tables)
    place = tables.storylines.index.get_loc(storyline_id)
    if int((tables.positions.storyline == place).sum()) <= MOST_MARKS:
        return first, last
    start, end = (pd.Timestamp(d or e) for d, e in zip(asked, (first, last), strict=True))
    start = min(max(start, first), last)
    return start, max(min(end, last), start + pd.Timedelta(days=1))


def marks(
    tables: Tables,
    keep: pd.Series,
    storyline_id: str,
    width: int,
    days: tuple[pd.Timestamp, pd.Timestamp] | None = None,
    beside: float = 0,
) -> pd.DataFrame:
    """One row for each event of a board, as `lib.charts.timeline.marks` places it in time.

    Further columns: stance, `side` (of its speakers, or SEVERAL_SIDES), `symbol` (of the stance),
    `tier` (which of four stacks, the line being 0) and `y`, in rows from the line: affirming
    events above it, those without a stance on it, those that admit in part just below, denials
    and doubts further below. Each stack grows outward, so that no two marks overlap on a figure
    `width` pixels wide.
    """
    board = _board(tables, keep, storyline_id)
    stance = board.events["stance"].astype(str)
    tier = stance.map(_TIERS)
    placed = pd.concat(
        timeline.marks(
            board, tier == t, "storyline", _axis(tables, days), width - _LABELS, beside=beside
        )
        for t in dict.fromkeys(_TIERS.values())
    )
    placed = placed.drop(columns=["lane", "claim_type"]).reset_index(drop=True)
    sides = _speakers(board, board.events).groupby("event_id")["side"].agg(["first", "nunique"])
    placed["stance"] = placed["event_id"].map(stance)
    side = sides["first"].where(sides["nunique"] == 1, SEVERAL_SIDES)
    placed["side"] = placed["event_id"].map(side)
    placed["symbol"] = placed["stance"].map(SYMBOLS)
    placed["tier"] = placed["event_id"].map(tier)
    rows = _rows(placed)
    out = rows[0] / 2 + _GAP + 0.5
    base = {1: out, 0: 0.5 - rows[0] / 2, -1: -out, -2: -out - rows[-1]}
    placed["y"] = placed["tier"].map(base) + placed["row"] * np.where(placed["tier"] < 0, -1, 1)
    return placed.astype({"y": float})


def figure(
    tables: Tables,
    keep: pd.Series,
    storyline_id: str,
    theme: palette.Theme,
    picked: str = "",
    width: int = 640,
    days: tuple[pd.Timestamp, pd.Timestamp] | None = None,
) -> go.Figure:
    """The board of one storyline: who affirms above the line, who denies or doubts below it.

    Colour is the side of the speakers, a neutral one where they are of several, the symbol the
    stance; bars, hollow symbols, arrowheads and the ring on `picked` are the timeline's, and a
    thin line joins a reply to what it answers. The axis is that of the whole table on every board,
    so that boards can be compared, unless `days` gives another. A mark's customdata is its
    event_id. In greys, which are not told apart, letters beside the marks name the sides. Drawn
    for `width` pixels, 150 to 330 high, and higher only where so many events fall
    together that they would hide one another.

    More than MOST_MARKS events are counted by stance and side in `bins`, drawn as bars away from
    the line, and the chart says so; a bar's customdata is its range of days.
    """
    if counted(tables, keep, storyline_id):
        return _counting_figure(tables, keep, storyline_id, theme, picked, width, days)
    letters = _letters(tables, theme)
    beside = 1 + _LETTER * max(map(len, letters.values()), default=0)
    shown = marks(tables, keep, storyline_id, width, days, beside)
    axis = _axis(tables, days)
    rows = _rows(shown)
    line = rows[0] / 2 + _GAP
    # A side without events keeps the height of its label.
    edge = max(rows[1], 1.1) + _EDGE, max(rows[-1] + rows[-2], 1.1) + _EDGE
    top, bottom = line + edge[0], -line - edge[1]
    above, below = _legend(shown, theme, letters)
    over = 8 + drawing.legend_height(above, width - _LABELS - 60)
    under = timeline.AXIS_HEIGHT + 2 + drawing.legend_height(below, width - _LABELS - 60)
    row = float(np.clip((_HEIGHTS[1] - over - under) / (top - bottom), *_ROWS))
    plot = max(row * (top - bottom), _HEIGHTS[0] - over - under)
    size = min(drawing.MARK, (row - 2) / max(_SIZES.values()))
    fig = go.Figure()
    fig.add_trace(_replies(tables, shown, theme))
    texts = timeline.hover(_board(tables, keep, storyline_id), shown["event_id"])
    for side, colour in _colours(theme).items():
        of_side = shown[shown["side"] == side]
        if of_side.empty:
            continue
        sizes = (size * of_side["symbol"].map(_SIZES).fillna(1)).tolist()
        fig.add_trace(drawing.bars(of_side, colour, size * 0.62))
        fig.add_trace(drawing.ends(of_side, axis, colour, size))
        fig.add_trace(drawing.dots(of_side, colour, theme, side, sizes, texts))
    if letters:
        step = (axis[1] - axis[0]) / (width - _LABELS) * drawing.MARK * 0.75
        named = shown.assign(
            at=shown["at"] + step, letter=shown["side"].map(letters), ink=theme.text
        )
        fig.add_trace(drawing.letters(named, min(row, _LETTERS), "middle right"))
    ring = shown[shown["event_id"] == picked]
    if not ring.empty:
        fig.add_trace(drawing.ring(ring, theme))
    for swatch in (*above, *below):
        fig.add_trace(swatch)
    if rows[0]:
        fig.add_hrect(
            y0=-rows[0] / 2, y1=rows[0] / 2, fillcolor=theme.band, line_width=0, layer="below"
        )
    stances = shown["stance"].value_counts()
    middles = zip(STANCE_GROUPS, ((top + line) / 2, (bottom - line) / 2), strict=True)
    labels = {
        at: drawing.counted(GROUP_WORDS[group], _of_group(stances, group), theme)
        for group, at in middles
    }
    if rows[0]:
        labels[0.0] = drawing.counted(NO_STANCE, int(stances["none"]), theme)
    fig.update_layout(
        height=round(plot + over + under),
        margin={"l": _LABELS - 8, "r": 8, "t": over, "b": under},
        **drawing.look(theme),
        dragmode="zoom",
        legend=drawing.legend_box(theme, "top", "Speaker’s side"),
        legend2=drawing.legend_box(theme, "bottom", "Stance"),
        xaxis=drawing.days_axis(axis, theme),
        yaxis=_groups_axis(labels, bottom, top, theme),
    )
    return fig


def _groups_axis(
    labels: dict[float, str], bottom: float, top: float, theme: palette.Theme
) -> dict[str, Any]:
    """The upright axis of a board: its groups at their heights, and the line between them."""
    return {
        "range": [bottom, top],
        "tickvals": list(labels),
        "ticktext": list(labels.values()),
        **drawing.LABEL_GAP,
        "showgrid": False,
        "zeroline": True,
        "zerolinecolor": theme.quiet,
        "zerolinewidth": 1,
        "fixedrange": True,
    }


# --- Many events: counts in bins of time -----------------------------------------------------


def bins(
    tables: Tables,
    keep: pd.Series,
    storyline_id: str,
    days: tuple[pd.Timestamp, pd.Timestamp] | None = None,
) -> pd.DataFrame:
    """Counts of a board's events by stance, side and bin of time: one row where there are any.

    Columns: stance, `side` (of the speakers, or SEVERAL_SIDES), `start` and `end` (the bin's first
    and last day within `days`), count, and `beyond`, how many of them may have happened outside
    the bin, too. An event counts once, in the bin in which its mark would stand.
    """
    days = days or timeline.extent(tables)
    found = places(tables, keep, storyline_id)
    earliest, latest = (end[found] for end in timeline.day_numbers(tables, "events"))
    place, beyond = timeline.in_bins(earliest, latest, days)
    _, starts = timeline.bin_starts(*days)
    stances, sides = list(_stances()), [*tables.sides, SEVERAL_SIDES]
    shape = (len(stances), len(sides), len(starts) - 1)
    stance = tables.positions.stance[found].astype(np.int64)
    cell = (stance * shape[1] + _side_of_each(tables)[found]) * shape[2] + place

    def counts(cells: np.ndarray) -> np.ndarray:
        return np.bincount(cells, minlength=shape[0] * shape[1] * shape[2]).reshape(shape)

    count, uncertain = counts(cell), counts(cell[beyond])
    of_stance, of_side, of_bin = there = np.nonzero(count)
    first, last = (np.datetime64(day.date(), "D") for day in days)
    return pd.DataFrame(
        {
            "stance": pd.Series(stances, dtype="str").to_numpy()[of_stance],
            "side": pd.Series(sides, dtype="str").to_numpy()[of_side],
            "start": np.maximum(starts[of_bin], first).astype("M8[s]"),
            "end": np.minimum(starts[of_bin + 1] - np.timedelta64(1, "D"), last).astype("M8[s]"),
            "count": count[there],
            "beyond": uncertain[there],
        }
    )


def _counting_figure(
    tables: Tables,
    keep: pd.Series,
    storyline_id: str,
    theme: palette.Theme,
    picked: str,
    width: int,
    days: tuple[pd.Timestamp, pd.Timestamp] | None,
) -> go.Figure:
    """The board as bars that count, as high as their counts on one scale; y is pixels downward."""
    days = days or timeline.extent(tables)
    axis = drawing.padded(*days)
    unit, _ = timeline.bin_starts(*days)
    shown = bins(tables, keep, storyline_id, days)
    group_of = {stance: group for group, several in _OUTWARD.items() for stance in several}
    shown["group"] = shown["stance"].map(group_of)
    order = [stance for several in _OUTWARD.values() for stance in several]
    shown["outward"] = shown["stance"].map(order.index)
    shown = shown.sort_values("outward", kind="stable", ignore_index=True)
    within = shown.groupby(["group", "start"])["count"]
    shown["below"] = within.cumsum() - shown["count"]
    total = within.transform("sum")
    tallest = {g: int(total[shown["group"] == g].max()) for g in set(shown["group"])}
    scale = _COUNTED / sum(tallest.values())
    high = {g: max(_LEAST, tallest.get(g, 0) * scale) for g in _OUTWARD}
    middle = high[NO_STANCE] / 2 if NO_STANCE in tallest else 0.0
    line = middle + _PARTED
    # Bars rise from their floor; those below the line hang from it, those on it lie to both sides.
    floors = {"affirm": -line, "deny-or-doubt": line, NO_STANCE: 0.0}
    shown["floor"] = shown["group"].map(floors).astype(float)
    lying = shown["group"] == NO_STANCE
    shown.loc[lying, "floor"] += total[lying] / 2 * scale
    hanging = shown["group"] == "deny-or-doubt"
    shown.loc[hanging, "below"] = -(shown["below"] + shown["count"])
    shown["colour"] = shown["side"].map(_colours(theme)).fillna(theme.text)
    shown["text"] = _bar_texts(shown)
    paler = shown["stance"].isin(_PALER)
    fig = go.Figure()
    for part, opacity in ((shown[~paler], 1.0), (shown[paler], timeline.PALE)):
        if len(part):
            fig.add_trace(drawing.stacks(part, opacity, scale, timeline.WHEN[unit]))
    letters = _letters(tables, theme)
    if letters:
        wide = (width - _LABELS) / ((axis[1] - axis[0]) / pd.Timedelta(days=1))
        named = _named_bars(shown.assign(letter=shown["side"].map(letters)), scale, wide, theme)
        fig.add_trace(drawing.letters(named, _LETTERS, "middle center"))
    if (ring := _ring(tables, keep, storyline_id, picked, axis, width)) is not None:
        at = {"affirm": -line - _LEAST / 2, "deny-or-doubt": line + _LEAST / 2, NO_STANCE: 0.0}
        fig.add_trace(drawing.ring(ring.assign(y=ring["stance"].map(group_of).map(at)), theme))
    counts_of = shown.groupby("stance")["count"].sum()
    sides = set(shown["side"])
    above = [
        drawing.swatch(_named(s, letters), "square", c, "legend")
        for s, c in _colours(theme).items()
        if s in sides
    ]
    scaled = f"tallest stack: {max(tallest.values()):,} events"
    if beyond := int(shown["beyond"].sum()):
        # Paleness, which says so on the timeline, tells the stance here.
        scaled += f"; {beyond:,} in all may lie before or after their bar"
    below = [drawing.swatch(scaled, "square", theme.quiet, "legend2")]
    if paler.any():
        said = " or ".join(s for s in _OUTWARD["deny-or-doubt"] if s in set(shown["stance"][paler]))
        pale = drawing.mixed(theme.page, theme.quiet, timeline.PALE)
        below.append(drawing.swatch(f"paler: {said}", "square", pale, "legend2"))
    for swatch in (*above, *below):
        fig.add_trace(swatch)
    said = timeline.announced(int(shown["count"].sum()), unit, MOST_MARKS)
    title, said_height = timeline.heading(said, width - 16, theme)
    over = said_height + 6 + drawing.legend_height(above, width - _LABELS - 60)
    under = timeline.AXIS_HEIGHT + 2 + drawing.legend_height(below, width - _LABELS - 60)
    top, bottom = -line - high["affirm"] - 4, line + high["deny-or-doubt"] + 4
    height = round(bottom - top + over + under)
    labels = {
        at: drawing.counted(GROUP_WORDS[group], _of_group(counts_of, group), theme)
        for group, at in (
            ("affirm", -line - high["affirm"] / 2),
            ("deny-or-doubt", line + high["deny-or-doubt"] / 2),
        )
    }
    if middle:
        labels[0.0] = drawing.counted(NO_STANCE, int(counts_of["none"]), theme)
        fig.add_hrect(y0=-middle, y1=middle, fillcolor=theme.band, line_width=0, layer="below")
    fig.update_layout(
        height=height,
        margin={"l": _margin(_of_group(counts_of, "deny-or-doubt")), "r": 8, "t": over, "b": under},
        **drawing.look(theme),
        barmode="overlay",
        dragmode="zoom",
        title=title,
        legend=drawing.legend_box(theme, "top", "Speaker’s side") | {"y": 1 - said_height / height},
        legend2=drawing.legend_box(theme, "bottom", f"Counts by {unit}"),
        xaxis=drawing.days_axis(axis, theme),
        yaxis=_groups_axis(labels, bottom, top, theme),
    )
    return fig


def _named_bars(
    shown: pd.DataFrame, scale: float, wide: float, theme: palette.Theme
) -> pd.DataFrame:
    """The letters that have room on their bars: `scale` pixels for an event, `wide` for a day."""
    days = (shown["end"] - shown["start"]) / pd.Timedelta(days=1) + 1
    room = days * wide >= shown["letter"].str.len() * _LETTER + 2
    named = shown[room & (shown["count"] * scale >= _LETTERS)]
    dark = named["colour"].str[1:3].map(lambda level: int(level, 16) < 128)
    return named.assign(
        at=named["start"] + (named["end"] - named["start"]) / 2 + pd.Timedelta(hours=12),
        y=named["floor"] - (named["below"] + named["count"] / 2) * scale,
        ink=np.where(dark & ~named["stance"].isin(_PALER), theme.page, theme.text),
    )


def _bar_texts(shown: pd.DataFrame) -> list[str]:
    """What each bar counts, in words."""
    return [
        f"{escape(side)}, {NO_STANCE if stance == 'none' else stance}: {count:,}"
        + (f", {beyond:,} perhaps before or after" if beyond else "")
        for side, stance, count, beyond in zip(
            *(shown[c] for c in ("side", "stance", "count", "beyond")), strict=True
        )
    ]


def _ring(
    tables: Tables,
    keep: pd.Series,
    storyline_id: str,
    picked: str,
    axis: tuple[pd.Timestamp, pd.Timestamp],
    width: int,
) -> pd.DataFrame | None:
    """Where the event picked stands in time, and its stance; None if the board does not have it."""
    place = tables.events.index.get_indexer([picked])
    if not np.isin(place, places(tables, keep, storyline_id)).all():
        return None
    alone = tables.only(place)
    there = pd.Series(True, index=alone.events.index)
    found = timeline.marks(alone, there, "storyline", axis, width - _LABELS)
    return found.assign(stance=str(alone.events["stance"].iloc[0]))


# --- Who, on what grounds, in which words ----------------------------------------------------


def stance_over_time(tables: Tables, keep: pd.Series, storyline_id: str) -> pd.DataFrame:
    """What each side says to the question and when: one row for each side and stance that occurs.

    Columns: side, stance, events, `first` and `last` (the dates of the earliest and the latest of
    them, in words). In the vocabularies' order. An event of several sides counts for each. An
    open start is placed by its known end, an open end by its known start.
    """
    event, side = _spoken(tables, keep, storyline_id)
    stances = _stances()
    cell = side.astype(np.int64) * len(stances) + tables.positions.stance[event]
    earliest, latest = (end[event] for end in timeline.day_numbers(tables, "events"))
    start = np.where(earliest == timeline.NO_DAY, latest, earliest)
    end = np.where(latest == timeline.NO_DAY, earliest, latest)
    rows = []
    for which in np.unique(cell):
        there = cell == which
        of_cell, first, last = event[there], start[there], end[there]
        ends = (
            _by_id(tables, of_cell[first == first.min()])[0],
            _by_id(tables, of_cell[last == last.max()])[-1],
        )
        said = (dates.in_words(tables.events["date"].iloc[place]) for place in ends)
        names = tables.sides[which // len(stances)], stances[which % len(stances)]
        rows.append((*names, len(of_cell), *said))
    return pd.DataFrame(rows, columns=["side", "stance", "events", "first", "last"]).astype(
        {"side": str, "stance": str, "events": "int64", "first": str, "last": str}
    )


def grounds(tables: Tables, keep: pd.Series, storyline_id: str) -> pd.Series:
    """What the claims of a storyline are said to rest on: events by attribution, zeros left out.

    In the vocabulary's order; events of every stance, those with none included.
    """
    return _by_attribution(tables, places(tables, keep, storyline_id))


def grounds_figure(
    tables: Tables, keep: pd.Series, storyline_id: str, theme: palette.Theme, width: int = 640
) -> go.Figure:
    """The grounds of the two stance groups as one thin bar each, on one scale of events.

    A shade stands for the same attribution in both bars and in every figure. A piece too narrow
    for its name carries its number, and its name is in the line below the bar, in the same order.
    """
    pieces = {
        group: _by_attribution(tables, _of_stances(tables, keep, storyline_id, stances))
        for group, stances in STANCE_GROUPS.items()
    }
    longest = max(1, *(int(p.sum()) for p in pieces.values()))
    per_event = (width - _LABELS) / longest
    fig = go.Figure()
    # Data units are pixels downward, so that bars and captions keep their places.
    middles = {g: _GROUNDS_HEIGHT / 2 * i + _BAR / 2 + 1 for i, g in enumerate(pieces)}
    for group, found in pieces.items():
        names = [codebook.label(a) for a in found.index]
        whole = [f"{n} {c:,}" for n, c in zip(names, found, strict=True)]
        fits = [len(w) * 6.4 + 10 <= c * per_event for w, c in zip(whole, found, strict=True)]
        inks = [_ink(a) for a in found.index]
        fig.add_trace(
            go.Bar(
                x=found.to_numpy(),
                y=[middles[group]] * len(found),
                base=found.cumsum().to_numpy() - found.to_numpy(),
                orientation="h",
                width=_BAR,
                name=GROUP_WORDS[group],
                customdata=list(found.index),
                text=[w if f else f"{c:,}" for w, f, c in zip(whole, fits, found, strict=True)],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                constraintext="none",
                textfont={
                    "size": 12,
                    "color": [theme.page if i > 0.5 else theme.text for i in inks],
                },
                marker={
                    "color": [_shade(theme, i) for i in inks],
                    "line": {
                        "color": [theme.page if i > 0.5 else theme.quiet for i in inks],
                        "width": 1,
                    },
                },
                hovertext=[
                    f"<b>{escape(w)}</b><br>of {found.sum():,} that {GROUP_WORDS[group]}"
                    for w in whole
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                showlegend=False,
            )
        )
        rest = [f"{c:,} {n.lower()}" for n, f, c in zip(names, fits, found, strict=True) if not f]
        caption = ", ".join(rest) if len(found) else "no event"
        if caption:
            fig.add_annotation(
                x=0,
                y=middles[group] + _BAR / 2 + (9 if rest else -_BAR / 2),
                text=caption,
                showarrow=False,
                xanchor="left",
                yanchor="middle",
                xshift=-2,
                font={"size": 12, "color": theme.quiet},
            )
    fig.update_layout(
        height=_GROUNDS_HEIGHT,
        margin={"l": _margin(int(pieces["deny-or-doubt"].sum())), "r": 8, "t": 0, "b": 0},
        **drawing.look(theme),
        barmode="overlay",
        dragmode=False,
        xaxis={"range": [0, longest], "visible": False, "fixedrange": True},
        yaxis={
            "range": [_GROUNDS_HEIGHT, 0],
            "tickvals": list(middles.values()),
            "ticktext": [
                drawing.counted(GROUP_WORDS[g], int(p.sum()), theme) for g, p in pieces.items()
            ],
            **drawing.LABEL_GAP,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    return fig


def strongest(
    tables: Tables, keep: pd.Series, storyline_id: str, stance_group: str, most: int = 2
) -> list[str]:
    """The event_ids of at most `most` events that speak best for a stance group, best first.

    At most one for each first speaker, so that a voice repeated does not crowd out another. By
    the number of articles that tell it, then by ATTRIBUTION_ORDER, then those without a word of
    doubt in any passage, then the most recent, then by event_id. Raises KeyError for a group that
    STANCE_GROUPS does not name.
    """
    at = tables.positions
    found = _of_stances(tables, keep, storyline_id, STANCE_GROUPS[stance_group])
    articles, hedged, voice = (part[found] for part in _tellings(tables))
    weights = {a: i for i, equals in enumerate(ATTRIBUTION_ORDER) for a in equals}
    attributions = codebook.vocabulary("events", "attribution")
    weight = np.array([weights[a] for a in attributions])[at.attribution[found]]
    earliest, latest = (end[found] for end in timeline.day_numbers(tables, "events"))
    by = np.where(latest == timeline.NO_DAY, earliest, latest)
    # One number for each event, the smaller the better; a day is below 2 to the 31st.
    rank = (-articles.astype(np.int64) * len(ATTRIBUTION_ORDER) + weight) * 2 + hedged
    rank = rank * 2**32 - by
    best: list[str] = []
    while len(best) < most and len(found):
        place = _by_id(tables, found[rank == rank.min()])[0]
        best.append(tables.events["event_id"].iloc[place])
        others = voice != voice[found == place]
        found, rank, voice = found[others], rank[others], voice[others]
    return best


def _tellings(tables: Tables) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each event how many articles tell it, whether any passage is hedged, and who says it.

    Who says it is the place of its first speaker.
    """

    def tellings() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        at, many = tables.positions, len(tables.events)
        articles = np.bincount(timeline.told(tables)[0], minlength=many)
        doubt = pc.not_equal(positions.texts(tables.evidence["hedge"]), "")
        hedged = np.zeros(many, dtype=bool)
        hedged[at.passage_event[doubt.to_numpy(zero_copy_only=False)]] = True
        voice = np.full(many, -1, dtype=np.int32)
        # The first comes last, so that it stays.
        spoken = np.flatnonzero(at.part_speaks)[::-1]
        voice[at.part_event[spoken]] = at.part_actor[spoken]
        return articles.astype(np.int32), hedged, voice

    return tables.once("tellings", tellings)


def tensions(
    tables: Tables, keep: pd.Series, storyline_id: str, most: int | None = None
) -> list[Tension]:
    """The tensions that touch a storyline, in the table's order, each with its two passages.

    At most the first `most` of them; how many there are, `counts` says.

    Where one article has both events its passages face one another; otherwise each event's first.
    One touches it if either of its events bears on it, and is in view if either is kept.
    """
    touching = _touching(tables, keep)
    place = tables.storylines.index.get_indexer([storyline_id])[0]
    rows = np.unique(touching.loc[touching["storyline"] == place, "tension"])
    found = tables.tensions.iloc[rows[:most]]
    return [
        Tension(
            tension_id=row.tension_id,
            kind=codebook.label(row.kind),
            note=texts.cut(row.note, texts.NOTE),
            a=_telling(tables, row.event_a, row.event_b),
            b=_telling(tables, row.event_b, row.event_a),
        )
        for row in found.itertuples()
    ]


def text_alternative(tables: Tables, keep: pd.Series, storyline_id: str) -> str:
    """What the board shows, in words: the counts, the dates, and each group with its sides.

    An event of several sides is voiced by each of them.
    """
    question = tables.storylines.loc[storyline_id, "question"]
    found = places(tables, keep, storyline_id)
    if not len(found):
        return f"Board of “{question}”: no event under these filters."
    row = counts(tables, keep).loc[storyline_id]
    when = timeline.dated_in_words(*(end[found] for end in timeline.day_numbers(tables, "events")))
    event, side = _spoken(tables, keep, storyline_id)
    stance, stances = tables.positions.stance[event], _stances()
    voices = np.bincount(
        stance.astype(np.int64) * len(tables.sides) + side,
        minlength=len(stances) * len(tables.sides),
    ).reshape(len(stances), -1)
    sentences = [f"Board of “{question}”: {in_words(row)}; {when}."]
    for group, of_group in [*STANCE_GROUPS.items(), (NO_STANCE, ("none",))]:
        number = _of_group(row, group) if group in STANCE_GROUPS else int(row["none"])
        sides = voices[[stances.index(s) for s in of_group]].sum(axis=0)
        voiced = ", ".join(f"{s} {n:,}" for s, n in zip(tables.sides, sides, strict=True) if n)
        words = codebook.label(GROUP_WORDS.get(group, group))
        sentences.append(f"{words}: {number:,}{f' ({voiced})' if voiced else ''}.")
    sentences.append(f"{texts.count(int(row['tensions']), 'tension')}.")
    return " ".join(sentences)


def contest_in_words(row: pd.Series) -> str:
    """How contested a row of `counts` is, or that nobody takes a stance.

    >>> contest_in_words(pd.Series({"affirms": 1, "denies": 1, "contested": 1.0}))
    'contested 1.00'
    """
    if not sum(_of_group(row, group) for group in STANCE_GROUPS):
        return "nobody takes a stance"
    return f"contested {row['contested']:.2f}"


def _colours(theme: palette.Theme) -> dict[str, str]:
    return theme.side | {SEVERAL_SIDES: theme.text}


def _stances() -> tuple[str, ...]:
    return codebook.vocabulary("events", "stance")


def _of_group(by_stance: pd.Series, group: str) -> int:
    return int(by_stance.reindex(list(STANCE_GROUPS[group])).fillna(0).sum())


def _speakers(tables: Tables, events: pd.DataFrame) -> pd.DataFrame:
    """One row for each speaker of each of the events: event_id, actor_id and side."""
    parts = tables.parts
    found = parts.loc[
        (parts["part"] == "speaker") & parts["event_id"].isin(events.index),
        ["event_id", "actor_id"],
    ]
    return found.assign(side=found["actor_id"].map(tables.actors["side"].astype(str)))


def _touching(tables: Tables, keep: pd.Series) -> pd.DataFrame:
    """Which tension in view touches which storyline, once each: `tension`, `storyline`, places."""
    at, kept = tables.positions, positions.kept(keep)
    found = np.flatnonzero(kept[at.tension_a] | kept[at.tension_b])
    storyline = np.append(at.storyline, -1)
    pairs = pd.DataFrame(
        {
            "tension": np.tile(found, 2),
            "storyline": np.concatenate(
                [storyline[e[found]] for e in (at.tension_a, at.tension_b)]
            ),
        }
    )
    return pairs[pairs["storyline"] >= 0].drop_duplicates(ignore_index=True)


def places(tables: Tables, keep: pd.Series, storyline_id: str) -> np.ndarray:
    """The places in `tables.events` of the events in view of one storyline.

    Raises KeyError for a storyline that is not in the table.
    """
    if storyline_id not in tables.storylines.index:
        raise KeyError(storyline_id)
    place = tables.storylines.index.get_loc(storyline_id)
    return tables.recently(
        ("board", storyline_id),
        keep,
        lambda: np.flatnonzero(keep.to_numpy() & (tables.positions.storyline == place)),
    )


def _board(tables: Tables, keep: pd.Series, storyline_id: str) -> Tables:
    """The tables with only the events in view of one storyline, their passages and their people.

    Costs as much as these events have rows, so it is for boards that draw each of them.
    """
    return tables.only(places(tables, keep, storyline_id))


def _of_stances(
    tables: Tables, keep: pd.Series, storyline_id: str, stances: Sequence[str]
) -> np.ndarray:
    """The places of those events in view of a storyline that take one of the stances."""
    found = places(tables, keep, storyline_id)
    taken = np.isin(tables.positions.stance[found], [_stances().index(s) for s in stances])
    return np.asarray(found[taken])


def _spoken(tables: Tables, keep: pd.Series, storyline_id: str) -> tuple[np.ndarray, np.ndarray]:
    """For each event in view of a storyline, by place, each side that speaks in it."""
    event, side = timeline.sides_speaking(tables)
    in_view = np.zeros(len(tables.events), dtype=bool)
    in_view[places(tables, keep, storyline_id)] = True
    there = in_view[event]
    return event[there], side[there]


def _side_of_each(tables: Tables) -> np.ndarray:
    """For each event the place of its speakers' side, or one past the sides for several."""

    def sides() -> np.ndarray:
        event, side = timeline.sides_speaking(tables)
        found = np.full(len(tables.events), len(tables.sides), dtype=np.int16)
        alone = np.bincount(event, minlength=len(found)) == 1
        found[event[alone[event]]] = side[alone[event]]
        return found

    return tables.once("side of each", sides)


def _by_id(tables: Tables, rows: np.ndarray) -> np.ndarray:
    """The events at these places in the order of their ids."""
    ids = positions.texts(tables.events["event_id"]).take(pa.array(rows))
    return np.asarray(rows[pc.sort_indices(ids).to_numpy()])


def _telling(tables: Tables, event_id: str, facing: str) -> Telling:
    named = tie(tables, event_id)
    passages, others = (
        tables.groups("passage_event").of(tables.events.index.get_loc(e))
        for e in (event_id, facing)
    )
    article = tables.positions.passage_source
    shared = passages[np.isin(article[passages], article[others])]
    return Telling(event_id, named.title, named.date, quote(tables, [*shared, *passages][0]))


def _by_attribution(tables: Tables, found: np.ndarray) -> pd.Series:
    attributions = list(codebook.vocabulary("events", "attribution"))
    number = np.bincount(tables.positions.attribution[found], minlength=len(attributions))
    by_name = pd.Series(number, pd.Index(attributions, name="attribution"), name="events")
    return by_name[by_name > 0]


def _axis(
    tables: Tables, days: tuple[pd.Timestamp, pd.Timestamp] | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    return drawing.padded(*(days or timeline.extent(tables)))


def _margin(count: int) -> int:
    """Room at the left for the longest label, which the count of those who deny stands in."""
    return _LABELS - 8 + 8 * max(0, len(f"{count:,}") - 3)


def _rows(placed: pd.DataFrame) -> dict[int, int]:
    """How many rows each tier takes."""
    taken = placed.groupby("tier")["row"].max() + 1
    return {t: int(taken.get(t, 0)) for t in dict.fromkeys(_TIERS.values())}


def _replies(tables: Tables, shown: pd.DataFrame, theme: palette.Theme) -> go.Scatter:
    """A line from each reply to each event of the board that it answers, as one broken trace."""
    placed = shown.set_index("event_id")[["at", "y"]]
    answered = codebook.listed(tables.events.loc[placed.index, "responds_to"])
    answered = answered[answered.isin(placed.index)]
    reply, other = placed.loc[answered.index], placed.loc[answered]
    blank = np.full(len(answered), np.datetime64("NaT"))
    return go.Scatter(
        x=np.column_stack([reply["at"].to_numpy(), other["at"].to_numpy(), blank]).ravel(),
        y=np.column_stack([reply["y"], other["y"], other["y"]]).ravel(),
        mode="lines",
        name="replies",
        line={"color": theme.quiet, "width": 1},
        opacity=0.6,
        hoverinfo="skip",
        showlegend=False,
    )


def _letters(tables: Tables, theme: palette.Theme) -> dict[str, str]:
    """The letters of the sides where their greys are not told apart; none in colour."""
    if theme.name != palette.PRINT.name:
        return {}
    return palette.letters(tables.sides) | {SEVERAL_SIDES: "+"}


def _named(side: str, letters: dict[str, str]) -> str:
    return f"{letters[side]} = {side}" if letters else side


def _legend(
    shown: pd.DataFrame, theme: palette.Theme, letters: dict[str, str]
) -> tuple[list[go.Scatter], list[go.Scatter]]:
    """Swatches that carry no data: above, the sides that speak; below, the stances taken."""
    sides, stances = set(shown["side"]), set(shown["stance"])
    above = [
        drawing.swatch(_named(s, letters), "circle", c, "legend")
        for s, c in _colours(theme).items()
        if s in sides
    ]
    below = [
        drawing.swatch(NO_STANCE if s == "none" else s, SYMBOLS[s], theme.quiet, "legend2")
        for s in _stances()
        if s in stances
    ]
    if shown["approximate"].any():
        below.append(drawing.swatch("hollow: date approx.", "circle-open", theme.quiet, "legend2"))
    return above, below


def _ink(attribution: str) -> float:
    return _INK[codebook.vocabulary("events", "attribution").index(attribution)]


def _shade(theme: palette.Theme, ink: float) -> str:
    """The page's colour with a share of the text's colour mixed in."""
    pairs = [(int(theme.page[i : i + 2], 16), int(theme.text[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(p + (t - p) * ink):02x}" for p, t in pairs)
