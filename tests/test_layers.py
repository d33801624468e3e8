"""The shape of the code: pure modules below, one frame that knows Streamlit, short pages."""

import ast
from pathlib import Path

import pytest

from lib.dataset import codebook

ROOT = codebook.ROOT
FRAME = ROOT / "lib" / "ui"
MODULES = sorted((ROOT / "lib").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT / "lib")))
def test_only_the_frame_imports_streamlit(path):
    assert "streamlit" not in imported(path) or FRAME in path.parents


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_is_short_and_keeps_no_state(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 45
    assert "session_state" not in text


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_begins_by_being_opened_in_the_frame(path):
    """Streamlit runs the page that is a fresh server's first without what is around it."""
    _, *body = ast.parse(path.read_text(encoding="utf-8")).body
    first = next(line for line in body if not isinstance(line, ast.Import | ast.ImportFrom))
    assert ast.unparse(first).startswith("screen = ui.open_page(")


def test_no_download_runs_the_page_again():
    """A run that a download began would take away the file that the download is waiting for."""
    calls = [
        node
        for path in FRAME.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.download_button"
    ]
    assert calls
    for call in calls:
        options = {option.arg: ast.unparse(option.value) for option in call.keywords}
        assert options.get("on_click") == "'ignore'", ast.unparse(call)


def test_the_top_level_is_as_agreed():
    visible = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")} - {"__pycache__"}
    assert visible == {
        *("dashboard.py", "pages", "data", "lib", "tests", "seeds"),
        *("requirements.txt", "README.md", "Makefile"),
    }


def test_the_pinned_packages_start_with_those_agreed():
    names = [line.split("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines()]
    assert names[:5] == ["streamlit", "pandas", "plotly", "pyvis", "pytest"]


def test_every_package_has_its_reason_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        name, _, pin = line.partition("==")
        if not line.startswith("#"):
            assert pin
            assert f"| {name} |" in readme
