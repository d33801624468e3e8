"""The journal of an editing session: each action is a line on disk before it counts.

`journal.jsonl` stands beside the tables. An action is written to it and flushed to the disk, then
the files it changes are replaced by checked copies; a line that says so ends it. Whoever opens the
folder next finishes an action that was cut off between the two. Nothing else here writes tables.
"""

import csv
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from lib.dataset import actions, check, check_file, codebook, disk, files
from lib.dataset.merge import Change, Clash, ClashError, id_of, key_of, merged, place_of
from lib.dataset.problems import Problem, TablesError, row_of
from lib.dataset.sheet import READINGS, Cells, LeftOut, Sheet
from lib.dataset.tables import README

_PART = ".journal.part"


def _name(table: str) -> str:
    """The file that a table is kept in."""
    return README if table == "left_out" else f"{table}.csv"


class Journal:
    """An open editing session over one folder of tables; only one can be open at a time.

    Opening finishes what was cut off; cells of it that others changed since are left as they are,
    and `cut_off` tells them. Raises TablesError where the folder cannot be edited, with the reason.
    """

    def __init__(self, folder: Path, articles: Path, coder: str) -> None:
        self.folder, self.articles, self.coder = folder, articles, coder
        self.cut_off: ClashError | None = None
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._files: dict[str, Sheet | LeftOut] = {}
        self._known: list[Problem] | None = None
        self._read_before: dict[str, tuple[Any, check_file.Read]] = {}
        self._lock = disk.locked(folder, coder)
        try:
            self.actions, cut_off = actions.read(folder)
            shutil.rmtree(folder / _PART, ignore_errors=True)
            readings = (folder / READINGS).glob("*.csv")
            self._read_files(*(f"{READINGS}/{file.stem}" for file in readings))
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
        """The rows of a table, a reading, of `drafts` or of `left_out`, as they stand now."""
        if table == "drafts":
            return list(self._drafts().values())
        self._read_files(table)
        return self._files[table].rows

    def readings(self, source_id: str) -> list[str]:
        """The tables of the other coders' readings of an article."""
        ends = f"_{source_id}"
        return sorted(t for t in self._files if t.startswith(READINGS) and t.endswith(ends))

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

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the tables as they stand now."""
        self._read_files()
        if self._known is None:
            self._known = self._examined(self.articles).problems
        return self._known

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

    def commit(self, said: str, changes: Iterable[Change], marks: Mapping[str, int] = {}) -> None:
        """Save an action, which `said` names; when this returns, it is on the disk.

        Raises ClashError where others changed the same cells, TablesError with problems that the
        tables would have and have not now, or where the folder cannot be written.
        """
        try:
            if not (settled := self._settled(changes)):
                return
            found, known = self._put(settled, keep=True)[1], self._known
            if found and (new := self._new(found.problems)):
                raise TablesError(new)
            number = len(self.actions) + 1
            action = actions.action(number, self.coder, said, settled, marks)
            actions.append(self.folder, action)
            self.actions.append(action)
            self._replace(settled, number)
            self._read_files()
            self._known = found.problems if found else known
        except ClashError as error:
            error.said, error.marks = said, marks
            raise
        finally:
            shutil.rmtree(self.folder / _PART, ignore_errors=True)

    def tried(self, changes: Iterable[Change]) -> tuple[list[Problem], list[Problem]]:
        """Problems and remarks that the rows of an action would have in the check of all tables."""
        try:
            touched, found = self._put(self._settled(changes), keep=False)
            if not found:
                return [], []
            problems = [p for p in found.problems if (p.file, p.row) in touched]
            return problems, [r for r in found.remarks if (r.file, r.row) in touched]
        finally:
            shutil.rmtree(self.folder / _PART, ignore_errors=True)

    def cells(self, changes: Iterable[Change]) -> list[Problem]:
        """Problems that cells of new rows have by themselves: quicker than `tried`."""
        about, found = codebook.about(self.folder), list[Problem]()
        with disk.passing_folder() as made:
            for change in changes:
                sheet = Sheet(change.table, b"")
                sheet.change(None, change.after)
                (Path(made) / _name(change.table)).write_bytes(sheet.data())
                found += check_file.read(Path(made), change.table, about)[0]
        return found

    @property
    def can_undo(self) -> str:
        """What the action says that `undo` would take back; empty where there is none."""
        return "".join(self.actions[n - 1]["said"] for n in self._stacks()[0][-1:])

    @property
    def can_redo(self) -> str:
        """What the action says that `redo` would bring back; empty where there is none."""
        return "".join(self.actions[n - 1]["said"] for n in self._stacks()[1][-1:])

    def undo(self) -> None:
        """Take the last action back, whoever took it and whenever; itself an action."""
        number = self._stacks()[0][-1]
        changes = [change.inverted() for change in self._changes(number)]
        self.commit(f"Undo: {self.can_undo}", changes, {"undoes": number})

    def redo(self) -> None:
        """Take the action again that was taken back last."""
        number = self._stacks()[1][-1]
        self.commit(f"Redo: {self.can_redo}", self._changes(number), {"redoes": number})

    def _changes(self, number: int) -> list[Change]:
        lines = self.actions[number - 1]["changes"]
        return [Change(c["table"], c["before"], c["after"], c["at"]) for c in lines]

    def _stacks(self) -> tuple[list[int], list[int]]:
        """The numbers of the actions that stand, and of those taken back and not yet lost.

        Drafts are not among them, nor certain corrections, of which copies are kept.
        """
        done: list[int] = []
        undone: list[int] = []
        for action in self.actions:
            if "undoes" in action:
                undone.append(done.pop())
            elif "redoes" in action:
                done.append(undone.pop())
            elif "kept" not in action and {c["table"] for c in action["changes"]} != {"drafts"}:
                done.append(action["n"])
                undone.clear()
        return done, undone

    # How

    def _settled(self, changes: Iterable[Change]) -> list[Change]:
        """The changes as they fit the rows of now; raises ClashError where they do not."""
        settled, clashes, changes = [], [], [*changes]
        for change in changes:
            present = self._present(change)
            at = place_of(change, present)
            now = None if at is None else present[at]
            found, clash = merged(change, now)
            if clash:
                clashes.append(clash)
            elif found != now:
                settled.append(Change(change.table, now, found, change.at if now is None else at))
        if clashes:
            raise ClashError(clashes, changes)
        return settled

    def _present(self, change: Change) -> list[Cells]:
        """The rows among which a change is made; an article is the one row of a table."""
        if change.table != "articles":
            return self.rows(change.table)
        path = self.articles / Path(name := id_of(change)[0]).name
        return [{"file": name, "text": path.read_bytes().decode()}] if path.is_file() else []

    def _new(self, problems: list[Problem]) -> list[Problem]:
        """Those of the problems that are not there now, wherever their rows are."""
        new = _counted(problems)
        new -= _counted(self.problems) if new else Counter()
        return [p for p in problems if _counted([p]) & new]

    def _examined(self, articles: Path, part: Path | None = None) -> check.Examined:
        """The check of the tables, those in `part` before the others; read only what changed."""

        def read(folder: Path, table: str, about: codebook.About) -> check_file.Read:
            place = part if part and (part / _name(table)).is_file() else folder
            mark = (about, _mark(place / _name(table)))
            if (kept := self._read_before.get(table)) is None or kept[0] != mark:
                self._read_before[table] = kept = (mark, check_file.read(place, table, about))
            problems, rows = kept[1]
            return [*problems], rows

        return check.examine(self.folder, articles, read)

    def _put(
        self, changes: Sequence[Change], keep: bool
    ) -> tuple[set[tuple[str, int]], check.Examined | None]:
        """Write the files that change beside the tables, and check all as they would be.

        Gives file and row of each change, and the check where a table changes.
        """
        part = self.folder / _PART
        tables = dict.fromkeys(c.table for c in changes if c.table in self._files)
        named = {id_of(c)[0]: c.after for c in changes if c.table == "articles"}
        edited = {table: self._files[table].copy() for table in tables}
        for change in sorted(changes, key=lambda c: -1 if c.before or c.at is None else c.at):
            if change.table in tables:
                edited[change.table].change(change.before, change.after, change.at)
        articles = part / files.ARTICLES[0] if named else self.articles
        try:
            shutil.rmtree(part, ignore_errors=True)
            (part / READINGS).mkdir(parents=True)
            for table, file in edited.items():
                disk.write(part / _name(table), file.data(), keep)
            if named:
                articles.mkdir()
                disk.link([p for p in self.articles.iterdir() if p.name not in named], articles)
            for name, row in named.items():
                if row:
                    disk.write(articles / name, row["text"].encode(), keep)
        except OSError as error:
            raise disk.failed(self.folder.name, error) from error
        if not {*tables, *(["sources"] if named else [])} & {*codebook.resources()}:
            return set(), None
        touched = {
            (_name(c.table), row_of(place))
            for c in changes
            if c.table in codebook.resources() and c.after
            if (place := place_of(c, edited[c.table].rows)) is not None
        }
        return touched, self._examined(articles, part)

    def _replace(self, changes: Sequence[Change], number: int) -> None:
        """Put the written files in the place of the old ones, and note that they are."""
        part = self.folder / _PART
        for change in (c for c in changes if c.table == "articles"):
            place = self.articles / id_of(change)[0]
            if change.after:
                (part / files.ARTICLES[0] / place.name).replace(place)
            else:
                place.unlink(missing_ok=True)
        for name in dict.fromkeys(_name(c.table) for c in changes if c.table in self._files):
            (self.folder / name).parent.mkdir(exist_ok=True)
            (part / name).replace(self.folder / name)
            disk.flush((self.folder / name).parent)
        disk.flush(self.articles)
        actions.append(self.folder, {"saved": number})

    def _finish(self, action: dict[str, Any]) -> None:
        """Save the last action where that was cut off; what is saved already stays."""
        left, clashes = list[Change](), list[Clash]()
        for change in self._changes(action["n"]):
            try:
                left += self._settled([change] if change.table != "drafts" else [])
            except ClashError as error:
                clashes += error.clashes
        if clashes:
            self.cut_off = ClashError(clashes, [], action["said"])
        try:
            self._put(left, keep=True)
            self._replace(left, action["n"])
        finally:
            shutil.rmtree(self.folder / _PART, ignore_errors=True)

    def _read_files(self, *more: str) -> None:
        """Read the files that are not as they were when they were read last."""
        for table in dict.fromkeys([*codebook.resources(), "left_out", *self._files, *more]):
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
