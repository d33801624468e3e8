import numpy as np
import pytest

from lib.charts import packing


@pytest.mark.parametrize("seed", range(5))
def test_spans_of_a_row_never_touch_and_no_lane_has_more_rows_than_it_needs(seed):
    random = np.random.default_rng(seed)
    lane, left = np.sort(random.integers(0, 3, 300)), random.integers(0, 400, 300)
    right = left + random.integers(0, 40, 300)
    rows = packing.rows(lane, left, right)
    for each in range(3):
        here = lane == each
        for row in set(rows[here]):
            order = np.argsort(left[here & (rows == row)])
            starts, ends = (side[here & (rows == row)][order] for side in (left, right))
            assert (ends[:-1] < starts[1:]).all()
        together = max(((left[here] <= day) & (right[here] >= day)).sum() for day in range(450))
        assert rows[here].max() + 1 == together
