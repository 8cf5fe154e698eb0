"""Products of scores written down, band after band of rows of their sum, and added to one band at a time.

What takes time is to reach the cells of a sum that no cache holds: those of one band, one does. Imported only where
``score_products`` is.
"""

from typing import NamedTuple

import numba
import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.score_table import Numbers

_compiled = numba.njit(nogil=True, cache=True)
_TOGETHER = 64
"""Persons who answered the same items, one after the other, whose products are summed before they are written down."""


class Units(NamedTuple):
    """Items, then groups: what has free parameters, in bands.

    Args:
        sizes: number of free parameters of each, (n_units,).
        places: slot of its first one, (n_units,).
        bands: rising, (n_units,).
        n_bands: number of bands.
        n_slots: number of parameters of all.
    """

    sizes: Numbers
    places: Numbers
    bands: Numbers
    n_bands: int
    n_slots: int


class Answered(NamedTuple):
    """What some persons answered, and to which group they belong.

    Args:
        starts: those of person i are from ``starts[i]`` to before ``starts[i + 1]``, (n_persons + 1,).
        units: item of each answer, or the group, rising within a person, (n_answers,).
        rows: the scores of an answer are this row of the gradients and those that follow, (n_answers,).
    """

    starts: Ints
    units: Numbers
    rows: Numbers


class Room(NamedTuple):
    """Where products are written down: a panel for each run of persons and band that they have answers in.

    Args:
        runs: run r is persons who answered the same items, from ``runs[r]`` to before ``runs[r + 1]``, (n_runs + 1,).
        panels: the panels of band b are those from ``panels[b]`` to before ``panels[b + 1]``, (n_bands + 1,).
        cells: likewise their products, (n_bands + 1,).
    """

    runs: Ints
    panels: Ints
    cells: Ints


@_compiled
def room_for(answered: Answered, units: Units) -> Room:
    """Return the room that the products of these persons take."""
    panels, cells = np.zeros(units.n_bands + 1, np.int64), np.zeros(units.n_bands + 1, np.int64)
    runs = _runs(answered)
    for i in runs[:-1]:
        own = answered.units[answered.starts[i] : answered.starts[i + 1]]
        left, last = count(own, units), units.n_bands
        for unit in own:
            band, size = units.bands[unit], units.sizes[unit]
            panels[band + 1] += band != last
            cells[band + 1] += size * left
            left, last = left - size, band
    return Room(runs, np.cumsum(panels), np.cumsum(cells))


@_compiled
def count(own: Numbers, units: Units) -> int:
    """Return the number of scores of some units."""
    n = 0
    for unit in own:
        n += units.sizes[unit]
    return n


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
    starts, units = answered.starts, answered.units
    first, second = starts[one], starts[other]
    if starts[one + 1] - first != starts[other + 1] - second:
        return False
    for _ in range(starts[one + 1] - first):
        if units[first] != units[second]:
            return False
        first, second = first + 1, second + 1
    return True


@_compiled
def write(
    own: Numbers,
    units: Units,
    first: np.uint64,
    last: np.uint64,
    products: Floats,
    panels: Ints,
    cells: Ints,
    spans: Numbers,
    values: Floats,
) -> None:
    """Write a person's products down, row after row from the diagonal on, and which they are."""
    one, row, n, last_band = np.uint64(1), np.uint64(0), np.uint64(len(products)), units.n_bands
    for at in range(first, last):
        unit = own[at]
        band = units.bands[unit]
        if band != last_band:
            if at > first:
                spans[panels[last_band] - 1, 1] = at
            spans[panels[band], 0], spans[panels[band], 1], spans[panels[band], 2] = at, last, last
            panels[band], last_band = panels[band] + 1, band
        start, cell = row, np.uint64(cells[band])
        for _ in range(units.sizes[unit]):
            for column in range(start, n):
                values[cell] = products[row, column]
                cell += one
            row += one
        cells[band] = cell


@_compiled
def add_band(band: int, own: Numbers, units: Units, room: Room, spans: Numbers, values: Floats, total: Floats) -> None:
    """Add the products of one band to its rows of the sum.

    The rows of a unit lie in ``total`` column after column, so that the products of two answers are neighbours.

    Args:
        band: number of the band.
        own: units of the answers, as in ``Answered``.
        units: items and groups.
        room: of the products.
        spans: see ``multiply``.
        values: the products.
        total: added to, (n_slots * n_slots,): of each pair of units the half at or after the diagonal.
    """
    one, two, three = np.uint64(1), np.uint64(2), np.uint64(3)
    at = np.uint64(room.cells[band])
    for panel in range(np.uint64(room.panels[band]), np.uint64(room.panels[band + 1])):
        first, stop, last = spans[panel]
        first, stop, last = np.uint64(first), np.uint64(stop), np.uint64(last)
        left = np.uint64(count(own[first:last], units))
        for answer in range(first, stop):
            unit = own[answer]
            size = np.uint64(units.sizes[unit])
            base = np.uint64(units.places[unit]) * np.uint64(units.n_slots)
            for other in range(answer, last):
                to, n = base + size * np.uint64(units.places[own[other]]), np.uint64(units.sizes[own[other]])
                if size == two and n == two:
                    # All four are read before one is written: so they go through the processor side by side.
                    a, b = total[to] + values[at], total[to + one] + values[at + left]
                    c, d = total[to + two] + values[at + one], total[to + three] + values[at + left + one]
                    total[to], total[to + one], total[to + two], total[to + three] = a, b, c, d
                else:
                    for column in range(n):
                        for row in range(size):
                            total[to] += values[at + row * left + column]
                            to += one
                at += n
            at += (size - one) * left
            left -= size
