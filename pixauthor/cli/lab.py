"""``pixauthor lab``: JupyterLab on a workspace, in the language of the command, silent towards the network."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pixauthor.canonical import encode_readable
from pixauthor.cli.output import complain
from pixauthor.errors import PixauthorError
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.workspace import Workspace, open_workspace

LANGUAGE_PACKS: Final = {"fr": ("fr_FR", "jupyterlab_language_pack_fr_FR")}

app = typer.Typer(add_completion=False)


@app.command(help=text("widgets.lab.help"))
def lab(
    directory: Annotated[Path | None, typer.Argument(help=text("widgets.lab.directory"))] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help=text("widgets.lab.browser"))] = True,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=text("widgets.lab.port"))] = 8888,
) -> None:
    """Open JupyterLab on the workspace, on its notebooks."""
    workspace = open_workspace(directory)
    if find_spec("jupyterlab") is None:
        raise PixauthorError("widgets.lab.missing")
    settings = write_settings(workspace, current_language())
    if is_root():
        complain(text("widgets.lab.root"))
    # JupyterLab takes the place of this process, so that Ctrl-C is its own.
    os.execv(sys.executable, lab_command(workspace, settings, browser=browser, port=port))  # noqa: S606


def write_settings(workspace: Workspace, language: str) -> Path:
    """Write JupyterLab's defaults for this workspace under ``exports/`` and return their folder.

    They are defaults only: what a person sets in JupyterLab wins.
    """
    folder = workspace.exports_dir.resolve() / "lab" / "settings"
    write_atomic(folder / "overrides.json", encode_readable(overrides(language)))
    return folder


def overrides(language: str) -> dict[str, Any]:
    """Return JupyterLab's defaults: no news, no check for updates, and the language pack when it is installed."""
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    defaults: dict[str, Any] = {"@jupyterlab/apputils-extension:notification": quiet}
    locale, package = LANGUAGE_PACKS.get(language, ("default", "jupyterlab"))
    if find_spec(package):
        defaults["@jupyterlab/translation-extension:plugin"] = {"locale": locale}
    return defaults


def lab_command(workspace: Workspace, settings: Path, *, browser: bool, port: int) -> list[str]:
    """Return the command line of JupyterLab on a workspace, its notebooks first."""
    notebooks = "/tree/notebooks" if workspace.notebooks_dir.is_dir() else ""
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={workspace.root.resolve()}",
        f"--ServerApp.port={port}",
        f"--LabApp.default_url=/lab{notebooks}",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        *(() if browser else ("--no-browser",)),
        *(("--allow-root",) if is_root() else ()),
    ]


def is_root() -> bool:
    """Say whether this process is root's, as in a container: Jupyter then wants to be told that it is meant."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
