"""Classical statistics of items. Missing answers are left out pair by pair, as ``psych::alpha`` does in R."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pixauthor.irt.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class ItemStatistics:
    """Classical statistics; NaN where the data say nothing.

    Args:
        n: answers per item, (n_items,).
        p: mean score per item, (n_items,).
        sd: standard deviation of the scores, (n_items,).
        r_total: correlation of each item with the mean score, itself included, (n_items,).
        r_rest: correlation of each item with the sum of the others (corrected point-biserial), (n_items,).
        alpha: Cronbach's alpha of all items.
        alpha_dropped: alpha without each item, (n_items,).
    """

    n: NDArray[np.int64]
    p: Floats
    sd: Floats
    r_total: Floats
    r_rest: Floats
    alpha: float
    alpha_dropped: Floats


def item_statistics(scores: Floats) -> ItemStatistics:
    """Return the classical statistics of dichotomous or partial scores.

    Args:
        scores: (n_persons, n_items), NaN where not asked.

    Source: Cronbach 1951, doi:10.1007/BF02310555; pairwise covariances as in psych 2.2.9.
    """
    n = (~np.isnan(scores)).sum(axis=0)
    covariance = pairwise_covariance(scores)
    variances = np.diag(covariance)
    total = covariance.sum()
    rest = covariance.sum(axis=0) - variances
    total_dropped = total - 2 * rest - variances
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.nansum(scores, axis=0) / n
        r_rest = rest / np.sqrt(variances * total_dropped)
        alpha_dropped = _alpha(total_dropped, variances.sum() - variances, len(variances) - 1)
        alpha = _alpha(total, variances.sum(), len(variances))
    return ItemStatistics(
        n=n,
        p=p,
        sd=np.sqrt(variances),
        r_total=_pairwise_correlations(scores, _row_means(scores)),
        r_rest=r_rest,
        alpha=float(alpha),
        alpha_dropped=np.asarray(alpha_dropped),
    )


def pairwise_covariance(scores: Floats) -> Floats:
    """Return covariances over the candidates who answered both items, (n_items, n_items); NaN under two candidates."""
    asked = (~np.isnan(scores)).astype(float)
    values = np.nan_to_num(scores)
    return covariance_of(asked.T @ asked, values.T @ asked, values.T @ values)


def covariance_of(both: Floats, sums: Floats, products: Floats) -> Floats:
    """Return covariances from sums over the candidates who answered both items of each pair, all (n_items, n_items).

    Args:
        both: how many they are.
        sums: of their scores on the first item.
        products: of their scores on both.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((products - sums * sums.T / both) / (both - 1))


@dataclass(frozen=True, slots=True, eq=False)
class OptionStatistics:
    """Who chose each option; NaN where the data say nothing.

    Args:
        n: times chosen, (n_options,).
        p: share of the candidates, (n_options,).
        r_rest: point-biserial of the choice with the rest score, (n_options,).
        n_by_group: candidates in each group of ability, lowest first, (n_groups,).
        p_by_group: share within each group, (n_groups, n_options).
        low_by_group: lower end of the 95 % interval of that share, (n_groups, n_options).
        high_by_group: its upper end, (n_groups, n_options).
    """

    n: NDArray[np.int64]
    p: Floats
    r_rest: Floats
    n_by_group: NDArray[np.int64]
    p_by_group: Floats
    low_by_group: Floats
    high_by_group: Floats


def option_statistics(
    chosen: NDArray[np.bool_], rest: Floats, group: NDArray[np.int64], n_groups: int
) -> OptionStatistics:
    """Return the distractor table of one item.

    Args:
        chosen: (n_persons, n_options), several options may be chosen by one person.
        rest: score on the other items, (n_persons,).
        group: group of ability of each person, from 0, (n_persons,).
        n_groups: number of groups.
    """
    members = np.eye(n_groups)[group]
    size = members.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_group = members.T @ chosen / size[:, None]
        p = chosen.sum(axis=0) / len(chosen)
    low, high = share_interval(by_group, size[:, None])
    return OptionStatistics(
        n=chosen.sum(axis=0),
        p=p,
        r_rest=_correlations(chosen.astype(float), rest),
        n_by_group=size.astype(np.int64),
        p_by_group=by_group,
        low_by_group=low,
        high_by_group=high,
    )


def share_interval(p: Floats, n: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the ends of Wilson's interval of a share ``p`` of ``n`` (1927, doi:10.1080/01621459.1927.10502953)."""
    z = float(ndtri((1 + level) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def quantile_groups(values: Floats, n_groups: int) -> NDArray[np.int64]:
    """Return the group of each value, from 0 to ``n_groups - 1``: groups of equal size, equal values together."""
    bounds = np.quantile(values, np.arange(1, n_groups) / n_groups)
    return np.searchsorted(bounds, values, side="right")


def _alpha(total: Floats, diagonal: Floats, n_items: int) -> Floats:
    return np.asarray(n_items / (n_items - 1) * (1 - diagonal / total)) if n_items > 1 else np.full_like(total, np.nan)


def _row_means(scores: Floats) -> Floats:
    asked = ~np.isnan(scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(asked, scores, 0.0).sum(axis=1) / asked.sum(axis=1))


def _pairwise_correlations(scores: Floats, values: Floats) -> Floats:
    """Return the correlation of each column with the values over the rows where the column is known."""
    known = ~np.isnan(scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        n = known.sum(axis=0)
        x = np.where(known, scores - np.where(known, scores, 0.0).sum(axis=0) / n, 0.0)
        y = np.where(known, values[:, None] - np.where(known, values[:, None], 0.0).sum(axis=0) / n, 0.0)
        return np.asarray((x * y).sum(axis=0) / np.sqrt((x**2).sum(axis=0) * (y**2).sum(axis=0)))


def _correlations(columns: Floats, values: Floats) -> Floats:
    """Return the correlation of each column with the values, over the rows where the value is known."""
    known = ~np.isnan(values)
    centred, deviation = columns[known] - columns[known].mean(axis=0), values[known] - values[known].mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(deviation @ centred / np.sqrt((centred**2).sum(axis=0) * (deviation**2).sum()))
