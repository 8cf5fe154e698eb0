"""What an adaptive test looks up: what depends on the bank alone, computed once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.items import Items
from pixauthor.irt.quadrature import Grid

STEP: Final = 0.02
"""Logits between the abilities at which the bank is ordered, far below any standard error. The logarithm of an item's
information has a slope of at most a: the item that is best at the nearest of them has at least 1 - a STEP of the
information of the best one. A probability read between two is off by less than a² / 200,000."""
_AT_ONCE: Final = 64

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """A bank made ready.

    Args:
        grid: prior of the ability estimate.
        offsets: ``Items.offsets``.
        p: probability of each column at the nodes of the grid, (n_columns, n_nodes).
        fine: equally spaced abilities, (n_fine,).
        order: items at each ability, content after content, the most informative first, (n_fine, n_items).
        segments: where each content begins in ``order``, then the number of items, (n_contents + 1,).
        above: probability of a category above k, (n_fine, n_items, largest number of categories - 1).
    """

    grid: Grid
    offsets: Ints
    p: Singles
    fine: Floats
    order: NDArray[np.int32]
    segments: Ints
    above: Singles

    @property
    def n_items(self) -> int:
        """Number of items in the bank."""
        return self.offsets.size - 1

    def nearest(self, theta: Floats) -> Ints:
        """Return the row of ``order`` for each ability, the first or last one for those out of range."""
        rows = np.rint((theta - self.fine[0]) / STEP).astype(np.int64)
        return np.asarray(np.clip(rows, 0, self.fine.size - 1))


def make_tables(items: Items, grid: Grid, *, contents: Ints | None = None, reach: float = 0.0) -> Tables:
    """Return the tables of a bank.

    Args:
        items: of any models, parameters known.
        grid: prior of the ability estimate.
        contents: number of each item's content, from 0, (n_items,); all of one content by default.
        reach: answers can be drawn for abilities within these logits of 0, and within the grid.
    """
    low, high = min(grid.nodes[0], -reach), max(grid.nodes[-1], reach)
    fine = low + STEP * np.arange(int(np.ceil((high - low) / STEP)) + 1)
    kinds = np.zeros(items.n_items, np.int64) if contents is None else contents
    parts = [fine[first : first + _AT_ONCE] for first in range(0, fine.size, _AT_ONCE)]
    return Tables(
        grid,
        items.offsets,
        np.exp(items.log_probabilities(grid.nodes)).astype(np.float32),
        fine,
        np.concatenate([_order(items, part, kinds) for part in parts]),
        np.concatenate([[0], np.cumsum(np.bincount(kinds))]),
        np.concatenate([_above(items, part) for part in parts]),
    )


def _order(items: Items, theta: Floats, contents: Ints) -> NDArray[np.int32]:
    falling = -items.information(theta).T
    return np.lexsort((falling, np.broadcast_to(contents, falling.shape)), axis=1).astype(np.int32)


def _above(items: Items, theta: Floats) -> Singles:
    p = items.curves(theta).p
    table = np.zeros((theta.size, items.n_items, int(items.n_categories.max()) - 1), np.float32)
    for item, (first, last) in enumerate(zip(items.offsets[:-1], items.offsets[1:], strict=True)):
        table[:, item, : last - first - 1] = 1 - np.cumsum(p[first : last - 1], axis=0).T
    return table
