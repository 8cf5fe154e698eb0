"""``pixauthor calibrate options``: who chooses which option of the choice items, by ability (nominal model)."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from pixauthor.bank.interactions import MultipleChoice, SingleChoice
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
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import pandas as pd

FOUND: Final = 1
TABLES: Final = ("curves", "options", "groups")


def options(
    file: FileArgument = None,
    items: Annotated[list[str] | None, typer.Option("--item", help=text("diagnostics.help-option-item"))] = None,
    table: Annotated[str, typer.Option("--table", help=text("diagnostics.help-option-table"))] = TABLES[0],
    responses: ResponsesOption = None,
    sample: SampleOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Fit the options, print, write; exit 1 when a wrong option rises more with ability than the right one."""
    require_table(output)
    if table not in TABLES:
        raise PixauthorError("diagnostics.unknown-table", name=table, known=", ".join(TABLES))
    from pixauthor.calibration.options_tables import (
        fit_all_options,
        items_with_answers,
        option_curves,
        option_groups,
        option_table,
    )

    space = open_workspace(workspace)
    _, calibration = find_calibration(space, file)
    with progress() as bar:
        bar.add_task(text("diagnostics.progress"), total=None)
        drawn = Answers(space=space, file=responses, sample=sample, seed=seed).load()
        chosen = items or [name for name in items_with_answers(calibration, drawn.responses) if _offers(space, name)]
        if not chosen:
            raise PixauthorError("diagnostics.no-raw-answers")
        models = fit_all_options(calibration, drawn.responses, chosen)
        found = option_table(models)
        everything = {
            "curves": option_curves(models),
            "options": found,
            "groups": option_groups(calibration, drawn.responses, chosen),
        }
    tell_sample(drawn)
    first = {table: everything[table]}
    if not give(first | everything, output, as_json):
        _print(found)
    if found["beats_key"].any():
        raise typer.Exit(FOUND)


def _offers(space: Workspace, reference: str) -> bool:
    """Return whether an item offers options to choose from; one that the bank does not know may."""
    item = space.bank.get(reference.rpartition("@")[0])
    return item is None or isinstance(item.interaction, SingleChoice | MultipleChoice)


def _print(found: "pd.DataFrame") -> None:
    signs = found.assign(option=found["option"].where(~found["right"], found["option"] + " ✔"))
    columns: Columns = {"item": str, "option": str, "n": 0, "share": 2, "slope": 2, "se_slope": 2}
    mark: Columns = {"beats_key": lambda beats: text("diagnostics.rises-more") if beats else ""}
    show(text("diagnostics.options-table"), signs, {**columns, **mark}, whole=2)
    beaten = found.loc[found["beats_key"], "item"].nunique()
    say(text("diagnostics.options-line", n=found["item"].nunique(), wrong=beaten))
