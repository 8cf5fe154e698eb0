"""``pixauthor calibrate dif``: items that work differently for some groups, by any group variable."""

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
from pixauthor.cli.output import complain, progress, say
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    import pandas as pd

FOUND: Final = 1
_DOUBTFUL: Final = ("B", "C")
_DEFAULT: Final = ("mh", "logistic", "lr")


def dif(
    file: FileArgument = None,
    by: Annotated[list[str] | None, typer.Option("--by", "--group", help=text("diagnostics.help-by"))] = None,
    method: Annotated[list[str] | None, typer.Option("--method", help=text("diagnostics.help-dif-method"))] = None,
    reference: Annotated[str | None, typer.Option("--reference", help=text("diagnostics.help-reference"))] = None,
    purify: Annotated[bool, typer.Option("--purify/--no-purify", help=text("diagnostics.help-purify"))] = True,
    min_n: Annotated[int, typer.Option("--min-n", min=1, help=text("diagnostics.help-min-n"))] = 100,
    everything: Annotated[bool, typer.Option("--all", help=text("diagnostics.help-all-items"))] = False,
    responses: ResponsesOption = None,
    sample: SampleOption = None,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Compare groups, print, write; exit 1 when an item is in class C."""
    require_table(output)
    if not by:
        raise PixauthorError("diagnostics.by-what")
    import pandas as pd

    from pixauthor.calibration.dif import DifThresholds, detect_dif

    space = open_workspace(workspace)
    _, calibration = find_calibration(space, file)
    bounds = DifThresholds(min_n=min_n, purify=purify)
    with progress() as bar:
        bar.add_task(text("diagnostics.progress"), total=None)
        drawn = Answers(space=space, file=responses, sample=sample, seed=seed).load()
        methods = tuple(method or _DEFAULT)
        tables = [
            detect_dif(drawn.responses, name, calibration, method=methods, reference=reference, thresholds=bounds)
            for name in by
        ]
    tell_sample(drawn)
    found = pd.concat(tables, ignore_index=True)
    for note in dict.fromkeys(note for table in tables for note in table.attrs["notes"]):
        complain(note)
    if not give({"dif": _sentences(found)}, output, as_json):
        _print(found, everything=everything)
    if (found["class"] == "C").any():
        raise typer.Exit(FOUND)


def _sentences(found: "pd.DataFrame") -> "pd.DataFrame":
    from pixauthor.calibration.dif import explain

    return found.assign(sentence=explain(found))


def _print(found: "pd.DataFrame", *, everything: bool) -> None:
    shown = found if everything else found[found["class"].isin(_DOUBTFUL)]
    ordered = shown.sort_values(
        ["group", "method", "focal", "class", "item"], ascending=[True, True, True, False, True]
    )
    columns: Columns = {
        "item": str,
        "focal": str,
        "effect": 2,
        "chi2": 2,
        "df": 0,
        "p": 3,
        "p_adjusted": 3,
        "p_nonuniform": 3,
        "class": str,
    }
    for (column, method, unit), part in ordered.groupby(["group", "method", "effect_unit"], sort=False):
        names = {"method": text(f"dif.method.{method}"), "unit": text(f"diagnostics.effect.{unit}")}
        show(text("diagnostics.dif-table", group=column, **names), part, columns)
    doubtful = _sentences(ordered[ordered["class"].isin(_DOUBTFUL)]).drop_duplicates(["group", "item", "sentence"])
    for row in doubtful.to_dict("records"):
        say(text("diagnostics.reason-line", name=row["item"], reason=row["sentence"]))
    for _, part in found.groupby(["group", "focal", "method"], sort=False):
        counts = {name: int((part["class"] == name).sum()) for name in ("A", "B", "C", "")}
        numbers = {"a": counts["A"], "b": counts["B"], "c": counts["C"], "none": counts[""]}
        first = part.iloc[0]
        names = {name: first[name] for name in ("group", "focal", "reference")}
        matching = text(f"diagnostics.matching.{first['matching']}")
        method = text(f"dif.method.{first['method']}")
        said = {"method": method, "matching": matching, "anchors": int(part["anchor"].sum())}
        say(text("diagnostics.dif-line", **numbers, **names, **said))
