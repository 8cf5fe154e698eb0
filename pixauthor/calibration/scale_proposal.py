"""Cut scores proposed from the nominal levels of calibrated items, with the uncertainty of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.scale_regression import REGRESSIONS, Bounds
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import CutScore, LevelCuts, require_increasing
from pixauthor.irt.arrays import Floats, Ints

DECIMALS: Final = 6
_MOST_FAILED: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """Standard errors by drawing items anew, level by level, and their places with their errors.

    Places are first drawn in towards the mean of their level, so that the errors they hold already do not count twice.
    A level with one item always gives that item: with few items a level, the delta method is the better one.
    """

    resamples: int = 1000
    seed: int = 0


def propose_cuts(
    table: pd.DataFrame, method: str = "monotone", bootstrap: Bootstrap | None = None, competence: str = ""
) -> LevelCuts:
    """Return the cut scores of the levels of some items.

    The cut of level k is the bound between its items and those of the next level; the floor is as far below the first
    bound, and the last cut as far above the last one, as a level is wide on average.

    Args:
        table: ``level``, ``location``, ``se``, a row per item (``scale_locations.levelled_locations``).
        method: name in ``scale_regression.REGRESSIONS``.
        bootstrap: how to find the standard errors; the delta method by default.
        competence: named in errors.

    Raises:
        PixauthorError: when levels lack items, or the cuts do not rise.
    """
    if method not in REGRESSIONS:
        raise PixauthorError("scale.unknown-method", method=method, known=", ".join(REGRESSIONS))
    if table.empty:
        raise PixauthorError("scale.no-items")
    levels = table["level"].to_numpy(np.int64)
    places, errors = table["location"].to_numpy(float), table["se"].fillna(0.0).to_numpy(float)
    bounds = REGRESSIONS[method](levels, places, errors)
    form = _form(bounds, int(levels.max()))
    thetas = form @ bounds.values
    spread = np.sqrt(np.diag(form @ bounds.covariance @ form.T))
    if bootstrap is not None:
        spread = _resampled(levels, places, errors, method, bootstrap)
    last = bounds.first + bounds.values.size - 2
    cuts = tuple(
        CutScore(
            level=level,
            theta=round(float(thetas[level]), DECIMALS),
            se=None if np.isnan(spread[level]) else round(float(spread[level]), DECIMALS),
            extrapolated=not bounds.first <= level <= last,
        )
        for level in range(1, thetas.size)
    )
    return require_increasing(LevelCuts(floor=round(float(thetas[0]), DECIMALS), cuts=cuts), competence)


def propose_by_competence(
    table: pd.DataFrame, method: str = "monotone", bootstrap: Bootstrap | None = None
) -> tuple[Mapping[str, LevelCuts], Mapping[str, PixauthorError]]:
    """Return the cuts of each competence, and why the others have none of their own.

    Args:
        table: ``propose_cuts``'s, with ``competence``.
        method: as in ``propose_cuts``.
        bootstrap: as in ``propose_cuts``.
    """
    found: dict[str, LevelCuts] = {}
    refused: dict[str, PixauthorError] = {}
    for competence, own in table.groupby("competence", sort=True):
        try:
            found[str(competence)] = propose_cuts(own, method, bootstrap, str(competence))
        except PixauthorError as error:
            refused[str(competence)] = error
    return found, refused


def _form(bounds: Bounds, highest: int) -> Floats:
    """Return the matrix from bounds and width to floor and cuts 1 to ``highest``, (highest + 1, n_bounds + 1)."""
    n_bounds = bounds.values.size - 1
    form = np.zeros((highest + 1, n_bounds + 1))
    for level in range(highest + 1):
        nearest = min(max(level - bounds.first, 0), n_bounds - 1)
        form[level, nearest] = 1.0
        form[level, -1] = level - bounds.first - nearest
    return form


def _resampled(levels: Ints, places: Floats, errors: Floats, method: str, bootstrap: Bootstrap) -> Floats:
    """Return the standard deviations of floor and cuts over resamples, (n_levels + 1,)."""
    rng = np.random.default_rng(bootstrap.seed)
    shrunk = _shrink(levels, places, errors)
    groups = [np.flatnonzero(levels == level) for level in np.unique(levels)]
    found = []
    for _ in range(bootstrap.resamples):
        drawn = np.concatenate([rng.choice(group, group.size) for group in groups])
        noisy = shrunk[drawn] + rng.normal(size=drawn.size) * errors[drawn]
        try:
            bounds = REGRESSIONS[method](levels[drawn], noisy, errors[drawn])
        except PixauthorError:
            continue
        found.append(_form(bounds, int(levels.max())) @ bounds.values)
    if len(found) < max((1 - _MOST_FAILED) * bootstrap.resamples, 2):
        raise PixauthorError("scale.bootstrap-failed", n=bootstrap.resamples - len(found), of=bootstrap.resamples)
    return np.asarray(np.std(found, axis=0, ddof=1))


def _shrink(levels: Ints, places: Floats, errors: Floats) -> Floats:
    means = pd.Series(places).groupby(levels).transform("mean").to_numpy()
    free = places.size - np.unique(levels).size
    spread = ((places - means) ** 2).sum() / free if free > 0 else 0.0
    share = max(1 - (errors**2).mean() / spread, 0.0) if spread > 0 else 0.0
    return np.asarray(means + np.sqrt(share) * (places - means))
