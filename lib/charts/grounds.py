"""What the claims of a question rest on: attributions as a thin bar for each side."""

from __future__ import annotations

from html import escape

import numpy as np
import plotly.graph_objects as go

from lib.analysis import questions
from lib.analysis.questions import GROUP_WORDS
from lib.charts import pieces
from lib.charts.board import LABELS, label_margin
from lib.dataset import codebook
from lib.dataset.store import Selection
from lib.view.theme import Theme

_HEIGHT, _BAR = 45, 21  # pixels for one bar with its caption, and of the bar
# How much of the text's colour a fill takes: the middle is left out, where neither the page's
# colour nor the text's would be legible on it.
_INK = (0.9, 0.84, 0.78, 0.72, 0.66, 0.34, 0.27, 0.2, 0.13, 0.06)
_OWN = 0.34  # of a value that a set adds


def figure(seen: Selection, storyline_id: str, theme: Theme, width: int = 640) -> go.Figure:
    """The attributions of each stance group as one thin bar, on one scale of events.

    A shade stands for the same attribution in all bars and in every figure. A piece too narrow
    for its name carries its number, and its name is in the line below the bar, in the same order.
    """
    found = questions.grounds(seen, storyline_id)
    found = {group: numbers for group, numbers in found.items() if numbers or group != "partly"}
    totals = {group: sum(numbers.values()) for group, numbers in found.items()}
    longest = max(1, *totals.values())
    known = dict(zip(codebook.vocabulary("events", "attribution"), _INK, strict=True))
    inks = {code: known.get(code, _OWN) for numbers in found.values() for code in numbers}
    # Data units are pixels downward, so that bars and captions keep their places.
    middles = {g: _HEIGHT * i + _BAR / 2 + 1 for i, g in enumerate(found)}
    bars, captions = [], []
    quiet = {"size": 12, "color": theme.quiet}
    for group, numbers in found.items():
        counts = np.array(list(numbers.values()), dtype=int)
        whole = [f"{codebook.label(code)} {n:,}" for code, n in numbers.items()]
        fits = [
            len(words) * 6.4 + 10 <= n * (width - LABELS) / longest
            for words, n in zip(whole, counts, strict=True)
        ]
        dark = [inks[code] > 0.5 for code in numbers]
        bars.append(
            {
                "type": "bar",
                "x": counts.tolist(),
                "y": [middles[group]] * len(counts),
                "base": (counts.cumsum() - counts).tolist(),
                "orientation": "h",
                "width": _BAR,
                "name": GROUP_WORDS[group],
                "customdata": list(numbers),
                "text": [w if f else f"{n:,}" for w, f, n in zip(whole, fits, counts, strict=True)],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {"size": 12, "color": [theme.page if d else theme.text for d in dark]},
                "marker": {
                    "color": [pieces.mixed(theme.page, theme.text, inks[c]) for c in numbers],
                    "line": {"color": [theme.page if d else theme.quiet for d in dark], "width": 1},
                },
                "hovertext": [
                    f"<b>{escape(w)}</b><br>of {totals[group]:,} that {GROUP_WORDS[group]}"
                    for w in whole
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "showlegend": False,
            }
        )
        rest = [
            f"{n:,} {codebook.label(code).lower()}"
            for (code, n), fit in zip(numbers.items(), fits, strict=True)
            if not fit
        ]
        if rest or not numbers:
            at = (0, middles[group] + _BAR / 2 + (9 if rest else -_BAR / 2))
            place = {"xanchor": "left", "yanchor": "middle", "xshift": -2, "font": quiet}
            captions.append(pieces.note(", ".join(rest) or "no event", at, place))
    labels = {middles[g]: pieces.counted(GROUP_WORDS[g], n, theme) for g, n in totals.items()}
    return pieces.figure(
        bars,
        {
            **pieces.look(theme),
            "height": _HEIGHT * len(found),
            "margin": {"l": label_margin(totals["deny-or-doubt"]), "r": 8, "t": 0, "b": 0},
            "barmode": "overlay",
            "dragmode": False,
            "annotations": captions,
            "xaxis": {"range": [0, longest], "visible": False, "fixedrange": True},
            "yaxis": pieces.named_axis(labels, (_HEIGHT * len(found), 0)),
        },
    )
