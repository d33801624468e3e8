import hashlib
from pathlib import Path

import pytest

from lib.dataset import check
from tests import generator


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_made_up_tables_are_sound(tmp_path):
    generator.generate(tmp_path, 100)
    found = check.examine(tmp_path, tmp_path / "articles")
    assert found.problems == []
    counts = {name: len(table) for name, table in found.tables.items()}
    assert counts == {
        "sources": 5,
        "actors": 30,
        "storylines": 9,
        "events": 100,
        "evidence": counts["evidence"],
        "relationships": 80,
        "tensions": 2,
    }
    assert 100 <= counts["evidence"] <= 200


def test_the_same_numbers_give_the_same_files(tmp_path):
    for name in ("a", "b"):
        generator.generate(tmp_path / name, 100, seed=7)
    generator.generate(tmp_path / "c", 100, seed=8)
    a, b, c = (digests(tmp_path / name) for name in ("a", "b", "c"))
    assert a == b
    assert a != c


@pytest.mark.parametrize(
    ("events", "actors", "sources"),
    [(100, 30, 5), (10_000, 949, 158), (1_000_000, 30_000, 5_000)],
)
def test_actors_and_sources_grow_more_slowly_than_events(events, actors, sources):
    assert generator.size(events) == generator.Size(events, actors, sources)
