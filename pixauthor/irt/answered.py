"""Items at the abilities of those who answer them: one value a pair of person and item, not a table of all by all."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.irf import Curves, ResponseModel
from pixauthor.irt.items import Items

_ORIGIN: Final = np.zeros(1)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Pairs whose items are of one block: their places among all, parameters, and how these move with ability."""

    places: Ints | slice
    model: ResponseModel
    n_categories: int
    working: Floats
    moves: Floats

    def at(self, theta: Floats) -> Floats:
        """Return the parameters for which each pair's ability is the origin."""
        return self.working + theta[self.places, None] * self.moves


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of a person and an item."""

    parts: tuple[_Part, ...]
    shape: tuple[int, int]

    def probabilities(self, theta: Floats) -> Floats:
        """Return P of every category at the ability of each pair, 0 beyond those of its item.

        Args:
            theta: logits, (n_pairs,).

        Returns:
            (n_pairs, most categories).
        """
        table = np.zeros(self.shape)
        for part in self.parts:
            log_p = part.model.log_probabilities(part.at(theta), _ORIGIN)
            table[part.places, : part.n_categories] = np.exp(log_p[:, :, 0])
        return table

    def curves(self, theta: Floats) -> Curves:
        """Return P and its derivatives in ability. Shapes as in ``probabilities``."""
        tables = Curves(np.zeros(self.shape), np.zeros(self.shape), np.zeros(self.shape))
        for part in self.parts:
            found = part.model.curves(part.at(theta), _ORIGIN)
            for table, values in zip(tables, found, strict=True):
                table[part.places, : part.n_categories] = values[:, :, 0]
        return tables


def pair(items: Items, which: Ints) -> Pairs:
    """Return the pairs with these items, (n_pairs,)."""
    home, row = np.empty((2, items.n_items), np.int64)
    for number, block in enumerate(items.blocks):
        home[block.positions], row[block.positions] = number, np.arange(block.positions.size)
    parts = []
    for number, block in enumerate(items.blocks):
        places = np.flatnonzero(home.take(which) == number) if len(items.blocks) > 1 else slice(None)
        moves = block.working @ block.model.translation(block.n_categories).T
        # Not by brackets: ``take`` is ten times as fast on rows so short.
        working, moves = (table.take(row.take(which[places]), axis=0) for table in (block.working, moves))
        parts.append(_Part(places, block.model, block.n_categories, working, moves))
    return Pairs(tuple(parts), (which.size, int(items.n_categories.max())))


def curves_at(items: Items, which: Ints, theta: Floats) -> Curves:
    """Return the curves of pairs that are looked at once. Shapes as in ``Pairs.probabilities``."""
    return pair(items, which).curves(theta)
