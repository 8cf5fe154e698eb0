"""``pixauthor voila``: the session notebook as a page, for people who shall not see a notebook."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from pixauthor.cli.lab import require_free
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.workspace import open_workspace

app = typer.Typer(add_completion=False)


@app.command(help=text("voila.help"))
def voila(
    directory: Annotated[Path | None, typer.Argument(help=text("lab.directory"))] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=text("lab.browser"))] = True,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help=text("voila.port"))] = None,
) -> None:
    """Show the session notebook of the workspace without its code."""
    from pixauthor.lab.voila import voila_command, voila_environment

    workspace = open_workspace(directory)
    if find_spec("voila") is None:
        raise PixauthorError("voila.missing")
    if port:
        require_free(port)
    language = current_language()
    command = voila_command(workspace, browser=browser, port=port, language=language)
    # Voilà takes the place of this process, so that Ctrl-C is its own.
    os.execve(sys.executable, command, voila_environment(os.environ, language))  # noqa: S606
