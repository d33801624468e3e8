"""The command line: any view as a file in any format, whole or not at all."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lib.analysis.filters import Filters
from lib.dataset import codebook
from lib.export import cli
from lib.export.formats import ExportError
from lib.view.view import View


def test_the_line_in_the_readme_works(tmp_path):
    readme = (codebook.ROOT / "README.md").read_text(encoding="utf-8")
    line = next(w for w in readme.splitlines() if "-m lib.export" in w and w.startswith(".venv"))
    _, *words = shlex.split(line)
    words[words.index("--out") + 1] = str(tmp_path / "brief.png")
    found = subprocess.run(
        [sys.executable, *words], cwd=codebook.ROOT, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    assert (tmp_path / "brief.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("link", "view"),
    [
        ("?", View()),
        ("", View()),
        ("actor=iran", View(Filters(actor=("iran",)))),
        ("http://127.0.0.1:8501/timeline", View()),  # what fits it anyway
        (
            "http://127.0.0.1:8501/network?layer=claimed",
            View(form="whom", layer="claimed", picture="links"),
        ),
        ("/questions?q=drones", View(Filters(q="drones"), form="debate")),
        ("/briefing?paper=a4&title=T", View(paper="a4", title="T")),
        ("?parts=events&parts=timeline", View(form="statements")),
    ],
)
def test_a_link_stands_for_the_briefing_of_what_its_page_shows(real, link, view):
    assert cli.view_of(real, link) == view


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("?colour=red", "colour=red is unknown."),
        ("?actor=rusia&q=x&parts=timelin", "parts=timelin is unknown. Did you mean 'timeline'?"),
        ("http://[::1", "'http://[::1' is not a link"),
    ],
)
def test_what_a_link_cannot_mean_is_said(real, link, said):
    with pytest.raises(ExportError, match=re.escape(said)):
        cli.view_of(real, link)


def test_a_form_may_be_asked_for_that_the_view_can_have_and_a_dash_is_standard_output(capfdbinary):
    words = ["--format", "markdown", "--out", "-"]
    assert cli.main([*words, "--form", "debate"]) == 0
    title, *_ = capfdbinary.readouterr().out.decode().splitlines()
    assert title.startswith("# ") and "?" in title
    assert cli.main([*words, "--form", "profile"]) == 1
    assert capfdbinary.readouterr() == (b"", b"The form profile needs more than this view picks.\n")


def test_bad_arguments_get_a_usage_line(capsys):
    for words in (["--format", "gif", "--out", "x"], ["--out", "x"], ["--format", "png"], []):
        with pytest.raises(SystemExit) as stopped:
            cli.main(words)
        assert stopped.value.code == 2
        assert capsys.readouterr().err.startswith("usage: python -m lib.export")


def test_where_no_plain_file_can_be_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "circle").symlink_to("circle")
    for out in ("/dev/null", ".", f"{'x' * 300}.md", "circle/x.md", "missing/x.md"):
        with pytest.raises(ExportError, match=r"cannot be written: .+"):
            cli.write(Path(out), b"new")
    assert Path("/dev/null").is_char_device()
    assert [p.name for p in tmp_path.iterdir()] == ["circle"]


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "link.md").symlink_to("there.md")
    cli.write(tmp_path / "link.md", b"new")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "there.md").read_bytes() == b"new"


def test_a_file_that_stands_there_stays_whole_when_the_new_one_fails(tmp_path, monkeypatch):
    out = tmp_path / "brief.md"
    out.write_text("the old one")

    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(ExportError, match="No space left on device"):
        cli.write(out, b"new")
    assert out.read_text() == "the old one"
    assert [p.name for p in tmp_path.iterdir()] == ["brief.md"]


def test_what_cannot_be_made_is_said_and_leaves_no_file(tmp_path, monkeypatch, capsys):
    for epoch, query, said in (
        ("today", "", "SOURCE_DATE_EPOCH='today' is not a number of seconds\n"),
        ("0", "?actor=rusia", "actor=rusia is unknown. Did you mean 'russia'?\n"),
        ("0", "?actor=\udcff", "actor=? is unknown.\n"),
    ):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        assert cli.main(["--format", "svg", "--out", str(tmp_path / "a.svg"), query]) == 1
        assert capsys.readouterr().err == said
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_in_a_search_is_no_error(tmp_path):
    assert cli.main(["--format", "markdown", "--out", str(tmp_path / "a.md"), "?q=\ud800"]) == 0


def test_a_command_whose_reader_stops_ends_without_a_traceback():
    read, written = os.pipe()
    os.close(read)
    ended = subprocess.run([sys.executable, "-m", "lib.check"], stdout=written, stderr=-1)
    os.close(written)
    assert (ended.returncode, ended.stderr) == (-signal.SIGPIPE, b"")
