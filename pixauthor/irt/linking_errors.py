"""Covariances of the estimates of one calibration, made again from what a calibration file keeps: standard errors."""

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.items import Block, Items
from pixauthor.irt.quadrature import Grid


def spread_covariance(items: Items, errors: tuple[Floats, ...], grid: Grid, n_persons: int | None) -> Floats:
    """Return an approximate covariance of the stacked working parameters, (n_working, n_working).

    Within an item: the given standard errors, with the correlations that the item's curves have for persons spread
    as ``grid``. Between items: what all of them share because the scale is tied to the persons, an origin known to
    sd / sqrt(N) and a unit known to 1 / sqrt(2 N). For the five forms of est2pl (equateIRT, 5,000 persons) standard
    errors of A and B come within 2 % of those of the full covariance; the tests show it.

    Args:
        items: with their estimates.
        errors: standard errors of the natural parameters, one array a block; NaN counts as known exactly.
        grid: distribution of the persons' abilities.
        n_persons: whose distribution fixes the scale; None when old items fix it.
    """
    parts = [_within(block, known, grid) for block, known in zip(items.blocks, errors, strict=True)]
    width = sum(part.shape[0] * part.shape[1] for part in parts)
    covariance = np.zeros((width, width))
    if n_persons is not None:
        covariance += _between(items, grid, n_persons)
    at = 0
    for part in parts:
        size = part.shape[1]
        for own in part:
            covariance[at : at + size, at : at + size] = own
            at += size
    return covariance


def _within(block: Block, errors: Floats, grid: Grid) -> Floats:
    """Return the covariance of each item's working parameters, (n_items, n_working, n_working)."""
    p = np.exp(block.model.log_probabilities(block.working, grid.nodes))
    gradients = block.model.gradients(block.working, grid.nodes)
    information = np.einsum("ivcn,iwcn,icn,n->ivw", gradients, gradients, p, grid.weights)
    jacobian = block.model.jacobian(block.working)
    natural = jacobian @ np.linalg.pinv(information, hermitian=True) @ jacobian.transpose(0, 2, 1)
    # A standard error given as nil (a slope that is fixed) leaves no variance at all.
    ratio = np.nan_to_num(errors) / np.sqrt(np.diagonal(natural, axis1=1, axis2=2))
    back = np.linalg.pinv(jacobian)
    return np.asarray(back @ (natural * ratio[:, :, None] * ratio[:, None, :]) @ back.transpose(0, 2, 1))


def _between(items: Items, grid: Grid, n_persons: int) -> Floats:
    """Return the covariance that errors of origin and unit give, (n_working, n_working)."""
    mean = float(grid.weights @ grid.nodes)
    sd = float(np.sqrt(grid.weights @ (grid.nodes - mean) ** 2))
    origin, unit = [], []
    for block in items.blocks:
        names = block.model.working_names(block.n_categories)
        moved = block.working @ block.model.translation(block.n_categories).T
        origin.append(moved.ravel())
        stretched = np.where([name.startswith("slope") for name in names], block.working, -mean * moved)
        unit.append((0.0 if block.model.fixed_slope else 1.0) * stretched.ravel())
    both = np.stack([sd * np.concatenate(origin), np.concatenate(unit) / np.sqrt(2)])
    return np.asarray(both.T @ both / n_persons)
