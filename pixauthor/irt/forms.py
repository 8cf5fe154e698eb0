"""Forms: the sets of items that persons answered. A sum score means something only among persons of one form."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Ints
from pixauthor.irt.items import Items


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """Persons of one group who answered the same items.

    Args:
        rows: of these persons, (n_rows,).
        which: their items, rising, (n_items of the form,).
        group: number of their group.
    """

    rows: Ints
    which: Ints
    group: int


def find_forms(answers: Answers, items: Items) -> Iterator[Form]:
    """Yield the forms, in the order in which they are first met."""
    which = np.repeat(np.arange(items.n_items, dtype=np.int32), items.n_categories)[answers.columns]
    which = which[np.lexsort((which, answers.persons))]
    rows_of: dict[tuple[int, bytes], list[int]] = {}
    bounds = answers.starts.tolist()
    for row, group in enumerate(answers.groups.tolist()):
        rows_of.setdefault((group, which[bounds[row] : bounds[row + 1]].tobytes()), []).append(row)
    for (group, key), rows in rows_of.items():
        yield Form(np.array(rows), np.frombuffer(key, np.int32).astype(np.int64), group)
