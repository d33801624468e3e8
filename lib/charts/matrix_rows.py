"""Which rows and columns of a matrix are drawn together, and what a click on one picks."""

from collections import Counter

import pandas as pd

from lib.analysis import links

REST = "rest/"  # followed by the side of rows that are drawn together
ANSWERS = ("denies", "admits")  # who does keeps a row of its own as long as anybody
MUCH = 0.1  # a share of all events: sides below it go together before anybody who answers does
OTHER, OUTLETS = "Other sides", "News outlets"
SURE, SELDOM = 6, 3  # columns drawn in any case; the most events of a side that is not


def folded(
    found: pd.DataFrame, rows: int, columns: int, each: bool, seldom: float = SELDOM
) -> pd.DataFrame:
    """The cells with all but so many rows and columns in REST; counted unless `each` is drawn.

    Rows are drawn together with others of their side only, news outlets first; so are sides of at
    most `seldom` events in which nobody answers, if rows are too many.
    """
    found, answers = found.copy(), found["strand"].isin(ANSWERS)
    if found["source"].nunique() > rows:
        answer = found["side"].isin(found.loc[answers, "side"])
        few = found.groupby("side")["count"].transform("sum").le(seldom) & ~answer
        found["side"] = found["side"].mask(few, OTHER)
    answer = set(found.loc[answers, "source"])
    side = dict(zip(found["source"], found["side"], strict=True))
    totals = found.groupby("source")["count"].sum().to_dict()
    outlets = {i for i in totals if side[i] == OUTLETS}
    order = sorted(totals, key=lambda i: (i not in answer, i in outlets, -totals[i], i))
    alone = Counter(side[i] for i in order[rows:])
    rest = {i: REST + side[i] for i in order[rows:] if alone[side[i]] > 1}
    found["source"] = found["source"].replace(rest)
    counts = found.groupby("target")["count"].sum().drop("", errors="ignore").to_dict()
    order = sorted(counts, key=lambda i: (-counts[i], len(i), i))
    few = [i for n, i in enumerate(order) if n >= columns or (n >= SURE and counts[i] <= SELDOM)]
    if few:
        few = list({*few, *(i for i in order if i == "=Other")})
    if len(few) > 1:  # one alone keeps its name
        found["target"] = found["target"].replace(few, REST)
    if not each:
        by = ["source", "side", "sides", "target", "strand"]
        found = found.groupby(by, as_index=False, observed=True)["count"].sum()
    return found.sort_values("strand", kind="stable")


def picks(node: str) -> str:
    """What a click on the name of a row or column picks: an actor, or all of a node; or nothing.

    >>> picks("iran."), picks("iran.russia"), picks("")
    ('node:iran', 'edge:iran.russia', '')
    """
    if node.startswith(REST) or not node:
        return ""
    actor = links.actor(node)
    return f"node:{actor}" if actor else f"edge:{node}"
