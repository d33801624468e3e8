"""The tables in view as a Frictionless Data Package, with the articles they quote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from lib.analysis import rows as records
from lib.dataset import codebook, positions
from lib.export.archive import steady_zip
from lib.export.statement import Statement
from lib.view.screen import Screen

LEFT_OUT = "left_out"


def csv_bundle(screen: Screen, said: Statement) -> bytes:
    """A zip: the seven tables as CSV, `datapackage.json`, the README that stands beside the tables,
    if any, and the articles under `articles/`.

    `lib.dataset.tables.load` opens it again. Under no filter it holds every row, as it stands. Under
    filters it holds the rows that belong to the events in view, and no id in it points to a row
    that is not there: an entry of a list cell that would (`responds_to`) is taken out of its cell,
    a row that would (a tension with only one of its events in view) is taken out of its table.
    What was taken out stands in the datapackage under LEFT_OUT, whole. The cells are exact: this
    CSV is for programs, not for spreadsheets. An article that is not here is not in it either.
    """
    tables = screen.tables
    rows = {name: _rows(screen, name) for name in codebook.resources()}
    left_out = _close(rows)

    def files() -> Iterator[tuple[str, bytes]]:
        for name, table in rows.items():
            yield codebook.resources()[name]["path"], records.as_stored(table)
        described = _descriptor(screen, said, left_out)
        yield (
            "datapackage.json",
            json.dumps(described, ensure_ascii=False, indent=2).encode() + b"\n",
        )
        if screen.tables.readme:
            yield "README.md", screen.tables.readme.encode()
        for source in rows["sources"].itertuples():
            if (text := tables.articles.get(str(source.source_id))) is not None:
                yield f"articles/{source.file}", text.encode()

    return steady_zip(files())


def _rows(screen: Screen, name: str) -> pd.DataFrame:
    if not screen.keep.all():
        return records.in_view(screen.tables, screen.keep, name)
    # Also what no event is tied to, such as an actor that is not mentioned yet.
    table: pd.DataFrame = getattr(screen.tables, name)
    return table[codebook.columns(name)].reset_index(drop=True)


def _close(rows: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Take out of the tables what points to a row that is not there, and give it back."""
    taken: list[dict[str, Any]] = []
    for key in codebook.references():
        table, other = rows[key.table], rows[key.other_table][key.other_column]
        named = codebook.listed(table[key.column])
        pointing = named.index[positions.places(named, pd.Index(other)) < 0].unique()
        if pointing.empty:
            continue
        if not key.many:
            taken += [
                {"table": key.table, "row": row}
                for row in table.loc[pointing].astype(str).to_dict("records")
            ]
            rows[key.table] = table.drop(pointing).reset_index(drop=True)
            continue
        known, cells = set(other), table[key.column].tolist()
        for index in pointing:
            entries = [e for e in cells[index].split(codebook.SEPARATOR) if e.strip()]
            outside = [e for e in entries if e.strip() not in known]
            cells[index] = codebook.SEPARATOR.join(e for e in entries if e not in outside)
            row_id = table.iat[index, 0]
            taken.append(
                {"table": key.table, "id": row_id, key.column: [e.strip() for e in outside]}
            )
        rows[key.table] = table.assign(**{key.column: pd.array(cells, dtype="str")})
    return taken


def _descriptor(screen: Screen, said: Statement, left_out: list[dict[str, Any]]) -> dict[str, Any]:
    about, own = screen.tables.about, codebook.descriptor()
    described: dict[str, Any] = {"$schema": own["$schema"]}
    if about.title == own["title"]:  # else the tables are others, of the same make
        described["name"] = own["name"]
    described |= {"title": about.title, "description": about.description}
    if not screen.keep.all():
        described["description"] = f"{about.description}\n\n{_extract(said, left_out)}".strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", about.created):
        described["created"] = f"{about.created}T00:00:00Z"
    if said.sources:
        described["sources"] = [{"title": words} for words in said.sources.values()]
    described["statement"] = {"Title": said.title, "Note": said.note} | said.lines()
    described[LEFT_OUT] = left_out
    described["resources"] = codebook.described(screen.tables.sides)
    return described


def _extract(said: Statement, left_out: list[dict[str, Any]]) -> str:
    lines = said.lines()
    words = f"An extract: {lines['Shown']}. Filters: {lines['Filters']}. {lines['Caution']}"
    if not left_out:
        return words
    tensions = sum("row" in taken for taken in left_out)
    return (
        f"{words} What pointed to events outside the extract was taken out of its tables and "
        f"stands under `{LEFT_OUT}`, whole: tensions, {tensions:,}; events that answer such an "
        f"event (`responds_to`), {len(left_out) - tensions:,}."
    )
