"""Answers ready for estimation, with the names of what they are about."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from pixauthor.calibration.sources.column_store import ColumnStore
from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encoded:
    """Answers of n_persons to n_items, persons and items in alphabetical order.

    Args:
        answers: the answers that count; those of a person in order of item.
        items: names, ``id@version``, (n_items,).
        bounds: the scores from which the categories of each item are reached, (n_items,).
        counts: answers in each column, (n_columns,).
        groups: names, in alphabetical order; ``answers.groups`` counts in them.
        labels: candidates as an Arrow array, (n_persons,).
        n_left_out: rows about other items or versions, or of candidates in no group or in several.
        n_repeated: answers to an item that the candidate had met before.
        n_ungrouped: candidates in no group.
        several: some of the candidates in several groups.
    """

    answers: Answers
    items: tuple[str, ...]
    bounds: tuple[Floats, ...]
    counts: Ints
    groups: tuple[str, ...]
    labels: pa.Array
    n_left_out: int
    n_repeated: int
    n_ungrouped: int = 0
    several: tuple[str, ...] = ()

    @property
    def n_categories(self) -> Ints:
        """Categories of each item, (n_items,)."""
        return np.array([bound.size for bound in self.bounds], np.int64)

    @property
    def persons(self) -> tuple[str, ...]:
        """Candidates, (n_persons,): made anew at each call."""
        return tuple(self.labels.to_pylist())

    @property
    def offsets(self) -> Ints:
        """First column of each item, then the number of columns, (n_items + 1,), as in ``Items``."""
        return offsets_of(self.n_categories)


def offsets_of(n_categories: Ints) -> Ints:
    """Return the first column of each item, then the number of columns, (n_items + 1,)."""
    return np.concatenate([[0], np.cumsum(n_categories, dtype=np.int64)])


def keep_columns(encoded: Encoded, mask: Bools, folder: Path | None = None) -> Encoded:
    """Return the answers in some of the columns only, the items that have one, and the persons who have any.

    Args:
        encoded: answers.
        mask: columns that stay, (n_columns,).
        folder: where the answers are written, as for ``encode``.
    """
    numbers = np.where(mask, np.cumsum(mask) - 1, -1).astype(np.int32)
    store, lengths = ColumnStore(folder), []
    for part in encoded.answers.chunks(CHUNK):
        columns = numbers[part.columns]
        lengths.append(np.bincount(part.persons[columns >= 0], minlength=part.n_persons))
        store.append(columns[columns >= 0])
    rest = replace(encoded.answers, columns=store.finish(), n_columns=int(mask.sum()))
    answers, there = without_empty(rest, np.concatenate(lengths))
    by_item = np.split(mask, encoded.offsets[1:-1])
    kept = [position for position, one in enumerate(by_item) if one.any()]
    return replace(
        encoded,
        answers=answers,
        items=tuple(encoded.items[position] for position in kept),
        bounds=tuple(encoded.bounds[position][by_item[position]] for position in kept),
        counts=encoded.counts[mask],
        labels=encoded.labels.filter(pa.array(there)),
        n_left_out=encoded.n_left_out + encoded.answers.n_answers - answers.n_answers,
    )


def without_empty(answers: Answers, lengths: Ints) -> tuple[Answers, np.ndarray]:
    """Return answers whose ``starts`` follow from ``lengths``, without persons of length 0, and who stayed."""
    there = lengths > 0
    starts = np.concatenate([[0], np.cumsum(lengths[there], dtype=np.int64)])
    groups, frequencies = answers.groups[there], answers.frequencies[there]
    return replace(answers, starts=starts, groups=groups, frequencies=frequencies), there
