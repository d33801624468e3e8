"""The journal: every action on the disk before it counts, whatever ends the process."""

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest

from lib.dataset.actions import JOURNAL
from lib.dataset.journal import Journal
from lib.dataset.merge import Change, ClashError
from lib.dataset.problems import TablesError
from lib.dataset.sheet import READING_COLUMNS
from tests.conftest import SMALL, write
from tests.writers import READING, as_another, edit, titled

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.writers", "duckdb", "pyarrow.csv"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, SMALL)
    return tmp_path


def opened(folder: Path, coder: str = "ada") -> Journal:
    return Journal(folder, folder, coder)


def title(folder: Path, event_id: str = "E001") -> str:
    with opened(folder) as journal:
        return next(r["title"] for r in journal.rows("events") if r["event_id"] == event_id)


def added(journal: Journal, event_id: str) -> list[Change]:
    """An event like E002, with its passage."""
    event = journal.rows("events")[1] | {"event_id": event_id}
    passage = journal.rows("evidence")[2] | {"event_id": event_id}
    return [Change("events", None, event), Change("evidence", None, passage)]


def test_only_the_rows_that_change_are_written_anew(folder):
    path = folder / "events.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    header = f"{header},colour"  # a column of the coder's own
    rows = [f"{row},red" for row in rows]
    path.write_bytes("\ufeff".encode() + "\r\n".join([header, *rows]).encode())
    before = path.read_bytes().split(b"\r\n")
    with opened(folder) as journal:
        journal.commit("title", [titled(journal, 'He said "so", twice', "E002")])
        journal.commit("event", added(journal, "E005"))
    after = path.read_bytes().split(b"\r\n")
    assert after[:2] + after[3:5] == before[:2] + before[3:5]
    assert b'"He said ""so"", twice"' in after[2]
    assert after[2].endswith(b",red")
    assert after[5].startswith(b"E005,")
    assert (len(after), after[-1]) == (7, b"")


def test_undo_and_redo_go_on_after_a_restart_and_leave_the_bytes_as_they_were(folder):
    files = [folder / f"{name}.csv" for name in ("events", "evidence")]
    before = [file.read_bytes() for file in files]
    with opened(folder) as journal:
        journal.commit("event", added(journal, "E005"))
        journal.commit("draft", [Change("drafts", None, {"draft_id": "D1", "row": "{}"})])
        removed = [
            Change(t, row, None)
            for t in ("events", "evidence")
            for row in journal.rows(t)
            if row["event_id"] == "E005"
        ]
        after = [file.read_bytes() for file in files]
        journal.commit("retire", removed)
    with opened(folder, "bob") as journal:
        assert [file.read_bytes() for file in files] == before
        assert (journal.can_undo, journal.can_redo) == ("retire", "")
        journal.undo()
        assert [file.read_bytes() for file in files] == after
        journal.undo()
        assert [file.read_bytes() for file in files] == before
        assert journal.rows("drafts") == [{"draft_id": "D1", "row": "{}"}]
    with opened(folder) as journal:
        assert (journal.can_undo, journal.can_redo) == ("", "event")
        journal.redo()
        assert [file.read_bytes() for file in files] == after
        told = [(a["coder"], a["said"]) for a in journal.history("events", "E005")]
        assert told[-1] == ("ada", "Redo: event")
        assert ("bob", "Undo: retire") in told
        journal.commit("title", [titled(journal, "New")])
        assert journal.can_redo == ""


def test_rows_taken_away_return_to_their_places(folder):
    before = (folder / "evidence.csv").read_bytes()
    with opened(folder) as journal:
        event = journal.rows("events")[3]
        rows = [r for r in journal.rows("evidence") if r["event_id"] != "E001"]
        rest = [Change(t, r, None) for t in ("relationships", "tensions") for r in journal.rows(t)]
        events = [r | {"responds_to": ""} for r in journal.rows("events")]
        freed = [
            Change("events", o, n) for o, n in zip(journal.rows("events"), events, strict=True)
        ]
        journal.commit("loosen", [*freed, *rest])
        taken = [Change("evidence", r, None) for r in rows]
        taken += [Change("events", r, None) for r in events if r["event_id"] != "E001"]
        journal.commit("retire three", taken)
        assert len(journal.rows("events")) == 1
        assert journal.next_id("events") == "E005"  # what was used is not used again
        journal.undo()
        assert (folder / "evidence.csv").read_bytes() == before
        assert journal.rows("events")[3]["event_id"] == event["event_id"]


def test_what_was_changed_elsewhere_is_kept_and_cells_that_both_changed_are_told(folder):
    path = folder / "events.csv"
    with opened(folder) as journal:
        change = titled(journal, "Mine")
        path.write_text(
            path.read_text("utf-8").replace(change.before["summary"], "Theirs"), "utf-8"
        )
        journal.commit("other cell", [change])
        row = journal.rows("events")[0]
        assert (row["title"], row["summary"]) == ("Mine", "Theirs")
        late = Change("events", row, row | {"title": "Mine again", "note": "n"})
        path.write_text(path.read_text("utf-8").replace("Mine", "Not mine"), "utf-8")
        with pytest.raises(ClashError) as error:
            journal.commit("same cell", [late])
        (clash,) = error.value.clashes
        assert clash.columns == ("title",)
        assert (clash.change.after["title"], clash.now["title"]) == ("Mine again", "Not mine")
        assert "Not mine" in path.read_text("utf-8")
        journal.commit("theirs", error.value.settled([]))
        row = journal.rows("events")[0]
        assert (row["title"], row["note"]) == ("Not mine", "n")
        path.write_text(path.read_text("utf-8").replace("Not mine", "Theirs again"), "utf-8")
        with pytest.raises(ClashError) as error:
            journal.commit("mine", [Change("events", row, row | {"title": "Mine"})])
        journal.commit("mine", error.value.settled([(0, "title")]))
        assert journal.rows("events")[0]["title"] == "Mine"


def test_a_row_that_others_took_away_or_added_is_settled_as_a_whole(folder):
    path = folder / "storylines.csv"
    row = {"storyline_id": "x-y", "title": "X", "question": "X?"}
    with opened(folder) as journal:
        journal.commit("question", [Change("storylines", None, row)])
        path.write_text(path.read_text("utf-8").rpartition("x-y,")[0], "utf-8")
        with pytest.raises(ClashError) as error:
            journal.commit("named", [Change("storylines", row, row | {"title": "Y"})])
        assert error.value.settled([]) == []
        journal.commit("named", error.value.settled([(0, "")]))
        assert journal.rows("storylines")[-1]["title"] == "Y"


def test_a_reading_of_a_second_coder_is_a_file_of_its_own(folder):
    table = "readings/bob_alpha"
    row = dict.fromkeys(READING_COLUMNS, "") | {"exact": "Iran, denied", "claim_type": "denial"}
    with opened(folder) as journal:
        journal.commit("read", [Change(table, None, row)])
        assert journal.readings("alpha") == [table]
    with opened(folder) as journal:
        assert journal.rows(table) == [row]
        journal.undo()
        assert journal.rows(table) == []
    lines = (folder / "readings" / "bob_alpha.csv").read_text("utf-8").splitlines()
    assert lines == [",".join(READING_COLUMNS)]


def test_rows_with_new_problems_are_refused_and_nothing_is_written(folder):
    before = (folder / "events.csv").read_bytes()
    with opened(folder) as journal:
        bad = titled(journal, "x" * 91)
        assert [(p.column, p.code) for p in journal.tried([bad])[0]] == [("title", "length")]
        with pytest.raises(TablesError):
            journal.commit("too long", [bad])
        with pytest.raises(TablesError, match="no evidence"):
            journal.commit("without words", added(journal, "E005")[:1])
    assert (folder / "events.csv").read_bytes() == before
    assert not (folder / JOURNAL).exists()


def test_an_article_and_a_sentence_left_out_are_actions_too(folder):
    sentence = {"source_id": "alpha", "sentence": "A | b \\ c", "reason": "byline"}
    with opened(folder) as journal:
        source = journal.rows("sources")[0] | {"source_id": "new", "file": "new.txt", "label": ""}
        text = "A new text. 🙂\n"
        source["sha256"] = hashlib.sha256(text.encode()).hexdigest()
        article = Change("articles", None, {"file": "new.txt", "text": text})
        journal.commit("article", [article, Change("sources", None, source)])
        journal.commit("left out", [Change("left_out", None, sentence)])
    assert (folder / "new.txt").read_text("utf-8") == text
    with opened(folder) as journal:
        assert journal.rows("left_out") == [sentence]
        journal.undo()
        journal.undo()
        assert journal.rows("left_out") == []
    assert not (folder / "new.txt").exists()


def test_nothing_confirmed_is_lost_when_the_process_is_killed_a_hundred_times(folder):
    """At a random moment after it has begun to save or has confirmed something, in turns."""
    random.seed(14)
    told, journal = folder / "told", folder / JOURNAL
    told.touch()
    for number in range(100):
        tables = number % 20 == 19
        watched, pause = (journal, 0.01) if number % 2 else (told, 0.03)
        size = watched.stat().st_size if number else 0
        child = FORKS.Process(target=edit, args=(str(folder), str(told), tables))
        child.start()
        until = time.monotonic() + 20
        while not (watched.exists() and watched.stat().st_size > size):
            assert time.monotonic() < until
            time.sleep(0.001)
        time.sleep(random.random() * pause)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        confirmed = int((told.read_bytes().split() or [b"0"])[-1])
        lines = journal.read_bytes().splitlines()
        assert len([line for line in lines if b'"changes"' in line]) >= confirmed
    with opened(folder) as found:
        rows = found.rows(READING)
        assert found.cut_off is None
        assert confirmed <= len(rows) <= confirmed + 2
        numbers = [str(n) for n in range(1, len(rows) + 1)]
        assert [row["exact"] for row in rows] == numbers
        assert [row["sentence"] for row in found.rows("left_out")] == [
            f"Sentence {n}." for n in numbers
        ]
        assert [row["draft_id"] for row in found.rows("drafts")] == [f"D{n}" for n in numbers]
        counted = found.rows("quantities")
        assert counted
        assert found.rows("events")[0]["title"] == counted[-1]["value"]
        assert found.problems == []


@pytest.mark.parametrize("at", ["events.csv", "quantities.csv", "saved"])
def test_an_action_cut_off_at_each_step_is_finished_by_whoever_opens_next(folder, at):
    with opened(folder) as journal:
        journal.commit("before", [titled(journal, "0")])
        old = {p.name: p.read_bytes() for p in folder.glob("*.csv")}
        row = journal.rows("events")[0]
        quantity = {"event_id": "E001", "qualifier": "exactly", "value": "1", "unit": "", "of": "x"}
        quantity["exact"] = journal.rows("evidence")[0]["exact"][:9]
        event = Change("events", row, row | {"title": "1"})
        journal.commit("after", [event, Change("quantities", None, quantity)])
    new = {p.name: p.read_bytes() for p in folder.glob("*.csv")}
    lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    (folder / JOURNAL).write_bytes(b"".join(lines[:-1]) + b'{"n": 3, "chan')
    if at != "saved":
        (folder / at).write_bytes(old[at])
    with opened(folder) as journal:
        assert {p.name: p.read_bytes() for p in folder.glob("*.csv")} == new
        assert (journal.cut_off, len(journal.actions)) == (None, 2)
    assert json.loads((folder / JOURNAL).read_bytes().splitlines()[-1]) == {"saved": 2}


def test_a_second_writer_is_refused_with_the_reason(folder):
    why = r"edited by ada since .*process \d+"
    with opened(folder, "ada"), pytest.raises(TablesError, match=why):
        opened(folder, "bob")
    opened(folder, "bob").close()


@pytest.mark.parametrize(("limit", "said"), [(0, "Permission denied"), (400, "File too large")])
def test_a_read_only_folder_and_a_full_disk_give_their_reason_and_change_nothing(limit, said):
    base = Path(tempfile.mkdtemp())
    folder, answer = base / "tables", base / "answer"
    folder.mkdir()
    write(folder, SMALL)
    answer.touch()
    before = {p.name: p.read_bytes() for p in folder.glob("*.csv")}
    if not limit:
        folder.chmod(0o555)
        base.chmod(0o755)
    child = FORKS.Process(target=as_another, args=(str(folder), str(answer), limit))
    child.start()
    child.join()
    folder.chmod(0o755)
    assert said in answer.read_text("utf-8")
    assert {p.name: p.read_bytes() for p in folder.glob("*.csv")} == before
    assert title(folder) == SMALL["events"][0]["title"]
    assert not (folder / ".journal.part").exists()
    shutil.rmtree(base)
