"""Products of scores written down, band after band of rows of their sum, and added to one band at a time.

What takes time is to reach the cells of a sum that no cache holds: those of one band, one does. Scores go two by two:
the four products of two pairs are neighbours wherever they lie, and are added at once. Imported only where
``score_products`` is.
"""

from typing import NamedTuple

import numba
import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.score_lanes import LANES, add_four
from pixauthor.irt.score_table import Numbers

_compiled = numba.njit(nogil=True, cache=True)
_TOGETHER = 64
"""Persons who answered the same items, one after the other, whose products are summed before they are written down."""


class Answered(NamedTuple):
    """What some persons answered, and to which group they belong.

    Args:
        starts: the pairs of person i are from ``starts[i]`` to before ``starts[i + 1]``, (n_persons + 1,).
        pairs: two free parameters of an item, or of the group, by number, rising within a person, (n_answered,).
        rows: their scores are this row of the gradients and the next, (n_answered,).
        bands: rising, of each pair of all, (n_pairs,).
        n_bands: number of bands.
    """

    starts: Ints
    pairs: Numbers
    rows: Numbers
    bands: Numbers
    n_bands: int


class Room(NamedTuple):
    """Where products are written down: a panel for each run of persons and band that they have answers in.

    Args:
        runs: run r is persons who answered the same items, from ``runs[r]`` to before ``runs[r + 1]``, (n_runs + 1,).
        panels: the panels of band b are those from ``panels[b]`` to before ``panels[b + 1]``, (n_bands + 1,).
        cells: likewise their products, and some cells that are written over, (n_bands + 1,).
    """

    runs: Ints
    panels: Ints
    cells: Ints


@_compiled
def room_for(answered: Answered) -> Room:
    """Return the room that the products of these persons take."""
    panels, cells = np.zeros(answered.n_bands + 1, np.int64), np.full(answered.n_bands + 1, 2 * LANES)
    cells[0] = 0
    runs = _runs(answered)
    for i in runs[:-1]:
        first, stop = answered.starts[i], answered.starts[i + 1]
        last = answered.n_bands
        for at in range(first, stop):
            band = answered.bands[answered.pairs[at]]
            panels[band + 1] += band != last
            cells[band + 1] += 4 * (stop - at)
            last = band
    return Room(runs, np.cumsum(panels), np.cumsum(cells))


@_compiled
def _runs(answered: Answered) -> Ints:
    """Return the first person of each run, then the number of persons, (n_runs + 1,)."""
    starts, n_runs = answered.starts, 0
    runs = np.empty(starts.size, np.int64)
    for i in range(starts.size - 1):
        if n_runs and i - runs[n_runs - 1] < _TOGETHER and _alike(answered, runs[n_runs - 1], i):
            continue
        runs[n_runs] = i
        n_runs += 1
    runs[n_runs] = starts.size - 1
    return runs[: n_runs + 1]


@_compiled
def _alike(answered: Answered, one: int, other: int) -> bool:
    """Return whether two persons answered the same items."""
    starts, pairs = answered.starts, answered.pairs
    first, second = starts[one], starts[other]
    if starts[one + 1] - first != starts[other + 1] - second:
        return False
    for _ in range(starts[one + 1] - first):
        if pairs[first] != pairs[second]:
            return False
        first, second = first + 1, second + 1
    return True


@_compiled
def add_band(band: int, answered: Answered, room: Room, spans: Numbers, values: Floats, total: Floats) -> None:
    """Add the products of one band to its rows of the sum.

    Args:
        band: number of the band.
        answered: of some persons.
        room: of the products.
        spans: see ``multiply``.
        values: the products.
        total: added to, (n_pairs * n_pairs * 4,): of two pairs, products of the first score of one with both of the
            other, then of the second. Only pairs at or after the diagonal are.
    """
    pairs, n_pairs, four = answered.pairs, np.uint64(answered.bands.size), np.uint64(4)
    at = np.uint64(room.cells[band])
    for panel in range(np.uint64(room.panels[band]), np.uint64(room.panels[band + 1])):
        last = np.uint64(spans[panel, 2])
        for one in range(np.uint64(spans[panel, 0]), np.uint64(spans[panel, 1])):
            row = np.uint64(pairs[one]) * n_pairs
            for other in range(one, last):
                add_four(total, four * (row + pairs[other]), values, at)
                at += four
