"""Bounds between levels from the places of their items: three ways, each with the covariance of what it finds.

Levels are nominal, 1 to 8; places are abilities in logits at the response probability of the scale, with standard
errors (0 when not known). The bound of level k stands between the items of level k and those of level k + 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.optimize import isotonic_regression

from pixauthor.calibration.scale_ordinal import fit_proportional_odds
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats, Ints

_MIN_LEVELS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Bounds of levels in a row, and the width of a level.

    Args:
        first: level of the first bound.
        values: bounds of levels ``first``, ``first + 1``, …; then the mean width of a level; (n_bounds + 1,).
        covariance: of the values; NaN where nothing tells it.
    """

    first: int
    values: Floats
    covariance: Floats


Regression = Callable[[Ints, Floats, Floats], Bounds]


def bounds_by_monotone_means(levels: Ints, places: Floats, errors: Floats) -> Bounds:
    """Return the middles between the mean places of neighbouring levels, means that never fall.

    Weighted isotonic regression (Barlow, Bartholomew, Bremner and Brunk 1972): levels whose means fall are pooled. The
    covariance takes the pools as they are.

    Args:
        levels: nominal level of each item, (n_items,).
        places: (n_items,).
        errors: standard errors of the places, (n_items,).

    Raises:
        PixauthorError: when a level between the lowest and the highest has no item, or there are too few levels.
    """
    known = _require_all_levels(levels)
    means = np.array([places[levels == level].mean() for level in known])
    residuals = places - means[levels - known[0]]
    variances, trust = _variances(residuals, errors, known.size)
    weights = 1 / variances
    sums = np.array([weights[levels == level].sum() for level in known])
    means = np.array([np.average(places[levels == level], weights=weights[levels == level]) for level in known])
    pools = isotonic_regression(means, weights=sums).blocks
    pooling = np.zeros((known.size, known.size))
    for start, end in pairwise(pools):
        pooling[start:end, start:end] = sums[start:end] / sums[start:end].sum()
    steps = np.eye(known.size)
    middles = (steps[:-1] + steps[1:]) / 2
    width = (steps[-1:] - steps[:1]) / (known.size - 1)
    form = np.vstack([middles, width]) @ pooling
    return Bounds(int(known[0]), form @ means, trust * (form / sums) @ form.T)


def bounds_by_line(levels: Ints, places: Floats, errors: Floats) -> Bounds:
    """Return the bounds of the straight line of place on level: every level is as wide as the next.

    Weighted least squares. Levels without items get their bound from the line. Arguments as
    ``bounds_by_monotone_means``.

    Raises:
        PixauthorError: when all items are of one level, or harder levels are not harder.
    """
    if np.unique(levels).size < 2:
        raise PixauthorError("scale.few-levels", found=_names(np.unique(levels)), least=2)
    design = np.column_stack([np.ones(levels.size), levels])
    plain = np.linalg.lstsq(design, places)[0]
    variances, trust = _variances(places - design @ plain, errors, 2)
    covariance = np.linalg.inv((design.T / variances) @ design)
    line = covariance @ ((design.T / variances) @ places)
    if not line[1] > 0:
        raise PixauthorError("scale.no-trend")
    inner = np.arange(levels.min(), levels.max())
    form = np.vstack([np.column_stack([np.ones(inner.size), inner + 0.5]), [[0.0, 1.0]]])
    return Bounds(int(inner[0]), form @ line, trust * form @ covariance @ form.T)


def bounds_by_ordinal_regression(levels: Ints, places: Floats, errors: Floats) -> Bounds:  # noqa: ARG001
    """Return the places where an item is as likely of level k or under as above, by proportional odds.

    McCullagh 1980, doi:10.1111/j.2517-6161.1980.tb01109.x; covariance by the delta method. Errors of the places are
    part of their spread here. Arguments and raises as ``bounds_by_monotone_means``.
    """
    known = _require_all_levels(levels)
    fit = fit_proportional_odds(levels - known[0], places, known.size)
    bounds = fit.thresholds / fit.slope
    form = np.column_stack([np.eye(bounds.size), -bounds]) / fit.slope
    width = np.zeros((1, bounds.size))
    width[0, 0], width[0, -1] = -1 / (bounds.size - 1), 1 / (bounds.size - 1)
    form = np.vstack([form, width @ form])
    return Bounds(int(known[0]), np.append(bounds, width @ bounds), form @ fit.covariance @ form.T)


def _require_all_levels(levels: Ints) -> Ints:
    known = np.unique(levels)
    absent = np.setdiff1d(np.arange(known.min(), known.max() + 1), known)
    if absent.size:
        raise PixauthorError("scale.level-without-item", levels=_names(absent))
    if known.size < _MIN_LEVELS:
        raise PixauthorError("scale.few-levels", found=_names(known), least=_MIN_LEVELS)
    return known


def _variances(residuals: Floats, errors: Floats, n_fitted: int) -> tuple[Floats, float]:
    """Return the variance of each place, its own error and the spread of items of one level (by moments); then 1.

    Where neither residuals nor errors tell anything: equal variances, and NaN in place of 1.
    """
    free = residuals.size - n_fitted
    spread = max((residuals**2).sum() / free - (errors**2).mean(), 0.0) if free > 0 else 0.0
    variances = np.asarray(spread + errors**2)
    return (variances, 1.0) if (variances > 0).all() else (np.ones(residuals.size), np.nan)


def _names(levels: Ints) -> str:
    return ", ".join(map(str, levels))


REGRESSIONS: Final[Mapping[str, Regression]] = MappingProxyType(
    {
        "monotone": bounds_by_monotone_means,
        "linear": bounds_by_line,
        "ordinal": bounds_by_ordinal_regression,
    }
)
