"""Simulated scores: chances as the model says, designs as announced, seeds that repeat."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulate_samples import assert_follows_model, bank, mixed

from pixauthor.irt.items import dichotomous
from pixauthor.irt.simulate import (
    booklet_design,
    complete_design,
    random_design,
    simulate_scores,
)

A, B = np.array([0.7, 1.0, 1.4, 2.0, 1.1]), np.array([-2.0, -0.5, 0.0, 0.8, 2.5])
ITEMS = dichotomous("2pl", a=A, b=B)


def test_proportions_are_those_of_the_model_within_sampling_error():
    n = 40_000
    for ability in (-1.5, 0.0, 1.0):
        theta = np.full(n, ability)
        scores = simulate_scores(theta, ITEMS, complete_design(n, 5), np.random.default_rng(1))
        expected = 1 / (1 + np.exp(-A * (ability - B)))
        error = np.sqrt(expected * (1 - expected) / n)
        assert np.all(np.abs(scores.mean(axis=0) - expected) < 4 * error)


def test_categories_are_as_frequent_as_every_model_says():
    items, n = mixed(), 20_000
    for ability in (-1.0, 0.7):
        scores = simulate_scores(np.full(n, ability), items, complete_design(n, 20), np.random.default_rng(3))
        assert_follows_model(scores, items, ability)


def test_answers_of_one_person_are_independent_given_ability():
    n = 40_000
    scores = simulate_scores(np.zeros(n), ITEMS, complete_design(n, 5), np.random.default_rng(2))
    correlation = np.corrcoef(scores.T)
    assert np.abs(correlation - np.eye(5)).max() < 4 / np.sqrt(n)


def test_scores_are_missing_exactly_where_the_design_says():
    rng = np.random.default_rng(4)
    given_to = random_design(50, 12, 7, rng)
    scores = simulate_scores(rng.normal(size=50), bank(12), given_to, rng)
    assert np.array_equal(np.isnan(scores), ~given_to)
    assert set(np.unique(scores[given_to])) <= {0.0, 1.0}


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 30), st.data())
def test_a_random_design_gives_everyone_the_same_number_of_items(n_persons, n_items, data):
    per_person = data.draw(st.integers(1, n_items))
    design = random_design(n_persons, n_items, per_person, np.random.default_rng(0))
    assert np.all(design.sum(axis=1) == per_person)


@settings(deadline=None)
@given(st.integers(2, 80), st.data())
def test_booklets_link_every_item_to_every_other(n_items, data):
    per_person = data.draw(st.integers(2, n_items))
    n_booklets = -(-n_items // (per_person // 2))
    design = booklet_design(3 * n_booklets, n_items, per_person, np.random.default_rng(0))
    assert design.any(axis=0).all()
    assert np.all(design.sum(axis=1) == per_person)
    shared = design.T.astype(int) @ design.astype(int) > 0
    reached = np.linalg.matrix_power(shared.astype(float), n_items) > 0
    assert reached.all()


def test_booklets_are_given_to_equal_numbers_of_persons():
    design = booklet_design(100, 40, 20, np.random.default_rng(5))
    _, counts = np.unique(design, axis=0, return_counts=True)
    assert list(counts) == [25, 25, 25, 25]


@pytest.mark.parametrize("design", [random_design, booklet_design])
def test_the_same_seed_gives_the_same_design(design):
    one, two, other = (design(30, 20, 6, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("per_person", [0, 7])
def test_more_items_than_there_are_is_refused(per_person):
    rng = np.random.default_rng(0)
    for refused in (
        lambda: random_design(3, 6, per_person, rng),
        lambda: booklet_design(3, 6, per_person, rng),
    ):
        with pytest.raises(ValueError, match="1 to 6"):
            refused()
