"""``pixauthor calibrate score``: abilities of candidates by the items of a calibration."""

from typing import Annotated, Final

import typer

from pixauthor.cli.calibrate_data import SEED, find_calibration, load_answers
from pixauthor.cli.calibrate_tables import (
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
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.workspace import open_workspace

_SHOWN: Final = 20


def score(
    file: FileArgument = None,
    method: Annotated[str, typer.Option("--method", help=text("diagnostics.help-score-method"))] = "eap",
    plausible: Annotated[int, typer.Option("--plausible", min=0, max=100, help=text("diagnostics.help-plausible"))] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help=text("diagnostics.help-plausible-seed"))] = SEED,
    responses: ResponsesOption = None,
    as_json: JsonOption = False,
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Estimate the ability of every candidate, print the first ones, write all."""
    require_table(output)
    from pixauthor.calibration.abilities import score_persons

    space = open_workspace(workspace)
    _, calibration = find_calibration(space, file)
    with progress() as bar:
        bar.add_task(text("diagnostics.progress"), total=None)
        found = score_persons(
            calibration, load_answers(space, responses), method=method, plausible=plausible, seed=seed
        )
    if give({"abilities": found}, output, as_json):
        return
    show(text("diagnostics.score-table"), found.head(_SHOWN), {"candidate": str, "n": 0, "theta": 2, "se": 2})
    if len(found) > _SHOWN:
        say(text("diagnostics.more", n=_SHOWN, of=len(found)))
    numbers = {"mean": found["theta"].mean(), "sd": found["theta"].std(), "se": (found["se"] ** 2).mean() ** 0.5}
    said = {name: decimal(float(value), 2, current_language()) for name, value in numbers.items()}
    say(text("diagnostics.score-line", n=int(found["theta"].notna().sum()), of=len(found), **said))
