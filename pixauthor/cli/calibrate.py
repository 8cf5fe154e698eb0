"""``pixauthor calibrate``: estimate item parameters from responses, and show what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pixauthor.calibration.model import CalibratedItem, Calibration, Design
from pixauthor.cli import calibrate_assemble, calibrate_diff, calibrate_link, calibrate_scale, calibrate_simulate
from pixauthor.cli.output import complain, print_table, progress, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import pandas as pd

NOT_CONVERGED: Final = 1

app = typer.Typer(add_completion=False, help=text("calibration.help"))
app.add_typer(calibrate_scale.app, name="scale")
app.command("link", help=text("linking.help"))(calibrate_link.link)
app.command("diff", help=text("linking.help-diff"))(calibrate_diff.diff)
app.command("simulate", help=text("cat.help"))(calibrate_simulate.simulate)
app.command("assemble", help=text("assembly.help"))(calibrate_assemble.assemble)

_Model = Annotated[str, typer.Option("--model", help=text("calibration.help-model"))]
_Engine = Annotated[str, typer.Option("--engine", help=text("calibration.help-engine"))]
_Folder = Annotated[Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))]
_Responses = Annotated[Path | None, typer.Option("--responses", help=text("calibration.help-responses"))]
_Complete = Annotated[bool, typer.Option("--complete-cases", help=text("calibration.help-complete"))]
_Least = Annotated[int, typer.Option("--min-answers", min=1, help=text("calibration.help-min"))]
_Output = Annotated[Path | None, typer.Option("--output", "-o", help=text("calibration.help-output"))]
_DEFAULT: Final = Design()


@app.callback(invoke_without_command=True)
def calibrate_(
    context: typer.Context,
    model: _Model = _DEFAULT.model,
    engine: _Engine = _DEFAULT.engine,
    workspace: _Folder = None,
    responses: _Responses = None,
    complete_cases: _Complete = False,
    min_answers: _Least = _DEFAULT.min_answers,
    output: _Output = None,
) -> None:
    """Do as ``run`` does when no subcommand is named."""
    if context.invoked_subcommand is None:
        run(model, engine, workspace, responses, complete_cases, min_answers, output)
        return
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = f"--{name.replace('_', '-')}"
            raise PixauthorError("calibration.misplaced", option=option, command=context.invoked_subcommand)


@app.command(help=text("calibration.help-run"))
def run(
    model: _Model = _DEFAULT.model,
    engine: _Engine = _DEFAULT.engine,
    workspace: _Folder = None,
    responses: _Responses = None,
    complete_cases: _Complete = False,
    min_answers: _Least = _DEFAULT.min_answers,
    output: _Output = None,
) -> None:
    """Calibrate and write the file; exit 1 when the estimation has not converged."""
    space = open_workspace(workspace)
    _require_no_folder(output)
    design = Design(model=model, engine=engine, complete_cases=complete_cases, min_answers=min_answers)
    with _waiting("calibration.progress"):
        from pixauthor.calibration.run import calibrate
        from pixauthor.calibration.store import default_path, digest_bank, save_calibration

        answers = _load_responses(space, responses)
        calibration = calibrate(
            answers,
            design,
            now=datetime.now(UTC),
            bank=digest_bank(space.items_dir),
            references={item.reference for item in space.bank},
        )
    path = output or default_path(space.exports_dir, calibration)
    save_calibration(path, calibration)
    _print(calibration, path)
    if not calibration.fit.converged:
        raise typer.Exit(NOT_CONVERGED)


@app.command(help=text("calibration.help-report"))
def report(
    file: Annotated[Path | None, typer.Argument(help=text("calibration.help-file"))] = None,
    responses: _Responses = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("calibration.help-page"))] = None,
    workspace: _Folder = None,
) -> None:
    """Write the page of a calibration beside it."""
    from pixauthor.calibration.store import calibrations_dir, load_calibration, newest_calibration

    space = open_workspace(workspace)
    _require_no_folder(output)
    path = file or newest_calibration(space.exports_dir)
    if path is None:
        raise PixauthorError("calibration.no-file", place=Place(path=str(calibrations_dir(space.exports_dir))))
    calibration = load_calibration(path)
    target = output or path.with_suffix(".html")
    with _waiting("calibration.drawing"):
        page = _draw(space, calibration, responses)
    write_atomic(target, page.encode())
    say(text("calibration.written", path=target))


def _require_no_folder(output: Path | None) -> None:
    # Said before the long work, not after.
    if output is not None and output.is_dir():
        raise PixauthorError("files.is-folder", place=Place(path=str(output)))


def _draw(space: Workspace, calibration: Calibration, responses: Path | None) -> str:
    from pixauthor.calibration.figures import Subject
    from pixauthor.calibration.run import digest_responses
    from pixauthor.widgets.report.page import render_report_page

    answers = _load_responses(space, responses)
    if digest_responses(answers) != calibration.provenance.data:
        place = Place(path=str(responses or space.exports_dir))
        raise PixauthorError("calibration.other-responses", place=place)
    language = current_language()
    subject = Subject(calibration=calibration, bank=space.bank, framework=space.framework, language=language)
    return render_report_page(subject, answers)


def _load_responses(space: Workspace, file: Path | None) -> "pd.DataFrame":
    from pixauthor.calibration.store import load_responses_file
    from pixauthor.responses.store import load_responses

    return load_responses_file(file) if file else load_responses(space.exports_dir)


@contextmanager
def _waiting(message: str) -> Iterator[None]:
    with progress() as bar:
        bar.add_task(text(message), total=None)
        yield


def _print(calibration: Calibration, path: Path) -> None:
    language, made = current_language(), calibration.provenance
    names = ("item", "n", "p", "r", "a", "b-short", "verdict")
    columns = [text(f"calibration.column.{name}") for name in names]
    print_table(text("calibration.table"), columns, [_row(item, language) for item in calibration.items])
    for item in calibration.items:
        if item.flags:
            say(text("calibration.flag-line", item=item.item, flags=_flags(item)))
    for one in calibration.left_out:
        reason = text(f"calibration.left-out.{one.reason}")
        say(text("calibration.left-out-line", item=one.item, n=one.n, reason=reason))
    if made.n_persons_left_out:
        say(text("calibration.persons-left-out", n=made.n_persons_left_out))
    counts = {"n": len(calibration.items), "persons": made.n_persons, "answers": made.n_answers}
    say(text("calibration.done", model=text(f"calibration.model.{calibration.design.model}"), path=path, **counts))
    _print_quality(calibration, language)


def _print_quality(calibration: Calibration, language: str) -> None:
    fit = calibration.fit
    alpha = _known(calibration.alpha, 3, language)
    say(text("calibration.quality", loglik=decimal(fit.log_likelihood, 2, language), alpha=alpha))
    if all(item.se_b is None for item in calibration.items):
        say(text("calibration.no-se"))
    if calibration.provenance.simulated:
        say(text("calibration.simulated"))
    state, tell = ("converged", say) if fit.converged else ("not-converged", complain)
    tell(text(f"calibration.{state}", move=decimal(fit.last_move, 4, language)))


def _row(item: CalibratedItem, language: str) -> tuple[str, ...]:
    numbers = (_known(value, 2, language) for value in (item.p, item.r_rest, item.a, item.b))
    return (item.item, str(item.n), *numbers, text(f"calibration.verdict.{item.verdict}"))


def _known(value: float | None, places: int, language: str) -> str:
    return "–" if value is None else decimal(value, places, language)


def _flags(item: CalibratedItem) -> str:
    return ", ".join(text(f"calibration.flag.{flag}") for flag in item.flags)
