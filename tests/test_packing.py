import numpy as np
import pytest

from lib.charts import packing


@pytest.mark.parametrize("seed", range(5))
def test_spans_of_a_row_never_touch_and_no_lane_has_more_rows_than_it_needs(seed):
    random = np.random.default_rng(seed)
    lane, left = np.sort(random.integers(0, 3, 300)), random.integers(0, 400, 300)
    right = left + random.integers(0, 40, 300)
    rows = np.array(packing.rows(lane.tolist(), left.tolist(), right.tolist()))
    for each in range(3):
        here = lane == each
        for row in set(rows[here]):
            order = np.argsort(left[here & (rows == row)])
            starts, ends = (side[here & (rows == row)][order] for side in (left, right))
            assert (ends[:-1] < starts[1:]).all()
        together = max(((left[here] <= day) & (right[here] >= day)).sum() for day in range(450))
        assert rows[here].max() + 1 == together


def test_a_box_of_several_rows_takes_the_first_that_are_free_together():
    rows = packing.rows(["a"] * 4, [0, 1, 2, 11], [10, 4, 9, 12], [1, 2, 1, 2])
    assert rows == [0, 1, 3, 0]
