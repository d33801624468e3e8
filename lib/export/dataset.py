"""The tables in view as a Frictionless Data Package, with the articles they quote."""

import json
import re
from typing import Any

import pandas as pd

from lib.analysis import rows
from lib.dataset import codebook
from lib.export.archive import steady_zip
from lib.export.statement import Statement
from lib.view.screen import Screen


def csv_bundle(screen: Screen, said: Statement) -> bytes:
    """A zip of the tables as CSV, `datapackage.json`, the tables' README and the articles.

    `lib.dataset.tables.load` opens it again. Without filters it holds every row. Under filters it
    holds the rows that belong to the events in view. What would point to a row that is not there
    is taken out, the entry of a list cell or else the whole row, and stands in the datapackage
    under `left_out`. The cells are exact: this CSV is for programs, not for spreadsheets.
    """
    tables = screen.tables
    # Without filters also what belongs to no event, such as an actor that is not mentioned yet.
    store = screen.seen.store
    whole = len(screen.seen) == store.value("SELECT count(*) FROM events")
    shown = {
        name: rows.complete(store, name) if whole else rows.in_view(screen.seen, name)
        for name in codebook.resources()
    }
    left_out = _close(shown)
    described = _descriptor(screen, said, left_out, whole)
    files = {
        codebook.resources()[name]["path"]: rows.as_stored(table) for name, table in shown.items()
    }
    files["datapackage.json"] = json.dumps(described, ensure_ascii=False, indent=2).encode() + b"\n"
    if tables.readme:
        files["README.md"] = tables.readme.encode()
    for source in shown["sources"].itertuples():
        if (article := tables.articles.get(str(source.source_id))) is not None:
            files[f"articles/{source.file}"] = article.encode()
    return steady_zip(files)


def _close(shown: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Take out of the tables what points to a row that is not there, and return it."""
    taken: list[dict[str, Any]] = []
    for key in codebook.references():
        table, known = shown[key.table], set(shown[key.other_table][key.other_column])
        if codebook.optional(key.other_table) and not known:
            continue  # without that table the cells hold words of the coder's own
        named = codebook.listed(table[key.column])
        pointing = named.index[~named.isin(known)].unique()
        if not key.many:
            gone = table.loc[pointing].to_dict("records")
            taken += [{"table": key.table, "row": row} for row in gone]
            shown[key.table] = table.drop(pointing).reset_index(drop=True)
            continue
        for index in pointing:
            cell = codebook.entries(table.at[index, key.column])
            outside = [entry for entry in cell if entry not in known]
            table.at[index, key.column] = codebook.SEPARATOR.join(e for e in cell if e in known)
            taken.append({"table": key.table, "id": table.iat[index, 0], key.column: outside})
    return taken


def _descriptor(
    screen: Screen, said: Statement, left_out: list[dict[str, Any]], whole: bool
) -> dict[str, Any]:
    about, own = screen.tables.about, codebook.descriptor()
    described: dict[str, Any] = {"$schema": own["$schema"]}
    if about.title == own["title"]:  # else the tables are somebody's own
        described["name"] = own["name"]
    described |= {"title": about.title, "description": about.description}
    if not whole:
        lines = said.lines()
        extract = f"An extract: {lines['Shown']}. Filters: {lines['Filters']}. {lines['Caution']}"
        if left_out:
            extract += " What pointed out of it was taken out and stands whole under `left_out`."
        described["description"] = f"{about.description}\n\n{extract}".strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", about.created):
        described["created"] = f"{about.created}T00:00:00Z"
    if said.sources:
        described["sources"] = [{"title": words} for words in said.sources.values()]
    described["statement"] = {"Title": said.title, "Note": said.note} | said.lines()
    resources = about.described()
    return described | {"left_out": left_out, "retired": about.retired, "resources": resources}
