"""Sums over persons of products of their scores, over threads: the other half of ``standard_errors``' formula."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import Expectation, posterior_of, prepare, totals_of
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.threads import n_cores, one_blas_thread


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """d log P / d parameter of every column, and of each group's weights as one column more a group.

    Args:
        gradients: (n_columns + n_groups, most parameters, n_nodes).
        slots: place in the vector of free parameters, -1 where fixed or unused, (n_columns + n_groups, most).
        n_free: length of the vector.
    """

    gradients: Floats
    slots: NDArray[np.int32]
    n_free: int


def score_table(items: Items, latents: Sequence[Latent], layout: Layout, nodes: Floats) -> ScoreTable:
    """Return the scores at an estimate."""
    most = max(2, *(block.working.shape[1] for block in items.blocks))
    n_rows = items.n_columns + len(latents)
    gradients, slots = np.zeros((n_rows, most, nodes.size)), np.full((n_rows, most), -1, np.int32)
    for block, places in zip(items.blocks, layout.slots, strict=True):
        columns, n = items.columns(block), places.shape[1]
        slopes = block.model.gradients(block.working, nodes)
        gradients[columns, :n] = np.nan_to_num(slopes).swapaxes(1, 2)
        slots[columns, :n] = places[:, None]
    at = layout.n_free
    for number, latent in enumerate(latents):
        slopes = latent.gradient(nodes) if latent.histogram is None else np.empty((0, nodes.size))
        gradients[items.n_columns + number, : len(slopes)] = slopes
        slots[items.n_columns + number, : len(slopes)] = np.arange(at, at + len(slopes))
        at += len(slopes)
    return ScoreTable(gradients, slots, at)


def add_up(
    answers: Answers, table: ScoreTable, tables: tuple[Floats, Floats], n_threads: int | None, *, centred: bool
) -> tuple[Floats, Expectation]:
    """Return the sum over persons of products of scores, (n_free, n_free), and the expected counts.

    Each thread has rows of the sum to itself, and looks at all persons in order: the bytes are the same on any number.

    Args:
        answers: of n_persons.
        table: scores of each answer.
        tables: as in ``expect.Source.expect``.
        n_threads: one for each core by default.
        centred: sum the posterior covariances of the scores; else the products of their posterior means.
    """
    # numba takes a second to load.
    from pixauthor.irt.score_products import Scores, add_products, scores_of

    n = n_threads or n_cores()
    total, bands = np.zeros((table.n_free, table.n_free)), _bands(answers, table, n)
    found = Expectation(np.zeros_like(tables[0]), np.zeros_like(tables[1]), 0.0)

    def look(chunk: Answers) -> tuple[Scores, Expectation]:
        prepared = prepare(chunk)
        known = posterior_of(prepared, *tables)
        own = _with_group(chunk)
        scores = scores_of(
            own.starts,
            own.columns,
            table.gradients,
            table.slots,
            known.weights,
            own.frequencies,
            table.n_free,
            centred,
        )
        return scores, totals_of(prepared, known, len(tables[1]))

    def add(band: tuple[int, int]) -> None:
        for scores, _ in looked:
            add_products(scores, *band, total)

    chunks = list(answers.chunks())
    with one_blas_thread(), ThreadPoolExecutor(n) as pool:
        for first in range(0, len(chunks), n):
            looked = list(pool.map(look, chunks[first : first + n]))
            found = reduce(Expectation.__add__, (one for _, one in looked), found)
            list(pool.map(add, bands))
    return total + total.T, found


def _bands(answers: Answers, table: ScoreTable, n: int) -> list[tuple[int, int]]:
    """Return ranges of rows, one a thread, with about as many products in each.

    A person's row is as long as the answers that come after it; answers stand in any order, so half of them on average.
    """
    per_column = np.bincount(answers.columns, minlength=len(table.slots))[:, None] * (table.slots >= 0)
    per_row = np.bincount(table.slots[table.slots >= 0], per_column[table.slots >= 0], table.n_free)
    share = np.cumsum(per_row) / max(per_row.sum(), 1)
    edges = [0, *np.searchsorted(share, np.arange(1, n) / n), table.n_free]
    return [(int(first), int(last)) for first, last in pairwise(edges) if last > first]


def _with_group(part: Answers) -> Answers:
    """Return the answers with one more for each person: the column of his group."""
    lengths = np.diff(part.starts)
    starts = part.starts + np.arange(part.starts.size)
    columns = np.insert(part.columns, np.cumsum(lengths), part.n_columns + part.groups)
    return Answers(starts, columns.astype(np.int32), part.n_columns, part.groups, part.frequencies)
