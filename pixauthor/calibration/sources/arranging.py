"""From the numbers of rows to the answers of each person, each item once."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from pixauthor.calibration.sources.column_store import Columns, ColumnStore
from pixauthor.calibration.sources.numbering import Numbering
from pixauthor.calibration.sources.sorting import sort_in_parts
from pixauthor.irt.arrays import Ints

PART: Final = 1 << 21
"""Rows sorted at once, about: 16 MiB."""
MOST_PARTS: Final = 256
"""Each has a file open."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arranged:
    """Answers in order of person, then of item, one for each pair.

    Args:
        columns: (n_answers,).
        lengths: answers of each person, (n_persons,).
        counts: answers in each column, (n_columns,).
        disputed: places in ``columns`` of answers that were given again otherwise, ascending, (n_disputed,).
        n_repeated: answers that are not in ``columns``.
    """

    columns: Columns
    lengths: Ints
    counts: Ints
    disputed: Ints
    n_repeated: int


def arrange(numbers: Iterable[Ints], numbering: Numbering, n_rows: int, folder: Path | None) -> Arranged:
    """Return the answers of rows.

    Args:
        numbers: ``person * n_columns + column`` of each row, in any order, a batch at a time.
        numbering: of items and persons.
        n_rows: about how many there are.
        folder: of temporary files; everything is in memory when it is None.
    """
    n_persons, n_columns = len(numbering.labels), numbering.n_columns
    item_of = np.repeat(np.arange(len(numbering.items)), numbering.n_categories)
    # Whole persons in a part, so that no pair of answers is torn.
    share = max(1, -(-n_persons // min(1 + n_rows // PART, MOST_PARTS)))
    firsts: Ints = np.arange(0, max(n_persons, 1), share)
    store, n_read = ColumnStore(folder), 0
    lengths, counts, disputed = [], np.zeros(n_columns, np.int64), []
    parts = sort_in_parts(numbers, (firsts + share) * n_columns, folder)
    for first, part in zip(firsts, parts, strict=True):
        persons, columns = np.divmod(part, n_columns)
        new, otherwise = _first_of_each(persons, item_of[columns], columns)
        disputed.append(store.size + otherwise)
        columns = columns[new].astype(np.int32)
        store.append(columns)
        counts += np.bincount(columns, minlength=n_columns)
        lengths.append(np.bincount(persons[new] - first, minlength=int(min(share, n_persons - first))))
        n_read += part.size
    return Arranged(
        columns=store.finish(),
        lengths=np.concatenate(lengths),
        counts=counts,
        disputed=np.concatenate(disputed),
        n_repeated=n_read - store.size,
    )


def _first_of_each(persons: Ints, items: Ints, columns: Ints) -> tuple[np.ndarray, Ints]:
    """Return which answers are the first of their pair, and the places among these of those given again otherwise."""
    new = np.ones(persons.size, bool)
    new[1:] = (persons[1:] != persons[:-1]) | (items[1:] != items[:-1])
    otherwise = ~new[1:] & (columns[1:] != columns[:-1])
    return new, np.unique((np.cumsum(new) - 1)[1:][otherwise])
