"""Products of each person's scores, two answers at a time: the one place that wants a compiler.

Imported only where it is used: numba takes a second to load, and compiles at the first call on a machine. Places are
unsigned: an index that may be negative costs a comparison each time.
"""

import numba
import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.score_panels import Answered, Room, Units, count, write
from pixauthor.irt.score_table import Numbers

_compiled = numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})
LANES = 4
"""Nodes are taken so many at a time: their number is a multiple of this."""
_LIGHT = 1e-8
"""Nodes at either end of a posterior that weigh less than this, beside its heaviest node, are left out."""


@_compiled
def multiply(
    answered: Answered,
    units: Units,
    gradients: Floats,
    weights: Floats,
    frequencies: Floats,
    room: Room,
    values: Floats,
    centred: bool,
) -> Numbers:
    """Write down the products of persons' scores; return first answer, end of band and end of each panel.

    Args:
        answered: of some persons.
        units: items and groups.
        gradients: d log P / d parameter, (n_rows, n_nodes), of the type of ``values``.
        weights: posteriors, likewise (n_persons, n_nodes).
        frequencies: (n_persons,).
        room: for the products.
        values: written to: for each answer of a panel, products with the first answer of the panel and all later ones.
        centred: products are posterior covariances; else products of means.
    """
    spans = np.empty((room.panels[-1], 3), np.uint32)
    panels, cells, windows = room.panels.copy(), room.cells.copy(), _windows(weights)
    parts, square = np.empty(1, values.dtype), np.empty(1, values.dtype)
    for run in range(room.runs.size - 1):
        persons = room.runs[run], room.runs[run + 1]
        first, last = np.uint64(answered.starts[persons[0]]), np.uint64(answered.starts[persons[0] + 1])
        n, width = count(answered.units[first:last], units), np.int64(0)
        for i in range(persons[0], persons[1]):
            width += windows[i, 1] - windows[i, 0] if centred else 1
        if n * width > parts.size:
            parts = np.empty(2 * n * width, values.dtype)
        if n * n > square.size:
            square = np.empty(2 * n * n, values.dtype)
        own, products = parts[: n * width].reshape((width, n)), square[: n * n].reshape((n, n))
        at = np.uint64(0)
        for i in range(persons[0], persons[1]):
            at = _split(answered, units, i, gradients, weights[i], frequencies[i], windows[i], own, at, centred)
        np.dot(own.T, own, products)
        write(answered.units, units, first, last, products, panels, cells, spans, values)
    return spans


@_compiled
def _windows(weights: Floats) -> Ints:
    """Return the first node of each posterior that counts, and the one after the last, in fours, (n_persons, 2)."""
    windows = np.empty((len(weights), 2), np.int64)
    for i in range(len(weights)):
        least = _LIGHT * weights[i].max()
        first, last = 0, weights.shape[1]
        while weights[i, first] < least:
            first += 1
        while weights[i, last - 1] < least:
            last -= 1
        wide = -(-(last - first) // LANES) * LANES
        first = min(first, weights.shape[1] - wide)
        windows[i] = first, first + wide
    return windows


@_compiled
def _split(
    answered: Answered,
    units: Units,
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
        units: items and groups.
        person: his number.
        gradients: as in ``multiply``.
        weights: his posterior, (n_nodes,).
        frequency: how many he stands for.
        window: nodes that count.
        parts: written to, (n_parts, n_scores).
        at: place of his first part.
        centred: as in ``multiply``.
    """
    one, four = np.uint64(1), np.uint64(LANES)
    first, n_nodes, score = np.uint64(window[0]), np.uint64(window[1] - window[0]), np.uint64(0)
    own = weights[first : first + n_nodes]
    roots = np.sqrt(own * frequency)
    for answer in range(np.uint64(answered.starts[person]), np.uint64(answered.starts[person + 1])):
        row = np.uint64(answered.rows[answer])
        for _ in range(units.sizes[answered.units[answer]]):
            mean = parts.dtype.type(0)
            for node in range(np.uint64(0), n_nodes, four):
                for lane in range(four):
                    mean += own[node + lane] * gradients[row, first + node + lane]
            if centred:
                for node in range(np.uint64(0), n_nodes, four):
                    for lane in range(node, node + four):
                        parts[at + lane, score] = roots[lane] * (gradients[row, first + lane] - mean)
            else:
                parts[at, score] = np.sqrt(frequency) * mean
            row, score = row + one, score + one
    return at + (n_nodes if centred else one)
