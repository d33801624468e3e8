"""What holds for every format: the statement is on it, and any process makes the same bytes."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import date

import pytest

from lib.analysis.filters import Filters
from lib.dataset import codebook
from lib.export import cli, statement
from lib.export.formats import DATASETS, FORMATS, ExportError, file_name, make
from lib.view.screen import screen
from lib.view.view import View

EVERY = pytest.mark.parametrize("name", FORMATS)
KIRBY = Filters(actor=("kirby",))
LINK = "?claim_type=denial&actor=russia&form=timeline"
BEGINNINGS = {
    **{"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF", "pptx": b"PK", "docx": b"PK"},
    **{"html": b"<!doctype html>", "markdown": b"# ", "csv": b"PK", "timelinejs": b"Year,"},
    **{"gexf": b"<?xml", "graphml": b"<?xml", "annotations": b"{", "ftm": b"{", "claims": b"{"},
}
WRITE = """
import sys
from lib.export import cli, formats
for name in formats.FORMATS:
    assert cli.main(["--format", name, "--out", f"{sys.argv[1]}/{name}", sys.argv[2]]) == 0
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Two folders of files in every format: by this process, and by one in another zone."""
    here, there = (tmp_path_factory.mktemp(name) for name in ("here", "there"))
    (there / "matplotlibrc").write_text("font.size: 30\nlines.linewidth: 9\n")
    own = {"TZ": "Asia/Tehran", "PYTHONHASHSEED": "1", "MPLCONFIGDIR": str(there)}
    words = [sys.executable, "-c", WRITE, str(there), LINK]
    environment = os.environ | own | {"SOURCE_DATE_EPOCH": "0"}
    run = subprocess.Popen(words, cwd=codebook.ROOT, env=environment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "0")
        for name in FORMATS:
            assert cli.main(["--format", name, "--out", f"{here}/{name}", LINK]) == 0
    assert run.wait() == 0
    return here, there


@EVERY
def test_every_process_writes_the_same_bytes_by_command_line(elsewhere, name):
    one, two = ((folder / name).read_bytes() for folder in elsewhere)
    assert one == two
    assert one[:20].lower().startswith(BEGINNINGS[name].lower())
    if BEGINNINGS[name] == b"PK":
        with zipfile.ZipFile(io.BytesIO(one)) as zipped:
            assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", [*DATASETS, "markdown", "html"])
@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (KIRBY, ("1 of 4 events", "John Kirby", statement.CAUTION, "?actor=kirby")),
        (Filters(q="no such words"), ("0 of 4 events",)),
    ],
    ids=["some", "none"],
)
def test_a_file_says_what_is_shown_under_which_filters_and_with_what_caution(
    small, name, filters, words
):
    on = screen(small, View(filters))
    content = make(on, statement.statement(on, date(2024, 2, 3)), name)
    if name == "csv":
        content = zipfile.ZipFile(io.BytesIO(content)).read("datapackage.json")
    plain = content.decode().replace("\\", "")  # Markdown's escapes
    for said in (*words, small.version):
        assert said in plain


@EVERY
def test_of_too_many_events_no_data_is_written_and_the_way_to_filter_is_said(
    small, name, monkeypatch
):
    monkeypatch.setattr(statement, "MOST_DATA", 3)
    on = screen(small, View(form="statements"))
    said = statement.statement(on, date(2024, 2, 3))
    if name not in DATASETS:
        assert make(on, said, name)
        return
    with pytest.raises(ExportError, match=r"^4 events are in view, and above 3 no .* Narrow the"):
        make(on, said, name)
    few = screen(small, View(KIRBY))
    assert make(few, statement.statement(few, date(2024, 2, 3)), name)


def test_every_format_has_an_ending_of_its_own():
    assert set(BEGINNINGS) == set(FORMATS)
    assert len({form.ending for form in FORMATS.values()}) == len(FORMATS)


def test_a_file_is_named_after_its_title_and_day(small):
    day = date(2026, 11, 20)
    titled = statement.statement(screen(small, View(title="Who says: “what”? / Ünïcode")), day)
    assert file_name(titled, "png") == "who-says-what-ünïcode-2026-11-20.png"
    untitled = statement.statement(screen(small, View(title="?!")), day)
    assert file_name(untitled, "csv") == "briefing-2026-11-20.zip"
