"""``pixauthor calibrate run``: estimate and write the file, with progress; interrupted, it can be resumed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pixauthor.calibration.design import Design
from pixauthor.cli.calibrate_data import SEED, Answers, SampleOption, SeedOption, require_no_folder
from pixauthor.cli.calibrate_story import tell
from pixauthor.cli.calibrate_where import Where, calibrate_large, calibrate_table
from pixauthor.cli.output import complain, progress
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    from pixauthor.irt.em import State

NOT_CONVERGED: Final = 1
LARGE_POINTS: Final = 31
"""Nodes then: twice as fast as 61, and no parameter further than 1e-4 off (``docs/performance.md``)."""
_DEFAULT: Final = Design()


def run(
    model: Annotated[str, typer.Option("--model", help=text("calibration.help-model"))] = _DEFAULT.model,
    item_models: Annotated[list[str] | None, typer.Option("--item-model", help=text("calibration.help-models"))] = None,
    engine: Annotated[str, typer.Option("--engine", help=text("calibration.help-engine"))] = _DEFAULT.engine,
    anchors: Annotated[Path | None, typer.Option("--anchors", help=text("calibration.help-anchors"))] = None,
    starts: Annotated[Path | None, typer.Option("--start", help=text("calibration.help-start"))] = None,
    group: Annotated[str, typer.Option("--group", help=text("calibration.help-group"))] = "",
    drop_missing_group: Annotated[
        bool, typer.Option("--drop-missing-group", help=text("calibration.help-drop-group"))
    ] = False,
    split: Annotated[list[str] | None, typer.Option("--split", help=text("calibration.help-split"))] = None,
    priors: Annotated[list[str] | None, typer.Option("--prior", help=text("calibration.help-prior"))] = None,
    latent: Annotated[str, typer.Option("--latent", help=text("calibration.help-latent"))] = _DEFAULT.latent,
    errors: Annotated[str, typer.Option("--errors", help=text("calibration.help-errors"))] = _DEFAULT.errors,
    points: Annotated[int | None, typer.Option("--points", min=5, help=text("calibration.help-points"))] = None,
    max_iterations: Annotated[
        int, typer.Option("--max-iterations", min=1, help=text("calibration.help-iterations"))
    ] = _DEFAULT.max_iterations,
    tolerance: Annotated[float | None, typer.Option("--tolerance", help=text("calibration.help-tolerance"))] = None,
    complete_cases: Annotated[bool, typer.Option("--complete-cases", help=text("calibration.help-complete"))] = False,
    min_answers: Annotated[
        int, typer.Option("--min-answers", min=1, help=text("calibration.help-min"))
    ] = _DEFAULT.min_answers,
    any_item: Annotated[bool, typer.Option("--any-item", help=text("calibration.help-any-item"))] = False,
    thresholds: Annotated[Path | None, typer.Option("--thresholds", help=text("calibration.help-thresholds"))] = None,
    diagnostics: Annotated[
        bool, typer.Option("--diagnostics/--no-diagnostics", help=text("calibration.help-diagnostics"))
    ] = True,
    sample: SampleOption = None,
    seed: SeedOption = SEED,
    low_memory: Annotated[bool, typer.Option("--low-memory", help=text("calibration.help-low-memory"))] = False,
    scheduler: Annotated[str | None, typer.Option("--scheduler", help=text("calibration.help-scheduler"))] = None,
    checkpoint: Annotated[Path | None, typer.Option("--checkpoint", help=text("calibration.help-checkpoint"))] = None,
    resume: Annotated[bool, typer.Option("--resume", help=text("calibration.help-resume"))] = False,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))] = None,
    responses: Annotated[Path | None, typer.Option("--responses", help=text("calibration.help-responses"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("calibration.help-output"))] = None,
) -> None:
    """Calibrate and write the file; exit 1 when the estimation has not converged."""
    space = open_workspace(workspace)
    require_no_folder(output)
    if resume and not checkpoint:
        raise PixauthorError("calibration.resume-what")
    where = Where(
        answers=Answers(space=space, file=responses, sample=sample, seed=seed),
        scheduler=scheduler,
        temporary=space.exports_dir / "tmp" if low_memory else None,
    )
    many = where.answers.has_many()
    design = Design(
        model=model,
        models=_pairs(item_models),
        engine=engine,
        latent=latent,
        group=group,
        drop_missing_group=drop_missing_group,
        split=tuple(split or ()),
        priors=_pairs(priors),
        errors=errors,
        complete_cases=complete_cases,
        min_answers=min_answers,
        points=points or (LARGE_POINTS if many else _DEFAULT.points),
        max_iterations=max_iterations,
        tolerance=tolerance,
    )
    with _watching(checkpoint, resumed=resume) as watch:
        from pixauthor.calibration.store import default_path, digest_bank, load_calibration, save_calibration
        from pixauthor.calibration.threshold_store import load_thresholds

        given: dict[str, Any] = {
            "now": datetime.now(UTC),
            "bank": digest_bank(space.items_dir),
            "references": None if any_item else {item.reference for item in space.bank},
            "thresholds": load_thresholds(thresholds) if thresholds else None,
            "anchors": load_calibration(anchors) if anchors else None,
            "starts": load_calibration(starts) if starts else None,
            "watch": watch,
            "checkpoint": checkpoint,
            "resume": resume,
        }
        run = calibrate_large if many or where.is_elsewhere() else calibrate_table
        calibration = run(where, design, given, diagnostics=diagnostics)
    path = output or default_path(space.exports_dir, calibration)
    save_calibration(path, calibration)
    if checkpoint and calibration.fit.converged:
        checkpoint.unlink(missing_ok=True)
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
def _watching(checkpoint: Path | None, *, resumed: bool) -> Iterator[Callable[["State"], None]]:
    """Give what draws the iterations: their number and the log-likelihood falling into place.

    Who interrupts is told what was kept, and how to go on.
    """
    before = _written(checkpoint)
    try:
        with progress() as bar:
            task = bar.add_task(text("calibration.progress"), total=None)

            def watch(state: "State") -> None:
                value = decimal(state.log_likelihoods[-1], 1, current_language())
                words = text("calibration.iteration", n=state.n_iterations, loglik=value)
                if state.converged:
                    words = text("calibration.describing")
                bar.update(task, description=words, completed=state.n_iterations)

            yield watch
    except KeyboardInterrupt:
        complain(_way_on(checkpoint, before, resumed=resumed))
        raise


def _way_on(checkpoint: Path | None, before: int | None, *, resumed: bool) -> str:
    """Return how to go on with a run that was interrupted; ``before``: when its state was written before it began."""
    from pixauthor.calibration.resume import EVERY

    if checkpoint is None:
        return text("calibration.kept-nothing")
    if _written(checkpoint) in (before, None) and not resumed:
        return text("calibration.kept-not-yet", every=EVERY)
    return text("calibration.kept", path=checkpoint)


def _written(path: Path | None) -> int | None:
    """Return when a file was written last, in nanoseconds; None when it is not there."""
    return path.stat().st_mtime_ns if path and path.exists() else None
