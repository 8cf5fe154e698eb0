"""How the session notebook is shown as a page by Voilà: our template, and kernels that end when nobody uses them."""

import os
import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from pixauthor.lab.page import PAGES
from pixauthor.workspace import Workspace

DEFAULT_PORT: Final = 8866
IDLE_SECONDS: Final = 600
"""After how long without a page a kernel ends: Voilà starts one for each visit, and keeps it (its open issue)."""


def voila_command(
    workspace: Workspace, *, browser: bool, port: int | None, language: str, idle_seconds: int = IDLE_SECONDS
) -> list[str]:
    """Return the command line of Voilà on the session notebook; sources are stripped, tracebacks not shown."""
    return [
        *(sys.executable, "-m", "voila", str(workspace.root.resolve() / "notebooks" / f"{PAGES['session']}.ipynb")),
        f"--Voila.port={DEFAULT_PORT if port is None else port}",
        *(() if port is None else ("--Voila.port_retries=0",)),
        "--VoilaConfiguration.template=pixauthor",
        "--VoilaConfiguration.strip_sources=True",
        "--VoilaConfiguration.show_tracebacks=False",
        f"--HTMLExporter.language_code={language}",
        f"--MappingKernelManager.cull_idle_timeout={idle_seconds}",
        f"--MappingKernelManager.cull_interval={max(1, idle_seconds // 10)}",
        *(() if browser else ("--no-browser",)),
    ]


def voila_environment(environment: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the environment in which Voilà finds our template, and kernels speak ``language``."""
    found = (str(files("pixauthor.lab") / "share"), environment.get("JUPYTER_PATH", ""))
    return {**environment, "JUPYTER_PATH": os.pathsep.join(filter(None, found)), "PIXAUTHOR_LANG": language}
