"""Files of ``pixauthor calibrate scale``: the calibration and the scale that a command works on."""

from pathlib import Path
from typing import TYPE_CHECKING

from pixauthor.cli.output import say
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import text
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.calibration.model import Calibration
    from pixauthor.framework.ability_scale import AbilityScale


def open_calibrated(workspace: Path | None, calibration: Path | None, name: str) -> "tuple[Workspace, Calibration]":
    """Return the workspace and its calibration, after a look at the name that the scale is to have."""
    from pixauthor.framework.scale_store import require_name

    space = open_workspace(workspace)
    require_name(name)
    return space, calibration_in(space, calibration)


def calibration_in(space: Workspace, file: Path | None) -> "Calibration":
    """Return the calibration in a file, the newest of the workspace by default."""
    from pixauthor.calibration.store import calibrations_dir, load_calibration, newest_calibration

    path = file or newest_calibration(space.exports_dir)
    if path is None:
        raise PixauthorError("calibration.no-file", place=Place(path=str(calibrations_dir(space.exports_dir))))
    return load_calibration(path)


def scale_in(space: Workspace, file: Path | None) -> "AbilityScale":
    """Return the scale in a file, the newest of the workspace by default."""
    from pixauthor.framework.scale_store import load_scale, newest_scale, scales_dir

    path = file or newest_scale(space.exports_dir)
    if path is None:
        raise PixauthorError("scale.no-file", place=Place(path=str(scales_dir(space.exports_dir))))
    return load_scale(path)


def save_scale(space: Workspace, scale: "AbilityScale") -> None:
    """Write a scale under its next version, and show it."""
    from pixauthor.cli.calibrate_scale_story import show_scale
    from pixauthor.framework.scale_store import save_new_version

    saved, path = save_new_version(space.exports_dir, scale)
    show_scale(saved)
    say(text("scale.saved", path=path))


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    from pixauthor.canonical import digest
    from pixauthor.files import read_bytes

    return digest(read_bytes(path))
