"""From scores, or options chosen, to the categories of an item's answers; and back to what a category is called."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from pixauthor.calibration.model import CalibratedItem
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.irf import MODELS

MAX_CATEGORIES: Final = 12
RIGHT: Final = (0.0, 1.0)
"""From which scores wrong and right are reached."""
_EXACT: Final = 1e-9


def category_bounds(item: str, model: str, scores: Floats) -> Floats:
    """Return the score from which each category is reached, (n_categories,).

    Dichotomous: only a full score is a success (pix.md §5.1). Otherwise each score that somebody got is a category.

    Args:
        item: ``id@version``, for the message.
        model: name in ``irt.irf.MODELS``.
        scores: of its answers, from 0 to 1.

    Raises:
        PixauthorError: when there are more than ``MAX_CATEGORIES`` scores.
    """
    if MODELS[model].dichotomous:
        return np.array(RIGHT)
    bounds = np.unique(np.round(scores, 9))
    require_few(item, model, bounds.size)
    return np.asarray(bounds, float)


def require_few(item: str, model: str, n: int) -> None:
    """Raise when an item of a model has more categories than answers can be expected to tell apart."""
    if n > MAX_CATEGORIES:
        raise PixauthorError("calibration.many-categories", item=item, n=n, most=MAX_CATEGORIES, model=model)


def to_categories(which: Ints, scores: Floats, bounds: Sequence[Floats]) -> Ints:
    """Return the category of each answer: the last one whose bound its score reaches.

    Args:
        which: item of each answer, (n_answers,).
        scores: from 0 to 1, (n_answers,).
        bounds: of each item, in rising order, (n_items,).
    """
    most = max((bound.size for bound in bounds), default=1)
    table = np.full((len(bounds), most), np.inf)
    for row, bound in zip(table, bounds, strict=True):
        row[: bound.size] = bound
    found = np.zeros(which.size, np.int64)
    for k in range(1, most):
        found += scores >= table[which, k] - _EXACT
    return found


def bounds_of(item: CalibratedItem) -> Floats:
    """Return the score from which each category of a calibrated item is reached, (n_categories,)."""
    return np.array([float(name) for name in item.categories] if item.categories else RIGHT)


def names_of(model: str, bounds: Floats) -> tuple[str, ...]:
    """Return what categories are called in a calibration file, as exactly as they are; nothing for wrong and right."""
    return () if MODELS[model].dichotomous else tuple(f"{bound:.9g}" for bound in bounds)
