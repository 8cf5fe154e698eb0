"""How far anchors have moved after a link, and how surely."""

from collections.abc import Sequence

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Items
from pixauthor.irt.linking_anchors import Solution, require_order, steps
from pixauthor.irt.linking_errors import SpreadCovariance
from pixauthor.irt.linking_moments import difficulties


def mean_difficulties(items: Items) -> Floats:
    """Return the mean difficulty of the steps of each item, NaN for a nominal one, (n_items,)."""
    return np.add.reduceat(np.where(items.credits > 0, difficulties(items), 0.0), items.offsets[:-1]) / (
        items.n_categories - 1
    )


def displacement_errors(new: Items, old: Items, link: Solution, known: Sequence[SpreadCovariance]) -> Floats:
    """Return the standard errors of displacements, those of the link included, (n_items,).

    Args:
        new: anchors with their new parameters, all with difficulties.
        old: the same with their old ones.
        link: its derivatives are nil for the anchors that it did without.
        known: covariances of the stacked working parameters of new and old.

    Raises:
        ValueError: for nominal items.
    """
    # The displacement is A b_new + B - b_old; A and B depend on all anchors, b on its own item alone.
    line = np.stack([mean_difficulties(new), np.ones(new.n_items)], axis=1)
    variance = np.zeros(new.n_items)
    sides = ((new, link.by_new, link.scale), (old, link.by_old, -1.0))
    for (items, influence, weight), covariance in zip(sides, known, strict=True):
        by_line = covariance @ influence.T
        own, cross = _difficulty_errors(items, covariance, by_line)
        variance += weight**2 * own + 2 * weight * (line * cross).sum(axis=1)
        variance += np.einsum("ix,xy,iy->i", line, influence @ by_line, line)
    return np.asarray(np.sqrt(variance))


def _difficulty_errors(items: Items, known: SpreadCovariance, with_line: Floats) -> tuple[Floats, Floats]:
    """Return the variance of each mean difficulty, and its covariance with A and B, (n_items,) and (n_items, 2).

    Args:
        items: all with difficulties.
        known: covariance of the stacked working parameters.
        with_line: covariance of these with A and B, (n_working, 2).
    """
    require_order(items)
    variance, cross, first = np.empty(items.n_items), np.empty((items.n_items, 2)), 0
    for block, within in zip(items.blocks, known.within, strict=True):
        by_own = block.model.jacobian(block.working)[:, steps(block)].mean(axis=1)
        rows = slice(first, first + block.working.size)
        variance[block.positions] = np.einsum("iv,ivw,iw->i", by_own, within, by_own)
        cross[block.positions] = np.einsum("iv,ivx->ix", by_own, with_line[rows].reshape(*by_own.shape, 2))
        first = rows.stop
    return variance, cross
