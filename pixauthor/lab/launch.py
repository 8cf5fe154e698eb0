"""How JupyterLab is started on a workspace: its defaults and its command line."""

import os
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pixauthor.canonical import encode_readable
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.workspace import Workspace

LANGUAGE_PACKS: Final = {"fr": ("fr_FR", "jupyterlab_language_pack_fr_FR")}
DEFAULT_PORT: Final = 8888
LSP_PLUGINS: Final = tuple(
    f"@jupyter-lsp/{name}" for name in ("jupyterlab-lsp", "notebook-adapter", "fileeditor-adapter")
)


def write_settings(workspace: Workspace, language: str, *, language_server: bool) -> Path:
    """Write JupyterLab's defaults for this workspace under ``exports/`` and return their folder.

    They are defaults only: what a person sets in JupyterLab wins.

    Raises:
        PixauthorError: when the workspace cannot be written, which authors would find out too late.
    """
    folder = workspace.exports_dir.resolve() / "lab" / "settings"
    contents = {
        "overrides.json": overrides(language, language_server=language_server),
        "page_config.json": page_defaults(language_server=language_server),
    }
    try:
        for name, content in contents.items():
            write_atomic(folder / name, encode_readable(content))
    except PixauthorError as error:
        place = Place(path=str(workspace.root))
        raise PixauthorError("lab.read-only", place=place, **error.fields) from None
    return folder


def overrides(language: str, *, language_server: bool) -> dict[str, Any]:
    """Return JupyterLab's defaults: no news, no check for updates, and the language pack when it is installed."""
    defaults: dict[str, Any] = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
        "@jupyterlab/lsp-extension:plugin": {"activate": "on" if language_server else "off"},
        # It complains at each move of the cursor in a notebook whose language has no server.
        "@jupyter-lsp/jupyterlab-lsp:highlights": {"disable": True},
    }
    locale, package = LANGUAGE_PACKS.get(language, ("default", "jupyterlab"))
    if find_spec(package):
        defaults["@jupyterlab/translation-extension:plugin"] = {"locale": locale}
    return defaults


def page_defaults(*, language_server: bool) -> dict[str, Any]:
    """Return what the page is told before it starts: to leave out what has no server to speak to."""
    return {"disabledExtensions": dict.fromkeys(() if language_server else LSP_PLUGINS, True)}


def lab_command(
    workspace: Workspace, settings: Path, *, browser: bool, port: int | None, node_root: Path | None
) -> list[str]:
    """Return the command line of JupyterLab on a workspace; a given ``port`` is that one or none."""
    root = workspace.root.resolve()
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.port={DEFAULT_PORT if port is None else port}",
        *(() if port is None else ("--ServerApp.port_retries=0",)),
        "--ServerApp.jpserver_extensions=pixauthor.lab=True",
        f"--LabApp.extra_labextensions_path={files('pixauthor.lab') / 'labextensions'}",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # Named, so that nobody asks npm, which may ask the network.
        f"--LanguageServerManager.node_roots={node_root or root}",
        f"--LanguageServerManager.virtual_documents_dir={settings.parent.relative_to(root) / 'documents'}",
        *(() if browser else ("--no-browser",)),
        *(("--allow-root",) if is_root() else ()),
    ]


def is_root() -> bool:
    """Say whether this process is root's, as in a container: Jupyter then wants to be told that it is meant."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
