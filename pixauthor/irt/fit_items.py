"""How well answers follow the curve of each item: mean squares, and observed shares beside expected ones."""

from typing import NamedTuple

import numpy as np
from scipy.stats import beta

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.items import Items
from pixauthor.irt.residuals import N_SUMS, MeanSquares, mean_squares, residuals_at, summands


def item_mean_squares(answers: Answers, items: Items, theta: Floats) -> MeanSquares:
    """Return infit, outfit and lz of each item at estimated abilities, (n_items,) each, as mirt's ``itemfit``.

    At EAP abilities, which lie nearer to one another than true ones, mean squares come out under 1. Persons without a
    finite ability are left out. For an expectation of 1, see ``posterior_mean_squares``.

    Args:
        answers: of n_persons.
        items: n_items items.
        theta: abilities in logits, (n_persons,).
    """
    sums, first = np.zeros((N_SUMS, items.n_items)), 0
    for part in answers.chunks():
        found = residuals_at(part, items, theta[first : first + part.n_persons])
        first += part.n_persons
        weights = summands(found) * part.frequencies[found.persons]
        sums += [np.bincount(found.which, row, items.n_items) for row in weights]
    return mean_squares(sums)


def posterior_mean_squares(counts: Floats, items: Items, nodes: Floats) -> MeanSquares:
    """Return infit and outfit of each item averaged over the posterior of each person, (n_items,) each.

    Abilities are not estimated but known as far as they are: a fitting item gives 1 on average, however few answers a
    person gave (Adams and Wu 2007, in Multivariate and Mixture Distribution Rasch Models, chapter 4). As TAM's
    ``msq.itemfit``; its deviates take the posterior for data and are too small. There is no lz: at the maximum of the
    likelihood it is 0 by construction.

    Args:
        counts: expected answers in each column at each node, (n_columns, n_nodes); ``expect.Expectation.counts``.
        items: n_items items.
        nodes: (n_nodes,).
    """
    p = np.exp(items.log_probabilities(nodes))
    scores = items.credits[:, None]
    deviation = scores - np.repeat(items.sum_by_item(scores * p), items.n_categories, axis=0)
    variance, fourth = (items.sum_by_item(p * deviation**power) for power in (2, 4))
    n, squares = items.sum_by_item(counts), items.sum_by_item(counts * deviation**2)
    none = np.zeros_like(n)
    with np.errstate(divide="ignore", invalid="ignore"):
        kurtosis = n * fourth / variance**2
        rows = [n, squares / variance, squares, n * variance, kurtosis, n * (fourth - variance**2), none, none]
    return mean_squares(np.where(n > 0, np.stack(rows), 0.0).sum(axis=2))


class ObservedCurves(NamedTuple):
    """Observed and expected mean scores of items by group of ability, each (n_items, n_groups).

    Args:
        theta: mean ability of those who answered, in logits.
        n: answers, fractions of them when they were shared out over the posterior.
        observed: mean score as a share of the highest, 0 to 1.
        expected: the same under the model.
        low: lower bound of the observed share.
        high: upper bound.
    """

    theta: Floats
    n: Floats
    observed: Floats
    expected: Floats
    low: Floats
    high: Floats


def observed_curves(
    counts: Floats, items: Items, nodes: Floats, *, n_groups: int = 10, level: float = 0.95
) -> ObservedCurves:
    """Return what to plot beside the curve of each item: points with bands, from groups of equal size by ability.

    Each answer is shared out over the nodes by the posterior of its person, so that persons with few answers count as
    vaguely as they are known. Bands are Jeffreys' intervals (Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286)
    for a share; for a score of several categories, of a share with the same mean: wider than need be.

    Args:
        counts: as in ``posterior_mean_squares``.
        items: n_items items.
        nodes: (n_nodes,).
        n_groups: at most; nodes are not cut.
        level: chance that a band covers.
    """
    top = items.n_categories - 1.0
    n_at = items.sum_by_item(counts)
    groups = _groups(n_at, n_groups)

    def gather(table: Floats) -> Floats:
        return _gather(groups, table, n_groups)

    n = gather(n_at)
    with np.errstate(divide="ignore", invalid="ignore"):
        theta = gather(n_at * nodes) / n
        observed = gather(items.sum_by_item(items.credits[:, None] * counts)) / n / top[:, None]
        expected = gather(n_at * items.expected_scores(nodes)) / n / top[:, None]
    low, high = jeffreys_interval(observed * n, n, level)
    return ObservedCurves(theta, n, observed, expected, low, high)


def jeffreys_interval(successes: Floats, n: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return bounds of a share; 0 below when there is no success, 1 above when there is no failure."""
    tail = (1 - level) / 2
    failures = n - successes
    low = np.where(successes > 0, beta.ppf(tail, successes + 0.5, failures + 0.5), 0.0)
    high = np.where(failures > 0, beta.ppf(1 - tail, successes + 0.5, failures + 0.5), 1.0)
    return low, high


def _groups(n_at: Floats, n_groups: int) -> Ints:
    """Return the group of each node of each item, groups being of about equal size, (n_items, n_nodes)."""
    total = np.maximum(n_at.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    middle = (np.cumsum(n_at, axis=1) - n_at / 2) / total
    return np.asarray(np.minimum(middle * n_groups, n_groups - 1), np.int64)


def _gather(groups: Ints, table: Floats, n_groups: int) -> Floats:
    """Return the sums over the nodes of each group, (n_items, n_groups)."""
    n_items = len(table)
    places = np.arange(n_items)[:, None] * n_groups + groups
    sums = np.bincount(places.ravel(), table.ravel(), n_items * n_groups)
    return np.asarray(sums.reshape(n_items, n_groups), float)
