"""What the commands of ``calibrate`` read and where they write."""

from pathlib import Path
from typing import TYPE_CHECKING

from pixauthor.errors import PixauthorError, Place
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def require_no_folder(output: Path | None) -> None:
    """Raise when the file to write is a folder: said before the long work, not after."""
    if output is not None and output.is_dir():
        raise PixauthorError("files.is-folder", place=Place(path=str(output)))


def load_answers(space: Workspace, file: Path | None) -> "pd.DataFrame":
    """Return the responses of a Parquet file, or those of the workspace."""
    from pixauthor.calibration.store import load_responses_file
    from pixauthor.responses.store import load_responses

    return load_responses_file(file) if file else load_responses(space.exports_dir)
