"""Who about whom as a matrix: each event once, in the cell of who speaks and who is spoken of."""

from collections import Counter

import pytest

from lib.analysis import links
from lib.analysis.filters import Filters
from lib.charts import matrix
from lib.view import theme
from lib.view.screen import screen
from lib.view.view import View

NOTHING = Filters(q="no such words")


def on(tables, colours=theme.LIGHT, **view):
    return screen(tables, View(level=view.pop("level", "speakers"), **view), colours)


def answering(tables):
    """Those who speak alone in a denial or an admission, or see no evidence."""
    return tables.store.column(
        """SELECT DISTINCT any_value(actor_id)::VARCHAR FROM voices JOIN events ON no = event
        WHERE part = 'speaker' AND claim_type IN ('denial', 'no-evidence', 'admission')
        GROUP BY event HAVING count(*) = 1"""
    )


def test_rows_speak_columns_are_spoken_about_and_those_named_together_are_one_column(small):
    built = matrix.of_screen(on(small))
    assert {(s.event_id, s.edge, s.strand.key) for s in built.squares} == {
        ("E001", "kirby.~iran.russia", "accuses"),
        ("E002", "iran.~us.", "denies"),
        ("E003", "two-outlet.~russia.", "reports"),
        ("E004", "two-outlet.~", "judges"),
    }
    assert [(" ".join(r.names), r.side, r.count) for r in built.rows] == [
        ("Weekly Two", "News outlets 2", 2),
        ("Iran", "Iran 1", 1),
        ("John Kirby", "United States 1", 1),
    ]
    names = {" ".join(c.names): c.count for c in built.columns}
    assert names == {"Iran and Russia": 1, "Russia": 1, "United States": 1, "Nobody named": 1}
    assert [s.key for s in built.legend] == ["accuses", "judges", "reports", "denies"]


def test_in_the_layer_of_claims_a_square_says_how_a_link_is_claimed(small):
    built = matrix.of_screen(on(small, layer="claimed"))
    assert [(s.event_id, s.edge, s.strand.key) for s in built.squares] == [
        ("E001", "iran.~russia.", "solid"),
        ("E003", "iran.~russia.", "planned"),
        ("E002", "iran.~russia.", "denied"),
    ]


@pytest.mark.parametrize(("level", "width"), [("speakers", 85), ("speakers", 55), ("states", 85)])
def test_each_event_of_the_real_table_is_drawn_once_and_no_square_covers_another(
    real, level, width
):
    shown = on(real, level=level)
    built = matrix.of_screen(shown, width)
    assert Counter(s.event_id for s in built.squares) == Counter(shown.seen.ids())
    assert len({(s.x, s.y) for s in built.squares}) == len(built.squares)
    ends = {c.node: c.start + c.size for c in built.columns}
    assert all(s.x + 1 <= max(ends.values()) for s in built.squares)
    for row in built.rows:
        inside = [s for s in built.squares if row.start <= s.y < row.start + row.size]
        assert len(inside) == row.count
        assert all(s.y + matrix.SQUARE <= row.start + row.size for s in inside)
    assert sum(c.count for c in built.columns) == len(shown.seen)
    counted = (
        "SELECT side::VARCHAR, count(DISTINCT event) FROM voices WHERE part = 'speaker' GROUP BY 1"
    )
    some = {f"{side} {n}" for side, n in real.store.rows(counted) if side != "Other" and n > 3}
    assert some <= {row.side for row in built.rows}
    for number in built.numbers:
        if number.edge:
            found = links.behind(shown.seen, "says", level, number.edge)
            assert len(found) == number.count


def test_who_denies_or_admits_has_a_row_even_on_a_slide(real, frozen):
    for tables, height in ((real, 0), (frozen, 34.4)):
        built = matrix.of_screen(on(tables), 77, height)
        answer = {f"{actor}." for actor in answering(tables)}
        assert answer and answer <= {row.node for row in built.rows}
        assert not height or built.whole <= height


def test_many_events_are_counted_in_bars(many):
    shown = on(many)
    built = matrix.of_screen(shown)
    assert len(built.rows) <= matrix.ROWS + len({row.side for row in built.rows})
    assert len(built.columns) <= matrix.COLUMNS + 1
    assert sum(r.count for r in built.rows) == len(shown.seen)
    assert {s.event_id for s in built.squares} == {""}
    assert any(s.said.startswith("Accuses: ") for s in built.squares)


def test_the_figure_says_what_a_click_picks_and_without_events_there_is_nothing_to_draw(small):
    figure = matrix.figure(on(small), 900)[0].to_dict()
    bars, *_, texts = (t for t in figure["data"] if t["x"][0] is not None)
    assert sorted(bars["customdata"]) == [f"event:E00{n}" for n in (1, 2, 3, 4)]
    picked = dict(zip(texts["text"], texts["customdata"], strict=True))
    assert picked["John Kirby"] == "node:kirby"
    assert "edge:iran.russia" in picked.values()
    assert matrix.of_screen(on(small, filters=NOTHING)) == matrix.Matrix()
