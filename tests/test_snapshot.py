import numpy as np
import pandas as pd
import pytest

from lib.analysis import filters
from lib.analysis.filters import Filters
from lib.dataset import snapshot, tables, words
from tests import generator
from tests.conftest import SMALL, changed, write


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of tables that is large enough to keep, and nothing kept yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(snapshot, "WORTH", 0)
    folder = tmp_path / "tables"
    generator.generate(folder, 100)
    return folder


def test_what_was_kept_is_what_was_loaded(kept):
    loaded = tables.load(kept, kept / "articles")
    found = snapshot.load(kept, kept / "articles")
    assert len(list(snapshot.home().iterdir())) == 1
    for name in snapshot.FRAMES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(loaded, name))
    pd.testing.assert_series_equal(found.searchable, loaded.searchable)
    assert dict(found.articles) == loaded.articles
    assert (found.version, found.about) == (loaded.version, loaded.about)
    for name, places in vars(loaded.positions).items():
        assert np.array_equal(getattr(found.positions, name), places), name
    asked = Filters(q='"in statement" drones')
    assert filters.match(found, asked).equals(filters.match(loaded, asked))
    assert isinstance(found.words, words.Words)


def test_a_second_time_nothing_is_checked(kept, monkeypatch):
    first = snapshot.load(kept, kept / "articles")
    monkeypatch.setattr(snapshot.subprocess, "run", None)
    assert snapshot.load(kept, kept / "articles").version == first.version


def test_an_article_that_lost_its_passages_is_noticed(kept):
    snapshot.load(kept, kept / "articles")
    article = next((kept / "articles").iterdir())
    article.write_bytes(article.read_bytes().replace(b"statement", b"letter"))
    with pytest.raises(tables.TablesError):
        snapshot.load(kept, kept / "articles")


def test_a_snapshot_that_is_damaged_or_gone_is_made_again(kept):
    first = snapshot.load(kept, kept / "articles")
    (place,) = snapshot.home().iterdir()
    damaged = place / "events.arrow"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    assert snapshot.load(kept, kept / "articles").version == first.version
    (place,) = snapshot.home().iterdir()
    for file in place.iterdir():
        file.unlink()
    assert snapshot.load(kept, kept / "articles").version == first.version


def test_unsound_tables_are_never_kept_and_say_why(kept):
    changed(kept / "events.csv", "claim_type", 2, "rumour")
    with pytest.raises(tables.TablesError) as error:
        snapshot.load(kept, kept / "articles")
    assert [p.value for p in error.value.problems] == ["rumour"]
    assert not snapshot.home().exists()


def test_where_nothing_can_be_kept_tables_are_shown_all_the_same(kept, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(snapshot.load(kept, kept / "articles").events) == 100


def test_small_tables_are_not_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write(tmp_path, SMALL)
    snapshot.load(tmp_path, tmp_path)
    assert not snapshot.home().exists()
