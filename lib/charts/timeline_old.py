"""The timeline: events in lanes, uncertain dates as spans, nothing hidden behind anything."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from lib.analysis.filters import source_label
from lib.charts import pieces
from lib.charts import theme as palette
from lib.dataset import codebook, dates, positions, text
from lib.dataset.tables import Tables

ROWS = (12.5, 19)
LANE_GAP = 0.6
AXIS_HEIGHT = 42
MOST_MARKS = 2000  # events drawn one by one: a browser takes a third of a second for a thousand
MOST_LANES = 24
# The longest axis, in days, on which bars count days or weeks; beyond it, months.
BY_DAY, BY_WEEK = 62, 800
NO_DAY = np.iinfo(np.int32).min
_DAY = np.timedelta64(1, "D")
# How a bar names its days under the pointer, which stands in their middle.
WHEN = {
    "day": "%{x|%-d %B %Y}",
    "week": "week about %{x|%-d %B %Y}",
    "month": "%{x|%B %Y}",
}
BAR, PALE = 0.86, 0.45
LINE = 16  # pixels
LANE = 26  # pixels, the least a lane of bars is high
_NEVER = -(2**63)  # before every time
LABEL = 70  # characters of a lane's label


def lane_labels(tables: Tables, lanes: str) -> dict[str, str]:
    """The label of every lane by its code, in the order it is drawn, whether it has events or not.

    Raises KeyError for lanes that LANES does not name.
    """
    match lanes:
        case "claim_type":
            return {c: codebook.label(c) for c in codebook.vocabulary("events", "claim_type")}
        case "storyline":
            return {str(k): text.fenced(v) for k, v in tables.storylines["title"].items()}
        case "side":
            return {s: s for s in tables.sides}
        case "source":
            return {str(s): source_label(tables, str(s)) for s in tables.sources.index}
    raise KeyError(lanes)


def extent(tables: Tables, clock: str = "happened") -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and last day that any event of the whole table is dated to, open ends aside.

    By the clock `reported` any article, too.
    """

    def ends() -> tuple[pd.Timestamp, pd.Timestamp]:
        dated = [tables.events] if clock == "happened" else [tables.events, tables.sources]
        ends = [rows[c] for rows in dated for c in ("earliest", "latest")]
        return pd.Series([e.min() for e in ends]).min(), pd.Series([e.max() for e in ends]).max()

    return tables.once(("extent", clock), ends)


def marks(
    tables: Tables,
    keep: pd.Series,
    lanes: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    width: int,
    clock: str = "happened",
    beside: float = 0,
) -> pd.DataFrame:
    """One row for each mark: an event in a lane, or in several where it belongs to several.

    By the `clock` `reported` an event stands at the date of each article that tells it.

    Columns: event_id, claim_type, lane, `start` and `end` of the drawn span (Timestamps, cut at
    `days`), `open_start`, `open_end`, `approximate`, `at` (where the symbol stands: the middle of
    a closed span, the known end of an open one), `symbol`, and `row`, its place in the lane from
    0 up, so that no two marks of a lane overlap on a plot `width` pixels wide, nor what may stand
    at their right in `beside` pixels.
    """
    if tables.large:
        tables = tables.only(np.flatnonzero(keep.to_numpy()))
        keep = pd.Series(True, index=tables.events.index)
    events = _dated(tables, keep, clock)
    symbol_of = palette.symbols(list(tables.sources.index))
    marks = pd.DataFrame(
        {
            "event_id": events["event_id"],
            "claim_type": events["claim_type"].astype(str),
            "start": events["earliest"].clip(lower=days[0]).fillna(days[0]),
            "end": events["latest"].clip(upper=days[1]).fillna(days[1]),
            "open_start": events["earliest"].isna(),
            "open_end": events["latest"].isna(),
            "approximate": events["approximate"],
            "symbol": events["source"].map(symbol_of),
            "source_id": events["source"],
        }
    )
    middle = marks["start"] + (marks["end"] - marks["start"]) / 2
    known_end = marks["end"].where(marks["open_start"], marks["start"])
    marks["at"] = known_end.where(marks["open_start"] ^ marks["open_end"], middle)
    by_source = lanes == "source" and clock == "reported"
    lane_of = _lanes_of(tables, lanes)
    if by_source:
        lane_of["source_id"] = lane_of["lane"]
    marks = marks.merge(lane_of, on=["event_id", "source_id"] if by_source else "event_id")
    order = {lane: i for i, lane in enumerate(lane_labels(tables, lanes))}
    marks["order"] = marks["lane"].map(order)
    marks = marks.sort_values(["order", "start", "end", "event_id"], ignore_index=True)
    per_pixel = (days[1] - days[0]) / max(width, 1)
    left = np.minimum(marks["start"], marks["at"] - per_pixel * pieces.MARK * 0.75)
    reach = pieces.MARK * 0.75 + beside
    right = np.maximum(marks["end"], marks["at"] + per_pixel * reach)
    marks["row"] = _pack(marks["order"].to_numpy(), left.to_numpy(), right.to_numpy())
    return marks.drop(columns=["order", "source_id"])


def _dated(tables: Tables, keep: pd.Series, clock: str) -> pd.DataFrame:
    """The events kept with the span they are drawn at, and `source`, the article or SEVERAL.

    By the clock `reported` a row for each article that tells the event, at the article's date.
    """
    events = tables.events[keep.to_numpy()].reset_index(drop=True)
    told = tables.evidence[["event_id", "source_id"]].drop_duplicates()
    if clock == "reported":
        span = ["earliest", "latest", "approximate"]
        articles = tables.sources[["source_id", *span]]
        found = events.drop(columns=span).merge(told, on="event_id").merge(articles, on="source_id")
        return found.rename(columns={"source_id": "source"})
    sole = told.groupby("event_id")["source_id"].agg(["first", "size"])
    source = sole["first"].where(sole["size"] == 1, palette.SEVERAL)
    return events.assign(source=source.reindex(events["event_id"]).to_numpy())


def _lanes_of(tables: Tables, lanes: str) -> pd.DataFrame:
    """The lanes of each event: columns event_id, lane."""
    match lanes:
        case "claim_type":
            lane = tables.events["claim_type"].astype(str)
        case "storyline":
            lane = tables.events["storyline_id"]
        case "source":
            pairs = tables.evidence[["event_id", "source_id"]].drop_duplicates()
            return pairs.rename(columns={"source_id": "lane"})
        case "side":
            speakers = tables.parts[tables.parts["part"] == "speaker"]
            sides = speakers["actor_id"].map(tables.actors["side"].astype(str))
            return speakers[["event_id"]].assign(lane=sides).drop_duplicates()
        case _:
            raise KeyError(lanes)
    return pd.DataFrame({"event_id": tables.events["event_id"].to_numpy(), "lane": lane.to_numpy()})


def _pack(lane: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The lowest free row of its lane for each span, spans sorted by lane and left end.

    Greedy interval partitioning, which uses as few rows as any packing can (Kleinberg and Tardos,
    Algorithm Design, 4.1). The ends of rows stand in a tree of minima, so that a row is found in
    as many steps as the number of rows has binary digits.
    """
    rows = np.zeros(len(lane), dtype=int)
    cuts = [i for i in range(len(lane)) if i == 0 or lane[i] != lane[i - 1]]
    starts, ends = (
        side.astype("datetime64[us]").astype(np.int64).tolist() for side in (left, right)
    )
    for first, last in pairwise([*cuts, len(lane)]):
        leaves = 1 << (last - first - 1).bit_length()
        tree = [_NEVER] * (2 * leaves)
        for i in range(first, last):
            node = 1
            while node < leaves:
                node = 2 * node if tree[2 * node] < starts[i] else 2 * node + 1
            rows[i] = node - leaves
            tree[node] = ends[i]
            while node > 1:
                node //= 2
                tree[node] = min(tree[2 * node], tree[2 * node + 1])
    return rows


# --- Many events: counts in bins of time -----------------------------------------------------


def bin_starts(first: pd.Timestamp, last: pd.Timestamp) -> tuple[str, np.ndarray]:
    """The unit that suits a range of days (`day`, `week` or `month`), and where its bins begin.

    One start more than there are bins, as days; weeks begin on Monday.

    >>> bin_starts(pd.Timestamp(2020, 1, 15), pd.Timestamp(2022, 12, 31))[1][[0, -1]].tolist()
    [datetime.date(2020, 1, 1), datetime.date(2023, 1, 1)]
    """
    start, end = (np.datetime64(day.date(), "D") for day in (first, last))
    length = (last - first).days
    if length <= BY_DAY:
        return "day", np.arange(start, end + 2 * _DAY)
    if length <= BY_WEEK:
        monday = start - (start.astype(int) + 3) % 7 * _DAY
        return "week", np.arange(monday, end + 8 * _DAY, 7)
    months = np.arange(start.astype("M8[M]"), end.astype("M8[M]") + 2)
    return "month", months.astype("M8[D]")


def bins(
    tables: Tables,
    keep: pd.Series,
    lanes: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    clock: str = "happened",
    lit: pd.Series | None = None,
) -> pd.DataFrame:
    """Counts of the events kept by lane, claim type and bin of time: one row where any are.

    Columns: lane, claim_type, `start` and `end` (the bin's first and last day within `days`),
    count, and `beyond`, how many of them may have happened outside the bin, too. An event counts
    in the bin in which its mark would stand, in each lane it belongs to. With `lit` there is also
    `bright`, how many of them are lit.
    """
    shape = _tally(tables, keep, lanes, days, clock, lit)
    labels, types = list(lane_labels(tables, lanes)), codebook.vocabulary("events", "claim_type")
    lane, claim_type, place = np.nonzero(shape.count)
    _, starts = bin_starts(*days)
    first, last = (np.datetime64(day.date(), "D") for day in days)
    found = {
        "lane": pd.Series(labels, dtype="str").to_numpy()[lane],
        "claim_type": pd.Series(types, dtype="str").to_numpy()[claim_type],
        "start": np.maximum(starts[place], first).astype("M8[s]"),
        "end": np.minimum(starts[place + 1] - _DAY, last).astype("M8[s]"),
        "count": shape.count[lane, claim_type, place],
        "beyond": shape.beyond[lane, claim_type, place],
    }
    if lit is not None:
        found["bright"] = shape.bright[lane, claim_type, place]
    return pd.DataFrame(found)


@dataclass(frozen=True)
class _Tally:
    """Counts by lane, claim type and bin."""

    count: np.ndarray
    beyond: np.ndarray
    bright: np.ndarray


def _tally(
    tables: Tables,
    keep: pd.Series,
    lanes: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    clock: str,
    lit: pd.Series | None,
) -> _Tally:
    event, _, _ = _rows_of_lanes(tables, lanes, clock)
    rows = np.flatnonzero(keep.to_numpy() if event is None else keep.to_numpy()[event])
    if days == extent(tables, clock):
        # Which cell a mark is in depends on no filter then.
        cell, beyond = (
            part[rows]
            for part in tables.once(
                ("cells", lanes, clock), lambda: _cells(tables, lanes, clock, days, None)
            )
        )
    else:
        cell, beyond = _cells(tables, lanes, clock, days, rows)
    _, starts = bin_starts(*days)
    types = len(codebook.vocabulary("events", "claim_type"))
    shape = (len(lane_labels(tables, lanes)), types, len(starts) - 1)

    def counts(cells: np.ndarray) -> np.ndarray:
        return np.bincount(cells, minlength=shape[0] * shape[1] * shape[2]).reshape(shape)

    if lit is None:
        return _Tally(counts(cell), counts(cell[beyond]), np.zeros(0))
    is_lit = lit.to_numpy()[rows if event is None else event[rows]]
    return _Tally(counts(cell), counts(cell[beyond]), counts(cell[is_lit]))


def _cells(
    tables: Tables,
    lanes: str,
    clock: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    rows: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """For some marks, or all, the number of the lane's, type's and bin's cell; and whether the
    date reaches beyond the bin.
    """
    event, lane, source = _rows_of_lanes(tables, lanes, clock)
    chosen = slice(None) if rows is None else rows
    of_event = chosen if event is None else event[chosen]
    ends = day_numbers(tables, "events" if source is None else "sources")
    earliest, latest = (end[of_event if source is None else source[chosen]] for end in ends)
    place, beyond = in_bins(earliest, latest, days)
    claim_type = tables.positions.claim_type[of_event]
    types = len(codebook.vocabulary("events", "claim_type"))
    bins = len(bin_starts(*days)[1]) - 1
    return (lane[chosen].astype(np.int32) * types + claim_type) * bins + place, beyond


def in_bins(
    earliest: np.ndarray, latest: np.ndarray, days: tuple[pd.Timestamp, pd.Timestamp]
) -> tuple[np.ndarray, np.ndarray]:
    """For spans of `day_numbers` the bin that each one's mark would stand in, counted from 0.

    And whether the span reaches beyond the bin, as a boolean array. The bins are those that
    `bin_starts` gives for the range of days.
    """
    first, last = (int(np.datetime64(day.date(), "D").astype(int)) for day in days)
    open_start, open_end = earliest == NO_DAY, latest == NO_DAY
    start = np.where(open_start, np.int32(first), earliest.clip(first, last))
    end = np.where(open_end, np.int32(last), latest.clip(first, last))
    at = np.where(open_start == open_end, (start + end) // 2, np.where(open_start, end, start))
    _, starts = bin_starts(*days)
    bin_of_day = np.searchsorted(starts.astype(int), np.arange(first, last + 1), "right") - 1
    beyond = bin_of_day[start - first] != bin_of_day[end - first]
    return bin_of_day[at - first].astype(np.int32), beyond | open_start | open_end


def day_numbers(tables: Tables, whose: str) -> tuple[np.ndarray, np.ndarray]:
    """The first and last days of `events` or `sources` since 1970, NO_DAY where open."""

    def days() -> tuple[np.ndarray, np.ndarray]:
        found = []
        for column in ("earliest", "latest"):
            day = getattr(tables, whose)[column].to_numpy().astype("M8[D]")
            number = np.where(np.isnat(day), NO_DAY, day.astype(np.int64))
            found.append(number.astype(np.int32))
        return found[0], found[1]

    return tables.once(("days", whose), days)


def _ends(tables: Tables, keep: pd.Series, clock: str) -> tuple[np.ndarray, np.ndarray]:
    """The first and last days of the events kept, or of the articles that tell them."""
    shown, whose = np.flatnonzero(keep.to_numpy()), "events"
    if clock == "reported":
        event, source = told(tables)
        shown, whose = np.flatnonzero(np.bincount(source[keep.to_numpy()[event]])), "sources"
    earliest, latest = day_numbers(tables, whose)
    return earliest[shown], latest[shown]


def _rows_of_lanes(
    tables: Tables, lanes: str, clock: str
) -> tuple[np.ndarray | None, np.ndarray, np.ndarray | None]:
    """Every mark there can be: the places of its event, of its lane and of its source.

    The events are `None` where each has one mark, in order; the sources are by the clock
    `happened`, by which an event stands at its own date.
    """

    def rows() -> tuple[np.ndarray | None, np.ndarray, np.ndarray | None]:
        at = tables.positions
        event: np.ndarray | None = None
        match lanes:
            case "claim_type":
                lane = at.claim_type
            case "storyline":
                lane = at.storyline
            case "source":
                event, lane = told(tables)
            case "side":
                event, lane = sides_speaking(tables)
            case _:
                raise KeyError(lanes)
        if clock == "happened":
            return event, lane, None
        of_told, source = told(tables)
        if lanes == "source":
            return of_told, lane, source
        if event is None:
            return of_told, lane[of_told], source
        # Each telling of an event, in each of its lanes.
        by_event = positions.grouped(event, len(tables.events))
        first = by_event.starts[of_told]
        length = by_event.starts[of_told + 1] - first
        which = by_event.order[positions.ranges(first, length)]
        return event[which], lane[which], np.repeat(source, length)

    return tables.once(("rows", lanes, clock), rows)


def told(tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """The places of events and of the articles that tell them, each pair once, by event."""

    def pairs() -> tuple[np.ndarray, np.ndarray]:
        at = tables.positions
        return positions.pairs(at.passage_event, at.passage_source, len(tables.sources))

    return tables.once("told", pairs)


def sides_speaking(tables: Tables) -> tuple[np.ndarray, np.ndarray]:
    """The places of events and of the sides that speak in them, each pair once, by event."""

    def pairs() -> tuple[np.ndarray, np.ndarray]:
        at = tables.positions
        side = tables.actors["side"].cat.codes.to_numpy()[at.part_actor[at.part_speaks]]
        # A set may bring sides of its own, more than the codebook's.
        return positions.pairs(at.part_event[at.part_speaks], side, len(tables.sides))

    return tables.once("sides speaking", pairs)


def announced(count: int, unit: str, most: int) -> str:
    """What a chart says of itself when it counts, being one that draws at most so many events."""
    return (
        f"{count:,} events are too many to draw one by one: bars count them by {unit}. "
        f"Of {most:,} events or fewer each is drawn."
    )


def heading(said: str, width: float, theme: palette.Theme) -> tuple[dict[str, Any], int]:
    """Words above a chart about `width` pixels wide as Plotly's title, and the pixels they take.

    They leave room at the right, as browsers may be narrower and Plotly's own buttons stand there.
    """
    lines = textwrap.wrap(said, max(24, round(width * 0.62 / 6.1)))
    title = {
        "text": "<br>".join(map(escape, lines)) or None,
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "yref": "container",
        "y": 1,
        "yanchor": "top",
        # Of one line Plotly places the top there, of several the first line's foot.
        "pad": {"l": 8, "t": 9 if len(lines) == 1 else LINE + 1},
        "font": {"size": 12, "color": theme.quiet, "weight": 400},
    }
    return title, max(pieces.TOOLS, 8 + LINE * len(lines))


def bar_texts(shown: pd.DataFrame) -> list[str]:
    """What each bar counts, in words."""
    types = {c: codebook.label(c) for c in codebook.vocabulary("events", "claim_type")}
    return [
        f"{types[code]}: {count:,}" + (f", {beyond:,} perhaps before or after" if beyond else "")
        for code, count, beyond in zip(
            shown["claim_type"], shown["count"], shown["beyond"], strict=True
        )
    ]


# --- Words ----------------------------------------------------------------------------------


def hover(tables: Tables, event_ids: pd.Series) -> pd.Series:
    """What a mark says under the pointer, as Plotly's own markup with everything escaped.

    Title, speaker, date in words and as printed, and the first words of the first passage. The
    printed words are those that the coder's note on the date quotes first. Indexed by event_id.
    """
    ids = event_ids.unique()
    if tables.large:
        tables = tables.only(np.sort(tables.events.index.get_indexer(ids)))
    events = tables.events.loc[ids]
    first = tables.evidence.drop_duplicates("event_id").set_index("event_id")["exact"]
    names = tables.parts[tables.parts["part"] == "speaker"]
    speakers = names.assign(name=names["actor_id"].map(tables.actors["name"]))
    speakers = speakers.groupby("event_id")["name"].agg(", ".join)
    said = {d: dates.in_words(d) for d in events["date"].unique()}
    printed = events["date_note"].str.extract("“([^”]+)”", expand=False)

    def brief(printed: str) -> str:
        return text.fenced(text.brief(printed, 60))

    def words(event_id: str, title: str, date: str, printed: str) -> str:
        quote = text.fenced(text.brief(first[event_id], 110))
        lines = [
            *(f"<b>{escape(line)}</b>" for line in textwrap.wrap(text.fenced(title), 56)),
            escape(text.fenced(text.brief(speakers[event_id], 70))),
            escape(
                said[date] + (f" (printed: “{brief(printed)}”)" if isinstance(printed, str) else "")
            ),
            *(f"<i>{escape(line)}</i>" for line in textwrap.wrap(f"“{quote}”", 62)),
        ]
        return "<br>".join(lines)

    said_of = [
        words(*row)
        for row in zip(events.index, events["title"], events["date"], printed, strict=True)
    ]
    return pd.Series(said_of, index=events.index, dtype=object)


def dated_in_words(earliest: np.ndarray, latest: np.ndarray) -> str:
    """The range of days that spans of `day_numbers` take up, and how many ends are not known.

    >>> dated_in_words(np.array([19_000, NO_DAY]), np.array([19_001, 19_002]))
    '8–10 January 2022 (1 with no known start)'
    """
    first, last = (
        np.datetime64(int(pick(end[end != NO_DAY])), "D").item() if (end != NO_DAY).any() else None
        for pick, end in ((np.min, earliest), (np.max, latest))
    )
    unknown = [
        f"{count:,} with no known {name}"
        for name, end in (("start", earliest), ("end", latest))
        if (count := int((end == NO_DAY).sum()))
    ]
    days = dates.days_in_words(first, last)
    return f"{days} ({', '.join(unknown)})" if unknown else days
