"""``pixauthor calibrate report``: the page of a calibration."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pixauthor.calibration.model import Calibration
from pixauthor.cli.calibrate_data import (
    SEED,
    Answers,
    SampleOption,
    SeedOption,
    find_calibration,
    require_no_folder,
    tell_sample,
)
from pixauthor.cli.output import progress, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    from pixauthor.calibration.sampling import Drawn


def report(
    file: Annotated[Path | None, typer.Argument(help=text("calibration.help-file"))] = None,
    responses: Annotated[Path | None, typer.Option("--responses", help=text("calibration.help-responses"))] = None,
    against: Annotated[Path | None, typer.Option("--against", help=text("report.help-against"))] = None,
    scale: Annotated[Path | None, typer.Option("--scale", help=text("report.help-scale"))] = None,
    sample: SampleOption = None,
    seed: SeedOption = SEED,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("calibration.help-page"))] = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))] = None,
) -> None:
    """Write the page of a calibration beside it."""
    from pixauthor.calibration.figures import Subject
    from pixauthor.calibration.linking import link
    from pixauthor.calibration.store import load_calibration
    from pixauthor.framework.scale_store import load_scale
    from pixauthor.widgets.report.page import render_report_page

    space = open_workspace(workspace)
    require_no_folder(output)
    path, calibration = find_calibration(space, file)
    target = output or path.with_suffix(".html")
    old, cuts = load_calibration(against) if against else None, load_scale(scale) if scale else None
    with progress() as bar:
        bar.add_task(text("calibration.drawing"), total=None)
        drawn = _load(calibration, Answers(space=space, file=responses, sample=sample, seed=seed))
        language = current_language()
        subject = Subject(calibration=calibration, bank=space.bank, framework=space.framework, language=language)
        note, found = drawn.sentence(language), link(calibration, old) if old else None
        page = render_report_page(subject, drawn.responses, link=found, scale=cuts, note=note)
    write_atomic(target, page.encode())
    tell_sample(drawn)
    say(text("calibration.written", path=target))


def _load(calibration: Calibration, answers: Answers) -> "Drawn":
    """Return the responses of a calibration.

    Raises:
        PixauthorError: when these are other ones.
    """
    from pixauthor.calibration.provenance import digest_responses
    from pixauthor.calibration.run_large import digest_files

    wanted = calibration.provenance.data
    if not answers.has_many():
        whole = answers.without_sample().load()
        if digest_responses(whole.responses) == wanted:
            return answers.load() if answers.sample else whole
    # Those of a run of many answers, or on low memory, have a digest of another kind.
    if digest_files(answers.path, calibration) != wanted:
        raise PixauthorError("calibration.other-responses", place=Place(path=str(answers.path)))
    return answers.load()
