import math

import numpy as np
import pytest
from reference_data import DATA_OF, oracle, oracle_grid, oracle_items

from pixauthor.irt.dichotomous import TwoPL
from pixauthor.irt.marginal import em_step, gradient, known_ability_errors, log_likelihood, posterior
from pixauthor.irt.quadrature import normal_grid

GRID = normal_grid(21, 4.0)


@pytest.fixture
def small():
    rng = np.random.default_rng(7)
    scores = rng.integers(0, 2, (12, 4)).astype(float)
    scores[rng.random(scores.shape) < 0.2] = np.nan
    return scores, TwoPL(np.array([0.5, 1.0, 1.5, 2.0]), np.array([-1.0, 0.0, 0.5, 1.0]))


def slow_log_likelihood(scores, items, grid):
    """The definition, with loops."""
    total = 0.0
    for row in scores:
        mean = 0.0
        for node, weight in zip(grid.nodes, grid.weights, strict=True):
            chance = 1.0
            for score, a, b in zip(row, items.a, items.b, strict=True):
                right = 1 / (1 + math.exp(-a * (node - b)))
                chance *= 1.0 if math.isnan(score) else right if score else 1 - right
            mean += weight * chance
        total += math.log(mean)
    return total


def test_grid_is_a_distribution_of_the_wanted_moments():
    grid = normal_grid(61, 6.0, mean=0.5, sd=0.8)
    assert grid.weights.sum() == pytest.approx(1)
    mean = grid.weights @ grid.nodes
    assert mean == pytest.approx(0.5)
    assert grid.weights @ (grid.nodes - mean) ** 2 == pytest.approx(0.64)


@pytest.mark.parametrize("wrong", [{"points": 1}, {"bound": 0.0}, {"sd": 0.0}, {"sd": math.nan}])
def test_grid_refuses_what_is_no_distribution(wrong):
    with pytest.raises(ValueError, match="grid"):
        normal_grid(**wrong)


def test_likelihood_is_that_of_its_slow_twin(small):
    assert log_likelihood(*small, GRID) == pytest.approx(slow_log_likelihood(*small, GRID), rel=1e-12)


def test_posterior_weights_sum_to_one_and_to_the_prior_without_answers(small):
    scores, items = small
    scores[0] = np.nan
    found = posterior(scores, items, GRID)
    assert found.weights.sum(axis=1) == pytest.approx(1)
    assert found.weights[0] == pytest.approx(GRID.weights)
    assert found.log_likelihoods[0] == pytest.approx(0)


def test_likelihood_of_very_many_answers_does_not_underflow():
    scores = np.tile([0.0, 1.0], (1, 2000))
    items = TwoPL(np.full(4000, 2.0), np.zeros(4000))
    # Each pair of one right and one wrong answer has chance P (1 - P) <= 1/4.
    assert -2100 * math.log(4) < log_likelihood(scores, items, normal_grid()) <= -2000 * math.log(4)


def test_gradient_is_the_derivative_of_the_likelihood(small):
    scores, items = small
    slopes, intercepts = items.a, -items.a * items.b

    def value(a, d):
        return log_likelihood(scores, TwoPL(a, -d / a), GRID)

    step = 1e-6
    for k, unit in enumerate(np.eye(4) * step):
        by_slope = (value(slopes + unit, intercepts) - value(slopes - unit, intercepts)) / (2 * step)
        by_intercept = (value(slopes, intercepts + unit) - value(slopes, intercepts - unit)) / (2 * step)
        assert gradient(scores, items, GRID)[k] == pytest.approx([by_slope, by_intercept], abs=1e-6)


@pytest.mark.parametrize("name", sorted(DATA_OF))
def test_likelihood_at_the_parameters_of_mirt_is_that_of_mirt(name):
    # Same nodes and weights: what is left is the rounding of the parameters to 10 digits.
    found = log_likelihood(DATA_OF[name](), oracle_items(name), oracle_grid(name))
    assert found == pytest.approx(oracle(name)["log_likelihood"], abs=1e-6)


@pytest.mark.parametrize("name", ["LSAT6_2PL_mirt", "LSAT7_2PL_mirt", "ICAR16_2PL_mirt"])
def test_estimates_of_mirt_are_a_maximum(name):
    # mirt stopped at a change of 1e-8 (TOL).
    assert np.abs(em_step(DATA_OF[name](), oracle_items(name), oracle_grid(name))).max() < 1e-6


def test_estimates_of_mirt_are_a_maximum_with_a_common_slope():
    # Rasch with variance v is a common slope sqrt(v) on a standard normal scale; the nodes are then others, hence 1e-4.
    rasch, sd = oracle_items("ICAR16_Rasch_mirt"), oracle("ICAR16_Rasch_mirt")["latent_variance"] ** 0.5
    items = TwoPL(rasch.a * sd, rasch.b / sd)
    move = em_step(DATA_OF["ICAR16_Rasch_mirt"](), items, normal_grid(), common_slope=True)
    assert np.abs(move).max() < 1e-4
    assert np.ptp(move[:, 0]) == 0


def test_em_steps_climb_to_the_maximum():
    scores = DATA_OF["LSAT7_2PL_mirt"]()
    a, d, grid = np.ones(5), np.zeros(5), normal_grid()
    heights = []
    for _ in range(40):
        items = TwoPL(a, -d / a)
        heights.append(log_likelihood(scores, items, grid))
        move = em_step(scores, items, grid)
        a, d = a + move[:, 0], d + move[:, 1]
    assert (np.diff(heights) > 0).all()
    assert heights[-1] == pytest.approx(oracle("LSAT7_2PL_mirt")["log_likelihood"], abs=1e-2)


@pytest.mark.parametrize("common_slope", [False, True])
def test_errors_of_known_abilities_are_the_inverse_of_their_information(common_slope, small):
    # The slow twin writes the information of all parameters as one matrix, and inverts it whole.
    scores, items = small
    weights = posterior(scores, items, GRID).weights
    n_slopes = 1 if common_slope else 4
    information = np.zeros((n_slopes + 4, n_slopes + 4))
    for person, row in enumerate(scores):
        for k in np.flatnonzero(~np.isnan(row)):
            for node, weight in zip(GRID.nodes, weights[person], strict=True):
                right = 1 / (1 + math.exp(-items.a[k] * (node - items.b[k])))
                direction = np.zeros(n_slopes + 4)
                direction[0 if common_slope else k], direction[n_slopes + k] = node, 1
                information += weight * right * (1 - right) * np.outer(direction, direction)
    variances = np.diag(np.linalg.inv(information))
    found = known_ability_errors(scores, items, GRID, common_slope=common_slope)
    assert found[:, 0] ** 2 == pytest.approx(np.broadcast_to(variances[:n_slopes], 4))
    assert found[:, 1] ** 2 == pytest.approx(variances[n_slopes:])
