"""Sums over persons of products of their scores, two answers at a time: the one place that wants a compiler.

Imported only where it is used: numba takes a second to load, and compiles at the first call on a machine. Places are
unsigned: an index that may be negative costs a comparison each time.
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
    """Scores of some persons: derivatives of their log-likelihoods in the parameters of what they answered.

    Args:
        starts: the scores of person i are those from ``starts[i]`` to before ``starts[i + 1]``, (n_persons + 1,).
        places: parameter of each, rising within a person, (n_scores,).
        sizes: how many from this one on belong to the same answer, (n_scores,).
        blocks: the parts of person i are ``parts[blocks[i]:blocks[i + 1]]``, one row a score, (n_persons + 1,).
        parts: what, multiplied and summed, makes the product of two scores of a person.
    """

    starts: Ints
    places: NDArray[np.uint32]
    sizes: NDArray[np.uint32]
    blocks: Ints
    parts: Floats


@_compiled
def scores_of(
    starts: Ints,
    columns: NDArray[np.int32],
    gradients: Floats,
    slots: NDArray[np.int32],
    weights: Floats,
    frequencies: Floats,
    centred: bool,
) -> Scores:
    """Return the scores of some persons.

    Args:
        starts: (n_persons + 1,), as in ``Answers``.
        columns: (n_answers,).
        gradients: d log P / d parameter, (n_columns, most parameters, n_nodes).
        slots: place of each parameter, rising with the columns, -1 for none, (n_columns, most parameters).
        weights: posteriors, (n_persons, n_nodes).
        frequencies: (n_persons,).
        centred: products are posterior covariances (a part is a node); else products of means (one part).
    """
    windows = _windows(weights)
    n_persons, most = starts.size - 1, np.uint64(slots.shape[1])
    longest = columns.size * slots.shape[1]
    own_starts, blocks = np.zeros(n_persons + 1, np.int64), np.zeros(n_persons + 1, np.int64)
    places, sizes = np.empty(longest, np.uint32), np.empty(longest, np.uint32)
    parts = np.empty(longest * ((windows[:, 1] - windows[:, 0]).max() if centred else 1))
    n, at = np.uint64(0), np.uint64(0)
    one, zero = np.uint64(1), np.uint64(0)
    for i in range(np.uint64(n_persons)):
        first, last = np.uint64(windows[i, 0]), np.uint64(windows[i, 1])
        root = np.sqrt(frequencies[i])
        roots = np.sqrt(weights[i] * frequencies[i])
        own = np.sort(columns[starts[i] : starts[i + one]])
        for which in range(np.uint64(own.size)):
            column, size = np.uint64(own[which]), zero
            for parameter in range(most):
                if slots[column, parameter] >= 0:
                    size += one
            for parameter in range(most):
                if slots[column, parameter] < 0:
                    continue
                places[n], sizes[n] = slots[column, parameter], size
                n, size = n + one, size - one
                mean = 0.0
                for node in range(first, last):
                    mean += weights[i, node] * gradients[column, parameter, node]
                if centred:
                    for node in range(first, last):
                        parts[at + node - first] = roots[node] * (gradients[column, parameter, node] - mean)
                    at += last - first
                else:
                    parts[at] = root * mean
                    at += one
        own_starts[i + one], blocks[i + one] = n, at
    return Scores(own_starts, places[:n], sizes[:n], blocks, parts[:at])


@_compiled
def add_products(scores: Scores, first_row: int, last_row: int, total: Floats, n_places: int) -> None:
    """Add the products of each person's scores to some rows: every pair of answers once, one with itself by half.

    The rows of an item lie in ``total`` column after column, so that the products of two answers are neighbours: what
    takes time is to reach them.

    Args:
        scores: of some persons.
        first_row: the first row to add to; no item's rows may be torn apart.
        last_row: the row after the last.
        total: added to, (n_places * n_places,); see ``score_sums.in_order``.
        n_places: number of rows.
    """
    starts, places, sizes = scores.starts, scores.places, scores.sizes
    for i in range(starts.size - 1):
        own = places[starts[i] : starts[i + 1]]
        first, last = np.searchsorted(own, first_row), np.searchsorted(own, last_row)
        if first == last:
            continue
        parts = scores.parts[scores.blocks[i] : scores.blocks[i + 1]].reshape((own.size, -1))
        found = np.dot(parts[first:last], parts[first:].T)
        _add(found, own[first:], sizes[starts[i] + first : starts[i] + last], total, n_places)


@_compiled
def _add(found: Floats, places: NDArray[np.uint32], sizes: NDArray[np.uint32], total: Floats, n_places: int) -> None:
    """Add the products of some scores with themselves and all later ones, (n_rows, n_scores)."""
    n_rows, n_scores = np.uint64(len(found)), np.uint64(places.size)
    row, one = np.uint64(0), np.uint64(1)
    while row < n_rows:
        size = np.uint64(sizes[row])
        base = np.uint64(places[row]) * np.uint64(n_places)
        for own in range(size):
            for other in range(size):
                found[row + own, row + other] *= 0.5
        if size == np.uint64(2):
            for score in range(row, n_scores):
                at = base + np.uint64(2) * np.uint64(places[score])
                total[at] += found[row, score]
                total[at + one] += found[row + one, score]
        else:
            for own in range(size):
                for score in range(row, n_scores):
                    total[base + size * np.uint64(places[score]) + own] += found[row + own, score]
        row += size


@_compiled
def _windows(weights: Floats) -> Ints:
    """Return the first and last node, and one, of each person's posterior that count, (n_persons, 2)."""
    windows = np.empty((len(weights), 2), np.int64)
    for i in range(len(weights)):
        least = _LIGHT * weights[i].max()
        first, last = 0, weights.shape[1]
        while weights[i, first] < least:
            first += 1
        while weights[i, last - 1] < least:
            last -= 1
        windows[i] = first, last
    return windows
