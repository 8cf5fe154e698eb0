"""Reliability."""

import numpy as np
import pytest
from fit_reference import answers_of, found_by, graded_and_2pl, grid_of, items_of, simulate

from pixauthor.irt.abilities import Abilities
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.reliability import (
    conditional_error,
    empirical_reliability,
    marginal_reliability,
    separation_reliability,
)
from pixauthor.irt.scoring import eap, weighted_likelihood

STANDARD = ("LSAT6_2PL_mirt", "LSAT7_2PL_mirt", "LSAT7_3PLprior_mirt", "ICAR16_2PL_mirt", "Science_gpcm_mirt")
RASCH = ("LSAT7_Rasch_mirt", "ICAR16_Rasch_mirt", "simraschmissing_Rasch_mirt")


@pytest.mark.parametrize("name", STANDARD)
def test_marginal_reliability_is_that_of_mirt(name):
    # mirt integrates adaptively over the real line, not over the nodes: 1e-8 seen.
    found = marginal_reliability(items_of(name), grid_of(name))
    assert found == pytest.approx(found_by(name)["marginal_rxx"], abs=1e-6)


@pytest.mark.parametrize("name", RASCH)
def test_marginal_reliability_under_rasch_is_not_that_of_mirt(name):
    # mirt averages I / (I + variance) over a standard normal, which is the reliability only where the variance is 1.
    items, variance, grid = items_of(name), found_by(name)["variance"], normal_grid()
    information = items.information(grid.nodes).sum(axis=0)
    assert grid.weights @ (information / (information + variance)) == pytest.approx(
        found_by(name)["marginal_rxx"], abs=1e-6
    )
    assert marginal_reliability(items, grid_of(name)) > found_by(name)["marginal_rxx"]


@pytest.mark.parametrize("name", [*STANDARD, "Science_graded_mirt", *RASCH])
def test_empirical_reliability_is_that_of_mirt(name):
    items = items_of(name)
    folded = answers_of(name, items, fold=True)
    found = empirical_reliability(eap(folded, items, [grid_of(name)]), folded.frequencies)
    # ICAR under Rasch has a variance of 2: nodes that end at 6 cut it at 4 standard deviations, mirt's elsewhere.
    assert found == pytest.approx(
        found_by(name)["empirical_rxx_EAP"], abs=1e-5 if name == "ICAR16_Rasch_mirt" else 1e-7
    )


@pytest.mark.parametrize("name", ["LSAT7_2PL_TAM", "sim_2PL_TAM"])
def test_reliabilities_are_those_of_tam(name):
    items = items_of(name)
    answers, expected = answers_of(name, items), found_by(name)
    means = eap(answers, items, [normal_grid()])
    variance, error = means.theta.var(), (means.se**2).mean()
    # TAM divides by n.
    assert variance / (variance + error) == pytest.approx(expected["EAP.rel"], abs=1e-6)
    n = answers.n_persons
    assert empirical_reliability(means) == pytest.approx(variance / (variance + error * (n - 1) / n), rel=1e-12)
    # TAM's WLE of all right or all wrong stops at 1e-4 or so of a logit.
    assert separation_reliability(weighted_likelihood(answers, items)) == pytest.approx(expected["WLE.rel"], abs=1e-5)


def test_reliabilities_are_the_squared_correlation_with_true_abilities():
    rng = np.random.default_rng(1)
    items, theta = graded_and_2pl(25, rng), rng.normal(size=20_000)
    answers = simulate(items, theta, rng)
    means = eap(answers, items, [normal_grid()])
    truth = np.corrcoef(means.theta, theta)[0, 1] ** 2
    # 20,000 persons: an error of about 0.002.
    assert empirical_reliability(means) == pytest.approx(truth, abs=0.01)
    assert marginal_reliability(items, normal_grid()) == pytest.approx(truth, abs=0.02)


def test_conditional_error_is_the_spread_of_estimates_at_one_ability():
    rng = np.random.default_rng(2)
    items = graded_and_2pl(60, rng)
    estimates = weighted_likelihood(simulate(items, np.full(3000, 0.5), rng), items).theta
    assert estimates.std() == pytest.approx(conditional_error(items, np.array([0.5]))[0], rel=0.06)
    assert conditional_error(items, np.array([-500.0, 500.0])).tolist() == [np.inf, np.inf]


def test_nothing_is_said_of_one_person_or_of_infinite_abilities():
    alone = Abilities(np.array([0.3, np.inf, np.nan]), np.array([0.4, np.nan, np.nan]))
    assert np.isnan(empirical_reliability(alone))
    assert np.isnan(separation_reliability(alone))
