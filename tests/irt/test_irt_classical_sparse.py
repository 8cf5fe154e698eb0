import json
from pathlib import Path

import numpy as np
import pytest
from reference_data import read_icar, read_lsat

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.classical import item_statistics, pairwise_covariance, share_interval
from pixauthor.irt.classical_sparse import sparse_covariance, sparse_statistics
from pixauthor.irt.long import sort_long, to_long

# psych 2.2.9, psych::alpha() under R 4.2.2; 11 digits (tests/irt/data/README-dif.md).
PSYCH = json.loads((Path(__file__).parent / "data" / "psych_alpha.json").read_text())
READ = {"ICAR16": read_icar, "LSAT6": lambda: read_lsat("LSAT6")}


def sparse(scores, fold=False):
    offsets = np.arange(scores.shape[1] + 1) * 2
    return to_long(from_matrix(scores, offsets, fold=fold), offsets)


@pytest.mark.parametrize("name", READ)
def test_deviations_and_item_totals_are_those_of_psych(name):
    found = item_statistics(READ[name]())
    assert found.sd == pytest.approx(PSYCH[name]["sd"], abs=1e-9)
    assert found.r_total == pytest.approx(PSYCH[name]["raw.r"], abs=1e-9)


@pytest.mark.parametrize("fold", [True, False])
def test_complete_data_have_the_same_statistics_sparse_and_dense(fold):
    scores = read_lsat("LSAT6")
    dense, thin = item_statistics(scores), sparse_statistics(sparse(scores, fold))
    for name in ("n", "p", "sd", "r_total", "r_rest"):
        assert getattr(thin, name) == pytest.approx(getattr(dense, name), abs=1e-9)
    assert np.isnan([thin.alpha, *thin.alpha_dropped]).all()


def test_holes_change_little_where_they_are_few():
    scores = read_icar()
    dense, thin = item_statistics(scores), sparse_statistics(sparse(scores))
    assert (thin.n == dense.n).all()
    assert thin.p == pytest.approx(dense.p)
    assert thin.sd == pytest.approx(dense.sd)
    assert thin.r_rest == pytest.approx(dense.r_rest, abs=0.02)


def test_items_of_very_different_difficulty_do_not_hide_who_is_good():
    # Each candidate meets 12 of 60 items at random: by chance, easy ones or hard ones. The mean score of the others
    # would blur that; how far the candidate is above the average on them does not.
    rng = np.random.default_rng(7)
    theta, b = rng.normal(0, 1, (20_000, 1)), np.repeat([-2.5, 2.5], 30)
    full = (rng.random((20_000, 60)) < 1 / (1 + np.exp(-1.5 * (theta - b)))).astype(float)
    part = np.where(np.argsort(np.argsort(rng.random(full.shape), axis=1), axis=1) < 12, full, np.nan)
    complete = np.nanmean(item_statistics(full[:, ::5]).r_rest)
    assert np.nanmean(sparse_statistics(sparse(part)).r_rest) == pytest.approx(complete, abs=0.03)


def test_covariances_are_the_same_sparse_and_dense():
    scores = read_icar()
    expected = pairwise_covariance(scores)
    for fold in (True, False):
        assert sparse_covariance(sparse(scores, fold)) == pytest.approx(expected, abs=1e-10)


def test_partial_scores_count_as_they_are():
    rng = np.random.default_rng(9)
    scores = rng.integers(0, 3, (200, 4)).astype(float)
    offsets = np.arange(5) * 3
    found = sparse_statistics(to_long(from_matrix(scores, offsets, fold=False), offsets))
    assert found.p == pytest.approx(scores.mean(axis=0))
    assert found.sd == pytest.approx(scores.std(axis=0, ddof=1))
    assert found.r_rest[1] == pytest.approx(np.corrcoef(scores[:, 1], scores[:, [0, 2, 3]].sum(axis=1))[0, 1])


def test_what_sparse_data_do_not_say_is_nan():
    scores = np.array([[1, np.nan, 1], [0, np.nan, 1], [np.nan, np.nan, 1]])
    found = sparse_statistics(sparse(scores))
    assert found.n.tolist() == [2, 0, 3]
    assert np.isnan(found.p).tolist() == [False, True, False]
    assert np.isnan(found.r_rest).all()  # the others are all right, or there are none


def test_intervals_of_shares_by_hand():
    # Wilson: 0 of 10 has the upper end z2 / (n + z2), with z2 = 3.8415; 1/2 is symmetric.
    low, high = share_interval(np.array([0.0, 0.5, np.nan]), np.array([10.0, 10.0, 0.0]))
    assert (low[0], high[0]) == pytest.approx((0.0, 3.841459 / 13.841459), abs=1e-6)
    assert low[1] + high[1] == pytest.approx(1.0)
    assert np.isnan([low[2], high[2]]).all()


def test_scores_between_the_categories_do_too():
    rng = np.random.default_rng(4)
    scores = rng.random((50, 4)).round(2)
    persons, items = (part.ravel() for part in np.indices(scores.shape))
    mixed = rng.permutation(200)
    long = sort_long(persons[mixed], items[mixed], scores.ravel()[mixed], n_persons=50, n_items=4)
    found, dense = sparse_statistics(long), item_statistics(scores)
    assert found.p == pytest.approx(dense.p)
    assert found.r_rest == pytest.approx(dense.r_rest)
