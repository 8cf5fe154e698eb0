"""Further tests of DIF on contingency tables: more than two groups at once, and odds ratios that differ by stratum."""

import numpy as np
from scipy.stats import chi2

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.dif_mantel import Strata, log_odds_ratio


def generalised(strata: Strata) -> tuple[Floats, Ints, Floats]:
    """Return chi2, degrees of freedom and p of the generalised test of all groups at once, each (n_items,).

    Scores independent of the groups given the stratum, against mean scores that differ. Source: Landis, Heyman and
    Koch 1978, doi:10.2307/1402373 (mean score statistic); for DIF: Penfield 2001,
    doi:10.1207/S15324818AME1403_3.
    """
    n, all_n = strata.n, strata.n.sum(axis=2, keepdims=True)
    share = np.divide(n, all_n, out=np.zeros_like(n), where=all_n > 0)
    off = (strata.sums - share * strata.sums.sum(axis=2, keepdims=True)).sum(axis=1)
    spread = strata.variance * all_n[..., 0]
    covariance = np.einsum("jk,jkg,jkh->jgh", -spread, share, share)
    diagonal = np.einsum("jk,jkg->jg", spread, share)
    covariance += diagonal[:, :, None] * np.eye(n.shape[2])
    met = diagonal > 1e-12
    df = np.maximum(met.sum(axis=1) - 1, 0)
    # One group is what the others leave over: the inverse is a pseudo-inverse of rank n_groups - 1.
    inverse = np.linalg.pinv(covariance, rcond=1e-10, hermitian=True)
    statistic = np.where(df > 0, np.einsum("jg,jgh,jh->j", off, inverse, off), np.nan)
    return statistic, df, chi2.sf(statistic, np.maximum(df, 1))


def breslow_day(strata: Strata) -> tuple[Floats, Ints, Floats]:
    """Return chi2, degrees of freedom and p of the test that all strata share one odds ratio, each (n_items,).

    A test of non-uniform DIF of dichotomous items. Strata in which a margin is empty say nothing and do not count.
    Source: Breslow and Day 1980, Statistical Methods in Cancer Research 1, pages 142-146; for DIF: Penfield 2003.
    """
    n_reference, n_focal = strata.n[..., 0], strata.n[..., 1]
    right = strata.sums.sum(axis=2)
    told = (n_reference > 0) & (n_focal > 0) & (right > 0) & (right < n_reference + n_focal)
    ratio = np.exp(log_odds_ratio(strata)[0])[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = _expected_right(n_reference, n_focal, right, ratio)
        cells = expected, n_reference - expected, right - expected, n_focal - right + expected
        terms = (strata.sums[..., 0] - expected) ** 2 * sum(1 / cell for cell in cells)
    statistic = np.where(told, terms, 0.0).sum(axis=1)
    df = np.maximum(told.sum(axis=1) - 1, 0)
    sound = (df > 0) & np.isfinite(ratio[:, 0]) & (ratio[:, 0] > 0) & strata.dichotomous
    statistic = np.where(sound, statistic, np.nan)
    return statistic, df, chi2.sf(statistic, np.maximum(df, 1))


def _expected_right(n_reference: Floats, n_focal: Floats, right: Floats, ratio: Floats) -> Floats:
    """Return A that gives the odds ratio with the same margins: a root of a quadratic (``ratio`` 1: proportional)."""
    quadratic = ratio - 1
    linear = -(ratio * (n_reference + right) + n_focal - right)
    constant = ratio * n_reference * right
    # This form of the root stays exact when the quadratic term vanishes.
    return np.asarray(2 * constant / (-linear + np.sqrt(linear**2 - 4 * quadratic * constant)))
