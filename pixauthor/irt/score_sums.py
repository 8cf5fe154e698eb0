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

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.expect import Expectation, posterior_of, prepare, totals_of
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.maximise import gradients_of
from pixauthor.irt.threads import n_cores, one_blas_thread

_N_BANDS: Final = 4
"""Bands of rows, as many threads as can add. Fixed: products of matrices of another height may differ in a last bit."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """d log P / d parameter of every column, and of each group's weights as one column more a group.

    Args:
        gradients: (n_columns + n_groups, most parameters, n_nodes).
        slots: number of each free parameter, column after column whether or not some are equal, -1 where fixed or
            unused, (n_columns + n_groups, most).
        places: place of each of these in the vector of free parameters, (n_slots,).
        starts: first slot of each item and group that has one, then the number of slots, (n_items + n_groups + 1,).
        n_free: length of the vector.
    """

    gradients: Floats
    slots: NDArray[np.int32]
    places: Ints
    starts: Ints
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
    free = places >= 0
    slots = np.where(free, np.cumsum(free.ravel()).reshape(free.shape) - 1, -1).astype(np.int32)
    each = np.concatenate([items.n_categories, np.ones(len(latents), np.int64)])
    starts = np.concatenate([[0], np.cumsum(free.sum(axis=1))])
    return ScoreTable(gradients, np.repeat(slots, each, axis=0), places[free], starts, at)


def add_up(
    answers: Answers, table: ScoreTable, tables: tuple[Floats, Floats], n_threads: int | None, *, centred: bool
) -> tuple[Floats, Expectation]:
    """Return the sum over persons of products of scores, (n_free, n_free), and the expected counts.

    Each thread has rows of the sum to itself, and looks at all persons in order.

    Args:
        answers: of n_persons.
        table: scores of each answer.
        tables: as in ``expect.Source.expect``.
        n_threads: one for each core by default.
        centred: sum the posterior covariances of the scores; else the products of their posterior means.
    """
    # numba takes a second to load.
    from pixauthor.irt.score_products import Scores, add_products, scores_of

    n, n_slots = n_threads or n_cores(), table.places.size
    total, bands = np.zeros(n_slots**2), _bands(answers, table)
    found = Expectation(np.zeros_like(tables[0]), np.zeros_like(tables[1]), 0.0)

    def look(chunk: Answers) -> tuple[Scores, Expectation]:
        prepared, own = prepare(chunk), _with_group(chunk)
        known = posterior_of(prepared, *tables)
        rows = own.starts, own.columns, table.gradients, table.slots, known.weights, own.frequencies
        return scores_of(*rows, centred), totals_of(prepared, known, len(tables[1]))

    def add(band: tuple[int, int]) -> None:
        for scores, _ in looked:
            add_products(scores, *band, total, n_slots)

    chunks = list(answers.chunks())
    with one_blas_thread(), ThreadPoolExecutor(n) as pool:
        for first in range(0, len(chunks), n):
            looked = list(pool.map(look, chunks[first : first + n]))
            found = reduce(Expectation.__add__, (one for _, one in looked), found)
            list(pool.map(add, bands))
    return _in_order(total, table), found


def _in_order(total: Floats, table: ScoreTable) -> Floats:
    """Return the whole matrix by place, given the half that ``score_products.add_products`` makes, (n_free, n_free)."""
    n_slots = table.places.size
    matrix = np.empty((n_slots, n_slots))
    for first, last in pairwise(table.starts):
        matrix[first:last] = total[first * n_slots : last * n_slots].reshape(n_slots, last - first).T
    if n_slots != table.n_free or np.any(np.diff(table.places) != 1):
        fold = csr_array((np.ones(n_slots), (table.places, np.arange(n_slots))), shape=(table.n_free, n_slots))
        matrix = fold @ (fold @ matrix).T
    return matrix + matrix.T


def _bands(answers: Answers, table: ScoreTable) -> list[tuple[int, int]]:
    """Return ranges of rows with about as many products in each; an item's rows stay together.

    The row of an answer is as long as the answers of later items.
    """
    counts = np.bincount(answers.columns, minlength=len(table.slots)) * (table.slots >= 0).sum(axis=1)
    per_row = np.bincount(np.maximum(table.slots.max(axis=1), 0), counts, table.places.size)
    before = np.concatenate([[0.0], np.cumsum(per_row)])[table.starts] / max(per_row.sum(), 1)
    edges = np.searchsorted(1 - (1 - before) ** 2, np.arange(1, _N_BANDS) / _N_BANDS)
    rows = [0, *table.starts[np.minimum(edges, table.starts.size - 1)], table.places.size]
    return [(int(first), int(last)) for first, last in pairwise(rows) if last > first]


def _with_group(part: Answers) -> Answers:
    """Return the answers with one more for each person: the column of his group."""
    lengths = np.diff(part.starts)
    starts = part.starts + np.arange(part.starts.size)
    columns = np.insert(part.columns, np.cumsum(lengths), part.n_columns + part.groups)
    return Answers(starts, columns.astype(np.int32), part.n_columns, part.groups, part.frequencies)
