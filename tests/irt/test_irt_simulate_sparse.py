"""Sparse answers of large designs: as the model says, near each ability, the same from the same seed."""

import numpy as np
import pytest
from simulate_samples import assert_follows_model, bank, mixed

from pixauthor.irt.items import dichotomous
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.scoring import eap
from pixauthor.irt.simulate_sparse import simulate_sparse


def split(answers, items):
    """Return item and category of every answer, each (n_persons, per_person)."""
    which = np.repeat(np.arange(items.n_items), items.n_categories)[answers.columns]
    shape = (answers.n_persons, -1)
    return which.reshape(shape), (answers.columns - items.offsets[which]).reshape(shape)


@pytest.mark.parametrize("adaptive", [True, False])
@pytest.mark.parametrize(("n_items", "per_person"), [(200, 32), (20, 20), (10, 9), (10, 3), (7, 1)])
def test_everyone_gets_the_same_number_of_different_items(adaptive, n_items, per_person):
    items, rng = bank(n_items), np.random.default_rng(1)
    which, _ = split(simulate_sparse(rng.normal(size=300), items, per_person, rng, adaptive=adaptive), items)
    assert which.shape == (300, per_person)
    assert np.all(np.diff(np.sort(which, axis=1), axis=1) > 0)


@pytest.mark.parametrize("adaptive", [True, False])
def test_categories_are_as_frequent_as_every_model_says(adaptive):
    items, n = mixed(), 12_000
    answers = simulate_sparse(np.full(n, 0.7), items, 8, np.random.default_rng(2), adaptive=adaptive)
    which, category = split(answers, items)
    table = np.full((n, items.n_items), np.nan)
    np.put_along_axis(table, which, category.astype(float), axis=1)
    assert_follows_model(table, items, 0.7)


def test_items_of_an_adaptive_design_are_near_the_ability():
    items, theta = bank(400), np.repeat([-1.5, 1.5], 400)
    difficulty = items.natural()[0][:, 1]
    for adaptive, at_least in ((True, 1.2), (False, 0.0)):
        which, _ = split(simulate_sparse(theta, items, 16, np.random.default_rng(3), adaptive=adaptive), items)
        means = difficulty[which].mean(axis=1)
        apart = means[theta > 0].mean() - means[theta < 0].mean()
        assert at_least <= apart + 0.05
        assert adaptive or abs(apart) < 0.1


def test_an_adaptive_design_measures_better_than_a_random_one_of_the_same_length():
    items, theta = bank(400), np.random.default_rng(4).normal(size=2000)
    errors = [
        eap(
            simulate_sparse(theta, items, 16, np.random.default_rng(5), adaptive=kind), items, [normal_grid()]
        ).se.mean()
        for kind in (True, False)
    ]
    assert errors[0] < 0.95 * errors[1]


@pytest.mark.parametrize("adaptive", [True, False])
def test_every_item_is_given(adaptive):
    items, rng = bank(400), np.random.default_rng(6)
    which, _ = split(simulate_sparse(rng.normal(size=6000), items, 24, rng, adaptive=adaptive), items)
    assert np.bincount(which.ravel(), minlength=400).min() > 20


def test_the_same_seed_gives_the_same_answers_on_any_number_of_threads():
    items, theta = bank(60), np.random.default_rng(7).normal(size=9000)
    one, two, other = (
        simulate_sparse(theta, items, 10, np.random.default_rng(seed), n_threads=n)
        for seed, n in ((1, 1), (1, 2), (2, 1))
    )
    np.testing.assert_array_equal(one.columns, two.columns)
    assert not np.array_equal(one.columns, other.columns)


def test_an_item_that_everyone_gets_right_is_no_obstacle():
    items = dichotomous("2pl", a=np.ones(6), b=np.array([-900.0, -2, -1, 0, 1, 2]))
    which, category = split(simulate_sparse(np.zeros(500), items, 3, np.random.default_rng(8)), items)
    assert category[which == 0].all()


def test_nobody_gives_no_answer():
    assert simulate_sparse(np.empty(0), bank(6), 3, np.random.default_rng(0)).n_persons == 0


@pytest.mark.parametrize("per_person", [0, 7])
def test_more_items_than_there_are_is_refused(per_person):
    with pytest.raises(ValueError, match="1 to 6"):
        simulate_sparse(np.zeros(3), bank(6), per_person, np.random.default_rng(0))
