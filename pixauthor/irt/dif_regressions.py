"""Logistic regressions of right or wrong on a matching score, a group of two, and their product: all items at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.long import Long

TERMS: Final = ("intercept", "matching", "group", "matching:group")
_MAX_STEPS: Final = 50
_TOLERANCE: Final = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Regressions:
    """One logistic regression an item.

    Args:
        coefficients: (n_items, n_terms), of the first ``n_terms`` of ``TERMS``.
        errors: their standard errors; NaN where the data do not tell a coefficient.
        log_likelihood: (n_items,).
        converged: (n_items,); False too for items without answers. A perfect prediction never converges.
    """

    coefficients: Floats
    errors: Floats
    log_likelihood: Floats
    converged: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Candidates alike in item, group and matching score, in that order of sorting.

    A segment is an item in a group, number 2 item + group: the matching score is all that differs within one.

    Args:
        matching: score divided by ``scale``, (n_cells,).
        n: candidates, (n_cells,).
        right: how many of them were right, (n_cells,).
        sizes: cells in each segment, (2 n_items,).
        scale: largest matching score.
    """

    matching: Floats
    n: Floats
    right: Floats
    sizes: Ints
    scale: float

    @property
    def n_items(self) -> int:
        """Number of items."""
        return self.sizes.size // 2

    @property
    def units(self) -> Floats:
        """What coefficients of the scaled score are to be divided by, (n_terms,)."""
        return np.array([1.0, self.scale, 1.0, self.scale])

    def sum(self, *values: Floats) -> Floats:
        """Return the sums of tables (n_cells,) over segments, (n_tables, n_items, 2)."""
        result = np.zeros((len(values), self.sizes.size))
        met = self.sizes > 0
        if met.any():
            starts = (np.cumsum(self.sizes) - self.sizes)[met]
            for row, table in zip(result, values, strict=True):
                row[met] = np.add.reduceat(table, starts)
        return result.reshape(len(values), -1, 2)


def fold(data: Long, matching: Floats) -> Cells:
    """Return the answers of two groups, scored 0 or 1, with their matching score, (n_answers,), as cells."""
    segment = 2 * data.items + data.group
    order = np.lexsort((matching, segment))
    segment, score, weights = segment[order], matching[order], data.weights[order]
    starts = np.flatnonzero(np.concatenate([[True], (np.diff(segment) != 0) | (np.diff(score) != 0)])[: order.size])
    # Sums of thousands and abilities alike come near 1: the system stays well conditioned.
    scale = float(np.abs(matching).max(initial=0.0)) or 1.0
    n, right = (np.add.reduceat(part, starts) for part in (weights, weights * data.scores[order]))
    return Cells(score[starts] / scale, n, right, np.bincount(segment[starts], minlength=2 * data.n_items), scale)


def regress(cells: Cells, beta: Floats) -> Regressions:
    """Return the regressions on as many terms as ``beta`` has, by Newton's method, steps halved where need be."""
    likelihood, gradient, hessian = _moments(cells, beta)
    active = cells.sum(cells.n)[0].sum(axis=1) > 0
    converged = np.zeros(cells.n_items, bool)
    for _ in range(_MAX_STEPS):
        step = np.einsum("jab,jb->ja", np.linalg.pinv(hessian, hermitian=True), gradient)
        share = np.where(active & ~converged, 1.0, 0.0)
        found = _moments(cells, beta + share[:, None] * step)
        while (worse := found[0] < likelihood - _TOLERANCE * (1 + np.abs(likelihood))).any():
            share = np.where(worse, share / 2, share)
            found = _moments(cells, beta + share[:, None] * step)
        gain = np.abs(found[0] - likelihood)
        beta = beta + share[:, None] * step
        likelihood, gradient, hessian = found
        converged |= active & (gain < _TOLERANCE * (1 + np.abs(likelihood))) & (np.abs(step).max(axis=1) < 1e-4)
        if converged[active].all():
            break
    units = cells.units[: beta.shape[1]]
    return Regressions(beta / units, _errors(hessian) / units, likelihood, converged)


def _moments(cells: Cells, beta: Floats) -> tuple[Floats, Floats, Floats]:
    """Return log-likelihood (n_items,), gradient (n_items, n_terms) and information (n_items, n_terms, n_terms)."""
    # From the terms to intercept and slope of each group, (n_groups, 2, n_terms).
    terms = np.array([[[1, 0, 0, 0], [0, 1, 0, 0]], [[1, 0, 1, 0], [0, 1, 0, 1]]], float)[:, :, : beta.shape[1]]
    lines = np.einsum("gpt,jt->pjg", terms, beta).reshape(2, -1)
    intercept, slope = (np.repeat(part, cells.sizes) for part in lines)
    odds = intercept + slope * cells.matching
    tail = np.exp(-np.abs(odds))
    right = np.where(odds > 0, 1.0, tail) / (1 + tail)
    surprise, spread = cells.right - cells.n * right, cells.n * right * (1 - right)
    moved, turned = surprise * cells.matching, spread * cells.matching
    value = cells.right * odds - cells.n * (np.maximum(odds, 0) + np.log1p(tail))
    total, first, second, s0, s1, s2 = cells.sum(value, surprise, moved, spread, turned, turned * cells.matching)
    by_line = np.stack([np.stack([s0, s1]), np.stack([s1, s2])])
    gradient = np.einsum("gpt,pjg->jt", terms, np.stack([first, second]))
    information = np.einsum("gpt,pqjg,gqu->jtu", terms, by_line, terms, optimize=True)
    return total.sum(axis=1), gradient, information


def _errors(information: Floats) -> Floats:
    told = np.linalg.matrix_rank(information, hermitian=True) == information.shape[1]
    result = np.full(information.shape[:2], np.nan)
    if told.any():
        result[told] = np.sqrt(np.diagonal(np.linalg.inv(information[told]), axis1=1, axis2=2))
    return result
