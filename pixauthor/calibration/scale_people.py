"""Levels and pix of many abilities at once."""

from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import norm

from pixauthor.framework.ability_scale import LevelCuts
from pixauthor.framework.model import PixRules
from pixauthor.framework.placement import CONFIDENCE
from pixauthor.irt.arrays import Floats

_ENDS: Final = (("", 0), ("_low", -1), ("_high", 1))


def place_all(
    theta: Floats, se: Floats, cuts: LevelCuts, rules: PixRules | None = None, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Return ``framework.placement.place`` of each ability, as columns: level, level_low, level_high, pix, and so on.

    Args:
        theta: abilities in logits, (n_persons,).
        se: their standard errors, (n_persons,); NaN counts as 0.
        cuts: of the competence.
        rules: pix per level and the highest level that is open.
        confidence: share of intervals that hold the truth.
    """
    known = rules or PixRules()
    errors = np.interp(theta, cuts.thetas, [cut.se or 0.0 for cut in cuts.cuts])
    reach = norm.ppf((1 + confidence) / 2) * np.hypot(np.nan_to_num(se), errors)
    marks = {end: _marks(theta + way * reach, cuts, known) for end, way in _ENDS}
    return pd.DataFrame(
        {f"{name}{end}": found[k] for k, name in enumerate(("level", "pix")) for end, found in marks.items()}
    )


def _marks(theta: Floats, cuts: LevelCuts, rules: PixRules) -> tuple[Floats, Floats]:
    bounds = np.array([cuts.floor, *cuts.thetas])
    level = np.searchsorted(bounds[1:], theta, side="right")
    high = np.minimum(level + 1, cuts.highest)
    share = np.clip((theta - bounds[level]) / np.where(high > level, bounds[high] - bounds[level], 1), 0, 1)
    # Just under a cut, rounding may reach the pix of the next level; the level has the last word.
    inside = np.minimum((rules.pix_per_level * (level + share)).astype(int), (level + 1) * rules.pix_per_level - 1)
    top = min(cuts.highest, rules.max_reachable_level)
    return np.minimum(level, top), np.where(level >= top, top * rules.pix_per_level, inside)
