"""The highest points of many curves at once: a grid finds the highest hill, a bracketed search its summit."""

from collections.abc import Callable
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Bools, Floats

NODES: Final = np.linspace(-20.0, 20.0, 201)
"""Logits at which heights are compared. A curve that is highest at an end has no summit within."""
_STEP: Final = float(NODES[1] - NODES[0])
_FLAT: Final = 1e-9
"""Two heights nearer than this are equal: so are log-likelihoods in double precision, far from all items."""
_EVALUATIONS: Final = 60
_SHARP: Final = 1e-9

Derivative = Callable[[Floats], Floats]


def find_modes(heights: Floats, derivative: Derivative) -> Floats:
    """Return where each curve is highest, (n_curves,): infinite when that is an end of the grid, NaN for a flat one.

    A likelihood under a model with asymptotes can have several maxima (Samejima 1973, Psychometrika 38, 221-233): the
    grid decides which is the highest.

    Args:
        heights: of each curve at ``NODES``, (n_curves, n_nodes); a small error does no harm.
        derivative: of the curves, one point each, (n_curves,) to (n_curves,).
    """
    top = heights.max(axis=1)
    low_end, high_end = heights[:, 0] >= top - _FLAT, heights[:, -1] >= top - _FLAT
    best = NODES[np.clip(heights.argmax(axis=1), 1, NODES.size - 2)]
    reach = np.where(low_end | high_end, 0.0, _STEP)
    found = _find_root(best - reach, best + reach, derivative)
    return np.select([low_end & high_end, low_end, high_end], [np.nan, -np.inf, np.inf], found)


def _find_root(low: Floats, high: Floats, derivative: Derivative) -> Floats:
    """Return where a derivative goes from positive to negative between two points, by false position (Illinois).

    The end that stays is weighed half as much each time, so that both ends close in (Dowell and Jarratt 1971,
    doi:10.1007/BF01934364).
    """
    low, high = low.copy(), high.copy()
    at_low, at_high = derivative(low), derivative(high)
    last = np.zeros(low.size, np.int8)
    middle = np.full_like(low, np.nan)
    for _ in range(_EVALUATIONS):
        before, middle = middle, _cross(low, high, at_low, at_high)
        if np.all(np.abs(middle - before) < _SHARP):
            break
        value = derivative(middle)
        up = value > 0
        at_high = np.where(up & (last > 0), at_high / 2, at_high)
        at_low = np.where(~up & (last < 0), at_low / 2, at_low)
        low, at_low = np.where(up, middle, low), np.where(up, value, at_low)
        high, at_high = np.where(up, high, middle), np.where(up, at_high, value)
        last = np.where(up, 1, -1)
    return middle


def _cross(low: Floats, high: Floats, at_low: Floats, at_high: Floats) -> Floats:
    """Return where a straight line crosses 0, the middle when the ends have one sign."""
    apart: Bools = (at_low >= 0) & (at_high <= 0) & (at_low > at_high)
    share = np.divide(at_low, at_low - at_high, out=np.full_like(low, 0.5), where=apart)
    return np.asarray(low + share * (high - low))
