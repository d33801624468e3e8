"""Two selections of the same table, A and B: what only one of them has, what both have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd
import plotly.graph_objects as go

from lib import drawing, package, palette
from lib import filters as filtering
from lib.address import PAIR
from lib.claims import RELATION_WORDS
from lib.filters import Filters
from lib.tables import Tables

ALL = "All events"
SHARED = ("claim_type", "attribution", "stance")
_ROW, _BAR = 26, 0.7
_HEADING, _FOOT = 30, 8
# Room beside the longest bar for its number.
_ROOM = 1.22


@dataclass(frozen=True)
class Difference:
    """What A and B have of one kind, as labels: those with most events first, then by alphabet."""

    what: str
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    both: tuple[str, ...]


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
    found = []
    for what, (codes, labels) in _kinds(tables).items():
        entries = pd.DataFrame({"event_id": codes.index, "code": codes.to_numpy()})
        entries = entries.drop_duplicates()
        in_a, in_b = (entries["event_id"].map(side).astype(bool) for side in (a, b))
        held = pd.DataFrame({"a": in_a, "b": in_b, "either": in_a | in_b})
        counts = held.groupby(entries["code"]).sum()
        counts["label"] = counts.index.map(labels)
        counts = counts.sort_values(["either", "label"], ascending=[False, True])
        of_a, of_b = counts["a"] > 0, counts["b"] > 0
        if (of_a | of_b).any():
            only_a, only_b, both = (
                tuple(counts.loc[rows, "label"])
                for rows in (of_a & ~of_b, of_b & ~of_a, of_a & of_b)
            )
            found.append(Difference(what, only_a, only_b, both))
    return found


def _kinds(tables: Tables) -> dict[str, tuple[pd.Series, Mapping[str, str]]]:
    """For each kind the codes that an event has, indexed by event_id, and their labels."""
    events, labels = tables.events, filtering.options(tables)
    items = package.listed(events["items"])
    parts = {part: rows.set_index("event_id") for part, rows in tables.parts.groupby("part")}
    none = tables.parts.iloc[:0].set_index("event_id")
    return {
        "Claim types": (events["claim_type"].astype(str), labels["claim_type"]),
        "Storylines": (events["storyline_id"], labels["storyline"]),
        "Speakers": (parts.get("speaker", none)["actor_id"], labels["actor"]),
        "Actors spoken about": (parts.get("target", none)["actor_id"], labels["actor"]),
        "Sources": (tables.evidence.set_index("event_id")["source_id"], labels["source"]),
        "Items": (items, {i: i for i in items.unique()}),
        "Relations claimed": _relations(tables),
    }


def _relations(tables: Tables) -> tuple[pd.Series, dict[str, str]]:
    held = tables.relationships.set_index("event_id")
    names = tables.actors["name"]
    relation, polarity = held["relation"].astype(str), held["polarity"].astype(str)
    codes = held["subject_id"].str.cat([relation, held["object_id"], polarity], sep=PAIR)
    said = (
        held["subject_id"]
        .map(names)
        .str.cat([relation.map(RELATION_WORDS), held["object_id"].map(names)], sep=" ")
    )
    said = said + " (" + polarity.map(package.label).str.lower() + ")"
    return codes, dict(zip(codes, said, strict=True))


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


def _listed(labels: tuple[str, ...], most: int) -> str:
    named, left = list(labels[:most]), len(labels) - most
    if left > 0:
        named.append(f"{left} more")
    # A label such as “Weekly Two, June 2023” has a comma of its own.
    if any("," in label for label in named):
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
    values = tables.events[column].astype(str)
    vocabulary = list(package.vocabulary("events", column))
    found = pd.DataFrame(
        {
            side: values[keep.to_numpy()].value_counts().reindex(vocabulary, fill_value=0)
            for side, keep in (("a", a), ("b", b))
        }
    ).rename_axis(column)
    for side in ("a", "b"):
        found[f"share_{side}"] = found[side] / max(int(found[side].sum()), 1)
    return found[(found["a"] > 0) | (found["b"] > 0)]


def figure(tables: Tables, a: pd.Series, b: pd.Series, theme: palette.Theme) -> go.Figure:
    """The claim types of A and B as bars to the left and to the right, on one scale of events.

    Every bar carries its number; a bar's customdata is its claim type.
    """
    found = shares(tables, a, b, "claim_type")
    labels = [package.label(code) for code in found.index]
    rows = list(range(len(found)))
    colours = [theme.claim_type[code] for code in found.index]
    longest = max([1, *found["a"], *found["b"]]) * _ROOM
    fig = go.Figure()
    for side, sign, align in (("a", -1, "left"), ("b", 1, "right")):
        total = int(found[side].sum())
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
                    f"<b>{escape(label)}</b><br>{side.upper()}: {n} of {_events(total)} ({s:.0%})"
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
                text=[f" {n} " for n in found[side]],
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
            text=f"<b>{side.upper()}</b> <span style='color:{theme.quiet}'>{_events(total)}</span>",
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


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"
