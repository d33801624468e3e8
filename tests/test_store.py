import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from lib.analysis import events, filters, rows, summary
from lib.analysis.filters import Filters
from lib.dataset import cache, disk, store
from tests import generator


def test_eight_threads_at_once_with_sessions_of_their_own_get_the_same_answers(many):
    asked = [Filters(), Filters(claim_type=("denial",)), Filters(q="said"), Filters(q="nothing")]

    def answers(_: int) -> list[object]:
        tables = many.session()
        seen = [filters.select(tables, one) for one in asked]
        pages = [rows.page(tables, one, "events", by="title").shown for one in seen]
        listed = [events.listed(one, 20) for one in seen]
        return [
            *(summary.counts_in_words(tables, one) for one in seen),
            *listed,
            *(page.to_csv() for page in pages),
        ]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(answers, range(16)))
    assert found == [found[0]] * 16


def test_the_database_reads_nothing_downloads_nothing_and_cannot_be_unlocked(small):
    ask = small.store.value
    assert ask("SELECT current_setting('enable_external_access')") is False
    assert ask("SELECT current_setting('autoinstall_known_extensions')") is False
    assert ask("SELECT current_setting('autoload_known_extensions')") is False
    for sql in (
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY events TO '/tmp/events.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET threads = 8",
    ):
        with pytest.raises(duckdb.Error):
            small.session().store.rows(sql)


def test_a_session_leaves_nothing_behind(many):
    other = many.store.session()

    def temporary() -> int:
        return other.value("SELECT count(*) FROM duckdb_tables() WHERE temporary")

    def memory() -> int:
        return other.value("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")

    before = memory()
    session = many.store.session()
    seen = [session.select() for _ in range(20)]
    with pytest.raises(duckdb.CatalogException):
        other.rows(f"FROM {seen[0].name}")
    assert memory() > before
    del session, seen
    assert (temporary(), memory()) == (0, before)


def test_a_value_is_bound_and_never_read_as_sql(small):
    hostile = "'; DROP TABLE events; --"
    for asked in (Filters(q=hostile), Filters(actor=(hostile,)), Filters(source=(hostile,))):
        assert len(filters.select(small, asked)) == 0
    assert len(small.store.select()) == 4


def test_selections_are_cut_and_joined(small):
    some = small.store.select("claim_type <> 'denial'")
    assert (some.ids(), len(some), bool(some.where("false"))) == (
        ["E001", "E003", "E004"],
        3,
        False,
    )
    assert ("E001" in some, "E002" in some, "E009" in some) == (True, False, False)
    plant = small.store.select("storyline_id = $it AND event_id <> 'E003'", it="plant")
    assert some.among(plant).ids() == ["E004"]


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of generated tables that counts as large, with an empty cache beside it."""
    monkeypatch.setattr(cache, "LARGE", 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "tables"
    folder.mkdir()
    generator.generate(folder, 60)
    return folder


def kept(folder: Path, kind: str = ".duckdb") -> list[Path]:
    home = folder.parent / "cache" / "claims-dashboard"
    assert {path.suffix for path in home.iterdir()} <= {".duckdb", ".sha256"}
    return sorted(home.glob(f"*{kind}"))


def test_large_tables_open_from_their_file_with_the_same_answers(large):
    articles = large / "articles"
    first, again = cache.load(large, articles), cache.load(large, articles)
    usual = cache.tables.load(large, articles)
    for tables in (first, again):
        assert tables.articles == usual.articles
        for part in fields(usual):
            one, other = getattr(tables, part.name), getattr(usual, part.name)
            if isinstance(one, pd.DataFrame):
                pd.testing.assert_frame_equal(one, other)
            elif part.name not in ("store", "made"):
                assert one == other
        for table in rows.SHOWN:
            shown = rows.complete(tables.store, table)
            assert shown.equals(rows.complete(usual.store, table))
        ids = usual.store.select().ids()
        assert events.dossiers(tables.session(), ids) == events.dossiers(usual, ids)
    assert store.SETTINGS["threads"] == again.store.value("SELECT current_setting('threads')")
    assert again.store.value("SELECT current_setting('enable_external_access')") is False
    with pytest.raises(duckdb.Error):
        again.store.rows("DELETE FROM events")
    (file,) = kept(large)
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_changed_tables_have_another_file_and_broken_ones_none(large):
    cache.load(large, large / "articles")
    table = large / "storylines.csv"
    table.write_text(table.read_text().replace("?", "??"))
    cache.load(large, large / "articles")
    assert len(kept(large)) == 2
    table.unlink()
    with pytest.raises(cache.TablesError) as error:
        cache.load(large, large / "articles")
    assert [problem.file for problem in error.value.problems] == ["storylines.csv"]
    assert len(kept(large)) == 2


def test_a_cache_file_of_which_a_byte_changed_is_made_again(large):
    cache.load(large, large / "articles").store.connection.close()
    (file,) = kept(large)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert len(cache.load(large, large / "articles").store.select()) == 60
    assert file.read_bytes() != data


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="a process cannot be asked for safely here")
def test_what_a_killed_run_left_goes_at_the_next_start(large, monkeypatch, tmp_path):
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], stdout=-1)
    gone, here = int(ended.stdout), os.getpid()
    home = large.parent / "cache" / "claims-dashboard"
    home.mkdir(parents=True, mode=0o700)
    for left in (f"ab12.{gone}", f"ab12.{gone}.wal", f"ab12.{here}", "mine.txt"):
        (home / left).touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for left in (f"claims-{gone}-x", f"claims-{here}-x", "claims-other"):
        (tmp_path / left / "tables").mkdir(parents=True)
    (tmp_path / f"claims-{gone}-link").symlink_to(large)
    cache.load(large, large / "articles")
    with disk.passing_folder() as passing:
        folders = {path.name for path in tmp_path.glob("claims-*")}
    left = {f"claims-{here}-x", "claims-other", f"claims-{gone}-link"}  # a link is none of ours
    assert folders == {*left, Path(passing).name}
    found = {path.name for path in home.iterdir()}
    assert {name for name in found if len(name) < 60} == {f"ab12.{here}", "mine.txt"}
    assert large.is_dir()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner here")
def test_a_cache_folder_that_others_may_enter_is_not_used(large):
    home = large.parent / "cache" / "claims-dashboard"
    home.mkdir(parents=True)
    home.chmod(0o755)
    assert len(cache.load(large, large / "articles").store.select()) == 60
    assert kept(large) == []
