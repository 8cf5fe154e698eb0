"""What the test designs of ``pixauthor calibrate`` begin and end with: a calibration as items, a file of results."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pixauthor.cli.output import say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import text
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from pixauthor.calibration.item_pool import ItemPool
    from pixauthor.calibration.model import Calibration

_FORMATS: Final = (".csv", ".json")


def load_pool(space: Workspace, file: Path | None) -> "tuple[Calibration, ItemPool]":
    """Return a calibration, the newest by default, and its usable items; say how many they are.

    Raises:
        PixauthorError: when there is none, or no item of it can be used.
    """
    from pixauthor.calibration.item_pool import make_pool
    from pixauthor.calibration.store import calibrations_dir, load_calibration, newest_calibration

    path = file or newest_calibration(space.exports_dir)
    if path is None:
        raise PixauthorError("calibration.no-file", place=Place(path=str(calibrations_dir(space.exports_dir))))
    calibration = load_calibration(path)
    pool = make_pool(calibration, space.bank, space.framework)
    say(text("cat.pool", n=len(pool.table), of=len(calibration.items)))
    if calibration.provenance.simulated:
        say(text("calibration.simulated"))
    return calibration, pool


def require_format(output: Path | None, message: str) -> None:
    """Refuse a file that is neither CSV nor JSON, before the long work."""
    if output is None:
        return
    if output.is_dir():
        raise PixauthorError("files.is-folder", place=Place(path=str(output)))
    if output.suffix.lower() not in _FORMATS:
        raise PixauthorError(message, place=Place(path=str(output)))


def write_result(output: Path, table: "pd.DataFrame", whole: Mapping[str, Any]) -> None:
    """Write a table as CSV, or the whole result as JSON, as the name of the file says."""
    if output.suffix.lower() == ".csv":
        data = table.to_csv(index=False, lineterminator="\n")
    else:
        data = json.dumps(whole, ensure_ascii=False, indent=2, default=str) + "\n"
    write_atomic(output, data.encode())
