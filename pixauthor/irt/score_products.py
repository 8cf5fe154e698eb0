"""Sums over persons of products of their scores, two answers at a time: the one place that wants a compiler.

Imported only where it is used: numba takes a second to load, and compiles at the first call on a machine.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.arrays import Floats, Ints

_compiled = numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})
_LIGHT = 1e-8
"""Nodes at either end of a posterior that weigh less than this, beside its heaviest node, are left out."""


class Scores(NamedTuple):
    """Scores of some persons: derivatives of their log-likelihoods in the free parameters that have to do with them.

    Args:
        starts: the scores of person i are those from ``starts[i]`` to before ``starts[i + 1]``, (n_persons + 1,).
        places: parameter of each, (n_scores,).
        owners: person of each, (n_scores,).
        blocks: the parts of person i are ``parts[blocks[i]:blocks[i + 1]]``, one row a part, (n_persons + 1,).
        parts: what, multiplied and summed over a person's parts, makes the product of two of his scores.
        bounds: the scores in parameter p are ``order[bounds[p]:bounds[p + 1]]``, (n_free + 1,).
        order: numbers of the scores, by parameter, (n_scores,).
    """

    starts: Ints
    places: NDArray[np.int32]
    owners: NDArray[np.int32]
    blocks: Ints
    parts: NDArray[np.floating]
    bounds: Ints
    order: NDArray[np.int32]


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
def _places(
    starts: Ints, columns: NDArray[np.int32], slots: NDArray[np.int32]
) -> tuple[Ints, NDArray[np.int32], NDArray[np.int32]]:
    """Return starts, places and owners of ``Scores``."""
    n_persons = starts.size - 1
    bounds = np.zeros(n_persons + 1, np.int64)
    places = np.empty(columns.size * slots.shape[1], np.int32)
    owners = np.empty(places.size, np.int32)
    n = 0
    for i in range(n_persons):
        for column in columns[starts[i] : starts[i + 1]]:
            for place in slots[column]:
                if place >= 0:
                    places[n] = place
                    owners[n] = i
                    n += 1
        bounds[i + 1] = n
    return bounds, places[:n], owners[:n]


@_compiled
def _sort(places: NDArray[np.int32], n_free: int) -> tuple[Ints, NDArray[np.int32]]:
    """Return bounds and order of ``Scores``."""
    bounds = np.zeros(n_free + 1, np.int64)
    for place in places:
        bounds[place + 1] += 1
    bounds = np.cumsum(bounds)
    at, order = bounds.copy(), np.empty(places.size, np.int32)
    for n in range(places.size):
        order[at[places[n]]] = n
        at[places[n]] += 1
    return bounds, order


@_compiled
def scores_of(
    starts: Ints,
    columns: NDArray[np.int32],
    gradients: Floats,
    slots: NDArray[np.int32],
    weights: Floats,
    frequencies: Floats,
    n_free: int,
    centred: bool,
) -> Scores:
    """Return the scores of some persons.

    Args:
        starts: (n_persons + 1,), as in ``Answers``.
        columns: (n_answers,).
        gradients: d log P / d parameter, (n_columns, most parameters, n_nodes).
        slots: place of each parameter, -1 for none, (n_columns, most parameters).
        weights: posteriors, (n_persons, n_nodes).
        frequencies: (n_persons,).
        n_free: number of free parameters.
        centred: products are posterior covariances (a part is a node); else products of means (one part).
    """
    bounds, places, owners = _places(starts, columns, slots)
    blocks = np.zeros(starts.size, np.int64)
    windows = np.empty((starts.size - 1, 2), np.int64)
    for i in range(starts.size - 1):
        windows[i] = _window(weights[i])
        n_parts = windows[i, 1] - windows[i, 0] if centred else 1
        blocks[i + 1] = blocks[i] + n_parts * (bounds[i + 1] - bounds[i])
    parts = np.empty(blocks[-1])
    for i in range(starts.size - 1):
        first, last = windows[i]
        weight = weights[i, first:last]
        roots = np.sqrt(weight * frequencies[i])
        n_scores, at = bounds[i + 1] - bounds[i], blocks[i]
        for column in columns[starts[i] : starts[i + 1]]:
            for parameter in range(slots.shape[1]):
                if slots[column, parameter] < 0:
                    continue
                slope = gradients[column, parameter, first:last]
                mean = 0.0
                for node in range(slope.size):
                    mean += weight[node] * slope[node]
                if centred:
                    for node in range(slope.size):
                        parts[at + node * n_scores] = roots[node] * (slope[node] - mean)
                else:
                    parts[at] = np.sqrt(frequencies[i]) * mean
                at += 1
    sorted_bounds, order = _sort(places, n_free)
    return Scores(bounds, places, owners, blocks, parts, sorted_bounds, order)


@_compiled
def add_products(scores: Scores, first_row: int, last_row: int, total: Floats) -> None:
    """Add the products of each person's scores to some rows: every pair once, a score with itself by half.

    Row after row, so that what is added to stays near the processor.

    Args:
        scores: of some persons.
        first_row: the first row to add to.
        last_row: the row after the last.
        total: added to, (n_free, n_free).
    """
    longest = 0
    for i in range(scores.starts.size - 1):
        longest = max(longest, scores.starts[i + 1] - scores.starts[i])
    sums = np.empty(longest)
    for place in range(first_row, last_row):
        row = total[place]
        for n in scores.order[scores.bounds[place] : scores.bounds[place + 1]]:
            i = scores.owners[n]
            begin, end = scores.starts[i], scores.starts[i + 1]
            width, size = end - begin, end - n
            found = sums[:size]
            found[:] = 0.0
            for at in range(scores.blocks[i] + n - begin, scores.blocks[i + 1], width):
                share = scores.parts[at]
                others = scores.parts[at : at + size]
                for k in range(size):
                    found[k] += share * others[k]
            found[0] *= 0.5
            others_places = scores.places[n:end]
            for k in range(size):
                row[others_places[k]] += found[k]
