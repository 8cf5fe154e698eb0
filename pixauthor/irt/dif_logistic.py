"""DIF of dichotomous items by logistic regression on a matching score, the group and their product.

Swaminathan and Rogers 1990, doi:10.1111/j.1745-3984.1990.tb00754.x.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.special import expit, log_expit
from scipy.stats import chi2

from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.long import Long

TERMS: Final = ("intercept", "matching", "group", "matching:group")
ZUMBO_THOMAS: Final = (0.13, 0.26)
"""Bounds of Nagelkerke's R2 change between classes A, B and C (Zumbo and Thomas 1997)."""
JODOIN_GIERL: Final = (0.035, 0.070)
"""The same by Jodoin and Gierl 2001, doi:10.1207/S15324818AME1404_2; lower, from simulation."""
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


class Gain(NamedTuple):
    """A likelihood-ratio test by item, each (n_items,); NaN where a regression did not converge.

    Args:
        chi2: twice the gain in log-likelihood.
        p: of ``chi2``.
        r2: gain in Nagelkerke's R2.
    """

    chi2: Floats
    p: Floats
    r2: Floats


@dataclass(frozen=True, slots=True, eq=False)
class LogisticDif:
    """Tests of the group's terms.

    Args:
        uniform: the group moves the curve.
        nonuniform: it also turns it.
        both: the two together, two degrees of freedom.
        log_odds: of the group in the model of uniform DIF, in logits, (n_items,); negative when the item is harder for
            the focal group.
        full: regressions on all terms.
    """

    uniform: Gain
    nonuniform: Gain
    both: Gain
    log_odds: Floats
    full: Regressions


def logistic_dif(data: Long, matching: Floats) -> LogisticDif:
    """Return the tests of group 1 against group 0.

    Args:
        data: answers of two groups, scores 0 or 1.
        matching: total score or ability, (n_answers,).

    Source of R2: Nagelkerke 1991, doi:10.1093/biomet/78.3.691.
    """
    cells = _fold(data, matching)
    none, base, uniform, full = (_regress(cells, n_terms) for n_terms in (1, 2, 3, 4))
    n = _sum_by_item(cells, cells.n)
    r2 = [_nagelkerke(none.log_likelihood, fit.log_likelihood, n) for fit in (base, uniform, full)]
    return LogisticDif(
        uniform=_test(base, uniform, r2[1] - r2[0], 1),
        nonuniform=_test(uniform, full, r2[2] - r2[1], 1),
        both=_test(base, full, r2[2] - r2[0], 2),
        log_odds=np.where(uniform.converged, uniform.coefficients[:, 2], np.nan),
        full=full,
    )


def r2_classes(test: Gain, bounds: tuple[float, float] = JODOIN_GIERL, level: float = 0.05) -> list[str]:
    """Return A (negligible or not significant), B (moderate) or C (large) by item; "" where it cannot be said."""
    names = np.where((test.r2 < bounds[0]) | ~(test.p < level), "A", np.where(test.r2 < bounds[1], "B", "C"))
    return [str(name) for name in np.where(np.isfinite(test.p), names, "")]


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Candidates of one item, matching score and group, sorted by item: ``n`` of them, ``right`` right."""

    items: Ints
    n_items: int
    design: Floats
    scale: float
    n: Floats
    right: Floats


def _fold(data: Long, matching: Floats) -> _Cells:
    group = data.group
    order = np.lexsort((group, matching, data.items))
    keys = np.stack([data.items[order].astype(float), matching[order], group[order].astype(float)])
    starts = np.flatnonzero(np.concatenate([[True], (np.diff(keys, axis=1) != 0).any(axis=0)]))
    weights = data.weights[order]
    items, score, focal = keys[:, starts]
    # Sums of thousands and abilities alike come near 1: the system stays well conditioned.
    scale = float(np.abs(matching).max(initial=0.0)) or 1.0
    design = np.stack([np.ones(starts.size), score / scale, focal, focal * score / scale])
    n, right = (np.add.reduceat(part, starts) for part in (weights, weights * data.scores[order]))
    return _Cells(items.astype(np.int64), data.n_items, design, scale, n, right)


def _regress(cells: _Cells, n_terms: int) -> Regressions:
    """Return the regressions on the first ``n_terms`` terms, by Newton's method, steps halved where need be."""
    x = cells.design[:n_terms]
    beta = np.zeros((cells.n_items, n_terms))
    likelihood, gradient, hessian = _moments(cells, x, beta)
    active = _sum_by_item(cells, cells.n) > 0
    converged = np.zeros(cells.n_items, bool)
    for _ in range(_MAX_STEPS):
        step = np.einsum("jab,jb->ja", np.linalg.pinv(hessian, hermitian=True), gradient)
        share = np.where(active & ~converged, 1.0, 0.0)
        found = _moments(cells, x, beta + share[:, None] * step)
        while (worse := found[0] < likelihood - _TOLERANCE * (1 + np.abs(likelihood))).any():
            share = np.where(worse, share / 2, share)
            found = _moments(cells, x, beta + share[:, None] * step)
        gain = np.abs(found[0] - likelihood)
        beta = beta + share[:, None] * step
        likelihood, gradient, hessian = found
        converged |= active & (gain < _TOLERANCE * (1 + np.abs(likelihood))) & (np.abs(step).max(axis=1) < 1e-4)
        if converged[active].all():
            break
    units = np.array([1.0, cells.scale, 1.0, cells.scale])[:n_terms]
    return Regressions(beta / units, _errors(hessian) / units, likelihood, converged)


def _moments(cells: _Cells, x: Floats, beta: Floats) -> tuple[Floats, Floats, Floats]:
    """Return log-likelihood (n_items,), gradient (n_items, n_terms) and information (n_items, n_terms, n_terms)."""
    odds = (x * beta.T[:, cells.items]).sum(axis=0)
    right = expit(odds)
    surprise = cells.right - cells.n * right
    spread = cells.n * right * (1 - right)
    terms = cells.right * log_expit(odds) + (cells.n - cells.right) * log_expit(-odds)
    gradient = np.stack([_sum_by_item(cells, row * surprise) for row in x], axis=1)
    information = np.empty((cells.n_items, len(x), len(x)))
    for i, first in enumerate(x):
        for j, second in enumerate(x[: i + 1]):
            information[:, i, j] = information[:, j, i] = _sum_by_item(cells, first * second * spread)
    return _sum_by_item(cells, terms), gradient, information


def _sum_by_item(cells: _Cells, values: Floats) -> Floats:
    return np.asarray(np.bincount(cells.items, values, cells.n_items), float)


def _errors(information: Floats) -> Floats:
    told = np.linalg.matrix_rank(information, hermitian=True) == information.shape[1]
    result = np.full(information.shape[:2], np.nan)
    if told.any():
        result[told] = np.sqrt(np.diagonal(np.linalg.inv(information[told]), axis1=1, axis2=2))
    return result


def _test(smaller: Regressions, larger: Regressions, r2: Floats, df: int) -> Gain:
    sound = smaller.converged & larger.converged
    gain = np.where(sound, np.clip(2 * (larger.log_likelihood - smaller.log_likelihood), 0, None), np.nan)
    return Gain(gain, chi2.sf(gain, df), np.where(sound, r2, np.nan))


def _nagelkerke(none: Floats, fit: Floats, n: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((1 - np.exp(2 * (none - fit) / n)) / (1 - np.exp(2 * none / n)))
