"""Data that say little or nothing of some items: no NaN, no error, and no standard error without meaning."""

import numpy as np
import pytest
from estimation_reference import NODES, begin, problem_of, small, solve

from pixauthor.irt.answers import Answers, from_long, from_matrix
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange
from pixauthor.irt.latent import Latent
from pixauthor.irt.maximise import BOUND
from pixauthor.irt.standard_errors import covariance, information


def fitted(answers: Answers, items, **options):
    problem = problem_of(answers, begin(answers, items), tolerance=1e-4, **{"max_iterations": 200, **options})
    state, found, latents = solve(problem)
    return problem, state, found, latents


def require_sense(state, items):
    assert np.isfinite(state.log_likelihoods).all()
    for block in items.blocks:
        assert np.isfinite(block.working).all()
        assert np.abs(block.working).max() <= BOUND
    assert state.falls == 0


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("category", [0, -1])
def test_an_item_answered_in_one_category_only(name, category):
    answers, items = small([name] * 5, 200)
    last = items.offsets[-2] + (category if category == 0 else items.n_categories[-1] - 1)
    columns = np.where(answers.columns >= items.offsets[-2], last, answers.columns).astype(np.int32)
    answers = Answers(answers.starts, columns, answers.n_columns, answers.groups, answers.frequencies)
    problem, state, found, latents = fitted(answers, items)
    require_sense(state, found)
    known = covariance(information(answers, found, latents, problem.layout, NODES))
    assert np.isfinite(known.matrix).all() == known.definite


@pytest.mark.parametrize("name", ["gpcm", "graded", "nominal"])
def test_a_category_that_nobody_chose(name):
    answers, items = small([name] * 5, 300, n_categories=4)
    middle = items.offsets[2] + 1
    columns = np.where(answers.columns == middle, middle + 1, answers.columns).astype(np.int32)
    answers = Answers(answers.starts, columns, answers.n_columns, answers.groups, answers.frequencies)
    _, state, found, _ = fitted(answers, items)
    require_sense(state, found)
    p = np.exp(found.log_probabilities(NODES)[middle])
    assert p.max() < 0.02


def test_an_item_that_nobody_answered():
    answers, items = small(["2pl"] * 5, 200)
    kept = answers.columns < 8
    which = np.repeat(np.arange(5), 2)[answers.columns]
    answers = from_long(answers.persons[kept], which[kept], answers.columns[kept] % 2, items.offsets)
    problem, state, found, latents = fitted(answers, items)
    require_sense(state, found)
    known = covariance(information(answers, found, latents, problem.layout, NODES))
    assert not known.definite
    assert np.isnan(known.matrix).all()


def test_candidates_all_right_and_all_wrong():
    scores = np.repeat(np.array([[0.0] * 6, [1.0] * 6]), 50, axis=0)
    items = arrange(["2pl"] * 6, [2] * 6)
    _, state, found, _ = fitted(from_matrix(scores, items.offsets), items)
    require_sense(state, found)


def test_an_item_keyed_the_wrong_way_has_a_negative_slope():
    answers, items = small(["2pl"] * 10, 1500)
    first = answers.columns < 2
    columns = np.where(first, 1 - answers.columns, answers.columns).astype(np.int32)
    answers = Answers(answers.starts, columns, answers.n_columns, answers.groups, answers.frequencies)
    _, state, found, _ = fitted(answers, items)
    require_sense(state, found)
    slopes = found.blocks[0].working[:, 0]
    assert slopes[0] < -0.5
    assert (slopes[1:] > 0.5).all()


@pytest.mark.parametrize("name", ["3pl", "4pl"])
def test_asymptotes_without_priors_stay_finite(name):
    # Without guessing, c is drawn to 0 and its logit to the bound.
    answers, _ = small(["2pl"] * 8, 600)
    guessed = arrange([name] * 8, [2] * 8)
    problem, state, found, latents = fitted(answers, guessed)
    require_sense(state, found)
    assert found.natural()[0][:, 2].min() < 0.01
    known = covariance(information(answers, found, latents, problem.layout, NODES))
    assert np.isfinite(known.matrix).all() == known.definite


def test_items_of_two_blocks_without_a_common_candidate():
    rng = np.random.default_rng(0)
    scores = np.full((400, 10), np.nan)
    scores[:200, :5] = rng.random((200, 5)) < 0.6
    scores[200:, 5:] = rng.random((200, 5)) < 0.6
    items = arrange(["rasch"] * 10, [2] * 10)
    _, state, found, _ = fitted(from_matrix(scores, items.offsets), items, latents=(Latent(free_sd=True),))
    require_sense(state, found)


def test_three_answers_to_an_item():
    answers, items = small(["2pl"] * 6, 300)
    mine = np.flatnonzero(answers.columns >= 10)
    dropped = np.isin(np.arange(answers.n_answers), mine[3:])
    which = answers.columns // 2
    few = from_long(answers.persons[~dropped], which[~dropped], answers.columns[~dropped] % 2, items.offsets)
    problem, state, found, latents = fitted(few, items)
    require_sense(state, found)
    known = covariance(information(few, found, latents, problem.layout, NODES))
    assert np.isfinite(known.matrix).all() == known.definite
