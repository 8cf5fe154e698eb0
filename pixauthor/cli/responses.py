"""``pixauthor responses``: import, summarise and simulate what candidates answered."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixauthor.cli.output import print_json, progress, say
from pixauthor.cli.serve_options import FOLDER, DatabaseFile, database_of
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.responses.model import SKIP_MARKER, Cells, ImportReport
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from datetime import tzinfo

    from pixauthor.responses.table_import import ImportOptions

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("responses.help"))

_WorkspaceOption = Annotated[Path | None, typer.Option("--workspace", help=text("responses.import.workspace"))]


@app.command("import", help=text("responses.import.help"))
def import_(
    file: Annotated[Path | None, typer.Argument(help=text("responses.import.file"))] = None,
    from_journal: Annotated[str, typer.Option("--from-journal", help=text("responses.journal.address"))] = "",
    database_file: DatabaseFile = None,
    cells: Annotated[Cells, typer.Option(help=text("responses.import.cells"))] = Cells.AUTO,
    skip_marker: Annotated[str, typer.Option(help=text("responses.import.skip"))] = SKIP_MARKER,
    ignore: Annotated[list[str] | None, typer.Option(help=text("responses.import.ignore"))] = None,
    sheet: Annotated[str, typer.Option(help=text("responses.import.sheet"))] = "",
    timezone: Annotated[str, typer.Option(help=text("responses.import.zone"))] = "UTC",
    pseudonymise: Annotated[Path | None, typer.Option(help=text("responses.import.pseudonymise"))] = None,
    workspace: _WorkspaceOption = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("responses.import.json"))] = False,
) -> None:
    """Import a file, or a journal; exit 1 when some of its rows were refused."""
    if (file is None) != bool(from_journal or database_file):
        raise PixauthorError("responses.journal.which")
    if file is None:
        _import_journal(from_journal, database_file, open_workspace(workspace), pseudonymise, as_json=as_json)
        return
    from pixauthor.responses.readers import require_file
    from pixauthor.responses.store import load_or_create_key
    from pixauthor.responses.table_import import ImportOptions

    require_file(file)  # before a key is made for it
    space = open_workspace(workspace)
    options = ImportOptions(
        cells=cells,
        skip_marker=skip_marker,
        ignored=tuple(ignore or ()),
        sheet=sheet,
        zone=_zone(timezone),
        key=load_or_create_key(pseudonymise, space.exports_dir) if pseudonymise else None,
    )
    report = _import(file, space, options)
    if as_json:
        print_json(_encode_report(report))
    else:
        _print_report(file, report)
    raise typer.Exit(1 if report.n_rejected else 0)


@app.command(help=text("responses.erase.help"))
def erase(
    candidate: Annotated[list[str] | None, typer.Argument(help=text("responses.erase.candidate"))] = None,
    older_than: Annotated[int | None, typer.Option(min=1, help=text("responses.erase.older-than"))] = None,
    workspace: _WorkspaceOption = None,
) -> None:
    """Take stored responses out: those of some candidates, and those older than so many days."""
    from datetime import UTC, datetime, timedelta

    from pixauthor.responses.retention import erase_responses

    if not candidate and older_than is None:
        raise PixauthorError("responses.erase.whom")
    before = datetime.now(UTC) - timedelta(days=older_than) if older_than is not None else None
    n = erase_responses(open_workspace(workspace).exports_dir, candidate or (), before)
    say(text("responses.erase.done", n=n))


@app.command(help=text("responses.summary.help"))
def summary(
    workspace: _WorkspaceOption = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("responses.summary.json"))] = False,
) -> None:
    """Print what the stored responses amount to."""
    from pixauthor.cli.responses_summary import encode_summary, print_summary
    from pixauthor.responses.summary import summarize_responses

    found = summarize_responses(open_workspace(workspace).exports_dir)
    if as_json:
        print_json(encode_summary(found))
    else:
        print_summary(found)


@app.command("simulate", help=text("responses.simulate.help"))
def simulate_(
    candidates: Annotated[int, typer.Option(min=1, max=200_000, help=text("responses.simulate.candidates"))] = 2000,
    design: Annotated[str, typer.Option(help=text("responses.simulate.design"))] = "complete",
    items_per_candidate: Annotated[int, typer.Option(min=1, help=text("responses.simulate.items"))] = 32,
    seed: Annotated[int, typer.Option(min=0, help=text("responses.simulate.seed"))] = 1,
    parameters: Annotated[Path | None, typer.Option(help=text("responses.simulate.parameters"))] = None,
    group: Annotated[list[str] | None, typer.Option(help=text("responses.simulate.group"))] = None,
    output: Annotated[Path | None, typer.Option(help=text("responses.simulate.output"))] = None,
    workspace: _WorkspaceOption = None,
) -> None:
    """Write simulated responses and the truth behind them."""
    from pixauthor.cli.responses_simulate import parse_groups, require_design, simulate_file
    from pixauthor.responses.simulated import Plan

    plan = Plan(
        n_candidates=candidates,
        design=require_design(design),
        per_candidate=items_per_candidate,
        seed=seed,
        groups=parse_groups(group or ()),
    )
    simulate_file(open_workspace(workspace), plan, parameters, output)


def _zone(name: str) -> "tzinfo":
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise PixauthorError("responses.bad-zone", zone=name) from None


def _import(file: Path, space: Workspace, options: "ImportOptions") -> ImportReport:
    from pixauthor.responses.table_import import import_table

    with progress() as bar:
        task = bar.add_task(text("responses.import.progress"), total=None)
        return import_table(file, space.bank, space.exports_dir, options, advance=lambda n: bar.advance(task, n))


def _import_journal(
    address: str, database_file: Path | None, space: Workspace, key_file: Path | None, *, as_json: bool
) -> None:
    from pixauthor.cli.responses_journal import import_journal, report_journal

    found = database_of(FOLDER, address, database_file)
    taken = import_journal(found, space.exports_dir, key_file)
    report_journal(found, taken, as_json=as_json)
    raise typer.Exit(1 if taken.rejected or taken.faults else 0)


def _print_report(file: Path, report: ImportReport) -> None:
    layout = text(f"responses.import.{'wide' if report.wide else 'long'}")
    cells = text(f"responses.import.as-{report.cells}")
    say(text("responses.import.read", n=report.n_read, file=file, layout=layout, cells=cells))
    say(text("responses.import.added", n=report.n_added, known=report.n_known, rejected=report.n_rejected))
    if report.n_simulated:
        say(text("responses.import.simulated", n=report.n_simulated))
    for one in report.examples:
        message = "responses.import.rejected" if one.column else "responses.import.rejected-row"
        n = report.reasons[one.fault.code]
        say("  " + text(message, line=one.line, column=one.column, reason=one.reason(), n=n))
    if report.rejects:
        say(text("responses.import.rejects", path=report.rejects))


def _encode_report(report: ImportReport) -> dict[str, Any]:
    return {
        "source": report.source,
        "layout": "wide" if report.wide else "long",
        "cells": report.cells,
        "read": report.n_read,
        "added": report.n_added,
        "known": report.n_known,
        "rejected": report.n_rejected,
        "simulated": report.n_simulated,
        "reasons": dict(report.reasons),
        "part": str(report.part) if report.part else None,
        "rejects": str(report.rejects) if report.rejects else None,
    }
