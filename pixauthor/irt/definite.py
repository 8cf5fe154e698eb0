"""The inverse of a large positive definite matrix, square after square over threads.

Squares have a fixed size, and each product is one call of a BLAS that has one thread: the same bytes on any number of
threads. Golub and Van Loan 2013, Matrix Computations, 4.2.5: the root, its inverse, then the product of that with
itself.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.linalg.lapack import dpotrf, dtrtri

from pixauthor.irt.arrays import Floats
from pixauthor.irt.threads import n_cores, one_blas_thread

_SQUARE: Final = 192
"""Large enough for BLAS, small enough for the threads to have as much to do each."""


def invert(matrix: Floats, least: float, n_threads: int | None = None) -> bool:
    """Put the inverse of a matrix in its place; return whether it has one: if not, what is there means nothing.

    Args:
        matrix: symmetric, its diagonal above 0, (n, n).
        least: share of each entry of the diagonal that the others, before it, must leave.
        n_threads: one for each core by default.
    """
    edges = [*range(0, len(matrix), _SQUARE), len(matrix)]
    spans = [slice(*pair) for pair in pairwise(edges)]
    scale = np.sqrt(np.diagonal(matrix))
    with one_blas_thread(), ThreadPoolExecutor(n_threads or n_cores()) as pool:

        def each(work: Callable[[slice], object], some: Sequence[slice] = spans) -> None:
            list(pool.map(work, some))

        each(lambda own: _divide(matrix, own, scale))
        if not _factorise(matrix, spans, least, each):
            return False
        each(lambda own: _invert_root(matrix, own, spans))
        each(lambda own: _multiply(matrix, own))
        each(lambda own: _divide(matrix, own, scale))
        each(lambda own: _mirror(matrix, own))
    return True


def _divide(matrix: Floats, own: slice, scale: Floats) -> None:
    """Divide some rows, as far as the diagonal, by the scales of rows and columns."""
    matrix[own, : own.stop] /= scale[own, None] * scale[: own.stop]


def _factorise(matrix: Floats, spans: Sequence[slice], least: float, each: Callable[..., None]) -> bool:
    """Replace the half below the diagonal by the root L; on the diagonal, put squares of its inverse, transposed."""
    for number, own in enumerate(spans):
        each(partial(_subtract, matrix, own), spans[number:])
        root, refused = dpotrf(matrix[own, own], lower=1, clean=1)
        if refused or np.diagonal(root).min() ** 2 < least:
            return False
        matrix[own, own] = dtrtri(root, lower=1)[0].T
        each(partial(_solve, matrix, own), spans[number + 1 :])
    return True


def _subtract(matrix: Floats, own: slice, rows: slice) -> None:
    """Take what the columns of L before some others explain from these."""
    before = slice(0, own.start)
    matrix[rows, own] -= matrix[rows, before] @ matrix[own, before].T


def _solve(matrix: Floats, own: slice, rows: slice) -> None:
    matrix[rows, own] = matrix[rows, own] @ matrix[own, own]


def _invert_root(matrix: Floats, own: slice, spans: Sequence[slice]) -> None:
    """Put columns of the inverse of L, transposed, above the diagonal, where they do not disturb L."""
    for rows in spans[own.start // _SQUARE + 1 :]:
        between = slice(own.start, rows.start)
        known = matrix[rows, between] @ matrix[own, between].T
        matrix[own, rows] = -(known.T @ matrix[rows, rows])


def _multiply(matrix: Floats, own: slice) -> None:
    """Replace some rows, as far as the diagonal, by those of the inverse."""
    after = slice(own.start, None)
    right = matrix[own, after].copy()
    matrix[own, : own.start] = right @ matrix[: own.start, after].T
    matrix[own, own] = right @ right.T


def _mirror(matrix: Floats, own: slice) -> None:
    matrix[: own.start, own] = matrix[own, : own.start].T
