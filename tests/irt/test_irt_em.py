"""Laws of the estimation itself; its results are beside those of other programs in ``test_irt_estimates``."""

import numpy as np
import pytest
from estimation_reference import NODES, begin, posed, problem_of, scores_of
from threadpoolctl import threadpool_limits

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.em import advance, estimate, iterate
from pixauthor.irt.expect import InMemory, log_likelihood
from pixauthor.irt.items import arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.priors import Beta
from pixauthor.irt.simulate import random_design, simulate_scores
from pixauthor.irt.standard_errors import covariance, cross_product, information

MODELS = ("rasch", "1pl", "2pl", "3pl", "4pl", "pcm", "gpcm", "graded", "nominal")
PRIORS = {name: {"logit_c": Beta(5, 17), "logit_d": Beta(17, 5)} for name in ("3pl", "4pl")}


def draw_mixed(n_persons=400, per_person=9):
    """Return scores, groups and items of every model at once, each person with some of the items."""
    rng = np.random.default_rng(3)
    n_categories = [2] * 5 + [3] * 4
    items = arrange(MODELS, n_categories)
    working = []
    for block in items.blocks:
        start = block.model.start(np.full((1, block.n_categories), 1 / block.n_categories))
        slope = 0 if block.model.fixed_slope else rng.uniform(-0.2, 0.3)
        working.append(start + np.pad([[slope]], ((0, 0), (0, start.shape[1] - 1))))
    items = items.with_working(working)
    groups = np.arange(n_persons) % 2
    theta = rng.standard_normal(n_persons) + 0.5 * groups
    scores = simulate_scores(theta, items, random_design(n_persons, 9, per_person, rng), rng)
    return scores, groups, items


@pytest.fixture(scope="module")
def mixed():
    """Every model at once, two groups, priors."""
    scores, groups, items = draw_mixed()
    answers = from_matrix(scores, items.offsets, groups=groups, fold=False)
    latents = (Latent(free_sd=True), Latent(free_mean=True, free_sd=True))
    return answers, problem_of(answers, begin(answers, items), latents, priors=PRIORS, tolerance=1e-6)


@pytest.mark.parametrize("accelerate", [False, True])
def test_the_likelihood_never_falls(mixed, accelerate):
    made = problem_of(*mixed_parts(mixed), accelerate=accelerate, max_iterations=60, priors=PRIORS)
    state = estimate(made)
    heights = np.array(state.log_likelihoods)
    assert state.falls == 0
    assert (np.diff(heights) > -1e-9 * abs(heights[0])).all()
    assert heights[-1] > heights[0]


def mixed_parts(mixed):
    answers, problem = mixed
    return answers, problem.items, problem.latents


@pytest.mark.parametrize("model", ["2pl", "3pl"])
def test_leaping_comes_to_where_plain_steps_come_in_fewer(model):
    scores = scores_of("LSAT7")
    priors = PRIORS if model == "3pl" else None
    _, plain = posed(scores, model, accelerate=False, tolerance=1e-6, priors=priors)
    _, leaping = posed(scores, model, tolerance=1e-6, priors=priors)
    slow, fast = estimate(plain), estimate(leaping)
    assert slow.converged
    assert fast.converged
    assert fast.n_iterations < slow.n_iterations / 3
    # A step of 1e-6 is far from the end when steps shrink slowly.
    np.testing.assert_allclose(fast.point, slow.point, atol=1e-3)
    assert fast.log_likelihoods[-1] >= slow.log_likelihoods[-1] - 1e-6


def test_an_interrupted_estimation_goes_on_as_if_nothing_had_been(mixed):
    _, problem = mixed
    whole = list(iterate(problem))
    assert len(whole) > 6
    for stop in (1, 3, 6):
        resumed = list(iterate(problem, whole[stop - 1]))
        assert len(resumed) == len(whole) - stop
        assert np.array_equal(resumed[-1].point, whole[-1].point)
        assert resumed[-1].log_likelihoods == whole[-1].log_likelihoods


def test_iterations_are_limited(mixed):
    short = problem_of(*mixed_parts(mixed), max_iterations=2, priors=PRIORS)
    state = estimate(short)
    assert (state.n_iterations, state.converged) == (2, False)


def test_a_converged_state_takes_no_further_step(mixed):
    _, problem = mixed
    state = estimate(problem)
    assert estimate(problem, state) is state


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_the_number_of_threads_changes_no_bit(n_threads):
    scores, groups, items = draw_mixed(9000)  # three chunks
    answers = from_matrix(scores, items.offsets, groups=groups, fold=False)
    problem = problem_of(answers, begin(answers, items), (Latent(), Latent(free_mean=True)), priors=PRIORS)
    alone = advance(problem, problem.start())
    with threadpool_limits(n_threads):
        source = InMemory(answers, n_threads=n_threads)
        problem = type(problem)(source, problem.items, problem.latents, problem.layout, NODES)
        together = advance(problem, problem.start())
    assert np.array_equal(alone.point, together.point)
    assert alone.log_likelihoods == together.log_likelihoods


def test_observed_information_is_the_second_derivative_of_the_log_likelihood(mixed):
    # Away from the maximum too: there the score is not nil, and an error in it would show.
    answers, problem = mixed
    point = advance(problem, problem.start()).point
    layout, step = problem.layout, 1e-3

    def height(vector):
        items, latents = layout.unpack(vector, problem.items, problem.latents)
        grids = [latent.grid(NODES) for latent in latents]
        return log_likelihood(answers, items, grids) + layout.log_prior(items)

    items, latents = layout.unpack(point, problem.items, problem.latents)
    found = information(answers, items, latents, layout, NODES)
    rng = np.random.default_rng(0)
    for _ in range(12):
        direction = rng.standard_normal(point.size) / np.sqrt(point.size)
        heights = [height(point + k * step * direction) for k in (-2, -1, 0, 1, 2)]
        # Five points: the error is of order step^4.
        bend = np.dot([-1, 16, -30, 16, -1], heights) / (12 * step**2)
        assert -direction @ found @ direction == pytest.approx(bend, rel=1e-4)
    np.testing.assert_allclose(found, found.T, rtol=1e-9, atol=1e-9)


def test_cross_product_errors_are_near_those_of_the_observed_information():
    # A thousand persons: they differ by chance, 7 % seen.
    _, problem = posed(scores_of("LSAT7"), "2pl", tolerance=1e-6)
    state = estimate(problem)
    items, latents = problem.at(state)
    answers = from_matrix(scores_of("LSAT7"), items.offsets)
    both = [kind(answers, items, latents, problem.layout, NODES) for kind in (information, cross_product)]
    errors = [np.sqrt(np.diag(covariance(one).matrix)) for one in both]
    np.testing.assert_allclose(*errors, rtol=0.15)


def test_no_covariance_is_made_up_where_there_is_no_maximum():
    found = covariance(np.diag([1.0, -1e-3, 2.0]))
    assert not found.definite
    assert np.isnan(found.matrix).all()
    flat = covariance(np.array([[1.0, 1.0], [1.0, 1.0]]))
    assert (flat.definite, np.isnan(flat.matrix).all()) == (False, True)
