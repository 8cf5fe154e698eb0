"""``pixauthor calibrate persons``: candidates whose answers do not follow the calibration, or came too fast."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from pixauthor.cli.calibrate_data import SEED, Answers, SampleOption, SeedOption, find_calibration, tell_sample
from pixauthor.cli.calibrate_tables import (
    Columns,
    FileArgument,
    JsonOption,
    OutputOption,
    ResponsesOption,
    WorkspaceOption,
    give,
    require_table,
    show,
)
from pixauthor.cli.output import progress, say
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    import pandas as pd

FLAGGED: Final = 1
_SHOWN: Final = 40


def persons(
    file: FileArgument = None,
    method: Annotated[str, typer.Option("--method", help=text("diagnostics.help-estimator"))] = "wle",
    min_lz: Annotated[float, typer.Option("--min-lz", help=text("diagnostics.help-min-lz"))] = -2.33,
    min_effort: Annotated[
        float, typer.Option("--min-effort", min=0, max=1, help=text("diagnostics.help-min-effort"))
    ] = 0.90,
    min_answers: Annotated[int, typer.Option("--min-answers", min=1, help=text("diagnostics.help-min-answers"))] = 8,
    everything: Annotated[bool, typer.Option("--all", help=text("diagnostics.help-all-persons"))] = False,
    responses: ResponsesOption = None,
    sample: SampleOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Judge every candidate, print, write; exit 1 when one is flagged."""
    require_table(output)
    from pixauthor.calibration.fit_persons import person_fit
    from pixauthor.calibration.fit_thresholds import FitThresholds

    space = open_workspace(workspace)
    _, calibration = find_calibration(space, file)
    bounds = FitThresholds(min_lz_star=min_lz, min_effort=min_effort, min_answers=min_answers)
    with progress() as bar:
        bar.add_task(text("diagnostics.progress"), total=None)
        drawn = Answers(space=space, file=responses, sample=sample, seed=seed).load()
        found = person_fit(calibration, drawn.responses, estimator=method, bounds=bounds)
    tell_sample(drawn)
    flagged = found["signals"].map(len) > 0
    if not give({"persons": found}, output, as_json):
        _print(found if everything else found[flagged])
        _sum_up(found, min_answers)
    if flagged.any():
        raise typer.Exit(FLAGGED)


def _print(found: "pd.DataFrame") -> None:
    decimals: Columns = {"n": 0, "theta": 2, "se": 2, "infit": 2, "outfit": 2, "lz": 2, "lz_star": 2, "effort": 2}
    signals: Columns = {"signals": lambda flags: ", ".join(text(f"diagnostics.signal.{flag}") for flag in flags)}
    # Few are too fast, and many unlikely by chance alone: the former first.
    calm = ["rapid" not in flags for flags in found["signals"]]
    ordered = found.assign(calm=calm).sort_values(["calm", "lz_star", "candidate"])
    show(text("diagnostics.persons-table"), ordered.head(_SHOWN), {"candidate": str, **decimals, **signals})
    if len(ordered) > _SHOWN:
        say(text("diagnostics.more", n=_SHOWN, of=len(ordered)))


def _sum_up(found: "pd.DataFrame", least: int) -> None:
    counts = {
        name: int(found["signals"].map(lambda flags, name=name: name in flags).sum()) for name in ("misfit", "rapid")
    }
    judged = int((found["lz_star"].notna() & (found["n"] >= least)).sum())
    say(text("diagnostics.persons-line", n=len(found), judged=judged, **counts))
    if not (found["n_timed"] > 0).any():
        say(text("diagnostics.no-times"))
