"""Sums over persons who all answered every item, of products of their scores: whole matrices, node after node.

A score is a sum over the columns answered. So the products of scores at a node are those of the answers there, in
between two small matrices; and the category 0 of an item is what the others leave. No compiler is needed.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.expect import Chunk, Expectation, posterior_of, totals_of
from pixauthor.irt.score_sums import precision_of
from pixauthor.irt.score_table import ScoreTable, fold_slots
from pixauthor.irt.threads import n_cores, one_blas_thread

_LIGHT: Final = 1e-8
"""A person is left out at nodes that weigh less than this, beside his heaviest one."""


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """How scores come from answers. Category 0 of an item is taken as everybody's; the others add what they differ by.

    Args:
        kept: columns that tell the answers: all but the first of each item, then those of groups, (n_kept,).
        scores: at each node, what everybody, then each of these columns, adds to scores, (n_slots, 1 + n_kept).
        base: scores of category 0, (n_nodes, n_slots).
        steps: for each further category some slots, the columns they hang on, and what is added, (n_nodes, n_some).
    """

    kept: Ints
    scores: tuple[csr_array, ...]
    base: Floats
    steps: tuple[tuple[Ints | slice, Ints, Floats], ...]


def is_complete(answers: Answers, table: ScoreTable) -> bool:
    """Return whether every person answered every item."""
    n_items = np.unique(table.units[: answers.n_columns]).size
    return answers.n_persons > 0 and bool((np.diff(answers.starts) == n_items).all())


def add_up_complete(
    answers: Answers, table: ScoreTable, tables: tuple[Floats, Floats], n_threads: int | None, *, centred: bool
) -> tuple[Floats, Expectation]:
    """Return what ``score_sums.add_up`` returns, of answers without holes. Arguments as there."""
    dtype, n = precision_of(answers), n_threads or n_cores()
    design = _design(table, answers.n_columns, dtype)
    log_p, log_prior = (one.astype(dtype) for one in tables)
    chunks = list(answers.chunks(CHUNK))
    lost = np.zeros((table.places.size, table.places.size))
    found = Expectation(np.zeros(log_p.shape), np.zeros(log_prior.shape), 0.0)
    with one_blas_thread(), ThreadPoolExecutor(n) as pool:
        for first in range(0, len(chunks), n):
            some = chunks[first : first + n]
            for products, expected in pool.map(lambda one: _look(one, design, log_p, log_prior, centred), some):
                lost += products
                found = found + expected
    return fold_slots((lost + lost.T) / 2, table), found


def _design(table: ScoreTable, n_columns: int, dtype: type[np.floating]) -> _Design:
    units = table.units.astype(np.int64)
    rank = np.arange(units.size) - np.searchsorted(units, units)
    rank[n_columns:] = 1  # no score of a group is everybody's
    kept = np.flatnonzero(rank)
    columns = np.repeat(np.arange(units.size), np.diff(table.starts)[units])
    slots = table.starts[units[columns]] + np.arange(columns.size) - table.rows[columns]
    own, base = rank[columns], np.zeros((table.gradients.shape[1], table.places.size))
    base[:, slots[own == 0]] = table.gradients[own == 0].T
    added = table.gradients.T - base[:, slots]
    steps = [(_span(slots[some]), columns[some], added[:, some].astype(dtype)) for some in _by_rank(own)]
    told, every = np.searchsorted(kept, columns[own > 0]) + 1, np.zeros(table.places.size, np.int64)
    places = np.concatenate([np.arange(every.size), slots[own > 0]]), np.concatenate([every, told])
    shape = (every.size, kept.size + 1)
    values = np.hstack([base, added[:, own > 0]])
    return _Design(
        kept, tuple(csr_array((row, places), shape=shape) for row in values), base.astype(dtype), tuple(steps)
    )


def _by_rank(own: Ints) -> Iterator[Ints]:
    return (np.flatnonzero(own == k) for k in range(1, own.max(initial=0) + 1))


def _span(slots: Ints) -> Ints | slice:
    """Return places in a row as a slice, which is faster."""
    return slice(slots[0], slots[-1] + 1) if np.all(np.diff(slots) == 1) else slots


def _look(
    chunk: Answers, design: _Design, log_p: Floats, log_prior: Floats, centred: bool
) -> tuple[Floats, Expectation]:
    """Return the sums over the persons of a chunk, (n_slots, n_slots), and its expectation."""
    dtype, n_groups = log_p.dtype, len(log_prior)
    prepared = Chunk(chunk.indicator(dtype.type).toarray(), chunk)
    known = posterior_of(prepared, log_p, log_prior)
    expected = totals_of(prepared, known, n_groups)
    answered = np.hstack([prepared.matrix, np.eye(n_groups, dtype=dtype)[chunk.groups]])
    roots = np.sqrt(chunk.frequencies).astype(dtype)[:, None]
    means = known.weights @ design.base
    for slots, columns, added in design.steps:
        more = answered.take(columns, axis=1)
        more *= known.weights @ added
        means[:, slots] += more
    means *= roots
    lost = np.asarray(means.T @ means, float)
    if not centred:
        return lost, expected
    told = np.hstack([roots, roots * answered.take(design.kept, axis=1)])
    return sum(_by_node(told, known.weights, design.scores), -lost), expected


def _by_node(told: Floats, weights: Floats, by_node: Sequence[csr_array]) -> Iterator[Floats]:
    """Yield the sums of products of scores at each node, (n_slots, n_slots)."""
    heavy = weights >= _LIGHT * weights.max(axis=1, keepdims=True)
    for some, weight, scores in zip(heavy.T, weights.T, by_node, strict=True):
        rows = told[some]
        rows *= np.sqrt(weight[some, None])
        half = scores @ np.asarray(rows.T @ rows, float)
        yield scores @ half.T
