"""The parameters of calibrated items by name, whatever their model."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.irt.items import Items, arrange


def model_of(calibration: Calibration, item: CalibratedItem) -> str:
    """Return the name of an item's model in ``irt.irf.MODELS``; a Rasch item on a scale of another unit has a slope."""
    model = calibration.design.model
    return "2pl" if model == "rasch" and item.a != 1 else model


def categories_of(_: CalibratedItem) -> int:
    """Return how many categories its answers have."""
    return 2


def natural_of(item: CalibratedItem) -> Mapping[str, float]:
    """Return its natural parameters by name."""
    return {"a": item.a, "b": item.b}


def errors_of(item: CalibratedItem) -> Mapping[str, float]:
    """Return the standard errors of its natural parameters, those that are known."""
    errors = {"a": item.se_a, "b": item.se_b}
    return {name: error for name, error in errors.items() if error is not None}


def with_natural(item: CalibratedItem, natural: Mapping[str, float], errors: Mapping[str, float]) -> CalibratedItem:
    """Return an item with other parameters and standard errors."""
    return replace(item, a=natural["a"], b=natural["b"], se_a=errors.get("a"), se_b=errors.get("b"))


def kernel_items(calibration: Calibration) -> Items:
    """Return the response functions of a calibration, in the order of its items."""
    models = [model_of(calibration, item) for item in calibration.items]
    items = arrange(models, [categories_of(item) for item in calibration.items])
    working = []
    for block in items.blocks:
        names = block.model.natural_names(block.n_categories)
        natural = [[natural_of(calibration.items[k])[name] for name in names] for k in block.positions]
        working.append(block.model.to_working(np.array(natural)))
    return items.with_working(working)
