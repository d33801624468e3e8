"""Which rows and columns of a matrix are drawn together where there is no room for all."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from lib.analysis import links
from lib.analysis.links import GROUP
from lib.dataset.tables import Tables

REST = "rest"  # followed by the side of rows that are drawn together


def folded(
    tables: Tables, found: pd.DataFrame, rows: int, columns: int, each: bool
) -> pd.DataFrame:
    """The arrows with all but so many rows and columns in REST; counted unless `each` is drawn.

    Rows are drawn together with others of their side only.
    """
    found = found.copy()
    for end, most in (("source", rows), ("target", columns)):
        totals = found.groupby(end)["count"].sum().to_dict()
        order = sorted(totals, key=lambda i: (-totals[i], not links.actor(i), i))
        side = {i: links.side_of(tables, i) if end == "source" and i else "" for i in order}
        folded = order[most:] if len(order) > most + 1 else []  # one alone keeps its name
        sides = {side[i] for i in folded}
        if end == "source":  # with what is already a group of the side
            folded += [i for i in order[:most] if i.startswith(GROUP) and side[i] in sides]
        elif folded:
            folded += [i for i in order[:most] if i in (GROUP, f"{GROUP}Other")]
        alone = Counter(side[i] for i in folded)
        rest = {i: f"{REST}{side[i]}" for i in folded if alone[side[i]] > 1}
        found[end] = found[end].map(lambda i, rest=rest: rest.get(i, i))
    if not each:
        by = ["source", "target", "strand"]
        found = found.groupby(by, as_index=False, observed=True)["count"].sum()
    return found.sort_values("strand", kind="stable")
