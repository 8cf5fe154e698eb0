"""Classical statistics of the items of a calibration, from its own sparse answers."""

from dataclasses import replace
from typing import Final

import numpy as np

from pixauthor.calibration.prepare import Prepared
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.classical import ItemStatistics
from pixauthor.irt.classical_reliability import reliability
from pixauthor.irt.classical_sparse import deviations, sparse_covariance, sparse_statistics
from pixauthor.irt.long import to_long

MANY: Final = 5_000_000
"""Answers beyond which sums are taken a chunk at a time: all answers once more would need too much memory."""
_CHUNK: Final = 65_536


def statistics_of(data: Prepared) -> tuple[ItemStatistics, float | None]:
    """Return the statistics of the items, with scores as shares of the highest, and alpha of complete data."""
    if data.answers.n_answers > MANY:
        return _streamed(data), None
    long = to_long(data.answers, data.items.offsets)
    shares = replace(long, scores=long.scores / (data.items.n_categories[long.items] - 1))
    statistics = sparse_statistics(shares)
    if data.answers.n_answers < data.n_persons * len(data.names):
        return statistics, None
    covariance = sparse_covariance(shares)
    alpha = reliability(covariance, data.n_persons).alpha
    return replace(statistics, alpha=alpha, alpha_dropped=_alpha_dropped(covariance)), alpha


def _streamed(data: Prepared) -> ItemStatistics:
    """Return the statistics of sparse answers a chunk at a time, with ``irt.classical_sparse``'s rest scores."""
    items, shape = data.items, data.items.n_items
    highest = items.n_categories - 1
    counts = sum(np.bincount(part.columns, minlength=items.n_columns) for part in data.answers.chunks())
    shares = items.credits / np.repeat(highest, items.n_categories)
    n, total, squares = (items.sum_by_item(counts * shares**power) for power in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):  # an anchor that nobody answered
        p = total / n
        sd = np.sqrt(np.clip(squares - n * p**2, 0, None) / (n - 1))
    sums = np.zeros((2, 6, shape))
    for part in data.answers.chunks(_CHUNK):
        long = to_long(part, items.offsets)
        scaled = replace(long, scores=long.scores / highest[long.items])
        for found, others in zip(sums, deviations(scaled, p), strict=True):
            found += _moments(scaled.items, scaled.scores, others, shape)
    r_total, r_rest = (_correlation(*found) for found in sums)
    unknown = np.full(shape, np.nan)
    return ItemStatistics(
        n=n.astype(np.int64), p=p, sd=sd, r_total=r_total, r_rest=r_rest, alpha=np.nan, alpha_dropped=unknown
    )


def _moments(items: Ints, x: Floats, y: Floats, n_items: int) -> Floats:
    """Return the number of pairs and the sums of x, y, xx, yy, xy by item, (6, n_items); NaN of y left out."""
    known = np.isfinite(y)
    items, x, y = items[known], x[known], y[known]
    return np.stack([np.bincount(items, row, n_items) for row in (np.ones_like(x), x, y, x * x, y * y, x * y)])


def _correlation(n: Floats, x: Floats, y: Floats, xx: Floats, yy: Floats, xy: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody's scores differ: unknown
        return np.asarray((n * xy - x * y) / np.sqrt((n * xx - x * x) * (n * yy - y * y)))


def _alpha_dropped(covariance: Floats) -> Floats:
    """Return Cronbach's alpha without each item, (n_items,)."""
    own, n = np.diagonal(covariance), len(covariance) - 1
    total = covariance.sum() - 2 * covariance.sum(axis=1) + own
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody's scores differ: unknown
        return np.asarray(n / (n - 1) * (1 - (own.sum() - own) / total))
