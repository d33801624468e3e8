"""The claim types of two selections, A and B, as bars to the left and to the right."""

from html import escape

import plotly.graph_objects as go

from lib.analysis import comparison
from lib.charts import pieces
from lib.dataset import codebook, text
from lib.dataset.store import Selection
from lib.view.theme import Theme

_ROW, _BAR = 26, 0.7
_HEADING, _FOOT = 30, 8
_ROOM = 1.22  # room beside the longest bar for its number


def figure(a: Selection, b: Selection, theme: Theme) -> go.Figure:
    """The claim types of A and B, on one scale of events.

    Every bar carries its number; a bar's customdata is its claim type.
    """
    found = comparison.claim_types(a, b)
    labels = [codebook.label(code) for code in found.index]
    rows = list(range(len(found)))
    colours = [theme.claim_type[code] for code in found.index]
    longest = max([1, *found["a"], *found["b"]]) * _ROOM
    traces: list[pieces.Trace] = []
    headings = []
    for side, sign, align, events in (("A", -1, "left", a), ("B", 1, "right", b)):
        counts = found[side.lower()].tolist()
        total, share = text.count(len(events)), max(len(events), 1)
        traces.append(
            {
                "type": "bar",
                "x": [sign * n for n in counts],
                "y": rows,
                "orientation": "h",
                "width": _BAR,
                "name": side,
                "customdata": list(found.index),
                "marker": {"color": colours, "line": {"width": 0}},
                "hovertext": [
                    f"<b>{escape(label)}</b><br>{side}: {n:,} of {total} ({n / share:.0%})"
                    for label, n in zip(labels, counts, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "showlegend": False,
            }
        )
        # A bar of no length has no outside of its own, so the numbers stand as texts.
        traces.append(
            pieces.points(
                f"numbers of {side}",
                [sign * n for n in counts],
                rows,
                mode="text",
                text=[f" {n:,} " for n in counts],
                textposition=f"middle {align}",
                textfont={"color": [theme.text if n else theme.quiet for n in counts]},
                cliponaxis=False,
            )
        )
        place = {"xanchor": "right" if sign < 0 else "left", "xshift": sign * 6}
        place |= {"yref": "paper", "yanchor": "bottom"}
        heading = f"<b>{side}</b> <span style='color:{theme.quiet}'>{total}</span>"
        headings.append(pieces.note(heading, (0, 1), place))
    # Parts the two halves, which have the same colour.
    line = {"color": theme.page, "width": 3}
    parting = {"type": "line", "x0": 0, "x1": 0, "yref": "y domain", "y0": 0, "y1": 1, "line": line}
    return pieces.figure(
        traces,
        {
            **pieces.look(theme),
            "height": _ROW * len(rows) + _HEADING + _FOOT,
            "margin": {"l": 8, "r": 8, "t": _HEADING, "b": _FOOT},
            "dragmode": False,
            "barmode": "overlay",
            "annotations": headings,
            "shapes": [*(pieces.band(r - 0.5, r + 0.5, theme) for r in rows[::2]), parting],
            "xaxis": {"range": [-longest, longest], "showticklabels": False, **pieces.STILL},
            "yaxis": {
                "range": [len(rows) - 0.5, -0.5],
                "tickvals": rows,
                "ticktext": [f"{label} " for label in labels],
                "automargin": True,
                **pieces.STILL,
            },
        },
    )
