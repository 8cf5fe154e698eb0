import pickle
from dataclasses import replace

import numpy as np
import pytest
from estimation_reference import NODES, begin, posed, problem_of, scores_of, slope_of, small, solve, value_of
from hypothesis import given, settings
from hypothesis import strategies as st

from pixauthor.irt.answers import CHUNK
from pixauthor.irt.em import advance, estimate, iterate
from pixauthor.irt.expect import InMemory, log_likelihood
from pixauthor.irt.irf import MODELS
from pixauthor.irt.latent import Latent
from pixauthor.irt.maximise import BOUND
from pixauthor.irt.priors import Beta, LogNormal
from pixauthor.irt.quadrature import normal_grid

# Five items and 300 persons say too little of four parameters: without a prior some slopes run to the bound.
PRIORS = {
    name: {"slope": LogNormal(0.2, 0.4), "logit_c": Beta(5, 17), "logit_d": Beta(17, 5)} for name in ("3pl", "4pl")
}
MIXED = ["1pl", "2pl", "gpcm", "1pl", "graded", "nominal", "3pl", "2pl"]
UNIT = {"rasch", "pcm"}


def problem_for(names, n_persons=300, seed=1, latents=None, **options):
    answers, true = small(names, n_persons, seed)
    latents = latents or (Latent(free_sd=bool(UNIT & set(names))),)
    return answers, problem_of(answers, begin(answers, true), latents, priors=PRIORS, **options)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    name=st.sampled_from([*MODELS, "mixed"]),
    # A histogram starts with the mean and spread that it is held to: from others, the first step is no ascent.
    latent=st.sampled_from([None, Latent(free_sd=True, free_mean=True), Latent(histogram=normal_grid(61).weights)]),
)
def test_the_likelihood_never_falls_along_plain_em(seed, name, latent):
    names = MIXED if name == "mixed" else [name] * 5
    _, problem = problem_for(names, 80, seed, (latent,) if latent else None, accelerate=False, max_iterations=25)
    state = estimate(problem)
    values = np.array(state.log_likelihoods)
    # The M-step takes a fall by 1e-9 of an item's value for rounding.
    assert (np.diff(values) >= -2e-9 * abs(values[0])).all()
    assert state.falls == 0


@pytest.mark.parametrize("names", [[name] * 5 for name in MODELS] + [MIXED], ids=[*MODELS, "mixed"])
def test_the_slope_of_the_likelihood_is_nil_at_the_estimate(names):
    _, problem = problem_for(names)
    state = estimate(problem)
    assert state.converged
    assert state.falls == 0
    np.testing.assert_allclose(slope_of(problem, state.point), 0.0, atol=1e-3)


def test_no_point_near_the_estimate_is_more_likely():
    answers, problem = problem_for(MIXED)
    state = estimate(problem)
    best = value_of(problem, answers, state.point)
    rng = np.random.default_rng(0)
    for _ in range(20):
        assert value_of(problem, answers, state.point + rng.normal(0, 0.02, state.point.size)) < best


@pytest.mark.parametrize("name", ["2pl", "gpcm", "mixed"])
def test_leaps_end_where_plain_em_ends(name):
    _, problem = problem_for(MIXED if name == "mixed" else [name] * 6, 500)
    leapt = estimate(problem)
    plain = estimate(replace(problem, accelerate=False))
    np.testing.assert_allclose(leapt.point, plain.point, atol=1e-4)
    assert leapt.n_iterations < plain.n_iterations / 2


def test_a_bad_leap_is_taken_back():
    _, problem = problem_for(["2pl"] * 6)
    states = list(iterate(replace(problem, max_iterations=5)))
    leapt = next(state for state in states if state.leapt)
    astray = replace(leapt, point=leapt.point + 5.0)
    back = advance(problem, astray)
    np.testing.assert_array_equal(back.point, leapt.safe)
    assert np.isnan(back.changes[-1])
    assert not back.leapt
    assert back.falls == 0
    ended = estimate(problem, back)
    np.testing.assert_allclose(ended.point, estimate(problem).point, atol=1e-5)


def test_a_leap_into_nonsense_is_taken_back():
    _, problem = problem_for(["graded"] * 5)
    leapt = next(state for state in iterate(problem) if state.leapt)
    # Boundaries that do not fall have no probabilities.
    back = advance(problem, replace(leapt, point=-leapt.point))
    np.testing.assert_array_equal(back.point, leapt.safe)
    assert np.isfinite(back.log_likelihoods[-1])


@pytest.mark.parametrize("at", [1, 4, 9])
@pytest.mark.parametrize("latent", [Latent(free_sd=True), Latent(histogram=np.full(61, 1 / 61))])
def test_a_run_that_was_interrupted_goes_on_as_it_would_have(at, latent):
    _, problem = problem_for(MIXED, latents=(latent,), max_iterations=30)
    states = list(iterate(problem))
    kept = pickle.loads(pickle.dumps(states[at - 1]))  # noqa: S301 our own bytes
    resumed = list(iterate(problem, kept))
    assert len(resumed) == len(states) - at
    assert resumed[-1].point.tobytes() == states[-1].point.tobytes()
    assert resumed[-1].log_likelihoods == states[-1].log_likelihoods


def test_a_leap_stays_within_bounds():
    _, problem = problem_for(["2pl"] * 5)
    states = [state for state in iterate(problem) if state.points is not None and len(state.points) > 2]
    far = replace(states[0], points=states[0].points * 50, images=states[0].images * 50)
    assert np.abs(advance(problem, far).point).max() <= BOUND


def test_a_run_at_its_end_stays_there():
    _, problem = problem_for(["2pl"] * 5)
    ended = estimate(problem)
    assert estimate(problem, ended) is ended


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("names", [MIXED, ["2pl"] * 40], ids=["dense", "long"])
def test_the_same_bytes_on_any_number_of_threads(names, dtype):
    answers, problem = problem_for(names, 2 * CHUNK + 100, max_iterations=6)
    first, *others = (
        estimate(replace(problem, source=InMemory(answers, dtype, n_threads=n))).point.tobytes() for n in (1, 2, 3)
    )
    assert others == [first, first]


def test_iterations_end_where_they_must():
    _, problem = problem_for(["2pl"] * 5, max_iterations=3)
    state = estimate(problem)
    assert not state.converged
    assert state.n_iterations == len(state.log_likelihoods) == 3


def test_a_histogram_is_as_likely_as_a_normal_or_more():
    scores = scores_of("LSAT7")
    answers, problem = posed(scores, "2pl", tolerance=1e-5)
    _, items, (latent,) = solve(problem)
    normal = log_likelihood(answers, items, [latent.grid(NODES)])
    free = replace(problem, latents=(Latent(histogram=latent.grid(NODES).weights),), items=items, max_iterations=300)
    _, items, (latent,) = solve(free)
    assert log_likelihood(answers, items, [latent.grid(NODES)]) >= normal
    assert latent.histogram @ NODES == pytest.approx(0.0, abs=1e-8)
    assert latent.histogram @ NODES**2 == pytest.approx(1.0, abs=1e-8)


@pytest.mark.parametrize("model", ["2pl", "rasch"])
def test_histograms_of_two_groups_with_holes_come_to_rest(model):
    # Leaps that moved the items but not the histograms took 345 and 498 iterations on such data, or no end of them.
    rng = np.random.default_rng(3)
    n, groups = 1500, np.arange(1500) % 2
    right = 1 / (1 + np.exp(rng.normal(size=20) - (rng.normal(size=n) * (1 + 0.2 * groups) + 0.6 * groups)[:, None]))
    scores = (rng.random(right.shape) < right).astype(float)
    scores[rng.random(right.shape) < 0.3] = np.nan
    start = normal_grid(61).weights
    latents = (Latent(free_sd=model == "rasch", histogram=start), Latent(0, 1, True, True, histogram=start))
    _, problem = posed(scores, model, latents, groups=groups, tolerance=1e-4)
    state = estimate(problem)
    assert state.converged
    assert state.n_iterations < 200
    assert state.falls == 0
    first, second = problem.at(state)[1]
    assert first.histogram @ problem.nodes == pytest.approx(0.0, abs=1e-8)
    assert second.mean == pytest.approx(0.6, abs=0.15)


def test_groups_with_items_in_common_get_their_own_distributions():
    rng = np.random.default_rng(3)
    _, true = small(["2pl"] * 20, 10, seed=3)
    right = np.exp(true.log_probabilities(np.concatenate([rng.normal(0, 1, 3000), rng.normal(0.8, 1.5, 3000)])))[1::2]
    scores = (rng.random(right.T.shape) < right.T).astype(float)
    latents = (Latent(), Latent(free_mean=True, free_sd=True))
    _, problem = posed(scores, "2pl", latents, groups=np.repeat([0, 1], 3000))
    _, items, found = solve(problem)
    # Standard errors of a mean and a log spread from 3,000 persons and 20 items: about 0.03 each.
    assert (found[1].mean, found[1].sd) == pytest.approx((0.8, 1.5), abs=0.12)
    np.testing.assert_allclose(items.natural()[0], true.natural()[0], atol=0.25)
