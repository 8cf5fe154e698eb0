"""Fit of persons."""

import numpy as np
import pytest
from fit_reference import DENSE, answers_of, found_by, graded_and_2pl, grid_of, items_of, simulate

from pixauthor.irt.abilities import NormalPrior
from pixauthor.irt.answers import from_matrix
from pixauthor.irt.fit_persons import person_fit
from pixauthor.irt.items import dichotomous
from pixauthor.irt.scoring import eap, maximum_a_posteriori, maximum_likelihood, weighted_likelihood


@pytest.mark.parametrize("name", [name for name in DENSE if name != "LSAT6_2PL_mirt"])
def test_person_fit_is_that_of_mirt(name):
    items = items_of(name)
    answers = answers_of(name, items)
    found = person_fit(answers, items, eap(answers, items, [grid_of(name)]).theta).mean_squares
    expected = found_by(name)["personfit_head"]
    pairs = {"outfit": found.outfit, "z.outfit": found.outfit_z, "infit": found.infit, "z.infit": found.infit_z}
    for column, values in {**pairs, "Zh": found.lz}.items():
        # Nine digits of the reference, and abilities that agree to 1e-7.
        assert values[:10] == pytest.approx(np.array(expected[column]), abs=5e-7), column


def lz_star_by_hand(right, p, slope, pull):
    """Return Snijders' statistic of one person by his own formulas (equations 2, 6 and 11), for 0 and 1."""
    weights = np.log(p / (1 - p))
    steps = slope / (p * (1 - p))
    c = (slope * weights).sum() / (slope * steps).sum()
    other = weights - c * steps
    variance = (other**2 * p * (1 - p)).sum()
    return (((right - p) * weights).sum() + c * pull) / np.sqrt(variance)


def test_lz_star_is_that_of_the_formulas_for_right_and_wrong():
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0.7, 2.0, 12), rng.normal(size=12)
    items = dichotomous("2pl", a=a, b=b)
    scores = (rng.random((20, 12)) < 0.5).astype(float)
    answers = from_matrix(scores, items.offsets, fold=False)
    prior = NormalPrior(mean=0.3, sd=1.4)
    theta = maximum_a_posteriori(answers, items, [prior]).theta
    found = person_fit(answers, items, theta, estimator="map", mean=0.3, sd=1.4).lz_star
    for i in range(20):
        p = 1 / (1 + np.exp(-a * (theta[i] - b)))
        pull = (0.3 - theta[i]) / 1.4**2
        assert found[i] == pytest.approx(lz_star_by_hand(scores[i], p, a * p * (1 - p), pull), rel=1e-9)


@pytest.mark.parametrize("estimator", ["ml", "wle", "map"])
def test_lz_star_is_a_standard_normal_where_lz_is_not(estimator):
    rng = np.random.default_rng(2)
    items, theta = graded_and_2pl(60, rng), rng.normal(size=4000)
    answers = simulate(items, theta, rng)
    estimate = {
        "ml": lambda: maximum_likelihood(answers, items),
        "wle": lambda: weighted_likelihood(answers, items),
        "map": lambda: maximum_a_posteriori(answers, items, [NormalPrior()]),
    }[estimator]()
    found = person_fit(answers, items, estimate.theta, estimator=estimator)
    known = np.isfinite(estimate.theta)
    star, lz = found.lz_star[known], found.mean_squares.lz[known]
    # 4,000 persons: the error of a standard deviation is 0.011; the normal is reached only with many items.
    assert star.std() == pytest.approx(1.0, abs=0.05)
    assert star.mean() == pytest.approx(0.0, abs=0.1)
    assert abs(lz.std() - 1) > abs(star.std() - 1)


def test_guessers_are_found():
    rng = np.random.default_rng(3)
    items = dichotomous("2pl", a=np.full(40, 1.5), b=np.linspace(-2, 2, 40))
    scores = rng.random((1000, 40)) < 1 / (1 + np.exp(-1.5 * (rng.normal(size=(1000, 1)) - np.linspace(-2, 2, 40))))
    scores = scores.astype(float)
    scores[:50] = rng.random((50, 40)) < 0.5
    answers = from_matrix(scores, items.offsets, fold=False)
    found = person_fit(answers, items, weighted_likelihood(answers, items).theta)
    suspect = found.lz_star < -1.645
    assert suspect[:50].mean() > 0.9
    assert suspect[50:].mean() < 0.08


def test_rows_are_alike_whatever_the_chunk_and_missing_persons_are_nan():
    rng = np.random.default_rng(4)
    items, theta = graded_and_2pl(10, rng), rng.normal(size=5000)
    asked = rng.random((5000, 10)) < 0.5
    asked[17] = False
    answers = simulate(items, theta, rng, asked)
    theta[23] = np.inf
    found = person_fit(answers, items, theta)
    part = person_fit(answers.rows(4090, 4110), items, theta[4090:4110])
    assert found.lz_star[4090:4110] == pytest.approx(part.lz_star, rel=1e-12, nan_ok=True)
    assert np.isnan(found.lz_star[[17, 23]]).all()
    assert np.isnan(found.mean_squares.infit[[17, 23]]).all()
    assert found.mean_squares.n[[17, 23]].tolist() == [0, 0]
