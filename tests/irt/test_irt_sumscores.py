"""Abilities from sum scores: mirt's tables, brute force over all patterns, and forms."""

from itertools import product

import numpy as np
import pytest
from scores_reference import found_by, items_of

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.expect import posterior
from pixauthor.irt.items import arrange
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.scoring import eap
from pixauthor.irt.sumscores import eap_of_sum_scores, sum_score_table

GRID = normal_grid()


# mirt 1.47, fscores(method = "EAPsum"): 11 digits printed; it keeps probabilities above 1e-10.
@pytest.mark.parametrize("name", ["LSAT7_2PL_mirt", "LSAT7_3PLprior_mirt", "Science_gpcm_mirt", "Science_graded_mirt"])
def test_tables_are_those_of_mirt(name):
    told = found_by(name)["EAPsum"]
    found = sum_score_table(items_of(name), GRID)
    assert told["score"] == list(range(found.theta.size))
    assert found.theta == pytest.approx(told["theta"], abs=1e-5)
    assert found.se == pytest.approx(told["se"], abs=1e-5)
    assert found.share * sum(told["observed"]) == pytest.approx(told["expected"], abs=1e-4)


def mixed():
    items = arrange(["graded", "2pl", "gpcm"], [3, 2, 3])
    working = {"graded": [[1.4, 1.0, -0.8]], "2pl": [[1.1, 0.4]], "gpcm": [[0.9, 0.6, -0.3]]}
    return items.with_working([np.array(working[block.model.name]) for block in items.blocks])


def test_a_table_is_the_average_over_all_patterns_of_a_sum():
    items = mixed()
    patterns = np.array(list(product(range(3), range(2), range(3))), float)
    found = posterior(from_matrix(patterns, items.offsets, fold=False), items, [GRID])
    chance, table = np.exp(found.log_likelihoods), sum_score_table(items, GRID)
    for score in range(6):
        alike = patterns.sum(axis=1) == score
        assert table.share[score] == pytest.approx(chance[alike].sum())
        weights = chance[alike] @ found.weights[alike] / chance[alike].sum()
        assert table.theta[score] == pytest.approx(weights @ GRID.nodes)


def test_under_the_rasch_model_the_sum_says_all():
    items = arrange(["rasch"] * 5, [2] * 5).with_working([np.column_stack([np.ones(5), np.linspace(-2, 2, 5)])])
    scores = np.array(list(product((0, 1), repeat=5)), float)
    answers = from_matrix(scores, items.offsets, fold=False)
    by_sum, by_pattern = eap_of_sum_scores(answers, items, [GRID]), eap(answers, items, [GRID])
    assert by_sum.theta == pytest.approx(by_pattern.theta)
    assert by_sum.se == pytest.approx(by_pattern.se)


def test_each_form_and_group_has_its_own_table():
    items, rng = mixed(), np.random.default_rng(3)
    scores = rng.integers(0, items.n_categories, (60, 3)).astype(float)
    scores[:20, 0], scores[20:40, 2], scores[59] = np.nan, np.nan, np.nan
    groups = np.arange(60) % 2
    grids = [GRID, normal_grid(mean=0.5)]
    found = eap_of_sum_scores(from_matrix(scores, items.offsets, groups=groups, fold=False), items, grids)
    for person in range(59):
        kept = np.flatnonzero(~np.isnan(scores[person]))
        table = sum_score_table(items.select(kept), grids[groups[person]])
        assert found.theta[person] == pytest.approx(table.theta[int(np.nansum(scores[person]))])
        assert found.se[person] == pytest.approx(table.se[int(np.nansum(scores[person]))])
    # Who answered nothing has the prior.
    assert found.theta[59] == pytest.approx(0.5, abs=1e-6)


def test_an_impossible_score_has_no_estimate():
    # 300 items so easy that the chance of none right is below what a double holds.
    n = 300
    items = arrange(["2pl"] * n, [2] * n).with_working([np.tile([1.0, 15.0], (n, 1))])
    table = sum_score_table(items, GRID)
    assert np.isnan([table.theta[0], table.se[0]]).all()
    assert np.isfinite([table.theta[-1], table.se[-1]]).all()
