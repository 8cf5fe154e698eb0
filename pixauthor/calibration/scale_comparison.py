"""Items against the levels that their authors announced, on a scale that is given or that these levels propose."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd

from pixauthor.bank.bank import Bank
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scale import propose_scale
from pixauthor.calibration.scale_agreement import agreement_table
from pixauthor.calibration.scale_locations import RESPONSE_PROBABILITY, levelled_locations
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import AbilityScale

_METHODS: Final = ("monotone", "linear")
_NAME: Final = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """The comparison: ``scale_agreement.agreement_table``, and the scale; ``proposed``: from these same items."""

    table: pd.DataFrame
    scale: AbilityScale
    proposed: bool


def compare_levels(calibration: Calibration, bank: Bank, scale: AbilityScale | None = None) -> Levels | None:
    """Return how items stand against their levels; None when too few levels have items, or they do not rise.

    Args:
        calibration: where items stand.
        bank: their nominal levels.
        scale: whose cuts bound the levels; by default those that the levels propose, monotone, else a straight line.
    """
    found = scale or _propose(calibration, bank)
    if found is None:
        return None
    probability = found.provenance.response_probability or RESPONSE_PROBABILITY
    table = agreement_table(levelled_locations(calibration, bank, probability), found)
    return None if table.empty else Levels(table=table, scale=found, proposed=scale is None)


def _propose(calibration: Calibration, bank: Bank) -> AbilityScale | None:
    now = datetime.fromisoformat(calibration.provenance.date)
    for method in _METHODS:
        try:
            return propose_scale(calibration, bank, name=_NAME, now=now, method=method)[0]
        except PixauthorError:
            # Levels without items, or in the wrong order: the next method asks for less.
            continue
    return None
