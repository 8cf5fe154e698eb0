import math

import numpy as np
import pytest
from reference_data import DATA_OF, oracle, oracle_grid, oracle_items

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.expect import InMemory, log_likelihood, log_prior_of, posterior
from pixauthor.irt.items import dichotomous
from pixauthor.irt.quadrature import normal_grid

GRID = normal_grid(21, 4.0)
ITEMS = dichotomous("2pl", a=np.array([0.5, 1.0, 1.5, 2.0]), b=np.array([-1.0, 0.0, 0.5, 1.0]))


@pytest.fixture
def scores():
    rng = np.random.default_rng(7)
    made = rng.integers(0, 2, (12, 4)).astype(float)
    made[rng.random(made.shape) < 0.2] = np.nan
    return made


def pack(scores, items=ITEMS):
    return from_matrix(scores, items.offsets)


def slow_likelihoods(scores, items, grid):
    """The definition, with loops: the logarithm of each person's marginal likelihood."""
    found = []
    for row in scores:
        mean = 0.0
        for node, weight in zip(grid.nodes, grid.weights, strict=True):
            chance = 1.0
            for score, (a, b) in zip(row, items.natural()[0], strict=True):
                right = 1 / (1 + math.exp(-a * (node - b)))
                chance *= 1.0 if math.isnan(score) else right if score else 1 - right
            mean += weight * chance
        found.append(math.log(mean))
    return found


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


def test_likelihood_is_that_of_its_slow_twin(scores):
    slow = sum(slow_likelihoods(scores, ITEMS, GRID))
    assert log_likelihood(pack(scores), ITEMS, [GRID]) == pytest.approx(slow, rel=1e-12)


def test_each_group_has_its_own_prior(scores):
    other = normal_grid(21, 4.0, mean=0.7, sd=1.3)
    groups = np.arange(12) % 2
    answers = from_matrix(scores, ITEMS.offsets, groups=groups, fold=False)
    found = posterior(answers, ITEMS, [GRID, other]).log_likelihoods
    assert found[::2] == pytest.approx(slow_likelihoods(scores[::2], ITEMS, GRID))
    assert found[1::2] == pytest.approx(slow_likelihoods(scores[1::2], ITEMS, other))


def test_alike_persons_may_be_folded_into_one_row(scores):
    twice = np.vstack([scores, scores[::-1]])
    folded, plain = from_matrix(twice, ITEMS.offsets, fold=True), from_matrix(twice, ITEMS.offsets, fold=False)
    assert folded.n_persons < plain.n_persons == 24
    one, other = (log_likelihood(answers, ITEMS, [GRID]) for answers in (folded, plain))
    assert one == pytest.approx(other, rel=1e-12)


def test_posterior_weights_sum_to_one_and_to_the_prior_without_answers(scores):
    scores[0] = np.nan
    found = posterior(from_matrix(scores, ITEMS.offsets, fold=False), ITEMS, [GRID])
    assert found.weights.sum(axis=1) == pytest.approx(1)
    assert found.weights[0] == pytest.approx(GRID.weights)
    assert found.log_likelihoods[0] == pytest.approx(0)


def test_expected_counts_are_the_answers_spread_over_the_nodes(scores):
    answers = from_matrix(scores, ITEMS.offsets, fold=False)
    weights = posterior(answers, ITEMS, [GRID]).weights
    found = InMemory(answers).expect(ITEMS.log_probabilities(GRID.nodes), log_prior_of([GRID]))
    for item in range(4):
        for right in (0, 1):
            mine = weights[scores[:, item] == right].sum(axis=0)
            assert found.counts[2 * item + right] == pytest.approx(mine)
    assert found.masses[0] == pytest.approx(weights.sum(axis=0))


def test_likelihood_of_very_many_answers_does_not_underflow():
    scores = np.tile([0.0, 1.0], (1, 2000))
    items = dichotomous("2pl", a=np.full(4000, 2.0), b=np.zeros(4000))
    # Each pair of one right and one wrong answer has chance P (1 - P) <= 1/4.
    found = log_likelihood(pack(scores, items), items, [normal_grid()])
    assert -2100 * math.log(4) < found <= -2000 * math.log(4)


@pytest.mark.parametrize("name", sorted(DATA_OF))
def test_likelihood_at_the_parameters_of_mirt_is_that_of_mirt(name):
    # Same nodes and weights: what is left is the rounding of the parameters to 10 digits.
    items = oracle_items(name)
    found = log_likelihood(pack(DATA_OF[name](), items), items, [oracle_grid(name)])
    assert found == pytest.approx(oracle(name)["log_likelihood"], abs=1e-6)
