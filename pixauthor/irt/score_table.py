"""The scores of every answer: derivatives of its log-probability in the parameters, at each node."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.maximise import gradients_of

Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """d log P / d parameter of every column, and of each group's weights as one column more a group.

    Args:
        gradients: one row a free parameter of a column, column after column, (n_rows, n_nodes).
        rows: first row of each column, (n_columns + n_groups,).
        units: item of each column, then groups: numbers from 0, (n_columns + n_groups,).
        starts: first slot of each unit, then the number of slots, (n_units + 1,). A slot is a free parameter of a unit,
            whether or not it is equal to another's.
        places: place of each slot in the vector of free parameters, (n_slots,).
        n_free: length of the vector.
    """

    gradients: Floats
    rows: Numbers
    units: Numbers
    starts: Ints
    places: Ints
    n_free: int


def score_table(items: Items, latents: Sequence[Latent], layout: Layout, nodes: Floats) -> ScoreTable:
    """Return the scores at an estimate."""
    most = max(2, *(block.working.shape[1] for block in items.blocks))
    n_units = items.n_items + len(latents)
    places = np.full((n_units, most), -1)
    gradients = np.zeros((items.n_columns + len(latents), most, nodes.size))
    for block, own in zip(items.blocks, layout.slots, strict=True):
        gradients[items.columns(block), : own.shape[1]] = gradients_of(block, nodes).swapaxes(1, 2)
        places[block.positions, : own.shape[1]] = own
    at = layout.n_free
    for number, latent in enumerate(latents):
        size = latent.free().size
        gradients[items.n_columns + number, :size] = latent.gradient(nodes) if size else 0.0
        places[items.n_items + number, :size] = np.arange(at, at + size)
        at += size
    units = np.repeat(np.arange(n_units), [*items.n_categories, *(1 for _ in latents)])
    free = places >= 0
    rows = np.concatenate([[0], np.cumsum(free[units].sum(axis=1))])[:-1]
    starts = np.concatenate([[0], np.cumsum(free.sum(axis=1))])
    return ScoreTable(gradients[free[units]], rows.astype(np.uint32), units.astype(np.uint32), starts, places[free], at)


def fold_slots(matrix: Floats, table: ScoreTable) -> Floats:
    """Return a matrix by slot, (n_slots, n_slots), by place, (n_free, n_free): parameters that are equal share one."""
    n_slots = table.places.size
    if n_slots == table.n_free and not np.any(np.diff(table.places) != 1):
        return matrix
    fold = csr_array((np.ones(n_slots), (table.places, np.arange(n_slots))), shape=(table.n_free, n_slots))
    folded = fold @ (fold @ matrix).T
    return np.asarray((folded + folded.T) / 2)
