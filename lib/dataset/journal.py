"""The journal of an editing session: each action is a line on disk before it counts.

`journal.jsonl` stands beside the tables. An action is written to it and flushed to the disk, then
the files it changes are replaced by checked copies; a line that says so ends it. Whoever opens the
folder next finishes an action that was cut off between the two. Nothing else here writes tables.
"""

from __future__ import annotations

import csv
import getpass
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from lib.dataset import check, check_file, codebook, disk, files
from lib.dataset.merge import Change, Clash, ClashError, id_of, key_of, merged, place_of
from lib.dataset.problems import Problem, TablesError, row_of
from lib.dataset.sheet import Cells, LeftOut, Sheet
from lib.dataset.tables import README

JOURNAL = "journal.jsonl"
EDITING = "CLAIMS_CODE"  # who codes; editing is off where it is empty
_PART = ".journal.part"


def _change(line: dict[str, Any]) -> Change:
    return Change(line["table"], line["before"], line["after"], line["at"])


def _name(table: str) -> str:
    """The file that a table is kept in."""
    return README if table == "left_out" else f"{table}.csv"


def coder_here() -> str:
    """Who edits: the environment variable CLAIMS_CODE, or else whoever is signed in."""
    try:
        return os.environ.get(EDITING) or getpass.getuser()
    except (OSError, KeyError):
        return "coder"


class Journal:
    """An open editing session over one folder of tables; only one can be open at a time.

    Opening finishes what was cut off; cells that others changed since are listed in `clashes` and
    left as they are. Raises TablesError where the folder cannot be edited, with the reason.
    """

    def __init__(self, folder: Path, articles: Path, coder: str) -> None:
        self.folder, self.articles, self.coder = folder, articles, coder
        self.clashes: list[Clash] = []
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._files: dict[str, Sheet | LeftOut] = {}
        self._known: Counter[Problem] | None = None
        self._read_before: dict[str, tuple[Any, check_file.Read]] = {}
        self._lock = disk.locked(folder, coder)
        try:
            self.actions, cut_off = self._read()
            shutil.rmtree(folder / _PART, ignore_errors=True)
            self._read_files()
            if cut_off:
                self._finish(self.actions[-1])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let others edit the folder."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What is there

    def rows(self, table: str) -> list[Cells]:
        """The rows of a table, of `drafts` or of `left_out`, as they stand now."""
        if table == "drafts":
            return list(self._drafts().values())
        self._read_files()
        return self._files[table].rows if table in self._files else []

    def _drafts(self) -> dict[tuple[str, ...], Cells]:
        found: dict[tuple[str, ...], Cells] = {}
        for action in self.actions:
            for change in action["changes"]:
                if change["table"] == "drafts":
                    cells = change["after"] or change["before"]
                    found.pop(key := key_of("drafts", cells), None)
                    if change["after"]:
                        found[key] = cells
        return found

    def history(self, table: str, *key: str) -> list[dict[str, Any]]:
        """The actions that changed a row, oldest first, each with that `change` alone."""
        return [
            {**action, "change": change}
            for action in self.actions
            for change in action["changes"]
            if change["table"] == table and tuple(change["id"]) == key
        ]

    def next_id(self, table: str) -> str:
        """The id after the highest that was ever used: in the table, by the journal, or retired."""
        column = codebook.columns(table)[0]
        pattern = codebook.constraints(table, column)["pattern"]
        used = [row[column] for row in self.rows(table)]
        used += [c["id"][0] for a in self.actions for c in a["changes"] if c["table"] == table]
        used += codebook.about(self.folder).retired.get(table, {})
        highest = max((int(i[1:]) for i in used if i[1:].isdecimal()), default=0)
        return check_file.numbered_like(str(highest + 1), pattern)

    # Actions

    def commit(self, said: str, changes: Iterable[Change], **marks: int) -> None:
        """Save an action, which `said` names; when this returns, it is on the disk.

        Raises ClashError where others changed the same cells, TablesError with problems that the
        tables would have and have not now, or where the folder cannot be written.
        """
        settled = self._settled(changes)
        if not settled:
            return
        try:
            _, _, problems = self._tried(settled, keep=True)
            if problems:
                raise TablesError(problems)
            action: dict[str, Any] = {
                "n": len(self.actions) + 1,
                "time": datetime.now(UTC).isoformat(timespec="seconds"),
                "coder": self.coder,
                "said": said,
                **marks,
                "changes": [{"id": id_of(c), **asdict(c)} for c in settled],
            }
            self._append(action)
            self.actions.append(action)
            self._replace(settled, len(self.actions))
        finally:
            shutil.rmtree(self.folder / _PART, ignore_errors=True)

    def tried(self, changes: Iterable[Change]) -> tuple[list[Problem], list[Problem]]:
        """Problems and remarks that the rows of an action would have in the check of all tables."""
        settled = self._settled(changes)
        try:
            return self._tried(settled, keep=False)[:2]
        finally:
            shutil.rmtree(self.folder / _PART, ignore_errors=True)

    @property
    def can_undo(self) -> str:
        """What the action says that `undo` would take back; empty where there is none."""
        done, _ = self._stacks()
        return str(self.actions[done[-1] - 1]["said"]) if done else ""

    @property
    def can_redo(self) -> str:
        """What the action says that `redo` would bring back; empty where there is none."""
        _, undone = self._stacks()
        return str(self.actions[undone[-1] - 1]["said"]) if undone else ""

    def undo(self) -> None:
        """Take the last action back, whoever took it and whenever; itself an action."""
        number = self._stacks()[0][-1]
        changes = [_change(c).inverted() for c in self.actions[number - 1]["changes"]]
        self.commit(f"Undo: {self.can_undo}", changes, undoes=number)

    def redo(self) -> None:
        """Take the action again that was taken back last."""
        number = self._stacks()[1][-1]
        changes = [_change(c) for c in self.actions[number - 1]["changes"]]
        self.commit(f"Redo: {self.can_redo}", changes, redoes=number)

    def _stacks(self) -> tuple[list[int], list[int]]:
        """The numbers of the actions that stand, and of those taken back and not yet lost."""
        done: list[int] = []
        undone: list[int] = []
        for action in self.actions:
            if "undoes" in action:
                undone.append(done.pop())
            elif "redoes" in action:
                done.append(undone.pop())
            elif {change["table"] for change in action["changes"]} != {"drafts"}:
                done.append(action["n"])
                undone.clear()
        return done, undone

    # How

    def _settled(self, changes: Iterable[Change]) -> list[Change]:
        """The changes as they fit the rows of now; raises ClashError where they do not."""
        self._read_files()
        rows = {t: f.rows for t, f in self._files.items()} | {"drafts": [*self._drafts().values()]}
        settled, clashes = [], []
        for change in changes:
            present = rows[change.table] if change.table in rows else self._article(change)
            at = place_of(change, present)
            now = None if at is None else present[at]
            found, wrong = merged(change, now)
            clashes += wrong
            if not wrong and found != now:
                settled.append(Change(change.table, now, found, change.at if now is None else at))
        if clashes:
            raise ClashError(clashes)
        return settled

    def _article(self, change: Change) -> list[Cells]:
        """The article that a change is about, as the one row of a table, if it is here."""
        name = (change.after or change.before or {})["file"]
        path = self.articles / Path(name).name
        return [{"file": name, "text": path.read_bytes().decode()}] if path.is_file() else []

    def _tried(
        self, changes: Sequence[Change], keep: bool
    ) -> tuple[list[Problem], list[Problem], list[Problem]]:
        """Check the files as they would be, written beside the tables.

        Gives problems and remarks of the rows that change, and all problems there are not now.
        """
        if all(change.table == "drafts" for change in changes):
            return [], [], []
        try:
            touched = self._put(changes, keep)
        except OSError as error:
            raise disk.failed(self.folder.name, error) from error
        own = self.folder / _PART / files.ARTICLES[0]
        found = self._examined(own.parent, own if own.is_dir() else self.articles)
        new = _counted(found.problems)
        if new:
            if self._known is None:
                now = self._examined(self.folder, self.articles)
                self._known = _counted(now.problems)
            new -= self._known
        return (
            [p for p in found.problems if (p.file, p.row) in touched],
            [p for p in found.remarks if (p.file, p.row) in touched],
            [p for p in found.problems if _counted([p]) & new],
        )

    def _examined(self, folder: Path, articles: Path) -> check.Examined:
        """The check of the tables; a file that was read before is not read again."""

        def read(place: Path, table: str, about: codebook.About) -> check_file.Read:
            path = place / _name(table)
            mark = (about, _mark(path))
            if (kept := self._read_before.get(table)) is None or kept[0] != mark:
                self._read_before[table] = kept = (mark, check_file.read(place, table, about))
            problems, rows = kept[1]
            return [*problems], rows

        return check.examine(folder, articles, read)

    def _put(self, changes: Sequence[Change], keep: bool) -> set[tuple[str, int]]:
        """Write the files that change, and link to the others; file and row of each change."""
        part = self.folder / _PART
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        tables = dict.fromkeys(change.table for change in changes if change.table in self._files)
        edited = {table: self._files[table].copy() for table in tables}
        for change in sorted(changes, key=lambda c: -1 if c.before or c.at is None else c.at):
            if change.table in tables:
                edited[change.table].change(change.before, change.after, change.at)
        for table, file in edited.items():
            disk.write(part / _name(table), file.data(), keep)
        beside = [r["path"] for r in codebook.resources().values()] + [codebook.DESCRIPTOR]
        disk.link([self.folder / name for name in beside if name not in map(_name, tables)], part)
        if any(change.table == "articles" for change in changes):
            own = part / files.ARTICLES[0]
            own.mkdir()
            named = {id_of(c)[0]: c.after for c in changes if c.table == "articles"}
            disk.link([p for p in self.articles.iterdir() if p.name not in named], own)
            for name, row in named.items():
                if row:
                    disk.write(own / name, row["text"].encode(), keep)
        return {
            (_name(c.table), row_of(place))
            for c in changes
            if c.table in tables and c.table != "left_out" and c.after
            if (place := place_of(c, edited[c.table].rows)) is not None
        }

    def _replace(self, changes: Sequence[Change], number: int) -> None:
        """Put the written files in the place of the old ones, and note that they are."""
        part = self.folder / _PART
        for change in changes:
            if change.table == "articles":
                (name,) = id_of(change)
                if change.after:
                    (part / files.ARTICLES[0] / name).replace(self.articles / name)
                else:
                    (self.articles / name).unlink(missing_ok=True)
        for name in dict.fromkeys(_name(c.table) for c in changes if c.table in self._files):
            (part / name).replace(self.folder / name)
        disk.flush(self.folder)
        disk.flush(self.articles)
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"saved": number}) + "\n")

    def _append(self, line: dict[str, Any]) -> None:
        path = self.folder / JOURNAL
        size = path.stat().st_size if path.is_file() else 0
        try:
            with path.open("a", encoding="utf-8") as journal:
                journal.write(json.dumps(line, ensure_ascii=False) + "\n")
                journal.flush()
                os.fsync(journal.fileno())
            if not size:
                disk.flush(self.folder)
        except OSError as error:
            with suppress(OSError):
                os.truncate(path, size)
            raise disk.failed(JOURNAL, error) from error

    def _read(self) -> tuple[list[dict[str, Any]], bool]:
        """The actions of the journal, and whether the last one was cut off before it was saved.

        A last line without its end was never confirmed: it is taken away.
        """
        path = self.folder / JOURNAL
        data = path.read_bytes() if path.is_file() else b""
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            os.truncate(path, len(whole))
        actions: list[dict[str, Any]] = []
        saved = 0
        for number, text in enumerate(whole.decode(errors="replace").split("\n")[:-1], 1):
            try:
                line = json.loads(text)
                saved = line.get("saved", saved)
                actions += [line] if "changes" in line else []
            except (ValueError, AttributeError) as error:
                reason = "is not a line of the journal."
                remedy = "Restore the journal, or rename it: a new one begins."
                problem = Problem("journal", JOURNAL, number, "", "", reason, remedy)
                raise TablesError([problem]) from error
        return actions, bool(actions) and saved != actions[-1]["n"]

    def _finish(self, action: dict[str, Any]) -> None:
        """Save the last action where that was cut off; what is saved already stays."""
        left: list[Change] = []
        for change in map(_change, action["changes"]):
            if change.table != "drafts":
                try:
                    left += self._settled([change])
                except ClashError as error:
                    self.clashes += error.clashes
        try:
            self._put(left, keep=True)
            self._replace(left, action["n"])
        except OSError as error:
            raise disk.failed(self.folder.name, error) from error
        finally:
            shutil.rmtree(self.folder / _PART, ignore_errors=True)

    def _read_files(self) -> None:
        """Read the files that are not as they were when they were read last."""
        for table in (*codebook.resources(), "left_out"):
            path = self.folder / _name(table)
            mark = _mark(path)
            if self._seen.get(table) == mark:
                continue
            self._known = None
            data = path.read_bytes() if any(mark) else b""
            try:
                own = LeftOut(data) if table == "left_out" else Sheet(table, data)
            except (UnicodeDecodeError, csv.Error, ValueError) as error:
                raise TablesError(check.examine(self.folder, self.articles).problems) from error
            self._files[table], self._seen[table] = own, mark


def _mark(path: Path) -> tuple[int, int, int]:
    """What changes when a file does; zeros where it is missing."""
    found = path.stat() if path.is_file() else None
    return (found.st_size, found.st_mtime_ns, found.st_ino) if found else (0, 0, 0)


def _counted(problems: Iterable[Problem]) -> Counter[Problem]:
    """How many problems of each kind there are, wherever their rows are."""
    return Counter(replace(problem, row=0, remedy="") for problem in problems)
