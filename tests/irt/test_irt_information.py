import numpy as np
import pytest
from scores_reference import MIRT, found_by, items_of, tcals

from pixauthor.irt.information import conditional_error, total_information
from pixauthor.irt.items import dichotomous


# mirt 1.47, testinfo() and iteminfo(); 11 digits printed.
@pytest.mark.parametrize("name", MIRT)
def test_information_is_that_of_mirt(name):
    told = found_by(name)
    theta = np.array(told["testinfo"]["theta"], float)
    assert total_information(items_of(name), theta) == pytest.approx(told["testinfo"]["info"], abs=1e-8)
    assert conditional_error(items_of(name), theta) == pytest.approx(np.array(told["testinfo"]["info"]) ** -0.5)
    assert items_of(name).information(theta) == pytest.approx(np.array(told["iteminfo"]), abs=1e-8)


def test_information_with_guessing_is_that_of_catr():
    # catR 3.17, Ii(); 11 digits printed.
    told = found_by("tcals_catR")
    found = tcals().information(np.array(told["theta"], float))
    np.testing.assert_allclose(found.T, told["information"], atol=1e-9)


def test_a_prior_adds_its_own_information():
    items, theta = dichotomous("2pl", a=np.array([2.0]), b=np.array([0.0])), np.zeros(1)
    # a² P (1 - P) = 1 at the difficulty.
    assert conditional_error(items, theta) == pytest.approx([1.0])
    assert conditional_error(items, theta, prior_sd=0.5) == pytest.approx([5**-0.5])


def test_where_items_tell_nothing_the_error_is_infinite():
    steep = dichotomous("2pl", a=np.array([60.0]), b=np.array([0.0]))
    assert conditional_error(steep, np.array([20.0])).tolist() == [np.inf]
