import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_data import oracle, oracle_items

from pixauthor.irt.dichotomous import MODELS, Rasch, TwoPL
from pixauthor.irt.information import information_of_all, standard_error

ITEMS = [TwoPL(np.array([0.4, 1.0, 2.5]), np.array([-2.0, 0.3, 1.7])), Rasch(np.array([-2.0, 0.3, 1.7]))]
THETA = np.linspace(-5, 5, 21)
STEP = 1e-5


def differentiate(function, theta):
    return (function(theta + STEP) - function(theta - STEP)) / (2 * STEP)


@pytest.mark.parametrize("items", ITEMS)
def test_chance_at_the_difficulty_is_one_half(items):
    assert np.diag(items.probability(items.b)) == pytest.approx(0.5)


def test_two_parameters_by_hand():
    # a (theta - b) = 2 (1 - 0.5) = 1: P = 1 / (1 + e^-1), information = a² P (1 - P).
    right = 1 / (1 + math.exp(-1))
    item = TwoPL(np.array([2.0]), np.array([0.5]))
    assert item.probability(1.0) == pytest.approx(right)
    assert item.information(1.0) == pytest.approx(4 * right * (1 - right))


@pytest.mark.parametrize("items", ITEMS)
def test_shapes_are_those_of_theta_and_one_axis_of_items(items):
    for theta in (0.0, THETA, THETA.reshape(3, 7)):
        expected = (*np.shape(theta), 3)
        found = [
            items.probability(theta),
            items.weight(theta),
            items.information(theta),
            items.information_slope(theta),
        ]
        assert [one.shape for one in (*found, *items.log_probabilities(theta))] == [expected] * 6


@pytest.mark.parametrize("items", ITEMS)
def test_information_is_the_mean_squared_score(items):
    right = items.probability(THETA)
    slope = differentiate(items.probability, THETA)
    assert items.information(THETA) == pytest.approx(slope**2 / (right * (1 - right)), rel=1e-6)
    assert items.weight(THETA) == pytest.approx(slope / (right * (1 - right)), rel=1e-6)


@pytest.mark.parametrize("items", ITEMS)
def test_slope_of_information_is_its_derivative(items):
    assert items.information_slope(THETA) == pytest.approx(differentiate(items.information, THETA), abs=1e-8)


@given(a=st.floats(0.05, 5), b=st.floats(-6, 6), low=st.floats(-100, 100), rise=st.floats(0, 100))
def test_chance_grows_with_ability_and_stays_a_chance(a, b, low, rise):
    item = TwoPL(np.array([a]), np.array([b]))
    below, above = item.probability([low, low + rise])[:, 0]
    assert 0 <= below <= above <= 1
    log_right, log_wrong = item.log_probabilities(low)
    assert np.isfinite([log_right, log_wrong]).all()
    assert np.exp(log_right) + np.exp(log_wrong) == pytest.approx(1)


def test_logarithms_stay_exact_where_the_chance_rounds_to_one():
    # log(1 - P) = -40 - log(1 + e^-40), although 1 - P is 0 in double precision.
    item = TwoPL(np.array([1.0]), np.array([0.0]))
    assert item.log_probabilities(40.0)[1][0] == pytest.approx(-40, rel=1e-15)


def test_rasch_is_two_parameters_with_discrimination_one():
    rasch, twin = ITEMS[1], TwoPL(np.ones(3), ITEMS[1].b)
    assert np.array_equal(rasch.a, np.ones(3))
    for name in ("probability", "weight", "information", "information_slope"):
        assert np.array_equal(getattr(rasch, name)(THETA), getattr(twin, name)(THETA))


def test_rasch_refuses_another_discrimination():
    with pytest.raises(ValueError, match="discrimination 1"):
        Rasch.of(np.array([1.0, 1.2]), np.zeros(2))


@pytest.mark.parametrize("name", sorted(MODELS))
def test_each_model_is_made_from_a_and_b(name):
    items = MODELS[name].of(np.ones(2), np.array([0.0, 1.0]))
    assert items.probability(0.0) == pytest.approx([0.5, 1 / (1 + math.e)])


@pytest.mark.parametrize("name", ["LSAT6_2PL_mirt", "LSAT7_2PL_mirt", "LSAT7_Rasch_mirt", "ICAR16_2PL_mirt"])
def test_test_information_is_that_of_mirt(name):
    # mirt 1.47, testinfo(); 11 digits printed.
    expected = oracle(name)["test_information"]
    found = information_of_all(oracle_items(name), expected["theta"])
    assert found == pytest.approx(expected["info"], abs=1e-8)
    assert standard_error(oracle_items(name), expected["theta"]) == pytest.approx(np.array(expected["info"]) ** -0.5)
