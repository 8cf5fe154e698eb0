"""``pixauthor calibrate fit``: how well a calibration describes the answers: whole, items, pairs; beside others."""

from pathlib import Path
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
    show_values,
)
from pixauthor.cli.output import progress, say
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    import pandas as pd

MISFIT: Final = 1
_CRITERIA: Final[Columns] = {"log_likelihood": 2, "n_parameters": 0, "aic": 1, "bic": 1}
_TESTS: Final[Columns] = {
    "m2_kind": str,
    "m2_n": 0,
    "m2": 2,
    "m2_df": 0,
    "m2_p": 3,
    "rmsea": 3,
    "srmsr": 3,
    "cfi": 3,
    "tli": 3,
}
_RELIABILITY: Final[Columns] = {"marginal": 3, "empirical": 3, "wle": 3, "se": 2, "alpha": 3, "omega": 3}
_ITEM: Final[Columns] = {
    "item": str,
    "n": 0,
    "infit": 2,
    "infit_z": 1,
    "outfit": 2,
    "outfit_z": 1,
    "s_x2": 1,
    "df": 0,
    "p": 3,
}
_PAIR: Final[Columns] = {
    "item_1": str,
    "item_2": str,
    "n": 0,
    "q3": 2,
    "q3_centred": 2,
    "x2_standardised": 1,
    "v": 2,
}


def fit(
    file: FileArgument = None,
    against: Annotated[list[Path] | None, typer.Option("--against", help=text("diagnostics.help-against"))] = None,
    pairs: Annotated[int, typer.Option("--pairs", min=0, help=text("diagnostics.help-pairs"))] = 10,
    everything: Annotated[bool, typer.Option("--all", help=text("diagnostics.help-all-misfits"))] = False,
    responses: ResponsesOption = None,
    sample: SampleOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Test, print, write; exit 1 when an item does not fit."""
    require_table(output)
    from pixauthor.calibration.fit import dependence, item_fit
    from pixauthor.calibration.fit_whole import compare_models, model_fit, reliability
    from pixauthor.calibration.store import load_calibration

    space = open_workspace(workspace)
    path, calibration = find_calibration(space, file)
    others = {one.name: load_calibration(one) for one in against or ()}
    with progress() as bar:
        bar.add_task(text("diagnostics.progress"), total=None)
        drawn = Answers(space=space, file=responses, sample=sample, seed=seed).load()
        items = item_fit(calibration, drawn.responses)
        tables = {
            "items": items,
            "model": model_fit(calibration, drawn.responses),
            "reliability": reliability(calibration, drawn.responses),
        }
        if pairs:
            tables["pairs"] = dependence(calibration, drawn.responses)
        if others:
            tables["models"] = compare_models({path.name: calibration, **others}, drawn.responses)
    tell_sample(drawn)
    wrong = items["signals"].map(len) > 0
    if not give(tables, output, as_json):
        _print(tables, wrong, pairs, everything=everything)
    if wrong.any():
        raise typer.Exit(MISFIT)


def _print(tables: "dict[str, pd.DataFrame]", wrong: "pd.Series[bool]", pairs: int, *, everything: bool) -> None:
    whole, items = tables["model"], tables["items"]
    show_values(text("diagnostics.model-table"), whole, {**_CRITERIA, **_TESTS})
    say(str(whole["reason"].iloc[0]))
    show_values(text("diagnostics.reliability-table"), tables["reliability"], _RELIABILITY)
    told = items["reason"] != ""
    show(text("diagnostics.fit-table"), items if everything else items[wrong | told], _ITEM)
    for row in items[told].to_dict("records"):
        say(text("diagnostics.reason-line", name=row["item"], reason=row["reason"]))
    say(text("diagnostics.fit-line", n=len(items), wrong=int(wrong.sum()), tested=int(items["p"].notna().sum())))
    if "pairs" in tables:
        show(text("diagnostics.pairs-table"), tables["pairs"].head(pairs), _PAIR)
    if "models" in tables:
        columns: Columns = {"model": str, **_CRITERIA, "chi2": 2, "df": 0, "p": 3}
        show(text("diagnostics.models-table"), tables["models"], columns)
