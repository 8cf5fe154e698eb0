"""Sums over persons of products of their scores, over threads: the other half of ``standard_errors``' formula."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.expect import Expectation, posterior_of, prepare, totals_of
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.maximise import gradients_of
from pixauthor.irt.threads import n_cores, one_blas_thread

Numbers = NDArray[np.uint32]

_MANY: Final = 1_000_000
"""Answers from which products are in single precision: they are summed in double, and errors of rounding even out."""
_BAND: Final = 500_000
"""Bytes of the rows of the sum that are added to at once: what a core's own cache holds."""
_LEAST_BANDS: Final = 8
"""So many threads can add, even to a small sum."""
_BUFFER: Final = 12_000_000
"""Products that are written down before they are added."""
_SQUARE: Final = 128
"""Rows of a matrix that are turned over at once."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """d log P / d parameter of every column, and of each group's weights as one column more a group.

    Args:
        gradients: one row a free parameter of a column, column after column, (n_rows, n_nodes).
        rows: first row of each column, (n_columns + n_groups,).
        units: item of each column, then groups: numbers from 0, (n_columns + n_groups,).
        starts: first slot of each unit, then the number of slots, (n_units + 1,). A slot is a free parameter of a unit,
            whether or not it is equal to another's.
        places: place of each slot in the vector of free parameters, (n_slots,).
        n_free: length of the vector.
    """

    gradients: Floats
    rows: Numbers
    units: Numbers
    starts: Ints
    places: Ints
    n_free: int


def score_table(items: Items, latents: Sequence[Latent], layout: Layout, nodes: Floats) -> ScoreTable:
    """Return the scores at an estimate."""
    most = max(2, *(block.working.shape[1] for block in items.blocks))
    n_units = items.n_items + len(latents)
    places = np.full((n_units, most), -1)
    gradients = np.zeros((items.n_columns + len(latents), most, nodes.size))
    for block, own in zip(items.blocks, layout.slots, strict=True):
        gradients[items.columns(block), : own.shape[1]] = gradients_of(block, nodes).swapaxes(1, 2)
        places[block.positions, : own.shape[1]] = own
    at = layout.n_free
    for number, latent in enumerate(latents):
        size = latent.free().size
        gradients[items.n_columns + number, :size] = latent.gradient(nodes) if size else 0.0
        places[items.n_items + number, :size] = np.arange(at, at + size)
        at += size
    units = np.repeat(np.arange(n_units), [*items.n_categories, *(1 for _ in latents)])
    free = places >= 0
    rows = np.concatenate([[0], np.cumsum(free[units].sum(axis=1))])[:-1]
    starts = np.concatenate([[0], np.cumsum(free.sum(axis=1))])
    return ScoreTable(gradients[free[units]], rows.astype(np.uint32), units.astype(np.uint32), starts, places[free], at)


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
    from pixauthor.irt.score_products import multiply

    n, units = n_threads or n_cores(), Units(*_units(table))
    dtype: type[np.floating] = np.float32 if answers.n_answers >= _MANY else np.float64
    log_p, log_prior = (one.astype(dtype) for one in tables)
    total, buffers = np.zeros(units.n_slots**2), [np.empty(0, dtype)] * n
    found = Expectation(np.zeros(log_p.shape), np.zeros(log_prior.shape), 0.0)

    def look(number: int, chunk: Answers) -> tuple[Answered, Room, Numbers, Expectation]:
        prepared, own = prepare(chunk, dtype), Answered(*_answered(chunk, table))
        known, room = posterior_of(prepared, log_p, log_prior), room_for(own, units)
        if buffers[number].size < room.cells[-1]:
            buffers[number] = np.empty(room.cells[-1], dtype)
        scores = table.gradients, known.weights, chunk.frequencies
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
        for first in range(0, len(chunks), n):
            looked = list(pool.map(look, range(n), chunks[first : first + n]))
            found = reduce(Expectation.__add__, (one[-1] for one in looked), found)
            list(pool.map(add, range(units.n_bands)))
    return _in_order(total, table), found


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
    n = np.int64(table.units.size)
    groups = np.arange(chunk.n_persons) * n + chunk.n_columns + chunk.groups
    keys = np.concatenate([chunk.persons * n + chunk.columns, groups])
    keys.sort()
    persons, columns = np.divmod(keys, n)
    used = np.diff(table.starts)[table.units[columns]] > 0
    persons, columns = persons[used], columns[used]
    starts = np.searchsorted(persons, np.arange(chunk.n_persons + 1))
    return starts, table.units[columns], table.rows[columns]


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
    mirror(matrix)
    if n_slots != table.n_free or np.any(np.diff(table.places) != 1):
        fold = csr_array((np.ones(n_slots), (table.places, np.arange(n_slots))), shape=(table.n_free, n_slots))
        matrix = fold @ (fold @ matrix).T
        matrix = (matrix + matrix.T) / 2
    return matrix


def mirror(matrix: Floats) -> Floats:
    """Return a square matrix whose half below the diagonal is now as the one above, square after square."""
    for first in range(0, len(matrix), _SQUARE):
        last = first + _SQUARE
        matrix[last:, first:last] = matrix[first:last, last:].T
        own = np.triu(matrix[first:last, first:last])
        matrix[first:last, first:last] = own + np.triu(own, 1).T
    return matrix
