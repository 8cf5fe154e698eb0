import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit

from pixauthor.irt.priors import Beta, LogNormal, Normal

PRIORS = (Normal(-1.1, 0.5), LogNormal(0.1, 0.4), Beta(5, 17), Beta(2, 2))


@pytest.mark.parametrize("prior", PRIORS, ids=str)
@given(value=st.floats(0.1, 3.0))
def test_derivatives_are_those_of_finite_differences(prior, value):
    at, step = np.array([value]), 1e-5
    slope = (prior.log_density(at + step) - prior.log_density(at - step)) / (2 * step)
    bend = (prior.slope(at - step) - prior.slope(at + step)) / (2 * step)
    np.testing.assert_allclose(prior.slope(at), slope, atol=1e-6, rtol=1e-6)
    np.testing.assert_allclose(prior.curvature(at), bend, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize(
    ("prior", "density"),
    [
        (PRIORS[0], stats.norm(-1.1, 0.5).logpdf),
        (PRIORS[1], stats.lognorm(0.4, scale=np.exp(0.1)).logpdf),
        # A density of the asymptote itself, taken at its logit, as a density per unit of the asymptote.
        (PRIORS[2], lambda working: stats.beta(5, 17).logpdf(expit(working))),
    ],
    ids=["normal", "lognormal", "beta"],
)
def test_densities_are_those_of_scipy_up_to_a_constant(prior, density):
    values = np.array([0.2, 0.7, 1.9])
    found, known = prior.log_density(values), density(values)
    np.testing.assert_allclose(found - found[0], known - known[0], atol=1e-12)


def test_a_slope_at_or_below_nought_is_impossible():
    assert np.isneginf(LogNormal(0, 1).log_density(np.array([-0.5, 0.0]))).all()


def test_the_mode_of_a_beta_is_that_of_the_asymptote():
    # (alpha - 1) / (alpha + beta - 2) = 0.2
    mode = np.log(0.2 / 0.8)
    assert Beta(5, 17).slope(np.array([mode])) == pytest.approx(0.0, abs=1e-12)
