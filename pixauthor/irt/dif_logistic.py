"""DIF of dichotomous items by logistic regression on a matching score, the group and their product.

Swaminathan and Rogers 1990, doi:10.1111/j.1745-3984.1990.tb00754.x.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.special import xlogy
from scipy.stats import chi2

from pixauthor.irt.arrays import Floats
from pixauthor.irt.dif_regressions import Cells, Regressions, fold, regress
from pixauthor.irt.long import Long

ZUMBO_THOMAS: Final = (0.13, 0.26)
"""Bounds of Nagelkerke's R2 change between classes A, B and C (Zumbo and Thomas 1997)."""
JODOIN_GIERL: Final = (0.035, 0.070)
"""The same by Jodoin and Gierl 2001, doi:10.1207/S15324818AME1404_2; lower, from simulation."""


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
    cells = fold(data, matching)
    base = regress(cells, np.zeros((cells.n_items, 2)))
    uniform = regress(cells, _with_column(base, cells))
    full = regress(cells, _with_column(uniform, cells))
    r2 = [_nagelkerke(cells, fit) for fit in (base, uniform, full)]
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


def _with_column(found: Regressions, cells: Cells) -> Floats:
    """Return coefficients to start from with one term more; from 0 where there are none to trust."""
    known = np.where(found.converged[:, None], found.coefficients * cells.units[: found.coefficients.shape[1]], 0.0)
    return np.pad(known, ((0, 0), (0, 1)))


def _test(smaller: Regressions, larger: Regressions, r2: Floats, df: int) -> Gain:
    sound = smaller.converged & larger.converged
    gain = np.where(sound, np.clip(2 * (larger.log_likelihood - smaller.log_likelihood), 0, None), np.nan)
    return Gain(gain, chi2.sf(gain, df), np.where(sound, r2, np.nan))


def _nagelkerke(cells: Cells, fit: Regressions) -> Floats:
    n, right = cells.sum(cells.n, cells.right).sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        none = xlogy(right, right / n) + xlogy(n - right, 1 - right / n)
        return np.asarray((1 - np.exp(2 * (none - fit.log_likelihood) / n)) / (1 - np.exp(2 * none / n)))
