"""``pixauthor bank``: the bank as a whole."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pixauthor.cli.output import print_json
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("bankstats.help"))


@app.callback()
def bank() -> None:
    """Keep ``stats`` a command of its own, although it is the only one."""


@app.command("stats", help=text("bankstats.help-stats"))
def stats(
    skills: Annotated[bool, typer.Option("--skills", help=text("bankstats.help-skills"))] = False,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("item.workspace"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("item.json"))] = False,
) -> None:
    """Print what the bank covers, its holes, and how its items are."""
    from pixauthor.bank.coverage_statistics import compute_statistics
    from pixauthor.cli.bank_measures import open_index
    from pixauthor.cli.bank_tables import encode_statistics, print_statistics

    space = open_workspace(workspace)
    framework, index = space.framework, open_index(space)
    if not len(index):
        raise PixauthorError("item.empty-bank", place=Place(path=str(space.items_dir)))
    found = compute_statistics(index, framework, date.today())
    if as_json:
        print_json(encode_statistics(found))
    else:
        print_statistics(found, framework, with_skills=skills)
