"""Plausible values: their distribution is the posterior."""

import numpy as np
import pytest

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.items import dichotomous
from pixauthor.irt.plausible import plausible_values
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.scoring import eap

N_DRAWS = 20_000
BANK = dichotomous("3pl", a=np.linspace(0.8, 2.2, 30), b=np.linspace(-2, 2, 30), c=np.full(30, 0.2))
SCORES = (np.random.default_rng(4).random((6, 30)) < 0.6).astype(float)
SCORES[1, 3:] = np.nan
SCORES[2] = np.nan


def answers(scores=SCORES):
    return from_matrix(scores, BANK.offsets, fold=False)


def draws(seed=1, n=N_DRAWS, **options):
    return plausible_values(answers(), BANK, [normal_grid()], n, np.random.default_rng(seed), **options)


def test_mean_and_spread_are_those_of_the_posterior():
    found, expected = draws(), eap(answers(), BANK, [normal_grid()])
    # Four standard errors of a mean, and of a standard deviation.
    assert found.mean(axis=1) == pytest.approx(expected.theta, abs=4 * expected.se.max() / N_DRAWS**0.5)
    assert found.std(axis=1) == pytest.approx(expected.se, rel=4 / (2 * N_DRAWS) ** 0.5 * 1.5)


def test_shares_are_those_of_the_posterior_on_a_fine_grid():
    theta = np.linspace(-6, 6, 6001)
    joint = answers().indicator() @ BANK.log_probabilities(theta) - theta**2 / 2
    density = np.exp(joint - joint.max(axis=1, keepdims=True))
    cumulated = density.cumsum(axis=1) / density.sum(axis=1, keepdims=True)
    for person, mine in enumerate(np.sort(draws(), axis=1)):
        distance = np.abs(np.interp(mine, theta, cumulated[person]) - (np.arange(N_DRAWS) + 0.5) / N_DRAWS).max()
        # Kolmogorov: beyond 1.95 / sqrt(n) once in a thousand times.
        assert distance < 1.95 / N_DRAWS**0.5


def test_all_draws_together_have_the_distribution_of_the_population():
    rng = np.random.default_rng(9)
    theta = rng.normal(size=4000)
    right = (rng.random((4000, 30)) < BANK.curves(theta).p[1::2].T).astype(float)
    found = plausible_values(answers(right), BANK, [normal_grid()], 5, rng)
    assert found.mean() == pytest.approx(0, abs=4 / 4000**0.5)
    assert found.std() == pytest.approx(1, abs=4 / 8000**0.5)
    # The means of the posteriors are too near to one another.
    assert eap(answers(right), BANK, [normal_grid()]).theta.std() < 0.97


def test_the_same_seed_draws_the_same_on_any_number_of_threads():
    scores = np.tile(SCORES, (1500, 1))  # three chunks

    def draw(seed, n_threads):
        rng = np.random.default_rng(seed)
        return plausible_values(answers(scores), BANK, [normal_grid()], 2, rng, n_threads=n_threads)

    np.testing.assert_array_equal(draw(1, 1), draw(1, 2))
    assert not np.array_equal(draw(1, 1), draw(2, 1))
    assert len(np.unique(draw(1, 1))) == 18_000
