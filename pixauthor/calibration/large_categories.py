"""Which categories the answers of Parquet files fall in, as ``prepare`` finds them in a table."""

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from pixauthor.calibration.categories import MAX_CATEGORIES, RIGHT, bounds_of, require_few
from pixauthor.calibration.model import CalibratedItem, Design
from pixauthor.calibration.prepare import model_for
from pixauthor.calibration.sources.encoded import Encoded
from pixauthor.calibration.sources.score_levels import Levels, score_levels
from pixauthor.irt.arrays import Bools, Floats
from pixauthor.irt.irf import MODELS


def levels_for(folder: Path, design: Design, temporary: Path | None) -> Mapping[str, Levels]:
    """Return the scores at each item, if any model of the design asks for more than right and wrong."""
    if all(MODELS[name].dichotomous for name in (design.model, *design.models.values())):
        return {}
    return score_levels(folder, MAX_CATEGORIES + 1, folder=temporary)


def bounds_for(name: str, levels: Levels, design: Design, anchors: Mapping[str, CalibratedItem]) -> Floats:
    """Return the scores from which the categories of an item are reached; an anchor keeps its own."""
    if name in anchors:
        return bounds_of(anchors[name])
    return np.array(RIGHT) if MODELS[model_for(name, design)].dichotomous else levels.lowest


def require_few_each(
    encoded: Encoded, chosen: Bools, levels: Mapping[str, Levels], design: Design, anchors: Collection[str]
) -> None:
    """Raise when a chosen item has more categories than its answers can be expected to tell apart."""
    for name in np.array(encoded.items, object)[chosen]:
        model = model_for(name, design)
        if levels and name not in anchors and not MODELS[model].dichotomous:
            require_few(name, model, levels[name].n)


def columns_met(encoded: Encoded, chosen: Bools, anchors: Collection[str]) -> Bools:
    """Return the columns to estimate: of the chosen items, the categories that were met, and all those of an anchor."""
    sizes = encoded.n_categories
    anchored = np.isin(encoded.items, list(anchors))
    return np.repeat(chosen, sizes) & ((encoded.counts > 0) | np.repeat(anchored, sizes))
