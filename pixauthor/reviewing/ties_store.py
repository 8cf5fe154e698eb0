"""Which calibrations of a workspace measured which versions of an item."""

from pathlib import Path
from typing import Final

from pixauthor.calibration.store import calibrations_dir, load_calibration
from pixauthor.errors import PixauthorError
from pixauthor.reviewing.revision import Tie, ties_of

# Each is read whole.
_MANY: Final = 10


def load_ties(exports_dir: Path, id_: str) -> tuple[Tie, ...]:
    """Return the versions of an item that the newest calibrations measured; a damaged file is left out."""
    newest = sorted(calibrations_dir(exports_dir).glob("*.json"), key=lambda one: one.stat().st_mtime_ns)
    return ties_of(id_, ((path.stem, _answers(path)) for path in newest[-_MANY:]))


def _answers(path: Path) -> dict[str, int]:
    try:
        return {item.item: item.n for item in load_calibration(path).items}
    except PixauthorError:
        return {}
