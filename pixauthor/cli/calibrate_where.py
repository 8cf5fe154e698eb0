"""Where ``calibrate run`` works: on a table in memory, or on answers that go straight from Parquet to the engine."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixauthor.calibration.design import Design
from pixauthor.cli.calibrate_data import Answers, tell_sample
from pixauthor.cli.output import complain
from pixauthor.locale import text

if TYPE_CHECKING:
    import pandas as pd

    from pixauthor.calibration.model import Calibration
    from pixauthor.calibration.sampling import Drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where answers are, and where they are worked on.

    Args:
        answers: the responses.
        scheduler: address of a Dask cluster; None for this machine.
        temporary: folder that takes answers in a file; None for memory.
    """

    answers: Answers
    scheduler: str | None
    temporary: Path | None

    def is_elsewhere(self) -> bool:
        """Return whether answers are asked to be kept in a file, or on a cluster."""
        return bool(self.scheduler or self.temporary)


def calibrate_table(where: Where, design: Design, given: dict[str, Any], *, diagnostics: bool) -> "Calibration":
    """Return the calibration of responses that fit in a table, with the verdicts of all diagnostics."""
    from pixauthor.calibration.run import calibrate
    from pixauthor.calibration.sampling import Drawn
    from pixauthor.cli.calibrate_data import load_answers

    responses = load_answers(where.answers.space, where.answers.file)
    found = calibrate(responses, design, **given)
    _tell_partial(found, responses)
    repeated = int(responses.duplicated(["candidate", "item", "version"]).sum())
    if repeated:
        complain(text("calibration.repeated", n=repeated))
    if not diagnostics:
        return found
    n_all = responses["candidate"].nunique()
    drawn = where.answers.load() if where.answers.sample else Drawn(responses=responses, n_all=n_all, sample=None)
    return _weigh(found, drawn, where, given)


def _tell_partial(found: "Calibration", responses: "pd.DataFrame") -> None:
    """Say which items have answers that are partly right, and counted as wrong by their model."""
    from pixauthor.calibration.connection import name_some
    from pixauthor.calibration.split import whole
    from pixauthor.irt.irf import MODELS

    partly = responses[responses["score"].between(0, 1, inclusive="neither")]
    scored = {*(partly["item"] + "@" + partly["version"].astype(str)).unique()}
    blind = {whole(item.item) for item in found.items if MODELS[item.model].dichotomous}
    if scored & blind:
        complain(text("calibration.partial", n=len(scored & blind), items=name_some(sorted(scored & blind))))


def calibrate_large(where: Where, design: Design, given: dict[str, Any], *, diagnostics: bool) -> "Calibration":
    """Return the calibration of answers of any number; its verdicts rest on some candidates when they are too many."""
    from pixauthor.calibration.run_large import calibrate_files

    found = calibrate_files(where.answers.path, design, **given, scheduler=where.scheduler, temporary=where.temporary)
    return _weigh(found, where.answers.load(), where, given) if diagnostics else found


def _weigh(found: "Calibration", drawn: "Drawn", where: Where, given: dict[str, Any]) -> "Calibration":
    from pixauthor.calibration.diagnose import weigh

    tell_sample(drawn)
    judged = weigh(found, drawn.responses, given["thresholds"], where.answers.space.bank)
    return replace(judged, provenance=replace(judged.provenance, sample=drawn.sample))
