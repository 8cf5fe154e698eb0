"""Sparse answers: for each person, the columns (item and category) of what was answered; what was not costs nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from pixauthor.irt.arrays import Floats, Ints

CHUNK: Final = 4096
"""Persons worked on at once. Fixed, so that sums come out the same on any number of threads."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What persons answered.

    Args:
        starts: the answers of person i are ``columns[starts[i]:starts[i + 1]]``, (n_persons + 1,).
        columns: item and category of each answer, numbered as in ``Items.offsets``, (n_answers,).
        n_columns: of all items.
        groups: number of each person's group, from 0, (n_persons,).
        frequencies: how many persons each row stands for, (n_persons,).
    """

    starts: Ints
    columns: NDArray[np.int32]
    n_columns: int
    groups: NDArray[np.int32]
    frequencies: Floats

    @property
    def n_persons(self) -> int:
        """Number of rows."""
        return self.starts.size - 1

    @property
    def n_answers(self) -> int:
        """Number of answers."""
        return self.columns.size

    @property
    def persons(self) -> Ints:
        """Row of each answer, (n_answers,)."""
        return np.repeat(np.arange(self.n_persons), np.diff(self.starts))

    def rows(self, first: int, last: int) -> "Answers":
        """Return the persons from ``first`` to before ``last``."""
        begin, end = self.starts[first], self.starts[last]
        return Answers(
            self.starts[first : last + 1] - begin,
            self.columns[begin:end],
            self.n_columns,
            self.groups[first:last],
            self.frequencies[first:last],
        )

    def chunks(self, size: int = CHUNK) -> Iterator["Answers"]:
        """Yield the persons in order, ``size`` at a time."""
        for first in range(0, self.n_persons, size):
            yield self.rows(first, min(first + size, self.n_persons))

    def indicator(self, dtype: type[np.floating] = np.float64) -> csr_array:
        """Return the matrix of ones (n_persons, n_columns) that turns sums over answers into products."""
        shape = (self.n_persons, self.n_columns)
        ones = np.ones(self.n_answers, dtype)
        return csr_array((ones, self.columns, self.starts.astype(np.int32)), shape=shape)


def from_long(
    persons: Ints,
    items: Ints,
    categories: Ints,
    offsets: Ints,
    *,
    n_persons: int | None = None,
    groups: Ints | None = None,
) -> Answers:
    """Return the answers of a long table, one entry each, in any order.

    Args:
        persons: number of the person, from 0, (n_answers,).
        items: number of the item, (n_answers,).
        categories: category of the answer, from 0, (n_answers,).
        offsets: ``Items.offsets``.
        n_persons: the largest number and one by default.
        groups: group of each person, (n_persons,); all 0 by default.

    Raises:
        ValueError: for a category that the item does not have.
    """
    if np.any((categories < 0) | (categories >= np.diff(offsets)[items])):
        raise ValueError("an answer has a category that its item does not have")
    n = int(persons.max(initial=-1)) + 1 if n_persons is None else n_persons
    columns = (offsets[items] + categories).astype(np.int32)
    if np.any(np.diff(persons) < 0):
        order = np.argsort(persons, kind="stable")
        persons, columns = persons[order], columns[order]
    starts = np.searchsorted(persons, np.arange(n + 1))
    members = np.zeros(n, np.int32) if groups is None else np.asarray(groups, np.int32)
    return Answers(starts.astype(np.int64), columns, int(offsets[-1]), members, np.ones(n))


def from_matrix(scores: Floats, offsets: Ints, *, groups: Ints | None = None, fold: bool = True) -> Answers:
    """Return the answers of a table of categories (n_persons, n_items), NaN where there is none.

    Args:
        scores: categories, from 0.
        offsets: ``Items.offsets``.
        groups: group of each person, (n_persons,); all 0 by default.
        fold: make one row, with its frequency, of persons of one group who answered alike. Fewer rows, same
            likelihood; the rows are then no longer persons.

    Raises:
        ValueError: for a category that the item does not have.
    """
    members = np.zeros(len(scores), np.int64) if groups is None else np.asarray(groups, np.int64)
    frequencies = np.ones(len(scores))
    if fold:
        keyed = np.column_stack([members, np.nan_to_num(scores, nan=-1)])
        alike, counts = np.unique(keyed, axis=0, return_counts=True)
        members, frequencies = alike[:, 0].astype(np.int64), counts.astype(float)
        scores = np.where(alike[:, 1:] < 0, np.nan, alike[:, 1:])
    persons, items = np.nonzero(~np.isnan(scores))
    long = from_long(
        persons, items, scores[persons, items].astype(np.int64), offsets, n_persons=len(scores), groups=members
    )
    return Answers(long.starts, long.columns, long.n_columns, long.groups, frequencies)
