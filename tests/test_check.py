from pathlib import Path

import pytest

from lib import check
from lib.check import Problem
from tests.conftest import SMALL, changed, write


def problems(folder: Path) -> list[Problem]:
    return check.check(folder, folder)


def test_sound_tables_have_no_problems(tmp_path):
    write(tmp_path, SMALL)
    assert problems(tmp_path) == []


CASES = {
    "vocabulary": ("events", "claim_type", 3, "denal", "Did you mean 'denial'?"),
    "required": ("events", "summary", 2, "", "is empty."),
    "title length": ("events", "title", 2, "x" * 91, "has 91 characters, more than 90."),
    "date form": ("events", "date", 2, "18/02/2023", "is not an EDTF date."),
    "date calendar": ("events", "date", 2, "2023-02-30", "is not a day, month or year"),
    "date order": ("events", "date", 2, "2023-06-10/2023-06-01", "ends before it begins."),
    "published": ("sources", "published", 2, "yesterday", "is not an EDTF date."),
    "date note": ("events", "date_note", 2, "", "though the date is not stated but 'inferred'"),
    "id form": ("tensions", "tension_id", 2, "tension", "does not have the form"),
    "unknown actor": ("events", "actors", 2, "kirbi", "Did you mean 'kirby'?"),
    "unknown target": ("events", "targets", 2, "iran;rusia", "Did you mean 'russia'?"),
    "actor twice": ("events", "targets", 2, "iran;iran", "stands twice in one cell."),
    "unknown storyline": ("events", "storyline_id", 2, "droned", "is not in storylines.csv."),
    "unknown response": ("events", "responds_to", 2, "E099", "is not in events.csv."),
    "own response": ("events", "responds_to", 2, "E001", "answers itself."),
    "unknown source": ("evidence", "source_id", 2, "onne", "Did you mean 'one'?"),
    "unknown event": ("relationships", "event_id", 2, "E404", "is not in events.csv."),
    "unknown subject": ("relationships", "subject_id", 2, "iram", "Did you mean 'iran'?"),
    "tension with itself": ("tensions", "event_b", 2, "E001", "is set against itself."),
    "passage not there": ("evidence", "exact", 4, "Iran denied that", "The nearest words there:"),
    "passage twice": ("evidence", "exact", 2, "Iran", "occurs 2 times in the article 'one'."),
    "wrong prefix": (
        "evidence",
        "prefix",
        4,
        "Russia",
        "does not stand beside the passage in 'one'.",
    ),
    "hedge elsewhere": ("evidence", "hedge", 4, "allegedly", "is not in the sentence"),
    "changed article": ("sources", "sha256", 2, "0" * 64, "has changed since it was coded."),
    "missing article": ("sources", "file", 2, "three.txt", "is not among the articles."),
    "loop": ("actors", "part_of", 2, "kirby", "leads back to itself: us → kirby → nsc → us."),
}


@pytest.mark.parametrize("case", CASES)
def test_each_problem_names_file_row_column_value_reason_and_remedy(tmp_path, case):
    table, column, row, value, words = CASES[case]
    write(tmp_path, SMALL)
    changed(tmp_path / f"{table}.csv", column, row, value)
    found = [
        p for p in problems(tmp_path) if (p.file, p.row, p.column) == (f"{table}.csv", row, column)
    ]
    assert len(found) == 1
    assert found[0].value in value
    assert words in f"{found[0].reason} {found[0].remedy}"
    assert found[0].remedy


def test_an_event_without_evidence_is_a_problem(tmp_path):
    rows = SMALL | {"evidence": SMALL["evidence"][:-1]}
    write(tmp_path, rows)
    assert [(p.file, p.row, p.value, p.reason) for p in problems(tmp_path)] == [
        ("events.csv", 5, "E004", "has no evidence.")
    ]


def test_an_id_used_twice_is_a_problem(tmp_path):
    write(tmp_path, SMALL | {"actors": [*SMALL["actors"], SMALL["actors"][0]]})
    found = problems(tmp_path)
    assert ("actors.csv", 8, "actor_id", "us") in {
        (p.file, p.row, p.column, p.value) for p in found
    }


def test_a_passage_entered_twice_is_a_problem(tmp_path):
    write(tmp_path, SMALL | {"evidence": [*SMALL["evidence"], SMALL["evidence"][0]]})
    assert [(p.row, p.reason) for p in problems(tmp_path)] == [(7, "repeats a row above.")]


def test_all_problems_come_at_once_in_the_order_of_the_tables(tmp_path):
    write(tmp_path, SMALL)
    changed(tmp_path / "tensions.csv", "kind", 2, "quarrel")
    changed(tmp_path / "events.csv", "stance", 2, "maybe")
    changed(tmp_path / "actors.csv", "side", 2, "Narnia")
    assert [(p.file, p.column) for p in problems(tmp_path)] == [
        ("actors.csv", "side"),
        ("events.csv", "stance"),
        ("tensions.csv", "kind"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "row", "reason"),
    [
        ("missing", None, 0, "is missing."),
        ("empty", b"", 0, "cannot be read as a table"),
        (
            "latin-1",
            "tension_id,event_a,event_b,kind,note\nT01,E001,E002,denial,é\n".encode("latin-1"),
        )
        + (0, "is not UTF-8"),
        ("semicolons", b"tension_id;event_a;event_b;kind;note\n", 0, "has semicolons between"),
        ("header", b"tension_id,event_a,event_b,sort,note\n", 1, "is not the column"),
        ("short row", b"tension_id,event_a,event_b,kind,note\nT01,E001,E002,denial\n", 2, "fewer"),
        (
            "long row",
            b"tension_id,event_a,event_b,kind,note\nT01,E001,E002,denial,n,x\n",
            2,
            "more",
        ),
        (
            "blank row",
            b"tension_id,event_a,event_b,kind,note\n\nT01,E001,E002,denial,n\n",
            2,
            "empty",
        ),
    ],
)
def test_a_file_that_is_no_table_is_told_apart(tmp_path, name, content, row, reason):
    write(tmp_path, SMALL)
    path = tmp_path / "tensions.csv"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    found = [p for p in problems(tmp_path) if p.file == "tensions.csv" and p.row == row]
    assert found
    assert reason in found[0].reason


def test_a_broken_table_does_not_bury_the_others(tmp_path):
    write(tmp_path, SMALL)
    (tmp_path / "events.csv").unlink()
    assert [str(p) for p in problems(tmp_path)] == [
        "events.csv is missing. Put events.csv beside the others."
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem(tmp_path):
    write(tmp_path, SMALL)
    path = tmp_path / "events.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(tmp_path) == []


def test_a_problem_reads_as_one_line():
    problem = Problem("events.csv", 3, "date", "x" * 200, "is wrong.", "Mend it.")
    assert str(problem) == f"events.csv, row 3, column date: '{'x' * 119}…' is wrong. Mend it."
