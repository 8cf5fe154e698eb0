"""Sums over persons of products of their scores, over threads: the other half of ``standard_errors``' formula."""

from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Final

import numpy as np

from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import Expectation, posterior_of, prepare, totals_of
from pixauthor.irt.score_pairs import Pairs, pairs_of
from pixauthor.irt.score_table import Numbers, ScoreTable, fold_slots
from pixauthor.irt.threads import n_cores, one_blas_thread

_MANY: Final = 1_000_000
"""Answers from which products are in single precision: they are summed in double, and errors of rounding even out."""
_BUFFER: Final = 12_000_000
"""Products that are written down before they are added."""
_TOGETHER: Final = 8
"""Chunks whose products are added at once, at most, but for more threads: the sum comes from memory once for all."""
_WRITTEN: Final = 4
"""Fewer do where their products take as many times the memory of the sum."""
_SAMPLE: Final = 100_000
"""Answers that tell how many products a person has."""
_LINE: Final = 8
"""Numbers in double precision that a line of the cache holds."""
_SQUARE: Final = 128
"""Rows of a matrix that are turned over at once."""


def add_up(
    answers: Answers, table: ScoreTable, tables: tuple[Floats, Floats], n_threads: int | None, *, centred: bool
) -> tuple[Floats, Expectation]:
    """Return the sum over persons of products of scores, (n_free, n_free), and the expected counts.

    Products are made chunk after chunk, and added some rows at a time, by one thread each, in the order of persons.

    Args:
        answers: of n_persons.
        table: scores of each answer.
        tables: as in ``expect.Source.expect``.
        n_threads: one for each core by default.
        centred: sum the posterior covariances of the scores; else the products of their posterior means.
    """
    # numba takes a second to load.
    from pixauthor.irt.score_panels import Answered, Room, add_rows, room_for
    from pixauthor.irt.score_products import multiply

    n, pairs, dtype = n_threads or n_cores(), pairs_of(table), precision_of(answers)
    log_p, log_prior = (one.astype(dtype) for one in tables)
    gradients, slabs = pairs.gradients.astype(dtype, order="C"), pairs.slabs()
    size, least = _chunks(answers, pairs)
    together = max(n, least)
    total, buffers = _lined_up(4 * pairs.n_pairs**2), [np.empty(0, dtype)] * together
    found = Expectation(np.zeros(log_p.shape), np.zeros(log_prior.shape), 0.0)

    def look(number: int, chunk: Answers) -> tuple[Answered, Room, Numbers, Expectation]:
        prepared, own = prepare(chunk, dtype), Answered(*pairs.answered(chunk), pairs.n_pairs)
        known, room = posterior_of(prepared, log_p, log_prior), room_for(own)
        if buffers[number].size < room.cells[-1]:
            buffers[number] = np.empty(room.cells[-1], dtype)
        frequencies = chunk.frequencies.astype(dtype)
        spans = multiply(own, gradients, known.weights, frequencies, room, buffers[number], centred)
        return own, room, spans, totals_of(prepared, known, len(log_prior))

    def add(slab: tuple[int, int]) -> None:
        for (own, room, spans, _), values in zip(looked, buffers, strict=False):
            add_rows(*slab, own, room, spans, values, total)

    chunks = list(answers.chunks(size))
    with one_blas_thread(), ThreadPoolExecutor(n) as pool:
        for first in range(0, len(chunks), together):
            looked = list(pool.map(look, range(together), chunks[first : first + together]))
            expected = pool.submit(reduce, Expectation.__add__, [one[-1] for one in looked], found)
            list(pool.map(add, slabs))
            found = expected.result()
    return fold_slots(mirror(pairs.matrix(total)), table), found


def _lined_up(size: int) -> Floats:
    """Return nils, (size,), none of whose fours lies in two lines of the cache."""
    room = np.zeros(size + _LINE)
    first = -room.ctypes.data // room.itemsize % _LINE
    return room[first : first + size]


def precision_of(answers: Answers) -> type[np.floating]:
    """Return the type in which products are made."""
    return np.float32 if answers.n_answers >= _MANY else np.float64


def _chunks(answers: Answers, pairs: Pairs) -> tuple[int, int]:
    """Return how many persons are looked at at once, and how many times, at least, before their products are added.

    So many that the buffer holds their products, and as many each time, for threads to end together.
    """
    some = answers.columns[:: -(-answers.n_answers // _SAMPLE) or 1]
    length = pairs.counts[some].mean() * answers.n_answers / answers.n_persons if some.size else 0
    each = 2 * (length + 1) ** 2
    size = int(np.clip(_BUFFER / each, 1, CHUNK))
    together = min(_TOGETHER, int(_WRITTEN * 4 * pairs.n_pairs**2 / (size * each)) + 1)
    turns = -(-answers.n_persons // (size * together)) or 1
    return -(-answers.n_persons // (turns * together)) or 1, together


def mirror(matrix: Floats) -> Floats:
    """Return a square matrix whose half below the diagonal is now as the one above, square after square."""
    for first in range(0, len(matrix), _SQUARE):
        last = first + _SQUARE
        matrix[last:, first:last] = matrix[first:last, last:].T
        own = np.triu(matrix[first:last, first:last])
        matrix[first:last, first:last] = own + np.triu(own, 1).T
    return matrix
