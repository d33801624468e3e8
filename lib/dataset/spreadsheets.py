"""Cells as a spreadsheet may have them: none begins a formula; and as they were before."""

import re
from collections.abc import Callable

import pandas as pd
from pandas.api.types import is_numeric_dtype

# What begins a formula, or is skipped before one.
SIGNS = "=+-@\0\t\r\n＝＋－＠"
# A plain negative number is none.
_FORMULA = re.compile(rf"(?!-\d+(?:\.\d+)?\Z)'*[{re.escape(SIGNS)}]", re.ASCII)


def harmless(cell: str) -> str:
    """The text as a spreadsheet may have it: an apostrophe before what would begin a formula.

    So that `read_back` knows which apostrophe is not the text's own, a text that begins with
    apostrophes and such a sign behind them gets one more; no other text is changed. The signs are
    those of OWASP: https://owasp.org/www-community/attacks/CSV_Injection and ASVS 1.2.10.

    >>> [harmless(c) for c in ("=1+1", "'=1+1", "-1+1", "-1.5", "a=b")]
    ["'=1+1", "''=1+1", "'-1+1", '-1.5', 'a=b']
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def read_back(cell: str) -> str:
    """The text that `harmless` was given; a text that it cannot have given comes back as it is.

    >>> [read_back(c) for c in ("'=1+1", "''=1+1", "'Yes', he said", "=1+1")]
    ['=1+1', "'=1+1", "'Yes', he said", '=1+1']
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def changed(rows: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """The rows with the cells changed that begin with a sign or an apostrophe, numbers left."""
    changed = rows.copy()
    for column in rows.columns[[not is_numeric_dtype(t) for t in rows.dtypes]]:
        cells = rows[column].astype(str)
        marked = cells.str[:1].isin([*SIGNS, "'"])
        if marked.any():
            changed[column] = cells.mask(marked, cells[marked].map(change))
    return changed
