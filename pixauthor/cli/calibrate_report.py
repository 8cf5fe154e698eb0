"""``pixauthor calibrate report``: the page of a calibration."""

from pathlib import Path
from typing import Annotated

import typer

from pixauthor.calibration.model import Calibration
from pixauthor.cli.calibrate_data import load_answers, require_no_folder
from pixauthor.cli.output import progress, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.workspace import Workspace, open_workspace


def report(
    file: Annotated[Path | None, typer.Argument(help=text("calibration.help-file"))] = None,
    responses: Annotated[Path | None, typer.Option("--responses", help=text("calibration.help-responses"))] = None,
    against: Annotated[Path | None, typer.Option("--against", help=text("report.help-against"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("calibration.help-page"))] = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))] = None,
) -> None:
    """Write the page of a calibration beside it."""
    from pixauthor.calibration.store import calibrations_dir, load_calibration, newest_calibration

    space = open_workspace(workspace)
    require_no_folder(output)
    path = file or newest_calibration(space.exports_dir)
    if path is None:
        raise PixauthorError("calibration.no-file", place=Place(path=str(calibrations_dir(space.exports_dir))))
    calibration = load_calibration(path)
    target = output or path.with_suffix(".html")
    with progress() as bar:
        bar.add_task(text("calibration.drawing"), total=None)
        page = _draw(space, calibration, responses, load_calibration(against) if against else None)
    write_atomic(target, page.encode())
    say(text("calibration.written", path=target))


def _draw(space: Workspace, calibration: Calibration, responses: Path | None, old: Calibration | None) -> str:
    from pixauthor.calibration.figures import Subject
    from pixauthor.calibration.linking import link
    from pixauthor.calibration.provenance import digest_responses
    from pixauthor.widgets.report.page import render_report_page

    answers = load_answers(space, responses)
    if digest_responses(answers) != calibration.provenance.data:
        place = Place(path=str(responses or space.exports_dir))
        raise PixauthorError("calibration.other-responses", place=place)
    language = current_language()
    subject = Subject(calibration=calibration, bank=space.bank, framework=space.framework, language=language)
    return render_report_page(subject, answers, link=link(calibration, old) if old else None)
