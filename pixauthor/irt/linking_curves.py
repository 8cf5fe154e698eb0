"""Linking by curves: A and B that make the anchors behave most alike.

The distance is the sum over nodes of weight times squared residuals; the residuals at a node are the differences of
the probabilities of all categories (Haebara) or of the expected score on all anchors (Stocking and Lord). The nodes
lie on the old scale, on the new one, or on both.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import least_squares

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Block, Items
from pixauthor.irt.linking_anchors import Anchors, Solution, require_order
from pixauthor.irt.quadrature import Grid

_STEP: Final = 1e-5
"""Of central differences; their error, of the order of its square, is far below any standard error."""
_EXACT: Final = 1e-14
_LEAST_SCALE: Final = 1e-3


class Side(NamedTuple):
    """A comparison on the scale of ``fixed``.

    Args:
        fixed: anchors with the parameters of that scale.
        moved: anchors with the parameters of the other scale.
        grid: where they are compared.
        place: from (A, B) to the nodes on the other scale, (n_nodes,), and their derivatives, (2, n_nodes).
        moved_is_new: which of the two is new.
    """

    fixed: Items
    moved: Items
    grid: Grid
    place: Callable[[Floats, Floats], tuple[Floats, Floats]]
    moved_is_new: bool


class Measure(NamedTuple):
    """How a table by column, (n_columns, n_nodes), becomes residuals, and the transpose of that."""

    gather: Callable[[Floats], Floats]
    scatter: Callable[[Floats], Floats]


def by_category(anchors: Anchors) -> Solution:
    """Return the line that makes probabilities most alike (Haebara 1980, doi:10.4992/psycholres1954.22.144)."""
    return _solve(anchors, Measure(np.asarray, np.asarray))


def by_test(anchors: Anchors) -> Solution:
    """Return the line that makes test scores most alike (Stocking and Lord 1983, doi:10.1177/014662168300700208)."""
    require_order(anchors.new)
    require_order(anchors.old)
    credits_ = anchors.new.credits[:, None]
    return _solve(anchors, Measure(lambda table: credits_.T @ table, lambda rows: credits_ * rows))


def _solve(anchors: Anchors, measure: Measure) -> Solution:
    sides = _sides(anchors)
    free = [1] if anchors.scale_known else [0, 1]
    start = np.array([1.0, 0.0])

    def line(x: Floats) -> Floats:
        full = start.copy()
        full[free] = x
        return full

    found = least_squares(
        lambda x: np.concatenate([_residuals(side, measure, line(x)).ravel() for side in sides]),
        start[free],
        jac=lambda x: np.concatenate(
            [_slopes(side, measure, line(x))[free].reshape(len(free), -1).T for side in sides]
        ),
        bounds=(np.array([_LEAST_SCALE, -np.inf])[free], np.inf),
        xtol=_EXACT,
        ftol=_EXACT,
        gtol=_EXACT,
    )
    best = line(found.x)
    if not found.success or best[0] < 2 * _LEAST_SCALE:
        raise ValueError("the curves of the anchors agree on no scale")
    inverse = np.zeros((2, 2))
    inverse[np.ix_(free, free)] = np.linalg.inv(_curvature(sides, measure, best)[np.ix_(free, free)])
    by_new, by_old = _pull(sides, measure, best)
    return Solution(float(best[0]), float(best[1]), -inverse @ by_new, -inverse @ by_old)


def _sides(anchors: Anchors) -> list[Side]:
    sides = []
    if anchors.old_grid is not None:
        sides.append(Side(anchors.old, anchors.new, anchors.old_grid, _to_new, moved_is_new=True))
    if anchors.new_grid is not None:
        sides.append(Side(anchors.new, anchors.old, anchors.new_grid, _to_old, moved_is_new=False))
    return sides


def _to_new(line: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    moved = (nodes - line[1]) / line[0]
    return moved, np.stack([-moved, np.full(nodes.size, -1.0)]) / line[0]


def _to_old(line: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    return line[0] * nodes + line[1], np.stack([nodes, np.ones(nodes.size)])


def _residuals(side: Side, measure: Measure, line: Floats) -> Floats:
    """Return weighted residuals, (n_residuals, n_nodes)."""
    nodes, _ = side.place(line, side.grid.nodes)
    difference = side.fixed.curves(side.grid.nodes).p - side.moved.curves(nodes).p
    return np.asarray(np.sqrt(side.grid.weights) * measure.gather(difference))


def _slopes(side: Side, measure: Measure, line: Floats) -> Floats:
    """Return the derivatives of the weighted residuals by A and B, (2, n_residuals, n_nodes)."""
    nodes, motion = side.place(line, side.grid.nodes)
    slope = measure.gather(side.moved.curves(nodes).slope)
    return np.asarray(-np.sqrt(side.grid.weights) * slope * motion[:, None])


def _gradient(sides: list[Side], measure: Measure, line: Floats) -> Floats:
    """Return half the derivatives of the distance by A and B, (2,)."""
    products = (_slopes(side, measure, line) * _residuals(side, measure, line) for side in sides)
    return np.asarray(sum(product.sum(axis=(1, 2)) for product in products))


def _curvature(sides: list[Side], measure: Measure, line: Floats) -> Floats:
    """Return half the second derivatives of the distance by A and B, (2, 2)."""
    steps = _STEP * np.eye(2)
    return np.stack(
        [
            (_gradient(sides, measure, line + step) - _gradient(sides, measure, line - step)) / (2 * _STEP)
            for step in steps
        ]
    )


def _pull(sides: list[Side], measure: Measure, line: Floats) -> tuple[Floats, Floats]:
    """Return the derivatives of ``_gradient`` by the stacked working parameters of new and of old."""
    totals: dict[bool, Floats] = {}
    for side in sides:
        nodes, motion = side.place(line, side.grid.nodes)
        moved = side.moved.curves(nodes)
        residual = measure.gather(side.fixed.curves(side.grid.nodes).p - moved.p)
        by_p = measure.scatter(measure.gather(moved.slope)) * side.grid.weights
        by_slope = measure.scatter(residual) * side.grid.weights
        fixed_pull = _contract(side.fixed, side.grid.nodes, -by_p, None, motion)
        moved_pull = _contract(side.moved, nodes, by_p, -by_slope, motion)
        for is_new, pull in ((side.moved_is_new, moved_pull), (not side.moved_is_new, fixed_pull)):
            totals[is_new] = totals.get(is_new, 0.0) + pull
    return totals[True], totals[False]


def _contract(items: Items, nodes: Floats, by_p: Floats, by_slope: Floats | None, motion: Floats) -> Floats:
    """Return sums over columns and nodes of weights by column times derivatives by parameter, (2, n_working)."""
    parts = []
    for block in items.blocks:
        columns = items.columns(block)
        p, slope = _derivatives(block, nodes)
        table = by_p[columns] * p
        if by_slope is not None:
            table = table + by_slope[columns] * slope
        parts.append(np.einsum("wicn,xn->xiw", table, motion).reshape(2, -1))
    return np.concatenate(parts, axis=1)


def _derivatives(block: Block, nodes: Floats) -> tuple[Floats, Floats]:
    """Return d P and d P' by working parameter, each (n_parameters, n_items, n_categories, n_nodes)."""
    pairs = []
    for step in _STEP * np.eye(block.working.shape[1]):
        above, below = (block.model.curves(block.working + sign * step, nodes) for sign in (1, -1))
        pairs.append(((above.p - below.p) / (2 * _STEP), (above.slope - below.slope) / (2 * _STEP)))
    p, slope = zip(*pairs, strict=True)
    return np.stack(p), np.stack(slope)
