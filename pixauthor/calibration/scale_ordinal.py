"""Proportional odds: P(category <= k) = 1 / (1 + exp(-(threshold_k - slope x))).

McCullagh 1980, doi:10.1111/j.2517-6161.1980.tb01109.x; maximum likelihood by Fisher scoring with halved steps.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit, logit

from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats, Ints

_MAX_STEPS: Final = 100
_TOLERANCE: Final = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class ProportionalOdds:
    """Thresholds (n_categories - 1,), slope, and the covariance of thresholds, then slope."""

    thresholds: Floats
    slope: float
    covariance: Floats
    log_likelihood: float


def fit_proportional_odds(categories: Ints, x: Floats, n_categories: int) -> ProportionalOdds:
    """Return the estimates.

    Args:
        categories: 0 to ``n_categories`` - 1, each met at least once, (n,).
        x: regressor, (n,).
        n_categories: three or more.

    Raises:
        PixauthorError: when the categories do not rise with x, or x separates them wholly.
    """
    centre, unit = float(x.mean()), float(x.std())
    if unit == 0 or _follow(categories, -x):
        raise PixauthorError("scale.no-trend")
    if _follow(categories, x):
        # The steeper the slope, the greater the likelihood: it has no maximum.
        raise PixauthorError("scale.separated")
    z = (x - centre) / unit
    counts = np.bincount(categories, minlength=n_categories)
    estimates = np.append(logit(np.cumsum(counts)[:-1] / categories.size), 0.0)
    height, gradient, information = _derivatives(estimates, categories, z)
    for _ in range(_MAX_STEPS):
        step: Floats = np.asarray(np.linalg.solve(information, gradient), float)
        estimates, (height, gradient, information) = _climb(estimates, step, height, categories, z)
        if gradient @ step < _TOLERANCE:
            break
    if not estimates[-1] > 0:
        raise PixauthorError("scale.no-trend")
    # Back to the unit of x: slope / unit, and thresholds moved by the centre.
    back = np.eye(estimates.size)
    back[:-1, -1], back[-1, -1] = centre / unit, 1 / unit
    natural = back @ estimates
    return ProportionalOdds(natural[:-1], float(natural[-1]), back @ np.linalg.inv(information) @ back.T, height)


def _follow(categories: Ints, x: Floats) -> bool:
    """Say whether the categories follow each other along x without overlap."""
    return bool((np.diff(categories[np.lexsort((categories, x))]) >= 0).all())


def _climb(
    estimates: Floats, step: Floats, height: float, categories: Ints, z: Floats
) -> tuple[Floats, tuple[float, Floats, Floats]]:
    for share in 0.5 ** np.arange(30):
        moved = estimates + share * step
        if (np.diff(moved[:-1]) > 0).all():
            found = _derivatives(moved, categories, z)
            if found[0] >= height - 1e-12:
                return moved, found
    return estimates, _derivatives(estimates, categories, z)


def _derivatives(estimates: Floats, categories: Ints, z: Floats) -> tuple[float, Floats, Floats]:
    """Return log-likelihood, gradient and expected information."""
    n, n_thresholds = z.size, estimates.size - 1
    below = expit(estimates[:-1] - estimates[-1] * z[:, None])
    density = below * (1 - below)
    p = np.maximum(np.diff(np.pad(below, ((0, 0), (1, 1)), constant_values=(0, 1)), axis=1), 1e-300)
    # d P(category) / d estimates, (n, n_categories, n_estimates): a threshold moves the two categories beside it.
    slopes = np.zeros((n, n_thresholds + 1, estimates.size))
    for k in range(n_thresholds):
        slopes[:, k, k] = density[:, k]
        slopes[:, k + 1, k] = -density[:, k]
    slopes[:, :, -1] = -z[:, None] * slopes[:, :, :-1].sum(axis=2)
    rows = np.arange(n)
    scores = slopes[rows, categories] / p[rows, categories][:, None]
    information = np.einsum("nce,ncf->ef", slopes / p[:, :, None], slopes)
    return float(np.log(p[rows, categories]).sum()), scores.sum(axis=0), information
