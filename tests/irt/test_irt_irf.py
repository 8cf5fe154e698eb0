"""Response models: chances that sum to one, exact in the tails, with derivatives that finite differences confirm."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scores_reference import found_by, tcals

from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange, dichotomous

THETA = np.linspace(-4, 4, 17)
STEP = 1e-5
NAMES = sorted(MODELS)


def n_categories(name):
    return 2 if MODELS[name].dichotomous else 4


def working(name):
    """Return parameters of three items, with slopes of 1 where the model fixes them."""
    rng = np.random.default_rng(5)
    start = MODELS[name].start(rng.dirichlet(np.full(n_categories(name), 4.0), 3))
    moved = start * rng.uniform(0.8, 1.2, start.shape)
    slope = np.array([one == "slope" for one in MODELS[name].working_names(n_categories(name))])
    return np.where(slope & MODELS[name].fixed_slope, 1.0, moved)


def differentiate(function, at, column=None):
    """Return the derivative by central differences, by one column or by all of ``at``."""
    step = np.zeros_like(at)
    step[..., slice(None) if column is None else column] = STEP
    return (function(at + step) - function(at - step)) / (2 * STEP)


@pytest.mark.parametrize("name", NAMES)
def test_chances_sum_to_one(name):
    p = np.exp(MODELS[name].log_probabilities(working(name), THETA))
    assert p.shape == (3, n_categories(name), 17)
    assert p.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_the_derivatives_of_log_chances(name):
    model, at = MODELS[name], working(name)
    found = model.gradients(at, THETA)
    assert found.shape[1] == len(model.working_names(n_categories(name)))
    for column in range(at.shape[1]):
        expected = differentiate(lambda moved: model.log_probabilities(moved, THETA), at, column)
        assert found[:, column] == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_curves_are_chances_with_their_derivatives_in_ability(name):
    model, at = MODELS[name], working(name)
    p, slope, bend = model.curves(at, THETA)
    assert p == pytest.approx(np.exp(model.log_probabilities(at, THETA)))
    assert slope == pytest.approx(differentiate(lambda theta: model.curves(at, theta).p, THETA), abs=1e-8)
    assert bend == pytest.approx(differentiate(lambda theta: model.curves(at, theta).slope, THETA), abs=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_natural_and_working_parameters_say_the_same(name):
    model, at = MODELS[name], working(name)
    natural = model.to_natural(at)
    assert natural.shape[1] == len(model.natural_names(n_categories(name)))
    back = model.log_probabilities(model.to_working(natural), THETA)
    assert back == pytest.approx(model.log_probabilities(at, THETA))
    for column in range(at.shape[1]):
        expected = differentiate(model.to_natural, at, column)
        assert model.jacobian(at)[:, :, column] == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("name", NAMES)
def test_moved_parameters_are_the_same_item_at_another_ability(name):
    model, at = MODELS[name], working(name)
    moved = at + 0.7 * at @ model.translation(n_categories(name)).T
    expected = model.log_probabilities(at, THETA + 0.7)
    assert model.log_probabilities(moved, THETA) == pytest.approx(expected)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "nominal"])
def test_expected_score_grows_with_ability(name):
    items = arrange([name] * 3, [n_categories(name)] * 3).with_working([working(name)])
    assert (np.diff(items.expected_scores(np.linspace(-8, 8, 100)), axis=1) > 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_information_is_the_mean_squared_score(name):
    items = arrange([name] * 3, [n_categories(name)] * 3).with_working([working(name)])
    p = np.exp(MODELS[name].log_probabilities(working(name), THETA))
    score = differentiate(lambda theta: MODELS[name].log_probabilities(working(name), theta), THETA)
    assert items.information(THETA) == pytest.approx((p * score**2).sum(axis=1), rel=1e-6)


def test_two_parameters_by_hand():
    # a (theta - b) = 2 (1 - 0.5) = 1: P = 1 / (1 + e^-1), information = a² P (1 - P).
    right = 1 / (1 + math.exp(-1))
    item = dichotomous("2pl", a=np.array([2.0]), b=np.array([0.5]))
    assert item.curves(np.ones(1)).p[:, 0] == pytest.approx([1 - right, right])
    assert item.information(np.ones(1)) == pytest.approx(4 * right * (1 - right))


def test_three_and_four_parameters_by_hand():
    # Halfway between the asymptotes at the difficulty.
    three = dichotomous("3pl", a=np.ones(1), b=np.array([0.3]), c=np.array([0.2]))
    four = dichotomous("4pl", a=np.ones(1), b=np.array([0.3]), c=np.array([0.2]), d=np.array([0.9]))
    assert three.expected_scores(np.array([0.3])) == pytest.approx(0.6)
    assert four.expected_scores(np.array([0.3])) == pytest.approx(0.55)


def test_neighbouring_categories_are_even_where_a_step_is_hard():
    # Masters 1982: at b_k the categories k - 1 and k are equally likely.
    natural = np.array([[1.3, -0.8, 0.4, 1.1]])
    working_form = MODELS["gpcm"].to_working(natural)
    for k, b in enumerate(natural[0, 1:], start=1):
        p = np.exp(MODELS["gpcm"].log_probabilities(working_form, np.array([b])))[0, :, 0]
        assert p[k] == pytest.approx(p[k - 1])


def test_half_reach_a_grade_where_its_boundary_is():
    # Samejima 1969: P(k or more) is 1/2 at b_k.
    natural = np.array([[1.3, -0.8, 0.4, 1.1]])
    working_form = MODELS["graded"].to_working(natural)
    for k, b in enumerate(natural[0, 1:], start=1):
        p = np.exp(MODELS["graded"].log_probabilities(working_form, np.array([b])))[0, :, 0]
        assert p[k:].sum() == pytest.approx(0.5)


@given(a=st.floats(0.05, 5), b=st.floats(-6, 6), low=st.floats(-100, 100), rise=st.floats(0, 100))
def test_chance_grows_with_ability_and_stays_a_chance(a, b, low, rise):
    item = dichotomous("2pl", a=np.array([a]), b=np.array([b]))
    log_p = item.log_probabilities(np.array([low, low + rise]))
    assert np.isfinite(log_p).all()
    below, above = np.exp(log_p[1])
    assert 0 <= below <= above + 1e-15  # the last digit of neighbours may fall
    assert above <= 1
    assert np.exp(log_p).sum(axis=0) == pytest.approx(1)


@pytest.mark.parametrize("name", ["2pl", "gpcm", "graded"])
def test_logarithms_stay_exact_where_the_chance_rounds_to_one(name):
    # log(1 - P) = -40 - log(1 + e^-40), although 1 - P is 0 in double precision.
    natural = np.array([[1.0, 0.0]])
    log_p = MODELS[name].log_probabilities(MODELS[name].to_working(natural), np.array([40.0]))
    assert log_p[0, 0, 0] == pytest.approx(-40, rel=1e-15)


def test_chances_with_guessing_are_those_of_catr():
    # catR 3.17, Pi(); 11 digits printed.
    told = found_by("tcals_catR")
    found = tcals().curves(np.array(told["theta"], float)).p[1::2]
    np.testing.assert_allclose(found.T, told["p"], atol=1e-10)
