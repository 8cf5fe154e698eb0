"""Whether items are as hard as their nominal levels say: one row an item, and measures of agreement.

Where the cuts were proposed from the same items, the levels agree on average by construction; what tells something is
the order, and each item.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import kendalltau, spearmanr

from pixauthor.framework.ability_scale import AbilityScale, LevelCuts
from pixauthor.framework.placement import CONFIDENCE, error_at, level_at
from pixauthor.irt.arrays import Floats

AGREES: Final = "agrees"
UNCERTAIN: Final = "uncertain"
CONTRADICTS: Final = "contradicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement of nominal level and difficulty over items; NaN where levels or places do not vary.

    ``spearman`` and ``kendall`` (tau-b) of level and place; ``kappa``, quadratic weights, and ``exact``, the share of
    equal ones, of nominal and calibrated level; ``n_contradicting`` items.
    """

    n: int
    spearman: float
    kendall: float
    kappa: float
    exact: float
    n_contradicting: int


def agreement_table(table: pd.DataFrame, scale: AbilityScale, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Return, for each item, its nominal and its calibrated level, how far it stands from its place, and a verdict.

    Added columns, in logits: ``low`` and ``high``, the bounds of the nominal level; ``residual``, place less the middle
    of these; ``residual_se``, from the errors of item and cuts; and ``calibrated_level``, ``gap`` (calibrated less
    nominal) and ``verdict``: ``agrees`` inside the bounds (the first and the last level have no outer bound),
    ``contradicts`` when it is further out than chance explains, else ``uncertain``, as ever where the error of the item
    is not known.

    Args:
        table: ``scale_locations.levelled_locations``.
        scale: items of a competence or level for which it has no cut are left out.
        confidence: of the interval of an item that must not touch the bounds.
    """
    highest = [_highest(scale, competence) for competence in table["competence"]]
    known = table[table["level"] <= pd.Series(highest, index=table.index, dtype=int)]
    reach = NormalDist().inv_cdf((1 + confidence) / 2)
    places = zip(known["competence"], known["level"], known["location"], known["se"], strict=True)
    rows = [_compare(level, at, se, scale.cuts_of(competence), reach) for competence, level, at, se in places]
    names = ["low", "high", "residual", "residual_se", "calibrated_level", "gap", "verdict"]
    found = pd.DataFrame(rows, columns=names, index=known.index)
    return pd.concat([known, found], axis=1).reset_index(drop=True)


def agree(table: pd.DataFrame) -> Agreement:
    """Return the measures of agreement of an ``agreement_table``."""
    levels, places = table["level"].to_numpy(float), table["location"].to_numpy(float)
    calibrated = table["calibrated_level"].to_numpy(float)
    varied = len(table) > 1 and np.ptp(levels) > 0 and np.ptp(places) > 0
    return Agreement(
        n=len(table),
        spearman=float(spearmanr(levels, places).statistic) if varied else math.nan,
        kendall=float(kendalltau(levels, places).statistic) if varied else math.nan,
        kappa=weighted_kappa(levels, calibrated),
        exact=float((levels == calibrated).mean()) if len(table) else math.nan,
        n_contradicting=int((table["verdict"] == CONTRADICTS).sum()),
    )


def contradicting(table: pd.DataFrame) -> pd.DataFrame:
    """Return the items that contradict their level, the furthest off first."""
    return table[table["verdict"] == CONTRADICTS].sort_values(
        "residual", key=lambda values: -values.abs(), ignore_index=True
    )


def weighted_kappa(first: Floats, second: Floats) -> float:
    """Return Cohen's kappa with quadratic weights; NaN when chance explains all (Cohen 1968, doi:10.1037/h0026256)."""
    if first.size == 0:
        return math.nan
    by_chance = first.var() + second.var() + (first.mean() - second.mean()) ** 2
    return float(1 - ((first - second) ** 2).mean() / by_chance) if by_chance > 0 else math.nan


def _highest(scale: AbilityScale, competence: str) -> int:
    cuts = scale.by_competence.get(competence, scale.shared)
    return cuts.highest if cuts else 0


def _compare(
    level: int, at: float, se: float, cuts: LevelCuts, reach: float
) -> tuple[float, float, float, float, int, int, str]:
    low, high = (cuts.floor, *cuts.thetas)[level - 1 : level + 1]
    calibrated = min(level_at(at, cuts) + 1, cuts.highest)
    middle = (low + high) / 2
    error = math.hypot(se, error_at(middle, cuts))
    # A comparison with NaN is false: without an error nothing contradicts.
    beyond = max(low - at, at - high) > reach * error
    verdict = AGREES if calibrated == level else CONTRADICTS if beyond else UNCERTAIN
    return low, high, at - middle, error, calibrated, calibrated - level, verdict
