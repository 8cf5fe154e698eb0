"""Do answers to two items agree more than ability explains? LD-X2: tables of two items against the model's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.dependence import DENSE, MIN_COMMON, to_dense
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, eq=False)
class LocalDependence:
    """LD-X2 of pairs of items, each array (n_pairs,).

    Args:
        first: item.
        second: item after it.
        n: persons who answered both.
        x2: Pearson's statistic of their joint answers against the model's.
        df: nominal degrees of freedom, (categories - 1) (categories - 1).
        v: Cramér's V, negative when the answers agree less than the model says.
    """

    first: Ints
    second: Ints
    n: Floats
    x2: Floats
    df: Ints
    v: Floats

    @property
    def standardised(self) -> Floats:
        """(X2 - df) / sqrt(2 df): above 10 is large (Chen and Thissen)."""
        return np.asarray((self.x2 - self.df) / np.sqrt(2 * self.df))


def local_dependence(
    answers: Answers, items: Items, grids: Sequence[Grid], *, min_common: int = MIN_COMMON
) -> LocalDependence:
    """Return LD-X2 (Chen and Thissen 1997, doi:10.3102/10769986022003265), as mirt's ``residuals(type = "LD")``.

    Expected are persons drawn at random from the latent distribution of their group: right when who gets an item does
    not depend on ability, as in forms and booklets; wrong in adaptive tests, where Q3 is the one to look at.

    Args:
        answers: of n_persons.
        items: n_items items.
        grids: latent distribution of each group, on the same nodes.
        min_common: pairs answered by fewer persons are left out.
    """
    p = np.exp(items.log_probabilities(grids[0].nodes))
    joint = [_joint_counts(answers, group) for group in range(len(grids))]
    parts = [_pairs_of(item, items, p, grids, joint, min_common) for item in range(items.n_items)]
    first, second, n, x2, v = (np.concatenate(column) for column in zip(*parts, strict=True))
    free = items.n_categories - 1
    return LocalDependence(first, second, n, x2, free[first] * free[second], v)


def _joint_counts(answers: Answers, group: int) -> Any:
    """Return how many persons of a group answered in each pair of columns, (n_columns, n_columns)."""
    matrix = answers.indicator()
    weights = np.where(answers.groups == group, answers.frequencies, 0.0)[:, None]
    if answers.n_answers > DENSE * answers.n_persons * answers.n_columns:
        dense = matrix.toarray()
        return dense.T @ (dense * weights)
    return (matrix.T @ (matrix * weights)).tocsr()


def _pairs_of(
    item: int, items: Items, p: Floats, grids: Sequence[Grid], joint: Sequence[Any], min_common: int
) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    """Return item, others, persons, X2 and V of the pairs of an item with those after it."""
    own = slice(items.offsets[item], items.offsets[item + 1])
    observed = expected = np.zeros((own.stop - own.start, items.n_columns))
    for counts, grid in zip(joint, grids, strict=True):
        seen = to_dense(counts[own])
        n = items.sum_by_item(seen.sum(axis=0))
        observed = observed + seen
        expected = expected + (p[own] * grid.weights) @ p.T * np.repeat(n, items.n_categories)
    n = items.sum_by_item(observed.sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        x2 = items.sum_by_item(np.nan_to_num((observed - expected) ** 2 / expected).sum(axis=0))
        size = np.sqrt(x2 / n / (np.minimum(items.n_categories, own.stop - own.start) - 1))
    others = np.flatnonzero((n >= max(min_common, 1)) & (np.arange(items.n_items) > item))
    sign = np.where(_gammas(observed, items)[others] < _gammas(expected, items)[others], -1.0, 1.0)
    return np.full(others.size, item), others, n[others], x2[others], sign * size[others]


def _gammas(counts: Floats, items: Items) -> Floats:
    """Return Goodman and Kruskal's gamma of an item with every item, (n_items,), NaN where it has none.

    Args:
        counts: joint counts or probabilities, (n_categories, n_columns).
        items: n_items items.
    """
    widest = int(items.n_categories.max())
    places = np.minimum(items.offsets[:-1, None] + np.arange(widest), items.n_columns - 1)
    real = np.arange(widest) < items.n_categories[:, None]
    tables = np.where(real, counts[:, places], 0.0)
    above = np.cumsum(tables[::-1], axis=0)[::-1][1:]
    right = np.cumsum(above[:, :, ::-1], axis=2)[:, :, ::-1][:, :, 1:]
    left = np.cumsum(above, axis=2)[:, :, :-1]
    concordant = (tables[:-1, :, :-1] * right).sum(axis=(0, 2))
    discordant = (tables[:-1, :, 1:] * left).sum(axis=(0, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((concordant - discordant) / (concordant + discordant))
