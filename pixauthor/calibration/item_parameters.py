"""The parameters of calibrated items by name, whatever their model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.irt.items import Items, arrange


def model_of(_: Calibration, item: CalibratedItem) -> str:
    """Return the name of an item's model in ``irt.irf.MODELS``; off the unit of its scale a Rasch item has a slope."""
    freed = {"rasch": "2pl", "pcm": "gpcm"}
    return freed.get(item.model, item.model) if item.a != 1 else item.model


def categories_of(item: CalibratedItem) -> int:
    """Return how many categories its answers have."""
    return item.n_categories


def natural_of(item: CalibratedItem) -> Mapping[str, float]:
    """Return its natural parameters by name."""
    return item.parameters


def errors_of(item: CalibratedItem) -> Mapping[str, float]:
    """Return the standard errors of its natural parameters, those that are known."""
    return item.errors


def with_natural(item: CalibratedItem, natural: Mapping[str, float], errors: Mapping[str, float]) -> CalibratedItem:
    """Return an item with other parameters and standard errors."""
    return replace(item, parameters=dict(natural), errors=dict(errors))


def kernel_items(calibration: Calibration) -> Items:
    """Return the response functions of a calibration, in the order of its items."""
    models = [model_of(calibration, item) for item in calibration.items]
    return fill(models, calibration.items)


def fill(models: Sequence[str], found: Sequence[CalibratedItem]) -> Items:
    """Return items of these models with the parameters of calibrated ones."""
    items = arrange(models, [item.n_categories for item in found])
    working = []
    for block in items.blocks:
        names = block.model.natural_names(block.n_categories)
        natural = [[found[k].parameters[name] for name in names] for k in block.positions]
        working.append(block.model.to_working(np.array(natural, float)))
    return items.with_working(working)
