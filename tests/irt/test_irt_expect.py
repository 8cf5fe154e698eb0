import numpy as np
import pytest
from estimation_reference import NODES, small

from pixauthor.irt.answers import CHUNK, Answers, from_long, from_matrix
from pixauthor.irt.expect import InMemory, log_likelihood, log_prior_of, posterior
from pixauthor.irt.items import arrange, dichotomous
from pixauthor.irt.quadrature import Grid, normal_grid

MIXED = ["rasch", "2pl", "3pl", "gpcm", "graded", "nominal", "2pl", "4pl"]


def slow_twin(answers, log_p, log_prior):
    """Return counts, masses and log-likelihood, person by person and answer by answer."""
    counts, masses, total = np.zeros_like(log_p), np.zeros_like(log_prior), 0.0
    for i in range(answers.n_persons):
        own = answers.columns[answers.starts[i] : answers.starts[i + 1]]
        density = np.exp(log_prior[answers.groups[i]])
        for column in own:
            density = density * np.exp(log_p[column])
        total += answers.frequencies[i] * np.log(density.sum())
        weights = answers.frequencies[i] * density / density.sum()
        masses[answers.groups[i]] += weights
        for column in own:
            counts[column] += weights
    return counts, masses, total


def grouped(answers: Answers) -> Answers:
    rng = np.random.default_rng(5)
    groups = rng.integers(0, 2, answers.n_persons).astype(np.int32)
    frequencies = rng.integers(1, 4, answers.n_persons).astype(float)
    return Answers(answers.starts, answers.columns, answers.n_columns, groups, frequencies)


@pytest.mark.parametrize("names", [MIXED, ["2pl"] * 40], ids=["dense", "long"])
def test_expectation_is_that_of_a_slow_twin(names):
    answers, items = small(names, 60)
    answers = grouped(answers)
    tables = items.log_probabilities(NODES), log_prior_of([normal_grid(), normal_grid(mean=0.5, sd=1.4)])
    found = InMemory(answers, n_threads=2).expect(*tables)
    counts, masses, total = slow_twin(answers, *tables)
    np.testing.assert_allclose(found.counts, counts, atol=1e-10)
    np.testing.assert_allclose(found.masses, masses, atol=1e-10)
    assert found.log_likelihood == pytest.approx(total, rel=1e-13)


def test_sparse_and_dense_chunks_agree():
    rng = np.random.default_rng(2)
    items = dichotomous("2pl", a=rng.uniform(0.8, 1.5, 40), b=rng.normal(size=40))
    scores = np.where(rng.random((500, 40)) < 0.1, rng.integers(0, 2, (500, 40)).astype(float), np.nan)
    few = from_matrix(scores, items.offsets, fold=False)
    grid = normal_grid()
    # The same answers to the first items of a test four times as short are dense.
    narrow = np.flatnonzero(~np.isnan(scores[0]))
    one = from_long(
        np.zeros(narrow.size, int), np.arange(narrow.size), scores[0, narrow].astype(int), np.arange(41) * 2
    )
    dense = from_matrix(scores[:1, narrow], np.arange(narrow.size + 1) * 2)
    assert one.n_answers == dense.n_answers
    whole = posterior(few, items, [grid]).weights[0]
    part = posterior(dense, items.select(narrow), [grid]).weights[0]
    np.testing.assert_allclose(whole, part, atol=1e-14)


def test_counts_by_hand():
    # One item, two nodes, P(right) 0.2 and 0.8, prior one half each: after a right answer 0.2 and 0.8.
    log_p = np.log(np.array([[0.8, 0.2], [0.2, 0.8]]))
    answers = from_matrix(np.array([[1.0]]), np.array([0, 2]))
    found = InMemory(answers).expect(log_p, np.log(np.full((1, 2), 0.5)))
    np.testing.assert_allclose(found.counts, [[0, 0], [0.2, 0.8]])
    np.testing.assert_allclose(found.masses, [[0.2, 0.8]])
    assert found.log_likelihood == pytest.approx(np.log(0.5))


def test_the_same_bytes_on_any_number_of_threads():
    answers, items = small(MIXED, 3 * CHUNK + 5)
    tables = items.log_probabilities(NODES), log_prior_of([normal_grid()])
    first, *others = (InMemory(answers, n_threads=n).expect(*tables) for n in (1, 2, 3, 7))
    for other in others:
        assert other.counts.tobytes() == first.counts.tobytes()
        assert other.masses.tobytes() == first.masses.tobytes()
        assert other.log_likelihood == first.log_likelihood


def test_single_precision_is_near():
    answers, items = small(["2pl"] * 30, 2000)
    tables = items.log_probabilities(NODES), log_prior_of([normal_grid()])
    exact, near = (InMemory(answers, dtype).expect(*tables) for dtype in (np.float64, np.float32))
    assert near.log_likelihood == pytest.approx(exact.log_likelihood, rel=1e-7)
    np.testing.assert_allclose(near.counts, exact.counts, atol=1e-3)
    assert near.counts.dtype == np.float64


def test_a_person_without_answers_has_the_prior():
    answers = from_long(np.array([1]), np.array([0]), np.array([1]), np.array([0, 2]), n_persons=3)
    items, grid = dichotomous("2pl", a=np.ones(1), b=np.zeros(1)), normal_grid()
    found = posterior(answers, items, [grid])
    np.testing.assert_allclose(found.weights[[0, 2]], np.stack([grid.weights] * 2), atol=1e-15)
    np.testing.assert_allclose(found.log_likelihoods[[0, 2]], 0.0, atol=1e-14)


def test_nobody_at_all():
    items = dichotomous("2pl", a=np.ones(1), b=np.zeros(1))
    none = Answers(np.zeros(1, int), np.empty(0, np.int32), 2, np.empty(0, np.int32), np.empty(0))
    assert posterior(none, items, [normal_grid()]).weights.shape == (0, 61)
    assert log_likelihood(none, items, [normal_grid()]) == 0.0


def test_very_long_tests_stay_finite():
    items = dichotomous("2pl", a=np.full(3000, 2.0), b=np.linspace(-3, 3, 3000))
    answers = from_matrix(np.tile([1.0, 0.0], (1, 1500)), items.offsets)
    tables = items.log_probabilities(NODES), log_prior_of([normal_grid()])
    for dtype in (np.float64, np.float32):
        found = InMemory(answers, dtype).expect(*tables)
        assert np.isfinite(found.counts).all()
        assert found.log_likelihood < -1000


def test_nodes_without_weight_stay_without():
    weights = np.where(np.abs(NODES) < 3, 1.0, 0.0)
    answers, items = small(["2pl"] * 5, 50)
    found = posterior(answers, items, [Grid(NODES, weights / weights.sum())])
    assert found.weights[:, weights == 0].max() < 1e-30


def test_an_item_of_unknown_model_is_refused():
    with pytest.raises(KeyError):
        arrange(["5pl"], [2])
