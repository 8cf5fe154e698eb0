"""Known parameters found again, as well as theory says that they can be."""

from datetime import UTC, datetime

import numpy as np
import pytest
from response_frames import to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import estimate_abilities
from pixauthor.irt.dichotomous import TwoPL
from pixauthor.irt.items import dichotomous
from pixauthor.irt.marginal import known_ability_errors
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.simulate import complete_design, simulate_scores

N_PERSONS, N_ITEMS = 2000, 30
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DRAWN = np.random.default_rng(20).standard_normal(N_PERSONS)
# Of mean 0 and deviation 1 to the digit: the scale, which theory takes as known, has then no error of its own.
THETA = (DRAWN - DRAWN.mean()) / DRAWN.std()


def draw(model):
    rng = np.random.default_rng(21)
    a = np.ones(N_ITEMS) if model == "rasch" else rng.lognormal(0, 0.25, N_ITEMS)
    return TwoPL(a, rng.normal(0, 1.1, N_ITEMS))


@pytest.fixture(scope="module", params=["rasch", "2pl"])
def study(request):
    truth = draw(request.param)
    items = dichotomous("2pl", a=truth.a, b=truth.b)
    scores = simulate_scores(THETA, items, complete_design(N_PERSONS, N_ITEMS), np.random.default_rng(22))
    found = calibrate(to_long(scores), Design(model=request.param), now=NOW)
    return truth, scores, found


def rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def test_errors_are_as_large_as_theory_says(study):
    # The errors that known abilities would leave are a floor; unknown ones add a little with 30 items. Over 30 items
    # the root mean square of errors has itself a standard error of 13 % (1 / sqrt(60)): from 0.7 to 1.5 times.
    truth, scores, found = study
    a, b = np.array([(item.a, item.b) for item in found.items]).T
    floor = known_ability_errors(scores, truth, normal_grid())
    if found.design.model == "2pl":
        assert 0.7 < rms(a - truth.a) / rms(floor[:, 0]) < 1.5
    else:
        # The standard error of a standard deviation is 1 / sqrt(2 n) = 0.016 when abilities are known.
        assert found.latent_sd == pytest.approx(1, abs=0.05)
    assert 0.7 < rms(a * b - truth.a * truth.b) / rms(floor[:, 1]) < 1.5


def test_errors_are_small_in_plain_logits(study):
    # Seen: 0.08 for a, 0.06 for b; difficulties beyond 2 logits are the worst.
    truth, _, found = study
    a, b = np.array([(item.a, item.b) for item in found.items]).T
    assert rms(a - truth.a) < 0.1
    assert rms(b - truth.b) < 0.1


def test_abilities_are_found_within_their_standard_errors(study):
    _, scores, found = study
    abilities = estimate_abilities(found, to_long(scores))
    # An EAP and its posterior deviation: the mean squared error is the mean posterior variance.
    assert np.mean((abilities.theta - THETA) ** 2) == pytest.approx(np.mean(abilities.se**2), rel=0.1)
