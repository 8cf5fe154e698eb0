"""``pixauthor calibrate run``: estimate and write the file, with progress; interrupted, it can be resumed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pixauthor.calibration.model import Calibration, Design
from pixauthor.cli.calibrate_data import load_answers, require_no_folder
from pixauthor.cli.calibrate_story import tell
from pixauthor.cli.output import progress
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    from pixauthor.irt.em import State

NOT_CONVERGED: Final = 1
_DEFAULT: Final = Design()


def run(
    model: Annotated[str, typer.Option("--model", help=text("calibration.help-model"))] = _DEFAULT.model,
    item_models: Annotated[list[str] | None, typer.Option("--item-model", help=text("calibration.help-models"))] = None,
    engine: Annotated[str, typer.Option("--engine", help=text("calibration.help-engine"))] = _DEFAULT.engine,
    anchors: Annotated[Path | None, typer.Option("--anchors", help=text("calibration.help-anchors"))] = None,
    starts: Annotated[Path | None, typer.Option("--start", help=text("calibration.help-start"))] = None,
    group: Annotated[str, typer.Option("--group", help=text("calibration.help-group"))] = "",
    priors: Annotated[list[str] | None, typer.Option("--prior", help=text("calibration.help-prior"))] = None,
    latent: Annotated[str, typer.Option("--latent", help=text("calibration.help-latent"))] = _DEFAULT.latent,
    errors: Annotated[str, typer.Option("--errors", help=text("calibration.help-errors"))] = _DEFAULT.errors,
    points: Annotated[int, typer.Option("--points", min=5, help=text("calibration.help-points"))] = _DEFAULT.points,
    max_iterations: Annotated[
        int, typer.Option("--max-iterations", min=1, help=text("calibration.help-iterations"))
    ] = _DEFAULT.max_iterations,
    tolerance: Annotated[float | None, typer.Option("--tolerance", help=text("calibration.help-tolerance"))] = None,
    complete_cases: Annotated[bool, typer.Option("--complete-cases", help=text("calibration.help-complete"))] = False,
    min_answers: Annotated[
        int, typer.Option("--min-answers", min=1, help=text("calibration.help-min"))
    ] = _DEFAULT.min_answers,
    thresholds: Annotated[Path | None, typer.Option("--thresholds", help=text("calibration.help-thresholds"))] = None,
    diagnostics: Annotated[
        bool, typer.Option("--diagnostics/--no-diagnostics", help=text("calibration.help-diagnostics"))
    ] = True,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))] = None,
    responses: Annotated[Path | None, typer.Option("--responses", help=text("calibration.help-responses"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("calibration.help-output"))] = None,
) -> None:
    """Calibrate and write the file; exit 1 when the estimation has not converged."""
    space = open_workspace(workspace)
    require_no_folder(output)
    design = Design(
        model=model,
        models=_pairs(item_models),
        engine=engine,
        latent=latent,
        group=group,
        priors=_pairs(priors),
        errors=errors,
        complete_cases=complete_cases,
        min_answers=min_answers,
        points=points,
        max_iterations=max_iterations,
        tolerance=tolerance,
    )
    with _watching() as watch:
        from pixauthor.calibration.diagnose import weigh
        from pixauthor.calibration.run import calibrate
        from pixauthor.calibration.store import default_path, digest_bank, load_calibration, save_calibration
        from pixauthor.calibration.threshold_store import load_thresholds

        answers = load_answers(space, responses)
        bounds = load_thresholds(thresholds) if thresholds else None
        calibration = calibrate(
            answers,
            design,
            now=datetime.now(UTC),
            bank=digest_bank(space.items_dir),
            references={item.reference for item in space.bank},
            thresholds=bounds,
            anchors=load_calibration(anchors) if anchors else None,
            starts=load_calibration(starts) if starts else None,
            watch=watch,
        )
        if diagnostics:
            calibration = weigh(calibration, answers, bounds, space.bank)
    path = output or default_path(space.exports_dir, calibration)
    save_calibration(path, calibration)
    _finish(calibration, path)


def _finish(calibration: Calibration, path: Path) -> None:
    tell(calibration, path)
    if not calibration.fit.converged:
        raise typer.Exit(NOT_CONVERGED)


def _pairs(texts: list[str] | None) -> dict[str, str]:
    pairs = [(text_.partition("="), text_) for text_ in texts or []]
    for (name, sign, value), whole in pairs:
        if not (name.strip() and sign and value.strip()):
            raise PixauthorError("calibration.bad-pair", text=whole)
    return {name.strip(): value.strip() for (name, _, value), _ in pairs}


@contextmanager
def _watching() -> Iterator[Callable[["State"], None]]:
    """Give what draws the iterations: their number and the log-likelihood falling into place."""
    with progress() as bar:
        task = bar.add_task(text("calibration.progress"), total=None)

        def watch(state: "State") -> None:
            value = decimal(state.log_likelihoods[-1], 1, current_language())
            words = text("calibration.iteration", n=state.n_iterations, loglik=value)
            if state.converged:
                words = text("calibration.describing")
            bar.update(task, description=words, completed=state.n_iterations)

        yield watch
