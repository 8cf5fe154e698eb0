"""What cut scores say of one ability: its level and its pix, each with an interval.

Between two cuts the pix of a competence run in a straight line, 8 a level (pix.md §1.4). A bound belongs to the upper
level (pix.md §5.3).
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from pixauthor.framework.ability_scale import LevelCuts
from pixauthor.framework.model import PixRules

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Level and pix of one ability, each with the ends of its interval."""

    level: int
    level_low: int
    level_high: int
    pix: int
    pix_low: int
    pix_high: int


def level_at(theta: float, cuts: LevelCuts) -> int:
    """Return the level of an ability: how many cuts it has reached."""
    return bisect_right(cuts.thetas, theta)


def exact_pix_at(theta: float, cuts: LevelCuts, rules: PixRules) -> float:
    """Return the pix of an ability before rounding: straight inside a level, at most those of the highest one."""
    level = level_at(theta, cuts)
    if level == cuts.highest:
        return float(level * rules.pix_per_level)
    low, high = (cuts.floor, *cuts.thetas)[level : level + 2]
    return rules.pix_per_level * (level + max(0.0, (theta - low) / (high - low)))


def theta_at_pix(pix: float, cuts: LevelCuts, rules: PixRules) -> float:
    """Return the least ability that has so many pix.

    Raises:
        ValueError: for fewer than 0, or more than the scale gives.
    """
    level = min(math.floor(pix / rules.pix_per_level), cuts.highest - 1)
    if not 0 <= pix <= cuts.highest * rules.pix_per_level:
        raise ValueError(f"pix must be from 0 to {cuts.highest * rules.pix_per_level}, not {pix}")
    low, high = (cuts.floor, *cuts.thetas)[level : level + 2]
    return low + (pix / rules.pix_per_level - level) * (high - low)


def place(
    theta: float, se: float, cuts: LevelCuts, rules: PixRules | None = None, confidence: float = CONFIDENCE
) -> Placement:
    """Return level and pix of a person, with the interval that both errors leave: of the ability, and of the cuts.

    The two are independent, so their variances add; between two cuts the error of the cuts runs in a straight line.

    Args:
        theta: ability in logits.
        se: its standard error; 0 when it is not known.
        cuts: of the competence.
        rules: pix per level and the highest level that is open.
        confidence: share of intervals that hold the truth.
    """
    known = rules or PixRules()
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * math.hypot(se, error_at(theta, cuts))
    marks = [_mark(bound, cuts, known) for bound in (theta, theta - reach, theta + reach)]
    (level, pix), (level_low, pix_low), (level_high, pix_high) = marks
    return Placement(
        level=level, level_low=level_low, level_high=level_high, pix=pix, pix_low=pix_low, pix_high=pix_high
    )


def error_at(theta: float, cuts: LevelCuts) -> float:
    """Return the standard error of the cuts around an ability, in logits; 0 where it is not known."""
    errors = [cut.se or 0.0 for cut in cuts.cuts]
    reached = level_at(theta, cuts)
    if reached in (0, cuts.highest):
        return errors[max(reached - 1, 0)]
    low, high = cuts.thetas[reached - 1 : reached + 1]
    share = (theta - low) / (high - low)
    return (1 - share) * errors[reached - 1] + share * errors[reached]


def _mark(theta: float, cuts: LevelCuts, rules: PixRules) -> tuple[int, int]:
    level = min(level_at(theta, cuts), rules.max_reachable_level)
    if level in (cuts.highest, rules.max_reachable_level):
        return level, level * rules.pix_per_level
    # Just under a cut, rounding may reach the pix of the next level; the level has the last word.
    return level, min(int(exact_pix_at(theta, cuts, rules)), (level + 1) * rules.pix_per_level - 1)
