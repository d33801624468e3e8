"""Two selections of the same table, A and B: what only one of them has, what both have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import overload

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
import pyarrow.compute as pc

from lib.analysis import filters as filtering
from lib.analysis.events import RELATION_WORDS
from lib.analysis.filters import Filters
from lib.charts import pieces as drawing
from lib.charts import theme as palette
from lib.charts import timeline_old as timeline
from lib.dataset import codebook, positions, text
from lib.dataset.tables import Tables

ALL = "All events"
SHARED = ("claim_type", "attribution", "stance")
_ROW, _BAR = 26, 0.7
_HEADING, _FOOT = 30, 8
# Room beside the longest bar for its number.
_ROOM = 1.22


class Labels(Sequence[str]):
    """Labels in their order, of which the first few are written however many there are.

    Those with most events come first, then the alphabet decides.
    """

    def __init__(
        self, codes: np.ndarray, events: np.ndarray, written: Callable[[np.ndarray], pa.Array]
    ) -> None:
        self._codes, self._events, self._written = codes, events, written

    def __len__(self) -> int:
        """How many labels there are."""
        return len(self._codes)

    @overload
    def __getitem__(self, which: int) -> str: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[str, ...]: ...
    def __getitem__(self, which: int | slice) -> str | tuple[str, ...]:
        """A label, or some of the labels."""
        stop = which.stop if isinstance(which, slice) else which + 1
        if stop is None or stop <= 0:
            stop = len(self)
        return self._first(stop)[which]

    def __iter__(self) -> Iterator[str]:
        """All the labels, in order."""
        return iter(self._first(len(self)))

    def __eq__(self, other: object) -> bool:
        """Whether it has the same labels."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """A number that equal lists share."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """The labels as a tuple shows them."""
        return repr(tuple(self))

    def _first(self, many: int) -> tuple[str, ...]:
        codes, events = self._codes, self._events
        if many < len(codes):
            # Whatever has fewer events than the last of them is not among them.
            last = np.partition(events, len(events) - many)[len(events) - many]
            codes, events = codes[events >= last], events[events >= last]
        table = pa.table({"events": pa.array(events), "label": self._written(codes)})
        by = [("events", "descending"), ("label", "ascending")]
        order = pc.sort_indices(table, by)[:many]
        return tuple(table["label"].take(order).to_pylist())


@dataclass(frozen=True)
class Difference:
    """What A and B have of one kind, as labels: those with most events first, then by alphabet."""

    what: str
    only_a: Sequence[str]
    only_b: Sequence[str]
    both: Sequence[str]


@dataclass(frozen=True)
class _Kind:
    """Which event has which codes of a kind, each pair once, and what a code is called.

    `event` is None where every event has one, in order.
    """

    event: np.ndarray | None
    code: np.ndarray
    codes: int
    written: Callable[[np.ndarray], pa.Array]


def name(tables: Tables, filters: Filters) -> str:
    """The filters as one line for a heading, `Actor: Iran; Claim type: Denial`."""
    return "; ".join(filtering.in_words(tables, filters)) or ALL


def overlap(a: pd.Series, b: pd.Series) -> dict[str, int]:
    """How many events are in A alone (`only_a`), in `both`, and in B alone (`only_b`)."""
    in_a, in_b = a.to_numpy(), b.to_numpy()
    return {
        "only_a": int((in_a & ~in_b).sum()),
        "both": int((in_a & in_b).sum()),
        "only_b": int((in_b & ~in_a).sum()),
    }


def differences(tables: Tables, a: pd.Series, b: pd.Series) -> list[Difference]:
    """What A and B have of each kind; a kind of which neither has anything is left out.

    An event in both selections puts all it has into `both`. `a` and `b` are boolean, aligned with
    `tables.events`.
    """
    # 1 for an event in A alone, 2 for one in B alone, 3 for one in both.
    where = a.to_numpy().astype(np.int8) + 2 * b.to_numpy().astype(np.int8)
    found = []
    for what, kind in tables.once("kinds", lambda: _kinds(tables)).items():
        of_pair = where if kind.event is None else where[kind.event]
        pairs = np.bincount(kind.code.astype(np.int64) * 4 + of_pair, minlength=kind.codes * 4)
        _, in_a, in_b, in_both = pairs.reshape(-1, 4).T
        of_a, of_b, either = in_a + in_both > 0, in_b + in_both > 0, in_a + in_b + in_both
        if either.any():
            only_a, only_b, both = (
                Labels(np.flatnonzero(rows), either[rows], kind.written)
                for rows in (of_a & ~of_b, of_b & ~of_a, of_a & of_b)
            )
            found.append(Difference(what, only_a, only_b, both))
    return found


def _kinds(tables: Tables) -> dict[str, _Kind]:
    at, labels = tables.positions, filtering.options(tables)
    many = len(tables.actors)

    def named(whose: str, ids: Iterable[str]) -> Callable[[np.ndarray], pa.Array]:
        names = pa.array([labels[whose][str(code)] for code in ids], pa.large_string())
        return lambda codes: names.take(pa.array(codes))

    actor, source = named("actor", tables.actors.index), named("source", tables.sources.index)
    types = codebook.vocabulary("events", "claim_type")
    speaks, is_target = at.part_speaks, ~at.part_speaks
    storylines = named("storyline", tables.storylines.index)
    return {
        "Claim types": _Kind(None, at.claim_type, len(types), named("claim_type", types)),
        "Storylines": _Kind(None, at.storyline, len(tables.storylines), storylines),
        "Speakers": _Kind(at.part_event[speaks], at.part_actor[speaks], many, actor),
        "Actors spoken about": _Kind(
            at.part_event[is_target], at.part_actor[is_target], many, actor
        ),
        "Sources": _Kind(*timeline.told(tables), len(tables.sources), source),
        "Items": _items(tables),
        "Relations claimed": _relations(tables),
    }


def _items(tables: Tables) -> _Kind:
    cells = tables.events["items"].reset_index(drop=True)
    items = codebook.listed(cells)
    encoded = positions.texts(items).dictionary_encode()
    code = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int32)
    event = items.index.to_numpy(dtype=np.int32)
    return _Kind(
        *positions.pairs(event, code, len(encoded.dictionary)),
        len(encoded.dictionary),
        lambda codes: encoded.dictionary.take(pa.array(codes)),
    )


def _relations(tables: Tables) -> _Kind:
    """A relation between two actors, be it asserted, denied or something else, is a code."""
    at, held = tables.positions, tables.relationships
    said, polarities = (held[c].cat.categories for c in ("relation", "polarity"))
    shape = (len(tables.actors) + 1, len(said), len(tables.actors) + 1, len(polarities))
    parts = (
        at.held_subject,
        held["relation"].cat.codes,
        at.held_object,
        held["polarity"].cat.codes,
    )
    key = np.zeros(len(held), dtype=np.int64)
    for part, many in zip(parts, shape, strict=True):
        key = key * many + np.asarray(part)
    keys, code = np.unique(key, return_inverse=True)
    names = positions.texts(tables.actors["name"])
    words = pa.array([RELATION_WORDS[str(r)] for r in said], pa.large_string())
    behind = pa.array(
        [f" ({codebook.label(str(p)).lower()})" for p in polarities], pa.large_string()
    )

    def written(codes: np.ndarray) -> pa.Array:
        left, polarity = np.divmod(keys[codes], shape[3])
        left, object_ = np.divmod(left, shape[2])
        subject, relation = np.divmod(left, shape[1])
        pieces = (names, subject), (words, relation), (names, object_)
        said = [column.take(pa.array(places)) for column, places in pieces]
        joined = pc.binary_join_element_wise(*said, pa.scalar(" ", pa.large_string()))
        nothing = pa.scalar("", pa.large_string())
        return pc.binary_join_element_wise(joined, behind.take(pa.array(polarity)), nothing)

    pairs = positions.pairs(at.held_event, code.astype(np.int32), len(keys))
    return _Kind(*pairs, len(keys), written)


def in_words(difference: Difference, most: int = 6) -> list[str]:
    """The difference as sentences, each naming at most `most`; what is empty is not said.

    >>> in_words(Difference("Items", ("drones", "tanks", "jets"), (), ("missiles",)), most=2)
    ['Only in A: drones, tanks and 1 more.', 'In both: missiles.']
    """
    said = {
        "Only in A": difference.only_a,
        "Only in B": difference.only_b,
        "In both": difference.both,
    }
    return [f"{where}: {_listed(labels, most)}." for where, labels in said.items() if labels]


def _listed(labels: Sequence[str], most: int) -> str:
    named, left = list(labels[:most]), len(labels) - most
    # A label such as “Weekly Two, June 2023” has a comma of its own.
    commas = any("," in label for label in named)
    if left > 0:
        named.append(f"{left:,} more")
    if commas:
        return "; ".join(named)
    return " and ".join([*([", ".join(named[:-1])] if named[1:] else []), named[-1]])


def shares(tables: Tables, a: pd.Series, b: pd.Series, column: str) -> pd.DataFrame:
    """The events of A and B by the values of a column, in the vocabulary's order.

    Columns: `a` and `b`, events; `share_a` and `share_b`, their part of the selection from 0 to 1
    (0 where the selection is empty). Values that neither has are left out. Raises KeyError for a
    column that SHARED does not name.
    """
    if column not in SHARED:
        raise KeyError(column)
    codes = getattr(tables.positions, column)
    vocabulary = pd.Index(codebook.vocabulary("events", column), name=column)
    found = pd.DataFrame(
        {
            side: np.bincount(codes[keep.to_numpy()], minlength=len(vocabulary))
            for side, keep in (("a", a), ("b", b))
        },
        index=vocabulary,
    )
    for side in ("a", "b"):
        found[f"share_{side}"] = found[side] / max(int(found[side].sum()), 1)
    return found[(found["a"] > 0) | (found["b"] > 0)]


def figure(tables: Tables, a: pd.Series, b: pd.Series, theme: palette.Theme) -> go.Figure:
    """The claim types of A and B as bars to the left and to the right, on one scale of events.

    Every bar carries its number; a bar's customdata is its claim type.
    """
    found = shares(tables, a, b, "claim_type")
    labels = [codebook.label(code) for code in found.index]
    rows = list(range(len(found)))
    colours = [theme.claim_type[code] for code in found.index]
    longest = max([1, *found["a"], *found["b"]]) * _ROOM
    fig = go.Figure()
    for side, sign, align in (("a", -1, "left"), ("b", 1, "right")):
        total = text.count(int(found[side].sum()))
        fig.add_trace(
            go.Bar(
                x=sign * found[side].to_numpy(),
                y=rows,
                orientation="h",
                width=_BAR,
                name=side.upper(),
                customdata=list(found.index),
                marker={"color": colours, "line": {"width": 0}},
                hovertext=[
                    f"<b>{escape(label)}</b><br>{side.upper()}: {n:,} of {total} ({s:.0%})"
                    for label, n, s in zip(labels, found[side], found[f"share_{side}"], strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                showlegend=False,
            )
        )
        # A bar of no length has no outside of its own, so the numbers stand as texts.
        fig.add_trace(
            go.Scatter(
                x=sign * found[side].to_numpy(),
                y=rows,
                mode="text",
                text=[f" {n:,} " for n in found[side]],
                textposition=f"middle {align}",
                textfont={"color": [theme.text if n else theme.quiet for n in found[side]]},
                cliponaxis=False,
                hoverinfo="skip",
                showlegend=False,
            )
        )
        fig.add_annotation(
            x=0,
            xanchor="right" if sign < 0 else "left",
            xshift=sign * 6,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=f"<b>{side.upper()}</b> <span style='color:{theme.quiet}'>{total}</span>",
            showarrow=False,
        )
    for row in rows[::2]:
        fig.add_hrect(y0=row - 0.5, y1=row + 0.5, fillcolor=theme.band, line_width=0, layer="below")
    # Parts the two halves, which have the same colour.
    fig.add_vline(x=0, line={"color": theme.page, "width": 3})
    fig.update_layout(
        height=_ROW * len(rows) + _HEADING + _FOOT,
        margin={"l": 8, "r": 8, "t": _HEADING, "b": _FOOT},
        **drawing.look(theme),
        dragmode=False,
        barmode="overlay",
        xaxis={
            "range": [-longest, longest],
            "showgrid": False,
            "showticklabels": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": rows,
            "ticktext": [f"{label} " for label in labels],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    return fig
