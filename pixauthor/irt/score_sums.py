"""Sums over persons of products of their scores, over threads: the other half of ``standard_errors``' formula."""

from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import pairwise
from typing import Final

import numpy as np

from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.expect import Expectation, posterior_of, prepare, totals_of
from pixauthor.irt.score_table import Numbers, ScoreTable, fold_slots
from pixauthor.irt.threads import n_cores, one_blas_thread

_MANY: Final = 1_000_000
"""Answers from which products are in single precision: they are summed in double, and errors of rounding even out."""
_BAND: Final = 500_000
"""Bytes of the rows of the sum that are added to at once: what a core's own cache holds."""
_LEAST_BANDS: Final = 8
"""So many threads can add, even to a small sum."""
_BUFFER: Final = 12_000_000
"""Products that are written down before they are added."""
_TOGETHER: Final = 8
"""Chunks whose products are added at once, or as many as there are threads: the sum comes from memory once for all."""
_SQUARE: Final = 128
"""Rows of a matrix that are turned over at once."""


def add_up(
    answers: Answers, table: ScoreTable, tables: tuple[Floats, Floats], n_threads: int | None, *, centred: bool
) -> tuple[Floats, Expectation]:
    """Return the sum over persons of products of scores, (n_free, n_free), and the expected counts.

    Products are made chunk after chunk, and added band after band of rows, by one thread each, in the order of persons.

    Args:
        answers: of n_persons.
        table: scores of each answer.
        tables: as in ``expect.Source.expect``.
        n_threads: one for each core by default.
        centred: sum the posterior covariances of the scores; else the products of their posterior means.
    """
    # numba takes a second to load.
    from pixauthor.irt.score_panels import Answered, Room, Units, add_band, room_for
    from pixauthor.irt.score_products import LANES, multiply

    n, units = n_threads or n_cores(), Units(*_units(table))
    dtype = precision_of(answers)
    log_p, log_prior = (one.astype(dtype) for one in tables)
    gradients = _widen(table.gradients.astype(dtype), LANES)
    together = max(n, _TOGETHER)
    total, buffers = np.zeros(units.n_slots**2), [np.empty(0, dtype)] * together
    found = Expectation(np.zeros(log_p.shape), np.zeros(log_prior.shape), 0.0)

    def look(number: int, chunk: Answers) -> tuple[Answered, Room, Numbers, Expectation]:
        prepared, own = prepare(chunk, dtype), Answered(*_answered(chunk, table))
        known, room = posterior_of(prepared, log_p, log_prior), room_for(own, units)
        if buffers[number].size < room.cells[-1]:
            buffers[number] = np.empty(room.cells[-1], dtype)
        scores = gradients, _widen(known.weights, LANES), chunk.frequencies.astype(dtype)
        return (
            own,
            room,
            multiply(own, units, *scores, room, buffers[number], centred),
            totals_of(prepared, known, len(log_prior)),
        )

    def add(band: int) -> None:
        for (own, room, spans, _), values in zip(looked, buffers, strict=False):
            add_band(band, own.units, units, room, spans, values, total)

    chunks = list(answers.chunks(_chunk_size(answers, table)))
    with one_blas_thread(), ThreadPoolExecutor(n) as pool:
        for first in range(0, len(chunks), together):
            looked = list(pool.map(look, range(together), chunks[first : first + together]))
            found = reduce(Expectation.__add__, (one[-1] for one in looked), found)
            list(pool.map(add, range(units.n_bands)))
    return _in_order(total, table), found


def _widen(rows: Floats, lanes: int) -> Floats:
    """Return rows with as many nils at their end as make their length a multiple of ``lanes``."""
    return np.pad(rows, ((0, 0), (0, -rows.shape[1] % lanes)))


def precision_of(answers: Answers) -> type[np.floating]:
    """Return the type in which products are made."""
    return np.float32 if answers.n_answers >= _MANY else np.float64


def _units(table: ScoreTable) -> tuple[Numbers, Numbers, Numbers, int, int]:
    """Return sizes, places and bands of the units (``score_products.Units``): as much of the sum in each band.

    A row of the sum is used from the diagonal on.
    """
    n_slots = table.places.size
    n_bands = max(_LEAST_BANDS, -(-(n_slots**2) * 4 // _BAND))
    before = 1 - (1 - table.starts[:-1] / max(n_slots, 1)) ** 2
    bands = np.minimum(before * n_bands, n_bands - 1)
    sizes, places = np.diff(table.starts), table.starts[:-1]
    return sizes.astype(np.uint32), places.astype(np.uint32), bands.astype(np.uint32), n_bands, n_slots


def _answered(chunk: Answers, table: ScoreTable) -> tuple[Ints, Numbers, Numbers]:
    """Return starts, units and rows (``score_products.Answered``) of answers and groups with free parameters."""
    sizes = np.diff(table.starts)[table.units]
    columns, starts = _rising(chunk), chunk.starts
    if sizes[chunk.n_columns :].any():
        columns = np.insert(columns, starts[1:], chunk.n_columns + chunk.groups)
        starts = starts + np.arange(starts.size)
    used = sizes[columns] > 0
    if not used.all():
        columns, starts = columns[used], np.concatenate([[0], np.cumsum(used)])[starts]
    return starts, table.units[columns], table.rows[columns]


def _rising(chunk: Answers) -> Ints:
    """Return the columns of the answers, rising within each person."""
    falls = np.flatnonzero(chunk.columns[1:] < chunk.columns[:-1]) + 1
    if np.isin(falls, chunk.starts).all():
        return np.asarray(chunk.columns, np.int64)
    before = chunk.persons * np.int64(chunk.n_columns)
    keys = before + chunk.columns
    keys.sort()
    return np.asarray(keys - before)


def _chunk_size(answers: Answers, table: ScoreTable) -> int:
    """Return how many persons to look at, so that the buffer holds their products."""
    sizes = np.diff(table.starts)[table.units]
    lengths = sizes[answers.columns].sum() / max(answers.n_persons, 1)
    return int(np.clip(2 * _BUFFER / ((lengths + 2) ** 2), 1, CHUNK))


def _in_order(total: Floats, table: ScoreTable) -> Floats:
    """Return the whole matrix by place, given what ``score_products.add_band`` makes, (n_free, n_free)."""
    n_slots = table.places.size
    matrix = np.empty((n_slots, n_slots))
    for first, last in pairwise(table.starts):
        matrix[first:last] = total[first * n_slots : last * n_slots].reshape(n_slots, last - first).T
    return fold_slots(mirror(matrix), table)


def mirror(matrix: Floats) -> Floats:
    """Return a square matrix whose half below the diagonal is now as the one above, square after square."""
    for first in range(0, len(matrix), _SQUARE):
        last = first + _SQUARE
        matrix[last:, first:last] = matrix[first:last, last:].T
        own = np.triu(matrix[first:last, first:last])
        matrix[first:last, first:last] = own + np.triu(own, 1).T
    return matrix
