import json
from pathlib import Path

import pytest

from lib.dataset import check
from lib.dataset.problems import Problem
from tests.conftest import SMALL, changed, write


def problems(folder: Path) -> list[Problem]:
    return check.examine(folder, folder).problems


# Table, column, row, a wrong value, and the code, reason or remedy that it is answered with.
TOLD = """\
events claim_type 3 | denal | vocabulary | Did you mean 'denial'? Use one of: sanction, admission,
events stance 2 | supports | vocabulary | Did you mean 'affirms'? Use one of: affirms, denies,
events stance 2 | mocks | vocabulary | is not in the vocabulary. Use one of: affirms, denies,
events claim_type 3 | refutation | vocabulary | Did you mean 'denial'? Use one of: sanction, adm
events claim_type 3 | celebration | vocabulary | position. Or add a value with its `like` in data
events date 2 | 18/02/2023 | date | is not an EDTF date. Write 2023-02-18
events date 2 | 2023-02-30 | date | There is no 30 February 2023: its last day is
events date 2 | 2023-06-10/2023-06-01 | date | ends before it begins. Write 2023-06-01/2023-06-10
tensions tension_id 2 | tension | form | does not have the form
relationships event_id 2 | e1 | unknown-id | Did you mean 'E001'?
relationships subject_id 2 | John Kirby | unknown-id | Did you mean 'kirby'?
events targets 2 | iran, russia | form | Write 'iran;russia'.
events targets 2 | Jon Kirby, iran and National Security Council | names | 'kirby;iran;nsc'?
events targets 2 | John Kirby;Ada Reyes | names | Use ids of actors.csv with semicolons between
events event_id 2 | first | form | Form: E and 3 digits or more, such as E001.
storylines storyline_id 2 | Drônes, and plants | form | such as john-kirby.
sources file 2 | articles/one.txt | form | Write the name of the file alone: one.txt
events actors 2 | kirbi | unknown-id | Did you mean 'kirby'?
events targets 2 | iran;rusia | unknown-id | Did you mean 'russia'?
events targets 2 | iran;iran | listed-twice | is listed twice in
events responds_to 2 | E001 | own-reply | answers itself.
evidence source_id 2 | onne | unknown-id | Did you mean 'one'?
tensions event_b 2 | E001 | own-tension | against itself.
evidence exact 4 | Iran denied that | passage | The nearest words there: 'Iran denied it.'
evidence exact 4 | Iran  denied it | passage | Copy the article's own words: Iran denied it
evidence exact 2 | Iran | passage-twice | occurs 2 times in the article 'one'.
evidence prefix 4 | Russia | passage-beside | Leave prefix and suffix empty
evidence hedge 4 | allegedly | hedge | is not in the sentence
actors part_of 2 | kirby | loop | to itself: us → kirby → nsc → us."""
ODD = [  # empty, or with what a table in a text cannot show
    ("relationships", "polarity", "2", "", "required", "is empty. Fill it: How the event puts it."),
    ("events", "claim_type", "3", "denial ", "vocabulary", "has spaces around it. Write"),
    ("events", "summary", "2", "  ", "required", "is empty. Fill it:"),
    ("events", "title", "2", "x" * 91, "length", "has 91 characters, more than 90."),
    ("events", "summary", "2", "a\x1bb", "control", "has a control character (U+001B)"),
    ("events", "date_note", "2", "", "date-note", "the date is not stated in the"),
    ("relationships", "subject_id", "2", " iran", "unknown-id", "Write 'iran'."),
    ("evidence", "exact", "4", "Iran denied it ", "passage", "own words: Iran denied it"),
    ("evidence", "exact", "2", "Iran\n", "passage", "Copy the article's own words: Iran"),
]
CASES = [(*line[0].split(), *line[1:]) for line in (t.split(" | ") for t in TOLD.splitlines())]
CASES += ODD


@pytest.mark.parametrize(("table", "column", "row", "value", "code", "words"), CASES)
def test_each_problem_names_code_file_row_column_value_reason_and_remedy(
    tmp_path, table, column, row, value, code, words
):
    write(tmp_path, SMALL)
    changed(tmp_path / f"{table}.csv", column, int(row), value)
    place = (f"{table}.csv", int(row), column)
    (found,) = [p for p in problems(tmp_path) if (p.file, p.row, p.column) == place]
    assert found.code == code
    assert found.value in value
    assert words in f"{found.reason} {found.remedy}"
    assert found.remedy


MISSPELT = {f"E00{n}": f"E{n}" for n in range(1, 5)}
EVIDENCE, EVENTS = SMALL["evidence"], SMALL["events"]
LINKS = SMALL["relationships"]
# Tables, and the problems that they have: code, file, row, value and remedy.
SETS = {
    "no events": ({t: [] for t in ("events", "evidence", "relationships", "tensions")}, []),
    "an event without evidence": (
        {"evidence": EVIDENCE[:-1]},
        [
            "no-evidence events.csv 5 E004: "
            "Add the passage it rests on to evidence.csv, or delete the event."
        ],
    ),
    "ids misspelt in the evidence": (
        {"evidence": [e | {"event_id": MISSPELT[e["event_id"]]} for e in EVIDENCE]},
        [
            f"unknown-id evidence.csv {row} {MISSPELT[meant]}: "
            f"Did you mean {meant!r}? Or add a row for it to events.csv."
            for row, meant in enumerate(("E001", "E001", "E002", "E003", "E004"), 2)
        ],
    ),
    "an id misspelt where it is given": (
        {"events": [EVENTS[0] | {"event_id": "e1"}, *EVENTS[1:]]},
        ["form events.csv 2 e1: Write 'E001'."],
    ),
    "an id used twice": (
        {"relationships": [*LINKS, LINKS[0]]},
        [
            "unique relationships.csv 5 R001: "
            "Use every relationship once. The next free one is R004."
        ],
    ),
    "a passage entered twice": (
        {"evidence": [*EVIDENCE, EVIDENCE[0]]},
        ["repeated evidence.csv 7 : Delete one of the two."],
    ),
}


@pytest.mark.parametrize("case", SETS)
def test_each_set_of_tables_has_these_problems_and_no_others(tmp_path, case):
    rows, told = SETS[case]
    write(tmp_path, SMALL | rows)
    found = [f"{p.code} {p.file} {p.row} {p.value}: {p.remedy}" for p in problems(tmp_path)]
    assert found == told


def test_a_row_with_a_comma_too_many_is_one_problem(tmp_path):
    write(tmp_path, SMALL)
    path = tmp_path / "evidence.csv"
    header, first, rest = path.read_text(encoding="utf-8").split("\n", 2)
    path.write_text(f"{header}\n{first.replace(',', ',so, said ', 1)}\n{rest}", encoding="utf-8")
    assert [(p.code, p.file, p.row) for p in problems(tmp_path)] == [("ragged", path.name, 2)]


def test_actors_that_lead_back_to_themselves_are_named_with_the_way_round(tmp_path):
    for head, loops in {
        "us": {2: "us → us"},
        "nsc": {2: "us → nsc → us", 3: "nsc → us → nsc"},
        "": {},
    }.items():
        us, *others = SMALL["actors"]
        write(tmp_path, SMALL | {"actors": [us | {"part_of": head}, *others]})
        found = {p.row: p.reason for p in problems(tmp_path)}
        assert found == {row: f"leads back to itself: {path}." for row, path in loops.items()}


def test_all_problems_come_at_once_in_the_order_of_the_tables(tmp_path):
    write(tmp_path, SMALL)
    for table, column in (("tensions", "kind"), ("events", "stance"), ("actors", "kind")):
        changed(tmp_path / f"{table}.csv", column, 2, "kingdom")
    events = (tmp_path / "events.csv").read_text(encoding="utf-8").replace(",", "|")
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    (tmp_path / "evidence.csv").unlink()
    assert [(p.file, p.column, p.code) for p in problems(tmp_path)] == [
        ("actors.csv", "kind", "vocabulary"),
        ("events.csv", "", "delimiter"),
        ("events.csv", "stance", "vocabulary"),
        ("evidence.csv", "", "missing"),
        ("tensions.csv", "kind", "vocabulary"),
    ]


OWN = ["Union", "Works", "Works", "Town", "Union", "Town"]


def with_sides(folder: Path, *named: str) -> None:
    """The small tables, their actors on sides of their own."""
    actors = [a | {"side": side} for a, side in zip(SMALL["actors"], named, strict=True)]
    write(folder, SMALL | {"actors": actors})


def test_sides_are_those_that_a_datapackage_names_else_those_of_the_actors(tmp_path):
    with_sides(tmp_path, *OWN)
    assert check.examine(tmp_path, tmp_path).about.sides == ("Union", "Works", "Town")
    field = {"name": "side", "constraints": {"enum": ["Union", "Works"]}}
    said = {"resources": [{"name": "actors", "schema": {"fields": [field]}}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(said))
    assert [(p.row, p.value) for p in problems(tmp_path)] == [(5, "Town"), (7, "Town")]


def test_a_side_that_cannot_be_shown_or_is_empty_is_a_problem_without_a_datapackage_too(tmp_path):
    with_sides(tmp_path, "", "Union ", "a;b", "<b>", "x" * 41, "Union")
    empty, *others = problems(tmp_path)
    assert (empty.row, empty.column, empty.reason) == (2, "side", "is empty.")
    assert [(p.row, p.column, p.code) for p in others] == [(r, "side", "form") for r in range(3, 7)]
    assert others[0].remedy == "Write 'Union'."


CORRECT = "Correct it, or delete it: it is not required."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'{"title": "Strike",\n "resources" []}',
            f"line 2, column 14 is not JSON: Expecting ':' delimiter. {CORRECT}",
        ),
        (b'{"title": "Gr\xe8ve"}', "it is not UTF-8. Save it as UTF-8."),
        (b"[]", f"it is not a JSON object. {CORRECT}"),
        (b"[" * 100_000, None),
        (b"\0", None),
    ],
)
def test_a_datapackage_that_cannot_be_used_is_the_only_problem(tmp_path, content, told):
    with_sides(tmp_path, *OWN)
    (tmp_path / "datapackage.json").write_bytes(content)
    (problem,) = problems(tmp_path)
    assert problem.code == "datapackage"
    assert told is None or str(problem) == f"datapackage.json cannot be used: {told}"


def test_the_projects_own_data_must_be_without_notices_too(tmp_path, monkeypatch, capsys):
    write(tmp_path, SMALL)
    examine = check.examine
    monkeypatch.setattr(
        check, "examine", lambda *_: examine(tmp_path, tmp_path)._replace(remarks=[])
    )
    assert check.main() == 0
    (tmp_path / "one.txt").unlink()
    assert check.main() == 1
    assert "its 3 passages cannot be checked" in capsys.readouterr().out
