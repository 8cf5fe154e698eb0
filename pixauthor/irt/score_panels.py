"""Products of scores written down, row after row of their sum, and added to some rows at a time.

What takes time is to reach the cells of a sum that no cache holds: those of one row, the nearest does. Scores go two by
two: the four products of two pairs are neighbours wherever they lie, and are added at once. Imported only where
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
        rows: their scores are this row of the gradients, (n_answered,).
        n_pairs: of all items and groups.
    """

    starts: Ints
    pairs: Numbers
    rows: Numbers
    n_pairs: int


class Room(NamedTuple):
    """Where products are written down: a panel for each pair of each run of persons.

    Args:
        runs: run r is persons who answered the same items, from ``runs[r]`` to before ``runs[r + 1]``, (n_runs + 1,).
        panels: the panels of pair k are those from ``panels[k]`` to before ``panels[k + 1]``, (n_pairs + 1,).
        cells: likewise their products, and some cells that are written over, (n_pairs + 1,).
    """

    runs: Ints
    panels: Ints
    cells: Ints


@_compiled
def room_for(answered: Answered) -> Room:
    """Return the room that the products of these persons take."""
    panels, cells = np.zeros(answered.n_pairs + 1, np.int64), np.full(answered.n_pairs + 1, 2 * LANES)
    cells[0] = 0
    runs = _runs(answered)
    for i in runs[:-1]:
        for at in range(answered.starts[i], answered.starts[i + 1]):
            pair = answered.pairs[at]
            panels[pair + 1] += 1
            cells[pair + 1] += 4 * (answered.starts[i + 1] - at)
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
def add_rows(
    first: int, last: int, answered: Answered, room: Room, spans: Numbers, values: Floats, total: Floats
) -> None:
    """Add the products of the pairs from ``first`` to before ``last`` to their rows of the sum.

    Args:
        first: number of a pair.
        last: likewise.
        answered: of some persons.
        room: of the products.
        spans: see ``multiply``.
        values: the products.
        total: added to, (n_pairs * n_pairs * 4,): of two pairs, products of the first score of one with both of the
            other, then of the second. Only pairs at or after the diagonal are.
    """
    pairs, four = answered.pairs, np.uint64(4)
    for pair in range(first, last):
        at, row = np.uint64(room.cells[pair]), np.uint64(pair) * np.uint64(answered.n_pairs)
        for panel in range(room.panels[pair], room.panels[pair + 1]):
            for other in range(np.uint64(spans[panel, 0]), np.uint64(spans[panel, 1])):
                add_four(total, four * (row + pairs[other]), values, at)
                at += four
