"""Estimates of simulated data: no bias, and errors as small as the information allows (Cramér and Rao)."""

import fit_reference
import numpy as np
import pytest
from estimation_reference import NODES, begin, draw, problem_of, solve

from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange, dichotomous
from pixauthor.irt.latent import Latent
from pixauthor.irt.priors import Beta, LogNormal
from pixauthor.irt.simulate_sparse import simulate_sparse
from pixauthor.irt.standard_errors import covariance, information

N_ITEMS = 24
PRIORS = {name: {"slope": LogNormal(0.2, 0.3), "logit_c": Beta(16, 86), "logit_d": Beta(96, 6)} for name in MODELS}


@pytest.mark.parametrize("name", MODELS)
def test_parameters_of_every_model_are_found_again(name):
    rng = np.random.default_rng(11)
    asymptotes = name in ("3pl", "4pl")
    items = arrange([name] * N_ITEMS, [2 if MODELS[name].dichotomous else 3] * N_ITEMS)
    true = items.with_working([draw(block, rng) for block in items.blocks])
    answers = fit_reference.simulate(true, rng.normal(size=4000), rng)
    latents = (Latent(free_sd=MODELS[name].fixed_slope),)
    # Asymptotes are hardly told by 4,000 answers: with priors, whose modes are the true rates.
    priors = {name: PRIORS[name]} if asymptotes else None
    problem = problem_of(answers, begin(answers, true), latents, priors=priors, tolerance=1e-5)
    state, _, found = solve(problem)
    assert state.converged
    errors = state.point - problem.layout.pack(true, latents)
    known = covariance(information(answers, problem.at(state)[0], found, problem.layout, NODES))
    assert known.definite
    z = errors / np.sqrt(np.diag(known.matrix))
    # Of about 50 parameters: their mean is off by 1 / sqrt(50) = 0.14 or so (errors go together: twice that and more),
    # their mean square by 2 / sqrt(100) = 0.2. A prior makes errors smaller than the bound without it.
    assert abs(z.mean()) < 0.6
    assert np.sqrt(np.mean(z**2)) < 1.35
    if not asymptotes:
        assert np.sqrt(np.mean(z**2)) > 0.7


@pytest.fixture(scope="module")
def adaptive():
    rng = np.random.default_rng(7)
    n_items = 120
    true = dichotomous("2pl", a=rng.lognormal(0, 0.25, n_items), b=rng.normal(0, 1.2, n_items))
    answers = simulate_sparse(rng.normal(size=12_000), true, 16, rng)
    problem = problem_of(answers, begin(answers, true), tolerance=1e-4)
    return answers, true, problem, *solve(problem)


def test_adaptive_answers_are_no_cause_of_bias(adaptive):
    answers, true, problem, state, items, latents = adaptive
    known = covariance(information(answers, items, latents, problem.layout, NODES))
    z = (state.point - problem.layout.pack(true, ())) / np.sqrt(np.diag(known.matrix))
    slopes, intercepts = z[::2], z[1::2]
    # 120 of each: standard error of a mean 0.09; errors of slopes go together, through the scale.
    assert abs(slopes.mean()) < 0.5
    assert abs(intercepts.mean()) < 0.5
    assert np.sqrt(np.mean(z**2)) == pytest.approx(1.0, abs=0.2)


def test_what_was_asked_depends_on_ability(adaptive):
    # Else the test before would show nothing: who does well gets harder items.
    answers, true, *_ = adaptive
    difficulty = true.natural()[0][answers.columns // 2, 1].reshape(-1, 16)
    right = (answers.columns % 2).reshape(-1, 16)
    assert np.corrcoef(right[:, :8].mean(axis=1), difficulty[:, 8:].mean(axis=1))[0, 1] > 0.4


@pytest.mark.parametrize("shape", ["skewed", "two peaks"])
def test_histograms_find_other_shapes_again(shape):
    rng = np.random.default_rng(4)
    n = 6000
    if shape == "skewed":
        theta = (rng.gamma(2.0, 1.0, n) - 2) / np.sqrt(2)
    else:
        theta = rng.choice([-0.9, 0.9], n) + rng.normal(0, np.sqrt(1 - 0.81), n)
    items = arrange(["2pl"] * 30, [2] * 30)
    true = items.with_working([np.column_stack([np.full(30, 1.5), 1.5 * np.linspace(-2.2, 2.2, 30)])])
    answers = fit_reference.simulate(true, theta, rng)
    nodes = np.linspace(-4, 5, 46)
    flat = Latent(histogram=np.exp(-(nodes**2) / 2) / np.exp(-(nodes**2) / 2).sum())
    fitted = [
        solve(problem_of(answers, begin(answers, true), (latent,), nodes=nodes, tolerance=2e-3))
        for latent in (Latent(), flat)
    ]
    (normal, _, _), (free, _, (latent,)) = fitted
    assert free.log_likelihoods[-1] > normal.log_likelihoods[-1] + 10
    moments = [latent.histogram @ nodes**k for k in range(1, 5)]
    assert moments[:2] == pytest.approx([0, 1], abs=1e-8)
    if shape == "skewed":
        # Skewness of a gamma of shape 2 is 2 / sqrt(2) = 1.41.
        assert moments[2] == pytest.approx(1.41, abs=0.35)
    else:
        # Kurtosis 3 (1 - 0.81)² + 6 0.81 (1 - 0.81) + 0.81² = 1.69 against 3 of a normal.
        assert moments[3] == pytest.approx(1.69, abs=0.25)
