import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from pixauthor.irt.latent import Latent
from pixauthor.irt.quadrature import normal_grid

NODES = normal_grid().nodes
MASS = 500 * normal_grid(mean=0.7, sd=1.3).weights + 300 * normal_grid(mean=-1.5, sd=0.5).weights


def moments(weights):
    mean = weights @ NODES
    return mean, np.sqrt(weights @ (NODES - mean) ** 2)


@given(mean=st.floats(-1, 1), sd=st.floats(0.4, 1.8))
def test_gradient_is_that_of_finite_differences(mean, sd):
    latent = Latent(mean=mean, sd=sd, free_mean=True, free_sd=True)
    rows = []
    for move in np.eye(2) * 1e-5:
        ahead, behind = (latent.with_free(latent.free() + sign * move).grid(NODES).weights for sign in (1, -1))
        kept = latent.grid(NODES).weights > 1e-200
        rows.append(np.where(kept, np.log(np.where(kept, ahead / np.where(kept, behind, 1), 1)), 0) / 2e-5)
    seen = latent.grid(NODES).weights > 1e-200
    np.testing.assert_allclose(latent.gradient(NODES)[:, seen], np.array(rows)[:, seen], atol=2e-3, rtol=1e-5)


@given(mean=st.floats(-2, 2), sd=st.floats(0.3, 2.0))
def test_a_normal_is_found_again(mean, sd):
    # On nodes that end at 6: with a spread of 2 the moments of the weights are not those of the density.
    found = Latent(free_mean=True, free_sd=True).fit(1000 * normal_grid(mean=mean, sd=sd).weights, NODES)
    assert (found.mean, found.sd) == pytest.approx((mean, sd), abs=1e-7)


def test_only_what_is_free_moves():
    assert Latent().fit(MASS, NODES) == Latent() or Latent().fit(MASS, NODES).free().size == 0
    assert Latent(mean=0.2, free_sd=True).fit(MASS, NODES).mean == 0.2
    assert Latent(sd=0.8, free_mean=True).fit(MASS, NODES).sd == 0.8


def test_without_persons_nothing_moves():
    latent = Latent(free_mean=True, free_sd=True)
    assert latent.fit(np.zeros(61), NODES) is latent


def test_a_free_histogram_is_the_share_of_persons():
    found = Latent(free_mean=True, free_sd=True, histogram=np.full(61, 1 / 61)).fit(MASS, NODES)
    np.testing.assert_allclose(found.histogram, MASS / MASS.sum(), atol=1e-12)
    assert (found.mean, found.sd) == pytest.approx(moments(MASS / MASS.sum()))


def test_a_histogram_keeps_its_mean_and_spread():
    found = Latent(histogram=np.full(61, 1 / 61)).fit(MASS, NODES)
    assert moments(found.histogram) == pytest.approx((0.0, 1.0), abs=1e-9)
    half = Latent(histogram=np.full(61, 1 / 61), mean=0.3, free_sd=True).fit(MASS, NODES)
    assert moments(half.histogram)[0] == pytest.approx(0.3, abs=1e-9)


@given(mean=st.floats(-2, 2), sd=st.floats(0.3, 2.0), rough=st.integers(0, 1000))
def test_a_histogram_keeps_them_however_far_the_persons_are(mean, sd, rough):
    # Newton's method on Owen's multipliers came to 0.70 and 2.00 from persons of -0.43 and 0.98 (three groups, 60 %
    # holes), where nodes in the tails weigh 1e-9.
    mass = normal_grid(mean=mean, sd=sd).weights * np.exp(np.random.default_rng(rough).normal(0, 1, 61))
    before = normal_grid().weights
    found = Latent(histogram=before).fit(mass, NODES)
    assert moments(found.histogram) == pytest.approx((0.0, 1.0), abs=1e-8)
    assert (found.mean, found.sd) == (0.0, 1.0)
    assert (found.histogram > 0).all()
    seen = mass > 0
    assert mass[seen] @ np.log(found.histogram[seen] / before[seen]) >= 0


def test_a_histogram_under_constraints_is_the_most_likely_one():
    held = Latent(histogram=np.full(61, 1 / 61)).fit(MASS, NODES).histogram
    start = np.log(normal_grid().weights + 1e-12)

    def loss(log_weights):
        weights = np.exp(log_weights) / np.exp(log_weights).sum()
        return -MASS @ np.log(weights) / MASS.sum()

    conditions = [
        {"type": "eq", "fun": lambda x: np.exp(x) @ NODES / np.exp(x).sum()},
        {"type": "eq", "fun": lambda x: np.exp(x) @ NODES**2 / np.exp(x).sum() - 1},
    ]
    found = minimize(loss, start, method="SLSQP", constraints=conditions, options={"maxiter": 500})
    assert -MASS @ np.log(held) / MASS.sum() <= found.fun + 1e-9
