import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_data import oracle, read_icar, read_lsat

from pixauthor.irt.classical import (
    item_statistics,
    option_statistics,
    pairwise_covariance,
    quantile_groups,
)

HAND = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], float)


# psych 2.2.9, psych::alpha(); 11 digits printed; ICAR has missing answers.
@pytest.mark.parametrize(("name", "read"), [("ICAR16", read_icar), ("LSAT6", lambda: read_lsat("LSAT6"))])
def test_statistics_are_those_of_psych_alpha(name, read):
    expected, found = oracle(f"psych_alpha_{name}"), item_statistics(read())
    assert found.alpha == pytest.approx(expected["alpha"], abs=1e-9)
    assert found.n.tolist() == expected["n"]
    assert found.p == pytest.approx(expected["p"], abs=1e-9)
    assert found.r_rest == pytest.approx(expected["r_drop"], abs=1e-9)
    assert found.alpha_dropped == pytest.approx(expected["alpha_drop"], abs=1e-9)


def test_statistics_by_hand():
    found = item_statistics(HAND)
    assert found.p == pytest.approx([0.75, 0.5, 0.25])
    # Variances 1/4, 1/3, 1/4; totals 3, 2, 1, 0 have variance 5/3: alpha = 3/2 (1 - (5/6) / (5/3)).
    assert found.alpha == pytest.approx(0.75)
    assert found.r_rest[0] == pytest.approx(np.corrcoef(HAND[:, 0], HAND[:, 1:].sum(axis=1))[0, 1])


def test_covariance_of_complete_data_is_that_of_numpy():
    scores = np.random.default_rng(3).random((30, 5))
    assert pairwise_covariance(scores) == pytest.approx(np.cov(scores.T))


def test_covariance_of_a_pair_uses_those_who_answered_both():
    scores = np.random.default_rng(4).random((30, 2))
    scores[:8, 0], scores[20:, 1] = np.nan, np.nan
    assert pairwise_covariance(scores)[0, 1] == pytest.approx(np.cov(scores[8:20].T)[0, 1])


def test_what_the_data_do_not_say_is_nan():
    constant = item_statistics(np.array([[1, 0], [1, 1], [1, 0]], float))
    assert np.isnan(constant.r_rest).all()
    apart = item_statistics(np.array([[1, np.nan], [0, np.nan], [np.nan, 1], [np.nan, 0]], float))
    assert np.isnan([apart.alpha, *apart.r_rest]).all()
    assert np.isnan(item_statistics(np.array([[1.0], [0.0]])).alpha)


def test_options_by_hand():
    chosen = np.array([[1, 0], [1, 0], [0, 1], [1, 0]], bool)
    rest, group = np.array([1.0, 0.8, 0.1, 0.5]), np.array([1, 1, 0, 0])
    found = option_statistics(chosen, rest, group, 2)
    assert found.n.tolist() == [3, 1]
    assert found.p == pytest.approx([0.75, 0.25])
    assert found.p_by_group == pytest.approx(np.array([[0.5, 0.5], [1.0, 0.0]]))
    assert found.n_by_group.tolist() == [2, 2]
    # Wilson's interval of 2 of 2 begins at n / (n + z2), z2 = 3.8415.
    assert (found.low_by_group[1, 0], found.high_by_group[1, 0]) == pytest.approx((2 / 5.841459, 1.0), abs=1e-6)
    # Two options, one chosen by each person: their correlations are opposite.
    expected = np.corrcoef(chosen[:, 0], rest)[0, 1]
    assert found.r_rest == pytest.approx([expected, -expected])


def test_an_empty_group_has_no_share():
    found = option_statistics(np.ones((2, 1), bool), np.array([0.1, 0.2]), np.array([0, 0]), 2)
    assert np.isnan([found.p_by_group[1, 0], found.low_by_group[1, 0], found.high_by_group[1, 0]]).all()


@given(st.lists(st.floats(-5, 5), min_size=10, max_size=60), st.integers(2, 6))
def test_groups_follow_the_values_and_keep_equals_together(values, n_groups):
    group = quantile_groups(np.array(values), n_groups)
    assert group.min() >= 0
    assert group.max() < n_groups
    order = np.argsort(values, kind="stable")
    assert (np.diff(group[order]) >= 0).all()
    assert len({(value, number) for value, number in zip(values, group, strict=True)}) == len(set(values))


def test_groups_of_distinct_values_are_of_equal_size():
    assert np.bincount(quantile_groups(np.random.default_rng(1).permutation(100).astype(float), 5)).tolist() == [20] * 5
