import csv
import hashlib
import json
from pathlib import Path

import pytest

from lib.charts import theme
from lib.dataset import check
from lib.dataset.check import Problem
from lib.dataset.tables import load
from tests.conftest import ARTICLES, SMALL, changed, write


def problems(folder: Path) -> list[Problem]:
    return check.check(folder, folder)


def test_sound_tables_have_no_problems(tmp_path):
    write(tmp_path, SMALL)
    assert problems(tmp_path) == []


CASES = {
    "vocabulary": (
        *("events", "claim_type", 3, "denal"),
        "Did you mean 'denial'? Use one of: sanction, admission, denial,",
    ),
    "vocabulary, empty": (
        *("relationships", "polarity", 2, ""),
        "is empty. Fill it: How the event puts it. Use one of: asserted, denied,",
    ),
    "capital": ("events", "claim_type", 3, "Denial", "Did you mean 'denial'?"),
    "space": ("events", "claim_type", 3, "denial ", "has spaces around it. Write 'denial'."),
    "underscore": ("events", "attribution", 3, "media_sources", "Did you mean 'media-sources'?"),
    "far from all": ("events", "stance", 2, "xyz", "Use one of: affirms, denies, partly,"),
    "only spaces": ("events", "summary", 2, "  ", "holds only spaces. Fill it:"),
    "required": ("events", "summary", 2, "", "is empty."),
    "title length": ("events", "title", 2, "x" * 91, "has 91 characters, more than 90."),
    "date form": ("events", "date", 2, "18/02/2023", "is not an EDTF date. Write 2023-02-18"),
    "two dates": ("events", "date", 2, "03/04/2023", "2023-04-03 (3 April 2023) or 2023-03-04"),
    "date calendar": (
        "events",
        "date",
        2,
        "2023-02-30",
        "is not a day, month or year of the calendar. There is no 30 February 2023: its last day",
    ),
    "date order": (
        "events",
        "date",
        2,
        "2023-06-10/2023-06-01",
        "ends before it begins. Write 2023-06-01/2023-06-10",
    ),
    "published": ("sources", "published", 2, "yesterday", "is not an EDTF date."),
    "date note": ("events", "date_note", 2, "", "though the date is not stated but 'inferred'"),
    "id form": ("tensions", "tension_id", 2, "tension", "does not have the form"),
    "id in small letters": ("relationships", "event_id", 2, "e1", "Did you mean 'E001'?"),
    "id with a space": (
        "relationships",
        "event_id",
        2,
        "E001 ",
        "has spaces around it. Write 'E001'.",
    ),
    "slug with a space": ("relationships", "subject_id", 2, " iran", "Write 'iran'."),
    "name for an id": ("relationships", "subject_id", 2, "John Kirby", "Did you mean 'kirby'?"),
    "commas in a list": (
        *("events", "targets", 2, "iran, russia"),
        "has something other than semicolons between its entries. Write 'iran;russia'.",
    ),
    "spaces in a list": ("events", "targets", 2, "iran; russia", "Write 'iran;russia'."),
    "capital in a list": ("events", "targets", 2, "Iran;russia", "Write 'iran;russia'."),
    "name in a list": ("events", "targets", 2, "John Kirby", "Did you mean 'kirby'?"),
    "names in a list": (
        *("events", "targets", 2, "Jon Kirby, iran and National Security Council"),
        "Did you mean 'kirby;iran;nsc'?",
    ),
    "a strange name in a list": (
        *("events", "targets", 2, "John Kirby;Ada Reyes"),
        "Use ids of actors.csv with semicolons between them.",
    ),
    "id form of numbers": (
        *("events", "event_id", 2, "first"),
        "Form: E and three digits or more, such as E001.",
    ),
    "id form of words": (
        *("storylines", "storyline_id", 2, "Drônes, and plants"),
        "Form: lower case letters, digits and hyphens, such as drones-and-plants.",
    ),
    "hash form": ("sources", "sha256", 2, "none", "Form: 64 digits and letters from a to f."),
    "file in a folder": (
        *("sources", "file", 2, "articles/one.txt"),
        "is not the name of a file alone. Write one.txt, without folders.",
    ),
    "file in a folder of Windows": ("sources", "file", 2, "C:\\a\\b.txt", "Write b.txt, without"),
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
    "straight quote marks": (
        *("evidence", "exact", 4, "Iran  denied it"),
        "but would be with other spaces. Copy the article's own words: Iran denied it",
    ),
    "space after a passage": (
        *("evidence", "exact", 4, "Iran denied it "),
        "has spaces around it. Write 'Iran denied it'.",
    ),
    "line break after a passage": ("evidence", "exact", 2, "Iran\n", "Write 'Iran'."),
    "several ways of typing": (
        *("evidence", "exact", 4, "IRAN  denied\nit "),
        "but would be with other line breaks, spaces and capitals. Copy",
    ),
    "passage twice": ("evidence", "exact", 2, "Iran", "occurs 2 times in the article 'one'."),
    "wrong prefix": (
        "evidence",
        "prefix",
        4,
        "Russia",
        "does not stand beside the passage in 'one'. Leave prefix and suffix empty",
    ),
    "hedge elsewhere": ("evidence", "hedge", 4, "allegedly", "is not in the sentence"),
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


@pytest.mark.parametrize("table", ["events", "evidence", "actors"])
def test_a_row_with_a_comma_too_many_is_one_problem(tmp_path, table):
    write(tmp_path, SMALL)
    path = tmp_path / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    first, _, rest = lines[1].partition(",")
    lines[1] = f"{first},so, said {rest}"
    path.write_text("".join(lines), encoding="utf-8")
    assert [(p.file, p.row, p.reason) for p in problems(tmp_path)] == [
        (
            path.name,
            2,
            f"has more cells than the header has columns: it has {len(lines[0].split(',')) + 1}, "
            f"the header {len(lines[0].split(','))}.",
        )
    ]


def test_an_event_whose_id_is_misspelt_in_the_evidence_has_evidence_all_the_same(tmp_path):
    rows = [row | {"event_id": row["event_id"].replace("00", "")} for row in SMALL["evidence"]]
    write(tmp_path, SMALL | {"evidence": rows})
    assert [(p.file, p.value, p.remedy[:20]) for p in problems(tmp_path)] == [
        ("evidence.csv", row["event_id"], f"Did you mean 'E00{row['event_id'][1:]}'?")
        for row in rows
    ]


def test_an_id_used_twice_is_a_problem_that_names_the_first_row_and_the_next_free_id(tmp_path):
    again = {"relationships": [*SMALL["relationships"], SMALL["relationships"][0]]}
    write(tmp_path, SMALL | again)
    assert problems(tmp_path) == [
        Problem(
            *("relationships.csv", 5, "relationship_id", "R001", "stands already in row 2."),
            "Every relationship is used once. The next free one is R004.",
        )
    ]


def test_a_passage_entered_twice_is_a_problem(tmp_path):
    write(tmp_path, SMALL | {"evidence": [*SMALL["evidence"], SMALL["evidence"][0]]})
    assert [(p.row, p.reason) for p in problems(tmp_path)] == [(7, "repeats row 2.")]


def test_an_id_misspelt_where_it_is_given_is_one_problem_not_one_wherever_it_is_used(tmp_path):
    write(tmp_path, SMALL)
    changed(tmp_path / "events.csv", "event_id", 2, "e1")
    assert [(p.file, p.row, p.value, p.remedy) for p in problems(tmp_path)] == [
        ("events.csv", 2, "e1", "Write 'E001'.")
    ]


@pytest.mark.parametrize(
    ("part_of", "loops"),
    [
        ({"us": "us"}, {2: "us → us"}),
        ({"us": "nsc"}, {2: "us → nsc → us", 3: "nsc → us → nsc"}),
        (
            {"us": "kirby"},
            {
                2: "us → kirby → nsc → us",
                3: "nsc → us → kirby → nsc",
                4: "kirby → nsc → us → kirby",
            },
        ),
        ({"iran": "russia"}, {}),
    ],
)
def test_actors_that_lead_back_to_themselves_are_named_with_the_way_round(tmp_path, part_of, loops):
    actors = [a | {"part_of": part_of.get(a["actor_id"], a["part_of"])} for a in SMALL["actors"]]
    write(tmp_path, SMALL | {"actors": actors})
    assert {p.row: p.reason for p in problems(tmp_path)} == {
        row: f"leads back to itself: {path}." for row, path in loops.items()
    }


def test_all_problems_come_at_once_in_the_order_of_the_tables(tmp_path):
    write(tmp_path, SMALL)
    changed(tmp_path / "tensions.csv", "kind", 2, "quarrel")
    changed(tmp_path / "events.csv", "stance", 2, "maybe")
    changed(tmp_path / "actors.csv", "kind", 2, "kingdom")
    assert [(p.file, p.column) for p in problems(tmp_path)] == [
        ("actors.csv", "kind"),
        ("events.csv", "stance"),
        ("tensions.csv", "kind"),
    ]


def test_a_broken_table_does_not_bury_the_others(tmp_path):
    write(tmp_path, SMALL)
    (tmp_path / "events.csv").unlink()
    assert [str(p) for p in problems(tmp_path)] == [
        "events.csv is missing. Put events.csv beside the others."
    ]


OWN = ["Union", "Works", "Works", "Town", "Union", "Town"]


def with_sides(folder: Path, *named: str) -> None:
    """The small tables, their actors on sides of their own."""
    actors = [a | {"side": side} for a, side in zip(SMALL["actors"], named, strict=True)]
    write(folder, SMALL | {"actors": actors})


def test_without_a_datapackage_the_sides_are_those_of_the_actors(tmp_path):
    with_sides(tmp_path, *OWN)
    tables = load(tmp_path, tmp_path)
    assert tables.sides == tables.about.sides == ("Union", "Works", "Town")
    assert list(theme.with_sides(theme.LIGHT, tables.sides).side) == ["Union", "Works", "Town"]


def test_sides_that_a_datapackage_names_are_binding(tmp_path):
    with_sides(tmp_path, *OWN)
    field = {"name": "side", "constraints": {"enum": ["Union", "Works"]}}
    said = {"resources": [{"name": "actors", "schema": {"fields": [field]}}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(said))
    assert [(p.row, p.value) for p in problems(tmp_path)] == [(5, "Town"), (7, "Town")]


def test_a_side_that_cannot_be_shown_or_is_empty_is_a_problem_without_a_datapackage_too(tmp_path):
    with_sides(tmp_path, "", "Union ", "a;b", "<b>", "x" * 41, "Union")
    assert [(p.row, p.column, p.reason) for p in problems(tmp_path)] == [
        (2, "side", "is empty."),
        (3, "side", "has spaces around it."),
        *((row, "side", "does not have the form of this column.") for row in (4, 5, 6)),
    ]


MEND = "Mend it, or take it away: it is not required."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'{"title": "Strike",\n "resources" []}',
            "line 2, column 14 is not JSON. A colon is missing before it. " + MEND,
        ),
        (
            b'{"title": "Strike"\n "name": "a"}',
            "line 2, column 2 is not JSON. A comma is missing before it, or a quote mark too many. "
            + MEND,
        ),
        (b'{"title": "Gr\xe8ve"}', "it is not UTF-8. Save it as UTF-8."),
        (b"[]", f"it is not a JSON object. {MEND}"),
    ],
)
def test_a_datapackage_that_cannot_be_used_is_the_only_problem(tmp_path, content, told):
    with_sides(tmp_path, *OWN)
    (tmp_path / "datapackage.json").write_bytes(content)
    assert [str(p) for p in problems(tmp_path)] == [f"datapackage.json cannot be used: {told}"]


def test_a_table_with_semicolons_does_not_hide_what_else_is_wrong(tmp_path):
    write(tmp_path, SMALL)
    changed(tmp_path / "events.csv", "stance", 2, "maybe")
    changed(tmp_path / "evidence.csv", "event_id", 2, "E404")
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (tmp_path / "events.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)
    assert [(p.file, p.row, p.column) for p in problems(tmp_path)] == [
        ("events.csv", 0, ""),
        ("events.csv", 2, "stance"),
        ("evidence.csv", 2, "event_id"),
    ]


OLD = SMALL["sources"][0]["sha256"]


def rewritten(folder: Path, text: str) -> str:
    """Give the first article another text; its hash comes back."""
    (folder / "one.txt").write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_article_that_is_not_here_is_a_notice_and_its_passages_are_not_checked(tmp_path):
    write(tmp_path, SMALL)
    changed(tmp_path / "evidence.csv", "exact", 4, "Iran denied that")
    (tmp_path / "one.txt").unlink()
    assert problems(tmp_path) == []
    assert check.notices(tmp_path, tmp_path) == [
        Problem(
            *("sources.csv", 2, "file", "one.txt"),
            "is not here; its 3 passages cannot be checked here.",
            "Put its file among the articles.",
        )
    ]
    places = check.examine(tmp_path, tmp_path).places
    assert places.dtypes.tolist() == ["int64", "int64"]
    assert places.to_numpy().tolist() == [[-1, -1], [27, 43], [-1, -1], [-1, -1], [45, 71]]


def test_without_any_article_there_is_a_notice_for_each(tmp_path):
    write(tmp_path, SMALL)
    assert problems(tmp_path) == []
    assert [p.value for p in check.notices(tmp_path, tmp_path / "nowhere")] == [
        "one.txt",
        "two.txt",
    ]


def test_an_article_under_a_slightly_other_name_is_recognised(tmp_path):
    write(tmp_path, SMALL)
    (tmp_path / "one.txt").rename(tmp_path / "One.TXT")
    assert [p.remedy for p in check.notices(tmp_path, tmp_path)] == ["Rename One.TXT to one.txt."]
    (tmp_path / "One.TXT").rename(tmp_path / "one.docx")
    assert [p.remedy for p in check.notices(tmp_path, tmp_path)] == [
        "Open one.docx and save it as plain text (UTF-8), named one.txt."
    ]


def test_an_article_named_with_its_folder_is_one_problem_and_read_all_the_same(tmp_path):
    write(tmp_path, SMALL)
    changed(tmp_path / "sources.csv", "file", 2, "articles/one.txt")
    found = check.examine(tmp_path, tmp_path)
    assert ([p.column for p in found.problems], found.notices) == (["file"], [])
    assert "one" in found.articles


def test_an_article_that_changed_but_kept_its_passages_is_a_notice_with_both_hashes(tmp_path):
    write(tmp_path, SMALL)
    new = rewritten(tmp_path, "Corrected. " + ARTICLES["one"])
    assert problems(tmp_path) == []
    assert check.notices(tmp_path, tmp_path) == [
        Problem(
            *("sources.csv", 2, "sha256", OLD),
            f"is not the hash of one.txt, which is {new}: the article has changed since it was "
            "coded. All 3 passages from it still stand there.",
            "Restore the article, or read it anew, mend the rows and enter the new hash.",
        )
    ]


def test_an_article_that_lost_a_passage_is_a_problem_with_the_nearest_words(tmp_path):
    write(tmp_path, SMALL)
    new = rewritten(tmp_path, ARTICLES["one"].replace("said that Iran sent", "says Iran has sent"))
    assert check.notices(tmp_path, tmp_path) == []
    assert problems(tmp_path) == [
        Problem(
            *("sources.csv", 2, "sha256", OLD),
            f"is not the hash of one.txt, which is {new}: the article has changed since it was "
            "coded. Of its 3 passages 1 no longer fits it.",
            "Restore the article, or read it anew, mend the rows and enter the new hash.",
        ),
        Problem(
            *("evidence.csv", 2, "exact", "The US said that Iran sent drones"),
            "is not in the article 'one'.",
            "Copy it from the article, letter by letter. "
            "The nearest words there: 'The US says Iran has sent drones.'",
        ),
    ]


def test_an_article_with_windows_line_ends_has_changed_but_keeps_its_passages(tmp_path):
    text = ARTICLES["one"].replace(" denied", "\ndenied")
    rows = [e | {"exact": e["exact"].replace(" denied", "\ndenied")} for e in SMALL["evidence"]]
    write(tmp_path, SMALL | {"evidence": rows})
    rewritten(tmp_path, "")
    (tmp_path / "one.txt").write_bytes(text.replace("\n", "\r\n").encode())
    assert problems(tmp_path) == []
    assert len(check.notices(tmp_path, tmp_path)) == 1


@pytest.mark.parametrize(
    ("text", "exact", "remedy"),
    [
        ("Iran ‘denied’ it.", "Iran 'denied' it", "quote marks. Iran ‘denied’ it"),
        ("Iran—again—denied it.", "Iran-again-denied it", "dashes. Iran—again—denied it"),
        ("Iran\u00a0denied it.", "Iran denied it", "spaces. Iran\u00a0denied it"),
        ("Iran\ndenied it.", "Iran denied it", "line breaks. Iran\ndenied it"),
        ("Iran DENIED it.", "Iran denied it", "capitals. Iran DENIED it"),
    ],
)
def test_a_passage_typed_otherwise_is_answered_with_the_articles_own_words(
    tmp_path, text, exact, remedy
):
    rows = [e | {"exact": exact} if e["event_id"] == "E002" else e for e in SMALL["evidence"]]
    write(tmp_path, SMALL | {"evidence": rows})
    rewritten(tmp_path, ARTICLES["one"].replace("Iran denied it.", text))
    found = next(p for p in problems(tmp_path) if p.file == "evidence.csv")
    kinds, words = remedy.split(". ", 1)
    assert found.reason == f"is not in the article 'one', but would be with other {kinds}."
    assert found.remedy == f"Copy the article's own words: {words}"


def test_an_article_that_is_not_utf_8_is_named_with_the_line(tmp_path):
    write(tmp_path, SMALL)
    (tmp_path / "one.txt").write_bytes(b"One.\nT\xe9h\xe9ran\n")
    assert [str(p) for p in problems(tmp_path)] == [
        "sources.csv, row 2, column file: 'one.txt' is not UTF-8: line 2 of the article has the "
        "byte 0xE9. Save the article as UTF-8 and enter its new hash."
    ]


def test_a_file_name_never_leads_out_of_the_folder_of_articles(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", SMALL)
    (tmp_path / "secret.txt").write_text("secret")
    changed(tmp_path / "in" / "sources.csv", "file", 2, "../secret.txt")
    assert "one" not in check.examine(tmp_path / "in", tmp_path / "in").articles


@pytest.mark.parametrize(
    "emptied",
    [["tensions"], ["relationships"], ["events", "evidence", "relationships", "tensions"]],
)
def test_tables_with_only_a_header_are_sound(tmp_path, emptied):
    write(tmp_path, SMALL | {name: [] for name in emptied})
    assert problems(tmp_path) == []


def test_the_projects_own_data_must_be_without_notices_too(tmp_path, monkeypatch, capsys):
    write(tmp_path, SMALL)
    examine = check.examine
    monkeypatch.setattr(check, "examine", lambda *_: examine(tmp_path, tmp_path))
    assert check.main() == 0
    (tmp_path / "one.txt").unlink()
    assert check.main() == 1
    assert "its 3 passages cannot be checked here" in capsys.readouterr().out


def test_a_problem_reads_as_one_line():
    problem = Problem("events.csv", 3, "date", "x" * 200, "is wrong.", "Mend it.")
    assert str(problem) == f"events.csv, row 3, column date: '{'x' * 119}…' is wrong. Mend it."
