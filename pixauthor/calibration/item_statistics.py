"""Classical statistics of the items of a calibration, from its own sparse answers."""

from dataclasses import replace
from typing import Final

import numpy as np

from pixauthor.calibration.prepare import Prepared
from pixauthor.irt.arrays import Floats
from pixauthor.irt.classical import ItemStatistics
from pixauthor.irt.classical_reliability import reliability
from pixauthor.irt.classical_sparse import sparse_covariance, sparse_statistics
from pixauthor.irt.long import to_long

MANY: Final = 5_000_000
"""Answers beyond which only counts are looked at: correlations would need every answer once more, in memory."""


def statistics_of(data: Prepared) -> tuple[ItemStatistics, float | None]:
    """Return the statistics of the items, with scores as shares of the highest, and alpha of complete data."""
    if data.answers.n_answers > MANY:
        return _counts(data), None
    long = to_long(data.answers, data.items.offsets)
    shares = replace(long, scores=long.scores / (data.items.n_categories[long.items] - 1))
    statistics = sparse_statistics(shares)
    if data.answers.n_answers < data.n_persons * len(data.names):
        return statistics, None
    covariance = sparse_covariance(shares)
    alpha = reliability(covariance, data.n_persons).alpha
    return replace(statistics, alpha=alpha, alpha_dropped=_alpha_dropped(covariance)), alpha


def _counts(data: Prepared) -> ItemStatistics:
    """Return numbers of answers and mean scores alone."""
    counts = np.zeros(data.items.n_columns)
    for part in data.answers.chunks():
        counts += np.bincount(part.columns, minlength=data.items.n_columns)
    n = data.items.sum_by_item(counts)
    p = data.items.sum_by_item(counts * data.items.credits) / n / (data.items.n_categories - 1)
    unknown = np.full(n.size, np.nan)
    return ItemStatistics(
        n=n.astype(np.int64), p=p, sd=unknown, r_total=unknown, r_rest=unknown, alpha=np.nan, alpha_dropped=unknown
    )


def _alpha_dropped(covariance: Floats) -> Floats:
    """Return Cronbach's alpha without each item, (n_items,)."""
    own, n = np.diagonal(covariance), len(covariance) - 1
    total = covariance.sum() - 2 * covariance.sum(axis=1) + own
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody's scores differ: unknown
        return np.asarray(n / (n - 1) * (1 - (own.sum() - own) / total))
