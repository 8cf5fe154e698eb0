"""What changed from one calibration to another: items added, dropped, revised, and parameters that moved."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.item_parameters import categories_of, errors_of, model_of, natural_of
from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.calibration.rescaling import digest_of
from pixauthor.irt.arrays import Floats

MOVED: Final = 1.96
"""Standard errors of the difference beyond which a parameter has moved."""
_ROUNDING: Final = 1e-9
COLUMNS: Final = ("item", "status", "parameter", "old", "new", "difference", "se", "z", "model_old", "model_new")


def diff(old: Calibration, new: Calibration) -> pd.DataFrame:
    """Return what changed, one row per item and parameter.

    Numbers are compared as they stand: on scales that were never linked, differences are of scales too.

    Returns:
        ``item``; ``status`` of the item: added, dropped, revised (another version of an item that was there),
        remodelled (another model, so that parameters mean something else), moved (some parameter by more than 1.96
        standard errors, or at all when these are unknown) or same; ``parameter``; its ``old`` and ``new`` value;
        their ``difference``, its ``se``, the two calibrations being of different persons, and ``z``; ``model_old``
        and ``model_new``.
    """
    names = [*new.by_item, *(name for name in old.by_item if name not in new.by_item)]
    tables = [_compare(name, old, new) for name in names]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))


def on_one_scale(old: Calibration, new: Calibration) -> bool:
    """Say whether ``new`` was put on the scale of ``old``, or both on that of a third."""
    onto = new.links[-1].onto if new.links else ""
    return onto in {digest_of(old), *(record.onto for record in old.links[-1:])}


def _compare(name: str, old: Calibration, new: Calibration) -> pd.DataFrame:
    before, after = old.by_item.get(name), new.by_item.get(name)
    parameters = list(dict.fromkeys([*_parameters(before), *_parameters(after)]))
    was, now = (_column(_parameters(item), parameters) for item in (before, after))
    se = np.hypot(*(_column(errors_of(item) if item else {}, parameters) for item in (before, after)))
    z = np.divide(now - was, se, out=np.full(se.size, np.nan), where=se > 0)
    return pd.DataFrame(
        {
            "item": name,
            "status": _status(name, old, new) or _moved(now - was, z),
            "parameter": parameters,
            "old": was,
            "new": now,
            "difference": now - was,
            "se": se,
            "z": z,
            "model_old": model_of(old, before) if before else "",
            "model_new": model_of(new, after) if after else "",
        }
    )


def _status(name: str, old: Calibration, new: Calibration) -> str:
    """Return what is known of an item without looking at its numbers; empty when they must tell."""
    before, after = old.by_item.get(name), new.by_item.get(name)
    if after is None:
        return "dropped"
    if before is None:
        item = name.rpartition("@")[0]
        return "revised" if any(one.rpartition("@")[0] == item for one in old.by_item) else "added"
    was, now = ((model_of(form, form.by_item[name]), categories_of(form.by_item[name])) for form in (old, new))
    return "" if was == now else "remodelled"


def _moved(difference: Floats, z: Floats) -> str:
    beyond = np.where(np.isnan(z), np.abs(difference) > _ROUNDING, np.abs(z) > MOVED)
    return "moved" if beyond.any() else "same"


def _parameters(item: CalibratedItem | None) -> Mapping[str, float]:
    return natural_of(item) if item else {}


def _column(values: Mapping[str, float], names: Sequence[str]) -> Floats:
    return np.array([values.get(name, np.nan) for name in names], float)
