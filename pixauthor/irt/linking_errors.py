"""Errors of estimates through a link: what a calibration file keeps of them is one standard error a parameter."""

from dataclasses import dataclass

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Block, Items
from pixauthor.irt.linking import Coefficients, transform
from pixauthor.irt.quadrature import Grid


@dataclass(frozen=True, slots=True, eq=False)
class SpreadCovariance:
    """A covariance of stacked working parameters: any within an item, of low rank between items.

    Args:
        within: of each item's parameters, one array a block, (n_items, n_parameters, n_parameters).
        shared: S, (n_working, rank): between two items the covariance is that of S S^T.
    """

    within: tuple[Floats, ...]
    shared: Floats

    def __matmul__(self, table: Floats) -> Floats:
        """Return the product with a table (n_working, m)."""
        result, first = self.shared @ (self.shared.T @ table), 0
        for within in self.within:
            n_items, size = within.shape[:2]
            rows = slice(first, first + n_items * size)
            shared = self.shared[rows].reshape(n_items, size, -1)
            own = (within - shared @ shared.transpose(0, 2, 1)) @ table[rows].reshape(n_items, size, -1)
            result[rows] += own.reshape(n_items * size, -1)
            first = rows.stop
        return np.asarray(result)


def spread_covariance(items: Items, errors: tuple[Floats, ...], grid: Grid, n_persons: int | None) -> SpreadCovariance:
    """Return an approximate covariance of estimates that were made together.

    Within an item: the given standard errors, with the correlations that the item's curves have for persons spread
    as ``grid``. Between items: what all of them share because the scale is tied to the persons, an origin known to
    sd / sqrt(N) and a unit known to 1 / sqrt(2 N). Standard errors of A and B come within 2 % of those by the full
    covariance for the five forms of est2pl (equateIRT, 5,000 persons), within a tenth where answers are few.

    Args:
        items: with their estimates.
        errors: standard errors of the natural parameters, one array a block; NaN counts as known exactly.
        grid: distribution of the persons' abilities.
        n_persons: whose distribution fixes the scale; None when old items fix it.
    """
    within = tuple(_within(block, known, grid) for block, known in zip(items.blocks, errors, strict=True))
    shared = np.zeros((sum(block.working.size for block in items.blocks), 2))
    return SpreadCovariance(within, shared if n_persons is None else _shared(items, grid, n_persons))


def transformed_errors(
    items: Items, known: SpreadCovariance, line: Coefficients, by_items: Floats
) -> tuple[Floats, ...]:
    """Return the standard errors of the natural parameters on the other scale, those of the link included.

    Args:
        items: on their own scale.
        known: covariance of their stacked working parameters.
        line: to the other scale; without a covariance it counts as exact.
        by_items: derivatives of A and B by the stacked working parameters, (2, n_working).

    Returns:
        One array a block, (n_items, n_natural).
    """
    of_line = np.zeros((2, 2)) if line.covariance is None else line.covariance
    moved, first, result = transform(items, line.scale, line.shift), 0, []
    with_line = known @ by_items.T
    for block, after, within in zip(items.blocks, moved.blocks, known.within, strict=True):
        own, by_line = _motion(block, line)
        rows = slice(first, first + block.working.size)
        cross = with_line[rows].reshape(*block.working.shape, 2)
        both = own @ cross @ by_line.transpose(0, 2, 1)
        working = own @ within @ own.T + both + both.transpose(0, 2, 1)
        working = working + by_line @ of_line @ by_line.transpose(0, 2, 1)
        jacobian = block.model.jacobian(after.working)
        natural = jacobian @ working @ jacobian.transpose(0, 2, 1)
        result.append(np.sqrt(np.maximum(np.diagonal(natural, axis1=1, axis2=2), 0.0)))
        first = rows.stop
    return tuple(result)


def _motion(block: Block, line: Coefficients) -> tuple[Floats, Floats]:
    """Return the derivatives of the moved working parameters by the own ones and, by item, by A and B."""
    names = block.model.working_names(block.n_categories)
    slope = np.array([name.startswith("slope") for name in names])
    translation = block.model.translation(block.n_categories)
    origin = block.working @ translation.T
    own = np.diag(np.where(slope, 1 / line.scale, 1.0)) - line.shift / line.scale * translation
    by_scale = np.where(slope, -block.working, line.shift * origin) / line.scale**2
    return own, np.stack([by_scale, -origin / line.scale], axis=2)


def _within(block: Block, errors: Floats, grid: Grid) -> Floats:
    """Return the covariance of each item's working parameters, (n_items, n_parameters, n_parameters)."""
    p = np.exp(block.model.log_probabilities(block.working, grid.nodes))
    gradients = block.model.gradients(block.working, grid.nodes)
    information = np.einsum("ivcn,iwcn,icn,n->ivw", gradients, gradients, p, grid.weights)
    jacobian = block.model.jacobian(block.working)
    natural = jacobian @ np.linalg.pinv(information, hermitian=True) @ jacobian.transpose(0, 2, 1)
    ratio = np.nan_to_num(errors) / np.sqrt(np.diagonal(natural, axis1=1, axis2=2))
    back = np.linalg.pinv(jacobian)
    return np.asarray(back @ (natural * ratio[:, :, None] * ratio[:, None, :]) @ back.transpose(0, 2, 1))


def _shared(items: Items, grid: Grid, n_persons: int) -> Floats:
    """Return the errors that origin and unit give all parameters, one standard deviation each, (n_working, 2)."""
    mean = float(grid.weights @ grid.nodes)
    sd = float(np.sqrt(grid.weights @ (grid.nodes - mean) ** 2))
    columns = []
    for block in items.blocks:
        names = block.model.working_names(block.n_categories)
        origin = block.working @ block.model.translation(block.n_categories).T
        slope = [name.startswith("slope") for name in names]
        unit = np.where(slope, block.working, -mean * origin) * (not block.model.fixed_slope)
        columns.append(np.stack([sd * origin.ravel(), unit.ravel() / np.sqrt(2)], axis=1))
    return np.asarray(np.concatenate(columns) / np.sqrt(n_persons))


def curve_errors(items: Items, known: SpreadCovariance, grid: Grid) -> Floats:
    """Return by how much each item's curves are uncertain, measured as ``drift.Shifts.rmsd``, (n_items,)."""
    result = np.zeros(items.n_items)
    for block, within in zip(items.blocks, known.within, strict=True):
        p = np.exp(block.model.log_probabilities(block.working, grid.nodes))
        by_parameter = block.model.gradients(block.working, grid.nodes) * p[:, None]
        variance = np.einsum("ivcn,ivw,iwcn,n->i", by_parameter, within, by_parameter, grid.weights)
        result[block.positions] = np.sqrt(variance / 2)
    return result
