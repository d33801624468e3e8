"""A file against its schema: what each kind of broken file is told."""

import pandas as pd
import pytest
from frictionless import Package

from lib.dataset import check_file, codebook
from lib.dataset.csv_file import AS_UTF8, WITH_COMMAS
from tests.conftest import SMALL, write

HEADER = "tension_id,event_a,event_b,kind,note"  # without the columns that may be left out
FULL = "tension_id,event_a,event_b,kind,verdict,note,reading"
ROW = "T01,E001,E002,denial,n"
QUOTES = (
    "has a quote mark that is never closed, or that is alone inside a quoted cell. Close the "
    "quote mark where its cell ends; write a quote mark inside a quoted cell twice."
)
FILES: dict[str, tuple[bytes, list[str]]] = {
    "empty": (b"", [f" is empty. Write at least the header: {FULL}"]),
    "latin-1": (
        f"{HEADER}\n{ROW}\nT02,E001,E002,denial,un café\n".encode("latin-1"),
        [f", row 3, column note: 'café' has a byte that is not UTF-8 (0xE9). {AS_UTF8}"],
    ),
    "utf-16": (
        f"{HEADER}\n{ROW}\n".encode("utf-16"),
        [f", row 1 is not UTF-8 but UTF-16, from the first row on. {AS_UTF8}"],
    ),
    "spreadsheet": (
        b"PK\x03\x04\x14\x00",
        [f" is a spreadsheet (or another zip archive), not a CSV file. {AS_UTF8}"],
    ),
    "NUL byte": (
        f"{HEADER}\nT01,E0\00001,E002,denial,n\n".encode(),
        [
            ", row 2, column event_a: 'E0\\x0001' has a control character (U+0000), which is not "
            "text. Delete it."
        ],
    ),
    "semicolons and more": (
        b'Tension_ID;event_a;event_b;kind;note\nT01;E001;E002;denal;"one; two, three"\nT02;E1\n',
        [
            f" has semicolons between its columns. {WITH_COMMAS}",
            ", row 1, column tension_id: 'Tension_ID' is not a column of tensions.csv. "
            "Did you mean 'tension_id'?",
            ", row 3, column event_b has fewer cells than the header has columns: it has 2, the "
            "header 5. Write every semicolon, empty cells too.",
            ", row 2, column kind: 'denal' is not in the vocabulary. Did you mean 'denial'? "
            "Use one of: denial, timing, place, quantity, direction, status.",
        ],
    ),
    "no header": (
        f"{ROW}\n".encode(),
        [f", row 1: '{ROW}' is not the header. The header is {FULL}"],
    ),
    "column twice": (
        b"tension_id,event_a,event_a,kind,note\n",
        [
            ", row 1, column event_a: 'event_a' is in the header twice, as columns 2 and 3. "
            "Keep one of the two.",
            f", row 1, column event_b is not in the header. The header is {FULL}",
        ],
    ),
    "no name": (
        b"tension_id,event_a,event_b,kind,note,\nT01,E001,E002,denial,n,x\n",
        [", row 1: 'column 6' has no name in the header. Name it, or delete it."],
    ),
    "columns in another order, and others": (
        b"tension_id,mine,event_a,kind,event_b,note\nT01,m,E001,denal,E002,n\n",
        [
            ", row 2, column kind: 'denal' is not in the vocabulary. Did you mean 'denial'? "
            "Use one of: denial, timing, place, quantity, direction, status.",
        ],
    ),
    "very many columns": (
        ("x," * 100_000 + HEADER).encode(),
        [f", row 1 has 100005 columns instead of 7. The header is {FULL}"],
    ),
    "short row": (
        f"{HEADER}\nT01,E001,E002\n".encode(),
        [
            ", row 2, column kind has fewer cells than the header has columns: it has 3, the "
            "header 5. Write every comma, empty cells too."
        ],
    ),
    "long row": (
        f"{HEADER}\n{ROW}, and more\n".encode(),
        [
            ", row 2 has more cells than the header has columns: it has 6, the header 5. "
            "Put a cell that has a comma in quotes, or delete the commas at the end."
        ],
    ),
    "blank rows": (
        f"{HEADER}\n\n{ROW}\n,,,,\n\nT02,E001,E003,denial,n\n,,,,\n\n".encode(),
        [
            ", row 2 is empty. Delete the empty row.",
            ", row 4 is empty, and so are the rows up to 5. Delete the empty rows.",
        ],
    ),
    "quote never closed": (
        f'{HEADER}\n{ROW}\nT02,E001,E002,denial,"n\nT03,E001,E002,denial,n\n'.encode(),
        [f""", row 3: 'T02,E001,E002,denial,"n' {QUOTES}"""],
    ),
    "quote mark not doubled": (
        f'{HEADER}\nT02,E001,E002,denial,"a "no" to it"\n'.encode(),
        [f""", row 2: 'T02,E001,E002,denial,"a "no" to it"' {QUOTES}"""],
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_each_broken_file_is_told_in_its_own_words(tmp_path, case):
    content, told = FILES[case]
    (tmp_path / "tensions.csv").write_bytes(content)
    problems, _ = check_file.read(tmp_path, "tensions")
    assert [str(p) for p in problems] == [f"tensions.csv{words}" for words in told]


def test_a_table_with_semicolons_or_in_another_encoding_is_read_all_the_same(tmp_path):
    text = f'{HEADER}\nT01,E001,E002,denial,\'=é\nT02,E001,E003,denial,"a; b\nc"\n“é”'
    odd = text.replace("; ", "_ ").replace(",", ";").replace("_ ", "; ")
    (tmp_path / "tensions.csv").write_bytes(odd.encode() + b"\xe9\n")
    problems, read = check_file.read(tmp_path, "tensions")
    assert [(p.code, p.row) for p in problems][:2] == [("encoding", 4), ("delimiter", 0)]
    assert read.to_numpy().tolist() == [
        ["T01", "E001", "E002", "denial", "", "=é", ""],
        ["T02", "E001", "E003", "denial", "", "a; b\nc", ""],
        ["“é”\ufffd", "", "", "", "", "", ""],
    ]


def test_blank_rows_at_the_end_are_no_rows_and_long_cells_are_read(tmp_path):
    for blank in ("\n", ",,,,\n", ",\n"):
        (tmp_path / "tensions.csv").write_text(f"{HEADER}\n{ROW}{'x' * 999_999}\n" + blank * 900)
        problems, table = check_file.read(tmp_path, "tensions")
        assert (problems, len(table)) == ([], 1)
        assert len(table.at[0, "note"]) == 1_000_000


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("notes.txt", "Put tensions.csv beside the others."),
        ("Tension.CSV", "Rename Tension.CSV to tensions.csv."),
        ("tensions.xlsx", "Open tensions.xlsx and save it as CSV (UTF-8), named tensions.csv."),
    ],
)
def test_a_missing_file_is_looked_for_under_like_names(tmp_path, name, remedy):
    (tmp_path / name).write_text("")
    (found,), none = check_file.read(tmp_path, "tensions")
    assert (found.file, found.reason, found.remedy, none) == (
        *("tensions.csv", "is missing.", remedy),
        None,
    )


def test_a_table_that_may_be_missing_is_empty_unless_it_has_a_like_name(tmp_path):
    problems, table = check_file.read(tmp_path, "items")
    assert (problems, table.columns.tolist(), len(table)) == ([], codebook.columns("items"), 0)
    (tmp_path / "Item.csv").touch()
    (problem,), table = check_file.read(tmp_path, "items")
    assert (problem.remedy, table) == ("Rename Item.csv to items.csv.", None)


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_a_byte_order_mark_and_other_line_ends_change_nothing(tmp_path, end):
    events = [row | {"summary": "One\ntwo."} for row in SMALL["events"]]
    write(tmp_path, SMALL | {"events": events})
    before = {name: check_file.read(tmp_path, name) for name in codebook.resources()}
    for name in codebook.resources():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", end))
        problems, table = check_file.read(tmp_path, name)
        assert problems == before[name][0] == []
        pd.testing.assert_frame_equal(table, before[name][1])


def test_frictionless_finds_the_whole_datapackage_sound_keys_between_tables_too():
    report = Package(str(codebook.DATA / "datapackage.json")).validate()
    assert report.flatten(["type", "rowNumber", "fieldName"]) == []


def test_every_constraint_and_type_of_the_datapackage_is_judged_here():
    fields = [field for table in codebook.resources() for field in codebook.fields(table)]
    asked = {name for field in fields for name in field.get("constraints", {})}
    assert asked == {*("required", "unique", "enum", "pattern", "maxLength", "minimum", "maximum")}
    assert {field["type"] for field in fields} == {"string", "number"}
