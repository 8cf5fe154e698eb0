import json
from pathlib import Path

import numpy as np
import pytest
from reference_data import read_icar, read_lsat
from scipy.stats import f

from pixauthor.irt.classical import pairwise_covariance
from pixauthor.irt.classical_reliability import one_factor, reliability

# psych 2.2.9, psych::alpha() under R 4.2.2; 11 digits (tests/irt/data/README-dif.md).
PSYCH = json.loads((Path(__file__).parent / "data" / "psych_alpha.json").read_text())
READ = {"ICAR16": read_icar, "LSAT6": lambda: read_lsat("LSAT6")}


@pytest.mark.parametrize("name", READ)
def test_coefficients_are_those_of_psych(name):
    scores = READ[name]()
    covariance, expected = pairwise_covariance(scores), PSYCH[name]
    found = reliability(covariance, len(scores))
    assert found.alpha == pytest.approx(expected["alpha"], abs=1e-9)
    assert found.alpha_standardised == pytest.approx(expected["alpha_std"], abs=1e-9)
    assert found.lambda6 == pytest.approx(expected["G6"], abs=1e-9)


@pytest.mark.parametrize("name", READ)
def test_coefficients_without_each_item_are_those_of_psych(name):
    scores, expected = READ[name](), PSYCH[name]
    for j in range(scores.shape[1]):
        found = reliability(pairwise_covariance(np.delete(scores, j, axis=1)), len(scores))
        assert found.alpha == pytest.approx(expected["raw_alpha"][j], abs=1e-9)
        assert found.alpha_se == pytest.approx(expected["alpha.se"][j], abs=1e-9)
        assert found.alpha_standardised == pytest.approx(expected["std.alpha"][j], abs=1e-9)
        assert found.lambda6 == pytest.approx(expected["G6.smc."][j], abs=1e-9)


def congeneric(loadings, uniquenesses):
    return np.outer(loadings, loadings) + np.diag(uniquenesses)


def test_omega_of_exact_congeneric_items_by_hand():
    loadings, uniquenesses = np.array([0.9, 0.7, 0.5, 1.2]), np.array([0.3, 0.6, 0.8, 0.4])
    found = reliability(congeneric(loadings, uniquenesses), 500)
    # (0.9 + 0.7 + 0.5 + 1.2)2 = 10.89; uniquenesses 2.1; 10.89 / 12.99.
    assert found.omega == pytest.approx(10.89 / 12.99, abs=1e-8)
    assert found.alpha < found.omega


def test_omega_of_equal_loadings_is_alpha():
    found = reliability(congeneric(np.full(6, 0.7), np.array([0.3, 0.6, 0.8, 0.4, 0.5, 0.2])), 500)
    assert found.omega == pytest.approx(found.alpha, abs=1e-8)
    assert found.split_half == pytest.approx(found.alpha)
    assert found.sem == pytest.approx(np.sqrt(2.8))  # what the uniquenesses add up to


def test_omega_of_three_real_items_is_the_closed_form():
    # Three correlations give three loadings exactly: l1 = sqrt(r12 r13 / r23), and so on.
    covariance = np.cov(read_lsat("LSAT7")[:, [0, 2, 3]].T)
    deviations = np.sqrt(np.diag(covariance))
    r = covariance / np.outer(deviations, deviations)
    loadings = np.sqrt([r[0, 1] * r[0, 2] / r[1, 2], r[0, 1] * r[1, 2] / r[0, 2], r[0, 2] * r[1, 2] / r[0, 1]])
    common = (loadings @ deviations) ** 2
    # The off-diagonal is explained wholly, so that the variance of the sum is what it was.
    assert reliability(covariance, 1000).omega == pytest.approx(common / covariance.sum(), abs=1e-8)


def test_omega_is_what_the_sum_score_and_the_factor_share():
    rng = np.random.default_rng(3)
    loadings = np.array([0.9, 0.7, 0.5, 0.8, 0.3])
    factor = rng.normal(size=200_000)
    scores = np.outer(factor, loadings) + rng.normal(size=(200_000, 5)) * np.sqrt(1 - loadings**2)
    shared = np.corrcoef(scores.sum(axis=1), factor)[0, 1] ** 2
    assert reliability(np.cov(scores.T), 200_000).omega == pytest.approx(shared, abs=0.003)


def test_one_factor_is_the_least_squares_solution():
    correlation = np.corrcoef(read_lsat("LSAT7").T)

    def misfit(loadings):
        off = correlation - np.outer(loadings, loadings)
        return (off[~np.eye(5, dtype=bool)] ** 2).sum()

    found = one_factor(correlation)
    rng = np.random.default_rng(1)
    assert all(misfit(found) <= misfit(found + 1e-3 * rng.normal(size=5)) for _ in range(50))


def test_an_item_keyed_the_other_way_round_loads_negatively():
    loadings = np.array([0.8, -0.6, 0.7, 0.5])
    found = one_factor(np.outer(loadings, loadings) + np.diag(1 - loadings**2))
    assert found == pytest.approx(loadings, abs=1e-8)


def test_feldts_interval_covers_alpha_as_often_as_it_says():
    rng = np.random.default_rng(11)
    covariance = congeneric(np.full(8, 0.6), np.full(8, 0.64))
    truth = reliability(covariance, 10).alpha
    root = np.linalg.cholesky(covariance)
    intervals = [reliability(np.cov(root @ rng.normal(size=(8, 60))), 60) for _ in range(300)]
    covered = sum(found.alpha_low < truth < found.alpha_high for found in intervals)
    assert 273 <= covered <= 296  # 285 expected, 3 binomial standard deviations


def test_feldts_interval_by_its_formula():
    found = reliability(congeneric(np.full(5, 0.6), np.full(5, 0.64)), 101)
    # (1 - alpha) / (1 - estimate) is F with 100 and 400 degrees of freedom.
    assert found.alpha_low == pytest.approx(1 - (1 - found.alpha) * f.ppf(0.975, 100, 400))
    assert found.alpha_high == pytest.approx(1 - (1 - found.alpha) / f.ppf(0.975, 400, 100))


def test_items_that_do_not_vary_are_left_out():
    covariance = np.zeros((4, 4))
    covariance[:3, :3] = congeneric(np.full(3, 0.6), np.full(3, 0.64))
    assert reliability(covariance, 50) == reliability(covariance[:3, :3], 50)


def test_what_the_covariances_do_not_say_is_nan():
    holed = np.array([[1, np.nan], [np.nan, 1]])
    for covariance in (holed, np.ones((1, 1)), np.zeros((0, 0))):
        assert np.isnan(reliability(covariance, 50).alpha)
    twins = reliability(np.ones((3, 3)), 50)
    assert np.isnan(twins.lambda6)
    assert twins.alpha == pytest.approx(1.0)
