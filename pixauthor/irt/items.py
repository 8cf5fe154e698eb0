"""Items of any models together: the table of log-probabilities that everything else reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.irf import MODELS, Curves, ResponseModel


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Items of one model and one number of categories.

    Args:
        model: response model.
        positions: where the items stand among all, (n_items,).
        n_categories: of each item.
        working: slopes and intercepts, (n_items, n_parameters).
    """

    model: ResponseModel
    positions: Ints
    n_categories: int
    working: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Items in blocks.

    The category k of item j is *column* ``offsets[j] + k``: the order of rows in all tables by category.

    Args:
        blocks: each item stands in exactly one.
        offsets: first column of each item, then the number of columns, (n_items + 1,).
    """

    blocks: tuple[Block, ...]
    offsets: Ints

    @property
    def n_items(self) -> int:
        """Number of items."""
        return self.offsets.size - 1

    @property
    def n_columns(self) -> int:
        """Number of categories of all items."""
        return int(self.offsets[-1])

    @property
    def n_categories(self) -> Ints:
        """Categories of each item, (n_items,)."""
        return np.diff(self.offsets)

    @property
    def credits(self) -> Floats:
        """Score of each column, 0 to n_categories - 1, (n_columns,)."""
        return np.concatenate([np.arange(n, dtype=float) for n in self.n_categories])

    def columns(self, block: Block) -> Ints:
        """Return the columns of a block's items, (n_items of the block, n_categories)."""
        return self.offsets[block.positions][:, None] + np.arange(block.n_categories)

    def with_working(self, working: Sequence[Floats]) -> "Items":
        """Return the items with other working parameters, one array a block."""
        pairs = zip(self.blocks, working, strict=True)
        return replace(self, blocks=tuple(replace(block, working=values) for block, values in pairs))

    def select(self, positions: Ints) -> "Items":
        """Return the items at some positions, in that order."""
        return gather(self.item(int(j)) for j in positions)

    def item(self, position: int) -> Block:
        """Return one item as a block of its own, at its position."""
        for block in self.blocks:
            found = np.flatnonzero(block.positions == position)
            if found.size:
                return replace(block, positions=block.positions[found], working=block.working[found])
        raise IndexError(position)

    def log_probabilities(self, theta: Floats) -> Floats:
        """Return log P of every column, (n_columns, n_nodes)."""
        table = np.empty((self.n_columns, theta.size))
        for block in self.blocks:
            table[self.columns(block)] = block.model.log_probabilities(block.working, theta)
        return table

    def curves(self, theta: Floats) -> Curves:
        """Return P of every column and its derivatives in ability, each (n_columns, n_nodes)."""
        tables = Curves(*(np.empty((self.n_columns, theta.size)) for _ in range(3)))
        for block in self.blocks:
            for table, values in zip(tables, block.model.curves(block.working, theta), strict=True):
                table[self.columns(block)] = values
        return tables

    def expected_scores(self, theta: Floats) -> Floats:
        """Return the expected score of every item, from 0 to n_categories - 1, (n_items, n_nodes)."""
        return self.sum_by_item(self.credits[:, None] * self.curves(theta).p)

    def information(self, theta: Floats) -> Floats:
        """Return Fisher's information of every item on ability, per squared logit, (n_items, n_nodes)."""
        p, slope, _ = self.curves(theta)
        # Far out P underflows before its slope does; there the information is nil.
        return self.sum_by_item(np.divide(slope**2, p, out=np.zeros_like(p), where=p > np.finfo(float).tiny))

    def sum_by_item(self, table: Floats) -> Floats:
        """Return the sums over each item's columns of a table (n_columns, ...), (n_items, ...)."""
        return np.add.reduceat(table, self.offsets[:-1], axis=0)

    def natural(self) -> tuple[Floats, ...]:
        """Return the natural parameters, one array a block."""
        return tuple(block.model.to_natural(block.working) for block in self.blocks)


def arrange(models: Sequence[str], n_categories: Sequence[int]) -> Items:
    """Return items of these models, parameters still unknown (NaN).

    Args:
        models: name of each item's model, (n_items,).
        n_categories: of each item, (n_items,).

    Raises:
        KeyError: for a model that is not in ``irf.MODELS``.
        ValueError: for a dichotomous model and more than two categories, or fewer than two.
    """
    kinds = list(zip(models, map(int, n_categories), strict=True))
    for name, n in kinds:
        if n < 2 or (MODELS[name].dichotomous and n != 2):
            raise ValueError(f"an item of model {name} cannot have {n} categories")
    blocks = []
    for name, n in sorted(set(kinds)):
        positions = np.array([j for j, kind in enumerate(kinds) if kind == (name, n)])
        unknown = np.full((positions.size, len(MODELS[name].working_names(n))), np.nan)
        blocks.append(Block(MODELS[name], positions, n, unknown))
    return Items(tuple(blocks), np.concatenate([[0], np.cumsum([n for _, n in kinds], dtype=np.int64)]))


def dichotomous(model: str = "2pl", **natural: Floats) -> Items:
    """Return items of one dichotomous model from natural parameters by name: ``dichotomous("2pl", a=a, b=b)``."""
    names = MODELS[model].natural_names(2)
    table = np.column_stack([np.asarray(natural[name], float) for name in names])
    items = arrange([model] * len(table), [2] * len(table))
    return items.with_working([MODELS[model].to_working(table)])


def gather(blocks: Iterable[Block]) -> Items:
    """Return the items of single-item blocks, in their order."""
    singles = list(blocks)
    items = arrange([block.model.name for block in singles], [block.n_categories for block in singles])
    working = [np.concatenate([singles[j].working for j in block.positions]) for block in items.blocks]
    return items.with_working(working)
