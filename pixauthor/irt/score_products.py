"""Products of each person's scores, two answers at a time: the one place that wants a compiler.

Imported only where it is used: numba takes a second to load, and compiles at the first call on a machine. Places are
unsigned: an index that may be negative costs a comparison each time.
"""

import numba
import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.score_lanes import LANES, multiply_two, split_two
from pixauthor.irt.score_panels import Answered, Room
from pixauthor.irt.score_table import Numbers

_compiled = numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})
_LIGHT = 1e-8
"""Nodes at either end of a posterior that weigh less than this, beside its heaviest node, are left out."""


@_compiled
def multiply(
    answered: Answered,
    gradients: Floats,
    weights: Floats,
    frequencies: Floats,
    room: Room,
    values: Floats,
    centred: bool,
) -> Numbers:
    """Write down the products of persons' scores; return the first and the last answer of each panel.

    Args:
        answered: of some persons.
        gradients: d log P / d parameter, (n_rows, n_nodes, 2), of the type of ``values``.
        weights: posteriors, likewise (n_persons, n_nodes).
        frequencies: (n_persons,).
        room: for the products.
        values: written to: for each panel, products of its pair with itself and all later ones.
        centred: products are posterior covariances; else products of means.
    """
    spans = np.empty((room.panels[-1], 2), np.uint32)
    panels, cells, windows = room.panels.copy(), room.cells.copy(), _windows(weights)
    parts = np.zeros(1, values.dtype)
    for run in range(room.runs.size - 1):
        persons = room.runs[run], room.runs[run + 1]
        first, last = answered.starts[persons[0]], answered.starts[persons[0] + 1]
        stride, width = 2 * (last - first) + LANES, np.int64(0)
        for i in range(persons[0], persons[1]):
            width += windows[i, 1] - windows[i, 0] if centred else 1
        if stride * width > parts.size:
            parts = np.zeros(2 * stride * width, values.dtype)
        own, at = parts[: stride * width].reshape((width, stride)), np.uint64(0)
        for i in range(persons[0], persons[1]):
            at = _split(answered, i, gradients, weights[i], frequencies[i], windows[i], own, at, centred)
        _write(answered, np.uint64(first), np.uint64(last), own, panels, cells, spans, values)
    return spans


@_compiled
def _write(
    answered: Answered,
    first: np.uint64,
    last: np.uint64,
    parts: Floats,
    panels: Ints,
    cells: Ints,
    spans: Numbers,
    values: Floats,
) -> None:
    """Write a run's products down, pair after pair from the diagonal on, and which they are.

    The last of a pair may be more than there are: what comes next is written over them.
    """
    two, four, many = np.uint64(2), np.uint64(4), np.uint64(LANES)
    flat, width, stride = parts.reshape(-1), np.uint64(parts.shape[0]), np.uint64(parts.shape[1])
    n = two * (last - first)
    for at in range(first, last):
        pair, row = answered.pairs[at], two * (at - first)
        panel, cell = panels[pair], np.uint64(cells[pair])
        spans[panel, 0], spans[panel, 1] = at, last
        for column in range(row, n, many):
            multiply_two(flat, width, stride, row, column, values, cell + two * (column - row))
        panels[pair], cells[pair] = panel + 1, cell + four * (last - at)


@_compiled
def _windows(weights: Floats) -> Ints:
    """Return the first node of each posterior that counts, and the one after the last, (n_persons, 2)."""
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


@_compiled
def _split(
    answered: Answered,
    person: int,
    gradients: Floats,
    weights: Floats,
    frequency: float,
    window: Ints,
    parts: Floats,
    at: np.uint64,
    centred: bool,
) -> np.uint64:
    """Write the parts of a person's scores: their products, summed, are those of the scores; return the next place.

    Args:
        answered: what he answered, and others.
        person: his number.
        gradients: as in ``multiply``.
        weights: his posterior, (n_nodes,).
        frequency: how many he stands for.
        window: nodes that count.
        parts: written to, (n_parts, n_scores).
        at: place of his first part.
        centred: as in ``multiply``.
    """
    two, first, n, stride = np.uint64(2), np.uint64(window[0]), np.uint64(window[1] - window[0]), parts.shape[1]
    length, to = two * np.uint64(gradients.shape[1]), at * np.uint64(stride)
    scores, flat, own = gradients.reshape(-1), parts.reshape(-1), weights[first : first + n]
    roots = np.sqrt(own * frequency)
    for answer in range(np.uint64(answered.starts[person]), np.uint64(answered.starts[person + 1])):
        row = np.uint64(answered.rows[answer])
        if centred:
            split_two(scores, length * row + two * first, own, roots, n, flat, to, np.uint64(stride))
        else:
            for k in range(2):
                flat[to + np.uint64(k)] = np.sqrt(frequency) * (own * gradients[row, first : first + n, k]).sum()
        to += two
    return at + (n if centred else np.uint64(1))
