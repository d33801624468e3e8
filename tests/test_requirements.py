"""What is installed: the locks agree with what the requirements ask for."""

import re
from pathlib import Path

import pytest

from lib.dataset.codebook import ROOT

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def pinned(path: Path) -> set[tuple[str, str]]:
    found = PINNED.findall(path.read_text(encoding="utf-8"))
    return {(re.sub("[-_.]+", "-", name).lower(), version) for name, version in found}


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests"])
def test_a_lock_has_every_version_asked_for_with_hashes_and_no_address(folder):
    asked = pinned(folder / "requirements.txt") | pinned(ROOT / "requirements.txt")
    assert asked <= pinned(folder / ".requirements.lock")
    lock = (folder / ".requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", lock.strip())
    assert [p for p in packages if "--hash=sha256:" not in p] == []
    assert "://" not in lock
