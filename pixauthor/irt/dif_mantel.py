"""DIF by contingency tables: Mantel-Haenszel, Mantel and standardisation.

In stratum k of one item: A_k and B_k right and wrong of the reference group, C_k and D_k of the focal group.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import chi2, norm

from pixauthor.irt.arrays import Bools, Floats, Ints
from pixauthor.irt.long import Long

ETS_FACTOR: Final = -2.35
"""From the log odds ratio to the delta scale of ETS: 4 / 1.7, negative when the item is harder for the focal group."""
ETS: Final = (1.0, 1.5)
"""Bounds of D-DIF between the classes A, B and C of ETS."""
ETS_SD: Final = (0.17, 0.25)
"""The same for polytomous items, in standard deviations of the item's scores."""
_LEVEL: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Moments of the scores in each stratum of each item, (n_items, n_strata, n_groups).

    Args:
        n: candidates.
        sums: of their scores.
        squares: sum of their squared scores.
    """

    n: Floats
    sums: Floats
    squares: Floats

    @property
    def dichotomous(self) -> Bools:
        """Whether all scores are 0 or 1, (n_items,)."""
        return np.asarray((self.sums == self.squares).all(axis=(1, 2)))

    @property
    def variance(self) -> Floats:
        """Variance (n - 1) of the scores in each stratum, 0 where a candidate is alone, (n_items, n_strata)."""
        n, sums, squares = (part.sum(axis=2) for part in (self.n, self.sums, self.squares))
        result: Floats = np.divide(squares - sums**2 / np.maximum(n, 1), n - 1, out=np.zeros_like(n), where=n > 1)
        return result


def stratify(data: Long, stratum: Ints) -> Strata:
    """Return the moments; ``stratum`` of each answer, from 0, (n_answers,)."""
    shape = data.n_items, int(stratum.max(initial=0)) + 1, data.n_groups
    cell, length = (data.items * shape[1] + stratum) * shape[2] + data.group, shape[0] * shape[1] * shape[2]
    n, sums, squares = (
        np.asarray(np.bincount(cell, data.weights * data.scores**power, length), float).reshape(shape)
        for power in range(3)
    )
    return Strata(n, sums, squares)


@dataclass(frozen=True, slots=True, eq=False)
class MantelHaenszel:
    """Tests and effects by item, all (n_items,); NaN where the data say nothing.

    Args:
        chi2: of Mantel-Haenszel (dichotomous), of Mantel (polytomous), one degree of freedom.
        p: of ``chi2``.
        odds_ratio: common odds ratio, reference to focal; 1 without DIF. Dichotomous items only.
        delta: MH D-DIF = -2.35 log odds ratio; negative when the item is harder for the focal group, infinite when none
            of a group is right or wrong.
        delta_se: its standard error.
        difference: standardised mean difference of scores, focal less reference, weighted by the focal group: P-DIF.
        difference_sd: the same in standard deviations of the item's scores.
    """

    chi2: Floats
    p: Floats
    odds_ratio: Floats
    delta: Floats
    delta_se: Floats
    difference: Floats
    difference_sd: Floats


def mantel_haenszel(strata: Strata, *, correct: bool = True) -> MantelHaenszel:
    """Return the Mantel-Haenszel statistics of group 1 against group 0.

    Args:
        strata: of two groups.
        correct: take 1/2 off the distance, for continuity, of items scored 0 or 1.

    Source: Mantel and Haenszel 1959, doi:10.1093/jnci/22.4.719; Mantel 1963, doi:10.1080/01621459.1963.10500879;
    variance of the log odds ratio: Phillips and Holland 1987, doi:10.2307/2531822; standardisation: Dorans and
    Kulick 1986, doi:10.1111/j.1745-3984.1986.tb00255.x.
    """
    dichotomous = strata.dichotomous
    distance, variance = _distance(strata)
    half = 0.5 * (dichotomous & correct)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.clip(np.abs(distance) - half, 0, None) ** 2 / variance
    statistic = np.where(variance > 0, statistic, np.nan)
    log_ratio, error = log_odds_ratio(strata)
    log_ratio, error = (np.where(dichotomous, value, np.nan) for value in (log_ratio, error))
    difference = _standardised(strata)
    spread = _spread(strata)
    return MantelHaenszel(
        chi2=statistic,
        p=chi2.sf(statistic, 1),
        odds_ratio=np.exp(log_ratio),
        delta=ETS_FACTOR * log_ratio,
        delta_se=-ETS_FACTOR * error,
        difference=difference,
        difference_sd=np.divide(difference, spread, out=np.full_like(spread, np.nan), where=spread > 0),
    )


def ets_classes(
    found: MantelHaenszel,
    level: float = _LEVEL,
    bounds: tuple[float, float] = ETS,
    sd_bounds: tuple[float, float] = ETS_SD,
) -> list[str]:
    """Return the ETS class of each item, A (negligible) to C (large); "" where it cannot be said.

    Dichotomous: A when D-DIF is below the first bound or not significantly other than 0; C when it reaches the second
    and is significantly above the first (one-sided); else B. Source: Dorans and Holland 1993, in Holland and Wainer,
    Differential Item Functioning, chapter 3; Zieky 1993, chapter 15. Polytomous: A when Mantel's test is not
    significant or the difference in standard deviations is at most the first bound, C above the second, else B (Zwick,
    Thayer and Mazzeo 1997, doi:10.1207/s15324818ame1004_2).
    """
    size, in_sd, polytomous = np.abs(found.delta), np.abs(found.difference_sd), np.isnan(found.delta)
    negligible = np.where(polytomous, in_sd <= sd_bounds[0], size < bounds[0]) | ~(found.p < level)
    beyond = np.isinf(size) | (size - norm.ppf(1 - level) * found.delta_se > bounds[0])
    large = np.where(polytomous, in_sd > sd_bounds[1], (size >= bounds[1]) & beyond)
    names = np.where(negligible, "A", np.where(large, "C", "B"))
    return [str(name) for name in np.where(np.isnan(found.p), "", names)]


def _distance(strata: Strata) -> tuple[Floats, Floats]:
    """Return focal sum less its expectation, and its variance, given the margins, each (n_items,)."""
    n, right = strata.n.sum(axis=2), strata.sums.sum(axis=2)
    share = np.divide(strata.n[..., 1], n, out=np.zeros_like(n), where=n > 1)
    focal = np.where(n > 1, strata.sums[..., 1], 0.0)
    variance = share * strata.n[..., 0] * strata.variance
    return (focal - share * right).sum(axis=1), variance.sum(axis=1)


def log_odds_ratio(strata: Strata) -> tuple[Floats, Floats]:
    """Return the log of the common odds ratio and its standard error, each (n_items,)."""
    a, c = strata.sums[..., 0], strata.sums[..., 1]
    b, d = strata.n[..., 0] - a, strata.n[..., 1] - c
    n = np.maximum(strata.n.sum(axis=2), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead, behind = (a * d / n).sum(axis=1), (b * c / n).sum(axis=1)
        ratio = ahead / behind
        by_stratum = (a * d + ratio[:, None] * b * c) * (a + d + ratio[:, None] * (b + c)) / n**2
        variance = by_stratum.sum(axis=1) / (2 * ahead**2)
        return np.log(ratio), np.where((ahead > 0) & (behind > 0), np.sqrt(variance), np.nan)


def _standardised(strata: Strata) -> Floats:
    """Return the mean difference of scores, weighted by the focal group, (n_items,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        means = strata.sums / strata.n
        weights = np.where((strata.n > 0).all(axis=2), strata.n[..., 1], 0.0)
        difference = np.where(weights > 0, means[..., 1] - means[..., 0], 0.0)
        return np.asarray((weights * difference).sum(axis=1) / weights.sum(axis=1))


def _spread(strata: Strata) -> Floats:
    n, sums, squares = (part.sum(axis=(1, 2)) for part in (strata.n, strata.sums, strata.squares))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt((squares - sums**2 / n) / (n - 1)))
