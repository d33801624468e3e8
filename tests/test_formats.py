"""What holds for every format: it says what it shows, and any process makes the same bytes."""

import html
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from conftest import DAY, stated
from pptx import Presentation
from pypdf import PdfReader

from lib.analysis.filters import Filters
from lib.dataset import codebook
from lib.dataset.tables import load
from lib.export import statement
from lib.export.formats import BRIEFINGS, DATASETS, FORMATS, ExportError, file_name, make
from lib.view.screen import screen
from lib.view.view import View

EVERY = pytest.mark.parametrize("name", FORMATS)
KIRBY = Filters(actor=("kirby",))
WRITE = """
import sys
from tests.test_formats import write
write(sys.argv[1])
"""


def write(folder: Path | str) -> None:
    """A file of the project's own tables in every format."""
    shown, said = stated(load(), filters=Filters(claim_type=("denial",)), form="timeline")
    for name in FORMATS:
        Path(folder, name).write_bytes(make(shown, said, name))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Two folders of such files: by this process, and by one of another reader in another zone."""
    here, there = (tmp_path_factory.mktemp(name) for name in ("here", "there"))
    (there / "matplotlibrc").write_text("font.size: 30\nlines.linewidth: 9\n")
    own = {"TZ": "Asia/Tehran", "PYTHONHASHSEED": "1", "MPLCONFIGDIR": str(there)}
    own["PYTHONPATH"] = f"{codebook.ROOT}:{codebook.ROOT / 'tests'}"
    words = [sys.executable, "-c", WRITE, str(there)]
    run = subprocess.Popen(words, cwd=codebook.ROOT, env=os.environ | own)
    write(here)
    assert run.wait() == 0
    return here, there


@EVERY
def test_every_process_writes_the_same_bytes(elsewhere, name):
    one, two = ((folder / name).read_bytes() for folder in elsewhere)
    assert one == two
    if one.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(one)) as zipped:
            assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def words_in(name: str, content: bytes) -> str:
    """All that a reader of a format finds in it, without spaces."""
    if name == "pdf":
        found = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif name == "pptx":
        slides = Presentation(io.BytesIO(content)).slides
        found = "".join(slide.notes_slide.notes_text_frame.text for slide in slides)
    elif name == "docx":
        found = "".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    elif name == "csv":
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            found = "".join(zipped.read(n).decode() for n in zipped.namelist())
    elif name in ("annotations", "claims", "ftm"):
        lines = content.splitlines() if name == "ftm" else [content]
        found = "".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)
    elif name == "markdown":
        found = content.decode().replace("\\", "")
    else:
        found = html.unescape(re.sub("<(?!attvalue)[^>]*>", "", content.decode()))
    return "".join(found.split())


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "png"])
@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (
            KIRBY,
            ("1 of 4 events", "Iran sent drones", "John Kirby", "?actor=kirby&form=statements"),
        ),
        (Filters(q="no such words"), ("0 of 4 events",)),
    ],
    ids=["some", "none"],
)
def test_a_file_holds_the_passages_and_says_what_is_shown(small, name, filters, told):
    found = words_in(name, make(*stated(small, filters=filters, form="statements"), name))
    for words in (*told, statement.CAUTION, small.version):
        assert "".join(words.split()) in found


@EVERY
def test_of_too_many_events_no_data_is_written_and_the_way_to_filter_is_said(
    small, name, monkeypatch
):
    monkeypatch.setattr(statement, "MOST_DATA", 3)
    made = stated(small, form="statements")
    if name in BRIEFINGS:
        assert make(*made, name)
        return
    with pytest.raises(ExportError, match=r"^4 events are in view, and above 3 no .* Narrow the"):
        make(*made, name)
    assert make(*stated(small, filters=KIRBY), name)


def test_every_format_has_an_ending_of_its_own_and_a_file_a_name_after_title_and_day(small):
    assert len({form.ending for form in FORMATS.values()}) == len(BRIEFINGS) + len(DATASETS)
    for title, name, ending in (
        ("Who says: “what”? / Ünïcode", "png", "who-says-what-ünïcode-2026-11-20.png"),
        ("?!", "csv", "briefing-2026-11-20.zip"),
    ):
        titled = statement.statement(screen(small, View(title=title)), DAY)
        assert file_name(titled, name) == ending
