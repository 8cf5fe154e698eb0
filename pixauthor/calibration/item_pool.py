"""Calibrated items with what the bank knows of them: what test designs choose among."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Item
from pixauthor.calibration.item_parameters import kernel_items
from pixauthor.calibration.model import Calibration
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Framework
from pixauthor.irt.items import Items

UNFIT: Final = frozenset({"revise", "retire"})
"""Verdicts with which an item does not enter a test."""
SECONDS_PER_ITEM: Final = 60.0
"""Taken for an item without a timer and without measured durations."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ItemPool:
    """Items on one scale.

    Args:
        items: their response models.
        table: one row an item, in the same order: ``item`` (id@version), ``id``, ``competence``, ``area``, ``tube``,
            ``skill``, ``level``, ``type``, ``status``, ``family`` (id of the prototype), ``seconds``.
    """

    items: Items
    table: pd.DataFrame


def make_pool(
    calibration: Calibration,
    bank: Bank,
    framework: Framework,
    *,
    unfit: frozenset[str] = UNFIT,
    durations: Mapping[str, float] | None = None,
) -> ItemPool:
    """Return the calibrated items that the bank still has in the same version.

    Args:
        calibration: parameters.
        bank: competence, level, type and family of the items.
        framework: areas and tubes.
        unfit: leave out items with these verdicts.
        durations: seconds that candidates take, by ``id@version``; the item's timer by default.

    Raises:
        PixauthorError: when no item is left.
    """
    known = {item.reference: item for item in bank}
    positions = [k for k, one in enumerate(calibration.items) if one.item in known and one.verdict not in unfit]
    if not positions:
        raise PixauthorError("assembly.no-items")
    tubes = {skill.id: tube.id for one in framework.competences.values() for tube in one.tubes for skill in tube.skills}
    rows = []
    for k in positions:
        item = known[calibration.items[k].item]
        seconds = (durations or {}).get(item.reference, item.conduct.timer_seconds or SECONDS_PER_ITEM)
        area = framework.area_of[item.competence].code
        rows.append({**_labels(item), "area": area, "tube": tubes.get(item.skill, ""), "seconds": float(seconds)})
    return ItemPool(items=kernel_items(calibration).select(np.array(positions, int)), table=pd.DataFrame(rows))


def _labels(item: Item) -> dict[str, str | int]:
    return {
        "item": item.reference,
        "id": item.id,
        "competence": item.competence,
        "skill": item.skill,
        "level": item.level,
        "type": str(item.type),
        "status": str(item.status),
        "family": item.family.prototype or item.id,
    }
