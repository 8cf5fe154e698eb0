"""Equal scores against equateIRT, and the laws of score distributions."""

from itertools import product

import numpy as np
import pytest
from linking_forms import common, forms, gauss_hermite, items_of, rows_of

from pixauthor.irt.equating import mixture, observed_scores, score_distribution, true_scores
from pixauthor.irt.linking import link, transform
from pixauthor.irt.quadrature import Grid, normal_grid

SCORES = rows_of("est2pl_scores.csv")


@pytest.fixture(scope="module")
def linked():
    """Form 1 on the scale of form 2, form 2, and the line between them."""
    (new, old), (at_new, at_old) = (forms()["1"], forms()["2"]), common(forms()["1"], forms()["2"])
    line = link(new[1].select(at_new), old[1].select(at_old), "mean-sigma")
    return transform(new[1], line.scale, line.shift), old[1], line


def expected(kind, column):
    rows = [row for row in SCORES if row["kind"] == kind]
    return [int(row["score"]) for row in rows], [float(row[column]) for row in rows]


def test_true_scores_are_those_of_equateirt(linked):
    # The oracle has 10 digits.
    found = true_scores(*linked[:2])
    at, equated = expected("true", "equated")
    assert found.equated[at] == pytest.approx(equated, abs=1e-7)
    at, theta = expected("true", "theta")
    # The full score, where equateIRT's search has stopped at 42.65, is reached nowhere.
    assert found.theta[at[:-1]] == pytest.approx(theta[:-1], abs=1e-6)
    assert found.theta[at[-1]] == np.inf


def test_observed_scores_are_those_of_equateirt(linked):
    new, old, line = linked
    second = gauss_hermite()
    first = Grid(line.scale * second.nodes + line.shift, second.weights)
    at, equated = expected("observed", "equated")
    assert observed_scores(new, old, mixture(first, second)).equated[at] == pytest.approx(equated, abs=1e-7)


@pytest.mark.parametrize("equate", [true_scores, lambda new, old: observed_scores(new, old, normal_grid())])
def test_a_test_equals_itself(equate):
    items = items_of("2pl", "3pl", "graded")
    found = equate(items, items)
    assert found.equated == pytest.approx(found.scores, abs=1e-9)


def test_guessing_is_bridged_from_nothing_to_the_least_true_score():
    found = true_scores(items_of("3pl", "3pl"), items_of("2pl", "3pl"))
    # Least true scores: 2 (0.2 + 0.1) and 0.2 + 0.1.
    assert found.equated[0] == 0.0
    assert np.isneginf(found.theta[0])
    assert np.all(np.diff(found.equated) > 0)


def test_the_recursion_sums_over_all_patterns():
    items, theta = items_of("2pl", "graded", "gpcm").select(np.array([0, 1, 3, 5])), np.array([-1.0, 0.4])
    p = np.exp(items.log_probabilities(theta))
    slow = np.zeros((items.n_columns - items.n_items + 1, theta.size))
    for pattern in product(*(range(n) for n in items.n_categories)):
        columns = items.offsets[:-1] + np.array(pattern)
        slow[sum(pattern)] += p[columns].prod(axis=0)
    assert score_distribution(items, theta) == pytest.approx(slow, abs=1e-14)


def test_the_mean_of_the_distribution_is_the_expected_score():
    items, theta = items_of("3pl", "pcm", "graded"), np.linspace(-3, 3, 9)
    chances = score_distribution(items, theta)
    assert chances.sum(axis=0) == pytest.approx(np.ones(9))
    assert np.arange(len(chances)) @ chances == pytest.approx(items.expected_scores(theta).sum(axis=0))


def test_nominal_items_have_no_score():
    with pytest.raises(ValueError, match="nominal"):
        true_scores(items_of("nominal"), items_of("nominal"))
