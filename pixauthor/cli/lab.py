"""``pixauthor lab``: JupyterLab on a workspace, in the language of the command, silent towards the network."""

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from pixauthor.cli.output import complain
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.resources import shipped
from pixauthor.workspace import open_workspace

app = typer.Typer(add_completion=False)


@app.command(help=text("lab.help"))
def lab(
    directory: Annotated[Path | None, typer.Argument(help=text("lab.directory"))] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=text("lab.browser"))] = True,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help=text("lab.port"))] = None,
) -> None:
    """Open JupyterLab on the workspace, on its launcher."""
    from pixauthor.lab.language_server import find_node_root
    from pixauthor.lab.launch import is_root, lab_command, write_settings

    workspace = open_workspace(directory)
    if find_spec("jupyterlab") is None:
        raise PixauthorError("lab.missing")
    if port:
        require_free(port)
    node_root = find_node_root([workspace.root, shipped("schemas").parent])
    settings = write_settings(workspace, current_language(), language_server=node_root is not None)
    if is_root():
        complain(text("lab.root"))
    # Kernels, too, are to speak the language of the command.
    os.environ["PIXAUTHOR_LANG"] = current_language()
    # JupyterLab takes the place of this process, so that Ctrl-C is its own.
    command = lab_command(workspace, settings, browser=browser, port=port, node_root=node_root)
    os.execv(sys.executable, command)  # noqa: S606


def require_free(port: int) -> None:
    """Make sure that a server can be started on a port of this machine.

    Raises:
        PixauthorError: when something listens there, or the system keeps it.
    """
    try:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(("127.0.0.1", port))
    except OSError as error:
        raise PixauthorError("lab.port-taken", port=port, reason=error.strerror or str(error)) from None
