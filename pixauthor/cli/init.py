"""``pixauthor init DIR``: a new workspace with the shipped bank, schemas and notebooks."""

from pathlib import Path
from typing import Annotated

import typer

from pixauthor.cli.output import say
from pixauthor.locale import text
from pixauthor.starter import create_workspace

app = typer.Typer(add_completion=False)


@app.command(help=text("init.help"))
def init(directory: Annotated[Path, typer.Argument(help=text("init.directory"))]) -> None:
    """Make a workspace in ``directory``, which must be new or empty."""
    create_workspace(directory)
    say(text("init.done", directory=directory, n=len(list((directory / "items").glob("*/*.yaml")))))
