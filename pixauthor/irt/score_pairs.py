"""The scores of answers, two by two: what has one free parameter, or three, has a nil beside the last."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.score_table import Numbers, ScoreTable

_SLAB: Final = 1_000_000
"""Bytes of the rows of the sum that are added to at once: about what a core's own cache holds."""
_LEAST_SLABS: Final = 8
"""So many threads can add, even to a small sum."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """A table of scores as pairs. An item has some in a row, and all of its columns have those; then come the groups.

    Args:
        gradients: the scores of each pair of a column, pair after pair, column after column, (n_rows, n_nodes, 2).
        rows: first row of each column and group, (n_columns + n_groups,).
        firsts: first pair of each, likewise.
        counts: number of pairs of each, likewise.
        slots: those of the table, among two for each pair, (n_slots,).
        n_pairs: of all items and groups.
    """

    gradients: Floats
    rows: Numbers
    firsts: Numbers
    counts: Ints
    slots: Ints
    n_pairs: int

    def slabs(self) -> list[tuple[int, int]]:
        """Return the first and the last row of the parts of the sum that are added to at once: of the same size.

        A row of the sum is used from the diagonal on.
        """
        n_slabs = max(_LEAST_SLABS, -(-(self.n_pairs**2) * 16 // _SLAB))
        edges = self.n_pairs * (1 - np.sqrt(1 - np.arange(n_slabs + 1) / n_slabs))
        return list(pairwise(np.unique(np.rint(edges).astype(int)).tolist()))

    def answered(self, chunk: Answers) -> tuple[Ints, Numbers, Numbers]:
        """Return starts, pairs and rows (``score_panels.Answered``) of answers and groups with free parameters."""
        columns, starts = _rising(chunk), chunk.starts
        if self.counts[chunk.n_columns :].any():
            columns = np.insert(columns, starts[1:], chunk.n_columns + chunk.groups)
            starts = starts + np.arange(starts.size)
        counts = self.counts.take(columns)
        if (counts == 1).all():
            return starts, self.firsts.take(columns), self.rows.take(columns)
        ends = np.cumsum(counts)
        nth = (np.arange(ends[-1]) - np.repeat(ends - counts, counts)).astype(np.uint32)
        columns, starts = np.repeat(columns, counts), np.concatenate([[0], ends])[starts]
        return starts, self.firsts[columns] + nth, self.rows[columns] + nth

    def matrix(self, total: Floats) -> Floats:
        """Return the whole sum by slot, (n_slots, n_slots), in the place of what ``score_panels.add_rows`` makes."""
        n = self.n_pairs
        # Products with both of a pair are moved as one number, row after row: no second matrix is needed.
        for row in total.view(complex).reshape(n, n, 2):
            row[:] = row.T.reshape(n, 2)
        matrix = total.reshape(2 * n, 2 * n)
        return matrix if self.slots.size == 2 * n else matrix[np.ix_(self.slots, self.slots)]


def pairs_of(table: ScoreTable) -> Pairs:
    """Return the scores of a table as pairs."""
    sizes = np.diff(table.starts)
    starts = _starts(-(-sizes // 2))
    counts = np.diff(starts)[table.units]
    rows = _starts(counts)
    gradients = np.zeros((2 * rows[-1], table.gradients.shape[1]))
    gradients[_moved(table.rows, 2 * rows[:-1], sizes[table.units])] = table.gradients
    return Pairs(
        gradients=gradients.reshape(rows[-1], 2, -1).swapaxes(1, 2),
        rows=rows[:-1].astype(np.uint32),
        firsts=starts[table.units].astype(np.uint32),
        counts=counts,
        slots=_moved(table.starts[:-1], 2 * starts[:-1], sizes),
        n_pairs=int(starts[-1]),
    )


def _starts(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)])


def _moved(old: Numbers | Ints, new: Ints, sizes: Ints) -> Ints:
    """Return the new place of each of some runs' elements, one run after the other."""
    return np.arange(sizes.sum()) + np.repeat(new - old.astype(np.int64), sizes)


def _rising(chunk: Answers) -> Ints:
    """Return the columns of the answers, rising within each person."""
    falls = np.flatnonzero(chunk.columns[1:] < chunk.columns[:-1]) + 1
    if np.isin(falls, chunk.starts).all():
        return np.asarray(chunk.columns)
    # Numbers of 32 bits are sorted in half the time.
    dtype: Any = np.int32 if chunk.n_persons * chunk.n_columns < 2**31 else np.int64
    before = np.repeat(np.arange(chunk.n_persons, dtype=dtype) * chunk.n_columns, np.diff(chunk.starts))
    keys = before + chunk.columns
    keys.sort()
    return np.asarray(keys - before)
