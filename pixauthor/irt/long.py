"""Answers one by one, each with its item, person, group and score: what sums over items and groups work on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Long:
    """Answers one by one, sorted by item.

    Args:
        items: item of each answer, (n_answers,), ascending.
        persons: row of each answer, (n_answers,).
        scores: of each answer, (n_answers,).
        groups: of each person, 0 for the reference group, (n_persons,).
        frequencies: how many persons each row stands for, (n_persons,).
        n_items: number of items, those without answers too.
    """

    items: Ints
    persons: Ints
    scores: Floats
    groups: Ints
    frequencies: Floats
    n_items: int

    @property
    def group(self) -> Ints:
        """Group of each answer, (n_answers,)."""
        return self.groups[self.persons]

    @property
    def weights(self) -> Floats:
        """Persons behind each answer, (n_answers,)."""
        return self.frequencies[self.persons]

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return int(self.groups.max(initial=0)) + 1

    @property
    def n_persons(self) -> int:
        """Number of rows."""
        return self.groups.size

    def sum_by_item(self, values: Floats) -> Floats:
        """Return the weighted sums over each item's answers of values, (n_answers,); (n_items,)."""
        return np.asarray(np.bincount(self.items, self.weights * values, self.n_items), float)

    def pick(self, chosen: Bools) -> "Long":
        """Return some of the answers."""
        parts = self.items[chosen], self.persons[chosen], self.scores[chosen]
        return Long(*parts, self.groups, self.frequencies, self.n_items)

    def count(self) -> Floats:
        """Return the answers of each group, (n_items, n_groups)."""
        cell = self.items * self.n_groups + self.group
        counts = np.bincount(cell, self.weights, self.n_items * self.n_groups)
        return np.asarray(counts, float).reshape(-1, self.n_groups)


def between(answers: Answers, groups: Sequence[int]) -> Answers:
    """Return only the persons of some groups, which are renumbered in the order given: the first is the reference."""
    places = np.full(max(int(answers.groups.max(initial=0)), *groups) + 1, -1)
    places[list(groups)] = np.arange(len(groups))
    kept = np.flatnonzero(places[answers.groups] >= 0)
    sizes = np.diff(answers.starts)[kept]
    columns = answers.columns[places[answers.groups][answers.persons] >= 0]
    members = places[answers.groups[kept]].astype(np.int32)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return Answers(starts, columns, answers.n_columns, members, answers.frequencies[kept])


def sort_long(persons: Ints, items: Ints, scores: Floats, *, n_persons: int, n_items: int) -> Long:
    """Return answers in any order as a table sorted by item, everyone in group 0; arrays (n_answers,)."""
    order = np.argsort(items, kind="stable")
    groups = np.zeros(n_persons, np.int64)
    return Long(items[order], persons[order], scores[order], groups, np.ones(n_persons), n_items)


def to_long(answers: Answers, offsets: Ints) -> Long:
    """Return the answers one by one, scores being categories; ``offsets`` as in ``Items``."""
    items = np.searchsorted(offsets, answers.columns, side="right") - 1
    order = np.argsort(items, kind="stable")
    scores = (answers.columns - offsets[items]).astype(float)
    groups = answers.groups.astype(np.int64)
    return Long(items[order], answers.persons[order], scores[order], groups, answers.frequencies, offsets.size - 1)
