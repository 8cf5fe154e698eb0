"""First and second moments of scores in a form: what the model expects, how they vary and move, and what was observed.

The moments are means of *statistics* of single items (mean scores, or shares of the categories but the first), then the
means of the products of two scores, pairs in the order (0, 1), (0, 2), ..., (1, 2), ...
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.forms import Form
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedMoments:
    """Moments under the model.

    Args:
        values: (n_moments,).
        covariance: of one person's, (n_moments, n_moments).
        correlations: of scores, (n_pairs,).
    """

    values: Floats
    covariance: Floats
    correlations: Floats


class ObservedMoments(NamedTuple):
    """Moments of answers, (n_moments,), and correlations of scores, (n_pairs,)."""

    values: Floats
    correlations: Floats


class FormCurves(NamedTuple):
    """The statistics and scores of a form at the nodes, given ability.

    Args:
        home: place of the item of each statistic in the form, (n_statistics,).
        weighing: statistics as sums over columns, (n_statistics, n_columns).
        means: of statistics, (n_statistics, n_nodes).
        with_score: covariance of each statistic with its item's score, (n_statistics, n_nodes).
        scores: expected, (n_items, n_nodes).
        variances: of scores, (n_items, n_nodes).
        places: of each pair of items among the moments, (n_items, n_items).
        p: of every column, (n_columns, n_nodes).
        moments: statistics, then products of two scores, (n_moments, n_nodes).
    """

    home: Ints
    weighing: Any
    means: Floats
    with_score: Floats
    scores: Floats
    variances: Floats
    places: Ints
    p: Floats
    moments: Floats


def expected_moments(at: FormCurves, grid: Grid) -> ExpectedMoments:
    """Return the moments of a form under the model.

    Args:
        at: the form at the nodes of the grid.
        grid: distribution of ability.
    """
    weights = grid.weights
    values, scores = at.moments @ weights, at.scores @ weights
    variances = (at.variances + at.scores**2) @ weights - scores**2
    correlations = _correlations(values[at.home.size :], scores, variances)
    return ExpectedMoments(values, _covariance(at, weights), correlations)


def observed_moments(answers: Answers, items: Items, form: Form, by_category: bool) -> ObservedMoments:
    """Return the moments of the answers of a form. Arguments as in ``form_at_nodes``."""
    matrix, frequencies = answers.indicator()[form.rows], answers.frequencies[form.rows]
    shares = matrix.T @ frequencies / frequencies.sum()
    scoring = _weighing(items, form.which, by_category=False)
    scores = (matrix @ scoring.T).toarray()
    products = scores.T @ (scores * frequencies[:, None]) / frequencies.sum()
    pairs = products[np.triu_indices(form.which.size, 1)]
    means = scoring @ shares
    values = np.concatenate([_weighing(items, form.which, by_category) @ shares, pairs])
    return ObservedMoments(values, _correlations(pairs, means, np.diag(products) - means**2))


def _weighing(items: Items, which: Ints, by_category: bool) -> csr_array:
    """Return the statistics of some items as sums over columns, (n_statistics, n_columns)."""
    parts = [np.arange(items.offsets[j] + 1, items.offsets[j + 1]) for j in which]
    columns = np.concatenate(parts)
    rows = np.arange(columns.size) if by_category else np.repeat(np.arange(which.size), [part.size for part in parts])
    entries = np.ones(columns.size) if by_category else items.credits[columns]
    return csr_array((entries, (rows, columns)), shape=(int(rows[-1]) + 1, items.n_columns))


def form_at_nodes(items: Items, form: Form, grid: Grid, by_category: bool) -> FormCurves:
    """Return the statistics of a form at the nodes.

    Args:
        items: n_items items.
        form: who answered what.
        grid: distribution of ability.
        by_category: statistics are shares of categories, not mean scores.
    """
    p = np.exp(items.log_probabilities(grid.nodes))
    n, free = form.which.size, items.n_categories[form.which] - 1
    weighing, scoring = _weighing(items, form.which, by_category), _weighing(items, form.which, by_category=False)
    home = np.repeat(np.arange(n), free) if by_category else np.arange(n)
    means, scores = weighing @ p, scoring @ p
    squared = items.credits[:, None] * p
    first, second = np.triu_indices(n, 1)
    places = np.zeros((n, n), np.int64)
    places[first, second] = places[second, first] = home.size + np.arange(first.size)
    return FormCurves(
        home=home,
        weighing=weighing,
        means=means,
        with_score=weighing @ squared - means * scores[home],
        scores=scores,
        variances=scoring @ squared - scores**2,
        places=places,
        p=p,
        moments=np.concatenate([means, scores[first] * scores[second]]),
    )


def _covariance(at: FormCurves, weights: Floats) -> Floats:
    """Return the covariance of one person's moments: that of their expectations, and the mean of that given ability.

    Given ability items are independent: two moments vary together only through an item that they share.
    """
    centred = at.moments - (at.moments @ weights)[:, None]
    total = (centred * weights) @ centred.T
    for i in range(len(at.scores)):
        own, others = np.flatnonzero(at.home == i), np.delete(np.arange(len(at.scores)), i)
        pairs, partners = at.places[i, others], at.scores[others]
        total[np.ix_(pairs, pairs)] += (partners * (weights * at.variances[i])) @ partners.T
        crossed = (at.with_score[own] * weights) @ partners.T
        total[np.ix_(own, pairs)] += crossed
        total[np.ix_(pairs, own)] += crossed.T
        rows = at.weighing[own]
        joint = (rows * (at.p @ weights)) @ rows.T
        total[np.ix_(own, own)] += joint.toarray() - (at.means[own] * weights) @ at.means[own].T
    first, second = np.triu_indices(len(at.scores), 1)
    pairs = at.places[first, second]
    # A pair shares two items with itself: what both add together.
    total[pairs, pairs] += (at.variances[first] * at.variances[second]) @ weights
    return total


def _correlations(products: Floats, means: Floats, variances: Floats) -> Floats:
    """Return the correlations of scores from the means of their products, (n_pairs,)."""
    first, second = np.triu_indices(means.size, 1)
    return np.asarray((products - means[first] * means[second]) / np.sqrt(variances[first] * variances[second]))
