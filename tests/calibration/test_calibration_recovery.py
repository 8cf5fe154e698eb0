"""Known parameters found again, of every model, without bias and as well as theory says that they can be.

An estimate less the truth, divided by its standard error, is nearly standard normal. The standard errors are themselves
those of the observed information (Cramér-Rao); they are compared with mirt's in ``test_calibration_reference``.
"""

from datetime import UTC, datetime

import numpy as np
import pytest
from response_frames import to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import estimate_abilities
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import Items, arrange, dichotomous
from pixauthor.irt.simulate import complete_design, random_design, simulate_scores
from pixauthor.irt.simulate_sparse import simulate_sparse

N_PERSONS, N_ITEMS, PER_PERSON = 2500, 24, 16
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DRAWN = np.random.default_rng(20).standard_normal(N_PERSONS)
# Of mean 0 and deviation 1 to the digit: the scale, which theory takes as known, has then no error of its own.
THETA = (DRAWN - DRAWN.mean()) / DRAWN.std()


def draw_items(model) -> Items:
    """Return items with easy truths for their model: asymptotes as its usual priors have them."""
    rng = np.random.default_rng(21)
    kind, n = MODELS[model], 2 if MODELS[model].dichotomous else 3
    slopes = np.ones(N_ITEMS) if kind.fixed_slope else rng.lognormal(0.1, 0.25, N_ITEMS)
    slopes = np.full(N_ITEMS, 1.3) if kind.common_slope else slopes
    steps = np.sort(rng.normal(0, 0.9, (N_ITEMS, n - 1)), axis=1) + np.linspace(-0.4, 0.4, n - 1) * (n > 2)
    asymptotes = {"c": rng.beta(5, 17, N_ITEMS), "d": rng.beta(17, 5, N_ITEMS)}
    more = [asymptotes[name] for name in ("c", "d")[: len(kind.natural_names(n)) - n] if name in asymptotes]
    items = arrange([model] * N_ITEMS, [n] * N_ITEMS)
    return items.with_working([kind.to_working(np.column_stack([slopes, steps, *more]))])


def rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


@pytest.mark.parametrize("model", ["rasch", "1pl", "2pl", "3pl", "4pl", "pcm", "gpcm", "graded"])
def test_errors_are_as_large_as_theory_says(model):
    truth, rng = draw_items(model), np.random.default_rng(22)
    given = random_design(N_PERSONS, N_ITEMS, PER_PERSON, rng)
    scores = simulate_scores(THETA, truth, given, rng) / (truth.n_categories[0] - 1)
    # Between two asymptotes a slope can grow for ever: that needs a prior.
    priors = {"a": "lognormal(0.1, 0.25)"} if model == "4pl" else {}
    found = calibrate(to_long(scores), Design(model=model, priors=priors), now=NOW)
    assert found.fit.converged
    assert found.fit.definite
    for place, name in enumerate(MODELS[model].natural_names(truth.n_categories[0])):
        if name not in found.items[0].errors:
            continue
        known = truth.natural()[0][:, place]
        errors = np.array([item.errors[name] for item in found.items])
        estimated = np.array([item.parameters[name] for item in found.items])
        if name in "cd":
            # Few answers tell of an asymptote: the prior, whose deviation is 0.087, says nearly all, and errors are far
            # from normal.
            assert rms(estimated - known) < 0.1, name
            continue
        z = (estimated - known) / errors
        if MODELS[model].common_slope and name == "a":
            assert abs(z[0]) < 3
            continue
        # Of 24 items: the root mean square has a standard error of 14 %, the mean one of 0.2; priors narrow and shift.
        assert 0.5 < rms(z) < 1.4, name
        assert abs(z.mean()) < 0.7, name
    if MODELS[model].fixed_slope:
        # The standard error of a standard deviation is 1 / sqrt(2 n) = 0.014 when abilities are known.
        assert found.latent_sd == pytest.approx(1, abs=0.05)


@pytest.fixture(scope="module")
def complete():
    truth = dichotomous("2pl", a=np.random.default_rng(21).lognormal(0, 0.25, 30), b=np.linspace(-2, 2, 30))
    scores = simulate_scores(THETA, truth, complete_design(N_PERSONS, 30), np.random.default_rng(22))
    return scores, calibrate(to_long(scores), Design(model="2pl"), now=NOW)


def test_abilities_are_found_within_their_standard_errors(complete):
    scores, found = complete
    abilities = estimate_abilities(found, to_long(scores))
    # An EAP and its posterior deviation: the mean squared error is the mean posterior variance.
    assert np.mean((abilities.theta - THETA) ** 2) == pytest.approx(np.mean(abilities.se**2), rel=0.1)


def test_adaptive_answers_are_calibrated_without_bias():
    # Who gets what depends on what was answered before; the likelihood needs no correction for that (Rubin 1976).
    rng = np.random.default_rng(5)
    a, b = rng.lognormal(0, 0.2, 60), rng.normal(0, 1.2, 60)
    theta = rng.standard_normal(6000)
    answers = simulate_sparse(theta, dichotomous("2pl", a=a, b=b), 20, rng)
    scores = np.full((6000, 60), np.nan)
    scores[answers.persons, answers.columns // 2] = answers.columns % 2
    found = calibrate(to_long(scores), Design(model="2pl"), now=NOW)
    for name, known in (("a", a), ("b", b)):
        estimated = np.array([item.parameters[name] for item in found.items])
        z = (estimated - known) / [item.errors[name] for item in found.items]
        # 60 items: standard errors of 9 % and 0.13; the scale of 6,000 drawn abilities errs by another 0.013 logit.
        assert 0.7 < rms(z) < 1.4
        assert abs(np.mean(estimated - known)) < 0.05
        assert np.polyfit(known, estimated, 1)[0] == pytest.approx(1, abs=0.05 if name == "b" else 0.15)


def test_a_histogram_finds_abilities_of_two_kinds():
    rng = np.random.default_rng(8)
    kinds = rng.random(4000) < 0.5
    theta = np.where(kinds, -1.2, 1.2) + 0.4 * rng.standard_normal(4000)
    theta = (theta - theta.mean()) / theta.std()
    truth = dichotomous("2pl", a=np.full(25, 1.5), b=np.linspace(-2, 2, 25))
    frame = to_long(simulate_scores(theta, truth, complete_design(4000, 25), rng))
    normal, free = (calibrate(frame, Design(model="2pl", latent=kind), now=NOW) for kind in ("normal", "histogram"))
    assert not normal.histogram
    weights, nodes = np.array(free.histogram), np.linspace(-6, 6, 61)
    assert weights.sum() == pytest.approx(1)
    assert (weights @ nodes, weights @ nodes**2) == pytest.approx((0, 1), abs=0.01)
    # Two peaks with a valley between, and a better likelihood than any normal.
    middle = weights[np.abs(nodes) < 0.25].mean()
    assert middle < 0.5 * min(weights[nodes < -0.5].max(), weights[nodes > 0.5].max())
    assert free.fit.log_likelihood > normal.fit.log_likelihood + 20
    slopes = {one.design.latent: np.mean([item.a for item in one.items]) for one in (normal, free)}
    assert slopes["histogram"] == pytest.approx(1.5, abs=0.1)
