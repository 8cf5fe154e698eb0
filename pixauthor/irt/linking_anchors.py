"""What methods of linking take and give."""

from typing import NamedTuple

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Block, Items
from pixauthor.irt.quadrature import Grid


class Anchors(NamedTuple):
    """The same items, in one order, with two sets of parameters, and where their curves are compared."""

    new: Items
    old: Items
    old_grid: Grid | None = None
    new_grid: Grid | None = None

    @property
    def scale_known(self) -> bool:
        """True when all slopes are fixed at 1, so that A is 1."""
        return all(block.model.fixed_slope for items in (self.new, self.old) for block in items.blocks)


class Solution(NamedTuple):
    """A and B, and their derivatives by the stacked working parameters of new and old, each (2, n_working)."""

    scale: float
    shift: float
    by_new: Floats
    by_old: Floats


def steps(block: Block) -> list[int]:
    """Return which natural parameters are difficulties: none where categories have no order."""
    return [k for k, name in enumerate(block.model.natural_names(block.n_categories)) if name.startswith("b")]


def require_order(items: Items) -> None:
    """Refuse items whose categories have no order, and therefore neither difficulty nor score.

    Raises:
        ValueError: when there are some.
    """
    for block in items.blocks:
        if not steps(block):
            raise ValueError(f"items of model {block.model.name} have no difficulty and no score: compare categories")
