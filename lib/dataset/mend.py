"""Corrections of tables that are certain: shown as a diff, and written when they are agreed to."""

import csv
import difflib
import io
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib.dataset import actions, check_file, codebook, csv_file, dates, disk, passages
from lib.dataset.merge import Change
from lib.dataset.problems import Problem, TablesError
from lib.dataset.sheet import Cells, Sheet

PART = ".mend.part"


def mended(folder: Path, articles: Path) -> dict[str, tuple[bytes, bytes]]:
    """Each file that can be corrected, as it is and as it would be.

    Certain are: dates of one reading, spaces, capitals and separators in ids and codes, quote
    marks typed in another way than the article's, files in another encoding or with semicolons.
    """
    about = codebook.about(folder)
    old: dict[str, bytes] = {}
    sheets: dict[str, Sheet] = {}
    for table, resource in codebook.resources().items():
        try:
            found, problems = csv_file.read(folder, resource["path"], codebook.columns(table))
        except TablesError:
            continue  # not a table that can be read; the check says why
        old[table] = (folder / resource["path"]).read_bytes()
        plain = _plain_file(old[table], found.delimiter) if problems else old[table]
        try:
            sheets[table] = Sheet(table, plain)
        except UnicodeDecodeError:
            continue
    ids = {t: {row[codebook.columns(t)[0]] for row in s.rows} for t, s in sheets.items()}
    texts = _texts(sheets, articles)
    for table, sheet in sheets.items():
        for row in sheet.rows:
            better = {
                one["name"]: _cell(table, one, row[one["name"]], ids)
                for one in about.fields(table)
                if row.get(one["name"])
            }
            if table == "evidence" and (text := texts.get(row.get("source_id", ""))):
                better["exact"] = _quote(text, row["exact"])
            if any(row[column] != value for column, value in better.items()):
                sheet.change(row, row | better)
    new = {codebook.resources()[t]["path"]: (old[t], sheet.data()) for t, sheet in sheets.items()}
    return {name: both for name, both in new.items() if both[0] != both[1]}


def _text(data: bytes) -> str:
    """A file as text, whether it is in UTF-8 or as Windows writes it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _plain_file(data: bytes, delimiter: str) -> bytes:
    """A file as UTF-8 with commas; the bytes themselves where their encoding is not certain."""
    text = _text(data)
    if text.encode() not in data and re.search("Ã.|â€|\ufffd", text):
        return data  # not UTF-8, but a part of it is
    out = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _texts(sheets: dict[str, Sheet], articles: Path) -> dict[str, str]:
    rows: list[Cells] = sheets["sources"].rows if "sources" in sheets else []
    paths = {row["source_id"]: articles / Path(row["file"]).name for row in rows if row.get("file")}
    return {s: p.read_bytes().decode(errors="replace") for s, p in paths.items() if p.is_file()}


def _plain(code: str) -> str:
    return re.sub(r"[\s_-]+", "-", code.strip().casefold())


def _cell(table: str, field: dict[str, Any], value: str, ids: dict[str, set[str]]) -> str:
    """A cell as it was certainly meant; the cell itself where that is not certain."""
    column, limits = field["name"], field.get("constraints", {})
    if vocabulary := limits.get("enum"):
        meant = [code for code in vocabulary if _plain(code) == _plain(value)]
        return meant[0] if len(meant) == 1 else value
    if (table, column) in codebook.DATES:
        found = dates.meant(value)
        return found[0] if len(found) == 1 else value
    key = next((k for k in codebook.references() if (k.table, k.column) == (table, column)), None)
    if key and ids.get(key.other_table):
        known = ids[key.other_table]
        pattern = codebook.constraints(key.other_table, key.other_column).get("pattern", "")
        parts = check_file.entries(value) if key.many else [value]
        meant = [p if p in known else check_file.id_like(p, pattern) for p in parts]
        return codebook.SEPARATOR.join(dict.fromkeys(meant)) if set(meant) <= known else value
    return value.strip() if limits.get("maxLength") or limits.get("pattern") else value


def _quote(text: str, exact: str) -> str:
    if exact and not passages.find(text, exact) and (place := passages.alike(text, exact)):
        return text[place.start : place.end]
    return exact


def diff(found: dict[str, tuple[bytes, bytes]]) -> str:
    """The corrections as a unified diff with a line for each cell."""
    lines: list[str] = []
    for name, both in found.items():
        before, after = (
            [
                f"{next(iter(r.values()))} {c}: {v}"
                for r in _rows(name, data)
                for c, v in r.items()
                if v
            ]
            for data in both
        )
        cells = difflib.unified_diff(before, after, name, f"{name}, corrected", n=0, lineterm="")
        lines += [line for line in cells if not line.startswith("@@")]
        lines += [f"{name}: saved as UTF-8 with commas"] if before == after else []
    return "\n".join(lines)


def _rows(name: str, data: bytes) -> list[Cells]:
    """The rows of a file, whatever is wrong with them."""
    columns = codebook.columns(name.removesuffix(".csv"))
    text = io.StringIO(_text(data), newline="")
    labels, *rows = csv.reader(text, delimiter=csv_file.delimiter_of(data, columns))
    empty = dict.fromkeys(columns, "")
    return [empty | dict(zip(labels, row, strict=False)) for row in rows if row]


def write(folder: Path, found: dict[str, tuple[bytes, bytes]], coder: str) -> Path:
    """Write the corrections and note them in the journal as one action of the coder's.

    The files as they were are kept in the folder that is returned. Raises TablesError where
    somebody edits the folder or it cannot be written.
    """
    kept = folder / f"before-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    with disk.locked(folder, "make mend"):
        told, cut_off = actions.read(folder)
        if cut_off:
            remedy = "Open the tables once with make code, which finishes it."
            problem = ("journal", actions.JOURNAL, 0, "", "", "ends in an action cut off.", remedy)
            raise TablesError([Problem(*problem)])
        changes = [
            Change(name.removesuffix(".csv"), before, after)
            for name, both in found.items()
            for before, after in zip(*(_rows(name, data) for data in both), strict=True)
            if before != after
        ]
        try:
            part = folder / PART
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            kept.mkdir()
            for name, (old, new) in found.items():
                disk.write(kept / name, old, keep=True)
                disk.write(part / name, new, keep=True)
            for name in found:
                (part / name).replace(folder / name)
            disk.flush(folder)
            part.rmdir()
        except OSError as error:
            raise disk.failed(folder.name, error) from error
        number, marks = len(told) + 1, {"kept": kept.name}
        line = actions.action(number, coder, f"corrected: {', '.join(found)}", changes, marks)
        actions.append(folder, line, {"saved": number})
    return kept


def main(elsewhere: str = "") -> int:
    """Show the corrections, ask, and write them; exit code 1 where something went wrong."""
    try:
        folder, articles = codebook.data_folders(elsewhere)
        found = mended(folder, articles)
        if not found:
            print("Nothing that can be corrected for certain. See: make check")
            return 0
        print(diff(found))
        if input("Write these corrections? [y/N] ").strip().lower() not in ("y", "yes"):
            print("Nothing was changed.")
            return 0
        print(f"Written. The files as they were: {write(folder, found, actions.coder_here())}")
    except (TablesError, ValueError) as error:
        print(error)
        return 1
    return 0
