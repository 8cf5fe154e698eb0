"""What the commands of ``calibrate`` read and where they write."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from pixauthor.cli.output import complain
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import current_language, text
from pixauthor.responses.store import responses_dir
from pixauthor.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from pixauthor.calibration.model import Calibration
    from pixauthor.calibration.sampling import Drawn

SEED: Final = 1
SampleOption: TypeAlias = Annotated[int | None, typer.Option("--sample", min=1, help=text("calibration.help-sample"))]
SeedOption: TypeAlias = Annotated[int, typer.Option("--seed", min=0, help=text("calibration.help-seed"))]


def require_no_folder(output: Path | None) -> None:
    """Raise when the file to write is a folder: said before the long work, not after."""
    if output is not None and output.is_dir():
        raise PixauthorError("files.is-folder", place=Place(path=str(output)))


def load_answers(space: Workspace, file: Path | None) -> "pd.DataFrame":
    """Return the responses of a Parquet file, or those of the workspace."""
    from pixauthor.calibration.store import load_responses_file
    from pixauthor.responses.store import load_responses

    return load_responses_file(file) if file else load_responses(space.exports_dir)


def find_calibration(space: Workspace, file: Path | None) -> "tuple[Path, Calibration]":
    """Return a calibration with its file, the newest of the workspace by default."""
    from pixauthor.calibration.store import calibrations_dir, load_calibration, newest_calibration

    path = file or newest_calibration(space.exports_dir)
    if path is None:
        raise PixauthorError("calibration.no-file", place=Place(path=str(calibrations_dir(space.exports_dir))))
    return path, load_calibration(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Where answers are: in a file, or in the workspace.

    Args:
        space: the workspace.
        file: a Parquet file; None for the responses of the workspace.
        sample: candidates to draw; None for all, unless there are too many answers for a table.
        seed: of the draw.
    """

    space: Workspace
    file: Path | None
    sample: int | None = None
    seed: int = SEED

    @property
    def path(self) -> Path:
        """The file, or the folder of the workspace."""
        return self.file or responses_dir(self.space.exports_dir)

    def has_many(self) -> bool:
        """Return whether there are too many answers for a table; what cannot be read is told by who reads it."""
        from pixauthor.calibration.sampling import MANY
        from pixauthor.calibration.sources.rows import count_rows

        try:
            return count_rows(self.path) > MANY
        except PixauthorError:
            return False

    def without_sample(self) -> "Answers":
        """Return the same answers, of all candidates."""
        return replace(self, sample=None)

    def load(self) -> "Drawn":
        """Return the responses of all candidates, or of some when there are too many, or when it was asked."""
        from pixauthor.calibration.sampling import Drawn, draw_candidates

        if self.sample is not None or self.has_many():
            return draw_candidates(self.path, candidates=self.sample, seed=self.seed)
        responses = load_answers(self.space, self.file)
        return Drawn(responses=responses, n_all=responses["candidate"].nunique(), sample=None)


def tell_sample(drawn: "Drawn") -> None:
    """Say on how many candidates results rest, when it is not all of them."""
    if drawn.sample is not None:
        complain(drawn.sentence(current_language()))
