"""The shape of the code: six wings whose imports go down, short pages, short files."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

from lib.dataset import codebook

ROOT = codebook.ROOT
WINGS = ["dataset", "analysis", "view", "charts", "export", "ui"]
MODULES = sorted((ROOT / "lib").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
# python -m lib.check and the like
DOORS = {"__init__", "check", "coverage", "blank", "code", "mend"}

MOST = 20_700


def imports(path: Path) -> set[str]:
    """The modules that a file imports, those only for type hints and inside functions included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def wing(module: str) -> str:
    """The wing of a module of lib, or nothing."""
    return (module.split(".") + ["", ""])[1] if module.startswith("lib.") else ""


def name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


IMPORTS = {name(path): imports(path) for path in MODULES}


def test_imports_go_down_only():
    upward = {
        (module, imported)
        for module, imports in IMPORTS.items()
        for imported in imports
        if wing(module) in WINGS
        and wing(imported) not in ["", *WINGS[: WINGS.index(wing(module)) + 1]]
    }
    assert upward == set()


def test_no_module_imports_itself_through_others():
    names = IMPORTS.keys()
    below = {
        module: {m if m in names else m.rpartition(".")[0] for m in imports} & names
        for module, imports in IMPORTS.items()
    }
    TopologicalSorter(below).prepare()  # raises CycleError, which names the circle


def test_only_ui_imports_streamlit():
    users = {
        m for m, imports in IMPORTS.items() if "streamlit" in {i.split(".")[0] for i in imports}
    }
    assert {wing(module) for module in users} == {"ui"}


def test_files_and_the_product_are_short():
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES + PAGES}
    assert {name(path): count for path, count in lines.items() if count > 400} == {}
    assert sum(lines.values()) <= MOST


def test_nothing_is_flat_in_lib_but_the_command_line_doors():
    assert {path.stem for path in (ROOT / "lib").glob("*.py")} == DOORS
    assert {path.name for path in (ROOT / "lib").iterdir() if path.is_dir()} - {
        "__pycache__"
    } == set(WINGS)


def test_a_page_is_short_keeps_no_state_and_opens_first():
    """Streamlit runs the first page that a fresh server is asked for without `dashboard.py`."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 45, path
        assert "session_state" not in text, path
        _, *body = ast.parse(text).body
        first = next(line for line in body if not isinstance(line, ast.Import | ast.ImportFrom))
        opens = ("screen = ui.open_page(", "ui.show_coding(")
        assert ast.unparse(first).startswith(opens), path


def test_no_download_runs_the_page_again():
    """A new run would take away the file that the download is waiting for."""
    calls = [
        node
        for path in (ROOT / "lib" / "ui").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.download_button"
    ]
    options = [{o.arg: ast.unparse(o.value) for o in call.keywords} for call in calls]
    assert {option.get("on_click") for option in options} == {"'ignore'"}


def test_the_top_level_is_as_agreed():
    visible = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")} - {"__pycache__"}
    assert visible == {
        *("dashboard.py", "pages", "data", "lib", "tests", "seeds"),
        *("requirements.txt", "README.md", "Makefile"),
    }


def test_packages_are_pinned_and_have_their_reason_in_the_readme():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert list(pins)[:5] == ["streamlit", "pandas", "plotly", "pyvis", "pytest"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [row for row in readme.partition("## Packages")[2].splitlines() if "|" in row]
    explained = {package for row in rows for package in row.split("|")[1].strip().split(", ")}
    assert set(pins) <= explained
