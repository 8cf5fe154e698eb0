"""The newest calibration of a workspace as the bank's searches and counts want it."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pixauthor.bank.search_index import Index, Measured
from pixauthor.bank.search_store import CACHE_FILE, load_index
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    from pixauthor.calibration.model import CalibratedItem


def load_measures(workspace: Workspace) -> Mapping[str, Measured]:
    """Return what the newest calibration found, by ``id@version``; nothing when there is none."""
    from pixauthor.calibration.store import load_calibration, newest_calibration

    newest = newest_calibration(workspace.exports_dir)
    return {item.item: _measured(item) for item in load_calibration(newest).items} if newest else {}


def open_index(workspace: Workspace) -> Index:
    """Return the index of a workspace with its measures; a bar is shown while files are read, on a terminal."""
    from pixauthor.cli.check import told

    with told("item.search.reading") as on_progress:
        cache = workspace.exports_dir / CACHE_FILE
        measured = load_measures(workspace)
        return load_index(workspace.items_dir, cache=cache, measured=measured, on_progress=on_progress)


def _measured(item: "CalibratedItem") -> Measured:
    return Measured(
        n=item.n,
        p=item.p,
        b=None if math.isnan(item.b) else item.b,
        a=item.a,
        r_rest=item.r_rest,
        flags=item.flags,
        verdict=item.verdict,
    )
