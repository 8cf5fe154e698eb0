"""Classical statistics of sparse answers: sums over the answers there are; nothing dense is made."""

import numpy as np
from scipy.sparse import csr_array

from pixauthor.irt.arrays import Floats
from pixauthor.irt.classical import ItemStatistics, covariance_of
from pixauthor.irt.long import Long


def sparse_statistics(long: Long) -> ItemStatistics:
    """Return the classical statistics of sparse answers.

    Candidates who met different items have different rest scores to compare: here it is the mean of how far they are
    above the average on each other item that they met. Without missing answers ``r_total`` and ``r_rest`` are those of
    ``item_statistics``. ``alpha`` is NaN: it is of a form that all candidates took.
    """
    count, total, squares = (long.sum_by_item(long.scores**power) for power in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = total / count
        sd = np.sqrt(np.clip(squares - count * p**2, 0, None) / (count - 1))
    mean, rest = deviations(long, p)
    return ItemStatistics(
        n=count.round().astype(np.int64),
        p=p,
        sd=sd,
        r_total=_correlations(long, mean),
        r_rest=_correlations(long, rest),
        alpha=np.nan,
        alpha_dropped=np.full(p.size, np.nan),
    )


def deviations(long: Long, p: Floats) -> tuple[Floats, Floats]:
    """Return how far the candidate of each answer is above the items' mean scores ``p``: on all items, on the others.

    Means over the items that the candidate met, both (n_answers,); NaN when there is no other.
    """
    own = long.scores - p[long.items]
    total = np.bincount(long.persons, own, long.n_persons)[long.persons]
    n = np.bincount(long.persons, minlength=long.n_persons)[long.persons]
    with np.errstate(divide="ignore", invalid="ignore"):
        return total / n, np.where(n > 1, (total - own) / (n - 1), np.nan)


def sparse_covariance(long: Long) -> Floats:
    """Return ``classical.pairwise_covariance`` of sparse answers, (n_items, n_items)."""
    asked, values = (
        csr_array((data, (long.persons, long.items)), shape=(long.n_persons, long.n_items))
        for data in (np.ones(long.items.size), long.scores)
    )
    weighted_asked, weighted = (part.multiply(long.frequencies[:, None]).tocsr() for part in (asked, values))
    products = (weighted_asked.T @ asked, weighted.T @ asked, weighted.T @ values)
    return covariance_of(*(part.toarray() for part in products))


def _correlations(long: Long, values: Floats) -> Floats:
    """Return the correlation of scores and values over each item's answers, (n_items,); NaN values left out."""
    known = np.isfinite(values)
    x, y = np.where(known, long.scores, 0.0), np.where(known, values, 0.0)
    n = long.sum_by_item(known.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        dx, dy = (np.where(known, part - (long.sum_by_item(part) / n)[long.items], 0.0) for part in (x, y))
        spread = long.sum_by_item(dx * dx) * long.sum_by_item(dy * dy)
        return np.asarray(long.sum_by_item(dx * dy) / np.sqrt(spread))
