"""Items at the abilities of those who answer them: the same values as in the tables of all by all."""

import numpy as np
import pytest
from simulate_samples import bank, mixed

from pixauthor.irt.answered import curves_at, pair


@pytest.mark.parametrize("items", [mixed(), bank(12)])
def test_pairs_have_the_values_of_the_tables(items):
    rng = np.random.default_rng(1)
    which, theta = rng.integers(items.n_items, size=200), rng.normal(0, 2, 200)
    tables, found = items.curves(theta), curves_at(items, which, theta)
    probabilities = pair(items, which).probabilities(theta)
    for number, item in enumerate(which):
        n = items.n_categories[item]
        rows = slice(items.offsets[item], items.offsets[item + 1])
        for values, table in zip((*found, probabilities), (*tables, tables.p), strict=True):
            assert values[number, :n] == pytest.approx(table[rows, number])
            assert not values[number, n:].any()


def test_no_pair_is_no_error():
    assert curves_at(mixed(), np.empty(0, np.int64), np.empty(0)).p.shape == (0, 4)
