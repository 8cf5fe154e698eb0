"""``pixauthor calibrate scale``: cut scores from items or judges, kept as versions; levels and pix of an ability."""

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from pixauthor.cli.calibrate_scale_files import calibration_in, digest_file, open_calibrated, save_scale, scale_in
from pixauthor.cli.output import complain, say
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

CONTRADICTIONS: Final = 1


def _finite(value: float | None) -> float | None:
    # A range lets NaN through: it is neither under the least nor over the most.
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(text("scale.not-finite", value=value))
    return value


app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("scale.help"))

_Name = Annotated[str, typer.Argument(help=text("scale.option.name"))]
_File = Annotated[Path, typer.Argument(help=text("scale.option.judges"))]
_Scale = Annotated[Path | None, typer.Argument(help=text("scale.option.scale"))]
_Calibration = Annotated[Path | None, typer.Option("--calibration", help=text("scale.option.calibration"))]
_Probability = Annotated[
    float, typer.Option("--rp", min=0.01, max=0.99, callback=_finite, help=text("scale.option.rp"))
]
_Round = Annotated[int | None, typer.Option("--round", min=1, help=text("scale.option.round"))]
_Folder = Annotated[Path | None, typer.Option("--workspace", help=text("scale.option.workspace"))]
_RP: Final = 0.67


@app.command(help=text("scale.propose-help"))
def propose(
    name: _Name,
    calibration: _Calibration = None,
    method: Annotated[str, typer.Option("--method", help=text("scale.option.method"))] = "monotone",
    rp: _Probability = _RP,
    bootstrap: Annotated[int, typer.Option("--bootstrap", min=0, help=text("scale.option.bootstrap"))] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help=text("scale.option.seed"))] = 0,
    by_competence: Annotated[bool, typer.Option("--by-competence", help=text("scale.option.by-competence"))] = False,
    workspace: _Folder = None,
) -> None:
    """Propose cut scores from the nominal levels of calibrated items."""
    from pixauthor.calibration.scale import propose_scale
    from pixauthor.calibration.scale_proposal import Bootstrap

    space, found = open_calibrated(workspace, calibration, name)
    scale, refused = propose_scale(
        found,
        space.bank,
        name=name,
        now=datetime.now(UTC),
        method=method,
        probability=rp,
        bootstrap=Bootstrap(resamples=bootstrap, seed=seed) if bootstrap else None,
        by_competence=by_competence,
    )
    save_scale(space, scale)
    for competence, error in refused.items():
        say(text("scale.shares", competence=competence, reason=error.render()))


@app.command(help=text("scale.bookmark-help"))
def bookmark(
    name: _Name,
    judges: _File,
    calibration: _Calibration = None,
    rp: _Probability = _RP,
    round_: _Round = None,
    first_missed: Annotated[bool, typer.Option("--first-missed", help=text("scale.option.first-missed"))] = False,
    workspace: _Folder = None,
) -> None:
    """Set cut scores from bookmarks."""
    from pixauthor.calibration.judges import of_round, read_bookmarks
    from pixauthor.calibration.scale import set_bookmark_scale
    from pixauthor.calibration.scale_locations import item_locations
    from pixauthor.cli.calibrate_scale_story import show_judges

    space, found = open_calibrated(workspace, calibration, name)
    booklet = item_locations(found, rp).dropna(subset=["location"])["item"].tolist()
    marks = of_round(read_bookmarks(judges, booklet, first_missed=first_missed), round_)
    scale, panel = set_bookmark_scale(
        found, marks, name=name, now=datetime.now(UTC), digest=digest_file(judges), probability=rp
    )
    save_scale(space, scale)
    show_judges(panel.judges)


@app.command(help=text("scale.angoff-help"))
def angoff(
    name: _Name, judges: _File, calibration: _Calibration = None, round_: _Round = None, workspace: _Folder = None
) -> None:
    """Set cut scores by modified Angoff."""
    from pixauthor.calibration.judges import of_round, read_ratings
    from pixauthor.calibration.scale import set_angoff_scale
    from pixauthor.cli.calibrate_scale_story import show_judges

    space, found = open_calibrated(workspace, calibration, name)
    ratings = of_round(read_ratings(judges, [item.item for item in found.items]), round_)
    scale, panel = set_angoff_scale(found, ratings, name=name, now=datetime.now(UTC), digest=digest_file(judges))
    save_scale(space, scale)
    show_judges(panel.judges)


@app.command(help=text("scale.given-help"))
def given(
    name: _Name,
    cuts: Annotated[Path, typer.Argument(help=text("scale.option.cuts"))],
    workspace: _Folder = None,
) -> None:
    """Keep cut scores that were set elsewhere."""
    from pixauthor.calibration.scale import given_scale
    from pixauthor.calibration.scale_given import read_cuts
    from pixauthor.framework.scale_store import require_name

    space = open_workspace(workspace)
    require_name(name)
    save_scale(space, given_scale(read_cuts(cuts), name=name, now=datetime.now(UTC), digest=digest_file(cuts)))


@app.command(help=text("scale.booklet-help"))
def booklet(
    output: Annotated[Path, typer.Argument(help=text("scale.option.booklet"))],
    calibration: _Calibration = None,
    rp: _Probability = _RP,
    workspace: _Folder = None,
) -> None:
    """Write the items from the easiest to the hardest, for the judges' bookmarks."""
    from pixauthor.calibration.scale_locations import item_locations
    from pixauthor.files import write_atomic

    space = open_workspace(workspace)
    table = item_locations(calibration_in(space, calibration), rp).dropna(subset=["location"])
    table.insert(0, "page", range(1, len(table) + 1))
    write_atomic(output, table.to_csv(index=False, lineterminator="\n", float_format="%.4f").encode())
    say(text("scale.booklet", n=len(table), path=output))


@app.command(help=text("scale.show-help"))
def show(
    file: _Scale = None,
    theta: Annotated[float | None, typer.Option("--theta", callback=_finite, help=text("scale.option.theta"))] = None,
    se: Annotated[float, typer.Option("--se", min=0, callback=_finite, help=text("scale.option.se"))] = 0.0,
    competence: Annotated[str, typer.Option("--competence", help=text("scale.option.competence"))] = "",
    workspace: _Folder = None,
) -> None:
    """Show a scale; with an ability, its level and pix."""
    from pixauthor.cli.calibrate_scale_story import show_placement, show_scale

    space = open_workspace(workspace)
    scale = scale_in(space, file)
    if theta is None:
        show_scale(scale)
    else:
        show_placement(scale, theta, se, competence, space.framework.pix)


@app.command(help=text("scale.agree-help"))
def agree(
    file: _Scale = None,
    calibration: _Calibration = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("scale.option.table"))] = None,
    workspace: _Folder = None,
) -> None:
    """Compare nominal levels with difficulties; exit 1 when an item contradicts its level."""
    from pixauthor.calibration.scale import digest_calibration
    from pixauthor.calibration.scale_agreement import agreement_table
    from pixauthor.calibration.scale_locations import levelled_locations
    from pixauthor.cli.calibrate_scale_story import show_agreement
    from pixauthor.files import write_atomic

    space = open_workspace(workspace)
    scale, found = scale_in(space, file), calibration_in(space, calibration)
    made = scale.provenance
    if made.calibration not in ("", digest_calibration(found)):
        complain(text("scale.other-calibration"))
    table = agreement_table(levelled_locations(found, space.bank, made.response_probability or _RP), scale)
    n_contradicting = show_agreement(table)
    if output is not None:
        write_atomic(output, table.to_csv(index=False, lineterminator="\n").encode())
        say(text("scale.table-written", path=output))
    if n_contradicting:
        raise typer.Exit(CONTRADICTIONS)
