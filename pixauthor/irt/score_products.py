"""Sums over persons of products of their scores, two answers at a time: the one place that wants a compiler.

Imported only where it is used: numba takes a second to load, and compiles at the first call on a machine.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.arrays import Floats, Ints

_compiled = numba.njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})


@_compiled
def project(
    columns: NDArray[np.int32],
    gradients: Floats,
    slots: NDArray[np.int32],
    basis: Floats,
    parts: Floats,
    places: Ints,
) -> int:
    """Write what each term of the basis sees of a person's scores, and return how many scores there are.

    Args:
        columns: his answers, (n_answers,).
        gradients: as in ``add_products``.
        slots: as in ``add_products``.
        basis: his rows, (1 + n_terms, n_nodes).
        parts: written, (at least n_scores, 1 + n_terms).
        places: written: the place of each score's parameter, (at least n_scores,).
    """
    n = 0
    for column in columns:
        for parameter in range(slots.shape[1]):
            if slots[column, parameter] < 0:
                continue
            places[n] = slots[column, parameter]
            for term in range(basis.shape[0]):
                total = 0.0
                for node in range(basis.shape[1]):
                    total += basis[term, node] * gradients[column, parameter, node]
                parts[n, term] = total
            n += 1
    return n


@_compiled
def add_products(
    starts: Ints,
    columns: NDArray[np.int32],
    gradients: Floats,
    slots: NDArray[np.int32],
    basis: Floats,
    frequencies: Floats,
    crossed: Floats,
    lost: Floats,
) -> None:
    """Add each person's products to ``crossed`` and ``lost``: every pair once, a parameter with itself by half.

    Args:
        starts: (n_persons + 1,), as in ``Answers``.
        columns: (n_answers,).
        gradients: d log P / d parameter, (n_columns, most parameters, n_nodes).
        slots: place of each parameter, -1 for none, (n_columns, most parameters).
        basis: posterior weights times orthonormal polynomials, (n_persons, 1 + n_terms, n_nodes).
        frequencies: (n_persons,).
        crossed: products of mean scores, the term 0 of the basis, (n_free, n_free).
        lost: products of the other terms, (n_free, n_free).
    """
    longest = 0
    for i in range(starts.size - 1):
        longest = max(longest, starts[i + 1] - starts[i])
    parts = np.empty((longest * slots.shape[1], basis.shape[1]))
    places = np.empty(longest * slots.shape[1], np.int64)
    for i in range(starts.size - 1):
        n = project(columns[starts[i] : starts[i + 1]], gradients, slots, basis[i], parts, places)
        for first in range(n):
            for second in range(first, n):
                share = frequencies[i] * (0.5 if first == second else 1.0)
                rest = 0.0
                for term in range(1, basis.shape[1]):
                    rest += parts[first, term] * parts[second, term]
                crossed[places[first], places[second]] += share * parts[first, 0] * parts[second, 0]
                lost[places[first], places[second]] += share * rest
