"""The information on parameters if abilities were known: the first half of Louis' formula (``standard_errors``)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import Expectation
from pixauthor.irt.items import Block, Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import Layout
from pixauthor.irt.maximise import score

_STEP: Final = 1e-5


def add_complete(
    matrix: Floats, items: Items, latents: Sequence[Latent], layout: Layout, nodes: Floats, found: Expectation
) -> None:
    """Add minus the derivative of the expected score, expected counts held, to a matrix, (n_free, n_free).

    By central differences of the score, so that a model need not tell its second derivatives.

    Args:
        matrix: added to: few of its cells, for only the parameters of one item, or of a group, go together.
        items: the estimate.
        latents: distribution of each group.
        layout: free parameters.
        nodes: of the quadrature, (n_nodes,).
        found: expected counts at the estimate.
    """
    at = layout.n_free
    for number, (block, slots) in enumerate(zip(items.blocks, layout.slots, strict=True)):
        bends = _item_curvatures(layout, number, block, found.counts[items.columns(block)], nodes)
        both = (slots[:, :, None] >= 0) & (slots[:, None, :] >= 0)
        rows, columns = (np.broadcast_to(axis, both.shape)[both] for axis in (slots[:, :, None], slots[:, None, :]))
        np.add.at(matrix, (rows, columns), bends[both])
    for latent, mass in zip(latents, found.masses, strict=True):
        n = latent.free().size
        matrix[at : at + n, at : at + n] += _latent_curvature(latent, mass, nodes)
        at += n


def _item_curvatures(layout: Layout, number: int, block: Block, counts: Floats, nodes: Floats) -> Floats:
    """Return minus the second derivatives of each item's expected log-likelihood, (n_items, n_par, n_par)."""
    columns = []
    for column in range(block.working.shape[1]):
        move = np.zeros_like(block.working)
        move[:, column] = _STEP
        ahead, behind = (replace(block, working=block.working + sign * move) for sign in (1, -1))
        slopes = [score(layout, number, one, counts, nodes) for one in (behind, ahead)]
        columns.append((slopes[0] - slopes[1]) / (2 * _STEP))
    found = np.stack(columns, axis=2)
    return np.asarray((found + found.swapaxes(1, 2)) / 2)


def _latent_curvature(latent: Latent, mass: Floats, nodes: Floats) -> Floats:
    """Return minus the second derivatives of a group's expected log-weights, (n_free, n_free)."""
    free = latent.free()
    moves = np.eye(free.size) * _STEP
    slopes = [(latent.with_free(free - m).gradient(nodes) - latent.with_free(free + m).gradient(nodes)) for m in moves]
    found = np.array([slope @ mass / (2 * _STEP) for slope in slopes]).reshape(free.size, free.size)
    return np.asarray((found + found.T) / 2)
