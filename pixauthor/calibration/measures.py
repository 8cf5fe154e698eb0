"""The newest calibration of a workspace as the bank's searches and counts want it."""

import math
from collections.abc import Mapping
from pathlib import Path

from pixauthor.bank.search_index import Measured
from pixauthor.calibration.model import CalibratedItem
from pixauthor.calibration.store import load_calibration, newest_calibration


def load_measures(exports_dir: Path) -> Mapping[str, Measured]:
    """Return what the newest calibration found, by ``id@version``; nothing when there is none.

    Raises:
        PixauthorError: when its file is damaged.
    """
    newest = newest_calibration(exports_dir)
    return {item.item: _measured(item) for item in load_calibration(newest).items} if newest else {}


def _measured(item: CalibratedItem) -> Measured:
    return Measured(
        n=item.n,
        p=item.p,
        b=None if math.isnan(item.b) else item.b,
        a=item.a,
        r_rest=item.r_rest,
        flags=item.flags,
        verdict=item.verdict,
    )
