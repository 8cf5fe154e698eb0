"""The inverse of a large positive definite matrix, square after square over threads: its root first, then the whole.

Squares have a fixed size, and each product is one call of a BLAS that has one thread: the same bytes on any number of
threads. Golub and Van Loan 2013, Matrix Computations, 4.2.5: the root, its inverse, then the product of that with
itself.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.linalg.lapack import dpotrf, dtrtri

from pixauthor.irt.arrays import Floats
from pixauthor.irt.threads import n_cores, one_blas_thread

_SQUARE: Final = 192
"""Large enough for BLAS, small enough for the threads to have as much to do each."""


def invert_root(matrix: Floats, least: float, n_threads: int | None = None) -> bool:
    """Put in the place of a matrix the root R of its inverse, R R'; return whether it has one: if not, it is spoilt.

    Args:
        matrix: symmetric, its diagonal above 0, (n, n); then R, nil below the diagonal.
        least: share of each entry of the diagonal that the others, before it, must leave.
        n_threads: one for each core by default.
    """
    scale = np.sqrt(np.diagonal(matrix))
    with _over_squares(matrix, n_threads) as (spans, each):
        each(lambda own: _divide(matrix, own, scale))
        if not _factorise(matrix, spans, least, each):
            return False
        each(lambda own: _invert_columns(matrix, own, spans))
        each(lambda own: _scale_back(matrix, own, scale))
    return True


def times_itself(root: Floats, n_threads: int | None = None) -> Floats:
    """Return R R' of a matrix that is nil below the diagonal, (n, n)."""
    product = np.empty_like(root)
    with _over_squares(root, n_threads) as (_, each):
        each(lambda own: _multiply(root, own, product))
        each(lambda own: _mirror(product, own))
    return product


@contextmanager
def _over_squares(matrix: Floats, n_threads: int | None) -> Iterator[tuple[list[slice], Callable[..., None]]]:
    """Yield the rows of each square, and what does some work on each (or on those of some) over threads."""
    spans = [slice(*pair) for pair in pairwise([*range(0, len(matrix), _SQUARE), len(matrix)])]
    with one_blas_thread(), ThreadPoolExecutor(n_threads or n_cores()) as pool:

        def each(work: Callable[[slice], object], some: Sequence[slice] = spans) -> None:
            list(pool.map(work, some))

        yield spans, each


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


def _invert_columns(matrix: Floats, own: slice, spans: Sequence[slice]) -> None:
    """Put columns of the inverse of L, transposed, above the diagonal, where they do not disturb L."""
    for rows in spans[own.start // _SQUARE + 1 :]:
        between = slice(own.start, rows.start)
        known = matrix[rows, between] @ matrix[own, between].T
        matrix[own, rows] = -(known.T @ matrix[rows, rows])


def _scale_back(matrix: Floats, own: slice, scale: Floats) -> None:
    """Divide some rows of the root by their scales, and clear what is left of L before the diagonal."""
    matrix[own, : own.start] = 0.0
    matrix[own, own.start :] /= scale[own, None]


def _multiply(root: Floats, own: slice, product: Floats) -> None:
    """Write some rows of the product, as far as the diagonal."""
    after = slice(own.start, None)
    product[own, : own.stop] = root[own, after] @ root[: own.stop, after].T


def _mirror(matrix: Floats, own: slice) -> None:
    matrix[: own.start, own] = matrix[own, : own.start].T
