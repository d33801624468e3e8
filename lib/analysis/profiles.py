"""Profiles: one actor, what it says, what is said of it, whom it answers and who answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.analysis.actors import belonging_to, lineage
from lib.analysis.articles import CLAIMS
from lib.analysis.events import POLARITY_WORDS, RELATION_WORDS, Tie, Ties, in_order, introduced
from lib.charts import pieces
from lib.charts import theme as palette
from lib.charts import timeline_old as timeline
from lib.dataset import codebook, positions
from lib.dataset import text as texts
from lib.dataset.tables import Tables

LANES = ("says", "is spoken of")
_HEIGHTS = (90, 240)
_AXIS, _TOP, _LABEL, _SIDES = 38, 4, 20, 8
_MARKS = (10.0, 8.0, 6.5, 5.5, 5.0)
_GAP = 2.0
_MOST_ITEMS = 4
MOST_CLAIMS = 200


@dataclass(frozen=True)
class Profile:
    """What there is to read about one actor in the events in view.

    What it `says`, `spoken_of`, `answers` and `answered_by` are events as lines of a list, in date
    order. `answers` are events of others that its own respond to, `answered_by` events of others
    that respond to its own. `claimed` are sentences, those with most events first and at most
    MOST_CLAIMS of the `claims_in_all`. `claim_types`
    counts the events it speaks in by code, in the vocabulary's order; `articles` are the source_ids
    that tell them. `with_members` says whether those who belong to it count as it.
    """

    actor_id: str
    name: str
    introduction: str
    kind: str
    side: str
    aliases: tuple[str, ...]
    belongs_to: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    says: Sequence[Tie]
    spoken_of: Sequence[Tie]
    answers: Sequence[Tie]
    answered_by: Sequence[Tie]
    claimed: tuple[str, ...]
    claim_types: dict[str, int]
    articles: tuple[str, ...]
    with_members: bool
    claims_in_all: int = field(default=0, compare=False)


def profile(tables: Tables, keep: pd.Series, actor_id: str, with_members: bool = True) -> Profile:
    """The profile of one actor in the events kept; who it is does not depend on them.

    `with_members` counts all who belong to it as the actor itself, so that a state includes those
    who speak for it. Raises KeyError for an actor_id that is not in the table.
    """
    actor = tables.actors.loc[actor_id]
    everyone = belonging_to(tables.actors, [actor_id])
    counted = everyone if with_members else {actor_id}
    at, kept = tables.positions, positions.kept(keep)
    actors = tables.actors.index.get_indexer(pd.Index(sorted(counted)))
    parts = tables.groups("part_actor").of(actors)
    parts = parts[kept[at.part_event[parts]]]
    own, spoken_of = (
        np.unique(at.part_event[parts[at.part_speaks[parts] == speaks]]) for speaks in (True, False)
    )
    is_own = np.zeros(len(tables.events) + 1, dtype=bool)
    is_own[own] = True
    both = kept[at.reply_event] & kept[at.reply_to]
    reply, to = at.reply_event[both], at.reply_to[both]
    by_own, to_own = is_own[reply], is_own[to]
    types = np.bincount(
        at.claim_type[own], minlength=len(codebook.vocabulary("events", "claim_type"))
    )
    told = set(at.passage_source[tables.groups("passage_event").of(own)].tolist())
    members = tables.actors[tables.actors["actor_id"].isin(everyone - {actor_id})]
    claimed, claims_in_all = _claimed(tables, kept, actors)
    return Profile(
        actor_id=actor_id,
        name=tables.name(actor_id),
        introduction=introduced(tables, actor_id),
        kind=str(actor["kind"]),
        side=str(actor["side"]),
        aliases=tuple(
            texts.fenced(alias.strip())
            for alias in texts.cut(actor["aliases"], texts.NOTE).split(codebook.SEPARATOR)
            if alias.strip()
        ),
        belongs_to=tuple(tables.name(a) for a in lineage(tables.actors, actor_id)[1:]),
        members=tuple(members["name"].items()),
        says=in_order(tables, own),
        spoken_of=in_order(tables, spoken_of),
        answers=in_order(tables, np.unique(to[by_own & ~to_own])),
        answered_by=in_order(tables, np.unique(reply[to_own & ~by_own])),
        claimed=claimed,
        claims_in_all=claims_in_all,
        claim_types={
            c: int(n)
            for c, n in zip(codebook.vocabulary("events", "claim_type"), types, strict=True)
            if n
        },
        articles=tuple(tables.sources.index[sorted(told)]),
        with_members=with_members,
    )


def _claimed(tables: Tables, kept: np.ndarray, actors: np.ndarray) -> tuple[tuple[str, ...], int]:
    """What is claimed to hold between these actors and others, a sentence for each claim.

    Claims that differ in the item alone are one sentence with their items, those with most events
    first; each item has its number unless all the events have the same items. At most MOST_CLAIMS
    of them are put into words; the second is how many there are.
    """
    at = tables.positions
    rows = np.unique(
        np.concatenate([tables.groups(f"held_{end}").of(actors) for end in ("subject", "object")])
    )
    held = tables.relationships.iloc[rows[kept[at.held_event[rows]]]]
    alike = held.groupby(
        ["subject_id", "relation", "object_id", "polarity"], sort=False, observed=True
    )
    # Equal numbers keep the order in which the table first has them.
    most = _most_first(alike["event_id"].nunique())
    if len(most) > MOST_CLAIMS:
        wanted = pd.MultiIndex.from_tuples(most.index[:MOST_CLAIMS])
        rows_of = pd.MultiIndex.from_frame(
            held[["subject_id", "relation", "object_id", "polarity"]].astype(str)
        )
        held = held[rows_of.isin(wanted)]
    ends = pd.unique(pd.concat([held["subject_id"], held["object_id"]]))
    names = tables.actors.loc[ends, "name"].map(texts.fenced)
    polarity = held["polarity"].astype(str).map(POLARITY_WORDS)
    said = (polarity.str[:1].str.upper() + polarity.str[1:]).str.cat(
        [
            held["subject_id"].map(names),
            held["relation"].astype(str).map(RELATION_WORDS),
            held["object_id"].map(names),
        ],
        sep=" ",
    )
    # Equal numbers keep the order in which the table first has them.
    counts = _most_first(held["event_id"].groupby(said, sort=False).nunique())
    items = codebook.listed(held["item"].map(lambda cell: texts.cut(cell, texts.NOTE)))
    named = pd.DataFrame(
        {"said": said[items.index], "item": items, "event_id": held["event_id"][items.index]}
    )
    by_item = _most_first(named.groupby(["said", "item"], sort=False)["event_id"].nunique())
    sentences = tuple(
        _sentence(claim, int(n), by_item.xs(claim) if claim in by_item.index else by_item.iloc[:0])
        for claim, n in counts.items()
    )
    return sentences, len(most)


def _most_first(counts: pd.Series) -> pd.Series:
    return counts.sort_values(ascending=False, kind="stable")


def _sentence(claim: str, events: int, by_item: pd.Series) -> str:
    left = len(by_item) - _MOST_ITEMS
    shown = by_item.iloc[:_MOST_ITEMS] if left > 1 else by_item
    more = f" and {left} more" if left > 1 else ""
    if (by_item == events).all():
        named = f": {', '.join(shown.index)}{more}" if len(shown) else ""
        return f"{claim}{named} ({texts.count(events)})"
    named = ", ".join(f"{item} ({n})" for item, n in shown.items())
    return f"{claim} ({texts.count(events)}): {named}{more}"


def in_words(profile: Profile) -> list[str]:
    """The profile in two or three sentences: how much, of what types, in exchange with others."""
    heard = f"is spoken of in {len(profile.spoken_of) or 'none'}"
    if profile.says:
        spoken = texts.count(len(profile.says))
        told = texts.count(len(profile.articles), "article")
        first = f"Speaks in {spoken} told by {told}{_types(profile.claim_types)}; {heard}."
    else:
        first = f"Speaks in no event in view; {heard}."
    answers = texts.count(len(profile.answers)) if profile.answers else "no event"
    replies = len(profile.answered_by)
    heard_back = f"is answered by {texts.count(replies)}" if replies else "nobody answers it"
    sentences = [first, f"Answers {answers} of others; {heard_back}."]
    if profile.with_members and profile.members:
        members = texts.count(len(profile.members), "actor")
        counted = "is" if len(profile.members) == 1 else "are"
        sentences.append(f"With it {counted} counted {members}, listed below.")
    return sentences


def _types(counts: dict[str, int]) -> str:
    """The claim types with most events, two at most, as the rest of a sentence.

    The second is named only where the first is not more than half by itself.
    """
    top = sorted(counts.items(), key=lambda item: -item[1])[:2]
    if len(counts) > 2 and 2 * top[0][1] > sum(counts.values()):
        top = top[:1]
    named = " and ".join(f"{CLAIMS[code]} ({n})" for code, n in top)
    if len(counts) == len(top):
        return f": {named}"
    mostly = 2 * sum(n for _, n in top) > sum(counts.values())
    return f", {'mostly' if mostly else 'most often'} {named}"


def figure(tables: Tables, profile: Profile, theme: palette.Theme, width: int = 330) -> go.Figure:
    """The actor's events on a small timeline of two lanes, drawn for `width` pixels.

    Colour is the claim type; a translucent bar is the span of days that an uncertain date may
    mean, an arrowhead an end that is not known, a hollow dot a date known only approximately. The
    axis is that of the whole table. A mark's customdata is its event_id. 90 to 240 pixels high:
    dots get smaller where many fall together, and only what the smallest leave no room for makes
    the figure higher.
    """
    axis = pieces.padded(*timeline.extent(tables))
    lanes = dict(zip(LANES, (profile.says, profile.spoken_of), strict=True))
    around = _TOP + _AXIS + _LABEL * len(lanes)
    shown, size = _placed(tables, lanes, axis, width - 2 * _SIDES, _HEIGHTS[1] - around)
    rows = {lane: _rows(shown, lane) for lane in lanes}
    room = max(_HEIGHTS[0] - around, sum(rows.values()) * (size + _GAP))
    row = room / sum(rows.values())
    # Data units are pixels downward, so that labels and rows share one scale.
    tops = {lane: i * _LABEL + row * sum(list(rows.values())[:i]) for i, lane in enumerate(lanes)}
    top = pd.Series(tops).reindex(shown["lane"]).to_numpy()
    shown["y"] = top + _LABEL + (shown["row"] + 0.5) * row
    total = room + _LABEL * len(lanes)
    fig = go.Figure()
    colours = shown["claim_type"].map(theme.claim_type).tolist()
    fig.add_trace(_spans(shown, colours, size * 0.62))
    fig.add_trace(pieces.ends(shown, axis, shown["claim_type"].map(theme.claim_type), size))
    fig.add_trace(_dots(shown, colours, size, timeline.hover(tables, shown["event_id"])))
    for lane, at in tops.items():
        fig.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=-2,
            y=at + _LABEL / 2,
            yanchor="middle",
            text=f"{lane} <span style='color:{theme.quiet}'>{len(lanes[lane])}</span>",
            showarrow=False,
        )
    fig.add_hrect(y0=tops[LANES[1]], y1=total, fillcolor=theme.band, line_width=0, layer="below")
    fig.update_layout(
        height=round(total + _TOP + _AXIS),
        margin={"l": _SIDES, "r": _SIDES, "t": _TOP, "b": _AXIS},
        **pieces.look(theme),
        dragmode=False,
        barmode="overlay",
        xaxis={
            "type": "date",
            "range": list(axis),
            "gridcolor": theme.line,
            "tickfont": {"color": theme.quiet, "size": 12},
            "tickformat": "%b\n%Y",
            "nticks": max(2, width // 65),
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"range": [total, 0], "visible": False, "fixedrange": True},
    )
    return fig


def _counting_figure(tables: Tables, profile: Profile, theme: palette.Theme) -> go.Figure:
    """The same two lanes as bars that count; a bar's customdata is its range of days."""
    days = timeline.extent(tables)
    lanes = []
    for floor, ties in ((1.0, profile.says), (2.0, profile.spoken_of)):
        keep = np.zeros(len(tables.events), dtype=bool)
        keep[ties.places if isinstance(ties, Ties) else []] = True
        found = timeline.bins(tables, pd.Series(keep, tables.events.index), "claim_type", days)
        found["below"] = found.groupby("start")["count"].cumsum() - found["count"]
        lanes.append(found.assign(floor=floor))
    shown = pd.concat(lanes, ignore_index=True)
    shown["colour"] = shown["claim_type"].map(theme.claim_type)
    shown["text"] = timeline.bar_texts(shown)
    tallest = int(shown.groupby(["floor", "start"])["count"].sum().max())
    unit, _ = timeline.bin_starts(*days)
    bars = pieces.stacks(shown, 1.0, 0.74 / tallest, timeline.WHEN[unit])
    label = "{} <span style='color:{}'>{:,} by {}</span>"
    counts = zip(LANES, (len(profile.says), len(profile.spoken_of)), strict=True)
    layout = {
        **pieces.look(theme),
        "height": _HEIGHTS[1],
        "margin": {"l": _SIDES, "r": _SIDES, "t": _TOP, "b": _AXIS},
        "dragmode": False,
        "barmode": "overlay",
        "annotations": [
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "xshift": -2,
                "y": i + 0.1,
                "text": label.format(lane, theme.quiet, count, unit),
                "showarrow": False,
            }
            for i, (lane, count) in enumerate(counts)
        ],
        "xaxis": pieces.days_axis(pieces.padded(*days), theme)
        | {"fixedrange": True, "nticks": 5, "dtick": None, "tickfont": {"size": 12}},
        "yaxis": {"range": [2, 0], "visible": False, "fixedrange": True},
    }
    return go.Figure({"data": [bars], "layout": layout})


def _placed(
    tables: Tables,
    lanes: dict[str, Sequence[Tie]],
    axis: tuple[pd.Timestamp, pd.Timestamp],
    width: int,
    room: float,
) -> tuple[pd.DataFrame, float]:
    """The marks of both lanes, as `lib.charts.timeline.marks` has them, and the size that fits them."""
    boards = {lane: _in_one_lane(tables, ties) for lane, ties in lanes.items()}
    for size in _MARKS:
        # Marks are packed for dots of the timeline's size; smaller ones need less of the width.
        as_wide = round(width * pieces.MARK / size)
        shown = pd.concat(
            [
                timeline.marks(
                    board, pd.Series(True, index=board.events.index), "storyline", axis, as_wide
                ).assign(lane=lane)
                for lane, board in boards.items()
            ],
            ignore_index=True,
        )
        if sum(_rows(shown, lane) for lane in lanes) * (size + _GAP) <= room:
            break
    return shown, size


def _in_one_lane(tables: Tables, ties: Sequence[Tie]) -> Tables:
    """The tables with only these events, which the timeline draws in a single lane.

    It has a lane for each storyline, so all are given the same one.
    """
    places = (
        ties.places
        if isinstance(ties, Ties)
        else tables.events.index.get_indexer([t.event_id for t in ties])
    )
    board = tables.only(places)
    return replace(board, events=board.events.assign(storyline_id=tables.storylines.index[0]))


def _rows(shown: pd.DataFrame, lane: str) -> int:
    """How many rows a lane takes: one for its emptiness."""
    return (
        int(shown.loc[shown["lane"] == lane, "row"].max() + 1) if lane in set(shown["lane"]) else 1
    )


def _spans(shown: pd.DataFrame, colours: list[str], thickness: float) -> go.Bar:
    """The spans of uncertain dates; `thickness` in data units, which are pixels."""
    return go.Bar(
        base=shown["start"],
        x=(shown["end"] - shown["start"]) / pd.Timedelta(milliseconds=1),
        y=shown["y"],
        width=thickness,
        orientation="h",
        name="spans",
        marker={"color": colours, "opacity": pieces.SPAN, "line": {"width": 0}},
        hoverinfo="skip",
        showlegend=False,
    )


def _dots(shown: pd.DataFrame, colours: list[str], size: float, texts: pd.Series) -> go.Scatter:
    hollow = shown["approximate"].to_numpy()
    # A hollow dot's line is half outside it.
    line = max(size * 0.2, 1.2)
    return go.Scatter(
        x=shown["at"],
        y=shown["y"],
        mode="markers",
        name="events",
        customdata=shown["event_id"],
        text=texts.reindex(shown["event_id"]),
        hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": np.where(hollow, "circle-open", "circle").tolist(),
            "size": np.where(hollow, size - line, size).tolist(),
            # Plotly fades marks of several sizes unless told not to.
            "opacity": 1,
            "color": colours,
            "line": {"color": colours, "width": np.where(hollow, line, 0).tolist()},
        },
        # Streamlit answers a click; Plotly's own fading would say something else.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        showlegend=False,
    )
