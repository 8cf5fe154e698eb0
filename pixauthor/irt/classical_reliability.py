"""Reliability of a form that all candidates took, from the covariances of its items."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import f

from pixauthor.irt.arrays import Floats

_MAX_STEPS: Final = 2000
_TOLERANCE: Final = 1e-10
_WORST_CONDITION: Final = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Coefficients of reliability of the sum score; NaN where the covariances do not tell.

    Args:
        n_items: items that vary; the others are left out.
        alpha: Cronbach 1951, doi:10.1007/BF02310555.
        alpha_low, alpha_high: Feldt's interval (Feldt, Woodruff and Salih 1987, doi:10.1177/014662168701100107).
        alpha_se: asymptotic standard error (van Zyl, Neudecker and Nel 2000, doi:10.1007/BF02296146).
        alpha_standardised: alpha of the items divided by their standard deviations.
        lambda6: Guttman's sixth bound, of standardised items (Guttman 1945, doi:10.1007/BF02288892).
        split_half: Guttman's fourth bound for odd against even items.
        omega: McDonald's, of one factor by minimum residuals (McDonald 1999, Test Theory, chapter 6).
        sem: standard error of measurement of the sum score, by alpha.
    """

    n_items: int
    alpha: float
    alpha_low: float
    alpha_high: float
    alpha_se: float
    alpha_standardised: float
    lambda6: float
    split_half: float
    omega: float
    sem: float


def reliability(covariance: Floats, n_persons: float, level: float = 0.95) -> Reliability:
    """Return the coefficients.

    Args:
        covariance: of the items' scores, (n_items, n_items); NaN where no candidate met both items.
        n_persons: candidates behind it.
        level: of the interval of alpha.
    """
    variances = np.diag(covariance)
    varies = variances > 0
    kept = covariance[np.ix_(varies, varies)]
    n_items = int(varies.sum())
    if n_items < 2 or np.isnan(kept).any():
        return _unknown(n_items)
    deviations = np.sqrt(variances[varies])
    correlation = kept / np.outer(deviations, deviations)
    alpha = _alpha(kept)
    degrees = n_persons - 1, (n_persons - 1) * (n_items - 1)
    tails = f.ppf([(1 + level) / 2, (1 - level) / 2], *degrees)
    low, high = 1 - (1 - alpha) * tails
    loadings = one_factor(correlation) * deviations
    common, unique = loadings.sum() ** 2, (deviations**2 - loadings**2).sum()
    odd = np.arange(n_items) % 2 == 0
    return Reliability(
        n_items=n_items,
        alpha=alpha,
        alpha_low=float(low),
        alpha_high=float(high),
        alpha_se=_alpha_error(kept, n_persons),
        alpha_standardised=_alpha(correlation),
        lambda6=float(1 - (1 - squared_multiple_correlations(correlation)).sum() / correlation.sum()),
        split_half=float(4 * kept[np.ix_(odd, ~odd)].sum() / kept.sum()),
        omega=float(common / (common + unique)),
        sem=float(np.sqrt(kept.sum() * max(1 - alpha, 0.0))),
    )


def one_factor(correlation: Floats) -> Floats:
    """Return the loadings of one factor that leave the least squares off the diagonal, (n_items,).

    None is beyond 1 (a Heywood case stops there). Source: Harman and Jones 1966, doi:10.1007/BF02289468.
    """
    off = correlation - np.diag(np.diag(correlation))
    loadings: Floats = np.sqrt(np.clip(np.abs(off).mean(axis=1), 1e-3, None)) * np.where(off.sum(axis=1) < 0, -1.0, 1.0)
    for _ in range(_MAX_STEPS):
        before = loadings.copy()
        for j in range(loadings.size):
            others = loadings @ loadings - loadings[j] ** 2
            loadings[j] = np.clip(off[j] @ loadings / others, -1, 1) if others > 0 else 0.0
        if np.abs(loadings - before).max() < _TOLERANCE:
            return loadings
    return np.full_like(loadings, np.nan)


def squared_multiple_correlations(correlation: Floats) -> Floats:
    """Return R2 of each item on all others, (n_items,); NaN when some items say the same."""
    if np.linalg.cond(correlation) > _WORST_CONDITION:
        return np.full(len(correlation), np.nan)
    return np.asarray(1 - 1 / np.diag(np.linalg.inv(correlation)))


def _alpha(covariance: Floats) -> float:
    n = len(covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(n / (n - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _alpha_error(covariance: Floats, n_persons: float) -> float:
    n, total, trace = len(covariance), covariance.sum(), np.trace(covariance)
    square = covariance @ covariance
    inner = total * (np.trace(square) + trace**2) - 2 * trace * square.sum()
    return float(np.sqrt(2 * n**2 / ((n - 1) ** 2 * total**3) * inner / n_persons))


def _unknown(n_items: int) -> Reliability:
    names = [name for name in Reliability.__slots__ if name != "n_items"]
    return Reliability(n_items=n_items, **dict.fromkeys(names, np.nan))
