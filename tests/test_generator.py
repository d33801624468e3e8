from lib.dataset import check
from tests import generator


def test_made_up_tables_are_sound_and_the_same_numbers_give_the_same_files(tmp_path):
    written = {}
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        generator.generate(tmp_path / name, 100, seed)
        files = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        written[name] = [(path.name, path.read_bytes()) for path in files]
    assert written["a"] == written["b"] != written["c"]
    found = check.examine(tmp_path / "a", tmp_path / "a" / "articles")
    assert (found.problems, found.notices) == ([], [])
    counts = {name: len(table) for name, table in found.tables.items()}
    assert 100 <= counts.pop("evidence") <= 200
    assert {"polarity", "certain-hedged"}.isdisjoint(p.code for p in found.remarks)
    assert counts == {
        **{"sources": 5, "actors": 30, "storylines": 9},
        **{"events": 100, "relationships": 80, "tensions": 2},
        **{"items": 12, "quantities": 10, "places": 13, "stories": 0},
    }
