"""The M-step: the item parameters most likely to give the expected counts.

Fisher scoring, all items of a block at once, each item's step halved until its likelihood does not fall.
"""

from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu

from pixauthor.irt.arrays import Bools, Floats
from pixauthor.irt.items import Block, Items
from pixauthor.irt.layout import Layout

_HALVINGS: Final = 12
_LONGEST: Final = 2.0
"""No parameter moves further than this in one step, in working units."""
_NOISE: Final = 1e-12
"""Share of a value by which it may fall from rounding alone."""
_RIDGE: Final = 1e-6
"""Added to all curvatures: nothing beside any answer, enough that a parameter of which none tells stays where it is."""
BOUND: Final = 30.0
"""Working parameters stay within: beyond, probabilities no longer change."""


def maximise(
    items: Items, layout: Layout, counts: Floats, nodes: Floats, steps: int = 1, log_p: Floats | None = None
) -> Items:
    """Return items whose expected log-likelihood, with the priors, is higher; after some steps, the highest.

    EM needs no more than one step: it is then a generalised EM, whose likelihood never falls either (Dempster, Laird
    and Rubin 1977, doi:10.1111/j.2517-6161.1977.tb01600.x), and takes hardly more iterations.

    Args:
        items: to start from.
        layout: which parameters are free.
        counts: expected answers in each column at each node, (n_columns, n_nodes).
        nodes: abilities, (n_nodes,).
        steps: of Fisher scoring.
        log_p: logarithm of the items' probabilities, if it is at hand, (n_columns, n_nodes).
    """
    step = _step_together if layout.tied else _step_apart
    for _ in range(steps):
        items = step(items, layout, counts, nodes, items.log_probabilities(nodes) if log_p is None else log_p)
        log_p = None
    return items


def _step_apart(items: Items, layout: Layout, counts: Floats, nodes: Floats, log_p: Floats) -> Items:
    """Return the items after one step, each item by itself."""
    moved = []
    for number, block in enumerate(items.blocks):
        columns = items.columns(block)
        table, known = counts[columns], log_p[columns]
        slope, curvature = _derivatives(layout, number, block, table, nodes, known)
        move = _bounded(np.asarray(np.linalg.solve(curvature, slope[..., None])[..., 0], float))
        before = _value(layout, number, block.working, table, known)
        share = np.ones(len(move))
        for _ in range(_HALVINGS):
            working = np.clip(block.working + share[:, None] * move, -BOUND, BOUND)
            after = _value(layout, number, working, table, block.model.log_probabilities(working, nodes))
            worse = ~(after >= before - _NOISE * np.abs(before))
            if not worse.any():
                break
            share[worse] /= 2
        share[worse] = 0
        moved.append(np.clip(block.working + share[:, None] * move, -BOUND, BOUND))
    return items.with_working(moved)


def _step_together(items: Items, layout: Layout, counts: Floats, nodes: Floats, log_p: Floats) -> Items:
    """Return the items after one step, parameters that are equal moving as one."""
    slope, rows, columns, values = np.zeros(layout.n_free), [], [], []
    for number, block in enumerate(items.blocks):
        slots, columns_ = layout.slots[number], items.columns(block)
        own, curvature = _derivatives(layout, number, block, counts[columns_], nodes, log_p[columns_])
        np.add.at(slope, slots[slots >= 0], own[slots >= 0])
        pairs = (slots[:, :, None] >= 0) & (slots[:, None, :] >= 0)
        rows.append(np.broadcast_to(slots[:, :, None], pairs.shape)[pairs])
        columns.append(np.broadcast_to(slots[:, None, :], pairs.shape)[pairs])
        values.append(curvature[pairs])
    places = (np.concatenate(rows), np.concatenate(columns))
    matrix = coo_array((np.concatenate(values), places), shape=(layout.n_free, layout.n_free)).tocsc()
    move = _bounded(splu(matrix).solve(slope))
    start, before = layout.pack(items, ()), _expected_value(items, layout, counts, log_p)
    for halvings in range(_HALVINGS):
        after, _ = layout.unpack(np.clip(start + move / 2**halvings, -BOUND, BOUND), items, ())
        if expected_value(after, layout, counts, nodes) >= before - _NOISE * abs(before):
            return after
    return items


def expected_value(items: Items, layout: Layout, counts: Floats, nodes: Floats) -> float:
    """Return the expected log-likelihood with the priors."""
    return _expected_value(items, layout, counts, items.log_probabilities(nodes))


def _expected_value(items: Items, layout: Layout, counts: Floats, log_p: Floats) -> float:
    parts = []
    for number, block in enumerate(items.blocks):
        columns = items.columns(block)
        parts.append(_value(layout, number, block.working, counts[columns], log_p[columns]).sum())
    return float(sum(parts))


def _derivatives(
    layout: Layout, number: int, block: Block, counts: Floats, nodes: Floats, log_p: Floats
) -> tuple[Floats, Floats]:
    """Return slope (n_items, n_parameters) and Fisher's curvature, unit rows where a parameter is fixed."""
    gradients = gradients_of(block, nodes)
    slope = np.einsum("jpkq,jkq->jp", gradients, counts, optimize=True)
    weighted = gradients * (np.exp(log_p) * counts.sum(axis=1, keepdims=True))[:, None]
    shape = (*gradients.shape[:2], -1)
    curvature = weighted.reshape(shape) @ gradients.reshape(shape).swapaxes(1, 2)
    for column, prior in layout.priors[number].items():
        slope[:, column] += prior.slope(block.working[:, column])
        curvature[:, column, column] += np.maximum(prior.curvature(block.working[:, column]), 0.0)
    free = layout.slots[number] >= 0
    return np.where(free, slope, 0.0), _only(curvature, free)


def score(layout: Layout, number: int, block: Block, counts: Floats, nodes: Floats) -> Floats:
    """Return the derivative of the expected log-likelihood, with the priors, of one block, (n_items, n_parameters).

    Args:
        layout: priors and free parameters.
        number: of the block.
        block: its items.
        counts: of its columns, (n_items, n_categories, n_nodes).
        nodes: abilities, (n_nodes,).
    """
    slope = np.einsum("jpkq,jkq->jp", gradients_of(block, nodes), counts, optimize=True)
    for column, prior in layout.priors[number].items():
        slope[:, column] += prior.slope(block.working[:, column])
    return np.asarray(slope)


def gradients_of(block: Block, nodes: Floats) -> Floats:
    """Return d log P / d parameter, nil where P is, (n_items, n_parameters, n_categories, n_nodes)."""
    found = block.model.gradients(block.working, nodes)
    return found if np.isfinite(found).all() else np.nan_to_num(found, posinf=0.0, neginf=0.0)


def _only(curvature: Floats, free: Bools) -> Floats:
    """Return the curvature of the free parameters, a little steeper so that it can be inverted."""
    both = free[:, :, None] & free[:, None, :]
    n = curvature.shape[1]
    diagonal = np.diagonal(curvature, axis1=1, axis2=2)
    ridge = np.where(free, 1e-9 * diagonal + _RIDGE, 1.0)
    return np.asarray(np.where(both, curvature, 0.0) + np.eye(n) * ridge[:, None, :], np.float64)


def _value(layout: Layout, number: int, working: Floats, counts: Floats, log_p: Floats) -> Floats:
    """Return the expected log-likelihood of each item with its priors, (n_items,); -inf where it makes no sense."""
    value = np.einsum("jkq,jkq->j", counts, log_p)
    for column, prior in layout.priors[number].items():
        value = value + prior.log_density(working[:, column])
    return np.asarray(np.nan_to_num(value, nan=-np.inf, neginf=-np.inf))


def _bounded(move: Floats) -> Floats:
    return np.asarray(np.clip(np.nan_to_num(move), -_LONGEST, _LONGEST))
