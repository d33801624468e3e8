"""The events of one actor as a small timeline: what it says, and what is said of it."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib.analysis import chronology
from lib.analysis.chronology import Days
from lib.analysis.profiles import Profile
from lib.charts import packing, pieces, timeline, tooltips
from lib.dataset.store import Selection
from lib.dataset.tables import Tables
from lib.view.theme import Theme

_HEIGHTS = (90, 240)
_AXIS, _TOP, _LABEL, _SIDES = 38, 4, 20, 8
_MARKS = (10.0, 8.0, 6.5, 5.5, 5.0)
_GAP = 2.0


def figure(tables: Tables, profile: Profile, theme: Theme, width: int = 330) -> go.Figure:
    """The actor's events on a small timeline of two lanes, drawn for `width` pixels.

    Marks are as on the timeline: a translucent bar is the span of days that an uncertain date may
    mean, an arrowhead an end that is not known, an open dot what is not claimed as certain. The
    axis is that of the whole table. A mark's customdata is its event_id. 90 to 240 pixels high:
    dots get smaller where many fall together, and only what the smallest leave no room for makes
    the figure higher.
    """
    axis = pieces.padded(*chronology.extent(tables))
    lanes = {"speaks": profile.says, "others about it": profile.spoken_of}
    around = _TOP + _AXIS + _LABEL * len(lanes)
    shown, size = _placed(lanes, axis, width - 2 * _SIDES, _HEIGHTS[1] - around)
    rows = _rows(shown, lanes)
    room = max(_HEIGHTS[0] - around, sum(rows) * (size + _GAP))
    row = room / sum(rows)
    # Data units are pixels downward, so that labels and rows share one scale.
    tops = dict(zip(lanes, (0.0, _LABEL + row * rows[0]), strict=True))
    shown["y"] = shown["lane"].map(tops).astype(float) + _LABEL + (shown["row"] + 0.5) * row
    total = room + _LABEL * len(lanes)
    colours = shown["claim_type"].map(theme.claim_type)
    said, heard = (tooltips.of_events(tables, events) for events in lanes.values())
    labels = [
        pieces.note(
            f"{lane} <span style='color:{theme.quiet}'>{len(lanes[lane])}</span>",
            (0, top + _LABEL / 2),
            {"xref": "paper", "xanchor": "left", "xshift": -2, "yanchor": "middle"},
        )
        for lane, top in tops.items()
    ]
    dots = pieces.marks(shown, theme, size, {**said, **heard})
    # Half of an open dot's line is outside it; at these sizes both kinds must look alike.
    widths = np.where(shown["hedged"], max(size * 0.2, 1.2), 0)
    dots["marker"] |= {"size": (size - widths).tolist()}
    dots["marker"]["line"] |= {"width": widths.tolist()}
    spans = pieces.spans(shown, colours, size * 0.62)
    return pieces.figure(
        [spans, pieces.ends(shown, colours, size), dots],
        {
            **pieces.look(theme),
            "height": round(total + _TOP + _AXIS),
            "margin": {"l": _SIDES, "r": _SIDES, "t": _TOP, "b": _AXIS},
            "dragmode": False,
            "barmode": "overlay",
            "annotations": labels,
            "shapes": [pieces.band(tops["others about it"], total, theme)],
            "xaxis": {
                "type": "date",
                "range": [day.isoformat() for day in axis],
                "gridcolor": theme.line,
                "tickfont": {"color": theme.quiet, "size": 12},
                "tickformat": "%b\n%Y",
                "nticks": max(2, width // 65),
                "zeroline": False,
                "fixedrange": True,
            },
            "yaxis": {"range": [total, 0], "visible": False, "fixedrange": True},
        },
    )


def _placed(
    lanes: dict[str, Selection], axis: Days, width: int, room: float
) -> tuple[pd.DataFrame, float]:
    """The marks of both lanes, as `timeline.marks` has them, and the size that fits them."""
    marks = [
        pd.DataFrame(timeline.marks(events, "none", axis)).assign(lane=lane)
        for lane, events in lanes.items()
    ]
    together = pd.concat(marks, ignore_index=True)
    for size in _MARKS:
        # Marks are packed for dots of the timeline's size; smaller ones need less of the width.
        room = round(width * pieces.MARK / size)
        shown = together.assign(**packing.in_pixels(together, axis, room))
        ends = (shown[c].tolist() for c in ("lane", "first", "last"))
        shown["row"] = packing.rows(*ends)
        if sum(_rows(shown, lanes)) * (size + _GAP) <= room:
            break
    return shown, size


def _rows(shown: pd.DataFrame, lanes: dict[str, Selection]) -> list[int]:
    """How many rows each lane takes, an empty one too."""
    return [
        int(shown.loc[shown["lane"] == lane, "row"].max() + 1) if lanes[lane] else 1
        for lane in lanes
    ]
