"""Sums over persons of products of their scores, two answers at a time: the one place that wants a compiler.

Imported only where it is used: numba takes a second to load, and compiles at the first call on a machine.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.arrays import Floats, Ints

_compiled = numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})
_LIGHT = 1e-8
"""Nodes at either end of a posterior that weigh less than this, beside its heaviest node, are left out."""


@_compiled
def _window(weights: Floats) -> tuple[int, int]:
    """Return the first and last node, and one, of a person's posterior that count."""
    least = _LIGHT * weights.max()
    first, last = 0, weights.size
    while weights[first] < least:
        first += 1
    while weights[last - 1] < least:
        last -= 1
    return first, last


@_compiled
def _scores(
    columns: NDArray[np.int32],
    gradients: Floats,
    slots: NDArray[np.int32],
    weights: Floats,
    centred: bool,
    parts: Floats,
    places: Ints,
) -> tuple[int, int]:
    """Write a person's scores, and return how many parameters they have and how many nodes.

    Args:
        columns: his answers, (n_answers,).
        gradients: as in ``add_products``.
        slots: as in ``add_products``.
        weights: his posterior, (n_nodes,).
        centred: write deviations from the mean, times the root of the weight, node by node; else the mean alone.
        parts: written, (n_nodes, at least n_scores).
        places: written: the place of each score's parameter, (at least n_scores,).
    """
    first, last = _window(weights)
    roots = np.sqrt(weights[first:last])
    n = 0
    for column in columns:
        for parameter in range(slots.shape[1]):
            if slots[column, parameter] < 0:
                continue
            places[n] = slots[column, parameter]
            mean = 0.0
            for node in range(first, last):
                mean += weights[node] * gradients[column, parameter, node]
            if centred:
                for node in range(first, last):
                    parts[node - first, n] = roots[node - first] * (gradients[column, parameter, node] - mean)
            else:
                parts[0, n] = mean
            n += 1
    return n, last - first if centred else 1


@_compiled
def add_products(
    starts: Ints,
    columns: NDArray[np.int32],
    gradients: Floats,
    slots: NDArray[np.int32],
    weights: Floats,
    frequencies: Floats,
    centred: bool,
    band: tuple[int, int],
    total: Floats,
) -> None:
    """Add each person's products to some rows of a matrix: every pair once, a parameter with itself by half.

    Args:
        starts: (n_persons + 1,), as in ``Answers``.
        columns: (n_answers,).
        gradients: d log P / d parameter, (n_columns, most parameters, n_nodes).
        slots: place of each parameter, -1 for none, (n_columns, most parameters).
        weights: posteriors, (n_persons, n_nodes).
        frequencies: (n_persons,).
        centred: add the posterior covariance of the scores; else the product of their means.
        band: first and last row, and one, to add to.
        total: added to, (n_free, n_free).
    """
    longest = 0
    for i in range(starts.size - 1):
        longest = max(longest, starts[i + 1] - starts[i])
    parts = np.empty((weights.shape[1], longest * slots.shape[1]))
    places = np.empty(longest * slots.shape[1], np.int64)
    row = np.empty(longest * slots.shape[1])
    for i in range(starts.size - 1):
        own = columns[starts[i] : starts[i + 1]]
        n, n_parts = _scores(own, gradients, slots, weights[i], centred, parts, places)
        for first in range(n):
            place = places[first]
            if place < band[0] or place >= band[1]:
                continue
            row[first:n] = 0.0
            for part in range(n_parts):
                share = frequencies[i] * parts[part, first]
                for second in range(first, n):
                    row[second] += share * parts[part, second]
            row[first] *= 0.5
            for second in range(first, n):
                total[place, places[second]] += row[second]
