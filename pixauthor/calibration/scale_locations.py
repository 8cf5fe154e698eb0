"""Where items stand on the scale: the ability at which each is mastered with a wanted probability.

For the 2PL, b + logit(RP) / a; at RP 0.5 this is b. RP 0.67 is common in bookmark studies (Huynh 2006,
doi:10.1111/j.1745-3992.2006.00053.x).
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import logit

from pixauthor.bank.bank import Bank
from pixauthor.calibration.item_parameters import categories_of, errors_of, model_of, natural_of
from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange

RESPONSE_PROBABILITY: Final = 0.67
_FAR: Final = 30.0
_STEP: Final = 1e-5


class Location(NamedTuple):
    """An ability in logits, and how it moves with each parameter of the item; NaN when there is none."""

    theta: float
    slopes: Mapping[str, float]


_NOWHERE: Final = Location(np.nan, {})


def locate(model: str, natural: Mapping[str, float], n_categories: int, probability: float) -> Location:
    """Return the ability at which the expected share of the full score is ``probability``.

    Args:
        model: name in ``irt.irf.MODELS``; categories of the nominal model have no order, so its items have no place.
        natural: parameters by name (``a``, ``b``, …).
        n_categories: of the item.
        probability: between 0 and 1.
    """
    if not any(name.startswith("b") for name in natural):
        return _NOWHERE
    find = _locate_dichotomous if MODELS[model].dichotomous else _locate_stepwise
    return find(model, natural, n_categories, probability)


def item_locations(calibration: Calibration, probability: float = RESPONSE_PROBABILITY) -> pd.DataFrame:
    """Return ``item``, ``location``, ``se`` in logits, one row per calibrated item, from the easiest to the hardest.

    ``se`` is NaN where the errors of the parameters are not known. Items that no ability answers with this probability
    (it lies under their guessing parameter, say) come last, with NaN.
    """
    rows = [(item.item, *_locate_item(calibration, item, probability)) for item in calibration.items]
    table = pd.DataFrame(rows, columns=["item", "location", "se"]).astype({"location": float, "se": float})
    return table.sort_values(["location", "item"], ignore_index=True)


def levelled_locations(calibration: Calibration, bank: Bank, probability: float = RESPONSE_PROBABILITY) -> pd.DataFrame:
    """Return ``item_locations`` with ``competence`` and nominal ``level``, of the items that the bank still has."""
    table = item_locations(calibration, probability).dropna(subset=["location"])
    known = [bank.get(reference.rpartition("@")[0]) for reference in table["item"]]
    kept = table[np.array([item is not None for item in known], bool)].reset_index(drop=True)
    kept.insert(1, "competence", [item.competence for item in known if item is not None])
    kept.insert(2, "level", [item.level for item in known if item is not None])
    return kept


def _locate_item(calibration: Calibration, item: CalibratedItem, probability: float) -> tuple[float, float]:
    found = locate(model_of(calibration, item), natural_of(item), categories_of(item), probability)
    return found.theta, _error(found, errors_of(item))


def _error(found: Location, errors: Mapping[str, float]) -> float:
    """Return the standard error of a location; parameters count as independent, as files hold no covariance."""
    known = {name: errors.get(name) for name in found.slopes}
    # A fixed slope has no error; any other parameter without one leaves the place of the item open.
    if not known or any(error is None for name, error in known.items() if name != "a"):
        return np.nan
    return float(np.sqrt(sum((slope * (known[name] or 0.0)) ** 2 for name, slope in found.slopes.items())))


def _locate_dichotomous(_: str, natural: Mapping[str, float], __: int, probability: float) -> Location:
    a, b, c, d = (natural.get(name, rest) for name, rest in (("a", 1.0), ("b", 0.0), ("c", 0.0), ("d", 1.0)))
    if not (a > 0 and c < probability < d):
        return _NOWHERE
    share = (probability - c) / (d - c)
    steep = 1 / (a * share * (1 - share))
    slopes = {
        "a": -float(logit(share)) / a**2,
        "b": 1.0,
        "c": steep * (probability - d) / (d - c) ** 2,
        "d": -steep * (probability - c) / (d - c) ** 2,
    }
    return Location(b + float(logit(share)) / a, {name: slopes[name] for name in natural})


def _locate_stepwise(model: str, natural: Mapping[str, float], n_categories: int, probability: float) -> Location:
    def excess(theta: float, parameters: Mapping[str, float] = natural) -> float:
        return _share(model, parameters, n_categories, theta) - probability

    if not excess(-_FAR) < 0 < excess(_FAR):
        return _NOWHERE
    theta = float(brentq(excess, -_FAR, _FAR, xtol=1e-10))
    rise = (excess(theta + _STEP) - excess(theta - _STEP)) / (2 * _STEP)
    slopes = {}
    for name, value in natural.items():
        low, high = (excess(theta, {**natural, name: value + way * _STEP}) for way in (-1, 1))
        # On the curve of constant share, the ability makes up for what the parameter does.
        slopes[name] = -(high - low) / (2 * _STEP) / rise
    return Location(theta, slopes)


def _share(model: str, natural: Mapping[str, float], n_categories: int, theta: float) -> float:
    values = np.array([[natural[name] for name in MODELS[model].natural_names(n_categories)]])
    item = arrange([model], [n_categories]).with_working([MODELS[model].to_working(values)])
    return float(item.expected_scores(np.array([theta]))[0, 0]) / (n_categories - 1)
