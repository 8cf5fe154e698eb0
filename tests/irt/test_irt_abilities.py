import numpy as np
import pytest
from reference_data import oracle, oracle_grid, oracle_items

from pixauthor.irt.abilities import (
    NormalPrior,
    eap,
    maximum_a_posteriori,
    maximum_likelihood,
    weighted_likelihood,
)
from pixauthor.irt.dichotomous import TwoPL
from pixauthor.irt.quadrature import normal_grid

NAME = "LSAT7_2PL_mirt"
ITEMS = TwoPL(np.array([0.8, 1.0, 1.7, 0.6]), np.array([-1.0, 0.2, 0.5, 2.0]))
ESTIMATORS = {
    "EAP": lambda scores, items: eap(scores, items, normal_grid()),
    "MAP": lambda scores, items: maximum_a_posteriori(scores, items, NormalPrior()),
    "ML": maximum_likelihood,
    "WLE": weighted_likelihood,
}


def patterns():
    return np.array(oracle(NAME)["scores"]["patterns"], float)


# mirt 1.47, fscores(): its optimiser stops near 1e-6 for the estimate; errors at ML and MAP come from a numerical
# Hessian, good to 1e-4.
@pytest.mark.parametrize(("name", "of_theta", "of_se"), [("EAP", 1e-6, 1e-6), ("MAP", 1e-5, 1e-4), ("ML", 1e-5, 1e-4)])
def test_abilities_are_those_of_mirt(name, of_theta, of_se):
    expected = oracle(NAME)["scores"][name]
    theta, se = np.array(expected["theta"], float), np.array(expected["se"], float)
    found = (
        eap(patterns(), oracle_items(NAME), oracle_grid(NAME))
        if name == "EAP"
        else ESTIMATORS[name](patterns(), oracle_items(NAME))
    )
    known = ~np.isnan(theta)
    assert found.theta[known] == pytest.approx(theta[known], abs=of_theta)
    assert found.se[known] == pytest.approx(se[known], abs=of_se)


def test_weighted_likelihood_is_that_of_mirt():
    # The estimate only: mirt's error is of another definition, ours is 1 / sqrt(information) as in Warm 1989.
    found = weighted_likelihood(patterns(), oracle_items(NAME))
    assert found.theta == pytest.approx(np.array(oracle(NAME)["scores"]["WLE"]["theta"]), abs=1e-5)
    information = oracle_items(NAME).information(found.theta).sum(axis=1)
    assert found.se == pytest.approx(information**-0.5)


@pytest.mark.parametrize("method", sorted(ESTIMATORS))
def test_one_more_right_answer_never_lowers_the_estimate(method):
    scores = np.array([[0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]], float)
    assert (np.diff(ESTIMATORS[method](scores, ITEMS).theta) > 0).all()


@pytest.mark.parametrize("method", sorted(ESTIMATORS))
def test_an_item_not_asked_changes_nothing(method):
    scores = np.array([[1, 0, 1, np.nan]])
    whole = ESTIMATORS[method](scores, ITEMS)
    short = ESTIMATORS[method](scores[:, :3], TwoPL(ITEMS.a[:3], ITEMS.b[:3]))
    assert whole.theta == pytest.approx(short.theta, abs=1e-12)
    assert whole.se == pytest.approx(short.se, abs=1e-12)


def test_all_right_or_all_wrong_has_no_finite_likelihood_estimate_and_no_error():
    found = maximum_likelihood(np.array([[1.0] * 4, [0.0] * 4]), ITEMS)
    assert found.theta.tolist() == [np.inf, -np.inf]
    assert np.isnan(found.se).all()


def test_steep_items_do_not_hide_on_which_side_the_estimate_is():
    # 1 - P is 0 in double precision 20 logits away from these items.
    steep = TwoPL(np.array([4.0, 5.0, 6.0]), np.array([-1.0, 0.0, 1.0]))
    sure = np.array([[1.0] * 3, [0.0] * 3])
    assert maximum_likelihood(sure, steep).theta.tolist() == [np.inf, -np.inf]
    high, low = weighted_likelihood(sure, steep).theta
    assert 1 < high < 2
    assert -2 < low < -1


def test_weighted_likelihood_is_finite_for_all_right():
    found = weighted_likelihood(np.array([[1.0] * 4, [0.0] * 4]), ITEMS)
    assert np.isfinite(found.theta).all()
    assert found.theta[0] > 2
    assert found.theta[1] < -1


def test_who_was_asked_nothing_has_the_prior_and_no_likelihood_estimate():
    nothing = np.full((1, 4), np.nan)
    prior = eap(nothing, ITEMS, normal_grid())
    assert prior.theta == pytest.approx(0, abs=1e-12)
    assert prior.se == pytest.approx(1, abs=1e-6)
    for estimate in (maximum_likelihood, weighted_likelihood):
        assert np.isnan(estimate(nothing, ITEMS).theta).all()


def test_likelihood_estimate_beats_its_neighbours():
    scores = np.array([[1, 0, 1, 0.0]])
    theta = maximum_likelihood(scores, ITEMS).theta[0]

    def height(at):
        right, wrong = ITEMS.log_probabilities(at)
        return float((scores[0] * right + (1 - scores[0]) * wrong).sum())

    assert height(theta) > max(height(theta - 1e-3), height(theta + 1e-3))
